"""The labeling tool's panel: what workers read, the labels they choose from, their page."""

from __future__ import annotations

from django import forms

from jobs.fields import LinesField, OneLineInput, WordsField


class ToolFields(forms.Form):
    """The fields of the panel."""

    task_title = forms.CharField(strip=False, help_text="What workers see in their list of tasks.")
    task_description = forms.CharField(strip=False)
    task_keywords = WordsField(
        required=False, help_text="Up to five, with commas between them.", widget=OneLineInput()
    )
    labels = LinesField(
        label="Labels",
        required=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text="One on a line. New labels are written to a new label category file.",
    )
    labels_before = LinesField(required=False, widget=forms.HiddenInput)
    short_instruction = forms.CharField(
        label="Short instruction",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="What workers always see beside the task.",
    )
    full_instruction = forms.CharField(
        label="Full instruction",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="What workers see when they ask for more.",
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

    @property
    def tool(self) -> list[forms.BoundField]:
        """The panel's fields that this form has and shows."""
        fields = [self[name] for name in ToolFields.base_fields if name in self.fields]
        return [field for field in fields if not field.is_hidden]
