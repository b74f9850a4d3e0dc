"""What a labeling job may be called, and the next free name for a chain or a clone.

Source: CreateLabelingJob.LabelingJobName in the API reference. Names are unique in an account and
Region whatever their case, and stay taken for good, since labeling jobs cannot be deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count
from typing import Literal

from groundtruth import hyphenated_name

MAX_LENGTH = 63


def problems(name: str) -> list[str]:
    """Why `name` cannot be a labeling job's name: every reason, or an empty list."""
    return hyphenated_name.problems(name, "job name", MAX_LENGTH)


def next_free(source: str, suffix: Literal["chain", "clone"], taken: Collection[str]) -> str:
    """The first of <source>-chain, <source>-chain-2, <source>-chain-3 ... that is not taken.

    A source too long for the suffix is cut. `source` must itself be a valid job name.
    """
    used = {name.lower() for name in taken}
    return next(name for name in _candidates(source, suffix) if name.lower() not in used)


def _candidates(source: str, suffix: str) -> Iterator[str]:
    for number in count(1):
        ending = f"-{suffix}" if number == 1 else f"-{suffix}-{number}"
        yield source[: MAX_LENGTH - len(ending)].rstrip("-") + ending
