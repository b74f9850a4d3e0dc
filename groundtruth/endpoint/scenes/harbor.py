"""Boats and buoys on a lake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from groundtruth.endpoint.scenes.canvas import (
    BLACK,
    HEIGHT,
    WHITE,
    WIDTH,
    Canvas,
    Color,
    Pen,
    mix,
    rounded,
)
from groundtruth.endpoint.scenes.sky import clouds

_LIGHT: Mapping[str, tuple[Color, Color, Color, Color, Color]] = {
    # sky above, sky at the horizon, sun, hills, water
    "morning": ((142, 190, 226), (250, 226, 196), (255, 243, 214), (118, 140, 158), (74, 128, 158)),
    "noon": ((86, 158, 219), (206, 231, 245), (255, 255, 238), (92, 134, 118), (38, 112, 158)),
    "dusk": ((70, 66, 122), (246, 158, 104), (255, 214, 140), (72, 62, 96), (66, 68, 112)),
    "overcast": (
        (150, 162, 174),
        (206, 212, 216),
        (226, 230, 232),
        (112, 124, 128),
        (92, 112, 122),
    ),
}


def harbor(canvas: Canvas, random: Random) -> str:
    """Boats and buoys on a lake; the main thing is the kind there is most of."""
    light = random.choice(list(_LIGHT))
    above, horizon, sun, hills, water = _LIGHT[light]
    shore = random.uniform(118, 148)
    with canvas.thing("sky"):
        canvas.gradient(0, shore, above, horizon)
    sun_x = random.uniform(60, 420)
    sun_y = shore - random.uniform(20, 80)
    canvas.glow(sun_x, sun_y, 110, sun, 0.8)
    if light != "overcast":
        canvas.ellipse(sun_x, sun_y, 15, 15, mix(sun, WHITE, 0.5))
    clouds(canvas, random, shore, mix(horizon, WHITE, 0.6))
    with canvas.thing("land"):
        _hills(canvas, random, shore, 46, mix(hills, horizon, 0.45))
        _hills(canvas, random, shore, 24, hills)
    with canvas.thing("water"):
        canvas.gradient(shore, HEIGHT, mix(water, horizon, 0.5), mix(water, BLACK, 0.25))
    for _ in range(60):
        y = shore + (HEIGHT - shore) * random.random() ** 1.3
        x, length = random.uniform(-20, WIDTH), random.uniform(8, 20) * (y - shore + 30) / 90
        near_sun = max(0.0, 1 - abs(x - sun_x) / 90)
        canvas.line([(x, y), (x + length, y)], (*sun[:3], round(30 + 110 * near_sun)), 1.2)
    return _afloat(canvas, random, shore, water)


def _afloat(canvas: Canvas, random: Random, shore: float, water: Color) -> str:
    kinds = random.choices(list(_BOATS), weights=[5, 3, 2], k=random.randint(2, 6))
    lanes = [shore + 18 + (HEIGHT - shore - 34) * (i + 0.6) / len(kinds) for i in range(len(kinds))]
    berths = random.sample(range(len(kinds)), len(kinds))
    for kind, y in zip(kinds, lanes, strict=True):
        near = (y - shore) / (HEIGHT - shore)
        size = (44 + 78 * near) * (0.6 if kind == "buoy" else 1)
        x = 48 + 384 * (berths.pop() + random.uniform(0.2, 0.8)) / len(kinds)
        pen = Pen(canvas, x, y, size, turned=random.random() < 0.5)
        wide = 0.16 if kind == "buoy" else 0.5
        pen.ellipse(0, 0.06, wide, 0.05, (*mix(water, BLACK, 0.55)[:3], 120))
        with canvas.thing(kind):
            _BOATS[kind](pen, random)
    return max(kinds, key=kinds.count)


def _sailboat(pen: Pen, random: Random) -> None:
    hull = random.choice([(250, 248, 240), (178, 52, 48), (36, 62, 104), (232, 196, 92)])
    sail = random.choice([(252, 250, 244), (244, 226, 200), (226, 102, 72), (240, 240, 250)])
    pen.line([(0, -0.1), (0, -1.12)], (96, 74, 58), 0.025)
    pen.polygon(
        [(0.03, -1.1), (0.16, -0.85), (0.27, -0.5), (0.32, -0.22), (0.03, -0.18)],
        mix(sail, BLACK, 0.06),
    )
    pen.polygon([(0.03, -0.72), (0.24, -0.6), (0.27, -0.5), (0.03, -0.6)], mix(hull, sail, 0.35))
    pen.polygon([(-0.03, -1.04), (-0.14, -0.7), (-0.38, -0.2), (-0.03, -0.22)], sail)
    pen.polygon([(-0.46, -0.14), (0.5, -0.16), (0.38, 0.06), (-0.32, 0.06)], hull)
    pen.polygon([(-0.38, 0.0), (0.44, -0.02), (0.38, 0.06), (-0.32, 0.06)], mix(hull, BLACK, 0.4))


def _motorboat(pen: Pen, random: Random) -> None:
    hull = random.choice([(245, 245, 245), (40, 92, 140), (198, 64, 52), (64, 74, 82)])
    pen.polygon([(-0.22, -0.14), (-0.14, -0.34), (0.1, -0.34), (0.24, -0.14)], (236, 238, 240))
    pen.polygon([(-0.02, -0.18), (0.02, -0.31), (0.08, -0.31), (0.18, -0.18)], (70, 104, 128))
    pen.polygon([(-0.17, -0.18), (-0.12, -0.31), (-0.05, -0.31), (-0.06, -0.18)], (70, 104, 128))
    outline = [(-0.48, -0.16), (0.1, -0.15), (0.56, -0.22), (0.34, 0.05), (-0.42, 0.06)]
    pen.polygon(outline, hull)
    pen.polygon([(-0.47, -0.06), (0.45, -0.1), (0.34, 0.05), (-0.42, 0.06)], mix(hull, BLACK, 0.35))


def _buoy(pen: Pen, random: Random) -> None:
    color = random.choice([(214, 58, 44), (36, 128, 78), (238, 176, 34)])
    pen.polygon([(-0.12, 0.04), (0.12, 0.04), (0.06, -0.34), (-0.06, -0.34)], color)
    pen.polygon([(-0.1, -0.08), (0.1, -0.08), (0.08, -0.2), (-0.08, -0.2)], (248, 246, 240))
    pen.ellipse(0, -0.4, 0.07, 0.07, mix(color, WHITE, 0.3))


_BOATS: Mapping[str, Callable[[Pen, Random], None]] = {
    "sailboat": _sailboat,
    "motorboat": _motorboat,
    "buoy": _buoy,
}


def _hills(canvas: Canvas, random: Random, foot: float, height: float, color: Color) -> None:
    ridge = [(x, foot - height * random.uniform(0.25, 1)) for x in range(-60, WIDTH + 61, 60)]
    canvas.polygon(rounded([(-80, foot + 40), *ridge, (WIDTH + 80, foot + 40)]), color)
