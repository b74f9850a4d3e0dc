"""The Workers panel: who labels and for what, what a type allows, and the model that helps."""

import pytest

from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.jobs.browse import fill, send
from tests.jobs.markup import by_id, fields, message, parse
from tests.jobs.paths import CREATE, JOBS, fragment, job
from tests.jobs.work import partly_labeled
from tests.local_endpoint import BUCKET, REGION, WORKTEAM

CLONE = job("cats", "clone/")
CHAIN = job("cats", "chain/")
PUBLIC = f"arn:aws:sagemaker:{REGION}:394669845002:workteam/public-crowd/default"
PAID = {
    "WorkteamArn": PUBLIC,
    "TaskAvailabilityLifetimeInSeconds": 21_600,
    "PublicWorkforceTaskPrice": {
        "AmountInUsd": {"Dollars": 0, "Cents": 3, "TenthFractionsOfACent": 6}
    },
}
MODEL = f"arn:aws:sagemaker:{REGION}:123456789012:model/cats-model"
AUTOMATED = {
    "LabelingJobAlgorithmSpecificationArn": algorithm_specification_arn(
        TASK_TYPES["ImageMultiClass"], REGION
    )
}
SAME_NAME = {"specify_label_attribute_name": "on", "label_attribute_name": "cats"}


def public(work, **changes):
    """A job that Amazon Mechanical Turk has done."""
    declared = {"ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation"]}
    source = {"S3DataSource": {"ManifestS3Uri": f"s3://{BUCKET}/cats/input.manifest"}}
    inputs = {"DataSource": source, "DataAttributes": declared}
    work.completed(**PAID, InputConfig=inputs, **changes)


def config(work, name="cats-clone"):
    return work.describe(name)["HumanTaskConfig"]


# ------------------------------------------------------------------------------ the workforce


def test_a_new_job_is_for_a_private_team(client):
    assert fields(client.get(CREATE))["worker_type"] == "private"


def test_mechanical_turk_is_a_team_without_an_arn_to_type(client, work):
    work.completed()
    answer = send(
        client,
        CLONE,
        worker_type="public",
        workteam_arn="",
        price_per_task="0.012",
        content_classifiers=["FreeOfPersonallyIdentifiableInformation"],
        task_availability_lifetime_in_seconds="6 hours",
    )
    assert answer.status_code == 303
    assert config(work)["WorkteamArn"] == PUBLIC


def test_without_a_team_the_form_asks_for_one(client, work):
    work.completed()
    answer = send(client, CLONE, workteam_arn="")
    assert "“Work team” is missing" in message(answer, "workteam_arn")


def test_what_a_hidden_price_says_does_not_count(client, work):
    work.completed()
    send(client, CLONE, worker_type="private", price_per_task="0.036")
    assert "PublicWorkforceTaskPrice" not in config(work)


@pytest.mark.parametrize("path", [CLONE, CHAIN])
def test_a_job_of_the_public_workforce_is_warned_of_its_end(client, work, path):
    public(work)
    page = client.get(path)
    assert "announced to close in September 2026" in by_id(page, "workers").text
    assert fields(page)["worker_type"] == "public"
    assert fields(page)["workteam_arn"] == ""


def test_a_private_job_is_not_warned(client, work):
    work.completed()
    assert "September 2026" not in by_id(client.get(CLONE), "workers").text


def test_the_way_to_a_private_team_drops_the_price_and_the_short_time(client, work):
    public(work)
    page = client.post(CLONE, fill(client.get(CLONE), to_private="1"))
    form = fields(page)
    assert form["worker_type"] == "private"
    assert form["price_per_task"] == ""
    assert form["task_availability_lifetime_in_seconds"] == "10 days"
    assert "September 2026" not in by_id(page, "workers").text
    answer = client.post(CLONE, fill(page))
    assert "“Work team” is missing" in message(answer, "workteam_arn")
    assert client.post(CLONE, fill(answer, workteam_arn=WORKTEAM)).status_code == 303
    made = config(work)
    assert made["WorkteamArn"] == WORKTEAM
    assert "PublicWorkforceTaskPrice" not in made
    assert made["TaskAvailabilityLifetimeInSeconds"] == 864_000


def test_a_clone_of_a_public_job_stays_as_it_was(client, work):
    public(work)
    assert send(client, CLONE).status_code == 303
    assert config(work) == config(work, "cats")


def test_another_worker_type_brings_its_usual_time(client):
    page = client.get(CREATE)
    again = client.post(
        CREATE, fill(page, preview="json", worker_type="public"), headers=fragment("job-settings")
    )
    lifetime = by_id(again, "task_availability_lifetime_in_seconds")["value"]
    assert lifetime == "6 hours"


def test_the_teams_are_offered_with_what_is_said_of_them(client):
    options = parse(client.get(f"{JOBS}choices/workteam_arn/")).all("option")
    assert (options[0]["value"], options[0].text) == (
        WORKTEAM,
        "labelers – Simulated people who label whatever they are sent.",
    )


# ------------------------------------------------------------------------ what a type allows


@pytest.mark.parametrize(
    ("suffix", "first", "number"),
    [
        ("BoundingBox", "0.036", 14),
        ("TextMultiClass", "0.012", 16),
        ("SemanticSegmentation", "0.840", 4),
    ],
)
def test_the_prices_are_those_of_the_task_type(client, suffix, first, number):
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", task_type=suffix))
    prices = [each["value"] for each in by_id(page, "price_per_task").all("option")][1:]
    assert (prices[0], len(prices)) == (first, number)


def test_a_type_without_a_list_takes_any_price(client):
    page = client.post(
        CREATE, fill(client.get(CREATE), preview="json", task_type="VideoMultiClass")
    )
    assert by_id(page, "price_per_task").tag == "input"


def test_a_price_that_is_not_listed_is_kept(client, work):
    public(work, task_type="SemanticSegmentation")
    chosen = [
        each
        for each in by_id(client.get(CLONE), "price_per_task").all("option")
        if "selected" in each
    ]
    assert [(each["value"], each.text) for each in chosen] == [
        ("0.036", "$0.036, which AWS does not list")
    ]


def test_a_price_of_another_type_is_not_taken_along(client):
    said = {"worker_type": "public", "price_per_task": "0.012", "task_type": "TextMultiClass"}
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", **said))
    again = client.post(CREATE, fill(page, preview="json", task_type="BoundingBox"))
    assert fields(again)["price_per_task"] == ""


def test_the_public_workforce_is_not_offered_for_video_frames(client):
    said = {"worker_type": "public", "task_type": "VideoObjectTracking"}
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", **said))
    offered = [each["value"] for each in by_id(page, "worker_type").all("input")]
    assert offered == ["private", "vendor"]
    assert fields(page)["worker_type"] == "private"


def test_the_limits_of_the_type_stand_beside_the_time(client):
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", task_type="BoundingBox"))
    assert by_id(page, "task_time_limit_in_seconds-hint").text.endswith(
        "like 1 hour, which is usual for Bounding box: from 30 seconds to 8 hours."
    )


@pytest.mark.parametrize(
    ("crowd", "said"),
    [
        ("private", "like 10 days, which is usual: from 1 minute to 30 days."),
        ("public", "like 6 hours, which is usual: from 1 minute to 12 hours."),
    ],
)
def test_the_limits_of_the_workforce_stand_beside_the_time_that_a_task_waits(client, crowd, said):
    page = client.post(CREATE, fill(client.get(CREATE), preview="json", worker_type=crowd))
    hint = by_id(page, "task_availability_lifetime_in_seconds-hint")
    assert hint.text.endswith(said)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("soon", "“soon” is no span of time. Write it like 5 minutes, 8 hours or"),
        ("5", "“Task timeout” must be at least 30 seconds, not 5 seconds."),
        ("9 hours", "may take at most 8 hours, not 9 hours."),
    ],
)
def test_a_time_that_will_not_do_is_told_in_the_words_it_is_typed_in(client, work, typed, told):
    work.completed()
    page = send(client, CLONE, task_time_limit_in_seconds=typed)
    assert page.status_code == 422
    assert told in by_id(page, "task_time_limit_in_seconds-msg").text


# ------------------------------------------------------------------- automated data labeling


def test_too_few_objects_for_automated_labeling_are_counted(client, work):
    work.completed()
    answer = send(client, CLONE, enable_automated_data_labeling="on")
    assert answer.status_code == 422
    assert message(answer, "enable_automated_data_labeling") == (
        "Error: Automated data labeling needs at least 1,250 objects, and the manifest holds 10. "
        "Turn it off, or add objects."
    )


def test_what_aws_took_before_is_not_refused(client, work):
    work.completed(LabelingJobAlgorithmsConfig=AUTOMATED)
    assert send(client, CLONE).status_code == 303


def with_model(work):
    work.completed(lines=1250, LabelingJobAlgorithmsConfig=AUTOMATED)
    work.put("output/cats/manifests/output/output.manifest", partly_labeled(5, 10, "cats"))


def test_the_model_that_a_chain_starts_from_is_shown(client, work):
    with_model(work)
    page = client.get(CHAIN)
    assert fields(page)["start_from_prior_model"] == "on"
    assert MODEL in by_id(page, "start_from_prior_model-hint").text


def test_the_model_that_a_chain_starts_from_can_be_left_out(client, work):
    with_model(work)
    send(client, CHAIN, start_from_prior_model=None, **SAME_NAME)
    algorithms = work.describe("cats-chain")["LabelingJobAlgorithmsConfig"]
    assert "InitialActiveLearningModelArn" not in algorithms


def test_a_job_without_a_model_offers_none(client, work):
    work.completed()
    assert "start_from_prior_model" not in fields(client.get(CHAIN))
