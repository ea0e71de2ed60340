"""Pictures redrawn with few colors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike

import numpy as np

from kvant import _kvant
from kvant._colors import Picture, hex_of, to_colors, to_pixels
from kvant._needs import needs


@dataclass(frozen=True, eq=False, repr=False)
class Quantized:
    """A picture redrawn with few colors. It shows itself in a notebook.

    Attributes
    ----------
    palette : ndarray of shape (k, 4), uint8
        The colors: red, green, blue, alpha.
    labels : ndarray of shape (height, width), uint8 or uint16
        The palette's index of each pixel.
    counts : ndarray of shape (k,)
        How many pixels have each color.
    inertia : float
        Of the fit: the mean squared distance of a pixel to its center, in the color space it was made in.
    mse : float
        The squared error of a pixel, summed over its channels, 0 to 255 each.
    psnr : float
        In dB, from `mse`; infinite if no color changed.
    mean_delta_e : float
        The mean CIEDE2000 difference of a pixel.
    distinct_colors : int
        How many colors the picture had before.
    """

    palette: np.ndarray
    labels: np.ndarray
    counts: np.ndarray
    inertia: float
    mse: float
    psnr: float
    mean_delta_e: float
    distinct_colors: int

    @cached_property
    def image(self) -> np.ndarray:
        """The picture: height x width x 3, or 4 if it has transparency; uint8."""
        channels = 3 if (self.palette[:, 3] == 255).all() else 4
        return self.palette[:, :channels][self.labels]

    @property
    def hex(self) -> list[str]:
        """The colors as texts: '#rrggbb'."""
        return [hex_of(color) for color in self.palette]

    def to_pillow(self):
        """The picture as a Pillow image: of mode P, with its palette, up to 256 colors."""
        image = needs("PIL.Image", "Pillow", "pictures", "A Pillow image")
        if len(self.palette) > 256:
            return image.fromarray(self.image)
        drawn = image.fromarray(self.labels)
        drawn.putpalette(self.palette.tobytes(), "RGBA")
        if (self.palette[:, 3] == 255).all():
            drawn = image.fromarray(self.labels)
            drawn.putpalette(self.palette[:, :3].tobytes(), "RGB")
        return drawn

    def save(self, path: str | PathLike, **options: object) -> None:
        """Writes the picture to a file, whose name says the format; `options` are those of Pillow's ``Image.save``.

        PNG and GIF hold the palette itself. The command line's files are smaller: it looks for the best of all ways to
        write one.
        """
        drawn = self.to_pillow()
        if str(path).lower().endswith((".jpg", ".jpeg")):
            drawn = drawn.convert("RGB")
        if str(path).lower().endswith(".png"):
            options = {"optimize": True, **options}
        drawn.save(path, **options)

    def _repr_png_(self):
        from io import BytesIO

        bytes_of_file = BytesIO()
        self.to_pillow().save(bytes_of_file, "PNG")
        return bytes_of_file.getvalue()

    def __repr__(self):
        height, width = self.labels.shape
        return (
            f"<kvant.Quantized: {width} x {height} pixels, {self.distinct_colors} colors -> {len(self.palette)}, "
            f"{self.psnr:.1f} dB>"
        )


def options_of(
    k=16,
    *,
    space="oklab",
    dither=None,
    dither_strength=1.0,
    palette=None,
    pin=None,
    recolor=None,
    salience=0.0,
    effort=7,
    random_state=0,
    threads=0,
):
    """The engine's options."""
    return _kvant.QuantizeOptions(
        colors=k,
        palette=to_colors(palette),
        pins=to_colors(pin),
        recolor=to_colors(recolor),
        salience=salience,
        space=space,
        dither=dither or "none",
        dither_strength=dither_strength,
        effort=effort,
        seed=random_state,
        threads=threads,
    )


def quantize(
    image: Picture,
    k: int | str = 16,
    *,
    space: str = "oklab",
    dither: str | None = None,
    dither_strength: float = 1.0,
    palette: str | Sequence | None = None,
    pin: str | Sequence | None = None,
    recolor: str | Sequence | None = None,
    salience: float = 0.0,
    effort: int = 7,
    random_state: int = 0,
) -> Quantized:
    """Draws a picture with k colors, the best there are.

    Parameters
    ----------
    image : path, Pillow image or array
        Of height x width (gray) or height x width x 1 to 4; uint8, uint16, bool, or floats from 0 to 1.
    k : int or 'auto', default=16
        How many colors, 1 to 65,536; 'auto': as many as the elbow of the curve says, up to 64.
    space : {'oklab', 'srgb', 'linear'}, default='oklab'
        Where colors are compared.
    dither : str, default=None
        How colors in between are drawn: 'floyd-steinberg', 'atkinson', 'sierra', 'riemersma', 'bayer', 'blue-noise';
        None: each pixel gets the nearest color.
    dither_strength : float, default=1.0
        How much of the error is made good, 0 to 1.
    palette : str or sequence of colors, default=None
        Draws with these instead of fitting any: the name of a preset ('gameboy'), '#1d2021, #cc241d', or colors as
        numbers.
    pin : str or sequence of colors, default=None
        Colors that the palette holds exactly.
    recolor : str or sequence of colors, default=None
        Colors to draw with instead of those found, from dark to light.
    salience : float, default=0.0
        0 to 1: how far large areas give way to small ones.
    effort : int, default=7
        1 (fastest) to 10 (best).
    random_state : int, default=0
        The same picture and options give the same result, for each number another.

    Returns
    -------
    Quantized
        The picture, its palette and what it lost.

    Examples
    --------
    >>> import numpy as np
    >>> from kvant import quantize
    >>> ramp = np.linspace(0, 255, 64).astype(np.uint8).reshape(8, 8)
    >>> quantize(ramp, 2, space="srgb").hex
    ['#3e3e3e', '#c0c0c0']
    """
    pixels = to_pixels(image)
    options = dict(
        space=space,
        dither=dither,
        dither_strength=dither_strength,
        palette=palette,
        pin=pin,
        recolor=recolor,
        salience=salience,
        effort=effort,
        random_state=random_state,
    )
    if isinstance(k, str):
        if k != "auto":
            raise ValueError(f"k is a number or 'auto', not {k!r}")
        k = _kvant.color_curve(pixels, options_of(**options), 1, 64, False)["choice"]
    return draw(pixels, options_of(k, **options))


def draw(pixels, options):
    """What the engine's quantize() gives, as people use it."""
    drawn = _kvant.quantize(pixels, options)
    return Quantized(
        palette=drawn["palette"],
        labels=drawn["labels"],
        counts=drawn["pixel_counts"],
        inertia=drawn["inertia"],
        mse=drawn["mse"],
        psnr=drawn["psnr"],
        mean_delta_e=drawn["mean_delta_e"],
        distinct_colors=drawn["distinct_colors"],
    )


def count_colors(image: Picture) -> int:
    """Counts the different colors of a picture: whole pixels, not the numbers in them.

    ``len(np.unique(pixels))`` counts byte values instead, of which there are never more than 256, and
    ``len(np.unique(pixels.reshape(-1, 3), axis=0))`` is right, and slow.

    Parameters
    ----------
    image : path, Pillow image or array
        As of :func:`quantize`.

    Returns
    -------
    int
        How many; all that is fully transparent is one.

    Examples
    --------
    >>> import numpy as np
    >>> from kvant import count_colors
    >>> count_colors(np.array([[[0, 0, 1], [0, 1, 0], [0, 0, 1]]], np.uint8))
    2
    """
    return _kvant.count_colors(to_pixels(image))
