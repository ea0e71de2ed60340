"""Tables of other libraries."""

import numpy as np
import pytest

from kvant import KMeans, MiniBatchKMeans

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")


class OnlyAStream:
    """What Arrow's C stream interface is, and nothing else."""

    def __init__(self, frame):
        self.table = pa.Table.from_pandas(frame)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


KINDS = {
    "pandas": lambda frame: frame,
    "pyarrow's table": pa.Table.from_pandas,
    "pyarrow's batch": pa.RecordBatch.from_pandas,
    "polars": pl.DataFrame,
    "a stream": OnlyAStream,
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", KINDS)
def test_frames_are_arrays_with_names(rng, kind, dtype):
    X = rng.random((60, 3)).astype(dtype)
    frame = KINDS[kind](pd.DataFrame(X, columns=["a", "b", "c"]))
    expected = KMeans(4, random_state=0).fit(X)
    km = KMeans(4, random_state=0).fit(frame)
    assert km.cluster_centers_.dtype == dtype
    assert (km.cluster_centers_ == expected.cluster_centers_).all()
    assert (km.predict(frame) == expected.labels_).all()
    if kind != "pyarrow's batch":
        assert km.feature_names_in_.tolist() == ["a", "b", "c"]
    MiniBatchKMeans(4, random_state=0).partial_fit(frame)


def test_output_as_frames(rng):
    X = pd.DataFrame(rng.random((20, 3)), columns=["a", "b", "c"])
    assert KMeans(2).set_output(transform="pandas").fit_transform(X).columns.tolist() == ["kmeans0", "kmeans1"]
    assert KMeans(2).set_output(transform="polars").fit_transform(X).columns == ["kmeans0", "kmeans1"]


def test_missing_numbers_are_refused():
    with pytest.raises(ValueError, match="NaN"):
        KMeans(1).fit(pl.DataFrame({"a": [1.0, None, 3.0]}))
