"""A person whose browser has no JavaScript: opens a form, changes fields, presses a button."""

from __future__ import annotations

from typing import Any

from tests.jobs.markup import by_id, fields, names
from tests.jobs.paths import ACTION, JOBS


def fill(page: Any, **changes: str | None) -> dict[str, str]:
    """The form of a page as it would be sent after these changes; None unticks a box."""
    return _changed(fields(page), changes)


def send(client: Any, path: str, **changes: str | None) -> Any:
    """Open a form, change it, and press its default button."""
    return client.post(path, fill(client.get(path), **changes))


def choose(client: Any, name: str, do: str) -> Any:
    """Choose a job on the list and press one of the buttons that need no JavaScript."""
    assert name in names(client.get(JOBS))
    answer = client.get(ACTION, {"job": name, "do": do})
    assert answer.status_code == 302
    return client.get(answer.headers["Location"])


def press_create(client: Any, page: Any, **changes: str | None) -> Any:
    """Send the form of an opened page and follow to where it leads."""
    answer = client.post(page.request["PATH_INFO"], fill(page, **changes))
    assert answer.status_code == 303, by_id(answer, "main").text
    return client.get(answer.headers["Location"])


def count(page: Any) -> str:
    """The sentence that says how many objects will be labeled."""
    return by_id(page, "label-plan").all("p")[0].text


def plan(page: Any) -> str:
    """Everything the count says."""
    return by_id(page, "label-plan").text


def _changed(form: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    kept = {name: value for name, value in form.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}
