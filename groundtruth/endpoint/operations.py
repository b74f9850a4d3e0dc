"""SageMaker's labeling operations, each a function of (context, request, now).

`request` is the call's parameters, already held against the API model by `call`; `now` is seconds
since the epoch, and an operation knows no other clock. So a job is made in the past by naming a
moment that has passed, and has by now come as far as it would have since:

    create_labeling_job(context, request, now=time.time() - 3 * 86_400)

What time has brought about is written down by `settle`, which runs before an operation does.
"""

from __future__ import annotations

import logging
import secrets
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from groundtruth import s3_uri
from groundtruth.endpoint import human_task_uis, plan, progress, validation
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.descriptions import description, row, row_for_workteam, tag_list
from groundtruth.endpoint.job import Job, Timing
from groundtruth.endpoint.paging import page
from groundtruth.endpoint.progress import Speed
from groundtruth.endpoint.protocol import ServiceError, invalid
from groundtruth.endpoint.settle import settle
from groundtruth.endpoint.store import NameTakenError
from groundtruth.endpoint.workteams import workteams

logger = logging.getLogger(__name__)

Request = Mapping[str, Any]
Response = dict[str, Any]

# A job with this tag goes at another speed than the endpoint's; see docs/endpoint.md.
SPEED_TAG = "gtconsole:simulate-speed"
_DEFAULT_AT_ONCE = 1000  # MaxConcurrentTaskCount
_MOST_TAGS = 50
_RUNNING = ("Initializing", "InProgress")


def create_labeling_job(context: Context, request: Request, now: float) -> Response:
    validation.check_create_labeling_job(request, context.account, context.region)
    tags = _tags(request.get("Tags", ()))
    _check_simulation(tags)
    _check_name_is_free(context, request["LabelingJobName"])
    _bring_input_up_to_date(context, request, now)
    made, manifest = plan.read(request, tags, context.objects)
    job = Job(
        region=context.region,
        account=context.account,
        request={name: value for name, value in request.items() if name != "Tags"},
        reference=context.account + _letters(16),
        created=now,
        timing=_timing(context, request, tags),
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
    _workteam_with(context, "WorkteamArn", request["WorkteamArn"])
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
    with context.settling:
        job = _job(context, request)
        status = progress.status(job, now)
        if status not in _RUNNING:
            raise invalid(
                f"The labeling job {job.name} cannot be stopped because its status is {status}."
            )
        context.store.stop(job, now)
    logger.info("Labeling job %s is being stopped", job.name)


def list_workteams(context: Context, request: Request, now: float) -> Response:
    part = request.get("NameContains", "").lower()
    found = [
        team
        for team in workteams(context.account, context.region)
        if part in team["WorkteamName"].lower()
    ]
    by_date = request.get("SortBy", "CreateDate") == "CreateDate"
    shown, token = page(
        [([team["CreateDate"] if by_date else 0, team["WorkteamName"]], team) for team in found],
        request,
        descending=request.get("SortOrder") == "Descending",
    )
    return {"Workteams": shown, **token}


def describe_workteam(context: Context, request: Request, now: float) -> Response:
    return {"Workteam": _workteam_with(context, "WorkteamName", request["WorkteamName"])}


def list_subscribed_workteams(context: Context, request: Request, now: float) -> Response:
    """No vendor has a team here."""
    return {"SubscribedWorkteams": []}


def list_tags(context: Context, request: Request, now: float) -> Response:
    tags = context.store.tags(_tagged(context, request))
    entries = [([key], {"Key": key, "Value": value}) for key, value in tags.items()]
    shown, token = page(entries, request, size=_MOST_TAGS)
    return {"Tags": shown, **token}


def add_tags(context: Context, request: Request, now: float) -> Response:
    arn = _tagged(context, request)
    tags = {**context.store.tags(arn), **_tags(request["Tags"])}
    if len(tags) > _MOST_TAGS:
        raise ServiceError(
            "ResourceLimitExceeded", f"{arn} would have {len(tags)} tags; {_MOST_TAGS} are allowed."
        )
    context.store.add_tags(arn, tags)
    return {"Tags": tag_list(tags)}


def delete_tags(context: Context, request: Request, now: float) -> Response:
    context.store.remove_tags(_tagged(context, request), request["TagKeys"])
    return {}


# ------------------------------------------------------------------------------- calling


@dataclass(frozen=True)
class Operation:
    """One operation: the shape of its parameters in the API model, and what it does."""

    shape: str
    run: Callable[[Context, Request, float], Response | None]


OPERATIONS: Mapping[str, Operation] = {
    "CreateLabelingJob": Operation("CreateLabelingJobRequest", create_labeling_job),
    "DescribeLabelingJob": Operation("DescribeLabelingJobRequest", describe_labeling_job),
    "ListLabelingJobs": Operation("ListLabelingJobsRequest", list_labeling_jobs),
    "ListLabelingJobsForWorkteam": Operation(
        "ListLabelingJobsForWorkteamRequest", list_labeling_jobs_for_workteam
    ),
    "StopLabelingJob": Operation("StopLabelingJobRequest", stop_labeling_job),
    "ListWorkteams": Operation("ListWorkteamsRequest", list_workteams),
    "DescribeWorkteam": Operation("DescribeWorkteamRequest", describe_workteam),
    "ListSubscribedWorkteams": Operation(
        "ListSubscribedWorkteamsRequest", list_subscribed_workteams
    ),
    "RenderUiTemplate": Operation("RenderUiTemplateRequest", human_task_uis.render_ui_template),
    "ListTags": Operation("ListTagsInput", list_tags),
    "AddTags": Operation("AddTagsInput", add_tags),
    "DeleteTags": Operation("DeleteTagsInput", delete_tags),
}


def call(context: Context, name: str, request: Request, now: float) -> Response | None:
    """Run an operation by its name; ServiceError for what AWS, or this endpoint, refuses."""
    operation = OPERATIONS.get(name)
    if operation is None:
        raise ServiceError(
            "UnknownOperationException", f"The local endpoint does not implement {name}.", 501
        )
    given = {member: value for member, value in request.items() if value is not None}
    validation.check(operation.shape, given)
    return operation.run(context, given, now)


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


def _bring_input_up_to_date(context: Context, request: Request, now: float) -> None:
    """The manifest may be the output of a job that runs."""
    source = request["InputConfig"]["DataSource"].get("S3DataSource")
    try:
        place = s3_uri.parse(source["ManifestS3Uri"]) if source else None
    except ValueError:
        place = None  # the plan will say so
    settle(context, now, reading=place)


def _timing(context: Context, request: Request, tags: Mapping[str, str]) -> Timing:
    human = request["HumanTaskConfig"]
    return progress.timing(
        cast(Speed, tags.get(SPEED_TAG, context.speed)),
        workers_per_object=human["NumberOfHumanWorkersPerDataObject"],
        at_once=human.get("MaxConcurrentTaskCount", _DEFAULT_AT_ONCE),
    )


def _letters(number: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(number))


def _tags(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags by key, which must not come twice, nor begin as AWS's own do."""
    found: dict[str, str] = {}
    for tag in tags:
        key = tag["Key"]
        if key.lower().startswith("aws:"):
            raise invalid(f"The tag key “{key}” begins with “aws:”, which is reserved for AWS.")
        if key in found:
            raise invalid(f"The tag key “{key}” is given twice.")
        found[key] = tag["Value"]
    return found


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


def _workteam_with(context: Context, member: str, value: str) -> dict[str, Any]:
    for team in workteams(context.account, context.region):
        if team[member] == value:
            return team
    raise ServiceError("ResourceNotFound", f"There is no work team {value} in {context.region}.")


def _tagged(context: Context, request: Request) -> str:
    """The ARN of a labeling job that can have tags, in the case the job's own ARN has."""
    arn = str(request["ResourceArn"]).lower()
    job = context.store.job(context.region, arn.rpartition("/")[2])
    if job is None or job.arn != arn:
        raise ServiceError(
            "ResourceNotFound", f"There is no labeling job {request['ResourceArn']}."
        )
    return arn


def _in_use(name: str) -> ServiceError:
    return ServiceError(
        "ResourceInUse",
        f"A labeling job named {name} exists already; names do not tell case apart.",
    )
