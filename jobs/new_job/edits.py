"""What a choice does to the rest of the form: what still fits stays, the rest follows."""

from __future__ import annotations

from django.http import QueryDict

from groundtruth import duration, task_price, work_team
from groundtruth.task_types import TaskType
from jobs.new_job import label_rows, task_type_fields
from jobs.new_job.beginnings import Beginning

TO_PRIVATE = "to_private"  # the button that leaves the public workforce
SUGGEST = "suggest"  # the button that lists what its field can be filled with

_TIME = "task_time_limit_in_seconds"
_WORKERS = "number_of_human_workers_per_data_object"
_CROWD = "worker_type"
_LIFETIME = "task_availability_lifetime_in_seconds"
_PRICE = "price_per_task"
_TEMPLATE = "ui_template_s3_uri"


def asked(said: QueryDict) -> bool:
    """Whether the form is to be shown again, and not to be submitted."""
    return any(button in said for button in ("preview", TO_PRIVATE, SUGGEST, *label_rows.buttons()))


def edited(said: QueryDict, beginning: Beginning) -> QueryDict:
    """The content of a form that is to be shown again, fit for what is chosen in it.

    `task_type_before` and `worker_type_before` say what it was filled in for. A form that is
    submitted is not touched: it says what its person sees.
    """
    fitting = said.copy()
    label_rows.edit(fitting)
    if TO_PRIVATE in said:
        fitting["worker_type"] = "private"
    if "task_type_before" in said:
        _follow_task_type(fitting, beginning)
    if "worker_type_before" in said:
        _follow_worker_type(fitting)
    return fitting


def _follow_task_type(said: QueryDict, beginning: Beginning) -> None:
    before = beginning.task_type(said["task_type_before"])
    now = beginning.task_type(task_type_fields.chosen(said, beginning))
    if before == now:
        return
    said[_TIME] = _time(said.get(_TIME, ""), before, now)
    if now.one_worker_only:
        said[_WORKERS] = "1"
        if said.get(_CROWD) == "public":
            said[_CROWD] = "private"
    if said.get(_PRICE) not in task_price.PERMITTED.get(now.suffix, [said.get(_PRICE)]):
        said[_PRICE] = ""
    if beginning.retyped(now) and said.get(_TEMPLATE) == beginning.prior_ui_template_s3_uri:
        said[_TEMPLATE] = ""


def _follow_worker_type(said: QueryDict) -> None:
    """The time that is usual for one kind of workforce becomes that of the other."""
    before, now = said["worker_type_before"], said.get(_CROWD, "")
    usual = work_team.DEFAULT_LIFETIMES
    if before != now and now in usual:
        if _seconds(said.get(_LIFETIME, "")) == usual.get(before):
            said[_LIFETIME] = duration.words(usual[now])
        if now != "public":
            said[_PRICE] = ""


def _time(typed: str, before: TaskType, now: TaskType) -> str:
    """A time that was the default becomes the new one's, and none is longer than allowed."""
    seconds = _seconds(typed)
    if seconds is None:
        return typed
    if seconds == before.default_time_limit:
        return duration.words(now.default_time_limit)
    return typed if seconds <= now.max_time_limit else duration.words(now.max_time_limit)


def _seconds(typed: str) -> int | None:
    try:
        return duration.parse(typed)
    except ValueError:
        return None
