"""StopLabelingJob: labels so far stay, and what was not running cannot be stopped."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.endpoint.conftest import Jobs


def stop(jobs: Jobs, name: str = "job") -> None:
    answered = jobs.sagemaker.stop_labeling_job(LabelingJobName=name)
    assert answered.keys() == {"ResponseMetadata"}


def test_a_stopped_job_is_stopping_first(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    stop(jobs)
    assert jobs.status() == "Stopping"
    jobs.endpoint.clock.advance(5)
    assert jobs.status() == "Stopped"


def test_a_stopped_job_keeps_its_labels_in_all_lines_of_its_output(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    stop(jobs)
    jobs.finish()
    counted = jobs.counters()
    lines = jobs.output_lines()
    assert 0 < counted["TotalLabeled"] < 10
    assert sum("job" in line for line in lines) == counted["TotalLabeled"]
    assert len(lines) == 10
    assert jobs.output().splitlines()[-1] == b'{"source-ref":"s3://images/9.jpg"}'


def test_an_initializing_job_can_be_stopped(jobs: Jobs) -> None:
    jobs.create()
    stop(jobs)
    assert jobs.finish()["LabelingJobStatus"] == "Stopped"
    assert jobs.counters()["Unlabeled"] == 10


@pytest.mark.parametrize("ended", ["Completed", "Failed", "Stopping", "Stopped"])
def test_only_a_running_job_can_be_stopped(jobs: Jobs, ended: str) -> None:
    jobs.create(lines=b"" if ended == "Failed" else 10)
    if ended in ("Stopping", "Stopped"):
        stop(jobs)
    if ended != "Stopping":
        jobs.finish()
    assert jobs.status() == ended
    with pytest.raises(ClientError) as error:
        stop(jobs)
    assert error.value.response["Error"]["Code"] == "ValidationException"
    assert ended in error.value.response["Error"]["Message"]


def test_an_unknown_job_cannot_be_stopped(jobs: Jobs) -> None:
    with pytest.raises(ClientError) as error:
        stop(jobs, "nobody")
    assert error.value.response["Error"]["Code"] == "ResourceNotFound"


def test_stopping_ignores_case(jobs: Jobs) -> None:
    jobs.create("Job")
    stop(jobs, "JOB")
    assert jobs.status("job") == "Stopping"
