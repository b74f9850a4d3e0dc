"""What a person is told when AWS refuses, by what stands on the wire."""

import json

import pytest

from jobs.aws import AWSError, Kind, clients
from jobs.refusals import tell
from tests.jobs.markup import alert, by_id, facts, fields, parse, title
from tests.jobs.paths import CREATE, JOBS, fragment, job
from tests.local_endpoint import BUCKET, ROLE, TRUST, WORKTEAM

EXPIRED = "The AWS credentials have expired."
NOT_VALID = "The AWS credentials are not valid."
WRONG_CLOCK = "The clock of this server is wrong."
DENIED = "You need permission sagemaker:DescribeLabelingJob."
ODD = "AWS answered DescribeLabelingJob with an error."
NOT_THERE = "The local endpoint does not implement DescribeLabelingJob."

# code, message, status of our answer, title of the page
CASES = [
    ("ExpiredTokenException", "expired", 503, EXPIRED),
    ("ExpiredToken", "expired", 503, EXPIRED),
    ("UnrecognizedClientException", "The security token is invalid.", 503, NOT_VALID),
    ("InvalidClientTokenId", "The token is invalid.", 503, NOT_VALID),
    ("SignatureDoesNotMatch", "Check your key.", 503, NOT_VALID),
    ("SignatureDoesNotMatch", "Signature expired: 20260101", 503, WRONG_CLOCK),
    ("RequestTimeTooSkewed", "", 503, WRONG_CLOCK),
    ("AccessDeniedException", "no", 403, DENIED),
    ("UnauthorizedOperation", "no", 403, DENIED),
    ("ResourceLimitExceeded", "20 jobs.", 422, "A quota of this AWS account is used up."),
    ("ValidationException", "1 error.", 422, "AWS did not accept the request."),
    ("UnknownOperationException", "", 501, NOT_THERE),
    ("SomethingNew", "Odd.", 502, ODD),
]


@pytest.mark.parametrize(("code", "message", "status", "heading"), CASES)
def test_a_refusal_has_its_page(client, between, code, message, status, heading):
    between.refuse("DescribeLabelingJob", code, message)
    page = client.get(job("cats"))
    assert (page.status_code, parse(page).one("h1").text) == (status, heading)
    assert title(page).startswith(heading)


@pytest.mark.parametrize("code", ["ResourceNotFound", "ResourceNotFoundException"])
def test_a_job_that_is_not_found_is_no_refusal(client, between, code):
    between.refuse("DescribeLabelingJob", code, "not there")
    assert (
        "There is no labeling job named “cats”" in parse(client.get(job("cats"))).one("main").text
    )


def test_some_regions_say_not_found_as_a_validation(client, between):
    between.refuse("DescribeLabelingJob", "ValidationException", "Labeling job not found")
    assert client.get(job("cats")).status_code == 404


def test_throttling_says_when_to_come_back(client, between):
    between.refuse("DescribeLabelingJob", "ThrottlingException", "Rate exceeded")
    page = client.get(job("cats"))
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert parse(page).one("h1").text == "AWS is limiting requests."


def test_the_details_are_those_that_support_asks_for(client, between):
    between.refuse("DescribeLabelingJob", "SomethingNew", "Odd.")
    told = facts(parse(client.get(job("cats"))).one("main").one("details"))
    assert told.pop("Time").endswith(" UTC")
    assert told == {
        "Error code": "SomethingNew",
        "AWS message": "Odd.",
        "Request id": "req-42",
        "Operation": "DescribeLabelingJob",
        "Service": "sagemaker",
        "Region": "us-east-1",
        "Endpoint": between.url,
    }


def test_what_was_refused_can_be_tried_again(client, between):
    between.refuse("DescribeLabelingJob", "SomethingNew", "Odd.")
    page = client.get(job("cats") + "?tab=tags")
    assert job("cats") + "?tab=tags" in by_id(page, "main").links


def test_a_message_of_aws_is_no_markup(client, between):
    between.refuse("DescribeLabelingJob", "SomethingNew", "<b id=evil>")
    assert not parse(client.get(job("cats"))).all(id="evil")


def test_a_fragment_gets_the_alert_in_place_of_its_region(client, between):
    between.refuse("DescribeLabelingJob", "AccessDeniedException", "no")
    answer = client.get(job("cats", "progress/"), headers=fragment("job-progress"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (403, "1")
    assert "sagemaker:DescribeLabelingJob" in by_id(answer, "job-progress").text


def test_a_page_that_the_browser_restores_is_whole(client, between):
    between.refuse("DescribeLabelingJob", "AccessDeniedException", "no")
    headers = fragment("job-tab") | {"HX-History-Restore-Request": "true"}
    assert title(client.get(job("cats"), headers=headers)).startswith("You need permission")


# ---------------------------------------------------------------------------- access denied

IN_FULL = (
    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: "
    "sagemaker:DescribeLabelingJob on resource: "
    "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/cats because no identity-based policy "
    "allows the sagemaker:DescribeLabelingJob action"
)


def test_access_denied_says_why_and_brings_the_policy(client, between):
    between.refuse("DescribeLabelingJob", "AccessDeniedException", IN_FULL)
    main = by_id(client.get(job("cats")), "main")
    assert "AWS says: no identity-based policy allows" in main.text
    assert json.loads(main.one(id="refusal-policy").raw_text) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sagemaker:DescribeLabelingJob",
                "Resource": "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/cats",
            }
        ],
    }


def test_without_details_the_action_follows_from_the_operation(client, between):
    between.refuse("ListLabelingJobs", "AccessDeniedException", "")
    page = parse(client.get(JOBS))
    statement = json.loads(page.one(id="refusal-policy").raw_text)["Statement"][0]
    assert (statement["Action"], statement["Resource"]) == ("sagemaker:ListLabelingJobs", "*")


# ------------------------------------------------------------------------------ on the way there


def test_an_endpoint_that_is_not_there_is_named_with_what_to_do(client, unreachable):
    page = client.get(job("cats"))
    assert page.status_code == 502
    assert f"Can’t reach {unreachable}" in parse(page).one("h1").text
    assert "Is the local endpoint running?" in by_id(page, "main").text


def refusal(kind, **told):
    known = {"code": "X", "message": "", "service": "sagemaker", "operation": "ListLabelingJobs"}
    known |= {"region": "eu-west-1", "endpoint": "https://api.sagemaker.eu-west-1.amazonaws.com"}
    return tell(AWSError(kind=kind, **known | told))


def test_a_time_out_is_a_504():
    assert refusal("timeout").status == 504


def test_at_aws_the_network_is_what_to_look_at(settings):
    settings.LOCAL_ENDPOINT_URL = None
    told = refusal("unreachable")
    assert told.title == "Can’t reach https://api.sagemaker.eu-west-1.amazonaws.com."
    assert "network, proxy and VPC endpoints" in told.advice[0]
    assert "offered in eu-west-1" in told.advice[0]


def test_single_sign_on_that_ended_comes_with_its_command():
    assert refusal("expired-credentials", code="SSOTokenLoadError").command == "aws sso login"
    assert refusal("expired-credentials", code="ExpiredToken").command == ""


def test_a_file_that_changed_meanwhile_is_a_412():
    assert refusal("changed").status == 412


def test_reading_an_object_is_allowed_by_one_action():
    assert refusal("access-denied", service="s3", operation="HeadObject").title == (
        "You need permission s3:GetObject."
    )


@pytest.mark.parametrize("kind", Kind.__args__)
def test_every_kind_is_told_in_whole_sentences(kind):
    told = refusal(kind, message="It said so.")
    assert told.status >= 400
    assert all(text.endswith(".") for text in (told.title, *told.advice))


def test_an_answer_that_is_not_awss_is_an_error_of_the_way_there(client, between):
    between.react("ListRoles", lambda go_on: (200, {}, b"Welcome to the hotel network"))
    answer = client.get(f"{JOBS}choices/role_arn/")
    assert answer.status_code == 200
    assert "No suggestions: iam:ListRoles was refused" in parse(answer).text


# ---------------------------------------------------------------------------- as boto3 is set up


@pytest.fixture
def at_aws(settings, monkeypatch, tmp_path):
    """A console that looks for AWS as boto3 does, in an environment without credentials."""
    settings.LOCAL_ENDPOINT_URL = None
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    forget_clients()
    yield monkeypatch
    forget_clients()


def forget_clients():
    clients.session.cache_clear()
    clients.cached_client.cache_clear()


def test_without_credentials_the_list_says_what_was_tried(client, at_aws):
    page = client.get(JOBS)
    assert page.status_code == 503
    assert "gtconsole has no AWS credentials." in alert(page)
    assert "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID" in alert(page)
    assert "Identity unavailable" in parse(page).one("header").text


def test_boto3s_own_settings_lead_to_another_endpoint(client, at_aws, work):
    at_aws.setenv("AWS_ENDPOINT_URL", work.server.url)
    at_aws.setenv("AWS_ACCESS_KEY_ID", "test")
    at_aws.setenv("AWS_SECRET_ACCESS_KEY", "test")
    work.create()
    header = parse(client.get(JOBS)).one("header")
    assert header.of_class("badge")[0].text == "AWS"
    assert "Credentials from env" in header.text
    assert not client.get(job("cats")).content.count(b"topnav--local")


def test_the_local_endpoint_is_named_in_the_header(client, work):
    header = parse(client.get(JOBS)).one("header")
    assert header.of_class("badge")[0].text == f"Local · {work.server.url.removeprefix('http://')}"
    assert "1234-5678-9012" in header.text


# ------------------------------------------------------------------------------ what can be chosen


def options(client, field):
    found = by_id(client.get(f"{JOBS}choices/{field}/"), f"{field}-choices")
    return [each.text for each in found.all("option")]


def test_work_teams_are_suggested(client):
    team = "labelers – Simulated people who label whatever they are sent."
    assert team in options(client, "workteam_arn")


def test_roles_that_sagemaker_may_assume_are_suggested(client):
    assert "AmazonSageMaker-ExecutionRole" in options(client, "role_arn")


def test_teams_of_all_pages_are_suggested(client, monkeypatch):
    monkeypatch.setattr("jobs.aws.sagemaker.TEAMS_A_PAGE", 1)
    teams = [option.partition(" – ")[0] for option in options(client, "workteam_arn")]
    assert teams[:2] == ["labelers", "specialists"]


def test_roles_of_all_pages_are_suggested(client, work, monkeypatch):
    for name in ("first-of-two", "second-of-two"):
        work.server.client("iam").create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST)
        )
    monkeypatch.setattr("jobs.aws.account.ROLES_A_PAGE", 1)
    assert {"first-of-two", "second-of-two"} <= set(options(client, "role_arn"))


@pytest.mark.parametrize(
    ("field", "operation", "action"),
    [
        ("workteam_arn", "ListWorkteams", "sagemaker:ListWorkteams"),
        ("role_arn", "ListRoles", "iam:ListRoles"),
    ],
)
def test_without_permission_there_are_no_suggestions_and_the_reason(
    client, between, field, operation, action
):
    between.refuse(operation, "AccessDenied", "no", 403)
    answer = client.get(f"{JOBS}choices/{field}/")
    assert answer.status_code == 200
    assert f"No suggestions: {action} was refused (AccessDenied)." in parse(answer).text
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_browser_keeps_suggestions_for_a_minute(client):
    assert client.get(f"{JOBS}choices/role_arn/")["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(("field", "suggested"), [("workteam_arn", WORKTEAM), ("role_arn", ROLE)])
def test_without_javascript_a_button_lists_the_suggestions_and_keeps_what_was_typed(
    client, work, field, suggested
):
    page = client.post(CREATE, {"suggest": field, "task_title": "Birds"})
    assert page.status_code == 200
    assert fields(page)["task_title"] == "Birds"
    found = by_id(page, f"{field}-choices")
    assert suggested in [each["value"] for each in found.all("option")]
    assert parse(page).one("input", name=field)["list"] == f"{field}-choices"


def test_a_button_for_anything_else_lists_nothing(client):
    page = client.post(CREATE, {"suggest": "task_title"})
    assert page.status_code == 200
    assert not parse(page).all("option", value=WORKTEAM)


def test_other_fields_have_no_choices(client):
    assert client.get(f"{JOBS}choices/{BUCKET}/").status_code == 404


def test_health_asks_nobody(client, unreachable):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
