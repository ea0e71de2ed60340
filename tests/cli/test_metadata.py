"""Resolution, author and copyright, from any format to any."""

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from conftest import noise

FAST = ["-k", "4", "--effort", "1"]
AUTHOR = "Ada Lovelace"
COPYRIGHT = "© 2024 Ada"
ARTIST_TAG, COPYRIGHT_TAG = 0x013B, 0x8298


def make(path):
    """A picture of 300 by 150 dpi with an author and a copyright."""
    image = Image.fromarray(noise(12, 9))
    exif = Image.Exif()
    exif[ARTIST_TAG] = AUTHOR
    exif[COPYRIGHT_TAG] = COPYRIGHT.encode()
    if path.suffix == ".png":
        text = PngInfo()
        text.add_text("Author", AUTHOR)
        text.add_itxt("Copyright", COPYRIGHT, zip=True)
        image.save(path, dpi=(300, 150), pnginfo=text)
    elif path.suffix == ".jpg":
        image.save(path, dpi=(300, 150), exif=exif)
    elif path.suffix == ".tif":
        image.save(path, dpi=(300, 150), tiffinfo={ARTIST_TAG: AUTHOR, COPYRIGHT_TAG: COPYRIGHT.encode()})
    else:
        image.save(path, dpi=(300, 150))


def dpi_of(path):
    with Image.open(path) as image:
        return tuple(round(float(value)) for value in image.info["dpi"])


def texts_of(path):
    with Image.open(path) as image:
        if path.suffix == ".png":
            image.load()
            return image.text.get("Author"), image.text.get("Copyright")
        # Pillow takes what is in tags for Latin-1.
        tags = image.getexif() if path.suffix == ".jpg" else image.tag_v2
        return tuple(
            tags[tag].encode("latin1").decode() if tag in tags else None for tag in (ARTIST_TAG, COPYRIGHT_TAG)
        )


@pytest.mark.parametrize("source", ["a.png", "a.jpg", "a.tif", "a.bmp"])
@pytest.mark.parametrize("target", ["b.png", "b.jpg", "b.tif", "b.bmp"])
def test_the_resolution_is_kept(kvant, tmp_path, source, target):
    make(tmp_path / source)
    kvant(source, "-o", target, *FAST)
    assert dpi_of(tmp_path / target) == (300, 150)
    if target != "b.bmp":
        assert texts_of(tmp_path / target) == (None, None)


@pytest.mark.parametrize("source", ["a.png", "a.jpg", "a.tif"])
@pytest.mark.parametrize("target", ["b.png", "b.jpg", "b.tif"])
def test_author_and_copyright_are_kept_on_request(kvant, tmp_path, source, target):
    make(tmp_path / source)
    kvant(source, "-o", target, "--keep-metadata", *FAST)
    assert texts_of(tmp_path / target) == (AUTHOR, COPYRIGHT)
    assert dpi_of(tmp_path / target) == (300, 150)


def test_latin_1_becomes_utf_8(kvant, tmp_path):
    text = PngInfo()
    text.add_text("Copyright", "© Ada")
    Image.fromarray(noise(12, 9)).save(tmp_path / "a.png", pnginfo=text)
    kvant("a.png", "-o", "b.png", "--keep-metadata", *FAST)
    assert texts_of(tmp_path / "b.png") == (None, "© Ada")


def test_a_turned_picture_has_its_resolution_turned(kvant, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(noise(12, 9)).save(tmp_path / "a.jpg", dpi=(300, 150), exif=exif)
    kvant("a.jpg", "-o", "b.png", *FAST)
    assert dpi_of(tmp_path / "b.png") == (150, 300)


def test_nothing_is_made_up(kvant, tmp_path):
    Image.fromarray(noise(12, 9)).save(tmp_path / "a.png")
    for target in ("b.png", "b.jpg", "b.tif"):
        kvant("a.png", "-o", target, "--keep-metadata", *FAST)
        with Image.open(tmp_path / target) as image:
            assert "dpi" not in image.info or target == "b.tif" and image.info["dpi"] == (1, 1)
        assert texts_of(tmp_path / target) == (None, None)
