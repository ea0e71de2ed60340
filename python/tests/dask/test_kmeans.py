"""kvant.dask.KMeans on chunks, in this process and on workers: the bits of kvant.KMeans on the whole."""

import pickle
import warnings

import dask
import dask.array as da
import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.estimator_checks import check_estimator

import kvant
from kvant.dask import KMeans


def blobs(rng, rows=4000, columns=5, dtype=np.float64):
    return (rng.normal(size=(rows, columns)) + 3 * rng.integers(0, 4, (rows, 1))).astype(dtype)


def assert_same_bits(found, expected, X=None):
    assert found.cluster_centers_.dtype == expected.cluster_centers_.dtype
    assert (found.cluster_centers_ == expected.cluster_centers_).all()
    assert found.inertia_ == expected.inertia_
    assert found.n_iter_ == expected.n_iter_
    labels = found.labels_ if isinstance(found.labels_, np.ndarray) else np.asarray(found.labels_.compute())
    assert labels.dtype == expected.labels_.dtype
    assert (labels == expected.labels_).all()


CHUNKS = [4000, 1999, (1, 3998, 1), 117, (0, 2500, 0, 1500)]


@pytest.mark.parametrize("chunks", CHUNKS, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8, np.int64, np.float16])
def test_any_chunks_give_the_bits_of_the_whole(rng, dtype, chunks):
    X = blobs(rng) * 8 + 50
    X = X.clip(0, 255).astype(dtype)
    expected = kvant.KMeans(7, random_state=1).fit(X)
    lazy = da.from_array(X, chunks=(chunks, 5))
    found = KMeans(7, random_state=1).fit(lazy)
    assert_same_bits(found, expected)
    assert float(found.score(lazy)) == expected.score(X) == -found.inertia_
    assert (found.predict(lazy).compute() == expected.predict(X)).all()
    distances, expected_distances = found.transform(lazy), expected.transform(X)
    assert distances.dtype == distances.compute().dtype == expected_distances.dtype
    np.testing.assert_allclose(distances.compute(), expected_distances, rtol=1e-5)


@pytest.mark.parametrize("init", ["k-means||", "k-means++", "random", "given"])
def test_starts(rng, init):
    X = blobs(rng, 900)
    given = X[:6] if init == "given" else init
    in_kvant = "k-means++" if init == "k-means||" else given
    expected = kvant.KMeans(6, init=in_kvant, random_state=5).fit(X)
    lazy = da.from_array(X, chunks=(200, 5))
    assert_same_bits(KMeans(6, init=given, random_state=5).fit(lazy), expected)
    if init == "given":
        assert_same_bits(KMeans(6, init=lazy[:6], random_state=5).fit(lazy), expected)


def test_empty_clusters_are_filled_alike(rng):
    X = blobs(rng, 600)
    start = np.concatenate([X[:3], np.full((3, 5), 1000.0)])
    expected = kvant.KMeans(6, init=start, n_init=1).fit(X)
    for chunks in (600, 100, 7):
        assert_same_bits(KMeans(6, init=start, n_init=1).fit(da.from_array(X, chunks=(chunks, 5))), expected)


@pytest.mark.parametrize("kind", ["numpy", "dask, other chunks", "a number"])
@pytest.mark.parametrize("known", [True, False])
def test_weights(rng, kind, known):
    X = blobs(rng, 1000, dtype=np.float32)
    weights = rng.integers(0, 5, 1000).astype(float) / 3
    if kind == "a number":
        weights = 0.25
    lazy = da.from_array(X, chunks=(300, 5))
    if not known:
        lazy = lazy[da.from_array(np.ones(1000, bool), chunks=300)]
    given = da.from_array(weights, chunks=170) if kind.startswith("dask") else weights
    expected = kvant.KMeans(5, random_state=0).fit(X, sample_weight=np.broadcast_to(weights, 1000))
    found = KMeans(5, random_state=0).fit(lazy, sample_weight=given)
    assert_same_bits(found, expected)
    assert float(found.score(lazy, sample_weight=given)) == -expected.inertia_
    assert_same_bits(KMeans(5, random_state=0).fit(X, sample_weight=given), expected)


def test_unknown_lengths(rng):
    X = blobs(rng, 1000)
    some = X[:, 0] > 1
    lazy = da.from_array(X, chunks=(300, 5))
    lazy = lazy[lazy[:, 0] > 1]
    found = KMeans(4, random_state=0).fit(lazy)
    assert_same_bits(found, kvant.KMeans(4, random_state=0).fit(X[some]))
    assert found.transform(lazy).compute().shape == (some.sum(), 4)


def test_chunks_of_columns_are_put_together_with_a_word(rng):
    X = blobs(rng, 500)
    with pytest.warns(da.core.PerformanceWarning, match="3 chunks of columns"):
        found = KMeans(3, random_state=0).fit(da.from_array(X, chunks=(100, 2)))
    assert_same_bits(found, kvant.KMeans(3, random_state=0).fit(X))


def test_frames(rng):
    pandas = pytest.importorskip("pandas")
    frames = pytest.importorskip("dask.dataframe")
    X = pandas.DataFrame(blobs(rng, 800), columns=list("abcde"), index=np.arange(800) * 2)
    whole = kvant.KMeans(4, random_state=0).fit(X)
    lazy = frames.from_pandas(X, npartitions=5)
    some = lazy[lazy.a > -100]  # lengths that nobody knows
    found = KMeans(4, random_state=0).fit(some)
    assert_same_bits(found, whole)
    assert list(found.feature_names_in_) == list("abcde")
    assert found.labels_.npartitions == 5
    assert (found.labels_.compute().index == X.index).all()
    labelled = lazy.assign(cluster=found.predict(lazy)).compute()
    assert (labelled.cluster == whole.labels_).all()
    assert (found.transform(some).compute() == whole.transform(X)).all()
    assert float(found.score(some)) == whole.score(X)
    here = KMeans(4, random_state=0).fit(X)
    assert isinstance(here.labels_, np.ndarray)
    assert_same_bits(here, whole)
    weights = rng.random(800)
    weighed = kvant.KMeans(4, random_state=0).fit(X, sample_weight=weights)
    series = frames.from_pandas(pandas.Series(weights, index=X.index), npartitions=5)
    for given in (weights, series, da.from_array(weights, chunks=333)):
        assert_same_bits(KMeans(4, random_state=0).fit(some, sample_weight=given), weighed)
    with pytest.raises(ValueError, match="feature names"):
        found.predict(lazy.rename(columns={"a": "z"}))


def test_frames_of_other_types(rng):
    pandas = pytest.importorskip("pandas")
    frames = pytest.importorskip("dask.dataframe")
    X = pandas.DataFrame({"x": rng.random(100).astype(np.float32), "y": rng.random(100).astype(np.float32)})
    found = KMeans(3, random_state=0).fit(frames.from_pandas(X, npartitions=3))
    assert_same_bits(found, kvant.KMeans(3, random_state=0).fit(X))
    assert found.cluster_centers_.dtype == np.float32
    X = X.assign(x=pandas.array(rng.integers(0, 9, 100), dtype="Int64"), y=rng.integers(0, 9, 100))
    assert_same_bits(
        KMeans(3, random_state=0).fit(frames.from_pandas(X, npartitions=3)), kvant.KMeans(3, random_state=0).fit(X)
    )


def test_results_are_as_lazy_as_what_is_given(rng):
    X = blobs(rng, 300)
    reads = []

    def read(chunk):
        reads.append(len(chunk))
        return chunk

    lazy = da.from_array(X, chunks=(100, 5)).map_blocks(read, dtype=X.dtype, meta=np.empty((0, 0)))
    found = KMeans(3, random_state=0).fit(lazy)
    assert reads == [100] * 3  # once, however many iterations
    results = [found.labels_, found.predict(lazy), found.transform(lazy), found.score(lazy)]
    assert reads == [100] * 3
    assert all(dask.is_dask_collection(result) for result in results)
    assert results[0].chunks == ((100, 100, 100),)
    for here in (found.predict(X), found.transform(X)):
        assert isinstance(here, np.ndarray)
    assert found.score(X) == float(results[3])
    assert found.fit_transform(lazy).chunks == ((100, 100, 100), (3,))
    assert (found.fit_predict(lazy).compute() == found.labels_.compute()).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("chunks", [100, 3])
def test_a_bad_number_is_refused_by_the_name_of_its_chunk(rng, bad, chunks):
    X = blobs(rng, 300)
    X[250, 2] = bad
    with pytest.raises(ValueError, match=f"chunk {250 // chunks}: "):
        KMeans(3).fit(da.from_array(X, chunks=(chunks, 5)))
    found = KMeans(3).fit(da.from_array(X[:200], chunks=(chunks, 5)))
    with pytest.raises(ValueError, match=f"chunk {250 // chunks}: "):
        found.predict(da.from_array(X, chunks=(chunks, 5))).compute()


def test_chunks_of_unlike_columns_are_refused_by_name(rng):
    blocks = [dask.delayed(rng.random)((50, columns)) for columns in (4, 4, 3)]
    X = da.concatenate([da.from_delayed(block, (50, 4), dtype=float) for block in blocks])
    with pytest.raises(ValueError, match=r"chunk 2: is of shape \(50, 3\), while the table has 4 columns"):
        KMeans(3).fit(X)


def test_weights_of_other_lengths_are_refused(rng):
    X = da.from_array(blobs(rng, 300), chunks=(100, 5))
    for weights in (np.ones(299), da.ones(299, chunks=100)):
        with pytest.raises(ValueError, match=r"sample_weight.shape == \(299,\), expected \(300,\)"):
            KMeans(3).fit(X, sample_weight=weights)
    unknown = X[X[:, 0] > -100]
    with pytest.raises(ValueError, match=r"expected \(300,\)"):
        KMeans(3).fit(unknown, sample_weight=np.ones(299))
    with pytest.raises(ValueError, match="chunk 1: has 100 rows and 99 weights"):
        blocks = [da.from_delayed(dask.delayed(np.ones)(n), (np.nan,), dtype=float) for n in (100, 99, 100)]
        KMeans(3).fit(X, sample_weight=da.concatenate(blocks, allow_unknown_chunksizes=True))


def test_sparse_chunks_are_refused(rng):
    scipy = pytest.importorskip("scipy.sparse")
    X = da.from_array(blobs(rng, 300), chunks=(100, 5))
    for meta in (None, scipy.csr_matrix((0, 0))):  # known by Dask, or not
        sparse = X.map_blocks(scipy.csr_matrix, dtype=float, meta=np.empty((0, 0)) if meta is None else meta)
        with pytest.raises(TypeError, match="is no array of NumPy's.*toarray"):
            KMeans(3).fit(sparse)


@pytest.mark.parametrize(
    "X, message",
    [
        (da.ones(30, chunks=10), "Expected 2D array, got 1D array"),
        (da.ones((30, 2, 2), chunks=10), "Expected 2D array, got 3D array"),
        (da.ones((30, 0), chunks=10), r"0 feature\(s\)"),
        (da.ones((0, 2), chunks=10), "n_samples=0 should be >= n_clusters=3"),
        (da.ones((2, 2), chunks=10), "n_samples=2 should be >= n_clusters=3"),
        (da.ones((30, 2), chunks=10, dtype=complex), "Complex data not supported"),
        (dask.delayed(np.ones)((30, 2)), "Expected a table of rows and columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused(X, message):
    with pytest.raises(ValueError, match=message):
        KMeans(3).fit(X)


def test_fewer_distinct_rows_than_clusters():
    X = da.from_array(np.repeat(np.arange(3.0), 20).reshape(-1, 1), chunks=(7, 1))
    with pytest.warns(ConvergenceWarning, match=r"distinct clusters \(3\) found smaller than n_clusters \(5\)"):
        assert KMeans(5, random_state=0).fit(X).inertia_ == 0


def test_an_interrupt_ends_a_fit(rng):
    X = blobs(rng, 300)
    questions = []

    class Interrupting(kvant.dask._table.Answers):
        def sums(self, whole, centers):
            questions.append("sums")
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("kvant.dask._kmeans.Answers", Interrupting)
        KMeans(3).fit(da.from_array(X, chunks=(100, 5)))
    assert questions == ["sums"]


def test_a_fitted_one_pickles(rng):
    lazy = da.from_array(blobs(rng, 300), chunks=(100, 5))
    found = KMeans(3, random_state=0).fit(lazy)
    again = pickle.loads(pickle.dumps(found))
    assert (again.labels_.compute() == found.labels_.compute()).all()


def test_many_fits_leave_no_chunks_behind(rng):
    import gc

    from kvant.dask._chunks import Chunks

    X = da.from_array(blobs(rng, 300), chunks=(100, 5)).persist()
    kept = [KMeans(3, random_state=0).fit(X) for _ in range(3)]
    gc.collect()
    assert len(kept) == 3 and not [held for held in gc.get_objects() if isinstance(held, Chunks)]


def test_what_a_part_remembers_does_not_travel(rng):
    from kvant.dask._chunks import Chunks

    chunks = Chunks([blobs(rng, 100)], None, [0], np.float64, 5)
    whole = chunks.ask("extent")
    centers = np.zeros(10)
    copied = pickle.loads(pickle.dumps(chunks))
    assert chunks._idle and not copied._idle
    assert copied.ask("sums", whole, centers) == chunks.ask("sums", whole, centers)
    assert copied._idle


def test_scikit_learns_conventions():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_estimator(KMeans(n_clusters=3))
