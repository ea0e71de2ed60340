"""What the tests share."""

import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def cat():
    """The path of a picture that comes with kvant."""
    return ROOT / "examples" / "chelsea.png"


@pytest.fixture(scope="session")
def corpus():
    """The folder of test pictures, which not everyone has."""
    folder = Path(os.environ.get("KVANT_CORPUS", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no test pictures at {folder} (KVANT_CORPUS)")
    return folder


@pytest.fixture
def rng():
    """The same numbers each time."""
    return np.random.default_rng(0)
