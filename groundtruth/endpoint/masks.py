"""Labels that are masks: a PNG with a class for every pixel, and the colors it is painted in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from groundtruth.endpoint import subject
from groundtruth.endpoint.work import Label, Work

_BACKGROUND = "#ffffff"
# fmt: off
_COLORS = (
    "#2ca02c", "#1f77b4", "#ff7f0e", "#d62728", "#9467bd",
    "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
    "#98df8a", "#aec7e8", "#ffbb78", "#ff9896", "#c5b0d5",
    "#c49c94", "#f7b6d2", "#c7c7c7", "#dbdb8d", "#9edae5",
)
# fmt: on


def painted(work: Work) -> Label:
    """A mask of what can be seen, in a file of its own."""
    mask = subject.mask(work.data_object, _names(work)) or _made_up(work)
    uri = work.file(f"{work.line}_{work.timestamp}.png")
    return Label(
        uri,
        {"internal-color-map": _color_map(work, _numbers(mask))},
        {uri: (_png(mask), "image/png")},
    )


def adjusted(work: Work) -> Label:
    """The same as a mask made anew, which somebody has looked at before."""
    label = painted(work)
    changed = work.dice("adjust").random() < 0.7
    status = {"adjustment-status": "adjusted" if changed else "unadjusted"}
    return Label(label.value, {**label.metadata, **status}, label.files)


def color(number: int) -> str:
    """The color of a class; 0 is the background."""
    return _COLORS[(number - 1) % len(_COLORS)] if number else _BACKGROUND


def _names(work: Work) -> tuple[str, ...]:
    """The classes that a byte for every pixel can tell apart from the background."""
    return work.names[:255]


def _made_up(work: Work) -> Image.Image:
    size = subject.size(work.data_object, work.objects)
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for box in subject.boxes(work.data_object, _names(work), size, work.dice("mask")):
        corner = (box.left + box.width, box.top + box.height)
        draw.ellipse((box.left, box.top, *corner), fill=work.names.index(box.name) + 1)
    return mask


def _numbers(mask: Image.Image) -> list[int]:
    """The classes that occur, background included."""
    return [number for number, pixels in enumerate(mask.histogram()) if pixels or not number]


def _color_map(work: Work, numbers: Sequence[int]) -> Mapping[str, Any]:
    names = ("BACKGROUND", *work.names)
    return {
        str(number): {
            "class-name": names[number],
            "hex-color": color(number),
            "confidence": work.confidence(0.9),
        }
        for number in numbers
    }


def _png(mask: Image.Image) -> bytes:
    picture = Image.frombytes("P", mask.size, mask.tobytes())
    picture.putpalette(b"".join(bytes.fromhex(color(number)[1:]) for number in range(256)))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
