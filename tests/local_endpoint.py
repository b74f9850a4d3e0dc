"""The endpoint as a process of its own, and labeling jobs in it with as little said as possible."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from groundtruth.task_types import (
    TASK_TYPES,
    annotation_consolidation_lambda_arn,
    human_task_ui_arn,
    pre_human_task_lambda_arn,
)

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "groundtruth.endpoint"]
BUCKET = "test-bucket"
REGION = "us-east-1"
ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole"
TRUST = {  # by which SageMaker may assume a role
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
TEMPLATE = b"<crowd-form></crowd-form>"  # at t.liquid in the bucket, where requests expect it
WORKTEAM = f"arn:aws:sagemaker:{REGION}:123456789012:workteam/private-crowd/labelers"


def client(service: str, url: str, **config: Any) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1, "mode": "standard"},
            s3={"addressing_style": "path"},
            **config,
        ),
    )


class Server:
    """The endpoint as a process of its own."""

    def __init__(self, state: Path, *options: str) -> None:
        self.state = state
        self.options = options

    def start(self) -> Server:
        self.process = subprocess.Popen(
            [*COMMAND, "--port", "0", "--state", str(self.state), "--no-samples", *self.options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the endpoint did not start"
        return self

    def client(self, service: str, **config: Any) -> Any:
        return client(service, self.url, **config)

    def reset(self) -> None:
        self._post("reset", {})

    def advance(self, seconds: float) -> None:
        self._post("clock", {"advance": seconds})

    def _post(self, what: str, value: Any) -> None:
        body = json.dumps(value).encode()
        urllib.request.urlopen(f"{self.url}/_endpoint/{what}", data=body, timeout=30).close()

    def kill(self) -> None:
        """kill -9, and wait until the worker process is gone too: it holds the pipe's other end."""
        self.process.kill()
        self.process.stdout.read()
        self.process.wait()

    def end(self) -> int:
        self.process.terminate()
        self.process.stdout.read()
        return self.process.wait(timeout=20)


# ----------------------------------------------------------------------------------- requests


def input_manifest(lines: int) -> bytes:
    return b"".join(b'{"source-ref":"s3://images/%d.jpg"}\n' % number for number in range(lines))


def label_categories(*labels: str) -> bytes:
    named = [{"label": label} for label in labels]
    return json.dumps({"document-version": "2018-11-28", "labels": named}).encode()


def from_manifest(uri: str) -> dict[str, Any]:
    return {"DataSource": {"S3DataSource": {"ManifestS3Uri": uri}}}


def create_request(
    name: str,
    *,
    task_type: str = "ImageMultiClass",
    tags: dict[str, str] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """A CreateLabelingJob request; a change is a member of the request or of HumanTaskConfig."""
    kind = TASK_TYPES[task_type]
    ui = human_task_ui_arn(kind, REGION)
    attribute = name + ("-ref" if kind.needs_ref else "")
    human = {
        "WorkteamArn": WORKTEAM,
        "UiConfig": {"HumanTaskUiArn": ui}
        if ui
        else {"UiTemplateS3Uri": f"s3://{BUCKET}/t.liquid"},
        "PreHumanTaskLambdaArn": pre_human_task_lambda_arn(kind, REGION),
        "AnnotationConsolidationConfig": {
            "AnnotationConsolidationLambdaArn": annotation_consolidation_lambda_arn(kind, REGION)
        },
        "TaskTitle": "Label it",
        "TaskDescription": "Say what is in it.",
        "NumberOfHumanWorkersPerDataObject": kind.workers,
        "TaskTimeLimitInSeconds": 300,
    }
    request = {
        "LabelingJobName": name,
        "LabelAttributeName": attribute,
        "InputConfig": from_manifest(f"s3://{BUCKET}/{name}/input.manifest"),
        "OutputConfig": {"S3OutputPath": f"s3://{BUCKET}/output/"},
        "RoleArn": ROLE,
        "LabelCategoryConfigS3Uri": f"s3://{BUCKET}/{name}/labels.json",
        "HumanTaskConfig": human,
    }
    if tags:
        request["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    for member, value in changes.items():
        top = member in request or member in ("StoppingConditions", "LabelingJobAlgorithmsConfig")
        holder = request if top else human
        if value is None:
            holder.pop(member)
        else:
            holder[member] = value
    return request
