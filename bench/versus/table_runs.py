"""Runs kvant::kmeans and its peers on tables, from equal starts. Returns raw figures; table_report.py makes tables."""

import sys

import numpy as np

import peers
from measure import Worker
from tables import PIXELS, Table

OUT = peers.BUILD / "out"
ITERATIONS = 10  # of what is told by the iteration
MOST = 300  # of whole fits
PIXELS_WIDTH = 768


class Workers:
    """Started when first asked."""

    def __init__(self, log):
        self._log, self._running = log, {}

    def __getitem__(self, peer):
        if peer.name not in self._running:
            self._running[peer.name] = Worker(peer.command, self._log)
        return self._running[peer.name]

    def drop(self, peer):
        """Forgets a worker that died."""
        self._running.pop(peer.name)

    def close(self):
        for worker in self._running.values():
            worker.close()


def again(worker, table, cell):
    """The parts of one turn's runs. What takes under 100 ms runs six times in a row: the first wakes the process up after
    the others' turns, and is not counted."""
    burst = 6 if cell["runs"][0]["total"] < 0.1 else 1
    parts = [worker.lloyd(table, cell["most"], OUT / "again.f64", pause=run == 0)["parts"] for run in range(burst)]
    return parts[1:] or parts


def in_turns(table, wanted, options, workers):
    """A cell of figures for each of `wanted`, a list of (peer, most iterations): the first run of each tells the inertia
    and how often it can run; the others are timed, in turns, so that what else the machine does meets all alike."""
    cells = []
    for peer, most in wanted:
        try:
            first = workers[peer].lloyd(table, most, OUT / "centers.f64")
        except RuntimeError as error:
            print(f"versus: {error}", file=sys.stderr)
            workers.drop(peer)
            continue
        centers = np.fromfile(OUT / "centers.f64").reshape(table.k, -1)
        cell = {"table": table.name, "shape": table.shape, "peer": peer.name, "most": most, **first}
        cell |= {"inertia": table.inertia(centers), "runs": [cell.pop("parts")]}
        cells.append((peer, cell))
    for turn in range(1, options.repetitions + 1):
        for peer, cell in cells:
            if turn * cell["runs"][0]["total"] <= options.budget:
                cell["runs"] += again(workers[peer], table, cell)
    for _, cell in cells:
        cell["runs"] = cell["runs"][1:] or cell["runs"]
    return [cell for _, cell in cells]


def needed(table, chosen, most, workers):
    """How many iterations kvant needs, of the most allowed; all need about as many."""
    kvant = next((p for p in chosen if p.name == peers.TABLES_REFERENCE), None)
    return workers[kvant].lloyd(table, most, OUT / "again.f64")["iterations"] if kvant else most


def from_equal_starts(table, chosen, most, options, workers):
    """The cells of peers that stop by themselves within so many iterations; the others do as many as kvant needs."""
    count = needed(table, chosen, most, workers)
    return in_turns(table, [(peer, count if peer.counts else most) for peer in chosen], options, workers)


def whole_fits(table, chosen, iterations, options, workers):
    """To convergence, without the peers whose fit would take longer than the limit. kvant's own is known by then."""
    count = needed(table, chosen, MOST, workers)
    seconds = {cell["peer"]: cell["runs"][0]["total"] / (cell["iterations"] or ITERATIONS) for cell in iterations}
    foreseen = {name: each * count for name, each in seconds.items() if name != peers.TABLES_REFERENCE}
    soon = [peer for peer in chosen if foreseen.get(peer.name, 0) <= options.limit]
    return from_equal_starts(table, soon, MOST, options, workers)


def pixels(table, worker, options):
    """kmeans() on pixels as floats, beside quantize() of the picture, in one process and in turns."""
    answers = [worker.pixels(table, PIXELS_WIDTH) for _ in range(options.repetitions + 1)]
    return {"table": table.name, "shape": table.shape, **answers[0], "runs": [a["parts"] for a in answers[1:]]}


def compare(options, chosen, log):
    workers, figures = Workers(log), {"iterations": [], "fits": [], "pixels": [], "peak": 0}
    for name in options.names:
        print(f"versus: {name}", file=sys.stderr)
        table = Table(name, peers.BUILD / "tables")
        here = [p for p in chosen if not p.dimensions or table.rows.shape[1] in p.dimensions]
        cells = from_equal_starts(table, here, ITERATIONS, options, workers)
        figures["iterations"] += cells
        if table.structured:
            figures["fits"] += whole_fits(table, here, cells, options, workers)
        for peer in here:
            if peer.name == peers.TABLES_REFERENCE:
                figures["peak"] = max(figures["peak"], workers[peer].peak())
                if name.startswith(PIXELS):
                    figures["pixels"].append(pixels(table, workers[peer], options))
    workers.close()
    return figures
