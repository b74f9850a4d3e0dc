"""CreateLabelingJob: what it accepts, what it refuses and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET, create_request, from_manifest, input_manifest


def refused(sagemaker: Any, request: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        sagemaker.create_labeling_job(**request)
    answered = error.value.response
    assert answered["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert answered["ResponseMetadata"]["RequestId"]
    return answered["Error"]["Code"], answered["Error"]["Message"]


def test_the_arn_is_in_lower_case(jobs: Jobs) -> None:
    jobs.put("job/input.manifest", input_manifest(1))
    made = jobs.sagemaker.create_labeling_job(**create_request("My-Job"))
    assert made["LabelingJobArn"] == "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/my-job"


def test_a_name_is_taken_whatever_its_case(jobs: Jobs) -> None:
    jobs.create("My-Job")
    code, message = refused(jobs.sagemaker, create_request("my-JOB"))
    assert code == "ResourceInUse"
    assert "My-Job" in message


def test_a_name_is_free_in_another_region(jobs: Jobs) -> None:
    jobs.create("job")
    with pytest.raises(ClientError) as error:
        _in_region("eu-west-1", jobs).describe_labeling_job(LabelingJobName="job")
    assert error.value.response["Error"]["Code"] == "ResourceNotFound"


def _in_region(region: str, jobs: Jobs) -> Any:
    import boto3

    from groundtruth.endpoint.objects import answer_in_process

    client = boto3.client(
        "sagemaker", region_name=region, endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="x", aws_secret_access_key="y",
    )  # fmt: skip
    answer_in_process(client, jobs.endpoint)
    return client


@pytest.mark.parametrize(
    ("change", "place", "constraint"),
    [
        ({"LabelingJobName": "a_b"}, "labelingJobName", "satisfy regular expression pattern"),
        ({"LabelingJobName": "a" * 64}, "labelingJobName", "length less than or equal to 63"),
        ({"LabelAttributeName": ""}, "labelAttributeName", "length greater than or equal to 1"),
        ({"LabelAttributeName": None}, "labelAttributeName", "must not be null"),
        ({"TaskTitle": None}, "humanTaskConfig.taskTitle", "must not be null"),
        (
            {"NumberOfHumanWorkersPerDataObject": 10},
            "humanTaskConfig.numberOfHumanWorkersPerDataObject",
            "value less than or equal to 9",
        ),
        (
            {"TaskTimeLimitInSeconds": 29},
            "humanTaskConfig.taskTimeLimitInSeconds",
            "value greater than or equal to 30",
        ),
        (
            {"TaskKeywords": ["fine", "multi-label"]},
            "humanTaskConfig.taskKeywords",
            "satisfy regular expression pattern",
        ),
        (
            {"StoppingConditions": {"MaxPercentageOfInputDatasetLabeled": 123}},
            "stoppingConditions.maxPercentageOfInputDatasetLabeled",
            "value less than or equal to 100",
        ),
        (
            {
                "InputConfig": from_manifest("s3://b/k")
                | {"DataAttributes": {"ContentClassifiers": ["FreeOfCats"]}}
            },
            "inputConfig.dataAttributes.contentClassifiers",
            "satisfy enum value set: [FreeOfPersonallyIdentifiableInformation",
        ),
    ],
)
def test_what_the_api_model_refuses(
    sagemaker: Any, change: dict[str, Any], place: str, constraint: str
) -> None:
    code, message = refused(sagemaker, create_request("job", **change))
    assert code == "ValidationException"
    assert " detected: Value " in message
    assert f"at '{place}' failed to satisfy constraint: Member must" in message
    assert constraint in message


def test_every_violation_is_told_at_once(sagemaker: Any) -> None:
    request = create_request("a_b", TaskTimeLimitInSeconds=1, RoleArn="nobody")
    _, message = refused(sagemaker, request)
    # The job name is the label attribute name too, and the role is also too short.
    assert message.startswith("5 validation errors detected: ")
    assert message.count(" failed to satisfy constraint: ") == 5


def test_one_violation_is_told_in_the_service_s_words(sagemaker: Any) -> None:
    _, message = refused(sagemaker, create_request("job", TaskTitle=None))
    assert message == (
        "1 validation error detected: Value null at 'humanTaskConfig.taskTitle' "
        "failed to satisfy constraint: Member must not be null"
    )


def test_a_value_of_the_wrong_type(sagemaker: Any) -> None:
    code, message = refused(sagemaker, create_request("job", TaskTimeLimitInSeconds="soon"))
    assert code == "SerializationException"
    assert "humanTaskConfig.taskTimeLimitInSeconds" in message


TEAM = "arn:aws:sagemaker:{}:{}:workteam/{}"
TEMPLATE = f"s3://{BUCKET}/t.liquid"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"UiConfig": {}}, "Workers have no page"),
        (
            {
                "UiConfig": {
                    "UiTemplateS3Uri": TEMPLATE,
                    "HumanTaskUiArn": "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/x",
                }
            },
            "exclude each other",
        ),
        (
            {"WorkteamArn": TEAM.format("eu-west-1", "123456789012", "private-crowd/labelers")},
            "is in the Region eu-west-1",
        ),
        (
            {
                "PreHumanTaskLambdaArn": "arn:aws:lambda:us-east-1:266458841044"
                ":function:PRE-ImageMultiClass"
            },
            "belongs to the account 266458841044",
        ),
        (
            {"WorkteamArn": TEAM.format("us-east-1", "394669845002", "public-crowd/default")},
            "price per task",
        ),
        ({"LabelAttributeName": "cats-ref"}, "-ref"),
        ({"LabelAttributeName": "cats-metadata"}, "-metadata"),
        ({"LabelAttributeName": "source"}, "reserved"),
        ({"InputConfig": {"DataSource": {}}}, "nothing to label"),
        ({"TaskTimeLimitInSeconds": 28_801}, "at most 8 hours"),
    ],
)
def test_rules_across_members(sagemaker: Any, change: dict[str, Any], said: str) -> None:
    code, message = refused(sagemaker, create_request("job", **change))
    assert code == "ValidationException"
    assert said in message


def test_a_mask_needs_ref_at_the_end_of_its_name(sagemaker: Any) -> None:
    request = create_request("job", task_type="SemanticSegmentation", LabelAttributeName="masks")
    code, message = refused(sagemaker, request)
    assert code == "ValidationException"
    assert "masks-ref" in message


def test_one_worker_only_for_video_frames(sagemaker: Any) -> None:
    request = create_request(
        "job", task_type="VideoObjectTracking", NumberOfHumanWorkersPerDataObject=2
    )
    assert refused(sagemaker, request)[0] == "ValidationException"


def test_an_algorithm_of_another_task_type_is_refused(sagemaker: Any) -> None:
    algorithm = algorithm_specification_arn(TASK_TYPES["BoundingBox"], "us-east-1")
    config = {"LabelingJobAlgorithmSpecificationArn": algorithm}
    request = create_request("job", LabelingJobAlgorithmsConfig=config)
    assert refused(sagemaker, request)[0] == "ValidationException"


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"aws:mine": "x"}, "reserved for AWS"),
        ({"gtconsole:simulate-failed-objects": "many"}, "write a number"),
        ({"gtconsole:simulate-job-failure": "-1"}, "write a number"),
        ({"gtconsole:simulate-speed": "slow"}, "real, fast or instant"),
    ],
)
def test_tags_that_cannot_be(sagemaker: Any, tags: dict[str, str], said: str) -> None:
    code, message = refused(sagemaker, create_request("job", tags=tags))
    assert code == "ValidationException"
    assert said in message


def test_an_operation_that_is_not_there(sagemaker: Any) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.create_model(ModelName="m", ExecutionRoleArn="r" * 20)
    assert error.value.response["Error"]["Code"] == "UnknownOperationException"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert "does not implement CreateModel" in error.value.response["Error"]["Message"]


# ------------------------------------------------------------------------- jobs that cannot start


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (None, "NoSuchKey"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b'{"source-ref":"s3://a/b"}\nnot json\n', "Line 2"),
        (b'["source-ref"]', "Line 1"),
        (b'{"source-ref":"s3://a/b","n":NaN}', "Line 1"),
        (b'{"text":"x"}', "neither “source” nor “source-ref”"),
        (b'{"source":"\xff"}', "Line 1"),
        (b'{"source":' + b"[" * 100_000, "Line 1"),
    ],
)
def test_a_manifest_that_cannot_be_used_fails_the_job(
    jobs: Jobs, manifest: bytes | None, said: str
) -> None:
    jobs.create("job", lines=manifest or b"")
    if manifest is None:
        jobs.sagemaker.create_labeling_job(
            **create_request("lost", InputConfig=from_manifest(f"s3://{BUCKET}/nowhere"))
            | {"LabelCategoryConfigS3Uri": f"s3://{BUCKET}/job/labels.json"}
        )
    name = "job" if manifest is not None else "lost"
    ended = jobs.finish(name)
    assert ended["LabelingJobStatus"] == "Failed"
    assert ended["FailureReason"].startswith("ClientError: ")
    assert said in ended["FailureReason"]
    assert set(ended["LabelCounters"].values()) == {0}
    assert "LabelingJobOutput" not in ended


def test_a_failing_job_is_initializing_first(jobs: Jobs) -> None:
    jobs.create("job", lines=b"")
    assert jobs.status() == "Initializing"


def test_a_missing_output_bucket_fails_the_job(jobs: Jobs) -> None:
    jobs.create("job", OutputConfig={"S3OutputPath": "s3://no-such-bucket/out"})
    assert "no bucket “no-such-bucket”" in jobs.finish()["FailureReason"]


@pytest.mark.parametrize(
    "manifest",
    [
        b'{"source-ref":"s3://a/1"}\r\n{"source-ref":"s3://a/2"}\r\n',
        b'\xef\xbb\xbf{"source-ref":"s3://a/1"}\n{"source-ref":"s3://a/2"}',
        b'{"source-ref":"s3://a/1"}\n\n{"source-ref":"s3://a/2"}\n\n',
    ],
)
def test_line_ends_marks_and_blank_lines_are_tolerated(jobs: Jobs, manifest: bytes) -> None:
    jobs.create("job", lines=manifest)
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 2
    assert jobs.output().count(b"\n") == manifest.count(b"\n")
