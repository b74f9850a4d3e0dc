"""A block of lines, decoded into columns where it fits the shape met so far.

What a column cannot vouch for is read by the book.
"""

from __future__ import annotations

import itertools
from array import array
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from operator import invert
from typing import Any

import msgspec
from msgspec import UNSET

from groundtruth.label_attribute import metadata_key
from groundtruth.manifest.columns import repeats
from groundtruth.manifest.columns.counts import tally
from groundtruth.manifest.columns.part import Part
from groundtruth.manifest.columns.shape import Shape, met
from groundtruth.manifest.line import JSON_SPACE, Line, has_variable, read_line, value_size
from groundtruth.manifest.lint import MAX_CHARACTERS, MAX_VALUE_CHARACTERS
from groundtruth.manifest.reading import Labels

_TEXT_FIRST = b'{"source":'

_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


class ColumnReader:
    """Reads blocks, and keeps the shape of the lines that were met in them."""

    def __init__(self) -> None:
        self._shape = Shape()

    def read(self, data: bytes, number: int, *, first: bool) -> ColumnBlock:
        """Read a block."""
        block = ColumnBlock(self._shape, data, number, first=first)
        block.read()
        return block


class ColumnBlock:
    """Whole lines, as a reader wants them.

    `items` are decoded lines, at `places`, and `columns` hold the values of their keys.
    """

    def __init__(self, shape: Shape, data: bytes, number: int, *, first: bool) -> None:
        self.shape, self.data, self.number, self.first = shape, data, number, first
        self.lines = BytesIO(data).readlines()  # quicker than split, which looks at every byte
        self.items: list[Any] = []
        self.places: Sequence[int] = ()
        self.slow: dict[int, Line | None] = {}
        self.texts: list[bytes] = []  # to be labeled, as they are written

    def read(self) -> None:
        """Find out what every line holds."""
        self._decode()
        self._vouch()

    def _decode(self) -> None:
        """Decode what fits the shape; widen the shape by what does not."""
        texts = list(self.lines)
        for place in _not_utf_8(self.data, self.lines):
            self._read(place)
            texts[place] = b""
        for place in _long(self.data, self.lines):
            if place not in self.slow and not _is_within_limits(self.lines[place]):
                self._read(place)
                texts[place] = b""
        gone = set(self._fit(texts))
        self.places = range(len(texts))
        if gone:
            self.places = [place for place in self.places if place not in gone]

    def _fit(self, texts: list[bytes]) -> list[int]:
        """Fill `items`, and give the places of the lines that do not fit."""
        self.items, refused, stream = [], list[int](), iter(texts)
        while len(self.items) + len(refused) < len(texts):
            try:
                self.items.extend(map(self.shape.decode, stream))
            except (msgspec.DecodeError, RecursionError):
                place = len(self.items) + len(refused)
                refused.append(place)
                if place not in self.slow and self._teaches(place):
                    texts[place] = b""  # it is read, and what follows must fit the wider shape
                    self.items, refused, stream = [], [], iter(texts)
        return refused

    def _teaches(self, place: int) -> bool:
        """Whether the shape was widened by a line, as it is not by one with problems of its own."""
        line = self._read(place)
        return line is not None and not line.problems and self.shape.learn(line.members)

    def _read(self, place: int) -> Line | None:
        text = self.lines[place].strip(JSON_SPACE)
        number = self.number + place
        line = read_line(number, text, first=self._is_first(place)) if text else None
        self.slow[place] = line
        return line

    def _is_first(self, place: int) -> bool:
        """Whether no object stands before the line."""
        before = itertools.islice(self.lines, place)
        return self.first and not any(line.strip(JSON_SPACE) for line in before)

    def _vouch(self) -> None:
        """Send the lines that may have a problem to be read by the book."""
        self._split_columns()
        self._leave_out({*self._doubtful_sources(), *self._repeats()})
        self._split_parts()
        doubtful = set[int]().union(*(part.doubtful for part in self.parts.values()))
        if doubtful:
            self._leave_out(doubtful)
            self._split_parts()

    def _leave_out(self, doubtful: Collection[int]) -> None:
        """Read these by the book, and go on with the others."""
        if doubtful:
            for at in doubtful:
                self._read(self.places[at])
            keep = [at for at in range(len(self.items)) if at not in doubtful]
            self.items = [self.items[at] for at in keep]
            self.places = [self.places[at] for at in keep]
            self._split_columns()

    def _split_columns(self) -> None:
        items, shape = self.items, self.shape
        self.columns = {key: list(map(get, items)) for key, get in shape.columns.items()}
        self.key_counts = {
            key: len(items) if all(each) else len(items) - each.count(UNSET)
            for key, each in self.columns.items()
        }
        sources = self.columns["source"] if self.key_counts.get("source") else ()
        self.texts = [bytes(raw or b"") for raw in sources]

    def _split_parts(self) -> None:
        nothing = [UNSET] * len(self.items)
        self.parts = {
            name: Part(metadata, self.columns[metadata_key(name)], self.columns.get(name, nothing))
            for name, metadata in self.shape.metadata.items()
            if self.key_counts[metadata_key(name)]
        }

    def _doubtful_sources(self) -> Iterable[int]:
        """The places of objects that may lack what is to be labeled, have it twice, or odd."""
        n = len(self.items)
        uris, texts = self.key_counts.get("source-ref", 0), self.key_counts.get("source", 0)
        if uris:
            yield from self._doubtful_uris(self.columns["source-ref"])
        for at, text in enumerate(self.texts):
            if text and (text[:1] != b'"' or text == b'""'):
                yield at
        if (uris, texts) not in ((n, 0), (0, n)):
            nothing = [UNSET] * n
            either = (self.columns.get(key, nothing) for key in ("source-ref", "source"))
            pairs = zip(*either, strict=True)
            yield from (at for at, (a, b) in enumerate(pairs) if (a is UNSET) == (b is UNSET))

    def _doubtful_uris(self, column: list[Any]) -> Iterable[int]:
        known = met(column)
        if min(known) < "s3://" or max(known) >= "s3:/0":
            for at, uri in enumerate(column):
                if uri is not UNSET and not uri.startswith("s3://"):
                    yield at
        if b"$" in self.data:
            for at, uri in enumerate(column):
                if uri is not UNSET and has_variable(uri):
                    yield at

    def _repeats(self) -> Iterable[int]:
        read = [self.lines[place] for place in self.places] if self.slow else self.lines
        left_out = [self.lines[place] for place in self.slow]
        data = self.data
        if 2 * sum(map(len, self.texts)) > len(data):
            read, left_out = list(map(_without_text, read, self.texts)), []
            data = b"".join(read)
        return repeats.may_repeat(
            data, read, left_out, self.columns, self.key_counts, self.shape.keys
        )

    # --- what was found

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def objects(self) -> int:
        return len(self.items)

    def counts(self) -> Mapping[str, int]:
        return self.key_counts

    def labels(self) -> Iterator[Labels]:
        for name in self.shape.metadata:
            part = self.parts.get(name)
            paired = part.paired if part else 0
            is_bare = self.key_counts.get(name, 0) > paired
            said = tally(part, self._line_of) if part and (part.metadata or part.failed) else None
            yield Labels(name, paired, self._first_bare(name) if is_bare else 0, said)

    def _first_bare(self, name: str) -> int:
        """The first line with a label and no metadata."""
        pairs = zip(self.columns[name], self.columns[metadata_key(name)], strict=True)
        return self._line_of(
            next(at for at, (a, b) in enumerate(pairs) if a is not UNSET and b is UNSET)
        )

    def _line_of(self, at: int) -> int:
        return self.number + self.places[at]

    def marks(self) -> array[int]:
        marks = self._item_marks()
        if not self.slow:
            return array("q", list(marks))
        row = array("q", bytes(8 * len(self.lines)))
        for place, mark in zip(self.places, marks, strict=True):
            row[place] = mark
        for place, line in self.slow.items():
            if line is not None and line.data_object is not None:
                row[place] = line.data_object
        return row

    def _item_marks(self) -> Iterable[int]:
        if not self.key_counts.get("source"):
            return map(hash, self.columns.get("source-ref", ()))
        if not self.key_counts.get("source-ref"):
            return map(invert, map(hash, self.texts))
        pairs = zip(self.columns["source-ref"], self.texts, strict=True)
        return (~hash(text) if text else hash(uri) for uri, text in pairs)


def _without_text(line: bytes, text: bytes) -> bytes:
    """The line without the text to be labeled, where that comes first as in what jobs write."""
    if line.startswith(_TEXT_FIRST) and line.startswith(text, len(_TEXT_FIRST)):
        return _TEXT_FIRST + line[len(_TEXT_FIRST) + len(text) :]
    return line


def _not_utf_8(data: bytes, lines: Sequence[bytes]) -> Iterable[int]:
    if data.isascii():
        return
    try:
        deque(map(bytes.decode, lines), maxlen=0)
    except UnicodeDecodeError:
        for place, line in enumerate(lines):
            try:
                line.decode()
            except UnicodeDecodeError:
                yield place


def _long(data: bytes, lines: Sequence[bytes]) -> Iterable[int]:
    """The lines over the limit of one value, in bytes; hops over them all find whether any is."""
    start = 0
    while len(data) - start > MAX_VALUE_CHARACTERS:
        end = data.rfind(b"\n", start, start + MAX_VALUE_CHARACTERS + 1)
        if end < 0:
            return (i for i, line in enumerate(lines) if len(line) > MAX_VALUE_CHARACTERS + 1)
        start = end + 1
    return ()


def _is_within_limits(line: bytes) -> bool:
    """Whether a long line is not too long, nor any of its values."""
    if len(line) > MAX_CHARACTERS:
        return False
    try:
        members: Mapping[str, msgspec.Raw] = _members.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return False
    return all(
        len(raw) <= MAX_VALUE_CHARACTERS or value_size(raw) <= MAX_VALUE_CHARACTERS
        for raw in members.values()
    )
