"""The man page and the shells' completion scripts, which are made from the list of commands."""

import re
import shutil
import subprocess

import pytest


def options_in_help(kvant, *command):
    return set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", kvant(*command, "--help").out.decode(), re.M))


def commands_in_help(kvant):
    listed = kvant("--help").out.decode().split("\nCommands, ")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+) \[?FILE", listed, re.M)


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def test_the_man_page_names_every_option(kvant):
    page = kvant("--man").out.decode().replace("\\-", "-")
    assert page.startswith(".TH KVANT 1 ")
    of_redrawing, of_commands = page.split("\n.SH COMMANDS\n")
    explained = r"^(?:\\fB-\w\\fR, )?\\fB(--[\w-]+)\\fR"
    assert options_in_help(kvant) == set(re.findall(explained, of_redrawing, re.M))
    sections = re.split(r"^\.SS \\fBkvant (\w+)\\fR", of_commands, flags=re.M)[1:]
    assert sections[::2] == commands_in_help(kvant)
    for command, section in zip(sections[::2], sections[1::2]):
        assert options_in_help(kvant, command) == set(re.findall(r"\\fB(--[\w-]+)\\fR", section)), command


@needs("man")
def test_man_has_no_complaints(kvant, tmp_path):
    page = tmp_path / "kvant.1"
    page.write_bytes(kvant("--man").out)
    shown = subprocess.run(
        ["man", "--warnings", "-l", page],
        capture_output=True,
        text=True,
        env={"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "kvant - redraw pictures with k colors" in shown.stdout


@needs("lexgrog")
def test_the_man_page_can_be_indexed(kvant, tmp_path):
    page = tmp_path / "kvant.1"
    page.write_bytes(kvant("--man").out)
    found = subprocess.run(["lexgrog", page], capture_output=True, text=True)
    assert found.stdout == f'{page}: "kvant - redraw pictures with k colors"\n'


def complete_in_bash(script, *words, folder="/"):
    """What bash offers for the last word."""
    program = script + (
        "\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_kvant\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n".format(
            " ".join(f"'{word}'" for word in words), len(words) - 1
        )
    )
    shown = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True, cwd=folder)
    assert shown.stderr == ""
    return shown.stdout.split("\n")[:-1]


@needs("bash")
def test_bash_completion(kvant, tmp_path):
    script = kvant("--completion", "bash").out.decode()
    assert set(complete_in_bash(script, "kvant", "--")) == options_in_help(kvant)
    assert complete_in_bash(script, "kvant", "--col") == ["--colors"]
    assert complete_in_bash(script, "kvant", "--space", "o") == ["oklab"]
    assert "webp" in complete_in_bash(script, "kvant", "--format", "")
    assert complete_in_bash(script, "kvant", "--space", "=", "o") == ["oklab"]
    assert len(complete_in_bash(script, "kvant", "--space", "=")) == 3
    assert complete_in_bash(script, "kvant", "-k", "") == [""]
    (tmp_path / "my photo.jpg").touch()
    (tmp_path / "my folder").mkdir()
    assert complete_in_bash(script, "kvant", "my p", folder=tmp_path) == ["my photo.jpg"]
    assert complete_in_bash(script, "kvant", "--out-dir", "my", folder=tmp_path) == ["my folder"]


@needs("bash")
def test_bash_completes_commands(kvant, tmp_path):
    script = kvant("--completion", "bash").out.decode()
    (tmp_path / "inbox.png").touch()
    assert complete_in_bash(script, "kvant", "in", folder=tmp_path) == ["info", "inbox.png"]
    assert complete_in_bash(script, "kvant", "-f", "in", folder=tmp_path) == ["inbox.png"]
    for command in commands_in_help(kvant):
        assert set(complete_in_bash(script, "kvant", command, "--")) == options_in_help(kvant, command)
    assert complete_in_bash(script, "kvant", "info", "--col") == [""]
    assert complete_in_bash(script, "kvant", "info", "i", folder=tmp_path) == ["inbox.png"]


@needs("zsh")
def test_zsh_reads_its_completion(kvant):
    script = kvant("--completion", "zsh").out
    assert subprocess.run(["zsh", "-n", "/dev/stdin"], input=script, capture_output=True).stderr == b""


@needs("fish")
def test_fish_completion(kvant, tmp_path):
    script = tmp_path / "kvant.fish"
    script.write_bytes(kvant("--completion", "fish").out)
    shown = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C 'kvant --col'; complete -C 'kvant --space o'"],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert shown.stderr == ""
    assert [line.split("\t")[0] for line in shown.stdout.splitlines()] == ["--colors", "oklab"]


@needs("fish")
def test_fish_completes_commands(kvant, tmp_path):
    script = tmp_path / "kvant.fish"
    script.write_bytes(kvant("--completion", "fish").out)

    def offered(line):
        shown = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"],
            capture_output=True,
            text=True,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
            cwd=tmp_path,
        )
        assert shown.stderr == ""
        return {line.split("\t")[0] for line in shown.stdout.splitlines()}

    assert "info" in offered("kvant in")
    assert "info" not in offered("kvant -f in")
    for command in commands_in_help(kvant):
        assert offered(f"kvant {command} --") == options_in_help(kvant, command), command


def test_every_script_names_every_option(kvant):
    names = {
        option[2:]
        for command in [[], *([name] for name in commands_in_help(kvant))]
        for option in options_in_help(kvant, *command)
    }
    for shell in ("bash", "zsh", "fish"):
        script = kvant("--completion", shell).out.decode()
        assert all(re.search(rf"(--| -l ){name}\b", script) for name in names), shell


def test_an_unknown_shell_is_refused(kvant):
    run = kvant("--completion", "tcsh", status=2)
    assert run.err == "kvant: --completion: expected bash, zsh or fish, not 'tcsh'; try kvant --help\n"
