r"""How a manifest is cut: chunks of bytes into blocks of whole lines, or into single lines.

Lines end at \n alone. A \r before it stays: it is a space to JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

BLOCK = 256 * 1024  # bytes; what is worked on should stay in a core's own cache
MAX_LINE_BYTES = 1 << 20  # a longer line is skipped, so that none can fill the memory


class Blocks:
    """Chunks cut anywhere in, blocks of whole lines out: the same ones however chunks are cut.

    A block ends with a newline, but for the last. None stands for a line over the limit.
    """

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0
        self._wanted = BLOCK  # bytes to be held before the next look at them
        self._skipping = False  # inside a line over the limit

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        """The blocks that are complete with this chunk."""
        start = 0
        while not self._skipping and self._size + len(chunk) - start >= BLOCK > self._size:
            end = chunk.rfind(b"\n", start, start + BLOCK - self._size)
            if end < 0:
                break
            yield b"".join([*self._held, memoryview(chunk)[start : end + 1]])
            self._held, self._size, start = [], 0, end + 1
        self._held.append(chunk[start:])
        self._size += len(chunk) - start
        if self._size >= self._wanted:
            yield from self._cut(b"".join(self._held))

    def finish(self) -> Iterator[bytes | None]:
        """The rest, which has no newline at its end."""
        data = b"".join(self._held)
        self._held, self._size = [], 0
        if self._skipping:
            end = data.find(b"\n")
            yield None
            data = data[end + 1 :] if end >= 0 else b""
        if data:
            yield data

    def _cut(self, data: bytes) -> Iterator[bytes | None]:
        start = 0
        while len(data) - start >= BLOCK:
            if self._skipping:
                end = data.find(b"\n", start)
                if end < 0:
                    start = len(data)
                    break
                yield None
                self._skipping, start = False, end + 1
                continue
            end = data.rfind(b"\n", start, start + BLOCK)
            end = end if end >= 0 else data.find(b"\n", start, start + MAX_LINE_BYTES + 1)
            if end >= 0:
                yield data[start : end + 1]
                start = end + 1
            elif len(data) - start > MAX_LINE_BYTES:
                self._skipping = True
            else:
                break
        self._held, self._size = [data[start:]], len(data) - start
        self._wanted = self._size + BLOCK if self._size >= BLOCK else BLOCK


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""The lines of chunks cut anywhere, without their \n.

    What follows the last \n is a line unless it is empty.
    """
    held: list[bytes] = []
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            yield b"".join([*held, end])
            held = []
        if rest:
            held.append(rest)
    if held:
        yield b"".join(held)
