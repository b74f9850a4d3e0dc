"""The built-in task types: what each reads and writes, and the AWS functions that serve it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from groundtruth.regions import ALGORITHM_ACCOUNT, HUMAN_TASK_UI_ACCOUNT, REGIONS

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class TaskType:
    """What Ground Truth knows about one kind of labeling work.

    `suffix` is the end of the Lambda functions' names (PRE-<suffix>, ACS-<suffix>), empty for work
    that brings its own functions. `name` is the card of the AWS console; for audits, whose card is
    only "Label verification", it is the API reference's heading. `data_key` is the manifest key of
    the data object, None where either may be used. `metadata_type` is the `type` of the label's
    metadata, None where AWS does not tell. Times are seconds, for TaskTimeLimitInSeconds.
    `audit` is "verification" or "adjustment" for a type that looks again at labels of `base`.
    """

    suffix: str
    category: str
    name: str
    data_key: str | None
    metadata_type: str | None = None
    needs_ref: bool = False
    human_task_ui: str | None = None
    algorithm: str | None = None
    base: str = ""
    audit: str = ""
    workers: int = 3
    default_time_limit: int = HOUR
    max_time_limit: int = 8 * HOUR
    one_worker_only: bool = False


def _image(suffix: str, name: str, kind: str) -> TaskType:
    return TaskType(suffix, "Image", name, "source-ref", f"groundtruth/{kind}")


def _text(suffix: str, name: str, kind: str) -> TaskType:
    return TaskType(suffix, "Text", name, "source", f"groundtruth/{kind}")


def _one_worker(task_type: TaskType, human_task_ui: str, *, needs_ref: bool) -> TaskType:
    """A video frame or 3D type: one worker, AWS's own user interface, up to 30 days a task."""
    return replace(
        task_type,
        human_task_ui=human_task_ui,
        needs_ref=needs_ref,
        workers=1,
        max_time_limit=30 * DAY,
        one_worker_only=True,
    )


def _video_frame(suffix: str, category: str, name: str, kind: str) -> TaskType:
    plain = TaskType(suffix, category, name, "source-ref", f"groundtruth/{kind}")
    return _one_worker(plain, suffix, needs_ref=True)


def _point_cloud(suffix: str, name: str, kind: str, *, needs_ref: bool) -> TaskType:
    plain = TaskType(suffix, "3D point cloud", name, "source-ref", f"groundtruth/{kind}")
    human_task_ui = suffix.removeprefix("3D")  # the user interfaces have no 3D in their names
    return replace(
        _one_worker(plain, human_task_ui, needs_ref=needs_ref), default_time_limit=3 * DAY
    )


def _adjustment(base: TaskType) -> TaskType:
    return replace(
        base,
        suffix=f"Adjustment{base.suffix}",
        name=f"{base.name} adjustment",
        algorithm=None,
        base=base.suffix,
        audit="adjustment",
    )


def _verification(base: TaskType) -> TaskType:
    """Verification writes a class, not a mask, so it never takes -ref."""
    return replace(
        _image(f"Verification{base.suffix}", f"{base.name} verification", "label-verification"),
        base=base.suffix,
        audit="verification",
        default_time_limit=5 * MINUTE,
    )


_BOUNDING_BOX = replace(
    _image("BoundingBox", "Bounding box", "object-detection"),
    algorithm="object-detection",
    workers=5,
)
_SEMANTIC_SEGMENTATION = replace(
    _image("SemanticSegmentation", "Semantic segmentation", "semantic-segmentation"),
    algorithm="semantic-segmentation",
    needs_ref=True,
)
_VIDEO_OBJECT_DETECTION = _video_frame(
    "VideoObjectDetection",
    "Video - Object detection",
    "Video frame object detection",
    "video-object-detection",
)
_VIDEO_OBJECT_TRACKING = _video_frame(
    "VideoObjectTracking",
    "Video - Object tracking",
    "Video frame object tracking",
    "video-object-tracking",
)
_POINT_CLOUD_OBJECT_DETECTION = _point_cloud(
    "3DPointCloudObjectDetection",
    "3D point cloud object detection",
    "point_cloud_object_detection",
    needs_ref=False,
)
_POINT_CLOUD_OBJECT_TRACKING = _point_cloud(
    "3DPointCloudObjectTracking",
    "3D point cloud object tracking",
    "point_cloud_object_tracking",
    needs_ref=True,
)
_POINT_CLOUD_SEMANTIC_SEGMENTATION = _point_cloud(
    "3DPointCloudSemanticSegmentation",
    "3D point cloud semantic segmentation",
    "point_cloud_single_frame_semantic_segmentation",
    needs_ref=True,
)


def _all() -> Iterator[TaskType]:
    """Every built-in task type, in the order a person meets them on the form."""
    yield replace(
        _image("ImageMultiClass", "Image Classification (Single Label)", "image-classification"),
        algorithm="image-classification",
        default_time_limit=5 * MINUTE,
    )
    yield replace(
        _image(
            "ImageMultiClassMultiLabel",
            "Image Classification (Multi-label)",
            "image-classification-multilabel",
        ),
        default_time_limit=5 * MINUTE,
    )
    yield _BOUNDING_BOX
    yield _SEMANTIC_SEGMENTATION
    for base in (_BOUNDING_BOX, _SEMANTIC_SEGMENTATION):
        yield _verification(base)
        yield _adjustment(base)
    yield replace(
        _text("TextMultiClass", "Text Classification (Single Label)", "text-classification"),
        algorithm="text-classification",
        default_time_limit=5 * MINUTE,
    )
    yield replace(
        _text(
            "TextMultiClassMultiLabel",
            "Text Classification (Multi-label)",
            "text-classification-multilabel",
        ),
        default_time_limit=5 * MINUTE,
    )
    yield replace(
        _text("NamedEntityRecognition", "Named entity recognition", "text-span"),
        human_task_ui="NamedEntityRecognition",
    )
    yield TaskType("VideoMultiClass", "Video", "Video Classification", "source-ref")
    for base in (
        _VIDEO_OBJECT_DETECTION,
        _VIDEO_OBJECT_TRACKING,
        _POINT_CLOUD_OBJECT_DETECTION,
        _POINT_CLOUD_OBJECT_TRACKING,
        _POINT_CLOUD_SEMANTIC_SEGMENTATION,
    ):
        yield base
        yield _adjustment(base)
    yield TaskType("PassThrough", "Custom", "Generative AI (pass-through)", None, workers=1)


TASK_TYPES: Mapping[str, TaskType] = {task_type.suffix: task_type for task_type in _all()}

# AWS names no default for the workers of custom work; one is the number that costs least.
CUSTOM = TaskType("", "Custom", "Custom", None, "groundtruth/custom", workers=1)


def task_type_of(job: Mapping[str, Any]) -> TaskType:
    """The task type of a Describe answer, a Create request or a row of ListLabelingJobs.

    Read off the pre-annotation Lambda function, or, when there is none, off the human task user
    interface; anything that is not AWS's own is CUSTOM.
    """
    config = job.get("HumanTaskConfig") or job
    pre_annotation = config.get("PreHumanTaskLambdaArn")
    if pre_annotation:
        return _BY_PRE_ANNOTATION.get(pre_annotation, CUSTOM)
    return _by_human_task_ui((config.get("UiConfig") or {}).get("HumanTaskUiArn") or "")


def pre_human_task_lambda_arn(task_type: TaskType, region: str) -> str:
    """HumanTaskConfig.PreHumanTaskLambdaArn of a built-in type; KeyError for any other Region."""
    return _lambda_arn(region, f"PRE-{task_type.suffix}")


def annotation_consolidation_lambda_arn(task_type: TaskType, region: str) -> str:
    """AnnotationConsolidationLambdaArn of a built-in type; KeyError for any other Region."""
    return _lambda_arn(region, f"ACS-{task_type.suffix}")


def human_task_ui_arn(task_type: TaskType, region: str) -> str | None:
    """UiConfig.HumanTaskUiArn, or None for types that bring a template of their own."""
    if task_type.human_task_ui is None:
        return None
    owner = f"arn:aws:sagemaker:{region}:{HUMAN_TASK_UI_ACCOUNT}"
    return f"{owner}:human-task-ui/{task_type.human_task_ui}"


def algorithm_specification_arn(task_type: TaskType, region: str) -> str | None:
    """LabelingJobAlgorithmSpecificationArn, or None for types without automated data labeling."""
    if task_type.algorithm is None:
        return None
    owner = f"arn:aws:sagemaker:{region}:{ALGORITHM_ACCOUNT}"
    return f"{owner}:labeling-job-algorithm-specification/{task_type.algorithm}"


def _lambda_arn(region: str, function: str) -> str:
    return f"arn:aws:lambda:{region}:{REGIONS[region].lambda_account}:function:{function}"


def _by_human_task_ui(arn: str) -> TaskType:
    """Audits share the user interface of their base, so the base is what an ARN alone tells."""
    _, owner, name = arn.partition(f":{HUMAN_TASK_UI_ACCOUNT}:human-task-ui/")
    if not owner:
        return CUSTOM
    named = (each for each in TASK_TYPES.values() if each.human_task_ui == name and not each.audit)
    return next(named, CUSTOM)


_BY_PRE_ANNOTATION: Mapping[str, TaskType] = {
    pre_human_task_lambda_arn(task_type, region): task_type
    for task_type in TASK_TYPES.values()
    for region in REGIONS
}
