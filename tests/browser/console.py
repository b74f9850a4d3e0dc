"""The console as a person starts it, with its endpoint, and source jobs for it to show."""

from __future__ import annotations

import itertools
import json
import os
import socket
import subprocess
import sys
import urllib.request
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.local_endpoint import BUCKET, ROOT, TEMPLATE, client, create_request, label_categories

# The tag that asks the local endpoint for a failed job, and how much is labeled by then.
FAILS_HALF_WAY = {"gtconsole:simulate-job-failure": "50"}


class Console:
    """`python -m gtconsole` on free ports with a state folder of its own."""

    def __init__(self, state: Path, **environment: str) -> None:
        self.port, self.endpoint_port = free_ports(2)
        self.log = state / "console.log"
        self._environment = {
            **os.environ,
            "GTCONSOLE_STATE_DIR": str(state),
            "GTCONSOLE_PORT": str(self.port),
            "GTCONSOLE_ENDPOINT_PORT": str(self.endpoint_port),
            "GTCONSOLE_CHECK_BEFORE_CREATING": "false",  # jobs here have no objects to speak of
            **environment,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.endpoint_port}"

    def start(self) -> Console:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gtconsole"],
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
            cwd=ROOT,
            env=self._environment,
        )
        said = self.process.stdout.readline()
        assert self.url in said, f"The console did not start: {said}{self.log.read_text()}"
        return self

    def end(self) -> None:
        died = self.process.poll()
        self.process.terminate()
        said, _ = self.process.communicate(timeout=30)
        assert died is None, f"The console ended by itself: {said}{self.log.read_text()}"


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on, different ones."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Work:
    """Source jobs at the local endpoint, each with a name that no other test has."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._numbers = itertools.count(1)

    @cached_property
    def sagemaker(self) -> Any:
        return client("sagemaker", self.endpoint)

    @cached_property
    def s3(self) -> Any:
        made = client("s3", self.endpoint)
        made.create_bucket(Bucket=BUCKET)
        made.put_object(Bucket=BUCKET, Key="t.liquid", Body=TEMPLATE)
        return made

    def advance(self, seconds: float) -> None:
        """Let time pass, for every job at the endpoint."""
        body = json.dumps({"advance": seconds}).encode()
        urllib.request.urlopen(f"{self.endpoint}/_endpoint/clock", data=body, timeout=60).close()

    def name(self, stem: str) -> str:
        return f"{stem}-{next(self._numbers)}"

    def put(self, key: str, data: bytes) -> str:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=data)
        return f"s3://{BUCKET}/{key}"

    def get(self, uri: str) -> bytes:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    def running(self, stem: str = "running", lines: int = 3000, **changes: Any) -> str:
        """A job In progress that labels an object in two seconds, for an hour and more."""
        name = self.name(stem)
        self.put(f"{name}/input.manifest", messages(lines))
        self.put(f"{name}/labels.json", label_categories("bill", "praise"))
        changes = {"task_type": "TextMultiClass", "MaxConcurrentTaskCount": 1} | changes
        self.sagemaker.create_labeling_job(**create_request(name, **changes))
        self.advance(3)
        return name

    def completed(self, stem: str = "completed", **changes: Any) -> str:
        name = self.running(stem, 8, **changes)
        self.advance(20)
        return name

    def stopped(self, stem: str = "stopped", **changes: Any) -> str:
        """A job that was stopped with about half of its 24 objects labeled."""
        name = self.running(stem, 24, **changes)
        self.advance(22)
        self.sagemaker.stop_labeling_job(LabelingJobName=name)
        self.advance(4)
        return name

    def failed(self, stem: str = "failed", **changes: Any) -> str:
        """A job that failed half-way, and that does not hand its failure on to who reuses it."""
        name = self.running(stem, 8, tags=FAILS_HALF_WAY, **changes)
        self.advance(20)
        self.sagemaker.delete_tags(
            ResourceArn=self.describe(name)["LabelingJobArn"], TagKeys=list(FAILS_HALF_WAY)
        )
        return name

    def describe(self, name: str) -> dict[str, Any]:
        return self.sagemaker.describe_labeling_job(LabelingJobName=name)

    def counters(self, name: str) -> dict[str, int]:
        return self.describe(name)["LabelCounters"]

    def output_lines(self, name: str) -> list[bytes]:
        """The lines of a job's output manifest as they are in S3."""
        return self.get(f"s3://{BUCKET}/output/{name}/manifests/output/output.manifest").split(
            b"\n"
        )


def messages(lines: int) -> bytes:
    """A manifest of texts whose bytes nobody would write again the same way."""
    return b"".join(
        b'{"source" : "Caf\\u00e9 No. %d",  "id":%d.0 }\n' % (number, number)
        for number in range(lines)
    )


def partly_labeled(labeled: int, lines: int, name: str) -> bytes:
    """A manifest that somebody labeled in part, class 0 among the labels."""
    label = (
        b', "%s" : 0, "%s-metadata":{"class-name":"bill","type":"groundtruth/text-classification"}'
    )
    given = label % (name.encode(), name.encode())
    return b"".join(
        line.replace(b" }", (given if number < labeled else b"") + b" }")
        for number, line in enumerate(messages(lines).splitlines(keepends=True))
    )
