"""What a person types to create, clone or chain a labeling job, made into a request."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms

from groundtruth import api_model, job_request
from groundtruth.job_request import FIELDS, LABELS
from groundtruth.task_types import TaskType
from jobs import label_plan
from jobs.beginnings import CREATABLE, Beginning

SPECIFY = (
    "I want to specify a label attribute name different from the labeling job name"  # AWS's words
)


class WholeNumberField(forms.IntegerField):
    """A number without fraction, refused with what was typed."""

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                f"“{value}” is not a whole number. Type digits only, like 300."
            ) from None


class WordsField(forms.CharField):
    """A list of strings, typed with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        words = super().clean(value).split(",")
        return [word.strip() for word in words if word.strip()]


class OneLineInput(forms.TextInput):
    """A text input for names and locations, in which nothing is to be corrected or remembered."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false"} | attrs)


class LabelingJobForm(forms.Form):
    """Every field bears its name in job_request.FIELDS, so that the request is built by table."""

    labeling_job_name = forms.CharField(
        widget=OneLineInput(), help_text="Up to 63 letters, digits and hyphens."
    )
    specify_label_attribute_name = forms.BooleanField(label=SPECIFY, required=False)
    label_attribute_name = forms.CharField(
        required=False,
        widget=OneLineInput(list="attributes"),
        help_text=(
            "Labels are stored in the manifest under this name. "
            "Objects that carry it already are not labeled again."
        ),
    )
    manifest_s3_uri = forms.CharField(
        widget=OneLineInput(), help_text="S3 location of the manifest, like s3://bucket/key."
    )
    s3_output_path = forms.CharField(
        widget=OneLineInput(),
        help_text="S3 location under which the job makes a folder of its own name.",
    )
    role_arn = forms.CharField(
        widget=OneLineInput(list="role_arn-choices"),
        help_text="The role under which SageMaker reads the input and writes the output.",
    )
    max_human_labeled_object_count = WholeNumberField(
        required=False, help_text="The job stops once workers have labeled this many objects."
    )
    max_percentage_of_input_dataset_labeled = WholeNumberField(
        required=False, help_text="From 1 to 100."
    )
    kms_key_id = forms.CharField(
        required=False, widget=OneLineInput(), help_text="KMS key that encrypts the output."
    )
    task_type = forms.ChoiceField(label="Task type")
    workteam_arn = forms.CharField(
        widget=OneLineInput(list="workteam_arn-choices"), help_text="ARN of the work team."
    )
    number_of_human_workers_per_data_object = WholeNumberField(help_text="From 1 to 9.")
    task_time_limit_in_seconds = WholeNumberField(
        help_text="Seconds a worker has for one task; 300 are five minutes."
    )
    task_availability_lifetime_in_seconds = WholeNumberField(
        required=False,
        help_text="Seconds a task waits for workers before it expires; 864,000 are ten days.",
    )
    max_concurrent_task_count = WholeNumberField(
        required=False, help_text="Objects that are out with workers at the same time."
    )
    task_title = forms.CharField(strip=False, help_text="What workers see in their list of tasks.")
    task_description = forms.CharField(strip=False)
    task_keywords = WordsField(
        required=False, help_text="Up to five, with commas between them.", widget=OneLineInput()
    )
    label_category_config_s3_uri = forms.CharField(
        required=False, widget=OneLineInput(), help_text="S3 location of the JSON file of labels."
    )
    ui_template_s3_uri = forms.CharField(
        required=False,
        widget=OneLineInput(),
        help_text="S3 location of the page that workers label on.",
    )

    def __init__(self, beginning: Beginning, *args: Any, **kwargs: Any) -> None:
        self.beginning = beginning
        self.request: dict[str, Any] = {}
        super().__init__(*args, **kwargs)
        self._describe()
        self._suit(job_request.flatten(beginning.draft(self._job_name())))

    def _job_name(self) -> str:
        name = self.data.get("labeling_job_name") or self.initial.get("labeling_job_name")
        return str(name or "").strip()

    def _describe(self) -> None:
        """Say of each field what the API calls it and allows."""
        for name, field in self.fields.items():
            if name not in FIELDS:
                continue
            field.label = LABELS[name]
            field.widget.attrs |= _limits(name, field)
            field.error_messages["required"] = (
                f"“{field.label}” is missing: the job cannot be created without it."
            )

        self.fields["label_attribute_name"].optional = False  # shown only when it is wanted

    def _suit(self, draft: Mapping[str, Any]) -> None:
        """Leave what this beginning and its task type have a use for."""
        if self.beginning.prior is None:
            self.fields["task_type"].choices = _task_type_choices()
        else:
            del self.fields["task_type"]
        if "human_task_ui_arn" in draft:
            del self.fields["ui_template_s3_uri"]
        if self.beginning.how == "chain":
            manifest = self.fields["manifest_s3_uri"]
            manifest.disabled = True  # Django then ignores whatever was posted for it
            self.initial["manifest_s3_uri"] = draft["manifest_s3_uri"]
            manifest.help_text = (
                f"Output manifest of {self.beginning.prior_name}. "
                "A chained job always goes on from it."
            )
        if self.chosen_task_type.needs_ref:
            self.fields["label_attribute_name"].widget.attrs["data-suffix"] = "-ref"

    @property
    def chosen_task_type(self) -> TaskType:
        chosen = self["task_type"].value() if "task_type" in self.fields else ""
        return self.beginning.task_type(str(chosen))

    def clean(self) -> dict[str, Any]:
        """Hold the request that the form stands for against every rule that AWS has."""
        fields: dict[str, Any] = super().clean() or {}
        self.request = self.beginning.request(fields)
        for problem in job_request.problems(self.request):
            self._tell(problem)
        return fields

    def _tell(self, problem: job_request.FieldProblem) -> None:
        field = problem.field
        if field == "label_attribute_name" and not self.data.get("specify_label_attribute_name"):
            # The name follows the job's: what is wrong with it is to be mended there.
            field = "labeling_job_name"
        known = [str(error) for error in self.errors.get(field, [])]
        if any("missing" in error for error in known) or problem.text in known:
            return
        self.add_error(field if field in self.fields else None, problem.text)

    def drafted(self) -> dict[str, Any]:
        """The request that the form stands for so far, right or wrong."""
        if not self.is_bound:
            return self.beginning.request(self.initial)
        self.is_valid()  # not full_clean(), which would forget errors that were added since
        return self.request

    def wish(self) -> label_plan.Wish:
        """What the form says so far about what is to be labeled, right or wrong."""
        said = {name: self[name].value() for name in self.fields}
        beginning = self.beginning
        return label_plan.Wish(
            label_attribute_name=beginning.label_attribute_name(said),
            task_type=self.chosen_task_type,
            continues=beginning.prior_label_attribute_name if beginning.how == "chain" else "",
            cut_short=beginning.cut_short,
            max_human_labeled_object_count=_number(said["max_human_labeled_object_count"]),
            max_percentage_of_input_dataset_labeled=_number(
                said["max_percentage_of_input_dataset_labeled"]
            ),
        )

    def unjudged(self) -> LabelingJobForm:
        """The same form with the same content, and not a word about what is wrong in it."""
        said = {name: self[name].value() for name in self.fields}
        return LabelingJobForm(self.beginning, initial=self.initial | said)


def _number(typed: Any) -> int | None:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() else None


def _limits(name: str, field: forms.Field) -> dict[str, Any]:
    """HTML attributes for what the API model says: maxlength, min and max."""
    shape = api_model.shape("CreateLabelingJobRequest")
    for member in FIELDS[name]:
        shape = shape.members[member]
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if isinstance(field, forms.IntegerField):
        limits = {"min": low, "max": high}
    else:
        limits = {"maxlength": high if shape.type_name == "string" else None}
    return {attribute: value for attribute, value in limits.items() if value is not None}


def _task_type_choices() -> list[Any]:
    """The built-in task types by category, as the AWS console groups them."""
    return [("", "Choose a task type")] + [
        (category, [(task_type.suffix, task_type.name) for task_type in members])
        for category, members in groupby(CREATABLE, key=lambda task_type: task_type.category)
    ]
