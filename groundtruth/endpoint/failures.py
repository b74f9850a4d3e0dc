"""What the service says of data objects and labeling jobs that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from groundtruth import s3_uri

# What stands beside an object that nobody labeled in time.
EXPIRED = (
    "ClientError: Annotation tasks expired.  Probable Reasons are 1) "
    "TaskAvailabilityLifetimeInSeconds parameter is too small.  2) Reward is too low for workers "
    "to work on the task.  3) If you use a custom html template, your template may be broken.  "
    "4) Data (image/video/text) sent for annotation is broken or too big, preventing completion.  "
    "5) All workers declined the tasks."
)

# LabelingJob in the API reference: a job that is not finished in time fails.
NOT_IN_30_DAYS = (
    "ClientError: The labeling job was not finished within 30 days. Chain it to have the objects "
    "that are left labeled."
)


def bad_object(data_object: Mapping[str, Any]) -> str | None:
    """Why nobody can be shown an object, None when it can: its place must be one in S3."""
    place = data_object.get("source-ref")
    if "source-ref" not in data_object:
        return None
    try:
        if isinstance(place, str) and s3_uri.parse(place).key:
            return None
    except ValueError:
        pass
    return f"ClientError: The data object {place} cannot be read: this is no location in S3."


def nothing_to_audit(audited: str | None) -> str:
    """Of an object without the label that a verification or adjustment job looks at."""
    return f"ClientError: The data object has no label under {audited} to look at again."


def no_file_to_audit(place: str) -> str:
    """Of an object whose label, which a job looks at again, is in a file that is not there."""
    return f"ClientError: The label {place} cannot be read: there is no such file to look at again."


def nothing_labeled(objects: int, reason: str) -> str:
    """Of a job that got no label out of any object; `reason` is the first one's."""
    return f"{reason} (None of the {objects} data objects of the labeling job got a label.)"


def first_sample(failed: int, objects: int) -> str:
    """The guide on automated data labeling: more than one in ten of the first sample failed."""
    return (
        f"ClientError: {failed} of the {objects} data objects of the first sample could not be "
        "labeled. Automated data labeling needs labels of at least 90 percent of them."
    )


def consolidation(request: Mapping[str, Any]) -> str:
    """What the service says when consolidation breaks, with the reason why it did here."""
    config = request["HumanTaskConfig"].get("AnnotationConsolidationConfig") or {}
    function = config.get("AnnotationConsolidationLambdaArn", "of the job")
    return (
        f"ClientError: Exception invoking the Lambda function {function}. LambdaErrorCode: "
        f"Unhandled. Ensure the Lambda function exists, that the role {request['RoleArn']} has "
        "permissions to invoke it and try your request again. (The local endpoint simulates this "
        "failure: it was asked to when the job was created.)"
    )
