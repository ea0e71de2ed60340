"""The notebook of the articles, from the first cell to the last."""

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("dask.array")

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "kittens.ipynb"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each code cell printed, by a word of its source."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": NOTEBOOK.parent}})
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        environment.delenv("MPLBACKEND", raising=False)  # the notebook's own draws into it
        client.execute()
    return [
        (cell.source, "".join(output.get("text", "") for output in cell.outputs), cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def printed(outputs, word):
    return next(text for source, text, _ in outputs if word in source)


def test_colors_are_counted(outputs):
    assert "32584" in printed(outputs, "count_colors(pixels)")


def test_there_are_pictures(outputs):
    pictures = [
        output for _, _, all_of_cell in outputs for output in all_of_cell if "image/png" in output.get("data", {})
    ]
    assert len(pictures) >= 5


def test_normalising_helps(outputs):
    lines = [line.split() for line in printed(outputs, "adjusted_rand_score").splitlines() if "agreement" in line]
    agreement = {(units, how): float(number) for units, _, how, *_, number in lines}
    assert agreement["two", "as"] < 0.3 < agreement["two", "normalised"] == agreement["one", "normalised"]


def test_dask_gives_the_same_bits(outputs):
    assert "the same bits: True True" in printed(outputs, "kvant.dask")
