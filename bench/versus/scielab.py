"""How different two pictures look from some distance: S-CIELAB, for pictures that are dithered.

Zhang & Wandell, "A spatial extension of CIELAB for digital color-image reproduction", SID Journal 5 (1997): both pictures go
from linear light to three opponent channels; each channel is blurred as much as the eye blurs it, by a sum of Gaussians; the
results go to CIELAB, where here CIEDE2000 compares them pixel by pixel. Reported is the mean.
"""

import numpy as np
from scipy.fft import dctn, idctn

from metrics import TO_XYZ, ciede2000, lab_of_xyz, linear_of_srgb

_OPPONENT = np.array([[0.279, 0.72, -0.107], [-0.449, 0.29, -0.077], [0.086, -0.59, 0.501]])  # of XYZ
# Of each channel: weights, and spreads in degrees of visual angle, exp(-(x / spread)^2); made to add up to 1.
_BLURS = (
    ((0.921, 0.0283), (0.105, 0.133), (-0.108, 4.336)),
    ((0.531, 0.0392), (0.330, 0.494)),
    ((0.488, 0.0536), (0.371, 0.386)),
)


def _blurred(channel, blurs, pixels_per_degree):
    """The weighted sum of a channel's blurs, with the picture mirrored at its borders."""
    waves = dctn(channel)
    weights = 0
    for weight, spread in blurs:
        sigma = spread * pixels_per_degree / np.sqrt(2)
        down, across = (np.exp(-((np.pi * sigma / n * np.arange(n)) ** 2) / 2) for n in channel.shape)
        weights = weights + weight * np.outer(down, across)
    return idctn(waves * weights.astype(np.float32) / sum(weight for weight, _ in blurs))


def seen(rgb, pixels_per_degree):
    """L*a*b* of every pixel of a height x width x 3 picture of 8-bit sRGB, as seen where a degree holds so many pixels:
    40 is a desktop screen (96 dpi) at 60 cm."""
    height, width, _ = rgb.shape
    opponent = linear_of_srgb(rgb.reshape(-1, 3)) @ (_OPPONENT @ TO_XYZ).T
    opponent = opponent.reshape(height, width, 3).astype(np.float32)
    for c, blurs in enumerate(_BLURS):
        opponent[..., c] = _blurred(opponent[..., c], blurs, pixels_per_degree)
    return lab_of_xyz(opponent.reshape(-1, 3) @ np.linalg.inv(_OPPONENT).T)


def difference(before, after):
    """The mean CIEDE2000 difference of what seen() gave for two pictures."""
    return float(ciede2000(before, after).mean())
