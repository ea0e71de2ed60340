"""Data frames of other libraries than pandas."""

from importlib.util import find_spec

from kvant._needs import needs


def to_frame(X):
    """X, as pandas has it if it is a table of Arrow's kind, or of the data frame interchange protocol.

    scikit-learn reads some of these itself, but makes float64 of float32.
    """
    if hasattr(X, "iloc"):  # pandas' own
        return X
    if hasattr(X, "__arrow_c_stream__") and (not hasattr(X, "__array__") or _has("pandas", "pyarrow")):
        what = f"A {type(X).__name__}"
        needs("pandas", "pandas and pyarrow", "frames", what)
        return needs("pyarrow", "pyarrow", "frames", what).table(X).to_pandas()
    if hasattr(X, "__dataframe__") and not hasattr(X, "__array__"):
        needs("pandas", "pandas", "frames", f"A {type(X).__name__}")
        from pandas.api.interchange import from_dataframe

        return from_dataframe(X)
    return X


def _has(*modules):
    return all(find_spec(module) for module in modules)
