"""Questions that go straight to the workers that have the rows, and not by tasks.

A task costs milliseconds, most of them the scheduler's, and a round of them more than many tables take to answer. A call
knows nothing of workers that go or hand on their rows meanwhile: then tasks find the answer.
"""

import asyncio
import time

from kvant.dask._tree import client_of
from kvant.parts import merged

# The caller tells each worker the question, and merges an answer of each: what is more, or longer, is better handed on by
# tasks.
MOST_WORKERS = 64
MOST_BYTES = 1 << 20
MOST_FAILURES = 3  # in a row
LOOK_SECONDS = 0.1  # at whether the scheduler is still there: connecting to one that is not takes half a minute
TASKS_SECONDS = 30  # tasks at least this often, as a scheduler that sees none for long may end the cluster


class Calls:
    """Calls to the workers that have groups of chunks, delayed and persisted.

    There are none where no cluster computes, nor from within a task, which would wait for a thread that it has itself.
    """

    def __init__(self, groups):
        self._keys = [group.key for group in groups]
        self._client, self._futures = client_of(groups)
        if self._client is not None and _within_task():
            self._client = None
        self._failures = 0
        self._tasks_at = time.monotonic()

    def ask(self, question, *arguments):
        """The merged answer of all groups, or None where it takes tasks to get it.

        question : the name of a method of _kvant.Part, which takes the arguments

        Raises ConnectionError where the scheduler has gone.
        """
        if self._client is None or self._failures == MOST_FAILURES:
            return None
        if sum(getattr(argument, "nbytes", 0) for argument in arguments) > MOST_BYTES:
            return None
        if time.monotonic() - self._tasks_at > TASKS_SECONDS:
            self._tasks_at = time.monotonic()
            return None
        answers = self._client.sync(self._while_connected, (question, *arguments))
        if answers is not None:
            self._failures = 0
            return merged(answers)
        if self._client.status != "running":  # tasks would wait for as long as it takes to connect
            raise ConnectionError(
                "the connection to Dask's scheduler is lost, and what the workers had with it; fit again"
            )
        self._failures += 1
        return None

    async def _while_connected(self, question):
        call = asyncio.ensure_future(self._answers(question))
        try:
            while not call.done():
                await asyncio.wait([call], timeout=LOOK_SECONDS)
                if self._client.status != "running":
                    return None
            return call.result()
        except Exception:  # tasks find out whether it matters, and tell it in words of their own
            await asyncio.sleep(LOOK_SECONDS)  # the client hears a moment later that the scheduler has gone
            return None
        finally:
            call.cancel()

    async def _answers(self, question):
        """Of each worker, or None."""
        held = {}
        workers_of = await self._client.who_has(self._futures)
        for key in self._keys:
            if not workers_of.get(key):  # lost
                return None
            held.setdefault(min(workers_of[key]), []).append(key)
        if len(held) > MOST_WORKERS:
            return None
        calls = (self._client.run(answer, keys, question, workers=[worker]) for worker, keys in held.items())
        answers = [some for call in await asyncio.gather(*calls) for some in call.values()]
        return None if any(some is None for some in answers) else answers


async def answer(keys, question, dask_worker):
    """On a worker: the merged answer of groups that it holds, or None if one has left."""
    loop, threads = asyncio.get_running_loop(), dask_worker.executors["default"]
    answers = []
    left = list(keys)

    async def ask_in_turn():
        while left:
            group = dask_worker.data.get(left.pop())
            if group is None:
                return
            answers.append(await loop.run_in_executor(threads, group.ask, *question))
            del group  # it may lie on disk: no more of them in memory than are being asked

    await asyncio.gather(*(ask_in_turn() for _ in range(dask_worker.state.nthreads)))
    if len(answers) < len(keys):
        return None
    return await loop.run_in_executor(threads, merged, answers)


def _within_task():
    from distributed import get_worker

    try:
        get_worker()
    except ValueError:
        return False
    return True
