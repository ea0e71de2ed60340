"""Checks the layers of src/: cli -> weigh, palette, plot -> image, color, choose -> kmeans, and that nothing below cli prints, exits or tunes itself.

Includes name the path from src/, "kmeans/points.hpp" or "cli/options/parse.hpp", so who may include which is checked
here, for private and for public headers.

    check.py SOURCE_TREE
"""

import pathlib
import re
import sys

# folder: the folders whose private headers it may include, and its public headers (None: all of either)
LAYERS = {
    "threads": ({"threads"}, set()),
    "loading": ({"loading"}, {"error"}),
    "kmeans": (
        {"kmeans", "threads"},
        {"bisecting", "buffer", "error", "export", "kmeans", "mini_batch", "parts", "seeding", "version"},
    ),
    "choose": ({"choose", "kmeans", "threads"}, {"choose", "error", "export", "kmeans", "version"}),
    "color": ({"color", "kmeans", "threads"}, {"buffer", "error", "export", "image", "kmeans", "quantize", "version"}),
    "image": ({"image", "loading", "threads"}, {"buffer", "error", "export", "image", "io"}),
    "palette": ({"palette", "image"}, {"error", "export", "image", "io", "palette"}),
    "weigh": (
        {"weigh", "choose", "color", "image", "kmeans", "threads"},
        {"aim", "choose", "compare", "error", "export", "image", "io", "kmeans", "quantize"},
    ),
    "studio": (
        {"studio", "choose", "color", "image", "palette", "threads"},
        {"aim", "choose", "error", "image", "io", "palette", "quantize", "version"},
    ),
    "plot": ({"plot", "loading"}, {"error", "image"}),
    "table": ({"table"}, {"error"}),
    "cli": (None, None),
}

# folder of src/cli: the folders of src/cli that it may include; of the rest of src/ all, main.cpp all
CLI_LAYERS = {
    "terminal": {"terminal"},
    "options": {"options", "terminal"},
    "page": {"page", "terminal"},
    "serve": {"serve"},
    "redraw": {"redraw", "options", "terminal"},
    "tables": {"tables", "options", "terminal"},
    "commands": {"commands", "redraw", "tables", "page", "serve", "options", "terminal"},
}

CORE = {"loading", "threads", "kmeans", "choose", "color", "image", "palette", "plot", "studio", "table", "weigh"}
THREADING = re.compile(r"(oneapi/)?tbb/|pthread|future|execution")
FORBIDDEN_IN_CORE = [
    (
        re.compile(r"\bstd::(jthread|thread|async)\b(?!::)|\btbb::(?!this_task_arena)"),
        "threads are started in src/threads only",
    ),
    (re.compile(r"\bstd::c(out|err|log)\b|(?<![\w.>])(std::)?v?f?(printf|puts|putchar)\s*\("), "the core never prints"),
    (
        re.compile(r"(?<![\w.>])(std::)?(_?exit|quick_exit|abort|terminate|assert)\s*\("),
        "the core never exits: throw kvant::Error",
    ),
    (
        re.compile(r"\b(std::rand|srand|random_device|mt19937|uniform_\w+_distribution|normal_distribution)\b"),
        "results are the same everywhere: use the project's own generator",
    ),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def without_comments(text):
    """The text with comments and string literals blanked, line breaks kept."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def may_include_in_cli(source, name):
    """Whether a source file of src/cli may include a header of it; both are paths from src/."""
    return len(source.parts) == 2 or name.split("/")[1] in CLI_LAYERS.get(source.parts[1], set())


def problems_of(source, root):
    """Lines of text, one for each rule that the source file breaks."""
    src = root / "src"
    folder = source.relative_to(src).parts[0]
    if folder not in LAYERS:
        yield f"{source}: src/{folder} has no place in the layers; give it one in tests/layers/check.py"
        return
    folders, public = LAYERS[folder]
    text = source.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        name = include.group(2)
        place = f"{source.relative_to(root)}:{number}"
        if folder in CORE - {"threads"} and include.group(1) == "<" and THREADING.match(name):
            yield f"{place}: threads are started in src/threads only, where ThreadSanitizer is told their order"
        if name.startswith("kvant/"):
            if public is not None and name.removeprefix("kvant/").removesuffix(".hpp") not in public:
                yield f"{place}: src/{folder} may not include {name}"
        elif include.group(1) == '"':
            owner = name.split("/")[0]
            if not (src / name).exists():
                if next(src.rglob(pathlib.PurePath(name).name), None):
                    yield f"{place}: include {name} by its path from src/"
            elif folders is not None and owner not in folders:
                yield f"{place}: src/{folder} may not include {name}"
            elif name.startswith("cli/") and not may_include_in_cli(source.relative_to(src), name):
                yield f"{place}: src/{source.relative_to(src).parent} may not include {name}"
    if folder in CORE:
        for number, line in enumerate(without_comments(text).splitlines(), 1):
            for pattern, why in FORBIDDEN_IN_CORE:
                if folder == "threads" and "src/threads" in why:
                    continue
                if pattern.search(line):
                    yield f"{source.relative_to(root)}:{number}: {why}"


def types_of(source):
    """The names of the types at namespace scope that other files could mean too: all but those in unnamed namespaces."""
    named = re.sub(r"^namespace \{$.*?^\}  // namespace$", "", source.read_text(), flags=re.S | re.M)
    return re.findall(
        r"^(?:struct|class|enum class|union) (?:KVANT_EXPORT )?([\w:]+)[^;{]*\{", without_comments(named), flags=re.M
    )


def types_defined_twice(root):
    """Two types of one name are undefined behavior, even in files that never meet: templates over them are merged."""
    owners = {}
    for source in [*sorted((root / "include").rglob("*.hpp")), *sorted((root / "src").rglob("*.[ch]pp"))]:
        for name in types_of(source):
            owner = owners.setdefault(name, source)
            if owner != source:
                yield f"{source.relative_to(root)}: {owner.relative_to(root)} has a type {name} already"


def problems(root):
    found = list(types_defined_twice(root))
    for source in sorted((root / "src").rglob("*.[ch]pp")):
        found += problems_of(source, root)
    for listing in [
        root / "CMakeLists.txt",
        *(file for file in root.glob("cmake/**/*") if file.is_file()),
        *(root / "src").rglob("CMakeLists.txt"),
    ]:
        for number, line in enumerate(listing.read_text().splitlines(), 1):
            if re.search(r"-m(arch|tune|avx|sse|fma)|-ffast-math|-Ofast", line.split("#")[0]):
                yield f"{listing.relative_to(root)}:{number}: flags that change results or where they run"
    yield from found


def main():
    found = list(problems(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
