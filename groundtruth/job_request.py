"""The CreateLabelingJob request by short names: flattened, built again, and checked.

A form shows the request as flat fields. One table says for each field what people call it, where
its value stands in the request, and what the API model's pattern for it means in words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import api_model, duration, request_rules
from groundtruth.api_model import Violation
from groundtruth.task_types import task_type_of

_IN = ("InputConfig",)
_SOURCE = (*_IN, "DataSource")
_OUT = ("OutputConfig",)
_STOP = ("StoppingConditions",)
_AUTO = ("LabelingJobAlgorithmsConfig",)
_RESOURCES = (*_AUTO, "LabelingJobResourceConfig")
_VPC = (*_RESOURCES, "VpcConfig")
_TASK = ("HumanTaskConfig",)
_UI = (*_TASK, "UiConfig")
_CONSOLIDATION = (*_TASK, "AnnotationConsolidationConfig")
_PRICE = (*_TASK, "PublicWorkforceTaskPrice", "AmountInUsd")

_S3 = "look like s3://bucket/key"
_TOPIC = "look like arn:aws:sns:us-east-1:111122223333:topic-name"
_LAMBDA = "look like arn:aws:lambda:us-east-1:111122223333:function:name"
_SAGEMAKER = "look like arn:aws:sagemaker:us-east-1:111122223333:"
_KEY = "be a key's ID or ARN, made of letters, digits and : / _ -"
_ID = "have only letters, digits and hyphens"
_SPELLING = "have only letters, digits and hyphens, with no hyphen at either end"

# field: (what people call it, its path in the request, what its pattern asks for: "it must ...")
_TABLE: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "labeling_job_name": ("Job name", ("LabelingJobName",), _SPELLING),
    "label_attribute_name": ("Label attribute name", ("LabelAttributeName",), _SPELLING),
    "manifest_s3_uri": ("Input dataset location", (*_SOURCE, "S3DataSource", "ManifestS3Uri"), _S3),
    "input_sns_topic_arn": ("Input topic", (*_SOURCE, "SnsDataSource", "SnsTopicArn"), _TOPIC),
    "s3_output_path": ("Output dataset location", (*_OUT, "S3OutputPath"), _S3),
    "output_sns_topic_arn": ("Output topic", (*_OUT, "SnsTopicArn"), _TOPIC),
    "role_arn": ("IAM role", ("RoleArn",), "look like arn:aws:iam::111122223333:role/role-name"),
    "max_human_labeled_object_count": (
        "Stop after human-labeled objects",
        (*_STOP, "MaxHumanLabeledObjectCount"),
        "",
    ),
    "max_percentage_of_input_dataset_labeled": (
        "Stop at percentage of dataset",
        (*_STOP, "MaxPercentageOfInputDatasetLabeled"),
        "",
    ),
    "kms_key_id": ("Encryption key", (*_OUT, "KmsKeyId"), _KEY),
    "workteam_arn": (
        "Work team",
        (*_TASK, "WorkteamArn"),
        f"{_SAGEMAKER}workteam/private-crowd/team-name",
    ),
    "content_classifiers": ("Content", (*_IN, "DataAttributes", "ContentClassifiers"), ""),
    "dollars": ("Price per task, dollars", (*_PRICE, "Dollars"), ""),
    "cents": ("Price per task, cents", (*_PRICE, "Cents"), ""),
    "tenth_fractions_of_a_cent": (
        "Price per task, tenths of a cent",
        (*_PRICE, "TenthFractionsOfACent"),
        "",
    ),
    "task_time_limit_in_seconds": ("Task timeout", (*_TASK, "TaskTimeLimitInSeconds"), ""),
    "task_availability_lifetime_in_seconds": (
        "Task expiration time",
        (*_TASK, "TaskAvailabilityLifetimeInSeconds"),
        "",
    ),
    "number_of_human_workers_per_data_object": (
        "Number of workers per dataset object",
        (*_TASK, "NumberOfHumanWorkersPerDataObject"),
        "",
    ),
    "max_concurrent_task_count": (
        "Maximum concurrent tasks",
        (*_TASK, "MaxConcurrentTaskCount"),
        "",
    ),
    "labeling_job_algorithm_specification_arn": (
        "Automated data labeling",
        (*_AUTO, "LabelingJobAlgorithmSpecificationArn"),
        "be an ARN, beginning with arn:",
    ),
    "initial_active_learning_model_arn": (
        "Initial model",
        (*_AUTO, "InitialActiveLearningModelArn"),
        f"{_SAGEMAKER}model/model-name",
    ),
    "volume_kms_key_id": ("Volume encryption key", (*_RESOURCES, "VolumeKmsKeyId"), _KEY),
    "security_group_ids": ("Security groups", (*_VPC, "SecurityGroupIds"), _ID),
    "subnets": ("Subnets", (*_VPC, "Subnets"), _ID),
    "task_title": (
        "Task title",
        (*_TASK, "TaskTitle"),
        "have no control characters and no emoji",
    ),
    "task_description": ("Task description", (*_TASK, "TaskDescription"), "be a single line"),
    "task_keywords": (
        "Task keywords",
        (*_TASK, "TaskKeywords"),
        "be words of letters and digits with single spaces between them",
    ),
    "label_category_config_s3_uri": ("Label category file", ("LabelCategoryConfigS3Uri",), _S3),
    "ui_template_s3_uri": ("Worker template", (*_UI, "UiTemplateS3Uri"), _S3),
    "human_task_ui_arn": (
        "Worker user interface",
        (*_UI, "HumanTaskUiArn"),
        f"{_SAGEMAKER}human-task-ui/name",
    ),
    "pre_human_task_lambda_arn": (
        "Pre-annotation Lambda function",
        (*_TASK, "PreHumanTaskLambdaArn"),
        _LAMBDA,
    ),
    "annotation_consolidation_lambda_arn": (
        "Annotation consolidation Lambda function",
        (*_CONSOLIDATION, "AnnotationConsolidationLambdaArn"),
        _LAMBDA,
    ),
    "tags": ("Tags", ("Tags",), "have only letters, digits, spaces and _ . : / = + - @"),
}

# Fields that hold spans of time, in seconds.
SPANS = ("task_time_limit_in_seconds", "task_availability_lifetime_in_seconds")

FIELDS: Mapping[str, tuple[str, ...]] = {name: row[1] for name, row in _TABLE.items()}
LABELS: Mapping[str, str] = {name: row[0] for name, row in _TABLE.items()}


def flatten(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request's values by field, only those that are present."""
    values = {field: _value_at(request, path) for field, path in FIELDS.items()}
    return {field: value for field, value in values.items() if value is not None}


def build(fields: Mapping[str, Any], draft: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A request: the fields laid over a copy of the draft, whatever else the draft holds.

    None, empty text and an empty list take the member away, and structures it leaves empty; 0 is a
    value. KeyError for a field that is not in FIELDS.
    """
    request = dict(copy.deepcopy(draft)) if draft else {}
    for field, value in fields.items():
        if value is None or value == "" or value == []:
            _remove(request, FIELDS[field])
        else:
            _put(request, FIELDS[field], copy.deepcopy(value))
    return request


def _value_at(request: Any, path: tuple[str, ...]) -> Any:
    for member in path:
        if not isinstance(request, Mapping):
            return None
        request = request.get(member)
    return request


def _put(request: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *structures, member = path
    for structure in structures:
        request = request.setdefault(structure, {})
    request[member] = value


def _remove(request: dict[str, Any], path: tuple[str, ...]) -> None:
    member, *rest = path
    if rest and member in request:
        _remove(request[member], tuple(rest))
    if not rest or request.get(member) == {}:
        request.pop(member, None)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field, as a sentence; field "" is the request as a whole."""

    field: str
    text: str


def problems(request: Mapping[str, Any]) -> list[FieldProblem]:
    """Everything CreateLabelingJob would refuse, as far as it can be known, in the table's order.

    That is the API model's constraints, and the rules across members that the API reference and
    the developer guide state in words. Rules across members say nothing about a field that is
    already wrong by itself.
    """
    found = list(_model_problems(request))
    troubled = {problem.field for problem in found}
    sound = {name: value for name, value in flatten(request).items() if name not in troubled}
    across = request_rules.problems(sound, task_type_of(build(sound)))
    found += [FieldProblem(*problem) for problem in across if problem[0] not in troubled]
    order = ["", *FIELDS]
    return sorted(found, key=lambda problem: order.index(problem.field))


# What the API model's constraints are called in a sentence to a person.
_SENTENCES = {
    "required": "{subject} is missing: the job cannot be created without it.",
    "unknown": "“{path}” is not a member of the CreateLabelingJob request: remove it.",
    "type": "{subject} must be {limit}, not “{value}”.",
    "min": "{subject} must be at least {limit}, not {value}.",
    "max": "{subject} must be at most {limit}, not {value}.",
    "min_length": "{subject} is too short: {size}, at least {limit}.",
    "max_length": "{subject} is too long: {size}, at most {limit}.",
    "pattern": "{subject} cannot be “{value}”: it must {form}.",
    "enum": "{subject} cannot be “{value}”: choose {limit}.",
}
_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "list": "a list",
    "structure": "a structure of members",
}


def _model_problems(request: Mapping[str, Any]) -> Iterator[FieldProblem]:
    shape = api_model.shape("CreateLabelingJobRequest")
    measured: set[api_model.Path] = set()
    for violation in api_model.violations(shape.name, _with_required_structures(shape, request)):
        field = _field_at(violation.path)
        if field in request_rules.NAMES and violation.constraint != "type":
            continue
        if violation.constraint == "pattern" and violation.path in measured:
            continue  # the length is what is wrong; a second sentence would not help
        measured.add(violation.path)
        yield FieldProblem(field, _sentence(field, violation))


def _with_required_structures(shape: Any, value: Any) -> Any:
    """The value with {} for required structures it lacks, so that each missing leaf is named."""
    if shape.type_name != "structure" or not isinstance(value, Mapping):
        return value
    lacking: dict[str, Any] = {
        name: {}
        for name in shape.required_members
        if shape.members[name].type_name == "structure" and value.get(name) is None
    }
    return {
        name: _with_required_structures(shape.members[name], item)
        if name in shape.members
        else item
        for name, item in {**value, **lacking}.items()
    }


def _field_at(path: api_model.Path) -> str:
    """The field that holds the value at a path, which may lead on into a list."""
    members = tuple(step for step in path if isinstance(step, str))
    fields = (field for field, own in FIELDS.items() if members[: len(own)] == own)
    return next(fields, "")


def _sentence(field: str, violation: Violation) -> str:
    value, limit = violation.value, violation.limit
    if violation.constraint == "type":
        limit = _KINDS.get(limit, limit)
    elif violation.constraint == "enum":
        limit = " or ".join(limit)
    return _SENTENCES[violation.constraint].format(
        subject=_subject(field, violation.path),
        path=".".join(map(str, violation.path)),
        value=_brief(value, field),
        size=_size(value),
        limit=_brief(limit, field if violation.constraint in ("min", "max") else ""),
        form=_TABLE[field][2] if field else "",
    )


def _subject(field: str, path: api_model.Path) -> str:
    """“Task title”, Entry 2 of “Task keywords”, or The key in entry 2 of “Tags”."""
    name = f"“{LABELS[field]}”" if field else f"“{'.'.join(map(str, path))}”"
    numbers = [step + 1 for step in path if isinstance(step, int)]
    if not numbers:
        return name
    member = path[-1]
    place = f"ntry {numbers[0]} of {name}"
    return f"The {member.lower()} in e{place}" if isinstance(member, str) else f"E{place}"


def _size(value: Any) -> str:
    if isinstance(value, str):
        return f"{len(value):,} character{'' if len(value) == 1 else 's'}"
    if isinstance(value, list | tuple):
        return f"{len(value):,} entr{'y' if len(value) == 1 else 'ies'}"
    return ""


def _brief(value: Any, field: str) -> str:
    if isinstance(value, int):
        return duration.words(value) if field in SPANS and value > 0 else f"{value:,}"
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
