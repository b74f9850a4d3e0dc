"""The endpoint as a process: how it starts, what a kill leaves, and that nothing outlives it."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.local_endpoint import (
    COMMAND,
    ROOT,
    TEMPLATE,
    Server,
    create_request,
    from_manifest,
    input_manifest,
    label_categories,
)


def ask(server: Server, method: str, path: str, body: str = "", **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_health_tells_the_time(server: Server) -> None:
    status, told = ask(server, "GET", "/_endpoint/health")
    assert (status, told["status"]) == (200, "ok")
    assert told["now"] > 1_700_000_000


def test_the_clock_can_be_moved(server: Server) -> None:
    _, before = ask(server, "GET", "/_endpoint/health")
    _, after = ask(server, "POST", "/_endpoint/clock", '{"advance": 3600}')
    assert after["now"] - before["now"] >= 3600


@pytest.mark.parametrize(
    "body", ["", "{}", '{"advance": -1}', '{"advance": "soon"}', "[1]", '{"advance": 1e300}']
)
def test_the_clock_moves_by_a_number_of_seconds_only(server: Server, body: str) -> None:
    status, told = ask(server, "POST", "/_endpoint/clock", body)
    assert status == 400
    assert "advance" in told["message"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example"])
def test_other_names_for_this_machine_are_refused(server: Server, host: str) -> None:
    status, told = ask(server, "GET", "/_endpoint/health", Host=host)
    assert status == 421
    assert host in told["message"]


def test_localhost_is_answered(server: Server) -> None:
    assert ask(server, "GET", "/_endpoint/health", Host="localhost:1")[0] == 200


def test_a_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*COMMAND, "--port", str(port), "--state", str(tmp_path)],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {port} cannot be used")
    assert len(ended.stderr.splitlines()) == 1


def test_a_folder_in_use_is_one_sentence(server: Server) -> None:
    ended = subprocess.run(
        [*COMMAND, "--port", "0", "--state", str(server.state)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The folder “{server.state}” is in use")
    assert len(ended.stderr.splitlines()) == 1


def alive(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, sign: signal.Signals) -> None:
    server = Server(tmp_path / "state").start()
    server.process.send_signal(sign)
    assert server.process.stdout.read() == ""  # ends when the worker, which holds it too, is gone
    assert server.process.wait(timeout=20) == 0
    assert not alive(server.url)


def test_a_killed_main_process_leaves_no_worker(tmp_path: Path) -> None:
    server = Server(tmp_path / "state").start()
    server.kill()
    assert not alive(server.url)


def test_it_ends_when_the_process_that_started_it_is_killed(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        f"started = subprocess.Popen({[*COMMAND, '--port', '0', '--no-samples']!r}"
        f" + ['--state', {str(tmp_path / 'state')!r}], stdout=subprocess.PIPE, text=True)\n"
        "print(started.stdout.readline(), flush=True)\n"
        "started.wait()\n"
    )
    # Standard error is the pipe that tells: it is at its end once every holder of it is gone.
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    url = parent.stdout.readline().strip()
    assert alive(url)
    parent.kill()
    parent.communicate(timeout=20)
    assert not alive(url)


def test_many_who_ask_at_once_are_all_answered(server: Server) -> None:
    s3, sagemaker = server.client("s3"), server.client("sagemaker")
    s3.create_bucket(Bucket="crowd")
    s3.put_object(Bucket="crowd", Key="input.manifest", Body=input_manifest(30))
    s3.put_object(Bucket="crowd", Key="labels.json", Body=label_categories("a", "b"))
    s3.put_object(Bucket="crowd", Key="t.liquid", Body=TEMPLATE)

    def work(number: int) -> str:
        name = f"crowd-{number}"
        request = create_request(
            name,
            InputConfig=from_manifest("s3://crowd/input.manifest"),
            LabelCategoryConfigS3Uri="s3://crowd/labels.json",
            UiConfig={"UiTemplateS3Uri": "s3://crowd/t.liquid"},
            OutputConfig={"S3OutputPath": "s3://crowd/output"},
        )
        sagemaker.create_labeling_job(**request)
        s3.put_object(Bucket="crowd", Key=name, Body=b"x" * 200_000)
        server.advance(1)
        s3.list_objects_v2(Bucket="crowd")
        return sagemaker.describe_labeling_job(LabelingJobName=name)["LabelingJobName"]

    with ThreadPoolExecutor(8) as people:
        names = list(people.map(work, range(24)))
    assert names == [f"crowd-{number}" for number in range(24)]
    server.advance(3600)
    told = sagemaker.list_labeling_jobs(NameContains="crowd", MaxResults=100)
    assert {row["LabelingJobStatus"] for row in told["LabelingJobSummaryList"]} == {"Completed"}
