"""What only a terminal sees, through a pseudo-terminal; and signals."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import numpy
import pytest

from conftest import BINARY, CHELSEA, files, noise, save


class Terminal:
    """The program with standard error, and more if asked, on a terminal. Standard input is a pipe."""

    def __init__(self, folder, *words, stdout=None, term="xterm", **env):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [str(BINARY), *words],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=slave if stdout == "terminal" else subprocess.DEVNULL,
            stderr=slave,
            env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": term, **env},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(slave)
        self.seen = b""

    def read(self, wait):
        """Reads what comes within so many seconds; False at the end."""
        if select.select([self.master], [], [], wait)[0]:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                return False
        return True

    def wait_for(self, text):
        deadline = time.monotonic() + 60
        while text not in self.seen:
            assert self.read(1) and time.monotonic() < deadline, self.seen

    def finish(self, stdin=b""):
        """Feeds standard input, and gives the exit status and all that the terminal got."""
        try:
            self.process.stdin.write(stdin)
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        while self.read(60):
            pass
        os.close(self.master)
        return self.process.wait(60), self.seen.decode().replace("\r\n", "\n")


def on_screen(text):
    """The lines that are left when the terminal has obeyed \\r and 'clear to the end of the line'."""
    lines = []
    for line in text.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part[3:] if part.startswith("\x1b[K") else part + shown[len(part) :]
        lines.append(shown)
    return lines


def test_the_bar_comes_and_goes(tmp_path):
    terminal = Terminal(tmp_path, "-", "-o", "x.png", "--effort", "1")
    terminal.wait_for(b"reading")
    status, text = terminal.finish(CHELSEA.read_bytes())
    assert status == 0
    assert "\r\x1b[K\x1b[36m[" + " " * 24 + "]\x1b[0m standard input: reading, " in text
    left = on_screen(text)
    assert len(left) == 2 and left[0].startswith("standard input -> x.png: 451x300 ") and left[1] == ""


@pytest.mark.parametrize("memory", [[], ["--memory", "120MB"]])
def test_the_bar_of_a_table_tells_the_time_left(tmp_path, memory):
    numpy.save(tmp_path / "t.npy", numpy.random.default_rng(1).random((400_000, 10), dtype="f4"))
    terminal = Terminal(tmp_path, "cluster", "t.npy", "-k", "250", "--tolerance", "0", *memory)
    terminal.wait_for(b" left")
    terminal.process.send_signal(signal.SIGINT)
    status, text = terminal.finish()
    assert status == 130
    assert re.search(r"\x1b\[0m t.npy: iteration \d+/300, at most \d+ (s|min|h) left", text)
    assert on_screen(text)[-1] == ""


def test_no_color(tmp_path):
    terminal = Terminal(tmp_path, "-", "-o", "x.png", "--effort", "1", NO_COLOR="1")
    terminal.wait_for(b"reading")
    status, text = terminal.finish(CHELSEA.read_bytes())
    assert status == 0 and "\x1b[36m" not in text and "[" + " " * 24 + "]" in text


@pytest.mark.parametrize("words, term", [(["-q"], "xterm"), ([], "dumb")])
def test_no_bar(tmp_path, words, term):
    terminal = Terminal(tmp_path, "-", "-o", "x.png", "--effort", "1", *words, term=term)
    terminal.read(1.2)
    status, text = terminal.finish(CHELSEA.read_bytes())
    assert status == 0 and "\r" not in text and "\x1b" not in text


def test_no_bar_for_quick_work(tmp_path):
    save(tmp_path / "dot.png", noise(2, 2))
    status, text = Terminal(tmp_path, "dot.png").finish()
    assert status == 0 and "\x1b" not in text


@pytest.mark.parametrize(
    "words, what, help_words",
    [
        ([], "a picture", "kvant --help"),
        (["cloud"], "a picture", "kvant cloud --help"),
        (["report"], "a page", "kvant report --help"),
    ],
)
def test_no_file_is_printed_on_a_terminal(tmp_path, words, what, help_words):
    status, text = Terminal(tmp_path, *words, "-", stdout="terminal").finish(CHELSEA.read_bytes())
    assert status == 2
    assert text == (
        f"kvant: {what} is no text for a terminal; name a file with -o, or force it with -o -; try {help_words}\n"
    )


def test_a_picture_is_printed_on_a_terminal_if_forced(tmp_path):
    save(tmp_path / "dot.png", noise(2, 2))
    terminal = Terminal(tmp_path, "dot.png", "-o", "-", stdout="terminal")
    terminal.process.stdin.close()
    while terminal.read(60):
        pass
    assert terminal.process.wait(60) == 0 and b"PNG" in terminal.seen


def test_interrupted_while_reading(tmp_path):
    terminal = Terminal(tmp_path, "-", "-o", "x.png")
    terminal.wait_for(b"reading")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(60) == 130
    while terminal.read(60):
        pass
    assert on_screen(terminal.seen.decode())[-1] == "", "the bar is cleared"
    assert files(tmp_path) == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_at_work(tmp_path, sent):
    save(tmp_path / "big.png", noise(1500, 1500))
    process = subprocess.Popen(
        [str(BINARY), "big.png", "-k", "512", "--effort", "10", "--tol", "0"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(0.3)
    process.send_signal(sent)
    _, err = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("this machine is too fast to be interrupted")
    assert (process.returncode, err) == (128 + sent, b"")
    assert files(tmp_path) == ["big.png"]


def test_an_ignored_signal_stays_ignored(tmp_path):
    save(tmp_path / "a.png", noise(300, 300))
    done = subprocess.run(
        ["sh", "-c", "trap '' INT; ( sleep 0.2; kill -INT $$ ) & exec \"$0\" - -k 4 -q -o x.png <a.png", str(BINARY)],
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == 0
