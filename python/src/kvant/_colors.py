"""Colors and pixels as the engine takes them."""

import os
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kvant import _kvant
from kvant._needs import needs

if TYPE_CHECKING:
    from PIL.Image import Image

Picture: TypeAlias = "str | os.PathLike | np.ndarray | Image"


def to_pixels(image):
    """A picture as the engine takes it: height x width x 3 or 4, uint8 or uint16.

    image : path, Pillow image, or array of height x width (gray) or height x width x 1, 2, 3 or 4 (the last of 2 and 4
    is alpha), of uint8, uint16, bool, or floats from 0 to 1.
    """
    if isinstance(image, (str, os.PathLike)):
        with needs("PIL.Image", "Pillow", "pictures", "Reading a picture from a file").open(image) as opened:
            return _of_pillow(opened)
    if hasattr(image, "getbands") and hasattr(image, "convert"):
        return _of_pillow(image)
    return _of_array(np.asarray(image))


def _of_pillow(image):
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        gray = np.asarray(image)
        return _of_array(gray.astype(np.uint16) if image.mode != "F" else gray)
    has_alpha = image.has_transparency_data if hasattr(image, "has_transparency_data") else "A" in image.getbands()
    return np.asarray(image.convert("RGBA" if has_alpha else "RGB"))


def _of_array(pixels):
    if pixels.ndim == 2:
        pixels = pixels[:, :, np.newaxis]
    if pixels.ndim != 3 or not 1 <= pixels.shape[2] <= 4 or pixels.size == 0:
        raise ValueError(
            f"a picture is an array of height x width, or of height x width x 1 to 4, not of {pixels.shape}; "
            "for a table use kvant.KMeans"
        )
    if pixels.shape[2] < 3:
        gray, alpha = pixels[:, :, :1], pixels[:, :, 1:]
        pixels = np.concatenate([gray, gray, gray, alpha], axis=2)
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8) * np.uint8(255)
    elif pixels.dtype.kind == "f":
        if not (np.isfinite(pixels).all() and pixels.min() >= 0 and pixels.max() <= 1):
            raise ValueError("a picture of floats has numbers from 0 to 1; divide by 255 what goes to 255")
        pixels = np.rint(pixels * 65535).astype(np.uint16)
    elif pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"a picture is of uint8, uint16, bool, or floats from 0 to 1, not of {pixels.dtype}")
    return np.ascontiguousarray(pixels)


def to_colors(palette):
    """A palette as the engine takes it: k x 4, uint8.

    palette : None; the name of a preset, as "gameboy"; text, as "#1d2021, #cc241d"; such texts, or colors of 3 or 4
    numbers from 0 to 255, one after another.
    """
    if palette is None:
        return None
    if isinstance(palette, str):
        presets = _kvant.palette_presets()
        return presets[palette] if palette in presets else _kvant.parse_colors(palette)
    colors = [_kvant.parse_colors(color)[0] if isinstance(color, str) else color for color in palette]
    colors = [(*color, 255) if len(color) == 3 else tuple(color) for color in colors]
    array = np.array(colors)
    if array.ndim != 2 or array.shape[1] != 4 or array.dtype.kind not in "iu" or array.min() < 0 or array.max() > 255:
        raise ValueError("colors are '#rrggbb', or 3 or 4 whole numbers from 0 to 255 each")
    return array.astype(np.uint8)


def hex_of(color):
    """'#rrggbb', or '#rrggbbaa' if it is not opaque."""
    red, green, blue, alpha = (int(part) for part in color)
    return f"#{red:02x}{green:02x}{blue:02x}" + ("" if alpha == 255 else f"{alpha:02x}")
