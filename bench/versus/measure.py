"""Starting, timing and ending what is compared."""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

CORES = len(os.sched_getaffinity(0))


class Worker:
    """A process that draws pictures, or clusters tables, on command. README.md has the protocol."""

    def __init__(self, command, log):
        self.command = command
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self._loaded = None

    def _ask(self, *words):
        try:
            self._process.stdin.write("\t".join(map(str, words)) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError(f"{' '.join(map(str, self.command))} ended with status {self._process.wait()}")
        return json.loads(answer)

    def _load(self, name, *words):
        """Unless it is what was loaded last."""
        if self._loaded != name:
            self._ask(*words)
            self._loaded = name

    def draw(self, picture, k, out, pause=True):
        """Times one run on a picture (loaded first if it is another than the last), which `out` receives as RGB. A pause
        before is for the threads of another worker, which may still be spinning."""
        self._load(picture.name, "load", picture.raw, picture.width, picture.height)
        if pause:
            time.sleep(0.02)
        return self._ask("run", k, out)

    def elbow(self, picture, most):
        """Times the sweep over k = 1..most, and a fit for each k; only kvant's worker can."""
        self._load(picture.name, "load", picture.raw, picture.width, picture.height)
        time.sleep(0.02)
        return self._ask("elbow", most)

    def lloyd(self, table, most, out, pause=True):
        """Times iterations from the start of a table, of which `out` receives the centers as doubles. See draw()."""
        self._load(table.name, "table", table.raw, *table.rows.shape)
        if pause:
            time.sleep(0.02)
        return self._ask("lloyd", table.k, table.start, most, out)

    def fit(self, table, algorithm, seed, out):
        """Times a fit with its defaults; the folder `out` receives centers.f64 and labels.u32."""
        self._load(table.name, "table", table.raw, *table.rows.shape)
        time.sleep(0.02)
        return self._ask("fit", algorithm, table.k, seed, out)

    def pixels(self, table, width):
        """Times kmeans() on a table of pixels, and quantize() on the picture that they make; only kvant's worker can."""
        self._load(table.name, "table", table.raw, *table.rows.shape)
        time.sleep(0.02)
        return self._ask("pixels", table.k, width)

    def peak(self):
        """Floating-point operations a second in multiply-adds of floats, at most; only kvant's worker can."""
        return self._ask("peak")["operations"]

    def decode(self, path):
        """Seconds to decode a picture file in memory; only kvant's worker can."""
        return self._ask("decode", path)["parts"]["total"]

    def close(self):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def run_program(argv):
    """Seconds of wall time of a program run, its start included. Raises if it fails."""
    start = time.perf_counter()
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - start


def peak_of_program(argv):
    """Peak resident memory in KiB of a program run. (The kernel counts a forking parent's pages to its child:
    GNU time, itself tiny, forks it.)"""
    with tempfile.NamedTemporaryFile("r") as report:
        run_program(["/usr/bin/time", "-f", "%M", "-o", report.name, *argv])
        return int(report.read().split()[-1])


def output_of(argv):
    """What a program says of itself on a successful run, or "" if it is not there or fails."""
    try:
        done = subprocess.run(argv, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return (done.stdout or done.stderr).strip()


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine
