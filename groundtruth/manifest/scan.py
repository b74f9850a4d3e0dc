"""One pass over a manifest in bounded memory, block by block.

A scan takes chunks of bytes cut anywhere, and knows nothing of where they come from. Two scans of
two parts of a manifest, cut at a newline, can be merged.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any

from groundtruth.label_attribute import metadata_key
from groundtruth.manifest.blocks import MAX_LINE_BYTES, Blocks
from groundtruth.manifest.excerpt import EXCERPT, excerpt
from groundtruth.manifest.line import Line
from groundtruth.manifest.lint import MAX_CHARACTERS, Problem, Report
from groundtruth.manifest.readers import fastest
from groundtruth.manifest.reading import Block, Labels, Reader
from groundtruth.manifest.tally import LabelTally

MAX_KEYS = 256  # counted top-level keys; real manifests have a handful

_BOM = b"\xef\xbb\xbf"
_PROBE = hash("manifest")  # texts have other hashes in a process with another seed

_LEFT_BEHIND = ("_reader", "_blocks")


class ShapeScan:
    """Everything counted so far: `feed` it chunks, then `finish` it, or `merge` the next part's."""

    def __init__(self, *, first: bool = True, reader: Reader | None = None) -> None:
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
        self.unmarked = 0  # lines without one
        self.probe = _PROBE
        self.crlf = 0  # the first line that ends so
        self.one_key_too_many: tuple[int, str] | None = None
        self.report = Report()
        self._blank = 0  # lines that have been blank up to now: the end of a file may be
        self._is_beginning = first
        self._blocks = Blocks()
        self._reader = reader or fastest()

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
            self._end_blank_lines(self.lines)
            self._blank = later._blank
        else:
            self._blank += later._blank
        self._merge_keys(later, lines)
        for name, tally in later.labels.items():
            self.labels.setdefault(name, LabelTally()).merge(tally, lines)
        self.report.merge(later.report, lines)
        self.marks.extend(later.marks)
        self.unmarked += later.unmarked
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
        if self._is_beginning and self.lines == 0 and block and block.startswith(_BOM):
            told = "The file begins with a byte order mark."
            start = block[:EXCERPT].decode(errors="replace").partition("\n")[0]
            self.report.add([Problem(1, "bom", told, excerpt(start))])
            block = block.removeprefix(_BOM)
            if not block:
                return
        if block is None:
            self._end_blank_lines(self.lines)
            told = (
                f"This line is too long to be read: over {MAX_LINE_BYTES:,} bytes, "
                f"at most {MAX_CHARACTERS:,} characters."
            )
            self.report.add([Problem(self.lines + 1, "line-too-long", told)])
            self.lines += 1
            self.objects += 1
            self.marks.append(0)
            self.unmarked += 1
            return
        self._add_lines(block)

    def _add_lines(self, data: bytes) -> None:
        first = self._is_beginning and not self.objects
        block = self._reader.read(data, self.lines + 1, first=first)
        if not self.crlf and b"\r" in data:
            self._find_crlf(block.lines)
        self._count_blank(block)
        self._count_block(block)
        marks = block.marks()
        self.marks.extend(marks)
        self.unmarked += marks.count(0) if block.slow else 0
        self.lines += len(block)

    def _count_block(self, block: Block) -> None:
        """Count the lines. Those read by the book come first: new keys are in them."""
        for place, line in sorted(block.slow.items()):
            if line is not None:
                self.objects += 1
                self._count_line(block.number + place, line)
        self.objects += block.objects
        for key, count in block.counts().items():
            if count and key in self.keys:
                self.keys[key] += count
        for labels in block.labels():
            if metadata_key(labels.name) in self.keys:
                self._count_labels(labels)

    def _count_labels(self, labels: Labels) -> None:
        name, bare = labels.name, labels.first_bare
        if bare:
            self.bare_lines[name] = min(bare, self.bare_lines.get(name, bare))
        self.paired[name] += labels.paired
        if labels.tally:
            self.labels.setdefault(name, LabelTally()).merge(labels.tally, 0)

    def _count_blank(self, block: Block) -> None:
        blank = sorted(place for place, line in block.slow.items() if line is None)
        if len(blank) == len(block):
            self._blank += len(blank)
            return
        self._end_blank_lines(self.lines)
        end = len(block)
        while blank and blank[-1] == end - 1:
            end = blank.pop()
        self._report_blank([block.number + place for place in blank])
        self._blank = len(block) - end

    def _find_crlf(self, lines: Sequence[bytes]) -> None:
        ends = (number for number, line in enumerate(lines, 1) if line.endswith((b"\r\n", b"\r")))
        self.crlf = next((self.lines + number for number in ends), 0)

    def _end_blank_lines(self, last: int) -> None:
        """Report the blank lines up to this one: an object follows."""
        self._report_blank(range(last - self._blank + 1, last + 1))
        self._blank = 0

    def _report_blank(self, numbers: Sequence[int]) -> None:
        told = "This line is blank, and objects follow it."
        problems = (Problem(number, "blank-line", told) for number in numbers)
        self.report.add_many("blank-line", len(numbers), problems)

    def _count_key(self, key: str, line: int, count: int) -> None:
        if key in self.keys or len(self.keys) < MAX_KEYS:
            self.keys[key] += count
            self.first_lines[key] = min(line, self.first_lines.get(key, line))
        elif self.one_key_too_many is None:
            self.one_key_too_many = line, key

    def _count_line(self, number: int, line: Line) -> None:
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
