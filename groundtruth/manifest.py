"""Manifests: data objects on lines of JSON, and what one pass over them tells.

An object is labeled under a name when its line has that key, whatever the value: class 0 and an
empty list of boxes are labels. The key's metadata alone, with a failure reason, means that labeling
was tried and failed.

Sources: the developer guide's pages on input manifests, output data and reusing labeling jobs.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import UNSET

from groundtruth.label_attribute import metadata_key
from groundtruth.manifest_line import MAX_CHARACTERS, Line, Metadata, read_line, text_of

MAX_LINE_BYTES = 1 << 20  # a longer line is skipped, so that none can fill the memory
MAX_KEYS = 256  # counted top-level keys; real manifests have a handful
MAX_PROBLEMS = 100  # kept; all are counted
MAX_JOB_NAMES = 20  # kept for one label attribute

_BOM = b"\xef\xbb\xbf"
_JSON_SPACE = b" \t\r"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line, by its number from 1: a code, and a sentence for people."""

    line: int
    code: str
    text: str


@dataclass(frozen=True)
class LabelAttribute:
    """The labels under one name.

    `labeled` counts the objects that have the key, `failed` those that have only metadata with a
    failure reason. `human` and `automated` are the labeled ones whose metadata says who did it.
    `type` is the first one met, and `job_names` are those in the metadata, in order of appearance.
    """

    name: str
    type: str | None
    labeled: int
    failed: int
    human: int
    automated: int
    job_names: tuple[str, ...]


@dataclass(frozen=True)
class ManifestSummary:
    """What a manifest holds: enough to answer for any label attribute name without reading again.

    `objects` are the lines that are not blank, broken ones too. `size` is in bytes. `keys` says how
    many objects carry each top-level key, and `problems` are the first of `problem_count`.
    """

    objects: int
    size: int
    keys: Mapping[str, int]
    attributes: tuple[LabelAttribute, ...]
    problems: tuple[Problem, ...]
    problem_count: int

    def labeled(self, name: str) -> int:
        """How many objects have a label under a name."""
        return self.keys.get(name, 0)

    def failed(self, name: str) -> int:
        """How many objects workers could not label under a name."""
        attribute = self.attribute(name)
        return attribute.failed if attribute else 0

    def to_be_labeled(self, name: str) -> int:
        """How many objects a job with this label attribute name would send to workers."""
        return self.objects - self.labeled(name)

    def attribute(self, name: str) -> LabelAttribute | None:
        """The label attribute of this name, if its metadata was met."""
        return next((each for each in self.attributes if each.name == name), None)


def scan(chunks: Iterable[bytes]) -> ManifestSummary:
    """Read a manifest once, in chunks cut anywhere, holding no more than a chunk and a line."""
    tally = _Tally()
    for number, line in enumerate(_cut(tally.measure(chunks), MAX_LINE_BYTES), start=1):
        tally.add(number, line)
    return tally.summary()


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""The lines of chunks cut anywhere, ended by \n alone and given without it.

    What follows the last \n is a line unless it is empty. A \r stays: it is a space to JSON.
    """
    return (line for line in _cut(chunks, sys.maxsize) if line is not None)


def _cut(chunks: Iterable[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines, with None for each that is over the limit, of which no more than that is held."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            yield b"".join([*held, end]) if size + len(end) <= limit else None
            held, size = [], 0
        size += len(rest)
        if size <= limit:
            held.append(rest)
        else:
            held.clear()
    if size:
        yield b"".join(held) if size <= limit else None


@dataclass
class _Labels:
    """The counts of one label attribute while the pass goes on."""

    type: str | None = None
    failed: int = 0
    human: int = 0
    automated: int = 0
    job_names: dict[str, None] = field(default_factory=dict)

    def add(self, metadata: Metadata, *, labeled: bool) -> None:
        self.type = self.type or text_of(metadata.type)
        job_name = text_of(metadata.job_name)
        if job_name and len(self.job_names) < MAX_JOB_NAMES:
            self.job_names[job_name] = None
        if labeled:
            by_human = text_of(metadata.human_annotated)
            self.human += by_human == "yes"
            self.automated += by_human == "no"
        else:
            self.failed += metadata.failure_reason is not UNSET


@dataclass
class _Tally:
    """Everything counted so far."""

    objects: int = 0
    size: int = 0
    keys: Counter[str] = field(default_factory=Counter)
    labels: dict[str, _Labels] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    keys_left_out: bool = False

    def measure(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            yield chunk

    def add(self, number: int, line: bytes | None) -> None:
        """Count one line; None is a line too long to be held."""
        if line is None:
            self.objects += 1
            self._report(number, "line-too-long", _FAR_TOO_LONG)
            return
        if number == 1 and line.startswith(_BOM):
            self._report(number, "bom", _BYTE_ORDER_MARK)
            line = line.removeprefix(_BOM)
        line = line.strip(_JSON_SPACE)
        if line:
            self.objects += 1
            self._count(number, read_line(line))

    def summary(self) -> ManifestSummary:
        return ManifestSummary(
            objects=self.objects,
            size=self.size,
            keys=dict(self.keys),
            attributes=tuple(
                LabelAttribute(
                    name=name,
                    type=labels.type,
                    labeled=self.keys[name],
                    failed=labels.failed,
                    human=labels.human,
                    automated=labels.automated,
                    job_names=tuple(labels.job_names),
                )
                for name, labels in self.labels.items()
            ),
            problems=tuple(self.problems),
            problem_count=self.problem_count,
        )

    def _count(self, number: int, line: Line) -> None:
        for code, text in line.problems:
            self._report(number, code, text)
        for key in line.keys:
            if key in self.keys or len(self.keys) < MAX_KEYS:
                self.keys[key] += 1
            elif not self.keys_left_out:
                self.keys_left_out = True
                self._report(number, "too-many-keys", _TOO_MANY_KEYS.format(key=key))
        for name, metadata in line.metadata.items():
            if metadata_key(name) in self.keys:
                labels = self.labels.setdefault(name, _Labels())
                labels.add(metadata, labeled=name in line.keys)

    def _report(self, number: int, code: str, text: str) -> None:
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(number, code, text))


_FAR_TOO_LONG = (
    f"This line is too long to be read: over {MAX_LINE_BYTES:,} bytes, "
    f"at most {MAX_CHARACTERS:,} characters. Shorten its values."
)
_BYTE_ORDER_MARK = "The file begins with a byte order mark: save it as UTF-8 without one."
_TOO_MANY_KEYS = (
    f"“{{key}}” is one more than the {MAX_KEYS} different keys that are counted: "
    "labels under it, and under keys that come later, are not in the figures."
)
