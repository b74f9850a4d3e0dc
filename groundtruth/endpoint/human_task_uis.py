"""The pages that workers label on: RenderUiTemplate, and the user interfaces that AWS owns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from groundtruth.endpoint import rendering
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.protocol import ServiceError, invalid
from groundtruth.regions import HUMAN_TASK_UI_ACCOUNT
from groundtruth.task_types import TASK_TYPES

Request = Mapping[str, Any]

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


def render_ui_template(context: Context, request: Request, now: float) -> dict[str, Any]:
    """RenderUiTemplate: the page for one task, given a template or the ARN of a user interface."""
    content, errors = rendering.render(
        _template(context, request),
        _task_input(request["Task"]["Input"]),
        lambda place: context.objects.address(place, context.address, _READABLE_FOR),
    )
    return {"RenderedContent": content, "Errors": errors}


def _template(context: Context, request: Request) -> str:
    given = [member for member in ("UiTemplate", "HumanTaskUiArn") if member in request]
    if len(given) != 1:
        raise invalid("Give either UiTemplate or HumanTaskUiArn, and not both.")
    if "UiTemplate" in request:
        return str(request["UiTemplate"]["Content"])
    return _owned_by_aws(context, request["HumanTaskUiArn"])


def _owned_by_aws(context: Context, arn: str) -> str:
    owner = f"arn:aws:sagemaker:{context.region}:{HUMAN_TASK_UI_ACCOUNT}:human-task-ui/"
    name = arn.removeprefix(owner)
    if name not in {task_type.human_task_ui for task_type in TASK_TYPES.values()}:
        raise ServiceError("ResourceNotFound", f"There is no human task UI {arn}.")
    return (
        _NAMED_ENTITIES if name == "NamedEntityRecognition" else _UNPUBLISHED.replace("NAME", name)
    )


def _task_input(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid(f"Task.Input is not JSON: {error}.") from error
