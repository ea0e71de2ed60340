"""k-means of tables in parts, for engines that run Python on many machines: joblib, Ray, Spark, MPI.

A part answers questions about its rows; answers pickle, and those of parts add up to that of the whole, to the bit,
however the rows are cut, in any order, and whether a part is asked once or again. :func:`fit` asks. docs/scale.md has
recipes, and :mod:`kvant.dask` is one that is grown up.

>>> import numpy as np
>>> from kvant import parts
>>> X = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]])
>>> chunks = [parts.Part(X[:1]), parts.Part(X[1:])]
>>> def ask(question, *arguments):
...     return parts.merged([getattr(part, question)(*arguments) for part in chunks])
>>> parts.fit(ask, 2, random_state=0)["centers"]
array([[0. , 0.5],
       [9. , 8.5]])
"""

import copy

from kvant import _kvant
from kvant._arrays import to_centers
from kvant._kvant import Part

__all__ = ["Part", "fit", "merged"]


def merged(answers):
    """Merges answers to one question.

    Parameters
    ----------
    answers : list
        What the parts, or some of them, answered. They stay as they are.

    Returns
    -------
    answer
        That of their rows together.
    """
    whole = copy.copy(answers[0])
    for answer in answers[1:]:
        whole.merge(answer)
    return whole


def fit(ask, n_clusters=8, *, init="k-means++", max_iter=300, tol=1e-4, random_state=0, effort=7):
    """Clusters a table that is nowhere whole.

    Parameters
    ----------
    ask : callable
        ``ask(question, *arguments)`` returns the merged answers of all parts: of ``getattr(part, question)(*arguments)``
        for a :class:`Part` of each. It is called a few times at the start, then once for each iteration, from the thread
        that calls this; what it raises ends the fit.
    n_clusters, max_iter, tol, effort
        As of :class:`kvant.KMeans`.
    init : {'k-means++', 'random'} or array-like of shape (n_clusters, n_features), default='k-means++'
        As of :class:`kvant.KMeans`.
    random_state : int, default=0
        The same table and options give the same result, for each number another.

    Returns
    -------
    found : dict
        'centers', of shape (n_clusters, n_features); 'inertia'; 'converged'; 'distinct_centers'; and 'iterations', with
        inertia, center shift and rows that changed hands of each. ``part.labels(centers.ravel())`` tells labels.
    """
    return _kvant.fit_parts(
        _Answers(ask),
        None if isinstance(init, str) else to_centers(init),
        clusters=n_clusters,
        init=init if isinstance(init, str) else "k-means++",
        effort=effort,
        tolerance=tol,
        max_iterations=max_iter,
        seed=random_state,
    )


class _Answers:
    """The methods that fit_parts calls."""

    def __init__(self, ask):
        self._ask = ask

    def extent(self):
        return self._ask("extent")

    def sample(self, whole, clusters, effort, seed):
        return self._ask("sample", whole, clusters, effort, seed)

    def sums(self, whole, centers):
        return self._ask("sums", whole, centers)

    def far_rows(self, whole, centers, moved, most):
        return self._ask("far_rows", whole, centers, moved, most)

    def inertia(self, whole, centers):
        return self._ask("inertia", whole, centers)
