"""kvant cluster of tables that are larger than the memory it may take."""

import json
import subprocess
import sys

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
        "--json",
    ]
    whole = kvant(*common, "--centers", "a.npy", "--labels", "a-labels.npy")
    part = kvant(*common, "--memory", "110MB", "--centers", "b.npy", "--labels", "b-labels.npy")
    figures, expected = json.loads(part.out), json.loads(whole.out)
    assert figures.pop("variance_explained") == pytest.approx(expected.pop("variance_explained"))
    assert figures == expected
    for name in ["{}.npy", "{}-labels.npy"]:
        assert (tmp_path / name.format("a")).read_bytes() == (tmp_path / name.format("b")).read_bytes()


@pytest.mark.long
def test_memory_is_kept(tmp_path):
    table(tmp_path / "t.npy", rows=3_000_000)  # 240 MB
    command = [
        BINARY,
        "cluster",
        "t.npy",
        "-k",
        "12",
        "--effort",
        "1",
        "--memory",
        "160MB",
        "--labels",
        "l.npy",
        "-q",
        "-j",
        "2",
    ]
    # A process of its own, as what the parent took counts for its child.
    measure = (
        "import os, subprocess, sys; run = subprocess.Popen(sys.argv[1:]);"
        "_, status, usage = os.wait4(run.pid, 0); print(status, usage.ru_maxrss * 1024)"
    )
    told = subprocess.run(
        [sys.executable, "-c", measure, *command],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    status, most = map(int, told.stdout.split())
    assert status == 0
    assert most < 160e6
    assert numpy.load(tmp_path / "l.npy").shape == (3_000_000,)


def test_what_needs_all_rows_is_refused(kvant, tmp_path):
    table(tmp_path / "t.npy", rows=100_000)
    least = ["cluster", "t.npy", "--memory", "105MB"]
    for words, said in {
        ("--normalize", "zscore"): "--normalize",
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


def test_text_that_is_too_large_is_refused(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "1,2\n" * 300_000)
    run = kvant("cluster", "t.csv", "--memory", "1MB", status=1)
    assert run.err == (
        "kvant: t.csv: takes about 2.40 MB of memory, more than 1.00 MB; a plain .npy file, in C's order, is read in parts\n"
    )


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
