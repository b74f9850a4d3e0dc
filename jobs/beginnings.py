"""How a new labeling job begins: from nothing, as a clone of a prior job, or chained to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from groundtruth import job_name, job_request, label_attribute, reuse, task_types
from groundtruth.task_types import CUSTOM, DAY, HOUR, TASK_TYPES, TaskType

How = Literal["create", "clone", "chain"]

# What the AWS console fills in for a private work team, and one worker, who costs least.
_NEW_JOB = {
    "number_of_human_workers_per_data_object": 1,
    "task_time_limit_in_seconds": HOUR,
    "task_availability_lifetime_in_seconds": 10 * DAY,
    "max_concurrent_task_count": 1000,
}
CREATABLE = [
    task_type
    for task_type in TASK_TYPES.values()
    if not task_type.audit and task_type.suffix != "PassThrough"
]


@dataclass(frozen=True)
class Beginning:
    """One of the three beginnings; `prior` is the prior job's Describe answer, None for create.

    The request is derived again from the prior job each time, so that a form can neither smuggle
    in what it does not show nor lose it.
    """

    region: str
    how: How
    prior: Mapping[str, Any] | None = None

    @property
    def prior_name(self) -> str:
        return str(self.prior["LabelingJobName"]) if self.prior else ""

    @property
    def prior_label_attribute_name(self) -> str:
        return str(self.prior.get("LabelAttributeName", "")) if self.prior else ""

    @property
    def cut_short(self) -> bool:
        """Whether this continues a job that had not finished."""
        return self.how == "chain" and reuse.keeps_label_attribute_name(self.prior or {})

    def draft(self, labeling_job_name: str) -> dict[str, Any]:
        """The request before anybody has typed anything but the name."""
        if self.prior is None:
            return {}
        begin = reuse.chain if self.how == "chain" else reuse.clone
        return begin(self.prior, labeling_job_name)

    def task_type(self, suffix: str = "") -> TaskType:
        """The prior job's task type, or for a new job the chosen one."""
        if self.prior is not None:
            return task_types.task_type_of(self.prior)
        return TASK_TYPES.get(suffix, CUSTOM)

    def stem(self) -> str:
        """What all names have in common that `initial` could propose."""
        return job_name.next_free(self.prior_name, self._suffix, ())

    @property
    def _suffix(self) -> Literal["chain", "clone"]:
        return "chain" if self.how == "chain" else "clone"

    def initial(self, taken: Collection[str]) -> dict[str, Any]:
        """The form's first values; `taken` are job names that cannot be proposed."""
        if self.prior is None:
            return dict(_NEW_JOB)
        name = job_name.next_free(self.prior_name, self._suffix, taken)
        task_type = self.task_type()
        # Unticked, the field keeps the prior job's name ready: whoever ticks it wants to go on.
        known = label_attribute.typed(self.prior_label_attribute_name, task_type)
        return job_request.flatten(self.draft(name)) | {
            "specify_label_attribute_name": self.cut_short,
            "label_attribute_name": known,
        }

    def label_attribute_name(self, fields: Mapping[str, Any]) -> str:
        """The name as it will stand in the manifest, for what the form says."""
        task_type = self.task_type(fields.get("task_type") or "")
        if fields.get("specify_label_attribute_name"):
            return label_attribute.stored(fields.get("label_attribute_name") or "", task_type)
        name = fields.get("labeling_job_name") or ""
        return label_attribute.default(name, task_type) if name else ""

    def request(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The CreateLabelingJob request for what the form says."""
        draft = self.draft(fields.get("labeling_job_name") or "")
        typed = {field: fields[field] for field in fields if field in job_request.FIELDS}
        typed["label_attribute_name"] = self.label_attribute_name(fields)
        if self.prior is None:
            typed |= _functions(self.task_type(fields.get("task_type") or ""), self.region)
            return job_request.build(typed)
        if self.how == "chain":
            typed.pop("manifest_s3_uri", None)  # a chained job's input is not the form's to say
        request = job_request.build(typed, draft)
        if self.how == "chain":
            request = reuse.carry_model(request, self.prior)
        return reuse.with_lineage_tag(request, self._suffix, self.prior_name)


def _functions(task_type: TaskType, region: str) -> dict[str, Any]:
    """AWS's own parts for a built-in task type; workers' page is ours unless AWS has one."""
    if not task_type.suffix:
        return {}
    served = {
        "pre_human_task_lambda_arn": task_types.pre_human_task_lambda_arn(task_type, region),
        "annotation_consolidation_lambda_arn": task_types.annotation_consolidation_lambda_arn(
            task_type, region
        ),
    }
    if ui := task_types.human_task_ui_arn(task_type, region):
        served |= {"human_task_ui_arn": ui, "ui_template_s3_uri": None}
    return served
