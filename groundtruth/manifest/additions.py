"""Data objects that a person adds to a manifest: what was typed, made into lines of it.

Sources: the developer guide's page on input manifests (the keys source and source-ref).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from groundtruth import s3_uri
from groundtruth.manifest.bounded import is_too_long, lines
from groundtruth.manifest.excerpt import excerpt
from groundtruth.manifest.line import read_line

Key = Literal["source-ref", "source"]
DataObject = tuple[Key, str]  # where it stands, and the location or the text itself

_SPACE = b" \t\r\n"


class _Sources(msgspec.Struct):
    source: str | UnsetType = UNSET
    source_ref: str | UnsetType = msgspec.field(name="source-ref", default=UNSET)


_sources = msgspec.json.Decoder(_Sources)


class Addition(NamedTuple):
    """A line to be appended, without its newline; `number` is its line in what was typed."""

    number: int
    line: bytes
    data_object: DataObject | None


class Unfit(NamedTuple):
    """A typed line that cannot be a data object, and a sentence that says why."""

    number: int
    text: str
    excerpt: str


@dataclass(frozen=True)
class Additions:
    """What was typed, sorted: only `new` objects are appended.

    `present` are in the manifest already, with their line there; `repeated` were typed before,
    with the number of that line.
    """

    new: tuple[Addition, ...]
    present: tuple[tuple[Addition, int], ...]
    repeated: tuple[tuple[Addition, int], ...]
    unfit: tuple[Unfit, ...]

    def text(self) -> bytes:
        """The new lines, each with its newline."""
        return b"".join(each.line + b"\n" for each in self.new)


def read(typed: Iterable[bytes], key: Key) -> Iterator[Addition | Unfit]:
    """Read typed lines: JSON objects as they are, any other as what `key` says.

    Blank lines are left out. JSON objects keep every byte.
    """
    for number, line in enumerate(typed, 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        line = line.strip(_SPACE)
        if line.startswith(b"{"):
            yield _read_object(number, line)
        elif line:
            yield _read_text(number, line, key)


def sort(found: Iterable[Addition | Unfit], present: Mapping[DataObject, int]) -> Additions:
    """Leave out what is there already; `present` are the manifest's objects by their line."""
    new: list[Addition] = []
    there: list[tuple[Addition, int]] = []
    repeated: list[tuple[Addition, int]] = []
    unfit: list[Unfit] = []
    first: dict[DataObject, int] = {}
    for each in found:
        if isinstance(each, Unfit):
            unfit.append(each)
        elif each.data_object is None:
            new.append(each)
        elif each.data_object in first:
            repeated.append((each, first[each.data_object]))
        else:
            first[each.data_object] = each.number
            if each.data_object in present:
                there.append((each, present[each.data_object]))
            else:
                new.append(each)
    return Additions(tuple(new), tuple(there), tuple(repeated), tuple(unfit))


def data_object(line: bytes) -> DataObject | None:
    """What a line is about; None for a line that says nothing or two things, or is not JSON."""
    try:
        found = _sources.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    if found.source_ref is UNSET:
        return None if found.source is UNSET else ("source", found.source)
    return ("source-ref", found.source_ref) if found.source is UNSET else None


def find(
    chunks: Iterable[bytes], wanted: Collection[DataObject]
) -> tuple[dict[DataObject, int], int]:
    """Which of these objects a manifest holds, by the first line about each; read once.

    The number besides is that of the first line that is too long to be read, 0 without one.
    """
    found: dict[DataObject, int] = {}
    too_long = 0
    for number, line in enumerate(lines(chunks), 1):
        if is_too_long(line):
            too_long = too_long or number
            continue
        about = data_object(line)
        if about in wanted and about is not None:
            found.setdefault(about, number)
    return found, too_long


def marks(chunks: Iterable[bytes]) -> dict[bytes, int]:
    """The objects of a manifest by their `mark`, each with the first line about it."""
    found: dict[bytes, int] = {}
    for number, line in enumerate(lines(chunks), 1):
        about = None if is_too_long(line) else data_object(line)
        if about is not None:
            found.setdefault(mark(about), number)
    return found


def mark(about: DataObject) -> bytes:
    """What a data object is told from others by, however long its text: 16 bytes."""
    return blake2b("\0".join(about).encode(), digest_size=16).digest()


def _read_object(number: int, line: bytes) -> Addition | Unfit:
    errors = [each for each in read_line(number, line).problems if each.severity == "error"]
    if errors:
        return Unfit(number, errors[0].text, errors[0].excerpt)
    return Addition(number, line, data_object(line))


def _read_text(number: int, line: bytes, key: Key) -> Addition | Unfit:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        shown = excerpt(line.decode(errors="replace"))
        return Unfit(number, "This line is not UTF-8.", shown)
    if key == "source-ref" and (why := _why_no_object(text)):
        return Unfit(number, why, excerpt(text))
    written = msgspec.json.encode({key: text})
    errors = [each for each in read_line(number, written).problems if each.severity == "error"]
    if errors:
        return Unfit(number, errors[0].text, excerpt(text))
    return Addition(number, written, (key, text))


def _why_no_object(text: str) -> str:
    """Why a text is no location of one object in S3; empty when it is one."""
    if not text.startswith("s3://"):
        return f"“{excerpt(text)[:60]}” is neither an S3 URI nor a JSON object."
    try:
        place = s3_uri.parse(text)
    except ValueError as error:
        return str(error)
    if not place.key or place.key.endswith("/"):
        return f"“{excerpt(text)[:60]}” is a folder and no object. Add its objects by prefix."
    return ""
