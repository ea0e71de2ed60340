"""Tables as the engine takes them."""

import numpy as np

from kvant import _kvant

VALUES_AT_ONCE = 1 << 22  # some milliseconds


def is_exact_in_float32(X):
    """Whether X holds integers that single precision holds, too: the pixels of pictures, above all."""
    dtype = getattr(X, "dtype", None)
    return isinstance(dtype, np.dtype) and dtype.kind in "uib" and dtype.itemsize <= 2


def to_float32(X):
    """X as float32, some rows at a time: Ctrl-C ends it in between, which it could not do to one call of NumPy's."""
    converted = np.empty(X.shape, np.float32)
    some = max(1, VALUES_AT_ONCE // max(1, X[:1].size))
    for begin in range(0, len(X), some):
        converted[begin : begin + some] = X[begin : begin + some]
    return converted


def is_sparse(X):
    """Whether X is one of SciPy's sparse arrays, without importing SciPy."""
    return hasattr(X, "indptr") and hasattr(X, "indices")


def to_rows(X, weights=None, threads=0):
    """What the engine takes for rows and weights: positional arguments of its functions.

    Dense rows are taken as they lie, if they lie as the engine can read them; of sparse ones a few at a time are made
    dense.
    """
    if is_sparse(X):
        sparse = _kvant.SparseFloats if X.dtype == np.float32 else _kvant.SparseDoubles
        indices = (X.indices.astype(np.int64, copy=False), X.indptr.astype(np.int64, copy=False))
        return (sparse(np.ascontiguousarray(X.data), *indices, X.shape[1], weights, threads),)
    aligned = all(stride > 0 and stride % X.itemsize == 0 for stride in X.strides)
    return (X if aligned and X.flags.aligned else np.ascontiguousarray(X), weights)


def to_centers(centers):
    """k x dimensions doubles, row after row."""
    return np.ascontiguousarray(centers, dtype=np.float64)
