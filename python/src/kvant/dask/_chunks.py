"""What is done with chunks of rows where they are: in tasks, on workers."""

from contextlib import contextmanager
from numbers import Number

import numpy as np

from kvant import _kvant
from kvant._arrays import to_centers, to_rows
from kvant.parts import merged


class Chunks:
    """Chunks that are asked together, and what was found out about them so far.

    It is the value of a task, so Dask keeps it where its rows are and lets go of it when the fit ends. What it remembers
    of earlier questions (labels, distances) makes answers faster and nothing else: it stays behind when Dask moves the
    rows to another worker, or reads them again.
    """

    def __init__(self, chunks, weights, numbers, dtype, columns):
        """
        chunks, weights : lists of arrays or frames, and of arrays or numbers, or None
        numbers : of each chunk, for messages
        dtype, columns : what the rows shall be made, and how long they must be
        """
        self.numbers = numbers
        self.rows = []
        self.weights = []
        for i, (number, chunk) in enumerate(zip(numbers, chunks)):
            with named(number):
                rows = as_rows(chunk, dtype, columns)
                self.rows.append(rows)
                self.weights.append(None if weights is None else _weights_of(weights[i], rows))
        self._idle = [self._parts()]  # looks at each number, so that errors come now

    def __getstate__(self):
        return {**vars(self), "_idle": []}

    def __sizeof__(self):
        return sum(rows.nbytes for rows in self.rows) + sum(w.nbytes for w in self.weights if w is not None)

    def ask(self, question, *arguments):
        """The merged answer of the chunks; `question` is a method of _kvant.Part."""
        try:
            parts = self._idle.pop()  # no two tasks ask one part at once
        except IndexError:
            parts = self._parts()
        answers = []
        for number, part in zip(self.numbers, parts):
            with named(number):
                answers.append(getattr(part, question)(*arguments))
        if not self._idle:
            self._idle.append(parts)
        return merged(answers)

    def _parts(self):
        parts = []
        for number, rows, weights in zip(self.numbers, self.rows, self.weights):
            with named(number):
                parts.append(_kvant.Part(*to_rows(rows, weights), threads=1))
        return parts


@contextmanager
def named(number):
    """Errors raised within say which chunk they are about."""
    try:
        yield
    except (ValueError, TypeError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"chunk {number}: {error}") from error


def as_rows(chunk, dtype, columns):
    """Rows of a chunk, of an array or a frame, as the engine takes them."""
    if hasattr(chunk, "iloc"):
        rows = chunk.to_numpy(dtype=dtype, na_value=np.nan)
    elif isinstance(chunk, np.ndarray):
        rows = chunk.astype(dtype, copy=False)
    else:
        raise TypeError(no_array(chunk))
    if rows.ndim != 2 or rows.shape[1] != columns:
        raise ValueError(f"is of shape {rows.shape}, while the table has {columns} columns")
    return rows


def no_array(chunk):
    """What to say of chunks that are no arrays of NumPy's."""
    return (
        f"{type(chunk).__module__}.{type(chunk).__name__} is no array of NumPy's. Sparse chunks are made dense by "
        "X.map_blocks(lambda chunk: chunk.toarray(), dtype=X.dtype), of pydata's sparse by chunk.todense()"
    )


def _weights_of(weights, rows):
    if isinstance(weights, Number):
        return np.full(len(rows), weights, rows.dtype)
    weights = np.ascontiguousarray(weights, dtype=rows.dtype).reshape(-1)
    if len(weights) != len(rows):
        raise ValueError(f"has {len(rows)} rows and {len(weights)} weights")
    return weights


def label_rows(chunk, centers, dtype, number=None):
    """The nearest center of each row of a chunk."""
    with named(_number(number)):
        rows = as_rows(chunk, dtype, centers.shape[1])
        return _kvant.predict(to_rows(rows)[0], to_centers(centers), threads=1)


def label_frame(chunk, centers, dtype):
    """The same as a series."""
    import pandas

    labels = label_rows(chunk, centers, dtype)
    return pandas.Series(labels, index=chunk.index, name="labels")


def distances(chunk, centers, dtype, number=None):
    """The distances of the rows of a chunk to all centers."""
    from sklearn.metrics.pairwise import euclidean_distances

    with named(_number(number)):
        rows = as_rows(chunk, dtype, centers.shape[1])
        if len(rows) == 0:
            return np.empty((0, len(centers)), np.result_type(dtype, centers.dtype))
        return euclidean_distances(rows, centers)


def lengths(chunks):
    """How many rows each has."""
    return [len(chunk) for chunk in chunks]


def _number(place):
    return "?" if place is None else place[0]
