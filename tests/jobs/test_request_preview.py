"""The request as JSON, AWS CLI and boto3: shown beside the form, and run as it is shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.jobs.browse import fill
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import PREVIEW, fragment, job

CHECKOUT = Path(__file__).parents[2]
AWS = CHECKOUT / ".venv-awscli" / "bin" / "aws"

# What shells, Python and HTML would take for their own.
ODD = 'It\'s "$HOME" `id` \\n REQUEST <b> & 100 % é 猫'


@pytest.fixture
def environment(tmp_path):
    """What a person's own shell would have, less their credentials."""
    assert AWS.exists(), f"{AWS} is missing: ./test installs the AWS CLI there."
    return {
        "PATH": f"{AWS.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "LANG": "C.UTF-8",
    }


def preview(client, form, language=""):
    """The text of the request, in one of its spellings."""
    path = f"{PREVIEW}?as={language}" if language else PREVIEW
    answer = client.post(path, form, headers=fragment("request-preview"))
    assert answer.status_code == 200
    return by_id(answer, "request").raw_text


def clone_form(client, **changes):
    return fill(client.get(job("cats", "clone/")), **changes)


def run(command, text, environment):
    ended = subprocess.run(
        command,
        input=text,
        env=environment,
        cwd=environment["HOME"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def asked_for(job):
    """A Describe answer as the request that it was, for a job that nobody has begun."""
    told = ("LabelingJobStatus", "LabelCounters", "CreationTime", "LastModifiedTime")
    told += ("JobReferenceCode", "LabelingJobArn")
    request = {name: value for name, value in job.items() if name not in told}
    request["OutputConfig"].pop("KmsKeyId")
    return request


# -------------------------------------------------------------------------------- as it is shown


def test_json_is_the_exact_request(client, work):
    work.completed()
    form = clone_form(client, task_title=ODD)
    shown = json.loads(preview(client, form, "json"))
    client.post(job("cats", "clone/"), form)
    assert shown == asked_for(work.describe("cats-clone"))


def test_the_command_runs_as_it_is_shown(client, work, environment):
    work.completed()
    form = clone_form(client, task_title=ODD)
    told = run(["sh"], preview(client, form, "cli"), environment)
    assert json.loads(told) == {"LabelingJobArn": work.describe("cats-clone")["LabelingJobArn"]}
    assert asked_for(work.describe("cats-clone")) == json.loads(preview(client, form, "json"))


def test_the_program_runs_as_it_is_shown(client, work, environment):
    work.completed()
    form = clone_form(client, task_title=ODD)
    told = run([sys.executable, "-"], preview(client, form, "boto3"), environment)
    assert told.strip() == work.describe("cats-clone")["LabelingJobArn"]
    assert asked_for(work.describe("cats-clone")) == json.loads(preview(client, form, "json"))


def test_a_chain_shows_its_own_input_whatever_is_posted(client, work):
    work.completed()
    form = fill(client.get(job("cats", "chain/")), manifest_s3_uri="s3://evil/m")
    request = json.loads(preview(client, form))
    assert request["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"].endswith(
        "/output/cats/manifests/output/output.manifest"
    )


def test_the_page_opens_with_the_request_of_its_first_values(client, work):
    work.completed()
    page = client.get(job("cats", "clone/"))
    assert by_id(page, "request").raw_text == preview(client, fields(page))


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("json", "{\n"),
        ("cli", "cat > labeling-job.json <<'REQUEST'\n{\n"),
        ("boto3", "import boto3\n"),
        ("perl", "{\n"),
        ("", "{\n"),
    ],
)
def test_each_spelling_begins_as_it_should(client, work, language, begins):
    work.completed()
    assert preview(client, clone_form(client), language).startswith(begins)


def test_the_chosen_spelling_is_marked(client, work):
    work.completed()
    answer = client.post(f"{PREVIEW}?as=cli", clone_form(client))
    current = parse(answer).one("button", aria_current="true")
    assert current.text == "AWS CLI"


def test_without_javascript_the_tabs_are_buttons_of_the_form(client, work):
    work.completed()
    path = job("cats", "clone/")
    page = client.post(path, clone_form(client, preview="boto3", labeling_job_name="other"))
    assert page.status_code == 200
    assert by_id(page, "request").raw_text.startswith("import boto3\n")
    assert "'LabelingJobName': 'other'" in by_id(page, "request").raw_text


def test_what_is_wrong_on_the_form_is_shown_all_the_same(client, work):
    work.completed()
    form = clone_form(client, labeling_job_name="a b", max_concurrent_task_count="many")
    assert json.loads(preview(client, form))["LabelingJobName"] == "a b"


def test_no_markup_comes_out_of_what_was_typed(client, work):
    work.completed()
    answer = client.post(PREVIEW, clone_form(client, task_title="<b id=evil>"))
    assert not parse(answer).all(id="evil")


def test_the_preview_creates_nothing(client, work, calls):
    work.completed()
    form = clone_form(client)
    calls.clear()
    preview(client, form, "cli")
    assert set(calls) <= {"DescribeLabelingJob", "HeadObject", "GetObject"}
    assert work.names() == ["cats"]


def test_a_prior_job_that_is_gone_is_a_404_fragment(client):
    form = {"how": "clone", "prior": "dogs"}
    answer = client.post(PREVIEW, form, headers=fragment("request-preview"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (404, "1")
