"""A canvas that paints a picture and keeps in mind which thing every pixel belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 480, 320
SMOOTHNESS = 2  # the picture is painted this many times larger, then shrunk, for soft edges
Point = tuple[float, float]
Color = tuple[int, int, int] | tuple[int, int, int, int]
WHITE: Color = (255, 255, 255)
BLACK: Color = (0, 0, 0)


class Canvas:
    """Two surfaces of one scene: the colours, and a map of the things in it.

    Whatever is painted while a `thing` is open belongs to it; later things hide earlier ones,
    so the map holds what can be seen. Effects (light, shadow, rain) colour the picture only.
    With `colors=False` the picture is left out, which is several times faster.
    """

    def __init__(self, *, colors: bool = True) -> None:
        self.things: list[str] = []
        self.map = Image.new("L", (WIDTH, HEIGHT))
        self._mapping = ImageDraw.Draw(self.map)
        self._picture = (
            Image.new("RGB", (WIDTH * SMOOTHNESS, HEIGHT * SMOOTHNESS)) if colors else None
        )
        self._painting = ImageDraw.Draw(self._picture, "RGBA") if self._picture else None
        self._number = 0

    def picture(self) -> Image.Image:
        if self._picture is None:
            raise ValueError("This canvas was made without colors.")
        return self._picture.reduce(SMOOTHNESS)

    @contextmanager
    def thing(self, name: str) -> Iterator[None]:
        """What is painted inside belongs to a new thing of this name."""
        self.things.append(name)
        self._number = len(self.things)
        yield
        self._number = 0

    def polygon(self, points: Sequence[Point], color: Color) -> None:
        if self._number:
            self._mapping.polygon(points, fill=self._number)
        if self._painting:
            self._painting.polygon(_larger(points), fill=color)

    def ellipse(self, x: float, y: float, rx: float, ry: float, color: Color) -> None:
        corners = [(x - rx, y - ry), (x + rx, y + ry)]
        if self._number:
            self._mapping.ellipse(corners, fill=self._number)
        if self._painting:
            self._painting.ellipse(_larger(corners), fill=color)

    def line(self, points: Sequence[Point], color: Color, width: float = 1) -> None:
        if self._number:
            self._mapping.line(points, fill=self._number, width=max(1, round(width)))
        if self._painting:
            wide = max(1, round(width * SMOOTHNESS))
            self._painting.line(_larger(points), fill=color, width=wide, joint="curve")

    def gradient(self, top: float, bottom: float, upper: Color, lower: Color) -> None:
        """A band over the whole width that fades from one colour into another."""
        box = (0, round(top), WIDTH, round(bottom))
        if self._number:
            self._mapping.rectangle(box, fill=self._number)
        if self._picture:
            size = (box[2] * SMOOTHNESS, (box[3] - box[1]) * SMOOTHNESS)
            fade = Image.linear_gradient("L").crop((0, 0, 1, 256))
            band = Image.composite(
                Image.new("RGB", fade.size, lower[:3]), Image.new("RGB", fade.size, upper[:3]), fade
            ).resize((1, size[1]), Image.Resampling.BILINEAR)
            self._picture.paste(
                band.resize(size, Image.Resampling.NEAREST), (0, box[1] * SMOOTHNESS)
            )

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float = 1) -> None:
        """Light around a point, or shade if the colour is dark; an effect, so on no map."""
        if self._picture:
            side = round(radius * 2 * SMOOTHNESS)
            light = Image.radial_gradient("L").point(
                lambda distance: round(max(0, 255 - distance * 1.42) * strength)
            )
            light = light.resize((side, side), Image.Resampling.BILINEAR)
            corner = (round((x - radius) * SMOOTHNESS), round((y - radius) * SMOOTHNESS))
            self._picture.paste(color[:3], corner, light)

    def soft_ellipses(
        self, ellipses: Sequence[tuple[float, float, float, float]], color: Color, blur: float
    ) -> None:
        """Clouds and shadows: ellipses (x, y, rx, ry) of one colour, blurred together."""
        if self._picture:
            spare = 3 * blur  # as far as a blur reaches
            left, top = (
                min(x - rx for x, _, rx, _ in ellipses),
                min(y - ry for _, y, _, ry in ellipses),
            )
            right, low = (
                max(x + rx for x, _, rx, _ in ellipses),
                max(y + ry for _, y, _, ry in ellipses),
            )
            left, top, right, low = left - spare, top - spare, right + spare, low + spare
            # Blurred at half the size: nobody can tell, and it is several times faster.
            small = Image.new("L", (math.ceil((right - left) / 2), math.ceil((low - top) / 2)))
            draw = ImageDraw.Draw(small)
            for x, y, rx, ry in ellipses:
                corners = [(x - rx - left, y - ry - top), (x + rx - left, y + ry - top)]
                draw.ellipse(
                    [(a / 2, b / 2) for a, b in corners], fill=color[3] if len(color) == 4 else 255
                )
            larger = (small.width * 2 * SMOOTHNESS, small.height * 2 * SMOOTHNESS)
            mask = small.filter(ImageFilter.BoxBlur(blur / 4)).filter(ImageFilter.BoxBlur(blur / 4))
            corner = (round(left * SMOOTHNESS), round(top * SMOOTHNESS))
            self._picture.paste(color[:3], corner, mask.resize(larger, Image.Resampling.BILINEAR))


class Pen:
    """A canvas in a thing's own coordinates: its size is 1, y grows downwards, 0 is its foot."""

    def __init__(
        self, canvas: Canvas, x: float, y: float, size: float, *, turned: bool = False
    ) -> None:
        self.canvas, self._x, self._y, self.size = canvas, x, y, size
        self._direction = -1 if turned else 1

    def at(self, x: float, y: float) -> Point:
        return self._x + x * self.size * self._direction, self._y + y * self.size

    def polygon(self, points: Iterable[Point], color: Color) -> None:
        self.canvas.polygon([self.at(*point) for point in points], color)

    def shape(self, points: Sequence[Point], color: Color) -> None:
        """A closed, rounded outline through these points."""
        self.polygon(rounded(points), color)

    def ellipse(self, x: float, y: float, rx: float, ry: float, color: Color) -> None:
        self.canvas.ellipse(*self.at(x, y), rx * self.size, ry * self.size, color)

    def line(self, points: Iterable[Point], color: Color, width: float) -> None:
        self.canvas.line([self.at(*point) for point in points], color, width * self.size)

    def ball(self, x: float, y: float, rx: float, ry: float, color: Color) -> None:
        """An ellipse lit from the upper left."""
        self.ellipse(x, y, rx, ry, color)
        for step in range(1, 10):
            shift, shrink = step * 0.042, 1 - step * 0.1
            lit = mix(color, (255, 255, 255), step * 0.035)
            self.ellipse(x - rx * shift, y - ry * shift * 1.2, rx * shrink, ry * shrink, lit)


def rounded(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """The closed Catmull-Rom curve through the points."""
    count, outline = len(points), []
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + offset) % count] for offset in (-1, 0, 1, 2))
        outline += [_between(p0, p1, p2, p3, step / steps) for step in range(steps)]
    return outline


def _between(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def one(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t * t
            + (3 * b - a - 3 * c + d) * t**3
        )

    return one(p0[0], p1[0], p2[0], p3[0]), one(p0[1], p1[1], p2[1], p3[1])


def mix(color: Color, other: Color, share: float) -> Color:
    """The first colour with this share (0 to 1) of the other in it."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(color[:3], other[:3], strict=True)
    )
    return red, green, blue


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse between two angles in degrees, clockwise from three o'clock."""
    steps = 16
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def _larger(points: Sequence[Point]) -> list[Point]:
    return [(x * SMOOTHNESS, y * SMOOTHNESS) for x, y in points]
