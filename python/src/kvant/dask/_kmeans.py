"""dask-ml's KMeans, on kvant's engine."""

from numbers import Integral

import dask
import dask.array as da
import numpy as np

import kvant
from kvant import _kvant
from kvant._arrays import to_centers
from kvant._kmeans import BaseKMeans, draw_seed
from kvant._needs import needs
from kvant.dask._table import Answers, AskedTable, LazyTable

needs("sklearn", "scikit-learn", "dask", "kvant.dask.KMeans")

from sklearn.base import _fit_context  # noqa: E402
from sklearn.utils import check_random_state  # noqa: E402
from sklearn.utils._param_validation import Interval, StrOptions  # noqa: E402
from sklearn.utils.validation import _check_feature_names, _check_n_features, check_is_fitted  # noqa: E402


class KMeans(BaseKMeans):
    """k-means clustering of dask arrays and frames: dask-ml's parameters, and the bits of :class:`kvant.KMeans`.

    What is in memory here, an array of NumPy's for one, is clustered here. Dask arrays and frames are clustered where
    their chunks are: on the workers of the client that is there, or on threads here. Chunks, workers, the order they
    answer in, and whether some are lost on the way change no bit of the result.

    Parameters
    ----------
    n_clusters : int, default=8
        How many clusters, 1 to 65,536.
    init : {'k-means||', 'k-means++', 'random'} or array-like of shape (n_clusters, n_features), default='k-means||'
        Where to start: greedy k-means++ followed by a search for better optima (see `effort`), on a sample that does not
        depend on chunks, by either of the first two names; rows drawn at random; or these centers.
    oversampling_factor : int, default=2
        Means nothing: the sample is as large as the search needs.
    max_iter : int, default=300
        The most Lloyd iterations.
    tol : float, default=1e-4
        Stops once the centers' summed squared shift is at most `tol` times the mean variance of the features. 0: once
        no center moves.
    precompute_distances : {'auto'} or bool, default='auto'
        Means nothing.
    random_state : int, RandomState instance or None, default=None
        An int for the same result each time.
    copy_x : bool, default=True
        Means nothing: X is never changed.
    n_jobs : int or None, default=1
        Means nothing: Dask says how many tasks run at once.
    algorithm : {'full', 'lloyd', 'elkan', 'auto'}, default='full'
        Means nothing: the result is Lloyd's, and what can be skipped is.
    init_max_iter : int, default=None
        Means nothing: a start takes one pass over the rows.
    n_init : 'auto' or int, default='auto'
        How many starts, of which the one with the least inertia is kept. 'auto': 1, but 10 for 'random'.
    effort : int, default=7
        1 to 10: how much work goes into leaving bad optima before the iterations. 1 is plain k-means++. Not in dask-ml.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        The centers, of the type of X.
    labels_ : ndarray, dask array or dask series of shape (n_samples,), int32
        The nearest center of each row: always what ``predict(X)`` says, and as lazy as X; on the partitions of X if that
        is a frame.
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
    >>> import dask.array as da
    >>> from kvant.dask import KMeans
    >>> X = da.from_array([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]], chunks=(4, 2))
    >>> km = KMeans(n_clusters=2, random_state=0).fit(X)
    >>> km.cluster_centers_
    array([[ 1.,  2.],
           [10.,  2.]])
    >>> km.predict(X).compute()
    array([0, 0, 0, 1, 1, 1], dtype=int32)
    """

    _parameter_constraints = {
        **BaseKMeans._parameter_constraints,
        "init": [StrOptions({"k-means||", "k-means++", "random"}), "array-like"],
        "oversampling_factor": "no_validation",
        "precompute_distances": "no_validation",
        "copy_x": ["boolean"],
        "n_jobs": "no_validation",
        "algorithm": [StrOptions({"full", "lloyd", "elkan", "auto"})],
        "init_max_iter": "no_validation",
        "effort": [Interval(Integral, 1, 10, closed="both")],
    }
    del _parameter_constraints["verbose"]

    def __init__(
        self,
        n_clusters: int = 8,
        init="k-means||",
        oversampling_factor: int = 2,
        max_iter: int = 300,
        tol: float = 1e-4,
        precompute_distances: str | bool = "auto",
        random_state: int | np.random.RandomState | None = None,
        copy_x: bool = True,
        n_jobs: int | None = 1,
        algorithm: str = "full",
        init_max_iter: int | None = None,
        n_init: str | int = "auto",
        *,
        effort: int = 7,
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.oversampling_factor = oversampling_factor
        self.max_iter = max_iter
        self.tol = tol
        self.precompute_distances = precompute_distances
        self.random_state = random_state
        self.copy_x = copy_x
        self.n_jobs = n_jobs
        self.algorithm = algorithm
        self.init_max_iter = init_max_iter
        self.n_init = n_init
        self.effort = effort

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None, sample_weight=None) -> "KMeans":
        """Clusters X.

        Parameters
        ----------
        X : array-like, dask array or dask frame of shape (n_samples, n_features)
            The rows. float32 stays float32, all else becomes float64. How many rows a chunk has need not be known.
            The workers' memory, together, has to hold the rows, or their disks what is too much.
        y : Ignored
            There by convention.
        sample_weight : float, array-like, dask array or series of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        self : KMeans
            The fitted estimator.
        """
        if not dask.is_dask_collection(X):
            return self._fit_here(X, sample_weight)
        table = self._checked(X, reset=True)
        asked = AskedTable(table, sample_weight)
        asked.persist()
        answers = Answers(asked)
        whole = answers.extent()
        self._check_params_vs_input(_Shape(whole.rows, table), default_n_init=10)
        random_state = check_random_state(self.random_state)
        init, start = self._init_and_start()
        if start is not None:
            start = to_centers(self._check_centers(start, _Shape(whole.rows, table), self.n_clusters))
        tries = (
            _kvant.fit_parts(
                answers,
                start,
                clusters=self.n_clusters,
                init=init,
                effort=self.effort,
                tolerance=self.tol,
                max_iterations=self.max_iter,
                seed=draw_seed(random_state),
            )
            for _ in range(self._n_init)
        )
        self._keep(min(tries, key=lambda found: found["inertia"]), table.centers_dtype)
        self.labels_ = table.labels(self.cluster_centers_)
        return self

    def _fit_here(self, X, sample_weight):
        init, start = self._init_and_start()
        if dask.is_dask_collection(sample_weight):
            sample_weight = sample_weight.compute()
        whole = kvant.KMeans(
            self.n_clusters,
            init=init if start is None else start,
            n_init=self.n_init,
            max_iter=self.max_iter,
            tol=self.tol,
            random_state=self.random_state,
            effort=self.effort,
        ).fit(X, sample_weight=sample_weight)
        for name, value in vars(whole).items():
            if name.endswith("_"):
                setattr(self, name, value)
        return self

    def _init_and_start(self):
        if isinstance(self.init, str):
            return "k-means++" if self.init == "k-means||" else self.init, None
        return "k-means++", self.init.compute() if dask.is_dask_collection(self.init) else self.init

    def predict(self, X):
        """Tells the nearest center of each row; ties go to the lowest index.

        Parameters
        ----------
        X : array-like, dask array or dask frame of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        labels : ndarray, dask array or dask series of shape (n_samples,), int32
            The index of the nearest center, as lazy as X.
        """
        check_is_fitted(self)
        if not dask.is_dask_collection(X):
            return super().predict(X)
        return self._checked(X, reset=False).labels(self.cluster_centers_)

    def transform(self, X):
        """Tells the distances of rows to all centers.

        Parameters
        ----------
        X : array-like, dask array or dask frame of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        X_new : ndarray or dask array of shape (n_samples, n_clusters)
            The distances, as lazy as X.
        """
        check_is_fitted(self)
        if not dask.is_dask_collection(X):
            return super().transform(X)
        return self._checked(X, reset=False).distances(self.cluster_centers_)

    def score(self, X, y=None, sample_weight=None):
        """Tells how well the centers stand for the rows of X: the higher, the better.

        Parameters
        ----------
        X : array-like, dask array or dask frame of shape (n_samples, n_features)
            The rows.
        y : Ignored
            There by convention.
        sample_weight : float, array-like, dask array or series of shape (n_samples,), default=None
            How much each row counts, 0 or more.

        Returns
        -------
        score : float, or dask array of shape ()
            The negative of the inertia: of the weighted sum of squared distances to the nearest center.
        """
        check_is_fitted(self)
        if not dask.is_dask_collection(X):
            return super().score(X, sample_weight=sample_weight)
        inertia = AskedTable(self._checked(X, reset=False), sample_weight).inertia(
            to_centers(self.cluster_centers_).ravel()
        )
        return da.from_delayed(dask.delayed(_score)(inertia), shape=(), dtype=np.float64)

    def _checked(self, X, reset):
        table = LazyTable(X)
        _check_feature_names(self, table.names if table.is_frame else X, reset=reset)
        _check_n_features(self, _Shape(0, table), reset=reset)
        return table

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _score(inertia):
    return np.float64(-inertia.value)


class _Shape:
    """What checks of parameters want to know of a table."""

    def __init__(self, rows, table):
        self.shape = (rows, table.columns)
        self.dtype = table.dtype
