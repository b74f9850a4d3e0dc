"""Requests as text: what each spelling says, wherever it is to run."""

import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils.html import strip_tags

from jobs.code import as_boto3, as_cli, as_json, highlighted, preview
from tests.local_endpoint import create_request

REQUEST = create_request("cats", TaskTitle='It\'s "$HOME" `id` \\ é 猫', tags={"a": "b"})


def test_json_keeps_the_order_and_the_letters():
    assert as_json({"b": "é", "a": 1}) == '{\n  "b": "é",\n  "a": 1\n}'


def test_json_writes_times_in_iso():
    assert json.loads(as_json({"at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC)})) == {
        "at": "2026-03-01T09:30:00Z"
    }


def test_the_command_hands_the_request_over_untouched(tmp_path):
    aws = tmp_path / "aws"
    aws.write_text('#!/bin/sh\nfor last; do :; done\nexec cat "${last#file://}"\n')
    aws.chmod(0o755)
    ended = subprocess.run(
        ["sh"],
        input=as_cli(REQUEST, "us-east-1", None),
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert json.loads(ended.stdout) == REQUEST


def test_the_command_names_region_and_endpoint():
    command = as_cli(REQUEST, "eu-west-1", "http://127.0.0.1:8001").split("\nREQUEST\n")[1]
    assert shlex.split(command.replace("\\\n", "")) == [
        *("aws", "sagemaker", "create-labeling-job", "--region", "eu-west-1"),
        *("--endpoint-url", "http://127.0.0.1:8001"),
        *("--cli-input-json", "file://labeling-job.json"),
    ]


def test_at_aws_nothing_names_an_endpoint():
    assert "endpoint" not in as_cli(REQUEST, "us-east-1", None)
    assert "endpoint" not in as_boto3(REQUEST, "us-east-1", None)


def test_the_program_hands_the_request_over_untouched(tmp_path):
    fake = "def client(*a, **k): return C()\nclass C:\n  def create_labeling_job(self, **r):\n"
    fake += "    import json; return {'LabelingJobArn': json.dumps(r)}\n"
    (tmp_path / "boto3.py").write_text(fake)
    ended = subprocess.run(
        [sys.executable, "-"],
        input=as_boto3(REQUEST, "us-east-1", None),
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert json.loads(ended.stdout) == REQUEST


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:8001"])
def test_the_program_is_python(url):
    compile(as_boto3(REQUEST, "us-east-1", url), "program", "exec")


@pytest.mark.parametrize("language", ["json", "cli", "boto3"])
def test_highlighting_changes_no_letter(language, settings):
    settings.LOCAL_ENDPOINT_URL = "http://127.0.0.1:8001"
    shown = preview(REQUEST, "us-east-1", language)
    spelled = {"json": as_json(REQUEST)}
    spelled["cli"] = as_cli(REQUEST, "us-east-1", settings.LOCAL_ENDPOINT_URL)
    spelled["boto3"] = as_boto3(REQUEST, "us-east-1", settings.LOCAL_ENDPOINT_URL)
    text = unescape(strip_tags(shown.html))
    assert text.strip() == spelled[language].strip()


def test_highlighting_quotes_what_is_markup():
    assert "<b>" not in highlighted('{"a": "<b>"}', "json")
