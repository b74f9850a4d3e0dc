"""One line of a manifest: its keys, what is said about its labels, and what is wrong with it.

Sources: the developer guide's pages on input manifests and on output data.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from groundtruth.label_attribute import METADATA

MAX_CHARACTERS = 100_000

# "source-ref-metadata" describes the data object (3D input), not a label.
_DATA_OBJECT = ("source", "source-ref")


class Metadata(msgspec.Struct, rename="kebab"):
    """The members of a label's metadata that a summary needs, each as it stands in the line."""

    type: Raw | UnsetType = UNSET
    job_name: Raw | UnsetType = UNSET
    human_annotated: Raw | UnsetType = UNSET
    failure_reason: Raw | UnsetType = UNSET

    def is_of_a_label(self) -> bool:
        """Keys that end in -metadata may hold anything; Ground Truth writes one of these."""
        return (
            self.type is not UNSET
            or self.job_name is not UNSET
            or self.human_annotated is not UNSET
            or self.failure_reason is not UNSET
        )


class Line(NamedTuple):
    """What was found: no keys in a line that is not an object; problems as (code, sentence)."""

    keys: Collection[str] = ()
    metadata: Mapping[str, Metadata] = MappingProxyType({})  # by label attribute name
    problems: tuple[tuple[str, str], ...] = ()


def read_line(line: bytes) -> Line:
    """Read a line that is not blank; whatever it holds, this tells and does not raise."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return Line(problems=((_not_utf_8(error)),))
    try:
        members = _members.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return Line(problems=(_refusal(line, text, error), *_length_problems(text)))
    return Line(
        members.keys(),
        dict(_label_metadata(members)),
        (*_length_problems(text), *_key_problems(line, text, members)),
    )


def text_of(value: Raw | UnsetType) -> str | None:
    """A member of the metadata as text; None when it is missing or anything but text."""
    return None if isinstance(value, UnsetType) else _text(bytes(value))


_members = msgspec.json.Decoder(dict[str, Raw])
_metadata = msgspec.json.Decoder(Metadata)


@functools.lru_cache(maxsize=1024)  # the same few texts stand on every line
def _text(value: bytes) -> str | None:
    return msgspec.json.decode(value, type=str) if value.startswith(b'"') else None


def _label_metadata(members: Mapping[str, Raw]) -> Iterator[tuple[str, Metadata]]:
    for key, value in members.items():
        name = key.removesuffix(METADATA)
        if name in ("", key, *_DATA_OBJECT) or bytes(value)[:1] != b"{":
            continue
        metadata = _metadata.decode(value)
        if metadata.is_of_a_label():
            yield name, metadata


def _refusal(line: bytes, text: str, error: Exception) -> tuple[str, str]:
    """Why the line is not a JSON object."""
    syntax = _syntax_error(line) if isinstance(error, msgspec.ValidationError) else error
    if syntax is None:
        return "not-an-object", (
            f"“{text[:40]}” is JSON but not an object: "
            'write it like {"source-ref": "s3://bucket/key"}.'
        )
    return "not-json", (
        f"This line is not valid JSON: {_reason(syntax)}. "
        "Put exactly one whole JSON object on each line."
    )


def _syntax_error(line: bytes) -> Exception | None:
    """What makes a line no JSON at all; the decoder stops at a wrong type and reads no further."""
    try:
        msgspec.json.decode(line, type=Raw)
    except (msgspec.DecodeError, RecursionError) as error:
        return error
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply to be read"
    reason = str(error).removeprefix("JSON is malformed: ")
    if reason == "Input data was truncated":  # also said of half a surrogate pair
        return "it ends too early, or holds half of a surrogate pair such as \\ud83d"
    return re.sub(r"byte (\d+)", lambda place: f"byte {int(place[1]) + 1:,}", reason)


def _not_utf_8(error: UnicodeDecodeError) -> tuple[str, str]:
    byte = f"byte {error.start + 1:,} is 0x{error.object[error.start]:02x}"
    return "not-utf-8", f"This line is not UTF-8 (its {byte}): save the file as UTF-8."


def _length_problems(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > MAX_CHARACTERS:
        yield (
            "line-too-long",
            (
                f"This line is too long: {len(text):,} characters, at most {MAX_CHARACTERS:,}. "
                "Shorten its values."
            ),
        )


def _key_problems(line: bytes, text: str, members: Mapping[str, Raw]) -> Iterator[tuple[str, str]]:
    sources = members.keys() & set(_DATA_OBJECT)
    if not sources:
        yield (
            "no-source",
            (
                "This object has neither “source-ref” nor “source”: "
                "add the one that says what is to be labeled."
            ),
        )
    if len(sources) == 2:
        yield (
            "both-sources",
            ("This object has both “source-ref” and “source”: keep the one that is to be labeled."),
        )
    if _may_repeat_a_key(line, members):
        for key in _repeated_keys(text):
            yield (
                "duplicate-key",
                (
                    f"“{key}” stands more than once in this object, "
                    "and readers differ in which one they take: keep one."
                ),
            )


def _may_repeat_a_key(line: bytes, members: Mapping[str, Raw]) -> bool:
    """False when no key can stand twice in the line, which is quick to see; True asks for a look.

    The decoder keeps the last of equal keys and does not tell. But a line that is exactly as long
    as its members, written without spaces, has room for no other; and in one with spaces a second
    key either stands there in quotes like the first, or is spelled with a backslash that no value
    accounts for.
    """
    compact = 1
    for key, raw in members.items():
        compact += len(key.encode()) + len(bytes(raw)) + 4  # two quotes, colon and comma
    if len(line) == compact:
        return False
    if line.count(b"\\") > sum(bytes(raw).count(b"\\") for raw in members.values()):
        return True
    return any(line.count(b'"%b"' % key.encode()) > 1 for key in members)


def _repeated_keys(text: str) -> list[str]:
    """The keys that stand more than once at the top of an object known to be valid JSON."""
    # Numbers stay text: int() refuses thousands of digits, and no number matters here.
    pairs: list[tuple[str, Any]] = json.loads(
        text, object_pairs_hook=list, parse_int=str, parse_float=str
    )
    keys = [key for key, _ in pairs]
    return [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
