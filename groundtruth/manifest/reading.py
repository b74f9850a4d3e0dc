"""How a manifest is read block by block, by what learns on the way what its lines hold."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from groundtruth.manifest.line import Line
from groundtruth.manifest.tally import LabelTally


class Labels(NamedTuple):
    """What the fast lines of a block say under one label attribute name."""

    name: str
    paired: int  # labels that have metadata
    first_bare: int  # the line of the first without; 0 for none
    tally: LabelTally | None  # None where nothing is said


class Block(Protocol):
    """Lines that were read: fast, but for the `slow` ones that were read by the book.

    `number` is that of the first line, `slow` is by place, None for a blank one.
    """

    number: int
    slow: dict[int, Line | None]

    def __len__(self) -> int:
        """How many lines there are."""

    @property
    def lines(self) -> Sequence[bytes]:
        """All lines, as they stand in the block."""

    @property
    def objects(self) -> int:
        """How many lines are fast."""

    def counts(self) -> Mapping[str, int]:
        """How many fast lines have each key."""

    def labels(self) -> Iterable[Labels]:
        """What they say, by label attribute."""

    def marks(self) -> array[int]:
        """For each line a number for its data object, 0 for none: equal for the same one."""


class Reader(Protocol):
    """Reads the blocks of one manifest, one after the other."""

    def read(self, data: bytes, number: int, *, first: bool) -> Block:
        """Read a block, which is good until the next; `first` says that no object stands before."""
