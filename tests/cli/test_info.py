"""kvant info: what is in a picture file."""

import json

import numpy
from PIL import Image, ImageCms


def test_figures(kvant, cat):
    run = kvant("info", "cat.png")
    assert run.err == ""
    lines = run.out.decode().splitlines()
    assert lines[0] == "cat.png"
    figures = dict(line.strip().split(None, 1) for line in lines[1:])
    assert figures["format"] == "PNG"
    assert figures["size"] == "451 x 300 (135,300 px)"
    assert figures["colors"] == "32,584"
    assert "samples           RGB, up to 8 bits per sample" in run.out.decode()
    assert "color profile     sRGB IEC61966-2.1" in run.out.decode()


def test_json(kvant, cat):
    figures = json.loads(kvant("info", "--json", "cat.png").out)
    assert figures["input"] == "cat.png" and figures["format"] == "png"
    assert (figures["width"], figures["height"], figures["pixels"]) == (451, 300, 135300)
    assert figures["distinct_colors"] == 32584
    assert figures["bytes"] == cat.stat().st_size
    assert figures["bits_per_pixel"] == 8 * cat.stat().st_size / 135300


def test_a_failure_does_not_stop_the_others(kvant, cat, tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    run = kvant("info", "none.png", "x.png", "cat.png", status=1)
    assert [line.split(": ")[1] for line in run.lines] == ["none.png", "x.png"]
    assert run.out.decode().startswith("cat.png\n")
    objects = [json.loads(line) for line in kvant("info", "--json", "x.png", "cat.png", status=1).out.splitlines()]
    assert objects[0]["code"] == "unsupported" and objects[1]["format"] == "png"


def test_standard_input(kvant, cat):
    assert kvant("info", "-", stdin=cat.read_bytes()).out.decode().startswith("standard input\n")


def test_values_and_transparency(kvant, tmp_path):
    pixels = numpy.zeros((4, 5, 4), numpy.uint8)
    pixels[..., 0] = [0, 10, 20, 30, 40]
    pixels[..., 3] = 255
    pixels[0, :, 3] = 0
    pixels[1, :2, 3] = 128
    Image.fromarray(pixels).save(tmp_path / "a.png")
    text = kvant("info", "a.png").out.decode()
    assert "distinct values   5 red, 1 green, 1 blue, 3 alpha" in text
    assert "transparency      5 px fully, 2 px partly" in text
    figures = json.loads(kvant("info", "--json", "a.png").out)
    assert figures["distinct_values"] == [5, 1, 1, 3]
    assert (figures["transparent_pixels"], figures["translucent_pixels"]) == (5, 2)


def test_the_palette_file_is_the_one_that_is_written(kvant, cat, tmp_path):
    figures = json.loads(kvant("info", "--json", "cat.png").out)
    assert figures["palette_colors"] == 256
    kvant("cat.png", "-k", "256", "-o", "drawn.png")
    assert figures["palette_bytes"] == (tmp_path / "drawn.png").stat().st_size
    assert "in all 256 colors" in kvant("info", "drawn.png").out.decode()


def test_profile_and_orientation(kvant, tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (6, 4), (200, 30, 30)).save(tmp_path / "p.jpg", icc_profile=profile.tobytes(), exif=exif)
    figures = json.loads(kvant("info", "--json", "p.jpg").out)
    assert figures["color_profile"] == "sRGB built-in"
    assert figures["orientation"] == 6 and (figures["width"], figures["height"]) == (4, 6)
    assert "orientation       EXIF 6, turned upright" in kvant("info", "p.jpg").out.decode()


def test_more_than_eight_bits(kvant, tmp_path):
    Image.fromarray(numpy.arange(0, 65536, 1024, dtype=numpy.uint16).reshape(8, 8)).save(tmp_path / "deep.png")
    figures = json.loads(kvant("info", "--json", "deep.png").out)
    assert figures["depth"] == 16 and figures["gray"]
    assert "gray, more than 8 bits per sample" in kvant("info", "deep.png").out.decode()
