"""The tables that --tables runs on, each prepared once: its rows and the centers to start from as raw floats."""

import ast
from pathlib import Path

import numpy as np
from PIL import Image

from nearest import assign
from pictures import CORPUS

SHAPES = (  # rows, dimensions, clusters
    (1_000_000, 3, 256),
    (300_000, 16, 64),
    (200_000, 32, 256),
    (50_000, 128, 1000),
    (20_000, 768, 1000),
    (5_000, 3072, 100),
)
PIXELS = "kodim23"


def _uniform(rows, dimensions, _):
    return np.random.default_rng(0).random((rows, dimensions), np.float32)


def _blobs(rows, dimensions, clusters):
    """As many as there are clusters, of deviation 1, their middles some 6 apart: near enough for centers that start in
    the same one to part slowly, so that none runs empty and whole fits take their time."""
    random = np.random.default_rng(0)
    reach = 6 * (1.5 / dimensions) ** 0.5
    middles = random.uniform(-reach, reach, (clusters, dimensions)).astype(np.float32)
    return middles[random.integers(clusters, size=rows)] + random.standard_normal((rows, dimensions), np.float32)


def _digits(rows, *_):
    from sklearn.datasets import load_digits

    return load_digits().data[:rows]


def _patches(rows, dimensions, _):
    """Squares of pixels, drawn from the two photographs that scikit-learn carries."""
    from sklearn.datasets import load_sample_images

    side = round((dimensions / 3) ** 0.5)
    windows = [
        np.lib.stride_tricks.sliding_window_view(photo, (side, side, 3)).reshape(-1, side, side, 3)
        for photo in load_sample_images().images
    ]
    random = np.random.default_rng(0)
    drawn = [w[random.choice(len(w), rows // len(windows), replace=False)] for w in windows]
    return np.concatenate(drawn).reshape(rows, dimensions)


def _docstrings():
    """Text that packages carry: what numpy, scipy and scikit-learn say of their functions, classes and modules."""
    import scipy
    import sklearn

    texts = {}  # some are said of several
    for package in (np, scipy, sklearn):
        for path in sorted(Path(package.__file__).parent.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                    texts[ast.get_docstring(node) or ""] = None
    return [text for text in texts if len(text) > 200]


def _text(rows, dimensions, _):
    """Latent semantic analysis: words by tf-idf, reduced by a truncated SVD, each text of length 1 (as scikit-learn's
    example of clustering text has it)."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    words = TfidfVectorizer(max_df=0.5, min_df=5, stop_words="english").fit_transform(_docstrings()[:rows])
    return normalize(TruncatedSVD(dimensions, random_state=0).fit_transform(words))


def _pixels(*_):
    with Image.open(CORPUS / "kodak" / f"{PIXELS}.png") as picture:
        return np.asarray(picture.convert("RGB")).reshape(-1, 3)


MAKERS = {  # name: how its rows are made, and the shape
    **{f"uniform-{shape[1]}": (_uniform, shape) for shape in SHAPES},
    **{f"blobs-{shape[1]}": (_blobs, shape) for shape in SHAPES},
    "digits-64": (_digits, (1797, 64, 10)),
    "patches-192": (_patches, (50_000, 192, 256)),
    "patches-768": (_patches, (20_000, 768, 1000)),
    "text-100": (_text, (6_000, 100, 50)),
    f"{PIXELS}-k16": (_pixels, (393_216, 3, 16)),
    f"{PIXELS}-k256": (_pixels, (393_216, 3, 256)),
}
NAMES = tuple(MAKERS)


def start_of(rows, clusters):
    """Rows drawn at random, of which no two are alike."""
    order = np.random.default_rng(1).permutation(len(rows))[: 16 * clusters]
    first = np.sort(np.unique(rows[order], axis=0, return_index=True)[1])
    if len(first) < clusters:
        raise SystemExit(f"versus: too few distinct rows to draw {clusters} of")
    return rows[order[first[:clusters]]]


class Table:
    """Rows and a start, in memory and as the files `raw` and `start`."""

    def __init__(self, name, folder):
        make, (count, dimensions, self.k) = MAKERS[name]
        self.name, self.structured = name, make is not _uniform
        self.rows = np.ascontiguousarray(make(count, dimensions, self.k), np.float32)
        folder.mkdir(parents=True, exist_ok=True)
        self.raw, self.start = folder / "table.f32", folder / "start.f32"
        self.rows.tofile(self.raw)
        start_of(self.rows, self.k).tofile(self.start)

    @property
    def shape(self):
        """Rows, dimensions, clusters."""
        return (*self.rows.shape, self.k)

    def inertia(self, centers):
        return assign(self.rows, centers)[1]
