"""kvant.dask.KMeans beside dask-ml's, on a LocalCluster of two processes of one thread each; and beside itself, on one
such process and in this process on two threads; and what a round of questions costs.

Tables are generated on the workers, and are in their memory when the clock starts. Both have the same random_state, stop
at the same shift of the centers (dask-ml's tol is that shift, scikit-learn's and kvant's a share of the variance), and
have otherwise their defaults; beside itself, kvant runs as many iterations from the same centers. Inertias are computed here
from the centers: what dask-ml 2025.1 calls inertia_ sums distances that are not squared.
"""

import argparse
import contextlib
import logging
import pickle
import statistics
import sys
import time
import warnings

import dask
import dask.array as da
import dask_ml.cluster
import distributed
import numpy as np
from PIL import Image
from sklearn.metrics import pairwise_distances_argmin_min

import kvant
import kvant.dask
import kvant.dask._calls
import kvant.dask._table
import kvant.parts
from pictures import CORPUS

CHUNK = 250_000  # rows
KITTEN = 166_167  # pixels of the articles' kitten


def blobs(rows, dimensions, clusters, chunk=CHUNK):
    """float32 rows of spherical clusters that touch, chunk by chunk from its own seed."""
    centers = np.random.default_rng(0).normal(0, 2, (clusters, dimensions)).astype(np.float32)

    def part(block_info=None):
        (first, last), _ = block_info[None]["array-location"]
        rng = np.random.default_rng(first)
        noise = rng.standard_normal((last - first, dimensions), dtype=np.float32)
        return centers[rng.integers(0, clusters, last - first)] + noise

    chunks = (tuple(min(chunk, rows - first) for first in range(0, rows, chunk)), (dimensions,))
    return da.map_blocks(part, chunks=chunks, dtype=np.float32, meta=np.empty((0, 0), np.float32))


def pixels():
    picture = np.asarray(Image.open(CORPUS / "kodak" / "kodim23.png").convert("RGB")).reshape(-1, 3)[:KITTEN]
    return da.from_array(picture.astype(np.float32), chunks=(KITTEN // 2 + 1, 3))


@contextlib.contextmanager
def cluster(workers):
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=":0"
        ) as local,
        distributed.Client(local) as client,
    ):
        client.run(lambda: __import__("kvant.dask"))
        yield client


def held(client, table):
    table = table.persist()
    distributed.wait(table)
    return table


def seconds_of(model, table):
    start = time.perf_counter()
    model.fit(table)
    return time.perf_counter() - start


def inertia_of(centers, table):
    def part(rows):
        return pairwise_distances_argmin_min(rows.astype(float), centers.astype(float), metric="sqeuclidean")[1]

    return float(table.map_blocks(part, drop_axis=1, dtype=float).sum().compute())


def beside_dask_ml():
    print("| table | k | dask-ml, s | kvant.dask, s | times faster | inertia of kvant's / dask-ml's |")
    print("|---|---|---|---|---|---|")
    with cluster(2) as client:
        for name, table, ks in (
            (f"pixels {KITTEN:,} x 3", pixels(), (5, 12, 24)),
            ("blobs 5M x 3", blobs(5_000_000, 3, 24), (24,)),
            ("blobs 2M x 16", blobs(2_000_000, 16, 64), (64,)),
        ):
            table = held(client, table)
            variance = float(table.astype(float).var(axis=0).mean().compute())
            for k in ks:
                theirs = dask_ml.cluster.KMeans(k, random_state=0)
                ours = kvant.dask.KMeans(k, random_state=0, tol=theirs.tol / variance)
                our_seconds = statistics.median(seconds_of(ours, table) for _ in range(3))
                their_seconds = seconds_of(theirs, table)
                inertias = [inertia_of(model.cluster_centers_, table) for model in (ours, theirs)]
                print(
                    f"| {name} | {k} | {their_seconds:.2f} | {our_seconds:.3f} | {their_seconds / our_seconds:.1f} "
                    f"| {inertias[0] / inertias[1]:.6f} |",
                    flush=True,
                )
            del table


def beside_itself(rows):
    """Five fits of each, in turns, as the machine has other guests."""
    k, dimensions = 64, 16
    init = np.random.default_rng(1).normal(0, 2, (k, dimensions)).astype(np.float32)
    settings = {"init": init, "n_init": 1, "max_iter": 20, "tol": 0.0}
    with dask.config.set(scheduler="threads"):
        here = blobs(rows, dimensions, k).compute()
    with contextlib.ExitStack() as stack:
        there = []
        for workers in (1, 2):
            client = stack.enter_context(cluster(workers))
            there.append((client, held(client, blobs(rows, dimensions, k))))
        seconds = {"1 worker": [], "2 workers": [], "one process, two threads": []}
        for _ in range(5):
            for runs, (client, table) in zip(seconds.values(), there):
                with client.as_current():
                    runs.append(seconds_of(kvant.dask.KMeans(k, **settings), table))
            seconds["one process, two threads"].append(seconds_of(kvant.KMeans(k, **settings), here))
        del table, client, there
    print(f"\n| {rows:,} x {dimensions}, k = {k}, {settings['max_iter']} iterations | s | times one worker's speed |")
    print("|---|---|---|")
    one = seconds["1 worker"]
    for name, runs in seconds.items():
        speed = statistics.median(first / second for first, second in zip(one, runs))
        print(f"| {name} | {statistics.median(runs):.2f} | {speed:.2f} |")
    longer = statistics.median(a / b for a, b in zip(seconds["2 workers"], seconds["one process, two threads"]))
    print(f"\nTwo workers take {longer - 1:+.0%} of one process's time.")


def rounds():
    print("\n| dimensions | k | bytes of a sample | bytes of an answer's sums | a center's |")
    print("|---|---|---|---|---|")
    for dimensions, k in ((3, 24), (3, 256), (16, 64), (16, 1024)):
        part = kvant.parts.Part(blobs(CHUNK, dimensions, k).compute(scheduler="sync"))
        whole = kvant.parts.merged([part.extent()])
        centers = np.zeros(k * dimensions)
        sample, sums = (len(pickle.dumps(part.sample(whole, k, 7, 0))), len(pickle.dumps(part.sums(whole, centers))))
        print(f"| {dimensions} | {k} | {sample:,} | {sums:,} | {sums / k:.0f} |")
    print("\n| a round | ms |")
    print("|---|---|")
    init = np.random.default_rng(1).normal(0, 2, (64, 16)).astype(np.float32)
    with cluster(2) as client:

        def show(name, tasks):
            table = held(client, blobs(24_000, 16, 64, chunk=24_000 // tasks))
            kvant.dask._table.TASKS_PER_THREAD = tasks // 2
            once, often = (
                statistics.median(
                    seconds_of(kvant.dask.KMeans(64, init=init, n_init=1, max_iter=iterations, tol=0), table)
                    for _ in range(3)
                )
                for iterations in (1, 11)
            )
            print(f"| {name} | {(often - once) * 100:.0f} |", flush=True)

        show("a call to each of 2 workers", 6)
        kvant.dask._calls.MOST_FAILURES = 0  # no call is tried
        for tasks in (6, 60, 600, 1200):
            show(f"{tasks} tasks", tasks)


def main():
    parser = argparse.ArgumentParser(prog="bench/versus/run --dask", description=__doc__)
    parser.add_argument("--dask", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--rows", type=int, default=20_000_000, help="of the table without dask-ml (default: %(default)s)"
    )
    parser.add_argument("--part", choices=("peer", "itself", "rounds"), help="one part only")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.getLogger("distributed").setLevel(logging.ERROR)
    if options.part in (None, "peer"):
        beside_dask_ml()
    if options.part in (None, "itself"):
        beside_itself(options.rows)
    if options.part in (None, "rounds"):
        rounds()


if __name__ == "__main__":
    sys.exit(main())
