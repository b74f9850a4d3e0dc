"""The scenes that sample pictures show, by name; each paints itself and returns its main thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from groundtruth.endpoint.scenes.birds import birds
from groundtruth.endpoint.scenes.canvas import Canvas
from groundtruth.endpoint.scenes.fruit import fruit
from groundtruth.endpoint.scenes.harbor import harbor
from groundtruth.endpoint.scenes.road import road

SCENES: Mapping[str, Callable[[Canvas, Random], str]] = {
    "birds": birds,
    "fruit": fruit,
    "harbor": harbor,
    "road": road,
}
