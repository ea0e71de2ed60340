"""The pictures that the comparison runs on, each prepared once as raw RGB and as a PNG file."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

from metrics import Original

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = Path(os.environ.get("KVANT_CORPUS", ROOT.parent / "shared" / "data"))
FEW = ("kodim01", "kodim05", "kodim13", "kodim20", "kodim23")  # what a slow peer runs on: busy, plain, muted, vivid
KODAK = FEW + tuple(name for name in (f"kodim{i:02}" for i in range(1, 25)) if name not in FEW)
LARGE = "Louvre"
NAMES = KODAK + ("chelsea", LARGE)


class Picture:
    """A picture of the corpus. `file` is as it came; `png` is a PNG file of it; `raw` has its packed RGB bytes."""

    def __init__(self, name, folder):
        self.name = name
        places = {"chelsea": CORPUS / "photos" / "chelsea.png", LARGE: CORPUS / "large" / "Louvre.jpg"}
        self.file = places.get(name, CORPUS / "kodak" / f"{name}.png")
        folder.mkdir(parents=True, exist_ok=True)
        self.raw = folder / f"{name}.rgb"
        with Image.open(self.file) as picture:
            self.width, self.height = picture.size
            rgb = np.asarray(picture.convert("RGB"))
        rgb.tofile(self.raw)
        self.png = self.file if self.file.suffix == ".png" else folder / f"{name}.png"
        if not self.png.exists():
            Image.fromarray(rgb).save(self.png, compress_level=1)
        self.original = Original(rgb)

    @property
    def pixels(self):
        return self.width * self.height
