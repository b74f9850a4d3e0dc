"""The tables of Regions and task types, held against the API reference that botocore carries."""

import re
from collections.abc import Iterable

import pytest
from botocore.loaders import Loader

from groundtruth import task_types
from groundtruth.regions import REGIONS
from groundtruth.task_types import CUSTOM, TASK_TYPES, task_type_of

SHAPES = Loader().load_service_model("sagemaker", "service-2")["shapes"]
EVERY_TYPE_AND_REGION = [(each, region) for each in TASK_TYPES.values() for region in REGIONS]


def documentation(shape: str, member: str) -> str:
    """The member's documentation without its markup."""
    return re.sub(r"<[^>]+>", "", SHAPES[shape]["members"][member]["documentation"])


def listed(shape: str, member: str) -> set[str]:
    """The ARNs listed for a member, with the Region's placeholder spelled in one way."""
    arns = re.findall(r"arn:aws:[\w:/.-]+", documentation(shape, member))
    return {re.sub(r":(aws-)?region:", ":REGION:", arn) for arn in arns}


def made(arns: Iterable[str | None]) -> set[str]:
    return {arn for arn in arns if arn is not None}


def test_pre_annotation_functions_are_those_of_the_api_reference():
    ours = made(task_types.pre_human_task_lambda_arn(*each) for each in EVERY_TYPE_AND_REGION)
    assert ours == listed("HumanTaskConfig", "PreHumanTaskLambdaArn")
    assert len(ours) == 23 * 12


def test_consolidation_functions_are_those_of_the_api_reference():
    ours = made(
        task_types.annotation_consolidation_lambda_arn(*each) for each in EVERY_TYPE_AND_REGION
    )
    assert ours == listed("AnnotationConsolidationConfig", "AnnotationConsolidationLambdaArn")


def test_human_task_uis_are_those_of_the_api_reference():
    ours = made(task_types.human_task_ui_arn(each, "REGION") for each in TASK_TYPES.values())
    assert ours == listed("UiConfig", "HumanTaskUiArn")


def test_algorithms_are_those_of_the_api_reference():
    ours = made(
        task_types.algorithm_specification_arn(each, "REGION") for each in TASK_TYPES.values()
    )
    assert ours == listed("LabelingJobAlgorithmsConfig", "LabelingJobAlgorithmSpecificationArn")


def test_types_that_need_ref_are_those_of_the_api_reference():
    text = documentation("CreateLabelingJobRequest", "LabelAttributeName")
    named = {suffix for suffix in re.findall(r"\((\w+)\)?", text) if suffix in TASK_TYPES}
    needs_ref = {each.suffix for each in TASK_TYPES.values() if each.needs_ref}
    assert needs_ref == named - {"VerificationSemanticSegmentation"}


def test_longest_task_times_are_those_of_the_api_reference():
    text = documentation("HumanTaskConfig", "TaskTimeLimitInSeconds")
    assert "the maximum is 8 hours (28,800 seconds)" in text
    assert "the maximum is 30 days" in text
    assert {each.max_time_limit for each in TASK_TYPES.values()} == {28_800, 2_592_000}
    assert CUSTOM.max_time_limit == 28_800


@pytest.mark.parametrize("task_type", TASK_TYPES.values(), ids=lambda each: each.suffix)
def test_only_video_frame_and_3d_types_take_one_worker_and_thirty_days(task_type):
    sequences = "PointCloud" in task_type.suffix or "VideoObject" in task_type.suffix
    assert task_type.one_worker_only == sequences
    assert (task_type.max_time_limit == 30 * task_types.DAY) == sequences
    assert task_type.workers == 1 or not sequences


@pytest.mark.parametrize("task_type", TASK_TYPES.values(), ids=lambda each: each.suffix)
def test_an_audit_is_named_after_the_type_it_audits(task_type):
    prefix = {"adjustment": "Adjustment", "verification": "Verification", "": ""}[task_type.audit]
    assert task_type.suffix == prefix + (task_type.base or task_type.suffix)
    assert bool(task_type.base) == bool(task_type.audit)


@pytest.mark.parametrize(
    ("suffix", "seconds"),
    [
        ("ImageMultiClass", 300),
        ("TextMultiClassMultiLabel", 300),
        ("VerificationBoundingBox", 300),
        ("BoundingBox", 3_600),
        ("NamedEntityRecognition", 3_600),
        ("VideoObjectTracking", 3_600),
        ("3DPointCloudObjectDetection", 259_200),
        ("Adjustment3DPointCloudObjectDetection", 259_200),
    ],
)
def test_default_task_time_is_that_of_the_aws_console(suffix, seconds):
    assert TASK_TYPES[suffix].default_time_limit == seconds


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("BoundingBox", "groundtruth/object-detection"),
        ("AdjustmentBoundingBox", "groundtruth/object-detection"),
        ("VerificationSemanticSegmentation", "groundtruth/label-verification"),
        ("NamedEntityRecognition", "groundtruth/text-span"),
        ("VideoMultiClass", None),
    ],
)
def test_metadata_type_follows_the_output_data_page(suffix, kind):
    assert TASK_TYPES[suffix].metadata_type == kind


@pytest.mark.parametrize("task_type", TASK_TYPES.values(), ids=lambda each: each.suffix)
def test_a_type_is_read_off_the_pre_annotation_function_in_request_and_row(task_type):
    arn = task_types.pre_human_task_lambda_arn(task_type, "us-west-2")
    assert task_type_of({"HumanTaskConfig": {"PreHumanTaskLambdaArn": arn}}) is task_type
    assert task_type_of({"PreHumanTaskLambdaArn": arn}) is task_type


@pytest.mark.parametrize("region", ["eu-west-1", "us-west-1"])
def test_a_type_is_read_off_the_human_task_ui_in_any_region(region):
    tracking = TASK_TYPES["3DPointCloudObjectTracking"]
    ui = {"HumanTaskUiArn": task_types.human_task_ui_arn(tracking, region)}
    assert task_type_of({"HumanTaskConfig": {"UiConfig": ui}}) is tracking


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"UiConfig": {"UiTemplateS3Uri": "s3://b/t.html"}},
        {"UiConfig": {"HumanTaskUiArn": "arn:aws:sagemaker:us-east-1:1:human-task-ui/Mine"}},
        {"PreHumanTaskLambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:PRE-BoundingBox"},
        {"PreHumanTaskLambdaArn": "arn:aws:lambda:us-east-2:432418664414:function:PRE-BoundingBox"},
    ],
)
def test_work_without_functions_of_aws_is_custom(config):
    assert task_type_of({"HumanTaskConfig": config}) is CUSTOM
    assert task_type_of(config) is CUSTOM
