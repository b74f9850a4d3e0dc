"""What a person types to create, clone or chain a labeling job, made into a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms

from groundtruth import api_model, arns, job_request, task_price
from groundtruth.job_request import FIELDS, LABELS
from groundtruth.task_types import TaskType
from jobs.fields import DurationField, OneLineInput, TagsField, WholeNumberField, whole
from jobs.new_job import (
    audit_fields,
    audit_files,
    label_plan,
    task_type_fields,
    tool_fields,
    tool_files,
)
from jobs.new_job.audit_files import Wanted
from jobs.new_job.beginnings import AUTOMATED, CUSTOM_FUNCTIONS, Beginning, value
from jobs.new_job.task_type_fields import TaskTypeFields
from jobs.new_job.tool_fields import LABEL_DETAILS, ToolFields
from jobs.new_job.tool_files import ToolFile
from jobs.new_job.workers_fields import WorkersFields

# AWS's words.
SPECIFY = "I want to specify a label attribute name different from the labeling job name"


class LabelingJobForm(ToolFields, WorkersFields, TaskTypeFields):
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
    tags = TagsField(required=False)

    field_order = (
        "labeling_job_name",
        "specify_label_attribute_name",
        "label_attribute_name",
        "manifest_s3_uri",
        "s3_output_path",
        "role_arn",
        "max_human_labeled_object_count",
        "max_percentage_of_input_dataset_labeled",
        "kms_key_id",
    )

    def __init__(self, beginning: Beginning, *args: Any, **kwargs: Any) -> None:
        self.beginning = beginning
        self.request: dict[str, Any] = {}
        self.prefilled: tuple[str, ...] = ()  # what the link to the form has set for the new job
        super().__init__(*args, **kwargs)
        if beginning.how != "clone":
            task_type = beginning.task_type(self.chosen)
            self.fields |= audit_fields.fields(task_type, beginning.prior)
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
        self._offer_task_types(self.beginning)
        self._suit_workers(self.beginning, self.chosen_task_type)
        self._suit_tool(self.beginning.task_type(self.chosen))
        for name in self.fields.keys() & set(self._useless(draft)):
            del self.fields[name]
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
        beginning = self.beginning
        task_type = beginning.task_type(self.chosen)
        if task_type.human_task_ui or self._keeps_user_interface(draft, task_type):
            yield "ui_template_s3_uri"
        if task_type.algorithm is None:
            yield from AUTOMATED
        if beginning.prior is not None:
            yield from self._unread(task_type)
        if beginning.how == "chain":
            yield from ("task_category", "task_type", *CUSTOM_FUNCTIONS)
            yield "initial_active_learning_model_arn"  # it follows from the label attribute name

    def _unread(self, task_type: TaskType) -> Iterator[str]:
        """What stands in files of the prior job that could not be read."""
        known = self.data if self.is_bound else self.initial
        if not known.get("labels_before"):
            yield from ("labels", "labels_before", "categories_before", *LABEL_DETAILS)
        if not known.get("instructions_before") and not self.beginning.retyped(task_type):
            yield from ("short_instruction", "full_instruction")

    def _keeps_user_interface(self, draft: Mapping[str, Any], task_type: TaskType) -> bool:
        return "human_task_ui_arn" in draft and not self.beginning.retyped(task_type)

    @property
    def chosen_task_type(self) -> TaskType:
        asked = {
            name: self[name].value()
            for name in ("audit", audit_fields.AUDITED)
            if name in self.fields
        }
        return self.beginning.chosen_task_type(asked | {"task_type": self.chosen})

    @property
    def chosen(self) -> str:
        """The value of the tile that stands for the new job, or that would."""
        said = self.data if self.is_bound else self.initial
        tile = task_type_fields.chosen(said, self.beginning)
        return value(self.beginning.task_type(tile))

    def clean(self) -> dict[str, Any]:
        """Hold the request that the form stands for against every rule that AWS has."""
        fields: dict[str, Any] = super().clean() or {}
        if problem := self._task_type_problem():
            self.add_error("task_type", problem)
        fields["task_type"] = self.chosen
        self._compare_tool(fields, self.chosen_task_type)
        self.request = self.beginning.request(fields, self.changed_data)
        if problem := task_type_fields.foreign_function(self.request, self.chosen_task_type):
            self.add_error("pre_human_task_lambda_arn", problem)
        for field, text in self._label_problems(fields):
            self.add_error(field if field in self.fields else None, text)
        found = job_request.problems(self.request)
        for wrong in arns.misplaced(job_request.flatten(self.request), self.beginning.region):
            found.append(job_request.FieldProblem(wrong.field, wrong.text))
        if wanted := self.beginning.audit(fields):
            name = self.request.get("LabelAttributeName", "")
            answers = fields.get(audit_fields.ANSWERS)
            told = audit_fields.problems(wanted, name, answers)
            found += [job_request.FieldProblem(*problem) for problem in told]
            if lacking := self._lacks_labels(wanted, fields):
                found.append(job_request.FieldProblem("labels", lacking))
        for problem in found:
            self._tell(problem)
        return fields

    def _lacks_labels(self, wanted: Wanted, fields: Mapping[str, Any]) -> str:
        """Why a new audit cannot do without labels, which a chain has of its prior job."""
        own = fields.get("labels") or fields.get("label_category_config_s3_uri")
        if self.beginning.prior or own or (self._verifies and audit_fields.ANSWERS in self.fields):
            return ""
        return "Workers need the labels that were used: give them, or a label category file."

    def _task_type_problem(self) -> str:
        category, task_type = self.data.get("task_category"), self.data.get("task_type")
        if not task_type or task_type_fields.chosen(self.data, self.beginning):
            return ""
        return f"Nothing of the category “{category}” is chosen: choose one of these tiles."

    def _label_problems(self, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Why the labels that were typed cannot be used; a file of labels speaks for itself."""
        labels = fields.get("labels") or []
        kept = labels == (fields.get("labels_before") or []) and not fields["categories_changed"]
        retyped = self.beginning.prior and self.beginning.retyped(self.chosen_task_type)
        if "labels" not in self.fields or "labels" in self.errors or (kept and not retyped):
            return []
        if self.beginning.prior is None and fields.get(audit_fields.ANSWERS) and self._verifies:
            return []  # the answers are its labels
        if self.beginning.prior is None and fields.get("label_category_config_s3_uri"):
            told = "Give either labels or a label category file, and leave the other empty."
            return [("labels", told)]
        return tool_fields.problems(fields, self.chosen_task_type)

    def _tell(self, problem: job_request.FieldProblem) -> None:
        field = "price_per_task" if problem.field in task_price.MEMBERS else problem.field
        if field == "label_attribute_name" and not self.data.get("specify_label_attribute_name"):
            # The name follows the job's: what is wrong with it is to be mended there.
            field = "labeling_job_name"
        if problem.field == "ui_template_s3_uri" and "task_type" in self.errors:
            return  # whether there has to be one, the task type says
        known = [str(error) for error in self.errors.get(field, [])]
        if any("missing" in error for error in known) or problem.text in known:
            return
        self.add_error(field if field in self.fields else None, problem.text)

    @property
    def _verifies(self) -> bool:
        return self.chosen_task_type.audit == "verification"

    def drafted(self) -> dict[str, Any]:
        """The request that the form stands for so far, right or wrong."""
        if not self.is_bound:
            return self.beginning.request(self.initial, self.prefilled)
        self.is_valid()  # not full_clean(), which would forget errors that were added since
        return self.request

    def write_tool_files(self) -> None:
        """Write the files that the request names and that do not exist yet."""
        tool_files.write(self.beginning.region, self.files_to_write())

    def files_to_write(self) -> Iterator[ToolFile]:
        """The files that the request names and that are ours to write."""
        beginning = self.beginning
        if wanted := beginning.audit(self.cleaned_data):
            return audit_files.files(beginning.region, wanted, self.cleaned_data, self.request)
        return tool_files.files(
            beginning.region,
            self.cleaned_data,
            self.request,
            self.chosen_task_type,
            beginning.prior_files(self.chosen_task_type, self.cleaned_data),
        )

    def wish(self) -> label_plan.Wish:
        """What the form says so far about what is to be labeled, right or wrong."""
        said = {name: self[name].value() for name in self.fields} | {"task_type": self.chosen}
        beginning, wanted = self.beginning, self.beginning.audit(said)
        goes_on = beginning.how == "chain" and wanted is None
        return label_plan.Wish(
            label_attribute_name=beginning.label_attribute_name(said),
            task_type=self.chosen_task_type,
            continues=beginning.prior_label_attribute_name if goes_on else "",
            cut_short=beginning.cut_short and goes_on,
            audited=wanted.audited if wanted else "",
            max_human_labeled_object_count=whole(said["max_human_labeled_object_count"]),
            max_percentage_of_input_dataset_labeled=whole(
                said["max_percentage_of_input_dataset_labeled"]
            ),
        )

    def unjudged(self) -> LabelingJobForm:
        """The same form with the same content, and not a word about what is wrong in it."""
        said = {name: self[name].value() for name in self.fields}
        return LabelingJobForm(self.beginning, initial=self.initial | said)


def _limits(name: str, field: forms.Field) -> dict[str, Any]:
    """HTML attributes for what the API model says: maxlength, min and max."""
    type_name, low, high = _range(name)
    if isinstance(field, DurationField):
        return {}  # typed in words
    if isinstance(field, forms.IntegerField):
        limits = {"min": low, "max": high}
    else:
        limits = {"maxlength": high if type_name == "string" else None}
    return {attribute: value for attribute, value in limits.items() if value is not None}


@cache
def _range(name: str) -> tuple[str, int | None, int | None]:
    """The type of a member of the request, and the least and most that it may have."""
    shape = api_model.shape("CreateLabelingJobRequest")
    for member in FIELDS[name]:
        shape = shape.members[member]
    return shape.type_name, shape.metadata.get("min"), shape.metadata.get("max")
