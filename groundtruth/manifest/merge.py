"""Several manifests made into one: a line for each data object, with the labels of all of them.

An object keeps the place and the bytes of its first line; what other lines know besides is added
at its end. Lines wait on disk, so that no more than two are held at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from groundtruth.label_attribute import METADATA, metadata_key
from groundtruth.manifest.additions import data_object
from groundtruth.manifest.bounded import TOO_LONG, is_too_long, lines
from groundtruth.manifest.excerpt import excerpt
from groundtruth.manifest.label import class_map
from groundtruth.manifest.line import read_line

KEPT = 100  # conflicts, and lines that will not do, to be shown; all are counted
MAX_CLASSES = 10_000  # remembered by attribute and id

_members = msgspec.json.Decoder(dict[str, Raw])


class Conflict(NamedTuple):
    """Two labels, or other values, of one object under one name; `kept` is the one that stays."""

    manifest: int  # the later of the two manifests, from 0, and its line
    line: int
    data_object: str
    name: str
    kept: str
    dropped: str


class OtherClass(NamedTuple):
    """A class id that stands for something else in a later manifest."""

    name: str
    id: str
    first: str
    manifest: int
    other: str


class Unfit(NamedTuple):
    """A line that no data object can be read from."""

    manifest: int
    line: int
    text: str


class Pair(NamedTuple):
    """What an object has under one name: label (or other value) and metadata, if there is any."""

    label: Raw | None
    metadata: Raw | None


class Merger:
    """Manifests that are being made into one: `add` each in turn, then ask for the `lines`.

    Where two labels differ the earlier manifest's is kept, or with `latest` the one that was
    created last, as far as both say when.
    """

    def __init__(self, shelf: Path, *, latest: bool) -> None:
        self._latest = latest
        self._shelf = sqlite3.connect(shelf, isolation_level=None, check_same_thread=False)
        self._shelf.execute("PRAGMA synchronous = OFF")
        self._shelf.execute("CREATE TABLE objects (id INTEGER PRIMARY KEY, about BLOB, line BLOB)")
        self._shelf.execute("CREATE UNIQUE INDEX by_object ON objects (about)")
        self._shelf.execute("BEGIN")
        self._classes: dict[tuple[str, str], str] = {}
        self.counts: list[int] = []  # objects of each manifest
        self.objects = 0
        self.conflicts: list[Conflict] = []
        self.conflict_count = 0
        self.other_classes: list[OtherClass] = []
        self.unfit: list[Unfit] = []
        self.unfit_count = 0

    def add(self, chunks: Iterable[bytes]) -> None:
        """Lay the objects of one more manifest beside, or onto, those that are there."""
        self.counts.append(0)
        for number, line in enumerate(lines(chunks), 1):
            line = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if line:
                self.counts[-1] += 1
                self._add(number, line)

    def lines(self) -> Iterator[bytes]:
        """The merged lines, in the order in which their objects came, each with its newline."""
        for (line,) in self._shelf.execute("SELECT line FROM objects ORDER BY id"):
            yield line + b"\n"

    def close(self) -> None:
        self._shelf.close()

    def _add(self, number: int, line: bytes) -> None:
        about = None if is_too_long(line) else data_object(line)
        if about is None:
            self._note_unfit(number, line)
            return
        members = _members.decode(line)
        self._check_classes(members)
        key = blake2b(f"{about[0]} {about[1]}".encode(), digest_size=16).digest()
        row = self._shelf.execute("SELECT id, line FROM objects WHERE about = ?", (key,)).fetchone()
        if row is None:
            self.objects += 1
            self._shelf.execute("INSERT INTO objects (about, line) VALUES (?, ?)", (key, line))
            return
        merged = self._merge(number, about[1], row[1], members)
        if merged != row[1]:
            self._shelf.execute("UPDATE objects SET line = ? WHERE id = ?", (merged, row[0]))

    def _note_unfit(self, number: int, line: bytes) -> None:
        self.unfit_count += 1
        if len(self.unfit) < KEPT:
            self.unfit.append(Unfit(len(self.counts) - 1, number, _why_unfit(number, line)))

    def _merge(self, number: int, about: str, line: bytes, theirs: Mapping[str, Raw]) -> bytes:
        ours = _members.decode(line)
        changed: dict[str, Raw] = {}
        dropped: set[str] = set()
        for name in _names(theirs):
            mine, other = _pair(ours, name), _pair(theirs, name)
            keeps = _keeps(mine, other, latest=self._latest)
            if _differ(mine, other):
                self._note(number, about, name, *((mine, other) if keeps else (other, mine)))
            if not keeps:
                fresh = {name: other.label, metadata_key(name): other.metadata}
                changed |= {key: raw for key, raw in fresh.items() if raw is not None}
                dropped |= {key for key, raw in fresh.items() if raw is None and key in ours}
        return _written(line, ours, changed, dropped)

    def _note(self, number: int, about: str, name: str, kept: Pair, dropped: Pair) -> None:
        self.conflict_count += 1
        if len(self.conflicts) < KEPT:
            shown = [excerpt(bytes(each.label or b"").decode()) for each in (kept, dropped)]
            self.conflicts.append(Conflict(len(self.counts) - 1, number, about, name, *shown))

    def _check_classes(self, members: Mapping[str, Raw]) -> None:
        for key, raw in members.items():
            name = key.removesuffix(METADATA)
            if name == key or not bytes(raw).startswith(b"{"):
                continue
            for id_, words in _class_names(members.get(name), raw):
                if len(self._classes) < MAX_CLASSES or (name, id_) in self._classes:
                    self._check_class(name, id_, words)

    def _check_class(self, name: str, id_: str, words: str) -> None:
        first = self._classes.setdefault((name, id_), words)
        found = OtherClass(name, id_, first, len(self.counts) - 1, words)
        if first != words and found not in self.other_classes and len(self.other_classes) < KEPT:
            self.other_classes.append(found)


def _why_unfit(number: int, line: bytes) -> str:
    if is_too_long(line):
        return TOO_LONG
    problems = read_line(number, line).problems
    return problems[0].text if problems else "This line names no data object."


def _names(members: Mapping[str, Raw]) -> list[str]:
    """The keys but for those of metadata that belong to another key, or could."""
    return list(dict.fromkeys(key.removesuffix(METADATA) for key in members))


def _pair(members: Mapping[str, Raw], name: str) -> Pair:
    return Pair(members.get(name), members.get(metadata_key(name)))


def _differ(mine: Pair, other: Pair) -> bool:
    """Whether both have a label, and not the same."""
    if mine.label is None or other.label is None:
        return False
    return bytes(mine.label) != bytes(other.label) and _value(mine.label) != _value(other.label)


def _keeps(mine: Pair, other: Pair, *, latest: bool) -> bool:
    """Whether what is there stays: a label goes before none, even one that could not be made."""
    if other.label is None:
        return mine != Pair(None, None)
    if mine.label is None:
        return False
    if not latest or not _differ(mine, other):
        return True
    return not _date(mine) < _date(other)


def _date(pair: Pair) -> str:
    said = _value(pair.metadata) if pair.metadata is not None else None
    date = said.get("creation-date") if isinstance(said, dict) else None
    return date if isinstance(date, str) else ""


def _written(
    line: bytes, ours: Mapping[str, Raw], changed: Mapping[str, Raw], dropped: Iterable[str]
) -> bytes:
    """The line with these values; every byte of it stays while values are only added."""
    gone = set(dropped)
    if not changed and not gone:
        return line
    if not gone and not any(key in ours for key in changed):
        return line.removesuffix(b"}").rstrip() + b"," + _joined(changed) + b"}"
    return b"{" + _joined({k: v for k, v in {**ours, **changed}.items() if k not in gone}) + b"}"


def _joined(members: Mapping[str, Raw]) -> bytes:
    return b",".join(msgspec.json.encode(key) + b":" + bytes(raw) for key, raw in members.items())


def _class_names(label: Raw | None, metadata: Raw) -> Iterator[tuple[str, str]]:
    """What each class id of a label stands for."""
    said = _value(metadata)
    if not isinstance(said, dict):
        return
    for key in ("class-map", "class_map"):
        for id_, words in (class_map(said.get(key)) or {}).items():
            yield str(id_), words
    value = _value(label) if label is not None and "class-name" in said else None
    if isinstance(value, int | str) and isinstance(said["class-name"], str):
        yield str(value), said["class-name"]


def _value(raw: Raw) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return bytes(raw)
