"""How many of a kind an account may have in a Region, and the refusal of one more.

AWS tells the number for work teams; for the others none is known, so there is no end to them until
somebody sets one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from groundtruth.endpoint.protocol import ServiceError
from groundtruth.endpoint.store import Store

WORKTEAMS = "workteams"
LABELING_JOBS = "labeling-jobs"  # that run
HUMAN_TASK_UIS = "human-task-uis"

_TITLES = {
    WORKTEAMS: "Number of work teams",
    LABELING_JOBS: "Number of running labeling jobs",
    HUMAN_TASK_UIS: "Number of human task UIs",
}
# CreateWorkteam in the API reference: not more than 25 work teams in an account and Region.
_DEFAULTS: Mapping[str, int] = {WORKTEAMS: 25}


class Quotas:
    """The limits, kept with the state."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def limits(self) -> dict[str, int | None]:
        """Every quota by its name; None where there is no end."""
        kept = json.loads(self._store.value("quotas") or "{}")
        return {name: kept.get(name, _DEFAULTS.get(name)) for name in _TITLES}

    def set(self, limits: object) -> None:
        """Change some limits; ValueError, with a sentence, for what is no quota."""
        if not isinstance(limits, dict) or not all(map(_is_limit, limits.items())):
            raise ValueError(
                f"Send numbers, or null for no limit, for some of {', '.join(_TITLES)}."
            )
        self._store.set_value("quotas", json.dumps({**self.limits(), **limits}))


def check(quotas: Quotas, name: str, used: int) -> None:
    """Refuse one more of a kind when the quota is used up."""
    limit = quotas.limits()[name]
    if limit is not None and used >= limit:
        raise ServiceError(
            "ResourceLimitExceeded",
            f"The account-level service limit '{_TITLES[name]}' is {limit}, with current "
            f"utilization of {used} and a request delta of 1. Please contact AWS support to "
            "request an increase for this limit.",
        )


def _is_limit(item: tuple[object, object]) -> bool:
    name, limit = item
    number = isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0
    return name in _TITLES and (limit is None or number)
