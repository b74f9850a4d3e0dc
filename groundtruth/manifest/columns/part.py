"""One label attribute in the objects of one block, as columns.

A column holds what one key is in each of the objects, UNSET where it is missing; working on whole
columns keeps the work out of Python's own loops.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec import UNSET

from groundtruth.manifest.columns.shape import (
    COLOR_MAPS,
    SCORED,
    Annotations,
    Box,
    Metadata,
    Spans,
    met,
    scores,
)
from groundtruth.manifest.label import class_names

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
        self._leave_out_bare_labels()
        if not all(self.labels) and UNSET in self.labels:
            self._leave_out_bare_metadata()
        self.paired = len(self.metadata)
        self.kinds = shape.whole_column("type", self.metadata)
        if not all(self.kinds) and UNSET in self.kinds:
            self._keep(list(map(shape.is_of_a_label, self.metadata)))
            self.kinds = shape.whole_column("type", self.metadata)
        self._sort_labels()
        self.scores = [*self._scores()]
        self.colors = self._values(*COLOR_MAPS)
        self.by_class_map = self._by_class_map()

    def class_names(self) -> Iterator[Iterable[str]]:
        """The classes that labels were given, but for those in class-maps."""
        has = self.shape.members.keys()
        if "class-name" in has:
            yield self.shape.column("class-name", self.metadata)
        yield met(list(map(_class_name, self.colors)))
        if "class_map" in has:
            for raw in self.shape.column("class_map", self.metadata):
                yield (class_names(bytes(raw)) or {}).values()
        spans = map(set, map(map, itertools.repeat(_label), self.spans))  # each class once a label
        yield met(list(chain.from_iterable(spans)))

    def confidences(self) -> Iterator[Sequence[float]]:
        """All that are given, each from 0 to 1."""
        has = self.shape.members.keys()
        if "confidence" in has:
            yield self.shape.column("confidence", self.metadata)
        yield met(list(map(_confidence, self.colors)))
        yield from self.scores
        if "confidence-map" in has:
            yield self._values("confidence-map")

    def _values(self, *members: str) -> list[Any]:
        """The values of all mappings under these members."""
        columns = (self.shape.column(member, self.metadata) for member in members)
        return list(chain.from_iterable(map(dict.values, chain.from_iterable(columns))))

    def _scores(self) -> Iterator[list[float]]:
        """The confidences of boxes and spans; where one is odd, the object is doubtful."""
        for member in self.shape.members.keys() & SCORED:
            found = scores(self.shape.column(member, self.metadata))
            if found is None:
                get, one_by_one = self.shape.getter(member), zip(self.places, self.metadata)  # noqa: B905
                for place, metadata in one_by_one:
                    if get(metadata) is not UNSET and scores([get(metadata)]) is None:
                        self.doubtful.add(place)
            else:
                yield found

    def _leave_out_bare_labels(self) -> None:
        """Go on with the objects that have metadata."""
        if not all(self.metadata):
            metadata, labels = self.metadata, self.labels
            self.places = [at for at, each in enumerate(metadata) if each is not UNSET]
            self.metadata = [metadata[at] for at in self.places]
            self.labels = [labels[at] for at in self.places]

    def _leave_out_bare_metadata(self) -> None:
        """Sort out the objects without a label: they failed, or something is wrong with them."""
        reason, is_of_a_label = self.shape.getter("failure-reason"), self.shape.is_of_a_label
        alone = missing(self.labels)
        for at in alone:
            place, metadata = self.places[at], self.metadata[at]
            if reason(metadata) is not UNSET:
                self.failed[place] = metadata
            elif is_of_a_label(metadata):
                self.doubtful.add(place)
        keep = bytearray(b"\1") * len(self.metadata)
        for at in alone:
            keep[at] = 0
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
