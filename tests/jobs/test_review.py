"""The Review panel: what changes against the prior job, and what the job will cost."""

from decimal import Decimal

import pytest

from groundtruth.prices import Prices, Tier
from tests.jobs.browse import fill
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import CREATE, PLAN, PREVIEW, fragment, job
from tests.jobs.work import partly_labeled

PUBLIC = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
CHAIN = job("cats", "chain/")
CLONE = job("cats", "clone/")


def differences(page):
    """The list of differences: label and text."""
    listed = by_id(page, "review-changes").of_class("differences")[0]
    return dict(zip(texts(listed, "dt"), texts(listed, "dd"), strict=True))


def bill(page):
    listed = by_id(page, "review-cost").of_class("bill")[0]
    return dict(zip(texts(listed, "dt"), texts(listed, "dd"), strict=True))


def texts(element, tag):
    return [each.text for each in element.all(tag)]


def test_a_chain_says_what_it_changes(client, work):
    work.completed()
    page = client.get(CHAIN)
    assert list(differences(page)) == [
        "Job name",
        "Label attribute name",
        "Input dataset location",
        "Lineage tag",
    ]
    assert differences(page)["Job name"] == "cats → cats-chain"
    said = "Changed: job name, label attribute name, input dataset location."
    assert said in by_id(page, "review-changes").text


def test_a_clone_without_edits_changes_its_names_alone(client, work):
    work.completed()
    assert list(differences(client.get(CLONE))) == [
        "Job name",
        "Label attribute name",
        "Lineage tag",
    ]


def test_a_new_job_is_not_compared(client, work):
    assert by_id(client.get(CREATE), "review-changes").text == ""


def test_an_edit_is_told_when_the_form_changes(client, work):
    work.completed()
    form = fill(client.get(CLONE), task_title="Cats and dogs")
    answer = client.post(PREVIEW, form, headers=fragment("request-preview"))
    assert differences(answer)["Task title"] == "Label it → Cats and dogs"
    assert by_id(answer, "review-changes")["hx-swap-oob"] == "outerHTML"


def test_an_edit_is_told_without_javascript(client, work):
    work.completed()
    page = client.post(CLONE, {**fill(client.get(CLONE), task_title="Cats"), "preview": "1"})
    assert differences(page)["Task title"] == "Label it → Cats"


def test_the_bill_tells_objects_and_a_team_of_one_s_own(client, work):
    work.completed(lines=partly_labeled(3, 10, "old"))
    page = client.get(CLONE)
    assert bill(page) == {
        "10 objects at $0.08": "$0.80",
        "Workers: your own team, 30 tasks": "no fee",
        "Estimated total": "about $0.80",
    }
    assert "an estimate" in by_id(page, "review-cost").text
    assert "nothing else was labeled this month" in by_id(page, "review-cost").text
    assert "November 2026" in by_id(page, "review-cost").text


def test_a_chain_that_goes_on_pays_for_the_rest_only(client, work):
    work.stopped(labeled=4)
    assert bill(client.get(CHAIN))["Estimated total"] == "about $0.48"


def test_the_public_workforce_is_paid_by_the_task(client, work):
    price = {"AmountInUsd": {"Dollars": 0, "Cents": 1, "TenthFractionsOfACent": 2}}
    work.completed(
        WorkteamArn=PUBLIC,
        PublicWorkforceTaskPrice=price,
        InputConfig=from_public(work),
    )
    assert bill(client.get(CLONE)) == {
        "10 objects at $0.08": "$0.80",
        "Workers: 10 objects × 3 workers × $0.012": "$0.36",
        "Estimated total": "about $1.16",
    }


def from_public(work):
    """The input of a job for the public workforce, which needs a word on personal data."""
    uri = work.put("cats/input.manifest", partly_labeled(0, 10, "x"))
    return {
        "DataSource": {"S3DataSource": {"ManifestS3Uri": uri}},
        "DataAttributes": {"ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation"]},
    }


def test_more_workers_are_told_when_the_form_changes(client, work):
    work.completed()
    form = fill(client.get(CLONE), number_of_human_workers_per_data_object="9")
    answer = client.post(PREVIEW, form, headers=fragment("request-preview"))
    assert bill(answer)["Workers: your own team, 90 tasks"] == "no fee"


def test_the_count_brings_the_bill_along(client, work):
    work.completed()
    form = fill(client.get(CLONE), max_human_labeled_object_count="5")
    answer = client.get(PLAN, form, headers=fragment("label-plan"))
    assert bill(answer)["Estimated total"] == "about $0.40"
    assert by_id(answer, "review-cost")["hx-swap-oob"] == "outerHTML"


def test_the_model_s_part_is_told_apart_and_not_estimated(client, work):
    work.completed(
        lines=1300,
        LabelingJobAlgorithmsConfig={
            "LabelingJobAlgorithmSpecificationArn": "arn:aws:sagemaker:us-east-1:027400017018:"
            "labeling-job-algorithm-specification/image-classification"
        },
    )
    found = bill(client.get(CLONE))
    assert found["The model’s training and inference"] == "not estimated"
    assert found["1,300 objects at $0.08, labeled by people or by the model"] == "$104.00"
    assert found["Estimated total"] == "about $104.00, and training and inference"


def test_video_and_3d_get_no_figures(client, work):
    work.completed(task_type="VideoObjectTracking")
    cost = by_id(client.get(CLONE), "review-cost")
    assert "There is no estimate." in cost.text
    assert "$" not in cost.text


def test_before_the_objects_are_counted_there_is_a_word_and_no_number(client):
    said = by_id(client.get(CREATE), "review-cost").text
    assert said == "What the job will cost is estimated once its objects are counted."


def test_prices_of_one_s_own_and_their_source_are_shown(client, work, settings):
    settings.PRICES = Prices((Tier(None, Decimal("0.5")),), "Our contract of May 2027.")
    work.completed()
    page = client.get(CLONE)
    assert bill(page)["10 objects at $0.50"] == "$5.00"
    assert "Our contract of May 2027." in by_id(page, "review-cost").text


@pytest.mark.parametrize("path", [CLONE, CHAIN])
def test_ids_are_given_once(client, work, path):
    work.completed()
    ids = [each["id"] for each in parse(client.get(path)).all(where=lambda each: "id" in each)]
    assert len(ids) == len(set(ids))


def test_the_review_survives_a_refused_form(client, work):
    work.completed()
    page = client.post(CLONE, fields(client.get(CLONE)) | {"task_title": ""})
    assert page.status_code == 422
    assert differences(page)["Job name"] == "cats → cats-clone"
