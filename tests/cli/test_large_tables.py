"""kvant cluster of tables that are larger than the memory it may take."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time

import numpy
import pytest

from conftest import BINARY

ROWS = 400_000


def table(path, dtype="f8", rows=ROWS):
    random = numpy.random.default_rng(1)
    values = random.integers(0, 12, rows)[:, None] * 3 + random.random((rows, 10))
    numpy.save(path, values.astype(dtype))


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["f8", "f4", ">i2"])
def test_in_parts_is_as_at_once(kvant, tmp_path, dtype):
    table(tmp_path / "t.npy", dtype)
    common = [
        "cluster",
        "t.npy",
        "-k",
        "12",
        "--effort",
        "2",
        "--columns",
        "1-6,9",
        "--weights",
        "10",
        "--normalize",
        "zscore",
        "--json",
    ]
    whole = kvant(*common, "--centers", "a.csv", "--labels", "a-labels.npy")
    part = kvant(*common, "--memory", "110MB", "--centers", "b.csv", "--labels", "b-labels.npy")
    figures, expected = json.loads(part.out), json.loads(whole.out)
    assert figures.pop("variance_explained") == pytest.approx(expected.pop("variance_explained"))
    assert figures == expected
    for name in ["{}.csv", "{}-labels.npy"]:
        assert (tmp_path / name.format("a")).read_bytes() == (tmp_path / name.format("b")).read_bytes()


def peak_of(folder, *words):
    """The status of a run, and the most memory that it took."""
    # A process of its own, as what the parent took counts for its child.
    measure = (
        "import os, subprocess, sys; run = subprocess.Popen(sys.argv[1:]);"
        "_, status, usage = os.wait4(run.pid, 0); print(status, usage.ru_maxrss * 1024)"
    )
    told = subprocess.run(
        [sys.executable, "-c", measure, BINARY, *words],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return map(int, told.stdout.split())


@pytest.mark.long
def test_memory_is_kept(tmp_path):
    table(tmp_path / "t.npy", rows=3_000_000)  # 240 MB
    words = ["cluster", "t.npy", "-k", "12", "--effort", "1", "--memory", "160MB", "--labels", "l.npy", "-q", "-j", "2"]
    status, most = peak_of(tmp_path, *words)
    assert status == 0
    assert most < 160e6
    assert numpy.load(tmp_path / "l.npy").shape == (3_000_000,)


def test_what_needs_all_rows_is_refused(kvant, tmp_path):
    table(tmp_path / "t.npy", rows=100_000)
    least = ["cluster", "t.npy", "--memory", "105MB"]
    for words, said in {
        ("--normalize", "robust"): "--normalize robust",
        ("-o", "x.csv"): "--output, unlike --labels,",
        ("-k", "auto"): "-k auto",
        ("--algorithm", "mini-batch"): "--algorithm mini-batch",
        ("--algorithm", "bisecting"): "--algorithm bisecting",
        ("--starts", "2"): "--starts",
        ("--missing", "drop"): "--missing",
    }.items():
        run = kvant(*least, *words, status=1)
        assert run.err == (
            f"kvant: t.npy: {said} needs the whole table in memory, for which it is too large (see --memory)\n"
        )
    run = kvant("cluster", "t.npy", "--memory", "1MB", status=1)
    assert "kvant: t.npy: needs more memory than 1.00 MB, even in parts; --memory 1" in run.err
    kvant("cluster", "t.npy", "--memory", "lots", status=2)


def digits(rows, columns, delimiter=b","):
    """Text of numbers 0.000 to 9.999, made fast."""
    random = numpy.random.default_rng(2)
    text = numpy.empty((rows, columns, 6), dtype=numpy.uint8)
    text[:] = 48 + random.integers(0, 10, text.shape)
    text[:, : columns // 2, 0] = 48 + 3 * random.integers(0, 3, rows)[:, None]
    text[:, :, 1] = ord(".")
    text[:, :, 5] = delimiter[0]
    text[:, -1, 5] = ord("\n")
    return text.tobytes()


def people(rows):
    """A table with a bit of everything, 60 characters a row."""
    numbers = digits(rows, 6).decode().splitlines()
    random = numpy.random.default_rng(3)
    weights = random.integers(0, 4, rows)
    lines = ["name,a,b,c,d,e,f,weight"]
    for i, line in enumerate(numbers):
        if i % 1000 == 7:
            line = "NA" + line[5:]
        name = f'"{i}, ""so called"""' if i % 3 == 0 else f"n{i}"
        lines.append(f"{name},{line},{weights[i]}")
        if i % 5000 == 0:
            lines.append("")
    return ("\ufeff" + "\r\n".join(lines)).encode()


ROWS_OF_TEXT = 80_000  # 4.4 MB
LITTLE = "120MB"


LARGE = 61_000_000  # characters, of which LITTLE memory does not suffice


def pack(tmp_path, name, text):
    """A file of text that is made too large by blanks at the ends of its lines."""
    blanks = LARGE // text.count(b"\n")
    text = text.replace(b"\r\n", b" " * blanks + b"\r\n")
    packed = text
    if name.endswith(".gz"):
        packed = gzip.compress(text, 1)
    if name.endswith(".zst"):
        packed = subprocess.run(["zstd", "-q", "-c"], input=text, capture_output=True, check=True).stdout
    (tmp_path / name).write_bytes(packed)
    return text


def lengthen(tmp_path, text, row=b"1,2\n"):
    """A file that is too large by many rows alike."""
    (tmp_path / "t.csv").write_bytes(text + row * (LARGE // len(row)))


@pytest.mark.long
@pytest.mark.parametrize(
    "name, words",
    [
        ("t.csv", ["--missing", "drop", "--normalize", "zscore"]),
        ("t.csv.zst", ["--missing", "mean", "--normalize", "minmax", "--columns", "a-c,6"]),
        ("-", ["--missing", "mean", "--checkpoint", "c"]),
    ],
)
def test_text_in_parts_is_as_at_once(kvant, tmp_path, name, words):
    text = pack(tmp_path, name if name != "-" else "stdin", people(ROWS_OF_TEXT))
    words = [word.replace("a-c", "2-4") for word in words]
    common = ["cluster", name, "-k", "6", "--effort", "2", "--id", "name", "--weights", "weight", *words]
    folder = tmp_path / "temporary"
    folder.mkdir()
    stdin = text if name == "-" else b""
    outputs = ["{}.csv", "{}-labels.npy" if name == "-" else "{}-labels.csv", "{}-centers.csv"]
    told = {}
    for run, more in {"whole": [], "parts": ["--memory", LITTLE]}.items():
        first, labels, centers = (output.format(run) for output in outputs)
        told[run] = kvant(
            *common,
            *more,
            "--json",
            "-o",
            first,
            "--labels",
            labels,
            "--centers",
            centers,
            stdin=stdin,
            env={"TMPDIR": str(folder)},
        )
        assert list(folder.iterdir()) == []
    for output in outputs:
        whole = (tmp_path / output.format("whole")).read_bytes()
        assert whole == (tmp_path / output.format("parts")).read_bytes(), output
        assert len(whole) > 100
    figures, expected = (json.loads(told[run].out) for run in ["parts", "whole"])
    assert figures.pop("variance_explained") == pytest.approx(expected.pop("variance_explained"))
    assert figures == expected
    assert figures["dropped_rows"] == (80 if "drop" in words else 0)
    assert figures["filled_values"] == (80 if "mean" in words else 0)


@pytest.mark.long
def test_packed_npy_in_parts_is_as_at_once(kvant, tmp_path):
    table(tmp_path / "t.npy", rows=900_000)  # 72 MB
    (tmp_path / "t.npy.gz").write_bytes(gzip.compress((tmp_path / "t.npy").read_bytes(), 1))
    common = ["cluster", "t.npy.gz", "-k", "4", "--effort", "1", "-q"]
    kvant(*common, "--centers", "whole.npy")
    kvant(*common, "--memory", LITTLE, "--centers", "parts.npy")
    assert (tmp_path / "whole.npy").read_bytes() == (tmp_path / "parts.npy").read_bytes()


@pytest.mark.long
def test_memory_is_kept_with_text(tmp_path):
    (tmp_path / "t.csv").write_bytes(digits(1_500_000, 12))  # 108 MB
    words = [
        "cluster",
        "t.csv",
        "-k",
        "6",
        "--effort",
        "1",
        "--max-iterations",
        "3",
        "-o",
        "o.csv",
        "--labels",
        "l.csv",
    ]
    status, most = peak_of(tmp_path, *words, "--memory", "160MB", "-q", "-j", "2")
    assert status == 0
    assert most < 160e6
    assert (tmp_path / "o.csv").stat().st_size == 111_000_000
    assert (tmp_path / "l.csv").stat().st_size == 8 + 3_000_000


def test_what_text_in_parts_cannot(kvant, tmp_path):
    lengthen(tmp_path, b"", digits(1, 9))
    for words, said in {
        ("--normalize", "robust"): "--normalize robust",
        ("-o", "x.svg"): "a plot",
        ("-k", "auto"): "-k auto",
    }.items():
        run = kvant("cluster", "t.csv", "--memory", LITTLE, *words, status=1)
        assert run.err == (
            f"kvant: t.csv: {said} needs the whole table in memory, for which it is too large (see --memory)\n"
        )
    run = kvant("cluster", "t.csv", "--memory", "1MB", status=1)
    assert "kvant: t.csv: needs more memory than 1.00 MB, even in parts; --memory 1" in run.err


@pytest.mark.parametrize(
    "text, said",
    [
        (b"a,b\n1,2\n3,x\n", "the column 'b' (2) holds text: 'x' in row 3; choose others: --columns 1"),
        (b"a,b\n1,2\n\n3,\n", "the column 'b' (2) has no number in row 4; --missing drop leaves such rows out"),
        (b"a,b\n1,2\n3\n", "row 3 has 1 field, row 1 has 2"),
        (b'a,b\n1,2\n3,"4\n', "row 3 is longer than 16 MiB; is a quote in it never closed?"),
        (b"a,cluster\n1,2\n3,4\n", "the table has a column 'cluster' already"),
    ],
)
def test_bad_text_in_parts(kvant, tmp_path, text, said):
    lengthen(tmp_path, text)
    run = kvant("cluster", "t.csv", "-k", "2", "--memory", LITTLE, "-o", "o.csv", status=1)
    assert run.err.startswith(f"kvant: t.csv: {said}") and run.err.count("\n") == 1
    assert not (tmp_path / "o.csv").exists()


def test_a_full_disk_is_one_clear_line(kvant, tmp_path):
    lengthen(tmp_path, b"", digits(1, 9))
    folder = tmp_path / "temporary"
    words = ["cluster", "t.csv", "--memory", LITTLE, "-q"]
    run = kvant(*words, status=1, env={"TMPDIR": str(folder)})
    assert run.err.startswith("kvant: t.csv: cannot write a temporary file in ") and run.err.count("\n") == 1
    folder.mkdir()
    small = ["sh", "-c", 'ulimit -f 1000; exec "$0" "$@"', BINARY, *words]  # in blocks of 512 or 1024 bytes
    done = subprocess.run(
        small, cwd=tmp_path, env={**os.environ, "TMPDIR": str(folder)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"kvant: t.csv: cannot write a temporary file in {folder}: File too large; TMPDIR may name another folder\n"
    )
    assert list(folder.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_of_a_run_that_is_stopped(tmp_path, how):
    (tmp_path / "t.csv").write_bytes(digits(1_500_000, 12))
    folder = tmp_path / "temporary"
    folder.mkdir()
    words = ["cluster", "t.csv", "-k", "50", "--tolerance", "0", "--memory", "160MB", "-o", "o.csv"]
    run = subprocess.Popen([BINARY, *words], cwd=tmp_path, env={**os.environ, "TMPDIR": str(folder)})
    time.sleep(1)
    run.send_signal(how)
    assert run.wait() != 0
    assert list(folder.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.csv", "temporary"]


def test_a_bad_number_is_told_with_its_row(kvant, tmp_path):
    values = numpy.ones((100_000, 8))
    values[99_990, 2] = numpy.nan
    numpy.save(tmp_path / "t.npy", values)
    run = kvant("cluster", "t.npy", "--memory", "105MB", status=1)
    assert "row 99991" in run.err or "row 99,991" in run.err


def test_fortran_order_is_not_read_in_parts(kvant, tmp_path):
    numpy.save(
        tmp_path / "t.npy",
        numpy.asfortranarray(numpy.random.default_rng(1).random((100_000, 8))),
    )
    assert kvant("cluster", "t.npy", "--effort", "1").err == ""
    run = kvant("cluster", "t.npy", "--memory", "105MB", status=1)
    assert "is in Fortran's order, which is not read in parts" in run.err
