"""What the black-box tests of the command line share."""

import os
import pathlib
import signal
import subprocess
from dataclasses import dataclass

import numpy
import pytest
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("KVANT_BIN") or ROOT / "build" / "kvant").resolve()
CORPUS = pathlib.Path(os.environ.get("KVANT_CORPUS") or ROOT.parent / "shared" / "data").resolve()
CHELSEA = ROOT / "examples" / "chelsea.png"


def pytest_configure(config):
    config.addinivalue_line("markers", "long: much computing, little else: left out where a sanitizer makes it minutes")


@dataclass
class Run:
    """What one run of the program left."""

    status: int
    out: bytes
    err: str

    @property
    def lines(self):
        return self.err.splitlines()


@pytest.fixture
def kvant(tmp_path):
    """Runs the program in an empty folder, which is tmp_path."""

    def run(*words, status=0, stdin=b"", env=None, timeout=120, **options):
        if isinstance(stdin, bytes):
            options["input"] = stdin
        else:
            options["stdin"] = stdin
        options.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run(
            [os.fsencode(BINARY), *[os.fsencode(word) for word in words]],
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, **(env or {})},
            timeout=timeout,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            **options,
        )
        result = Run(done.returncode, done.stdout, done.stderr.decode("utf-8", "surrogateescape"))
        assert result.status == status, f"{words}: status {result.status}, {result.err}"
        return result

    return run


@pytest.fixture
def corpus():
    """The folder of pictures that is too large to be committed."""
    if not CORPUS.is_dir():
        pytest.skip(f"no pictures at {CORPUS}; set KVANT_CORPUS to their folder")
    return CORPUS


@pytest.fixture
def cat(tmp_path):
    """cat.png: a small photograph."""
    path = tmp_path / "cat.png"
    path.write_bytes(CHELSEA.read_bytes())
    return path


def noise(width, height, colors=None, seed=1, channels=3):
    """A picture of random pixels, of so many distinct colors if given."""
    generator = numpy.random.default_rng(seed)
    if colors is None:
        return generator.integers(0, 256, (height, width, channels), dtype=numpy.uint8)
    codes = generator.choice(1 << 24, colors, replace=False)
    palette = numpy.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(numpy.uint8)
    indices = numpy.concatenate([numpy.arange(colors), generator.integers(0, colors, width * height - colors)])
    return palette[generator.permutation(indices)].reshape(height, width, 3)


def save(path, pixels):
    Image.fromarray(pixels).save(path)
    return path


def load(path, mode="RGB"):
    with Image.open(path) as image:
        return numpy.asarray(image.convert(mode))


def count_colors(pixels):
    return len(numpy.unique(pixels.reshape(-1, pixels.shape[-1]), axis=0))


def files(folder):
    """Every file below a folder, by its relative path."""
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file())
