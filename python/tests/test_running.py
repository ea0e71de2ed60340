"""Long work: Ctrl-C, threads, processes that fork."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from kvant import KMeans, quantize

# Each takes minutes, unless it is stopped.
LONG_WORK = {
    "many rows": "KMeans(9000, tol=0, max_iter=10**6).fit(rng.random((2_000_000, 3), dtype=np.float32))",
    "a search in many dimensions": "KMeans(4000, tol=0, effort=10).fit(rng.random((80_000, 64)))",
    "a curve": "kvant.elbow(rng.random((1_000_000, 3)), 4000)",
    "pictures": "[kvant.quantize(rng.integers(0, 256, (2000, 2000, 3), dtype=np.uint8), 256) for _ in range(9999)]",
}


@pytest.mark.parametrize("work", LONG_WORK)
def test_ctrl_c_stops_it(work):
    code = f"""
import os, signal, threading, time
import numpy as np, kvant
from kvant import KMeans
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts in the background ignore it
rng = np.random.default_rng(0)
def interrupt():
    time.sleep(1)
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
try:
    {LONG_WORK[work]}
except KeyboardInterrupt:
    print("stopped")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "stopped\n", done.stderr


def test_other_threads_run_meanwhile(rng):
    X = rng.random((60_000, 16))
    turns = 0
    fit = threading.Thread(target=lambda: KMeans(64, random_state=0, tol=0).fit(X))
    fit.start()
    while fit.is_alive():
        turns += 1
        time.sleep(0.001)
    assert turns > 5


def test_two_fits_at_once_are_as_one_after_the_other(rng):
    tables = [rng.random((20_000, 3)), rng.random((8_000, 20))]
    expected = [KMeans(9, random_state=0).fit(X).cluster_centers_ for X in tables]
    found = [None, None]

    def fit(i):
        found[i] = KMeans(9, random_state=0).fit(tables[i]).cluster_centers_

    for _ in range(3):
        threads = [threading.Thread(target=fit, args=(i,)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all((a == b).all() for a, b in zip(found, expected))


@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")
def test_works_in_a_process_forked_after_use(rng):
    X = rng.random((50_000, 3))
    picture = rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)
    expected = KMeans(8, random_state=0).fit(X).cluster_centers_.tobytes() + quantize(picture, 8).palette.tobytes()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        found = KMeans(8, random_state=0).fit(X).cluster_centers_.tobytes() + quantize(picture, 8).palette.tobytes()
        os.write(writer, b"same" if found == expected else b"other")
        os._exit(0)
    os.close(writer)
    deadline = time.monotonic() + 60
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            pytest.fail("the forked process hangs")
        time.sleep(0.01)
    assert os.read(reader, 9) == b"same"


def test_verbose_tells_while_it_works(rng):
    told = []

    class Stdout:
        def write(self, text):
            told.append((text, threading.current_thread()))

        def flush(self):
            pass

    X = rng.random((3000, 12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", Stdout())
        km = KMeans(20, init="random", n_init=1, random_state=0, verbose=1).fit(X)
    lines = "".join(text for text, _ in told).splitlines()
    assert lines[0] == "Initialization complete"
    assert [line.split(",")[0] for line in lines[1:-1]] == [f"Iteration {i}" for i in range(km.n_iter_)]
    assert lines[-1].startswith(f"Converged at iteration {km.n_iter_ - 1}")
    assert {thread for _, thread in told} == {threading.current_thread()}


def test_an_error_of_what_is_told_ends_the_work(rng):
    class Stdout:
        def write(self, text):
            raise OSError("no room")

        def flush(self):
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", Stdout())
        with pytest.raises(OSError, match="no room"):
            KMeans(20, random_state=0, verbose=1).fit(rng.random((3000, 12)))


def test_import_is_light():
    code = (
        "import sys, kvant; print([m for m in ('sklearn', 'scipy', 'PIL', 'matplotlib', 'dask') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
