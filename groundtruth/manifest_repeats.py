"""Which lines of a block may hold a key twice, found by counting keys in the bytes.

No decoder tells of a key that stands twice. But every object has each of its keys at least once in
quotes, so when a block holds as many as its objects have, none of them has one twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

# A key spelled with a backslash is not found by its name: a last escape, then plain to the colon.
_ESCAPED_KEY = re.compile(rb'\\.[^"\\]*"\s*:')


class Name(NamedTuple):
    """A key, in quotes as it stands in the bytes, and what finds it before a colon."""

    key: str
    quoted: bytes
    as_key: re.Pattern[bytes]


class Group(NamedTuple):
    """Keys that begin alike, counted in one go."""

    beginning: bytes
    names: tuple[Name, ...]


def groups(keys: Iterable[str]) -> tuple[Group, ...]:
    """The keys, each with those it is the beginning of."""
    found: list[list[str]] = []
    for key in sorted(keys):
        if found and key.startswith(found[-1][0]):
            found[-1].append(key)
        else:
            found.append([key])
    return tuple(
        Group(f'"{names[0]}'.encode() + b'"' * (len(names) == 1), tuple(map(_name, names)))
        for names in found
    )


def may_repeat(
    block: bytes,
    lines: Sequence[bytes],
    left_out: Collection[bytes],
    counts: Mapping[str, int],
    groups: Iterable[Group],
) -> Iterator[int]:
    """The places of lines that have a key twice, and perhaps of some that have not.

    `lines` are those of the block but for `left_out`, and `counts` says how many have each key.
    """
    if b"\\" in block and _ESCAPED_KEY.search(block):
        yield from (i for i, line in enumerate(lines) if _ESCAPED_KEY.search(line))
    for group in groups:
        expected = sum(counts[name.key] for name in group.names)
        if _count(block, left_out, group.beginning) != expected:
            yield from _in_group(block, lines, left_out, counts, group)


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
                if line.count(name.quoted) > 1 and len(name.as_key.findall(line)) > 1:
                    yield place


def _count(block: bytes, left_out: Iterable[bytes], wanted: bytes) -> int:
    return block.count(wanted) - sum(line.count(wanted) for line in left_out)


def _name(key: str) -> Name:
    quoted = f'"{key}"'.encode()
    return Name(key, quoted, re.compile(re.escape(quoted) + rb"\s*:"))
