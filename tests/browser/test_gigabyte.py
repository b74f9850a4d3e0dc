"""A manifest of 1 GB is opened, searched, edited and taken away, and no process grows with it."""

from __future__ import annotations

import re
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser.console import Console
from tests.jobs.markup import Element, _Builder

LINE = b'{"source-ref":"s3://images/%09d.jpg","pad":"' + b"x" * 945 + b'"}\n'
LENGTH = len(LINE % 0)
MIB = 1024 * 1024
LINES = 1024 * MIB // LENGTH
ALLOWED = 32 * MIB
COUNTING = "counting"
PAGE = "/us-east-1/manifests/"


class Objects(BaseHTTPRequestHandler):
    """S3 as far as reading goes: every key named <number>.manifest holds so many lines."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(200, self._size())

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        start, end = (int(asked[1]), int(asked[2]) + 1) if asked else (0, self._size())
        end = min(end, self._size())
        self._answer(206 if asked else 200, end - start)
        while start < end:
            data = content(start, min(end, start + MIB))
            self.wfile.write(data)
            start += len(data)

    def do_POST(self) -> None:
        """SageMaker and STS, which are not here."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(400, 0)

    def _size(self) -> int:
        return int(self.path.rpartition("/")[2].partition(".")[0]) * LENGTH

    def _answer(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("ETag", f'"{self.path}"')
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *told: object) -> None:
        pass


def content(start: int, end: int) -> bytes:
    first = start // LENGTH
    lines = b"".join(LINE % number for number in range(first, -(-end // LENGTH)))
    return lines[start - first * LENGTH : end - first * LENGTH]


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Objects)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    running = Console(
        tmp_path_factory.mktemp("gigabyte") / "state",
        GTCONSOLE_ENDPOINT="aws",
        AWS_ENDPOINT_URL=url,
        AWS_ACCESS_KEY_ID="nobody",
        AWS_SECRET_ACCESS_KEY="nothing",
        AWS_CONFIG_FILE="/nonexistent",
        AWS_SHARED_CREDENTIALS_FILE="/nonexistent",
    ).start()
    yield running
    running.end()
    server.shutdown()
    server.server_close()


class Memory:
    """The most memory that each of the console's processes has had, by what it does."""

    def __init__(self, console: Console) -> None:
        self._root = console.process.pid
        self.most: dict[str, int] = {}
        self._watching = True
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> dict[str, int]:
        self._watching = False
        self._thread.join()
        return self.most

    def _watch(self) -> None:
        while self._watching:
            for pid in tree(self._root):
                what, peak = told(pid)
                self.most[what] = max(peak, self.most.get(what, 0))
                if what == COUNTING:  # for a moment it was still a copy of who started it
                    self.most.pop(process(pid), None)
            time.sleep(0.02)


def tree(root: int) -> Iterator[int]:
    """A process and all that came out of it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2]
            parents[int(folder.name)] = int(status.split()[1])
        except (OSError, ValueError):
            continue
    found = [root]
    for pid in found:
        yield pid
        found += [child for child, parent in parents.items() if parent == pid]


def process(pid: int) -> str:
    return f"process {pid}"


def told(pid: int) -> tuple[str, int]:
    """What a process is, and the most memory that was its own, in bytes."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "gone", 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    what = COUNTING if "errand_process" in command else process(pid)
    return what, int(peak[1]) * 1024 if peak else 0


def fetch(console: Console, path: str) -> Element:
    with urllib.request.urlopen(console.url + path, timeout=120) as answer:
        return parsed(answer)


def parsed(answer: Any) -> Element:
    builder = _Builder()
    builder.feed(answer.read().decode())
    return builder.root


def wait_for(console: Console, path: str, words: str) -> Element:
    """The page at a path once it says so; it is asked again and again, as by who waits for it."""
    for _ in range(300):
        page = fetch(console, path)
        if words in page.text:
            return page
        threading.Event().wait(0.5)
    raise AssertionError(f"“{words}” never came: {page.text}")


def look_around(console: Console, lines: int) -> None:
    """Open a manifest, go to its end, hold an object against it, and download it."""
    uri = f"s3://bucket/{lines}.manifest"
    there = f"{PAGE}?uri={uri}"
    page = wait_for(console, there, "Label attributes")
    assert page.one(id="manifest-objects").text == f"Data objects{lines:,}"
    page = wait_for(console, f"{there}&tab=edit&from={lines}", f"Lines {lines:,} – {lines:,}")
    assert page.one(id="lines").raw_text.strip() == (LINE % (lines - 1)).decode().strip()
    wait_for(console, add(console, there), "1 new object, 1 already there and left out.")
    with urllib.request.urlopen(f"{console.url}{PAGE}download/?uri={uri}", timeout=120) as answer:
        size = sum(map(len, iter(lambda: answer.read(MIB), b"")))
    assert size == lines * LENGTH


def add(console: Console, there: str) -> str:
    """Send the form with an object that is there and one that is not; where that leads."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(f"{console.url}{there}&tab=add", timeout=120) as answer:
        page = parsed(answer)
    form = page.all("form", enctype="multipart/form-data")[0]
    said = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    said |= {"key": "source-ref", "objects": "s3://images/000000007.jpg\ns3://images/new.jpg"}
    body = urllib.parse.urlencode(said).encode()
    with opener.open(console.url + form["action"], body, timeout=120) as answer:
        return answer.url.removeprefix(console.url)


def test_no_process_grows_by_more_than_32_mb(console: Console) -> None:
    small = Memory(console)
    look_around(console, 20 * MIB // LENGTH)
    before = small.end()
    large = Memory(console)
    look_around(console, LINES)
    grown = {what: peak - before.get(what, 0) for what, peak in large.end().items()}
    assert COUNTING in grown
    assert {what: more for what, more in grown.items() if more > ALLOWED} == {}


def test_the_file_that_stands_in_for_s3_is_whole() -> None:
    assert content(5, 3 * LENGTH - 5) == (LINE % 0 + LINE % 1 + LINE % 2)[5:-5]
