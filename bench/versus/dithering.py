"""kvant's methods of dithering beside those of other programs, by how the pictures look from some distance."""

import resource
import statistics

import numpy as np
from PIL import Image

import peers
from measure import run_program
from scielab import difference, seen

METHODS = ("none", "floyd-steinberg", "atkinson", "sierra", "riemersma", "bayer", "blue-noise")
PIXELS_PER_DEGREE = 40

PROGRAMS = (
    *(
        peers.Program(
            f"kvant --dither {method}", peers.KVANT, ("IN", "-k", "K", "--dither", method, "-q", "-f", "-o", "OUT")
        )
        for method in METHODS
    ),
    peers.Program("pngquant", peers.PNGQUANT, ("K", "--force", "-o", "OUT", "IN")),
    peers.Program("pngquant --nofs", peers.PNGQUANT, ("K", "--nofs", "--force", "-o", "OUT", "IN")),
    peers.Program(
        "ImageMagick -dither FloydSteinberg",
        peers.IMAGEMAGICK,
        ("IN", "-dither", "FloydSteinberg", "-colors", "K", "OUT8"),
    ),
    peers.Program("ImageMagick +dither", peers.IMAGEMAGICK, ("IN", "+dither", "-colors", "K", "OUT8")),
)


def _processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def _run(program, picture, k, before):
    out = peers.BUILD / "out" / "dithered.png"
    argv = program.argv(picture.png, k, out)
    walls, processors = [], []
    for _ in range(3):
        start = _processor_seconds()
        walls.append(run_program(argv))
        processors.append(_processor_seconds() - start)
    drawn = _pixels(out)
    return {
        "scielab": difference(before, seen(drawn, PIXELS_PER_DEGREE)),
        "ciede2000": picture.original.compare(drawn)["ciede2000"],
        "bytes": out.stat().st_size,
        "wall": 1000 * statistics.median(walls),
        "cpu": 1000 * statistics.median(processors),
    }


def table(pictures, colors, programs):
    """Markdown: a row for each program and number of colors, means over the pictures."""
    runs = {(k, program.name): [] for k in colors for program in programs}
    for picture in pictures:
        original = _pixels(picture.png)
        before = seen(original, PIXELS_PER_DEGREE)
        for k in colors:
            for program in programs:
                runs[k, program.name].append(_run(program, picture, k, before))
    lines = [
        "| k | program | S-CIELAB | CIEDE2000 | bytes | ms | CPU ms |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (k, name), found in runs.items():
        mean = {key: statistics.mean(run[key] for run in found) for key in found[0]}
        lines.append(
            f"| {k} | {name} | {mean['scielab']:.3f} | {mean['ciede2000']:.2f} | {mean['bytes']:,.0f} | "
            f"{mean['wall']:.0f} | {mean['cpu']:.0f} |"
        )
    return "\n".join(lines)
