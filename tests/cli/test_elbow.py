"""kvant elbow."""

import json
import math
import re
import xml.etree.ElementTree

import numpy
import pytest

from conftest import files, noise, save
from test_terminal import Terminal


def blobs(colors, side=96):
    """A picture of flat areas of far-apart colors, with a little noise."""
    generator = numpy.random.default_rng(7)
    areas = generator.integers(0, len(colors), (side // 8, side // 8)).repeat(8, 0).repeat(8, 1)
    pixels = numpy.array(colors)[areas] + generator.normal(0, 2, (side, side, 3))
    return pixels.clip(0, 255).round().astype(numpy.uint8)


FIVE = [(20, 20, 20), (230, 40, 40), (40, 200, 60), (50, 60, 220), (240, 235, 225)]


def elbow(kvant, *words, **options):
    return json.loads(kvant("elbow", "--json", *words, **options).out)


def test_a_table_a_plot_and_a_verdict(kvant, cat):
    run = kvant("elbow", "cat.png", "-k", "1..12")
    assert run.err == ""
    text = run.out.decode()
    rows = re.findall(r"^ +(\d+) +[\d.e+-]+ +([\d.]+)% +[\d.]+ dB", text, re.M)
    assert [int(k) for k, _ in rows] == list(range(1, 13))
    assert rows[0][1] == "0.00"
    assert "32,584 colors" in text and "knee:" in text and "to take:" in text
    assert text.isascii(), "not a terminal: plain characters"
    assert "|*" in text


def test_json_has_every_figure(kvant, cat):
    found = elbow(kvant, "cat.png", "--k", "1..16")
    curve = found["curve"]
    assert [at["k"] for at in curve] == list(range(1, 17))
    assert curve[0]["variance_explained"] == 0
    inertias = [at["inertia"] for at in curve]
    assert inertias == sorted(inertias, reverse=True)
    for at in curve:
        assert math.isclose(at["variance_explained"], 1 - at["inertia"] / inertias[0], abs_tol=1e-12)
    assert curve[0]["calinski_harabasz"] is None and curve[1]["calinski_harabasz"] > 0
    for score in ("calinski_harabasz", "bic", "simplified_silhouette"):
        best = max((at for at in curve if at[score] is not None), key=lambda at: at[score])
        assert found[score] == best["k"]
    # The same fit as a redrawing's, or one as good.
    kvant("cat.png", "-k", "16", "--json")
    drawn = json.loads(kvant("cat.png", "-k", "16", "--json", "-f").out)
    assert curve[15]["inertia"] <= 1.01 * drawn["inertia"]
    assert abs(curve[15]["psnr"] - drawn["psnr"]) < 0.3
    assert abs(curve[15]["mean_delta_e"] - drawn["mean_delta_e"]) < 0.1


@pytest.mark.long
def test_five_colors_are_a_clear_elbow(kvant, tmp_path):
    save(tmp_path / "five.png", blobs(FIVE))
    found = elbow(kvant, "five.png")
    assert found["elbow"]["k"] == 5 and found["elbow"]["clear"]
    assert found["knee"] == found["calinski_harabasz"] == found["simplified_silhouette"] == 5
    assert found["auto"] == {"k": 5, "reason": "clear_elbow"}
    assert "elbow:      k = 5," in kvant("elbow", "five.png").out.decode()


@pytest.mark.long
@pytest.mark.parametrize("name", ["gradient", "noise"])
def test_no_structure_no_elbow(kvant, tmp_path, name):
    ramp = numpy.arange(256, dtype=numpy.uint8)
    pixels = {"gradient": numpy.stack([ramp[None, :].repeat(64, 0)] * 3, axis=2), "noise": noise(64, 64)}[name]
    save(tmp_path / "plain.png", pixels)
    found = elbow(kvant, "plain.png", "--space", "srgb")
    assert not (found["elbow"] and found["elbow"]["clear"])
    assert found["auto"]["reason"] in ("enough_variance", "end_of_range")
    assert "no clear one" in kvant("elbow", "plain.png", "--space", "srgb").out.decode()


def test_all_variance_is_explained_by_all_colors(kvant, tmp_path):
    save(tmp_path / "few.png", noise(30, 30, colors=7))
    run = kvant("elbow", "few.png")
    assert "there are only 7 colors, so the range ends there" in run.out.decode()
    last = elbow(kvant, "few.png")["curve"][-1]
    assert last["k"] == 7 and last["variance_explained"] == 1 and last["inertia"] == 0 and last["psnr"] is None


def test_one_color(kvant, tmp_path):
    save(tmp_path / "one.png", numpy.full((9, 9, 3), 77, numpy.uint8))
    found = elbow(kvant, "one.png")
    assert [at["k"] for at in found["curve"]] == [1]
    assert found["auto"] == {"k": 1, "reason": "few_colors"} and found["knee"] is None
    assert "1 color\n" in kvant("elbow", "one.png").out.decode()


def test_transparency_has_its_own_color(kvant, tmp_path):
    pixels = noise(40, 40, channels=4)
    pixels[:20, :, 3] = 0
    pixels[20:, :, 3] = 255
    save(tmp_path / "half.png", pixels)
    found = elbow(kvant, "half.png", "-k", "1..8")
    drawn = json.loads(kvant("half.png", "-k", "8", "--json").out)
    assert found["curve"][7]["inertia"] <= 1.01 * drawn["inertia"]


@pytest.mark.long
def test_plots(kvant, cat, tmp_path):
    kvant("elbow", "cat.png", "-k", "2..9", "-q", "-o", "plot.svg")
    xml.etree.ElementTree.parse(tmp_path / "plot.svg")
    kvant("elbow", "cat.png", "-k", "2..9", "-q", "-o", "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    kvant("elbow", "cat.png", "-k", "2..9", "-q", "-o", "plot.html")
    page = (tmp_path / "plot.html").read_text()
    assert page.startswith("<!doctype html>") and "http://" not in page.replace("http://www.w3.org/", "")
    run = kvant("elbow", "cat.png", "-o", "plot.svg", status=1)
    assert "plot.svg" in run.err and "--force" in run.err


@pytest.mark.parametrize(
    "text, says",
    [
        ("5..2", "ends before it begins"),
        ("0..3", "from 1 to 1,024"),
        ("1..2000", "from 1 to 1,024"),
        ("7", "such as 1..64"),
        ("a..b", "such as 1..64"),
        ("1..", "such as 1..64"),
        ("..8", "such as 1..64"),
        ("", "such as 1..64"),
    ],
)
def test_bad_ranges(kvant, cat, text, says):
    run = kvant("elbow", "cat.png", "-k", text, status=2)
    assert says in run.err and run.out == b"" and len(run.lines) == 1


def test_bad_input(kvant, cat, tmp_path):
    save(tmp_path / "few.png", noise(30, 30, colors=3))
    run = kvant("elbow", "few.png", "-k", "4..9", status=1)
    assert "few.png: has only 3 colors, fewer than the smallest k, 4" in run.err
    assert "an .svg, a .png or an .html file" in kvant("elbow", "cat.png", "-o", "plot.pdf", status=2).err
    assert "--output is for one input" in kvant("elbow", "cat.png", "few.png", "-o", "a.svg", status=2).err
    run = kvant("elbow", "missing.png", "few.png", status=1)
    assert "missing.png" in run.err and b"few.png" in run.out
    assert files(tmp_path) == ["cat.png", "few.png"]


@pytest.mark.long
def test_a_terminal_gets_braille(tmp_path, cat):
    terminal = Terminal(tmp_path, "elbow", "cat.png", "-k", "1..20", stdout="terminal", LC_ALL="C.UTF-8")
    status, text = terminal.finish()
    assert status == 0
    assert re.search("[\u2801-\u28ff]{5}", text) and "\x1b" not in text
    terminal = Terminal(tmp_path, "elbow", "cat.png", "-k", "1..20", stdout="terminal", LC_ALL="C")
    status, text = terminal.finish()
    assert status == 0 and text.isascii() and "|*" in text


@pytest.mark.long
def test_same_on_any_number_of_threads(kvant, cat):
    assert (
        kvant("elbow", "cat.png", "--json", "-k", "1..20", "-j", "1").out
        == kvant("elbow", "cat.png", "--json", "-k", "1..20", "-j", "2").out
    )
