"""What a new job would send to workers: N of M objects, and what a person should know first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from groundtruth import label_attribute
from groundtruth.manifest import LabelAttribute, ManifestSummary
from groundtruth.task_types import TaskType
from jobs.aws import AWSError
from jobs.manifests.counting import Count
from jobs.refusals import Refusal, tell

Case = Literal[
    "no-location",
    "no-name",
    "counting",
    "missing",
    "unreadable",
    "broken",
    "empty",
    "other-type",
    "audited-name",
    "nothing-left",
    "everything",
    "some",
]

# Cases in which the job can be created all the same once the person has said so.
CONFIRMATIONS: dict[Case, str] = {
    "counting": "Create the labeling job without waiting for the count",
    "unreadable": "Create it anyway: I know that the IAM role can read this manifest",
    "nothing-left": "Create it anyway, although no object will be labeled",
}
# Cases in which AWS refuses the job, or cannot do anything with it, whatever a person knows.
BLOCKING: tuple[Case, ...] = ("missing", "broken", "empty", "other-type")


@dataclass(frozen=True)
class Wish:
    """What the form asks for so far.

    `continues` is the prior job's label attribute name: where the prior job was cut short
    (`cut_short`) it is the one that keeps finished labels, else it may be offered. `audited` is the
    label attribute that a verification or adjustment job looks at again.
    """

    label_attribute_name: str
    task_type: TaskType
    continues: str = ""
    cut_short: bool = False
    audited: str = ""
    max_human_labeled_object_count: int | None = None
    max_percentage_of_input_dataset_labeled: int | None = None


@dataclass(frozen=True)
class Choice:
    """A label attribute of the manifest, and what to type to use it."""

    found: LabelAttribute
    typed: str

    @property
    def kind(self) -> str:
        return (self.found.type or "").removeprefix("groundtruth/")


@dataclass(frozen=True)
class LabelPlan:
    """The decision on one wish; the template finds the words."""

    case: Case
    wish: Wish
    count: Count
    to_be_labeled: int = 0
    labeled: int = 0
    failed: int = 0
    found: LabelAttribute | None = None  # the attribute of that name, if the manifest has it
    left_under_prior_name: int = 0

    @property
    def summary(self) -> ManifestSummary | None:
        return self.count.summary

    @property
    def objects(self) -> int:
        return self.summary.objects if self.summary else 0

    @property
    def tone(self) -> str:
        """How the sentence is meant: error, warning or info."""
        if self.blocks or self.case in ("unreadable", "audited-name"):
            return "error"
        return "warning" if self.labels_again or self.case == "nothing-left" else "info"

    @property
    def nothing_to_show(self) -> int:
        """How many objects have no label that an audit could look at again: they fail."""
        audited = self.wish.audited
        return self.objects - self.summary.labeled(audited) if audited and self.summary else 0

    @property
    def refusal(self) -> Refusal | None:
        return tell(self.count.error) if self.count.error else None

    @property
    def unanswered(self) -> AWSError | None:
        """Why nothing is known of the manifest, where the reason is not the manifest."""
        error = self.count.error
        about_the_manifest = ("not-found", "access-denied", "invalid", "changed")
        return error if error and error.kind not in about_the_manifest else None

    @property
    def continues_typed(self) -> str:
        return label_attribute.typed(self.wish.continues, self.wish.task_type)

    @property
    def attributes(self) -> list[Choice]:
        """The manifest's label attributes as the form's field would take them."""
        found = self.summary.attributes if self.summary else ()
        task_type = self.wish.task_type
        return [Choice(each, label_attribute.typed(each.name, task_type)) for each in found]

    @property
    def counted(self) -> bool:
        """Whether there is a number to tell."""
        return self.case in ("nothing-left", "everything", "some")

    @property
    def confirmation(self) -> str:
        return CONFIRMATIONS.get(self.case, "")

    @property
    def blocks(self) -> bool:
        return self.case in BLOCKING

    @property
    def labels_again(self) -> bool:
        """Whether a job that was cut short would start over, for a name its labels do not have."""
        return (
            self.case == "everything"
            and self.wish.cut_short
            and self.wish.label_attribute_name != self.wish.continues
            and self.left_under_prior_name < self.objects
        )

    @property
    def offers_to_continue(self) -> bool:
        """Whether the prior job's name would label a rest, and that rest alone."""
        return (
            bool(self.wish.continues)
            and self.wish.label_attribute_name != self.wish.continues
            and 0 < self.left_under_prior_name < self.objects
        )


def plan(wish: Wish, count: Count) -> LabelPlan:
    """Decide which objects a job with this label attribute name sends to workers."""
    summary, name = count.summary, wish.label_attribute_name
    if summary is None:
        return LabelPlan(_without_summary(count), wish, count)
    return LabelPlan(
        case=_case(wish, summary),
        wish=wish,
        count=count,
        to_be_labeled=summary.to_be_labeled(name),
        labeled=summary.labeled(name),
        failed=summary.failed(name),
        found=summary.attribute(name),
        left_under_prior_name=summary.to_be_labeled(wish.continues) if wish.continues else 0,
    )


def _without_summary(count: Count) -> Case:
    if not count.uri:
        return "no-location"
    if count.error and count.error.kind == "not-found":
        return "missing"
    return "counting" if count.counting else "unreadable"


def _case(wish: Wish, summary: ManifestSummary) -> Case:
    name = wish.label_attribute_name
    if summary.objects == 0:
        return "empty"
    if summary.error_count:
        return "broken"
    if not name:
        return "no-name"
    if name == wish.audited:
        return "audited-name"
    if _other_type(wish, summary.attribute(name)):
        return "other-type"
    left = summary.to_be_labeled(name)
    if left == 0:
        return "nothing-left"
    return "everything" if left == summary.objects else "some"


def _other_type(wish: Wish, found: LabelAttribute | None) -> bool:
    """Whether labels of another kind stand under the name already."""
    expected = wish.task_type.metadata_type
    return bool(found and found.type and expected and found.type.lower() != expected.lower())


def objection(plan: LabelPlan) -> str:
    """Why the job is not created as things stand, and the way out."""
    name = plan.wish.label_attribute_name
    return {
        "missing": (
            f"There is no manifest at “{plan.count.uri}”. Correct the input dataset location, or "
            "put the manifest there first."
        ),
        "broken": "The manifest has lines that are not valid. Mend them, then try again.",
        "empty": "The manifest holds no object. Choose another input dataset location.",
        "other-type": (
            f"“{name}” holds labels of another task type in this manifest. Choose another name."
        ),
        "nothing-left": (
            f"No object would be labeled: all of them carry “{name}” already. "
            "Choose another name, or tick the box under the count."
        ),
        "unreadable": (
            "The manifest could not be read. Choose another location, or tick the box beside it."
        ),
        "counting": (
            "The manifest is still being counted. Wait for the number, or tick the box beside it."
        ),
    }[plan.case]
