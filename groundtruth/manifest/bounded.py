r"""Lines of a manifest as they are held: one over the limit is cut, so that none fills the memory.

A cut line is one byte longer than any that is whole, and so equals none of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from groundtruth.manifest.blocks import MAX_LINE_BYTES

_CUT = MAX_LINE_BYTES + 1

TOO_LONG = f"This line is longer than {MAX_LINE_BYTES:,} bytes, and cannot be read."


def is_too_long(line: bytes) -> bool:
    """Whether a line is over the limit, and cut."""
    return len(line) > MAX_LINE_BYTES


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""The lines of chunks cut anywhere, without their \n."""
    return (line for line, _, _ in with_bytes(chunks))


def with_bytes(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int, int]]:
    r"""Each line without its \n, where it begins, and where the next one does.

    What follows the last \n is a line unless it is empty.
    """
    held: list[bytes] = []
    size, start, at = 0, 0, 0  # of what is held; where its line and the next piece begin
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            at += len(end) + 1
            yield b"".join([*held, end])[:_CUT], start, at
            held, size, start = [], 0, at
        at += len(rest)
        if rest and size < _CUT:
            held.append(rest)
            size += len(rest)
    if held:
        yield b"".join(held)[:_CUT], start, at
