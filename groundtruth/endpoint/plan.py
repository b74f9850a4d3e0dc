"""What a new labeling job does with its manifest: which lines go to the workers, and which do not.

The manifest is read once, when the job is created. A data object that has the label attribute name,
whatever its value, is not sent out; one that has only the metadata of a failed attempt is.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from groundtruth import input_quotas, s3_uri
from groundtruth.endpoint import categories, lines
from groundtruth.endpoint.audits import audited_attribute, can_be_audited
from groundtruth.endpoint.categories import CategoriesError
from groundtruth.endpoint.job import (
    BLANK,
    FAILS,
    HUMAN,
    INHERITED,
    INHERITED_MACHINE,
    MACHINE,
    Plan,
)
from groundtruth.endpoint.objects import ObjectError, Objects
from groundtruth.label_attribute import metadata_key
from groundtruth.task_types import TaskType, task_type_of

# A person asks for failures with these tags of the job; see docs/endpoint.md.
FAILED_OBJECTS_TAG = "gtconsole:simulate-failed-objects"
JOB_FAILURE_TAG = "gtconsole:simulate-job-failure"

_HUMAN_SHARE = 0.3  # of an automated job, what people label before the model takes over

_SHARE = re.compile(r"\s*(\d+)\s*(percent)?\s*")


class CannotStartError(Exception):
    """The job fails before it has begun; the message is its FailureReason."""


def read(
    request: Mapping[str, Any], tags: Mapping[str, str], objects: Objects
) -> tuple[Plan, bytes | None]:
    """The plan of a new job, with the manifest it was made from; None when there is none to use."""
    try:
        return _read(request, tags, objects)
    except (CannotStartError, CategoriesError) as failed:
        return Plan(fails_after=0, failure=f"ClientError: {failed}"), None


def tag_problems(tags: Mapping[str, str]) -> list[str]:
    """What is wrong with the tags that ask for failures."""
    return [
        f"The tag {name} has the value “{tags[name]}”: write a number, or a number and “percent”."
        for name in (FAILED_OBJECTS_TAG, JOB_FAILURE_TAG)
        if name in tags and not _SHARE.fullmatch(tags[name])
    ]


def _read(
    request: Mapping[str, Any], tags: Mapping[str, str], objects: Objects
) -> tuple[Plan, bytes | None]:
    task_type = task_type_of(request)
    config = categories.read(request, task_type, objects)
    _check_output(request, objects)
    source = request["InputConfig"]["DataSource"]
    plan = Plan(
        categories=tuple(config.get("labels", ())),
        annotation_type=categories.annotation_type(config),
        streaming="SnsDataSource" in source,
    )
    if "S3DataSource" not in source:  # a streaming job without first objects
        return plan, None
    manifest = _manifest(source["S3DataSource"]["ManifestS3Uri"], objects)
    codes = _codes(manifest, request)
    data_objects = (lines.data_object(each) for each in _objects(manifest))
    audited = audited_attribute(request, task_type, config, data_objects, objects)
    if audited is not None:
        codes = _with_nothing_to_audit(codes, manifest, audited, task_type)
    return replace(_planned(plan, codes, request, tags), audited=audited), manifest


def _planned(plan: Plan, codes: bytes, request: Mapping[str, Any], tags: Mapping[str, str]) -> Plan:
    """The plan for a manifest of those codes, with what the request and its tags make of it."""
    seed = f"{request['LabelingJobName'].lower()}:{len(codes)}"
    codes = _with_machine(codes, request, random.Random(seed))  # noqa: S311 (a simulation)
    codes = _with_failures(codes, tags.get(FAILED_OBJECTS_TAG), random.Random(seed))  # noqa: S311
    sent = len(codes.translate(None, INHERITED + INHERITED_MACHINE + BLANK))
    fails = JOB_FAILURE_TAG in tags
    return replace(
        plan,
        codes=codes,
        machine_first=_has_model(request),
        fails_after=_asked_for(tags[JOB_FAILURE_TAG], sent, 100) if fails else None,
        failure=_lambda_failure(request) if fails else "",
        stops_after=None if plan.streaming else _stops_after(request, codes),
    )


def _check_output(request: Mapping[str, Any], objects: Objects) -> None:
    uri = request["OutputConfig"]["S3OutputPath"]
    try:
        bucket = s3_uri.parse(uri).bucket
    except ValueError as error:
        raise CannotStartError(f"The output location cannot be used. {error}") from error
    if not objects.has_bucket(bucket):
        raise CannotStartError(
            f"The output location {uri} cannot be written to: there is no bucket “{bucket}”."
        )


def _manifest(uri: str, objects: Objects) -> bytes:
    try:
        manifest = objects.read(uri)
    except (ObjectError, ValueError) as error:
        raise CannotStartError(f"The input manifest {uri} cannot be read. {error}") from error
    if not manifest.strip():
        raise CannotStartError(
            f"The input manifest {uri} is empty: it must name at least one object."
        )
    return manifest


def _codes(manifest: bytes, request: Mapping[str, Any]) -> bytes:
    name = request["LabelAttributeName"]
    codes = b"".join(_code(number, line, name) for number, line in _numbered(manifest))
    count = len(codes) - codes.count(BLANK)
    most = input_quotas.most_objects(task_type_of(request))
    if count > most:
        raise CannotStartError(
            f"The input manifest has {count} data objects; a job of this type takes {most}."
        )
    return codes


def _numbered(manifest: bytes) -> enumerate[bytes]:
    return enumerate(lines.split(manifest), start=1)


def _code(number: int, line: bytes, label_attribute_name: str) -> bytes:
    if lines.is_blank(line):
        return BLANK
    try:
        data_object = lines.data_object(line)
    except ValueError as error:
        raise CannotStartError(
            f"Line {number} of the input manifest is not valid: {error}."
        ) from error
    if "source" not in data_object and "source-ref" not in data_object:
        raise CannotStartError(
            f"Line {number} of the input manifest has neither “source” nor “source-ref”."
        )
    if label_attribute_name not in data_object:
        return HUMAN
    metadata = data_object.get(metadata_key(label_attribute_name))
    by_machine = isinstance(metadata, dict) and metadata.get("human-annotated") == "no"
    return INHERITED_MACHINE if by_machine else INHERITED


def _objects(manifest: bytes) -> Iterator[bytes]:
    return (line for line in lines.split(manifest) if not lines.is_blank(line))


def _with_nothing_to_audit(
    codes: bytes, manifest: bytes, audited: str, task_type: TaskType
) -> bytes:
    """An object without a label that can be looked at again fails by itself."""

    def lacks(text: bytes) -> bool:
        data_object = lines.data_object(text)
        return audited not in data_object or not can_be_audited(data_object[audited], task_type)

    lacking = [
        line
        for line, text in enumerate(lines.split(manifest))
        if codes[line] == HUMAN[0] and lacks(text)
    ]
    return _recoded(codes, lacking, FAILS)


# --------------------------------------------------------------------------- machine, failures, end


def _has_model(request: Mapping[str, Any]) -> bool:
    algorithms = request.get("LabelingJobAlgorithmsConfig") or {}
    return "InitialActiveLearningModelArn" in algorithms


def _with_machine(codes: bytes, request: Mapping[str, Any], dice: random.Random) -> bytes:
    """Hand a share of the objects to the model: with a model from the start nearly all of them."""
    if not request.get("LabelingJobAlgorithmsConfig"):
        return codes
    human = [line for line, code in enumerate(codes) if code == HUMAN[0]]
    if _has_model(request):
        by_machine = round(len(human) * (1 - _HUMAN_SHARE))
    elif len(human) >= input_quotas.AUTOMATED_LABELING_OBJECTS:
        by_machine = len(human) - math.ceil(len(human) * _HUMAN_SHARE)
    else:
        return codes
    return _recoded(codes, dice.sample(human, by_machine), MACHINE)


def _with_failures(codes: bytes, asked: str | None, dice: random.Random) -> bytes:
    if asked is None:
        return codes
    human = [line for line, code in enumerate(codes) if code == HUMAN[0]]
    return _recoded(codes, dice.sample(human, _asked_for(asked, len(human), len(human))), FAILS)


def _recoded(codes: bytes, places: list[int], code: bytes) -> bytes:
    changed = bytearray(codes)
    for place in places:
        changed[place] = code[0]
    return bytes(changed)


def _asked_for(text: str, total: int, out_of: int) -> int:
    """How many objects a tag's “3” or “10 percent” asks for.

    A number alone is that many out of `out_of`: 100 where it always means a percentage.
    """
    match = _SHARE.fullmatch(text)
    number, whole = (int(match[1]), 100 if match[2] else out_of) if match else (0, 1)
    return min(total, math.ceil(total * number / whole)) if whole else 0


def _lambda_failure(request: Mapping[str, Any]) -> str:
    """What the service says when consolidation breaks, with the reason why it did here."""
    config = request["HumanTaskConfig"].get("AnnotationConsolidationConfig") or {}
    function = config.get("AnnotationConsolidationLambdaArn", "of the job")
    return (
        f"ClientError: Exception invoking the Lambda function {function}. LambdaErrorCode: "
        f"Unhandled. Ensure the Lambda function exists, that the role {request['RoleArn']} has "
        "permissions to invoke it and try your request again. (The local endpoint simulates this "
        "failure: it was asked to when the job was created.)"
    )


def _stops_after(request: Mapping[str, Any], codes: bytes) -> int | None:
    """After how many finished objects StoppingConditions end the job; None if they do not.

    The percentage is one of the whole manifest, labels that were there before included.
    """
    conditions = request.get("StoppingConditions") or {}
    inherited = codes.count(INHERITED) + codes.count(INHERITED_MACHINE)
    total = len(codes) - codes.count(BLANK)
    percent = conditions.get("MaxPercentageOfInputDatasetLabeled", 100)
    allowed = math.ceil(total * percent / 100) - inherited if percent < 100 else total
    most_human = conditions.get("MaxHumanLabeledObjectCount", total)
    after = max(0, min(allowed, most_human))
    return after if after < total - inherited else None
