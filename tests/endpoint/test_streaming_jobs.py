"""Streaming labeling jobs: described, listed and stopped; nothing comes by SNS here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET, from_manifest

IN, OUT = (f"arn:aws:sns:us-east-1:123456789012:{name}" for name in ("in", "out"))
TOPIC = {"SnsDataSource": {"SnsTopicArn": IN}}
INITIALIZING, STOPPING = 2, 3
DAY = 86_400


def create(jobs: Jobs, *, objects: int | None = None, **changes: Any) -> None:
    """A streaming job, with so many first objects in a manifest, or without one."""
    source = dict(TOPIC)
    if objects is not None:
        source |= from_manifest(f"s3://{BUCKET}/job/input.manifest")["DataSource"]
    jobs.create("job", lines=objects or 1, InputConfig={"DataSource": source}, **changes)


def test_it_is_described_and_listed_with_its_topics(jobs: Jobs) -> None:
    output = {"S3OutputPath": f"s3://{BUCKET}/output/", "SnsTopicArn": OUT}
    create(jobs, OutputConfig=output)
    described = jobs.describe()
    assert described["InputConfig"] == {"DataSource": TOPIC}
    assert described["OutputConfig"] == output | {"KmsKeyId": ""}
    (row,) = jobs.sagemaker.list_labeling_jobs()["LabelingJobSummaryList"]
    assert row["InputConfig"] == {"DataSource": TOPIC}


def test_it_waits_for_objects_and_is_stopped(jobs: Jobs) -> None:
    create(jobs)
    assert jobs.status() == "Initializing"
    jobs.endpoint.clock.advance(INITIALIZING)
    assert jobs.status() == "InProgress"
    assert set(jobs.counters().values()) == {0}
    jobs.sagemaker.stop_labeling_job(LabelingJobName="job")
    assert jobs.status() == "Stopping"
    jobs.endpoint.clock.advance(STOPPING)
    stopped = jobs.describe()
    assert stopped["LabelingJobStatus"] == "Stopped"
    assert "LabelingJobOutput" not in stopped


def test_the_objects_of_its_manifest_are_labeled(jobs: Jobs) -> None:
    create(jobs, objects=4)
    told = jobs.finish()
    assert told["LabelingJobStatus"] == "InProgress"
    assert told["LabelCounters"]["TotalLabeled"] == 4
    assert all("job" in line for line in jobs.output_lines())


def test_stopping_conditions_are_nothing_to_it(jobs: Jobs) -> None:
    create(jobs, objects=10, StoppingConditions={"MaxHumanLabeledObjectCount": 3})
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 10


@pytest.mark.parametrize("objects", [None, 4])
def test_the_service_stops_it_after_ten_idle_days(jobs: Jobs, objects: int | None) -> None:
    create(jobs, objects=objects)
    jobs.endpoint.clock.advance(9 * DAY)
    assert jobs.status() == "InProgress"
    jobs.endpoint.clock.advance(2 * DAY)
    assert jobs.status() == "Stopped"
