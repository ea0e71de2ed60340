"""scikit-learn's MiniBatchKMeans, on kvant's engine."""

import warnings
from collections.abc import Callable
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike

from kvant import _kvant
from kvant._arrays import is_sparse, to_centers, to_rows
from kvant._kmeans import BaseKMeans, checked_weights, draw_seed

from sklearn.base import _fit_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval


class MiniBatchKMeans(BaseKMeans):
    """k-means on small batches of rows: for rows that come bit by bit. scikit-learn's parameters and attributes.

    For a table that is there, :class:`KMeans` is as fast and ends lower.

    Parameters
    ----------
    n_clusters : int, default=8
        How many clusters, 1 to 65,536.
    init : {'k-means++', 'random'}, callable or array-like of shape (n_clusters, n_features), default='k-means++'
        Where to start, found on `init_size` rows.
    max_iter : int, default=100
        The most times that all rows are looked at.
    batch_size : int, default=1024
        Rows of a step.
    verbose : int, default=0
        1 or more: tells of each step.
    compute_labels : bool, default=True
        Whether to tell labels and inertia of all rows at the end.
    random_state : int, RandomState instance or None, default=None
        An int for the same result each time.
    tol : float, default=0.0
        Stops once the centers' summed squared shift in a step is at most `tol` times the mean variance of the features.
    max_no_improvement : int or None, default=10
        Stops after so many steps without a new least of the batches' smoothed inertia.
    init_size : int, default=None
        Rows on which to look for a start; None: three batches.
    n_init : 'auto' or int, default='auto'
        How many starts, of which the best on `init_size` rows is taken. 'auto': 1, but 3 for 'random' and callables.
    reassignment_ratio : float, default=0.01
        Centers that have seen less than this part of what the one that has seen most has are put elsewhere.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        The centers, of the type of X.
    labels_ : ndarray of shape (n_samples,), int32
        The nearest center of each row, with `compute_labels`.
    inertia_ : float
        The weighted sum of squared distances to the nearest center; estimated from batches without `compute_labels`.
    n_iter_ : int
        How many times all rows were begun.
    n_steps_ : int
        How many batches there were.
    n_features_in_ : int
        How many features X had.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, if X had any.

    Examples
    --------
    >>> from kvant import MiniBatchKMeans
    >>> X = [[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]]
    >>> km = MiniBatchKMeans(n_clusters=2, random_state=0, batch_size=6).fit(X)
    >>> km.predict([[0, 0], [12, 3]]).tolist() in ([0, 1], [1, 0])
    True
    """

    _parameter_constraints = {
        **BaseKMeans._parameter_constraints,
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "compute_labels": ["boolean"],
        "max_no_improvement": [Interval(Integral, 0, None, closed="left"), None],
        "init_size": [Interval(Integral, 1, None, closed="left"), None],
        "reassignment_ratio": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str | Callable | ArrayLike = "k-means++",
        max_iter: int = 100,
        batch_size: int = 1024,
        verbose: int = 0,
        compute_labels: bool = True,
        random_state: int | np.random.RandomState | None = None,
        tol: float = 0.0,
        max_no_improvement: int | None = 10,
        init_size: int | None = None,
        n_init: str | int = "auto",
        reassignment_ratio: float = 0.01,
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.verbose = verbose
        self.compute_labels = compute_labels
        self.random_state = random_state
        self.tol = tol
        self.max_no_improvement = max_no_improvement
        self.init_size = init_size
        self.n_init = n_init
        self.reassignment_ratio = reassignment_ratio

    def _check_params_vs_input(self, X, default_n_init=3):
        super()._check_params_vs_input(X, default_n_init=default_n_init)
        self._batch_size = min(self.batch_size, X.shape[0])
        self._init_size = self.init_size
        if self._init_size is None:
            self._init_size = 3 * self._batch_size
            if self._init_size < self.n_clusters:
                self._init_size = 3 * self.n_clusters
        elif self._init_size < self.n_clusters:
            warnings.warn(
                f"init_size={self._init_size} should be larger than n_clusters={self.n_clusters}. Setting it to "
                "min(3*n_clusters, n_samples)",
                RuntimeWarning,
                stacklevel=3,
            )
            self._init_size = 3 * self.n_clusters
        self._init_size = min(self._init_size, X.shape[0])

    def _options(self, start, seed):
        named = start is None
        return _kvant.MiniBatchOptions(
            None if named else to_centers(start),
            clusters=self.n_clusters,
            init=str(self.init) if isinstance(self.init, str) else "k-means++",
            n_init=self._n_init if named else 1,
            batch_size=self.batch_size,
            init_size=self.init_size or 0,
            max_iterations=self.max_iter,
            max_no_improvement=self.max_no_improvement,
            tolerance=self.tol,
            reassignment_ratio=self.reassignment_ratio,
            compute_labels=self.compute_labels,
            seed=seed,
        )

    def _start(self, X, weights, random_state):
        """Centers to start from, unless the engine finds them: the best of those that a callable returns."""
        if isinstance(self.init, str):
            return None
        if not callable(self.init):
            return self._check_centers(self.init, X, self.n_clusters)
        judges = random_state.randint(0, X.shape[0], self._init_size)
        judged = to_rows(X[judges], None if weights is None else weights[judges])
        starts = [
            self._init_centroids(X, None, self.init, random_state, weights, self._init_size)
            for _ in range(self._n_init)
        ]
        return min(starts, key=lambda start: _kvant.inertia(*judged, centers=to_centers(start)))

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> "MiniBatchKMeans":
        """Clusters X by batches drawn from it.

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
        self : MiniBatchKMeans
            The fitted estimator.
        """
        X, dtype = self._validated(X)
        self._check_params_vs_input(X)
        random_state = check_random_state(self.random_state)
        weights = checked_weights(sample_weight, X)
        X = X.toarray() if is_sparse(X) else X
        start = self._start(X, weights, random_state)
        found = _kvant.mini_batch_fit(*to_rows(X, weights), options=self._options(start, draw_seed(random_state)))
        if self.verbose:
            self._tell(found)
        if found["distinct_centers"] < self.n_clusters:
            warnings.warn(
                f"Number of distinct clusters ({found['distinct_centers']}) found smaller than n_clusters "
                f"({self.n_clusters}). Possibly due to duplicate points in X.",
                ConvergenceWarning,
                stacklevel=2,
            )
        self._seed = draw_seed(random_state)
        self._learn(found, dtype)
        self.n_steps_ = found["steps"]
        self.n_iter_ = int(np.ceil(found["iterations"]))
        if self.compute_labels:
            self.labels_ = found["labels"]
        self.inertia_ = found["inertia"]
        return self

    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> "MiniBatchKMeans":
        """Learns from one batch, X.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows of the batch.
        y : Ignored
            There by convention.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        self : MiniBatchKMeans
            The estimator.
        """
        first = not hasattr(self, "cluster_centers_")
        X, dtype = self._validated(X, reset=first)
        weights = checked_weights(sample_weight, X)
        X = X.toarray() if is_sparse(X) else X
        start = state = None
        if first:
            self._check_params_vs_input(X)
            random_state = check_random_state(self.random_state)
            start = self._start(X, weights, random_state)
            self._seed = draw_seed(random_state)
            self.n_steps_ = 0
        else:
            state = {**self._state, "centers": to_centers(self.cluster_centers_)}
        rows = to_rows(X, weights)
        found = _kvant.mini_batch_step(*rows, options=self._options(start, self._seed), state=state)
        self._learn(found, dtype if first else self.cluster_centers_.dtype)
        self.n_steps_ += 1
        if self.compute_labels:
            centers = to_centers(self.cluster_centers_)
            self.labels_ = _kvant.predict(rows[0], centers)
            self.inertia_ = _kvant.inertia(*rows, centers=centers)
        return self

    def _learn(self, found, dtype):
        self.cluster_centers_ = found["centers"].astype(dtype, copy=False)
        self._state = {name: found[name] for name in ("weights", "steps", "since_reassignment")}

    def _tell(self, found):
        print("Initialization complete")
        steps = found["each_step"]
        for step, (inertia, _, reassigned) in enumerate(steps, start=1):
            if reassigned:
                print(f"[MiniBatchKMeans] Reassigning {reassigned} cluster centers.")
            print(f"Minibatch step {step}: mean batch inertia: {inertia / found['batch_size']}")
        if found["end"] != "max_iter":
            print(f"Converged ({found['end']}) at step {len(steps)}")
