"""Birds in the air and on a branch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from groundtruth.endpoint.scenes.canvas import BLACK, HEIGHT, WHITE, WIDTH, Canvas, Color, Pen, mix
from groundtruth.endpoint.scenes.sky import clouds

_SKIES: tuple[tuple[Color, Color], ...] = (
    ((84, 152, 214), (206, 228, 240)),
    ((132, 176, 206), (244, 228, 208)),
    ((108, 122, 170), (246, 190, 158)),
    ((168, 184, 196), (222, 228, 230)),
)


def birds(canvas: Canvas, random: Random) -> str:
    """One to three birds of one species, which is the main thing."""
    above, below = random.choice(_SKIES)
    with canvas.thing("sky"):
        canvas.gradient(0, HEIGHT, above, below)
    canvas.glow(random.uniform(40, 440), random.uniform(20, 90), 120, WHITE, 0.4)
    clouds(canvas, random, 300, mix(below, WHITE, 0.65))
    species = random.choice(list(_SPECIES))
    paint, perches = _SPECIES[species]
    count = random.choices([1, 2, 3], weights=[4, 3, 1])[0]
    branch = random.uniform(226, 262)
    if perches:
        _branch(canvas, random, branch)
    for i in range(count):
        x = WIDTH * (i + 0.5) / count + random.uniform(-24, 24)
        y = branch + 4 if perches else random.uniform(142, 230)
        size = random.uniform(118, 170) / (1 + 0.22 * (count - 1))
        with canvas.thing(species):
            paint(Pen(canvas, x, y, size, turned=random.random() < 0.5), random)
    return species


def _branch(canvas: Canvas, random: Random, y: float) -> None:
    bark: Color = random.choice([(96, 74, 58), (118, 98, 82)])
    with canvas.thing("branch"):
        steps = [(x, y + random.uniform(-4, 4)) for x in range(-40, WIDTH + 41, 80)]
        canvas.line(steps, bark, 13)
        canvas.line([(px, py - 4) for px, py in steps], mix(bark, WHITE, 0.2), 3)
        for _ in range(9):
            x, green = random.uniform(0, WIDTH), random.choice([(104, 142, 72), (134, 162, 84)])
            leaf = Pen(canvas, x, y + 4, random.uniform(22, 40), turned=random.random() < 0.5)
            leaf.shape([(0, 0), (0.3, 0.08), (0.7, 0.5), (0.3, 0.42)], green)


def _gull(pen: Pen, random: Random) -> None:
    back, lift = random.choice([(168, 178, 190), (142, 154, 168)]), random.uniform(-0.08, 0.08)
    far = [
        (0.02, -0.06),
        (0.2, -0.34),
        (0.52, -0.52 + lift),
        (0.8, -0.5 + lift),
        (0.5, -0.36),
        (0.24, -0.02),
    ]
    pen.shape(far, mix(back, BLACK, 0.12))
    pen.polygon([(-0.44, -0.02), (-0.66, -0.06), (-0.68, 0.08), (-0.42, 0.08)], WHITE)
    pen.shape(
        [(-0.5, 0.02), (-0.2, -0.1), (0.2, -0.1), (0.44, -0.04), (0.3, 0.1), (-0.1, 0.16)],
        (250, 250, 248),
    )
    pen.ball(0.42, -0.06, 0.115, 0.1, (244, 244, 242))
    near = [
        (0.16, -0.06),
        (-0.02, -0.4),
        (-0.34, -0.66 + lift),
        (-0.74, -0.72 + lift),
        (-0.46, -0.44),
        (-0.2, 0.0),
    ]
    pen.shape(near, back)
    pen.shape([(-0.46, -0.62 + lift), (-0.74, -0.72 + lift), (-0.52, -0.5)], (44, 48, 56))
    pen.polygon([(0.51, -0.08), (0.66, -0.03), (0.51, 0.0)], (238, 172, 48))
    pen.ellipse(0.45, -0.09, 0.02, 0.02, (20, 20, 20))


def _swallow(pen: Pen, random: Random) -> None:
    coat: Color = random.choice([(38, 58, 108), (44, 50, 92)])
    pen.shape(
        [(0.06, -0.04), (-0.06, -0.4), (-0.4, -0.74), (-0.24, -0.36), (-0.16, 0.0)],
        mix(coat, BLACK, 0.3),
    )
    pen.polygon([(-0.3, -0.04), (-0.86, -0.14), (-0.5, 0.02), (-0.84, 0.16), (-0.3, 0.08)], coat)
    pen.shape([(-0.4, 0.02), (-0.1, -0.1), (0.26, -0.08), (0.32, 0.04), (0.0, 0.12)], coat)
    pen.shape([(-0.3, 0.06), (0.0, 0.03), (0.26, 0.06), (0.0, 0.13)], (238, 222, 202))
    pen.ball(0.32, -0.02, 0.1, 0.09, coat)
    pen.shape([(0.28, 0.04), (0.4, 0.0), (0.38, 0.07), (0.3, 0.09)], (178, 72, 44))
    pen.shape(
        [(0.12, 0.0), (0.1, 0.34), (-0.24, 0.62), (-0.2, 0.3), (-0.12, 0.04)],
        mix(coat, WHITE, 0.12),
    )
    pen.polygon([(0.4, -0.05), (0.48, -0.01), (0.4, 0.01)], (30, 30, 34))
    pen.ellipse(0.35, -0.05, 0.018, 0.018, (240, 240, 240))


def _robin(pen: Pen, random: Random) -> None:
    coat: Color = random.choice([(112, 92, 70), (126, 108, 84)])
    for x in (-0.02, 0.1):
        pen.line([(x, -0.2), (x + 0.02, 0.0)], (84, 62, 48), 0.025)
    pen.polygon(
        [(-0.28, -0.3), (-0.72, -0.1), (-0.66, -0.02), (-0.2, -0.18)], mix(coat, BLACK, 0.25)
    )
    pen.shape(
        [
            (-0.4, -0.28),
            (-0.24, -0.54),
            (0.08, -0.7),
            (0.36, -0.5),
            (0.3, -0.24),
            (0.06, -0.12),
            (-0.2, -0.16),
        ],
        (236, 228, 214),
    )
    pen.shape(
        [(0.12, -0.82), (0.36, -0.76), (0.42, -0.5), (0.26, -0.3), (0.08, -0.42), (0.04, -0.64)],
        (222, 104, 46),
    )
    pen.shape(
        [
            (-0.44, -0.26),
            (-0.28, -0.54),
            (0.02, -0.68),
            (0.14, -0.52),
            (-0.04, -0.32),
            (-0.26, -0.22),
        ],
        coat,
    )
    pen.shape(
        [(-0.02, -0.68), (0.02, -0.88), (0.2, -0.96), (0.3, -0.86), (0.22, -0.74), (0.1, -0.62)],
        coat,
    )
    pen.shape([(-0.5, -0.2), (-0.3, -0.42), (-0.02, -0.48), (-0.1, -0.32)], mix(coat, BLACK, 0.2))
    pen.polygon([(0.29, -0.86), (0.48, -0.79), (0.29, -0.76)], (66, 54, 46))
    pen.ellipse(0.27, -0.83, 0.032, 0.032, (18, 16, 16))
    pen.ellipse(0.28, -0.84, 0.011, 0.011, WHITE)


def _owl(pen: Pen, random: Random) -> None:
    coat: Color = random.choice([(142, 108, 76), (168, 142, 108), (122, 118, 116)])
    pale, dark = mix(coat, WHITE, 0.55), mix(coat, BLACK, 0.3)
    pen.shape([(-0.08, 0.16), (0.08, 0.16), (0.1, -0.2), (-0.1, -0.2)], dark)
    pen.shape(
        [
            (0, 0.02),
            (-0.28, -0.12),
            (-0.36, -0.52),
            (-0.3, -0.86),
            (0, -0.94),
            (0.3, -0.86),
            (0.36, -0.52),
            (0.28, -0.12),
        ],
        coat,
    )
    pen.shape(
        [(0, -0.02), (-0.2, -0.12), (-0.22, -0.46), (0, -0.58), (0.22, -0.46), (0.2, -0.12)], pale
    )
    for row in range(4):
        for i in range(-1, 2):
            x, y = i * 0.11 + (0.05 if row % 2 else 0), -0.44 + row * 0.1
            pen.line([(x - 0.03, y), (x, y + 0.035), (x + 0.03, y)], dark, 0.022)
    for side in (-1, 1):
        pen.polygon([(side * 0.12, -0.86), (side * 0.3, -1.04), (side * 0.31, -0.78)], coat)
        pen.shape(
            [(side * 0.3, -0.62), (side * 0.4, -0.36), (side * 0.27, -0.08), (side * 0.24, -0.4)],
            dark,
        )
        pen.ball(side * 0.145, -0.74, 0.14, 0.14, pale)
        pen.ellipse(side * 0.135, -0.74, 0.085, 0.085, (240, 184, 52))
        pen.ellipse(side * 0.135, -0.74, 0.045, 0.045, (20, 18, 18))
        pen.ellipse(side * 0.135 + 0.015, -0.76, 0.014, 0.014, WHITE)
        pen.ellipse(side * 0.1, 0.0, 0.06, 0.035, (204, 164, 84))
    pen.polygon([(-0.045, -0.7), (0.045, -0.7), (0, -0.58)], (72, 58, 44))


_SPECIES: Mapping[str, tuple[Callable[[Pen, Random], None], bool]] = {
    # how it is painted, whether it perches
    "gull": (_gull, False),
    "swallow": (_swallow, False),
    "robin": (_robin, True),
    "owl": (_owl, True),
}
