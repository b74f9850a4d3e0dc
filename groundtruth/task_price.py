"""What a worker of the public workforce is paid for a task: the API's three members and a text."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The flat fields of a request, and the members of AmountInUsd that they are.
MEMBERS: Mapping[str, str] = {
    "dollars": "Dollars",
    "cents": "Cents",
    "tenth_fractions_of_a_cent": "TenthFractionsOfACent",
}

_LOW = ("0.012", "0.024")
_COMMON = ("0.036", "0.048", "0.060", "0.072", "0.120", "0.240", "0.360", "0.480", "0.600", "0.720")
_HIGH = ("0.840", "0.960", "1.080", "1.200")
_CLASSIFICATION = (*_LOW, *_COMMON, *_HIGH)

# The prices that PublicWorkforceTaskPrice lists in the API reference, by the end of the Lambda
# functions' names, which custom work has none of; it lists none for the task types that lack here.
PERMITTED: Mapping[str, tuple[str, ...]] = {
    "BoundingBox": (*_COMMON, *_HIGH),
    "ImageMultiClass": _CLASSIFICATION,
    "ImageMultiClassMultiLabel": _CLASSIFICATION,
    "TextMultiClass": _CLASSIFICATION,
    "TextMultiClassMultiLabel": _CLASSIFICATION,
    "": _CLASSIFICATION,
    "SemanticSegmentation": _HIGH,
}

_AMOUNT = re.compile(r"\$?\s*(\d{1,4})(?:\.(\d{0,3}))?", re.ASCII)


def parse(text: str) -> dict[str, int]:
    """PublicWorkforceTaskPrice.AmountInUsd for “0.036” or “$1.2”; ValueError with a sentence."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"“{text}” is no price. Write US dollars with up to three decimals, like 0.036."
        )
    decimals = (match[2] or "").ljust(3, "0")
    return {
        "Dollars": int(match[1]),
        "Cents": int(decimals[:2]),
        "TenthFractionsOfACent": int(decimals[2]),
    }


def words(amount: Mapping[str, int]) -> str:
    """The amount in US dollars, “0.036”: what `parse` reads back."""
    cents = f"{amount.get('Cents', 0):02d}"
    return f"{amount.get('Dollars', 0)}.{cents}{amount.get('TenthFractionsOfACent', 0)}"
