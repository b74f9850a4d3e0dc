"""Labels that are masks: a PNG with a class for every pixel, and the colors it is painted in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageStat

from groundtruth.endpoint import subject
from groundtruth.endpoint.work import Label, Task, Work

BACKGROUND = "BACKGROUND"  # the name of its class
_WHITE = "#ffffff"
# fmt: off
_COLORS = (
    "#2ca02c", "#1f77b4", "#ff7f0e", "#d62728", "#9467bd",
    "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
    "#98df8a", "#aec7e8", "#ffbb78", "#ff9896", "#c5b0d5",
    "#c49c94", "#f7b6d2", "#c7c7c7", "#dbdb8d", "#9edae5",
)
# fmt: on


_ELEMENT = "crowd-semantic-segmentation"
_STEP = 1  # pixels that a worker's mask may be off


def _seen(work: Work) -> Image.Image:
    """A mask of what can be seen: 0 is the background, 1 the first class."""
    return subject.mask(work.data_object, _names(work)) or _made_up(work)


def _paint(work: Work, truth: Image.Image, dice: Random) -> dict[str, Any]:
    """What one worker paints, not quite in its place. The picture becomes a PNG once written."""
    across, down = dice.randint(-_STEP, _STEP), dice.randint(-_STEP, _STEP)
    mask = truth if work.by_machine else ImageChops.offset(truth, across, down)
    colors = {name: color(number) for number, name in enumerate(_names(work), start=1)}
    return answered(mask, colors)


def answered(mask: Image.Image, colors: Mapping[str, str]) -> dict[str, Any]:
    """A mask as the crowd element hands it over, with the color of every class by its name."""
    return {
        _ELEMENT: {
            "inputImageProperties": {"width": mask.width, "height": mask.height},
            "labelMappings": {name: {"color": each} for name, each in colors.items()},
            "labeledImage": {"pngImageData": mask},
        }
    }


def mask_of(answer: Mapping[str, Any]) -> Image.Image:
    """The mask of an answer."""
    mask: Image.Image = answer[_ELEMENT]["labeledImage"]["pngImageData"]
    return mask


def _merge(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    """Every pixel is of the class that more than half of the workers gave it, in a new file."""
    mask, agreed = consolidated([mask_of(answer) for answer in answers])
    names = (BACKGROUND, *work.names)
    classes = {number: (names[number], color(number)) for number in agreed}
    return label(work, png(mask), classes, agreed)


def label(
    work: Work,
    data: bytes,
    classes: Mapping[int, tuple[str, str]],
    agreed: Mapping[int, float],
) -> Label:
    """A mask in a new file; of every class its name and color, and the share of workers."""
    uri = work.file(f"{work.line}_{work.timestamp}.png")
    color_map = {
        str(number): {
            "class-name": classes[number][0],
            "hex-color": classes[number][1],
            "confidence": work.confidence(share),
        }
        for number, share in agreed.items()
    }
    return Label(uri, {"internal-color-map": color_map}, {uri: (data, "image/png")})


painted = Task(_seen, _paint, _merge)


def consolidated(masks: Sequence[Image.Image]) -> tuple[Image.Image, dict[int, float]]:
    """One mask, and by class how many of the workers agree on its pixels, 0 to 1.

    A pixel that no class has most votes for is background.
    """
    if all(mask == masks[0] for mask in masks):
        pixels = masks[0].histogram()
        return masks[0], {each: float(pixels[each] > 0) for each in _numbers(masks[0])}
    merged, agreed = Image.new("L", masks[0].size), {}
    for number in sorted({each for mask in masks for each in _numbers(mask)}):
        votes = _votes(masks, number)
        most = votes.point([255 * (2 * each > len(masks)) for each in range(256)])
        merged.paste(number, mask=most)
        if not number or most.getbbox():
            agreed[number] = _mean(votes, most) / len(masks)
    return merged, agreed


def _votes(masks: Sequence[Image.Image], number: int) -> Image.Image:
    """How many of the masks have a class in each pixel."""
    is_it = [int(each == number) for each in range(256)]
    votes = masks[0].point(is_it)
    for mask in masks[1:]:
        votes = ImageChops.add(votes, mask.point(is_it))
    return votes


def _mean(votes: Image.Image, where: Image.Image) -> float:
    return float(ImageStat.Stat(votes, where).mean[0]) if where.getbbox() else 0.0


def color(number: int) -> str:
    """The color of a class; 0 is the background."""
    return _COLORS[(number - 1) % len(_COLORS)] if number else _WHITE


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


def in_colors(mask: Image.Image, colors: Sequence[str]) -> Image.Image:
    """A mask as a picture of the color of every class, by number."""
    picture = Image.frombytes("P", mask.size, mask.tobytes())
    picture.putpalette(b"".join(bytes.fromhex(each[1:]) for each in colors))
    return picture


def png(mask: Image.Image) -> bytes:
    """A mask in its colors, or in ours when it has none."""
    picture = mask if mask.mode == "P" else in_colors(mask, _ALL_COLORS)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


_ALL_COLORS = [color(number) for number in range(256)]
