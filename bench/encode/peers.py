"""The same pixels through kvant's PNG writer and through other programs, one after the other.

    python3 bench/encode/peers.py KVANT [--colors K,...] [--dither METHOD] [--old KVANT] PICTURE...

draws each picture with KVANT in K colors (4, 16, 256 and 4096 unless told), and prints per number of colors the mean
size and the median time of three runs of

- kvant: what it says that encoding at the default effort took; --old: another build of it, for before and after;
- oxipng at its levels 2 (its default) and 4, of the file that kvant writes at effort 1 (PyPI: pyoxipng);
- pngquant without dithering, the whole program, which picks colors of its own (up to 256).
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

try:
    import oxipng
except ImportError:
    oxipng = None

RUNS = 3


def draw(kvant, picture, output, colors, *options):
    command = [kvant, picture, "-k", str(colors), "-f", "--json", "-o", output]
    told = subprocess.run([*command, *options], check=True, capture_output=True)
    return json.loads(told.stdout)["seconds"]["encode"]


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def run_pngquant(picture, output, colors):
    command = ["pngquant", "--nofs", "--force", "--output", output, str(colors), picture]
    return timed(lambda: subprocess.run(command, check=True))


def run_oxipng(pixels, output, level):
    return timed(lambda: oxipng.optimize(pixels, output, level=level, force=True))


def writers(arguments, colors):
    """Names, and functions of (pixels, picture, output) that write the output and return seconds."""
    result = {}
    if arguments.old:
        result["kvant before"] = lambda pixels, _, output: draw(arguments.old, pixels, output, colors)
    result["kvant"] = lambda pixels, _, output: draw(arguments.kvant, pixels, output, colors)
    if oxipng:
        result["oxipng -o2"] = lambda pixels, _, output: run_oxipng(pixels, output, 2)
        result["oxipng -o4"] = lambda pixels, _, output: run_oxipng(pixels, output, 4)
    if shutil.which("pngquant") and colors <= 256:
        result["pngquant, whole"] = lambda _, picture, output: run_pngquant(picture, output, colors)
    return result


def measure(arguments, colors, folder):
    """Mean bytes and milliseconds of each writer."""
    pixels, output = folder / "pixels.png", folder / "output.png"
    all_writers = writers(arguments, colors)
    sizes = dict.fromkeys(all_writers, 0)
    spent = dict.fromkeys(all_writers, 0)
    for picture in arguments.pictures:
        draw(arguments.kvant, picture, pixels, colors, "--effort", "1", "--dither", arguments.dither)
        seconds = {writer: [] for writer in all_writers}
        for run in range(RUNS):
            for writer, write in all_writers.items():
                seconds[writer].append(write(pixels, picture, output))
                sizes[writer] += output.stat().st_size if run == 0 else 0
        for writer, times in seconds.items():
            spent[writer] += statistics.median(times)
    count = len(arguments.pictures)
    return {writer: (sizes[writer] / count, 1000 * spent[writer] / count) for writer in all_writers}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("kvant")
    parser.add_argument("--colors", default="4,16,256,4096")
    parser.add_argument("--dither", default="none")
    parser.add_argument("--old")
    parser.add_argument("pictures", nargs="+", type=Path)
    arguments = parser.parse_args()
    print("| colors | writer | mean bytes | mean ms |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for colors in map(int, arguments.colors.split(",")):
            for writer, (size, time_ms) in measure(arguments, colors, Path(folder)).items():
                print(f"| {colors} | {writer} | {size:,.0f} | {time_ms:.1f} |", flush=True)


if __name__ == "__main__":
    main()
