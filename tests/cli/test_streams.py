"""Standard input and output, and what happens when they break."""

import json
import os
import shutil
import subprocess

import pytest

from conftest import BINARY, CHELSEA, count_colors, files, load

FAST = ["--effort", "1"]


def shell(script, folder):
    """Runs a shell script in which $kvant is the program."""
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, capture_output=True, timeout=120, env={**os.environ, "kvant": str(BINARY)}
    )
    return done.returncode, done.stdout, done.stderr.decode()


def test_from_stream_to_stream(kvant, tmp_path):
    run = kvant("-", "-k", "6", *FAST, stdin=CHELSEA.read_bytes())
    assert run.err.startswith("standard input -> standard output: 451x300 (135,300 px), ")
    (tmp_path / "x.png").write_bytes(run.out)
    assert count_colors(load(tmp_path / "x.png")) == 6


def test_from_stream_to_file(kvant, tmp_path):
    run = kvant("-", "-k", "6", "-o", "x.gif", *FAST, stdin=CHELSEA.read_bytes())
    assert run.out == b""
    assert files(tmp_path) == ["x.gif"]


def test_from_file_to_stream(kvant, cat, tmp_path):
    run = kvant("cat.png", "-o", "-", "--format", "webp", *FAST)
    assert run.out[:4] == b"RIFF"
    assert files(tmp_path) == ["cat.png"]


def test_streams_hold_the_same_bytes_as_files(kvant, cat, tmp_path):
    kvant("cat.png", *FAST)
    written = (tmp_path / "cat-k16.png").read_bytes()
    assert kvant("cat.png", "-o", "-", *FAST).out == written
    assert kvant("-", *FAST, stdin=cat.read_bytes()).out == written


@pytest.mark.parametrize("stdin", [b"", b"no picture at all", CHELSEA.read_bytes()[:5000]])
def test_bad_streams(kvant, tmp_path, stdin):
    run = kvant("-", stdin=stdin, status=1)
    assert run.out == b""
    assert len(run.lines) == 1 and run.err.startswith("kvant: standard input: ")


def test_an_endless_stream_is_cut(kvant):
    with open("/dev/zero", "rb") as zeros:
        run = kvant("-", "--max-pixels", "1000", stdin=zeros, status=1)
    assert run.err == ("kvant: standard input: more bytes than a picture of --max-pixels has; raise --max-pixels\n")


@pytest.mark.parametrize("words", ["cat.png -o -", "- < cat.png"])
def test_closed_standard_output(cat, tmp_path, words):
    status, _, err = shell(f"$kvant --effort 1 {words} >&-", tmp_path)
    name = "cat.png" if words.startswith("cat") else "standard input"
    assert (status, err) == (1, f"kvant: {name}: cannot write to standard output: it is closed\n")
    assert files(tmp_path) == ["cat.png"]


def test_closed_standard_output_does_not_matter_to_files(cat, tmp_path):
    status, _, err = shell("$kvant --effort 1 -k 4 cat.png >&- 2>&-; echo $? >status", tmp_path)
    assert (tmp_path / "status").read_text() == "0\n"
    assert count_colors(load(tmp_path / "cat-k4.png")) == 4


def test_closed_standard_input(tmp_path):
    status, _, err = shell("$kvant - <&-", tmp_path)
    assert status == 1 and err.startswith("kvant: standard input: cannot read it: ")


@pytest.mark.parametrize("word", ["--help", "--version", "--man"])
def test_text_into_closed_output(tmp_path, word):
    assert shell(f"$kvant {word} >&-", tmp_path) == (1, b"", "kvant: cannot write to standard output: it is closed\n")


def test_json_into_closed_output(cat, tmp_path):
    shutil.copy(cat, tmp_path / "dog.png")
    status, _, err = shell("$kvant -q --json --effort 1 -k 4 cat.png dog.png >&-", tmp_path)
    assert (status, err) == (1, "kvant: cannot write to standard output: it is closed\n")
    assert files(tmp_path) == ["cat-k4.png", "cat.png", "dog-k4.png", "dog.png"]


@pytest.mark.parametrize("words", [["cat.png", "-o", "-"], ["--json", "-q", "cat.png"], ["--help"]])
def test_a_reader_that_has_gone(kvant, cat, words):
    reading, writing = os.pipe()
    os.close(reading)
    run = kvant(*words, stdout=writing, status=1)
    os.close(writing)
    assert len(run.lines) == 1
    assert run.err.endswith("cannot write to standard output: its reader has gone\n")


def test_the_limit_on_file_sizes(cat, tmp_path):
    """The signal that it sends by default would leave a half file."""
    status, _, err = shell("ulimit -f 8; $kvant --effort 1 -k 200 cat.png -o big.png", tmp_path)
    assert (status, err) == (1, "kvant: cat.png: cannot write the file: File too large\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cat.png"]


def test_a_full_disk(cat, tmp_path):
    full = "no space left on the disk; make room or write elsewhere\n"
    assert shell("$kvant --effort 1 cat.png -o - >/dev/full", tmp_path) == (
        1,
        b"",
        "kvant: cat.png: cannot write to standard output: " + full,
    )
    assert shell("$kvant --effort 1 cat.png --format png -o /dev/full", tmp_path) == (
        1,
        b"",
        "kvant: cat.png: cannot write the file: no space left on device\n",
    )
    assert shell("$kvant --help >/dev/full", tmp_path) == (1, b"", "kvant: cannot write to standard output: " + full)


def test_devices_are_written_to_and_not_replaced(kvant, cat, tmp_path):
    kvant("cat.png", "-o", "/dev/null", "-f", *FAST)
    assert os.path.exists("/dev/null") and not os.path.isfile("/dev/null")
    status, out, _ = shell("$kvant --effort 1 cat.png -o /dev/stdout --format gif | head -c 3", tmp_path)
    assert (status, out) == (0, b"GIF")


def test_json_of_one_picture(kvant, cat):
    run = kvant("cat.png", "--json", "-k", "4", *FAST)
    assert json.loads(run.out)["output"] == "cat-k4.png"
    assert len(run.lines) == 1, "the line on standard error stays"


def test_json_of_several_pictures(kvant, cat):
    shutil.copy(cat, cat.parent / "dog.png")
    run = kvant("cat.png", "no.png", "dog.png", "--json", "-q", *FAST, status=1)
    first, second, third = [json.loads(line) for line in run.out.splitlines()]
    assert (first["input"], third["input"]) == ("cat.png", "dog.png")
    assert set(second) == {"input", "error", "code"}
    assert (second["input"], second["code"]) == ("no.png", "not_found")
    assert run.err == f"kvant: no.png: {second['error']}\n"


def test_json_of_names_that_are_not_utf8(kvant, tmp_path):
    shutil.copy(CHELSEA, os.path.join(os.fsencode(tmp_path), b"\xff.png"))
    assert json.loads(kvant(b"\xff.png", "--json", *FAST).out)["input"] == "\ufffd.png"
