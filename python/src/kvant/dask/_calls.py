"""Questions that go straight to the workers that have the rows, and not by tasks.

A task costs several milliseconds, most of them the scheduler's, which is more than a table of a million rows takes to
answer; a call to all workers costs less than one task. A call knows nothing of workers that go or hand on their rows
meanwhile: then tasks find the answer.
"""

import asyncio

from kvant.dask._tree import client_of
from kvant.parts import merged

# The caller merges an answer of each: of more workers, tasks merge them on the way.
MOST_WORKERS = 64
MOST_FAILURES = 3
LOOK_SECONDS = 0.1  # at whether the scheduler is still there: connecting to one that is not takes half a minute


class Calls:
    """Calls to the workers that have groups of chunks, delayed and persisted; to none where no cluster computes."""

    def __init__(self, groups):
        self._keys = [group.key for group in groups]
        self._client, self._futures = client_of(groups)
        self._failures = 0

    def ask(self, *question):
        """The merged answer of all groups, or None where it takes tasks to get it.

        question : the name of a method of _kvant.Part, and its arguments

        Raises ConnectionError where the scheduler has gone.
        """
        if self._client is None or self._failures == MOST_FAILURES:
            return None
        answers = self._client.sync(self._while_connected, question)
        if answers is not None:
            return merged(answers)
        if self._client.status != "running":  # tasks would wait for as long as it takes to connect
            raise ConnectionError(
                "the connection to Dask's scheduler is lost, and what the workers had with it; fit again"
            )
        self._failures += 1
        return None

    async def _while_connected(self, question):
        call = asyncio.ensure_future(self._answers(question))
        while not call.done():
            await asyncio.wait([call], timeout=LOOK_SECONDS)
            if self._client.status != "running":
                call.cancel()
                return None
        try:
            return call.result()
        except Exception:  # tasks find out whether it matters, and tell it in words of their own
            await asyncio.sleep(LOOK_SECONDS)  # the client hears a moment later that the scheduler has gone
            return None

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
        answers = list((await self._client.run(answer, held, question, workers=list(held))).values())
        return None if any(some is None for some in answers) else answers


async def answer(held, question, dask_worker):
    """On a worker: the merged answer of the groups that it holds, or None if one has left.

    held : the keys of groups, by the address of the worker that is to answer for them
    """
    groups = [dask_worker.data.get(key) for key in held[dask_worker.address]]
    if any(group is None for group in groups):
        return None
    loop, threads = asyncio.get_running_loop(), dask_worker.executors["default"]
    answers = await asyncio.gather(*(loop.run_in_executor(threads, group.ask, *question) for group in groups))
    return await loop.run_in_executor(threads, merged, answers)
