"""A window of a manifest's lines: read from S3 by range, never more than is shown."""

from __future__ import annotations

from dataclasses import dataclass

from jobs import aws, storage

FIRST = 20  # lines that a manifest's page shows
SHOWN = 400  # characters of a line; real ones have some hundred
_START = 128 * 1024  # bytes that hold them, as a rule


@dataclass(frozen=True)
class ShownLine:
    """A line by its number from 1, as text, perhaps cut."""

    number: int
    text: str

    @property
    def start(self) -> str:
        return self.text if len(self.text) <= SHOWN else f"{self.text[:SHOWN]}…"


def first_lines(region: str, head: aws.ObjectHead) -> list[ShownLine]:
    """The first lines of a manifest, fewer when they are very long."""
    data = storage.read_range(region, head, 0, _START)
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    return [
        ShownLine(number, line.decode(errors="replace"))
        for number, line in enumerate(lines[:FIRST], 1)
    ]
