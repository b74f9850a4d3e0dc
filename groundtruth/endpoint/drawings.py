"""The sample pictures: what each one shows, drawn anew from its name whenever someone asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image

from groundtruth.endpoint.scenes import SCENES
from groundtruth.endpoint.scenes.canvas import HEIGHT, WIDTH, Canvas

BUCKET = "gtconsole-samples"
_URI = re.compile(rf"s3://{BUCKET}/images/(?P<scene>[a-z]+)/(?P=scene)-(?P<number>\d{{4}})\.jpg")
_SMALLEST = 12  # pixels; less than that of a thing cannot be recognised


@dataclass(frozen=True)
class Shape:
    """One thing in a picture and the box around what can be seen of it, in pixels."""

    name: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Truth:
    """What a picture shows: its size, everything in it from back to front, its one main thing."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    main: str


def uri(scene: str, number: int) -> str:
    """The S3 URI of one picture; every scene of SCENES has pictures 0 to 9999."""
    return f"s3://{BUCKET}/images/{scene}/{scene}-{number:04}.jpg"


@lru_cache(maxsize=4096)
def truth(s3_uri: str) -> Truth | None:
    """What the picture shows, or None for an object that is none of these pictures."""
    painted = _paint(s3_uri, colors=False)
    if painted is None:
        return None
    canvas, main = painted
    return Truth(WIDTH, HEIGHT, tuple(_shapes(canvas)), main)


def draw(s3_uri: str) -> bytes:
    """The picture as JPEG; KeyError for an object that is none of these pictures."""
    painted = _paint(s3_uri, colors=True)
    if painted is None:
        raise KeyError(s3_uri)
    encoded = BytesIO()
    painted[0].picture().save(encoded, "JPEG", quality=82)
    return encoded.getvalue()


def draw_mask(s3_uri: str, classes: Sequence[str]) -> Image.Image | None:
    """A one-channel image of class numbers: 0 is none of the classes, 1 the first of them.

    Pixel for pixel what is visible in the picture; None for an object that is none of them.
    """
    painted = _paint(s3_uri, colors=False)
    if painted is None:
        return None
    canvas, _ = painted
    numbers = {name.casefold(): number for number, name in enumerate(classes, start=1)}
    meaning = [0, *(numbers.get(name, 0) for name in canvas.things)]
    return canvas.map.point(meaning + [0] * (256 - len(meaning)))


def _paint(s3_uri: str, *, colors: bool) -> tuple[Canvas, str] | None:
    found = _URI.fullmatch(s3_uri)
    if not found or found["scene"] not in SCENES:
        return None
    canvas = Canvas(colors=colors)
    # The same name paints the same picture on every machine and in every Python.
    random = Random(f"{found['scene']} {int(found['number'])}")  # noqa: S311
    return canvas, SCENES[found["scene"]](canvas, random)


def _shapes(canvas: Canvas) -> list[Shape]:
    shapes = []
    pixels = canvas.map.histogram()
    for number, name in enumerate(canvas.things, start=1):
        if pixels[number] < _SMALLEST:
            continue
        only = canvas.map.point([255 if value == number else 0 for value in range(256)])
        left, top, right, bottom = only.getbbox() or (0, 0, 0, 0)
        shapes.append(Shape(name, left, top, right - left, bottom - top))
    return shapes
