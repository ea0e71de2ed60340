"""A worker of bench/versus for the peers that are Python modules: python_worker.py PEER [SEED].

Reads commands from standard input and answers each with a line of JSON (README.md has the protocol). What is timed
starts from packed RGB bytes in memory and ends with a palette and indices; no file is read or written within.
"""

import ctypes
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

CORES = len(os.sched_getaffinity(0))
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 0


class Clock:
    """Adds up the seconds of named parts."""

    def __init__(self):
        self.parts = {}

    def __call__(self, name, work):
        start = time.perf_counter()
        result = work()
        self.parts[name] = self.parts.get(name, 0) + time.perf_counter() - start
        return result


def rounded(centers):
    return np.clip(np.rint(centers), 0, 255).astype(np.uint8)


def sklearn(pixels, k, clock):
    """KMeans with its defaults (n_init="auto" is 1), on float64, which is faster here than float32."""
    from sklearn.cluster import KMeans

    points = clock("prepare", lambda: pixels.reshape(-1, 3).astype(np.float64))
    model = clock("fit", lambda: KMeans(n_clusters=k, n_init=1, random_state=SEED).fit(points))
    palette = clock("map", lambda: rounded(model.cluster_centers_))
    return palette, model.labels_, model.cluster_centers_


def opencv(pixels, k, clock):
    """kmeans() has no defaults: one attempt from k-means++, until no center moves by 0.1 (100 iterations at most)."""
    import cv2

    cv2.setNumThreads(CORES)
    cv2.setRNGSeed(SEED)
    points = clock("prepare", lambda: pixels.reshape(-1, 3).astype(np.float32))
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 100, 0.1)
    _, labels, centers = clock("fit", lambda: cv2.kmeans(points, k, None, stop, 1, cv2.KMEANS_PP_CENTERS))
    return clock("map", lambda: rounded(centers)), labels.ravel(), centers


def _faiss(pixels, k, clock, **options):
    import faiss

    faiss.omp_set_num_threads(CORES)
    points = clock("prepare", lambda: pixels.reshape(-1, 3).astype(np.float32))
    model = faiss.Kmeans(3, k, seed=SEED, **options)
    clock("fit", lambda: model.train(points))
    labels = clock("map", lambda: model.index.search(points, 1)[1].ravel())
    return rounded(model.centroids), labels, model.centroids


def faiss(pixels, k, clock):
    """Kmeans with its defaults: 25 iterations on a sample of 256 points for each center."""
    return _faiss(pixels, k, clock)


def faiss_all(pixels, k, clock):
    """Kmeans on all points, 25 iterations."""
    return _faiss(pixels, k, clock, max_points_per_centroid=pixels.size)


def _pillow(pixels, k, clock, **options):
    from PIL import Image

    picture = Image.fromarray(pixels)
    drawn = clock("fit", lambda: picture.quantize(k, dither=Image.Dither.NONE, **options))
    palette = np.array(drawn.getpalette("RGB"), np.uint8).reshape(-1, 3)
    return palette, np.asarray(drawn).ravel(), None


def pillow(pixels, k, clock):
    """quantize() with its defaults: median cut."""
    return _pillow(pixels, k, clock)


def pillow_kmeans(pixels, k, clock):
    """quantize(kmeans=1): median cut, then k-means until nothing changes."""
    return _pillow(pixels, k, clock, kmeans=1)


PEERS = {f.__name__.strip("_"): f for f in (sklearn, opencv, faiss, faiss_all, pillow, pillow_kmeans)}


def memory_kib(field):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return 0


def run(peer, pixels, k, out):
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is resident now
    before, clock = memory_kib("VmRSS:"), Clock()
    cpu = time.process_time()
    palette, labels, centers = peer(pixels, k, clock)
    cpu = time.process_time() - cpu
    peak = memory_kib("VmHWM:")
    palette[labels].tofile(out)
    parts = clock.parts | {"total": sum(clock.parts.values()), "cpu": cpu}
    return {
        "parts": parts,
        "before_kib": before,
        "peak_kib": peak,
        "centers": None if centers is None else np.asarray(centers, np.float64).tolist(),
    }


def main():
    peer, pixels = PEERS[sys.argv[1]], None
    peer(np.arange(3 * 64 * 64).astype(np.uint8).reshape(64, 64, 3), 2, Clock())  # imports, starts threads
    for line in sys.stdin:
        command, *words = line.rstrip("\n").split("\t")
        if command == "load":
            path, width, height = words
            pixels = np.fromfile(path, np.uint8).reshape(int(height), int(width), 3)
            answer = {}
        elif command == "run":
            answer = run(peer, pixels, int(words[0]), words[1])
        else:
            raise SystemExit(f"no such command: {command}")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
