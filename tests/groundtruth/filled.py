"""A CreateLabelingJob request with every member of the API model in it, each value valid."""

from collections.abc import Mapping
from typing import Any

from groundtruth import api_model

REQUEST = "CreateLabelingJobRequest"

# A valid text for each pattern that plain text would not fit, by the name of the shape.
_TEXTS: Mapping[str, str] = {
    "S3Uri": "s3://bucket/key",
    "SnsTopicArn": "arn:aws:sns:us-east-1:111122223333:topic",
    "RoleArn": "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole",
    "ModelArn": "arn:aws:sagemaker:us-east-1:111122223333:model/cats",
    "LabelingJobAlgorithmSpecificationArn": "arn:aws:sagemaker:us-east-1:027400017018:"
    "labeling-job-algorithm-specification/object-detection",
    "WorkteamArn": "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/labelers",
    "HumanTaskUiArn": "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/VideoObjectDetection",
    "LambdaFunctionArn": "arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox",
}


def filled(shape: Any = None) -> Any:
    """A valid value of a shape with every member, list entry and structure there can be."""
    shape = shape or api_model.shape(REQUEST)
    match shape.type_name:
        case "structure":
            return {name: filled(member) for name, member in shape.members.items()}
        case "list":
            return [filled(shape.member)]
        case "integer":
            return max(shape.metadata.get("min", 0), 1)
        case "string" if shape.metadata.get("enum"):
            return shape.metadata["enum"][0]
        case "string":
            return _TEXTS.get(shape.name, "cats")
    raise AssertionError(f"No value for {shape}.")


def leaves(shape: Any = None, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every leaf: whatever is not a structure, lists included."""
    shape = shape or api_model.shape(REQUEST)
    if shape.type_name != "structure":
        return [path]
    return [
        leaf for name, member in shape.members.items() for leaf in leaves(member, (*path, name))
    ]
