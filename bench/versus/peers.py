"""What is compared: in-process quantisers (workers) and whole programs, as data."""

import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from measure import output_of

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build" / "bench"
KVANT = BUILD / "kvant" / "kvant"
KVANT_WORKER = BUILD / "kvant" / "kvant_bench"
KVANT_TABLE_WORKER = BUILD / "kvant" / "kvant_table_bench"
RUST = BUILD / "peers-rs" / "release"
OXIPNG = BUILD / "tools" / "bin" / "oxipng"
IMAGEMAGICK = next(filter(None, map(shutil.which, ("magick", "convert-im6.q16", "convert"))), None)

REFERENCE = "kvant --space srgb"  # what the others are compared with


@dataclass(frozen=True)
class Peer:
    name: str
    command: tuple
    note: str  # what was asked of it, where that is not plain
    everywhere: bool = False  # whether it runs on all Kodak pictures, or else on five of them
    grows: bool = True  # whether its time grows with the number of colors, for all that is known before it runs
    module: str = "sys"  # that it needs, where that may be missing
    dimensions: tuple = ()  # of the tables that it runs on; all if empty
    counts: bool = False  # whether it does as many iterations as it is told, converged or not

    def available(self):
        return Path(self.command[0]).exists() and find_spec(self.module) is not None


def _kvant(name, *arguments, note):
    return Peer(name, (KVANT_WORKER, *arguments), note, everywhere=True, grows=False)


def _python(name, module, note, **traits):
    return Peer(name, (sys.executable, HERE / "python_worker.py", module), note, **traits)


def _rust(name, program, *arguments, note, **traits):
    return Peer(name, (RUST / program, *arguments), note + "; -C target-cpu=native", **traits)


WORKERS = (
    _kvant(REFERENCE, "srgb", note="the library with its defaults but for the space; all cores"),
    _kvant("kvant", note="the library with its defaults; all cores"),
    _kvant("kvant --space srgb --effort 1", "srgb", "1", note="k-means++ and Lloyd alone; all cores"),
    _kvant("kvant --space srgb --effort 10", "srgb", "10", note="as much work as it offers; all cores"),
    _python(
        "scikit-learn KMeans",
        "sklearn",
        "n_init=1, random_state=0, float64 pixels (faster here than float32); all cores",
        everywhere=True,
    ),
    _python(
        "OpenCV kmeans", "opencv", "has no defaults: 1 attempt, k-means++, up to 100 iterations, eps 0.1; all cores"
    ),
    _python("Faiss Kmeans", "faiss", "defaults: 25 iterations on a sample of 256 pixels per center; all cores"),
    _python("Faiss Kmeans, all pixels", "faiss_all", "25 iterations on every pixel; all cores"),
    _python(
        "Pillow quantize",
        "pillow",
        "defaults (median cut), without dithering; one thread",
        everywhere=True,
        grows=False,
    ),
    _python(
        "Pillow quantize(kmeans=1)",
        "pillow_kmeans",
        "median cut, then k-means until nothing changes, without dithering; one thread",
    ),
    _rust(
        "quantette k-means",
        "quantette",
        note="Pipeline with k-means (on a sample, in Oklab), without dithering, " "parallel",
        everywhere=True,
    ),
    _rust(
        "quantette Wu", "quantette", "wu", note="Pipeline's default method, without dithering, parallel", grows=False
    ),
    _rust("imagequant 4", "imagequant", note="default speed and dithering; all cores", grows=False),
    _rust(
        "imagequant 4, no dithering",
        "imagequant",
        "nofs",
        note="default speed; all cores",
        everywhere=True,
        grows=False,
    ),
    _rust("kmeans_colors", "kmeans_colors", note="defaults of its program (Hamerly in Lab, 20 iterations); one thread"),
    _rust(
        "kmeans_colors --rgb",
        "kmeans_colors",
        "rgb",
        note="defaults of its program (Hamerly in sRGB, 20 iterations); one thread",
    ),
)


def _table_peer(name, peer, note, **traits):
    return Peer(name, (sys.executable, HERE / "table_worker.py", peer), note, **traits)


TABLES_REFERENCE = "kvant::kmeans"  # what the others are compared with
TABLE_WORKERS = (
    Peer(TABLES_REFERENCE, (KVANT_TABLE_WORKER,), "tolerance 0; all cores"),
    _table_peer("scikit-learn", "sklearn", "KMeans of float32 rows, n_init=1, tol=0; all cores"),
    _table_peer(
        "scikit-learn-intelex",
        "intelex",
        "oneDAL's KMeans of float32 rows, n_init=1, tol=0; all cores",
        module="sklearnex",
    ),
    _table_peer(
        "Faiss",
        "faiss",
        "Kmeans on all rows and a search for the labels, OPENBLAS_CORETYPE as the processor; knows no convergence, so "
        "whole fits are as many iterations as kvant's took; all cores",
        counts=True,
    ),
    _table_peer(
        "OpenCV",
        "opencv",
        "kmeans() from labels, of which the first are not timed, eps 0; at 3 dimensions only; all cores",
        dimensions=(3,),
    ),
)


@dataclass(frozen=True)
class Program:
    name: str
    binary: object  # path of the program, or None
    arguments: tuple  # IN, OUT and K stand for the files and the number of colors
    everywhere: bool = True  # whether it runs on all Kodak pictures, or else on five of them

    def argv(self, source, k, out):
        given = {"IN": str(source), "OUT": str(out), "K": str(k), "OUT8": f"PNG8:{out}"}
        return [str(self.binary), *(given.get(a, a) for a in self.arguments)]

    def available(self):
        return self.binary is not None and Path(self.binary).exists()


PNGQUANT = shutil.which("pngquant")
PROGRAMS = (
    Program(REFERENCE, KVANT, ("IN", "-k", "K", "--space", "srgb", "-q", "-f", "-o", "OUT")),
    Program("kvant", KVANT, ("IN", "-k", "K", "-q", "-f", "-o", "OUT")),
    Program("pngquant", PNGQUANT, ("K", "--force", "-o", "OUT", "IN")),
    Program("pngquant --nofs", PNGQUANT, ("K", "--nofs", "--force", "-o", "OUT", "IN")),
    Program("ImageMagick", IMAGEMAGICK, ("IN", "-colors", "K", "OUT8"), everywhere=False),
    Program("ImageMagick +dither", IMAGEMAGICK, ("IN", "+dither", "-colors", "K", "OUT8"), everywhere=False),
)


def _installed(package):
    """The version of a Python package, or "" where there is none of it for this processor."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def versions():
    """What each thing compared says its version is."""
    found = {"kvant": output_of([KVANT, "--version"]).splitlines()}
    found["kvant"] = " ".join(found["kvant"][:3])
    for module in ("scikit-learn", "scikit-learn-intelex", "opencv-python-headless", "faiss-cpu", "pillow", "numpy"):
        found[module] = _installed(module)
    lock = (HERE / "peers-rs" / "Cargo.lock").read_text().split("[[package]]")
    for crate in ("quantette", "imagequant", "kmeans_colors"):
        if (RUST / crate).exists():
            found[crate] = next(p.split('version = "')[1].split('"')[0] for p in lock if f'name = "{crate}"' in p)
    found["pngquant"] = output_of(["pngquant", "--version"])
    found["ImageMagick"] = " ".join(output_of([IMAGEMAGICK, "-version"]).split()[2:3]) if IMAGEMAGICK else ""
    found["oxipng"] = output_of([OXIPNG, "--version"]).removeprefix("oxipng ")
    found["optipng"] = " ".join(output_of(["optipng", "-v"]).split()[2:3])
    return {name: text for name, text in found.items() if text}
