"""One pass over a manifest in bounded memory: columns for lines of a known shape, the book for
the rest.

A scan takes chunks of bytes cut anywhere, and knows nothing of where they come from. Two scans of
two parts of a manifest, cut at a newline, can be merged.
"""

from __future__ import annotations

import itertools
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import invert
from typing import Any

import msgspec
from msgspec import UNSET

from groundtruth import manifest_repeats
from groundtruth.label_attribute import metadata_key
from groundtruth.manifest_blocks import MAX_LINE_BYTES, Blocks
from groundtruth.manifest_line import Line, read_line, value_size
from groundtruth.manifest_lint import (
    MAX_CHARACTERS,
    MAX_VALUE_CHARACTERS,
    Problem,
    Report,
)
from groundtruth.manifest_part import Part
from groundtruth.manifest_shape import Shape
from groundtruth.manifest_tally import LabelTally

MAX_KEYS = 256  # counted top-level keys; real manifests have a handful

_BOM = b"\xef\xbb\xbf"
_JSON_SPACE = b" \t\r"
_PROBE = hash("manifest")  # texts have other hashes in a process with another seed

_LEFT_BEHIND = ("shape", "_blocks")

_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


class ShapeScan:
    """Everything counted so far: `feed` it chunks, then `finish` it, or `merge` the next part's."""

    def __init__(self, *, first: bool = True) -> None:
        """`first` says that this is the beginning of a manifest, not a later part of it."""
        self.lines = 0
        self.objects = 0
        self.size = 0
        self.keys: Counter[str] = Counter()
        self.first_lines: dict[str, int] = {}  # where each key was met first
        self.bare_lines: dict[str, int] = {}  # and where without metadata of its own
        self.paired: Counter[str] = Counter()  # labels that have their metadata
        self.labels: dict[str, LabelTally] = {}
        self.marks = array("q")  # for each line a number for its data object; 0 for none
        self.probe = _PROBE
        self.crlf = 0  # the first line that ends so
        self.one_key_too_many: tuple[int, str] | None = None
        self.report = Report()
        self.blank = 0  # lines that have been blank up to now: the end of a file may be
        self.is_beginning = first
        self._blocks = Blocks()
        self.shape = Shape()

    def feed(self, chunk: bytes) -> None:
        """Read on."""
        self.size += len(chunk)
        for block in self._blocks.feed(chunk):
            self._add(block)

    def finish(self) -> None:
        """Read what has no newline at its end."""
        for block in self._blocks.finish():
            self._add(block)

    def merge(self, later: ShapeScan) -> None:
        """Add a finished scan of what follows; its process must hash texts as this one does."""
        if later.probe != self.probe:
            raise ValueError("These parts were scanned by processes that hash texts differently.")
        lines = self.lines
        if later.objects:
            self.end_blank_lines(self.lines)
            self.blank = later.blank
        else:
            self.blank += later.blank
        self._merge_keys(later, lines)
        for name, tally in later.labels.items():
            self.labels.setdefault(name, LabelTally()).merge(tally, lines)
        self.report.merge(later.report, lines)
        self.marks.extend(later.marks)
        self.lines += later.lines
        self.objects += later.objects
        self.size += later.size

    def __getstate__(self) -> dict[str, Any]:
        """A finished scan can be sent between processes; types made on the way cannot."""
        return {name: each for name, each in vars(self).items() if name not in _LEFT_BEHIND}

    def _merge_keys(self, later: ShapeScan, lines: int) -> None:
        self.crlf = self.crlf or (later.crlf and later.crlf + lines)
        if later.one_key_too_many:
            line, key = later.one_key_too_many
            self.one_key_too_many = self.one_key_too_many or (line + lines, key)
        for key, count in later.keys.items():
            self._count_key(key, later.first_lines[key] + lines, count)
        for key, line in later.bare_lines.items():
            self.bare_lines.setdefault(key, line + lines)
        self.paired.update(later.paired)

    # --- one block

    def _add(self, block: bytes | None) -> None:
        if self.is_beginning and self.lines == 0 and block and block.startswith(_BOM):
            told = "The file begins with a byte order mark."
            self.report.add([Problem(1, "bom", told)])
            block = block.removeprefix(_BOM)
            if not block:
                return
        if block is None:
            self.end_blank_lines(self.lines)
            told = (
                f"This line is too long to be read: over {MAX_LINE_BYTES:,} bytes, "
                f"at most {MAX_CHARACTERS:,} characters."
            )
            self.report.add([Problem(self.lines + 1, "line-too-long", told)])
            self.lines += 1
            self.objects += 1
            self.marks.append(0)
            return
        self._add_lines(block)

    def _add_lines(self, block: bytes) -> None:
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        if not self.crlf and b"\r" in block:
            self._find_crlf(lines)
        read = _Block(self, block, lines)
        read.decode()
        read.vouch()
        read.count()
        self.lines += len(lines)

    def _find_crlf(self, lines: Sequence[bytes]) -> None:
        ends = (number for number, line in enumerate(lines, 1) if line.endswith(b"\r"))
        self.crlf = next((self.lines + number for number in ends), 0)

    def end_blank_lines(self, last: int) -> None:
        """Report the blank lines up to this one: an object follows."""
        self.report_blank(range(last - self.blank + 1, last + 1))
        self.blank = 0

    def report_blank(self, numbers: Sequence[int]) -> None:
        told = "This line is blank, and objects follow it."
        problems = (Problem(number, "blank-line", told) for number in numbers)
        self.report.add_many("blank-line", len(numbers), problems)

    def _count_key(self, key: str, line: int, count: int) -> None:
        if key in self.keys or len(self.keys) < MAX_KEYS:
            self.keys[key] += count
            self.first_lines[key] = min(line, self.first_lines.get(key, line))
        elif self.one_key_too_many is None:
            self.one_key_too_many = line, key

    def count_line(self, number: int, line: Line) -> None:
        """Count a line that was read by the book."""
        self.report.add(line.problems)
        for key in line.members:
            self._count_key(key, number, 1)
            if metadata_key(key) in line.members:
                self.paired[key] += 1
            elif key in self.keys:
                self.bare_lines[key] = min(number, self.bare_lines.get(key, number))
        for name, label in line.labels.items():
            if metadata_key(name) in self.keys:
                self.labels.setdefault(name, LabelTally()).add(number, label)


class _Block:
    """The lines of a block: `items` of those that fit the shape, at `places`; `slow`, the rest."""

    def __init__(self, scan: ShapeScan, block: bytes, lines: list[bytes]) -> None:
        self.scan, self.block, self.lines = scan, block, lines
        self.shape = scan.shape
        self.items: list[Any] = []
        self.places: Sequence[int] = ()
        self.slow: dict[int, Line | None] = {}  # None for a blank line

    def decode(self) -> None:
        """Decode what fits the shape; widen the shape by what does not."""
        texts = list(self.lines)
        for place in _not_utf_8(self.block, self.lines):
            self._read(place)
            texts[place] = b""
        for place in _long(self.block, self.lines):
            if place not in self.slow and not _is_within_limits(self.lines[place]):
                self._read(place)
                texts[place] = b""
        gone = set(self._decode(texts))
        self.places = range(len(texts))
        if gone:
            self.places = [place for place in self.places if place not in gone]

    def _decode(self, texts: list[bytes]) -> list[int]:
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
        line = self._read(place)
        return line is not None and self.shape.learn(line.members)

    def _read(self, place: int) -> Line | None:
        text = self.lines[place].strip(_JSON_SPACE)
        number = self.scan.lines + 1 + place
        line = read_line(number, text, first=self._is_first(place)) if text else None
        self.slow[place] = line
        return line

    def _is_first(self, place: int) -> bool:
        """Whether no object stands before the line."""
        if self.scan.objects or not self.scan.is_beginning:
            return False
        before = itertools.islice(self.lines, place)
        return not any(line.strip(_JSON_SPACE) for line in before)

    # --- what cannot be seen in one value

    def vouch(self) -> None:
        """Send the lines that may have a problem to be read by the book."""
        self._split_columns()
        doubtful = {*self._doubtful_sources(), *self._repeats()}
        for part in self.parts.values():
            doubtful |= part.doubtful
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
        self.counts = {key: len(items) - each.count(UNSET) for key, each in self.columns.items()}
        nothing = [UNSET] * len(items)
        self.parts = {
            name: Part(metadata, self.columns[metadata_key(name)], self.columns.get(name, nothing))
            for name, metadata in shape.metadata.items()
            if self.counts[metadata_key(name)]
        }

    def _doubtful_sources(self) -> Iterable[int]:
        n = len(self.items)
        uris, texts = self.counts.get("source-ref", 0), self.counts.get("source", 0)
        if uris:
            known = [each for each in self.columns["source-ref"] if each is not UNSET]
            if min(known) < "s3://" or max(known) >= "s3:/0":
                for at, uri in enumerate(self.columns["source-ref"]):
                    if uri is not UNSET and not uri.startswith("s3://"):
                        yield at
        if (uris, texts) not in ((n, 0), (0, n)):
            nothing = [UNSET] * n
            pairs = zip(
                self.columns.get("source-ref", nothing),
                self.columns.get("source", nothing),
                strict=True,
            )
            yield from (at for at, (a, b) in enumerate(pairs) if (a is UNSET) == (b is UNSET))

    def _repeats(self) -> Iterable[int]:
        read = [self.lines[place] for place in self.places] if self.slow else self.lines
        left_out = [self.lines[place] for place in self.slow]
        return manifest_repeats.may_repeat(
            self.block, read, left_out, self.counts, self.shape.groups
        )

    # --- counting

    def count(self) -> None:
        """Add the lines to the scan. Those read by the book come first: new keys are in them."""
        scan, first = self.scan, self.scan.lines + 1
        self._count_blank()
        for place in sorted(self.slow):
            line = self.slow[place]
            if line is not None:
                scan.objects += 1
                scan.count_line(first + place, line)
        scan.objects += len(self.items)
        for key, count in self.counts.items():
            if count and key in scan.keys:
                scan.keys[key] += count
        for name in self.shape.metadata:
            if metadata_key(name) in scan.keys:
                self._count_labels(name, lambda at: first + self.places[at])
        self._mark()

    def _count_labels(self, name: str, number: Callable[[int], int]) -> None:
        scan, part = self.scan, self.parts.get(name)
        bare = part.bare if part else self._first_of(name)
        if bare is not None:
            scan.bare_lines[name] = min(number(bare), scan.bare_lines.get(name, number(bare)))
        if part:
            scan.paired[name] += part.paired
            if part.metadata or part.failed:
                scan.labels.setdefault(name, LabelTally()).add_part(part, number)

    def _first_of(self, key: str) -> int | None:
        column = self.columns[key] if self.counts.get(key) else ()
        return next((at for at, each in enumerate(column) if each is not UNSET), None)

    def _count_blank(self) -> None:
        scan = self.scan
        blank = sorted(place for place, line in self.slow.items() if line is None)
        if len(blank) == len(self.lines):
            scan.blank += len(blank)
            return
        scan.end_blank_lines(scan.lines)
        end = len(self.lines)
        while blank and blank[-1] == end - 1:
            end = blank.pop()
        scan.report_blank([scan.lines + 1 + place for place in blank])
        scan.blank = len(self.lines) - end

    def _mark(self) -> None:
        """Note each line's data object, to find those that stand twice."""
        marks = self._item_marks()
        if self.slow:
            row = [0] * len(self.lines)
            for place, mark in zip(self.places, marks, strict=True):
                row[place] = mark
            for place, line in self.slow.items():
                if line is not None and line.data_object is not None:
                    row[place] = line.data_object
            marks = row
        self.scan.marks.extend(marks)

    def _item_marks(self) -> Iterable[int]:
        if not self.counts.get("source"):
            return map(hash, self.columns.get("source-ref", ()))
        if not self.counts.get("source-ref"):
            return map(invert, map(hash, self.columns["source"]))
        pairs = zip(self.columns["source-ref"], self.columns["source"], strict=True)
        return (hash(uri) if text is UNSET else ~hash(text) for uri, text in pairs)


def _not_utf_8(block: bytes, lines: Sequence[bytes]) -> Iterable[int]:
    if block.isascii():
        return
    try:
        block.decode()
    except UnicodeDecodeError:
        for place, line in enumerate(lines):
            try:
                line.decode()
            except UnicodeDecodeError:
                yield place


def _long(block: bytes, lines: Sequence[bytes]) -> Iterable[int]:
    """The lines over the limit of one value, in bytes; hops over the block find whether any is."""
    start = 0
    while len(block) - start > MAX_VALUE_CHARACTERS:
        end = block.rfind(b"\n", start, start + MAX_VALUE_CHARACTERS + 1)
        if end < 0:
            return (i for i, line in enumerate(lines) if len(line) > MAX_VALUE_CHARACTERS)
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
