"""How many clusters, or colors?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from kvant import _kvant
from kvant._arrays import is_exact_in_float32, is_sparse, to_float32, to_rows
from kvant._colors import Picture, to_pixels
from kvant._needs import needs
from kvant._pictures import options_of


@dataclass(frozen=True, eq=False, repr=False)
class Elbow:
    """What each number of clusters leaves, and the number to take.

    Attributes
    ----------
    k_ : int
        The number to take.
    reason_ : {'clear elbow', 'enough variance', 'few points', 'end of range'}
        Why: the curve has a clear elbow; it has none, and these explain 95% of the variance; there are hardly more
        different rows; or nothing did.
    k : ndarray of int
        The numbers that were tried.
    inertia, variance_explained, calinski_harabasz, bic, simplified_silhouette : ndarray of float
        The curve, and scores of each number: the higher, the better.
    knee_, elbow_ : int or None
        The knee of the curve as it is, and on logarithmic axes.
    sharpness_ : float or None
        How much faster the inertia falls before that elbow than after; 2 or more is clear.
    centers : list of ndarray
        Of each number: k x features.
    """

    k_: int
    reason_: str
    k: np.ndarray
    inertia: np.ndarray
    variance_explained: np.ndarray
    calinski_harabasz: np.ndarray
    bic: np.ndarray
    simplified_silhouette: np.ndarray
    knee_: int | None
    elbow_: int | None
    sharpness_: float | None
    centers: list = field(default_factory=list)

    def plot(self, ax=None):
        """Draws the curve, the number to take marked, and returns the axes."""
        if ax is None:
            ax = needs("matplotlib.pyplot", "matplotlib", "plot", "Drawing the curve").subplots()[1]
        ax.plot(self.k, 100 * self.variance_explained, marker=".", color="#3b6ea8")
        taken = 100 * self.variance_explained[self.k == self.k_][0]
        ax.plot([self.k_], [taken], marker="o", markersize=9, color="#c8452d")
        ax.annotate(
            f"k = {self.k_}: {taken:.1f}%\n{self.reason_}",
            (self.k_, taken),
            xytext=(12, -8),
            textcoords="offset points",
            va="top",
        )
        ax.set_xlabel("clusters k")
        ax.set_ylabel("variance explained, %")
        ax.set_ylim(top=103)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        return ax

    def __repr__(self):
        return f"<kvant.Elbow: k = {self.k_} of {self.k[0]} to {self.k[-1]}: {self.reason_}>"


def elbow(
    X: ArrayLike | Picture,
    k: int | Sequence[int] | None = None,
    *,
    sample_weight: ArrayLike | None = None,
    space: str = "oklab",
    effort: int = 7,
    tol: float = 1e-4,
    max_iter: int = 300,
    random_state: int = 0,
) -> Elbow:
    """Clusters with each number of clusters of a range and tells which to take.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features), or a picture
        Rows; or an array of height x width x 3 or 4, a Pillow image, or a path: then it is about colors.
    k : int, range or (first, last), default=None
        The largest number to try, or the range; up to 64 for a picture and 12 for a table if nothing is said, or as
        many different rows as there are.
    sample_weight : array-like of shape (n_samples,), default=None
        How much each row counts.
    space : {'oklab', 'srgb', 'linear'}, default='oklab'
        Of a picture: where colors are compared.
    effort, tol, max_iter
        As of :class:`KMeans`.
    random_state : int, default=0
        For each number another, and always the same, result.

    Returns
    -------
    Elbow
        The curve; ``.k_`` is the number to take, ``.plot()`` draws it.

    Examples
    --------
    >>> import numpy as np
    >>> from kvant import elbow
    >>> X = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], 20, axis=0) + np.random.default_rng(0).normal(size=(60, 2))
    >>> elbow(X, 8).k_
    3
    """
    picture = not is_sparse(X) and (isinstance(X, (str, bytes)) or hasattr(X, "__fspath__") or hasattr(X, "getbands"))
    if picture or getattr(X, "ndim", 2) == 3:
        first, last = _range_of(k, 64)
        curve = _kvant.color_curve(
            to_pixels(X), options_of(space=space, effort=effort, random_state=random_state), first, last, True
        )
    else:
        first, last = _range_of(k, 12)
        X = np.asarray(X.toarray() if is_sparse(X) else X)
        if X.ndim != 2:
            raise ValueError(f"a table has rows and columns; this array is of shape {X.shape}")
        if is_exact_in_float32(X):
            X = to_float32(X)
        X = X.astype(np.float32 if X.dtype == np.float32 else np.float64, copy=False)
        weights = None if sample_weight is None else np.ascontiguousarray(sample_weight, dtype=X.dtype)
        curve = _kvant.sweep(
            *to_rows(X, weights),
            from_=first,
            to=last,
            effort=effort,
            tolerance=tol,
            max_iterations=max_iter,
            seed=random_state,
        )
    return Elbow(
        k_=curve["choice"],
        reason_=curve["reason"],
        k=curve["k"],
        inertia=curve["inertia"],
        variance_explained=curve["variance_explained"],
        calinski_harabasz=curve["calinski_harabasz"],
        bic=curve["bic"],
        simplified_silhouette=curve["simplified_silhouette"],
        knee_=curve["knee"],
        elbow_=curve["elbow"],
        sharpness_=curve["sharpness"],
        centers=curve["centers"],
    )


def _range_of(k, most):
    if k is None:
        return 1, most
    if isinstance(k, (int, np.integer)):
        return 1, int(k)
    numbers = list(k)
    if not numbers or numbers[0] > numbers[-1]:
        raise ValueError("k is the largest number to try, a range, or the first and the last")
    return int(numbers[0]), int(numbers[-1])
