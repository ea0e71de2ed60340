"""-k auto, --psnr, --max-delta, --target-size."""

import json

import numpy
import pytest

from conftest import CHELSEA, count_colors, files, load, noise, save
from test_elbow import FIVE, blobs


@pytest.fixture
def cat(tmp_path):
    """cat.png: a part of the photograph, to be quick."""
    return save(tmp_path / "cat.png", load(CHELSEA)[80:180, 120:270])


def drawn(kvant, *words, **options):
    return json.loads(kvant(*words, "--json", "-f", **options).out)


@pytest.mark.long
def test_auto_takes_the_clear_elbow(kvant, tmp_path):
    save(tmp_path / "five.png", blobs(FIVE))
    run = kvant("five.png", "-k", "auto")
    assert "-> 5 (auto: clear elbow)" in run.err
    assert files(tmp_path) == ["five-k5.png", "five.png"]
    assert count_colors(load(tmp_path / "five-k5.png")) == 5


@pytest.mark.long
def test_auto_says_what_it_took_without_an_elbow(kvant, cat, tmp_path):
    run = kvant("cat.png", "--colors", "auto")
    k = json.loads(kvant("elbow", "cat.png", "--json").out)["auto"]["k"]
    assert f"-> {k} (auto: no clear elbow, fewest for 95% of the variance)" in run.err
    assert files(tmp_path) == [f"cat-k{k}.png", "cat.png"]


def test_auto_keeps_the_last_word(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "auto", "-k", "5")
    assert files(tmp_path) == ["cat-k5.png", "cat.png"]


@pytest.mark.long
@pytest.mark.parametrize(
    "aim, reached",
    [
        (("--psnr", "30"), lambda figures: figures["psnr"] >= 30),
        (("--psnr", "33.5", "--space", "srgb"), lambda figures: figures["psnr"] >= 33.5),
        (("--max-delta", "3"), lambda figures: figures["mean_delta_e"] <= 3),
    ],
)
def test_the_fewest_colors_that_reach_an_aim(kvant, cat, tmp_path, aim, reached):
    found = drawn(kvant, "cat.png", *aim)
    k = found["colors"]
    assert reached(found) and found["output"] == f"cat-k{k}.png"
    assert found["chosen"]["by"] == aim[0].strip("-").replace("-", "_")
    for fewer in range(1, k):
        assert not reached(drawn(kvant, "cat.png", "-k", str(fewer), *aim[2:])), fewer
    same = drawn(kvant, "cat.png", "-k", str(k), *aim[2:], "-o", "same.png")
    assert same["psnr"] == found["psnr"]
    assert (tmp_path / "same.png").read_bytes() == (tmp_path / f"cat-k{k}.png").read_bytes()


@pytest.mark.long
def test_the_most_colors_in_a_file_size(kvant, cat, tmp_path):
    found = drawn(kvant, "cat.png", "--target-size", "6KB")
    k = found["colors"]
    assert (tmp_path / f"cat-k{k}.png").stat().st_size == found["output_bytes"] <= 6_000
    for more in range(k + 1, k + 12):
        assert drawn(kvant, "cat.png", "-k", str(more))["output_bytes"] > 6_000
    run = kvant("cat.png", "--target-size", "6kB", "-f")
    assert f"-> {k} (most within 6.00 KB)" in run.err


@pytest.mark.long
def test_sizes_have_units(kvant, cat):
    sizes = {
        text: drawn(kvant, "cat.png", "--target-size", text, "-o", "out.gif")["colors"]
        for text in ("5000", "5000B", "5k", "0.005MB", "5KB")
    }
    assert len(set(sizes.values())) == 1, sizes


def test_aims_out_of_reach_say_how_near(kvant, cat, tmp_path):
    best = drawn(kvant, "cat.png", "-k", "256", "-o", "/dev/null", "--format", "png")
    run = kvant("cat.png", "--psnr", "60", status=1)
    assert f"cat.png: 256 colors only reach a PSNR of {best['psnr']:.4g} dB, not 60 dB; allow more colors" in run.err
    run = kvant("cat.png", "--max-delta", "0.1", "-k", "8", status=1)
    assert "8 colors only reach a mean dE of" in run.err and "not 0.1" in run.err
    run = kvant("cat.png", "--target-size", "50", status=1)
    assert "even 1 color takes" in run.err and "more than the 50 aimed at" in run.err
    assert files(tmp_path) == ["cat.png"]


@pytest.mark.long
def test_k_says_how_many_are_allowed(kvant, tmp_path):
    save(tmp_path / "noise.png", noise(40, 40))
    assert drawn(kvant, "noise.png", "--psnr", "34", "-k", "2000")["colors"] > 256


@pytest.mark.long
def test_each_picture_has_its_own_number(kvant, tmp_path):
    save(tmp_path / "five.png", blobs(FIVE))
    save(tmp_path / "three.png", blobs(FIVE[:3]))
    save(tmp_path / "hard.png", noise(64, 64))
    kvant("five.png", "three.png", "-k", "auto", "--out-dir", "out")
    assert files(tmp_path / "out") == ["five-k5.png", "three-k3.png"]
    run = kvant("five.png", "hard.png", "--psnr", "38", "-k", "64", status=1)
    assert "hard.png: 64 colors only reach" in run.err
    assert [name for name in files(tmp_path) if "/" not in name][0].startswith("five-k")


def test_one_color(kvant, tmp_path):
    save(tmp_path / "one.png", numpy.full((9, 9, 3), 77, numpy.uint8))
    for words in (["-k", "auto"], ["--psnr", "90"], ["--max-delta", "0"], ["--target-size", "1KB"]):
        kvant("one.png", *words, "-f")
    assert files(tmp_path) == ["one-k1.png", "one.png"]


@pytest.mark.long
def test_pins_are_kept(kvant, tmp_path):
    save(tmp_path / "five.png", blobs(FIVE))
    found = drawn(kvant, "five.png", "-k", "auto", "--pin", "#f0f,#0ff,#ff0,#800,#080,#008,#808")
    assert len(found["palette"]) == 7


@pytest.mark.long
def test_existing_files_are_kept(kvant, tmp_path):
    save(tmp_path / "five.png", blobs(FIVE))
    (tmp_path / "five-k5.png").write_text("mine")
    run = kvant("five.png", "-k", "auto", status=1)
    assert "five-k5.png" in run.err and (tmp_path / "five-k5.png").read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("-k", "auto", "--psnr", "30"),
        ("--psnr", "30", "--max-delta", "3"),
        ("--target-size", "10KB", "--max-delta", "3"),
        ("--psnr", "30", "--palette", "#000,#fff"),
        ("-k", "auto", "--init", "#000,#fff"),
        ("-k", "auto", "--recolor", "#000,#fff"),
        ("-k", "auto", "--shared-palette"),
        ("--psnr", "-3"),
        ("--psnr", "many"),
        ("--max-delta", "x"),
        ("--target-size", "60XB"),
        ("--target-size", "0"),
        ("-k", "automatic"),
    ],
)
def test_bad_usage(kvant, cat, tmp_path, words):
    run = kvant("cat.png", *words, status=2)
    assert len(run.lines) == 1 and files(tmp_path) == ["cat.png"]
