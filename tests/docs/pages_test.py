"""Checks the pages: links lead somewhere, and the options they show exist. pages_test.py SOURCE_TREE KVANT"""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT, KVANT = map(pathlib.Path, sys.argv[1:3])
OTHERS = {"build", "node_modules"}  # folders of pages that are not kvant's
PAGES = sorted(page for page in ROOT.rglob("*.md") if not OTHERS & set(page.relative_to(ROOT).parts))


class Pages(unittest.TestCase):
    def test_there_are_pages(self):
        self.assertIn(ROOT / "README.md", PAGES)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for link in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", page.read_text()):
                target = (link[0] or link[1]).split("#")[0]
                if target and "://" not in target and not target.startswith("mailto:"):
                    with self.subTest(page=str(page.relative_to(ROOT)), link=target):
                        self.assertTrue((page.parent / target).exists())

    def test_options_exist(self):
        def options(*command):
            usage = subprocess.run([KVANT, *command, "--help"], check=True, capture_output=True, text=True).stdout
            return usage, set(re.findall(r"(?<![\w-])--?[\w-]+", usage))

        usage, of_redrawing = options()
        commands = re.findall(r"^  (\w+) FILE", usage, re.M)
        self.assertIn("info", commands)
        known = {"": of_redrawing, **{command: options(command)[1] for command in commands}}
        for page in PAGES:
            for line in re.findall(r"(?:^|`|\$ )((?:\./run|kvant) [^`\n|>]*)", page.read_text(), re.M):
                command = line.split()[1] if line.split()[1:] else ""
                for option in re.findall(r"(?<=\s)(--[a-z][\w-]*|-[A-Za-z])(?=[\s=,.;]|$)", line):
                    with self.subTest(page=str(page.relative_to(ROOT)), line=line, option=option):
                        self.assertIn(option, known.get(command, of_redrawing))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
