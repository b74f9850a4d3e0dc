"""How a chain or a new job is made a verification or adjustment: the fields for it, their rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from groundtruth import audits, label_attribute, label_categories
from groundtruth.manifest import LabelAttribute
from groundtruth.task_types import TaskType
from jobs.fields import LinesField
from jobs.new_job.audit_files import Wanted
from jobs.new_job.label_plan import LabelPlan

# The member of the label category file that says the same, in Python's spelling.
AUDITED = "audit_label_attribute_name"
ANSWERS = "verification_labels"
Problem = tuple[str, str]  # a field and a sentence

_NONE = ("", "Choose a label attribute")


def fields(task_type: TaskType, prior: Mapping[str, Any] | None) -> dict[str, forms.Field]:
    """The fields that a job of this type has, where AWS can have such labels looked at again.

    `prior` is the Describe answer of the job that is chained, None for a new job.
    """
    if audits.base(task_type) is None:
        return {}
    found = {"audit": _audit_field(task_type, prior), AUDITED: _audited_field(task_type, prior)}
    if audits.has_verdicts(task_type):
        found[ANSWERS] = LinesField(
            label="Answers to choose from",
            required=False,
            widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
            initial=list(audits.VERDICTS),
            help_text="One on a line. They are the labels of a verification.",
        )
    for field in found.values():
        field.optional = False  # type: ignore[attr-defined]  see FieldOnPage
    return found


def _audit_field(task_type: TaskType, prior: Mapping[str, Any] | None) -> forms.Field:
    name = prior["LabelingJobName"] if prior else ""
    going_on = f"Go on as {name} did: {task_type.name}"
    return forms.ChoiceField(
        label="What this job does",
        required=False,
        widget=forms.RadioSelect,
        choices=(
            ("", going_on if task_type.audit else "Label data objects"),
            ("adjustment", "Adjust labels: workers correct what is there"),
            ("verification", "Verify labels: workers say whether they are right"),
        ),
    )


def _audited_field(task_type: TaskType, prior: Mapping[str, Any] | None) -> forms.Field:
    # The labels of a verification are answers, and not what was answered about.
    verified = task_type.audit == "verification"
    return forms.CharField(
        label="Labels to look at again",
        required=False,
        widget=forms.Select(choices=[_NONE]),
        initial=("" if verified else prior.get("LabelAttributeName", "")) if prior else None,
        help_text="They stay as they are: what workers say is stored under another name.",
    )


def offer(form: forms.Form, plan: LabelPlan) -> None:
    """Fill the choice of labels with what the manifest has, as far as it is counted."""
    if AUDITED not in form.fields:
        return
    chosen = str(form[AUDITED].value() or "")
    names = [attribute.name for attribute in fitting(plan)]
    if chosen and not plan.summary:
        names = [chosen]  # the count will tell the others
    choices = [(name, name) for name in names]
    undecided = form.fields[AUDITED].initial is None  # as in a new job
    obvious = undecided and len(names) == 1 and chosen in ("", *names)
    form.fields[AUDITED].widget.choices = choices if obvious else [_NONE, *choices]


def offered(form: forms.Form, plan: LabelPlan) -> str:
    """What a new job's choice of an audit was last drawn for; empty where there is none to make.

    A manifest has to hold labels of the task type, as far as it is counted; a choice that was made
    stays to be seen.
    """
    if AUDITED not in form.fields:
        return ""
    names = [attribute.name for attribute in fitting(plan)]
    return ", ".join(names) or str(form["audit"].value() or "")


def labels_in_use(form: forms.Form, plan: LabelPlan) -> list[str]:
    """What a new job’s empty list of labels is filled with: those of the labels it shows."""
    shown = plan.summary.attribute(plan.wish.audited) if plan.summary else None
    if shown is None or "labels" not in form.fields or str(form["labels"].value() or "").strip():
        return []
    return [name for name in shown.classes if name]


def fitting(plan: LabelPlan) -> list[LabelAttribute]:
    """The manifest's label attributes that a job of the plan's task type can show."""
    found = plan.summary.attributes if plan.summary else ()
    return [each for each in found if audits.fits(each, plan.wish.task_type)]


def wanted(
    task_type: TaskType, prior: Mapping[str, Any] | None, said: Mapping[str, Any]
) -> Wanted | None:
    """The audit that the fields ask for; None when the job labels, as `task_type` does."""
    audit = said.get("audit")
    if audit not in ("verification", "adjustment") or audits.base(task_type) is None:
        return None
    prior = prior or {}
    ui_config = prior.get("HumanTaskConfig", {}).get("UiConfig", {})
    return Wanted(
        audit=audit,
        audited=said.get(AUDITED) or "",
        task_type=audits.task_type(task_type, audit),
        prior_labels_uri=prior.get("LabelCategoryConfigS3Uri", ""),
        prior_template_uri=ui_config.get("UiTemplateS3Uri", ""),
    )


def problems(wanted: Wanted, label_attribute_name: str, answers: Any) -> Iterator[Problem]:
    """What is wrong with an audit, whatever the manifest holds."""
    if not wanted.audited:
        yield AUDITED, "Choose which labels workers look at again."
        return
    for sentence in label_attribute.problems(
        label_attribute_name, wanted.task_type, audited=wanted.audited
    ):
        yield "label_attribute_name", sentence
    if wanted.task_type.audit == "verification" and not answers:
        yield ANSWERS, "Workers need answers to choose from: give at least one, better two."


def objections(plan: LabelPlan, labels: list[str] | None) -> Iterator[Problem]:
    """What the counted manifest says against an audit."""
    wish = plan.wish
    if not (wish.audited and plan.summary):
        return
    shown = next((each for each in fitting(plan) if each.name == wish.audited), None)
    if shown is None:
        base = audits.base(wish.task_type)
        yield (
            AUDITED,
            f"“{wish.audited}” has no labels of the type {base.name if base else ''} in this "
            "manifest. Choose another label attribute.",
        )
    elif wish.task_type.audit == "adjustment" and labels:
        for name in label_categories.unlisted(shown.classes, labels):
            yield (
                "labels",
                f"“{name}” is used under “{wish.audited}”. An adjustment needs every label that "
                "was used: add it.",
            )
