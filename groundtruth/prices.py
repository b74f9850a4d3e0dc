"""What Ground Truth charges for labeled objects: a fee that falls with the number of a month.

Nobody here has seen AWS's price page. The fee of the first tier is what AWS's own example notebooks
reckon with, the tiers are those that others report for the sibling service Augmented AI, so both
can be replaced: see `read`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Tier:
    """So many objects of a month, None for all that follow, at so many US dollars each."""

    objects: int | None
    usd: Decimal


@dataclass(frozen=True)
class Prices:
    """The tiers from the first object of a month on, and where they are from, for people."""

    tiers: tuple[Tier, ...]
    source: str


KNOWN = Prices(
    (
        Tier(50_000, Decimal("0.08")),
        Tier(950_000, Decimal("0.04")),
        Tier(None, Decimal("0.02")),
    ),
    "Collected in November 2026 from AWS’s example notebooks and from what others write; "
    "not compared with AWS’s price page.",
)


def object_fee(objects: int, prices: Prices) -> Decimal:
    """US dollars for the first so many objects of a month, each tier at its own price."""
    return sum((count * tier.usd for count, tier in shares(objects, prices)), Decimal(0))


def shares(objects: int, prices: Prices) -> Iterator[tuple[int, Tier]]:
    """How many of the objects fall into each tier, only tiers that get some."""
    for tier in prices.tiers:
        count = objects if tier.objects is None else min(objects, tier.objects)
        if count > 0:
            yield count, tier
        objects -= count


_FORM = '{"tiers": [[50000, 0.08], [null, 0.04]], "source": "Price list of May 2027"}'
_MEMBERS = {"tiers", "source"}


def read(text: str) -> Prices:
    """Prices written as JSON; ValueError with a sentence when they make no sense.

    `tiers` are pairs of a number of objects and US dollars for each; the last has null for its
    number. `source` says where they are from.
    """
    try:
        told = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ValueError as error:
        raise ValueError(f"It is not JSON ({error}). Write it like {_FORM}.") from None
    if not isinstance(told, dict) or set(told) != _MEMBERS:
        raise ValueError(f"It needs the members tiers and source, and no others, like {_FORM}.")
    source = told["source"]
    if not isinstance(source, str) or not source.strip():
        raise ValueError(f"“{source}” is no source: say in a sentence where the prices are from.")
    return Prices(_read_tiers(told["tiers"]), source.strip())


def _read_tiers(tiers: Any) -> tuple[Tier, ...]:
    if not isinstance(tiers, list) or not tiers:
        raise ValueError(f"It has no list of tiers. Write it like {_FORM}.")
    *first, last = [_read_tier(tier) for tier in tiers]
    if last.objects is not None or any(tier.objects is None for tier in first):
        raise ValueError(
            "The last tier, and only that one, has null in place of a number of objects: "
            "it is for all that follow."
        )
    return (*first, last)


def _read_tier(tier: Any) -> Tier:
    match tier:
        case [None, Decimal() as usd] if usd >= 0:
            return Tier(None, usd)
        case [Decimal() as objects, Decimal() as usd] if (
            objects > 0 and objects == objects.to_integral_value() and usd >= 0
        ):
            return Tier(int(objects), usd)
    raise ValueError(
        f"“{json.dumps(tier, default=str)}” is no tier. Write a whole number of objects and the "
        "US dollars for each, like [50000, 0.08], or null and the dollars for all that follow."
    )
