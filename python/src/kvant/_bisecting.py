"""scikit-learn's BisectingKMeans, on kvant's engine."""

import warnings
from collections.abc import Callable
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from kvant import _kvant
from kvant._arrays import is_sparse, to_centers, to_rows
from kvant._kmeans import BaseKMeans, checked_weights, draw_seed

from sklearn.base import _fit_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted


class BisectingKMeans(BaseKMeans):
    """Splits all rows in two, then one of the clusters there are, until there are k. scikit-learn's parameters.

    Parameters
    ----------
    n_clusters : int, default=8
        How many clusters, 1 to 65,536.
    init : {'k-means++', 'random'} or callable, default='random'
        Where each split starts.
    n_init : int, default=1
        How many starts of each split, of which the best is kept.
    random_state : int, RandomState instance or None, default=None
        An int for the same result each time.
    max_iter : int, default=300
        The most Lloyd iterations of a split.
    verbose : int, default=0
        1 or more: tells what was found.
    tol : float, default=1e-4
        As of :class:`KMeans`, for each split.
    copy_x : bool, default=True
        Means nothing: X is never changed.
    algorithm : {'lloyd', 'elkan'}, default='lloyd'
        Means nothing: the result is Lloyd's, and what can be skipped is.
    bisecting_strategy : {'biggest_inertia', 'largest_cluster'}, default='biggest_inertia'
        Which cluster is split next: the one of the largest inertia, or of the most rows.
    effort : int, default=7
        As of :class:`KMeans`, where init is 'k-means++'. Not in scikit-learn.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        The centers, of the type of X.
    labels_ : ndarray of shape (n_samples,), int32
        The cluster of each row: by the splits, so that another center may be nearer.
    inertia_ : float
        The weighted sum of squared distances to the center of the row's cluster.
    n_features_in_ : int
        How many features X had.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, if X had any.

    Examples
    --------
    >>> from kvant import BisectingKMeans
    >>> X = [[1, 1], [10, 1], [3, 1], [10, 0], [2, 1], [10, 2], [10, 8], [10, 9], [10, 10]]
    >>> BisectingKMeans(n_clusters=3, random_state=0).fit(X).inertia_
    6.0
    """

    _parameter_constraints = {
        **BaseKMeans._parameter_constraints,
        "init": [StrOptions({"k-means++", "random"}), callable],
        "n_init": [Interval(Integral, 1, None, closed="left")],
        "copy_x": ["boolean"],
        "algorithm": [StrOptions({"lloyd", "elkan"})],
        "bisecting_strategy": [StrOptions({"biggest_inertia", "largest_cluster"})],
        "effort": [Interval(Integral, 1, 10, closed="both")],
    }

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str | Callable = "random",
        n_init: int = 1,
        random_state: int | np.random.RandomState | None = None,
        max_iter: int = 300,
        verbose: int = 0,
        tol: float = 1e-4,
        copy_x: bool = True,
        algorithm: str = "lloyd",
        bisecting_strategy: str = "biggest_inertia",
        effort: int = 7,
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.random_state = random_state
        self.max_iter = max_iter
        self.verbose = verbose
        self.tol = tol
        self.copy_x = copy_x
        self.algorithm = algorithm
        self.bisecting_strategy = bisecting_strategy
        self.effort = effort

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> "BisectingKMeans":
        """Clusters X.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows. Sparse ones are made dense, all at once.
        y : Ignored
            There by convention.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        self : BisectingKMeans
            The fitted estimator.
        """
        X, dtype = self._validated(X)
        self._check_params_vs_input(X, default_n_init=1)
        random_state = check_random_state(self.random_state)
        weights = checked_weights(sample_weight, X)
        X = X.toarray() if is_sparse(X) else X

        def start_of(numbers):
            some = X[numbers]
            return to_centers(self._check_centers(self.init(some, 2, random_state=random_state), some, 2))

        found = _kvant.bisect(
            *to_rows(X, weights),
            start_of=start_of if callable(self.init) else None,
            clusters=self.n_clusters,
            strategy=self.bisecting_strategy,
            init="k-means++" if callable(self.init) else str(self.init),
            n_init=self._n_init,
            effort=self.effort,
            tolerance=self.tol,
            max_iterations=self.max_iter,
            seed=draw_seed(random_state),
        )
        if self.verbose:
            print(f"{self.n_clusters - 1} splits in {found['iterations']} iterations, inertia {found['inertia']}.")
        if found["distinct_centers"] < self.n_clusters:
            warnings.warn(
                f"Number of distinct clusters ({found['distinct_centers']}) found smaller than n_clusters "
                f"({self.n_clusters}). Possibly due to duplicate points in X.",
                ConvergenceWarning,
                stacklevel=2,
            )
        self.cluster_centers_ = found["centers"].astype(dtype, copy=False)
        self.labels_ = found["labels"]
        self.inertia_ = found["inertia"]
        self._tree = found["tree"]
        return self

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Tells the cluster that each row comes to, from split to split.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        labels : ndarray of shape (n_samples,), int32
            The index of the cluster.
        """
        check_is_fitted(self)
        X = self._validated_to_predict(X)
        X = X.toarray() if is_sparse(X) else X
        return _kvant.follow_splits(to_rows(X)[0], self._tree)
