"""Lines of a manifest changed by hand: what was changed, and where that is in another version."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from groundtruth.manifest.bounded import with_bytes

Edge = None  # stands for what is before the first line and after the last
Lines = tuple[bytes, ...]  # without their newlines


class Hunk(NamedTuple):
    """Lines that were put in place of others, from line `line` on; either may be none.

    `lead` and `trail` are the line before and the one after, () where they are not known.
    """

    line: int
    old: Lines
    new: Lines
    lead: tuple[bytes | None, ...] = ()
    trail: tuple[bytes | None, ...] = ()

    @property
    def pattern(self) -> tuple[bytes | None, ...]:
        return (*self.lead, *self.old, *self.trail)


class Place(NamedTuple):
    """Where the old lines of a hunk are: the first line, and the bytes from a start to an end."""

    line: int
    start: int
    end: int


@dataclass
class Found:
    """A hunk in another version: its `place`, if there is one; `there` is what its lines are now.

    `there` and `own` are None when the version has no such lines.
    """

    hunk: Hunk
    place: Place | None = None
    there: Lines | None = None
    own: Place | None = None
    matches: list[Place] = field(default_factory=list)

    def settle(self) -> None:
        """The place of the hunk: where it was, or the only one with the same surroundings."""
        here = [each for each in self.matches if each.line == self.hunk.line]
        if here or len(self.matches) == 1:
            self.place = (here or self.matches)[0]
        elif not self.matches and self.hunk.old and self.there == self.hunk.old:
            self.place = self.own


def hunks(old: Sequence[bytes], new: Sequence[bytes], first: int, *, last: bool) -> list[Hunk]:
    """What makes `new` of `old`, lines from number `first` on; `last` if no line follows them."""
    around: list[tuple[bytes | None, ...]] = [(each,) for each in old]
    around = [(Edge,) if first == 1 else (), *around, (Edge,) if last else ()]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Hunk(first + a, tuple(old[a:b]), tuple(new[c:d]), around[a], around[b + 1])
        for what, a, b, c, d in matcher.get_opcodes()
        if what != "equal"
    ]


def at_home(data: bytes, first: int, start: int, wanted: Sequence[Hunk]) -> list[Found]:
    """The places of hunks in the very lines they were made in, which begin at these bytes."""
    ends = [0]
    for _, _, end in with_bytes([data]):
        ends.append(end)
    found = []
    for hunk in wanted:
        at = hunk.line - first
        place = Place(hunk.line, start + ends[at], start + ends[at + len(hunk.old)])
        found.append(Found(hunk, place, hunk.old, place))
    return found


def find(chunks: Iterable[bytes], wanted: Sequence[Hunk]) -> list[Found]:
    """Where hunks belong in another version of their manifest, which is read once."""
    found = [Found(hunk) for hunk in wanted]
    longest = max((len(hunk.pattern) for hunk in wanted), default=0) + 1
    by_last: dict[bytes | None, list[Found]] = {}
    for each in found:
        if each.hunk.pattern:
            by_last.setdefault(each.hunk.pattern[-1], []).append(each)
    own = _Own(found)
    recent: deque[tuple[bytes | None, int, int]] = deque([(Edge, 0, 0)], maxlen=longest)
    end, number = 0, 0
    for number, (line, start, end) in enumerate(with_bytes(chunks), 1):
        recent.append((line, start, end))
        own.see(number, line, start, end)
        _match(by_last.get(line, ()), recent, number)
    recent.append((Edge, end, end))
    own.finish(number, end)
    _match(by_last.get(Edge, ()), recent, number + 1)
    for each in found:
        each.settle()
    return found


class _Own:
    """Collects what now stands at the numbers that the old lines had."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._waiting = sorted(found, key=lambda each: each.hunk.line)
        self._open: list[tuple[Found, list[bytes], int]] = []

    def see(self, number: int, line: bytes, start: int, end: int) -> None:
        while self._waiting and self._waiting[0].hunk.line == number:
            each = self._waiting.pop(0)
            if each.hunk.old:
                self._open.append((each, [], start))
            else:
                each.there, each.own = (), Place(number, start, start)
        for each, held, begin in self._open:
            held.append(line)
            if len(held) == len(each.hunk.old):
                each.there, each.own = tuple(held), Place(each.hunk.line, begin, end)
        self._open = [each for each in self._open if each[0].there is None]

    def finish(self, number: int, end: int) -> None:
        """Lines put in after the last one have their place there."""
        for each in self._waiting:
            if each.hunk.line == number + 1 and not each.hunk.old:
                each.there, each.own = (), Place(number + 1, end, end)


def _match(
    candidates: Iterable[Found], recent: deque[tuple[bytes | None, int, int]], number: int
) -> None:
    """Note the hunks whose pattern ends with the line of that number."""
    for each in candidates:
        pattern, hunk = each.hunk.pattern, each.hunk
        if len(pattern) > len(recent) or len(each.matches) > 2:
            continue
        tail = list(recent)[-len(pattern) :]
        if any(mine != its for mine, (its, _, _) in zip(pattern, tail, strict=True)):
            continue
        inner = tail[len(hunk.lead) : len(tail) - len(hunk.trail)]
        after = tail[-1][1] if hunk.trail else tail[-1][2]
        start = inner[0][1] if inner else after
        end = inner[-1][2] if inner else after
        line = number - len(pattern) + 1 + len(hunk.lead)
        each.matches.append(Place(line, start, end))


def text(hunk: Hunk, *, at_end: bool, ends_with_newline: bool) -> bytes:
    """The bytes of the new lines; at the end of a file without a last newline it stays so."""
    if not at_end or ends_with_newline:
        return b"".join(line + b"\n" for line in hunk.new)
    joined = b"\n".join(hunk.new)
    return joined if hunk.old or not hunk.new else b"\n" + joined
