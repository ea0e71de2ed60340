"""The figures that are reported, against figures made here; and the same bytes however the work is done."""

import hashlib
import json
import math
import subprocess

import numpy
import pytest

from conftest import BINARY, count_colors, load, noise, save

FAST = ["--effort", "1"]


def lab(pixels):
    """sRGB to CIE L*a*b*, D65."""
    value = pixels.astype(numpy.float64) / 255
    linear = numpy.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    matrix = numpy.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    ratio = linear @ matrix.T / matrix.sum(axis=1)
    f = numpy.where(ratio > (6 / 29) ** 3, numpy.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])


def ciede2000(one, other):
    """The color difference of Sharma, Wu and Dalal (2005), for each pixel."""
    (l1, a1, b1), (l2, a2, b2) = lab(one), lab(other)
    mean_c = (numpy.hypot(a1, b1) + numpy.hypot(a2, b2)) / 2
    g = 0.5 * (1 - numpy.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = numpy.hypot(a1, b1), numpy.hypot(a2, b2)
    h1, h2 = numpy.arctan2(b1, a1) % (2 * math.pi), numpy.arctan2(b2, a2) % (2 * math.pi)
    gray = c1 * c2 == 0
    turn = h2 - h1
    turn = numpy.where(turn > math.pi, turn - 2 * math.pi, numpy.where(turn < -math.pi, turn + 2 * math.pi, turn))
    dh = 2 * numpy.sqrt(c1 * c2) * numpy.sin(numpy.where(gray, 0, turn) / 2)
    dl, dc = l2 - l1, c2 - c1
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    far = abs(h1 - h2) > math.pi
    mean_h = (h1 + h2) / 2 + numpy.where(far, numpy.where(h1 + h2 < 2 * math.pi, math.pi, -math.pi), 0)
    mean_h = numpy.where(gray, h1 + h2, mean_h)
    degrees = numpy.degrees(mean_h)
    t = (
        1
        - 0.17 * numpy.cos(mean_h - math.radians(30))
        + 0.24 * numpy.cos(2 * mean_h)
        + 0.32 * numpy.cos(3 * mean_h + math.radians(6))
        - 0.20 * numpy.cos(4 * mean_h - math.radians(63))
    )
    rotation = (
        -numpy.sin(numpy.radians(60 * numpy.exp(-(((degrees - 275) / 25) ** 2))))
        * 2
        * numpy.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / numpy.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    return numpy.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * (dc / sc) * (dh / sh))


def report(kvant, *words):
    return json.loads(kvant(*words, "--json", "-q").out)


def check_figures(figures, before, after):
    """Every figure against the pixels themselves."""
    errors = ((before.astype(numpy.float64) - after) ** 2).sum(axis=-1)
    assert figures["pixels"] == before.shape[0] * before.shape[1] == figures["width"] * figures["height"]
    assert figures["distinct_colors"] == count_colors(before)
    assert figures["colors"] == count_colors(after) == len(figures["palette"])
    assert figures["mse"] == pytest.approx(errors.mean(), rel=1e-9)
    assert figures["psnr"] == pytest.approx(10 * math.log10(255**2 / (errors.mean() / 3)), rel=1e-9)
    assert figures["mean_delta_e"] == pytest.approx(ciede2000(before, after).mean(), rel=1e-4)
    counts = {}
    colors, pixels = numpy.unique(after.reshape(-1, 3), axis=0, return_counts=True)
    for color, count in zip(colors.tolist(), pixels.tolist()):
        counts[tuple(color)] = count
    for entry in figures["palette"]:
        assert set(entry) == {"hex", "r", "g", "b", "a", "pixels", "share"}
        color = (entry["r"], entry["g"], entry["b"])
        assert entry["pixels"] == counts.pop(color)
        assert entry["share"] == pytest.approx(entry["pixels"] / figures["pixels"], rel=1e-12)
        assert entry["hex"] == "#%02x%02x%02x" % color and entry["a"] == 255
    assert counts == {}


@pytest.mark.long
@pytest.mark.parametrize("space", ["oklab", "srgb", "linear"])
def test_figures_of_a_photograph(kvant, cat, tmp_path, space):
    figures = report(kvant, "cat.png", "-k", "24", "--space", space)
    check_figures(figures, load(cat), load(tmp_path / "cat-k24.png"))
    assert figures["input"] == "cat.png" and figures["output"] == "cat-k24.png"
    assert figures["input_bytes"] == cat.stat().st_size
    assert figures["output_bytes"] == (tmp_path / "cat-k24.png").stat().st_size
    assert (figures["input_format"], figures["output_format"]) == ("png", "png")
    assert (figures["space"], figures["start"], figures["effort"], figures["seed"]) == (space, "k-means++", 7, 0)
    assert figures["colors_asked"] == 24 and figures["unchanged"] is False
    assert figures["iterations"] >= 1 and figures["inertia"] > 0 and figures["converged"] is True
    assert set(figures["seconds"]) == {"read", "histogram", "fit", "map", "encode", "write", "total"}


@pytest.mark.long
def test_figures_of_kodak(kvant, corpus, tmp_path):
    for number in (3, 14, 23):
        path = corpus / "kodak" / f"kodim{number:02}.png"
        figures = report(kvant, str(path), "-k", "256", "-o", f"{number}.png", *FAST)
        check_figures(figures, load(path), load(tmp_path / f"{number}.png"))


def test_more_than_256_colors(kvant, tmp_path):
    before = save(tmp_path / "n.png", noise(80, 70, 2000))
    check_figures(report(kvant, "n.png", "-k", "300", *FAST), load(before), load(tmp_path / "n-k300.png"))


@pytest.mark.parametrize("colors", [1, 2, 15, 16])
def test_few_colors_stay(kvant, tmp_path, colors):
    before = noise(30, 20, colors)
    save(tmp_path / "n.png", before)
    figures = report(kvant, "n.png")
    assert figures["unchanged"] is True and figures["psnr"] is None and figures["mse"] == 0
    assert figures["colors"] == figures["distinct_colors"] == colors
    assert numpy.array_equal(load(tmp_path / "n-k16.png"), before)
    allowed = "" if colors == 16 else " (16 allowed)"
    kept = "1 color kept as it is" if colors == 1 else f"{colors} colors kept as they are"
    assert f"30x20 (600 px), {kept}{allowed}, " in kvant("n.png", "-f").err


def test_few_colors_with_alpha_stay(kvant, tmp_path):
    colors = numpy.arange(1024, dtype=numpy.uint32).view(numpy.uint8).reshape(-1, 4)  # any bytes
    colors = numpy.stack([colors[:, 0], 255 - colors[:, 0], colors[:, 1] * 80, colors[:, 0]], axis=1)[1::41]
    save(tmp_path / "a.png", numpy.tile(colors, (8, 1)).reshape(8, -1, 4))
    figures = report(kvant, "a.png", "-k", "256")
    assert figures["unchanged"] is True and figures["psnr"] is None and figures["mse"] == 0
    assert numpy.array_equal(load(tmp_path / "a-k256.png", "RGBA"), load(tmp_path / "a.png", "RGBA"))


def test_a_result_larger_than_the_original_is_said(kvant, tmp_path):
    (tmp_path / "dot.pbm").write_bytes(b"P4 1 1\n\x00")
    run = kvant("dot.pbm")
    assert ", 8 B -> " in run.err and run.err.endswith("; larger than the original\n")


def test_the_line_is_the_json(kvant, cat):
    run = kvant("cat.png", "-k", "24", "--json", *FAST)
    figures = json.loads(run.out)
    percent = 100 * figures["output_bytes"] / figures["input_bytes"]
    assert run.err.startswith(
        f"cat.png -> cat-k24.png: 451x300 (135,300 px), {figures['distinct_colors']:,} colors -> 24, "
        f"PSNR {figures['psnr']:.1f} dB, mean dE {figures['mean_delta_e']:.2f}, "
        f"{figures['input_bytes'] / 1000:.0f} KB -> {figures['output_bytes'] / 1000:.1f} KB ({percent:.0f}%), "
    )


def digest(kvant, *words, **options):
    return hashlib.sha256(kvant(*words, "-o", "-", **options).out).hexdigest()


@pytest.mark.long
@pytest.mark.parametrize("colors", ["5", "24", "256"])
def test_any_number_of_threads_gives_the_same_bytes(kvant, cat, colors):
    words = ["cat.png", "-k", colors]
    runs = [kvant(*words, "-o", "-", "-j", threads) for threads in ("0", "1", "2", "3", "16")]
    assert all(run.out == runs[0].out for run in runs)
    assert all(len(run.lines) == 1 for run in runs), "more threads than cores are no reason to complain"


def simd_targets():
    shown = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[1]
    return shown.split("(of ")[1].rstrip(")").split(", ")


@pytest.mark.long
def test_any_simd_target_gives_the_same_bytes(kvant, cat):
    digests = set()
    for target in simd_targets():
        assert (
            kvant("-V", env={"KVANT_TARGET": target}).out.splitlines()[1].startswith(f"SIMD target: {target} ".encode())
        )
        digests |= {digest(kvant, "cat.png", "-k", k, env={"KVANT_TARGET": target}) for k in ("24",)}
    assert len(digests) == 1


def test_an_unknown_simd_target_is_refused(kvant, cat):
    run = kvant("cat.png", status=2, env={"KVANT_TARGET": "abacus"})
    assert len(run.lines) == 1 and run.err.startswith("kvant: KVANT_TARGET: ") and "'abacus'" in run.err


@pytest.mark.long
def test_the_seed_matters_and_nothing_else(kvant, cat):
    words = ["cat.png", "-k", "24", "--init", "random", *FAST]
    assert digest(kvant, *words) == digest(kvant, *words, "--seed", "0")
    assert digest(kvant, *words) != digest(kvant, *words, "--seed", "1")


@pytest.mark.parametrize("locale", ["de_DE.UTF-8", "C", "tr_TR.UTF-8", "no_SUCH"])
def test_numbers_are_the_same_in_every_locale(kvant, cat, locale):
    run = kvant("cat.png", "-k", "24", "--tol", "0.5", "--json", "-f", *FAST, env={"LC_ALL": locale})
    assert "(135,300 px)" in run.err
    assert f", PSNR {json.loads(run.out)['psnr']:.1f} dB, " in run.err
