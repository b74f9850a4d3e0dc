"""Which lines of a block may hold a key twice, found by counting keys in the bytes.

No decoder tells of a key that stands twice. But every object has each of its keys at least once in
quotes, so when a block holds as many as its objects have, none of them has one twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

FEW = 3  # keys are few when so many times as many lines have none of them


class Name(NamedTuple):
    """A key, in quotes as it stands in the bytes, and what finds it before a colon."""

    key: str
    quoted: bytes
    as_key: re.Pattern[bytes]


class Keys(NamedTuple):
    """The keys of a shape: in groups, and what finds a character of one that was written escaped.

    A key spelled with a backslash is not found by its name.
    """

    groups: tuple[Group, ...]
    escaped: re.Pattern[bytes]


class Group(NamedTuple):
    """Keys that begin alike, counted in one go."""

    beginning: bytes
    names: tuple[Name, ...]


def prepare(keys: Collection[str]) -> Keys:
    """What is needed to look for these keys."""
    return Keys(tuple(_groups(keys)), _escaped("".join(keys)))


def _groups(keys: Iterable[str]) -> Iterator[Group]:
    """The keys, each with those it is the beginning of."""
    found: list[list[str]] = []
    for key in sorted(keys):
        if found and key.startswith(found[-1][0]):
            found[-1].append(key)
        else:
            found.append([key])
    for names in found:
        beginning = f'"{names[0]}'.encode() + b'"' * (len(names) == 1)
        yield Group(beginning, tuple(map(_name, names)))


def _escaped(text: str) -> re.Pattern[bytes]:
    """Finds any of the characters as JSON escapes it; never the escapes that texts need."""
    units = text.encode("utf-16-be")
    codes = sorted({units[at : at + 2].hex() for at in range(0, len(units), 2)})
    one_of = "|".join(re.sub("[a-f]", _either_case, code) for code in codes) or "(?!)"
    return re.compile(rf"\\(?:u(?:{one_of}){'|/' * ('/' in text)})".encode())


def _either_case(digit: re.Match[str]) -> str:
    return f"[{digit[0]}{digit[0].upper()}]"


def may_repeat(
    block: bytes,
    lines: Sequence[bytes],
    left_out: Collection[bytes],
    columns: Mapping[str, Sequence[Any]],
    counts: Mapping[str, int],
    keys: Keys,
) -> Iterator[int]:
    """The places of lines that have a key twice, and perhaps of some that have not.

    `lines` are those of the block but for `left_out`. `columns` hold what each key is in them,
    UNSET where it is missing, and `counts` says how many have it.
    """
    if b"\\" in block and keys.escaped.search(block):
        yield from (at for at, line in enumerate(lines) if keys.escaped.search(line))
    for group in keys.groups:
        expected = sum(counts[name.key] for name in group.names)
        if expected * FEW < len(lines):
            yield from _in_few(lines, columns, group) if expected else ()
        elif _count(block, left_out, group.beginning) != expected:
            yield from _in_group(block, lines, left_out, counts, group)


def _in_few(
    lines: Sequence[bytes], columns: Mapping[str, Sequence[Any]], group: Group
) -> Iterator[int]:
    """Look only at the lines that have a key, where those are few."""
    for name in group.names:
        for place, value in enumerate(columns[name.key]):
            if value is not UNSET and _stands_twice(lines[place], name):
                yield place


def _stands_twice(line: bytes, name: Name) -> bool:
    return line.count(name.quoted) > 1 and len(name.as_key.findall(line)) > 1


def _in_group(
    block: bytes,
    lines: Sequence[bytes],
    left_out: Collection[bytes],
    counts: Mapping[str, int],
    group: Group,
) -> Iterator[int]:
    for name in group.names:
        if _count(block, left_out, name.quoted) != counts[name.key]:
            for place, line in enumerate(lines):
                if _stands_twice(line, name):
                    yield place


def _count(block: bytes, left_out: Iterable[bytes], wanted: bytes) -> int:
    return block.count(wanted) - sum(line.count(wanted) for line in left_out)


def _name(key: str) -> Name:
    quoted = f'"{key}"'.encode()
    return Name(key, quoted, re.compile(re.escape(quoted) + rb"\s*:"))
