"""A worker template with one task in it: Liquid, with the filters that Ground Truth adds to it.

Source: the developer guide on custom templates. What a template's author gets wrong is returned
beside what could be rendered, as RenderUiTemplate does; a variable that the task does not have is
nothing wrong to Liquid, and rendered as nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from liquid import Environment, Undefined
from liquid.exceptions import LiquidError
from markupsafe import Markup

from groundtruth import s3_uri
from groundtruth.s3_uri import S3Uri

RenderingError = dict[str, str]  # Code and Message

# The code that the service gives for what a filter cannot use; it has been seen in human loops.
INVALID_PARAMETERS = "InvalidParameters"
# For a template that is not Liquid no code of the service has been seen: this one is ours.
INVALID_TEMPLATE = "InvalidTemplate"


class _Liquid(Environment):
    """Liquid that ends in its time, whatever somebody writes."""

    loop_iteration_limit = 100_000
    output_stream_limit = 8 * 2**20


def render(
    template: str, task_input: Any, address: Callable[[S3Uri], str]
) -> tuple[str, list[RenderingError]]:
    """The page for a task, and what went wrong; the page is empty if the template is no Liquid.

    `task_input` is what the template knows as `task.input`. `address` makes an address that a
    browser can read out of a place in S3.
    """
    errors: list[RenderingError] = []
    liquid = _Liquid(autoescape=True)
    liquid.add_filter("to_json", _to_json)
    liquid.add_filter("skip_autoescape", lambda value: Markup(value))  # noqa: S704 (its purpose)
    for name in ("grant_read_access", "s3_presign"):
        liquid.add_filter(name, _granting(name, address, errors))
    try:
        return liquid.from_string(template).render(task={"input": task_input}), errors
    except LiquidError as error:
        return "", [*errors, {"Code": INVALID_TEMPLATE, "Message": _sentence(error)}]


def _to_json(value: Any) -> Markup:
    """JSON as it is, for scripts and attributes in single quotes; `escape` after it still works."""
    return Markup(json.dumps(value, ensure_ascii=False, default=_default))  # noqa: S704


def _default(value: Any) -> Any:
    if isinstance(value, Undefined):
        return None
    return str(value)


def _granting(
    name: str, address: Callable[[S3Uri], str], errors: list[RenderingError]
) -> Callable[[Any], str]:
    def grant(value: Any) -> str:
        place = _place(str(value))
        if place is None:
            message = f'"{name}" input is not a valid S3 URI: "{value}".'
            errors.append({"Code": INVALID_PARAMETERS, "Message": message})
            return ""
        return address(place)

    return grant


def _place(text: str) -> S3Uri | None:
    try:
        place = s3_uri.parse(text)
    except ValueError:
        return None
    return place if place.key else None


def _sentence(error: LiquidError) -> str:
    """What is wrong and in which line, without the picture of it that the library draws."""
    context = error.context()
    where = f"Line {context[0]}: " if context else ""
    return f"{where}{error.message}."
