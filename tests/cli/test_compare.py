"""kvant compare: bytes and fidelity of many ways to write a picture."""

import json

import numpy
import pytest
from PIL import Image

from conftest import CHELSEA, files, noise, save


@pytest.fixture
def small(tmp_path):
    """small.png: a part of a photograph."""
    path = tmp_path / "small.png"
    Image.open(CHELSEA).convert("RGB").crop((150, 60, 250, 130)).save(path)
    return path


def compared(kvant, *words, **options):
    return json.loads(kvant("compare", "--json", *words, **options).out)


def by_kind(figures, kind):
    return [variant for variant in figures["variants"] if variant["kind"] == kind]


@pytest.mark.long
def test_the_bytes_are_those_of_redrawing(kvant, small, tmp_path):
    figures = compared(kvant, "small.png", "-k", "3,16", "--effort", "3", "--seed", "7", "--space", "srgb")
    redrawn = by_kind(figures, "redrawn")
    assert {(v["colors"], v["dither"], v["format"]) for v in redrawn} == {
        (k, dither, form) for k in (3, 16) for dither in ("none", "floyd-steinberg") for form in ("png", "gif", "webp")
    }
    for variant in redrawn:
        run = kvant(
            "small.png",
            "-k",
            str(variant["colors"]),
            "--dither",
            variant["dither"],
            "--format",
            variant["format"],
            "--effort",
            "3",
            "--seed",
            "7",
            "--space",
            "srgb",
            "--json",
            "-f",
        )
        written = json.loads(run.out)
        assert variant["bytes"] == written["output_bytes"] == (tmp_path / written["output"]).stat().st_size, variant
        for figure in ("psnr", "mean_delta_e"):
            assert variant[figure] == pytest.approx(written[figure], rel=1e-12)


def test_the_front_of_each_table_is_what_none_beats(kvant, small):
    variants = compared(kvant, "small.png", "-k", "2,8,32")["variants"]
    for one in variants:
        beaten = any(
            other["bytes"] <= one["bytes"]
            and other["spatial_delta_e"] <= one["spatial_delta_e"]
            and (other["bytes"], other["spatial_delta_e"]) != (one["bytes"], one["spatial_delta_e"])
            for other in variants
            if (other["kind"] == "redrawn") == (one["kind"] == "redrawn")
        )
        assert one["pareto"] == (not beaten), one
    front = [v for v in variants if v["kind"] == "redrawn" and v["pareto"]]
    assert {v["dither"] for v in front} == {"none", "floyd-steinberg"}
    assert variants[0]["kind"] == "original" and variants[0]["bytes"] == small.stat().st_size
    assert variants[0]["psnr"] is None and variants[0]["mean_delta_e"] == variants[0]["spatial_delta_e"] == 0


def test_dithering_is_farther_pixel_by_pixel_and_nearer_as_it_is_seen(kvant):
    redrawn = by_kind(compared(kvant, CHELSEA, "-k", "8"), "redrawn")
    flat, dithered = ([v for v in redrawn if v["dither"] == dither] for dither in ("none", "floyd-steinberg"))
    assert dithered[0]["mean_delta_e"] > flat[0]["mean_delta_e"]
    assert dithered[0]["spatial_delta_e"] < flat[0]["spatial_delta_e"]
    assert len({v["spatial_delta_e"] for v in flat}) == 1, "formats hold the same pixels"


def test_lossy_figures_fall_with_quality(kvant, small):
    figures = compared(kvant, "small.png", "-k", "2")
    for form in ("jpeg", "webp"):
        lossy = [v for v in by_kind(figures, "lossy") if v["format"] == form]
        assert len(lossy) >= 5
        for better, worse in zip(lossy, lossy[1:]):
            assert better["quality"] > worse["quality"]
            assert better["bytes"] > worse["bytes"]
            assert better["psnr"] > worse["psnr"]
            assert better["spatial_delta_e"] < worse["spatial_delta_e"]


def test_table(kvant, small):
    run = kvant("compare", "small.png", "-k", "2,256")
    text = run.out.decode()
    assert run.err == ""
    assert text.startswith("small.png: 100x70 (7,000 px), ")
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "  256 colors, floyd-steinberg" in text and "  JPEG quality 90" in text
    assert "PSNR mean dE seen dE     PNG      GIF     WebP" in text
    assert "A gigabyte holds " in text
    assert files(small.parent) == ["small.png"], "nothing is written"


def test_a_photograph_that_was_a_jpeg_already(kvant, tmp_path):
    Image.open(CHELSEA).convert("RGB").crop((100, 50, 300, 200)).save(tmp_path / "cat.jpg", quality=60)
    notes = compared(kvant, "cat.jpg", "-k", "64", "--effort", "3")["notes"]
    assert notes[0].startswith("From 64 colors on, the redrawn PNG weighs more than the original JPEG (")
    assert "noise included" in notes[0]


def test_no_dithering(kvant, small):
    redrawn = by_kind(compared(kvant, "small.png", "-k", "4", "--dither", "none"), "redrawn")
    assert [v["dither"] for v in redrawn] == ["none"] * 3
    redrawn = by_kind(compared(kvant, "small.png", "-k", "4", "--dither", "atkinson"), "redrawn")
    assert {v["dither"] for v in redrawn} == {"none", "atkinson"}


def test_few_colors(kvant, tmp_path):
    save(tmp_path / "few.png", noise(20, 20, colors=5))
    figures = compared(kvant, "few.png")
    assert max(v["colors"] for v in by_kind(figures, "redrawn")) == 8
    assert "It has 5 colors, so more than 8 change nothing." in figures["notes"]
    exact = [v for v in by_kind(figures, "redrawn") if v["colors"] == 8]
    assert len(exact) == 3 and all(v["psnr"] is None and v["spatial_delta_e"] == 0 for v in exact)


def test_transparency(kvant, tmp_path):
    save(tmp_path / "soft.png", noise(20, 20, channels=4))
    figures = compared(kvant, "soft.png", "-k", "8")
    assert "jpeg" not in {v["format"] for v in figures["variants"]}
    assert "gif" not in {v["format"] for v in figures["variants"]}
    assert len(figures["notes"]) >= 3
    run = kvant("compare", "soft.png", "--generations", "3", status=1)
    assert run.err == "kvant: soft.png: JPEG has no transparency; write PNG or WebP instead\n" and run.out == b""


def test_sixteen_bits(kvant, tmp_path):
    Image.fromarray(numpy.arange(64 * 64, dtype=numpy.uint16).reshape(64, 64) * 16).save(tmp_path / "deep.png")
    figures = compared(kvant, "deep.png", "-k", "16")
    assert {v["format"] for v in by_kind(figures, "lossy")} == {"jpeg", "webp"}


def test_generations(kvant, small):
    figures = compared(kvant, "small.png", "-k", "2", "--generations", "12", "--quality", "60")["generations"]
    assert figures["quality"] == 60
    assert [save["generation"] for save in figures["saves"]] == [1, 2, 3, 5, 10, 12]
    assert figures["saves"][0]["psnr"] > figures["saves"][-1]["psnr"]
    assert 0 < figures["saves"][0]["spatial_delta_e"] < figures["saves"][-1]["spatial_delta_e"]
    text = kvant("compare", "small.png", "-k", "2", "--generations", "1").out.decode()
    assert "  saved as JPEG, quality 90" in text and "    once" not in text.split("saved")[0]


def test_threads_change_nothing(kvant, small):
    one = kvant("compare", "small.png", "-k", "2,16", "--generations", "3", "-j", "1").out
    assert kvant("compare", "small.png", "-k", "2,16", "--generations", "3", "-j", "4").out == one


@pytest.mark.parametrize(
    "words, message",
    [
        (["small.png", "-k", "5..2"], "--colors: expected whole numbers from 1 to 256, such as 4,16,64, not '5..2'"),
        (["small.png", "-k", "2,,4"], "--colors: expected whole numbers from 1 to 256, such as 4,16,64, not '2,,4'"),
        (["small.png", "-k", ""], "--colors: expected whole numbers from 1 to 256, such as 4,16,64, not ''"),
        (["small.png", "-k", "0"], "--colors: expected whole numbers from 1 to 256, such as 4,16,64, not '0'"),
        (["small.png", "-k", "2,257"], "--colors: expected whole numbers from 1 to 256, such as 4,16,64, not '2,257'"),
        (["small.png", "--generations", "0"], "--generations: expected a whole number from 1 to 1,000, not '0'"),
        (["small.png", "small.png"], "kvant compare takes one picture, not 2"),
        ([], "no picture given"),
        (["small.png", "-o", "x"], "there is no option -o of kvant compare"),
    ],
)
def test_wrong_usage(kvant, small, words, message):
    run = kvant("compare", *words, status=2)
    assert run.err == f"kvant: {message}; try kvant compare --help\n" and run.out == b""


def test_no_picture(kvant, tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    run = kvant("compare", "x.png", status=1)
    assert len(run.lines) == 1 and run.err.startswith("kvant: x.png: ") and run.out == b""
    assert json.loads(kvant("compare", "--json", "x.png", status=1).out)["code"] == "unsupported"
