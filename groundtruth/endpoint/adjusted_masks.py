"""Masks that are adjusted: read from their files, and moved a little where they are off."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from PIL import Image, ImageChops

from groundtruth.endpoint import adjustment, masks
from groundtruth.endpoint.work import Label, Work

_OFF = (3, 6)  # pixels that a mask is off
_NUMBER = re.compile(r"25[0-5]|2[0-4]\d|1?\d?\d", re.ASCII)  # what a byte for every pixel can tell
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
# What a picture that is none, or was damaged, makes Pillow raise.
_BROKEN = (OSError, ValueError, EOFError, SyntaxError, struct.error, zlib.error)

# Names and colors by number.
Classes = Mapping[int, tuple[str, str]]


def _before(work: Work) -> Mapping[str, Any] | None:
    """The audited mask as it is; of a very old one nobody knows the colors of its classes."""
    classes = _classes(work)
    if not _known(work) or work.audited_file is None:
        return None
    try:
        with Image.open(io.BytesIO(work.audited_file)) as picture:
            mask = _by_numbers(picture, classes)
    except (*_BROKEN, Image.DecompressionBombError):
        return None
    return _answer(mask, classes)


def _shift(work: Work, before: Mapping[str, Any], dice: Random) -> Mapping[str, Any]:
    """What one worker makes of a mask that is off: all of it is moved."""
    mask = _mask(before)
    moved = Image.new("L", mask.size)
    moved.paste(mask, (work.dice("off").randint(*_OFF), dice.randint(*_OFF)))
    return _answer(moved, _classes(work))


def _adjusted(work: Work, before: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> Label:
    """Every pixel as more than half of the workers have it; of an untouched mask a copy."""
    mask, agreed = masks.consolidated([_mask(answer) for answer in answers])
    classes = _classes(work)
    untouched = work.audited_file if mask == _mask(before) else None
    return masks.label(work, untouched or masks.png(_in_colors(mask, classes)), classes, agreed)


adjusted = adjustment.task(masks.painted, _before, _shift, _adjusted)


def _classes(work: Work) -> Classes:
    """The classes of an audited mask; pixels of no class are background."""
    return {0: (masks.BACKGROUND, masks.color(0)), **_known(work)}


def _known(work: Work) -> Classes:
    """The classes of an audited mask whose colors its metadata tells."""
    color_map = work.audited_metadata.get("internal-color-map")
    return {
        int(number): (str(each.get("class-name", number)), str(each["hex-color"]))
        for number, each in (color_map.items() if isinstance(color_map, dict) else ())
        if _NUMBER.fullmatch(number)
        and isinstance(each, dict)
        and _COLOR.fullmatch(str(each.get("hex-color")))
    }


def _by_numbers(picture: Image.Image, classes: Classes) -> Image.Image:
    """The number of its color's class in every pixel of a mask."""
    numbers = {tuple(bytes.fromhex(color[1:])): each for each, (_, color) in classes.items()}
    if picture.mode == "P":
        palette = zip(*[iter(picture.getpalette() or ())] * 3, strict=False)
        table = [numbers.get(color, 0) for color in palette]
        places = Image.frombytes("L", picture.size, picture.tobytes())
        return places.point(table + [0] * (256 - len(table)))
    mask, bands = Image.new("L", picture.size), picture.convert("RGB").split()
    for color, number in numbers.items():
        parts = zip(bands, color, strict=True)
        red, green, blue = (_where(band, part) for band, part in parts)
        mask.paste(number, mask=ImageChops.darker(ImageChops.darker(red, green), blue))
    return mask


def _where(band: Image.Image, value: int) -> Image.Image:
    """White where a band has a value, black elsewhere."""
    return band.point([255 * (each == value) for each in range(256)])


def _answer(mask: Image.Image, classes: Classes) -> Mapping[str, Any]:
    return masks.answered(_in_colors(mask, classes), dict(list(classes.values())[1:]))


def _mask(answer: Mapping[str, Any]) -> Image.Image:
    """Class numbers for every pixel of an answer."""
    picture = masks.mask_of(answer)
    return Image.frombytes("L", picture.size, picture.tobytes())


def _in_colors(mask: Image.Image, classes: Classes) -> Image.Image:
    colors = [classes[each][1] if each in classes else masks.color(each) for each in range(256)]
    return masks.in_colors(mask, colors)
