"""What CreateLabelingJob asks across its members, which the API model cannot express.

The sources are the descriptions of the members in the API reference and the developer guide's
pages on creating labeling jobs, on task types and on workforces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from groundtruth import duration, job_name, label_attribute, work_team
from groundtruth.task_types import CUSTOM, TaskType

Fields = Mapping[str, Any]
Problem = tuple[str, str]  # the field and a sentence about it

NAMES = ("labeling_job_name", "label_attribute_name")
NO_PERSONAL_DATA = "FreeOfPersonallyIdentifiableInformation"
_PUBLIC_TEAM = ":workteam/public-crowd/"


def problems(fields: Fields, task_type: TaskType) -> Iterator[Problem]:
    """Every rule that the fields of a request break, given the task type they make together."""
    public = _PUBLIC_TEAM in fields.get("workteam_arn", "")
    yield from _name_problems(fields, task_type)
    yield from _source_problems(fields)
    yield from _template_problems(fields, task_type)
    yield from _time_problems(fields, task_type, public=public)
    yield from _automation_problems(fields, task_type)
    yield from _worker_problems(fields, task_type)
    yield from _tag_problems(fields)
    if public:
        yield from _public_team_problems(fields, task_type)


def _name_problems(fields: Fields, task_type: TaskType) -> Iterator[Problem]:
    job, attribute = (fields.get(name, "") for name in NAMES)
    for sentence in job_name.problems(job):
        yield "labeling_job_name", sentence
    for sentence in label_attribute.problems(attribute, task_type):
        yield "label_attribute_name", sentence


def _source_problems(fields: Fields) -> Iterator[Problem]:
    """DataSource takes a manifest or a topic; a streaming job may have both."""
    if not fields.keys() & {"manifest_s3_uri", "input_sns_topic_arn"}:
        yield (
            "manifest_s3_uri",
            "The job has nothing to label: give the location of a manifest, like s3://bucket/key.",
        )


def _template_problems(fields: Fields, task_type: TaskType) -> Iterator[Problem]:
    """UiConfig takes exactly one of its two members."""
    members = ("ui_template_s3_uri", "human_task_ui_arn")
    given = [member for member in members if member in fields]
    if not given:
        yield (
            "human_task_ui_arn" if task_type.human_task_ui else "ui_template_s3_uri",
            "Workers have no page to work on: give a worker template or a worker user interface.",
        )
    if len(given) > 1:
        yield (
            "ui_template_s3_uri" if task_type.human_task_ui else "human_task_ui_arn",
            "A worker template and a worker user interface exclude each other: remove one.",
        )


def _time_problems(fields: Fields, task_type: TaskType, *, public: bool) -> Iterator[Problem]:
    seconds = fields.get("task_time_limit_in_seconds", 0)
    if seconds > task_type.max_time_limit:
        yield (
            "task_time_limit_in_seconds",
            f"A task of type {task_type.name} may take at most "
            f"{duration.words(task_type.max_time_limit)}, not {duration.words(seconds)}.",
        )
    seconds = fields.get("task_availability_lifetime_in_seconds", 0)
    limit = work_team.MAX_LIFETIMES["public" if public else "private"]
    if seconds > limit:
        whom = "the public workforce" if public else "a private or vendor work team"
        yield (
            "task_availability_lifetime_in_seconds",
            f"A task may stay available to {whom} for at most "
            f"{duration.words(limit)}, not {duration.words(seconds)}.",
        )


def _automation_problems(fields: Fields, task_type: TaskType) -> Iterator[Problem]:
    field = "labeling_job_algorithm_specification_arn"
    if field not in fields or task_type is CUSTOM:
        return
    if task_type.algorithm is None:
        yield (
            field,
            f"Automated data labeling is not available for {task_type.name}: leave it out.",
        )
    elif not fields[field].endswith(f"/{task_type.algorithm}"):
        yield (
            field,
            f"“{fields[field]}” is not the algorithm for {task_type.name}: "
            f"use the one that ends with /{task_type.algorithm}.",
        )


def _worker_problems(fields: Fields, task_type: TaskType) -> Iterator[Problem]:
    field = "number_of_human_workers_per_data_object"
    workers = fields.get(field, 1)
    if task_type.one_worker_only and workers != 1:
        yield field, f"{task_type.name} takes exactly 1 worker per object, not {workers}."


def _tag_problems(fields: Fields) -> Iterator[Problem]:
    """Keys must be one's own, and there but once."""
    keys = [str(tag.get("Key", "")) for tag in fields.get("tags", ())]
    for key, count in Counter(keys).items():
        if key.lower().startswith("aws:"):
            yield (
                "tags",
                f"The tag key “{key}” begins with “aws:”, which is reserved for AWS: choose "
                "another.",
            )
        if count > 1:
            yield "tags", f"The tag key “{key}” is given {count} times: leave one of them."


def _public_team_problems(fields: Fields, task_type: TaskType) -> Iterator[Problem]:
    """What Amazon Mechanical Turk asks for, beside its shorter times."""
    if task_type.one_worker_only:
        yield (
            "workteam_arn",
            f"The public workforce does no {task_type.name}: choose a private or vendor work team.",
        )
    if not fields.keys() & {"dollars", "cents", "tenth_fractions_of_a_cent"}:
        yield "dollars", "The public workforce is paid by the task: give a price per task."
    if NO_PERSONAL_DATA not in fields.get("content_classifiers", ()):
        yield (
            "content_classifiers",
            "The public workforce may only see data without personal information: "
            f"confirm it with {NO_PERSONAL_DATA}.",
        )
