"""Runs kvant and its peers side by side and reports. Started by ./run, which installs what this needs."""

import argparse
import datetime
import fnmatch
import json
import os
import shlex
import sys
import time
from pathlib import Path

import algorithms
import comparisons
import dithering
import peers
import report
import table_report
import table_runs
import tables
from measure import CORES, processor
from pictures import CORPUS, KODAK, LARGE, NAMES, Picture

COLORS = (2, 5, 16, 24, 64, 256)
SPACES = {space: (space,) for space in ("srgb", "linear", "oklab")}
PARTS = ("fits", "programs", "sizes", "decode")


def numbers(text):
    return tuple(sorted({int(word) for word in text.split(",")}))


def arguments(argv):
    parser = argparse.ArgumentParser(prog="bench/versus/run", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="under 3 minutes: three Kodak pictures and chelsea, k=16,256, no slow peer"
    )
    parser.add_argument("--pictures", help=f"names or patterns, comma-separated; of {', '.join(sorted(NAMES))}")
    parser.add_argument("--colors", type=numbers, help="numbers of colors, comma-separated (default 2,5,16,24,64,256)")
    parser.add_argument("--peers", default="*", help="patterns of peers' names, comma-separated (default: all)")
    parser.add_argument(
        "--parts", default=",".join(PARTS), help="which comparisons, comma-separated (default: %(default)s)"
    )
    parser.add_argument(
        "--limit", type=float, help="a run that will take more seconds is left out (default 30; quick 8)"
    )
    parser.add_argument(
        "--budget",
        type=float,
        help="a peer whose runs on all Kodak pictures at one k will take more seconds runs on five of "
        "them or one (default 130; quick 25)",
    )
    parser.add_argument(
        "--restarts",
        type=int,
        metavar="N",
        default=0,
        help="instead: the best of N restarts of scikit-learn on Kodak (kept for later tables)",
    )
    parser.add_argument(
        "--spaces", action="store_true", help="instead: kvant in each of its color spaces, to choose the default by"
    )
    parser.add_argument(
        "--elbow",
        action="store_true",
        help="instead: kvant's sweeps over k = 1..64 and 1..1024 beside one scikit-learn fit at k=16, on Kodak",
    )
    parser.add_argument(
        "--dithering",
        action="store_true",
        help="instead: kvant's methods of dithering beside pngquant and ImageMagick, on Kodak",
    )
    parser.add_argument(
        "--tables",
        action="store_true",
        help="instead: kvant::kmeans beside its peers on tables of 3 to 3,072 dimensions, from equal starts; --pictures "
        f"names the tables, of {', '.join(tables.NAMES)}; --budget is the most seconds that a peer's timed runs on a "
        "table take (default 10; quick 3), --limit of one whole fit",
    )
    parser.add_argument(
        "--algorithms",
        action="store_true",
        help="instead: kvant's Lloyd, mini-batch and bisecting k-means beside scikit-learn's, on the tables that "
        "--pictures names",
    )
    parser.add_argument(
        "--efforts",
        type=numbers,
        nargs="?",
        const=tuple(range(1, 11)),
        help="instead: kvant at each --effort, or at these, comma-separated; in sRGB",
    )
    parser.add_argument(
        "--json", type=Path, help="where all raw figures go (default build/bench/versus.json; tables.json of tables)"
    )
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="puts what is printed into FILE, between its marks named 'versus'; 'tables' with --tables",
    )
    parser.add_argument(
        "--from", type=Path, dest="source", metavar="JSON", help="report an earlier run's figures again"
    )
    options = parser.parse_args(argv)
    quick = options.quick
    default_colors = (
        (4, 16, 64, 256) if options.spaces or options.efforts else (16, 256) if quick or options.dithering else COLORS
    )
    options.colors = options.colors or default_colors
    options.limit = options.limit or (8 if quick else 30)
    options.budget = options.budget or ((3 if quick else 10) if options.tables else 25 if quick else 130)
    options.repetitions = 3 if quick else 7
    of_tables = options.tables or options.algorithms
    few = "*-16,*-128,digits*" if of_tables else "kodim01,kodim13,kodim23,chelsea"
    wanted = options.pictures or (few if quick else "*")
    known = tables.NAMES if of_tables else NAMES
    options.names = [n for n in known if any(fnmatch.fnmatch(n, p) for p in wanted.split(","))]
    options.json = options.json or peers.BUILD / ("tables.json" if options.tables else "versus.json")
    options.parts = options.parts.split(",")
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if not options.names:
        parser.error(f"no {'table' if of_tables else 'picture'} is named {wanted}")
    if not CORPUS.is_dir():
        parser.error(f"no pictures at {CORPUS}: let KVANT_CORPUS name the folder that holds kodak/, photos/ and large/")
    return options


def machine():
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": processor(),
        "cores": CORES,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load_before": round(os.getloadavg()[0], 2),
        "command": shlex.join(["bench/versus/run", *sys.argv[1:]]),
        "versions": peers.versions(),
    }


def selected(everything, patterns):
    chosen = [p for p in everything if any(fnmatch.fnmatch(p.name, w) for w in patterns.split(","))]
    for peer in chosen:
        if not peer.available():
            print(f"versus: LEFT OUT, not installed here: {peer.name}", file=sys.stderr)
    return [p for p in chosen if p.available()]


def compare(options, log):
    start = time.monotonic()
    figures = {
        "machine": machine(),
        "budget": options.budget,
        "limit": options.limit,
        "cells": [],
        "programs": [],
        "sizes": [],
        "decode": None,
    }
    workers = comparisons.Workers(selected(peers.WORKERS, options.peers), log)
    programs = selected(peers.PROGRAMS, options.peers)
    for name in options.names:
        picture = Picture(name, peers.BUILD / "pictures")
        print(f"versus: {name}, {time.monotonic() - start:.0f} s", file=sys.stderr)
        if "fits" in options.parts:
            figures["cells"] += comparisons.fits(picture, options, workers)
        if "programs" in options.parts:
            figures["programs"] += comparisons.programs(picture, options, programs)
        if "sizes" in options.parts and name in KODAK:
            figures["sizes"] += comparisons.sizes(picture, options)
        if "decode" in options.parts and name == LARGE:
            figures["decode"] = comparisons.decode(picture, workers)
    workers.close()
    figures["machine"]["seconds"] = round(time.monotonic() - start)
    figures["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    return figures


def compare_tables(options, log):
    start, about = time.monotonic(), machine()
    figures = table_runs.compare(options, selected(peers.TABLE_WORKERS, options.peers), log)
    about |= {"seconds": round(time.monotonic() - start), "load_after": round(os.getloadavg()[0], 2)}
    return {"machine": about, "limit": options.limit, "tables": figures}


def main(argv):
    options = arguments(argv)
    restarts = peers.BUILD / "restarts.json"
    (peers.BUILD / "out").mkdir(parents=True, exist_ok=True)
    if options.source:
        figures = json.loads(options.source.read_text())
    else:
        with open(peers.BUILD / "workers.log", "w") as log:
            if options.restarts:
                return comparisons.restarts(options, restarts, log)
            if options.dithering:
                pictures = [Picture(n, peers.BUILD / "pictures") for n in options.names if n in KODAK]
                print(dithering.table(pictures, options.colors, selected(dithering.PROGRAMS, options.peers)))
                return 0
            if options.algorithms:
                chosen = [p for p in selected(peers.TABLE_WORKERS, options.peers) if p.name in algorithms.PEERS]
                print(algorithms.report(algorithms.compare(options.names, chosen, log)))
                return 0
            if options.elbow:
                print(report.elbows(comparisons.elbows(options, log)))
                return 0
            settings = {f"--effort {effort}": ("srgb", str(effort)) for effort in options.efforts or ()}
            if settings := SPACES if options.spaces else settings:
                print(report.variants(comparisons.variants(options, log, settings)))
                return 0
            figures = compare_tables(options, log) if options.tables else compare(options, log)
        options.json.write_text(json.dumps(figures, indent=1, allow_nan=False) + "\n")
        print(f"versus: all raw figures are in {options.json}", file=sys.stderr)
    best = json.loads(restarts.read_text()) if restarts.exists() else {}
    of_tables = "tables" in figures
    text = table_report.everything(figures) if of_tables else report.everything(figures, best)
    print(text)
    if options.markdown:
        report.put_between_marks(options.markdown, "tables" if of_tables else "versus", text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
