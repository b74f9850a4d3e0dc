"""One line of a manifest as bytes: what it says, and the same line with members set.

A line that gets a label keeps every other byte: spacing, escapes, the order of its keys and the
carriage return at its end are somebody else's. Lines are cut at b"\\n" alone, as JSON Lines says.
"""

from __future__ import annotations

import codecs
import json
import mmap
from array import array
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_DECODER = json.JSONDecoder()
_ENCODER = msgspec.json.Encoder()
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BYTE_ORDER_MARK = "\ufeff"


class Lines:
    """The lines of a manifest by their number from 0, each cut out when it is asked for.

    The manifest may be a file that is mapped into memory, of which no copy is made.
    """

    def __init__(self, manifest: bytes | mmap.mmap) -> None:
        self._manifest = manifest
        self._starts = array("Q", _starts(manifest))
        self._starts.append(len(manifest) + 1)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._manifest[self._starts[number] : self._starts[number + 1] - 1]

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))


def _starts(manifest: bytes | mmap.mmap) -> Iterator[int]:
    start = 0
    while True:
        yield start
        end = manifest.find(b"\n", start)
        if end < 0:
            return
        start = end + 1


def is_blank(line: bytes) -> bool:
    """Whether there is nothing on the line, or only the mark that a file may begin with."""
    return not line.removeprefix(codecs.BOM_UTF8).strip()


def data_object(line: bytes) -> dict[str, Any]:
    """The line as a dictionary; ValueError, with what is wrong, when it is not a JSON object."""
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_not_json)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")
    return value


def with_members(line: bytes, members: Mapping[str, bytes]) -> bytes:
    """The line with each key set to a JSON text: in its place, or before the closing brace."""
    if b"\\" not in line and not any(encode(key) in line for key in members):
        return _with_added(line, members)  # nearly every line: there is nothing to replace
    text = line.decode()
    found = _spans(text)
    new = {key: value.decode() for key, value in members.items()}
    for key, start, end in reversed(found):
        if key in new:
            text = text[:start] + new[key] + text[end:]
    there = {key for key, _, _ in found}
    return _with_added(
        text.encode(), {key: value for key, value in members.items() if key not in there}
    )


def members(data: bytes) -> dict[str, bytes]:
    """The members of a JSON object, each value as it is written there."""
    try:
        return {key: bytes(value) for key, value in _MEMBERS.decode(data).items()}
    except msgspec.DecodeError:  # half a surrogate pair, see `encode`
        text = data.decode()
        return {key: text[start:end].encode() for key, start, end in _spans(text)}


def encode(value: Any) -> bytes:
    """JSON without spaces, non-ASCII text as it is; half a surrogate pair stays an escape."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _with_added(line: bytes, members: Mapping[str, bytes]) -> bytes:
    """The line, which has at least one key, with more of them before its closing brace."""
    brace = line.rindex(b"}")
    added = b"".join(b"," + encode(key) + b":" + value for key, value in members.items())
    return line[:brace] + added + line[brace:]


def _spans(text: str) -> list[tuple[str, int, int]]:
    """The top-level keys of a JSON object, each with where its value begins and ends."""
    found = []
    position = _skip(text, text.index("{") + 1)
    while text[position] != "}":
        key, position = _DECODER.raw_decode(text, position)
        start = _skip(text, _skip(text, position) + 1)
        _, end = _DECODER.raw_decode(text, start)
        found.append((key, start, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return found


def _skip(text: str, position: int) -> int:
    while text[position] in " \t\r\n" + _BYTE_ORDER_MARK:
        position += 1
    return position


def _not_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
