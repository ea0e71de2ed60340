"""kvant info: what is in a picture file."""

import json


def test_figures(kvant, cat):
    run = kvant("info", "cat.png")
    assert run.err == ""
    lines = run.out.decode().splitlines()
    assert lines[0] == "cat.png"
    figures = dict(line.strip().split(None, 1) for line in lines[1:])
    assert figures["format"] == "PNG"
    assert figures["size"] == "451 x 300 (135,300 px)"
    assert figures["colors"] == "32,584"


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
