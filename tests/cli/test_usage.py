"""Options: what is refused, in which words, and with which exit status."""

import re

import pytest

TRY = "; try kvant --help\n"
PRESETS = (
    "bw, c64, cga, db16, dracula, ega16, ega64, gameboy, gray16, gray4, gruvbox, html16, nord, pico-8, rgb8, "
    "solarized, sweetie-16, tango, websafe"
)


@pytest.mark.parametrize(
    "words, message",
    [
        ([], "no picture given"),
        (["-k", "24"], "no picture given"),
        (["cat.png", "-k", "0"], "--colors: expected a whole number from 1 to 65,536, not '0'"),
        (["cat.png", "-k", "-3"], "--colors: expected a whole number from 1 to 65,536, not '-3'"),
        (["cat.png", "-k-3"], "--colors: expected a whole number from 1 to 65,536, not '-3'"),
        (["cat.png", "-k", "many"], "--colors: expected a whole number from 1 to 65,536, not 'many'"),
        (["cat.png", "-k", "2.5"], "--colors: expected a whole number from 1 to 65,536, not '2.5'"),
        (["cat.png", "-k", ""], "--colors: expected a whole number from 1 to 65,536, not ''"),
        (["cat.png", "--colors=70000"], "--colors: expected a whole number from 1 to 65,536, not '70000'"),
        (
            ["cat.png", "-k", "99999999999999999999"],
            "--colors: expected a whole number from 1 to 65,536, not '99999999999999999999'",
        ),
        (["cat.png", "-k"], "--colors needs a value"),
        (["cat.png", "--effort", "11"], "--effort: expected a whole number from 1 to 10, not '11'"),
        (["cat.png", "--effort", "0"], "--effort: expected a whole number from 1 to 10, not '0'"),
        (["cat.png", "--tol", "-1"], "--tol: expected a number of at least 0, not '-1'"),
        (["cat.png", "--tol", "nan"], "--tol: expected a number of at least 0, not 'nan'"),
        (["cat.png", "--tol", "inf"], "--tol: expected a number of at least 0, not 'inf'"),
        (["cat.png", "--tol", "0,5"], "--tol: expected a number of at least 0, not '0,5'"),
        (["cat.png", "--max-iter", "0"], "--max-iter: expected a whole number from 1 to 1,000,000, not '0'"),
        (["cat.png", "--seed", "-1"], "--seed: expected a whole number from 0 to 18,446,744,073,709,551,615, not '-1'"),
        (["cat.png", "--threads", "x"], "--threads: expected a whole number from 0 to 1,024, not 'x'"),
        (["cat.png", "--quality", "101"], "--quality: expected a whole number from 1 to 100, not '101'"),
        (["cat.png", "--frame", "first"], "--frame: expected a whole number from 0 to 4,294,967,295, not 'first'"),
        (
            ["cat.png", "--max-pixels", "0"],
            "--max-pixels: expected a whole number of at least 1, such as 500000 or 100M, not '0'",
        ),
        (
            ["cat.png", "--max-pixels", "100X"],
            "--max-pixels: expected a whole number of at least 1, such as 500000 or 100M, not '100X'",
        ),
        (
            ["cat.png", "--max-pixels", "99999999999G"],
            "--max-pixels: expected a whole number of at least 1, such as 500000 or 100M, not '99999999999G'",
        ),
        (["cat.png", "--space", "lab"], "--space: expected srgb, linear, oklab, not 'lab'"),
        (
            ["cat.png", "--dither", "fs"],
            "--dither: expected none, floyd-steinberg, atkinson, sierra, riemersma, bayer, blue-noise, not 'fs'",
        ),
        (["cat.png", "--dither-strength", "1.01"], "--dither-strength: expected a number from 0 to 1, not '1.01'"),
        (["cat.png", "--dither-strength", "nan"], "--dither-strength: expected a number from 0 to 1, not 'nan'"),
        (["cat.png", "--format", "heif"], "--format: expected png, jpeg, webp, gif, tiff, bmp, pnm, not 'heif'"),
        (["cat.png", "--format", "exe"], "--format: expected png, jpeg, webp, gif, tiff, bmp, pnm, not 'exe'"),
        (["cat.png", "--colours", "3"], "there is no option --colours; did you mean --colors?"),
        (["cat.png", "--col=3"], "there is no option --col; did you mean --colors?"),
        (["cat.png", "--thread", "3"], "there is no option --thread; did you mean --threads?"),
        (["cat.png", "--frobnicate"], "there is no option --frobnicate"),
        (["cat.png", "-x"], "there is no option -x"),
        (["cat.png", "-3"], "there is no option -3"),
        (["cat.png", "--force=yes"], "--force takes no value"),
        (
            ["cat.png", "-o", "x.txt"],
            "--output: the name 'x.txt' does not tell the format; add --format or an extension, "
            "one of png, jpeg, webp, gif, tiff, bmp, pnm",
        ),
        (
            ["cat.png", "-o", "x.heic"],
            "--output: HEIF is a format that kvant reads but does not write; "
            "choose one of png, jpeg, webp, gif, tiff, bmp, pnm",
        ),
        (["cat.png", "-o", "x.gif", "--format", "png"], "--output: 'x.gif' is named as GIF, but --format asks for PNG"),
        (
            ["cat.png", "-o", "x.gif", "-k", "300"],
            "--colors: GIF holds at most 256 colors, not 300; use another format",
        ),
        (["cat.png", "-o", "."], "--output: '.' is a folder; name a file, or use --out-dir"),
        (["cat.png", "-o", "new/"], "--output: 'new/' is a folder; name a file, or use --out-dir"),
        (["cat.png", "--out-dir", "cat.png"], "--out-dir: 'cat.png' is no folder"),
        (["cat.png", "-o", ""], "--output: the file's name is empty"),
        (["cat.png", "b.png", "-o", "x.png"], "--output is for one picture; use --out-dir for several"),
        (["-r", "folder", "-o", "x.png"], "--output is for one picture; use --out-dir for several"),
        (["cat.png", "b.png", "--labels", "x.npy"], "--labels is for one picture"),
        (["cat.png", "--labels", "x.txt"], "--labels: 'x.txt' must end in .npy or .png"),
        (["cat.png", "-o", "x.png", "--out-dir", "d"], "--output and --out-dir exclude each other"),
        (["cat.png", "-o", "x.png", "--labels", "./x.png"], "'./x.png' would be written twice; give them apart"),
        (["-", "cat.png"], "- (standard input) must be the only picture"),
        (["-", "--out-dir", "d"], "--out-dir needs files; standard input has no name"),
        (
            ["cat.png", "--json", "-o", "-"],
            "--json and the picture cannot both go to standard output; name a file with -o",
        ),
        (["-", "--json"], "--json and the picture cannot both go to standard output; name a file with -o"),
        (["cat.png", "-q", "-v"], "--quiet and --verbose exclude each other"),
        ([""], "a picture's name is empty"),
        (
            ["cat.png", "--background", "red"],
            "--background: expected white, black or a color as #rgb or #rrggbb, not 'red'",
        ),
        (["-", "--preserve"], "--preserve needs files; standard input and output have no times"),
        (["cat.png", "--preserve", "-o", "-"], "--preserve needs files; standard input and output have no times"),
        (
            ["cat.png", "--init", "kmeans"],
            f"--init: 'kmeans' is no palette file, and none of k-means++, random, {PRESETS}",
        ),
        (["cat.png", "--init", ""], f"--init: '' is no palette file, and none of k-means++, random, {PRESETS}"),
        (["cat.png", "--init", "#12345"], "--init: '#12345' is not a color; write colors as #rgb or #rrggbb"),
        (["cat.png", "--init", "#123,#xyz"], "--init: '#xyz' is not a color; write colors as #rgb or #rrggbb"),
        (
            ["cat.png", "--init", "#123,#456", "-k", "3"],
            "--init: this palette has 2 colors, but -k asks for 3; leave one of them out",
        ),
    ],
)
def test_wrong_usage(kvant, cat, tmp_path, words, message):
    run = kvant(*words, status=2)
    assert run.err == "kvant: " + message + TRY
    assert run.out == b""
    assert [path.name for path in tmp_path.iterdir()] == ["cat.png"]


def test_control_characters_are_not_echoed(kvant, cat):
    assert kvant("cat.png", "-k", "1\n\x1b[31m", status=2).err == (
        "kvant: --colors: expected a whole number from 1 to 65,536, not '1\\n\\x1b[31m'" + TRY
    )


def test_the_last_of_an_option_wins(kvant, cat, tmp_path):
    kvant("cat.png", "-k", "3", "--colors=4", "-f", "-f", "--effort", "1")
    assert (tmp_path / "cat-k4.png").exists()


def test_words_may_be_joined(kvant, cat, tmp_path):
    kvant("-qfk5", "cat.png", "--effort=1")
    assert (tmp_path / "cat-k5.png").exists()


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help(kvant, word):
    run = kvant(word)
    text = run.out.decode()
    assert run.err == ""
    assert text.startswith("kvant ")
    assert "Usage: kvant [OPTION]... FILE...\n" in text
    assert (
        "  -k, --colors N|auto|all\n                        How many colors to keep, 1 to 65,536; auto: as kvant\n"
        in text
    )
    assert "--completion" not in text
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize("command", ["info", "compare"])
def test_help_of_a_command(kvant, command):
    text = kvant(command, "--help").out.decode()
    assert kvant(command, "-h").out.decode() == text
    assert text.startswith(f"kvant {command}: ")
    assert f"Usage: kvant {command} [OPTION]... FILE" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    listed = re.findall(rf"^  {command} FILE(?:\.\.\.)?\s+(.*)", kvant("--help").out.decode(), re.M)
    assert len(listed) == 1 and text.splitlines()[0].startswith(f"kvant {command}: {listed[0]}")


@pytest.mark.parametrize(
    "words, message, page",
    [
        (["info"], "no picture given", "info "),
        (["info", "--colors", "3", "cat.png"], "there is no option --colors of kvant info", "info "),
        (["info", "--jsn", "cat.png"], "there is no option --jsn of kvant info; did you mean --json?", "info "),
        (["info", "-k", "3", "cat.png"], "there is no option -k of kvant info", "info "),
        (["info", "--threads", "x", "cat.png"], "--threads: expected a whole number from 0 to 1,024, not 'x'", "info "),
        (["info", "-", "cat.png"], "- (standard input) must be the only picture", "info "),
        (["info", ""], "a picture's name is empty", "info "),
        (["inof", "cat.png"], "there is no file and no command 'inof'; did you mean kvant info?", ""),
        (["Info", "cat.png"], "there is no file and no command 'Info'; did you mean kvant info?", ""),
        (["-q", "info", "cat.png"], "there is no file 'info'; a command is the first word: kvant info ...", ""),
    ],
)
def test_wrong_usage_of_commands(kvant, cat, tmp_path, words, message, page):
    run = kvant(*words, status=2)
    assert run.err == f"kvant: {message}; try kvant {page}--help\n"
    assert run.out == b""
    assert [path.name for path in tmp_path.iterdir()] == ["cat.png"]


def test_a_file_named_as_a_command(kvant, cat, tmp_path):
    cat.rename(tmp_path / "info")
    assert "no picture given" in kvant("info", status=2).err
    kvant("./info", "-k", "4", "--effort", "1")
    kvant("info", "info")
    cat.write_bytes((tmp_path / "info").read_bytes())
    (tmp_path / "inof").write_bytes(cat.read_bytes())
    kvant("inof", "-k", "4", "--effort", "1")
    assert (tmp_path / "info-k4.png").read_bytes() == (tmp_path / "inof-k4.png").read_bytes()


@pytest.mark.parametrize("word", ["-V", "--version"])
def test_version(kvant, word):
    lines = kvant(word).out.decode().splitlines()
    assert lines[0].startswith("kvant 0.")
    assert lines[1].startswith("SIMD target: ")
    assert lines[2].startswith("reads: PNG, JPEG, WebP, GIF, TIFF, BMP, PNM")
    assert lines[3] == "writes: PNG, JPEG, WebP, GIF, TIFF, BMP, PNM"
