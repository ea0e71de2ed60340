"""Krita (Debian's package) reads the palette files that kvant writes: `./test readers`."""

import json
import os
import pathlib
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
KVANT = os.environ["KVANT_BIN"]
COLORS = ["#ff0000", "#00ff00", "#123456", "#fefdfc", "#ff0000", "#010203"]
FORMATS = ["gpl", "act", "ase", "pal"]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What Krita read, by the file's name."""
    home = tmp_path_factory.mktemp("home")
    palettes = home / ".local" / "share" / "kritarunner" / "palettes"
    palettes.mkdir(parents=True)
    for format_ in FORMATS:
        target = palettes / f"swatches-{format_}.{format_}"
        subprocess.run([KVANT, "palette", ",".join(COLORS), "-o", target, "-q"], check=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(HERE),
    }
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        environment.pop(variable, None)
    done = subprocess.run(
        ["kritarunner", "-s", "read_palettes", "-f", "main"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    answers = [line for line in done.stdout.splitlines() if line.startswith("PALETTES ")]
    assert answers, done.stdout + done.stderr
    return json.loads(answers[-1].split(" ", 1)[1])


@pytest.mark.parametrize("format_", FORMATS)
def test_krita_reads(read, format_):
    palette = read[f"swatches-{format_}.{format_}"]
    assert palette["name"] == f"swatches-{format_}"
    colors = ["#%02x%02x%02x" % tuple(color) for color in palette["colors"]]
    if format_ == "act":
        colors = colors[: len(COLORS)]  # Krita shows all 256 places, and the count behind them as two more
    assert colors == COLORS
