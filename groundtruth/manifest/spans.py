"""How a changed manifest is put together in S3: what is kept is copied there, not sent again.

An upload in parts takes parts of the object as it is. Every part but the last must have 5 MiB, so
what is shorter is read and sent together with what follows it.

Source: the S3 guide's page on multipart upload limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

MIN_PART = 5 * 1024 * 1024  # bytes, of every part but the last
SENT_PART = 8 * 1024 * 1024  # bytes that are sent, and held, at a time
COPIED_PART = 512 * 1024 * 1024  # bytes; S3 would take 5 GiB, and longer than one may wait


class Span(NamedTuple):
    """Bytes from `start` up to `end`, of the object as it is (`kept`) or of what is `new`."""

    of: Literal["kept", "new"]
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


Part = tuple[Span, ...]


def is_copy(part: Part) -> bool:
    """Whether S3 can make the part from the object as it is."""
    return len(part) == 1 and part[0].of == "kept"


def size(spans: Iterable[Span]) -> int:
    return sum(span.size for span in spans)


def parts(spans: Sequence[Span]) -> list[Part]:
    """The same bytes in parts that S3 takes; parts that are sent have at most 13 MiB."""
    made: list[Part] = []
    held: list[Span] = []
    rest = [span for span in reversed(spans) if span.size]
    while rest:
        span = rest.pop()
        if span.of == "kept" and not held and (span.size >= MIN_PART or not rest):
            made.extend((piece,) for piece in _pieces(span, COPIED_PART))
            continue
        room = SENT_PART - size(held)
        if span.of == "kept":  # no more of it than is needed to let the rest be copied
            room = MIN_PART - size(held)
        taken, left = _cut(span, room)
        held.append(taken)
        if left.size:
            rest.append(left)
        if size(held) >= MIN_PART:
            made.append(tuple(held))
            held = []
    if held:
        made.append(tuple(held))
    return made


def _cut(span: Span, at: int) -> tuple[Span, Span]:
    middle = min(span.end, span.start + at)
    return span._replace(end=middle), span._replace(start=middle)


def _pieces(span: Span, most: int) -> Iterable[Span]:
    """The span in pieces of at most so many bytes, none of them short but a lone one."""
    while span.size > most + MIN_PART:
        piece, span = _cut(span, most)
        yield piece
    yield span
