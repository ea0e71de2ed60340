"""Lloyd's, mini-batch and bisecting k-means of kvant beside scikit-learn's, each with its own defaults and starts."""

import sys
from statistics import median

import numpy as np

import peers
from report import milliseconds, table
from table_runs import OUT, Workers
from tables import Table

NAMES = ("lloyd", "mini-batch", "bisecting")
SEEDS = 3
PEERS = (peers.TABLES_REFERENCE, "scikit-learn")


def inertia(rows, centers, labels):
    return sum(float(((some - centers[of]) ** 2).sum()) for some, of in zip(blocks(rows), blocks(labels)))


def blocks(values):
    return np.array_split(values, len(values) // 10_000 + 1)


def compare(names, chosen, log):
    """{table: {(algorithm, peer): runs}}, the runs in turns, so that what else the machine does meets all alike."""
    workers, found = Workers(log), {}
    for name in names:
        print(f"versus: {name}", file=sys.stderr)
        rows = Table(name, peers.BUILD / "tables")
        runs = found[rows] = {(algorithm, peer.name): [] for algorithm in NAMES for peer in chosen}
        for seed in range(SEEDS):
            for algorithm in NAMES:
                for peer in chosen:
                    run = workers[peer].fit(rows, algorithm, seed, OUT)["parts"]
                    centers = np.fromfile(OUT / "centers.f64").reshape(rows.k, -1)
                    labels = np.fromfile(OUT / "labels.u32", np.uint32)
                    runs[algorithm, peer.name].append(run | {"inertia": inertia(rows.rows, centers, labels)})
    workers.close()
    return found


def report(found):
    """Medians; inertias as parts of that of kvant's Lloyd."""
    lines = []
    for rows, runs in found.items():
        least = median(run["inertia"] for run in runs[NAMES[0], PEERS[0]])
        for (algorithm, peer), each in runs.items():
            wall, cpu, reached = (median(run[what] for run in each) for what in ("total", "cpu", "inertia"))
            shape = " x ".join(f"{size:,}" for size in rows.shape[:2])
            lines.append(
                [
                    rows.name,
                    shape,
                    rows.k,
                    algorithm,
                    peer,
                    milliseconds(wall),
                    milliseconds(cpu),
                    f"{reached / least:.3f}",
                ]
            )
    return table(["table", "rows", "k", "algorithm", "", "time", "of all cores", "inertia"], lines)
