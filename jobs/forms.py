"""What a person types to create, clone or chain a labeling job, made into a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms

from groundtruth import api_model, job_request, label_categories, task_price
from groundtruth.job_request import FIELDS, LABELS
from groundtruth.task_types import TaskType
from jobs import audit_fields, audit_files, label_plan, tool_files
from jobs.beginnings import AUTOMATED, CREATABLE, CUSTOM_FUNCTIONS, Beginning
from jobs.fields import (
    DurationField,
    LinesField,
    OneLineInput,
    PriceField,
    TagsField,
    WholeNumberField,
    WordsField,
)

# AWS's words.
SPECIFY = "I want to specify a label attribute name different from the labeling job name"

FORM_PANELS: Mapping[str, tuple[str, ...]] = {
    "Task type": ("task_type", *CUSTOM_FUNCTIONS),
    "Workers": (
        "workteam_arn",
        "task_time_limit_in_seconds",
        "task_availability_lifetime_in_seconds",
        "price_per_task",
        "content_classifiers",
        "number_of_human_workers_per_data_object",
        "max_concurrent_task_count",
        *AUTOMATED,
    ),
    "Labeling tool": (
        "task_title",
        "task_description",
        "task_keywords",
        "labels",
        "short_instruction",
        "full_instruction",
        "label_category_config_s3_uri",
        "ui_template_s3_uri",
    ),
    "Tags – optional": ("tags",),
}


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
    pre_human_task_lambda_arn = forms.CharField(
        required=False, widget=OneLineInput(), help_text="For custom tasks; AWS has the others."
    )
    annotation_consolidation_lambda_arn = forms.CharField(
        required=False, widget=OneLineInput(), help_text="For custom tasks; AWS has the others."
    )
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
    tags = TagsField(required=False)

    def __init__(self, beginning: Beginning, *args: Any, **kwargs: Any) -> None:
        self.beginning = beginning
        self.request: dict[str, Any] = {}
        super().__init__(*args, **kwargs)
        if beginning.how == "chain" and beginning.prior:
            self.fields |= audit_fields.fields(beginning.prior)
        self._describe()
        self._suit(job_request.flatten(beginning.draft(self._job_name())))

    def _job_name(self) -> str:
        name = self.data.get("labeling_job_name") or self.initial.get("labeling_job_name")
        return str(name or "").strip()

    def _describe(self) -> None:
        """Say of each field what the API calls it and allows."""
        for name, field in self.fields.items():
            if name in FIELDS:
                field.label = LABELS[name]
                field.widget.attrs |= _limits(name, field)
            field.error_messages["required"] = (
                f"“{field.label}” is missing: the job cannot be created without it."
            )

        self.fields["label_attribute_name"].optional = False  # shown only when it is wanted

    def _suit(self, draft: Mapping[str, Any]) -> None:
        """Leave what this beginning and its task type have a use for."""
        for name in self._useless(draft):
            del self.fields[name]
        if self.beginning.prior is None:
            self.fields["task_type"].choices = _task_type_choices()
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

    def _useless(self, draft: Mapping[str, Any]) -> Iterator[str]:
        if "human_task_ui_arn" in draft:
            yield "ui_template_s3_uri"
        if self.beginning.prior is not None:
            # Its task type stays, and what AWS or its owner has made for it.
            yield from ("task_type", *CUSTOM_FUNCTIONS, "short_instruction", "full_instruction")
            if not self.data.get("labels_before") and "labels_before" not in self.initial:
                yield from ("labels", "labels_before")  # its label file could not be read
            if self.beginning.task_type().algorithm is None:
                yield from AUTOMATED
        if self.beginning.how == "chain" and "initial_active_learning_model_arn" in self.fields:
            yield "initial_active_learning_model_arn"  # it follows from the label attribute name

    @property
    def chosen_task_type(self) -> TaskType:
        named = ("task_type", "audit", audit_fields.AUDITED)
        said = {name: self[name].value() for name in named if name in self.fields}
        return self.beginning.chosen_task_type(said)

    def clean(self) -> dict[str, Any]:
        """Hold the request that the form stands for against every rule that AWS has."""
        fields: dict[str, Any] = super().clean() or {}
        self.request = self.beginning.request(fields, self.changed_data)
        for text in self._label_problems(fields):
            self.add_error("labels", text)
        found = job_request.problems(self.request)
        if wanted := self.beginning.audit(fields):
            name = self.request.get("LabelAttributeName", "")
            answers = fields.get(audit_fields.ANSWERS)
            told = audit_fields.problems(wanted, name, answers)
            found += [job_request.FieldProblem(*problem) for problem in told]
        for problem in found:
            self._tell(problem)
        return fields

    def _label_problems(self, fields: Mapping[str, Any]) -> list[str]:
        """Why the labels that were typed cannot be used; a file of labels speaks for itself."""
        labels = fields.get("labels") or []
        if labels == (fields.get("labels_before") or []) or "labels" in self.errors:
            return []
        if self.beginning.prior is None and fields.get("label_category_config_s3_uri"):
            return ["Give either labels or a label category file, and leave the other empty."]
        return label_categories.problems(labels, self.chosen_task_type)

    def _tell(self, problem: job_request.FieldProblem) -> None:
        field = "price_per_task" if problem.field in task_price.MEMBERS else problem.field
        if field == "label_attribute_name" and not self.data.get("specify_label_attribute_name"):
            # The name follows the job's: what is wrong with it is to be mended there.
            field = "labeling_job_name"
        known = [str(error) for error in self.errors.get(field, [])]
        if any("missing" in error for error in known) or problem.text in known:
            return
        self.add_error(field if field in self.fields else None, problem.text)

    @property
    def panels(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields below the overview, by panel."""
        grouped = {
            title: [self[name] for name in names if name in self.fields]
            for title, names in FORM_PANELS.items()
        }
        return [(title, fields) for title, fields in grouped.items() if fields]

    def drafted(self) -> dict[str, Any]:
        """The request that the form stands for so far, right or wrong."""
        if not self.is_bound:
            return self.beginning.request(self.initial, ())
        self.is_valid()  # not full_clean(), which would forget errors that were added since
        return self.request

    def write_tool_files(self) -> None:
        """Write the files that the request names and that do not exist yet."""
        beginning = self.beginning
        if wanted := beginning.audit(self.cleaned_data):
            files = audit_files.files(beginning.region, wanted, self.cleaned_data, self.request)
            tool_files.write(beginning.region, files)
            return
        files = tool_files.files(
            beginning.region,
            self.cleaned_data,
            self.request,
            self.chosen_task_type,
            beginning.prior_label_category_config_s3_uri,
        )
        tool_files.write(beginning.region, files)

    def wish(self) -> label_plan.Wish:
        """What the form says so far about what is to be labeled, right or wrong."""
        said = {name: self[name].value() for name in self.fields}
        beginning, wanted = self.beginning, self.beginning.audit(said)
        goes_on = beginning.how == "chain" and wanted is None
        return label_plan.Wish(
            label_attribute_name=beginning.label_attribute_name(said),
            task_type=self.chosen_task_type,
            continues=beginning.prior_label_attribute_name if goes_on else "",
            cut_short=beginning.cut_short and goes_on,
            audited=wanted.audited if wanted else "",
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
    if isinstance(field, DurationField):
        return {}  # typed in words
    if isinstance(field, forms.IntegerField):
        limits = {"min": low, "max": high}
    else:
        limits = {"maxlength": high if shape.type_name == "string" else None}
    return {attribute: value for attribute, value in limits.items() if value is not None}


def _task_type_choices() -> list[Any]:
    """The built-in task types by category, as the AWS console groups them."""
    return (
        [("", "Choose a task type")]
        + [
            (category, [(task_type.suffix, task_type.name) for task_type in members])
            for category, members in groupby(CREATABLE, key=lambda task_type: task_type.category)
        ]
        + [("Custom", [("custom", "Custom")])]
    )
