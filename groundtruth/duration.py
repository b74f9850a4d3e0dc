"""Spans of time as people write them, and the seconds that the API counts in."""

from __future__ import annotations

import re

UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
_LETTERS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}  # “ms” is none of them
_SHORT = {"hr": "hour", "min": "minute", "sec": "second"}
_PART = re.compile(r"\s*(\d{1,9})(?!\d)\s*([a-z]*)\s*,?", re.ASCII)


def parse(text: str) -> int:
    """The seconds in “300”, “5 minutes”, “8 h” or “1 day 12 hours”; ValueError with a sentence."""
    seconds, position = 0, 0
    lowered = text.strip().lower()
    while match := _PART.match(lowered, position):
        unit = _unit(match[2])
        if unit is None or (position and not match[2]):
            break  # a number alone is seconds, but behind “5 hours” it was to be something else
        seconds += int(match[1]) * UNITS[unit]
        position = match.end()
    if not lowered or position < len(lowered):
        raise ValueError(
            f"“{text}” is no span of time. Write it like 5 minutes, 8 hours or 1 day 12 hours."
        )
    return seconds


def words(seconds: int) -> str:
    """“10 days”, “1 hour 30 minutes”, “45 seconds”: what `parse` reads back to the same number."""
    parts = []
    for unit, size in UNITS.items():
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number} {unit}{'' if number == 1 else 's'}")
    return " ".join(parts) or "0 seconds"


def _unit(word: str) -> str | None:
    """The unit that a word stands for; none means seconds."""
    if not word:
        return "second"
    one = word.removesuffix("s")
    unit = _LETTERS.get(word) or _SHORT.get(one, one)
    return unit if unit in UNITS else None
