"""DescribeLabelingJob: what was asked for comes back, with how far the job has come."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET, create_request


def test_every_member_of_the_request_comes_back(jobs: Jobs) -> None:
    changes = {
        "StoppingConditions": {"MaxPercentageOfInputDatasetLabeled": 100},
        "TaskKeywords": ["cats"],
        "MaxConcurrentTaskCount": 500,
        "TaskAvailabilityLifetimeInSeconds": 864_000,
    }
    jobs.create("Job", tags={"team": "a"}, **changes)
    asked = create_request("Job", tags={"team": "a"}, **changes)
    asked["OutputConfig"]["KmsKeyId"] = ""  # empty, not absent, as the service has it
    told = jobs.describe("job")
    assert {member: told[member] for member in asked} == asked


def test_the_name_keeps_its_case_and_the_arn_does_not(jobs: Jobs) -> None:
    jobs.create("My-Job")
    told = jobs.describe("MY-JOB")
    assert told["LabelingJobName"] == "My-Job"
    assert told["LabelingJobArn"].endswith(":labeling-job/my-job")


def test_the_reference_code_begins_with_the_account(jobs: Jobs) -> None:
    jobs.create()
    assert jobs.describe()["JobReferenceCode"].startswith("123456789012")


def test_the_output_is_told_with_an_empty_model(jobs: Jobs) -> None:
    jobs.create("Job")
    assert "LabelingJobOutput" not in jobs.describe("Job")
    assert jobs.finish("Job")["LabelingJobOutput"] == {
        "OutputDatasetS3Uri": f"s3://{BUCKET}/output/Job/manifests/output/output.manifest",
        "FinalActiveLearningModelArn": "",
    }


def test_last_modified_time_moves_while_the_job_runs(jobs: Jobs) -> None:
    jobs.create()
    seen = []
    for _ in range(4):
        seen.append(jobs.describe()["LastModifiedTime"])
        jobs.endpoint.clock.advance(2)
    assert seen == sorted(set(seen))


def test_last_modified_time_rests_when_the_job_has_ended(jobs: Jobs) -> None:
    jobs.create()
    ended = jobs.finish()["LastModifiedTime"]
    assert jobs.finish()["LastModifiedTime"] == ended


def test_an_unknown_job(jobs: Jobs) -> None:
    with pytest.raises(ClientError) as error:
        jobs.describe("nobody")
    assert error.value.response["Error"]["Code"] == "ResourceNotFound"
    assert "nobody" in error.value.response["Error"]["Message"]


def test_a_job_without_tags_has_no_tags_member(jobs: Jobs) -> None:
    jobs.create()
    assert "Tags" not in jobs.describe()
