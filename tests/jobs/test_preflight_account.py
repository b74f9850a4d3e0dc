"""Preflight: what the request names in the account – role, work team, keys, buckets, files."""

import json

import pytest

from tests.jobs.checks import TRUST, check, line, ready
from tests.local_endpoint import BUCKET, ROLE

__all__ = ["ready"]


@pytest.mark.parametrize(
    ("title", "changes", "said"),
    [
        ("Job name", {"labeling_job_name": "CATS"}, "“cats” is already used in us-east-1"),
        ("IAM role", {"role_arn": f"{ROLE}-2"}, "There is no role"),
        (
            "IAM role",
            {"role_arn": ROLE.replace("123456789012", "111122223333")},
            "belongs to account 111122223333, and these credentials to 123456789012",
        ),
        (
            "Work team",
            {
                "workteam_arn": "arn:aws:sagemaker:us-east-1:123456789012:"
                "workteam/private-crowd/nobody"
            },
            "There is no work team",
        ),
        (
            "Work team",
            {
                "workteam_arn": "arn:aws:sagemaker:us-east-1:111122223333:"
                "workteam/private-crowd/labelers"
            },
            "for this account",
        ),
        ("Output bucket", {"s3_output_path": "s3://nowhere-to-be-found/"}, "There is no bucket"),
        ("Encryption keys", {"kms_key_id": "1234abcd"}, "There is no key “1234abcd”"),
        ("Manifest", {"manifest_s3_uri": f"s3://{BUCKET}/none"}, "There is no object at"),
        (
            "Worker template",
            {"ui_template_s3_uri": f"s3://{BUCKET}/none.liquid"},
            "There is no object at",
        ),
        (
            "Label categories",
            {"label_category_config_s3_uri": f"s3://{BUCKET}/none.json"},
            "There is no object at",
        ),
        (
            "Label categories",
            {"label_category_config_s3_uri": f"s3://{BUCKET}/t.liquid"},
            "is not JSON",
        ),
        (
            "Regions and accounts",
            {
                "workteam_arn": "arn:aws:sagemaker:us-west-2:123456789012:"
                "workteam/private-crowd/labelers"
            },
            "is in us-west-2, and the job is to run in us-east-1",
        ),
    ],
)
def test_what_is_wrong_fails_with_a_sentence(client, ready, title, changes, said):
    word, text = line(check(client, **changes), title)
    assert (word, said in text) == ("Failed", True), text


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"{}", "lists no labels"), (b"[]", "lists no labels"), (b"", "is not JSON")],
)
def test_a_label_category_file_without_labels_fails(client, ready, body, said):
    uri = ready.put("bad.json", body)
    word, text = line(check(client, label_category_config_s3_uri=uri), "Label categories")
    assert (word, said in text) == ("Failed", True), text


def test_an_empty_template_fails(client, ready):
    uri = ready.put("empty.liquid", b"")
    assert "is empty" in line(check(client, ui_template_s3_uri=uri), "Worker template")[1]


def test_labels_that_are_changed_are_written_with_the_job(client, ready):
    answer = check(client, labels="cat\ndog\nbird")
    assert line(answer, "Label categories") == ("Passed", "The labels are written with the job.")


def test_a_bucket_of_another_region_fails(client, ready):
    ready.s3.create_bucket(
        Bucket="in-ireland", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    word, text = line(check(client, s3_output_path="s3://in-ireland/out/"), "Output bucket")
    assert word == "Failed"
    assert "“in-ireland” is in eu-west-1, and the job is to run in us-east-1." in text


def test_a_role_that_sagemaker_may_not_assume_fails(client, ready):
    trust = json.dumps(TRUST).replace("sagemaker", "lambda")
    iam = ready.server.client("iam")
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=trust)
    word, text = line(check(client, role_arn="arn:aws:iam::123456789012:role/other"), "IAM role")
    assert (word, "SageMaker may not assume “other”" in text) == ("Failed", True)


def policy(effect, action, resource="*"):
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def put_policy(ready):
    """Gives the role a policy, for as long as a test lasts."""
    iam, name = ready.server.client("iam"), ROLE.rpartition("/")[2]
    yield lambda *said: iam.put_role_policy(
        RoleName=name, PolicyName="of-a-test", PolicyDocument=policy(*said)
    )
    iam.delete_role_policy(RoleName=name, PolicyName="of-a-test")


def test_a_role_that_no_policy_lets_write_gets_a_warning(client, put_policy):
    put_policy("Allow", "s3:GetObject")
    answer = check(client)
    word, text = line(answer, "Writing the output")
    assert (word, "allows s3:PutObject on “s3://test-bucket/output/cats-clone/" in text) == (
        "Warning",
        True,
    )
    assert line(answer, "Reading the input")[0] == "Passed"


def test_a_role_that_may_read_elsewhere_gets_a_warning(client, put_policy):
    put_policy("Allow", "s3:*", "arn:aws:s3:::other/*")
    word, text = line(check(client), "Reading the input")
    assert word == "Warning"
    assert "“s3://test-bucket/cats/input.manifest” and 2 more places" in text


def test_a_role_whose_policies_may_not_be_weighed_is_not_known(client, ready, between):
    between.refuse("SimulatePrincipalPolicy", "AccessDenied", "not authorized", 403)
    word, text = line(check(client), "Writing the output")
    assert (word, "You need permission iam:SimulatePrincipalPolicy." in text) == ("Not known", True)


def test_a_key_that_is_disabled_fails_and_an_enabled_one_passes(client, ready):
    kms = ready.server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert line(check(client, kms_key_id=key), "Encryption keys")[0] == "Passed"
    kms.disable_key(KeyId=key)
    word, text = line(check(client, kms_key_id=key), "Encryption keys")
    assert (word, "is not enabled but Disabled" in text) == ("Failed", True)


def test_a_key_that_does_not_encrypt_fails(client, ready):
    key = ready.server.client("kms").create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")
    answer = check(client, kms_key_id=key["KeyMetadata"]["KeyId"])
    assert "is for SIGN_VERIFY" in line(answer, "Encryption keys")[1]


def test_the_public_workforce_gets_a_warning(client, ready):
    public = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
    word, text = line(check(client, workteam_arn=public), "Work team")
    assert (word, "September 2026" in text) == ("Warning", True)


def test_a_vendor_s_team_is_looked_for_among_the_subscriptions(client, ready):
    vendor = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/{}"
    answer = check(client, workteam_arn=vendor.format("simulated-vendor"))
    assert line(answer, "Work team")[0] == "Passed"
    word, text = line(check(client, workteam_arn=vendor.format("acme")), "Work team")
    assert (word, "There is no work team" in text) == ("Failed", True)
