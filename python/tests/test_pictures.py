"""Pictures, palettes, curves, plots."""

import io

import numpy as np
import pytest
from PIL import Image

import kvant
from kvant import KMeans, Quantizer, count_colors, elbow, plot, quantize


@pytest.fixture(scope="module")
def pixels(cat):
    return np.asarray(Image.open(cat).convert("RGB"))


def test_the_cat(cat, pixels):
    drawn = quantize(cat, 24)
    assert drawn.distinct_colors == count_colors(pixels) == len(np.unique(pixels.reshape(-1, 3), axis=0))
    assert drawn.palette.shape == (24, 4) and drawn.labels.shape == pixels.shape[:2]
    assert (drawn.image == drawn.palette[drawn.labels][..., :3]).all()
    assert drawn.counts.sum() == drawn.labels.size
    mse = ((drawn.image.astype(float) - pixels) ** 2).sum(axis=2).mean()
    assert drawn.mse == pytest.approx(mse)
    assert drawn.psnr == pytest.approx(10 * np.log10(255**2 / (mse / 3)))
    assert repr(drawn) == "<kvant.Quantized: 451 x 300 pixels, 32584 colors -> 24, 32.0 dB>"


def test_inputs_are_alike(cat, pixels):
    expected = quantize(cat, 8).palette.tolist()
    assert quantize(str(cat), 8).palette.tolist() == expected
    assert quantize(Image.open(cat), 8).palette.tolist() == expected
    assert quantize(pixels, 8).palette.tolist() == expected
    assert quantize(np.asfortranarray(pixels), 8).palette.tolist() == expected
    assert quantize(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]), 8).palette.tolist() == expected
    wide = pixels.astype(np.uint16) * 257
    assert np.abs(quantize(wide, 8).palette.astype(int) - expected).max() <= 1
    assert quantize(wide / 65535, 8).palette.tolist() == quantize(wide, 8).palette.tolist()


def test_gray_bits_and_alpha():
    gray = np.array([[0, 255], [255, 0]], np.uint8)
    assert quantize(gray, 2).hex == ["#000000", "#ffffff"]
    assert quantize(gray == 255, 2).hex == ["#000000", "#ffffff"]
    see_through = np.dstack([gray, gray, gray, np.array([[255, 255], [255, 0]], np.uint8)])
    drawn = quantize(see_through, 3)
    assert drawn.image.shape == (2, 2, 4)
    assert (drawn.image == see_through).all()


def test_palettes(pixels):
    assert quantize(pixels, palette="gameboy").hex == ["#0f380f", "#306230", "#8bac0f", "#9bbc0f"]
    given = ["#1d2021", (204, 36, 29), (235, 219, 178, 255)]
    assert quantize(pixels, palette=given).hex == ["#1d2021", "#cc241d", "#ebdbb2"]
    assert "#ff0000" in quantize(pixels, 4, pin="#f00").hex
    assert sorted(quantize(pixels, recolor="#000, #888, #fff").hex) == ["#000000", "#888888", "#ffffff"]
    dithered = quantize(pixels, palette="bw", dither="floyd-steinberg")
    assert set(np.unique(dithered.labels)) == {0, 1}


def test_auto_is_the_elbow(cat):
    assert len(quantize(cat, "auto").palette) == elbow(cat).k_


@pytest.mark.parametrize("name, mode", [("a.png", "P"), ("a.gif", "P"), ("a.jpg", "RGB"), ("a.webp", "RGB")])
def test_save(tmp_path, pixels, name, mode):
    drawn = quantize(pixels, 24)
    drawn.save(tmp_path / name)
    saved = Image.open(tmp_path / name)
    assert saved.mode == mode
    if mode == "P":
        assert (np.asarray(saved.convert("RGB")) == drawn.image).all()


def test_save_with_transparency(tmp_path):
    picture = np.zeros((4, 4, 4), np.uint8)
    picture[:2] = (255, 0, 0, 255)
    picture[2] = (0, 0, 255, 128)
    quantize(picture, 3).save(tmp_path / "a.png")
    assert (np.asarray(Image.open(tmp_path / "a.png").convert("RGBA")) == picture).all()


def test_notebook_sees_a_picture(pixels):
    drawn = quantize(pixels, 5)
    assert (np.asarray(Image.open(io.BytesIO(drawn._repr_png_())).convert("RGB")) == drawn.image).all()


@pytest.mark.parametrize(
    "bad, words",
    [
        (np.zeros((3, 3, 5), np.uint8), "height x width"),
        (np.zeros((0, 3, 3), np.uint8), "height x width"),
        (np.zeros((2, 2, 3), np.int32), "uint8, uint16"),
        (np.full((2, 2, 3), 2.0), "from 0 to 1"),
        (np.full((2, 2, 3), np.nan), "from 0 to 1"),
    ],
)
def test_what_is_no_picture(bad, words):
    with pytest.raises(ValueError, match=words):
        quantize(bad, 2)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"k": 0}, "1 to 65"),
        ({"k": "many"}, "'auto'"),
        ({"palette": "nosuch"}, "not a color"),
        ({"palette": [(1, 2)]}, "3 or 4"),
        ({"palette": [(1, 2, 300)]}, "0 to 255"),
        ({"space": "hsv"}, "color space 'hsv'"),
        ({"dither": "wavy"}, "dithering method 'wavy'"),
    ],
)
def test_bad_options(options, words):
    with pytest.raises(ValueError, match=words):
        quantize(np.zeros((2, 2, 3), np.uint8), **options)


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match="no-such-file.png"):
        quantize("no-such-file.png", 2)


def test_elbow_of_a_table():
    rng = np.random.default_rng(0)
    X = np.repeat([[0, 0], [9, 0], [0, 9], [9, 9]], 50, axis=0) + rng.normal(size=(200, 2))
    found = elbow(X, 10)
    assert found.k_ == 4 and found.reason_ == "clear elbow"
    assert found.k.tolist() == list(range(1, 11))
    assert (np.diff(found.inertia) <= 0).all()
    assert found.centers[3].shape == (4, 2)
    assert found.inertia[3] == pytest.approx(KMeans(4, random_state=0).fit(X).inertia_)
    assert elbow(X, range(2, 7)).k.tolist() == elbow(X, (2, 6)).k.tolist() == [2, 3, 4, 5, 6]


def test_plots(cat):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    drawn = quantize(cat, 15)
    axes = [elbow(cat, 12).plot(), plot.cloud(drawn), plot.cloud(cat), plot.palette(drawn), plot.palette("gameboy")]
    assert [len(a.collections) + len(a.patches) + len(a.lines) > 0 for a in axes] == [True] * 5
    pyplot.close("all")


def test_quantizer_in_a_pipeline(pixels):
    from sklearn.pipeline import make_pipeline
    from sklearn.utils.estimator_checks import check_get_params_invariance

    rows = pixels.reshape(-1, 3)
    colors = make_pipeline(Quantizer(6)).fit(rows).transform(rows)
    assert colors.shape == rows.shape and len(np.unique(colors, axis=0)) == 6
    assert (colors.reshape(pixels.shape) == quantize(pixels, 6).image).all()
    check_get_params_invariance("Quantizer", Quantizer())
    with pytest.raises(ValueError, match="3 or 4"):
        Quantizer().fit(np.zeros((5, 2)))
    with pytest.raises(ValueError, match="0 to 255"):
        Quantizer().fit(np.full((5, 3), 300))


def test_all_names_are_there():
    for name in kvant.__all__:
        assert hasattr(kvant, name), name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kvant.nothing
