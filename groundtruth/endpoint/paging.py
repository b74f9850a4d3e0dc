"""Lists in pages: a NextToken says after which entry, in which order, the next page begins."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from groundtruth.endpoint.protocol import ServiceError

DEFAULT_SIZE = 10  # AWS does not tell its own; sibling operations use this one


def page(
    entries: Sequence[tuple[list[Any], Any]],
    request: Mapping[str, Any],
    *,
    descending: bool = False,
    size: int = DEFAULT_SIZE,
) -> tuple[list[Any], dict[str, str]]:
    """One page of the entries, each with what it is sorted by, and {"NextToken": ...} or {}.

    The token holds the last entry's sort key, so that entries which come and go between two pages
    make no other one appear twice or not at all. A token is good for the question it was given for.
    """
    question = {
        key: value for key, value in request.items() if key not in ("NextToken", "MaxResults")
    }
    ordered = sorted(entries, key=lambda entry: entry[0], reverse=descending)
    if "NextToken" in request:
        after = _read(request["NextToken"], question)
        try:
            ordered = [
                entry for entry in ordered if (entry[0] < after if descending else entry[0] > after)
            ]
        except TypeError:
            raise _foreign() from None
    shown = ordered[: request.get("MaxResults", size)]
    more = len(ordered) > len(shown)
    token = {"NextToken": _write(shown[-1][0], question)} if more else {}
    return [entry for _, entry in shown], token


def _write(after: list[Any], question: Mapping[str, Any]) -> str:
    text = json.dumps([after, question], sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read(token: str, question: Mapping[str, Any]) -> Any:
    """What the last entry of the page before was sorted by."""
    try:
        after, asked = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError, RecursionError):
        raise _foreign() from None
    if asked != question:
        raise _foreign()
    return after


def _foreign() -> ServiceError:
    return ServiceError("ValidationException", "NextToken does not belong to this request.")
