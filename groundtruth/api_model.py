"""SageMaker's API model as botocore ships it, and every way in which a value breaks it.

botocore itself checks required members, types and minimums before it sends a request, but no
maximum, pattern or enum; those would come back from AWS as errors.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import regex  # type: ignore[import-untyped]
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Violation:
    """One constraint that a value breaks.

    `path` leads to the value through member names and list indexes. `constraint` is one of
    required, unknown, type, min, max, min_length, max_length, pattern and enum; lists have lengths
    too. `limit` is what the model asks for: a number, a pattern, the allowed values, or a type's
    name; None for required and unknown.
    """

    path: Path
    constraint: str
    value: Any
    limit: Any


def violations(shape_name: str, value: Any) -> list[Violation]:
    """Every violation of the named shape, members in the model's order, unknown ones last.

    A member that is None counts as absent, as null does on the wire.
    """
    return list(_check(shape(shape_name), value, ()))


def shape(name: str) -> Shape:
    """A shape of the SageMaker API, such as CreateLabelingJobRequest."""
    return _service_model().shape_for(name)


def input_shape(operation: str) -> str:
    """The name of the shape of an operation's parameters."""
    found: Shape | None = _service_model().operation_model(operation).input_shape
    return found.name if found else ""


def member_constraints(shape_name: str, path: Path) -> list[tuple[str, Any]]:
    """What every string in the list at a path must satisfy, each a constraint and its limit."""
    at: Any = shape(shape_name)
    for step in path:
        at = at.member if isinstance(step, int) else at.members[step]
    bounds = at.member.metadata
    known = {"max": "max_length", "min": "min_length", "pattern": "pattern", "enum": "enum"}
    return [(constraint, bounds[name]) for name, constraint in known.items() if name in bounds]


@functools.cache
def _service_model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("sagemaker", "service-2"), "sagemaker")


# What Python holds for each kind of shape.
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float, datetime),
    "blob": (bytes, bytearray),
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list, tuple),
}


def _check(shape: Shape, value: Any, path: Path) -> Iterator[Violation]:
    if not _has_type(shape.type_name, value):
        yield Violation(path, "type", value, shape.type_name)
        return
    yield from _check_bounds(shape, value, path)
    if isinstance(shape, StructureShape):
        yield from _check_members(shape, value, path)
    elif isinstance(shape, ListShape):
        for index, item in enumerate(value):
            yield from _check(shape.member, item, (*path, index))
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _check(shape.key, key, (*path, key))
            yield from _check(shape.value, item, (*path, key))
    elif shape.type_name == "string":
        yield from _check_text(shape, value, path)


def _has_type(kind: str, value: Any) -> bool:
    if isinstance(value, bool):  # an int to Python, but not to JSON
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _check_members(
    shape: StructureShape, value: Mapping[str, Any], path: Path
) -> Iterator[Violation]:
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from _check(member, value[name], (*path, name))
        elif name in shape.required_members:
            yield Violation((*path, name), "required", None, None)
    for name in value:
        if name not in shape.members:
            yield Violation((*path, name), "unknown", value[name], None)


def _check_bounds(shape: Shape, value: Any, path: Path) -> Iterator[Violation]:
    """The model's min and max bound a number itself, and the length of anything else."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    suffix, size = ("_length", len(value)) if isinstance(value, Sized) else ("", value)
    if low is not None and size < low:
        yield Violation(path, f"min{suffix}", value, low)
    if high is not None and size > high:
        yield Violation(path, f"max{suffix}", value, high)


def _check_text(shape: Shape, value: str, path: Path) -> Iterator[Violation]:
    pattern, enum = shape.metadata.get("pattern"), shape.metadata.get("enum")
    if pattern is not None and not regex.fullmatch(pattern, value):
        yield Violation(path, "pattern", value, pattern)
    if enum is not None and value not in enum:
        yield Violation(path, "enum", value, tuple(enum))
