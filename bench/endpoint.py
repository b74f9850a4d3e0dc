"""How the local endpoint holds up under one large labeling job: waiting times, memory, settling.

    .venv/bin/python -m bench.endpoint                     (some minutes; written to docs)
    .venv/bin/python -m bench.endpoint --objects 10000     (only printed)

The endpoint is a process of its own, asked with boto3 over HTTP. Its clock is moved on in steps, so
that the clerk has labels to make all the while; then the second half of the job is let pass in one
go, and its output manifest is asked for at once. Waiting times are wall time at the client.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from bench.manifest import report
from groundtruth.task_types import (
    TASK_TYPES,
    annotation_consolidation_lambda_arn,
    pre_human_task_lambda_arn,
)

OBJECTS = 100_000
REGION = "us-east-1"
BUCKET = "bench"
STEPS = 20
KINDS = ("ImageMultiClass", "BoundingBox")
DOCUMENT = Path(__file__).parents[1] / "docs" / "endpoint.md"
BEGIN = "<!-- figures: written by python -m bench.endpoint -->"
END = "<!-- end of figures -->"

Waits = list[float]  # milliseconds


class Endpoint:
    """An endpoint process of its own over an empty folder."""

    def __init__(self, folder: str) -> None:
        command = [sys.executable, "-m", "groundtruth.endpoint", "--port", "0", "--no-samples"]
        self._process = subprocess.Popen(
            [*command, "--state", folder], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().strip()
        self.sagemaker, self.s3 = self._client("sagemaker"), self._client("s3")

    def advance(self, seconds: float) -> None:
        body = json.dumps({"advance": seconds}).encode()
        urllib.request.urlopen(f"{self.url}/_endpoint/clock", data=body).close()

    def peak(self) -> int:
        """The most memory, in MB, that a process of it ever held."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return max(_high_water(pid) for pid in children.split())

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="bench",
            aws_secret_access_key="bench",
            config=Config(read_timeout=600, retries={"total_max_attempts": 1, "mode": "standard"}),
        )


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench.endpoint", description=__doc__)
    parser.add_argument("--objects", type=int, default=OBJECTS)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    asked = parser.parse_args()
    machine = report.machine()
    columns = {kind: _measured(kind, asked.objects) for kind in asked.kinds}
    text = "\n".join(_table(machine, asked.objects, columns))
    print(text)
    if asked.objects == OBJECTS and len(asked.kinds) == len(KINDS):
        head, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")


def _measured(kind: str, objects: int) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="gtconsole-bench-") as folder:
        endpoint = Endpoint(folder)
        try:
            return dict(_figures(endpoint, kind, objects))
        finally:
            endpoint.end()


def _figures(endpoint: Endpoint, kind: str, objects: int) -> Iterator[tuple[str, str]]:
    request = _request(kind)
    _upload(endpoint, objects)
    yield "memory before", f"{endpoint.peak()} MB"
    took = _seconds(lambda: endpoint.sagemaker.create_labeling_job(**request))
    yield "CreateLabelingJob", f"{took:.1f} s"

    def describe() -> Any:
        return endpoint.sagemaker.describe_labeling_job(LabelingJobName="large")

    endpoint.advance(2)
    yield "DescribeLabelingJob at rest", _told(_waits(describe, 2))
    step = objects * 0.4 / 2 / STEPS  # fast: 0.4 s an object, half of it in steps
    running: Waits = []
    for _ in range(STEPS):
        endpoint.advance(step)
        running += _waits(describe, 1)
    yield "DescribeLabelingJob while labels are made", _told(running)
    yield from _settled(endpoint, describe, objects)
    assert describe()["LabelCounters"]["TotalLabeled"] == objects
    yield "memory at most", f"{endpoint.peak()} MB"


def _settled(
    endpoint: Endpoint, describe: Callable[[], Any], objects: int
) -> Iterator[tuple[str, str]]:
    """The second half passes at once, and somebody waits for all of it."""
    endpoint.advance(objects * 0.4)
    uri = describe()["LabelingJobOutput"]["OutputDatasetS3Uri"]
    key = uri.removeprefix(f"s3://{BUCKET}/")

    def read() -> tuple[float, int]:
        begun = time.perf_counter()
        size = len(endpoint.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())
        return time.perf_counter() - begun, size

    def read_another() -> Any:
        return endpoint.s3.get_object(Bucket=BUCKET, Key="labels.json")["Body"].read()

    described, others = [_ms(describe)], [_ms(read_another)]
    with ThreadPoolExecutor(1) as people:
        reading = people.submit(read)
        while not reading.done():
            described.append(_ms(describe))
            others.append(_ms(read_another))
            time.sleep(0.01)
        seconds, size = reading.result()
    yield "the other half settled, and the output read", f"{seconds:.1f} s"
    yield "DescribeLabelingJob meanwhile", _told(described)
    yield "GetObject of another object meanwhile", _told(others)
    yield "the output manifest", f"{size / 1e6:.0f} MB"
    yield "the same read again", f"{read()[0]:.1f} s"


def _waits(call: Callable[[], Any], seconds: float) -> Waits:
    """How long each of the calls took that were made in that time."""
    until, waits = time.perf_counter() + seconds, []
    while time.perf_counter() < until:
        waits.append(_ms(call))
        time.sleep(0.01)
    return waits


def _seconds(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _ms(call: Callable[[], Any]) -> float:
    return _seconds(call) * 1000


def _told(waits: Waits) -> str:
    last = statistics.quantiles(waits, n=20)[-1]
    return f"{statistics.median(waits):.0f} / {last:.0f} / {max(waits):.0f} ms"


def _upload(endpoint: Endpoint, objects: int) -> None:
    lines = (b'{"source-ref":"s3://pictures/%d.jpg"}\n' % number for number in range(objects))
    labels = json.dumps({"labels": [{"label": label} for label in ("cat", "dog", "owl")]})
    endpoint.s3.create_bucket(Bucket=BUCKET)
    endpoint.s3.put_object(Bucket=BUCKET, Key="input.manifest", Body=b"".join(lines))
    endpoint.s3.put_object(Bucket=BUCKET, Key="labels.json", Body=labels.encode())
    endpoint.s3.put_object(Bucket=BUCKET, Key="template.html", Body=b"<crowd-form></crowd-form>")


def _request(kind: str) -> dict[str, Any]:
    task_type = TASK_TYPES[kind]
    account = "123456789012"
    consolidation = annotation_consolidation_lambda_arn(task_type, REGION)
    team = f"arn:aws:sagemaker:{REGION}:{account}:workteam/private-crowd/labelers"
    return {
        "LabelingJobName": "large",
        "LabelAttributeName": "large",
        "InputConfig": {
            "DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://{BUCKET}/input.manifest"}}
        },
        "OutputConfig": {"S3OutputPath": f"s3://{BUCKET}/output"},
        "RoleArn": f"arn:aws:iam::{account}:role/service-role/AmazonSageMaker-ExecutionRole",
        "LabelCategoryConfigS3Uri": f"s3://{BUCKET}/labels.json",
        "HumanTaskConfig": {
            "WorkteamArn": team,
            "UiConfig": {"UiTemplateS3Uri": f"s3://{BUCKET}/template.html"},
            "PreHumanTaskLambdaArn": pre_human_task_lambda_arn(task_type, REGION),
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": consolidation},
            "TaskTitle": "Label it",
            "TaskDescription": "Say what is in it.",
            "NumberOfHumanWorkersPerDataObject": task_type.workers,
            "TaskTimeLimitInSeconds": 300,
        },
    }


def _table(machine: str, objects: int, columns: dict[str, dict[str, str]]) -> Iterator[str]:
    yield f"Measured by `python -m bench.endpoint` on {machine}."
    yield f"One job of {objects:,} objects, asked with boto3 over HTTP; waits are median / 95th"
    yield "percentile / longest.\n"
    yield f"| | {' | '.join(columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    names = list(next(iter(columns.values())))
    for position, name in enumerate(names):
        cells = [list(column.values())[position] for column in columns.values()]
        yield f"| {name} | {' | '.join(cells)} |"


def _high_water(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(kilobytes.split()[1]) / 1024)


if __name__ == "__main__":
    main()
