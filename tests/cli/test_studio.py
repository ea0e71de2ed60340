"""kvant studio: a page with pictures in it, served to this machine's browser."""

import base64
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

import pytest

from conftest import BINARY

START = b'<script type="application/json" id="kvant-pictures">'


class Studio:
    """A running kvant studio."""

    def __init__(self, folder, *words, env=None, **options):
        self.process = subprocess.Popen(
            [os.fsencode(BINARY), b"studio", *[os.fsencode(word) for word in words]],
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            **options,
        )
        self.address = self.process.stdout.readline().decode()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/[0-9a-f]{32}/)\n", self.address)
        assert found, (self.address, self.process.communicate())
        self.port, self.path = int(found[1]), found[2]

    def ask(self, path=None, method="GET", host=None, body=None):
        """The answer, and its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path or self.path, body=body, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text

    def pictures(self):
        """What the page has in its script, by name."""
        answer, text = self.ask()
        assert answer.status == 200 and text.count(START) == 1
        script = text.split(START)[1].split(b"</script>")[0]
        assert b"<" not in script
        return [(picture["name"], base64.b64decode(picture["data"], validate=True)) for picture in json.loads(script)]

    def end(self, sent=signal.SIGINT):
        """The exit status, and standard error."""
        self.process.send_signal(sent)
        out, err = self.process.communicate(timeout=60)
        assert out == b""
        return self.process.returncode, err.decode()


@pytest.fixture
def studio(kvant, tmp_path):
    """Starts kvant studio in tmp_path, without a browser unless asked for."""
    probe = subprocess.run([str(BINARY), "studio", "missing.png"], cwd=tmp_path, capture_output=True, text=True)
    assert probe.returncode == 1
    if "built without studio" in probe.stderr:
        pytest.skip("this build has no studio in it: run scripts/studio.sh, then configure again")
    running = []

    def start(*words, browser=False, **options):
        running.append(Studio(tmp_path, *([] if browser else ["--no-browser"]), *words, **options))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


def test_a_page_without_pictures(studio):
    page = studio()
    assert page.pictures() == []
    assert page.end() == (0, "studio is at this address until Ctrl-C ends it\n")


def test_pictures_are_in_the_page(studio, cat, tmp_path):
    (tmp_path / "folder").mkdir()
    # Not decoded: what the page cannot read is for the page to say. Larger than what is encoded at once.
    noise = os.urandom(4_000_001)
    odd = "a b&ü</script><!--'\".png"
    (tmp_path / "folder" / "noise.bin").write_bytes(noise)
    (tmp_path / "empty.png").write_bytes(b"")
    # A file name holds no slash.
    (tmp_path / odd.replace("/", "\\")).write_bytes(b"x")
    page = studio("cat.png", "folder/noise.bin", "empty.png", odd.replace("/", "\\"), "cat.png", "-q")
    names = dict(page.pictures())
    assert list(names) == ["cat.png", "noise.bin", "empty.png", odd.replace("/", "\\")]
    assert names["cat.png"] == cat.read_bytes() and names["noise.bin"] == noise
    assert names["empty.png"] == b"" and len(page.pictures()) == 5
    assert page.end() == (0, "")


def test_a_picture_from_standard_input(studio, cat):
    with cat.open("rb") as file:
        assert studio("-", stdin=file).pictures() == [("standard input", cat.read_bytes())]


def test_a_name_that_is_not_utf_8(studio, tmp_path):
    with open(os.fsencode(tmp_path) + b"/\xff.png", "wb") as file:
        file.write(b"x")
    assert studio(b"\xff.png").pictures() == [("\\xff.png", b"x")]


def test_headers(studio):
    page = studio()
    answer, text = page.ask()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(answer.headers["Content-Length"]) == len(text) > 0
    expected = {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    head, nothing = page.ask(method="HEAD")
    elsewhere, _ = page.ask("/")
    for each in (answer, head, elsewhere):
        assert expected.items() <= dict(each.headers.items()).items()
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, b"", answer.headers["Content-Length"])
    assert page.ask(page.path + "?a=b")[0].status == 200


def test_nothing_else_is_served(studio):
    page = studio()
    other = page.path[:-2] + ("0" if page.path[-2] != "0" else "1") + "/"
    for path in ("/", "/favicon.ico", other, page.path[:-1], page.path + "x", page.path * 2, "/../etc/passwd"):
        answer, text = page.ask(path)
        assert (answer.status, text) == (404, b"There is nothing at this address.\n"), path


def test_other_hosts_are_refused(studio):
    page = studio()
    assert page.ask(host=f"localhost:{page.port}")[0].status == 200
    for host in (
        "evil.example",
        f"evil.example:{page.port}",
        "127.0.0.1",
        f"127.0.0.1:{page.port}.evil.example",
        "localhost:1",
    ):
        answer, text = page.ask(host=host)
        assert answer.status == 403 and START not in text, host
    with socket.create_connection(("127.0.0.1", page.port), timeout=60) as connection:
        connection.sendall(f"GET {page.path} HTTP/1.0\r\n\r\n".encode())
        assert b" 403 " in connection.recv(65536).split(b"\r\n")[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading(studio, method):
    page = studio()
    answer, text = page.ask(method=method, body=b"x" * 100_000)
    assert answer.status == 405 and START not in text
    assert answer.headers["Allow"] == "GET, HEAD"
    assert page.ask()[0].status == 200


def test_this_machine_only(studio):
    page = studio()
    with open("/proc/net/tcp") as table:
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [place for place in listening if place.endswith(f":{page.port:04X}")] == [f"0100007F:{page.port:04X}"]


def test_each_start_has_an_address_of_its_own(studio):
    one, other = studio(), studio()
    assert one.port != other.port and one.path != other.path


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once(studio, cat, sent):
    page = studio("cat.png")
    with socket.create_connection(("127.0.0.1", page.port)) as silent:
        with socket.create_connection(("127.0.0.1", page.port)) as slow:
            slow.sendall(f"GET {page.path} HTTP/1.1\r\n".encode())
            assert page.ask()[0].status == 200, "the silent ones hold nobody up"
            assert page.end(sent)[0] == 0
        assert silent.recv(1) == b""


def test_a_port_of_choice(studio, kvant):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        run = kvant("studio", "--no-browser", "--port", str(port), status=1)
        assert run.err == f"kvant: port {port} is in use; name another with --port, or none\n" and run.out == b""
    page = studio("--port", str(port))
    assert page.port == port and page.ask()[0].status == 200
    page.end()
    assert studio("--port", str(port)).port == port, "free again at once"


def browser(folder, *lines):
    """A folder for PATH with programs that stand for the desktop's."""
    (folder / "bin").mkdir()
    for name in ("xdg-open", "open"):
        (folder / "bin" / name).write_text("\n".join(["#!/bin/sh", *lines]))
        (folder / "bin" / name).chmod(0o755)
    return {"PATH": f"{folder}/bin:{os.environ['PATH']}"}


def wait_for(path):
    for _ in range(600):
        if path.exists():
            return path.read_text()
        time.sleep(0.1)
    raise AssertionError(f"{path} does not come")


def test_the_browser_is_opened(studio, tmp_path):
    env = browser(tmp_path, 'echo "$#" "$1" >told.new', "echo noise; echo noise >&2; mv told.new told; exec sleep 60")
    page = studio(browser=True, env=env)
    assert wait_for(tmp_path / "told") == f"1 {page.address}"
    assert page.ask()[0].status == 200
    # communicate() in there would wait for a browser that had the pipes.
    assert page.end() == (0, "studio is at this address until Ctrl-C ends it\n")


def test_no_browser(studio, tmp_path):
    page = studio(env=browser(tmp_path, "touch told"))
    assert page.ask()[0].status == 200
    page.end()
    assert not (tmp_path / "told").exists()


def test_without_a_browser_it_goes_on(studio, tmp_path):
    page = studio(browser=True, env={"PATH": str(tmp_path)})
    assert page.ask()[0].status == 200
    assert page.end() == (0, "studio is at this address until Ctrl-C ends it\n")


def test_pictures_that_are_not_there(studio, kvant, cat, tmp_path):
    (tmp_path / "folder").mkdir()
    env = browser(tmp_path, "touch told")
    run = kvant("studio", "cat.png", "missing.png", "folder", status=1, env=env)
    assert run.err == "kvant: missing.png: does not exist\nkvant: folder: is a directory, not a file\n"
    assert run.out == b"" and not (tmp_path / "told").exists()


def test_too_many_bytes(studio, kvant, tmp_path):
    for name, size in (("a.png", 1), ("b.png", 512_000_000)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    run = kvant("studio", "--no-browser", "a.png", "b.png", status=1)
    assert run.err == "kvant: b.png: is too large: studio takes 512 MB of pictures together\n"


def test_a_reader_that_has_gone(studio, kvant):
    reading, writing = os.pipe()
    os.close(reading)
    run = kvant("studio", "--no-browser", status=1, stdout=writing)
    assert run.err == "kvant: cannot write to standard output: its reader has gone\n"
    os.close(writing)


@pytest.mark.parametrize(
    "words, message",
    [
        (["--port", "0"], "--port: "),
        (["--port", "65536"], "--port: "),
        (["--port", "http"], "--port: "),
        (["--no-browser=no"], "--no-browser takes no value"),
        (["-", "a.png"], "- (standard input) must be the only picture"),
        ([""], "a picture's name is empty"),
        (["-k", "3"], "there is no option -k of kvant studio"),
    ],
)
def test_usage(kvant, words, message):
    assert message in kvant("studio", *words, status=2).err


def test_help(kvant):
    assert "Usage: kvant studio [OPTION]... [FILE...]\n" in kvant("studio", "--help").out.decode()
