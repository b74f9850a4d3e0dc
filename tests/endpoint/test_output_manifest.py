"""The output manifest: which objects get a label, and what becomes of everybody else's bytes."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from groundtruth.endpoint import workforce
from groundtruth.endpoint.work import Work
from groundtruth.endpoint.workforce import Result
from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import (
    BUCKET,
    from_manifest,
)

KEY = "output/{}/manifests/output/output.manifest"
FAILED = '"cats-metadata": {"failure-reason":"tired","human-annotated":"true","retry-count":1}'
LABELED = '"cats":0,"cats-metadata":{"human-annotated":"yes"}'


def chained(jobs: Jobs, *lines: str) -> list[str]:
    """The output lines of a finished job that labels under the name cats."""
    jobs.create("job", lines="\n".join(lines).encode(), LabelAttributeName="cats")
    jobs.finish()
    return jobs.output().decode().split("\n")


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ('{"source-ref":"s3://a/b"}', True),
        (f'{{"source-ref":"s3://a/b",{LABELED}}}', False),
        ('{"source-ref":"s3://a/b","cats":0}', False),
        ('{"source-ref":"s3://a/b","cats":""}', False),
        ('{"source-ref":"s3://a/b","cats":{"annotations":[]}}', False),
        (f'{{"source-ref":"s3://a/b",{FAILED}}}', True),
        ('{"source-ref":"s3://a/b","dogs":1,"dogs-metadata":{}}', True),
        ('{"source-ref":"s3://a/b","Cats":1}', True),
        ('{"source-ref":"s3://a/b","scene":{"cats":1}}', True),
    ],
)
def test_an_object_is_sent_out_if_it_has_no_label_yet(jobs: Jobs, line: str, sent: bool) -> None:
    (after,) = chained(jobs, line)
    assert (after != line) == sent
    assert "cats" in json.loads(after)


def test_labels_that_were_there_count_from_the_start(jobs: Jobs) -> None:
    with_label = f'{{"source-ref":"s3://a/b",{LABELED}}}\n' * 3
    manifest = with_label + '{"source-ref":"s3://a/c"}\n' * 7
    jobs.create("job", lines=manifest.encode(), LabelAttributeName="cats")
    jobs.endpoint.clock.advance(2)
    assert jobs.counters()["TotalLabeled"] == 3
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 10


def test_a_failed_attempt_is_replaced_in_its_place(jobs: Jobs) -> None:
    (after,) = chained(jobs, f'{{"source-ref":"s3://a/b", {FAILED} ,"z" : 1}}')
    assert after.startswith('{"source-ref":"s3://a/b", "cats-metadata": {"class-name"')
    assert after.split("} ,")[1].startswith('"z" : 1,"cats":')
    assert "tired" not in after


def test_every_other_byte_stays(jobs: Jobs) -> None:
    line = '{ "source-ref" : "s3://a/\\u0062\u200b" ,"n":1.50,"scene-metadata":{"x": [ ]} }\r'
    (after,) = chained(jobs, line)
    head, tail = line[:-2], line[-2:]
    assert after.startswith(f'{head},"cats":')
    assert after.endswith(tail)


def test_no_newline_is_invented(jobs: Jobs) -> None:
    jobs.create("with", lines=b'{"source":"a"}\n')
    jobs.create("without", lines=b'{"source":"a"}')
    jobs.finish("with")
    assert jobs.output("with").endswith(b"}\n")
    assert jobs.output("without").endswith(b"}}")


def test_the_folder_keeps_the_case_of_the_name(jobs: Jobs) -> None:
    jobs.create("Job-X", OutputConfig={"S3OutputPath": f"s3://{BUCKET}/output"})
    jobs.finish("Job-X")
    assert jobs.output_lines("Job-X")[0]["Job-X-metadata"]["job-name"] == "labeling-job/job-x"


def test_who_reads_while_the_job_runs_sees_the_labels_so_far(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(1.5)
    seen = []
    for _ in range(3):
        jobs.endpoint.clock.advance(1)
        seen.append(sum("job" in line for line in jobs.output_lines()))
    assert seen == sorted(set(seen))
    assert seen[-1] < 10


def test_there_is_no_output_before_the_first_label(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(2.1)
    assert "LabelingJobOutput" not in jobs.describe()
    assert jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix="output/")["KeyCount"] == 0


def test_a_listing_shows_the_output_while_the_job_runs(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    listed = jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix="output/")["Contents"]
    assert KEY.format("job") in [each["Key"] for each in listed]


def test_a_copy_of_the_output_holds_the_labels_so_far(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    source = {"Bucket": BUCKET, "Key": KEY.format("job")}
    jobs.s3.copy_object(Bucket=BUCKET, Key="copy", CopySource=source)
    assert b"job-metadata" in jobs.s3.get_object(Bucket=BUCKET, Key="copy")["Body"].read()


def test_a_job_over_the_output_of_a_running_one_takes_its_labels_so_far(jobs: Jobs) -> None:
    jobs.create("first", LabelAttributeName="cats")
    jobs.endpoint.clock.advance(4)
    so_far = jobs.counters("first")["TotalLabeled"]
    jobs.create(
        "second",
        LabelAttributeName="cats",
        InputConfig=from_manifest(f"s3://{BUCKET}/{KEY.format('first')}"),
    )
    jobs.endpoint.clock.advance(2)
    assert jobs.counters("second")["TotalLabeled"] >= so_far > 0


def test_the_manifest_is_read_once_at_creation(jobs: Jobs) -> None:
    jobs.create(lines=3)
    jobs.put("job/input.manifest", b"changed")
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 3


def test_what_is_written_over_the_output_of_an_ended_job_stays(jobs: Jobs) -> None:
    """The console adds objects to a finished job's output manifest."""
    jobs.create()
    jobs.finish()
    jobs.put(KEY.format("job"), b'{"source":"added"}')
    jobs.finish()
    assert jobs.output() == b'{"source":"added"}'


def test_an_output_bucket_that_has_gone_does_not_stop_the_endpoint(jobs: Jobs) -> None:
    jobs.s3.create_bucket(Bucket="short-lived")
    jobs.create(OutputConfig={"S3OutputPath": "s3://short-lived/x"})
    jobs.s3.delete_bucket(Bucket="short-lived")
    assert jobs.finish()["LabelingJobStatus"] == "Completed"


def test_a_fault_with_one_job_does_not_silence_the_others(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(work: Work) -> Any:
        if work.job.name == "first":
            raise ZeroDivisionError
        return Result({work.job.label_attribute_name: 0})

    monkeypatch.setattr(workforce, "result", broken)
    jobs.create("first")
    jobs.create("second")
    assert jobs.finish("second")["LabelingJobStatus"] == "Completed"
    assert len(jobs.output_lines("second")) == 10


def test_an_output_location_that_is_none_disturbs_nobody(jobs: Jobs) -> None:
    jobs.create(OutputConfig={"S3OutputPath": "https://example.com/out"})
    assert jobs.s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 3  # what goes in
    assert "https://example.com/out" in jobs.finish()["FailureReason"]


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

ALGORITHM = algorithm_specification_arn(TASK_TYPES["ImageMultiClass"], "us-east-1")
AUTOMATED = {"LabelingJobAlgorithmSpecificationArn": ALGORITHM}
MODEL = "arn:aws:sagemaker:us-east-1:123456789012:model/job-model"


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


# ------------------------------------------------------------------------- real manifests

CHECKOUT = Path(__file__).resolve().parents[2]
MADE = CHECKOUT / "tests" / "data"
REAL = CHECKOUT.parent / "shared" / "real-manifests"  # used when it stands beside the checkout
SAMPLES = [*sorted(MADE.glob("*.manifest")), *sorted(REAL.glob("*.manifest"))]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_a_real_manifest_is_labeled_anew(jobs: Jobs, file: Path) -> None:
    """Under a new name every object is sent out, and nothing else changes."""
    manifest = file.read_bytes()
    jobs.create("job", lines=manifest)
    ended: dict[str, Any] = jobs.finish()
    assert ended["LabelingJobStatus"] == "Completed", ended
    objects = [line for line in manifest.split(b"\n") if line.strip()]
    assert ended["LabelCounters"]["TotalLabeled"] == len(objects)
    for old, new in zip(manifest.split(b"\n"), jobs.output().split(b"\n"), strict=True):
        assert new.startswith(old.rstrip()[:-1])
