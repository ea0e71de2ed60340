"""Colors that are given: --palette, --pin, --recolor, --salience, --shared-palette."""

import json

import numpy
import pytest
from PIL import Image, ImageDraw

from conftest import CHELSEA, count_colors, files, load, noise, save

FAST = ["--effort", "1"]
GAMEBOY = [(0x0F, 0x38, 0x0F), (0x30, 0x62, 0x30), (0x8B, 0xAC, 0x0F), (0x9B, 0xBC, 0x0F)]


def report(kvant, *words):
    return json.loads(kvant(*words, "--json", "-q").out)


def nearest(pixels, palette):
    """The palette's color with the lowest squared RGB error, for each pixel; the first of several."""
    palette = numpy.array(palette)
    distance = ((pixels[:, :, None, :].astype(int) - palette) ** 2).sum(axis=-1)
    return palette[distance.argmin(axis=-1)]


@pytest.mark.parametrize(
    "given", ["gameboy", "#0f380f,#306230,#8bac0f,#9bbc0f", "0f380f,306230,8bac0f,9bbc0f", "g.gpl", "g.png", "g.txt"]
)
def test_every_pixel_gets_its_nearest_color(kvant, cat, tmp_path, given):
    (tmp_path / "g.txt").write_text("0f380f\n306230\n#8bac0f\n9bbc0f\n")
    (tmp_path / "g.gpl").write_text("GIMP Palette\n" + "".join(f"{r} {g} {b}\tx\n" for r, g, b in GAMEBOY))
    save(tmp_path / "g.png", numpy.array([GAMEBOY], dtype=numpy.uint8))
    kvant("cat.png", "--palette", given, "--space", "srgb")
    assert numpy.array_equal(load(tmp_path / "cat-k4.png"), nearest(load(cat), GAMEBOY))


@pytest.mark.parametrize("space", ["oklab", "srgb", "linear"])
def test_exact_matches_stay(kvant, tmp_path, space):
    pixels = noise(40, 30, 60)
    save(tmp_path / "n.png", pixels)
    colors = sorted(set(map(tuple, pixels.reshape(-1, 3).tolist())))
    (tmp_path / "p.hex").write_text("".join("%02x%02x%02x\n" % color for color in colors[::2]))
    kvant("n.png", "--palette", "p.hex", "--space", space, "-o", "out.png")
    drawn = load(tmp_path / "out.png")
    for color in colors[::2]:
        mask = (pixels == color).all(axis=-1)
        assert (drawn[mask] == color).all()
    assert {tuple(color) for color in drawn.reshape(-1, 3).tolist()} == set(colors[::2])


def test_a_palette_of_one_color(kvant, cat, tmp_path):
    figures = report(kvant, "cat.png", "--palette", "#102030", "-o", "one.png")
    assert figures["colors"] == 1 and count_colors(load(tmp_path / "one.png")) == 1
    assert (load(tmp_path / "one.png") == (0x10, 0x20, 0x30)).all()


def test_labels_are_those_of_the_palette_given(kvant, cat, tmp_path):
    figures = report(kvant, "cat.png", "--palette", "ff00ff,102030,eeddcc", "--labels", "l.npy", "-o", "out.png")
    labels = numpy.load(tmp_path / "l.npy")
    assert [entry["hex"] for entry in figures["palette"]] == ["#ff00ff", "#102030", "#eeddcc"]
    assert [entry["pixels"] for entry in figures["palette"]] == [int((labels == i).sum()) for i in range(3)]
    assert figures["colors"] == 2 and figures["palette"][0]["pixels"] == 0


def test_transparency_stays(kvant, tmp_path):
    pixels = noise(20, 20, channels=4)
    pixels[..., 3] = numpy.where(numpy.arange(20) < 7, 0, 255)
    save(tmp_path / "a.png", pixels)
    kvant("a.png", "--palette", "bw", "-o", "bw.png")
    drawn = load(tmp_path / "bw.png", "RGBA")
    assert (drawn[..., 3] == pixels[..., 3]).all()
    assert {tuple(c) for c in drawn[:, 7:].reshape(-1, 4).tolist()} == {(0, 0, 0, 255), (255, 255, 255, 255)}
    kvant("a.png", "--recolor", "#112233,#eeddcc", "-o", "duo.png")
    assert (load(tmp_path / "duo.png", "RGBA")[..., 3] == pixels[..., 3]).all()


def test_pins_add_up(kvant, cat):
    both = kvant("cat.png", "--pin", "#ff0000", "--pin", "0f0,00f", "-k", "8", "-o", "-").out
    assert both == kvant("cat.png", "--pin", "#ff0000,#00ff00,#0000ff", "-k", "8", "-o", "-").out


def test_pins_are_kept(kvant, cat, tmp_path):
    figures = report(kvant, "cat.png", "--pin", "#ff0000,#c08552", "-k", "8", "-o", "p.png")
    colors = [entry["hex"] for entry in figures["palette"]]
    assert len(colors) == 8 and colors[:2] == ["#ff0000", "#c08552"]
    assert figures["palette"][1]["pixels"] > 0
    free = report(kvant, "cat.png", "-k", "7", "-o", "q.png")
    pinned = report(kvant, "cat.png", "-k", "8", "--pin", "#c08552", "-o", "r.png")
    assert pinned["mse"] < free["mse"], "a color more does no harm, even one that was chosen by hand"


def test_recoloring(kvant, cat, tmp_path):
    plain = report(kvant, "cat.png", "-k", "3", "-o", "plain.png")
    ink = report(kvant, "cat.png", "--recolor", "#1d2021,#fabd2f,#fbf1c7", "-o", "ink.png")
    luminance = lambda c: 0.2126 * (c[0] / 255) ** 2.2 + 0.7152 * (c[1] / 255) ** 2.2 + 0.0722 * (c[2] / 255) ** 2.2
    areas = sorted([(e["r"], e["g"], e["b"]) for e in plain["palette"]], key=luminance)
    before, after = load(tmp_path / "plain.png"), load(tmp_path / "ink.png")
    for area, color in zip(areas, [(0x1D, 0x20, 0x21), (0xFA, 0xBD, 0x2F), (0xFB, 0xF1, 0xC7)]):
        assert (after[(before == area).all(axis=-1)] == color).all()
    assert ink["colors"] == 3
    # A list is taken as it is, so that it can turn a picture into its negative; a preset goes from dark to light.
    kvant("cat.png", "--recolor", "ffffff,000000", "-o", "negative.png")
    kvant("cat.png", "--recolor", "bw", "-o", "positive.png")
    assert (load(tmp_path / "negative.png") == 255 - load(tmp_path / "positive.png")).all()


def newspaper_map():
    """Large pale countries, gray borders, dark labels, and one small country in red (pngquant#302), smoothed."""
    scale = 4
    image = Image.new("RGB", (400 * scale, 300 * scale), (214, 230, 242))
    draw = ImageDraw.Draw(image)
    pale = [(247, 239, 200), (223, 233, 207), (239, 226, 208), (243, 220, 216), (230, 230, 230)]
    for i in range(14):
        x, y = 30 + 97 * i % 330, 25 + 61 * i % 230
        corners = [(x - 30, y), (x + 15, y - 34), (x + 75, y - 12), (x + 70, y + 50), (x + 5, y + 62)]
        draw.polygon([(u * scale, v * scale) for u, v in corners], fill=pale[i % 5], outline=(140, 140, 140), width=6)
        for letter in range(7):
            left = (x + 6 * letter) * scale
            draw.rectangle([left, (y + 12) * scale, left + 5, (y + 20) * scale], fill=(45, 45, 48))
    draw.ellipse(
        [184 * scale, 143 * scale, 196 * scale, 153 * scale], fill=(215, 40, 30), outline=(140, 140, 140), width=6
    )
    return numpy.asarray(image.resize((400, 300), Image.LANCZOS))


def test_salience_keeps_a_small_country_red(kvant, tmp_path):
    save(tmp_path / "map.png", newspaper_map())
    is_red = lambda pixel: pixel[0] > 180 and pixel[1] < 90 and pixel[2] < 80
    lost = report(kvant, "map.png", "-k", "6", "-o", "plain.png")
    assert not is_red(load(tmp_path / "plain.png")[148, 190])
    kept = report(kvant, "map.png", "-k", "6", "--salience", "0.5", "-o", "salient.png")
    assert is_red(load(tmp_path / "salient.png")[148, 190])
    assert kept["worst"]["delta_e"] < lost["worst"]["delta_e"]


def test_the_worst_color_is_reported(kvant, tmp_path):
    pixels = newspaper_map()
    save(tmp_path / "map.png", pixels)
    run = kvant("map.png", "-k", "6", "-v", "--json")
    worst = json.loads(run.out)["worst"]
    assert "#%02x%02x%02x" % tuple(pixels[worst["y"], worst["x"]]) == worst["from"]
    assert "#%02x%02x%02x" % tuple(load(tmp_path / "map-k6.png")[worst["y"], worst["x"]]) == worst["to"]
    assert (
        f"  worst hit: {worst['from']} became {worst['to']}, dE {worst['delta_e']:.1f}, in {worst['pixels']} pixel"
        in run.err
    )
    assert f", first at {worst['x']},{worst['y']}\n" in run.err
    same = report(kvant, "map-k6.png", "-k", "6", "-o", "same.png")
    assert same["worst"] is None and same["unchanged"] is True


def test_one_palette_for_many_pictures(kvant, tmp_path):
    whole = load(CHELSEA)
    save(tmp_path / "whole.png", whole)
    save(tmp_path / "a.png", whole[:120])
    save(tmp_path / "b.png", whole[120:])
    expected = report(kvant, "whole.png", "-k", "12")
    run = kvant("a.png", "b.png", "-k", "12", "--shared-palette", "--json")
    a, b = [json.loads(line) for line in run.out.splitlines()]
    colors = lambda figures: [entry["hex"] for entry in figures["palette"]]
    assert colors(a) == colors(b) == colors(expected)
    drawn = numpy.concatenate([load(tmp_path / "a-k12.png"), load(tmp_path / "b-k12.png")])
    assert numpy.array_equal(drawn, load(tmp_path / "whole-k12.png"))


def test_a_picture_that_fails_is_left_out_of_the_shared_palette(kvant, tmp_path):
    save(tmp_path / "a.png", load(CHELSEA)[:100])
    save(tmp_path / "b.png", load(CHELSEA)[100:])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    run = kvant("a.png", "broken.png", "missing.png", "b.png", "-k", "6", "--shared-palette", *FAST, status=1)
    errors = [line for line in run.lines if line.startswith("kvant: ")]
    assert [error.split(": ")[1] for error in errors] == ["broken.png", "missing.png"]
    alone = kvant("a.png", "b.png", "-k", "6", "--shared-palette", *FAST, "--out-dir", "alone")
    assert alone.status == 0
    for name in ("a-k6.png", "b-k6.png"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
    run = kvant("broken.png", "missing.png", "--shared-palette", status=1)
    assert len(run.lines) == 2


def test_a_shared_palette_of_many_kinds(kvant, tmp_path):
    save(tmp_path / "gray.png", noise(30, 20)[..., 0])
    save(tmp_path / "holes.png", noise(30, 20, channels=4) // 128 * 255)
    Image.fromarray(noise(30, 20)).save(tmp_path / "photo.jpg")
    run = kvant("gray.png", "holes.png", "photo.jpg", "-k", "9", "--shared-palette", "--json", "-q", *FAST)
    palettes = [[entry["hex"] for entry in json.loads(line)["palette"]] for line in run.out.splitlines()]
    assert palettes[0] == palettes[1] == palettes[2] and len(palettes[0]) == 9 and palettes[0][0] == "#00000000"


MALFORMED = {
    "p.gpl": (b"GIMP Palette\nName: x\n1 2\n", "damaged GIMP palette: line 3"),
    "p.json": (b'["#12"]', "damaged JSON palette: color 1"),
    "p.css": (b":root { --a: #12; }", "damaged CSS palette: '#12' is not a color"),
    "p.act": (b"\0" * 700, "damaged color table: it has 700 bytes"),
    "p.ase": (b"ASEF\0\1\0\0\0\0\0\2", "damaged swatch exchange file: it ends early"),
    "p.pal": (b"JASC-PAL\r\n0100\r\n3\r\n1 2 3\r\n", "damaged JASC palette: it ends before color 2 of 3"),
    "p.hex": (b"#123456\nred\n", "'red' is not a color"),
    "p.png": (b"\x89PNG\r\n\x1a\n", "PNG"),
    "p.bin": (b"\0\1\2\3", "this is no palette that kvant reads, and no picture"),
    "empty.txt": (b"", "the palette is empty"),
}


@pytest.mark.parametrize(
    "option, name",
    [("--palette", name) for name in sorted(MALFORMED)]
    + [("--pin", "p.gpl"), ("--recolor", "p.gpl"), ("--init", "p.gpl")],
)
def test_malformed_palettes(kvant, cat, tmp_path, option, name):
    content, message = MALFORMED[name]
    (tmp_path / name).write_bytes(content)
    run = kvant("cat.png", option, name, status=2)
    assert len(run.lines) == 1 and run.err.startswith(f"kvant: {option}: {name}: "), run.err
    assert message in run.err
    assert files(tmp_path) == sorted(["cat.png", name])


@pytest.mark.parametrize(
    "words, message",
    [
        (["--palette", "gameboi"], "--palette: 'gameboi' is no palette file, and none of bw, c64, cga, "),
        (["--palette", "#12345"], "--palette: '#12345' is not a color; write colors as #rgb or #rrggbb"),
        (
            ["--palette", "#000,#fff", "-k", "3"],
            "--palette: this palette has 2 colors, but -k asks for 3; leave one of them out",
        ),
        (
            ["--pin", ",".join("#%06x" % i for i in range(300)), "-k", "256"],
            "--pin: 300 colors are pinned, but -k keeps only 256; pin fewer or raise -k",
        ),
        (["--recolor", "#ff0000"], "--recolor: takes at least 2 colors"),
        (
            ["--palette", "bw", "--pin", "#f00"],
            "--palette, --pin, --recolor and a palette for --init exclude each other",
        ),
        (
            ["--recolor", "bw", "--init", "#f00,#0f0"],
            "--palette, --pin, --recolor and a palette for --init exclude each other",
        ),
        (["--salience", "1.5"], "--salience: expected a number from 0 to 1, not '1.5'"),
        (["--salience", "much"], "--salience: expected a number of at least 0, not 'much'"),
        (
            ["--shared-palette", "--palette", "bw"],
            "--shared-palette finds the colors; it excludes --palette and --recolor",
        ),
    ],
)
def test_wrong_usage(kvant, cat, tmp_path, words, message):
    run = kvant("cat.png", *words, status=2)
    assert len(run.lines) == 1 and run.err.startswith(f"kvant: {message}"), run.err
    assert files(tmp_path) == ["cat.png"]


def test_standard_input_cannot_share_a_palette(kvant, cat):
    run = kvant("-", "--shared-palette", status=2, stdin=cat.read_bytes())
    assert run.err.startswith("kvant: --shared-palette reads every picture twice, which standard input does not allow")


def test_palette_order_keep_writes_the_whole_palette(kvant, cat, tmp_path):
    colors = "#ffffff,#000000,#ff0000,#0000ff,#000000,#12fe34"
    kvant("cat.png", "--palette", colors, "--palette-order", "keep", "-o", "kept.png")
    kept = Image.open(tmp_path / "kept.png")
    assert kept.mode == "P"
    assert bytes(kept.getpalette()[:18]).hex() == colors.replace("#", "").replace(",", "")
    kvant("cat.png", "--palette", colors, "-o", "small.png")
    assert numpy.array_equal(load(tmp_path / "small.png"), load(tmp_path / "kept.png"))


def test_palette_order_keep_indexes_gray_pictures(kvant, tmp_path):
    save(tmp_path / "gray.png", numpy.repeat(numpy.arange(0, 256, 17, dtype=numpy.uint8), 3).reshape(1, 16, 3))
    kvant("gray.png", "-o", "plain.png")
    kvant("gray.png", "--palette-order", "keep", "-o", "indexed.png")
    assert Image.open(tmp_path / "plain.png").mode == "L"
    assert Image.open(tmp_path / "indexed.png").mode == "P"


def test_palette_order_keep_is_refused_where_there_is_none(kvant, cat):
    assert kvant("cat.png", "--palette-order", "keep", "-o", "x.webp", status=1).err == (
        "kvant: cat.png: WebP keeps no order of the palette; write PNG, GIF, TIFF or BMP instead\n"
    )
    assert "expected smallest, keep, not 'any'" in kvant("cat.png", "--palette-order", "any", status=2).err
