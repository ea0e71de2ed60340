"""kvant.KMeans beside scikit-learn's on the pixels of Kodak pictures, as the articles have them: image.reshape(-1, 3).

Both with their defaults and the same random_state; kvant's median of five fits around each fit of scikit-learn's.
"""

import argparse
import statistics
import sys
import time

import numpy as np
import sklearn.cluster
from PIL import Image

import kvant
from pictures import CORPUS

PICTURES = "kodim01,kodim05,kodim13,kodim20,kodim23"


def timed(fit):
    start = time.perf_counter()
    fitted = fit()
    return time.perf_counter() - start, fitted.inertia_


def main():
    parser = argparse.ArgumentParser(prog="bench/versus/run --python", description=__doc__)
    parser.add_argument("--python", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--pictures", default=PICTURES, help="comma-separated (default: %(default)s)")
    parser.add_argument("--colors", default="24,256", help="numbers of colors, comma-separated (default: %(default)s)")
    options = parser.parse_args()
    print("| picture | k | scikit-learn, s | kvant, s | times faster | inertia of kvant's / scikit-learn's |")
    print("|---|---|---|---|---|---|")
    for k in map(int, options.colors.split(",")):
        ratios = []
        for name in options.pictures.split(","):
            X = np.asarray(Image.open(CORPUS / "kodak" / f"{name}.png").convert("RGB")).reshape(-1, 3)
            ours = [timed(lambda: kvant.KMeans(k, random_state=0).fit(X)) for _ in range(3)]
            theirs, their_inertia = timed(lambda: sklearn.cluster.KMeans(k, random_state=0).fit(X))
            ours += [timed(lambda: kvant.KMeans(k, random_state=0).fit(X)) for _ in range(3)]
            seconds = statistics.median(time for time, _ in ours[1:])
            ratios.append(theirs / seconds)
            print(
                f"| {name} | {k} | {theirs:.3f} | {seconds:.4f} | {ratios[-1]:.0f} | {ours[0][1] / their_inertia:.4f} |",
                flush=True,
            )
        print(f"| median | {k} | | | {statistics.median(ratios):.0f} | |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
