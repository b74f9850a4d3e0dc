"""The endpoint for tests: in this process, or as the process that a person starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from groundtruth.endpoint.app import Endpoint, create_app
from groundtruth.endpoint.objects import answer_in_process
from tests.local_endpoint import (
    BUCKET,
    TEMPLATE,
    Server,
    client,
    create_request,
    input_manifest,
    label_categories,
)

NOW = 1_800_000_000.0


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


def standing(endpoint: Endpoint) -> Endpoint:
    """Time passes only where a test moves the clock."""
    endpoint.clock.source = lambda: NOW
    return endpoint


@pytest.fixture
def endpoint(in_process: InProcess, tmp_path: Path) -> Iterator[Endpoint]:
    made = in_process.endpoint = standing(create_app(tmp_path / "state"))
    yield made
    if in_process.endpoint is not None:
        in_process.endpoint.close()
    in_process.endpoint = None


@pytest.fixture
def restart(in_process: InProcess, endpoint: Endpoint, tmp_path: Path) -> Callable[[], Endpoint]:
    """End the endpoint and start it again over the same state."""

    def again() -> Endpoint:
        in_process.endpoint = standing(create_app(tmp_path / "state"))
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
    made = Jobs(endpoint, sagemaker, s3)
    made.put("t.liquid", TEMPLATE)
    return made


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One endpoint process that tests share; they take buckets and jobs of their own."""
    running = Server(tmp_path_factory.mktemp("server") / "state").start()
    yield running
    running.end()
