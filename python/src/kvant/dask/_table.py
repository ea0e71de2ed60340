"""Tables on Dask as the engine asks them."""

import warnings
from functools import partial
from numbers import Number

import dask
import dask.array as da
import numpy as np
from dask.delayed import Delayed, delayed

from kvant.dask._calls import Calls
from kvant.dask._chunks import Chunks, distances, label_frame, label_rows, lengths, no_array
from kvant.dask._tree import annotated, as_given, in_groups, in_tree, places, thread_count
from kvant.parts import merged

FLOATS = (np.float32, np.float64)
# A task has a cost of its own, milliseconds in each round: few and large ones, but enough for threads to even out.
TASKS_PER_THREAD = 3


class LazyTable:
    """A dask array or frame of rows, none of which is looked at."""

    def __init__(self, X):
        if isinstance(X, da.Array):
            self.X, self.is_frame = self._checked_array(X), False
            self.columns = self.X.shape[1]
            self.names = None
            self.exact = X.dtype.kind in "uib" and X.dtype.itemsize <= 2
            given = X.dtype
        elif not isinstance(X, Delayed) and hasattr(X, "map_partitions") and getattr(X, "ndim", 0) == 2:
            self.X, self.is_frame = X, True
            self.columns = len(X.columns)
            self.names = X._meta
            self.exact = False
            dtypes = list(X.dtypes)
            alike = dtypes and all(isinstance(dtype, np.dtype) and dtype.kind != "O" for dtype in dtypes)
            given = np.result_type(*dtypes) if alike else np.dtype(np.float64)
        else:
            raise ValueError(
                f"Expected a table of rows and columns, a 2D dask array or frame, got {type(X).__name__}. "
                "Reshape your data: X.reshape(-1, 1) makes rows of one feature"
            )
        if self.columns == 0:
            raise ValueError("Found a table with 0 feature(s) while a minimum of 1 is required.")
        if given.kind == "c":
            raise ValueError("Complex data not supported")
        self.dtype = np.dtype(np.float32 if self.exact or given == np.float32 else np.float64)
        """Of the rows as the engine takes them: integers that float32 holds exactly are made that."""
        self.centers_dtype = np.dtype(np.float64) if self.exact else self.dtype

    @staticmethod
    def _checked_array(X):
        if X.ndim != 2:
            raise ValueError(
                f"Expected 2D array, got {X.ndim}D array instead: of shape {X.shape}. "
                "Reshape your data: X.reshape(-1, 1) makes rows of one feature"
            )
        if not isinstance(X._meta, np.ndarray):
            raise TypeError(no_array(X._meta))
        if np.isnan(X.shape[1]):
            raise ValueError("the number of columns is not known; X.compute_chunk_sizes() finds it out")
        if X.numblocks[1] > 1:
            warnings.warn(
                f"The rows lie across {X.numblocks[1]} chunks of columns, which are put together, at the cost of moving "
                "them. Arrays with whole rows in each chunk, X.rechunk({1: -1}), do without.",
                dask.array.core.PerformanceWarning,
                stacklevel=5,
            )
            X = X.rechunk({1: -1})
        known = X.chunks[0]
        if 0 in known:  # no rows are no chunk
            some = [size for size in known if size != 0]
            X = X.rechunk({0: tuple(some)}) if some and not np.isnan(known).any() else X
        return X

    def chunks(self):
        """A delayed array or frame each."""
        return list(self.X.to_delayed()) if self.is_frame else list(self.X.to_delayed()[:, 0])

    def labels(self, centers):
        """The nearest center of each row, lazily: an array, or a series on the frame's own partitions."""
        centers = as_given(centers)
        if self.is_frame:
            import pandas

            meta = pandas.Series([], index=self.X._meta.index, name="labels", dtype=np.int32)
            return self.X.map_partitions(label_frame, centers, self.dtype, meta=meta, enforce_metadata=False)
        labels = partial(_at_block, label_rows)
        return self.X.map_blocks(
            labels, centers, self.dtype, dtype=np.int32, drop_axis=1, meta=np.empty(0, dtype=np.int32)
        )

    def distances(self, centers):
        """The distances of each row to all centers, lazily: an array."""
        count, dtype = len(centers), np.result_type(self.dtype, centers.dtype)
        rows = self.X.to_dask_array() if self.is_frame else self.X
        return rows.map_blocks(
            partial(_at_block, distances),
            as_given(centers),
            self.dtype,
            dtype=dtype,
            chunks=(rows.chunks[0], (count,)),
            meta=np.empty((0, 0), dtype=dtype),
        )


def _at_block(function, chunk, centers, dtype, block_id=None):
    return function(chunk, centers, dtype, block_id)


class AskedTable:
    """The chunks of a lazy table, and their weights, in tasks that answer what the engine asks."""

    def __init__(self, table, sample_weight=None):
        chunks = table.chunks()
        weights = _split(sample_weight, table, chunks)
        self.dtype, self.columns = table.dtype, table.columns
        with annotated():
            self.groups = [
                delayed(Chunks)(
                    [chunks[i] for i in group],
                    None if weights is None else [weights[i] for i in group],
                    group,
                    table.dtype,
                    table.columns,
                )
                for group in _groups(table.X, len(chunks))
            ]

    def persist(self):
        """Has the rows read, and kept where they are for as long as this is there."""
        self.groups = list(dask.persist(*self.groups, optimize_graph=False))

    def ask(self, question, *arguments):
        """The answer of all chunks to a question that has a method of _kvant.Part: a delayed one."""
        with annotated():
            return self._asked(as_given((question, *arguments)))

    def inertia(self, centers):
        """The weighted sum of squared distances to the nearest centers: a delayed _kvant.TableInertia."""
        with annotated():
            return self._asked(delayed(tuple)(["inertia", self.ask("extent"), as_given(centers)]))

    def _asked(self, question):
        return in_tree(merged, [delayed(ask)(group, question) for group in self.groups])


def _groups(X, count):
    """The numbers of chunks in groups, those together that one worker already has."""
    # Of arrays and frames the second of a key numbers the chunk; what X is made of has other names, and is as good.
    held = {key[1]: place for key, place in places(X).items() if isinstance(key, tuple)}
    order = range(count) if len(held) != count else sorted(range(count), key=lambda i: (held.get(i, ""), i))
    return in_groups(order, TASKS_PER_THREAD * thread_count())


def ask(chunks, question):
    return chunks.ask(*question)


class Answers:
    """What _kvant.fit_parts asks: each question is one call to the workers, or one computation on Dask; Ctrl-C ends either.

    asked : an AskedTable, persisted
    """

    def __init__(self, asked):
        self._asked = asked
        self._calls = Calls(asked.groups)
        self._extent = None

    def extent(self):
        if self._extent is None:
            self._extent = self._computed("extent")
        return self._extent

    def sample(self, whole, clusters, effort, seed):
        return self._computed("sample", whole, clusters, effort, seed)  # megabytes, better merged on the way

    def sums(self, whole, centers):
        return self._answer("sums", whole, centers)

    def far_rows(self, whole, centers, moved, most):
        return self._answer("far_rows", whole, centers, moved, most)

    def inertia(self, whole, centers):
        return self._answer("inertia", whole, centers)

    def _answer(self, *question):
        answer = self._calls.ask(*question)
        return self._computed(*question) if answer is None else answer

    def _computed(self, question, *arguments):
        return self._asked.ask(question, *arguments).compute(optimize_graph=False)


def _split(sample_weight, table, chunks):
    """The weights of each chunk: arrays, delayed ones, or numbers; None for 1 each."""
    if sample_weight is None:
        return None
    if isinstance(sample_weight, Number):
        return [float(sample_weight)] * len(chunks)
    rows = None if table.is_frame else table.X.chunks[0]
    if rows is not None and np.isnan(rows).any():
        rows = None
    if dask.is_dask_collection(sample_weight):
        if not isinstance(sample_weight, da.Array):
            sample_weight = sample_weight.to_dask_array()
        sample_weight = sample_weight.reshape(-1) if sample_weight.ndim != 1 else sample_weight
        known = not np.isnan(sample_weight.chunks[0]).any()
        if known and rows is not None and sum(rows) != len(sample_weight):
            raise _unlike(sum(rows), len(sample_weight))
        if known and (rows is not None or sample_weight.numblocks[0] != len(chunks)):
            sample_weight = sample_weight.rechunk((rows or _count_rows(chunks, len(sample_weight)),))
        if sample_weight.numblocks[0] != len(chunks):
            raise ValueError(f"there are {len(chunks)} chunks of rows and {sample_weight.numblocks[0]} of weights")
        return list(sample_weight.to_delayed())
    sample_weight = np.asarray(sample_weight, dtype=table.dtype)
    if sample_weight.ndim != 1:
        raise ValueError("Sample weights must be 1D array or scalar")
    rows = rows or _count_rows(chunks, len(sample_weight))
    if sum(rows) != len(sample_weight):
        raise _unlike(sum(rows), len(sample_weight))
    return np.split(sample_weight, np.cumsum(rows)[:-1])


def _count_rows(chunks, expected):
    groups = in_groups(chunks, TASKS_PER_THREAD * thread_count())
    with annotated():
        counts = dask.compute(*[delayed(lengths)(group) for group in groups])
    rows = tuple(count for group in counts for count in group)
    if sum(rows) != expected:
        raise _unlike(sum(rows), expected)
    return rows


def _unlike(rows, weights):
    return ValueError(f"sample_weight.shape == ({weights},), expected ({rows},)!")
