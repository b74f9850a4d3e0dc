"""The AWS CLI, a client nobody here wrote, against the endpoint as a process."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jmespath
import pytest

from groundtruth.endpoint import operations
from tests.local_endpoint import (
    BUCKET,
    REGION,
    ROLE,
    ROOT,
    TEMPLATE,
    WORKTEAM,
    Server,
    create_request,
    from_manifest,
    input_manifest,
    label_categories,
)

# ./test makes it: the CLI pins botocore, so it cannot live in the project's own environment.
AWS = Path(os.environ.get("GTCONSOLE_AWSCLI", ROOT / ".venv-awscli" / "bin" / "aws"))


@pytest.fixture(scope="module")
def aws(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """aws("sagemaker", "list-labeling-jobs") runs that and returns its standard output."""
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str, fails: bool = False) -> str:
        ended = subprocess.run(
            [str(AWS), "--endpoint-url", server.url, "--region", REGION, *arguments],
            capture_output=True,
            text=True,
            env={
                "HOME": str(home),
                "PATH": os.environ["PATH"],
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_EC2_METADATA_DISABLED": "true",
            },
        )
        assert (ended.returncode != 0) == fails, ended.stderr
        return ended.stderr if fails else ended.stdout

    return run


def test_a_job_from_beginning_to_end(aws: Any, server: Server, tmp_path: Path) -> None:
    (tmp_path / "input.manifest").write_bytes(input_manifest(20))
    (tmp_path / "labels.json").write_bytes(label_categories("cat", "dog"))
    (tmp_path / "t.liquid").write_bytes(TEMPLATE)
    aws("s3", "mb", f"s3://{BUCKET}")
    for file in ("input.manifest", "labels.json"):
        aws("s3", "cp", str(tmp_path / file), f"s3://{BUCKET}/cli/{file}")
    aws("s3", "cp", str(tmp_path / "t.liquid"), f"s3://{BUCKET}/t.liquid")
    request = tmp_path / "request.json"
    request.write_text(json.dumps(create_request("cli", tags={"by": "cli"})))

    made = aws("sagemaker", "create-labeling-job", "--cli-input-json", f"file://{request}")
    assert json.loads(made)["LabelingJobArn"].endswith(":labeling-job/cli")

    again = aws(
        "sagemaker", "create-labeling-job", "--cli-input-json", f"file://{request}", fails=True
    )
    assert "(ResourceInUse)" in again

    aws("sagemaker", "stop-labeling-job", "--labeling-job-name", "cli")
    server.advance(60)
    told = json.loads(aws("sagemaker", "describe-labeling-job", "--labeling-job-name", "cli"))
    assert told["LabelingJobStatus"] == "Stopped"
    assert told["Tags"] == [{"Key": "by", "Value": "cli"}]

    listed = aws(
        "sagemaker", "list-labeling-jobs", "--status-equals", "Stopped", "--name-contains", "cli"
    )
    (row,) = json.loads(listed)["LabelingJobSummaryList"]
    assert row["LabelingJobName"] == "cli"

    output = tmp_path / "output.manifest"
    aws("s3", "cp", told["LabelingJobOutput"]["OutputDatasetS3Uri"], str(output))
    assert len(output.read_bytes().splitlines()) == 20


def test_a_large_file_goes_both_ways(aws: Any, tmp_path: Path) -> None:
    """Large enough for the CLI to send it as a multipart upload."""
    aws("s3", "mb", "s3://cli-large")
    sent, got = tmp_path / "sent", tmp_path / "got"
    sent.write_bytes(os.urandom(2**20) * 12)
    aws("s3", "cp", str(sent), "s3://cli-large/file")
    aws("s3", "cp", "s3://cli-large/file", str(got))
    assert got.read_bytes() == sent.read_bytes()


def test_who_am_i(aws: Any) -> None:
    assert json.loads(aws("sts", "get-caller-identity"))["Account"] == "123456789012"


def begin(aws: Any, folder: Path, name: str, **changes: Any) -> None:
    """Upload what a job over ten objects needs, and create it."""
    (folder / "input.manifest").write_bytes(input_manifest(10))
    (folder / "labels.json").write_bytes(label_categories("cat", "dog"))
    for file in ("input.manifest", "labels.json"):
        aws("s3", "cp", str(folder / file), f"s3://{BUCKET}/{name}/{file}")
    create(aws, folder, create_request(name, **changes))


def create(aws: Any, folder: Path, request: dict[str, Any]) -> None:
    file = folder / f"{request['LabelingJobName']}.json"
    file.write_text(json.dumps(request))
    aws("sagemaker", "create-labeling-job", "--cli-input-json", f"file://{file}")


def describe(aws: Any, name: str) -> dict[str, Any]:
    told = aws("sagemaker", "describe-labeling-job", "--labeling-job-name", name)
    return json.loads(told)


def test_a_chain_of_a_failed_job(aws: Any, server: Server, tmp_path: Path) -> None:
    begin(aws, tmp_path, "broken", tags={"gtconsole:simulate-job-failure": "40"})
    server.advance(60)
    broken = describe(aws, "broken")
    assert broken["LabelingJobStatus"] == "Failed"
    assert "LambdaErrorCode" in broken["FailureReason"]
    assert broken["LabelCounters"]["TotalLabeled"] == 4
    request = create_request(
        "mended",
        LabelAttributeName="broken",
        LabelCategoryConfigS3Uri=f"s3://{BUCKET}/broken/labels.json",
        InputConfig=from_manifest(broken["LabelingJobOutput"]["OutputDatasetS3Uri"]),
    )
    create(aws, tmp_path, request)
    server.advance(2)
    assert describe(aws, "mended")["LabelCounters"]["TotalLabeled"] >= 4
    server.advance(60)
    mended = describe(aws, "mended")
    assert (mended["LabelingJobStatus"], mended["LabelCounters"]["TotalLabeled"]) == (
        "Completed",
        10,
    )


def test_the_whole_folder_of_a_job_can_be_fetched(aws: Any, server: Server, tmp_path: Path) -> None:
    begin(aws, tmp_path, "folder")
    server.advance(60)
    aws("s3", "sync", f"s3://{BUCKET}/output/folder", str(tmp_path / "got"))
    there = tmp_path / "got"
    assert len((there / "manifests/output/output.manifest").read_bytes().splitlines()) == 10
    responses = sorted((there / "annotations/worker-response/iteration-1").iterdir())
    assert [each.name for each in responses] == [str(number) for number in range(10)]
    (first,) = responses[0].iterdir()
    assert len(json.loads(first.read_bytes())["answers"]) == 3


def test_a_folder_can_be_removed(aws: Any, server: Server, tmp_path: Path) -> None:
    begin(aws, tmp_path, "removed")
    server.advance(60)
    aws("s3", "rm", "--recursive", f"s3://{BUCKET}/output/removed")
    assert aws("s3", "ls", f"s3://{BUCKET}/output/removed/", fails=True) == ""


# --------------------------------------------------------------------- every operation there is

TEAM = WORKTEAM.replace("labelers", "cli-team")
VENDOR = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/simulated-vendor"
UI = "arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/cli-ui"
JOB = "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/cli-job"
MEMBER = "UserPool=us-east-1_Abc,UserGroup=night,ClientId=4ab8"
TAG = {"Key": "by", "Value": "cli"}

# What is typed after `aws sagemaker`, and a member of the answer with the value it must have.
# A later line may build on an earlier one.
CALLS: list[tuple[str, str, Any]] = [
    ("create-workteam --workteam-name cli-team --description Night --member-definitions"
     f" CognitoMemberDefinition={{{MEMBER}}}", "WorkteamArn", TEAM),
    ("describe-workteam --workteam-name cli-team", "Workteam.Description", "Night"),
    ("update-workteam --workteam-name cli-team --description Late", "Workteam.Description", "Late"),
    ("list-workteams --name-contains cli", "length(Workteams)", 1),
    ("list-subscribed-workteams", "SubscribedWorkteams[0].WorkteamArn", VENDOR),
    (f"describe-subscribed-workteam --workteam-arn {VENDOR}",
     "SubscribedWorkteam.MarketplaceTitle", "Simulated vendor"),
    ("create-human-task-ui --human-task-ui-name cli-ui"
     """ --ui-template {"Content":"{{task.input.x}}"}""",
     "HumanTaskUiArn", UI),
    ("describe-human-task-ui --human-task-ui-name cli-ui", "HumanTaskUiStatus", "Active"),
    ("list-human-task-uis", "HumanTaskUiSummaries[0].HumanTaskUiName", "cli-ui"),
    (f"render-ui-template --human-task-ui-arn {UI} --role-arn {ROLE}"
     """ --task {"Input":"{\\"x\\":\\"<b>\\"}"}""", "RenderedContent", "&lt;b&gt;"),
    ("create-labeling-job --cli-input-json file://REQUEST", "LabelingJobArn", JOB),
    ("describe-labeling-job --labeling-job-name cli-job", "LabelingJobName", "cli-job"),
    ("list-labeling-jobs --name-contains cli-job", "length(LabelingJobSummaryList)", 1),
    (f"list-labeling-jobs-for-workteam --workteam-arn {TEAM}",
     "LabelingJobSummaryList[0].LabelingJobName", "cli-job"),
    ("stop-labeling-job --labeling-job-name cli-job", "", None),
    (f"add-tags --resource-arn {JOB} --tags Key=by,Value=cli", "Tags", [TAG]),
    (f"list-tags --resource-arn {JOB}", "Tags", [TAG]),
    (f"delete-tags --resource-arn {JOB} --tag-keys by", "Tags", None),
    ("delete-human-task-ui --human-task-ui-name cli-ui", "HumanTaskUiArn", None),
    ("delete-workteam --workteam-name cli-team", "Success", True),
]  # fmt: skip


def test_every_operation_is_called_by_the_cli() -> None:
    typed = {call.split()[0].replace("-", "") for call, _, _ in CALLS}
    assert typed == {name.lower() for name in operations.OPERATIONS}


def test_the_cli_understands_every_answer(aws: Any, server: Server, tmp_path: Path) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="cli-operations")
    for key, body in {
        "m": input_manifest(2000),  # enough to be stopped before they are labeled
        "labels.json": label_categories("cat", "dog"),
        "t.liquid": TEMPLATE,
    }.items():
        s3.put_object(Bucket="cli-operations", Key=key, Body=body)
    request = create_request(
        "cli-job",
        WorkteamArn=TEAM,
        InputConfig=from_manifest("s3://cli-operations/m"),
        OutputConfig={"S3OutputPath": "s3://cli-operations/out"},
        LabelCategoryConfigS3Uri="s3://cli-operations/labels.json",
        UiConfig={"UiTemplateS3Uri": "s3://cli-operations/t.liquid"},
    )
    (tmp_path / "request.json").write_text(json.dumps(request))
    for call, member, value in CALLS:
        typed = call.replace("REQUEST", str(tmp_path / "request.json")).split()
        told = aws("sagemaker", *typed)
        assert jmespath.search(member, json.loads(told)) == value if told else value is None, call
