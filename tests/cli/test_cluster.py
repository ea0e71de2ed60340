"""kvant cluster, and kvant elbow on tables."""

import csv
import gzip
import io
import json
import shutil
import subprocess
import xml.etree.ElementTree

import numpy
import pytest
from PIL import Image

from conftest import ROOT, files

IRIS = ROOT / "examples" / "iris.csv"
FLOWERS = ["sepal length", "sepal width", "petal length", "petal width"]


@pytest.fixture
def iris(tmp_path):
    """iris.csv: 150 flowers, four numbers and a name each."""
    (tmp_path / "iris.csv").write_bytes(IRIS.read_bytes())
    return numpy.loadtxt(IRIS, delimiter=",", skiprows=1, usecols=range(4))


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def inertia_of(rows, centers, labels, weights=1):
    return float((weights * ((rows - centers[labels]) ** 2).sum(1)).sum())


def cluster(kvant, *words, **options):
    return json.loads(kvant("cluster", "--json", *words, **options).out)


def test_a_summary(kvant, iris):
    run = kvant("cluster", "iris.csv", "--id", "species", "-k", "3")
    text = run.out.decode()
    assert run.err == ""
    assert text.startswith("iris.csv: 150 rows, 4 columns (comma-separated, with a header)\n")
    assert "inertia    78.8514" in text and "88.43% explained" in text
    assert all(name in text for name in FLOWERS)
    assert text.isascii()
    assert kvant("cluster", "iris.csv", "--id", "species", "-q").out == b""


def test_json_has_every_figure(kvant, iris):
    found = cluster(kvant, "iris.csv", "--columns", "1-4", "-k", "3")
    assert found["input"] == "iris.csv"
    assert found["columns"] == FLOWERS
    assert (found["rows"], found["dropped_rows"], found["filled_values"]) == (150, 0, 0)
    assert sorted(found["sizes"]) == [38, 50, 62]
    assert found["converged"]
    centers = numpy.array(found["centers"])
    labels = ((iris[:, None] - centers) ** 2).sum(2).argmin(1)
    assert found["sizes"] == numpy.bincount(labels).tolist()
    assert numpy.allclose(centers, [iris[labels == i].mean(0) for i in range(3)], atol=1e-6)
    assert numpy.isclose(found["inertia"], inertia_of(iris, centers, labels), rtol=1e-6)
    total = ((iris - iris.mean(0)) ** 2).sum()
    assert numpy.isclose(found["variance_explained"], 1 - found["inertia"] / total)


def test_the_table_is_written_as_it_was_with_a_column_more(kvant, iris, tmp_path):
    run = kvant("cluster", "iris.csv", "--columns", "1-4", "-k", "3", "-o", "out.csv", "--labels", "l.npy", "-q")
    assert (run.out, run.err) == (b"", "")
    labels = numpy.load(tmp_path / "l.npy")
    assert labels.shape == (150,) and labels.dtype == numpy.int32
    lines = IRIS.read_text().splitlines()
    wanted = [f"{lines[0]},cluster"] + [f"{line},{label}" for line, label in zip(lines[1:], labels)]
    assert (tmp_path / "out.csv").read_text().splitlines() == wanted
    assert (
        kvant("cluster", "iris.csv", "--columns", "1-4", "-k", "3", "-o", "-", "-q").out
        == (tmp_path / "out.csv").read_bytes()
    )


def test_what_is_written_is_said(kvant, iris, tmp_path):
    run = kvant("cluster", "iris.csv", "--id", "5", "-o", "out.csv", "--labels", "l.csv", "--centers", "c.npy")
    assert [line.split(": ")[0] for line in run.lines] == [f"iris.csv -> {n}" for n in ("out.csv", "l.csv", "c.npy")]
    assert b"150 rows" in run.out
    run = kvant("cluster", "-", "--id", "5", "-o", "-", stdin=IRIS.read_bytes())
    assert run.out.startswith(b"sepal length,"), "the table"
    assert "standard input: 150 rows" in run.err, "the summary"


def test_labels_with_names(kvant, tmp_path):
    (tmp_path / "t.csv").write_text('who,x\n"Ann, Bob",1\nCy,2\nDi,\nEd,10\n')
    kvant("cluster", "t.csv", "--id", "who", "-k", "2", "--missing", "drop", "--labels", "l.csv", "--labels", "l.csv")
    rows = rows_of((tmp_path / "l.csv").read_text())
    assert rows[0] == ["id", "cluster"]
    assert [row[0] for row in rows[1:]] == ["Ann, Bob", "Cy", "Di", "Ed"]
    assert rows[1][1] == rows[2][1] != rows[4][1] and rows[3][1] == ""


def test_rows_that_are_dropped_stay_in_place(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,1\nNA,2\n9,9\n")
    run = kvant("cluster", "t.csv", "-k", "2", "--missing", "drop", "-o", "o.csv", "--labels", "l.npy")
    assert b"2 rows, 2 columns (comma-separated, with a header), 1 incomplete row dropped" in run.out
    labels = numpy.load(tmp_path / "l.npy").tolist()
    assert labels[1] == -1 and sorted(labels) == [-1, 0, 1]
    assert (tmp_path / "o.csv").read_text() == f"x,y,cluster\n1,1,{labels[0]}\nNA,2,\n9,9,{labels[2]}\n"
    assert cluster(kvant, "t.csv", "-k", "2", "--missing", "mean")["filled_values"] == 1


def test_labels_without_names_have_a_line_for_each_row(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,1\nNA,2\n9,9\n")
    kvant("cluster", "t.csv", "-k", "2", "--missing", "drop", "--labels", "l.csv", "-q")
    lines = (tmp_path / "l.csv").read_text().splitlines()
    assert lines[0] == "cluster" and lines[2] == "NA" and sorted(lines[1::2]) == ["0", "1"]


def test_iterations_end_as_asked(kvant, tmp_path):
    numpy.save(tmp_path / "t.npy", numpy.random.default_rng(4).uniform(size=(50000, 3)))
    words = ["t.npy", "-k", "30", "--effort", "1", "--tolerance", "0"]
    whole = cluster(kvant, *words)
    assert whole["converged"] and whole["iterations"] > 3 and whole["effort"] == 1
    short = cluster(kvant, *words, "--max-iterations", "2")
    assert not short["converged"] and short["iterations"] == 2 and short["inertia"] > whole["inertia"]
    assert b"iterations 2, not converged" in kvant("cluster", *words, "--max-iterations", "2").out
    assert cluster(kvant, *words, "--seed", "5")["centers"] != whole["centers"]


def labels_of(kvant, tmp_path, *words):
    found = cluster(kvant, *words, "--labels", "labels.npy", "--force")
    return found, numpy.load(tmp_path / "labels.npy")


def test_mini_batch(kvant, tmp_path):
    rows = numpy.random.default_rng(1).normal(size=(30000, 4)) + numpy.arange(30000)[:, None] % 6 * 10
    numpy.save(tmp_path / "t.npy", rows)
    words = ["t.npy", "-k", "6", "--algorithm", "mini-batch"]
    found, labels = labels_of(kvant, tmp_path, *words)
    assert (found["algorithm"], found["batch_size"], found["starts"]) == ("mini-batch", 1024, 1)
    assert found["iterations"] == -(-found["steps"] * 1024 // 30000) and found["converged"] and "effort" not in found
    centers = numpy.array(found["centers"])
    assert (labels == ((rows[:, None] - centers) ** 2).sum(2).argmin(1)).all()
    assert numpy.isclose(found["inertia"], inertia_of(rows, centers, labels))
    assert found["inertia"] < 1.05 * cluster(kvant, "t.npy", "-k", "6")["inertia"]
    assert labels_of(kvant, tmp_path, *words, "--threads", "1")[0] == found
    short = cluster(kvant, *words, "--batch-size", "5000", "--max-iterations", "1")
    assert (short["steps"], short["batch_size"], short["iterations"], short["converged"]) == (6, 5000, 1, False)
    assert b"in 6 steps of 5,000 rows" in kvant("cluster", *words, "--batch-size", "5000", "--max-iterations", "1").out


def test_bisecting(kvant, iris, tmp_path):
    words = ["iris.csv", "--id", "species", "--algorithm", "bisecting"]
    found, labels = labels_of(kvant, tmp_path, *words, "-k", "5", "--centers", "c.csv")
    assert (found["algorithm"], found["clusters"]) == ("bisecting", 5)
    assert numpy.bincount(labels).tolist() == found["sizes"] and min(found["sizes"]) > 0
    assert numpy.isclose(found["inertia"], inertia_of(iris, numpy.array(found["centers"]), labels))
    assert b"algorithm  bisecting" in kvant("cluster", *words).out
    run = kvant("cluster", *words, "--centers", "c.csv", "--force")
    assert run.lines[0] == (
        "kvant: c.csv: kvant predict will take the nearest of these centers; the labels here follow the splits"
    )


@pytest.mark.parametrize(
    "strategy, sizes", [([], [5, 5, 90]), (["--strategy", "largest-cluster"], [10, 45, 45])], ids=["default", "largest"]
)
def test_bisecting_splits_by_its_strategy(kvant, tmp_path, strategy, sizes):
    rows = numpy.concatenate([numpy.repeat([0.0, 1.0], 45), numpy.repeat([90.0, 110.0], 5)])
    numpy.save(tmp_path / "t.npy", rows)
    assert sorted(cluster(kvant, "t.npy", "-k", "3", "--algorithm", "bisecting", *strategy)["sizes"]) == sizes


@pytest.mark.parametrize("algorithm", ["lloyd", "mini-batch", "bisecting"])
def test_fewer_rows_than_clusters_by_any_algorithm(kvant, tmp_path, algorithm):
    (tmp_path / "t.csv").write_text("x,y\n1,1\n2,2\n1,1\n")
    run = kvant("cluster", "t.csv", "-k", "8", "--algorithm", algorithm, "--json")
    assert "there are only 2 distinct rows, and no more clusters" in run.err
    found = json.loads(run.out)
    assert (found["clusters"], found["inertia"], sorted(found["sizes"])) == (2, 0, [1, 2])


def test_several_starts(kvant, tmp_path):
    rows = numpy.random.default_rng(3).uniform(size=(3000, 2))
    numpy.save(tmp_path / "t.npy", rows)
    words = ["t.npy", "-k", "20", "--effort", "1"]
    once, often = cluster(kvant, *words), cluster(kvant, *words, "--starts", "9")
    assert (once["starts"], often["starts"]) == (1, 9)
    assert often["inertia"] < once["inertia"]
    split = ["t.npy", "-k", "2", "--effort", "1", "--algorithm", "bisecting"]
    assert cluster(kvant, *split, "--starts", "9")["inertia"] <= cluster(kvant, *split)["inertia"]


def test_the_same_from_every_kind_of_file(kvant, iris, tmp_path):
    text = "\n".join(",".join(f"{value:.17g}" for value in row) for row in iris) + "\n"
    (tmp_path / "t.csv").write_text(text)
    (tmp_path / "t.tsv").write_text(text.replace(",", "\t"))
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text.encode()))
    numpy.save(tmp_path / "t.npy", iris)
    numpy.save(tmp_path / "f.npy", numpy.asfortranarray(iris))
    numpy.save(tmp_path / "b.npy", iris.astype(">f8"))
    (tmp_path / "t.npy.gz").write_bytes(gzip.compress((tmp_path / "t.npy").read_bytes()))
    names = ["t.csv", "t.tsv", "t.csv.gz", "t.npy", "f.npy", "b.npy", "t.npy.gz"]
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", tmp_path / "t.csv"], check=True)
        names.append("t.csv.zst")
    seen = [cluster(kvant, name, "-k", "3") for name in names]
    seen.append(cluster(kvant, "-", "-k", "3", stdin=text.encode()))
    for found in seen:
        found.pop("input")
        assert found == seen[0]
    assert numpy.isclose(seen[0]["inertia"], 78.851441)


@pytest.mark.parametrize("threads", ["1", "3"])
def test_the_same_on_any_number_of_threads(kvant, tmp_path, threads):
    numpy.save(tmp_path / "t.npy", numpy.random.default_rng(3).normal(size=(3000, 12)))
    kvant("cluster", "t.npy", "-k", "20", "--labels", "a.npy", "--centers", "a.csv", "-o", "a.svg", "-q")
    kvant(
        *["cluster", "t.npy", "-k", "20", "--labels", "b.npy", "--centers", "b.csv", "-o", "b.svg", "-q"],
        *["-j", threads],
    )
    for kind in ("npy", "csv", "svg"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_normalizing_is_undone_in_the_centers(kvant, iris):
    wide = iris * [1, 1000, 1, 1] + [0, 5000, 0, 0]
    text = "\n".join(",".join(map(str, row)) for row in wide.tolist()).encode()
    plain = cluster(kvant, "-", "-k", "3", "--normalize", "zscore", stdin=text)
    scaled = (wide - wide.mean(0)) / wide.std(0)
    centers = (numpy.array(plain["centers"]) - wide.mean(0)) / wide.std(0)
    labels = ((scaled[:, None] - centers) ** 2).sum(2).argmin(1)
    assert plain["sizes"] == numpy.bincount(labels).tolist()
    assert numpy.isclose(plain["inertia"], inertia_of(scaled, centers, labels), rtol=1e-5)
    assert plain["normalize"] == "zscore"
    for how in ("minmax", "robust"):
        center = cluster(kvant, "-", "-k", "1", "--normalize", how, stdin=text)["centers"][0]
        assert numpy.allclose(center, wide.mean(0), rtol=1e-6)


def test_weights_count(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("x,w\n0,3\n1,1\n10,1\n11,0\n")
    found = cluster(kvant, "t.csv", "--weights", "w", "-k", "2")
    assert sorted(center[0] for center in found["centers"]) == [0.25, 10]
    assert found["columns"] == ["x"]


def test_a_column_that_counts_the_rows_is_told(kvant, iris, tmp_path):
    lines = IRIS.read_text().splitlines()
    (tmp_path / "t.csv").write_text("\n".join(f"{'Id' if i == 0 else i},{line}" for i, line in enumerate(lines)) + "\n")
    words = ["t.csv", "--columns", "1-5", "-k", "3"]
    told = "kvant: t.csv: the column 'Id' (1) only counts the rows, and is clustered like any other; --id 1 leaves it out\n"
    assert kvant("cluster", *words).err == kvant("elbow", *words[:3]).err == told
    assert kvant("cluster", *words, "-q").err == ""
    assert kvant("cluster", "t.csv", "--columns", "2-5", "-k", "3").err == ""
    (tmp_path / "one.csv").write_text("\n".join(map(str, range(50))))
    assert kvant("cluster", "one.csv", "-k", "3").err == "", "it is all there is"


def test_fewer_rows_than_clusters(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,1\n5,5\n1,1\n")
    run = kvant("cluster", "t.csv", "-k", "8", "--json")
    assert run.err == "kvant: t.csv: there are only 2 distinct rows, and no more clusters\n"
    found = json.loads(run.out)
    assert found["clusters"] == len(found["centers"]) == 2 and sorted(found["sizes"]) == [1, 2]
    assert found["inertia"] == 0 and found["variance_explained"] == 1
    assert kvant("cluster", "t.csv", "-k", "8", "-q").err == ""


def test_numbers_that_floats_cannot_tell_apart(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("time\n" + "".join(f"{1.7e9 + at}\n" for at in (0, 1, 2, 60, 61, 62)))
    found = cluster(kvant, "t.csv", "-k", "2")
    assert sorted(center[0] for center in found["centers"]) == [1.7e9 + 1, 1.7e9 + 61]
    assert found["inertia"] == 4


def test_auto_takes_what_elbow_says(kvant, iris):
    found = cluster(kvant, "iris.csv", "--id", "species", "-k", "auto")
    assert found["clusters"] == 3 and found["auto"] == {"k": 3, "reason": "clear_elbow"}
    assert b"3 (clear elbow)" in kvant("cluster", "iris.csv", "--id", "species", "-k", "auto").out


@pytest.mark.parametrize("range_of_k", [[], ["-k", "1..10"]])
def test_the_elbow_of_iris(kvant, iris, range_of_k):
    found = json.loads(kvant("elbow", "--json", "iris.csv", "--id", "species", *range_of_k).out)
    assert found["elbow"]["k"] == 3 and found["elbow"]["clear"] and found["auto"]["k"] == 3
    assert (found["rows"], found["distinct_rows"], found["columns"]) == (150, 149, FLOWERS)
    at = {point["k"]: point for point in found["curve"]}
    # As scikit-learn's KMeans(n_init=100) finds them.
    for k, inertia in [(1, 681.3706), (2, 152.34795), (3, 78.851441), (4, 57.228473), (5, 46.446182)]:
        assert numpy.isclose(at[k]["inertia"], inertia, rtol=1e-6)
    assert "psnr" not in at[3]


def test_elbow_of_a_table_as_text_and_plot(kvant, iris, tmp_path):
    run = kvant("elbow", "iris.csv", "--id", "species", "-k", "1..10", "-o", "e.svg")
    text = run.out.decode()
    assert text.startswith("iris.csv: 150 rows, 4 columns") and "elbow:      k = 3" in text
    assert "PSNR" not in text
    svg = (tmp_path / "e.svg").read_text()
    xml.etree.ElementTree.fromstring(svg)
    assert "<title>How many clusters?</title>" in svg
    few = kvant("elbow", "-", "-k", "1..9", stdin=b"x\n1\n2\n2\n").out.decode()
    assert "there are only 2 distinct rows, so the range ends there" in few


def test_elbow_tells_tables_from_pictures(kvant, iris, cat, tmp_path):
    run = kvant("elbow", "iris.csv", "cat.png", "--id", "species", "-k", "1..3")
    assert b"iris.csv: 150 rows" in run.out and b"cat.png: 451x300" in run.out
    (tmp_path / "table").write_text("P1,P2\n1,2\n3,4\n")
    assert b"table: 2 rows" in kvant("elbow", "table", "-k", "1..2").out
    (tmp_path / "x.pgm").write_text("P2\n2 1\n255\n0 200\n")
    assert b"x.pgm: 2x1" in kvant("elbow", "x.pgm", "-k", "1..2").out


def test_scatter(kvant, iris, tmp_path):
    words = ["cluster", "iris.csv", "--id", "species", "-k", "3"]
    kvant(*words, "-o", "p.png", "-o", "p.svg", "-o", "t.csv", "-q")
    assert files(tmp_path) == ["iris.csv", "p.png", "p.svg", "t.csv"]
    assert Image.open(tmp_path / "p.png").size == (1760, 1240)
    svg = (tmp_path / "p.svg").read_text()
    xml.etree.ElementTree.fromstring(svg)
    assert "150 rows, 4 columns, 3 clusters; principal component 1 (92% of the variance) across" in svg
    kvant(*words, "-o", "a.svg", "--axes", "petal length,2", "-q")
    assert "; petal length across, sepal width up" in (tmp_path / "a.svg").read_text()


def test_plots_show_normalized_columns_as_the_table_has_them(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "".join(f"{i},{i % 7 * 1000}\n" for i in range(50)))
    for how in ("none", "zscore"):
        kvant("cluster", "t.csv", "-k", "1", "--normalize", how, "-o", f"{how}.png", "-q")
    assert (tmp_path / "none.png").read_bytes() == (tmp_path / "zscore.png").read_bytes()


BAD = [
    (b"", "the table is empty"),
    (b"a,b\n", "the table has a header and no rows"),
    (b"a,b\n1,2\n3\n", "row 3 has 1 field, row 1 has 2"),
    (b"a,b\n1,2\n3,x\n", "the column 'b' (2) holds text: 'x' in row 3; choose others: --columns 1;"),
    (b"a,b\n1,2\n3,\n", "the column 'b' (2) has no number in row 3; --missing drop"),
    (b"a,b\n1,2\n3,-inf\n", "the column 'b' (2) is infinite in row 3"),
    (b"a,b\n1,2\n3,\x00\n", "byte 11 is 0"),
    ("a,b\n1,2\n".encode("utf-16"), "is text in UTF-16; save it as UTF-8"),
    (b'a,b\n1,"2\n', "the quote that opens in row 2 is never closed"),
    (b"PK\x03\x04", "is a spreadsheet or another ZIP archive"),
    (b"PAR1", "is a Parquet file"),
    (b"\x1f\x8b\x08\x00", "the compressed data ends early"),
    (b"\x93NUMPY\x01\x00", "the header of the .npy file is damaged"),
    (b"a\x1b[31m,b\n1,x\n", r"the column 'b' (2)"),
    (b"a,\x1b[31mb\n1,x\n", r"the column '\x1b[31mb' (2)"),
]


@pytest.mark.parametrize("content, message", BAD)
def test_bad_tables(kvant, tmp_path, content, message):
    (tmp_path / "t.csv").write_bytes(content)
    run = kvant("cluster", "t.csv", "-k", "2", "-o", "o.csv", status=1)
    assert len(run.lines) == 1 and run.lines[0].startswith("kvant: t.csv: ") and message in run.lines[0]
    assert files(tmp_path) == ["t.csv"], "nothing is half-written"
    failure = json.loads(kvant("cluster", "t.csv", "-k", "2", "--json", status=1).out)
    assert failure["input"] == "t.csv" and failure["error"]


def test_hostile_headers_take_no_memory(kvant, tmp_path):
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976, 2), }\n"
    (tmp_path / "t.npy").write_bytes(b"\x93NUMPY\x01\x00" + bytes([len(header), 0]) + header)
    assert "claims 1152921504606846976 rows of 2 numbers and has 0" in kvant("cluster", "t.npy", status=1).err


@pytest.mark.parametrize(
    "words, message",
    [
        (["--columns", "1-3"], "there is no column 3; they are numbered from 1 to 2"),
        (["--columns", "a,z"], "there is no column 'z'; there are: a, b"),
        (["--columns", "a,1"], "the column 'a' (1) is listed twice"),
        (["--weights", "z"], "there is no column 'z'"),
        (["--weights", "b"], "the weights 'b' (2) are negative in row 2: -2"),
        (["--id", "a", "--weights", "b"], "there is no column left to cluster"),
        (["--delimiter", ";"], "holds text"),
        (["--no-header"], "the columns 'x1' (1) and 'x2' (2) hold text: 'a' in row 1"),
        (["-o", "p.svg", "--axes", "a"], "--axes: two columns"),
        (["-o", "p.svg", "--axes", "a,b", "--columns", "b"], "'a' (1) is not among those that are clustered"),
        (["-o", "missing/o.csv"], "does not exist"),
        (["-o", "t.csv"], "this would replace the input itself"),
    ],
)
def test_bad_choices(kvant, tmp_path, words, message):
    (tmp_path / "t.csv").write_text("a,b\n1,-2\n3,4\n")
    run = kvant("cluster", "t.csv", "-k", "2", *words, status=1)
    assert len(run.lines) == 1 and message in run.lines[0]
    assert files(tmp_path) == ["t.csv"]


@pytest.mark.parametrize(
    "words, message",
    [
        ([], "no table given"),
        (["t.csv", "u.csv"], "kvant cluster takes one table, not 2"),
        (["t.csv", "-k", "0"], "--clusters: expected a whole number from 1 to 65,536, not '0'"),
        (["t.csv", "--normalize", "l2"], "--normalize: expected none, zscore, minmax, robust, not 'l2'"),
        (["t.csv", "--missing", "zero"], "--missing: expected refuse, drop, mean, not 'zero'"),
        (["t.csv", "--delimiter", "ab"], "--delimiter: expected a character, tab or space"),
        (["t.csv", "--tolerance", "-1"], "--tolerance: expected a number of at least 0"),
        (["t.csv", "-o", "o.npy"], "--labels writes .npy"),
        (["t.csv", "-o", "o.csv.gz"], "not .gz"),
        (["t.csv", "-o", ""], "the file's name is empty"),
        (["t.csv", "--labels", "l.txt"], "--labels: an .npy or a .csv file"),
        (["t.csv", "--centers", "c"], "--centers: a .csv or an .npy file"),
        (["t.csv", "--centers", "c.npy", "--normalize", "zscore"], "no place for the scales of --normalize"),
        (["t.csv", "--axes", "a,b"], "--axes is for plots"),
        (["t.csv", "-o", "x.csv", "--centers", "x.csv"], "'x.csv' is to be written twice"),
        (["t.csv", "--algorithm", "elkan"], "--algorithm: expected lloyd, mini-batch, bisecting, not 'elkan'"),
        (["t.csv", "--strategy", "inertia"], "--strategy: expected biggest-inertia, largest-cluster, not 'inertia'"),
        (["t.csv", "--starts", "0"], "--starts: expected a whole number from 1 to 1,000,000, not '0'"),
        (["t.csv", "--batch-size", "9"], "--batch-size is for --algorithm mini-batch, not for lloyd"),
        (
            ["t.csv", "--algorithm", "mini-batch", "--effort", "3"],
            "--effort is for --algorithm lloyd and bisecting, not for mini-batch",
        ),
        (
            ["t.csv", "--algorithm", "mini-batch", "--strategy", "largest-cluster"],
            "--strategy is for --algorithm bisecting, not for mini-batch",
        ),
        (["t.csv", "--algorithm", "mini-batch", "-k", "auto"], "it is not for --algorithm mini-batch"),
        (
            ["t.csv", "--algorithm", "bisecting", "--checkpoint", "x"],
            "--checkpoint is for --algorithm lloyd, not for bisecting",
        ),
        (["t.csv", "--starts", "2", "--checkpoint", "x"], "--checkpoint keeps one run, not those of several --starts"),
        (["t.csv", "--json", "-o", "-"], "--json and -o - both write to standard output"),
    ],
)
def test_wrong_usage(kvant, tmp_path, words, message):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4\n")
    run = kvant("cluster", *words, status=2)
    assert len(run.lines) == 1 and message in run.lines[0] and run.lines[0].endswith("try kvant cluster --help")


def test_existing_files_are_kept(kvant, iris, tmp_path):
    (tmp_path / "l.npy").write_bytes(b"mine")
    words = ["cluster", "iris.csv", "--id", "5", "-o", "o.csv", "--labels", "l.npy"]
    assert "the target 'l.npy' exists; add --force to replace it" in kvant(*words, status=1).err
    assert files(tmp_path) == ["iris.csv", "l.npy"] and (tmp_path / "l.npy").read_bytes() == b"mine"
    kvant(*words, "--force")
    assert numpy.load(tmp_path / "l.npy").shape == (150,)


def test_its_own_column_is_not_doubled(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("a,cluster\n1,2\n3,4\n")
    assert "has a column 'cluster' already" in kvant("cluster", "t.csv", "-k", "2", "-o", "o.csv", status=1).err


def test_pictures_and_tables_are_told_apart(kvant, iris, cat):
    assert "is a picture (PNG), not a table" in kvant("cluster", "cat.png", status=1).err
    assert "'iris.csv' is a table, which kvant cluster reads" in kvant("iris.csv", "-k", "3", status=2).err
