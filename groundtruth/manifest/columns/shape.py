"""The shape of a manifest's lines: a decoder for the keys met so far, which skips all it can.

A line of any other shape is refused, read by the book and learned from.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from groundtruth.label_attribute import metadata_key
from groundtruth.manifest.columns.repeats import Keys, prepare
from groundtruth.manifest.label import SIGNS, attribute_name

MAX_NAMES = 64  # keys, and members of one label's metadata; the rest is read by the book

Confidence = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Scored(Struct, gc=False, eq=False, forbid_unknown_fields=True):
    """What the metadata says about one box or one span."""

    confidence: Confidence | UnsetType = UNSET


class Color(Struct, gc=False, eq=False, rename="kebab"):
    """A class of a mask."""

    class_name: str | UnsetType = UNSET
    confidence: Confidence | UnsetType = UNSET


class Box(Struct, gc=False, eq=False):
    """One annotation."""

    class_id: int | UnsetType = UNSET


class Span(Struct, gc=False, eq=False):
    """One named entity."""

    label: str | UnsetType = UNSET


class Spans(Struct, gc=False, eq=False):
    """The annotations of named entity recognition."""

    entities: list[Span] | UnsetType = UNSET


class Annotations(Struct, gc=False, eq=False):
    """A label that is an object."""

    annotations: list[Box] | Spans | UnsetType = UNSET


LabelValue = Annotations | list[int] | str | float | int | bool | None

MEMBERS: Mapping[str, Any] = {
    "type": str,
    "job-name": str,
    "human-annotated": str,
    "creation-date": str,
    "failure-reason": str,
    "class-name": str,
    "confidence": Confidence,
    "confidence-map": dict[str, Confidence],
    "objects": Raw,  # read by scores, a block's at once
    "entities": Raw,
    "internal-color-map": dict[str, Color],
    "color-map": dict[str, Color],
    "class-map": Raw,  # the same few texts: parsed once each by class_names
    "class_map": Raw,
}

SCORED = frozenset(("objects", "entities"))  # lists in step with boxes or spans
COLOR_MAPS = frozenset(("internal-color-map", "color-map"))

Getter = Callable[[Any], Any]


class Metadata:
    """The metadata of one label attribute: the members that have been met, and how to get at them.

    Nothing is spent on members that were not met.
    """

    def __init__(self) -> None:
        self.members: dict[str, Getter] = {}
        self.compile()

    def compile(self) -> None:
        fields = {member: MEMBERS.get(member, Raw) for member in self.members}
        self.type, getters = _struct("Metadata", fields)
        self.members = dict(zip(self.members, getters, strict=True))

    def learn(self, members: Iterable[str]) -> bool:
        """Widen to these members; False when there is none to add, or no room."""
        new = [each for each in members if each not in self.members and _can_be_a_field(each)]
        if not new or len(self.members) + len(new) > MAX_NAMES:
            return False
        self.members.update(dict.fromkeys(new, nothing))
        self.compile()
        return True

    def getter(self, member: str) -> Getter:
        return self.members.get(member, nothing)

    def column(self, member: str, metadata: Iterable[Any]) -> list[Any]:
        """What a member is in each that has it."""
        if member not in self.members:
            return []
        return met(list(map(self.members[member], metadata)))

    def whole_column(self, member: str, metadata: Iterable[Any]) -> list[Any]:
        """What a member is in each, UNSET where it is missing."""
        return list(map(self.getter(member), metadata))

    def is_of_a_label(self, metadata: Any) -> bool:
        return any(self.getter(sign)(metadata) is not UNSET for sign in SIGNS)


class Shape:
    """The keys met so far, each with what a decoder should make of its value."""

    def __init__(self) -> None:
        self.columns: dict[str, Getter] = {}
        self.metadata: dict[str, Metadata] = {}  # by label attribute name
        self.keys: Keys
        self.compile()

    def compile(self) -> None:
        fields = {key: self._type(key) for key in self.columns}
        struct, getters = _struct("Line", fields)
        self.columns = dict(zip(self.columns, getters, strict=True))
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(struct).decode
        self.keys = prepare(self.columns)

    def learn(self, members: Mapping[str, Raw]) -> bool:
        """Widen the shape to these members of a line; False when it fitted already, or cannot."""
        new = [key for key in members if key not in self.columns and _can_be_a_field(key)]
        new = new if len(self.columns) + len(new) <= MAX_NAMES else []
        self.columns.update(dict.fromkeys(new, nothing))
        self.metadata.update((name, Metadata()) for key in new if (name := attribute_name(key)))
        grown = [self._learn_metadata(name, members) for name in self.metadata]
        if new or any(grown):
            self.compile()
            return True
        return False

    def _learn_metadata(self, name: str, members: Mapping[str, Raw]) -> bool:
        value = members.get(metadata_key(name))
        if value is None or bytes(value)[:1] != b"{":
            return False
        return self.metadata[name].learn(_keys.decode(value))

    def _type(self, key: str) -> Any:
        if key == "source-ref":
            return str
        if name := attribute_name(key):
            return self.metadata[name].type
        return LabelValue if key in self.metadata else Raw


def scores(texts: Sequence[Raw]) -> list[float] | None:
    """All confidences of lists as they stand in the lines; None when one is no such list.

    What Ground Truth writes is numbers in always the same wrapping. So the wrapping is deleted, and
    what is left is right if nothing but wrapping has gone, and as much of it as there are numbers.
    """
    written = b",".join(texts)
    bare = written.translate(None, _WRAPPING)
    try:
        numbers = _numbers.decode(b"[" + bare + b"]")
    except msgspec.DecodeError:
        numbers = []
    count = written.count(_OPENING)
    gone = count * (len(_OPENING) + 1) + 2 * len(texts)
    if len(numbers) == count and len(written) - len(bare) == gone:
        return numbers
    try:
        lists = _scored.decode(b"[" + written + b"]")
    except (msgspec.DecodeError, RecursionError):
        return None
    found = (each.confidence for each in itertools.chain.from_iterable(lists))
    return [each for each in found if each is not UNSET]


_OPENING = b'{"confidence":'
_WRAPPING = b"[]{}:" + b'"confidence"'
_numbers = msgspec.json.Decoder(list[Confidence])
_scored = msgspec.json.Decoder(list[list[Scored]])


_keys = msgspec.json.Decoder(dict[str, Raw])


def met(column: list[Any]) -> list[Any]:
    """What there is in a column."""
    if all(column) or UNSET not in column:  # all() is the quicker one
        return column
    return [each for each in column if each is not UNSET]


def nothing(_: Any) -> UnsetType:
    """The getter of what was never met."""
    return UNSET


def _can_be_a_field(name: str) -> bool:
    """msgspec refuses quotes, backslashes and control characters in names of fields."""
    return bool(name) and name.isprintable() and '"' not in name and "\\" not in name


def _struct(name: str, fields: Mapping[str, Any]) -> tuple[Any, list[Getter]]:
    """A type with these fields, all optional, and how to get at them."""
    struct = msgspec.defstruct(
        name,
        [
            (f"f{place}", kind | UnsetType, msgspec.field(default=UNSET, name=key))
            for place, (key, kind) in enumerate(fields.items())
        ],
        gc=False,
        eq=False,
        forbid_unknown_fields=True,
    )
    return struct, [attrgetter(f"f{place}") for place in range(len(fields))]
