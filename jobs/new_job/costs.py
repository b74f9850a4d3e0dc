"""What a new labeling job will cost, as far as that can be known before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from groundtruth import job_request, prices, task_price
from groundtruth.prices import Prices, Tier
from groundtruth.task_types import TaskType, task_type_of
from groundtruth.work_team import crowd
from jobs.new_job.label_plan import LabelPlan


@dataclass(frozen=True)
class Estimate:
    """The parts of a bill in US dollars; the template finds the words.

    `objects` are all that get a label, `by_people` at most so many of them by workers: with
    automated data labeling nobody knows beforehand how many a model will take over. `crowd` is
    public, private or vendor, empty while no work team is named. `per_task` is what a worker of the
    public workforce is paid for one object.
    """

    objects: int
    by_people: int
    workers: int
    crowd: str
    per_task: Decimal
    automated: bool
    prices: Prices
    has_a_list_of_its_own: bool = False  # video and 3D, whose prices are not known here

    @property
    def shares(self) -> list[tuple[int, Tier]]:
        """How many objects are charged at which fee."""
        return list(prices.shares(self.objects, self.prices))

    @property
    def object_fee(self) -> Decimal:
        return prices.object_fee(self.objects, self.prices)

    @property
    def tasks(self) -> int:
        return self.by_people * self.workers

    @property
    def worker_fee(self) -> Decimal:
        """What Amazon Mechanical Turk is paid; nothing for a team of one's own."""
        return self.tasks * self.per_task if self.crowd == "public" else Decimal(0)

    @property
    def total(self) -> Decimal:
        """All that can be told: without a vendor's price, without training and inference."""
        return self.object_fee + self.worker_fee


def estimate(plan: LabelPlan, request: Mapping[str, Any]) -> Estimate | None:
    """The bill for what the plan sends to workers; None as long as that is not counted."""
    if not plan.counted:
        return None
    fields = job_request.flatten(request)
    automated = "labeling_job_algorithm_specification_arn" in fields
    objects, by_people = _limited(plan, fields, automated=automated)
    return Estimate(
        objects=objects,
        by_people=by_people,
        workers=max(fields.get("number_of_human_workers_per_data_object", 1), 0),
        crowd=crowd(fields.get("workteam_arn", "")),
        per_task=_per_task(fields),
        automated=automated,
        prices=settings.PRICES,
        has_a_list_of_its_own=_has_a_list_of_its_own(task_type_of(request)),
    )


def _limited(plan: LabelPlan, fields: Mapping[str, Any], *, automated: bool) -> tuple[int, int]:
    """How many objects get a label at most, and how many of them by people."""
    # Whoever is still typing may have typed something negative.
    percentage = max(fields.get("max_percentage_of_input_dataset_labeled", 100), 0)
    objects = min(plan.to_be_labeled, -(-plan.objects * percentage // 100))
    by_people = min(objects, max(fields.get("max_human_labeled_object_count", objects), 0))
    return (objects if automated else by_people), by_people


def _per_task(fields: Mapping[str, Any]) -> Decimal:
    amount = {member: fields.get(name, 0) for name, member in task_price.MEMBERS.items()}
    return Decimal(task_price.words(amount))


def _has_a_list_of_its_own(task_type: TaskType) -> bool:
    return task_type.category.startswith(("Video", "3D"))
