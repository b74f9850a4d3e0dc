"""One label attribute in the objects of one block, as columns.

A column holds what one key is in each of the objects, UNSET where it is missing; working on whole
columns keeps the work out of Python's own loops.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec import UNSET

from groundtruth.manifest_shape import Annotations, Box, Metadata, Spans, class_names

Column = Sequence[Any]

_annotations = attrgetter("annotations")
_class_id = attrgetter("class_id")
_class_name = attrgetter("class_name")
_confidence = attrgetter("confidence")
_label = attrgetter("label")


class Part:
    """What a block's objects say under one name.

    `metadata` and `labels` are those of the objects that have both, at `places`; `failed` is the
    metadata of the failed ones. `doubtful` are places of objects that must be read by the book.
    """

    def __init__(self, shape: Metadata, metadata: Column, labels: Column) -> None:
        self.shape = shape
        self.metadata, self.labels = metadata, labels
        self.places: Sequence[int] = range(len(metadata))
        self.failed: dict[int, Any] = {}  # metadata by place
        self.doubtful: set[int] = set()
        self.bare: int | None = None  # the first place of a label without metadata
        without_label, without_metadata = missing(labels), missing(metadata)
        if without_label or without_metadata:
            self._pair(without_label, without_metadata)
        self.paired = len(self.metadata)
        self.said = Counter(map(shape.told, self.metadata))
        if any(map(shape.tells_nothing, self.said)):
            self._keep(list(map(shape.is_of_a_label, self.metadata)))
            self.said = Counter(map(shape.told, self.metadata))
        self._sort_labels()
        self.by_class_map = self._by_class_map()

    def class_counts(self) -> Iterator[tuple[str, int]]:
        """How many of the labels were given each class, but for the metadata's class-name."""
        for text, labels in self.by_class_map.items():
            for name in (class_names(text) or {}).values():
                yield name, len(labels)
        for raw in self.shape.column("class_map", self.metadata):
            for name in (class_names(bytes(raw)) or {}).values():
                yield name, 1
        for member in ("internal-color-map", "color-map"):
            colors = self.shape.column(member, self.metadata)
            yield from _counted(map(_class_name, chain.from_iterable(map(dict.values, colors))))
        if self.spans:
            yield from _counted(chain.from_iterable({*map(_label, each)} for each in self.spans))

    def confidences(self) -> Iterator[Sequence[float]]:
        """All that are given, each from 0 to 1."""
        yield self.shape.column("confidence", self.metadata)
        for member in ("objects", "entities"):
            lists = self.shape.column(member, self.metadata)
            yield _met(list(map(_confidence, chain.from_iterable(lists))))
        for member in ("internal-color-map", "color-map"):
            colors = self.shape.column(member, self.metadata)
            yield _met(list(map(_confidence, chain.from_iterable(map(dict.values, colors)))))
        maps = self.shape.column("confidence-map", self.metadata)
        yield list(chain.from_iterable(map(dict.values, maps)))

    def _pair(self, without_label: list[int], without_metadata: list[int]) -> None:
        keep = bytearray(b"\1") * len(self.metadata)
        for place in chain(without_label, without_metadata):
            keep[place] = 0
        self.bare = next((i for i in without_metadata if self.labels[i] is not UNSET), None)
        reason, is_of_a_label = self.shape.getter("failure-reason"), self.shape.is_of_a_label
        for place in without_label:
            metadata = self.metadata[place]
            if metadata is UNSET:
                continue
            if reason(metadata) is not UNSET:
                self.failed[place] = metadata
            elif is_of_a_label(metadata):
                self.doubtful.add(place)
        self._keep(keep)

    def _keep(self, keep: Sequence[Any]) -> None:
        self.metadata = list(itertools.compress(self.metadata, keep))
        self.labels = list(itertools.compress(self.labels, keep))
        self.places = list(itertools.compress(self.places, keep))

    def _sort_labels(self) -> None:
        """Find the lists of boxes or class ids, the named entities, and what is empty."""
        self.lists: Iterable[Any] = itertools.repeat((), len(self.labels))
        self.spans: list[Any] = []
        self.empty = 0
        self.boxes_only = False
        kinds = set(map(type, self.labels))
        if kinds.isdisjoint((Annotations, list)):
            return
        self.boxes_only = kinds == {Annotations}
        values = (
            list(map(_annotations, self.labels))
            if self.boxes_only
            else [each.annotations if type(each) is Annotations else each for each in self.labels]
        )
        kinds = set(map(type, values))
        if kinds == {list}:
            self.lists = values
            self.empty = len(values) - sum(map(bool, values))
            return
        self.lists = [each if type(each) is list else () for each in values]
        entities = [each.entities for each in values if type(each) is Spans]
        self.spans = [each for each in entities if each]
        self.empty = values.count([]) + entities.count([])

    def _by_class_map(self) -> dict[bytes, list[Any]]:
        """The class ids of labels that have the same class-map, as it stands in their lines."""
        if "class-map" not in self.shape.members:
            return {}
        maps = list(map(self.shape.getter("class-map"), self.metadata))
        places, lists = self.places, self.lists
        if UNSET in maps:
            keep = [each is not UNSET for each in maps]
            maps, places, lists = (
                list(itertools.compress(each, keep)) for each in (maps, places, lists)
            )
        texts = list(map(bytes, maps))
        groups: dict[bytes, list[Any]] = defaultdict(list)
        lists = list(lists)
        for text, ids in zip(texts, lists, strict=True):
            groups[text].append(ids)
        wrong = {text for text, group in groups.items() if not self._in_map(text, group)}
        if wrong:
            for place, text, ids in zip(places, texts, lists, strict=True):
                if text in wrong and not self._in_map(text, [ids]):
                    self.doubtful.add(place)
        return groups

    def _in_map(self, text: bytes, lists: Iterable[Any]) -> bool:
        """Whether the class ids are all in the class-map, and that is one."""
        names = class_names(text)
        values = chain.from_iterable(lists)
        if self.boxes_only:
            ids = set(map(_class_id, values))
        else:
            ids = {each.class_id if type(each) is Box else each for each in values}
        ids.discard(UNSET)
        return names is not None and ids <= names.keys()


def missing(column: Column) -> list[int]:
    """The places where a column is UNSET."""
    count = column.count(UNSET)
    if count > len(column) // 16:
        return [place for place, each in enumerate(column) if each is UNSET]
    places: list[int] = []
    for _ in range(count):
        places.append(column.index(UNSET, places[-1] + 1 if places else 0))
    return places


def _met(values: list[Any]) -> list[Any]:
    return [each for each in values if each is not UNSET] if UNSET in values else values


def _counted(names: Iterable[Any]) -> Iterator[tuple[str, int]]:
    return ((name, count) for name, count in Counter(names).items() if name is not UNSET)
