"""Which objects get a label before a job ends, and from whom: failures, limits and a model."""

from __future__ import annotations

import itertools

import pytest

from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET, from_manifest

KEY = "output/{}/manifests/output/output.manifest"
LABELED = '"cats":0,"cats-metadata":{"human-annotated":"yes"}'
ALGORITHM = algorithm_specification_arn(TASK_TYPES["ImageMultiClass"], "us-east-1")
AUTOMATED = {"LabelingJobAlgorithmSpecificationArn": ALGORITHM}
MODEL = "arn:aws:sagemaker:us-east-1:123456789012:model/job-model"


# ------------------------------------------------------------------------- failures on purpose


@pytest.mark.parametrize(("asked", "failed"), [("3", 3), ("30 percent", 3), ("0", 0)])
def test_objects_fail_on_purpose(jobs: Jobs, asked: str, failed: int) -> None:
    jobs.create(tags={"gtconsole:simulate-failed-objects": asked})
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Completed"
    assert ended["LabelCounters"]["FailedNonRetryableError"] == failed
    lines = [line for line in jobs.output_lines() if "job" not in line]
    assert len(lines) == failed
    for line in lines:
        assert line["job-metadata"].keys() == {"retry-count", "failure-reason", "human-annotated"}
        assert line["job-metadata"]["human-annotated"] == "true"
        assert line["job-metadata"]["failure-reason"].startswith("ClientError: Annotation tasks ex")


@pytest.mark.parametrize("asked", ["99", "100 percent"])
def test_a_job_fails_when_no_object_gets_a_label(jobs: Jobs, asked: str) -> None:
    jobs.create(tags={"gtconsole:simulate-failed-objects": asked})
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Failed"
    assert ended["FailureReason"].startswith("ClientError: Annotation tasks expired.")
    assert "None of the 10 data objects" in ended["FailureReason"]
    assert all("failure-reason" in line["job-metadata"] for line in jobs.output_lines())


@pytest.mark.parametrize("place", ['"cat.jpg"', '"s3://"', '"s3://a"', "7", "null"])
def test_an_object_that_is_nowhere_in_s3_fails_by_itself(jobs: Jobs, place: str) -> None:
    manifest = f'{{"source-ref":{place}}}\n{{"source-ref":"s3://a/b"}}'
    jobs.create(lines=manifest.encode())
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Completed"
    assert ended["LabelCounters"]["FailedNonRetryableError"] == 1
    bad, good = jobs.output_lines()
    assert "no location in S3" in bad["job-metadata"]["failure-reason"]
    assert "job" not in bad
    assert "job" in good


def test_a_job_of_bad_objects_only_tells_what_is_wrong_with_them(jobs: Jobs) -> None:
    jobs.create(lines=b'{"source-ref":"cat.jpg"}')
    told = jobs.finish()["FailureReason"]
    assert told.startswith("ClientError: The data object cat.jpg cannot be read")
    assert "None of the 1 data objects" in told


def test_bad_objects_leave_the_model_the_others(jobs: Jobs) -> None:
    manifest = b'{"source-ref":"x"}\n' * 2000 + b'{"source-ref":"s3://a/b"}\n' * 1300
    jobs.create(lines=manifest, LabelingJobAlgorithmsConfig=AUTOMATED)
    assert jobs.finish()["LabelingJobStatus"] == "Failed"


def test_a_chain_whose_last_objects_fail_completes(jobs: Jobs) -> None:
    """Its output has labels: those that were there before."""
    manifest = f'{{"source":"a",{LABELED}}}\n{{"source":"b"}}'
    tags = {"gtconsole:simulate-failed-objects": "1"}
    jobs.create(lines=manifest.encode(), LabelAttributeName="cats", tags=tags)
    assert jobs.finish()["LabelingJobStatus"] == "Completed"


def test_tasks_expire_that_nobody_gets_to_in_time(jobs: Jobs) -> None:
    """At this speed an object takes 0.4 seconds, so 150 of a batch are labeled in a minute."""
    jobs.create(lines=360, TaskAvailabilityLifetimeInSeconds=60, MaxConcurrentTaskCount=200)
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Completed"
    assert ended["LabelCounters"]["FailedNonRetryableError"] == 50 + 10
    lines = jobs.output_lines()
    failed = [number for number, line in enumerate(lines) if "job" not in line]
    assert failed == [*range(150, 200), *range(350, 360)]
    reason = lines[150]["job-metadata"]["failure-reason"]
    assert reason.startswith("ClientError: Annotation tasks expired.")


def test_objects_wait_for_their_batch_to_expire(jobs: Jobs) -> None:
    jobs.create(lines=360, TaskAvailabilityLifetimeInSeconds=60, MaxConcurrentTaskCount=200)
    jobs.endpoint.clock.advance(2 + 59.9)
    assert jobs.counters()["FailedNonRetryableError"] == 0
    jobs.endpoint.clock.advance(0.2)
    assert jobs.counters()["FailedNonRetryableError"] == 50


@pytest.mark.parametrize("asked", ["40", "40 percent"])
def test_a_job_fails_on_purpose_with_the_labels_so_far(jobs: Jobs, asked: str) -> None:
    jobs.create(tags={"gtconsole:simulate-job-failure": asked})
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Failed"
    assert "LambdaErrorCode" in ended["FailureReason"]
    assert "local endpoint simulates this failure" in ended["FailureReason"]
    assert sum("job" in line for line in jobs.output_lines()) == 4
    assert ended["LabelingJobOutput"]["OutputDatasetS3Uri"].endswith(KEY.format("job"))


def test_a_chain_from_a_job_with_failed_objects_labels_just_those(jobs: Jobs) -> None:
    jobs.create("first", tags={"gtconsole:simulate-failed-objects": "4"})
    jobs.finish("first")
    jobs.create(
        "second",
        LabelAttributeName="first",
        InputConfig=from_manifest(f"s3://{BUCKET}/{KEY.format('first')}"),
    )
    jobs.finish("second")
    names = [line["first-metadata"]["job-name"] for line in jobs.output_lines("second")]
    assert names.count("labeling-job/second") == 4
    before = [line for line in jobs.output("first").split(b"\n") if b"failure-reason" not in line]
    assert set(before) <= set(jobs.output("second").split(b"\n"))


def test_a_job_may_go_at_a_speed_of_its_own(jobs: Jobs) -> None:
    jobs.create(tags={"gtconsole:simulate-speed": "instant"})
    assert jobs.status() == "Completed"


# ------------------------------------------------------------------------- stopping conditions


@pytest.mark.parametrize(
    ("conditions", "labeled", "status"),
    [
        ({"MaxHumanLabeledObjectCount": 4}, 4, "Stopped"),
        ({"MaxPercentageOfInputDatasetLabeled": 30}, 3, "Stopped"),
        ({"MaxPercentageOfInputDatasetLabeled": 100}, 10, "Completed"),
        ({"MaxHumanLabeledObjectCount": 10}, 10, "Completed"),
        (
            {"MaxHumanLabeledObjectCount": 2, "MaxPercentageOfInputDatasetLabeled": 90},
            2,
            "Stopped",
        ),
    ],
)
def test_stopping_conditions(
    jobs: Jobs, conditions: dict[str, int], labeled: int, status: str
) -> None:
    jobs.create(StoppingConditions=conditions)
    ended = jobs.finish()
    assert (ended["LabelCounters"]["TotalLabeled"], ended["LabelingJobStatus"]) == (labeled, status)


def test_objects_that_fail_are_not_human_labeled_ones(jobs: Jobs) -> None:
    tags = {"gtconsole:simulate-failed-objects": "5"}
    jobs.create(StoppingConditions={"MaxHumanLabeledObjectCount": 4}, tags=tags)
    ended = jobs.finish()
    assert (ended["LabelCounters"]["HumanLabeled"], ended["LabelingJobStatus"]) == (4, "Stopped")


def test_the_model_labels_on_until_people_have_labeled_enough(jobs: Jobs) -> None:
    config = {**AUTOMATED, "InitialActiveLearningModelArn": MODEL}
    conditions = {"MaxHumanLabeledObjectCount": 3}
    jobs.create(lines=100, LabelingJobAlgorithmsConfig=config, StoppingConditions=conditions)
    counted = jobs.finish()["LabelCounters"]
    assert (counted["HumanLabeled"], counted["MachineLabeled"]) == (3, 70)


def test_the_percentage_counts_labels_that_were_there(jobs: Jobs) -> None:
    manifest = f'{{"source":"a",{LABELED}}}\n' * 4 + '{"source":"b"}\n' * 6
    conditions = {"MaxPercentageOfInputDatasetLabeled": 50}
    jobs.create(lines=manifest.encode(), LabelAttributeName="cats", StoppingConditions=conditions)
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 5


# ------------------------------------------------------------------------- automated labeling


def test_enough_objects_are_labeled_by_machine_in_part(jobs: Jobs) -> None:
    jobs.create(lines=1300, LabelingJobAlgorithmsConfig=AUTOMATED)
    ended = jobs.finish()
    assert ended["LabelCounters"]["MachineLabeled"] > 500
    assert ended["LabelCounters"]["TotalLabeled"] == 1300
    assert ended["LabelingJobOutput"]["FinalActiveLearningModelArn"] == MODEL
    by = [line["job-metadata"]["human-annotated"] for line in jobs.output_lines()]
    assert by.count("no") == ended["LabelCounters"]["MachineLabeled"]


def test_people_and_model_take_turns(jobs: Jobs) -> None:
    jobs.create(lines=1300, LabelingJobAlgorithmsConfig=AUTOMATED)
    turns = []
    for _ in range(400):
        jobs.endpoint.clock.advance(2)
        counted = jobs.counters()
        turns.append((counted["HumanLabeled"], counted["MachineLabeled"]))
    by_machine = sorted({machine for human, machine in turns})
    assert turns[0][1] == 0
    assert by_machine[-1] == turns[-1][1]
    while_people_work = {
        machine for (human, machine), (later, _) in itertools.pairwise(turns) if later > human
    }
    assert len(while_people_work) >= 3  # the model waits for people between its rounds


def test_too_many_failures_in_the_first_sample_end_automated_labeling(jobs: Jobs) -> None:
    tags = {"gtconsole:simulate-failed-objects": "20 percent"}
    jobs.create(lines=1300, LabelingJobAlgorithmsConfig=AUTOMATED, tags=tags)
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Failed"
    assert "of the 260 data objects of the first sample" in ended["FailureReason"]
    assert ended["LabelCounters"]["HumanLabeled"] > 150
    assert ended["LabelCounters"]["MachineLabeled"] == 0


def test_too_few_objects_are_all_labeled_by_workers(jobs: Jobs) -> None:
    jobs.create(lines=100, LabelingJobAlgorithmsConfig=AUTOMATED)
    ended = jobs.finish()
    assert ended["LabelCounters"]["MachineLabeled"] == 0
    assert ended["LabelingJobOutput"]["FinalActiveLearningModelArn"] == ""


def test_a_model_from_before_labels_at_once(jobs: Jobs) -> None:
    config = {**AUTOMATED, "InitialActiveLearningModelArn": MODEL}
    jobs.create(lines=100, LabelingJobAlgorithmsConfig=config)
    jobs.endpoint.clock.advance(3)
    counted = jobs.counters()
    assert counted["MachineLabeled"] > 0
    assert counted["HumanLabeled"] == 0


def test_a_chain_counts_labels_by_machine_as_such(jobs: Jobs) -> None:
    line = b'{"source":"a","cats":0,"cats-metadata":{"human-annotated":"no"}}'
    jobs.create(lines=line, LabelAttributeName="cats")
    assert jobs.finish()["LabelCounters"]["MachineLabeled"] == 1
