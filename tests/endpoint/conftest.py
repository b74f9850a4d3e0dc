"""The endpoint for tests: in this process, or as the process that a person starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from groundtruth.endpoint.app import Endpoint, create_app
from groundtruth.endpoint.objects import answer_in_process
from groundtruth.task_types import (
    TASK_TYPES,
    annotation_consolidation_lambda_arn,
    human_task_ui_arn,
    pre_human_task_lambda_arn,
)

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "groundtruth.endpoint"]
BUCKET = "test-bucket"
REGION = "us-east-1"


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


class InProcess:
    """Clients whose calls are answered by whichever endpoint is the test's own."""

    def __init__(self) -> None:
        self.endpoint: Endpoint | None = None
        self._clients: dict[str, Any] = {}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        assert self.endpoint is not None
        return self.endpoint(environ, start_response)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = client(service, "http://127.0.0.1:1")
            answer_in_process(self._clients[service], self)
        return self._clients[service]


@pytest.fixture(scope="session")
def in_process() -> InProcess:
    return InProcess()


@pytest.fixture
def endpoint(in_process: InProcess, tmp_path: Path) -> Iterator[Endpoint]:
    made = create_app(tmp_path / "state")
    in_process.endpoint = made
    yield made
    if in_process.endpoint is not None:
        in_process.endpoint.close()
    in_process.endpoint = None


@pytest.fixture
def restart(in_process: InProcess, endpoint: Endpoint, tmp_path: Path) -> Callable[[], Endpoint]:
    """End the endpoint and start it again over the same state."""

    def again() -> Endpoint:
        in_process.endpoint = create_app(tmp_path / "state")
        return in_process.endpoint

    return again


@pytest.fixture
def sagemaker(in_process: InProcess, endpoint: Endpoint) -> Any:
    return in_process.client("sagemaker")


@pytest.fixture
def s3(in_process: InProcess, endpoint: Endpoint) -> Any:
    made = in_process.client("s3")
    made.create_bucket(Bucket=BUCKET)
    return made


class Jobs:
    """Labeling jobs with as little said as a test needs."""

    def __init__(self, endpoint: Endpoint, sagemaker: Any, s3: Any) -> None:
        self.endpoint, self.sagemaker, self.s3 = endpoint, sagemaker, s3

    def create(
        self,
        name: str = "job",
        *,
        lines: int | bytes = 10,
        labels: tuple[str, ...] = ("cat", "dog"),
        tags: dict[str, str] | None = None,
        **changes: Any,
    ) -> str:
        manifest = lines if isinstance(lines, bytes) else input_manifest(lines)
        self.put(f"{name}/input.manifest", manifest)
        self.put(f"{name}/labels.json", label_categories(*labels))
        asked = create_request(name, tags=tags, **changes)
        self.sagemaker.create_labeling_job(**asked)
        return name

    def put(self, key: str, data: bytes) -> str:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=data)
        return f"s3://{BUCKET}/{key}"

    def describe(self, name: str = "job") -> dict[str, Any]:
        return self.sagemaker.describe_labeling_job(LabelingJobName=name)

    def status(self, name: str = "job") -> str:
        return self.describe(name)["LabelingJobStatus"]

    def counters(self, name: str = "job") -> dict[str, int]:
        return self.describe(name)["LabelCounters"]

    def finish(self, name: str = "job") -> dict[str, Any]:
        self.endpoint.clock.advance(3600)
        return self.describe(name)

    def output(self, name: str = "job") -> bytes:
        key = f"output/{name}/manifests/output/output.manifest"
        return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def output_lines(self, name: str = "job") -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output(name).splitlines()]


@pytest.fixture
def jobs(endpoint: Endpoint, sagemaker: Any, s3: Any) -> Jobs:
    return Jobs(endpoint, sagemaker, s3)


def input_manifest(lines: int) -> bytes:
    return b"".join(b'{"source-ref":"s3://images/%d.jpg"}\n' % number for number in range(lines))


def label_categories(*labels: str) -> bytes:
    named = [{"label": label} for label in labels]
    return json.dumps({"document-version": "2018-11-28", "labels": named}).encode()


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
        "WorkteamArn": f"arn:aws:sagemaker:{REGION}:123456789012:workteam/private-crowd/labelers",
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
        "RoleArn": "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole",
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


def from_manifest(uri: str) -> dict[str, Any]:
    return {"DataSource": {"S3DataSource": {"ManifestS3Uri": uri}}}


# ------------------------------------------------------------------------------- as a process


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

    def kill(self) -> None:
        """kill -9, and wait until the worker process is gone too: it holds the pipe's other end."""
        self.process.kill()
        self.process.stdout.read()
        self.process.wait()

    def end(self) -> int:
        self.process.terminate()
        self.process.stdout.read()
        return self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One endpoint process that tests share; they take buckets and jobs of their own."""
    running = Server(tmp_path_factory.mktemp("server") / "state").start()
    yield running
    running.end()
