"""Runs inside Krita: prints the colors of the palettes that its resource folder holds, as JSON."""

import json

from krita import Krita, Palette


def main(_):
    palettes = {}
    for name, resource in Krita.instance().resources("palette").items():
        palette = Palette(resource)
        entries = [palette.colorSetEntryByIndex(i) for i in range(palette.numberOfEntries())]
        palettes[resource.filename()] = {
            "name": name,
            "colors": [[round(255 * part) for part in entry.color().componentsOrdered()[:3]] for entry in entries],
        }
    print("PALETTES", json.dumps(palettes))
