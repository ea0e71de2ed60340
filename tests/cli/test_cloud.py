"""kvant cloud: colors as points in space."""

import os
import re
import struct

import numpy
import pytest
from PIL import Image

from conftest import load, save

PAPER = (255, 255, 255)


def read_ply(path):
    """The vertices of a PLY file by their properties' names, and the header's lines."""
    data = path.read_bytes()
    header, _, body = data.partition(b"end_header\n")
    lines = header.decode("utf-8").splitlines()
    assert lines[:2] == ["ply", "format binary_little_endian 1.0"]
    kinds = {"float": "<f4", "uchar": "u1", "uint": "<u4"}
    fields = [
        (name, kinds[kind]) for word, kind, name in (line.split() for line in lines if line.startswith("property"))
    ]
    (count,) = (int(line.split()[2]) for line in lines if line.startswith("element vertex "))
    vertices = numpy.frombuffer(body, dtype=numpy.dtype(fields))
    assert len(vertices) == count
    return vertices, lines


def rgb_of(vertices):
    return numpy.stack([vertices["red"], vertices["green"], vertices["blue"]], axis=1)


def packed(colors):
    colors = colors.reshape(-1, 3).astype(numpy.uint32)
    return colors[:, 0] << 16 | colors[:, 1] << 8 | colors[:, 2]


def test_a_picture_beside_the_input(kvant, cat, tmp_path):
    run = kvant("cloud", "cat.png", "-k", "5")
    assert re.fullmatch(r"cat\.png -> cat-cloud\.png: 32,584 colors, 5 centers, [\d.]+ KB\n", run.err)
    pixels = load(tmp_path / "cat-cloud.png")
    assert pixels.shape == (1240, 2104, 3)
    assert 0.3 < (pixels == PAPER).all(axis=2).mean() < 0.9
    # The strip shows exactly the colors of the redrawn picture, the darkest first.
    kvant("cat.png", "-k", "5")
    strip = packed(pixels[1130, 70:2030])
    assert set(strip) == set(packed(load(tmp_path / "cat-k5.png")))
    light = pixels[1130, 70:2030].astype(float) @ (0.2126, 0.7152, 0.0722)
    assert light[0] < light[-1]


def test_points_are_the_colors(kvant, cat, tmp_path):
    kvant("cloud", "cat.png", "-k", "6", "-o", "before.ply")
    before, lines = read_ply(tmp_path / "before.ply")
    colors, counts = numpy.unique(packed(load(cat)), return_counts=True)
    order = numpy.argsort(packed(rgb_of(before)))
    assert numpy.array_equal(packed(rgb_of(before))[order], colors)
    assert numpy.array_equal(before["pixels"][order], counts)
    assert numpy.array_equal(numpy.stack([before["x"], before["y"], before["z"]], axis=1), rgb_of(before))
    assert (before["alpha"] == 255).all()
    assert any(line.startswith("comment kvant: 32,584 colors of cat.png; x y z are red green blue") for line in lines)

    kvant("cloud", "cat.png", "-k", "6", "-o", "after.ply", "--show", "after")
    after, _ = read_ply(tmp_path / "after.ply")
    kvant("cat.png", "-k", "6")
    colors, counts = numpy.unique(packed(load(tmp_path / "cat-k6.png")), return_counts=True)
    order = numpy.argsort(packed(rgb_of(after)))
    assert numpy.array_equal(packed(rgb_of(after))[order], colors)
    assert numpy.array_equal(after["pixels"][order], counts)
    assert list(after["center"]) == list(range(6))
    sums = numpy.bincount(before["center"], weights=before["pixels"])
    assert numpy.array_equal(sums, after["pixels"])


def test_oklab_has_lightness_up(kvant, tmp_path):
    save(tmp_path / "p.png", numpy.array([[[0, 0, 0], [255, 255, 255], [255, 0, 0]]], numpy.uint8))
    kvant("cloud", "p.png", "--axes", "oklab", "-o", "p.ply")
    points, _ = read_ply(tmp_path / "p.ply")
    by_color = {tuple(color): (p["x"], p["y"], p["z"]) for color, p in zip(rgb_of(points).tolist(), points)}
    assert by_color[0, 0, 0] == pytest.approx((0, 0, 0), abs=1e-6)
    assert by_color[255, 255, 255] == pytest.approx((0, 0, 1), abs=1e-4)
    assert by_color[255, 0, 0] == pytest.approx((0.22486, 0.12585, 0.62796), abs=1e-4)


def test_so_many_points(kvant, cat, tmp_path):
    run = kvant("cloud", "cat.png", "--points", "1000", "-o", "few.ply")
    assert "32,584 colors (1,000 shown), 16 centers" in run.err
    few, _ = read_ply(tmp_path / "few.ply")
    assert len(few) == 1000 and len(set(packed(rgb_of(few)))) == 1000
    kvant("cloud", "cat.png", "--points", "1000", "-o", "again.ply", "-j", "3")
    assert (tmp_path / "few.ply").read_bytes() == (tmp_path / "again.ply").read_bytes()


@pytest.mark.long
@pytest.mark.parametrize("view", ["3d", "red-green", "red-blue", "green-blue", "a-b", "a-l", "b-l"])
def test_views(kvant, cat, tmp_path, view):
    kvant("cloud", "cat.png", "-k", "4", "--points", "2000", "--view", view, "-o", "v.png")
    pixels = load(tmp_path / "v.png")
    kvant("cat.png", "-k", "4")
    drawn = set(packed(pixels[:1000]))
    colors = set(packed(load(tmp_path / "cat-k4.png")))
    # Discs have the color of their center; balls are shaded.
    assert view == "3d" or colors <= drawn


def test_panels_and_the_dark(kvant, cat, tmp_path):
    kvant("cloud", "cat.png", "--points", "500", "--show", "after", "--dark", "-o", "d.png")
    with Image.open(tmp_path / "d.png") as image:
        assert image.size == (1088, 1240)
        assert max(image.convert("RGB").getpixel((2, 2))) < 64


@pytest.mark.long
def test_the_same_picture_twice(kvant, cat, tmp_path):
    for name, threads in (("a.png", "1"), ("b.png", "4")):
        kvant("cloud", "cat.png", "-k", "9", "-j", threads, "-o", name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.long
def test_streams(kvant, cat):
    run = kvant("cloud", "-", "-k", "3", "--quiet", stdin=cat.read_bytes())
    assert run.out.startswith(b"\x89PNG") and run.err == ""


def test_without_fonts(kvant, cat, tmp_path):
    (tmp_path / "none.conf").write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    kvant("cloud", "cat.png", "--points", "100", "-o", "p.png", env={"FONTCONFIG_FILE": str(tmp_path / "none.conf")})
    title = load(tmp_path / "p.png")[50:100, 60:400]
    assert (title < 128).any(), "Cairo's own letters stand in"


def test_odd_names_are_titles_too(kvant, cat, tmp_path):
    odd = os.fsencode(tmp_path) + b"/\xff<&>\n.png"
    os.rename(cat, odd)
    kvant("cloud", odd, "--points", "100", "-o", "p.ply")
    assert read_ply(tmp_path / "p.ply")[0].size == 100
    kvant("cloud", odd, "--points", "100", "-o", "p.png")


def test_nothing_to_see(kvant, tmp_path):
    save(tmp_path / "clear.png", numpy.zeros((4, 4, 4), numpy.uint8))
    run = kvant("cloud", "clear.png", status=1)
    assert run.err == "kvant: clear.png: every pixel is fully transparent: there are no colors to show\n"
    assert sorted(os.listdir(tmp_path)) == ["clear.png"]


@pytest.mark.parametrize(
    "words, message",
    [
        (["-o", "x.obj"], "--output: 'x.obj' must end in .png"),
        (["-o", "x"], "--output: 'x' must end in .png"),
        (["--axes", "lab"], "--axes: expected rgb, oklab, not 'lab'"),
        (["--view", "top"], "--view: expected 3d, red-green"),
        (["--view", "a-b", "--axes", "rgb"], "--view: a-b looks at oklab axes, but --axes asks for rgb"),
        (["--points", "0"], "--points"),
        (["-o", "x.ply", "--view", "3d"], "--view: points in a PLY file are seen from anywhere"),
        (["-o", "x.ply", "--dark"], "--dark: a PLY file has no background"),
        (["-o", "x.ply", "--show", "both"], "--show: a PLY file holds one cloud"),
        (["other.png"], "kvant cloud takes one picture, not 2"),
        (["--animate", "x.gif"], "there is no option --animate"),
    ],
)
def test_usage(kvant, cat, tmp_path, words, message):
    run = kvant("cloud", "cat.png", *words, status=2)
    assert message in run.err
    assert sorted(os.listdir(tmp_path)) == ["cat.png"]


def test_existing_files_are_kept(kvant, cat, tmp_path):
    for name in ("cat-cloud.png", "c.ply"):
        words = ["cloud", "cat.png", "--points", "50", *(["-o", name] if name == "c.ply" else [])]
        (tmp_path / name).write_text("mine")
        assert f"the target '{name}' exists; add --force to replace it" in kvant(*words, status=1).err
        assert (tmp_path / name).read_text() == "mine"
        kvant(*words, "--force")
        assert (tmp_path / name).read_bytes()[:3] in (b"\x89PN", b"ply")


@pytest.mark.parametrize("kind", ["png", "ply"])
def test_a_full_disk(kvant, cat, tmp_path, kind):
    (tmp_path / f"full.{kind}").symlink_to("/dev/full")
    run = kvant("cloud", "cat.png", "--points", "50", "-o", f"full.{kind}", status=1)
    assert run.err == "kvant: cat.png: cannot write the file: no space left on device\n"


def test_missing_and_broken_pictures(kvant, tmp_path):
    assert "nowhere.png" in kvant("cloud", "nowhere.png", status=1).err
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13))
    run = kvant("cloud", "broken.png", "-o", "c.png", status=1)
    assert len(run.lines) == 1 and not (tmp_path / "c.png").exists()


def test_warnings_come_before_the_file(kvant, cat, tmp_path):
    whole = cat.read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    run = kvant("cloud", "cut.png", "--lenient", "-k", "4")
    assert re.fullmatch(r"kvant: cut\.png: [^:]*missing[^:]*", run.lines[0])
    assert run.lines[1].startswith("cut.png -> cut-cloud.png: ") and len(run.lines) == 2
    assert kvant("cloud", "cut.png", "--lenient", "-k", "4", "-q", "--force").lines == []
