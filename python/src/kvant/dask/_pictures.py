"""One palette for many pictures."""

import copy
from dataclasses import dataclass, field

import numpy as np
from dask.delayed import delayed

from kvant import _kvant
from kvant._colors import hex_of
from kvant._pictures import options_of
from kvant.dask._files import pictures_of
from kvant.dask._tree import annotated, as_given, in_groups, in_tree, thread_count
from kvant.parts import merged

# Each takes milliseconds or more: few tasks for each thread, but enough for all to end at about the same time.
TASKS_PER_THREAD = 32


@dataclass(frozen=True, eq=False, repr=False)
class SharedPalette:
    """One palette for many pictures.

    Attributes
    ----------
    palette : ndarray of shape (k, 4), uint8
        The colors: red, green, blue, alpha. ``kvant.quantize(image, palette=...)`` draws with them.
    inertia : float
        The mean squared distance of a pixel to its center, in the color space it was made in.
    distinct_colors : int
        How many colors the pictures have together.
    pixels : int
        How many pixels.
    failed : list of (str, str)
        The pictures that could not be read, and why; the palette is that of the others.
    """

    palette: np.ndarray
    inertia: float
    distinct_colors: int
    pixels: int
    failed: list = field(default_factory=list)

    @property
    def hex(self) -> list[str]:
        """The colors as texts: '#rrggbb'."""
        return [hex_of(color) for color in self.palette]

    def __repr__(self):
        failed = f", {len(self.failed)} pictures failed" if self.failed else ""
        return f"<kvant.dask.SharedPalette: {self.distinct_colors} colors -> {len(self.palette)}{failed}>"


def palette(
    paths_or_images,
    k: int = 16,
    *,
    space: str = "oklab",
    pin=None,
    salience: float = 0.0,
    effort: int = 7,
    random_state: int = 0,
    storage_options: dict | None = None,
) -> SharedPalette:
    """Finds one palette for any number of pictures.

    Workers count the colors of the pictures and merge the counts; these are all that travels, and all that takes
    memory: 24 bytes for each different color. The palette is that of one picture that shows all of them side by side.

    Parameters
    ----------
    paths_or_images : str, path, or list of paths, arrays and Pillow images
        A folder (with those below), a pattern like 'album/*.jpg' or a file, on this machine or by any URL that fsspec
        knows, which the workers have to see, too; or pictures, each as :func:`kvant.quantize` takes it, or by a URL.
    k : int, default=16
        How many colors, 1 to 65,536.
    space, pin, salience, effort, random_state
        As of :func:`kvant.quantize`.
    storage_options : dict, default=None
        For fsspec: keys, hosts.

    Returns
    -------
    SharedPalette
        The palette, and which pictures could not be read.

    Examples
    --------
    >>> import numpy as np
    >>> from kvant.dask import palette
    >>> dark, light = np.zeros((4, 4), np.uint8), np.full((4, 4), 255, np.uint8)
    >>> palette([dark, light], 2).hex
    ['#000000', '#ffffff']
    """
    options = dict(space=space, pin=pin, salience=salience, effort=effort, random_state=random_state)
    return palette_of(pictures_of(paths_or_images, storage_options), k, options)


def palette_of(pictures, k, options):
    """The palette of pictures that are not read yet; options: as of kvant._pictures.options_of."""
    in_engine = options_of(k, **options)  # says first what is wrong with them
    if not pictures:
        raise ValueError("there are no pictures to find a palette for")
    with annotated():
        shared = as_given(options)
        groups = in_groups(pictures, TASKS_PER_THREAD * thread_count())
        counted = in_tree(merged, [delayed(_count)(as_given(group), shared) for group in groups]).compute()
    if len(counted.failed) == len(pictures):
        name, why = counted.failed[0]
        raise ValueError(f"none of {len(pictures)} pictures could be read; of the first, {name}: {why}")
    found = counted.colors.fit(in_engine)
    return SharedPalette(
        palette=found["palette"],
        inertia=found["inertia"],
        distinct_colors=len(counted.colors),
        pixels=counted.colors.pixels,
        failed=counted.failed,
    )


def _count(pictures, options):
    in_engine = options_of(**options, threads=1)
    counted, failed = [], []  # of 1, 2, 4... pictures, as merging costs what the larger one has
    for number, picture in enumerate(pictures, 1):
        try:
            counted.append(_kvant.ColorCounts(picture.pixels(), in_engine))
        except Exception as error:  # one bad file of many; decoders raise anything
            counted.append(_kvant.ColorCounts())
            failed.append((picture.name, why_of(error)))
        while number % 2 == 0:
            number //= 2
            last = counted.pop()
            counted[-1].merge(last)
    while len(counted) > 1:
        last = counted.pop()
        counted[-1].merge(last)
    return _Counted(counted[0], failed)


def why_of(error):
    """What an error says, or what it is."""
    return str(error) or type(error).__name__


class _Counted:
    """The colors of pictures, and those that could not be read.

    It travels as bytes, which are looked at in the task that wants them: what cannot be read, as of another version of
    kvant, is an error there, while Dask itself would wait for ever for a value that does not unpickle.
    """

    def __init__(self, colors=None, failed=()):
        self._colors = _kvant.ColorCounts() if colors is None else colors
        self.failed = list(failed)

    @property
    def colors(self):
        if isinstance(self._colors, bytes):
            read = _kvant.ColorCounts.__new__(_kvant.ColorCounts)
            read.__setstate__(self._colors)
            self._colors = read
        return self._colors

    def merge(self, other):
        self.colors.merge(other.colors)
        self.failed += other.failed

    def __copy__(self):
        return _Counted(copy.copy(self.colors), self.failed)

    def __reduce__(self):
        return _Counted, (bytes(self._colors), self.failed)

    def __sizeof__(self):
        return 64 + 24 * len(self.colors)
