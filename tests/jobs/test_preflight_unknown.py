"""Preflight: what AWS does not tell is said to be unknown, with the permission that is missing."""

import pytest

from tests.jobs.browse import fill
from tests.jobs.checks import CLONE, PREFLIGHT, check, line, ready
from tests.jobs.paths import CREATE, fragment

__all__ = ["ready"]


@pytest.mark.parametrize(
    ("operation", "code", "status", "title", "action"),
    [
        (
            "DescribeWorkteam",
            "AccessDeniedException",
            400,
            "Work team",
            "sagemaker:DescribeWorkteam",
        ),
        ("HEAD", "403", 403, "Output bucket", "s3:ListBucket"),
        ("HEAD", "403", 403, "Worker template", "s3:GetObject"),
        ("GET", "AccessDenied", 403, "Label categories", "s3:GetObject"),
        ("GET", "AccessDenied", 403, "Data objects", "s3:GetObject"),
        ("HEAD", "403", 403, "Manifest", "s3:GetObject"),
    ],
)
def test_a_missing_permission_leaves_a_line_unknown_and_names_the_action(
    client, ready, between, operation, code, status, title, action
):
    form = fill(client.get(CLONE))
    between.refuse(operation, code, status=status)
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    assert answer.status_code == 200
    word, text = line(answer, title)
    assert (word, f"You need permission {action}." in text) == ("Not known", True), text


def test_a_name_that_may_not_be_looked_up_is_not_known(client, work, between):
    between.refuse("DescribeLabelingJob", "AccessDeniedException")
    word, text = line(check(client, CREATE, labeling_job_name="birds"), "Job name")
    assert word == "Not known"
    assert "You need permission sagemaker:DescribeLabelingJob." in text


DENIED = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"


def test_a_role_that_may_not_be_read_is_not_known(client, ready, between):
    form = fill(client.get(CLONE))
    refusal = b"<ErrorResponse>" + DENIED + b"</ErrorResponse>"
    between.react("GetRole", lambda go_on: (403, {"Content-Type": "text/xml"}, refusal))
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    word, text = line(answer, "IAM role")
    assert (word, "You need permission iam:GetRole." in text) == ("Not known", True), text


def test_cors_rules_that_may_not_be_read_are_not_known(client, ready, between):
    def without_cors(go_on):
        answer = go_on()
        return (403, {}, DENIED) if b"<CORSConfiguration" in answer[2] else answer

    form = fill(client.get(CLONE))
    between.react("GET", without_cors)
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    word, text = line(answer, "CORS for workers’ browsers")
    assert (word, "You need permission s3:GetBucketCORS." in text) == ("Not known", True), text
    assert line(answer, "Data objects")[0] == "Passed"


def test_a_key_that_may_not_be_described_is_not_known(client, ready, between):
    form = fill(client.get(CLONE), kms_key_id="1234abcd")
    between.refuse("TrentService.DescribeKey", "AccessDeniedException")
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    word, text = line(answer, "Encryption keys")
    assert (word, "You need permission kms:DescribeKey." in text) == ("Not known", True)


def test_a_vendor_s_team_is_not_known_where_nobody_can_tell(client, ready, between):
    vendor = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/acme"
    form = fill(client.get(CLONE), workteam_arn=vendor)
    between.refuse("DescribeSubscribedWorkteam", "UnknownOperationException", status=501)
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    assert line(answer, "Work team")[0] == "Not known"
