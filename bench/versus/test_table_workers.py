"""Checks that all workers of --tables do as many of Lloyd's iterations from the same start as they are asked for, and
that nearest.py and tables.py are right. bench/versus/run begins with this."""

import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import peers
from measure import Worker
from nearest import assign
from tables import start_of


class SmallTable:
    """Rows without any structure, so that iterations go on for long; three dimensions, as OpenCV is asked for no others."""

    name, k = "small", 7

    def __init__(self, folder):
        self.rows = np.random.default_rng(3).random((600, 3), np.float32)
        self.raw, self.start = folder / "table.f32", folder / "start.f32"
        self.rows.tofile(self.raw)
        start_of(self.rows, self.k).tofile(self.start)

    def after(self, iterations):
        centers = np.float64(np.fromfile(self.start, np.float32).reshape(self.k, -1))
        for _ in range(iterations):
            labels = ((self.rows[:, None, :] - centers) ** 2).sum(axis=2).argmin(axis=1)
            centers = np.array([self.rows[labels == c].mean(axis=0, dtype=np.float64) for c in range(self.k)])
        return centers


class TableWorkers(unittest.TestCase):
    def test_each_takes_the_iterations_it_is_asked_for_from_the_same_start(self):
        with tempfile.TemporaryDirectory() as folder:
            table, out = SmallTable(Path(folder)), Path(folder) / "centers.f64"
            for peer in peers.TABLE_WORKERS:
                if not peer.available():
                    continue
                worker = Worker(peer.command, sys.stderr)
                for most in (2, 3, 10):
                    with self.subTest(peer=peer.name, most=most):
                        answer = worker.lloyd(table, most, out)
                        np.testing.assert_allclose(np.fromfile(out).reshape(7, 3), table.after(most), atol=1e-5)
                        self.assertIn(answer["iterations"], (most, None))
                worker.close()

    def test_rows_are_assigned_to_their_nearest_center(self):
        labels, inertia = assign(np.float32([[0, 0], [1, 0], [9, 9]]), [[9, 8], [0, 0]])
        self.assertEqual(labels.tolist(), [1, 1, 0])
        self.assertAlmostEqual(inertia, 2)

    def test_a_start_has_no_row_twice(self):
        rows = np.float32([[0], [1], [2], [3]]).repeat(10, axis=0)
        self.assertEqual(sorted(start_of(rows, 4).ravel().tolist()), [0, 1, 2, 3])


if __name__ == "__main__":
    unittest.main()
