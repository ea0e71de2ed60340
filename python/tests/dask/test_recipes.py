"""The recipes of docs/scale.md, as they are written there."""

import re

import numpy as np
import pytest

import kvant
from kvant import parts

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def X(rng):
    return rng.normal(size=(2000, 4)) + 3 * rng.integers(0, 4, (2000, 1))


def found_by_recipe(name, root, X):
    text = (root / "docs" / "scale.md").read_text()
    (code,) = re.findall(rf"## {name}\n```python\n(.*?)```", text, re.DOTALL)
    names = {"chunks": [X[:700], X[700:705], X[705:]]}
    exec(code, names)
    return names["found"]


def assert_same_bits(found, X):
    expected = parts.fit(lambda question, *arguments: getattr(parts.Part(X), question)(*arguments), 8)
    assert (found["centers"] == expected["centers"]).all()
    assert found["inertia"] == expected["inertia"]


def test_joblib(root, X):
    pytest.importorskip("joblib")
    assert_same_bits(found_by_recipe("joblib", root, X), X)


def test_ray(root, X, monkeypatch):
    ray = pytest.importorskip("ray")
    for name in ("RAY_DEDUP_LOGS", "RAY_USAGE_STATS_ENABLED", "RAY_ENABLE_UV_RUN_RUNTIME_ENV"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")  # which would leave a file in the home folder
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    try:
        assert_same_bits(found_by_recipe("Ray", root, X), X)
    finally:
        ray.shutdown()


@pytest.mark.parametrize("init", ["k-means++", "random", "given"])
def test_parts_have_the_bits_of_the_whole(X, init):
    start = X[:5] if init == "given" else init
    chunks = [parts.Part(rows) for rows in (X[1500:], X[:0], X[:1500])]

    def ask(question, *arguments):
        return parts.merged([getattr(part, question)(*arguments) for part in chunks])

    class Seed(np.random.RandomState):  # what the engine is given
        def randint(self, *_):
            return 3

    found = parts.fit(ask, 5, init=start, random_state=3)
    expected = kvant.KMeans(5, init=start, n_init=1, random_state=Seed()).fit(X)
    assert (found["centers"] == expected.cluster_centers_).all()
    assert found["inertia"] == expected.inertia_
    labels = np.concatenate([part.labels(found["centers"].ravel()) for part in (chunks[2], chunks[0])])
    assert (labels == expected.labels_).all()


def test_answers_are_equal_or_not(X):
    extent = parts.Part(X).extent()
    assert extent == parts.Part(X).extent()
    assert extent != parts.Part(X[1:] + 1).extent()
    assert extent != "no answer"


def test_what_ask_raises_ends_the_fit():
    def ask(question, *arguments):
        raise OSError("the line is down")

    with pytest.raises(OSError, match="the line is down"):
        parts.fit(ask, 3)
