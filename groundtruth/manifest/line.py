"""One line of a manifest read by the book: its keys, its labels, and what is wrong with it.

The fast scan sends every line here that it cannot vouch for; nothing else words these problems.

Sources: the developer guide's pages on input manifests and on output data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from groundtruth.label_attribute import METADATA, metadata_key
from groundtruth.manifest.excerpt import excerpt, shown
from groundtruth.manifest.label import Label, attribute_name, read_label
from groundtruth.manifest.lint import MAX_CHARACTERS, MAX_VALUE_CHARACTERS, Problem

JSON_SPACE = b" \t\r\n"

_SOURCES = ("source", "source-ref")
_members = msgspec.json.Decoder(dict[str, Raw])

# What a script should have filled in: $NAME in a bucket's name, ${NAME} or $(NAME) anywhere.
_VARIABLE = re.compile(r"s3://[^/]*\$|.*?\$[{(]", re.DOTALL)


class Line(NamedTuple):
    """What was found: no members in a line that is not an object."""

    members: Mapping[str, Raw] = MappingProxyType({})
    labels: Mapping[str, Label] = MappingProxyType({})  # by label attribute name
    data_object: int | None = None  # equal for lines about the same
    problems: tuple[Problem, ...] = ()


def read_line(number: int, line: bytes, *, first: bool = False) -> Line:
    """Read a line that is not blank; whatever it holds, this tells and does not raise.

    `first` says that no object stands before it.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return Line(problems=(_not_utf_8(number, error),))
    try:
        members = _members.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        refusal = _refusal(number, line, text, error, first=first)
        return Line(problems=(refusal, *_length_problems(number, text)))
    labels = dict(_labels(members))
    return Line(
        members,
        labels,
        data_object(members),
        (
            *_length_problems(number, text),
            *_source_problems(number, text, members),
            *_key_problems(number, line, text, members),
            *_label_problems(number, text, labels),
        ),
    )


def data_object(members: Mapping[str, Raw]) -> int | None:
    """A number for what the line is about: the same in lines about the same, None without one.

    Texts are compared as they are written, so that long ones need not be decoded.
    """
    found = [key for key in _SOURCES if key in members]
    if len(found) != 1 or (text := _text(members[found[0]])) is None:
        return None
    return hash(text) if found == ["source-ref"] else ~hash(bytes(members["source"]))


def may_repeat_a_key(line: bytes, members: Mapping[str, Raw]) -> bool:
    """False when no key can stand twice in the line, which is quick to see; True asks for a look.

    The decoder keeps the last of equal keys and does not tell. But a line that is exactly as long
    as its members, written without spaces, has room for no other; and in one with spaces a second
    key either stands there in quotes like the first, or is spelled with a backslash that no value
    accounts for.
    """
    compact = 1
    for key, raw in members.items():
        compact += len(key.encode()) + len(raw) + 4  # two quotes, colon and comma
    if len(line.strip(JSON_SPACE)) == compact:
        return False
    if line.count(b"\\") > sum(bytes(raw).count(b"\\") for raw in members.values()):
        return True
    return any(line.count(b'"%b"' % key.encode()) > 1 for key in members)


def has_variable(uri: str) -> bool:
    """Whether a location has a place that a script should have filled in, and did not."""
    return _VARIABLE.match(uri) is not None


def _text(raw: Raw) -> str | None:
    return msgspec.json.decode(raw, type=str) if bytes(raw)[:1] == b'"' else None


def _labels(members: Mapping[str, Raw]) -> Iterator[tuple[str, Label]]:
    for key, value in members.items():
        if name := attribute_name(key):
            label = read_label(value, members.get(name))
            if label:
                yield name, label


def _refusal(number: int, line: bytes, text: str, error: Exception, *, first: bool) -> Problem:
    """Why the line is not a JSON object."""
    if first and text.lstrip().startswith("["):
        told = "The file begins with “[”: a manifest is no JSON array but one object on each line."
        return Problem(number, "json-array", told, excerpt(text))
    if text == "{":
        told = "An object begins in this line and goes on in the next."
        return Problem(number, "object-over-lines", told, text)
    syntax = _syntax_error(line) if isinstance(error, msgspec.ValidationError) else error
    if syntax is None:
        told = f"“{excerpt(text)[:40]}” is JSON but not an object."
        return Problem(number, "not-an-object", told, excerpt(text))
    place = re.search(r"byte (\d+)", str(syntax))
    at = len(line[: int(place[1])].decode(errors="ignore")) if place else 0
    told = f"This line is not valid JSON: {_reason(syntax)}."
    return Problem(number, "not-json", told, excerpt(text, at))


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


def _not_utf_8(number: int, error: UnicodeDecodeError) -> Problem:
    byte = f"byte {error.start + 1:,} is 0x{error.object[error.start]:02x}"
    text = error.object.decode(errors="replace")
    at = len(error.object[: error.start].decode())
    told = f"This line is not UTF-8: its {byte}."
    return Problem(number, "not-utf-8", told, excerpt(text, at))


def _length_problems(number: int, text: str) -> Iterator[Problem]:
    if len(text) > MAX_CHARACTERS:
        told = f"This line is too long: {len(text):,} characters, at most {MAX_CHARACTERS:,}."
        yield Problem(number, "line-too-long", told, excerpt(text))


def _source_problems(number: int, text: str, members: Mapping[str, Raw]) -> Iterator[Problem]:
    sources = [key for key in _SOURCES if key in members]
    if not sources:
        told = "This object has neither “source-ref” nor “source”."
        yield Problem(number, "no-source", told, excerpt(text))
    if len(sources) == 2:
        told = "This object has both “source-ref” and “source”."
        yield Problem(number, "both-sources", told, excerpt(text))
    if "source-ref" in members:
        uri = _text(members["source-ref"])
        if uri is None or not uri.startswith("s3://"):
            written = bytes(members["source-ref"]).decode()
            told = f"“{shown(uri or written)}” of “source-ref” is no S3 URI."
            yield Problem(number, "bad-s3-uri", told, excerpt(written))
        elif has_variable(uri):
            told = f"“{shown(uri)}” holds a variable that nothing was put in place of."
            yield Problem(number, "unfilled-variable", told, excerpt(uri, uri.find("$")))
    if "source" in members and not _text(members["source"]):
        written = bytes(members["source"]).decode()
        kind = "an empty" if _text(members["source"]) == "" else "no"
        told = f"“source” is {kind} text: {shown(written)}."
        yield Problem(number, "bad-source", told, excerpt(text, text.find('"source"')))


def _key_problems(
    number: int, line: bytes, text: str, members: Mapping[str, Raw]
) -> Iterator[Problem]:
    if len(text) > MAX_VALUE_CHARACTERS:
        for key, raw in members.items():
            if (size := value_size(raw)) > MAX_VALUE_CHARACTERS:
                told = (
                    f"The value of “{shown(key)}” is too long: {size:,} characters, "
                    f"at most {MAX_VALUE_CHARACTERS:,}."
                )
                yield Problem(number, "value-too-long", told, _around(text, key))
    if may_repeat_a_key(line, members):
        for key in _repeated_keys(text):
            told = (
                f"“{shown(key)}” stands more than once in this object, "
                "and readers differ in which one they take."
            )
            yield Problem(number, "duplicate-key", told, _around(text, key, last=True))


def value_size(raw: Raw) -> int:
    """The characters of a value: of a text as it is meant, of anything else as it is written."""
    text = _text(raw)
    return len(bytes(raw).decode() if text is None else text)


def _repeated_keys(text: str) -> list[str]:
    """The keys that stand more than once at the top of an object known to be valid JSON."""
    # Numbers stay text: int() refuses thousands of digits, and no number matters here.
    pairs: list[tuple[str, Any]] = json.loads(
        text, object_pairs_hook=list, parse_int=str, parse_float=str
    )
    keys = [key for key, _ in pairs]
    return [key for key in dict.fromkeys(keys) if keys.count(key) > 1]


def _label_problems(number: int, text: str, labels: Mapping[str, Label]) -> Iterator[Problem]:
    for name, label in labels.items():
        said = shown(name)
        if not label.labeled and not label.failed:
            told = f"“{said}{METADATA}” stands without the label “{said}”, and tells of no failure."
            yield Problem(number, "metadata-without-label", told, _around(text, metadata_key(name)))
        if label.not_in_map:
            ids = ", ".join(map(str, label.not_in_map[:10]))
            told = f"“{said}” uses classes that its class-map lacks: {ids}."
            yield Problem(number, "class-not-in-map", told, _around(text, name))


def _around(text: str, key: str, *, last: bool = False) -> str:
    """The place of a key; the key itself where it is spelled in some other way."""
    quoted = f'"{key}"'
    at = text.rfind(quoted) if last else text.find(quoted)
    return excerpt(text, at) if at >= 0 else excerpt(key)
