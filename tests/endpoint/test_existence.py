"""What a new labeling job names and is not there: refused, or the reason why the job fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.endpoint.conftest import InProcess, Jobs
from tests.local_endpoint import BUCKET, ROLE, create_request

TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "sagemaker.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
SAGEMAKER = "arn:aws:sagemaker:us-east-1:{}:{}"


@pytest.fixture
def iam(in_process: InProcess, jobs: Jobs) -> Any:
    return in_process.client("iam")


def make_role(iam: Any, name: str = "mine", **changes: Any) -> str:
    document = json.dumps({"Statement": [TRUST | changes]})
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]


def refused(jobs: Jobs, **changes: Any) -> str:
    with pytest.raises(ClientError) as error:
        jobs.create("job", **changes)
    assert error.value.response["Error"]["Code"] == "ValidationException"
    return error.value.response["Error"]["Message"]


def reason(jobs: Jobs, **changes: Any) -> str:
    jobs.create("job", **changes)
    ended = jobs.finish("job")
    assert ended["LabelingJobStatus"] == "Failed"
    assert ended["LabelCounters"]["TotalLabeled"] == 0
    return ended["FailureReason"]


# ------------------------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    "role", [f"{ROLE}-2", ROLE.replace("123456789012", "111122223333"), ROLE.lower()]
)
def test_a_role_that_is_not_there(jobs: Jobs, role: str) -> None:
    assert refused(jobs, RoleArn=role) == (
        f"Could not assume role {role}. Please ensure that the role exists and allows principal "
        "'sagemaker.amazonaws.com' to assume the role."
    )


def test_a_role_that_trusts_somebody_else(jobs: Jobs, iam: Any) -> None:
    role = make_role(iam, Principal={"Service": "lambda.amazonaws.com"})
    assert f"Could not assume role {role}" in refused(jobs, RoleArn=role)


def test_a_role_of_one_s_own_will_do(jobs: Jobs, iam: Any) -> None:
    jobs.create("job", RoleArn=make_role(iam))
    assert jobs.finish("job")["LabelingJobStatus"] == "Completed"


def test_a_template_is_not_rendered_for_such_a_role_either(sagemaker: Any) -> None:
    with pytest.raises(ClientError, match="Could not assume role"):
        sagemaker.render_ui_template(
            UiTemplate={"Content": "x"}, Task={"Input": "{}"}, RoleArn=f"{ROLE}-2"
        )


@pytest.mark.parametrize(
    "team",
    [
        SAGEMAKER.format("123456789012", "workteam/private-crowd/nobody"),
        SAGEMAKER.format("111122223333", "workteam/private-crowd/labelers"),
        SAGEMAKER.format("111122223333", "workteam/vendor-crowd/nobody"),
    ],
)
def test_a_team_that_is_not_there(jobs: Jobs, team: str) -> None:
    assert refused(jobs, WorkteamArn=team) == (
        f"The specified Workteam '{team}' does not exist or you do not have access to it."
    )


@pytest.mark.parametrize(
    "ui",
    [
        SAGEMAKER.format("394669845002", "human-task-ui/3DPointCloudObjectDetection"),
        SAGEMAKER.format("123456789012", "human-task-ui/mine"),
    ],
)
def test_a_user_interface_that_is_not_there(jobs: Jobs, ui: str) -> None:
    message = refused(jobs, UiConfig={"HumanTaskUiArn": ui})
    assert message.startswith(f"The specified HumanTaskUi '{ui}' does not exist")


def test_a_user_interface_of_one_s_own_will_do(jobs: Jobs) -> None:
    made = jobs.sagemaker.create_human_task_ui(
        HumanTaskUiName="mine", UiTemplate={"Content": "<crowd-form></crowd-form>"}
    )
    jobs.create("job", task_type="PassThrough", UiConfig={"HumanTaskUiArn": made["HumanTaskUiArn"]})
    assert jobs.finish("job")["LabelingJobStatus"] == "Completed"


# ------------------------------------------------------------------------------------- failed


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        (f"s3://{BUCKET}/nothing.liquid", "NoSuchKey"),
        ("s3://no-such-bucket/t.liquid", "NoSuchBucket"),
        ("https://example.com/t.liquid", "is not an address of Amazon S3"),
        (f"s3://{BUCKET}", "is a whole bucket"),
        (f"s3://{BUCKET}/", "is a whole bucket"),
    ],
)
def test_a_template_that_is_not_there(jobs: Jobs, uri: str, said: str) -> None:
    told = reason(jobs, UiConfig={"UiTemplateS3Uri": uri})
    assert told.startswith(f"ClientError: The worker template {uri} cannot be read.")
    assert said in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"LabelCategoryConfigS3Uri": f"s3://{BUCKET}/nothing.json"},
            "The label category file s3://test-bucket/nothing.json cannot be read.",
        ),
        (
            {"LabelCategoryConfigS3Uri": f"s3://{BUCKET}"},
            "The label category file s3://test-bucket cannot be read.",
        ),
        (
            {"InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://no-such"}}}},
            "The input manifest s3://no-such cannot be read.",
        ),
        (
            {"OutputConfig": {"S3OutputPath": "s3://no-such-bucket/out"}},
            "there is no bucket “no-such-bucket”",
        ),
        (
            {"InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://no-such/m"}}}},
            "The input manifest s3://no-such/m cannot be read.",
        ),
    ],
)
def test_files_and_buckets_that_are_not_there(
    jobs: Jobs, change: dict[str, Any], said: str
) -> None:
    told = reason(jobs, **change)
    assert told.startswith("ClientError: ")
    assert said in told


def policy(*statements: tuple[str, str, str]) -> str:
    named = [
        {"Effect": effect, "Action": action, "Resource": f"arn:aws:s3:::{BUCKET}/{what}"}
        for effect, action, what in statements
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": named})


EVERYTHING = ("Allow", "s3:*", "*")


@pytest.mark.parametrize(
    ("statements", "lacking"),
    [
        ([("Allow", "s3:GetObject", "*")], "s3:PutObject on arn:aws:s3:::test-bucket/output/job/"),
        ([("Allow", "s3:PutObject", "*")], "s3:GetObject on arn:aws:s3:::test-bucket/job/input.m"),
        ([EVERYTHING, ("Deny", "s3:GetObject", "job/labels.json")], "test-bucket/job/labels.json"),
        ([EVERYTHING, ("Deny", "s3:*", "t.liquid")], "s3:GetObject on arn:aws:s3:::test-bucket/t."),
    ],
)
def test_a_role_without_a_permission(
    jobs: Jobs, iam: Any, statements: list[tuple[str, str, str]], lacking: str
) -> None:
    role = make_role(iam)
    iam.put_role_policy(RoleName="mine", PolicyName="p", PolicyDocument=policy(*statements))
    told = reason(jobs, RoleArn=role)
    assert told.startswith(f"ClientError: Access denied. The role {role} has no permission s3:")
    assert lacking in told


def test_an_attached_policy_counts_in_its_newest_version(jobs: Jobs, iam: Any) -> None:
    role = make_role(iam)
    made = iam.create_policy(PolicyName="p", PolicyDocument=policy(("Allow", "s3:GetObject", "*")))
    iam.attach_role_policy(RoleName="mine", PolicyArn=made["Policy"]["Arn"])
    assert "s3:PutObject" in reason(jobs, RoleArn=role)
    iam.create_policy_version(
        PolicyArn=made["Policy"]["Arn"], PolicyDocument=policy(EVERYTHING), SetAsDefault=True
    )
    jobs.create("after-that", RoleArn=role)
    assert jobs.finish("after-that")["LabelingJobStatus"] == "Completed"


def test_a_job_that_failed_so_can_be_cloned_once_the_cause_is_gone(jobs: Jobs) -> None:
    request = create_request("job", UiConfig={"UiTemplateS3Uri": f"s3://{BUCKET}/later.liquid"})
    reason(jobs, UiConfig=request["HumanTaskConfig"]["UiConfig"])
    jobs.put("later.liquid", b"<crowd-form></crowd-form>")
    jobs.sagemaker.create_labeling_job(
        **request | {"LabelingJobName": "clone", "LabelAttributeName": "clone"}
    )
    assert jobs.finish("clone")["LabelingJobStatus"] == "Completed"


def test_what_a_role_may_do_can_be_simulated(iam: Any) -> None:
    role = make_role(iam)

    def decisions() -> list[str]:
        told = iam.simulate_principal_policy(
            PolicySourceArn=role,
            ActionNames=["s3:GetObject", "s3:PutObject"],
            ResourceArns=[f"arn:aws:s3:::{BUCKET}/k"],
        )
        assert told["IsTruncated"] is False
        return [result["EvalDecision"] for result in told["EvaluationResults"]]

    assert decisions() == ["allowed", "allowed"]  # without policies, as when a job begins
    document = policy(("Allow", "s3:GetObject", "*"))
    iam.put_role_policy(RoleName="mine", PolicyName="p", PolicyDocument=document)
    assert decisions() == ["allowed", "implicitDeny"]


def test_the_policies_of_no_role_cannot_be_simulated(iam: Any) -> None:
    with pytest.raises(ClientError) as error:
        iam.simulate_principal_policy(PolicySourceArn=f"{ROLE}-2", ActionNames=["s3:GetObject"])
    assert error.value.response["Error"]["Code"] == "NoSuchEntity"
