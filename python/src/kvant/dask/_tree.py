"""Many tasks, and one answer: graphs of plain tasks, which Dask may run again, anywhere, when a worker is lost."""

import sys

import dask
from dask.delayed import delayed

FAN_IN = 16
RETRIES = 3


def annotated():
    """Tasks made within are run again when they fail: a file system may be away for a moment."""
    return dask.annotate(retries=RETRIES)


def in_tree(merge, answers):
    """Merges answers, few at a time, so that no task waits for all of them.

    merge : takes a list of answers, which it leaves as they are
    """
    while True:
        answers = [delayed(merge)(answers[i : i + FAN_IN]) for i in range(0, len(answers), FAN_IN)]
        if len(answers) == 1:
            return answers[0]


def as_given(value):
    """A task of its own for what many tasks are given, so that it travels once."""
    return delayed(_hand_over)(delayed(value, traverse=False))


def _hand_over(value):
    return value


def _client():
    """Of the cluster that computes, or None."""
    if "distributed" in sys.modules:
        from distributed import default_client

        try:
            return default_client()
        except ValueError:  # there is none
            pass
    return None


def thread_count():
    """How many tasks run at once: on the workers of the client that is there, or here."""
    client = _client()
    if client is not None:
        return max(1, sum(client.nthreads().values()))
    from dask.system import CPU_COUNT

    return CPU_COUNT


def client_of(X):
    """The client that is there and the futures of X, or of a list of collections: None and none where there is neither."""
    client = _client()
    if client is None:
        return None, []
    from distributed.client import futures_of

    futures = futures_of(X)
    return (client, futures) if futures else (None, [])


def places(X):
    """A worker that has it, of each key of X that is in memory there."""
    client, futures = client_of(X)
    return {key: min(workers) for key, workers in client.who_has(futures).items() if workers} if futures else {}


def in_groups(items, most):
    """Cuts a list into at most `most` lists of about the same length, in order."""
    count = max(1, min(len(items), most))
    cuts = [len(items) * i // count for i in range(count + 1)]
    return [items[begin:end] for begin, end in zip(cuts, cuts[1:])]
