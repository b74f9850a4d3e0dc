"""The scan's answer written plainly over a JSON library: a line at a time, in Python's own loops.

It tells what is wrong by code alone, and does not word it. Of equal keys it learns as the scan
does, by counting names in the bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

SIGNS = ("type", "job-name", "human-annotated", "failure-reason")
SCORED = ("objects", "entities")
COLOR_MAPS = ("internal-color-map", "color-map")


class PlainScan:
    """Fed like a ShapeScan, but with whole lines."""

    def __init__(self, loads: Callable[[bytes], Any]) -> None:
        self.loads = loads
        self.objects = 0
        self.keys: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.labels: dict[str, dict[str, Any]] = {}
        self.seen: set[int] = set()

    def feed(self, data: bytes) -> None:
        for line in BytesIO(data):
            self._add(line)

    def answer(self) -> dict[str, Any]:
        """What can be compared with a summary."""
        return {
            "objects": self.objects,
            "keys": dict(self.keys),
            "labels": {name: _rounded(label) for name, label in self.labels.items()},
        }

    def _add(self, line: bytes) -> None:
        if not line.strip():
            return
        self.objects += 1
        try:
            text = line.decode()
            members = self.loads(line)
        except ValueError:
            self.codes["not-json"] += 1
            return
        if not isinstance(members, dict):
            self.codes["not-an-object"] += 1
            return
        self.keys.update(list(members))
        self._lint(line, text, members)
        for key, metadata in members.items():
            name = key.removesuffix("-metadata")
            if name in (key, "", "source-ref") or not isinstance(metadata, dict):
                continue
            if any(sign in metadata for sign in SIGNS):
                self._label(name, metadata, members)

    def _lint(self, line: bytes, text: str, members: Mapping[str, Any]) -> None:
        if len(line) > 20_000:
            self.codes["line-too-long"] += len(text) > 100_000
            self.codes["value-too-long"] += any(
                len(str(each)) > 20_000 for each in members.values()
            )
        uri, source = members.get("source-ref"), members.get("source")
        self.codes["no-source"] += uri is None and source is None
        self.codes["both-sources"] += uri is not None and source is not None
        self.codes["bad-s3-uri"] += isinstance(uri, str) and not uri.startswith("s3://")
        self.codes["duplicate-key"] += any(line.count(b'"%b":' % k.encode()) > 1 for k in members)
        mark = hash(uri) if uri is not None else ~hash(source)
        self.codes["duplicate-object"] += mark in self.seen
        self.seen.add(mark)

    def _label(self, name: str, metadata: Mapping[str, Any], members: Mapping[str, Any]) -> None:
        label = self.labels.get(name)
        if label is None:
            label = self.labels[name] = _new_label()
        for member in ("type", "job-name"):
            if member in metadata:
                label[member].setdefault(metadata[member])
        if name not in members:
            if "failure-reason" in metadata:
                label["failed"] += 1
                label["reasons"][metadata["failure-reason"]] += 1
            else:
                self.codes["metadata-without-label"] += 1
            return
        self._count(label, metadata, members[name])

    def _count(self, label: dict[str, Any], metadata: Mapping[str, Any], value: Any) -> None:
        by_human = metadata.get("human-annotated")
        label["human"] += by_human == "yes"
        label["automated"] += by_human == "no"
        date = metadata.get("creation-date")
        if date is not None:
            label["first"] = min(label["first"] or date, date)
            label["last"] = max(label["last"] or date, date)
        label["classes"].update(_classes(metadata, value))
        for score in _scores(metadata):
            label["score"] += score
            label["scores"] += 1
        annotations = value.get("annotations") if isinstance(value, dict) else value
        if isinstance(annotations, list):
            label["empty"] += not annotations
            if "class-map" in metadata:
                ids = {str(each["class_id"]) for each in annotations}
                self.codes["class-not-in-map"] += not ids <= metadata["class-map"].keys()


def _new_label() -> dict[str, Any]:
    counts: dict[str, Any] = dict.fromkeys(("failed", "human", "automated", "empty", "scores"), 0)
    told = {"type": {}, "job-name": {}, "reasons": Counter(), "classes": Counter()}
    return counts | told | {"first": None, "last": None, "score": 0.0}


def _classes(metadata: Mapping[str, Any], label: Any) -> Iterator[str]:
    if "class-name" in metadata:
        yield metadata["class-name"]
    yield from metadata.get("class-map", {}).values()
    for member in COLOR_MAPS:
        if member in metadata:
            yield from (each["class-name"] for each in metadata[member].values())
    if "entities" in metadata:
        yield from {each["label"] for each in label["annotations"]["entities"]}


def _scores(metadata: Mapping[str, Any]) -> Iterable[float]:
    if "confidence" in metadata:
        yield metadata["confidence"]
    for member in SCORED:
        if member in metadata:
            yield from (each["confidence"] for each in metadata[member])
    for member in COLOR_MAPS:
        if member in metadata:
            yield from (each["confidence"] for each in metadata[member].values())


def _rounded(label: Mapping[str, Any]) -> dict[str, Any]:
    mean = label["score"] / label["scores"] if label["scores"] else None
    return {
        "types": tuple(label["type"]),
        "jobs": tuple(label["job-name"]),
        "reasons": dict(label["reasons"]),
        "classes": dict(label["classes"]),
        "mean": mean and round(mean, 9),
        **{key: label[key] for key in ("failed", "human", "automated", "empty", "first", "last")},
    }
