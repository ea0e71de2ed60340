"""A folder of pictures redrawn with one palette."""

import json
import os
import uuid
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

import dask
import fsspec
import numpy as np
from dask.delayed import delayed

from kvant._colors import hex_of, to_colors
from kvant._pictures import draw, options_of
from kvant.dask._files import pictures_in
from kvant.dask._pictures import TASKS_PER_THREAD, palette_of, why_of
from kvant.dask._tree import annotated, as_given, in_groups, thread_count

FORMATS = {
    "png": {"format": "PNG", "optimize": True},
    "gif": {"format": "GIF"},
    "webp": {"format": "WebP", "lossless": True},
    "tiff": {"format": "TIFF", "compression": "tiff_adobe_deflate"},
    "bmp": {"format": "BMP"},
}
NOTE = "palette.json"
ASIDE = ".kvant-part"


@dataclass(frozen=True, eq=False, repr=False)
class QuantizedFolder:
    """What became of a folder of pictures.

    Attributes
    ----------
    palette : ndarray of shape (k, 4), uint8
        The colors that all are drawn with.
    written, skipped : list of str
        Paths in the new folder: of pictures that were written, and of those that were there already.
    failed : list of (str, str)
        Paths in the old folder of the pictures that could not be read or written, and why.
    """

    palette: np.ndarray
    written: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    failed: list = field(default_factory=list)

    @property
    def hex(self) -> list[str]:
        """The colors as texts: '#rrggbb'."""
        return [hex_of(color) for color in self.palette]

    def __repr__(self):
        return (
            f"<kvant.dask.QuantizedFolder: {len(self.written)} written, {len(self.skipped)} skipped, "
            f"{len(self.failed)} failed>"
        )


def quantize_folder(
    src: str | os.PathLike,
    dst: str | os.PathLike,
    k: int = 16,
    *,
    space: str = "oklab",
    dither: str | None = None,
    dither_strength: float = 1.0,
    pin=None,
    salience: float = 0.0,
    effort: int = 7,
    random_state: int = 0,
    format: str = "png",
    storage_options: dict | None = None,
    dst_storage_options: dict | None = None,
) -> QuantizedFolder:
    """Redraws all pictures of a folder, and of those below, with one palette.

    The palette is found first, see :func:`kvant.dask.palette`, and noted in ``palette.json`` of the new folder; then
    workers draw and write. What was interrupted goes on when it is called again: pictures that are in the new folder are
    skipped, and the palette is that of the note, also for pictures that have been added. Each is written aside and then
    renamed, so that none is ever half there.

    Parameters
    ----------
    src, dst : str or path
        Folders on this machine, which the workers have to see, too, or by any URL that fsspec knows. dst is made.
    k : int, default=16
        How many colors, 1 to 65,536.
    space, dither, dither_strength, pin, salience, effort, random_state
        As of :func:`kvant.quantize`.
    format : {'png', 'gif', 'webp', 'tiff', 'bmp'}, default='png'
        Of the files that are written. They have the names of the old ones, with another ending; where two would have
        one name, it is put behind the whole old name.
    storage_options, dst_storage_options : dict, default=None
        For fsspec: keys, hosts.

    Returns
    -------
    QuantizedFolder
        The palette, what was written, what was there, and what failed and why.
    """
    if format not in FORMATS:
        raise ValueError(f"format is one of {', '.join(FORMATS)}, not {format!r}")
    options = dict(space=space, pin=pin, salience=salience, effort=effort, random_state=random_state)
    drawing = dict(space=space, dither=dither, dither_strength=dither_strength)
    options_of(k, **options), options_of(**drawing)  # say what is wrong with them
    files, folder = fsspec.core.url_to_fs(os.fspath(src), **(storage_options or {}))
    to_files, to_folder = fsspec.core.url_to_fs(os.fspath(dst), **(dst_storage_options or {}))
    folder, to_folder = folder.rstrip("/"), to_folder.rstrip("/")
    if files == to_files and f"{to_folder}/".startswith(f"{folder}/"):
        raise ValueError(f"{dst} is in {src}, and its pictures would be taken for others to redraw")
    if not files.isdir(folder):
        raise FileNotFoundError(f"there is no folder {src}")
    pictures = pictures_in(files, folder)
    note = {"colors": k, **options, **drawing, "format": format}
    note = json.loads(json.dumps(note, default=_plain))

    there = _clean(to_files, to_folder)
    palette = _noted(to_files, f"{to_folder}/{NOTE}", note, dst) if NOTE in there else None
    if palette is None:
        palette = palette_of(pictures, k, options).palette
        to_files.makedirs(to_folder, exist_ok=True)
        colors = [hex_of(color) for color in palette]
        _write(to_files, f"{to_folder}/{NOTE}", json.dumps({**note, "palette": colors}, indent=1).encode())

    names = _new_names(pictures, format)
    result = QuantizedFolder(palette=palette, skipped=[name for name in names if name in there])
    left = [(picture, name) for picture, name in zip(pictures, names) if name not in there]
    with annotated():
        shared = as_given((to_files, to_folder, {**drawing, "palette": palette}, FORMATS[format]))
        groups = in_groups(left, TASKS_PER_THREAD * thread_count()) if left else []
        answers = dask.compute(*[delayed(_draw_all)(as_given(group), shared) for group in groups])
    for written, failed in answers:
        result.written.extend(written)
        result.failed.extend(failed)
    _clean(to_files, to_folder)
    return result


def _draw_all(pictures_and_names, shared):
    files, folder, drawing, saving = shared
    in_engine = options_of(**drawing, threads=1)
    written, failed = [], []
    for picture, name in pictures_and_names:
        try:
            data = BytesIO()
            draw(picture.pixels(), in_engine).to_pillow().save(data, **saving)
            _write(files, f"{folder}/{name}", data.getvalue())
            written.append(name)
        except Exception as error:  # one bad file of many; decoders raise anything
            failed.append((picture.name, why_of(error)))
    return written, failed


def _write(files, path, data):
    folder, _, name = path.rpartition("/")
    aside = f"{folder}/.{name}.{uuid.uuid4().hex}{ASIDE}"
    files.makedirs(folder, exist_ok=True)
    files.pipe_file(aside, data)
    files.mv(aside, path)


def _clean(files, folder):
    """The names of what is in a folder, without what was being written when someone was killed: that is removed."""
    if not files.exists(folder):
        return set()
    there = set()
    for path in files.find(folder):
        if path.endswith(ASIDE):
            files.rm_file(path)
        else:
            there.add(path[len(folder) :].lstrip("/"))
    return there


def _noted(files, path, note, dst):
    """The palette that an earlier call noted."""
    try:
        noted = json.loads(files.cat_file(path))
        palette = to_colors(noted.pop("palette"))
    except (ValueError, KeyError, AttributeError, TypeError):
        raise ValueError(f"{dst}/{NOTE} is no palette of quantize_folder: remove it, or write elsewhere") from None
    if noted != note:
        unlike = sorted(key for key in note if noted.get(key) != note[key])
        raise ValueError(
            f"{dst} has pictures drawn with other options ({', '.join(unlike)}): remove it, or write elsewhere"
        )
    return palette


def _new_names(pictures, ending):
    """Names with the new ending; where two would be alike, it is put behind the whole old name."""
    whole = set()
    while True:
        names = [
            f"{picture.name}.{ending}" if i in whole else str(PurePosixPath(picture.name).with_suffix(f".{ending}"))
            for i, picture in enumerate(pictures)
        ]
        times = Counter(names)
        alike = {i for i, name in enumerate(names) if times[name] > 1}
        if alike <= whole:
            return names
        whole |= alike


def _plain(value):
    """Numbers and arrays of NumPy's, as JSON has them."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
