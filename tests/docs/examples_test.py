"""Runs the programs of examples/ : examples_test.py FOLDER_OF_PROGRAMS PICTURE"""

import array
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAMS, PICTURE = map(pathlib.Path, sys.argv[1:3])


def output_of(program, *arguments):
    return subprocess.run([PROGRAMS / program, *arguments], check=True, capture_output=True, text=True).stdout


class Examples(unittest.TestCase):
    def test_redraw(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "cat.png"
            text = output_of("redraw", PICTURE, target, "24")
            self.assertRegex(text, r"^\d+ colors became 24, at \d+(\.\d+)? dB\n$")
            self.assertLess(target.stat().st_size, PICTURE.stat().st_size)

    def test_palette_of_pixels(self):
        lines = output_of("palette_of_pixels").splitlines()
        shares = [re.fullmatch(r"#[0-9a-f]{6} +([0-9.]+) %", line).group(1) for line in lines]
        self.assertEqual(len(shares), 5)
        self.assertAlmostEqual(sum(map(float, shares)), 100, delta=0.5)

    def test_cluster_points(self):
        groups = re.findall(r"group (\d)\n", output_of("cluster_points"))
        students, parents, grandparents = (set(groups[i : i + 4]) for i in (0, 4, 8))
        self.assertEqual([len(students), len(parents), len(grandparents)], [1, 1, 1])
        self.assertEqual(students | parents | grandparents, {"0", "1", "2"})
        self.assertEqual({groups[12]}, parents)

    def test_larger_than_memory(self):
        numbers = random.Random(1)
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder) / "table.f32"
            values = array.array("f")
            for row in range(250_000):
                middle = (row * 7 % 3) * 10
                values.extend([middle + numbers.random(), numbers.random()])
            table.write_bytes(values.tobytes())
            lines = output_of("larger_than_memory", table, "2", "3").splitlines()
            centers = sorted([float(x) for x in line.split()] for line in lines[1:4])
            for i, (x, y) in enumerate(centers):
                self.assertAlmostEqual(x, 10 * i + 0.5, delta=0.01)
                self.assertAlmostEqual(y, 0.5, delta=0.01)
            self.assertEqual(len(lines), 1 + 3 + 3)  # chunks of 100,000 rows

    def test_two_processes(self):
        lines = output_of("two_processes").splitlines()
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[-1], "the same as in one process")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
