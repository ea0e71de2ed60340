"""kvant cluster --checkpoint: a run that is stopped goes on, with the same bits."""

import os
import signal
import subprocess
import time

import numpy
import pytest

from conftest import BINARY

LONG = [
    "big.npy",
    "-k",
    "700",
    "--effort",
    "1",
    "--tolerance",
    "0",
    "--max-iterations",
    "400",
    "--threads",
    "1",  # long enough to be killed on any machine
]


@pytest.fixture
def big(tmp_path):
    numpy.save(tmp_path / "big.npy", numpy.random.default_rng(1).random((150_000, 16)))


@pytest.mark.long
def test_a_killed_run_goes_on_with_the_same_bits(kvant, big, tmp_path):
    kvant("cluster", *LONG, "--centers", "whole.npy", "--labels", "whole-labels.npy")
    checkpoint = tmp_path / "run.checkpoint"
    # Killed twice, so that a run that went on is stopped, too.
    for turn in range(2):
        run = subprocess.Popen(
            [
                BINARY,
                "cluster",
                *LONG,
                "--checkpoint",
                checkpoint,
                "--centers",
                "c.npy",
            ],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )
        before = checkpoint.stat().st_mtime_ns if turn else 0
        for _ in range(3000):
            if run.poll() is not None or (checkpoint.exists() and checkpoint.stat().st_mtime_ns > before):
                break
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert run.returncode == -signal.SIGKILL, "the run was too short to be killed"
        assert not (tmp_path / "c.npy").exists()
    run = kvant(
        "cluster",
        *LONG,
        "--checkpoint",
        checkpoint,
        "--centers",
        "c.npy",
        "--labels",
        "l.npy",
    )
    assert "big.npy: went on after " in run.err and " of an earlier run" in run.err
    assert (tmp_path / "c.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()
    assert (tmp_path / "l.npy").read_bytes() == (tmp_path / "whole-labels.npy").read_bytes()
    assert not checkpoint.exists()
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_a_short_run_leaves_no_checkpoint(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n1,3\n8,9\n")
    plain = kvant("cluster", "t.csv", "-k", "2", "--json").out
    assert kvant("cluster", "t.csv", "-k", "2", "--json", "--checkpoint", "c").out == plain
    assert not (tmp_path / "c").exists()


@pytest.mark.long
def test_a_checkpoint_of_something_else_is_refused(kvant, big, tmp_path):
    checkpoint = tmp_path / "run.checkpoint"
    run = subprocess.Popen(
        [BINARY, "cluster", *LONG, "--checkpoint", checkpoint],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    while not checkpoint.exists() and run.poll() is None:
        time.sleep(0.01)
    run.kill()
    run.wait()
    kept = checkpoint.read_bytes()
    other = kvant("cluster", *LONG, "--seed", "3", "--checkpoint", checkpoint, status=1)
    assert "is the checkpoint of another table, or of other options; remove it, or name another file" in other.err
    numpy.save(tmp_path / "big.npy", numpy.random.default_rng(2).random((150_000, 16)))
    other = kvant("cluster", *LONG, "--checkpoint", checkpoint, status=1)
    assert "is the checkpoint of another table, or of other options" in other.err
    assert checkpoint.read_bytes() == kept


def test_what_is_no_checkpoint_is_left_alone(kvant, tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n1,3\n8,9\n")
    run = kvant("cluster", "t.csv", "-k", "2", "--checkpoint", "t.csv", status=1)
    assert run.err == "kvant: t.csv: --checkpoint 't.csv': is no checkpoint of kvant; remove it, or name another file\n"
    assert (tmp_path / "t.csv").read_text() == "a,b\n1,2\n1,3\n8,9\n"
    run = kvant("cluster", "t.csv", "-k", "2", "--checkpoint", "/dev/zero", status=1)
    assert run.err == "kvant: t.csv: --checkpoint '/dev/zero': is no plain file\n"
    (tmp_path / "damaged").write_bytes(b"kvantcp1" + bytes(100))
    run = kvant("cluster", "t.csv", "-k", "2", "--checkpoint", "damaged", status=1)
    assert "another table" in run.err
