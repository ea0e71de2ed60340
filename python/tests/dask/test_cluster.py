"""kvant.dask.KMeans on real worker processes, some of which are killed, join, or go away."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import dask.array as da
import numpy as np
import pytest
from dask import compute
from distributed import Client, LocalCluster, wait

import kvant
from kvant.dask import KMeans
from kvant.dask._calls import MOST_FAILURES, answer
from kvant.dask._table import Answers, AskedTable, LazyTable
from kvant.dask._tree import places

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def X():
    rng = np.random.default_rng(1)
    return rng.normal(size=(6000, 6)) + 3 * rng.integers(0, 5, (6000, 1))


@pytest.fixture(scope="module")
def expected(X):
    return kvant.KMeans(6, random_state=2, effort=1).fit(X)


def fit(X, chunks=1000):
    return KMeans(6, random_state=2, effort=1).fit(da.from_array(X, chunks=(chunks, X.shape[1])))


def assert_same_bits(found, expected):
    assert (found.cluster_centers_ == expected.cluster_centers_).all()
    assert found.inertia_ == expected.inertia_
    assert found.n_iter_ == expected.n_iter_
    assert (found.labels_.compute() == expected.labels_).all()


def after_rounds(monkeypatch, rounds, happens):
    """Has something happen in the middle of a fit."""
    asked = []

    class Watched(Answers):
        def sums(self, whole, centers):
            asked.append(len(asked))
            if len(asked) == rounds:
                happens()
            return super().sums(whole, centers)

    monkeypatch.setattr("kvant.dask._kmeans.Answers", Watched)
    return asked


def held_array(X):
    return da.from_array(X, chunks=(500, X.shape[1]))


def held_frame(X):
    pandas = pytest.importorskip("pandas")
    frames = pytest.importorskip("dask.dataframe")
    return frames.from_pandas(pandas.DataFrame(X), npartitions=12)


@pytest.mark.parametrize("held", [held_array, held_frame])
def test_rows_are_asked_where_they_are(client, X, held):
    held = held(X).persist()
    wait(held)
    place_of = [place for _, place in sorted((key[1], place) for key, place in places(held).items())]
    assert len(place_of) == 12
    numbers = [list(chunk.numbers) for chunk in compute(*AskedTable(LazyTable(held)).groups)]
    assert sorted(sum(numbers, [])) == list(range(len(place_of)))
    # In order of their workers: one group at most has chunks of both.
    assert sum(len({place_of[i] for i in group}) > 1 for group in numbers) <= 1


@pytest.mark.parametrize("chunks", [6000, 900])
def test_workers_give_the_bits_of_one_process(client, X, expected, chunks):
    found = fit(X, chunks)
    assert_same_bits(found, expected)
    assert found.n_iter_ > 5
    assert float(found.score(da.from_array(X, chunks=(777, 6)))) == -expected.inertia_


@pytest.fixture
def computed(monkeypatch):
    """The questions that tasks answered."""
    questions = []
    compute_answer = Answers._computed

    def watched(self, question, *arguments):
        questions.append(question)
        return compute_answer(self, question, *arguments)

    monkeypatch.setattr(Answers, "_computed", watched)
    return questions


def test_rounds_are_calls(client, X, expected, computed):
    assert_same_bits(fit(X), expected)
    assert computed == ["extent", "sample"]


def test_given_centers_need_no_sample(client, X, computed):
    settings = {"init": X[:6], "n_init": 1}
    found = KMeans(6, **settings).fit(da.from_array(X, chunks=(1000, X.shape[1])))
    assert_same_bits(found, kvant.KMeans(6, **settings).fit(X))
    assert computed == ["extent"]


@pytest.mark.parametrize("most", ["MOST_WORKERS", "MOST_BYTES"])
def test_what_is_too_much_for_calls_is_for_tasks(client, X, expected, computed, monkeypatch, most):
    monkeypatch.setattr(f"kvant.dask._calls.{most}", 1)
    assert_same_bits(fit(X), expected)
    assert computed.count("sums") >= expected.n_iter_


def test_the_scheduler_sees_tasks_from_time_to_time(client, X, expected, computed, monkeypatch):
    monkeypatch.setattr("kvant.dask._calls.TASKS_SECONDS", -1)
    assert_same_bits(fit(X), expected)
    assert computed.count("sums") >= expected.n_iter_


def test_calls_that_fail_are_given_up(client, X, expected, computed, monkeypatch):
    calls = []

    def fail(*_, **__):
        calls.append(1)
        raise OSError("a call that fails")

    monkeypatch.setattr(client, "run", fail)
    assert_same_bits(fit(X), expected)
    assert len(calls) == MOST_FAILURES < computed.count("sums")


def test_a_worker_answers_for_all_its_groups_or_not_at_all(X):
    asked = AskedTable(LazyTable(da.from_array(X, chunks=(1000, 6))))
    groups = dict(enumerate(compute(*asked.groups)))
    with ThreadPoolExecutor(2) as threads:
        worker = SimpleNamespace(data=groups, executors={"default": threads}, state=SimpleNamespace(nthreads=2))
        extent = asyncio.run(answer(list(groups), ("extent",), worker))
        assert extent == asked.ask("extent").compute()
        assert asyncio.run(answer([*groups, "that has left"], ("extent",), worker)) is None


def test_a_fit_within_a_task_does_not_wait_for_its_own_thread(X, expected):
    def fit_there(X):  # which knows nothing of this file, as workers do not
        found = KMeans(6, random_state=2, effort=1).fit(da.from_array(X, chunks=(1000, 6)))
        return found.cluster_centers_, found.inertia_

    options = dict(processes=True, dashboard_address=":0", silence_logs=50)
    with LocalCluster(n_workers=1, threads_per_worker=1, **options) as cluster, Client(cluster) as client:
        centers, inertia = client.submit(fit_there, X).result(timeout=60)
    assert (centers == expected.cluster_centers_).all()
    assert inertia == expected.inertia_


def test_rows_that_a_worker_hands_on_in_mid_fit(X, expected, computed, monkeypatch):
    options = dict(processes=True, dashboard_address=":0", silence_logs=50)
    with LocalCluster(n_workers=2, threads_per_worker=1, **options) as cluster, Client(cluster) as client:

        def retire_one():
            client.retire_workers([next(iter(client.nthreads()))])

        asked = after_rounds(monkeypatch, 3, retire_one)
        assert_same_bits(fit(X), expected)
        assert len(asked) > 3
        assert "sums" not in computed  # calls go where the rows are now


def test_frames_on_workers(client, X):
    pandas = pytest.importorskip("pandas")
    frames = pytest.importorskip("dask.dataframe")
    frame = pandas.DataFrame(X, columns=list("abcdef"))
    found = KMeans(3, random_state=0).fit(frames.from_pandas(frame, npartitions=4))
    expected = kvant.KMeans(3, random_state=0).fit(frame)
    assert_same_bits(found, expected)
    assert found.labels_.npartitions == 4


def test_rows_leave_the_workers_after_the_fit(client, X):
    def held(dask_worker):
        return [str(key) for key in dask_worker.data]

    before = set().union(*client.run(held).values())
    found = fit(X)
    deadline = time.monotonic() + 30
    while set().union(*client.run(held).values()) - before:
        assert time.monotonic() < deadline, client.run(held)
        time.sleep(0.05)
    assert found.n_iter_ > 1


def test_errors_of_workers_come_as_they_are(client, X):
    bad = X.copy()
    bad[2500, 3] = np.nan
    with pytest.raises(ValueError, match="chunk 2: "):
        fit(bad)


def test_a_worker_killed_and_one_added_in_mid_fit(X, expected, monkeypatch):
    options = dict(processes=True, dashboard_address=":0", silence_logs=50)
    with LocalCluster(n_workers=2, threads_per_worker=1, **options) as cluster, Client(cluster):

        def kill_one_and_add_one():
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            cluster.scale(3)

        asked = after_rounds(monkeypatch, 3, kill_one_and_add_one)
        assert_same_bits(fit(X), expected)
        assert len(asked) > 3


def test_a_scheduler_that_goes_away_ends_the_fit_with_an_error(X, monkeypatch):
    code = """
import time
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp://") as cluster:
        print(cluster.scheduler_address, flush=True)
        time.sleep(600)
"""
    there = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        with Client(there.stdout.readline().strip(), timeout=30):
            after_rounds(monkeypatch, 3, there.kill)
            with pytest.raises(Exception) as raised:
                fit(X)
            assert not isinstance(raised.value, (AssertionError, pytest.fail.Exception))
            assert str(raised.value)
    finally:
        there.kill()
        there.wait()
        there.stdout.close()


def test_ctrl_c_ends_a_fit_on_workers(client, X, monkeypatch):
    def interrupt_soon():
        threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT)).start()

    # A shell that starts something in the background has it ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        after_rounds(monkeypatch, 2, interrupt_soon)
        with pytest.raises(KeyboardInterrupt):
            for _ in range(50):
                fit(X, 333)
    finally:
        signal.signal(signal.SIGINT, before)
