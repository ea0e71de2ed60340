"""Times one palette for many pictures, and their redrawing, on Dask: python bench/many_pictures.py [COUNT...]

Makes COUNT small pictures (default: 1,000, then 10,000), fits one palette of 32 colors to them and redraws them, on two
worker processes of one thread each, and prints the cost of a picture.
"""

import sys
import tempfile
import time
from pathlib import Path

import distributed
import numpy as np
from PIL import Image

from kvant.dask import palette, quantize_folder


def make(folder, count):
    """PNG files of 96 x 64 pixels: two of a few colors that run into each other, and noise."""
    rng = np.random.default_rng(0)
    along = np.linspace(0, 1, 96)[None, :, None]
    colors = rng.integers(0, 256, (12, 1, 1, 3))
    for i in range(count):
        ends = rng.choice(colors, 2)
        pixels = ends[0] * (1 - along) + ends[1] * along + rng.normal(0, 1, (64, 96, 3))
        path = folder / f"{i % 100:02}" / f"{i}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path)


def main(counts):
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        distributed.Client(cluster),
    ):
        palette([np.zeros((9, 9, 3), np.uint8)], 1)  # the workers import what they need
        for count in counts:
            with tempfile.TemporaryDirectory() as temporary:
                src, dst = Path(temporary, "src"), Path(temporary, "dst")
                src.mkdir()
                make(src, count)
                start = time.perf_counter()
                found = palette(src, 32)
                fitted = time.perf_counter()
                done = quantize_folder(src, dst, 32)
                drawn = time.perf_counter()
                again = quantize_folder(src, dst, 32)
                skipped = time.perf_counter()
                assert (len(done.written), len(again.skipped), done.failed) == (count, count, [])
                print(
                    f"{count:,} pictures, {found.distinct_colors:,} colors: palette {fitted - start:.1f} s "
                    f"({1000 * (fitted - start) / count:.2f} ms each), palette and redrawing {drawn - fitted:.1f} s "
                    f"({1000 * (drawn - fitted) / count:.2f} ms each), again {skipped - drawn:.1f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [1_000, 10_000])
