"""Colors as features, for scikit-learn's pipelines."""

from numbers import Integral

import numpy as np

from kvant._needs import needs
from kvant._pictures import quantize

needs("sklearn", "scikit-learn", "sklearn", "kvant.Quantizer")

from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin, _fit_context  # noqa: E402
from sklearn.utils._param_validation import Interval, StrOptions  # noqa: E402
from sklearn.utils.validation import check_is_fitted, validate_data  # noqa: E402


class Quantizer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Replaces colors by the nearest of the k that describe the training colors best.

    A table has a color in each row, of red, green and blue, or these and alpha, from 0 to 255. Transformed, it has as
    many rows, of k different colors.

    Parameters
    ----------
    n_colors : int, default=16
        How many colors, 1 to 65,536.
    space : {'oklab', 'srgb', 'linear'}, default='oklab'
        Where colors are compared.
    effort : int, default=7
        1 (fastest) to 10 (best).
    random_state : int, default=0
        The same rows give the same colors, for each number others.

    Attributes
    ----------
    palette_ : ndarray of shape (k, 4), uint8
        The colors: red, green, blue, alpha.
    n_features_in_ : int
        3, or 4 with alpha.

    Examples
    --------
    >>> from kvant import Quantizer
    >>> X = [[0, 0, 0], [4, 4, 4], [250, 0, 0], [254, 0, 0]]
    >>> Quantizer(2, space="srgb").fit_transform(X)
    array([[  2,   2,   2],
           [  2,   2,   2],
           [252,   0,   0],
           [252,   0,   0]], dtype=uint8)
    """

    _parameter_constraints = {
        "n_colors": [Interval(Integral, 1, 65536, closed="both")],
        "space": [StrOptions({"oklab", "srgb", "linear"})],
        "effort": [Interval(Integral, 1, 10, closed="both")],
        "random_state": [Interval(Integral, 0, None, closed="left")],
    }

    def __init__(self, n_colors=16, *, space="oklab", effort=7, random_state=0):
        self.n_colors = n_colors
        self.space = space
        self.effort = effort
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Finds the colors.

        Parameters
        ----------
        X : array-like of shape (n_samples, 3) or (n_samples, 4)
            A color in each row.
        y : Ignored
            There by convention.

        Returns
        -------
        self : Quantizer
            The fitted transformer.
        """
        drawn = self._draw(validate_data(self, X, dtype=None), k=self.n_colors, effort=self.effort)
        self.palette_ = drawn.palette
        return self

    def transform(self, X):
        """Replaces each color by the nearest.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features_in_)
            A color in each row.

        Returns
        -------
        X_new : ndarray of shape (n_samples, n_features_in_), uint8
            Colors of the palette.
        """
        check_is_fitted(self)
        drawn = self._draw(validate_data(self, X, dtype=None, reset=False), palette=self.palette_)
        return np.ascontiguousarray(drawn.palette[drawn.labels[0], : self.n_features_in_])

    def _draw(self, X, **options):
        if X.shape[1] not in (3, 4):
            raise ValueError(f"a color has 3 or 4 numbers: X has {X.shape[1]} features, and Quantizer needs 3 or 4")
        if not np.can_cast(X.dtype, np.uint8):
            rounded = np.rint(X)
            if rounded.min() < 0 or rounded.max() > 255:
                raise ValueError("colors have numbers from 0 to 255")
            X = rounded.astype(np.uint8)
        return quantize(X.astype(np.uint8)[np.newaxis], space=self.space, random_state=self.random_state, **options)
