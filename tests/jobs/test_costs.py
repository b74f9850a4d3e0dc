"""The estimate: which objects cost what, for every kind of workforce and limit."""

from decimal import Decimal

import pytest

from groundtruth.job_request import build
from groundtruth.manifest import ManifestSummary
from groundtruth.prices import Prices, Tier
from groundtruth.task_types import TASK_TYPES, pre_human_task_lambda_arn
from jobs.manifests.counting import Count
from jobs.new_job import costs
from jobs.new_job.label_plan import Wish, plan

PUBLIC = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
PRIVATE = "arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/labelers"
VENDOR = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/acme"
AUTOMATED = (
    "arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/object-detection"
)
PRICED = {"dollars": 0, "cents": 3, "tenth_fractions_of_a_cent": 6}


def estimate(objects=1000, labeled=0, task_type="BoundingBox", **fields):
    """The estimate for a manifest of so many objects, of which some carry the name already."""
    kind = TASK_TYPES[task_type]
    summary = ManifestSummary(objects, 1, {"cats": labeled}, (), (), 0)
    counted = plan(Wish("cats", kind), Count("s3://b/m", summary=summary))
    said = {"pre_human_task_lambda_arn": pre_human_task_lambda_arn(kind, "us-east-1")}
    return costs.estimate(counted, build(said | {"workteam_arn": PRIVATE} | fields))


@pytest.mark.parametrize(
    ("said", "object_fee", "worker_fee"),
    [
        ({}, "80", "0"),
        ({"labeled": 400}, "48", "0"),
        ({"labeled": 1000}, "0", "0"),
        ({"objects": 60_000}, "4400", "0"),
        ({"number_of_human_workers_per_data_object": 5}, "80", "0"),
        ({"workteam_arn": VENDOR, **PRICED}, "80", "0"),
        ({"workteam_arn": PUBLIC, **PRICED}, "80", "36"),
        ({"workteam_arn": PUBLIC}, "80", "0"),
        (
            {"workteam_arn": PUBLIC, "number_of_human_workers_per_data_object": 5, **PRICED},
            "80",
            "180",
        ),
        ({"workteam_arn": PUBLIC, "dollars": 1, "cents": 20}, "80", "1200"),
        ({"max_human_labeled_object_count": 100}, "8", "0"),
        ({"max_human_labeled_object_count": 5000}, "80", "0"),
        ({"max_percentage_of_input_dataset_labeled": 10}, "8", "0"),
        ({"labeled": 950, "max_percentage_of_input_dataset_labeled": 10}, "4", "0"),
        ({"objects": 15, "max_percentage_of_input_dataset_labeled": 10}, "0.16", "0"),
    ],
)
def test_objects_and_workers_cost(said, object_fee, worker_fee):
    found = estimate(**said)
    assert (found.object_fee, found.worker_fee) == (Decimal(object_fee), Decimal(worker_fee))
    assert found.total == Decimal(object_fee) + Decimal(worker_fee)


def test_a_box_by_five_workers_costs_what_aws_s_notebook_says():
    five = {"number_of_human_workers_per_data_object": 5}
    assert estimate(objects=1, workteam_arn=PUBLIC, **five, **PRICED).total == Decimal("0.26")


def test_the_limit_on_people_is_none_on_what_a_model_labels():
    limited = {"max_human_labeled_object_count": 300}
    found = estimate(
        workteam_arn=PUBLIC,
        labeling_job_algorithm_specification_arn=AUTOMATED,
        **limited,
        **PRICED,
    )
    assert found.automated
    assert (found.objects, found.by_people) == (1000, 300)
    assert (found.object_fee, found.worker_fee) == (80, Decimal("10.8"))


@pytest.mark.parametrize(
    ("arn", "crowd"), [(PUBLIC, "public"), (PRIVATE, "private"), (VENDOR, "vendor"), ("x", "")]
)
def test_the_kind_of_workforce_is_read_off_the_work_team(arn, crowd):
    assert estimate(workteam_arn=arn).crowd == crowd


@pytest.mark.parametrize(
    ("task_type", "own"),
    [
        ("BoundingBox", False),
        ("TextMultiClass", False),
        ("VideoMultiClass", True),
        ("VideoObjectTracking", True),
        ("3DPointCloudObjectDetection", True),
        ("Adjustment3DPointCloudObjectDetection", True),
    ],
)
def test_video_and_3d_have_a_price_list_of_their_own(task_type, own):
    assert estimate(task_type=task_type).has_a_list_of_its_own == own


def test_what_is_not_counted_has_no_estimate():
    assert costs.estimate(plan(Wish("cats", TASK_TYPES["BoundingBox"]), Count("")), {}) is None


def test_the_setting_s_prices_replace_those_that_are_known(settings):
    settings.PRICES = Prices((Tier(10, Decimal(1)), Tier(None, Decimal("0.5"))), "Ours.")
    found = estimate(objects=12)
    assert found.total == 11
    assert [(count, tier.usd) for count, tier in found.shares] == [(10, 1), (2, Decimal("0.5"))]
    assert found.prices.source == "Ours."


@pytest.mark.parametrize(
    "field",
    [
        "number_of_human_workers_per_data_object",
        "max_human_labeled_object_count",
        "max_percentage_of_input_dataset_labeled",
    ],
)
def test_nothing_negative_is_earned_while_somebody_types(field):
    assert estimate(workteam_arn=PUBLIC, **PRICED, **{field: -3}).total >= 0
