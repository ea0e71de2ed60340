"""kvant.KMeans beyond what scikit-learn's own tests ask."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.utils.estimator_checks import check_estimator

from kvant import BisectingKMeans, KMeans, MiniBatchKMeans, k_means, kmeans_plusplus
from kvant._arrays import to_float32


@pytest.fixture
def blobs(rng):
    centers = rng.normal(scale=8, size=(6, 5))
    return np.concatenate([center + rng.normal(size=(80, 5)) for center in centers])


def results_of(km):
    return km.cluster_centers_.tobytes(), km.labels_.tobytes(), km.inertia_, km.n_iter_


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
@pytest.mark.parametrize("Estimator", [KMeans, MiniBatchKMeans, BisectingKMeans])
def test_check_estimator_finds_nothing(Estimator):
    skipped_for_want_of_a_package = {"check_array_api_input", "check_sample_weights_pandas_series"}
    for check in check_estimator(Estimator(), on_fail=None, on_skip=None):
        assert check["status"] == "passed" or check["check_name"] in skipped_for_want_of_a_package, check


def test_labels_are_what_predict_says(blobs):
    km = KMeans(6, random_state=0).fit(blobs)
    assert (km.labels_ == km.predict(blobs)).all()
    assert -km.score(blobs) == km.inertia_


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_does_not_show(blobs, dtype):
    rows = blobs.astype(dtype)
    wide = np.zeros((len(rows), 12), dtype)
    wide[:, 1:11:2] = rows
    expected = results_of(KMeans(6, random_state=0).fit(rows))
    unaligned = np.frombuffer(b"x" + rows.tobytes(), np.uint8)[1:].view(dtype).reshape(rows.shape)
    for same in (np.asfortranarray(rows), wide[:, 1:11:2], rows[::-1][::-1], unaligned):
        assert results_of(KMeans(6, random_state=0).fit(same)) == expected


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_sparse_rows_give_the_bits_of_dense_ones(rng, dtype, weighted):
    X = rng.random((500, 40)).astype(dtype)
    X[X < 0.7] = 0
    weights = rng.random(500) if weighted else None
    dense = KMeans(7, random_state=0).fit(X, sample_weight=weights)
    thin = KMeans(7, random_state=0).fit(sparse.csr_matrix(X), sample_weight=weights)
    assert results_of(thin) == results_of(dense)
    assert (thin.predict(sparse.csr_array(X)) == dense.labels_).all()
    assert thin.score(sparse.csr_array(X), sample_weight=weights) == dense.score(X, sample_weight=weights)


def test_weights_repeat(blobs, rng):
    times = rng.integers(0, 4, len(blobs))
    weighted = KMeans(6, random_state=0).fit(blobs, sample_weight=times)
    repeated = KMeans(6, random_state=0).fit(np.repeat(blobs, times, axis=0))
    assert weighted.cluster_centers_.tobytes() == repeated.cluster_centers_.tobytes()
    assert weighted.inertia_ == repeated.inertia_


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.bool_])
def test_small_integers_become_float64_at_the_speed_of_float32(rng, dtype):
    X = rng.integers(0, 2 if dtype is np.bool_ else 200, (400, 3)).astype(dtype)
    km = KMeans(5, random_state=0).fit(X)
    assert km.cluster_centers_.dtype == np.float64
    assert km.transform(X).dtype == np.float64
    as_floats = KMeans(5, random_state=0).fit(X.astype(np.float32))
    assert (km.labels_ == as_floats.labels_).all()
    assert (km.cluster_centers_ == as_floats.cluster_centers_).all()


def test_they_become_floats_some_rows_at_a_time(rng, monkeypatch):
    monkeypatch.setattr("kvant._arrays.VALUES_AT_ONCE", 7)
    X = rng.integers(0, 256, (400, 3), dtype=np.uint8)
    for given in (X, np.asfortranarray(X), X[::3], X[:, ::-1], X[:1], X[:0], X[:, :0], np.tile(X, 5)):
        found = to_float32(given)
        assert found.dtype == np.float32
        assert (found == given).all()
        assert found.shape == given.shape


def test_effort_finds_better_optima(rng):
    X = np.concatenate([center + rng.normal(scale=0.05, size=(30, 2)) for center in rng.random((40, 2)) * 9])
    plain = [KMeans(40, effort=1, random_state=seed).fit(X).inertia_ for seed in range(5)]
    assert KMeans(40, random_state=0).fit(X).inertia_ < 0.999 * np.mean(plain)


def test_seeds_are_rows_and_differ(blobs):
    centers, indices = kmeans_plusplus(blobs, 20, random_state=3)
    assert (blobs[indices] == centers).all()
    assert len(np.unique(centers, axis=0)) == 20
    assert (kmeans_plusplus(blobs, 20, random_state=3)[1] == indices).all()


def test_rows_that_weigh_nothing_are_no_seeds(blobs):
    weights = np.ones(len(blobs))
    weights[::2] = 0
    for seed in range(5):
        _, indices = kmeans_plusplus(blobs, 30, sample_weight=weights, random_state=seed)
        assert (indices % 2 == 1).all()


def test_k_means_is_the_estimator(blobs):
    centers, labels, inertia, iterations = k_means(blobs, 6, random_state=0, return_n_iter=True)
    km = KMeans(6, random_state=0).fit(blobs)
    assert results_of(km) == (centers.tobytes(), labels.tobytes(), inertia, iterations)


@pytest.mark.parametrize("bad, where", [(np.nan, "NaN"), (np.inf, "infinity"), (1e200, "row 3, column 1")])
def test_bad_numbers_are_named(blobs, bad, where):
    blobs[3, 1] = bad
    with pytest.raises(ValueError, match=where):
        KMeans(6).fit(blobs)


def test_negative_weights_are_refused(blobs):
    weights = np.ones(len(blobs))
    weights[5] = -1
    with pytest.raises(ValueError, match="weight of row 5"):
        KMeans(6).fit(blobs, sample_weight=weights)
