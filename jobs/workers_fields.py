"""The Workers panel: who labels, for how long and for what, and whether a model helps."""

from __future__ import annotations

from django import forms

from jobs.fields import DurationField, OneLineInput, PriceField, WholeNumberField, WordsField


class WorkersFields(forms.Form):
    """The fields of the panel."""

    workteam_arn = forms.CharField(
        widget=OneLineInput(list="workteam_arn-choices"), help_text="ARN of the work team."
    )
    task_time_limit_in_seconds = DurationField(
        help_text="What a worker has for one task, like 5 minutes."
    )
    task_availability_lifetime_in_seconds = DurationField(
        required=False,
        help_text="How long a task waits for workers before it expires, like 10 days.",
    )
    price_per_task = PriceField(
        label="Price per task",
        required=False,
        help_text="For the public workforce: US dollars for each worker and task, like 0.036.",
    )
    content_classifiers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(
            ("FreeOfAdultContent", "The dataset does not contain adult content."),
            (
                "FreeOfPersonallyIdentifiableInformation",
                "The dataset does not contain personally identifiable information.",
            ),
        ),
        help_text="The public workforce may see only data for which the second is true.",
    )
    number_of_human_workers_per_data_object = WholeNumberField(help_text="From 1 to 9.")
    max_concurrent_task_count = WholeNumberField(
        required=False, help_text="Objects that are out with workers at the same time."
    )
    enable_automated_data_labeling = forms.BooleanField(
        label="Enable automated data labeling",
        required=False,
        help_text="A model labels what it is sure of. Needs 1,250 objects or more, better 5,000.",
    )
    initial_active_learning_model_arn = forms.CharField(
        required=False, widget=OneLineInput(), help_text="Model that labeling starts from."
    )
    volume_kms_key_id = forms.CharField(
        required=False, widget=OneLineInput(), help_text="KMS key of the training volume."
    )
    security_group_ids = WordsField(
        required=False, widget=OneLineInput(), help_text="Up to five, with commas between them."
    )
    subnets = WordsField(
        required=False, widget=OneLineInput(), help_text="Up to sixteen, with commas between them."
    )

    @property
    def workers(self) -> list[forms.BoundField]:
        """The panel's fields that this form has."""
        return [self[name] for name in WorkersFields.base_fields if name in self.fields]
