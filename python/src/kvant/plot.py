"""Pictures of colors, by matplotlib."""

import numpy as np

from kvant import _kvant
from kvant._colors import to_colors, to_pixels
from kvant._needs import needs
from kvant._pictures import Quantized

__all__ = ["cloud", "palette"]


def cloud(image, ax=None, *, most=20_000):
    """Draws the colors of a picture as points in the cube of red, green and blue, large where they are frequent.

    Parameters
    ----------
    image : Quantized, path, Pillow image or array
        As of :func:`kvant.quantize`.
    ax : matplotlib's 3-D axes, default=None
        Where to draw; None: a new figure.
    most : int, default=20,000
        The most points to draw: the most frequent colors.

    Returns
    -------
    Axes3D
        The axes.
    """
    pixels = to_pixels(image.image if isinstance(image, Quantized) else image)
    if ax is None:
        pyplot = needs("matplotlib.pyplot", "matplotlib", "plot", "Drawing a cloud")
        ax = pyplot.figure(figsize=(6, 6)).add_subplot(projection="3d")
    colors, counts = _kvant.color_counts(pixels)
    order = np.argsort(-counts.astype(np.int64), kind="stable")[:most]
    colors = colors[order, :3].astype(float)
    share = counts[order] / counts.sum()
    size = np.clip(4000 * np.sqrt(share), 2, 400)
    ax.scatter(*colors.T, c=colors / 255, s=size, depthshade=False, linewidths=0)
    for axis, name in zip((ax.xaxis, ax.yaxis, ax.zaxis), ("red", "green", "blue")):
        axis.set_label_text(name)
        axis.set_ticks([0, 128, 255])
    ax.set(xlim=(0, 255), ylim=(0, 255), zlim=(0, 255))
    ax.set_box_aspect((1, 1, 1))
    return ax


def palette(colors, ax=None):
    """Draws a palette as a bar of swatches: of a :class:`kvant.Quantized` as wide as the pixels that have each color.

    Parameters
    ----------
    colors : Quantized, str or sequence of colors
        As `palette` of :func:`kvant.quantize`.
    ax : matplotlib's axes, default=None
        Where to draw; None: a new figure.

    Returns
    -------
    Axes
        The axes.
    """
    quantized = isinstance(colors, Quantized)
    swatches = colors.palette if quantized else to_colors(colors)
    widths = colors.counts / colors.counts.sum() if quantized else np.full(len(swatches), 1 / len(swatches))
    if ax is None:
        ax = needs("matplotlib.pyplot", "matplotlib", "plot", "Drawing a palette").subplots(figsize=(8, 1))[1]
    lefts = np.concatenate([[0], np.cumsum(widths)[:-1]])
    ax.bar(lefts, np.ones(len(swatches)), widths, align="edge", color=swatches / 255)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()
    return ax
