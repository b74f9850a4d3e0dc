"""Work worth seeing for a new endpoint: pictures, texts, manifests, and labeling jobs over them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from groundtruth import (
    job_request,
    label_attribute,
    label_categories,
    reuse,
    s3_uri,
    task_types,
    worker_template,
)
from groundtruth.endpoint import drawings, operations, tagging
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.sample_jobs import MANIFESTS, SAMPLES, Manifest, Sample
from groundtruth.endpoint.sentences import sentence
from groundtruth.endpoint.settle import settle
from groundtruth.task_types import TASK_TYPES, TaskType

_ROOT = f"s3://{drawings.BUCKET}"
_ROLE = "service-role/AmazonSageMaker-ExecutionRole"


def fill(context: Context) -> None:
    """Make the sample work, in a state that has none of it."""
    context.objects.make_bucket(drawings.BUCKET)
    context.objects.let_browsers_read(drawings.BUCKET)
    for manifest in MANIFESTS:
        _put_manifest(context, manifest)
    now = context.clock.now()
    for sample in SAMPLES:
        _create(replace(context, speed=sample.speed), sample, now)
    settle(context, now)


# ------------------------------------------------------------------------------ data objects


def _put_manifest(context: Context, manifest: Manifest) -> None:
    data_objects = []
    for number in range(manifest.objects):
        if manifest.scene:
            uri = drawings.uri(manifest.scene, number)
            context.objects.write(uri, drawings.draw(uri), "image/jpeg")
            data_objects.append({"source-ref": uri})
        else:
            data_objects.append({"source": sentence(manifest.subject, number)})
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in data_objects)
    context.objects.write(_manifest_uri(manifest.name), lines.encode(), "application/json-lines")


def _manifest_uri(name: str) -> str:
    return s3_uri.join(_ROOT, "manifests", f"{name}.manifest")


# -------------------------------------------------------------------------------------- jobs


def _create(context: Context, sample: Sample, now: float) -> None:
    created = now - sample.age
    request = _chained(context, sample, created) if sample.chained_from else _new(context, sample)
    simulate = [{"Key": key, "Value": value} for key, value in sample.simulate.items()]
    request["Tags"] = [*request.get("Tags", []), *simulate]
    arn = operations.create_labeling_job(context, request, created)["LabelingJobArn"]
    if simulate:
        tagging.delete_tags(
            context, {"ResourceArn": arn, "TagKeys": list(sample.simulate)}, created
        )
    if sample.stopped is not None:
        stopped = (created if sample.stopped >= 0 else now) + sample.stopped
        operations.stop_labeling_job(context, {"LabelingJobName": sample.name}, stopped)


def _chained(context: Context, sample: Sample, now: float) -> dict[str, Any]:
    prior = operations.describe_labeling_job(context, {"LabelingJobName": sample.chained_from}, now)
    request = reuse.chain(prior, sample.name)
    return reuse.with_lineage_tag(request, "chain", sample.chained_from)


def _new(context: Context, sample: Sample) -> dict[str, Any]:
    task_type = TASK_TYPES[sample.task_type]
    fields = {
        "labeling_job_name": sample.name,
        "label_attribute_name": label_attribute.default(sample.name, task_type),
        "manifest_s3_uri": _manifest_uri(sample.manifest),
        "s3_output_path": s3_uri.join(_ROOT, "output"),
        "role_arn": f"arn:aws:iam::{context.account}:role/{_ROLE}",
        "label_category_config_s3_uri": _put_categories(context, sample, task_type),
        "tags": [{"Key": "project", "Value": sample.project}],
        **_task(context, sample, task_type),
        **dict(_tool(context, sample, task_type)),
    }
    return job_request.build(fields)


def _task(context: Context, sample: Sample, task_type: TaskType) -> dict[str, Any]:
    region = context.region
    team = f"arn:aws:sagemaker:{region}:{context.account}:workteam/private-crowd/labelers"
    return {
        "workteam_arn": team,
        "pre_human_task_lambda_arn": task_types.pre_human_task_lambda_arn(task_type, region),
        "annotation_consolidation_lambda_arn": (
            task_types.annotation_consolidation_lambda_arn(task_type, region)
        ),
        "task_title": f"{task_type.name}: {sample.description}"[:128],
        "task_description": sample.description,
        "task_keywords": list(sample.keywords),
        "number_of_human_workers_per_data_object": sample.workers,
        "task_time_limit_in_seconds": task_type.default_time_limit,
        "task_availability_lifetime_in_seconds": 10 * 86_400,  # what the AWS console writes
        "max_concurrent_task_count": sample.at_once,
    }


def _tool(context: Context, sample: Sample, task_type: TaskType) -> Iterator[tuple[str, Any]]:
    """What workers see, and what helps them."""
    if ui := task_types.human_task_ui_arn(task_type, context.region):
        yield "human_task_ui_arn", ui
    else:
        uri = s3_uri.join(_ROOT, "templates", f"{sample.name}.liquid.html")
        template = worker_template.template(task_type, sample.description, sample.instruction)
        context.objects.write(uri, template.encode(), "text/html; charset=utf-8")
        yield "ui_template_s3_uri", uri
    if sample.automated:
        algorithm = task_types.algorithm_specification_arn(task_type, context.region)
        yield "labeling_job_algorithm_specification_arn", algorithm


def _put_categories(context: Context, sample: Sample, task_type: TaskType) -> str:
    """The label category file; named entity recognition keeps its instructions there, too."""
    config = label_categories.write(sample.labels, task_type, short_instruction=sample.instruction)
    uri = s3_uri.join(_ROOT, "labels", f"{sample.name}.json")
    context.objects.write(uri, config, "application/json")
    return uri
