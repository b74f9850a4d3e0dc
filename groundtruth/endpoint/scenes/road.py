"""A street with cars, trucks and pedestrians, by day, by night and in the rain."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from groundtruth.endpoint.scenes.canvas import (
    BLACK,
    HEIGHT,
    WHITE,
    WIDTH,
    Canvas,
    Color,
    Pen,
    arc,
    mix,
)
from groundtruth.endpoint.scenes.sky import clouds

_WEATHER: Mapping[str, tuple[Color, Color, Color, float]] = {
    # sky above, sky at the horizon, road, how dark everything is
    "clear": ((92, 162, 222), (214, 234, 244), (112, 114, 120), 0.0),
    "rain": ((122, 134, 146), (176, 184, 190), (78, 84, 92), 0.3),
    "night": ((14, 20, 48), (58, 56, 98), (48, 50, 60), 0.62),
}


def road(canvas: Canvas, random: Random) -> str:
    """A street with cars, trucks and pedestrians; the main thing is the weather."""
    weather = random.choices(list(_WEATHER), weights=[5, 3, 3])[0]
    above, horizon, asphalt, dark = _WEATHER[weather]
    ground = random.uniform(138, 158)
    with canvas.thing("sky"):
        canvas.gradient(0, ground, above, horizon)
    if weather == "clear":
        clouds(canvas, random, ground - 40, WHITE)
    _buildings(canvas, random, ground, dark)
    with canvas.thing("sidewalk"):
        canvas.gradient(ground - 2, HEIGHT, *(mix(c, BLACK, dark) for c in _SIDEWALK))
    with canvas.thing("road"):
        canvas.polygon([(206, ground), (274, ground), (450, HEIGHT), (30, HEIGHT)], asphalt)
        for i in range(6):
            y, longer = ground + 4 + i * i * 5.4, 5 + i * 5
            wide = 0.6 + i * 0.9
            corners = [(240 - wide, y), (240 + wide, y), (240 + wide * 1.25, y + longer)]
            corners.append((240 - wide * 1.25, y + longer))
            canvas.polygon(corners, mix((244, 240, 226), BLACK, dark * 0.5))
    for x in (random.uniform(20, 70), random.uniform(410, 460)):
        with canvas.thing("tree"):
            _tree(Pen(canvas, x, ground + 8, random.uniform(70, 110)), random, dark)
    _traffic(canvas, random, ground, dark)
    if weather == "rain":
        for _ in range(90):
            x, y = random.uniform(-10, WIDTH), random.uniform(-10, HEIGHT)
            canvas.line([(x, y), (x - 3, y + 13)], (226, 234, 242, 90), 0.8)
    return weather


_SIDEWALK: tuple[Color, Color] = ((176, 172, 164), (204, 198, 188))


def _buildings(canvas: Canvas, random: Random, ground: float, dark: float) -> None:
    x = -10.0
    while x < WIDTH:
        wide, high = random.uniform(44, 84), random.uniform(50, 118)
        base: Color = random.choice(
            [(188, 150, 128), (160, 166, 176), (206, 192, 164), (142, 116, 110)]
        )
        top = ground - high * (0.45 + abs(x + wide / 2 - 240) / 300)
        with canvas.thing("building"):
            corners = [(x, ground), (x, top), (x + wide, top), (x + wide, ground)]
            canvas.polygon(corners, mix(base, BLACK, dark))
            shade = mix(base, BLACK, dark + 0.12)
            canvas.polygon([(x + wide - 9, ground), (x + wide - 9, top), *corners[2:]], shade)
            for row in range(int((ground - top - 8) // 15)):
                for column in range(int((wide - 14) // 12)):
                    lit = dark > 0.5 and random.random() < 0.55
                    pane: Color = (255, 218, 130) if lit else mix((92, 116, 140), BLACK, dark)
                    left, upper = x + 6 + column * 12, top + 7 + row * 15
                    right, lower = left + 6, upper + 9
                    canvas.polygon(
                        [(left, upper), (right, upper), (right, lower), (left, lower)], pane
                    )
        x += wide + random.choice([0, 0, 6])


def _tree(pen: Pen, random: Random, dark: float) -> None:
    pen.polygon(
        [(-0.05, 0), (0.05, 0), (0.03, -0.5), (-0.03, -0.5)], mix((98, 74, 54), BLACK, dark)
    )
    leaf = random.choice([(74, 128, 66), (98, 146, 72), (62, 112, 82), (172, 128, 58)])
    for x, y, radius, light in (
        (-0.2, -0.56, 0.22, 0.0),
        (0.2, -0.58, 0.22, 0.0),
        (0, -0.78, 0.27, 0.08),
        (-0.08, -0.84, 0.16, 0.18),
    ):
        pen.ellipse(x, y, radius, radius, mix(mix(leaf, WHITE, light), BLACK, dark))


def _traffic(canvas: Canvas, random: Random, ground: float, dark: float) -> None:
    depths = sorted(random.uniform(0.12, 0.86) for _ in range(random.randint(2, 5)))
    for depth in depths:
        y, reach = ground + (HEIGHT - ground) * depth, 34 + 176 * depth
        if random.random() < 0.62:
            oncoming = random.random() < 0.5
            x = 240 + (-1 if oncoming else 1) * reach * 0.5
            kind = random.choices(["car", "truck"], weights=[4, 1])[0]
            canvas.soft_ellipses([(x, y, 20 + 62 * depth, 4 + 7 * depth)], (0, 0, 0, 120), 4)
            with canvas.thing(kind):
                _vehicle(Pen(canvas, x, y, 30 + 104 * depth), random, kind, oncoming, dark)
            if dark > 0.2 and oncoming:
                for side in (-0.34, 0.34):
                    lamp = Pen(canvas, x, y, 30 + 104 * depth).at(side, -0.3)
                    canvas.glow(*lamp, 8 + 22 * depth, (255, 244, 200), 0.8)
        else:
            x = 240 + random.choice([-1, 1]) * (reach + random.uniform(14, 40))
            canvas.soft_ellipses([(x, y, 8 + 12 * depth, 3)], (0, 0, 0, 110), 3)
            with canvas.thing("pedestrian"):
                _pedestrian(Pen(canvas, x, y, 26 + 82 * depth), random, dark)


def _vehicle(pen: Pen, random: Random, kind: str, oncoming: bool, dark: float) -> None:
    paints = [
        (190, 46, 46),
        (44, 92, 156),
        (236, 236, 232),
        (58, 62, 70),
        (224, 164, 44),
        (70, 132, 96),
    ]
    paint = mix(random.choice(paints), BLACK, dark * 0.6)
    roof, glass = (-1.15 if kind == "truck" else -0.72), mix((56, 78, 98), BLACK, dark * 0.5)
    for side in (-1, 1):
        tyre = [(side * 0.44, -0.12), (side * 0.3, -0.12), (side * 0.3, 0.04), (side * 0.44, 0.04)]
        pen.polygon(tyre, (28, 28, 32))
    cabin = [(-0.38, -0.4), (-0.28, roof), (0.28, roof), (0.38, -0.4)]
    if kind == "truck":
        cabin = [(-0.5, -0.2), (-0.5, roof), (0.5, roof), (0.5, -0.2)]
    pen.polygon(cabin, mix(paint, WHITE, 0.12))
    if kind == "car" or oncoming:
        pen.polygon([(-0.33, -0.42), (-0.25, -0.67), (0.25, -0.67), (0.33, -0.42)], glass)
        pen.polygon(
            [(-0.2, -0.44), (-0.13, -0.65), (-0.02, -0.65), (-0.09, -0.44)], mix(glass, WHITE, 0.2)
        )
    else:
        pen.line([(0, -1.1), (0, -0.25)], mix(paint, BLACK, 0.3), 0.02)
    body = [(-0.5, -0.06), (-0.5, -0.34), (-0.4, -0.43), (0.4, -0.43), (0.5, -0.34), (0.5, -0.06)]
    pen.polygon(body, paint)
    pen.polygon([(-0.5, -0.06), (-0.5, -0.15), (0.5, -0.15), (0.5, -0.06)], mix(paint, BLACK, 0.4))
    lamp: Color = (255, 246, 214) if oncoming else (226, 44, 38)
    for x in (-0.38, 0.38):
        pen.ellipse(x, -0.29, 0.09, 0.055, lamp)
    pen.polygon([(-0.13, -0.2), (-0.13, -0.26), (0.13, -0.26), (0.13, -0.2)], (240, 240, 232))


def _pedestrian(pen: Pen, random: Random, dark: float) -> None:
    coat = mix(
        random.choice([(198, 72, 60), (62, 98, 148), (228, 178, 72), (96, 134, 92)]),
        BLACK,
        dark * 0.6,
    )
    skin = mix(random.choice([(238, 202, 172), (196, 146, 110), (126, 86, 62)]), BLACK, dark * 0.5)
    stride, trousers = random.uniform(0.05, 0.13), mix((52, 56, 74), BLACK, dark * 0.5)
    for foot in (-stride, stride):
        pen.line([(0, -0.48), (foot, 0)], trousers, 0.1)
    for hand in (-0.17, 0.17):
        pen.line([(0, -0.8), (hand, -0.46)], mix(coat, BLACK, 0.2), 0.075)
    pen.shape([(-0.12, -0.4), (-0.14, -0.78), (0, -0.86), (0.14, -0.78), (0.12, -0.4)], coat)
    pen.ellipse(0, -0.94, 0.085, 0.095, skin)
    pen.polygon(arc(0, -0.96, 0.09, 0.095, 180, 360), mix((64, 44, 34), BLACK, dark * 0.4))
