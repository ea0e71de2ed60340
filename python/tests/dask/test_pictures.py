"""One palette for many pictures: the colors of all side by side, counted on workers."""

import copy
import json
import pickle
import shutil

import dask
import fsspec
import numpy as np
import pytest

import kvant
from kvant import _kvant
from kvant._pictures import options_of
from kvant.dask import palette, quantize_folder
from kvant.dask._pictures import _Counted

Image = pytest.importorskip("PIL.Image")

pytestmark = pytest.mark.timeout(120)


def counts_of(image, **options):
    return _kvant.ColorCounts(image, options_of(**options, threads=1))


@pytest.fixture
def images(rng):
    """Of one height, so that they go side by side."""
    smooth = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8).repeat(4, axis=0).repeat(5, axis=1)
    return [smooth, rng.integers(0, 256, (32, 9, 3), dtype=np.uint8), np.full((32, 7, 3), 200, np.uint8)]


@pytest.fixture
def album(tmp_path, images):
    """A folder with a picture in each of two folders, one beside it, and two that are none."""
    folder = tmp_path / "album"
    for name, image in zip(("a.png", "b/c.bmp", "b/d.tiff"), images):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    (folder / "broken.png").write_bytes((folder / "a.png").read_bytes()[:60])
    (folder / "text.png").write_text("no picture")
    (folder / ".hidden.png").write_text("no picture")
    (folder / "notes.txt").write_text("no picture")
    return folder


def tree(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def sorted_colors(colors):
    return sorted(map(tuple, colors.tolist()))


@pytest.mark.parametrize("options", [{}, {"space": "srgb"}, {"salience": 0.5}, {"pin": "#ff0000"}], ids=str)
@pytest.mark.parametrize("kind", ["opaque", "alpha", "both", "16 bits"])
def test_it_is_the_palette_of_all_side_by_side(images, rng, kind, options):
    if kind == "16 bits":
        images = [image.astype(np.uint16) * 257 + rng.integers(0, 257, image.shape, np.uint16) for image in images]
    whole = np.concatenate(images, axis=1)
    if kind in ("alpha", "both"):
        alpha = rng.integers(0, 3, (*whole.shape[:2], 1), dtype=np.uint8) * 127
        whole = np.concatenate([whole, alpha], axis=2)
        cuts = np.cumsum([image.shape[1] for image in images])[:-1]
        images = np.split(whole, cuts, axis=1)
        if kind == "both":
            whole[:, cuts[1] :, 3] = 255
            images[2] = whole[:, cuts[1] :, :3]
    images = [np.ascontiguousarray(image) for image in images]
    if "salience" in options:  # what is flat there depends on what is beside it
        whole_counts = counts_of(images[0], **options)
        for image in images[1:]:
            whole_counts.merge(counts_of(image, **options))
        expected = whole_counts.fit(options_of(12, **options))["palette"]
    else:
        expected = kvant.quantize(whole, 12, **options).palette
    found = palette(images, 12, **options)
    assert sorted_colors(found.palette) == sorted_colors(expected)
    assert found.distinct_colors == kvant.count_colors(whole)
    assert found.pixels == whole.shape[0] * whole.shape[1]
    assert found.failed == []
    assert sorted_colors(palette(images[::-1], 12, **options).palette) == sorted_colors(expected)


def test_folders_patterns_files_and_lists(album, images):
    here = palette(images, 8)
    folder = palette(album, 8)
    assert (folder.palette == here.palette).all()
    assert [name for name, _ in folder.failed] == ["broken.png", "text.png"]
    assert all(why for _, why in folder.failed)
    assert "2 pictures failed" in repr(folder)
    paths = [album / "a.png", str(album / "b/c.bmp"), Image.fromarray(images[2])]
    assert (palette(paths, 8).palette == here.palette).all()
    pattern = palette(f"{album}/b/*", 8)
    assert (pattern.palette == palette(images[1:], 8).palette).all()
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/pictures/a.png", (album / "a.png").read_bytes())
    assert (palette("memory://pictures", 8).palette == palette(images[:1], 8).palette).all()


def test_what_is_refused(tmp_path, album):
    with pytest.raises(ValueError, match="there are no pictures"):
        palette([], 3)
    with pytest.raises(ValueError, match="none of 1 pictures could be read; of the first, .*text.png: "):
        palette([album / "text.png"], 3)
    with pytest.raises(ValueError, match="none of 1 pictures could be read; of the first, picture 0: "):
        palette([np.ones(5)], 3)
    with pytest.raises(ValueError, match="color space"):
        palette(album, 3, space="none")
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        quantize_folder(tmp_path / "none", tmp_path / "out", 3)
    with pytest.raises(ValueError, match="is in "):
        quantize_folder(album, album / "out", 3)
    with pytest.raises(ValueError, match="format is one of png, "):
        quantize_folder(album, tmp_path / "out", 3, format="jpg")


def test_a_folder(tmp_path, album, images):
    done = quantize_folder(album, tmp_path / "out", 8)
    assert tree(tmp_path / "out") == ["a.png", "b/c.png", "b/d.png", "palette.json"]
    assert done.written == ["a.png", "b/c.png", "b/d.png"] and done.skipped == []
    assert [name for name, _ in done.failed] == ["broken.png", "text.png"]
    assert (done.palette == palette(images, 8).palette).all()
    for name, image in zip(done.written, images):
        with Image.open(tmp_path / "out" / name) as file:
            drawn = np.asarray(file.convert("RGB"))
        assert (drawn == kvant.quantize(image, palette=done.palette).image).all()


def test_it_goes_on_where_it_was_stopped(tmp_path, album):
    out = tmp_path / "out"
    first = quantize_folder(album, out, 8, dither="bayer")
    files = {name: (out / name).read_bytes() for name in tree(out)}
    (out / "b/c.png").unlink()
    (out / "b/.c.png.0123.kvant-part").write_bytes(b"half")
    shutil.copy(album / "a.png", album / "new.png")
    kept = (out / "a.png").stat().st_mtime_ns
    again = quantize_folder(album, out, 8, dither="bayer")
    assert again.written == ["b/c.png", "new.png"] and again.skipped == ["a.png", "b/d.png"]
    assert (again.palette == first.palette).all()
    assert (out / "a.png").stat().st_mtime_ns == kept
    (out / "new.png").unlink()
    assert {name: (out / name).read_bytes() for name in tree(out)} == files
    with pytest.raises(ValueError, match=r"drawn with other options \(colors, dither\)"):
        quantize_folder(album, out, 9)
    (out / "palette.json").write_text("{}")
    with pytest.raises(ValueError, match="is no palette of quantize_folder"):
        quantize_folder(album, out, 8)


def test_names_that_would_be_alike(tmp_path, images):
    folder = tmp_path / "album"
    folder.mkdir()
    for name in ("a.png", "a.bmp", "a.bmp.tiff", "z.gif"):
        Image.fromarray(images[0]).save(folder / name)
    done = quantize_folder(folder, tmp_path / "out", 4, format="png")
    assert sorted(done.written) == ["a.bmp.png", "a.bmp.tiff.png", "a.png.png", "z.png"]
    assert tree(tmp_path / "out") == [*sorted(done.written)[:3], "palette.json", "z.png"]


@pytest.mark.parametrize("format", ["png", "gif", "webp", "tiff", "bmp"])
@pytest.mark.parametrize("k", [5, 300])
def test_formats(tmp_path, album, images, format, k):
    done = quantize_folder(album, tmp_path / "out", k, format=format)
    assert done.written == [f"a.{format}", f"b/c.{format}", f"b/d.{format}"]
    if (format, k) != ("gif", 300):  # which has 256 colors at most
        with Image.open(tmp_path / "out" / f"a.{format}") as file:
            drawn = np.asarray(file.convert("RGB"))
        assert (drawn == kvant.quantize(images[0], palette=done.palette).image).all()


def test_a_folder_that_cannot_be_written_to(tmp_path, album):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b").write_text("a file where a folder should be")
    done = quantize_folder(album, tmp_path / "out", 8)
    assert done.written == ["a.png"]
    assert [name for name, _ in done.failed] == ["b/c.bmp", "b/d.tiff", "broken.png", "text.png"]


def test_counts_of_another_version_are_an_error(client, images, monkeypatch):
    def in_another_version(pictures, options):
        return _Counted(b"of another version")

    monkeypatch.setattr("kvant.dask._pictures._count", in_another_version)
    with pytest.raises(ValueError, match="damaged, or of another version"):
        palette(images, 3)


def test_workers_write_the_same_files(client, tmp_path, album):
    quantize_folder(album, tmp_path / "there", 8)
    assert json.loads((tmp_path / "there" / "palette.json").read_text())["colors"] == 8
    with dask.config.set(scheduler="sync"):
        quantize_folder(album, tmp_path / "here", 8)
    for name in tree(tmp_path / "there"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name


class TestColorCounts:
    """The counted colors as the module has them."""

    @pytest.fixture(params=["opaque", "alpha", "16 bits", "salience", "empty"])
    def counts(self, request, rng):
        if request.param == "empty":
            return _kvant.ColorCounts()
        channels = 4 if request.param == "alpha" else 3
        depth = np.uint16 if request.param == "16 bits" else np.uint8
        image = rng.integers(0, 4, (20, 20, channels), dtype=depth) * depth(85)
        return counts_of(image, salience=0.5 if request.param == "salience" else 0.0)

    def test_they_pickle(self, counts):
        again = pickle.loads(pickle.dumps(counts))
        assert bytes(again) == bytes(counts) == bytes(copy.copy(counts))
        assert (len(again), again.pixels) == (len(counts), counts.pixels)

    def test_damage_is_seen(self, counts):
        sound = bytes(counts)
        reading = _kvant.ColorCounts.__setstate__
        for end in range(len(sound)):
            with pytest.raises(ValueError, match="counted colors are damaged"):
                reading(_kvant.ColorCounts.__new__(_kvant.ColorCounts), sound[:end])
        seen = 0
        for at in range(len(sound)):
            damaged = bytearray(sound)
            damaged[at] ^= 0x41
            try:
                reading(_kvant.ColorCounts.__new__(_kvant.ColorCounts), bytes(damaged))
            except ValueError:
                seen += 1
        assert seen >= 16  # kind, version and count, at least

    def test_merging_is_in_any_order(self, rng):
        images = [rng.integers(0, 5, (9, 9, 3), dtype=np.uint8) for _ in range(3)]
        images += [rng.integers(0, 5, (9, 9, 4), dtype=np.uint8), rng.integers(0, 5, (9, 9, 3), dtype=np.uint16)]
        expected = None
        for _ in range(20):
            merged = _kvant.ColorCounts()
            for i in rng.permutation(len(images)):
                merged.merge(_kvant.ColorCounts())
                merged.merge(counts_of(images[i]))
            expected = expected or bytes(merged)
            assert bytes(merged) == expected

    def test_no_pixels_have_no_palette(self):
        with pytest.raises(ValueError, match="no pixels"):
            _kvant.ColorCounts().fit(options_of(3))
