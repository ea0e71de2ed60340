"""What people do with folders, pipes, links and sizes."""

import json
import os
import subprocess

import numpy
import pytest
from PIL import Image

from conftest import BINARY, files, load, noise, save

FAST = ["--effort", "1"]


def test_earlier_results_and_hidden_files_are_passed_over(kvant, tmp_path):
    album = tmp_path / "album"
    for folder in ("", ".git", ".thumbnails"):
        (album / folder).mkdir(exist_ok=True)
        save(album / folder / "a.png", noise(9, 8))
    for name in ("._a.png", ".b.png", "a-k4.png", "a-k24.gif", "a-k5.jpg.png", "lone-k4.png", "a-kx.png", "a-k.png"):
        save(album / name, noise(9, 8))
    Image.fromarray(noise(9, 8)).save(album / "c.jfif", format="JPEG")
    run = kvant("-rv", "album", "--out-dir", "out", "-k", "4", *FAST)
    assert files(tmp_path / "out") == ["a-k-k4.png", "a-k4.png", "a-kx-k4.png", "c-k4.png", "lone-k4-k4.png"]
    assert [line for line in run.lines if "left out" in line] == [
        "album/._a.png: left out, hidden",
        "album/.b.png: left out, hidden",
        "album/.git: left out, hidden",
        "album/.thumbnails: left out, hidden",
        "album/a-k24.gif: left out, an earlier result of kvant",
        "album/a-k4.png: left out, an earlier result of kvant",
        "album/a-k5.jpg.png: left out, an earlier result of kvant",
    ]


def test_a_second_run_over_a_folder_finds_the_same_pictures(kvant, tmp_path):
    (tmp_path / ".album").mkdir()
    save(tmp_path / ".album" / "a.png", noise(9, 8))
    for _ in range(2):
        kvant("-rf", ".album", "-k", "4", *FAST)
    kvant("-r", ".album", "-k", "3", "--keep-extension", *FAST)
    kvant("-rf", ".album", "-k", "5", *FAST)
    assert files(tmp_path / ".album") == ["a-k3.png.png", "a-k4.png", "a-k5.png", "a.png"]


def test_pictures_that_would_be_one_file_fail_alone(kvant, tmp_path):
    for name in ("s.png", "s.gif", "t.png"):
        save(tmp_path / name, noise(9, 8))
    run = kvant("s.png", "t.png", "s.gif", "-k", "4", *FAST, status=1)
    assert run.lines[0] == (
        "kvant: s.png: 's.gif' would be written to 's-k4.png' too; add --keep-extension to tell them apart"
    )
    assert run.lines[1].startswith("t.png -> t-k4.png")
    assert run.lines[2] == (
        "kvant: s.gif: 's.png' would be written to 's-k4.png' too; add --keep-extension to tell them apart"
    )
    assert files(tmp_path) == ["s.gif", "s.png", "t-k4.png", "t.png"]
    kvant("s.png", "t.png", "s.gif", "-k", "4", "--keep-extension", "-f", *FAST)
    assert files(tmp_path) == ["s-k4.gif.png", "s-k4.png.png", "s.gif", "s.png", "t-k4.png", "t-k4.png.png", "t.png"]


def test_pictures_of_one_name_from_several_folders(kvant, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "s.png", noise(9, 8))
    run = kvant("a/s.png", "b/s.png", "--out-dir", "d", *FAST, status=1)
    assert run.lines == [
        "kvant: a/s.png: 'b/s.png' would be written to 'd/s-k16.png' too; redraw them one by one",
        "kvant: b/s.png: 'a/s.png' would be written to 'd/s-k16.png' too; redraw them one by one",
    ]
    assert not (tmp_path / "d").exists()


def test_a_picture_given_twice_is_redrawn_once(kvant, cat, tmp_path):
    run = kvant("cat.png", "./cat.png", *FAST, status=1)
    assert run.lines[0].startswith("cat.png -> cat-k16.png")
    assert run.lines[1:] == ["kvant: ./cat.png: is given twice, and 'cat-k16.png' is written once"]


@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/0"])
def test_standard_streams_by_their_file_names(kvant, cat, tmp_path, name):
    run = kvant(name, *FAST, stdin=cat.read_bytes())
    assert run.err.startswith("standard input -> standard output: ") and run.out.startswith(b"\x89PNG")
    run = kvant("cat.png", "-o", "/dev/stdout", "--format", "gif", *FAST)
    assert run.err.startswith("cat.png -> standard output: ") and run.out.startswith(b"GIF8")
    assert files(tmp_path) == ["cat.png"]


def test_a_dangling_link_is_kept_unless_forced(kvant, cat, tmp_path):
    os.symlink("gone.png", tmp_path / "link.png")
    run = kvant("cat.png", "-o", "link.png", status=1)
    assert run.err == (
        "kvant: cat.png: the target 'link.png' is a link to a file that does not exist; add --force to write that\n"
    )
    kvant("cat.png", "-o", "link.png", "--force", *FAST)
    assert (tmp_path / "link.png").is_symlink() and (tmp_path / "gone.png").is_file()


def test_one_color_is_no_colors(kvant, tmp_path):
    save(tmp_path / "one.png", numpy.full((5, 6, 3), 200, numpy.uint8))
    assert ", 1 color -> 1, PSNR" in kvant("one.png", "-v", "--palette", "#000", *FAST).err.replace("  ", "")
    assert "1 color\n" in kvant("compare", "one.png").out.decode()
    assert "1 colors" not in kvant("compare", "one.png").out.decode()
    run = kvant("one.png", "--init", "#000", "-k", "2", status=2)
    assert run.err.startswith("kvant: --init: this palette has 1 color, but -k asks for 2")
    lines = kvant("one.png", "-v", "-k", "2", "-f", *FAST).err
    assert not any(f" 1 {noun}" in lines for noun in ("colors", "iterations", "pixels"))


def test_results_that_are_not_smaller_are_skipped(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "4", "-o", "tiny.png")
    before = (tmp_path / "tiny.png").read_bytes()
    run = kvant("tiny.png", "cat.png", "-k", "4", "--skip-if-larger")
    assert run.lines[0].endswith("; not smaller than the original, so not written")
    assert files(tmp_path) == ["cat-k4.png", "cat.png", "tiny.png"]
    run = kvant("-", "-k", "4", "--skip-if-larger", stdin=before)
    assert run.out == before
    assert run.err.endswith("; not smaller, so the original was passed through\n")
    assert len(kvant("-", "-k", "4", "--skip-if-larger", stdin=cat.read_bytes()).out) < cat.stat().st_size
    run = kvant("tiny.png", "-k", "4", "--skip-if-larger", "--json", "-q")
    assert json.loads(run.out)["written"] is False and not (tmp_path / "tiny-k4.png").exists()
    assert json.loads(kvant("cat.png", "-k", "4", "-f", "--json", "-q", *FAST).out)["written"] is True


def run_with_pipes(folder, script):
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, timeout=60, env={**os.environ, "kvant": str(BINARY)}
    )
    return done.returncode, done.stderr.decode()


def test_pipes_cannot_share_a_palette(kvant, cat, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    run = kvant("pipe.png", "cat.png", "--shared-palette", "-k", "4", *FAST, status=1, timeout=20)
    assert run.lines[0] == (
        "kvant: pipe.png: is a pipe or device, which --shared-palette cannot read twice; save it to a file"
    )
    assert (tmp_path / "cat-k4.png").exists()


def test_large_pictures_through_pipes_are_read_once(tmp_path):
    Image.fromarray(numpy.zeros((1500, 1500), numpy.uint8)).save(tmp_path / "large.png")
    script = 'mkfifo a b; cat large.png > a & cat large.png > b & "$kvant" a b -j 4 --effort 1 -q'
    assert run_with_pipes(tmp_path, script) == (0, "")
    assert files(tmp_path) == ["a-k16.png", "b-k16.png", "large.png"]


def test_times_are_preserved(kvant, cat, tmp_path):
    os.utime(cat, ns=(1_000_000_000_123_456_789, 1_100_000_000_987_654_321))
    kvant("cat.png", "--preserve", *FAST)
    made = (tmp_path / "cat-k16.png").stat()
    assert (made.st_atime_ns, made.st_mtime_ns) == (1_000_000_000_123_456_789, 1_100_000_000_987_654_321)
    kvant("cat.png", "-k", "3", *FAST)
    assert (tmp_path / "cat-k3.png").stat().st_mtime_ns > 1_600_000_000 * 10**9


def soft(path):
    pixels = numpy.zeros((4, 64, 4), numpy.uint8)
    pixels[..., 0] = 200
    pixels[..., 3] = numpy.arange(64) * 4
    pixels[:, 60:, 3] = 255
    return save(path, pixels)


def test_soft_edges_on_a_background(kvant, tmp_path):
    soft(tmp_path / "soft.png")
    assert kvant("soft.png", "-o", "x.gif", status=1).err == (
        "kvant: soft.png: GIF has no partial transparency; write PNG or WebP, or draw it on a color by --background\n"
    )
    assert kvant("soft.png", "-o", "x.jpg", status=1).err == (
        "kvant: soft.png: JPEG has no transparency; write PNG or WebP, or draw it on a color by --background\n"
    )
    kvant("soft.png", "-o", "x.gif", "-k", "256", "--background", "#fff", *FAST)
    pixels = load(tmp_path / "x.gif", "RGBA")
    assert (pixels[:, :8, 3] == 0).all() and (pixels[:, 8:, 3] == 255).all()
    alpha = numpy.minimum(numpy.arange(64) * 4, 255) + (numpy.arange(64) >= 60) * 255
    expected = (200 * numpy.minimum(alpha, 255) + 255 * (255 - numpy.minimum(alpha, 255)) + 127) // 255
    assert (pixels[0, 8:, 0] == expected[8:]).all()
    kvant("soft.png", "-o", "x.jpg", "-k", "256", "--background", "white", "--quality", "100", *FAST)
    assert load(tmp_path / "x.jpg")[0, 0].tolist() == [255, 255, 255]
    kvant("soft.png", "-o", "y.png", "-k", "256", "--background", "black", *FAST)
    with Image.open(tmp_path / "y.png") as image:
        assert image.convert("RGBA").getextrema()[3] == (255, 255)
        assert image.convert("RGB").getpixel((0, 0)) == (0, 0, 0)


def test_a_shared_palette_is_found_on_the_background(kvant, tmp_path):
    soft(tmp_path / "soft.png")
    kvant("soft.png", "--shared-palette", "--format", "gif", "--background", "#fff", "-k", "8", *FAST)
    assert set(load(tmp_path / "soft-k8.gif", "RGBA")[..., 3].flat) == {0, 255}


def test_json_has_the_timings_of_verbose(kvant, cat):
    run = kvant("cat.png", "--json", "-v", *FAST)
    seconds = json.loads(run.out)["seconds"]
    assert list(sorted(seconds)) == sorted(["read", "histogram", "fit", "map", "encode", "write", "total"])
    for name in ("read", "histogram", "fit", "map", "encode", "write"):
        assert f"{name} {seconds[name]:.3f} s" in run.err
    assert 0 < seconds["total"] and sum(seconds.values()) - seconds["total"] <= seconds["total"] + 0.01
