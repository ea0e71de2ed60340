"""kvant predict: centers that were saved."""

import json

import numpy
import pytest

from conftest import ROOT, files

IRIS = ROOT / "examples" / "iris.csv"


@pytest.fixture
def flowers(tmp_path):
    """iris.csv."""
    (tmp_path / "iris.csv").write_bytes(IRIS.read_bytes())


@pytest.mark.parametrize("normalize", ["none", "zscore", "minmax", "robust"])
@pytest.mark.parametrize("k", ["3", "20"])
def test_labels_are_those_of_the_fit(kvant, flowers, tmp_path, normalize, k):
    words = ["--id", "species", "-k", k, "--normalize", normalize]
    kvant("cluster", "iris.csv", *words, "--centers", "c.csv", "--labels", "a.npy", "-o", "a.csv", "-q")
    kvant("predict", "iris.csv", "--centers", "c.csv", "--labels", "b.npy", "-o", "b.csv", "-q")
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_columns_are_found_by_name(kvant, flowers, tmp_path):
    kvant("cluster", "iris.csv", "--columns", "petal width,sepal length", "-k", "2", "--centers", "c.csv", "-q")
    (tmp_path / "new.csv").write_text("species,sepal length,petal width\nx,5,0.2\ny,7,2\n")
    rows = kvant("predict", "new.csv", "--centers", "c.csv", "-o", "-", "-q").out.decode().splitlines()
    labels = [row.split(",")[-1] for row in rows[1:]]
    assert sorted(labels) == ["0", "1"]
    (tmp_path / "other.csv").write_text("length,width\n5,0.2\n7,2\n")
    run = kvant("predict", "other.csv", "--centers", "c.csv", status=1)
    assert "there is no column 'petal width', which the centers have; --columns says what to take instead" in run.err
    kvant("predict", "other.csv", "--centers", "c.csv", "--columns", "width,length", "--labels", "l.csv")
    assert (tmp_path / "l.csv").read_text().split()[1:] == labels


def test_without_names_columns_are_taken_in_their_order(kvant, tmp_path):
    rows = numpy.random.default_rng(2).normal(size=(200, 3))
    numpy.save(tmp_path / "t.npy", rows)
    kvant("cluster", "t.npy", "-k", "5", "--centers", "c.npy", "--labels", "a.npy", "-q")
    kvant("predict", "t.npy", "--centers", "c.npy", "--labels", "b.npy", "-q")
    centers = numpy.load(tmp_path / "c.npy")
    assert centers.shape == (5, 3) and centers.dtype == numpy.float64
    wanted = ((rows[:, None] - centers) ** 2).sum(2).argmin(1)
    assert numpy.load(tmp_path / "a.npy").tolist() == wanted.tolist() == numpy.load(tmp_path / "b.npy").tolist()
    run = kvant("predict", "t.npy", "--centers", "c.npy", "--columns", "1,2", status=1)
    assert "the centers have 3 columns, not 2; choose as many by --columns" in run.err


def test_centers_of_any_origin(kvant, tmp_path):
    (tmp_path / "c.csv").write_text("y;x\n0;0\n9;1\n")
    (tmp_path / "t.csv").write_text("x,y\n0,1\n1,8\n,3\n")
    found = json.loads(kvant("predict", "t.csv", "--centers", "c.csv", "--missing", "drop", "--json").out)
    assert found["sizes"] == [1, 1] and found["clusters"] == 2 and found["dropped_rows"] == 1
    text = kvant("predict", "t.csv", "--centers", "c.csv", "--missing", "drop", "-o", "-").err
    assert "2 rows, 2 columns" in text and "50.0%" in text


def test_predicted_clusters_are_drawn(kvant, flowers, tmp_path):
    kvant("cluster", "iris.csv", "--id", "5", "-k", "3", "--centers", "c.csv", "-o", "a.svg", "-q")
    kvant("predict", "iris.csv", "--centers", "c.csv", "-o", "b.svg", "-q")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(
    "centers, message",
    [
        ("", "--centers 'c.csv': the table is empty"),
        ("x,y\n1,a\n", "--centers 'c.csv': the column 'y' (2) holds text"),
        ("cluster,x\n0,1\nscale,0\n", "--centers 'c.csv': the scales must be positive"),
        ("cluster,x\nscale,1\n", "--centers 'c.csv': the scales must be positive, and follow a center"),
        ("x,z\n1,2\n", "there is no column 'z', which the centers have"),
    ],
)
def test_bad_centers(kvant, tmp_path, centers, message):
    (tmp_path / "t.csv").write_text("x,y\n0,1\n1,8\n")
    (tmp_path / "c.csv").write_text(centers)
    run = kvant("predict", "t.csv", "--centers", "c.csv", "-o", "o.csv", status=1)
    assert len(run.lines) == 1 and message in run.lines[0]
    assert files(tmp_path) == ["c.csv", "t.csv"]


def test_centers_are_needed(kvant, flowers):
    assert "no centers given: --centers FILE" in kvant("predict", "iris.csv", status=2).err
    assert "'none.csv': does not exist" in kvant("predict", "iris.csv", "--centers", "none.csv", status=1).err
