"""k-means of tables that lie in chunks, in one process or on many machines, and one palette for many pictures, on Dask.

>>> import dask.array as da
>>> from kvant.dask import KMeans
>>> X = da.from_array([[0, 0], [0, 1], [9, 9], [9, 8]], chunks=(2, 2))
>>> KMeans(n_clusters=2, random_state=0).fit(X).labels_.compute()
array([0, 0, 1, 1], dtype=int32)

With a `distributed.Client` the work is done on its workers, without one on threads here: with the same bits, which are
those of :class:`kvant.KMeans` on the whole table.
"""

from importlib import import_module as _import_module

from kvant._needs import needs as _needs

_needs("dask", "Dask", "dask", "kvant.dask")

_module_of_name = {
    "KMeans": "_kmeans",
    "palette": "_pictures",
    "SharedPalette": "_pictures",
    "quantize_folder": "_folders",
    "QuantizedFolder": "_folders",
}

__all__ = [*_module_of_name]


def __getattr__(name):
    if name not in _module_of_name:
        raise AttributeError(f"module 'kvant.dask' has no attribute {name!r}")
    value = getattr(_import_module(f"kvant.dask.{_module_of_name[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted(__all__)
