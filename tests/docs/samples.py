"""Makes a program of the C++ samples in the pages and in the opening comments of the public headers.

    samples.py SOURCE_TREE TARGET_FOLDER

writes one source file per sample, one that includes each public header by itself, and a main() that runs the samples,
each in a folder of its own that holds a picture under the names that samples use. Prints the files' names.

A sample may use what its reader would have at hand: `image`, a kvant::Image; `points`, floats, in rows of two. A page's
sample with a main() of its own is a whole program: it is run without arguments.
"""

import pathlib
import re
import sys

FILES_AT_HAND = ["photo.jpg", "photo.png", "in.png", "input.png", "cat.png"]

MAIN = """\
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <vector>

#include "kvant/kvant.hpp"

{declarations}
struct Sample {{
  const char* name;
  void (*run)(kvant::Image image, std::vector<float> points);
}};

int main(int argc, char** argv) {{
  if (argc != 2) return 2;
  const std::filesystem::path picture = std::filesystem::absolute(argv[1]);
  const std::filesystem::path root =
      std::filesystem::temp_directory_path() / ("kvant-samples-" + std::to_string(getpid()));
  std::vector<float> points;
  for (int i = 0; i < 200; ++i) points.push_back(static_cast<float>((i * 37) % 101));
  int failed = 0;
  for (const Sample& sample : std::vector<Sample>{{{samples}}}) {{
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root);
    for (const char* name : {{{files}}}) std::filesystem::copy_file(picture, root / name);
    std::filesystem::current_path(root);
    try {{
      sample.run(kvant::read_image(picture).image, points);
      std::printf("ok     %s\\n", sample.name);
    }} catch (const std::exception& error) {{
      std::printf("FAILED %s: %s\\n", sample.name, error.what());
      failed = 1;
    }}
  }}
  std::filesystem::current_path("/");
  std::filesystem::remove_all(root);
  return failed;
}}
"""


def samples_of_page(path):
    """(line number, text) of each fenced cpp block."""
    text = path.read_text()
    for match in re.finditer(r"^```(?:cpp|c\+\+)\n(.*?)^```", text, re.M | re.S):
        yield text.count("\n", 0, match.start()) + 2, match.group(1)


def samples_of_header(path):
    """The same for the comment that opens a header: its lines that are indented by three spaces or more."""
    code, start = [], 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.startswith("//"):
            break
        if line.startswith("//   "):
            start = start or number
            code.append(line[5:])
    if code:
        yield start, "\n".join(code) + "\n"


def source_of(sample, name, place, line, own_header):
    """The sample as a function `name`, what it includes first."""
    includes = [text for text in sample.splitlines() if text.startswith("#include")]
    body = "\n".join("" if text.startswith("#include") else text for text in sample.splitlines())
    # Samples are written to be read: they show a result without using it.
    head = "\n".join(
        includes
        + [
            '#pragma GCC diagnostic ignored "-Wunused-variable"',
            '#pragma GCC diagnostic ignored "-Wunused-but-set-variable"',
            f'#include "{own_header}"',
            "#include <vector>",
            '#include "kvant/image.hpp"',
        ]
    )
    at = f'#line {line} "{place}"'
    signature = f"void {name}([[maybe_unused]] kvant::Image image, [[maybe_unused]] std::vector<float> points)"
    if re.search(r"^int main\(", sample, re.M):
        body = re.sub(r"^int main\([^)]*\)", f"static int {name}_main()", body, flags=re.M)
        return f"{head}\n{at}\n{body}\n{signature};\n{signature} {{ {name}_main(); }}\n"
    return f"{head}\n{signature};\n{signature} {{\n{at}\n{body}\n}}\n"


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main():
    root, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    files, functions = {}, []

    def add(path, samples, own_header):
        for line, text in samples:
            name = f"{re.sub(r'[^a-z]', '_', path.stem.lower())}_{line}"
            functions.append((name, f"{path.relative_to(root)}:{line}"))
            files[f"{name}.cpp"] = source_of(text, name, path, line, own_header)

    for page in sorted([*root.glob("*.md"), *(root / "docs").glob("*.md")]):
        add(page, samples_of_page(page), "kvant/kvant.hpp")
    for header in sorted((root / "include/kvant").glob("*.hpp")):
        files[f"alone_{header.stem}.cpp"] = f'#include "kvant/{header.name}"\n'
        # quantize.hpp and io.hpp show each other; what a sample names is in kvant.hpp.
        add(header, samples_of_header(header), "kvant/kvant.hpp")

    files["main.cpp"] = "#include <unistd.h>\n\n#include <string>\n" + MAIN.format(
        declarations="".join(f"void {name}(kvant::Image image, std::vector<float> points);\n" for name, _ in functions),
        samples=", ".join(f'{{"{place}", {name}}}' for name, place in functions),
        files=", ".join(f'"{name}"' for name in FILES_AT_HAND),
    )
    for name, text in files.items():
        write_if_changed(target / name, text)
        print(target / name)


if __name__ == "__main__":
    main()
