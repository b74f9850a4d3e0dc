"""The pages that workers label on: RenderUiTemplate, and human task UIs, one's own and AWS's."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from groundtruth.endpoint import execution_role, quotas, rendering, validation
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.paging import page
from groundtruth.endpoint.protocol import Request, Response, ServiceError, invalid
from groundtruth.endpoint.store import NameTakenError
from groundtruth.regions import HUMAN_TASK_UI_ACCOUNT
from groundtruth.task_types import TASK_TYPES

KIND = "human-task-ui"  # in the store

_READABLE_FOR = 3600  # seconds; the guide calls the token short-lived

_NAMED_ENTITIES = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-entity-annotation name="crowd-entity-annotation"
      header="{{ task.input.header }}"
      labels="{{ task.input.labels | to_json | escape }}"
      text="{{ task.input.taskObject }}">
    <full-instructions>{{ task.input.fullInstruction | skip_autoescape }}</full-instructions>
    <short-instructions>{{ task.input.shortInstruction | skip_autoescape }}</short-instructions>
  </crowd-entity-annotation>
</crowd-form>
"""

# What AWS shows for video frames and point clouds is no template of crowd elements and not public.
_UNPUBLISHED = """<main>
  <h1>{{ task.input.header }}</h1>
  <p>AWS’s own user interface NAME shows {{ task.input.taskObject }} here.</p>
  <p>Workers choose from these labels:</p>
  <ul>{% for label in task.input.labels %}
    <li>{{ label.label | default: label }}</li>{% endfor %}
  </ul>
  <section>{{ task.input.shortInstruction | skip_autoescape }}</section>
  <section>{{ task.input.fullInstruction | skip_autoescape }}</section>
</main>
"""


def create_human_task_ui(context: Context, request: Request, now: float) -> Response:
    tags = validation.tags(request.get("Tags", ()))
    used = len(context.store.resources(KIND, context.region))
    quotas.check(context.quotas, quotas.HUMAN_TASK_UIS, used)
    name = request["HumanTaskUiName"]
    arn = f"arn:aws:sagemaker:{context.region}:{context.account}:human-task-ui/{name}"
    record = {
        "HumanTaskUiName": name,
        "HumanTaskUiArn": arn,
        "CreationTime": now,
        "Content": request["UiTemplate"]["Content"],
    }
    try:
        context.store.add_resource(KIND, context.region, name, record, arn, tags)
    except NameTakenError:
        raise ServiceError(
            "ResourceInUse", f"A human task UI named {name} exists already."
        ) from None
    return {"HumanTaskUiArn": arn}


def describe_human_task_ui(context: Context, request: Request, now: float) -> Response:
    """Its template is told by its digest alone: here is no place that a URL could lead to."""
    found = _named(context, request["HumanTaskUiName"])
    digest = hashlib.sha256(found["Content"].encode()).hexdigest()
    return {
        **_summary(found),
        "HumanTaskUiStatus": "Active",
        "UiTemplate": {"ContentSha256": digest},
    }


def list_human_task_uis(context: Context, request: Request, now: float) -> Response:
    """The account's own; AWS's are not listed."""
    after, before = request.get("CreationTimeAfter", 0), request.get("CreationTimeBefore", now + 1)
    found = [
        each
        for each in context.store.resources(KIND, context.region)
        if after < each["CreationTime"] < before
    ]
    shown, token = page(
        [([each["CreationTime"], each["HumanTaskUiName"]], _summary(each)) for each in found],
        request,
        descending=request.get("SortOrder") == "Descending",
    )
    return {"HumanTaskUiSummaries": shown, **token}


def delete_human_task_ui(context: Context, request: Request, now: float) -> Response:
    found = _named(context, request["HumanTaskUiName"])
    context.store.remove_resource(
        KIND, context.region, found["HumanTaskUiName"], found["HumanTaskUiArn"]
    )
    return {}


def render_ui_template(context: Context, request: Request, now: float) -> Response:
    """The page for one task, given a template or the ARN of a human task UI."""
    execution_role.check(request["RoleArn"])
    content, errors = rendering.render(
        _template(context, request),
        _task_input(request["Task"]["Input"]),
        lambda place: context.objects.address(place, context.address, _READABLE_FOR),
    )
    return {"RenderedContent": content, "Errors": errors}


def template(context: Context, arn: str) -> str | None:
    """The template of a human task UI; None when there is no such one in the Region."""
    name = arn.removeprefix(
        f"arn:aws:sagemaker:{context.region}:{HUMAN_TASK_UI_ACCOUNT}:human-task-ui/"
    )
    if name == "NamedEntityRecognition":
        return _NAMED_ENTITIES
    if name in {task_type.human_task_ui for task_type in TASK_TYPES.values()}:
        return _UNPUBLISHED.replace("NAME", name)
    for each in context.store.resources(KIND, context.region):
        if each["HumanTaskUiArn"] == arn:
            return str(each["Content"])
    return None


def _template(context: Context, request: Request) -> str:
    given = [member for member in ("UiTemplate", "HumanTaskUiArn") if member in request]
    if len(given) != 1:
        raise invalid("Give either UiTemplate or HumanTaskUiArn, and not both.")
    if "UiTemplate" in request:
        return str(request["UiTemplate"]["Content"])
    found = template(context, request["HumanTaskUiArn"])
    if found is None:
        raise _unknown(request["HumanTaskUiArn"])
    return found


def _named(context: Context, name: str) -> dict[str, Any]:
    for each in context.store.resources(KIND, context.region):
        if each["HumanTaskUiName"] == name:
            return each
    raise _unknown(name)


def _unknown(name: str) -> ServiceError:
    return ServiceError("ResourceNotFound", f"There is no human task UI {name}.")


def _summary(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "Content"}


def _task_input(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid(f"Task.Input is not JSON: {error}.") from error
