"""Fruit on a table."""

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
)

_WALLS: tuple[Color, ...] = ((206, 214, 204), (228, 214, 196), (190, 204, 216), (222, 202, 200))
_WOODS: tuple[Color, ...] = ((176, 128, 86), (142, 98, 66), (198, 160, 118))


def fruit(canvas: Canvas, random: Random) -> str:
    """Two to seven fruits; the main thing is the kind there is most of."""
    wall, wood, edge = random.choice(_WALLS), random.choice(_WOODS), random.uniform(110, 140)
    with canvas.thing("wall"):
        canvas.gradient(0, edge, wall, mix(wall, BLACK, 0.14))
    canvas.glow(random.uniform(60, 200), 30, 150, WHITE, 0.55)
    with canvas.thing("table"):
        canvas.gradient(edge, HEIGHT, mix(wood, WHITE, 0.1), mix(wood, BLACK, 0.22))
    _grain(canvas, random, edge, wood)
    kinds = random.choices(list(_FRUITS), k=random.randint(2, 7))
    # Spread over slots so that no fruit hides another whole; the far ones are painted first.
    slots = random.sample(range(8), len(kinds))
    for kind, slot in zip(kinds, sorted(slots, key=lambda slot: slot % 2), strict=True):
        x = 54 + slot * 53 + random.uniform(-9, 9)
        y = edge + (64 if slot % 2 == 0 else 132) + random.uniform(-12, 12)
        size = random.uniform(64, 80) + (y - edge) * 0.18
        canvas.soft_ellipses([(x + 9, y - 2, size * 0.56, size * 0.13)], (30, 16, 8, 150), 7)
        with canvas.thing(kind):
            _FRUITS[kind](Pen(canvas, x, y, size, turned=random.random() < 0.5), random)
    return max(kinds, key=kinds.count)


def _grain(canvas: Canvas, random: Random, edge: float, wood: Color) -> None:
    canvas.line([(0, edge), (WIDTH, edge)], mix(wood, BLACK, 0.4), 2)
    for _ in range(26):
        x, y = random.uniform(-60, WIDTH), random.uniform(edge + 4, HEIGHT)
        dark = (*mix(wood, BLACK, 0.5)[:3], random.randint(24, 60))
        length = random.uniform(60, 220)
        canvas.line([(x, y), (x + length / 2, y + 1.5), (x + length, y)], dark, 1)


def _apple(pen: Pen, random: Random) -> None:
    skin = random.choice([(196, 38, 40), (150, 182, 58), (214, 84, 46)])
    pen.shape(
        [
            (-0.1, -0.02),
            (-0.4, -0.12),
            (-0.48, -0.48),
            (-0.3, -0.82),
            (0, -0.74),
            (0.3, -0.82),
            (0.48, -0.48),
            (0.4, -0.12),
            (0.1, -0.02),
        ],
        skin,
    )
    pen.ball(0, -0.44, 0.42, 0.36, skin)
    pen.ellipse(0, -0.74, 0.11, 0.035, mix(skin, BLACK, 0.45))
    pen.line([(0, -0.74), (0.02, -0.86), (0.08, -0.95)], (92, 62, 36), 0.045)
    pen.shape([(0.06, -0.84), (0.2, -0.98), (0.36, -0.94), (0.22, -0.82)], (94, 142, 62))


def _orange(pen: Pen, random: Random) -> None:
    peel = random.choice([(238, 140, 34), (244, 158, 46)])
    pen.ball(0, -0.42, 0.43, 0.42, peel)
    for _ in range(36):
        x, y = random.uniform(-0.32, 0.32), random.uniform(-0.72, -0.12)
        pen.ellipse(x, y, 0.012, 0.012, (*mix(peel, BLACK, 0.4)[:3], 70))
    pen.ellipse(0.02, -0.79, 0.045, 0.025, (96, 116, 52))


def _banana(pen: Pen, random: Random) -> None:
    peel = random.choice([(244, 208, 70), (232, 212, 96), (222, 186, 62)])
    for lift, tone in ((0.0, mix(peel, BLACK, 0.12)), (0.1, peel)):
        inner = [
            (-0.5, -0.62 - lift),
            (-0.3, -0.34 - lift),
            (0.06, -0.24 - lift),
            (0.42, -0.36 - lift),
        ]
        outer = [
            (0.62, -0.52 - lift),
            (0.56, -0.22),
            (0.14, 0.0 - lift / 2),
            (-0.34, -0.1 - lift / 2),
        ]
        pen.shape([*inner, *outer, (-0.56, -0.36 - lift)], tone)
        pen.ellipse(-0.53, -0.56 - lift, 0.055, 0.09, (112, 92, 46))
        pen.ellipse(0.6, -0.5 - lift, 0.045, 0.045, (74, 60, 40))
    shine = [(-0.38, -0.28), (0.0, -0.16), (0.4, -0.26), (0.02, -0.13)]
    pen.shape(shine, mix(peel, WHITE, 0.45))


def _pear(pen: Pen, random: Random) -> None:
    skin = random.choice([(186, 192, 74), (206, 184, 88), (158, 174, 62)])
    pen.shape(
        [
            (0, -0.01),
            (-0.36, -0.1),
            (-0.4, -0.42),
            (-0.19, -0.72),
            (-0.13, -0.98),
            (0.04, -1.06),
            (0.16, -0.94),
            (0.2, -0.7),
            (0.4, -0.4),
            (0.35, -0.1),
        ],
        skin,
    )
    pen.ball(-0.01, -0.34, 0.34, 0.31, skin)
    pen.ball(0.01, -0.86, 0.13, 0.17, mix(skin, WHITE, 0.06))
    pen.line([(0.03, -1.04), (0.06, -1.14), (0.12, -1.2)], (92, 66, 40), 0.04)


def _grapes(pen: Pen, random: Random) -> None:
    skin = random.choice([(104, 56, 118), (74, 44, 92), (142, 166, 70)])
    for row, count in enumerate((3, 4, 3, 2, 1)):
        for i in range(count):
            tone = mix(skin, BLACK, random.uniform(0, 0.22))
            pen.ball((i - (count - 1) / 2) * 0.22, -0.86 + row * 0.18, 0.13, 0.13, tone)
    pen.line([(0, -0.94), (0.03, -1.06), (0.12, -1.1)], (104, 82, 48), 0.04)


_FRUITS: Mapping[str, Callable[[Pen, Random], None]] = {
    "apple": _apple,
    "orange": _orange,
    "banana": _banana,
    "pear": _pear,
    "grapes": _grapes,
}
