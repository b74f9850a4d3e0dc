"""How a piece of a manifest is shown to people: cut to a length, with nothing unseen in it."""

from __future__ import annotations

EXCERPT = 80  # characters of a line
NAME = 60  # characters of a key that stands in a sentence
_LONGEST = 2 * EXCERPT  # once what is invisible has been spelled out

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters to Unicode, and nothing to the eye


def excerpt(text: str, at: int = 0) -> str:
    """The text around a place."""
    start = max(0, at - EXCERPT // 2)
    return visible(text[start : start + EXCERPT].strip(" "))[:_LONGEST]


def shown(name: str) -> str:
    """A key for a sentence."""
    return visible(name[:NAME])[:_LONGEST] + "…" * (len(name) > NAME)


def visible(text: str) -> str:
    """The text with a picture of each control character, and the number of each unseen one."""
    if text.isprintable() and _FILLERS.isdisjoint(text):
        return text
    return "".join(_picture(each) if is_unseen(each) else each for each in text)


def is_unseen(character: str) -> bool:
    """Whether a character leaves no mark on the screen; the space between words is no such."""
    return not character.isprintable() or character in _FILLERS


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"
