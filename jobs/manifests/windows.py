"""A window of a manifest's lines: read from S3 by range, never more than is shown."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from jobs import aws, storage
from jobs.manifests import drafts, errands
from jobs.manifests.changing import AT_ONCE
from jobs.manifests.errands import Errand, Teller

FIRST = 20  # lines that a manifest's page shows
SHOWN = 400  # characters of a line; real ones have some hundred
LINES = 200  # of a large manifest that can be edited at a time
WHOLE = 2000  # lines of one that is shown whole
MOST = 1024 * 1024  # bytes of a window
_START = 128 * 1024  # bytes that hold the first lines, as a rule
_STEP = 1024 * 1024  # bytes; how often the index knows the number of the line


@dataclass(frozen=True)
class ShownLine:
    """A line by its number from 1, as text, perhaps cut."""

    number: int
    text: str

    @property
    def start(self) -> str:
        return self.text if len(self.text) <= SHOWN else f"{self.text[:SHOWN]}…"


@dataclass(frozen=True)
class Window:
    """Lines from number `first` on, the bytes from `start` up to `end` of the object.

    `last` says that no line follows. Without lines there is none of that number, or a line that is
    too long to be shown.
    """

    first: int
    start: int
    data: bytes
    last: bool

    @property
    def end(self) -> int:
        return self.start + len(self.data)

    @property
    def lines(self) -> list[bytes]:
        """Without their newlines."""
        return self.data.removesuffix(b"\n").split(b"\n") if self.data else []

    @property
    def following(self) -> int:
        """The number of the line after the last one, or after the one that is too long."""
        return self.first + (len(self.lines) or 1)

    @property
    def why_empty(self) -> str:
        """Why there are no lines to be edited, a sentence; an empty file can be written into."""
        if self.data or self.end == 0:
            return ""
        if self.last:
            return f"There is no line {self.first:,} in this manifest."
        return f"Line {self.first:,} is longer than 1 MB, and cannot be edited here. Use Replace."

    @property
    def text(self) -> str:
        return "\n".join(map(shown, self.lines))


def shown(line: bytes) -> str:
    """A line as a text field shows it: a carriage return at its end is not seen."""
    return line.removesuffix(b"\r").decode(errors="replace")


def remember(head: aws.ObjectHead, window: Window) -> str:
    """Keep a window that is handed out to be edited, and give the name to ask for it by.

    What is saved is held against it, also when the manifest is another one by then.
    """
    said = {"first": window.first, "start": window.start, "last": window.last}
    key = f"{head.uri} {head.etag} {said}"
    return drafts.remember(key, json.dumps(said).encode() + b"\n" + window.data)


def remembered(name: str) -> Window | None:
    """The window of that name, unless a day has gone."""
    kept = drafts.remembered(name)
    if kept is None:
        return None
    said, _, data = kept.partition(b"\n")
    return Window(data=data, **json.loads(said))


def first_lines(region: str, head: aws.ObjectHead) -> list[ShownLine]:
    """The first lines of a manifest, fewer when they are very long."""
    data = storage.read_range(region, head, 0, _START)
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    return [
        ShownLine(number, line.decode(errors="replace"))
        for number, line in enumerate(lines[:FIRST], 1)
    ]


def window(region: str, head: aws.ObjectHead, first: int) -> Window | Errand:
    """The lines from a number on, or the reading that finds out where that line is."""
    if head.size <= MOST:
        data = storage.read_range(region, head, 0, head.size)
        if data.count(b"\n") <= WHOLE:
            return Window(1, 0, data, last=True)
        return _cut(head, data, 0, 1, first)
    if first <= 1:
        return _cut(head, storage.read_range(region, head, 0, 2 * MOST), 0, 1, 1)
    name = errands.named("index", head.uri, head.etag, head.size)
    errand = errands.run(name, head.size, index, region, head, at_once=AT_ONCE)
    if not errand.done:
        return errand
    before: Sequence[int] = errand.result
    # The line begins after newline number first - 1, which is in the last step that has fewer.
    step = max(0, bisect_left(before, first - 1) - 1)
    data = storage.read_range(region, head, step * _STEP, step * _STEP + 4 * MOST)
    return _cut(head, data, step * _STEP, before[step] + 1, first)


def index(teller: Teller, region: str, head: aws.ObjectHead) -> list[int]:
    """How many newlines stand before every so many bytes."""
    counts = [0] * (head.size // _STEP + 1)
    at = 0
    for chunk in teller.watched(aws.read_object(region, head)):
        while chunk:
            here, chunk = chunk[: _STEP - at % _STEP], chunk[_STEP - at % _STEP :]
            counts[at // _STEP] += here.count(b"\n")
            at += len(here)
    return [0, *accumulate(counts)][:-1]


def _cut(head: aws.ObjectHead, data: bytes, offset: int, number: int, first: int) -> Window:
    """The window in data that begin at an offset, inside the line of that number."""
    start = 0
    for _ in range(first - number):
        found = data.find(b"\n", start)
        if found < 0:
            return Window(first, offset + len(data), b"", last=True)
        start = found + 1
    end = start
    for _ in range(LINES):
        found = data.find(b"\n", end, start + MOST)
        if found < 0:
            rest = offset + len(data) == head.size and len(data) - start <= MOST
            end = len(data) if rest else end
            break
        end = found + 1
    return Window(first, offset + start, data[start:end], last=offset + end == head.size)
