"""The example requests of the developer guide, by task type, with numbers that AWS would take.

The guide writes 123 for every number, which is no percentage and no number of workers, and stars
in the place of accounts. Its pages on 3D point clouds describe their requests in words. The titles,
descriptions and keywords are the guide's.
"""

from __future__ import annotations

import json
from typing import Any

from groundtruth.task_types import (
    TASK_TYPES,
    annotation_consolidation_lambda_arn,
    human_task_ui_arn,
    pre_human_task_lambda_arn,
)
from tests.local_endpoint import BUCKET, REGION, ROLE, WORKTEAM

# By the end of the Lambda functions' names: job, keyword, title and description.
EXAMPLES = {
    "BoundingBox": (
        "example-bounding-box-labeling-job",
        "Bounding Box",
        "Bounding Box task",
        "Draw bounding boxes around objects in an image",
    ),
    "SemanticSegmentation": (
        "example-semantic-segmentation-labeling-job",
        "Semantic Segmentation",
        "Semantic segmentation task",
        "For each category provided, segment out each relevant object using the color associated "
        "with that category",
    ),
    "TextMultiClass": (
        "example-text-classification-labeling-job",
        "Text classification",
        "Text classification task",
        "Carefully read and classify this text using the categories provided.",
    ),
    "TextMultiClassMultiLabel": (
        "example-multi-label-text-classification-labeling-job",
        "Text Classification",
        "Multi-label text classification task",
        "Select all labels that apply to the text shown",
    ),
    "NamedEntityRecognition": (
        "example-ner-labeling-job",
        "Named entity Recognition",
        "Named entity Recognition task",
        "Apply the labels provided to specific words or phrases within the larger text block.",
    ),
    "VideoMultiClass": (
        "example-video-classification-labeling-job",
        "Video Classification",
        "Video classification task",
        "Select a label to classify this video",
    ),
    "VideoObjectDetection": (
        "example-video-od-labeling-job",
        "Video Frame Object Detection",
        "Video frame object detection task",
        "Classify and identify the location of objects and people in video frames",
    ),
    "VideoObjectTracking": (
        "example-video-ot-labeling-job",
        "Video Frame Object Tracking",
        "Video frame object tracking task",
        "Tracking the location of objects and people across video frames",
    ),
}
# Of these the guide tells names or rules, and no whole request.
TOLD = {
    "ImageMultiClass": "example-image-classification-labeling-job",
    "ImageMultiClassMultiLabel": "example-multi-label-image-classification-labeling-job",
    "3DPointCloudObjectDetection": "od-labels",
    "3DPointCloudObjectTracking": "ot-labels",
    "3DPointCloudSemanticSegmentation": "ss-labels",
}
CONTENT = ["FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent"]


def request(suffix: str) -> dict[str, Any]:
    """The CreateLabelingJob request of a task type; its files are those of `files`."""
    kind = TASK_TYPES[suffix]
    name, keyword, title, description = EXAMPLES.get(suffix, (TOLD.get(suffix, ""), "", "", ""))
    ui = human_task_ui_arn(kind, REGION)
    acs = annotation_consolidation_lambda_arn(kind, REGION)
    human = {
        "WorkteamArn": WORKTEAM,
        "UiConfig": {"HumanTaskUiArn": ui} if ui else {"UiTemplateS3Uri": _uri("template.html")},
        "PreHumanTaskLambdaArn": pre_human_task_lambda_arn(kind, REGION),
        "TaskTitle": title or f"{kind.name} task",
        "TaskDescription": description or f"{kind.name}.",
        "NumberOfHumanWorkersPerDataObject": 1,
        "TaskTimeLimitInSeconds": 123,
        "TaskAvailabilityLifetimeInSeconds": 123,
        "MaxConcurrentTaskCount": 123,
        "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": acs},
    }
    if keyword:
        human["TaskKeywords"] = [keyword]
    return {
        "LabelingJobName": name,
        "LabelAttributeName": "label-ref" if kind.needs_ref else "label",
        "InputConfig": {
            "DataSource": {"S3DataSource": {"ManifestS3Uri": _uri("manifest.json")}},
            "DataAttributes": {"ContentClassifiers": CONTENT},
        },
        "OutputConfig": {"S3OutputPath": _uri("output"), "KmsKeyId": "string"},
        "RoleArn": ROLE,
        "LabelCategoryConfigS3Uri": _uri("label-categories.json"),
        "StoppingConditions": {
            "MaxHumanLabeledObjectCount": 123,
            "MaxPercentageOfInputDatasetLabeled": 100,
        },
        "HumanTaskConfig": human,
        "Tags": [{"Key": "string", "Value": "string"}],
    }


def files(suffix: str) -> dict[str, bytes]:
    """The objects that the request names, by key."""
    key = TASK_TYPES[suffix].data_key or "source-ref"
    version = "documentVersion" if TASK_TYPES[suffix].one_worker_only else "document-version"
    labels = {version: "2018-11-28", "labels": [{"label": "label_1"}, {"label": "label_2"}]}
    return {
        "path/manifest.json": b'{"%b":"s3://bucket/path/object-1"}\n' % key.encode(),
        "path/label-categories.json": json.dumps(labels).encode(),
        "path/template.html": b"<crowd-form></crowd-form>",
    }


def _uri(name: str) -> str:
    return f"s3://{BUCKET}/path/{name}"
