"""-k all: lossy files, without a palette."""

import json

import numpy
import pytest
from PIL import Image

from conftest import CHELSEA, files, load, save


@pytest.fixture
def cat(tmp_path):
    return save(tmp_path / "cat.png", load(CHELSEA)[80:180, 120:270])


def psnr(one, other):
    mse = numpy.mean((one.astype(float) - other.astype(float)) ** 2)
    return 10 * numpy.log10(255**2 / mse)


@pytest.mark.parametrize("format, name, word", [("jpeg", "cat-q40.jpg", "JPEG"), ("webp", "cat-q40.webp", "WEBP")])
def test_the_file_is_lossy_and_named_by_its_quality(kvant, cat, tmp_path, format, name, word):
    run = kvant("cat.png", "-k", "all", "--format", format, "--quality", "40", "--json")
    assert files(tmp_path) == [name, "cat.png"]
    assert f"cat.png -> {name}: 150x100" in run.err and " colors, quality 40, PSNR " in run.err
    said = json.loads(run.out)
    with Image.open(tmp_path / name) as written:
        assert written.format == word
        pixels = numpy.asarray(written.convert("RGB"))
    original = load(cat)
    assert len(numpy.unique(pixels.reshape(-1, 3), axis=0)) > 1000
    assert said["psnr"] == pytest.approx(psnr(original, pixels), abs=0.3)  # their decoder may smooth otherwise
    assert said["quality"] == 40 and said["output_bytes"] == (tmp_path / name).stat().st_size
    assert said["distinct_colors"] == len(numpy.unique(original.reshape(-1, 3), axis=0))
    assert "palette" not in said and set(said["seconds"]) == {"read", "encode", "weigh", "write", "total"}


def test_the_bytes_are_those_that_compare_weighs(kvant, cat, tmp_path):
    weighed = json.loads(kvant("compare", "cat.png", "--json", "-k", "2").out)["variants"]
    for format, quality in (("jpeg", 90), ("webp", 80)):
        (expected,) = [
            one["bytes"]
            for one in weighed
            if one["kind"] == "lossy" and one["format"] == format and one["quality"] == quality
        ]
        kvant("cat.png", "-k", "all", "--format", format, "--quality", str(quality), "-o", "out", "-f")
        assert (tmp_path / "out").stat().st_size == expected


def test_higher_quality_is_nearer_and_larger(kvant, cat):
    of = [json.loads(kvant("cat.png", "-k", "all", "-o", "a.jpg", "-f", "--json", "--quality", q).out) for q in "19"]
    assert of[0]["psnr"] < of[1]["psnr"] and of[0]["output_bytes"] < of[1]["output_bytes"]


def test_transparency_goes_to_webp(kvant, tmp_path):
    rgba = numpy.dstack([load(CHELSEA)[:40, :60], numpy.full((40, 60), 255, numpy.uint8)])
    rgba[:, :30, 3] = 0
    save(tmp_path / "a.png", rgba)
    kvant("a.png", "-k", "all", "-o", "a.webp")
    with Image.open(tmp_path / "a.webp") as written:
        assert numpy.array_equal(numpy.asarray(written)[..., 3], rgba[..., 3])
    run = kvant("a.png", "-k", "all", "-o", "a.jpg", status=1)
    assert "a.png: JPEG has no transparency; write WebP, or draw it on a color by --background" in run.err
    assert not (tmp_path / "a.jpg").exists()
    kvant("a.png", "-k", "all", "-o", "a.jpg", "--background", "white")


def test_one_color_is_kept(kvant, tmp_path):
    save(tmp_path / "gray.png", numpy.full((16, 16, 3), 128, numpy.uint8))
    assert "1 color kept as it is, " in kvant("gray.png", "-k", "all", "-o", "gray.jpg").err


def test_what_is_kept_of_the_original(kvant, tmp_path):
    Image.fromarray(load(CHELSEA)).save(tmp_path / "a.jpg", dpi=(300, 300))
    kvant("a.jpg", "-k", "all", "-o", "b.jpg")
    with Image.open(tmp_path / "b.jpg") as written:
        assert written.info["dpi"] == (300, 300)


def test_streams_and_earlier_results(kvant, cat, tmp_path):
    file = kvant("-", "-k", "all", "--format", "jpeg", stdin=cat.read_bytes()).out
    kvant("-r", ".", "-k", "all", "--format", "jpeg")
    assert (tmp_path / "cat-q90.jpg").read_bytes() == file
    run = kvant("-r", ".", "-k", "all", "--format", "webp", "-v")
    assert "cat-q90.jpg: left out, an earlier result of kvant" in run.err
    assert files(tmp_path) == ["cat-q90.jpg", "cat-q90.webp", "cat.png"]


@pytest.mark.parametrize("words", [(), ("-o", "a.png"), ("--format", "gif")])
def test_other_formats_are_not_lossy(kvant, cat, tmp_path, words):
    run = kvant("cat.png", "-k", "all", *words, status=2)
    assert "all is for lossy files" in run.err and "choose JPEG or WebP" in run.err
    assert files(tmp_path) == ["cat.png"]


@pytest.mark.parametrize(
    "words",
    [
        ("--psnr", "30"),
        ("--max-delta", "3"),
        ("--target-size", "9KB"),
        ("--space", "srgb"),
        ("--init", "random"),
        ("--palette", "bw"),
        ("--palette-order", "keep"),
        ("--pin", "#f00"),
        ("--recolor", "bw"),
        ("--shared-palette",),
        ("--salience", "0.5"),
        ("--dither", "bayer"),
        ("--dither-strength", "0.5"),
        ("--tol", "0.1"),
        ("--max-iter", "5"),
        ("--seed", "7"),
        ("--labels", "a.npy"),
        ("--animate", "a.gif"),
    ],
)
def test_what_a_palette_is_for_is_refused(kvant, cat, words):
    run = kvant("cat.png", "-k", "all", "-o", "a.jpg", *words, status=2)
    assert f"-k all has no palette; leave out {words[0]};" in run.err


def test_the_last_word_counts(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "all", "-k", "5")
    assert files(tmp_path) == ["cat-k5.png", "cat.png"]
