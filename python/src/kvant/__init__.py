"""k-means for color, and for everything else: exact, fast, the same bits everywhere.

>>> from kvant import KMeans
>>> KMeans(n_clusters=2, random_state=0).fit_predict([[0, 0], [0, 1], [9, 9], [9, 8]])
array([0, 0, 1, 1], dtype=int32)

What needs another package (scikit-learn, Pillow, matplotlib, Dask) imports it when it is first used.
"""

from importlib import import_module as _import_module

from kvant._kvant import version as __version__

# Where each name comes from. Modules that import much are only imported for the names that need them.
_module_of_name = {
    "KMeans": "_kmeans",
    "k_means": "_kmeans",
    "kmeans_plusplus": "_kmeans",
    "MiniBatchKMeans": "_mini_batch",
    "BisectingKMeans": "_bisecting",
    "Quantizer": "_quantizer",
    "quantize": "_pictures",
    "count_colors": "_pictures",
    "Quantized": "_pictures",
    "elbow": "_elbow",
    "Elbow": "_elbow",
    "dask": "dask",
    "parts": "parts",
    "plot": "plot",
}

__all__ = ["__version__", *_module_of_name]


def __getattr__(name):
    if name not in _module_of_name:
        raise AttributeError(f"module 'kvant' has no attribute {name!r}")
    module = _import_module(f"kvant.{_module_of_name[name]}")
    value = module if name == _module_of_name[name] else getattr(module, name)
    globals()[name] = value
    return value


def __dir__():
    return sorted(__all__)
