"""Pictures that are none: one clear line that names the file, status 1, and nothing written."""

import json
import lzma
import os
import struct
import zlib

import numpy
import pytest
from PIL import Image

from conftest import CHELSEA, files, noise


def refused(kvant, tmp_path, name, *words):
    before = files(tmp_path)
    run = kvant(name, *words, status=1)
    assert run.out == b""
    assert len(run.lines) == 1, run.err
    assert run.err.startswith(f"kvant: {name}: "), run.err
    assert len(run.err) > len(f"kvant: {name}: ") + 5
    assert files(tmp_path) == before
    return run.err


def test_missing(kvant, tmp_path):
    refused(kvant, tmp_path, "none.png")


def test_a_folder_in_the_way(kvant, tmp_path):
    (tmp_path / "file.png").write_bytes(CHELSEA.read_bytes())
    refused(kvant, tmp_path, "file.png/x.png")


def test_a_name_that_is_too_long(kvant, tmp_path):
    refused(kvant, tmp_path, "x" * 300 + ".png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(kvant, cat, tmp_path):
    cat.chmod(0)
    refused(kvant, tmp_path, "cat.png")


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"\x89",
        b"hello\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"RIFF",
        b"II*\0",
        b"BM",
        b"P6",
        b"P6 10 10 255\n123",
        b"\0" * 1000,
    ],
)
def test_no_picture(kvant, tmp_path, bytes_):
    (tmp_path / "x.png").write_bytes(bytes_)
    refused(kvant, tmp_path, "x.png")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "tif", "bmp", "ppm"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.97])
def test_truncated(kvant, tmp_path, suffix, kept):
    Image.open(CHELSEA).save(tmp_path / f"whole.{suffix}")
    whole = (tmp_path / f"whole.{suffix}").read_bytes()
    (tmp_path / f"cut.{suffix}").write_bytes(whole[: int(len(whole) * kept)])
    refused(kvant, tmp_path, f"cut.{suffix}")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "bmp", "ppm"])
def test_lenient(kvant, tmp_path, suffix):
    Image.open(CHELSEA).save(tmp_path / f"whole.{suffix}")
    whole = (tmp_path / f"whole.{suffix}").read_bytes()
    (tmp_path / f"cut.{suffix}").write_bytes(whole[: len(whole) // 2])
    run = kvant(f"cut.{suffix}", "--lenient", "-k", "4", "--effort", "1")
    assert "missing" in run.lines[0], run.err
    assert (tmp_path / "cut-k4.png").exists()


def huge_png(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def test_a_header_that_claims_too_much(kvant, tmp_path):
    (tmp_path / "huge.png").write_bytes(huge_png(100_000, 100_000))
    error = refused(kvant, tmp_path, "huge.png")
    assert "--max-pixels" in error or "max_pixels" in error or "limit" in error


def test_a_header_that_claims_more_than_the_file_can_hold(kvant, tmp_path):
    (tmp_path / "huge.png").write_bytes(huge_png(16_000, 16_000))
    assert "too short" in refused(kvant, tmp_path, "huge.png")


def test_max_pixels(kvant, cat, tmp_path):
    refused(kvant, tmp_path, "cat.png", "--max-pixels", "135299")
    kvant("cat.png", "--max-pixels", "135300", "--effort", "1")
    kvant("cat.png", "--max-pixels", "136K", "--effort", "1", "-f")


def test_animations_need_a_frame(kvant, tmp_path):
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    assert "--frame" in refused(kvant, tmp_path, "a.gif")
    kvant("a.gif", "--frame", "2")
    assert Image.open(tmp_path / "a-k16.png").convert("RGB").getpixel((4, 4)) == (0, 0, 255)
    refused(kvant, tmp_path, "a.gif", "--frame", "3", "-f")


def test_the_corrupt_files_of_pngsuite(kvant, corpus, tmp_path):
    paths = sorted((corpus / "pngsuite").glob("x*.png"))
    assert len(paths) == 14
    run = kvant(*paths, "--out-dir", "out", status=1)
    assert [line.split(": ")[:2] for line in run.lines] == [["kvant", str(path)] for path in paths]
    assert files(tmp_path) == []


def test_the_valid_files_of_pngsuite(kvant, corpus, tmp_path):
    paths = [path for path in sorted((corpus / "pngsuite").glob("*.png")) if not path.name.startswith("x")]
    run = kvant(*paths, "--out-dir", "out", "--effort", "1")
    assert len(run.lines) == len(paths) == len(files(tmp_path))


def test_a_damaged_color_profile_is_said(kvant, tmp_path):
    Image.open(CHELSEA).save(tmp_path / "cat.jpg", icc_profile=b"no profile at all" * 20)
    lines = kvant("cat.jpg", "-k", "4").lines
    assert lines[0] == "kvant: cat.jpg: its ICC profile is damaged and was ignored"
    run = kvant("cat.jpg", "-k", "4", "-f", "-q", "--json")
    assert run.lines == [] and json.loads(run.out)["warning"] == "its ICC profile is damaged and was ignored"


def lzma_tiff(pixels, dictionary):
    """A gray TIFF of one strip, whose dictionary is said to have so many bytes: a power of two."""
    height, width = pixels.shape
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
    strip = bytearray(lzma.compress(pixels.tobytes(), check=lzma.CHECK_NONE, filters=filters))
    start, end = 12, 12 + 4 * (strip[12] + 1)  # the header of the block, with its checksum
    assert strip[start + 2 : start + 4] == b"\x21\x01"
    strip[start + 4] = 2 * (dictionary.bit_length() - 1 - 12)
    strip[end - 4 : end] = struct.pack("<I", zlib.crc32(strip[start : end - 4]))
    offset = 8 + 2 + 9 * 12 + 4
    tags = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 34925),
        (262, 1),
        (273, offset),
        (277, 1),
        (278, height),
        (279, len(strip)),
    ]
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + directory + bytes(4) + strip


def test_a_dictionary_larger_than_the_picture(kvant, tmp_path):
    pixels = noise(60, 40, channels=3)[:, :, 0]
    (tmp_path / "x.tif").write_bytes(lzma_tiff(pixels, 1 << 30))
    kvant("x.tif", "-k", "256", "-o", "x.pgm")
    assert numpy.array_equal(numpy.asarray(Image.open(tmp_path / "x.pgm")), pixels)
