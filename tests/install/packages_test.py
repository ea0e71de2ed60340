"""scripts/packages.sh against a pretended Debian: packages_test.py SOURCE_TREE"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(sys.argv[1]) / "scripts/packages.sh"

# Each command writes down how it was called. apt-get refuses to install until update was called, if `stale` exists.
COMMANDS = {
    "dpkg-query": 'for p in $(cat installed); do echo "installed $p"; done\necho "not-installed libold"',
    "id": "cat user",
    "sudo": 'exec "$@"',
    "apt-get": """case "$*" in
  *update*) rm -f stale ;;
  *) [ ! -e stale ] || { echo "E: no such package"; exit 100; }
     [ ! -e broken ] || { echo "E: the disk is full"; exit 100; } ;;
esac""",
}


class Packages(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        (self.folder / "bin").mkdir()
        for name, text in COMMANDS.items():
            self.add_command(name, text)
        self.write("user", "0")
        self.write("installed", "liba libb")

    def add_command(self, name, text):
        command = self.folder / "bin" / name
        log = f"printf '%s ' {name} \"$@\" >>calls; echo >>calls"
        command.write_text(f'#!/bin/sh\ncd "{self.folder}"\n{log}\n{text}\n')
        command.chmod(0o755)

    def write(self, name, text):
        (self.folder / name).write_text(text + "\n")

    def install(self, *packages, path=None):
        """(exit status, standard error, the commands called)"""
        calls = self.folder / "calls"
        calls.unlink(missing_ok=True)
        path = path or f"{self.folder / 'bin'}:{os.environ['PATH']}"
        result = subprocess.run(
            [
                "/bin/bash",
                "-c",
                'set -euo pipefail; source "$0"; log=$1; shift; install_packages "$log" "$@"',
                SCRIPT,
                self.folder / "packages.log",
                *packages,
            ],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.stdout, "")
        called = calls.read_text().splitlines() if calls.exists() else []
        return result.returncode, result.stderr, [call.strip() for call in called]

    def test_nothing_missing_is_asked_once(self):
        status, text, calls = self.install("liba", "libb")
        self.assertEqual((status, text), (0, ""))
        self.assertEqual([call.split()[0] for call in calls], ["dpkg-query"])
        self.assertEqual(self.install("liba", "libb"), (0, "", []))

    def test_another_list_is_asked_again(self):
        self.install("liba")
        status, text, calls = self.install("liba", "libc")
        self.assertEqual((status, text), (0, "kvant: installing 1 Debian packages\n"))
        self.assertRegex(calls[-1], r"^apt-get .*-y.* install --no-install-recommends libc$")
        self.assertFalse([call for call in calls if "update" in call or "sudo" in call])

    def test_removed_package_is_missing(self):
        _, _, calls = self.install("libold")
        self.assertTrue(calls[-1].endswith("install --no-install-recommends libold"))

    def test_lists_are_fetched_only_when_needed(self):
        self.write("stale", "")
        status, _, calls = self.install("libc")
        self.assertEqual(status, 0)
        self.assertEqual(["update" in call for call in calls if call.startswith("apt-get")], [False, True, False])

    def test_user_with_sudo(self):
        self.write("user", "1000")
        status, _, calls = self.install("libc")
        self.assertEqual(status, 0)
        self.assertTrue([call for call in calls if call.startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get")])

    def test_user_without_sudo_is_told_what_to_do(self):
        self.write("user", "1000")
        (self.folder / "bin/sudo").unlink()
        for tool in ["dirname", "sed", "cat", "env"]:  # a PATH without the machine's own sudo
            (self.folder / "bin" / tool).symlink_to(f"/usr/bin/{tool}")
        (self.folder / "bin/sh").symlink_to("/bin/sh")
        status, text, _ = self.install("liba", "libc", path=str(self.folder / "bin"))
        self.assertEqual(status, 1)
        self.assertIn("as root, run: apt-get install --no-install-recommends libc\n", text)

    def test_failure_shows_why_and_is_not_remembered(self):
        self.write("broken", "")
        status, text, _ = self.install("libc")
        self.assertEqual(status, 1)
        self.assertIn("E: the disk is full", text)
        (self.folder / "broken").unlink()
        self.assertEqual(self.install("libc")[0], 0)

    def test_another_system_is_left_alone(self):
        self.assertEqual(self.install("libc", path="/nowhere"), (0, "", []))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
