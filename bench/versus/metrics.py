"""How far a drawn picture is from its original: one implementation, used for every program alike.

None of this is shared with kvant: its own figures are checked against these.
"""

import numpy as np

# sRGB (IEC 61966-2-1) to CIE XYZ, D65; the white point is what the matrix makes of (1, 1, 1).
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = TO_XYZ.sum(axis=1)


def linear_of_srgb(colors):
    """Linear light 0..1 of sRGB values 0..255."""
    c = np.asarray(colors, np.float64) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab_of_xyz(colors):
    """CIE L*a*b* (D65) of n x 3 XYZ values."""
    t = colors / _WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def lab_of_srgb(colors):
    """CIE L*a*b* (D65) of n x 3 sRGB values 0..255."""
    return lab_of_xyz(linear_of_srgb(colors) @ TO_XYZ.T)


def ciede2000(lab1, lab2):
    """CIEDE2000 differences of n pairs of L*a*b* colors (Sharma, Wu & Dalal 2005), kL = kC = kH = 1."""
    (l1, a1, b1), (l2, a2, b2) = np.asarray(lab1, np.float64).T, np.asarray(lab2, np.float64).T
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360

    gray = c1 * c2 == 0  # a gray has no hue: it takes the other's
    turn = np.where(gray, 0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where(~gray & (h2 - h1 == 180), 180, turn)  # exactly opposite: the sign is the formula's, not mod's
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))

    l, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = (h1 + h2) / 2
    h = np.where(np.abs(h1 - h2) > 180, np.where(h1 + h2 < 360, h + 180, h - 180), h)
    h = np.where(gray, h1 + h2, h)
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (l - 50) ** 2 / np.sqrt(20 + (l - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    c7 = c**7
    rotation = -2 * np.sqrt(c7 / (c7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    x, y, z = dl / sl, dc / sc, dh / sh
    return np.sqrt(np.maximum(x * x + y * y + z * z + rotation * y * z, 0))


def _packed(rgb):
    """n x 3 bytes as n numbers."""
    rgb = rgb.astype(np.uint32)
    return rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]


def _unpacked(codes):
    return np.stack([codes >> 16 & 255, codes >> 8 & 255, codes & 255], axis=1)


class Original:
    """A picture to compare others with. Distinct colors are found once: most measures then cost next to nothing."""

    def __init__(self, rgb):
        self.rgb = np.ascontiguousarray(rgb, np.uint8).reshape(-1, 3)
        self.codes = _packed(self.rgb)
        self.distinct, self._first, self._inverse, self.counts = np.unique(
            self.codes, return_index=True, return_inverse=True, return_counts=True
        )

    def _pairs(self, drawn):
        """The distinct (original, drawn) pairs of packed colors, and how many pixels have each."""
        of_color = drawn[self._first]
        if np.array_equal(of_color[self._inverse], drawn):  # not dithered: a color is drawn the same everywhere
            return self.distinct, of_color, self.counts
        pairs, counts = np.unique(self.codes.astype(np.uint64) << 24 | drawn, return_counts=True)
        return (pairs >> 24).astype(np.uint32), (pairs & 0xFFFFFF).astype(np.uint32), counts

    def compare(self, rgb):
        """Measures of a drawn picture of the same size, per pixel: squared error summed over R, G and B; mean
        CIEDE2000; and the k-means inertia of its partition, which is what its error would be with unrounded means
        for colors (of meaning only without dithering)."""
        drawn = _packed(np.asarray(rgb, np.uint8).reshape(-1, 3))
        if drawn.shape != self.codes.shape:
            raise ValueError(f"{len(drawn)} pixels drawn of {len(self.codes)}")
        before, after, counts = self._pairs(drawn)
        x, y = _unpacked(before).astype(np.float64), _unpacked(after).astype(np.float64)
        n = len(self.codes)
        palette, label = np.unique(after, return_inverse=True)
        weight = np.bincount(label, counts)
        means = np.stack([np.bincount(label, counts * x[:, c]) / weight for c in range(3)], axis=1)
        return {
            "mse": float((counts @ ((x - y) ** 2)).sum() / n),
            "partition_inertia": float((counts @ ((x - means[label]) ** 2)).sum() / n),
            "ciede2000": float(counts @ ciede2000(lab_of_srgb(x), lab_of_srgb(y)) / n),
            "colors": len(palette),
        }

    def inertia(self, centers):
        """Squared distance to the nearest of the (unrounded) centers, per pixel."""
        x, centers = _unpacked(self.distinct).astype(np.float64), np.asarray(centers, np.float64)
        total, norms = 0.0, (centers**2).sum(axis=1)
        for start in range(0, len(x), 65536):
            part = x[start : start + 65536]
            nearest = (norms - 2 * part @ centers.T).argmin(axis=1)
            total += self.counts[start : start + 65536] @ ((part - centers[nearest]) ** 2).sum(axis=1)
        return float(total / len(self.codes))
