"""The clouds above every scene that has a sky."""

from __future__ import annotations

from random import Random

from groundtruth.endpoint.scenes.canvas import WIDTH, Canvas, Color


def clouds(canvas: Canvas, random: Random, lowest: float, color: Color) -> None:
    puffs = []
    for _ in range(random.randint(1, 4)):
        x, y, size = (
            random.uniform(0, WIDTH),
            random.uniform(14, lowest * 0.7),
            random.uniform(14, 30),
        )
        for i in range(-2, 3):
            rise = size * (0.9 - abs(i) * 0.26)
            puffs.append((x + i * size * 0.8, y - rise * 0.3, size * 0.9, rise * 0.62))
    canvas.soft_ellipses(puffs, (*color[:3], 215), 7)
