"""check.py finds each kind of broken rule in a small made-up tree, and nothing in a sound one."""

import pathlib
import tempfile
import unittest

import check


class Layers(unittest.TestCase):
    def problems(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            sound = {"CMakeLists.txt": "", "src/color/palette.hpp": "", "src/kmeans/fit.hpp": ""}
            for name, text in {**sound, **files}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(check.problems(root))

    def assert_broken(self, name, text, part):
        found = self.problems({name: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(part, found[0])

    def test_sound(self):
        self.assertEqual(
            self.problems(
                {
                    "src/color/a.cpp": '#include "kmeans/fit.hpp"\n#include "kvant/image.hpp"\n#include <vector>\n',
                    "src/color/b.cpp": 'int f();  // printf("x")\n',
                    "src/cli/main.cpp": '#include "color/palette.hpp"\n#include "kvant/io.hpp"\nint main() { std::exit(1); }\n',
                }
            ),
            [],
        )

    def test_public_headers(self):
        self.assert_broken("src/kmeans/a.cpp", '#include "kvant/image.hpp"\n', "may not include kvant/image.hpp")
        self.assert_broken("src/kmeans/a.cpp", "#include <kvant/quantize.hpp>\n", "may not include kvant/quantize.hpp")
        self.assert_broken("src/image/a.cpp", '#include "kvant/kmeans.hpp"\n', "may not include kvant/kmeans.hpp")
        self.assert_broken("src/color/a.cpp", '#include "kvant/io.hpp"\n', "may not include kvant/io.hpp")
        self.assert_broken("src/image/a.cpp", '#include "kvant/kvant.hpp"\n', "may not include kvant/kvant.hpp")

    def test_private_headers(self):
        self.assert_broken("src/kmeans/a.cpp", '#include "color/palette.hpp"\n', "may not include color/palette.hpp")
        self.assert_broken("src/image/a.cpp", '#include "kmeans/fit.hpp"\n', "may not include kmeans/fit.hpp")
        self.assert_broken("src/kmeans/a.cpp", '#include "../color/palette.hpp"\n', "by its path from src/")
        self.assert_broken("src/kmeans/a.cpp", '#include "fit.hpp"\n', "by its path from src/")

    def test_folders_in_folders(self):
        parse = {"src/cli/options/parse.hpp": ""}
        include = lambda name: self.problems({**parse, "src/cli/commands/a.cpp": f'#include "{name}"\n'})
        self.assertEqual(include("cli/options/parse.hpp"), [])
        for name in ["cli/parse.hpp", "options/parse.hpp", "parse.hpp"]:
            self.assertEqual(len(include(name)), 1)
            self.assertIn("by its path from src/", include(name)[0])

    def test_folders_of_the_command_line(self):
        sound = {"src/cli/commands/info.hpp": "", "src/cli/terminal/text.hpp": ""}
        include = lambda source, name: self.problems({**sound, source: f'#include "{name}"\n'})
        self.assertEqual(include("src/cli/main.cpp", "cli/commands/info.hpp"), [])
        self.assertEqual(include("src/cli/commands/a.cpp", "cli/terminal/text.hpp"), [])
        for folder in ["terminal", "options", "page", "redraw", "new"]:
            found = include(f"src/cli/{folder}/a.cpp", "cli/commands/info.hpp")
            self.assertEqual(len(found), 1)
            self.assertIn(f"src/cli/{folder} may not include cli/commands/info.hpp", found[0])

    def test_core_is_quiet(self):
        self.assert_broken("src/color/a.cpp", "void f() { std::cerr << 1; }\n", "never prints")
        self.assert_broken("src/image/a.cpp", 'void f() { fprintf(stderr, "x"); }\n', "never prints")
        self.assert_broken("src/kmeans/a.cpp", "void f() { std::abort(); }\n", "never exits")
        self.assert_broken("src/kmeans/a.cpp", "std::mt19937 generator;\n", "the same everywhere")

    def test_threads(self):
        self.assert_broken("src/kmeans/a.cpp", "#include <tbb/parallel_for.h>\n", "in src/threads only")
        self.assert_broken("src/image/a.cpp", "std::thread worker(f);\n", "in src/threads only")
        self.assert_broken("src/image/a.cpp", "void f() { tbb::parallel_for(0, 9, g); }\n", "in src/threads only")
        self.assertEqual(self.problems({"src/threads/a.hpp": "#include <tbb/parallel_for.h>\n"}), [])

    def test_types_of_one_name(self):
        self.assertEqual(
            len(
                self.problems(
                    {
                        "include/kvant/a.hpp": "struct Point {\n};\n",
                        "src/color/b.hpp": "struct Point {\n};\n",
                    }
                )
            ),
            1,
        )
        self.assertEqual(
            self.problems(
                {
                    "src/color/a.cpp": "namespace {\nstruct Point {\n};\n}  // namespace\n",
                    "src/kmeans/b.cpp": "namespace {\nstruct Point {\n};\n}  // namespace\n",
                    "src/kmeans/c.hpp": "struct Point;\nstruct Other {\n};\n",
                }
            ),
            [],
        )

    def test_unknown_folder_and_flags(self):
        self.assert_broken("src/web/a.cpp", "\n", "no place in the layers")
        self.assert_broken("src/CMakeLists.txt", "add_compile_options(-march=native)\n", "change results")


if __name__ == "__main__":
    unittest.main()
