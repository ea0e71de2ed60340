"""Which files are written, where, and what is left alone."""

import os
import shutil

import numpy
import pytest

from conftest import CHELSEA, count_colors, files, load, noise, save

FAST = ["--effort", "1"]


def test_the_result_lies_beside_the_picture(kvant, tmp_path):
    (tmp_path / "album").mkdir()
    shutil.copy(CHELSEA, tmp_path / "album" / "cat.v2.png")
    run = kvant("album/cat.v2.png", "-k", "24")
    assert files(tmp_path) == ["album/cat.v2-k24.png", "album/cat.v2.png"]
    assert run.out == b""
    assert run.err.startswith("album/cat.v2.png -> album/cat.v2-k24.png: 451x300 (135,300 px), 32,")
    assert count_colors(load(tmp_path / "album/cat.v2-k24.png")) == 24


def test_quiet_says_nothing(kvant, cat):
    run = kvant("cat.png", "-q", *FAST)
    assert (run.out, run.err) == (b"", "")


def test_verbose_adds_three_lines(kvant, cat):
    lines = kvant("cat.png", "-v", "-j", "1", *FAST).lines
    assert len(lines) == 4
    assert lines[1].startswith("  PNG, oklab space, start k-means++, effort 1, seed 0: ")
    assert lines[2].startswith("  read 0.") and ", map 0." in lines[2] and "; 1 thread, " in lines[2]


@pytest.mark.parametrize(
    "name, start",
    [
        ("x.png", b"\x89PNG"),
        ("x.PNG", b"\x89PNG"),
        ("x.gif", b"GIF8"),
        ("x.webp", b"RIFF"),
        ("x.jpg", b"\xff\xd8"),
        ("x.jpeg", b"\xff\xd8"),
        ("x.tif", (b"II*\0", b"MM\0*")),
        ("x.bmp", b"BM"),
        ("x.ppm", b"P"),
    ],
)
def test_the_extension_tells_the_format(kvant, cat, tmp_path, name, start):
    kvant("cat.png", "-k", "5", "-o", name, *FAST)
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    "word, name",
    [
        ("png", "cat-k5.png"),
        ("jpeg", "cat-k5.jpg"),
        ("jpg", "cat-k5.jpg"),
        ("WebP", "cat-k5.webp"),
        ("gif", "cat-k5.gif"),
        ("tiff", "cat-k5.tif"),
        ("bmp", "cat-k5.bmp"),
        ("pnm", "cat-k5.pnm"),
    ],
)
def test_the_format_names_the_file(kvant, cat, tmp_path, word, name):
    kvant("cat.png", "-k", "5", "--format", word, *FAST)
    assert files(tmp_path) == sorted(["cat.png", name])


def test_lossless_formats_hold_the_same_pixels(kvant, cat, tmp_path):
    for name in ("x.png", "x.gif", "x.webp", "x.tif", "x.bmp", "x.ppm"):
        kvant("cat.png", "-k", "12", "-o", name, *FAST)
        assert numpy.array_equal(load(tmp_path / name), load(tmp_path / "x.png")), name


def test_jpeg_is_said_to_lose_the_colors(kvant, cat):
    assert kvant("cat.png", "-o", "x.jpg", *FAST).err.endswith("; JPEG does not keep colors exact, PNG does\n")


def test_what_exists_is_kept(kvant, cat, tmp_path):
    (tmp_path / "cat-k16.png").write_text("precious")
    run = kvant("cat.png", status=1)
    assert run.err == "kvant: cat.png: the target 'cat-k16.png' exists; add --force to replace it\n"
    assert (tmp_path / "cat-k16.png").read_text() == "precious"
    kvant("cat.png", "--force", *FAST)
    assert (tmp_path / "cat-k16.png").read_bytes().startswith(b"\x89PNG")
    assert files(tmp_path) == ["cat-k16.png", "cat.png"]


def test_existing_targets_are_seen_before_the_work(kvant, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"no picture at all")
    (tmp_path / "broken-k16.png").write_text("precious")
    assert "exists" in kvant("broken.png", status=1).err


def test_the_input_is_not_replaced_unasked(kvant, cat, tmp_path):
    before = cat.read_bytes()
    os.link(cat, tmp_path / "same.png")
    os.symlink("cat.png", tmp_path / "link.png")
    message = (
        "kvant: cat.png: this would replace the input itself; " "name another file, or add --force if that is meant\n"
    )
    for name in ("cat.png", "./cat.png", "same.png", "link.png"):
        assert kvant("cat.png", "-o", name, status=1).err == message
    assert cat.read_bytes() == before
    kvant("cat.png", "-o", "cat.png", "-f", "-k", "4", *FAST)
    assert count_colors(load(cat)) == 4


def test_a_folder_is_no_target(kvant, cat, tmp_path):
    (tmp_path / "cat-k16.png").mkdir()
    run = kvant("cat.png", "-f", status=1)
    assert run.err == "kvant: cat.png: the target 'cat-k16.png' is a folder; name a file\n"


def test_a_target_whose_name_is_too_long(kvant, cat):
    name = "x" * 300 + ".png"
    run = kvant("cat.png", "-o", name, status=1)
    assert run.err == f"kvant: cat.png: cannot write the target '{name}': File name too long\n"


def test_a_missing_folder_is_said(kvant, cat):
    run = kvant("cat.png", "-o", "no/x.png", status=1)
    assert run.err == "kvant: cat.png: the folder of the target 'no/x.png' does not exist; create it first\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(kvant, cat, tmp_path):
    (tmp_path / "d").mkdir(mode=0o555)
    run = kvant("cat.png", "-o", "d/x.png", status=1)
    assert len(run.lines) == 1 and run.err.startswith("kvant: cat.png: ")


def test_the_worst_error_wins_and_the_rest_is_done(kvant, tmp_path):
    for name in ("a.png", "c.png"):
        shutil.copy(CHELSEA, tmp_path / name)
    run = kvant("a.png", "b.png", "c.png", "-k", "4", *FAST, status=1)
    assert files(tmp_path) == ["a-k4.png", "a.png", "c-k4.png", "c.png"]
    assert [line.split(":")[0] for line in run.lines] == ["a.png -> a-k4.png", "kvant", "c.png -> c-k4.png"]
    assert run.lines[1].startswith("kvant: b.png: ")


def test_the_number_of_colors_given_as_a_picture(kvant, cat):
    run = kvant("cat.png", "24", *FAST, status=1)
    assert run.lines[1] == "kvant: 24: does not exist; the number of colors is given as -k 24"


def make_album(folder):
    (folder / "album" / "trip" / "day 1").mkdir(parents=True)
    (folder / "album" / "empty").mkdir()
    for name in ("b.png", "a.PNG", "trip/c.png", "trip/day 1/d.png"):
        save(folder / "album" / name, noise(20, 10, seed=len(name)))
    (folder / "album" / "notes.txt").write_text("not a picture")


def test_folders_need_recursive(kvant, tmp_path):
    make_album(tmp_path)
    run = kvant("album", status=1)
    assert run.err == "kvant: album: is a folder; add --recursive to take the pictures in it\n"


def test_the_tree_is_mirrored(kvant, tmp_path):
    make_album(tmp_path)
    run = kvant("-r", "album", "--out-dir", "new/small", "-k", "4", *FAST)
    assert files(tmp_path / "new" / "small") == ["a-k4.png", "b-k4.png", "trip/c-k4.png", "trip/day 1/d-k4.png"]
    names = [line.split(" -> ")[0] for line in run.lines]
    assert names == ["album/a.PNG", "album/b.png", "album/trip/c.png", "album/trip/day 1/d.png"]
    assert len({line.index("20x10") for line in run.lines}) == 1, "figures are aligned"


@pytest.mark.long
def test_many_pictures_at_once_give_what_each_alone_gives(kvant, tmp_path):
    (tmp_path / "album").mkdir()
    for number in range(11):
        save(tmp_path / "album" / f"{number:02}.png", noise(40 + number, 30, seed=number))
    save(tmp_path / "album" / "05.png", noise(1500, 1500, 40))
    (tmp_path / "album" / "07.png").write_text("not a picture")
    reports = []
    for threads in ("1", "2", "5"):
        run = kvant("-r", "album", "--out-dir", threads, "-k", "4", "-j", threads, *FAST, status=1)
        reports.append([line.split(":")[0].split(" -> ")[0] for line in run.lines])
        assert run.lines[7].startswith("kvant: album/07.png: is not a picture")
    assert reports[0] == reports[1] == reports[2] and len(reports[0]) == 11
    assert files(tmp_path / "1") == files(tmp_path / "2") == files(tmp_path / "5")
    for name in files(tmp_path / "1"):
        assert len({(tmp_path / threads / name).read_bytes() for threads in "125"}) == 1


def test_a_picture_that_another_replaces_is_read_in_order(kvant, cat, tmp_path):
    save(tmp_path / "cat-k4.png", noise(50, 50))
    kvant("cat.png", "cat-k4.png", "-k", "4", "-f", *FAST)
    assert numpy.array_equal(load(tmp_path / "cat-k4.png"), load(tmp_path / "cat-k4-k4.png"))


def test_left_out_files_are_said_with_verbose(kvant, tmp_path):
    make_album(tmp_path)
    run = kvant("-rv", "album", "--out-dir", "new", *FAST)
    assert run.lines[0] == "album/notes.txt: left out, not named as a picture"


def test_results_are_no_input(kvant, tmp_path):
    make_album(tmp_path)
    for _ in range(2):
        kvant("-rfq", "album", "--out-dir", "album/out", "-k", "4", *FAST)
    assert files(tmp_path / "album" / "out") == ["a-k4.png", "b-k4.png", "trip/c-k4.png", "trip/day 1/d-k4.png"]


def test_recursive_writes_beside_without_out_dir(kvant, tmp_path):
    make_album(tmp_path)
    kvant("-r", "album/trip", "-k", "4", *FAST)
    assert files(tmp_path / "album" / "trip") == ["c-k4.png", "c.png", "day 1/d-k4.png", "day 1/d.png"]


def test_no_pictures_is_no_error(kvant, tmp_path):
    (tmp_path / "empty").mkdir()
    assert kvant("-r", "empty").err == "kvant: no pictures in the folders given\n"


def test_links_to_folders_are_not_followed(kvant, tmp_path):
    make_album(tmp_path)
    os.symlink("..", tmp_path / "album" / "trip" / "up")
    kvant("-r", "album", "--out-dir", "out", "-k", "4", *FAST)
    assert len(files(tmp_path / "out")) == 4


def test_a_failed_picture_leaves_no_folder(kvant, tmp_path):
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "a.png").write_text("not a picture")
    kvant("-r", "album", "--out-dir", "out", status=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name, shown",
    [
        ("a b  c.png", "a b  c.png"),
        ("öl мир 写真.png", "öl мир 写真.png"),
        ("new\nline.png", "new\\nline.png"),
        ("bell\a\x1b[1m.png", "bell\\x07\\x1b[1m.png"),
        ("[a,b].png", "[a,b].png"),
        ("{}.png", "{}.png"),
        ("%s%n.png", "%s%n.png"),
        ("a=b.png", "a=b.png"),
        (b"latin\xe9.png", "latin\\xe9.png"),
        ("'q'.png", "'q'.png"),
        ("\u202egnp.png", "\\xe2\\x80\\xaegnp.png"),
    ],
)
def test_strange_names(kvant, tmp_path, name, shown):
    path = os.path.join(os.fsencode(tmp_path), os.fsencode(name))
    shutil.copy(CHELSEA, path)
    run = kvant(name, "-k", "4", *FAST)
    assert run.err.startswith(f"{shown} -> {shown[:-4]}-k4.png: ")
    assert os.path.exists(path[:-4] + b"-k4.png")


def test_a_folder_named_like_a_list(kvant, tmp_path):
    (tmp_path / "[a,b]").mkdir()
    shutil.copy(CHELSEA, tmp_path / "[a,b]" / "cat.png")
    kvant("-r", "[a,b]", "-k", "4", *FAST)
    assert (tmp_path / "[a,b]" / "cat-k4.png").exists()


@pytest.mark.parametrize("name", ["-k", "--force", "-cat.png", "--"])
def test_names_that_look_like_options(kvant, tmp_path, name):
    shutil.copy(CHELSEA, tmp_path / name)
    kvant("-k", "4", *FAST, "--", name)
    assert (tmp_path / (name.removesuffix(".png") + "-k4.png")).exists()


def test_labels(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "7", "--labels", "l.npy", *FAST)
    kvant("cat.png", "-k", "7", "--labels", "l.png", "-f", *FAST)
    labels = numpy.load(tmp_path / "l.npy")
    assert labels.dtype == numpy.uint8 and labels.shape == (300, 451)
    assert sorted(numpy.unique(labels)) == list(range(7))
    assert numpy.array_equal(load(tmp_path / "l.png", "L"), labels)
    pixels = load(tmp_path / "cat-k7.png")
    for label in range(7):
        assert count_colors(pixels[labels == label].reshape(-1, 1, 3)) == 1


def test_labels_of_more_than_256_colors(kvant, tmp_path):
    save(tmp_path / "n.png", noise(60, 50, 1000))
    kvant("n.png", "-k", "300", "--labels", "l.npy", *FAST)
    kvant("n.png", "-k", "300", "--labels", "l.png", "-f", *FAST)
    labels = numpy.load(tmp_path / "l.npy")
    assert labels.dtype == numpy.uint16 and labels.max() == 299
    assert numpy.array_equal(load(tmp_path / "l.png", "I"), labels)
    assert count_colors(load(tmp_path / "n-k300.png")) == 300


def test_existing_labels_are_kept(kvant, cat, tmp_path):
    (tmp_path / "l.npy").write_text("precious")
    run = kvant("cat.png", "--labels", "l.npy", status=1)
    assert run.err == "kvant: cat.png: the target 'l.npy' exists; add --force to replace it\n"
    assert files(tmp_path) == ["cat.png", "l.npy"]


def test_a_given_palette(kvant, cat, tmp_path):
    kvant("cat.png", "--init", "#000,#ffffff, #c00", *FAST)
    (tmp_path / "p.txt").write_text("000000\n#FFF\n\n#cc0000\r\n")
    save(tmp_path / "p.png", numpy.array([[[0, 0, 0], [255, 255, 255]], [[0, 0, 0], [204, 0, 0]]], dtype=numpy.uint8))
    first = (tmp_path / "cat-k3.png").read_bytes()
    for palette in ("p.txt", "p.png"):
        kvant("cat.png", "--init", palette, "-fk", "3", *FAST)
        assert (tmp_path / "cat-k3.png").read_bytes() == first


def test_palette_files_that_are_none(kvant, cat, tmp_path):
    (tmp_path / "p.txt").write_text("#000\nred\n")
    assert "'red' is not a color" in kvant("cat.png", "--init", "p.txt", status=2).err
    (tmp_path / "empty.txt").write_text("\n")
    assert "the palette is empty" in kvant("cat.png", "--init", "empty.txt", status=2).err
    save(tmp_path / "many.png", noise(300, 300, 66_000))
    assert "more than 65,536 colors" in kvant("cat.png", "--init", "many.png", status=2).err
    assert files(tmp_path) == ["cat.png", "empty.txt", "many.png", "p.txt"]
