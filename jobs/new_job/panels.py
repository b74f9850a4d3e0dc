"""How a request's fields are grouped and shown: the panels of the AWS console, in its order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import duration, job_request
from groundtruth.job_request import LABELS

PANELS: Mapping[str, tuple[str, ...]] = {
    "Job overview": (
        "labeling_job_name",
        "label_attribute_name",
        "manifest_s3_uri",
        "input_sns_topic_arn",
        "s3_output_path",
        "output_sns_topic_arn",
        "role_arn",
    ),
    "Additional configuration": (
        "max_human_labeled_object_count",
        "max_percentage_of_input_dataset_labeled",
        "kms_key_id",
    ),
    "Task type": ("pre_human_task_lambda_arn", "annotation_consolidation_lambda_arn"),
    "Workers": (
        "workteam_arn",
        "number_of_human_workers_per_data_object",
        "task_time_limit_in_seconds",
        "task_availability_lifetime_in_seconds",
        "max_concurrent_task_count",
        "dollars",
        "cents",
        "tenth_fractions_of_a_cent",
        "content_classifiers",
    ),
    "Automated data labeling": (
        "labeling_job_algorithm_specification_arn",
        "initial_active_learning_model_arn",
        "volume_kms_key_id",
        "security_group_ids",
        "subnets",
    ),
    "Labeling tool": (
        "task_title",
        "task_description",
        "task_keywords",
        "label_category_config_s3_uri",
        "ui_template_s3_uri",
        "human_task_ui_arn",
    ),
    "Tags": ("tags",),
}


# What AWS has ready for each of its own task types.
SERVED = (
    "pre_human_task_lambda_arn",
    "annotation_consolidation_lambda_arn",
    "human_task_ui_arn",
    "labeling_job_algorithm_specification_arn",
)


@dataclass(frozen=True)
class Panel:
    """A panel's title and what it shows, as pairs of label and text."""

    title: str
    items: tuple[tuple[str, str], ...]


def panels(values: Mapping[str, Any], without: Collection[str] = ()) -> list[Panel]:
    """The panels that have something to show of a flat request, less the fields in `without`."""
    shown = [
        Panel(
            title,
            tuple(
                (
                    LABELS[field],
                    duration.words(values[field])
                    if field in job_request.SPANS
                    else _text(values[field]),
                )
                for field in fields
                if values.get(field) not in (None, "", []) and field not in without
            ),
        )
        for title, fields in PANELS.items()
    ]
    return [panel for panel in shown if panel.items]


def served(request: Mapping[str, Any], without: Collection[str] = ()) -> list[tuple[str, str]]:
    """The ARNs of a request that follow from its task type, by what people call them."""
    values = job_request.flatten(request)
    return [(LABELS[field], values[field]) for field in SERVED if field in values.keys() - without]


def _text(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, Mapping):  # a tag
        return f"{value.get('Key')} = {value.get('Value')}"
    return str(value)
