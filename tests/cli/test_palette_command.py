"""kvant palette: the colors of pictures, and palette files from one format to another."""

import json

import numpy
import pytest
from PIL import GimpPaletteFile

from conftest import files, load, noise, save
from test_terminal import Terminal

FORMATS = ["hex", "json", "css", "gpl", "act", "ase", "pal", "png", "aco", "riff", "paintnet"]
COLORS = ["#0a0b0c", "#ff0080", "#0a0b0c", "#ffffff", "#123456"]  # one of them twice


def entries(kvant, *words):
    return json.loads(kvant("palette", *words, "--json").out)["palette"]


@pytest.fixture
def colors(tmp_path):
    (tmp_path / "colors.hex").write_text("\n".join(COLORS))
    return "colors.hex"


def test_the_colors_of_a_picture(kvant, cat, tmp_path):
    run = kvant("palette", "cat.png", "-k", "5")
    lines = [line.split() for line in run.out.decode().splitlines()]
    assert run.err == "" and files(tmp_path) == ["cat.png"]
    redrawn = json.loads(kvant("cat.png", "-k", "5", "--json", "-q").out)["palette"]
    expected = sorted(redrawn, key=lambda entry: -entry["share"])
    assert [line[0] for line in lines] == [entry["hex"] for entry in expected]
    assert [line[1] for line in lines] == ["%.1f%%" % (100 * entry["share"]) for entry in expected]
    assert entries(kvant, "cat.png", "-k", "5") == expected


def test_order(kvant, cat):
    luma = lambda e: sum(w * (e[c] / 255) ** 2.2 for w, c in ((0.2126, "r"), (0.7152, "g"), (0.0722, "b")))
    dark_first = entries(kvant, "cat.png", "-k", "8", "--sort", "luma")
    assert dark_first == sorted(dark_first, key=luma)
    assert entries(kvant, "cat.png", "-k", "8", "--sort", "share") == sorted(dark_first, key=lambda e: -e["share"])
    rainbow = ["#e61e1e", "#f08c14", "#e6dc28", "#3cc83c", "#3cbed2", "#3246dc", "#d23cc8"]
    mixed = [rainbow[3 * i % 7] for i in range(7)]
    run = kvant("palette", "-", "--sort", "hue", stdin="\n".join(mixed).encode())
    assert run.out.decode().split() == rainbow


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_read_back(kvant, colors, tmp_path, format_):
    kvant("palette", colors, "-o", f"x.{format_}", "-q")
    assert [entry["hex"] for entry in entries(kvant, f"x.{format_}")] == COLORS
    streamed = kvant("palette", colors, "--format", format_)
    written = (tmp_path / f"x.{format_}").read_bytes()
    assert streamed.err == "" and streamed.out == written.replace(b"Name: x\n", b"Name: Untitled\n")
    # And from each to each.
    kvant("palette", f"x.{format_}", "-o", "back.hex", "-q")
    assert (tmp_path / "back.hex").read_text().split() == COLORS
    redrawn = kvant(
        "-",
        "--palette",
        f"x.{format_}",
        stdin=(tmp_path / "x.png").read_bytes() if format_ == "png" else noise_png(tmp_path),
    )
    assert redrawn.out.startswith(b"\x89PNG")


def test_what_a_palette_lacks_is_told(kvant, colors, tmp_path):
    kvant("palette", colors, "-o", "x.aco", "-q")
    (tmp_path / "x.aco").write_bytes((tmp_path / "x.aco").read_bytes()[:-1])
    run = kvant("palette", "x.aco")
    assert [line.split()[0] for line in run.out.decode().splitlines()] == COLORS
    assert run.err == "kvant: x.aco: it ends early, within the names of its colors, which were left out\n"
    assert kvant("palette", "x.aco", "-q").err == ""


def noise_png(tmp_path):
    return save(tmp_path / "noise.png", noise(8, 8)).read_bytes()


def test_pillow_reads_the_gimp_palette(kvant, colors, tmp_path):
    kvant("palette", colors, "-o", "x.gpl")
    with open(tmp_path / "x.gpl", "rb") as file:
        palette, mode = GimpPaletteFile.GimpPaletteFile(file).getpalette()
    first = 2 if palette[:3] == bytes(3) else 0  # Pillow 9 gives the two lines before the colors places of their own
    read = [palette[3 * i : 3 * i + 3].hex() for i in range(first, first + 5)]
    assert mode == "RGB" and ["#" + color for color in read] == COLORS


def test_pillow_sees_the_swatches(kvant, colors, tmp_path):
    kvant("palette", colors, "-o", "x.png")
    pixels = load(tmp_path / "x.png")
    assert pixels.shape == (32, 5 * 32, 3)
    for i, color in enumerate(COLORS):
        assert (pixels[:, 32 * i : 32 * i + 32] == list(bytes.fromhex(color[1:]))).all()


def test_names_travel(kvant, tmp_path):
    (tmp_path / "n.gpl").write_text("GIMP Palette\nName: Brand\n#\n255 0 0\tFire red\n0 0 255\tSea\n")
    assert [entry["name"] for entry in entries(kvant, "n.gpl")] == ["Fire red", "Sea"]
    kvant("palette", "n.gpl", "-o", "n.ase", "-q")
    assert json.loads(kvant("palette", "n.ase", "--json").out)["name"] == "Brand"
    assert (
        kvant("palette", "n.ase", "--format", "css").out == b":root {\n  --Fire-red: #ff0000;\n  --Sea: #0000ff;\n}\n"
    )
    assert kvant("palette", "n.ase").out == b"#ff0000  Fire red\n#0000ff  Sea\n"


def test_presets(kvant):
    assert kvant("palette", "gameboy").out == b"#0f380f\n#306230\n#8bac0f\n#9bbc0f\n"


def test_the_report(kvant, colors, tmp_path):
    run = kvant("palette", colors, "-o", "x.act")
    assert run.out == b"" and run.err == "colors.hex -> x.act: 5 colors, 772 B\n"
    assert kvant("palette", colors, "-o", "x.act", status=1).err == (
        "kvant: colors.hex: the target 'x.act' exists; add --force to replace it\n"
    )
    kvant("palette", colors, "-o", "x.act", "-fq")


def test_a_palette_without_a_name_has_that_of_its_file(kvant, colors, tmp_path):
    kvant("palette", colors, "-o", "sea and sky.gpl", "-q")
    assert (tmp_path / "sea and sky.gpl").read_text().splitlines()[:2] == ["GIMP Palette", "Name: sea and sky"]
    assert kvant("palette", colors, "--format", "gpl").out.splitlines()[1] == b"Name: Untitled"


def test_colors_in_place_of_a_file(kvant):
    assert kvant("palette", "#102,a0b0c0").out == b"#110022\n#a0b0c0\n"
    assert (
        kvant("palette", "#102,a0b0c0", "--format", "css").out
        == b":root {\n  --color-1: #110022;\n  --color-2: #a0b0c0;\n}\n"
    )
    assert "#10" in kvant("palette", "#10", status=1).err
    assert "is a palette, not a picture" in kvant("palette", "#102", "-k", "2", status=1).err


def test_what_is_transparent_is_no_color(kvant, tmp_path):
    pixels = numpy.zeros((10, 10, 4), dtype=numpy.uint8)
    pixels[:4] = (255, 0, 0, 255)
    pixels[4:5] = (0, 0, 255, 255)
    save(tmp_path / "a.png", pixels)
    assert kvant("palette", "a.png", "-k", "2").out == b"#ff0000   80.0%\n#0000ff   20.0%\n"
    kvant("palette", "a.png", "-k", "2", "-o", "a.gpl")


def test_pins_and_salience(kvant, cat):
    assert "#ff0000" in [entry["hex"] for entry in entries(kvant, "cat.png", "-k", "4", "--pin", "#ff0000")]
    assert entries(kvant, "cat.png", "-k", "4") != entries(kvant, "cat.png", "-k", "4", "--salience", "1")


def test_a_swatch_picture_can_be_quantized_too(kvant, colors):
    kvant("palette", colors, "-o", "x.png", "-q")
    assert len(entries(kvant, "x.png")) == 5
    assert [entry["share"] for entry in entries(kvant, "x.png", "-k", "16")] == [0.4, 0.2, 0.2, 0.2]


@pytest.mark.parametrize("env, colored", [({}, True), ({"NO_COLOR": "1"}, False), ({"term": "dumb"}, False)])
def test_swatches_on_a_terminal(colors, tmp_path, env, colored):
    status, shown = Terminal(tmp_path, "palette", colors, stdout="terminal", **env).finish()
    patch = "\x1b[48;2;10;11;12m        \x1b[0m  " if colored else ""
    assert status == 0 and shown.splitlines()[0] == f"{patch}#0a0b0c"


def test_binary_files_do_not_go_to_a_terminal(colors, tmp_path):
    status, shown = Terminal(tmp_path, "palette", colors, "--format", "ase", stdout="terminal").finish()
    assert status == 2 and "ase is no text for a terminal" in shown


@pytest.mark.parametrize(
    "words, status, message",
    [
        (["none.png"], 1, "none.png: does not exist; the presets are bw, c64, cga, "),
        (["bad.gpl"], 1, "bad.gpl: damaged GIMP palette: line 2, '1 2', does not begin with three numbers"),
        (["colors.hex", "-k", "3"], 1, "colors.hex: is a palette, not a picture; leave -k out"),
        (["nord", "-k", "3"], 1, "nord: is a palette, not a picture; leave -k out"),
        (["colors.hex", "--sort", "share"], 1, "colors.hex: is a palette, whose colors have no share of pixels"),
        (
            ["websafe", "--format", "gif"],
            2,
            "--format: expected hex, json, css, gpl, act, ase, pal, png, aco, riff, paintnet, not 'gif'",
        ),
        (["websafe", "--sort", "size"], 2, "--sort: expected share, luma, hue, not 'size'"),
        (["websafe", "-o", "x"], 2, "--output: the name 'x' does not tell the format; add --format or an extension"),
        (
            ["websafe", "-o", "x.gpl", "--format", "css"],
            2,
            "--output: 'x.gpl' is named as gpl, but --format asks for css",
        ),
        (["websafe", "--json", "--format", "css"], 2, "--json and the palette cannot both go to standard output"),
        (["many.hex", "-o", "x.act"], 1, "many.hex: a color table holds at most 256 colors, not 300"),
        (["clear.hex", "--format", "gpl"], 1, "clear.hex: a GIMP palette holds no transparency"),
        ([], 2, ""),
        (["nord", "bw"], 2, ""),
    ],
)
def test_what_is_refused(kvant, colors, tmp_path, words, status, message):
    (tmp_path / "bad.gpl").write_text("GIMP Palette\n1 2\n")
    (tmp_path / "many.hex").write_text("".join("#%06x\n" % i for i in range(300)))
    (tmp_path / "clear.hex").write_text("#11223344\n")
    before = files(tmp_path)
    run = kvant("palette", *words, status=status)
    assert run.out == b"" and len(run.lines) == 1 and run.err.startswith(f"kvant: {message}"), run.err
    assert files(tmp_path) == before
