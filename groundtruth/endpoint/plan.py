"""What a new labeling job does with its manifest: which lines go to the workers, and which do not.

The manifest is read once, when the job is created. A data object that has the label attribute name,
whatever its value, is not sent out; one that has only the metadata of a failed attempt is.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from groundtruth import input_quotas, s3_uri
from groundtruth.endpoint import automated, categories, failures, lines, starting
from groundtruth.endpoint.audits import audited_attribute, can_be_audited, refers_to_a_file
from groundtruth.endpoint.categories import CategoriesError
from groundtruth.endpoint.filing import Unwritten
from groundtruth.endpoint.job import (
    BLANK,
    FAILS,
    HUMAN,
    INHERITED,
    INHERITED_MACHINE,
    MACHINE,
    Plan,
    sequence,
)
from groundtruth.endpoint.objects import ObjectError, Objects
from groundtruth.endpoint.pace import Round, Timing, expired
from groundtruth.endpoint.starting import CannotStartError
from groundtruth.label_attribute import metadata_key
from groundtruth.task_types import TASK_TYPES, TaskType, task_type_of

# A person asks for failures with these tags of the job; see docs/endpoint.md.
FAILED_OBJECTS_TAG = "gtconsole:simulate-failed-objects"
JOB_FAILURE_TAG = "gtconsole:simulate-job-failure"

_SHARE = re.compile(r"\s*(\d+)\s*(percent)?\s*")


def read(
    request: Mapping[str, Any],
    tags: Mapping[str, str],
    objects: Objects,
    unwritten: Unwritten,
    timing: Timing,
) -> tuple[Plan, bytes | None]:
    """The plan of a new job, with the manifest it was made from; None when there is none to use."""
    try:
        return _read(request, tags, objects, unwritten, timing)
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
    request: Mapping[str, Any],
    tags: Mapping[str, str],
    objects: Objects,
    unwritten: Unwritten,
    timing: Timing,
) -> tuple[Plan, bytes | None]:
    task_type = task_type_of(request)
    starting.check(request, objects)
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
    if task_type.audit and audited is None:
        raise CannotStartError(
            f"Nothing tells which labels the job looks at again: no object has one of the type "
            f"{TASK_TYPES[task_type.base].metadata_type}, and neither “auditLabelAttributeName” of "
            "the label category file nor the worker template names it."
        )
    if audited is not None:
        codes = _with_nothing_to_audit(
            codes, manifest, lambda each: _lacks(each, audited, task_type, objects, unwritten)
        )
    plan = replace(plan, audited=audited)
    reason = _first_reason(codes, manifest, audited)
    return _planned(plan, codes, request, tags, timing, reason), manifest


def _planned(
    plan: Plan,
    codes: bytes,
    request: Mapping[str, Any],
    tags: Mapping[str, str],
    timing: Timing,
    reason: str,
) -> Plan:
    """The plan for a manifest of those codes, with what the request and its tags make of it.

    `reason` is why an object of them fails.
    """
    seed = f"{request['LabelingJobName'].lower()}:{len(codes)}"
    rounds = _rounds(codes, request, timing)
    codes = _with_machine(codes, rounds, random.Random(seed))  # noqa: S311 (a simulation)
    codes = _with_failures(codes, tags.get(FAILED_OBJECTS_TAG), random.Random(seed))  # noqa: S311
    codes = _with_expired(codes, rounds, timing)
    plan = replace(plan, codes=codes, rounds=rounds)
    plan = _with_failure(plan, request, tags, reason)
    return plan if plan.streaming else replace(plan, stops_after=_stops_after(request, plan))


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


def _numbered(manifest: bytes) -> Iterator[tuple[int, bytes]]:
    return enumerate(lines.Lines(manifest), start=1)


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
        return FAILS if failures.bad_object(data_object) else HUMAN
    metadata = data_object.get(metadata_key(label_attribute_name))
    by_machine = isinstance(metadata, dict) and metadata.get("human-annotated") == "no"
    return INHERITED_MACHINE if by_machine else INHERITED


def _objects(manifest: bytes) -> Iterator[bytes]:
    return (line for line in lines.Lines(manifest) if not lines.is_blank(line))


def _with_nothing_to_audit(
    codes: bytes, manifest: bytes, lacks: Callable[[Mapping[str, Any]], bool]
) -> bytes:
    """An object without a label that can be looked at again fails by itself."""
    lacking = [
        line
        for line, text in enumerate(lines.Lines(manifest))
        if codes[line] == HUMAN[0] and lacks(lines.data_object(text))
    ]
    return _recoded(codes, lacking, FAILS)


def _first_reason(codes: bytes, manifest: bytes, audited: str | None) -> str:
    """Why the first object fails that nobody can label; if there is none, its tasks expire."""
    line = codes.find(FAILS)
    if line < 0:
        return failures.EXPIRED
    bad = failures.bad_object(lines.data_object(lines.Lines(manifest)[line]))
    return bad or failures.nothing_to_audit(audited)


def _lacks(
    data_object: Mapping[str, Any],
    audited: str,
    task_type: TaskType,
    objects: Objects,
    unwritten: Unwritten,
) -> bool:
    """Whether an object has no label that a verification or adjustment job can look at."""
    if audited not in data_object or not can_be_audited(data_object[audited], task_type):
        return True
    place = data_object[audited]
    is_file = refers_to_a_file(task_type)
    return is_file and not objects.has(place) and not unwritten.has(place)


# --------------------------------------------------------------------------- machine, failures, end


def _has_model(request: Mapping[str, Any]) -> bool:
    algorithms = request.get("LabelingJobAlgorithmsConfig") or {}
    return "InitialActiveLearningModelArn" in algorithms


def _rounds(codes: bytes, request: Mapping[str, Any], timing: Timing) -> tuple[Round, ...]:
    """Who labels how many: the model as well if there is one, or enough to train one with."""
    objects, bad = codes.count(HUMAN), codes.count(FAILS)
    asked_for = bool(request.get("LabelingJobAlgorithmsConfig"))
    given = _has_model(request)
    if asked_for and objects and (given or objects >= input_quotas.AUTOMATED_LABELING_OBJECTS):
        *first, (people, machine) = automated.rounds(objects, timing.batch, has_model=given)
        return (*first, (people + bad, machine))  # which no model labels
    return ((objects + bad, 0),)


def _with_machine(codes: bytes, rounds: Iterable[Round], dice: random.Random) -> bytes:
    """Which objects the model labels: chosen by chance, as the others are a random sample."""
    human = [line for line, code in enumerate(codes) if code == HUMAN[0]]
    by_machine = sum(each for _, each in rounds)
    return _recoded(codes, dice.sample(human, by_machine), MACHINE)


def _with_failures(codes: bytes, asked: str | None, dice: random.Random) -> bytes:
    if asked is None:
        return codes
    human = [line for line, code in enumerate(codes) if code == HUMAN[0]]
    return _recoded(codes, dice.sample(human, _asked_for(asked, len(human), len(human))), FAILS)


def _with_expired(codes: bytes, rounds: Iterable[Round], timing: Timing) -> bytes:
    """The objects that nobody gets to while they are available."""
    people = [line for line, code in enumerate(codes) if code in HUMAN + FAILS]
    return _recoded(codes, [people[each] for each in expired(rounds, timing)], FAILS)


def _with_failure(
    plan: Plan, request: Mapping[str, Any], tags: Mapping[str, str], reason: str
) -> Plan:
    """The plan of a job that fails because it was asked to, or because too many objects do."""
    done = sequence(plan.codes, plan.rounds)
    first = plan.rounds[0][0]
    failed = done[:first].count(FAILS)
    if JOB_FAILURE_TAG in tags:
        after = _asked_for(tags[JOB_FAILURE_TAG], len(done), 100)
        return replace(plan, fails_after=after, failure=failures.consolidation(request))
    if any(by_machine for _, by_machine in plan.rounds) and 10 * failed > first:
        return replace(plan, fails_after=first, failure=failures.first_sample(failed, first))
    if done and done.count(FAILS) == len(plan.codes) - plan.codes.count(BLANK):
        failure = failures.nothing_labeled(len(done), reason)
        return replace(plan, fails_after=len(done), failure=failure)
    return plan


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


def _stops_after(request: Mapping[str, Any], plan: Plan) -> int | None:
    """After how many finished objects StoppingConditions end the job; None if they do not.

    The percentage is one of the whole manifest, labels that were there before included.
    """
    conditions = request.get("StoppingConditions") or {}
    done = sequence(plan.codes, plan.rounds)
    inherited = plan.codes.count(INHERITED) + plan.codes.count(INHERITED_MACHINE)
    total = len(done) + inherited
    percent = conditions.get("MaxPercentageOfInputDatasetLabeled", 100)
    most_human = conditions.get("MaxHumanLabeledObjectCount", total)
    to_label = math.ceil(total * percent / 100) - inherited if percent < 100 else total
    after = min(_until(done, HUMAN, most_human), _until(done, HUMAN + MACHINE, to_label))
    return after if after < len(done) else None


def _until(done: bytes, labeled: bytes, number: int) -> int:
    """After how many finished objects that number of them are labeled so."""
    for position, code in enumerate(done):
        if number <= 0:
            return position
        number -= code in labeled
    return len(done)
