"""Preflight: every line for what is right, for what is wrong, and for what AWS does not tell."""

import json

import pytest

from groundtruth.task_types import TASK_TYPES
from tests.jobs.browse import fill
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import CREATE, JOBS, fragment, job
from tests.local_endpoint import BUCKET, ROLE, label_categories

PREFLIGHT = f"{JOBS}preflight/"
CLONE = job("cats", "clone/")
IMAGES = "images"
GET_FROM_ANYWHERE = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture
def ready(work):
    """A completed job whose clone has nothing to complain of."""
    iam = work.server.client("iam")
    if not any(role["Arn"] == ROLE for role in iam.list_roles()["Roles"]):
        iam.create_role(
            Path="/service-role/",
            RoleName=ROLE.rpartition("/")[2],
            AssumeRolePolicyDocument=json.dumps(TRUST),
        )
    work.s3.create_bucket(Bucket=IMAGES)
    allow(work, GET_FROM_ANYWHERE)
    for number in range(10):
        work.s3.put_object(Bucket=IMAGES, Key=f"{number}.jpg", Body=b"a picture")
    work.put("t.liquid", b"<crowd-form></crowd-form>")
    work.completed()
    return work


def allow(work, *rules, bucket=IMAGES):
    work.s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": list(rules)})


def check(client, page=CLONE, **changes):
    """The answer to the button, for the form of a page with these changes."""
    return client.post(PREFLIGHT, fill(client.get(page), **changes), headers=fragment("preflight"))


def lines(answer):
    """Title, word and sentence of every line."""
    return [
        (line.one("strong").text, line.of_class("status")[0].text, line.one("p").text)
        for line in parse(answer).of_class("checks__line")
    ]


def line(answer, title):
    """Word and sentence of the line with that title."""
    (found,) = [(word, text) for name, word, text in lines(answer) if name == title]
    return found


def test_a_clone_with_nothing_wrong_passes(client, ready):
    found = {title: word for title, word, _ in lines(check(client))}
    assert found == {
        "Reading the input": "Passed",
        "Writing the output": "Passed",
        "Request": "Passed",
        "Job name": "Passed",
        "Manifest": "Passed",
        "Number of objects": "Passed",
        "Data objects": "Passed",
        "CORS for workers’ browsers": "Passed",
        "Input bucket": "Passed",
        "Output bucket": "Passed",
        "IAM role": "Passed",
        "Regions and accounts": "Passed",
        "Work team": "Passed",
        "Label categories": "Passed",
        "Worker template": "Passed",
    }


def test_the_worst_stands_first_and_the_summary_counts(client, ready):
    ready.s3.delete_bucket_cors(Bucket=IMAGES)
    answer = check(client)
    assert [word for _, word, _ in lines(answer)][:2] == ["Failed", "Passed"]
    assert parse(answer).one("h3").text == "1 failed, 14 passed."


def test_nothing_is_created_or_written(client, ready, calls):
    check(client)
    assert not [call for call in calls if call.startswith(("Create", "Put", "Delete", "Copy"))]
    assert not ready.exists("cats-clone")


def test_without_javascript_the_page_shows_the_lines_and_keeps_what_was_typed(client, ready):
    form = fill(client.get(CLONE), task_title="Birds") | {"preflight": "1"}
    page = client.post(CLONE, form)
    assert page.status_code == 200
    assert line(page, "IAM role")[0] == "Passed"
    assert fields(page)["task_title"] == "Birds"
    assert by_id(page, "preflight")["role"] == "status"
    assert not ready.exists("cats-clone")


def test_before_it_is_asked_for_nothing_is_said(client, work):
    work.completed()
    assert by_id(client.get(CLONE), "preflight").text == ""


def test_an_empty_form_is_told_what_is_missing(client, work):
    answer = check(client, CREATE)
    assert answer.status_code == 200
    failed = [text for title, word, text in lines(answer) if (title, word) == ("Request", "Failed")]
    assert any("“Job name” is missing" in text for text in failed)
    assert any("more problems" in text for text in failed)


def test_a_failed_line_leads_to_its_field(client, ready):
    answer = check(client, role_arn=f"{ROLE}-2")
    (failed,) = [
        each
        for each in parse(answer).of_class("checks__line")
        if each.one("strong").text == "IAM role"
    ]
    assert failed.links == ["#role_arn"]


# ------------------------------------------------------------------------ what can be wrong


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


# ------------------------------------------------------------------------ manifest and objects


def test_a_broken_manifest_fails_with_its_first_problem(client, ready):
    uri = ready.put("broken", b'{"source-ref":"s3://images/0.jpg"}\n{"source-ref"\n')
    word, text = line(check(client, manifest_s3_uri=uri), "Manifest")
    assert word == "Failed"
    assert "1 line that will not do. Line 2:" in text


def test_an_empty_manifest_fails(client, ready):
    uri = ready.put("empty", b"")
    assert "holds no object" in line(check(client, manifest_s3_uri=uri), "Manifest")[1]


def test_objects_of_another_kind_get_a_warning(client, ready):
    uri = ready.put("texts", b'{"source":"a text"}\n')
    answer = check(client, manifest_s3_uri=uri)
    word, text = line(answer, "Manifest")
    assert (word, "1 line of the manifest without “source-ref”" in text) == ("Warning", True)
    assert line(answer, "Data objects")[1] == "The objects stand in the manifest itself."


def test_objects_that_do_not_exist_fail_by_number_and_name(client, ready):
    for number in (0, 9):
        ready.delete(f"s3://{IMAGES}/{number}.jpg")
    word, text = line(check(client), "Data objects")
    assert word == "Failed"
    assert "2 of 5 objects that were looked at do not exist, like “s3://images/0.jpg”." in text


def test_five_objects_are_looked_at_from_the_first_to_the_last(client, ready):
    assert "like “s3://images/0.jpg”" in missing(client, ready, 0)
    assert "like “s3://images/4.jpg”" in missing(client, ready, 4)
    assert "like “s3://images/9.jpg”" in missing(client, ready, 9)
    looked_at = "5 objects that were looked at, of the first 10, exist."
    assert missing(client, ready, 1) == looked_at


def missing(client, work, number):
    """What is said when only this object is gone."""
    uri = f"s3://{IMAGES}/{number}.jpg"
    work.delete(uri)
    said = line(check(client), "Data objects")[1]
    work.s3.put_object(Bucket=IMAGES, Key=f"{number}.jpg", Body=b"a picture")
    return said


def test_objects_that_have_their_label_already_are_not_looked_at(client, ready):
    manifest = b'{"source-ref":"s3://images/gone.jpg","old":1,"old-metadata":{}}\n'
    uri = ready.put("half", manifest + b'{"source-ref":"s3://images/0.jpg"}\n')
    answer = check(
        client,
        manifest_s3_uri=uri,
        specify_label_attribute_name="on",
        label_attribute_name="old",
    )
    assert line(answer, "Data objects")[1] == "The object that was looked at exists."


def test_a_reference_that_is_no_location_fails(client, ready):
    uri = ready.put("odd", b'{"source-ref":"images/0.jpg"}\n')
    word, text = line(check(client, manifest_s3_uri=uri), "Data objects")
    assert (word, "“images/0.jpg” is not an S3 location" in text) == ("Failed", True)


def test_an_image_that_is_too_large_fails(client, ready):
    ready.s3.put_object(Bucket=IMAGES, Key="0.jpg", Body=bytes(40 * 1024 * 1024 + 1))
    word, text = line(check(client), "Data objects")
    assert (word, "“s3://images/0.jpg” has 41,943,041 bytes" in text) == ("Failed", True)


@pytest.mark.parametrize(
    "rule",
    [
        {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://example.com"]},
        {"AllowedMethods": ["PUT"], "AllowedOrigins": ["*"]},
    ],
)
def test_cors_for_other_methods_or_origins_is_not_enough(client, ready, rule):
    allow(ready, rule)
    word, text = line(check(client), "CORS for workers’ browsers")
    assert word == "Failed"
    assert "“images” has no CORS rule that allows GET from any origin" in text


def test_video_frames_need_cors_for_writing_on_input_and_output(client, ready):
    kind = TASK_TYPES["VideoObjectDetection"]
    assert kind.one_worker_only
    ready.completed("clips", task_type=kind.suffix, lines=b'{"source-ref":"s3://images/0.jpg"}\n')
    answer = check(client, job("clips", "clone/"))
    said = [text for title, _, text in lines(answer) if title.startswith("CORS")]
    asked = "has no CORS rule that allows GET and HEAD and PUT from any origin"
    assert sorted(text.partition(" has ")[0] for text in said) == [f"“{IMAGES}”", f"“{BUCKET}”"]
    assert all(asked in text for text in said)
    allow(ready, GET_FROM_ANYWHERE | {"AllowedMethods": ["GET", "PUT", "HEAD"]})
    words = [
        word
        for title, word, _ in lines(check(client, job("clips", "clone/")))
        if title.startswith("CORS")
    ]
    assert sorted(words) == ["Failed", "Passed"]


def test_texts_need_no_cors(client, ready):
    ready.put("words/labels.json", label_categories("a", "b"))
    ready.completed("words", task_type="TextMultiClass", lines=b'{"source":"a text"}\n')
    uri = ready.put("texts-in-files", b'{"source-ref":"s3://images/0.jpg"}\n')
    answer = check(client, job("words", "clone/"), manifest_s3_uri=uri)
    assert line(answer, "Data objects")[0] == "Passed"
    assert [title for title, _, _ in lines(answer) if title.startswith("CORS")] == []


def test_more_objects_than_the_task_type_takes_fail(client, ready):
    manifest = b"".join(b'{"source-ref":"s3://images/0.jpg"}\n' for _ in range(11))
    ready.completed("clips", task_type="VideoObjectTracking")
    uri = ready.put("eleven", manifest)
    answer = check(client, job("clips", "clone/"), manifest_s3_uri=uri)
    word, text = line(answer, "Number of objects")
    assert (word, "takes at most 10 objects, and the manifest holds 11" in text) == ("Failed", True)


@pytest.mark.parametrize(
    ("objects", "word", "said"),
    [
        (1249, "Failed", "needs at least 1,250 objects, and the manifest holds 1,249"),
        (1250, "Warning", "advised from 5,000 objects on"),
        (5000, "Passed", "enough for automated data labeling"),
    ],
)
def test_automated_labeling_needs_enough_objects(client, ready, objects, word, said):
    uri = ready.put("many", b'{"source-ref":"s3://images/0.jpg"}\n' * objects)
    answer = check(client, manifest_s3_uri=uri, enable_automated_data_labeling="on")
    found, text = line(answer, "Number of objects")
    assert (found, said in text) == (word, True), text


# ------------------------------------------------------------------------ what AWS does not tell


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


def test_a_vendor_s_team_is_looked_for_among_the_subscriptions(client, ready):
    vendor = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/{}"
    answer = check(client, workteam_arn=vendor.format("simulated-vendor"))
    assert line(answer, "Work team")[0] == "Passed"
    word, text = line(check(client, workteam_arn=vendor.format("acme")), "Work team")
    assert (word, "There is no work team" in text) == ("Failed", True)


def test_a_vendor_s_team_is_not_known_where_nobody_can_tell(client, ready, between):
    vendor = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/acme"
    form = fill(client.get(CLONE), workteam_arn=vendor)
    between.refuse("DescribeSubscribedWorkteam", "UnknownOperationException", status=501)
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    assert line(answer, "Work team")[0] == "Not known"


def test_it_is_asked_for_by_post_only(client, work):
    assert client.get(PREFLIGHT).status_code == 405
