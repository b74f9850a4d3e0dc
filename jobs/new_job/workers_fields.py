"""The Workers panel: who labels, for how long and for what, and whether a model helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from groundtruth import duration, input_quotas, task_price, work_team
from groundtruth.task_types import TaskType
from jobs.fields import DurationField, OneLineInput, PriceField, WholeNumberField, WordsField
from jobs.new_job.beginnings import Beginning
from jobs.new_job.label_plan import LabelPlan

# AWS's words.
WORKER_TYPES = (
    ("public", "Amazon Mechanical Turk"),
    ("private", "Private"),
    ("vendor", "Vendor managed"),
)


class WorkersFields(forms.Form):
    """The fields of the panel."""

    worker_type = forms.ChoiceField(
        label="Worker types", required=False, widget=forms.RadioSelect, choices=WORKER_TYPES
    )
    workteam_arn = forms.CharField(
        required=False,
        widget=OneLineInput(list="workteam_arn-choices"),
        help_text="Search by name or ARN among the teams of this Region, or give another ARN.",
    )
    task_time_limit_in_seconds = DurationField()
    task_availability_lifetime_in_seconds = DurationField(required=False)
    price_per_task = PriceField(
        label="Price per task",
        required=False,
        help_text="US dollars for each worker and task.",
    )
    content_classifiers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(
            ("FreeOfAdultContent", "The dataset does not contain adult content."),
            (
                "FreeOfPersonallyIdentifiableInformation",
                "The dataset does not contain personally identifiable information.",
            ),
        ),
        help_text="The public workforce may see only data for which the second is true.",
    )
    number_of_human_workers_per_data_object = WholeNumberField()
    max_concurrent_task_count = WholeNumberField(
        required=False,
        help_text="Objects that are out with workers at the same time. AWS Support has to allow "
        "more than 1,000.",
    )
    enable_automated_data_labeling = forms.BooleanField(
        label="Enable automated data labeling",
        required=False,
        help_text="A model labels what it is sure of. Needs 1,250 objects or more, better 5,000.",
    )
    start_from_prior_model = forms.BooleanField(required=False)
    initial_active_learning_model_arn = forms.CharField(
        required=False,
        widget=OneLineInput(),
        help_text="Model that labeling starts from. Leave it empty to start without one.",
    )
    volume_kms_key_id = forms.CharField(
        required=False, widget=OneLineInput(), help_text="KMS key of the training volume."
    )
    security_group_ids = WordsField(
        required=False, widget=OneLineInput(), help_text="Up to five, with commas between them."
    )
    subnets = WordsField(
        required=False, widget=OneLineInput(), help_text="Up to sixteen, with commas between them."
    )

    @property
    def workers(self) -> list[forms.BoundField]:
        """The panel's fields that this form has."""
        return [self[name] for name in WorkersFields.base_fields if name in self.fields]

    def _suit_workers(self, beginning: Beginning, task_type: TaskType) -> None:
        """Say what the task type allows, and offer what it can be paid."""
        for name in ("worker_type", "workteam_arn", "price_per_task"):
            self.fields[name].optional = False  # which of them are asked for, the others say
        self._suit_numbers(task_type)
        prices = task_price.PERMITTED.get(task_type.base or task_type.suffix)
        if prices:
            self.fields["price_per_task"].widget = PriceSelect(choices=_prices(prices))
        if task_type.one_worker_only:
            self.fields["worker_type"].widget.choices = WORKER_TYPES[1:]
            self.fields["worker_type"].help_text = f"The public workforce does no {task_type.name}."
        if beginning.prior_model:
            start = self.fields["start_from_prior_model"]
            start.label = f"Start from the model of {beginning.prior_name}"
            start.help_text = (
                f"{beginning.prior_model}. A model belongs to a label attribute name: under "
                "another than the prior job’s, labeling starts without."
            )
        else:
            del self.fields["start_from_prior_model"]

    def _suit_numbers(self, task_type: TaskType) -> None:
        default, most = map(
            duration.words, (task_type.default_time_limit, task_type.max_time_limit)
        )
        self.fields["task_time_limit_in_seconds"].help_text = (
            f"What a worker has for one task, like {default}, which is usual for {task_type.name}: "
            f"from 30 seconds to {most}."
        )
        self._suit_lifetime(str(self["worker_type"].value() or "private"))
        self.fields["number_of_human_workers_per_data_object"].help_text = (
            f"Always 1 for {task_type.name}."
            if task_type.one_worker_only
            else f"From 1 to 9. AWS starts with {task_type.workers} for {task_type.name}."
        )

    def _suit_lifetime(self, crowd: str) -> None:
        usual, most = (
            duration.words(spans.get(crowd, spans["private"]))
            for spans in (work_team.DEFAULT_LIFETIMES, work_team.MAX_LIFETIMES)
        )
        whom = "Amazon Mechanical Turk" if crowd == "public" else "workers"
        self.fields["task_availability_lifetime_in_seconds"].help_text = (
            f"How long a task waits for {whom} before it expires, like {usual}, which is usual: "
            f"from 1 minute to {most}."
        )


class PriceSelect(forms.Select):
    """A choice of prices, and of the price that is there already, whatever it is."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        known = [choice for choice, _ in self.choices]
        others = [(each, f"${each}, which AWS does not list") for each in value if each]
        self.choices = [*self.choices, *(each for each in others if each[0] not in known)]
        return super().optgroups(name, value, attrs)


def _prices(prices: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("", "Choose a price"), *((price, f"${price}") for price in prices)]


def objections(
    plan: LabelPlan, said: Mapping[str, Any], beginning: Beginning
) -> Iterator[tuple[str, str]]:
    """What the counted manifest says against automated data labeling that is switched on.

    Where the prior job had it, AWS has taken as many objects before.
    """
    field, least = "enable_automated_data_labeling", input_quotas.AUTOMATED_LABELING_OBJECTS
    newly = said.get(field) and not beginning.had_automated_data_labeling
    if newly and plan.summary and plan.objects < least:
        yield (
            field,
            f"Automated data labeling needs at least {least:,} objects, and the manifest holds "
            f"{plan.objects:,}. Turn it off, or add objects.",
        )
