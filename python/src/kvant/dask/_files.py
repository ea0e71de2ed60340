"""Pictures that lie in files anywhere, or in memory."""

import os
from dataclasses import dataclass

import fsspec

from kvant._colors import to_pixels
from kvant._needs import needs


@dataclass(frozen=True)
class Picture:
    """One picture, not read yet: a file, or what :func:`kvant.quantize` takes."""

    name: str  # for messages; of a file in a folder, its path from there
    files: fsspec.AbstractFileSystem | None = None
    path: str = ""
    image: object = None

    def pixels(self):
        """Reads it: height x width x 3 or 4."""
        if self.files is None:
            return to_pixels(self.image)
        pillow = needs("PIL.Image", "Pillow", "pictures", "Reading a picture from a file")
        with self.files.open(self.path, "rb") as file, pillow.open(file) as opened:
            return to_pixels(opened)


def pictures_of(source, storage_options=None):
    """The pictures of a folder, a pattern or a file, by a path or URL; or of a list of paths, URLs and images."""
    if isinstance(source, (str, os.PathLike)):
        files, path = _place_of(source, storage_options)
        if files.isdir(path):
            return pictures_in(files, path)
        if any(letter in path for letter in "*?["):
            return [Picture(name, files, name) for name in sorted(files.glob(path)) if not files.isdir(name)]
        return [Picture(str(source), files, path)]
    return [_picture_of(item, i, storage_options) for i, item in enumerate(source)]


def pictures_in(files, folder):
    """The pictures of a folder and those below, in the order of their names; hidden files are passed over."""
    endings = tuple(needs("PIL.Image", "Pillow", "pictures", "A folder of pictures").registered_extensions())
    found = []
    for path in sorted(files.find(folder)):
        name = path[len(folder.rstrip("/")) :].lstrip("/")
        if name.lower().endswith(endings) and not any(part.startswith(".") for part in name.split("/")):
            found.append(Picture(name, files, path))
    return found


def _picture_of(item, number, storage_options):
    if isinstance(item, (str, os.PathLike)):
        return Picture(str(item), *_place_of(item, storage_options))
    return Picture(f"picture {number}", image=item)


def _place_of(source, storage_options):
    return fsspec.core.url_to_fs(os.fspath(source), **(storage_options or {}))
