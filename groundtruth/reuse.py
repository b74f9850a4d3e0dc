"""Chain and clone: which labeling jobs can be reused, and the request that reuses one.

A clone is the prior job's Describe answer, kept to what CreateLabelingJob takes, under a new name.
A chain is a clone that reads the prior job's output manifest, under a label attribute name that
says whether to label the rest (the prior name) or everything once more (a new one).

Source: the developer guide's pages on reusing labeling jobs (sms-reusing-data) and on automated
data labeling. `job` is a DescribeLabelingJob answer or, where said, a row of ListLabelingJobs.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Literal

from groundtruth import api_model, label_attribute, s3_uri
from groundtruth.labeling_job_status import status_words
from groundtruth.task_types import task_type_of

How = Literal["chain", "clone"]
Job = Mapping[str, Any]

REUSABLE = ("Completed", "Failed", "Stopped")

# AWS keeps no link from a job to the one it came from, so the request carries it as a tag.
LINEAGE_TAGS: Mapping[How, str] = {
    "chain": "gtconsole:chained-from",
    "clone": "gtconsole:cloned-from",
}
MAX_TAGS = 50


def why_not(job: Job, how: How) -> str | None:
    """Why a job (or row) cannot be chained or cloned, as a sentence; None when it can be.

    Whether an output manifest exists in S3 is not known here: see `no_output_manifest`.
    """
    status = job["LabelingJobStatus"]
    if status not in REUSABLE:
        remedy = "stop it or wait" if why_not_stop(job) is None else "wait"
        return (
            "Chain and Clone need a job that is Completed, Failed or Stopped. "
            f"{job['LabelingJobName']} is {status_words(status)}: {remedy}."
        )
    if how == "chain" and _is_streaming(job):
        return no_output_manifest(job)
    return None


def no_output_manifest(job: Job) -> str:
    """The sentence for a job whose output manifest cannot be, or turned out not to be, there."""
    return f"{job['LabelingJobName']} has no output manifest to chain from. Use Clone."


def why_not_stop(job: Job) -> str | None:
    """Why a job (or row) cannot be stopped, as a sentence; None when it can be."""
    status = job["LabelingJobStatus"]
    if status == "InProgress":
        return None
    if status == "Stopping":
        return "This job is already stopping."
    return "Only a job that is In progress can be stopped."


def output_manifest(job: Job) -> str | None:
    """Where the job writes its output manifest; the file need not exist.

    None for streaming jobs, which have none to chain from, and for a row that does not tell. The
    folder is the name as typed, never the lower-case name of ARN and metadata.
    """
    if _is_streaming(job):
        return None
    told = (job.get("LabelingJobOutput") or {}).get("OutputDatasetS3Uri")
    path = (job.get("OutputConfig") or {}).get("S3OutputPath")
    if told or not path:
        return told or None
    return s3_uri.join(path, job["LabelingJobName"], "manifests/output/output.manifest")


def clone(job: Job, labeling_job_name: str) -> dict[str, Any]:
    """The request for a new job with everything the prior one had, its input manifest included."""
    request = _projection(api_model.shape("CreateLabelingJobRequest"), job)
    attribute = label_attribute.default(labeling_job_name, task_type_of(job))
    request |= {"LabelingJobName": labeling_job_name, "LabelAttributeName": attribute}
    tags = [tag for tag in request.pop("Tags", []) if not tag["Key"].startswith("aws:")]
    return {**request, "Tags": tags} if tags else request


def chain(job: Job, labeling_job_name: str) -> dict[str, Any]:
    """The request for a new job that goes on from the prior one's output manifest.

    ValueError, with a sentence, when the job has none. The prior job's model is not carried over
    by this, but by `carry_model`, once the label attribute name is settled.
    """
    manifest = output_manifest(job)
    if manifest is None:
        raise ValueError(no_output_manifest(job))
    request = clone(job, labeling_job_name)
    request["InputConfig"]["DataSource"] = {"S3DataSource": {"ManifestS3Uri": manifest}}
    if keeps_label_attribute_name(job):
        request["LabelAttributeName"] = _label_attribute_name(job)
    return request


def keeps_label_attribute_name(job: Job) -> bool:
    """Whether a chain of this job (or row) goes on with its labels unless a person says otherwise.

    A job that did not finish does: only the objects it left unlabeled are sent to workers.
    """
    return job["LabelingJobStatus"] in ("Stopped", "Failed")


def unfinished(job: Job) -> int:
    """How many objects of a job (or row) ended without a label, failed ones included."""
    counters = job.get("LabelCounters") or {}
    return int(counters.get("Unlabeled", 0)) + int(counters.get("FailedNonRetryableError", 0))


def carry_model(request: Mapping[str, Any], prior: Job) -> dict[str, Any]:
    """A chain's request with the model that automated data labeling starts from, if there is one.

    A model belongs to a label attribute name: under the prior job's name the new job starts from
    the prior job's last model (or, if it trained none, from the one it began with itself); under
    another name it starts without.
    """
    carried = copy.deepcopy(dict(request))
    algorithms = carried.get("LabelingJobAlgorithmsConfig")
    if not algorithms:
        return carried
    trained = (prior.get("LabelingJobOutput") or {}).get("FinalActiveLearningModelArn")
    if carried.get("LabelAttributeName") != _label_attribute_name(prior):
        algorithms.pop("InitialActiveLearningModelArn", None)
    elif trained:
        algorithms["InitialActiveLearningModelArn"] = trained
    return carried


def with_lineage_tag(request: Mapping[str, Any], how: How, prior_name: str) -> dict[str, Any]:
    """The request with a tag that names its prior job, in place of any older such tag.

    A request that already has as many other tags as AWS allows stays without.
    """
    tags = [tag for tag in request.get("Tags", []) if tag["Key"] not in LINEAGE_TAGS.values()]
    if len(tags) < MAX_TAGS:
        tags.append({"Key": LINEAGE_TAGS[how], "Value": prior_name})
    return {**request, "Tags": tags}


def prior_job(job: Job) -> tuple[How, str] | None:
    """How a job came from which other, by the tag in its Describe answer."""
    tags = {tag["Key"]: tag["Value"] for tag in job.get("Tags") or []}
    found = ((how, tags[key]) for how, key in LINEAGE_TAGS.items() if tags.get(key))
    return next(found, None)


def is_chained_from(job: Job, prior: Job) -> bool:
    """Whether a job (or row) reads what another wrote: its input is the other's output manifest."""
    source = (job.get("InputConfig") or {}).get("DataSource") or {}
    manifest = (source.get("S3DataSource") or {}).get("ManifestS3Uri")
    return bool(manifest) and manifest == output_manifest(prior)


def _is_streaming(job: Job) -> bool:
    source = (job.get("InputConfig") or {}).get("DataSource") or {}
    return bool(source.get("SnsDataSource"))


def _label_attribute_name(job: Job) -> str:
    """The API does not promise the member, although every answer seen had it."""
    default = label_attribute.default(job["LabelingJobName"], task_type_of(job))
    return job.get("LabelAttributeName") or default


def _projection(shape: Any, value: Any) -> Any:
    """The part of an answer that a request's shape has members for, copied, without empty values.

    Describe gives "" for what was never set, which Create refuses. A required member stays even
    when empty: the value of a tag may be "".
    """
    if shape.type_name == "list":
        return [_projection(shape.member, item) for item in value]
    if shape.type_name != "structure":
        return value
    kept = {
        name: _projection(member, value[name])
        for name, member in shape.members.items()
        if value.get(name) is not None
    }
    return {
        name: item
        for name, item in kept.items()
        if item not in ("", [], {}) or name in shape.required_members
    }
