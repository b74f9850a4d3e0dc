"""The settings of a prior job that the form lets change, and those that it must leave alone."""

import pytest

from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.jobs.browse import send
from tests.jobs.markup import fields, message
from tests.jobs.paths import job
from tests.local_endpoint import REGION

CLONE = job("cats", "clone/")
PUBLIC = f"arn:aws:sagemaker:{REGION}:394669845002:workteam/public-crowd/default"
ALGORITHM = algorithm_specification_arn(TASK_TYPES["ImageMultiClass"], REGION)
AUTOMATED = {
    "LabelingJobAlgorithmSpecificationArn": ALGORITHM,
    "LabelingJobResourceConfig": {"VolumeKmsKeyId": "alias/volume"},
}


def config(work):
    return work.describe("cats-clone")["HumanTaskConfig"]


def tags(work):
    found = {tag["Key"]: tag["Value"] for tag in work.describe("cats-clone")["Tags"]}
    return {key: value for key, value in found.items() if not key.startswith("gtconsole:")}


def test_a_time_is_changed_in_words(client, work):
    work.completed()
    send(client, CLONE, task_time_limit_in_seconds="1 hour 30 min")
    assert config(work)["TaskTimeLimitInSeconds"] == 5400


def test_what_is_no_time_is_a_sentence_at_the_field(client, work):
    work.completed()
    answer = send(client, CLONE, task_time_limit_in_seconds="soon")
    assert answer.status_code == 422
    assert "“soon” is no span of time." in message(answer, "task_time_limit_in_seconds")
    assert fields(answer)["task_time_limit_in_seconds"] == "soon"


def test_tags_can_be_added_and_removed(client, work):
    work.completed(tags={"team": "birds", "old": "yes"})
    send(client, CLONE, **{"tags-key": ["team", "stage", ""], "tags-value": ["cats", "", ""]})
    assert tags(work) == {"team": "cats", "stage": ""}


def test_more_rows_for_tags_keep_what_was_typed(client, work):
    work.completed()
    form = fields(client.get(CLONE)) | {"tags-key": ["a", "b", "c"], "tags-value": ["1", "2", "3"]}
    page = client.post(CLONE, form | {"preview": "json"})
    assert fields(page)["tags-key"] == ["a", "b", "c", "", "", ""]


def test_a_public_team_needs_its_price_and_its_declaration(client, work):
    work.completed()
    answer = send(client, CLONE, workteam_arn=PUBLIC)
    assert answer.status_code == 422
    assert "The public workforce is paid by the task" in message(answer, "price_per_task")
    assert "confirm it" in message(answer, "content_classifiers")


def test_a_public_team_is_paid_what_was_typed(client, work):
    work.completed()
    send(
        client,
        CLONE,
        workteam_arn=PUBLIC,
        price_per_task="0.036",
        content_classifiers=["FreeOfPersonallyIdentifiableInformation"],
        task_availability_lifetime_in_seconds="6 hours",
    )
    price = config(work)["PublicWorkforceTaskPrice"]["AmountInUsd"]
    assert price == {"Dollars": 0, "Cents": 3, "TenthFractionsOfACent": 6}


def test_a_private_team_takes_the_price_away_when_it_is_cleared(client, work):
    work.completed(
        PublicWorkforceTaskPrice={"AmountInUsd": {"Cents": 5}}, TaskAvailabilityLifetimeInSeconds=60
    )
    send(client, CLONE, price_per_task="")
    assert "PublicWorkforceTaskPrice" not in config(work)


def test_a_price_without_zeros_is_left_as_it_was(client, work):
    work.completed(PublicWorkforceTaskPrice={"AmountInUsd": {"Cents": 5}})
    send(client, CLONE)
    assert config(work)["PublicWorkforceTaskPrice"] == {"AmountInUsd": {"Cents": 5}}


def test_automated_labeling_is_switched_on_with_the_algorithm_of_the_task_type(client, work):
    work.completed(lines=1250)
    send(client, CLONE, enable_automated_data_labeling="on")
    described = work.describe("cats-clone")["LabelingJobAlgorithmsConfig"]
    assert described == {"LabelingJobAlgorithmSpecificationArn": ALGORITHM}


def test_automated_labeling_is_switched_off_whole(client, work):
    work.completed(LabelingJobAlgorithmsConfig=AUTOMATED)
    send(client, CLONE, enable_automated_data_labeling=None)
    assert "LabelingJobAlgorithmsConfig" not in work.describe("cats-clone")


@pytest.mark.parametrize("how", ["clone", "chain"])
def test_a_type_without_automated_labeling_does_not_offer_it(client, work, how):
    work.completed(task_type="ImageMultiClassMultiLabel")
    form = client.get(job("cats", f"{how}/"))
    assert b'name="enable_automated_data_labeling"' not in form.content


def test_a_custom_job_is_created_with_functions_of_its_own(client, work):
    work.put("custom/input.manifest", b'{"source":"text"}\n')
    own = f"arn:aws:lambda:{REGION}:123456789012:function:"
    send(
        client,
        f"/{REGION}/labeling-jobs/create/",
        task_type="custom",
        labeling_job_name="cats-clone",
        manifest_s3_uri="s3://test-bucket/custom/input.manifest",
        s3_output_path="s3://test-bucket/out",
        role_arn="arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole",
        workteam_arn=f"arn:aws:sagemaker:{REGION}:123456789012:workteam/private-crowd/labelers",
        ui_template_s3_uri="s3://test-bucket/t.liquid",
        pre_human_task_lambda_arn=f"{own}before",
        annotation_consolidation_lambda_arn=f"{own}after",
        task_title="Own work",
        task_description="Do it.",
    )
    assert config(work)["PreHumanTaskLambdaArn"] == f"{own}before"


def test_a_task_type_that_was_not_chosen_is_named_as_missing(client, work):
    answer = client.post(f"/{REGION}/labeling-jobs/create/", {"labeling_job_name": "new"})
    assert "“Task selection” is missing" in message(answer, "task_type")
