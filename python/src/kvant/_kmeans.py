"""scikit-learn's KMeans and its functions, on kvant's engine."""

import warnings
from collections.abc import Callable
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike

from kvant import _kvant
from kvant._arrays import is_exact_in_float32, is_sparse, to_centers, to_float32, to_rows
from kvant._frames import to_frame
from kvant._needs import needs

needs("sklearn", "scikit-learn", "sklearn", "kvant.KMeans")

from sklearn.base import (  # noqa: E402
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
    _fit_context,
)
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.metrics.pairwise import euclidean_distances  # noqa: E402
from sklearn.utils import check_array, check_random_state  # noqa: E402
from sklearn.utils._param_validation import Interval, StrOptions  # noqa: E402
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data  # noqa: E402

FLOATS = [np.float64, np.float32]


def draw_seed(random_state):
    """A seed for the engine."""
    return int(random_state.randint(np.iinfo(np.int32).max))


class BaseKMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):
    """What the estimators have in common: parameters, input, and what is done with centers once there are some."""

    _parameter_constraints = {
        "n_clusters": [Interval(Integral, 1, 65536, closed="both")],
        "init": [StrOptions({"k-means++", "random"}), callable, "array-like"],
        "n_init": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "verbose": ["verbose"],
        "random_state": ["random_state"],
    }

    def _validated(self, X, **options):
        """X as floats. Integers that float32 holds become that: the engine is fastest there, and nothing is lost."""
        X = to_frame(X)
        exact = is_exact_in_float32(X)
        if exact and type(X) is np.ndarray and X.ndim == 2:
            X = to_float32(X)
        X = validate_data(
            self,
            X,
            accept_sparse="csr",
            dtype=np.float32 if exact else FLOATS,
            accept_large_sparse=True,
            ensure_all_finite=not exact,  # integers are
            **options,
        )
        return X, np.float64 if exact else X.dtype

    def _validated_to_predict(self, X):
        return self._validated(X, reset=False)[0]

    def _check_params_vs_input(self, X, default_n_init):
        if X.shape[0] < self.n_clusters:
            raise ValueError(f"n_samples={X.shape[0]} should be >= n_clusters={self.n_clusters}.")
        named = isinstance(self.init, str)
        given = not named and not callable(self.init)
        if self.n_init == "auto":
            self._n_init = default_n_init if callable(self.init) or (named and self.init == "random") else 1
        else:
            self._n_init = self.n_init
        if given and self._n_init != 1:
            warnings.warn(
                f"Explicit initial center position passed: performing only one init in {type(self).__name__} instead "
                f"of n_init={self._n_init}.",
                RuntimeWarning,
                stacklevel=3,
            )
            self._n_init = 1

    def _keep(self, found, dtype):
        """Takes what was found, but for the labels."""
        if found["distinct_centers"] < self.n_clusters:
            warnings.warn(
                f"Number of distinct clusters ({found['distinct_centers']}) found smaller than n_clusters "
                f"({self.n_clusters}). Possibly due to duplicate points in X.",
                ConvergenceWarning,
                stacklevel=3,
            )
        self.cluster_centers_ = found["centers"].astype(dtype, copy=False)
        self.inertia_ = found["inertia"]
        self.n_iter_ = len(found["iterations"])

    def _check_centers(self, centers, X, count):
        centers = check_array(centers, dtype=X.dtype, order="C")
        if centers.shape[0] != count:
            raise ValueError(
                f"The shape of the initial centers {centers.shape} does not match the number of clusters {count}."
            )
        if centers.shape[1] != X.shape[1]:
            raise ValueError(
                f"The shape of the initial centers {centers.shape} does not match the number of features of the data "
                f"{X.shape[1]}."
            )
        return centers

    def _init_centroids(self, X, x_squared_norms, init, random_state, sample_weight, init_size=None, n_centroids=None):
        """Centers to start from, by any of the values that `init` has. The norms are not needed."""
        count = self.n_clusters if n_centroids is None else n_centroids
        if init_size is not None and init_size < X.shape[0]:
            some = random_state.randint(0, X.shape[0], init_size)
            X, sample_weight = X[some], None if sample_weight is None else sample_weight[some]
        if callable(init):
            return self._check_centers(init(X, count, random_state=random_state), X, count)
        if isinstance(init, str):
            return draw_rows(X, sample_weight, count, init, random_state)[0]
        return self._check_centers(init, X, count)

    def fit_predict(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> np.ndarray:
        """Clusters X and tells the cluster of each row: ``fit(X).labels_``.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.
        y : Ignored
            There by convention.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        labels : ndarray of shape (n_samples,), int32
            The index of the nearest center.
        """
        return self.fit(X, sample_weight=sample_weight).labels_

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Tells the nearest center of each row; ties go to the lowest index.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        labels : ndarray of shape (n_samples,), int32
            The index of the nearest center.
        """
        check_is_fitted(self)
        return _kvant.predict(to_rows(self._validated_to_predict(X))[0], to_centers(self.cluster_centers_))

    def fit_transform(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> np.ndarray:
        """Clusters X and tells the distances of its rows to all centers: ``fit(X).transform(X)``.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.
        y : Ignored
            There by convention.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        X_new : ndarray of shape (n_samples, n_clusters)
            The distances.
        """
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Tells the distances of rows to all centers.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        X_new : ndarray of shape (n_samples, n_clusters)
            The distances.
        """
        check_is_fitted(self)
        return euclidean_distances(self._validated_to_predict(X), self.cluster_centers_)

    def score(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> float:
        """Tells how well the centers stand for the rows of X: the higher, the better.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.
        y : Ignored
            There by convention.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        score : float
            The negative of the inertia: of the weighted sum of squared distances to the nearest center.
        """
        check_is_fitted(self)
        X = self._validated_to_predict(X)
        sample_weight = checked_weights(sample_weight, X)
        return -_kvant.inertia(*to_rows(X, sample_weight), centers=to_centers(self.cluster_centers_))

    @property
    def _n_features_out(self):
        return self.cluster_centers_.shape[0]

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def checked_weights(sample_weight, X):
    """Weights of the type of X, or None for 1 each."""
    return None if sample_weight is None else _check_sample_weight(sample_weight, X, dtype=X.dtype)


def draw_rows(X, sample_weight, count, init, random_state, trials=0):
    """Rows of X to start from, and their numbers."""
    if is_sparse(X):
        X = X.toarray()
    if sample_weight is not None:
        sample_weight = np.ascontiguousarray(sample_weight, dtype=X.dtype)
    numbers = _kvant.draw_rows(
        *to_rows(X, sample_weight), clusters=count, init=init, trials=trials, seed=draw_seed(random_state)
    )
    return np.ascontiguousarray(X[numbers]), numbers


class KMeans(BaseKMeans):
    """k-means clustering: scikit-learn's parameters, attributes and warnings; exact, and the same bits everywhere.

    Parameters
    ----------
    n_clusters : int, default=8
        How many clusters, 1 to 65,536.
    init : {'k-means++', 'random'}, callable or array-like of shape (n_clusters, n_features), default='k-means++'
        Where to start: greedy k-means++ followed by a search for better optima (see `effort`); rows drawn at random; what
        ``init(X, n_clusters, random_state=...)`` returns; or these centers.
    n_init : 'auto' or int, default='auto'
        How many starts, of which the one with the least inertia is kept. 'auto': 1, but 10 for 'random' and callables.
    max_iter : int, default=300
        The most Lloyd iterations.
    tol : float, default=1e-4
        Stops once the centers' summed squared shift is at most `tol` times the mean variance of the features. 0: once
        no center moves.
    verbose : int, default=0
        1 or more: tells of each iteration.
    random_state : int, RandomState instance or None, default=None
        An int for the same result each time.
    copy_x : bool, default=True
        Means nothing: X is never changed.
    algorithm : {'lloyd', 'elkan'}, default='lloyd'
        Means nothing: the result is Lloyd's, and what can be skipped is.
    effort : int, default=7
        1 to 10: how much work goes into leaving bad optima before the iterations, where init is 'k-means++'. 1 is plain
        k-means++, as in scikit-learn. Not in scikit-learn.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        The centers, of the type of X.
    labels_ : ndarray of shape (n_samples,), int32
        The nearest center of each row: always what ``predict(X)`` says.
    inertia_ : float
        The weighted sum of squared distances to the nearest center.
    n_iter_ : int
        How many iterations there were.
    n_features_in_ : int
        How many features X had.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, if X had any.

    Examples
    --------
    >>> from kvant import KMeans
    >>> X = [[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]]
    >>> km = KMeans(n_clusters=2, random_state=0).fit(X)
    >>> km.cluster_centers_
    array([[ 1.,  2.],
           [10.,  2.]])
    >>> km.predict([[0, 0], [12, 3]])
    array([0, 1], dtype=int32)
    """

    _parameter_constraints = {
        **BaseKMeans._parameter_constraints,
        "copy_x": ["boolean"],
        "algorithm": [StrOptions({"lloyd", "elkan"})],
        "effort": [Interval(Integral, 1, 10, closed="both")],
    }

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str | Callable | ArrayLike = "k-means++",
        n_init: str | int = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        verbose: int = 0,
        random_state: int | np.random.RandomState | None = None,
        copy_x: bool = True,
        algorithm: str = "lloyd",
        effort: int = 7,
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.copy_x = copy_x
        self.algorithm = algorithm
        self.effort = effort

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> "KMeans":
        """Clusters X.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows. float32 stays float32, all else becomes float64. Sparse rows are made dense some at a time.
        y : Ignored
            There by convention.
        sample_weight : array-like of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        self : KMeans
            The fitted estimator.
        """
        X, dtype = self._validated(X)
        self._check_params_vs_input(X, default_n_init=10)
        if self.algorithm == "elkan" and self.n_clusters == 1:
            warnings.warn(
                "algorithm='elkan' doesn't make sense for a single cluster. Using 'lloyd' instead.",
                RuntimeWarning,
                stacklevel=2,
            )
        random_state = check_random_state(self.random_state)
        rows = to_rows(X, checked_weights(sample_weight, X))
        given = None if isinstance(self.init, str) else self.init
        if given is not None and not callable(given):
            given = self._check_centers(given, X, self.n_clusters)

        best = None
        for _ in range(self._n_init):
            start = given
            if callable(given):
                start = self._check_centers(given(X, self.n_clusters, random_state=random_state), X, self.n_clusters)
            found = _kvant.fit(
                *rows,
                start=None if start is None else to_centers(start),
                clusters=self.n_clusters,
                init=str(self.init) if given is None else "k-means++",
                effort=self.effort,
                tolerance=self.tol,
                max_iterations=self.max_iter,
                seed=draw_seed(random_state),
                watch=Teller() if self.verbose else None,
            )
            if self.verbose and found["converged"]:
                tell_end(found)
            if best is None or found["inertia"] < best["inertia"]:
                best = found

        self._keep(best, dtype)
        self.labels_ = best["labels"]
        return self


class Teller:
    """Prints what a fit does while it does it, as scikit-learn words it."""

    def __init__(self):
        self.iterations = 0

    def __call__(self, inertia, center_shift):
        if self.iterations == 0:
            print("Initialization complete")
        print(f"Iteration {self.iterations}, inertia {inertia}.", flush=True)
        self.iterations += 1


def tell_end(found):
    """Prints why a fit ended."""
    last = len(found["iterations"]) - 1
    _, shift, _ = found["iterations"][last]
    how = "strict convergence." if shift == 0 else f"center shift {shift} within tolerance."
    print(f"Converged at iteration {last}: {how}")


def k_means(
    X: ArrayLike,
    n_clusters: int,
    *,
    sample_weight: ArrayLike | None = None,
    init: str | Callable | ArrayLike = "k-means++",
    n_init: str | int = "auto",
    max_iter: int = 300,
    verbose: bool = False,
    tol: float = 1e-4,
    random_state: int | np.random.RandomState | None = None,
    copy_x: bool = True,
    algorithm: str = "lloyd",
    return_n_iter: bool = False,
    effort: int = 7,
) -> tuple:
    """Clusters X, for those who want no estimator.

    Parameters
    ----------
    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        The rows.
    n_clusters : int
        How many clusters.
    sample_weight : array-like of shape (n_samples,), default=None
        How much each row counts, 0 or more.
    init, n_init, max_iter, verbose, tol, random_state, copy_x, algorithm, effort
        As of :class:`KMeans`.
    return_n_iter : bool, default=False
        Whether to return the number of iterations, too.

    Returns
    -------
    centroid : ndarray of shape (n_clusters, n_features)
        The centers.
    label : ndarray of shape (n_samples,), int32
        The nearest center of each row.
    inertia : float
        The weighted sum of squared distances to the nearest center.
    best_n_iter : int
        How many iterations there were; only if `return_n_iter`.

    Examples
    --------
    >>> from kvant import k_means
    >>> centers, labels, inertia = k_means([[1, 2], [1, 4], [10, 2], [10, 4]], 2, random_state=0)
    >>> labels, inertia
    (array([0, 0, 1, 1], dtype=int32), 4.0)
    """
    est = KMeans(
        n_clusters,
        init=init,
        n_init=n_init,
        max_iter=max_iter,
        verbose=verbose,
        tol=tol,
        random_state=random_state,
        copy_x=copy_x,
        algorithm=algorithm,
        effort=effort,
    ).fit(X, sample_weight=sample_weight)
    result = (est.cluster_centers_, est.labels_, est.inertia_)
    return (*result, est.n_iter_) if return_n_iter else result


def kmeans_plusplus(
    X: ArrayLike,
    n_clusters: int,
    *,
    sample_weight: ArrayLike | None = None,
    x_squared_norms: ArrayLike | None = None,
    random_state: int | np.random.RandomState | None = None,
    n_local_trials: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Draws rows to start from by greedy k-means++.

    Parameters
    ----------
    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        The rows.
    n_clusters : int
        How many to draw.
    sample_weight : array-like of shape (n_samples,), default=None
        How much each row counts, 0 or more.
    x_squared_norms : array-like of shape (n_samples,), default=None
        Not needed; there for scikit-learn's sake.
    random_state : int, RandomState instance or None, default=None
        An int for the same result each time.
    n_local_trials : int, default=None
        How many rows are tried for each that is taken; None: 2 + ln(n_clusters).

    Returns
    -------
    centers : ndarray of shape (n_clusters, n_features)
        The rows drawn.
    indices : ndarray of shape (n_clusters,)
        Their numbers.

    Examples
    --------
    >>> from kvant import kmeans_plusplus
    >>> centers, indices = kmeans_plusplus([[1.0, 2.0], [1.0, 2.1], [10.0, 2.0]], 2, random_state=0)
    >>> sorted(centers[:, 0].tolist())
    [1.0, 10.0]
    """
    X = check_array(X, accept_sparse="csr", dtype=FLOATS)
    if X.shape[0] < n_clusters:
        raise ValueError(f"n_samples={X.shape[0]} should be >= n_clusters={n_clusters}.")
    if x_squared_norms is not None:
        norms = check_array(x_squared_norms, dtype=X.dtype, ensure_2d=False)
        if norms.shape[0] != X.shape[0]:
            raise ValueError(
                f"The length of x_squared_norms {norms.shape[0]} should be equal to the length of n_samples "
                f"{X.shape[0]}."
            )
    weights = checked_weights(sample_weight, X)
    return draw_rows(X, weights, n_clusters, "k-means++", check_random_state(random_state), n_local_trials or 0)
