"""What one object's metadata says about a label, read by the book and slowly.

Sources: the developer guide's pages on output data and on reusing labeling jobs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from groundtruth.label_attribute import METADATA

# What Ground Truth writes into the metadata of every label, and into that of a failed object.
SIGNS = ("type", "job-name", "human-annotated", "failure-reason")

_DATA_OBJECT = ("source", "source-ref")  # "source-ref-metadata" describes 3D input, not a label
_CLASS_ID = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?")

_members = msgspec.json.Decoder(dict[str, Raw])


class Label(NamedTuple):
    """One object's label under one name; `confidences` are numbers from 0 to 1, others left out."""

    labeled: bool  # False: there is only metadata
    empty: bool = False  # a list of annotations with nothing in it
    type: str | None = None
    job_name: str | None = None
    human_annotated: str | None = None
    creation_date: str | None = None
    failure_reason: str | None = None  # "" when it is there but is no text
    confidences: tuple[float, ...] = ()
    classes: tuple[str, ...] = ()
    not_in_map: tuple[int, ...] = ()  # class ids of the label that its class-map lacks

    @property
    def failed(self) -> bool:
        return not self.labeled and self.failure_reason is not None


def attribute_name(key: str) -> str:
    """The label attribute whose metadata may stand under this key, or ""."""
    name = key.removesuffix(METADATA)
    return "" if name in (key, *_DATA_OBJECT) else name


def read_label(metadata: Raw, label: Raw | None) -> Label | None:
    """Read a label, or None: keys that end in -metadata may hold anything."""
    if bytes(metadata)[:1] != b"{":
        return None
    raw = _members.decode(metadata)
    if raw.keys().isdisjoint(SIGNS):
        return None
    said = {key: _value(value) for key, value in raw.items()}
    value = _value(label) if label is not None else None
    ids, spans = _class_ids(value), _entities(value)
    reason = _text(said.get("failure-reason")) or ""
    return Label(
        labeled=label is not None,
        empty=_is_empty(value),
        type=_text(said.get("type")),
        job_name=_text(said.get("job-name")),
        human_annotated=_text(said.get("human-annotated")),
        creation_date=date_of(_text(said.get("creation-date"))),
        failure_reason=reason if "failure-reason" in said else None,
        confidences=tuple(_confidences(said)),
        classes=(*_classes(said), *dict.fromkeys(_texts(spans, "label"))),
        not_in_map=tuple(sorted(ids - _map_ids(said, ids))),
    )


def date_of(text: str | None) -> str | None:
    """A creation-date as Ground Truth writes it (ISO 8601, no zone), or None for anything else."""
    return text if text and _DATE.fullmatch(text) else None


def class_map(value: Any) -> dict[int, str] | None:
    """A class-map as Ground Truth writes it, or None for anything else."""
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        return None
    if not all(_CLASS_ID.fullmatch(key) for key in value):
        return None
    return {int(key): each for key, each in value.items()}


@functools.lru_cache(maxsize=4096)  # manifests repeat the same few
def class_names(text: bytes) -> Mapping[int, str] | None:
    """A class-map as it stands in the line; None when it is not as Ground Truth writes it."""
    return class_map(msgspec.json.decode(text))


def _value(raw: Raw) -> Any:
    """The value; None when it holds what JSON allows and nobody can count with."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(values: list[Any], key: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict) and isinstance(value.get(key), str):
            yield value[key]


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _entities(label: Any) -> list[Any]:
    """The spans of named entity recognition."""
    return _list(label.get("annotations"), "entities") if isinstance(label, dict) else []


def _is_empty(label: Any) -> bool:
    annotations = label.get("annotations") if isinstance(label, dict) else label
    if isinstance(annotations, dict):
        annotations = annotations.get("entities")
    return annotations == []


def _class_ids(label: Any) -> set[int]:
    """The classes of boxes, or of a multi-label classification."""
    values = label if isinstance(label, list) else _list(label, "annotations")
    ids = [each.get("class_id") if isinstance(each, dict) else each for each in values]
    whole = (each for each in ids if isinstance(each, int | float) and each == int(each))
    return {int(each) for each in whole if not isinstance(each, bool)}


def _map_ids(said: Mapping[str, Any], ids: set[int]) -> set[int]:
    """The classes of the class-map; where there is none, nothing can be missing from it."""
    if not isinstance(said.get("class-map"), dict):
        return ids
    return {int(key) for key in said["class-map"] if _CLASS_ID.fullmatch(key)}


def _classes(said: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(said.get("class-name"), str):
        yield said["class-name"]
    for key in ("class-map", "class_map"):
        yield from (class_map(said.get(key)) or {}).values()
    for key in ("internal-color-map", "color-map"):
        yield from _texts(_dict_values(said.get(key)), "class-name")


def _confidences(said: Mapping[str, Any]) -> Iterator[float]:
    values = [said.get("confidence"), *_dict_values(said.get("confidence-map"))]
    for each in (
        *_list(said, "objects"),
        *_list(said, "entities"),
        *_dict_values(said.get("internal-color-map")),
        *_dict_values(said.get("color-map")),
    ):
        if isinstance(each, dict):
            values.append(each.get("confidence"))
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            yield value


def _dict_values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []
