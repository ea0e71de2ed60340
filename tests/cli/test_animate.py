"""--animate: how the colors are found."""

import json
import os

import numpy
import pytest
from PIL import Image, ImageSequence

from conftest import load, noise, save

KINDS = ["gif", "webp"]
SHAPE = (100, 150, 3)


@pytest.fixture
def cat(cat):
    """Only its eye: many frames are many pixels."""
    save(cat, load(cat)[60:160, 110:260])
    return cat


def frames_of(path, mode="RGB"):
    with Image.open(path) as image:
        assert image.info.get("loop", 0) == 0, "without end"
        return [(numpy.asarray(frame.convert(mode)), frame.info["duration"]) for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_colors_move_until_the_picture_is_written(kvant, cat, tmp_path, kind):
    run = kvant("cat.png", "-k", "6", "--animate", f"steps.{kind}", "--json")
    frames = frames_of(tmp_path / f"steps.{kind}")
    said = json.loads(run.out)["animation"]
    assert said["output"] == f"steps.{kind}" and said["frames"] == len(frames)
    assert said["bytes"] == (tmp_path / f"steps.{kind}").stat().st_size
    assert f"; steps.{kind}: {len(frames)} frames, " in run.err
    assert 5 < len(frames) <= 60
    pixels = [frame for frame, _ in frames]
    assert all(frame.shape == SHAPE for frame in pixels)
    assert all(len(set(map(bytes, frame.reshape(-1, 3)))) <= 6 for frame in pixels)
    assert numpy.array_equal(pixels[-1], load(tmp_path / "cat-k6.png"))
    assert not any(numpy.array_equal(a, b) for a, b in zip(pixels, pixels[1:])), "no frame is shown twice"
    durations = [duration for _, duration in frames]
    assert durations[0] >= 800 and durations[-1] == 2500 and min(durations) == 80


def test_the_pictures_bytes_stay_as_they_are(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "6", "-o", "alone.png")
    kvant("cat.png", "-k", "6", "-o", "with.png", "--animate", "a.gif")
    assert (tmp_path / "alone.png").read_bytes() == (tmp_path / "with.png").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes_on_any_number_of_threads(kvant, cat, tmp_path, kind):
    for threads in ("1", "4"):
        kvant("cat.png", "-k", "8", "-j", threads, "-o", f"{threads}.png", "--animate", f"{threads}.{kind}")
    assert (tmp_path / f"1.{kind}").read_bytes() == (tmp_path / f"4.{kind}").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_few_colors_is_one_frame(kvant, tmp_path, kind):
    save(tmp_path / "few.png", noise(40, 30, colors=5))
    kvant("few.png", "-k", "8", "--animate", f"a.{kind}")
    with Image.open(tmp_path / f"a.{kind}") as image:
        assert getattr(image, "n_frames", 1) == 1
    assert numpy.array_equal(load(tmp_path / f"a.{kind}"), load(tmp_path / "few.png"))


def test_transparent_pixels_stay_transparent(kvant, cat, tmp_path):
    pixels = numpy.dstack([load(cat), numpy.full(SHAPE[:2], 255, numpy.uint8)])
    pixels[:30, :, 3] = 0
    save(tmp_path / "hole.png", pixels)
    kvant("hole.png", "-k", "5", "--animate", "a.gif")
    kvant("hole.png", "-k", "5", "-f", "--animate", "a.webp")
    for kind in KINDS:
        frames = frames_of(tmp_path / f"a.{kind}", "RGBA")
        assert len(frames) > 3
        for frame, _ in frames:
            assert not frame[:30, :, 3].any()
            assert (frame[30:, :, 3] == 255).all()


def test_large_pictures_are_thinned(kvant, cat, tmp_path):
    large = numpy.tile(load(cat), (12, 12, 1))  # 1800 x 1200
    save(tmp_path / "large.png", large)
    kvant("large.png", "-k", "4", "--animate", "a.gif")
    last = frames_of(tmp_path / "a.gif")[-1][0]
    assert last.shape == (600, 900, 3)
    assert numpy.array_equal(last, load(tmp_path / "large-k4.png")[::2, ::2])


def test_random_starts_end_where_the_search_does(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "6", "--init", "random", "--animate", "a.webp", "--json", "-o", "r.png")
    frames = frames_of(tmp_path / "a.webp")
    assert numpy.array_equal(frames[-1][0], load(tmp_path / "r.png"))


@pytest.mark.parametrize(
    "words, message",
    [
        (["--animate", "a.mp4"], "--animate: 'a.mp4' must end in .gif or .webp"),
        (["--animate", "a"], "--animate: 'a' must end in .gif or .webp"),
        (["--animate", "a.gif", "-k", "300"], "--animate: GIF holds at most 256 colors, not 300; use .webp"),
        (["--animate", "a.gif", "-o", "a.gif"], "'a.gif' would be written twice; give them apart"),
        (["b.png", "--animate", "a.gif"], "--animate is for one picture"),
    ],
)
def test_usage(kvant, cat, tmp_path, words, message):
    run = kvant("cat.png", *words, status=2)
    assert message in run.err and len(run.lines) <= 2
    assert sorted(os.listdir(tmp_path)) == ["cat.png"]


def test_existing_files_are_kept(kvant, cat, tmp_path):
    (tmp_path / "a.gif").write_text("mine")
    run = kvant("cat.png", "--animate", "a.gif", status=1)
    assert "the target 'a.gif' exists; add --force to replace it" in run.err
    assert (tmp_path / "a.gif").read_text() == "mine"
    assert not (tmp_path / "cat-k16.png").exists()
    kvant("cat.png", "--animate", "a.gif", "--force", "-k", "3")
    assert (tmp_path / "a.gif").read_bytes().startswith(b"GIF89a")


def test_a_full_disk(kvant, cat, tmp_path):
    (tmp_path / "full.gif").symlink_to("/dev/full")
    run = kvant("cat.png", "-k", "3", "--animate", "full.gif", status=1)
    assert run.err == "kvant: cat.png: cannot write the file: no space left on device\n"
