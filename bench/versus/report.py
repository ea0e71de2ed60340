"""Tables, in Markdown, of what comparisons.py measured."""

from collections import defaultdict
from statistics import fmean, median

import peers
from pictures import KODAK, LARGE

REFERENCE = peers.REFERENCE


def table(head, rows):
    lines = [" | ".join(map(str, row)) for row in (head, ["---"] + ["---:"] * (len(head) - 1), *rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def number(value, digits=3):
    """A figure to so many significant digits, never in powers of ten."""
    if value is None:
        return ""
    if value == 0:
        return "0"
    decimals = 0
    while decimals < 6 and abs(value) * 10**decimals < 10 ** (digits - 1):
        decimals += 1
    return f"{value:,.{decimals}f}"


def milliseconds(seconds):
    return number(seconds * 1e3) if seconds is not None else ""


def times(ratio):
    return f"{number(ratio)}x" if ratio else ""


def part(cell, name):
    """The median over a cell's runs of a part's seconds, or None if the peer does not tell it apart."""
    return median(run[name] for run in cell["runs"]) if name in cell["runs"][0] else None


def mean(cells, measure):
    values = [measure(cell) for cell in cells]
    return None if None in values else fmean(values)


def ratio(cells, reference, measure):
    """How many times the reference's mean a peer's is, over the pictures that the peer ran on."""
    same = [reference[cell["picture"]] for cell in cells if cell["picture"] in reference]
    ours, theirs = mean(same, measure) if len(same) == len(cells) else None, mean(cells, measure)
    return theirs / ours if ours and theirs is not None else None


def grouped(cells, key):
    groups = defaultdict(list)
    for cell in cells:
        groups[key(cell)].append(cell)
    return groups


def by_name(cells, key, known):
    """Groups by a peer's or program's name, in the order in which those are listed."""
    order = [each.name for each in known]
    return dict(sorted(grouped(cells, lambda c: c[key]).items(), key=lambda group: order.index(group[0])))


def group_of(name):
    return "Kodak" if name in KODAK else name


def fits(cells, group):
    """One table over a group of pictures: every peer at every k."""
    rows = []
    for k, at_k in sorted(grouped(cells, lambda c: c["k"]).items()):
        by_peer = by_name(at_k, "peer", peers.WORKERS)
        reference = {cell["picture"]: cell for cell in by_peer.get(REFERENCE, [])}
        for peer, mine in by_peer.items():
            fit, total = (lambda c: part(c, "fit")), (lambda c: part(c, "total"))
            rows.append(
                [
                    peer,
                    k,
                    len(mine),
                    milliseconds(mean(mine, fit)),
                    times(ratio(mine, reference, fit)),
                    milliseconds(mean(mine, total)),
                    times(ratio(mine, reference, total)),
                    number(mean(mine, lambda c: c.get("inertia")), 4),
                    number(mean(mine, lambda c: c["mse"]), 4),
                    times(ratio(mine, reference, lambda c: c["mse"])),
                    number(mean(mine, lambda c: c["ciede2000"])),
                    number(mean(mine, lambda c: c["colors"])),
                    number(max(c["peak_kib"] for c in mine) / 1024),
                ]
            )
    head = [
        "peer",
        "k",
        "pictures",
        "fit ms",
        "of kvant's",
        "total ms",
        "of kvant's",
        "inertia",
        "MSE",
        "of kvant's",
        "CIEDE2000",
        "colors",
        "peak MB",
    ]
    return f"### {group}: in memory\n\n" + table(head, rows)


def left_out(figures):
    """Which workers ran on no picture of a group at some k, as one line each group."""
    lines = []
    for group, cells in grouped(figures["cells"], lambda c: group_of(c["picture"])).items():
        ran = {(c["peer"], c["k"]) for c in cells}
        colors = sorted({c["k"] for c in figures["cells"]})
        names = list(dict.fromkeys(c["peer"] for c in figures["cells"]))
        missing = [
            f"{n} at k={','.join(str(k) for k in colors if (n, k) not in ran)}"
            for n in names
            if any((n, k) not in ran for k in colors)
        ]
        if missing:
            lines.append(
                f"{group}, left out because one run would take over {figures['limit']:.0f} s (or failed): "
                f"{'; '.join(missing)}."
            )
    return "\n\n".join(lines) + "\n" if lines else ""


def programs(cells, group):
    rows = []
    for k, at_k in sorted(grouped(cells, lambda c: c["k"]).items()):
        by_program = by_name(at_k, "program", peers.PROGRAMS)
        reference = {cell["picture"]: cell for cell in by_program.get(REFERENCE, [])}
        for program, mine in by_program.items():
            seconds = lambda c: median(c["seconds"])
            rows.append(
                [
                    program,
                    k,
                    len(mine),
                    milliseconds(mean(mine, seconds)),
                    times(ratio(mine, reference, seconds)),
                    number(mean(mine, lambda c: c["mse"]), 4),
                    times(ratio(mine, reference, lambda c: c["mse"])),
                    number(mean(mine, lambda c: c["ciede2000"])),
                    number(mean(mine, lambda c: c["colors"])),
                    f"{mean(mine, lambda c: c['bytes']):,.0f}",
                    number(max(c["peak_kib"] for c in mine) / 1024),
                ]
            )
    head = [
        "program",
        "k",
        "pictures",
        "ms",
        "of kvant's",
        "MSE",
        "of kvant's",
        "CIEDE2000",
        "colors",
        "bytes",
        "peak MB",
    ]
    return f"### {group}: whole programs, PNG file to PNG file\n\n" + table(head, rows)


def sizes(rows):
    out = []
    for (k, program), mine in sorted(grouped(rows, lambda r: (r["k"], r["program"])).items()):
        whole = lambda key: f"{mean(mine, lambda r: r.get(key)):,.0f}" if all(key in r for r in mine) else ""
        out.append(
            [
                program,
                k,
                len(mine),
                number(mean(mine, lambda r: r["mse"]), 4),
                whole("bytes"),
                whole("oxipng"),
                whole("optipng"),
                number(mean(mine, lambda r: r.get("equal_k"))),
                whole("equal_bytes"),
                number(mean(mine, lambda r: r.get("equal_mse")), 4),
            ]
        )
    head = [
        "program",
        "k",
        "pictures",
        "MSE",
        "bytes",
        "then oxipng -o 4",
        "then optipng",
        "kvant: k for that MSE",
        "its bytes",
        "its MSE",
    ]
    return (
        "### Kodak: bytes at equal error\n\nThe last three columns: the fewest colors at which kvant's "
        "(`--space srgb`) MSE is no higher than that row's, picture by picture.\n\n" + table(head, out)
    )


def decode(figures):
    seconds = figures.get("decode")
    if not seconds:
        return ""
    rows = [[f"decode by {name}", milliseconds(median(seconds[name]))] for name in ("kvant", "Pillow")]
    for cell in figures["cells"]:
        if cell["picture"] == LARGE and cell["k"] == 256 and cell["peer"].startswith("kvant"):
            rows += [
                [f"{cell['peer']}, k=256: {name}", milliseconds(part(cell, key))]
                for name, key in (
                    ("histogram", "histogram"),
                    ("histogram and fit", "fit"),
                    ("map", "map"),
                    ("all of quantize()", "total"),
                )
            ]
    return f"### {LARGE}: beside decoding its JPEG file\n\n" + table(["what", "ms"], rows)


def goals(figures, restarts):
    """What the project set out to reach, beside what this run reached."""
    cells = grouped(figures["cells"], lambda c: (c["peer"], c["k"], group_of(c["picture"])))
    programs_at = grouped(figures["programs"], lambda c: (c["program"], c["k"], group_of(c["picture"])))
    rows = []
    for k, goal in ((256, 300), (16, 60)):
        theirs, ours = (cells.get((name, k, "Kodak")) for name in ("scikit-learn KMeans", REFERENCE))
        if theirs and ours:
            reference = {c["picture"]: c for c in ours}
            rows.append(
                [
                    f"fit at k={k}, times faster than scikit-learn ({len(theirs)} pictures)",
                    f"{goal}",
                    number(ratio(theirs, reference, lambda c: part(c, "fit"))),
                ]
            )
            rows.append(
                [
                    "the same by CPU time (of drawing the whole picture)",
                    "",
                    number(ratio(theirs, reference, lambda c: part(c, "cpu"))),
                ]
            )
            same = [reference[c["picture"]] for c in theirs if c["picture"] in reference]
            rows.append(
                [
                    f"inertia at k={k}, of scikit-learn's (n_init=1)",
                    "1 at most",
                    number(mean(same, lambda c: c["inertia"]) / mean(theirs, lambda c: c["inertia"]), 4),
                ]
            )
    for k, best in sorted((int(k), best) for k, best in restarts.items()):
        for peer in (REFERENCE, REFERENCE + " --effort 10"):
            ours = [c for c in cells.get((peer, k, "Kodak"), []) if best.get(c["picture"])]
            if ours:
                least = fmean(min(best[c["picture"]]) for c in ours)
                n = min(len(best[c["picture"]]) for c in ours)
                rows.append(
                    [
                        f"{peer}: inertia at k={k}, of scikit-learn's best of {n} ({len(ours)} pictures)",
                        "1 at most",
                        number(mean(ours, lambda c: c["inertia"]) / least, 4),
                    ]
                )
    for k in sorted({k for _, k, group in programs_at if group == "Kodak"}):
        ours = programs_at.get((REFERENCE, k, "Kodak"), [])
        for name in ("pngquant", "pngquant --nofs"):
            theirs = programs_at.get((name, k, "Kodak"))
            if ours and theirs:
                reference = {c["picture"]: c for c in ours}
                rows.append(
                    [
                        f"whole program at k={k}, times faster than {name}; its MSE, of kvant's",
                        "over 1; over 1",
                        number(ratio(theirs, reference, lambda c: median(c["seconds"])))
                        + "; "
                        + number(ratio(theirs, reference, lambda c: c["mse"])),
                    ]
                )
    for cell in figures["cells"] if figures.get("decode") else []:
        if cell["picture"] == LARGE and cell["k"] == 256 and cell["peer"] in (REFERENCE, "kvant"):
            spent = sum(part(cell, name) for name in ("fit", "map"))
            rows.append(
                [
                    f"{cell['peer']}, {LARGE}, k=256: histogram, fit and map, of the JPEG's decoding",
                    "under 1",
                    number(spent / median(figures["decode"]["kvant"])),
                ]
            )
    for cell in figures["programs"]:
        if cell["picture"] == LARGE and cell["k"] == 256 and cell["program"] in (REFERENCE, "kvant"):
            over = cell["peak_kib"] / 1024 - cell["pixels"] * 3 / 2**20
            rows.append(
                [
                    f"{cell['program']}, {LARGE}, k=256: peak memory over the decoded pixels, MB",
                    "150 at most",
                    number(over),
                ]
            )
    return "### Goals\n\n" + table(["what", "goal", "reached"], rows) if rows else ""


def agreement(figures):
    """How far kvant's own figures are from those computed here."""
    own = [cell for cell in figures["cells"] if "own_mse" in cell]
    if not own:
        return ""
    apart = lambda mine, here: max(abs(c[mine] / c[here] - 1) if c[here] else abs(c[mine]) for c in own)
    srgb = [c["inertia"] / c["partition_inertia"] - 1 for c in own if "srgb" in c["peer"]]
    text = (
        f"kvant's own figures differ from those computed here by at most {apart('own_mse', 'mse'):.2%} (MSE) and "
        f"{apart('own_ciede2000', 'ciede2000'):.2%} (CIEDE2000)"
    )
    if srgb:
        text += (
            "; its inertia in sRGB from that of the drawn picture with each color moved to the mean of its pixels "
            f"by {min(srgb):+.2%} to {max(srgb):+.2%}"
        )
    return text + ".\n"


def about(figures):
    machine = figures["machine"]
    busy = (
        ""
        if machine["load_before"] < 0.5 * machine["cores"]
        else " **The machine was busy with other work: its times are too long, and ratios between them rough.**"
    )
    versions = ", ".join(f"{name} {text.removeprefix(name).strip()}" for name, text in machine["versions"].items())
    return (
        f"{machine['date']}; {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; load "
        f"{machine['load_before']} before and {machine['load_after']} after, {machine['seconds']} s in all.{busy} "
        f"Command: `{machine['command']}`\n\nVersions: {versions}.\n"
    )


def notes(cells, known):
    ran = {cell["peer"] for cell in cells}
    lines = [f"- {peer.name}: {peer.note}." for peer in known if peer.name in ran]
    return "What was asked of each peer, in memory:\n\n" + "\n".join(lines) + "\n" if lines else ""


def everything(figures, restarts):
    sections = ["### This run\n\n" + about(figures), goals(figures, restarts)]
    for group, cells in grouped(figures["cells"], lambda c: group_of(c["picture"])).items():
        sections.append(fits(cells, group))
    sections += [left_out(figures), agreement(figures), notes(figures["cells"], peers.WORKERS), decode(figures)]
    for group, cells in grouped(figures["programs"], lambda c: group_of(c["picture"])).items():
        sections.append(programs(cells, group))
    if figures["sizes"]:
        sections.append(sizes(figures["sizes"]))
    return "\n".join(section for section in sections if section)


def variants(rows):
    """Several settings of kvant, each at every k. Inertia is in the units of the space."""
    out = []
    for k, at_k in sorted(grouped(rows, lambda r: r["k"]).items()):
        for variant, mine in grouped(at_k, lambda r: r["variant"]).items():
            out.append(
                [
                    variant,
                    k,
                    len(mine),
                    number(mean(mine, lambda r: r["inertia"]), 5),
                    number(mean(mine, lambda r: r["mse"]), 5),
                    number(mean(mine, lambda r: r["ciede2000"]), 4),
                    milliseconds(mean(mine, lambda r: r["fit"])),
                ]
            )
    return table(["setting", "k", "pictures", "inertia", "MSE", "CIEDE2000", "fit ms"], out)


def elbows(rows):
    """The sweeps beside one scikit-learn fit at k=16: medians of the runs, means over pictures."""
    median = lambda seconds: sorted(seconds)[len(seconds) // 2]
    out = []
    for space, most in dict.fromkeys((row["space"], row["most"]) for row in rows):
        mine = [row for row in rows if (row["space"], row["most"]) == (space, most)]
        part = lambda name: milliseconds(mean(mine, lambda r: median([parts[name] for parts in r["parts"]])))
        ratios = [ratio for row in mine for ratio in row["ratios"]]
        out.append(
            [
                space,
                f"1..{most}",
                len(mine),
                part("total"),
                part("cpu"),
                part("fits"),
                milliseconds(mean(mine, lambda r: median(r["sklearn"]))),
                f"{sum(ratios) / len(ratios):.4f}",
                f"{max(ratios):.4f}",
                f"{sum(ratio > 1.01 for ratio in ratios)} of {len(ratios)}",
            ]
        )
    return table(
        [
            "space",
            "k",
            "pictures",
            "sweep ms",
            "of all cores",
            "fits ms",
            "scikit-learn at k=16 ms",
            "inertia, of fits': mean",
            "largest",
            "over 1.01",
        ],
        out,
    )


def put_between_marks(path, name, text):
    """Replaces what stands between the marks of a page that have this name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = path.read_text()
    if begin not in page or end not in page:
        raise SystemExit(f"versus: {path} lacks the marks {begin} and {end}")
    head, rest = page.split(begin, 1)
    path.write_text(f"{head}{begin}\n\n{text}\n{end}{rest.split(end, 1)[1]}")
