"""SageMaker's labeling operations, each a function of (context, request, now).

`request` is the call's parameters, already held against the API model by `call`; `now` is seconds
since the epoch, and an operation knows no other clock. So a job is made in the past by naming a
moment that has passed, and has by now come as far as it would have since:

    create_labeling_job(context, request, now=time.time() - 3 * 86_400)

What time has brought about needs no writing down to be told: `settle` does that when S3 is read.
"""

from __future__ import annotations

import logging
import secrets
import string
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from groundtruth import s3_uri
from groundtruth.endpoint import (
    existence,
    human_task_uis,
    plan,
    progress,
    quotas,
    tagging,
    validation,
    workteams,
)
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.descriptions import description, row, row_for_workteam
from groundtruth.endpoint.filing import Unwritten
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.look import Look
from groundtruth.endpoint.pace import Timing
from groundtruth.endpoint.paging import page
from groundtruth.endpoint.progress import Speed
from groundtruth.endpoint.protocol import Request, Response, ServiceError, invalid
from groundtruth.endpoint.settle import settle
from groundtruth.endpoint.store import NameTakenError

logger = logging.getLogger(__name__)

# A job with this tag goes at another speed than the endpoint's; see docs/endpoint.md.
SPEED_TAG = "gtconsole:simulate-speed"
# HumanTaskConfig in the API reference, where nothing is said.
_DEFAULT_AT_ONCE = 1000  # MaxConcurrentTaskCount
_AVAILABLE = {False: 2_592_000, True: 21_600}  # TaskAvailabilityLifetimeInSeconds, of the public
_RUNNING = ("Initializing", "InProgress")


def create_labeling_job(context: Context, request: Request, now: float) -> Response:
    validation.check_create_labeling_job(request, context.account, context.region)
    tags = validation.tags(request.get("Tags", ()))
    _check_simulation(tags)
    existence.check(context, request)
    _check_name_is_free(context, request["LabelingJobName"])
    _check_quota(context, now)
    _bring_input_up_to_date(context, request, now)
    timing = _timing(context, request, tags)
    unwritten = Unwritten(context.store, context.objects, now)
    made, manifest = plan.read(request, tags, context.objects, unwritten, timing)
    job = Job(
        region=context.region,
        account=context.account,
        request={name: value for name, value in request.items() if name != "Tags"},
        reference=context.account + _letters(16),
        created=now,
        timing=timing,
        plan=made,
    )
    try:
        job = context.store.add(job, tags, manifest)
    except NameTakenError:
        raise _in_use(job.name) from None
    logger.info("Labeling job %s created in %s", job.name, job.region)
    return {"LabelingJobArn": job.arn}


def describe_labeling_job(context: Context, request: Request, now: float) -> Response:
    job = _job(context, request)
    return description(job, context.store.tags(job.arn), now)


def list_labeling_jobs(context: Context, request: Request, now: float) -> Response:
    found = [job for job in context.store.jobs(context.region) if _is_asked_for(job, request, now)]
    sort = _SORTS[request.get("SortBy", "CreationTime")]
    shown, token = page(
        [([sort(job, now), job.name.lower()], job) for job in found],
        request,
        descending=request.get("SortOrder") == "Descending",
    )
    return {"LabelingJobSummaryList": [row(job, now) for job in shown], **token}


def list_labeling_jobs_for_workteam(context: Context, request: Request, now: float) -> Response:
    if not workteams.exists(context, request["WorkteamArn"]):
        raise ServiceError("ResourceNotFound", f"There is no work team {request['WorkteamArn']}.")
    found = [
        job
        for job in context.store.jobs(context.region)
        if job.request["HumanTaskConfig"]["WorkteamArn"] == request["WorkteamArn"]
        and request.get("JobReferenceCodeContains", "") in job.reference
        and _is_asked_for(job, request, now)
    ]
    shown, token = page(
        [([job.created, job.name.lower()], job) for job in found],
        request,
        descending=request.get("SortOrder") == "Descending",
    )
    return {"LabelingJobSummaryList": [row_for_workteam(job, now) for job in shown], **token}


def stop_labeling_job(context: Context, request: Request, now: float) -> None:
    """Stop a job that runs; one that has ended is refused, which is our choice: AWS is silent."""
    job = _job(context, request)
    status = progress.status(job, now)
    if status not in _RUNNING:
        raise invalid(
            f"The labeling job {job.name} cannot be stopped because its status is {status}."
        )
    context.store.stop(job, now)
    logger.info("Labeling job %s is being stopped", job.name)


# ------------------------------------------------------------------------------- calling


OPERATIONS: Mapping[str, Callable[[Context, Request, float], Response | None]] = {
    "CreateLabelingJob": create_labeling_job,
    "DescribeLabelingJob": describe_labeling_job,
    "ListLabelingJobs": list_labeling_jobs,
    "ListLabelingJobsForWorkteam": list_labeling_jobs_for_workteam,
    "StopLabelingJob": stop_labeling_job,
    "CreateWorkteam": workteams.create_workteam,
    "DescribeWorkteam": workteams.describe_workteam,
    "ListWorkteams": workteams.list_workteams,
    "UpdateWorkteam": workteams.update_workteam,
    "DeleteWorkteam": workteams.delete_workteam,
    "DescribeSubscribedWorkteam": workteams.describe_subscribed_workteam,
    "ListSubscribedWorkteams": workteams.list_subscribed_workteams,
    "CreateHumanTaskUi": human_task_uis.create_human_task_ui,
    "DescribeHumanTaskUi": human_task_uis.describe_human_task_ui,
    "ListHumanTaskUis": human_task_uis.list_human_task_uis,
    "DeleteHumanTaskUi": human_task_uis.delete_human_task_ui,
    "RenderUiTemplate": human_task_uis.render_ui_template,
    "ListTags": tagging.list_tags,
    "AddTags": tagging.add_tags,
    "DeleteTags": tagging.delete_tags,
}


def call(context: Context, name: str, request: Request, now: float) -> Response | None:
    """Run an operation by its name; ServiceError for what AWS, or this endpoint, refuses."""
    if name not in OPERATIONS:
        raise ServiceError(
            "UnknownOperationException", f"The local endpoint does not implement {name}.", 501
        )
    given = {member: value for member, value in request.items() if value is not None}
    validation.check(name, given)
    return OPERATIONS[name](context, given, now)


# ------------------------------------------------------------------------------- creating


def _check_simulation(tags: Mapping[str, str]) -> None:
    told = plan.tag_problems(tags)
    if tags.get(SPEED_TAG, "real") not in get_args(Speed):
        told.append(
            f"The tag {SPEED_TAG} has the value “{tags[SPEED_TAG]}”: "
            f"write {', '.join(get_args(Speed)[:-1])} or {get_args(Speed)[-1]}."
        )
    if told:
        raise invalid(" ".join(told))


def _check_name_is_free(context: Context, name: str) -> None:
    """Before the manifest is read; `store.add` has the last word."""
    taken = context.store.job(context.region, name)
    if taken:
        raise _in_use(taken.name)


def _check_quota(context: Context, now: float) -> None:
    """Jobs that have ended do not count, so they are looked at only when there is a limit."""
    if context.quotas.limits()[quotas.LABELING_JOBS] is not None:
        jobs = context.store.jobs(context.region)
        running = sum(not progress.ended(job, now) for job in jobs)
        quotas.check(context.quotas, quotas.LABELING_JOBS, running)


def _bring_input_up_to_date(context: Context, request: Request, now: float) -> None:
    """The manifest may be the output of a job that runs."""
    source = request["InputConfig"]["DataSource"].get("S3DataSource")
    try:
        place = s3_uri.parse(source["ManifestS3Uri"]) if source else None
    except ValueError:
        return  # the plan will say so
    if place:
        settle(context, now, Look(place.bucket, place.key))


def _timing(context: Context, request: Request, tags: Mapping[str, str]) -> Timing:
    human = request["HumanTaskConfig"]
    public = "workteam/public-crowd/" in human["WorkteamArn"]
    available = human.get("TaskAvailabilityLifetimeInSeconds", _AVAILABLE[public])
    return progress.timing(
        cast(Speed, tags.get(SPEED_TAG, context.speed)),
        workers_per_object=human["NumberOfHumanWorkersPerDataObject"],
        at_once=human.get("MaxConcurrentTaskCount", _DEFAULT_AT_ONCE),
        available=available,
    )


def _letters(number: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(number))


# ------------------------------------------------------------------------------- finding


def _job(context: Context, request: Request) -> Job:
    name = request["LabelingJobName"]
    job = context.store.job(context.region, name)
    if job is None:
        raise ServiceError(
            "ResourceNotFound", f"There is no labeling job named {name} in {context.region}."
        )
    return job


def _is_asked_for(job: Job, request: Request, now: float) -> bool:
    """Whether a job has the name, times and status that a list asks for."""
    return (
        request.get("NameContains", "").lower() in job.name.lower()
        and _is_within(request, "CreationTime", lambda: job.created)
        and _is_within(request, "LastModifiedTime", lambda: progress.last_modified(job, now))
        and ("StatusEquals" not in request or progress.status(job, now) == request["StatusEquals"])
    )


def _is_within(request: Request, member: str, time: Callable[[], float]) -> bool:
    """Whether a time is within what a list asks for; it is looked at only then."""
    after, before = request.get(f"{member}After"), request.get(f"{member}Before")
    if after is None and before is None:
        return True
    return (after is None or after < time()) and (before is None or time() < before)


_SORTS: Mapping[str, Callable[[Job, float], Any]] = {
    "CreationTime": lambda job, now: job.created,
    "Name": lambda job, now: job.name.lower(),
    "Status": progress.status,
}


def _in_use(name: str) -> ServiceError:
    return ServiceError(
        "ResourceInUse",
        f"A labeling job named {name} exists already; names do not tell case apart.",
    )
