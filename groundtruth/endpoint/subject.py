"""What there is to see or to read in a data object, as far as the simulated workers can tell.

Of the sample pictures and texts it is known what they show. Of anything else something is made up,
always the same for the same job and object, which fits the picture's size or the text's words.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from PIL import Image

from groundtruth.endpoint import drawings, sentences
from groundtruth.endpoint.objects import Glance, ObjectError

_UNKNOWN_SIZE = (640, 480)
_WORD = re.compile(r"\b[^\W\d_]\w{2,}")


@dataclass(frozen=True)
class Box:
    """One thing in a picture, by its class, in pixels."""

    name: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Span:
    """Some characters of a text, by what they name: text[start:end]."""

    name: str
    start: int
    end: int


def main_class(data_object: Mapping[str, Any], names: Sequence[str], dice: Random) -> str:
    """The one class of an object."""
    known = _known(data_object)
    found = _named(known.main, names) if known else None
    return found or dice.choice(names)


def classes(data_object: Mapping[str, Any], names: Sequence[str], dice: Random) -> list[str]:
    """All classes of an object, at least one, in the order of the names."""
    truth = drawings.truth(_uri(data_object))
    if truth:
        there = {_named(shape.name, names) for shape in truth.shapes}
        found = [name for name in names if name in there]
        if found:
            return found
    chosen = dice.sample(names, dice.randint(1, min(3, len(names))))
    return [name for name in names if name in chosen]


def boxes(
    data_object: Mapping[str, Any],
    names: Sequence[str],
    size: tuple[int, int],
    dice: Random,
) -> list[Box]:
    """The things of those classes in a picture; there may be none."""
    truth = drawings.truth(_uri(data_object))
    if truth:
        named = ((_named(shape.name, names), shape) for shape in truth.shapes)
        return [
            Box(name, shape.left, shape.top, shape.width, shape.height)
            for name, shape in named
            if name
        ]
    return [_made_up_box(names, size, dice) for _ in range(dice.randint(1, 3))]


def spans(data_object: Mapping[str, Any], names: Sequence[str], dice: Random) -> list[Span]:
    """The entities of those kinds in a text, in the order they stand."""
    text = str(data_object.get("source", ""))
    truth = sentences.text_truth(text)
    if truth:
        named = ((_named(entity.name, names), entity) for entity in truth.entities)
        return [Span(name, entity.start, entity.end) for name, entity in named if name]
    words = list(_WORD.finditer(text))
    chosen = sorted(dice.sample(range(len(words)), min(len(words), dice.randint(1, 3))))
    return [Span(dice.choice(names), *words[index].span()) for index in chosen]


def size(data_object: Mapping[str, Any], objects: Glance) -> tuple[int, int]:
    """Width and height of a picture, or a usual size where it cannot be read."""
    uri = _uri(data_object)
    truth = drawings.truth(uri)
    if truth:
        return truth.width, truth.height
    try:
        with Image.open(io.BytesIO(objects.read(uri))) as picture:
            return picture.size
    except (ObjectError, ValueError, OSError, Image.DecompressionBombError):
        return _UNKNOWN_SIZE


def mask(data_object: Mapping[str, Any], names: Sequence[str]) -> Image.Image | None:
    """Class numbers for every pixel of a sample picture, 0 where there is none of the classes."""
    return drawings.draw_mask(_uri(data_object), names)


def _known(data_object: Mapping[str, Any]) -> drawings.Truth | sentences.TextTruth | None:
    text = data_object.get("source")
    seen = drawings.truth(_uri(data_object))
    return seen or (sentences.text_truth(text) if isinstance(text, str) else None)


def _uri(data_object: Mapping[str, Any]) -> str:
    return str(data_object.get("source-ref", ""))


def _named(name: str, names: Sequence[str]) -> str | None:
    """The label that means a thing, whatever its case."""
    return next((each for each in names if each.casefold() == name.casefold()), None)


def _made_up_box(names: Sequence[str], size: tuple[int, int], dice: Random) -> Box:
    whole_width, whole_height = size
    width, height = (round(side * dice.uniform(0.15, 0.4)) or 1 for side in size)
    left = dice.randint(0, max(0, whole_width - width))
    top = dice.randint(0, max(0, whole_height - height))
    return Box(dice.choice(names), left, top, width, height)
