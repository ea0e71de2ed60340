"""Tables, in Markdown, of what table_runs.py measured."""

from statistics import median

import peers
from report import about, grouped, milliseconds, notes, number, part, table, times

REFERENCE = peers.TABLES_REFERENCE
SHARES = (128, 768)  # dimensions at which the share of the peak has a goal
GOALS = {3: 10, 16: 2.5, 32: 2.5, 128: 1.5, 768: 1.3}  # by dimensions: times faster than scikit-learn by the iteration


def done(cell):
    """Iterations; where a peer does not tell them, as many as it was asked for."""
    return cell["iterations"] or cell["most"]


def by_iteration(cell):
    return part(cell, "total") / done(cell)


def cpu_by_iteration(cell):
    return part(cell, "cpu") / done(cell)


def operations(cell, seconds=by_iteration):
    """A second: a multiply-add for each row, center and dimension of an iteration."""
    rows, dimensions, clusters = cell["shape"]
    return 2 * rows * dimensions * clusters / seconds(cell)


def share(cell, seconds, peak):
    return f"{operations(cell, seconds) / peak:.0%}" if peak else ""


def pairs(cell):
    """How many pairs of a row and a center were compared, of all: blank where regions of space were."""
    rows, _, clusters = cell["shape"]
    compared = sum(cell["compared"])
    return f"{compared / (rows * clusters * done(cell)):.0%}" if compared else ""


def second_share(cell, peak):
    """The share of the peak that comparing takes in the second iteration, of pairs that were compared indeed."""
    seconds = part(cell, "second")
    return f"{2 * cell['compared'][1] * cell['shape'][1] / seconds / peak:.0%}" if seconds else ""


def by_table(cells):
    """{name: {peer: cell}} of the tables that kvant ran on."""
    found = {name: {c["peer"]: c for c in mine} for name, mine in grouped(cells, lambda c: c["table"]).items()}
    return {name: mine for name, mine in found.items() if REFERENCE in mine}


def compared(cell, mine, seconds):
    """A peer's time, and how many times kvant's that is; bold where it is less."""
    if cell is None:
        return ""
    ratio = seconds(cell) / seconds(mine[REFERENCE])
    text = f"{milliseconds(seconds(cell))} ({times(ratio)})"
    return f"**{text}**" if ratio < 1 else text


def inertias(mine):
    """How far the peers' inertias are from kvant's."""
    ratios = [c["inertia"] / mine[REFERENCE]["inertia"] for name, c in mine.items() if name != REFERENCE]
    if not ratios:
        return ""
    low, high = f"{min(ratios):.4f}", f"{max(ratios):.4f}"
    return low if low == high else f"{low} to {high}"


def side_by_side(cells, seconds, head, ours):
    """A row for each table, a column for each peer; `ours` makes the columns of kvant, named in `head`."""
    others = [p.name for p in peers.TABLE_WORKERS if p.name != REFERENCE and any(c["peer"] == p.name for c in cells)]
    rows = []
    for name, mine in by_table(cells).items():
        kvant = mine[REFERENCE]
        rows.append(
            [name, *(f"{size:,}" for size in kvant["shape"]), *ours(kvant)]
            + [compared(mine.get(other), mine, seconds) for other in others]
            + [inertias(mine)]
        )
    return table(["table", "n", "d", "k", *head, *others, "their inertia, of kvant's"], rows)


def iterations(cells, peak):
    return side_by_side(
        cells,
        by_iteration,
        ["iterations", "kvant ms", "pairs", "GFLOP/s", "of peak"],
        lambda cell: [
            cell["iterations"],
            milliseconds(by_iteration(cell)),
            pairs(cell),
            number(operations(cell) / 1e9),
            share(cell, by_iteration, peak),
        ],
    )


def cpu(cells, core_peak):
    return side_by_side(
        cells,
        cpu_by_iteration,
        ["kvant ms", "of peak"],
        lambda cell: [milliseconds(cpu_by_iteration(cell)), share(cell, cpu_by_iteration, core_peak)],
    )


def fits(cells):
    seconds = lambda cell: part(cell, "total")
    return side_by_side(
        cells, seconds, ["iterations", "kvant ms"], lambda cell: [cell["iterations"], milliseconds(seconds(cell))]
    )


def pixels(cells):
    rows = []
    for cell in cells:
        seconds = {name: median(run[name] for run in cell["runs"]) for name in cell["runs"][0]}
        rows.append(
            [
                cell["table"],
                milliseconds(seconds["kmeans"]),
                cell["kmeans_iterations"],
                number(cell["kmeans_inertia"], 4),
                milliseconds(seconds["quantize"]),
                milliseconds(seconds["palette"]),
                cell["quantize_iterations"],
                number(cell["quantize_inertia"], 4),
                times(seconds["kmeans"] / seconds["quantize"]),
                times(seconds["kmeans"] / seconds["palette"]),
            ]
        )
    head = ["pixels", "kmeans ms", "iterations", "inertia", "quantize ms", "its histogram and fit", "iterations"]
    return table([*head, "inertia", "kmeans, of quantize", "of histogram and fit"], rows)


def least_over(cells, seconds, wanted):
    """Where kvant is the least times as fast as scikit-learn: (times, table), or None."""
    found = [
        (seconds(mine["scikit-learn"]) / seconds(mine[REFERENCE]), name)
        for name, mine in by_table(cells).items()
        if "scikit-learn" in mine and wanted(mine[REFERENCE]["shape"][1])
    ]
    return min(found, default=None)


def goals(figures):
    """What the project set out to reach, beside what this run reached."""
    rows = []
    slower = sorted(
        (by_iteration(cell) / by_iteration(mine[REFERENCE]), name, peer)
        for name, mine in by_table(figures["iterations"]).items()
        for peer, cell in mine.items()
        if peer != REFERENCE and by_iteration(cell) < by_iteration(mine[REFERENCE])
    )
    said = "; ".join(f"{name}: {peer} takes {ratio:.2f} of kvant's time" for ratio, name, peer in slower)
    rows.append(["by the iteration, slower than a peer", "nowhere", said or "nowhere"])
    for dimensions, goal in GOALS.items():
        if least := least_over(figures["iterations"], by_iteration, lambda d: d == dimensions):
            rows.append(
                [
                    f"by the iteration, times faster than scikit-learn, d = {dimensions}",
                    goal,
                    f"{least[0]:.1f}, {least[1]}",
                ]
            )
    if least := least_over(figures["fits"], lambda c: part(c, "total"), lambda d: d >= 16):
        rows.append(["whole fits, times faster than scikit-learn, d >= 16", 3, f"{least[0]:.1f}, {least[1]}"])
    for name, mine in by_table(figures["iterations"]).items():
        if mine[REFERENCE]["shape"][1] in SHARES and figures["peak"]:
            rows.append([f"share of the peak, {name}", "65%", share(mine[REFERENCE], by_iteration, figures["peak"])])
            rows.append([f"the same, second iteration, {name}", "65%", second_share(mine[REFERENCE], figures["peak"])])
    return "### Goals\n\n" + table(["what", "goal, at least", "reached, at least"], rows)


def left_out(figures):
    tables = by_table(figures["tables"]["fits"])
    known = by_table(figures["tables"]["iterations"])
    lines = [f"{peer} on {name}" for name, mine in tables.items() for peer in known.get(name, {}) if peer not in mine]
    return f"\nLeft out, as one fit would take over {figures['limit']:.0f} s: {'; '.join(lines)}.\n" if lines else ""


def everything(figures):
    measured = figures["tables"]
    sections = [
        "### This run\n\n" + about(figures),
        f"Multiply-adds of floats at most, measured: {measured['peak'] / 1e9:.0f} GFLOP/s.\n",
        goals(measured),
        "### Ten iterations from the same start: ms an iteration\n\n"
        + iterations(measured["iterations"], measured["peak"]),
        "### The same in time of all cores: ms an iteration\n\n"
        + cpu(measured["iterations"], measured["peak"] / figures["machine"]["cores"]),
    ]
    if measured["fits"]:
        sections.append("### Whole fits from the same start: ms\n\n" + fits(measured["fits"]) + left_out(figures))
    if measured["pixels"]:
        sections.append("### Pixels as floats, beside quantize()\n\n" + pixels(measured["pixels"]))
    sections.append(notes(measured["iterations"], peers.TABLE_WORKERS).replace(", in memory", ""))
    return "\n".join(sections)
