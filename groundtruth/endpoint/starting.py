"""What a labeling job needs to begin with: its template, and a role that may read and write.

A role without any policy may do everything, so that nobody has to write one for the endpoint; one
that has policies may do what they allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from groundtruth import iam_policy, s3_uri
from groundtruth.endpoint import accounts
from groundtruth.endpoint.objects import ObjectError, Objects


class CannotStartError(Exception):
    """The job fails before it has begun; the message is its FailureReason."""


def check(request: Mapping[str, Any], objects: Objects) -> None:
    """CannotStartError when the role lacks a permission, or the worker template is not there."""
    _check_permissions(request)
    template = request["HumanTaskConfig"]["UiConfig"].get("UiTemplateS3Uri")
    if template is not None:
        try:
            objects.read(template)
        except (ObjectError, ValueError) as error:
            raise CannotStartError(
                f"The worker template {template} cannot be read. {error}"
            ) from error


def _check_permissions(request: Mapping[str, Any]) -> None:
    role = request["RoleArn"]
    policies = accounts.policies(role)
    for action, uri in _needs(request) if policies else ():
        try:
            place = s3_uri.parse(uri)
        except ValueError:
            continue  # told by who reads it
        resource = f"arn:aws:s3:::{place.bucket}/{place.key}"
        if not iam_policy.allow(policies, action, resource):
            raise CannotStartError(
                f"Access denied. The role {role} has no permission {action} on {resource}: add it "
                "to a policy of the role and try your request again."
            )


def _needs(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Actions, each with a place in S3."""
    source = request["InputConfig"]["DataSource"].get("S3DataSource")
    read = [
        source and source["ManifestS3Uri"],
        request.get("LabelCategoryConfigS3Uri"),
        request["HumanTaskConfig"]["UiConfig"].get("UiTemplateS3Uri"),
    ]
    yield from (("s3:GetObject", uri) for uri in read if uri)
    output = s3_uri.join(request["OutputConfig"]["S3OutputPath"], request["LabelingJobName"])
    yield "s3:PutObject", s3_uri.join(output, "manifests/output/output.manifest")
