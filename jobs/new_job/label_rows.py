"""Labels and their attributes as rows of a form, to which rows are added and from which removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from groundtruth import category_attributes
from groundtruth.category_attributes import ALL, FRAME, KINDS, MEMBERS
from jobs.fields import LinesField, whole

LABELS, SHORT_NAMES, ATTRIBUTES = "labels", "short_display_names", "label_attributes"
ADD, REMOVE = "-add", "-remove"  # what the buttons of a list are called, after its name
EMPTY_ROWS = 2  # of a list that has none

# The names under which the parts of one row are sent.
_PARTS: Mapping[str, tuple[str, ...]] = {
    LABELS: (LABELS, SHORT_NAMES),
    ATTRIBUTES: tuple(f"{ATTRIBUTES}-{member}" for member in MEMBERS),
}


def buttons() -> list[str]:
    return [name + do for name in _PARTS for do in (ADD, REMOVE)]


def edit(said: QueryDict) -> None:
    """Add or remove the row that a pressed button asks for."""
    for name, parts in _PARTS.items():
        if name + ADD in said:
            for part in parts:
                said.setlist(part, [*said.getlist(part), ""])
        if name + REMOVE in said:
            for part in parts:
                said.setlist(part, _without(said.getlist(part), said[name + REMOVE]))


def focus(said: Mapping[str, Any]) -> tuple[str, int] | None:
    """The list and the row that a pressed button leads to; -1 is the last one."""
    for name in _PARTS:
        if name + ADD in said:
            return name, -1
        if name + REMOVE in said:
            return name, whole(said[name + REMOVE]) or 0
    return None


def _without(values: list[str], index: str) -> list[str]:
    gone = whole(index)
    return [value for number, value in enumerate(values) if number != gone]


class RowsInput(forms.Widget):
    """What the lists have in common; `focused` is the row that takes the focus."""

    is_group = True
    focused: int | None = None

    def _rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self.focused is not None and rows:
            rows[min(self.focused, len(rows) - 1)]["focused"] = True
        return rows


class LabelsInput(RowsInput):
    """A text input for each label; `short_names` stand beside, in the same order, or not at all."""

    template_name = "django/forms/widgets/labels.html"
    short_names: Sequence[str] | None = None
    max_length = 256

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = str(value or "").split("\n") if value else [""] * EMPTY_ROWS
        short = [*(self.short_names or ()), *[""] * len(labels)]
        context["rows"] = self._rows(
            [{"label": each, "short": short[number]} for number, each in enumerate(labels)]
        )
        context |= {"has_short_names": self.short_names is not None, "max_length": self.max_length}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        return "\n".join(data.getlist(name)) if name in data else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class LabelsField(LinesField):
    """Labels in their order; empty rows do not count."""

    widget = LabelsInput


class ShortNamesInput(forms.HiddenInput):
    """Drawn by the labels' rows."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name))


class ShortNamesField(forms.Field):
    """What is shown for each label where there is little room, in the order of the labels' rows."""

    widget = ShortNamesInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # it has no member of the request of its own


def short_names(rows: str, short: Sequence[str]) -> dict[str, str]:
    """The short names by label, for what the rows say."""
    pairs = zip(rows.split("\n"), short, strict=False)
    named = ((label.strip(), name.strip()) for label, name in pairs)
    return {label: name for label, name in named if label and name}


class AttributesInput(RowsInput):
    """A row of controls for each attribute; `labels` are those that it can belong to."""

    template_name = "django/forms/widgets/label_attributes.html"
    labels: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        places = {ALL: "All labels", FRAME: "Frame"} | {label: label for label in self.labels}
        context["rows"] = self._rows([dict(row) for row in value or ()])
        for row in context["rows"]:
            row["places"] = {**places, **{of: of for of in [row["of"]] if of and of not in places}}
        context |= {"kinds": KINDS, "limits": category_attributes}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}-{member}") for member in MEMBERS]
        return [
            dict(zip(MEMBERS, (text.strip() for text in row), strict=True))
            for row in zip(*columns, strict=False)
        ]


class AttributesField(forms.Field):
    """Rows of groundtruth.category_attributes; those that say nothing do not count."""

    widget = AttributesInput

    def clean(self, value: Any) -> list[dict[str, str]]:
        return [_complete(row) for row in value or () if row["name"] or row["values"]]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # it has no member of the request of its own


def _complete(row: Mapping[str, str]) -> dict[str, str]:
    """A row as it was first shown: the controls that were not touched say something, too."""
    kind = row["kind"] if row["kind"] in KINDS else "text"
    return {**row, "of": row["of"] or ALL, "kind": kind}
