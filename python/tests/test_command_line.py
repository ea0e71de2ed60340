"""`python -m kvant` and `kvant`: the program, if it is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WAYS = {
    "python -m kvant": [sys.executable, "-m", "kvant"],
    "kvant": [str(Path(sys.executable).parent / "kvant")],
}


@pytest.fixture(params=WAYS)
def run(request, tmp_path):
    def run(*arguments, programs):
        path = os.pathsep.join([str(Path(sys.executable).parent), *map(str, programs)])
        command = [*WAYS[request.param], *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, "PATH": path})

    return run


def test_becomes_the_program(run, tmp_path):
    shutil.copy("/bin/echo", tmp_path / "kvant")
    done = run("photo with a space.jpg", "-k", "24", programs=[tmp_path])
    assert (done.returncode, done.stdout) == (0, "photo with a space.jpg -k 24\n")


def test_says_that_there_is_none(run, tmp_path):
    done = run("photo.jpg", programs=[tmp_path])
    assert done.returncode == 1
    assert done.stderr.startswith("kvant: the command line is not installed") and done.stderr.count("\n") == 1
