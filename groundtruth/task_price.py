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
