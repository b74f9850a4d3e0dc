"""Checks of what the role of a job may do with the places that the job reads and writes.

IAM weighs the policies of the role. Those of the bucket may allow more, or deny what it allows.
"""

from __future__ import annotations

from collections.abc import Iterator

from groundtruth import s3_uri
from jobs import aws
from jobs.aws import AWSError
from jobs.checks.line import Line, Subject, is_missing

_READ = ("manifest_s3_uri", "label_category_config_s3_uri", "ui_template_s3_uri")


def readable(subject: Subject) -> Iterator[Line]:
    """The manifest and the files of the labeling tool."""
    uris = [subject.text(field) for field in _READ if subject.text(field)]
    yield from _lines(subject, "s3:GetObject", uris)


def writable(subject: Subject) -> Iterator[Line]:
    """The folder that the job makes for its output; nothing is written to try it."""
    if output := subject.text("s3_output_path"):
        manifest = ("manifests", "output", "output.manifest")
        uri = s3_uri.join(output, subject.text("labeling_job_name") or "job", *manifest)
        yield from _lines(subject, "s3:PutObject", [uri])


def _lines(subject: Subject, action: str, uris: list[str]) -> Iterator[Line]:
    role, places = subject.text("role_arn"), _places(subject.text("role_arn"), uris)
    if not (role and places):
        return  # told by the rules
    try:
        decided = aws.simulate_principal_policy(subject.region, role, action, list(places))
    except AWSError as error:
        if error.kind == "unsupported":
            yield Line("unknown", f"Only the role can tell. It needs {action} on {_some(uris)}.")
        elif not is_missing(error):
            raise
        return  # told with the role
    refused = [uri for place, uri in places.items() if decided.get(place) != "allowed"]
    name = role.rpartition("/")[2]
    if not refused:
        yield Line("pass", f"The policies of “{name}” allow {action} on {_some(uris)}.")
    elif "explicitDeny" in decided.values():
        yield Line(
            "fail",
            f"A policy of “{name}” denies {action} on {_some(refused)}. Change the policy, or "
            "choose another role.",
            arguable=True,  # a condition of that policy may not hold when the job runs
        )
    else:
        yield Line(
            "warn",
            f"No policy of “{name}” allows {action} on {_some(refused)}. Unless the policy of the "
            "bucket does, the job fails: allow it, or choose another role.",
        )


def _places(role: str, uris: list[str]) -> dict[str, str]:
    """The locations by their ARNs, which are of the role's partition."""
    partition, found = role.split(":")[1] if role.count(":") > 1 else "aws", {}
    for uri in uris:
        try:
            place = s3_uri.parse(uri)
        except ValueError:
            continue
        found[f"arn:{partition}:s3:::{place.bucket}/{place.key}"] = uri
    return found


def _some(uris: list[str]) -> str:
    """“s3://b/k”, or with how many others."""
    others = len(uris) - 1
    more = f" and {others} more place{'s' if others > 1 else ''}" if others else ""
    return f"“{uris[0]}”{more}"
