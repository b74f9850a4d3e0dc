"""A random part of a manifest: the same one for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from groundtruth.manifest.blocks import lines


def size(objects: int, percentage: int) -> int:
    """How many objects so many percent are, rounded up: of a manifest with some, at least one."""
    return -(-objects * percentage // 100)


def sample(chunks: Iterable[bytes], objects: int, percentage: int, seed: int) -> Iterator[bytes]:
    r"""Lines of a manifest of so many objects, each with its \n, in their order.

    Every line that is not blank has the same chance, and exactly `size` of them are chosen: one
    after the other, with the chance of as many as are wanted among as many as are left (Knuth's
    algorithm S), so that nothing has to be held.
    """
    dice = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    wanted, left = size(objects, percentage), objects
    for line in lines(chunks):
        if not line.strip():
            continue
        if dice.random() * left < wanted:
            wanted -= 1
            yield line + b"\n"
        left -= 1
