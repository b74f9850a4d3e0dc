"""The sample texts: sentences made from patterns, so that what each one says is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

# A slot is written {Class:words}: the class names the entity, "" for words that are none.
_PATTERNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "tickets": {
        "billing": (
            "I was charged {:amount} twice for order {:order}, please send one of them back.",
            "The invoice for {:month} shows {:amount}, but my plan costs less.",
            "Why is there a fee of {:amount} on my card for {:month}?",
            "My refund of {:amount} for order {:order} has not arrived.",
        ),
        "delivery": (
            "Order {:order} should have come on {:weekday}, where is it?",
            "The parcel with the {:product} was left in the rain on {:weekday}.",
            "Can you send the {:product} to {:city} instead?",
            "Tracking for order {:order} has not changed since {:weekday}.",
        ),
        "account": (
            "I cannot sign in since {:weekday}, the code never reaches my phone.",
            "Please change the e-mail address of my account, I moved to {:city}.",
            "How do I add a colleague in {:city} to our account?",
            "My password was reset on {:weekday} and I did not ask for it.",
        ),
        "product": (
            "The {:product} stopped working after two days.",
            "One part is missing from the {:product} in order {:order}.",
            "Does the {:product} come in another colour?",
            "The manual of the {:product} says nothing about cleaning it.",
        ),
        "praise": (
            "The {:product} is even better than I hoped, thank you!",
            "Your team in {:city} solved this in five minutes, great work.",
            "Order {:order} came a day early, you made my {:weekday}.",
        ),
    },
    "museums": {
        "news": (
            "{Person:person} opens the new wing of the {Organization:museum} in {Place:city} "
            "on {Date:date}.",
            "The {Organization:museum} lends three paintings by {Person:person} to {Place:city}.",
            "On {Date:date}, {Person:person} becomes director of the {Organization:museum}.",
            "Letters of {Person:person} were found in an attic in {Place:city}.",
            "From {Date:date} the {Organization:museum} shows drawings from {Place:city}.",
            "{Person:person} gave a collection of {Place:city} maps to the "
            "{Organization:museum} on {Date:date}.",
            "The {Organization:museum} stays closed until {Date:date}.",
        ),
    },
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "amount": ("$4.99", "$12.50", "$18.00", "$24.90", "$39.00", "$59.95", "$120.00"),
    "city": ("Lisbon", "Aarhus", "Ghent", "Kraków", "Montréal", "Nagoya", "Porto", "São Paulo",
             "Tampere", "Valencia", "Zürich", "Bergen"),
    "month": ("January", "March", "April", "June", "August", "October", "December"),
    "product": ("kettle", "desk lamp", "rain jacket", "bicycle light", "coffee grinder", "tent",
                "headset", "toaster", "backpack", "keyboard"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "person": ("Ada Lindqvist", "Bruno Carvalho", "Chiyo Tanabe", "Dana Okafor", "Élise Moreau",
               "Farid Haddad", "Greta Nowak", "Hugo Reyes", "Ines Vogel", "Jonas Eklund"),
    "museum": ("Harbor Museum", "Museum of Quiet Things", "Linden Gallery", "Clockmakers' Hall",
               "Northern Textile Museum", "Gallery of Maps", "Old Observatory"),
    "hello": ("", "Hi. ", "Hello, ", "Good morning. ", "To whom it may concern: ", "Hi again. "),
    "thanks": ("", " Thanks.", " Thank you, Ines.", " Best, Hugo.", " Regards, Dana.",
               " Please call me.", " Greta"),
}  # fmt: skip
_AROUND = {"tickets": ("{:hello}", "{:thanks}"), "museums": ("", "")}
_SLOT = re.compile(r"\{(?P<entity>\w*):(?P<words>\w+)\}")


@dataclass(frozen=True)
class Entity:
    """A run of characters that names something: text[start:end]."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class TextTruth:
    """What a text says: its one class, and the entities in the order they stand."""

    main: str
    entities: tuple[Entity, ...]


def sentence(subject: str, number: int) -> str:
    """One of the sentences on "tickets" or "museums"; the same number gives the same sentence."""
    random = Random(f"{subject} {number}")  # noqa: S311  a drawing of lots, not a secret
    kinds = _PATTERNS[subject]
    pattern = random.choice(kinds[random.choice(list(kinds))])
    before, after = _AROUND[subject]
    return _SLOT.sub(lambda slot: _word(slot["words"], random), before + pattern + after)


def text_truth(text: str) -> TextTruth | None:
    """What the text says, or None for a text that is none of these sentences."""
    for main, entities, pattern in _readers():
        if found := pattern.fullmatch(text):
            groups = enumerate(entities, start=1)
            return TextTruth(
                main, tuple(Entity(name, *found.span(group)) for group, name in groups if name)
            )
    return None


def _word(words: str, random: Random) -> str:
    if words == "order":
        return f"#{random.randint(10_000, 99_999)}"
    if words == "date":
        month = random.choice(_WORDS["month"])
        return f"{random.randint(1, 28)} {month} {random.randint(2019, 2027)}"
    return random.choice(_WORDS[words])


@lru_cache(maxsize=1)
def _readers() -> list[tuple[str, tuple[str, ...], re.Pattern[str]]]:
    """Each pattern turned around: its class, the entity of each group, what matches it."""
    readers = []
    for subject, kinds in _PATTERNS.items():
        before, after = _AROUND[subject]
        for main, patterns in kinds.items():
            for pattern in (before + pattern + after for pattern in patterns):
                entities = tuple(slot["entity"] for slot in _SLOT.finditer(pattern))
                readers.append((main, entities, re.compile(_as_regex(pattern))))
    return readers


def _as_regex(pattern: str) -> str:
    """The pattern with each slot as a group of all that can stand in it."""
    plain, slots = _SLOT.split(pattern)[::3], [slot["words"] for slot in _SLOT.finditer(pattern)]
    numbers = {"order": r"#\d{5}", "date": r"\d\d? \w+ \d{4}"}
    groups = [numbers.get(words) or "|".join(map(re.escape, _WORDS[words])) for words in slots]
    return re.escape(plain[0]) + "".join(
        f"({group}){re.escape(text)}" for group, text in zip(groups, plain[1:], strict=True)
    )
