"""What a completed job left: how many, why, and the setting that would have saved them."""

import pytest

from groundtruth import manifest
from groundtruth.leftovers import leftovers
from groundtruth.task_types import DAY, HOUR

EXPIRED = "ClientError: Annotation tasks expired.  Probable Reasons are 1) ..."
TEAM = "arn:aws:sagemaker:us-east-1:123456789012:workteam/%s-crowd/team"


def job(status="Completed", failed=2, left=0, lifetime=DAY, crowd="private"):
    return {
        "LabelingJobName": "cats",
        "LabelingJobStatus": status,
        "LabelAttributeName": "cats",
        "LabelCounters": {"FailedNonRetryableError": failed, "Unlabeled": left},
        "HumanTaskConfig": {
            "WorkteamArn": TEAM % crowd,
            "TaskAvailabilityLifetimeInSeconds": lifetime,
        },
    }


def summary(*reasons, name="cats"):
    line = '{"source":"%d","%s-metadata":{"failure-reason":"%s"}}\n'
    lines = (line % (number, name, reason) for number, reason in enumerate(reasons))
    return manifest.scan(["".join(lines).encode()])


def test_objects_that_failed_are_left_with_their_reasons():
    left = leftovers(job(failed=2, left=1), summary(EXPIRED, EXPIRED, "Broken."))
    assert (left.count, left.failed, left.reasons) == (3, 2, {EXPIRED: 2, "Broken.": 1})
    assert left.expired


def test_reasons_under_another_name_are_not_the_jobs():
    left = leftovers(job(), summary(EXPIRED, name="dogs"))
    assert (left.reasons, left.expired) == ({}, False)


@pytest.mark.parametrize("status", ["Stopped", "Failed", "InProgress"])
def test_a_job_that_is_not_completed_goes_on_by_itself(status):
    assert leftovers(job(status)) is None


def test_a_job_that_labeled_all_left_nothing():
    assert leftovers(job(failed=0)) is None


@pytest.mark.parametrize(
    ("lifetime", "crowd", "longer"),
    [
        (DAY, "private", 2 * DAY),
        (20 * DAY, "vendor", 30 * DAY),
        (30 * DAY, "private", None),
        (HOUR, "public", 2 * HOUR),
        (10 * HOUR, "public", 12 * HOUR),
        (12 * HOUR, "public", None),
    ],
)
def test_a_task_could_wait_longer_as_far_as_the_workforce_allows(lifetime, crowd, longer):
    assert leftovers(job(lifetime=lifetime, crowd=crowd)).longer == longer


def test_a_row_of_the_list_tells_the_count_alone():
    row = {key: value for key, value in job().items() if key != "HumanTaskConfig"}
    assert leftovers(row).longer is None
