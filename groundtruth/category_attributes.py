"""Attributes of labels and frames in the label category file of a video frame or 3D job.

A row says what the form shows of one of them: {"of", "name", "kind", "values", "description",
"required"}, all text. `of` is ALL for every label, FRAME for a frame, or a label's name; `kind` is
text, choice or number; `values` are choices with commas between, or a number's bounds, “0 to 10”.

Source: the developer guide's page on label category and frame attributes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, str]

ALL = "*"
FRAME = "#frame"
KINDS = {"text": "Free text", "choice": "Choice", "number": "Number"}
MEMBERS = ("of", "name", "kind", "values", "description", "required")

MOST = 10  # attributes of a label, those of every label included, or of a frame
MOST_FREE_TEXT = 5
MOST_CHOICES = 10
MAX_NAME = MAX_CHOICE = 16
MAX_DESCRIPTION = 128

_LISTS = {ALL: "categoryGlobalAttributes", FRAME: "frameAttributes"}
_OWN = ("categoryAttributes", "attributes")  # the page on 3D-2D tracking has the second
_BOUNDS = re.compile(r"\s*(-?[\d.]{1,20})?\s*(?:to|–|\.\.)\s*(-?[\d.]{1,20})?\s*")


def rows(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """The attributes in a label category file's content."""
    return [_row(of, attribute) for of, attribute in _placed(content)]


def write(content: dict[str, Any], wanted: Sequence[Row]) -> None:
    """Put these attributes into a content whose labels stand; what else it says of one stays."""
    known = {(of, each.get("name")): each for of, each in _placed(content)}
    for of, member in _LISTS.items():
        _put(content, member, _attributes(known, wanted, of))
    for label in content["labels"]:
        members = [name for name in _OWN if name in label] or [_OWN[0]]
        _put(label, members[0], _attributes(known, wanted, label["label"]))


def problems(wanted: Sequence[Row], labels: Sequence[str]) -> list[str]:
    """Why these attributes cannot be used with these labels, as sentences: every reason."""
    found = [sentence for row in wanted for sentence in _row_problems(row, labels)]
    return found + list(_count_problems(wanted, labels))


def _placed(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for of, member in _LISTS.items():
        yield from ((of, each) for each in content.get(member) or ())
    for label in content.get("labels") or ():
        for member in _OWN:
            yield from ((label["label"], each) for each in label.get(member) or ())


def _row(of: str, attribute: Mapping[str, Any]) -> dict[str, str]:
    number = attribute.get("type") == "number"
    kind = "number" if number else "choice" if attribute.get("enum") else "text"
    bounds = [attribute.get(name) for name in ("minimum", "maximum")]
    values = ", ".join(map(str, attribute.get("enum") or ()))
    if number and bounds != [None, None]:
        values = " to ".join("" if bound is None else f"{bound:g}" for bound in bounds).strip()
    return {
        "of": of,
        "name": str(attribute.get("name", "")),
        "kind": kind,
        "values": values,
        "description": str(attribute.get("description", "")),
        "required": "yes" if attribute.get("isRequired") else "",
    }


def _attributes(
    known: Mapping[tuple[str, Any], Mapping[str, Any]], wanted: Iterable[Row], of: str
) -> list[dict[str, Any]]:
    return [_attribute(known.get((of, row["name"]), {}), row) for row in wanted if row["of"] == of]


def _attribute(known: Mapping[str, Any], row: Row) -> dict[str, Any]:
    if known and _row(row["of"], known) == dict(row):
        return dict(known)
    said = {"name": row["name"], "type": "number" if row["kind"] == "number" else "string"}
    kept = {name: value for name, value in known.items() if name not in _SAID}
    return {**said, **_values(row), **_more(row), **kept}


_SAID = ("name", "type", "enum", "minimum", "maximum", "description", "isRequired")


def _more(row: Row) -> dict[str, Any]:
    more: dict[str, Any] = {"description": row["description"]} if row["description"] else {}
    return more | ({"isRequired": True} if row["required"] else {})


def _values(row: Row) -> dict[str, Any]:
    if row["kind"] == "choice":
        return {"enum": _choices(row)}
    bounds = _BOUNDS.fullmatch(row["values"]) if row["kind"] == "number" else None
    named = zip(("minimum", "maximum"), bounds.groups() if bounds else (), strict=False)
    return {name: _number(bound) for name, bound in named if bound}


def _choices(row: Row) -> list[str]:
    return [choice.strip() for choice in row["values"].split(",") if choice.strip()]


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _put(holder: dict[str, Any], member: str, attributes: list[dict[str, Any]]) -> None:
    if attributes:
        holder[member] = attributes
    else:
        holder.pop(member, None)


def _row_problems(row: Row, labels: Sequence[str]) -> Iterator[str]:
    name = row["name"]
    if not name:
        yield "An attribute has no name: give it one, or remove its row."
        return
    if len(name) > MAX_NAME:
        yield f"“{name}” is too long: {len(name)} characters, at most {MAX_NAME}."
    if row["of"] not in (ALL, FRAME, *labels):
        yield f"“{name}” belongs to “{row['of']}”, which is no label any more: choose another."
    if row["of"] == FRAME and not row["description"]:
        yield f"“{name}” needs a description, because it is an attribute of the frame."
    if len(row["description"]) > MAX_DESCRIPTION:
        yield f"The description of “{name}” takes at most {MAX_DESCRIPTION} characters."
    yield from _value_problems(row)


def _value_problems(row: Row) -> Iterator[str]:
    name, choices = row["name"], _choices(row)
    if row["kind"] == "choice":
        if not 1 <= len(choices) <= MOST_CHOICES:
            yield f"“{name}” takes 1 to {MOST_CHOICES} choices: there are {len(choices)}."
        for choice in choices:
            if len(choice) > MAX_CHOICE:
                yield f"The choice “{choice}” of “{name}” takes at most {MAX_CHOICE} characters."
    if row["kind"] == "number" and row["values"] and not _is_range(row["values"]):
        yield f"“{row['values']}” is no range for “{name}”: write it like 0 to 10."


def _is_range(values: str) -> bool:
    bounds = _BOUNDS.fullmatch(values)
    try:
        return bounds is not None and all(
            _number(each) is not None for each in bounds.groups() if each
        )
    except (TypeError, ValueError):
        return False


def _count_problems(wanted: Sequence[Row], labels: Sequence[str]) -> Iterator[str]:
    for (of, name), count in Counter((row["of"], row["name"]) for row in wanted).items():
        if name and count > 1:
            yield f"{_place(of)} has “{name}” {count} times: write it once."
    for of in (FRAME, *(labels or [ALL])):
        own = [row for row in wanted if row["of"] in ((of,) if of == FRAME else (of, ALL))]
        if len(own) > MOST:
            yield f"{_place(of)} can have {MOST} attributes: there are {len(own)}."
        free = sum(row["kind"] == "text" for row in own)
        if free > MOST_FREE_TEXT:
            yield (
                f"{_place(of)} can have {MOST_FREE_TEXT} attributes of free text: there are {free}."
            )


def _place(of: str) -> str:
    return {ALL: "Every label", FRAME: "The frame"}.get(of, f"The label “{of}”")
