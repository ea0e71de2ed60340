"""The comparisons themselves. Each returns its raw figures; report.py makes tables of them."""

import json
import subprocess
import sys
import time

import numpy as np
from PIL import Image

import peers
from measure import Worker, peak_of_program, run_program
from pictures import FEW, KODAK, Picture

OUT = peers.BUILD / "out"


class Workers:
    """The workers, started when first asked; and what each has taken so far, to foresee what it will take."""

    def __init__(self, chosen, log):
        self.chosen, self._log, self._running, self.seen = chosen, log, {}, {}

    def __getitem__(self, peer):
        if peer.name not in self._running:
            self._running[peer.name] = Worker(peer.command, self._log)
        return self._running[peer.name]

    def foreseen(self, peer, pixels, k):
        """Seconds that a run will take, from the last of the nearest number of colors up to k; 0 if none is known."""
        growth = (lambda seen_k: k / seen_k) if peer.grows else (lambda seen_k: 1)
        known = [
            (abs(k - seen_k), -when, seconds * pixels / seen_pixels * growth(seen_k))
            for when, (name, seen_pixels, seen_k, seconds) in enumerate(self.seen.values())
            if name == peer.name and seen_k <= k
        ]
        return min(known)[2] if known else 0

    def note(self, peer, pixels, k, seconds):
        self.seen[peer.name, pixels, k] = (peer.name, pixels, k, seconds)

    def drop(self, peer):
        """Forgets a worker that died."""
        self._running.pop(peer.name)

    def close(self):
        for worker in self._running.values():
            worker.close()


def few_of(options):
    """Up to five of the Kodak pictures that were chosen."""
    kodak = [name for name in options.names if name in KODAK]
    return [name for name in kodak if name in FEW] or kodak[: len(FEW)]


def runs_here(workers, peer, picture, k, options):
    """Whether a peer runs on this picture: slow ones run on few, and not at all where one run would take too long."""
    seconds = workers.foreseen(peer, picture.pixels, k)
    if seconds > options.limit:
        return False
    if picture.name not in KODAK:
        return True
    few = few_of(options)
    chosen = [name for name in options.names if name in KODAK] if peer.everywhere else few
    for pictures in (chosen, few):
        if seconds * len(pictures) <= options.budget:
            return picture.name in pictures
    return picture.name == few[0]


def turns(picture, options, seconds):
    """How often something that takes so many seconds runs: the mean over the many Kodak pictures needs fewer."""
    return max(1, min(3 if picture.name in KODAK else options.repetitions, round(0.7 / seconds)))


def timed_draws(worker, picture, k, seconds):
    """The parts of one turn's runs. What takes under 100 ms runs six times in a row: the first wakes the process up after
    the others' turns, and is not counted. One call of some milliseconds would time little but that."""
    burst = 6 if seconds < 0.1 else 1
    parts = [worker.draw(picture, k, OUT / "again.rgb", pause=run == 0)["parts"] for run in range(burst)]
    return parts[1:] if burst > 1 else parts


def fits(picture, options, workers):
    """Draws a picture with every worker at every k, in memory. Fast workers run several times, in turns with the
    others, so that whatever else the machine does meets all of them alike."""
    cells = []
    for k in options.colors:
        at_k = []
        for peer in workers.chosen:
            if runs_here(workers, peer, picture, k, options):
                out = OUT / f"{len(at_k)}.rgb"
                try:
                    first = workers[peer].draw(picture, k, out)
                except RuntimeError as error:
                    print(f"versus: {error}", file=sys.stderr)
                    workers.drop(peer)
                    continue
                workers.note(peer, picture.pixels, k, first["parts"]["total"])
                cell = {"peer": peer.name, "picture": picture.name, "pixels": picture.pixels, "k": k}
                at_k.append((peer, cell, out, first, [first["parts"]]))
        for turn in range(1, options.repetitions):
            for peer, _, _, first, parts in at_k:
                if turn < turns(picture, options, first["parts"]["total"]):
                    parts.extend(timed_draws(workers[peer], picture, k, first["parts"]["total"]))
        for _, cell, out, first, parts in at_k:
            cell |= {key: value for key, value in first.items() if key not in ("parts", "centers")}
            if first.get("centers"):
                cell["inertia"] = picture.original.inertia(first["centers"])
            cell["runs"] = parts[1:] or parts  # the first run is for memory and output
            cell |= picture.original.compare(np.fromfile(out, np.uint8))
            cells.append(cell)
    return cells


def programs(picture, options, chosen):
    """Runs whole programs, from PNG file to PNG file. The first run of each is for memory and output, and not timed."""
    cells = []
    large = picture.pixels > 4_000_000
    for k in options.colors:
        if large and k not in (16, 256):
            continue
        at_k = []
        for number, program in enumerate(chosen):
            if picture.name in KODAK and not program.everywhere and picture.name not in few_of(options):
                continue
            out = OUT / f"{number}.png"
            argv = program.argv(picture.png, k, out)
            out.unlink(missing_ok=True)
            start = time.perf_counter()
            try:
                peak = peak_of_program(argv)
                warm_up = time.perf_counter() - start
                with Image.open(out) as drawn:
                    measures = picture.original.compare(np.asarray(drawn.convert("RGB")))
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"versus: {program.name} at k={k}: {error}", file=sys.stderr)
                continue
            cell = {
                "program": program.name,
                "picture": picture.name,
                "pixels": picture.pixels,
                "k": k,
                "peak_kib": peak,
                "bytes": out.stat().st_size,
                "seconds": [],
                **measures,
            }
            at_k.append((cell, argv, warm_up))
        for turn in range(options.repetitions):
            for cell, argv, warm_up in at_k:
                if turn < turns(picture, options, warm_up):
                    cell["seconds"].append(run_program(argv))
        cells += [cell for cell, _, _ in at_k]
    return cells


def _drawn(program, picture, k, out):
    """Bytes and MSE of what a program writes."""
    run_program(program.argv(picture.png, k, out))
    with Image.open(out) as drawn:
        return out.stat().st_size, picture.original.compare(np.asarray(drawn.convert("RGB")))["mse"]


def _fewest_colors(program, picture, k, mse, out):
    """The least k at which a program's squared error is no more than `mse`, with its bytes and squared error."""
    low, high, best = 1, k, None
    while low <= high:
        middle = (low + high) // 2
        size, reached = _drawn(program, picture, middle, out)
        if reached <= mse:
            high, best = middle - 1, (middle, size, reached)
        else:
            low = middle + 1
    return best


def sizes(picture, options):
    """Bytes of PNG files: kvant's as they are, pngquant's followed by the optimisers; and kvant's at the k where its
    error is just as low as pngquant's."""
    by_name = {program.name: program for program in peers.PROGRAMS if program.available()}
    kvant, rows = by_name[peers.REFERENCE], []
    for k in (k for k in options.colors if k in (16, 64, 256)):
        for name in ("kvant", peers.REFERENCE, "pngquant", "pngquant --nofs"):
            if name not in by_name:
                continue
            out = OUT / "size.png"
            size, mse = _drawn(by_name[name], picture, k, out)
            row = {"picture": picture.name, "k": k, "program": name, "bytes": size, "mse": mse}
            if name.startswith("pngquant"):
                for optimiser, argv in (
                    ("oxipng", [peers.OXIPNG, "-q", "-o", "4", "--strip", "safe"]),
                    ("optipng", ["optipng", "-quiet"]),
                ):
                    if optimiser == "oxipng" and not peers.OXIPNG.exists():
                        continue
                    copy = OUT / f"{optimiser}.png"
                    copy.write_bytes(out.read_bytes())
                    run_program([*argv, copy])
                    row[optimiser] = copy.stat().st_size
                equal = _fewest_colors(kvant, picture, k, mse, OUT / "equal.png")
                if equal:
                    row |= dict(zip(("equal_k", "equal_bytes", "equal_mse"), equal))
            rows.append(row)
    return rows


def decode(picture, workers):
    """Seconds to decode the picture's own file: by kvant, and by Pillow for comparison."""
    kvant = next((p for p in workers.chosen if p.name == peers.REFERENCE), None)
    if kvant is None:
        return None
    seconds = {"picture": picture.name, "kvant": [], "Pillow": []}
    for _ in range(5):
        seconds["kvant"].append(workers[kvant].decode(picture.file))
        start = time.perf_counter()
        with Image.open(picture.file) as file:
            file.load()
        seconds["Pillow"].append(time.perf_counter() - start)
    return seconds


def variants(options, log, settings):
    """kvant itself on Kodak, with several settings: {name: arguments of its worker}."""
    rows, workers = [], {name: Worker((peers.KVANT_WORKER, *arguments), log) for name, arguments in settings.items()}
    for picture_name in (n for n in options.names if n in KODAK):
        picture = Picture(picture_name, peers.BUILD / "pictures")
        for k in options.colors:
            for name, worker in workers.items():
                answer = worker.draw(picture, k, OUT / "variant.rgb")
                measures = picture.original.compare(np.fromfile(OUT / "variant.rgb", np.uint8))
                rows.append(
                    {
                        "picture": picture_name,
                        "k": k,
                        "variant": name,
                        "fit": answer["parts"]["fit"],
                        "inertia": answer["inertia"],
                        **measures,
                    }
                )
    for worker in workers.values():
        worker.close()
    return rows


def elbows(options, log):
    """kvant's sweep over k = 1..64 on Kodak, in turns with one scikit-learn fit at k=16, and over k = 1..1024 on five of
    the pictures; and how its inertias compare with those of fits by themselves."""
    rows = []
    kvant = {space: Worker((peers.KVANT_WORKER, space), log) for space in ("oklab", "srgb")}
    sklearn = Worker(next(p for p in peers.WORKERS if p.name.startswith("scikit-learn")).command, log)
    kodak = [name for name in options.names if name in KODAK]
    for most, runs, names in ((64, 3, kodak), (1024, 1, few_of(options))):
        for name in names:
            picture = Picture(name, peers.BUILD / "pictures")
            fits = []
            for run in range(runs):
                fits.append(sklearn.draw(picture, 16, OUT / "elbow.rgb")["parts"]["fit"])
                for space, worker in kvant.items():
                    if run == 0:
                        rows.append({"picture": name, "space": space, "most": most, "sklearn": fits, "parts": []})
                    answer = worker.elbow(picture, most)
                    row = next(r for r in rows if (r["picture"], r["space"], r["most"]) == (name, space, most))
                    row["parts"].append(answer["parts"])
                    row["ratios"] = [mine / alone for mine, alone in zip(answer["inertia"], answer["fresh"])]
            print(f"versus: {name} up to {most}", file=sys.stderr)
    for worker in (*kvant.values(), sklearn):
        worker.close()
    return rows


def restarts(options, store, log):
    """Runs scikit-learn from several seeds on each Kodak picture and keeps each run's inertia; goes on where it
    ended."""
    found = json.loads(store.read_text()) if store.exists() else {}
    command = next(p for p in peers.WORKERS if p.name.startswith("scikit-learn")).command
    workers = [Worker((*command, str(seed)), log) for seed in range(options.restarts)]
    for k in options.colors:
        for name in (n for n in options.names if n in KODAK):
            picture = Picture(name, peers.BUILD / "pictures")
            done = found.setdefault(str(k), {}).setdefault(name, [])
            for seed in range(len(done), options.restarts):
                answer = workers[seed].draw(picture, k, OUT / "restart.rgb")
                done.append(picture.original.inertia(answer["centers"]))
                store.write_text(json.dumps(found, indent=1) + "\n")
            print(f"versus: k={k} {name}: best of {len(done)} restarts {min(done):.3f}", file=sys.stderr)
    for worker in workers:
        worker.close()
    return 0
