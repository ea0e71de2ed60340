"""Brute force in double precision: what all clusterings are judged by, and begin from."""

import numpy as np


def assign(rows, centers):
    """The nearest center of each row, and the summed squared distance to it. In double precision."""
    origin = rows.mean(axis=0, dtype=np.float64)
    centers = np.asarray(centers, np.float64) - origin
    labels, inertia = np.empty(len(rows), np.int32), 0.0
    step = max(1, 20_000_000 // len(centers))
    for begin in range(0, len(rows), step):
        part = rows[begin : begin + step] - origin
        nearest = np.argmin((centers**2).sum(axis=1) - 2 * (part @ centers.T), axis=1)
        labels[begin : begin + step] = nearest
        inertia += ((part - centers[nearest]) ** 2).sum()
    return labels, inertia
