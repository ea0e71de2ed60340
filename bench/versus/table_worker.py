"""A worker of bench/versus --tables for the peers that are Python modules: table_worker.py PEER.

Reads commands from standard input and answers each with a line of JSON (README.md has the protocol). What is timed
starts from rows and centers in memory and ends with centers and the label of each row.
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

# Faiss brings an OpenBLAS that knows no processor of the last years and would run a kernel of 2004 on them. It reads
# this when it is loaded.
FLAGS = Path("/proc/cpuinfo").read_text().split()
if "avx512f" in FLAGS:
    os.environ["OPENBLAS_CORETYPE"] = "SkylakeX"
elif "avx2" in FLAGS:
    os.environ["OPENBLAS_CORETYPE"] = "Zen" if "AuthenticAMD" in FLAGS else "Haswell"

import numpy as np  # noqa: E402

from nearest import assign  # noqa: E402
from python_worker import CORES  # noqa: E402

# Each peer gets rows and start, does what is not timed, and returns what is: from the most iterations to the centers
# and how many iterations it took.


def _estimator(kind, rows, start):
    def fit(most):
        model = kind(len(start), init=start, n_init=1, max_iter=most, tol=0, algorithm="lloyd").fit(rows)
        return model.cluster_centers_, int(model.n_iter_)

    return fit


def sklearn(rows, start):
    from sklearn.cluster import KMeans

    return _estimator(KMeans, rows, start)


def intelex(rows, start):
    from sklearnex.cluster import KMeans

    return _estimator(KMeans, rows, start)


def faiss(rows, start):
    """Knows no convergence, and does as many iterations as it is told. The labels are a search of their own."""
    import faiss

    faiss.omp_set_num_threads(CORES)

    def fit(most):
        model = faiss.Kmeans(rows.shape[1], len(start), niter=most, max_points_per_centroid=len(rows))
        model.train(rows, init_centroids=start)
        model.index.search(rows, 1)
        return model.centroids, most

    return fit


def opencv(rows, start):
    """Starts from labels instead of centers: the first assignment is not timed. Does not tell its iterations."""
    import cv2

    cv2.setNumThreads(CORES)
    labels = assign(rows, start)[0]

    def fit(most):
        stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, most, 0)
        flags = cv2.KMEANS_USE_INITIAL_LABELS
        return cv2.kmeans(rows, len(start), labels.copy(), stop, 1, flags)[2], None

    return fit


PEERS = {f.__name__: f for f in (sklearn, intelex, faiss, opencv)}


def lloyd(peer, rows, start, most, out):
    fit = peer(rows, start)
    wall, cpu = time.perf_counter(), time.process_time()
    centers, iterations = fit(most)
    parts = {"total": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    np.asarray(centers, np.float64).tofile(out)
    return {"parts": parts, "iterations": iterations}


def fit(rows, algorithm, k, seed, out):
    """scikit-learn's defaults."""
    from sklearn import cluster

    kinds = {"lloyd": cluster.KMeans, "mini-batch": cluster.MiniBatchKMeans, "bisecting": cluster.BisectingKMeans}
    wall, cpu = time.perf_counter(), time.process_time()
    model = kinds[algorithm](k, random_state=seed).fit(rows)
    parts = {"total": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    model.cluster_centers_.astype(np.float64).tofile(Path(out) / "centers.f64")
    model.labels_.astype(np.uint32).tofile(Path(out) / "labels.u32")
    return {"parts": parts}


def main():
    peer, rows = PEERS[sys.argv[1]], None
    warnings.simplefilter("ignore")  # that so few iterations do not converge
    some = np.random.default_rng(0).random((4096, 8), np.float32)
    peer(some, some[:8])(2)  # imports, starts threads
    for line in sys.stdin:
        command, *words = line.rstrip("\n").split("\t")
        if command == "table":
            path, count, dimensions = words
            rows = np.fromfile(path, np.float32).reshape(int(count), int(dimensions))
            answer = {}
        elif command == "lloyd":
            k, start, most, out = words
            answer = lloyd(peer, rows, np.fromfile(start, np.float32).reshape(int(k), -1), int(most), out)
        elif command == "fit":
            algorithm, k, seed, out = words
            answer = fit(rows, algorithm, int(k), int(seed), out)
        else:
            raise SystemExit(f"no such command: {command}")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
