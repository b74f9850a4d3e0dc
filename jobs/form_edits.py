"""What choosing another task type does to the form: what still fits stays, the rest follows."""

from __future__ import annotations

from django.http import QueryDict

from groundtruth import duration
from groundtruth.task_types import TaskType
from jobs import task_type_fields
from jobs.beginnings import Beginning, value

_TIME = "task_time_limit_in_seconds"
_WORKERS = "number_of_human_workers_per_data_object"
_TEMPLATE = "ui_template_s3_uri"


def edited(said: QueryDict, beginning: Beginning) -> QueryDict:
    """The content of a form that is to be shown again, fit for the task type chosen in it.

    `task_type_before` says for which type it was filled in. A form that is submitted is not
    touched: it says what its person sees.
    """
    before = beginning.task_type(said.get("task_type_before", ""))
    now = beginning.task_type(task_type_fields.chosen(said, beginning))
    if before == now or "task_type_before" not in said:
        return said
    fitting = said.copy()
    fitting[_TIME] = _time(said.get(_TIME, ""), before, now)
    if now.one_worker_only:
        fitting[_WORKERS] = "1"
    if said.get(_TEMPLATE) and said[_TEMPLATE] == beginning.prior_ui_template_s3_uri:
        fitting[_TEMPLATE] = "" if beginning.retyped(now) else beginning.prior_ui_template_s3_uri
    fitting["task_type_before"] = value(now)
    return fitting


def _time(typed: str, before: TaskType, now: TaskType) -> str:
    """A time that was the default becomes the new one's, and none is longer than allowed."""
    try:
        seconds = duration.parse(typed)
    except ValueError:
        return typed
    if seconds in (before.default_time_limit, None):
        return duration.words(now.default_time_limit)
    return typed if seconds <= now.max_time_limit else duration.words(now.max_time_limit)
