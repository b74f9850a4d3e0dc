"""Two versions of a manifest held against each other, object by object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from groundtruth.manifest.additions import data_object
from groundtruth.manifest.bounded import is_too_long, lines


class Difference(NamedTuple):
    """How many objects came, went, and have another line."""

    added: int
    removed: int
    changed: int
    moved: bool  # the same lines in another order


def compare(old: Iterable[bytes], new: Iterable[bytes]) -> Difference:
    """Read both once, side by side, holding only the lines whose like has not come yet."""
    ahead: Counter[tuple[int, int]] = Counter()  # of old where positive, of new where negative
    moved = False
    for before, after in zip_longest(lines(old), lines(new)):
        if before != after or (before and is_too_long(before)):
            moved = True
            for line, step in ((before, 1), (after, -1)):
                if line and line.strip():
                    _count(ahead, line, step)
    olds, news = _by_object(ahead, 1), _by_object(ahead, -1)
    changed = (olds & news).total()
    return Difference(news.total() - changed, olds.total() - changed, changed, moved and not ahead)


def _count(ahead: Counter[tuple[int, int]], line: bytes, step: int) -> None:
    key = hash(data_object(line) or line), hash(line)
    if is_too_long(line):  # nobody knows what two such lines are about, nor that they are equal
        key = 0, step
    ahead[key] += step
    if not ahead[key]:
        del ahead[key]


def _by_object(ahead: Counter[tuple[int, int]], sign: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for (about, _), count in ahead.items():
        if count * sign > 0:
            found[about] += abs(count)
    return found
