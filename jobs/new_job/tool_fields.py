"""The labeling tool's panel: what workers read, the labels they choose from, their page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from groundtruth import category_attributes, label_categories
from groundtruth.task_types import TaskType
from jobs.fields import LinesField, OneLineInput, WordsField
from jobs.new_job import label_rows, tool_content
from jobs.new_job.label_plan import LabelPlan
from jobs.new_job.label_rows import AttributesField, LabelsField, ShortNamesField

_DRAWN = {
    "BoundingBox": "Bounding box",
    "Polyline": "Polyline",
    "Polygon": "Polygon",
    "Keypoint": "Keypoint",
}
# What a label category file says of labels, which not every task type's does.
LABEL_DETAILS = ("annotation_type", "short_display_names", "label_attributes")
_EXISTING = ("label_category_config_s3_uri", "ui_template_s3_uri")


class ToolFields(forms.Form):
    """The fields of the panel."""

    task_title = forms.CharField(strip=False, help_text="What workers see in their list of tasks.")
    task_description = forms.CharField(strip=False)
    task_keywords = WordsField(
        required=False, help_text="Up to five, with commas between them.", widget=OneLineInput()
    )
    annotation_type = forms.ChoiceField(
        label="Annotation type", required=False, choices=tuple(_DRAWN.items())
    )
    labels = LabelsField(label="Labels", required=False)
    short_display_names = ShortNamesField(required=False)
    label_attributes = AttributesField(
        label="Attributes",
        required=False,
        help_text="What workers answer about a label or a frame beside drawing.",
    )
    short_instruction = forms.CharField(
        label="Short instructions",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="What workers always see beside the task: plain text, or HTML that begins with "
        "a tag.",
    )
    full_instruction = forms.CharField(
        label="Full instructions",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="What workers see when they ask for more. Left empty, the short ones.",
    )
    label_category_config_s3_uri = forms.CharField(
        required=False,
        widget=OneLineInput(),
        help_text="S3 location of a file of labels. Leave it empty to use the labels above.",
    )
    ui_template_s3_uri = forms.CharField(
        required=False,
        widget=OneLineInput(),
        help_text="S3 location of the page that workers label on. Left empty, a plain one is made.",
    )
    labels_before = LinesField(required=False, widget=forms.HiddenInput)
    categories_before = forms.CharField(required=False, widget=forms.HiddenInput)
    instructions_before = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def tool(self) -> list[forms.BoundField]:
        """The panel's fields that this form has and shows, but for files that are there already."""
        names = [name for name in ToolFields.base_fields if name not in _EXISTING]
        fields = [self[name] for name in names if name in self.fields]
        return [field for field in fields if not field.is_hidden]

    @property
    def existing_files(self) -> list[forms.BoundField]:
        return [self[name] for name in _EXISTING if name in self.fields]

    @property
    def tool_before(self) -> list[forms.BoundField]:
        """The hidden fields that tell what has been changed."""
        return [self[name] for name in _BEFORE if name in self.fields]

    def _suit_tool(self, task_type: TaskType) -> None:
        """Leave what the task type's label category file can say."""
        for name in set(LABEL_DETAILS) - set(tool_content.fields(task_type)):
            del self.fields[name]
        self.fields["labels"].optional = False  # there may be a file of them
        most = label_categories.most(task_type)
        short = "; short names are optional" if "short_display_names" in self.fields else ""
        self.fields["labels"].help_text = "At least {} for {}{}{}. {}".format(
            label_categories.least(task_type),
            task_type.name,
            f", at most {most}" if most else "",
            short,
            "They are written to a new label category file, unless nothing is changed."
            if self["labels_before"].value()
            else "They are written to a label category file for the job.",
        )
        labels = self.fields["labels"].widget
        labels.max_length = label_categories.longest(task_type)
        if "short_display_names" in self.fields:
            labels.short_names = self["short_display_names"].value() or []
        if "label_attributes" in self.fields:
            typed = str(self["labels"].value() or "")
            self.fields["label_attributes"].widget.labels = list(filter(None, typed.split("\n")))

    def focus(self, asked: tuple[str, int] | None) -> None:
        """Have a row of a list take the focus once the page stands."""
        if asked and asked[0] in self.fields:
            self.fields[asked[0]].widget.focused = asked[1]

    def _compare_tool(self, fields: dict[str, Any], task_type: TaskType) -> None:
        """Say in the cleaned fields what is no longer as it was first shown."""
        if "short_display_names" in fields:
            typed = str(self["labels"].value() or "")
            short = fields["short_display_names"] or []
            fields["short_display_names"] = label_rows.short_names(typed, short)
        for name, digest in (
            ("categories", tool_content.categories(fields, task_type)),
            ("instructions", tool_content.instructions(fields)),
        ):
            before = fields.get(f"{name}_before")
            fields[f"{name}_changed"] = bool(before) and before != digest


_BEFORE = ("labels_before", "categories_before", "instructions_before")


def problems(fields: Mapping[str, Any], task_type: TaskType) -> list[tuple[str, str]]:
    """Why what was typed cannot be a label category file, as a field and a sentence."""
    labels = fields.get("labels") or []
    rows = fields.get("label_attributes") or []
    told = [("labels", text) for text in label_categories.problems(labels, task_type)]
    told += [("label_attributes", text) for text in category_attributes.problems(rows, labels)]
    return told


def missing_labels(plan: LabelPlan, form: forms.Form) -> tuple[str, list[str]]:
    """A label attribute of the manifest, and which of its labels the form’s list lacks."""
    found = plan.found
    if found is None and plan.summary and plan.wish.continues:
        found = plan.summary.attribute(plan.wish.continues)
    if found is None or "labels" not in form.fields:
        return "", []
    typed = {line.strip() for line in str(form["labels"].value() or "").split("\n")}
    return found.name, label_categories.unlisted(found.classes, typed)
