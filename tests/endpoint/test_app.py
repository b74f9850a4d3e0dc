"""The front: who is answered by whom."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from groundtruth.endpoint.app import Endpoint, create_app
from groundtruth.endpoint.objects import answer_in_process
from tests.endpoint.conftest import InProcess, Jobs
from tests.local_endpoint import BUCKET


def ask(endpoint: Endpoint, method: str, path: str, **environ: Any) -> tuple[str, bytes]:
    started: list[str] = []
    asked = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "127.0.0.1:8001",
        **environ,
    }
    body = b"".join(endpoint(asked, lambda line, headers: started.append(line)))
    return started[0], body


def post(endpoint: Endpoint, what: str, value: Any) -> tuple[str, Any]:
    """Call a control path."""
    body = json.dumps(value).encode()
    sent = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    status, told = ask(endpoint, "POST", f"/_endpoint/{what}", **sent)
    return status, json.loads(told)


def test_every_answer_has_a_request_id(sagemaker: Any) -> None:
    assert sagemaker.list_labeling_jobs()["ResponseMetadata"]["RequestId"]


def test_services_that_are_not_emulated_say_so(in_process: InProcess, endpoint: Endpoint) -> None:
    with pytest.raises(ClientError) as error:
        in_process.client("sqs").list_queues()
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert "service sqs" in str(error.value)


@pytest.mark.parametrize("path", ["/moto-api/reset", "/moto-api/data.json"])
def test_what_would_go_around_the_disk_is_closed(endpoint: Endpoint, path: str) -> None:
    assert ask(endpoint, "POST", path)[0].startswith("501 ")


@pytest.mark.parametrize("caller", ["10.0.0.7", "192.168.1.1", "::ffff:10.0.0.7"])
def test_callers_from_elsewhere_are_refused(endpoint: Endpoint, caller: str) -> None:
    status, _ = ask(endpoint, "GET", "/_endpoint/health", REMOTE_ADDR=caller)
    assert status.startswith("421 ")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://["]
)
def test_pages_from_elsewhere_are_refused(endpoint: Endpoint, origin: str) -> None:
    """A browser on this machine can reach the port for any page it shows."""
    status, body = ask(endpoint, "POST", "/_endpoint/reset", HTTP_ORIGIN=origin)
    assert status.startswith("421 ")
    assert origin in json.loads(body)["message"]


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_pages_of_this_machine_are_answered(endpoint: Endpoint, origin: str) -> None:
    assert ask(endpoint, "GET", "/_endpoint/health", HTTP_ORIGIN=origin)[0] == "200 OK"


def test_an_unknown_control_path_tells_those_there_are(endpoint: Endpoint) -> None:
    status, body = ask(endpoint, "GET", "/_endpoint/reset")
    assert status.startswith("404 ")
    assert "POST reset" in json.loads(body)["message"]


def test_buckets_may_stand_in_the_host_name(s3: Any, endpoint: Endpoint) -> None:
    """What boto3 does with http://localhost as its endpoint."""
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url="http://localhost:8001",
        aws_access_key_id="x",
        aws_secret_access_key="y",
        config=Config(s3={"addressing_style": "virtual"}),
    )
    answer_in_process(client, endpoint)
    client.put_object(Bucket=BUCKET, Key="dir/k", Body=b"x")
    assert s3.get_object(Bucket=BUCKET, Key="dir/k")["Body"].read() == b"x"


def test_one_endpoint_at_a_time_in_a_process(endpoint: Endpoint, tmp_path: Path) -> None:
    create_app(tmp_path / "another").close()
    with pytest.raises(RuntimeError, match="closed"):
        ask(endpoint, "GET", "/_endpoint/health")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000])
def test_a_call_that_is_no_json_object(endpoint: Endpoint, body: bytes) -> None:
    status, told = ask(
        endpoint,
        "POST",
        "/",
        HTTP_X_AMZ_TARGET="SageMaker.ListLabelingJobs",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": io.BytesIO(body)},
    )
    assert status.startswith("400 ")
    assert json.loads(told)["__type"] == "SerializationException"


def test_null_is_as_if_nothing_was_said(sagemaker: Any) -> None:
    assert sagemaker.list_labeling_jobs(NameContains=None)["LabelingJobSummaryList"] == []


def test_null_in_a_structure_is_as_if_nothing_was_said(jobs: Jobs) -> None:
    jobs.create(StoppingConditions={"MaxHumanLabeledObjectCount": None})
    assert "MaxHumanLabeledObjectCount" not in jobs.describe()["StoppingConditions"]
    assert jobs.finish()["LabelingJobStatus"] == "Completed"
