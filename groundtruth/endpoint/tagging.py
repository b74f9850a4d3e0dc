"""Tags of labeling jobs, work teams and human task UIs."""

from __future__ import annotations

from groundtruth.endpoint import human_task_uis, validation, workteams
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.descriptions import tag_list
from groundtruth.endpoint.paging import page
from groundtruth.endpoint.protocol import Request, Response, ServiceError

_MOST = 50


def list_tags(context: Context, request: Request, now: float) -> Response:
    tags = context.store.tags(_tagged(context, request))
    entries = [([key], {"Key": key, "Value": value}) for key, value in tags.items()]
    shown, token = page(entries, request, size=_MOST)
    return {"Tags": shown, **token}


def add_tags(context: Context, request: Request, now: float) -> Response:
    arn = _tagged(context, request)
    tags = {**context.store.tags(arn), **validation.tags(request["Tags"])}
    if len(tags) > _MOST:
        raise ServiceError(
            "ResourceLimitExceeded", f"{arn} would have {len(tags)} tags; {_MOST} are allowed."
        )
    context.store.add_tags(arn, tags)
    return {"Tags": tag_list(tags)}


def delete_tags(context: Context, request: Request, now: float) -> Response:
    context.store.remove_tags(_tagged(context, request), request["TagKeys"])
    return {}


def _tagged(context: Context, request: Request) -> str:
    """The ARN of something that can have tags, in the case that its own ARN has."""
    asked = str(request["ResourceArn"])
    job = context.store.job(context.region, asked.rpartition("/")[2])
    if job is not None and job.arn == asked.lower():
        return job.arn
    for kind in (workteams.KIND, human_task_uis.KIND):
        if context.store.has_resource(kind, context.region, asked):
            return asked
    raise ServiceError("ResourceNotFound", f"There is nothing that can have tags at {asked}.")
