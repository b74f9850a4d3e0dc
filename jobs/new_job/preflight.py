"""Preflight: what can go wrong with a labeling job, looked up before it is created."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS

from groundtruth import job_request, task_price
from jobs.aws import AWSError
from jobs.checks import audits, manifest, objects, permits, places, request, storage
from jobs.checks.line import WORDS, Line, Subject, refused
from jobs.new_job import audit_files, tool_files
from jobs.new_job.beginnings import ALGORITHM
from jobs.new_job.forms import LabelingJobForm
from jobs.new_job.label_plan import LabelPlan


@dataclass(frozen=True)
class Check:
    """Something to look up: a title, the field that it is about, and who looks."""

    title: str
    field: str
    look: Callable[[Subject], Iterable[Line]]

    def lines(self, subject: Subject) -> list[Line]:
        """What was found; where AWS does not answer, that it is not known."""
        try:
            found = list(self.look(subject))
        except AWSError as error:
            found = [refused(error)]
        return [
            replace(line, title=line.title or self.title, field=line.field or self.field)
            for line in found
        ]


CHECKS = (
    Check("Request", "", request.rules),
    Check("Job name", "labeling_job_name", request.name),
    Check("Manifest", "manifest_s3_uri", manifest.readable),
    Check("Number of objects", "manifest_s3_uri", manifest.quotas),
    Check("Data objects", "manifest_s3_uri", objects.objects),
    Check("Colors of masks", "audit_label_attribute_name", audits.colors),
    Check("Input bucket", "manifest_s3_uri", storage.input_bucket),
    Check("Output bucket", "s3_output_path", storage.output_bucket),
    Check("IAM role", "role_arn", permits.role),
    Check("Reading the input", "role_arn", places.readable),
    Check("Writing the output", "role_arn", places.writable),
    Check("Encryption keys", "kms_key_id", permits.keys),
    Check("Regions and accounts", "", request.places),
    Check("Work team", "workteam_arn", permits.work_team),
    Check("Label categories", "label_category_config_s3_uri", storage.label_categories),
    Check("Worker template", "ui_template_s3_uri", storage.template),
)

# Before a job is created nothing is asked that the creation asks anyway: whether the request keeps
# the rules and the manifest can be used, the form says; whether the name is free, AWS.
_ASKED_ANYWAY = ("Request", "Job name", "Manifest")
BEFORE_CREATING = tuple(check for check in CHECKS if check.title not in _ASKED_ANYWAY)
_AND = " | "
PATIENCE = 6  # seconds that a page waits for AWS

# All at once: the answer takes about as long as the slowest of them.
_pool = ThreadPoolExecutor(max_workers=2 * len(CHECKS), thread_name_prefix="preflight")


@dataclass(frozen=True)
class Preflight:
    """The lines, the worst first, and when they were found."""

    lines: tuple[Line, ...]
    at: datetime

    @property
    def failed(self) -> tuple[str, ...]:
        """The titles of what failed, each once."""
        return tuple(dict.fromkeys(line.title for line in self.lines if line.kind == "fail"))

    @property
    def certain(self) -> tuple[str, ...]:
        """The titles of what failed so that AWS refuses the job, or the job cannot begin."""
        sure = (line for line in self.lines if line.kind == "fail" and not line.arguable)
        return tuple(dict.fromkeys(line.title for line in sure))

    @property
    def at_fields(self) -> list[Line]:
        """What failed and has a field to be mended in."""
        return [line for line in self.lines if line.kind == "fail" and line.field]

    @property
    def agreement(self) -> str:
        """What a form says whose person has read that these checks failed, and knows better."""
        return _AND.join(self.failed)

    @property
    def summary(self) -> str:
        """“1 failed, 2 not known, 9 passed.”"""
        counts = Counter(line.word for line in self.lines)
        said = [f"{counts[word]} {_counted(word, counts[word])}" for word in WORDS.values()]
        return ", ".join(part for part in said if not part.startswith("0 ")) + "."


def _counted(word: str, count: int) -> str:
    plural = word == "Warning" and count != 1
    return word.lower() + ("s" if plural else "")


def run(subject: Subject, checks: Sequence[Check] = CHECKS) -> Preflight:
    """Make all the checks at once; those that AWS leaves waiting are not known."""
    begun = [(check, _pool.submit(check.lines, subject)) for check in checks]
    wait([future for _, future in begun], PATIENCE)
    lines = [
        line
        for check, future in begun
        for line in (future.result() if future.done() else [_unanswered(check, future)])
    ]
    kinds = list(WORDS)
    lines.sort(key=lambda line: kinds.index(line.kind))
    return Preflight(tuple(lines), datetime.now(UTC))


def _unanswered(check: Check, future: Future[list[Line]]) -> Line:
    future.cancel()
    text = f"AWS did not answer within {PATIENCE} seconds. Check again, or go on without it."
    return Line("unknown", text, check.field, check.title)


# ------------------------------------------------------------------------------ the form's side

# Fields of the request that have a simpler one on the form.
_ON_THE_FORM = {ALGORITHM: "enable_automated_data_labeling"} | dict.fromkeys(
    task_price.MEMBERS, "price_per_task"
)


def context(form: LabelingJobForm, plan: LabelPlan) -> dict[str, Any]:
    """The variables of _preflight.html, once everything has been looked up."""
    return {"preflight": _led(run(subject(form, plan)), form)}


def objection(form: LabelingJobForm, plan: LabelPlan, agreed: str) -> Preflight | None:
    """What stands against creating the job, None if nothing does that nobody has agreed to.

    `agreed` is the `agreement` to failed checks with which somebody wants the job all the same;
    there is none to what AWS refuses for certain.
    """
    if not settings.CHECK_BEFORE_CREATING:
        return None
    found = run(subject(form, plan), BEFORE_CREATING)
    unasked = set(found.failed) - set(agreed.split(_AND))
    return _led(found, form) if found.certain or unasked else None


def words(found: Preflight) -> str:
    """Why nothing was created, and the ways on."""
    checks = "One check" if len(found.failed) == 1 else f"{len(found.failed)} checks"
    told = f"Nothing was created yet: {checks} failed ({', '.join(found.failed)})."
    if found.certain:
        return f"{told} AWS would refuse this job: mend that first."
    return f"{told} Mend that, or tick the box above the button to create the job anyway."


def _led(found: Preflight, form: LabelingJobForm) -> Preflight:
    """The lines with the fields that they lead to on this form."""
    lines = [replace(line, field=_shown(line.field, form)) for line in found.lines]
    return replace(found, lines=tuple(lines))


def subject(form: LabelingJobForm, plan: LabelPlan) -> Subject:
    drafted, task_type = form.drafted(), form.chosen_task_type
    return Subject(
        region=form.beginning.region,
        fields=job_request.flatten(drafted),
        task_type=task_type,
        plan=plan,
        problems=tuple(_problems(form)),
        unwritten=tuple(_unwritten(form).values()),
    )


def _unwritten(form: LabelingJobForm) -> dict[str, str]:
    """Where the files will lie that are written with the job, by field."""
    beginning, said = form.beginning, form.cleaned_data
    if wanted := beginning.audit(said):
        return audit_files.uris(wanted, said)
    prior = beginning.prior_files(form.chosen_task_type, said)
    return tool_files.uris(said, form.chosen_task_type, prior)


def _problems(form: LabelingJobForm) -> Iterable[tuple[str, str]]:
    for field, errors in form.errors.items():
        for error in errors:
            yield ("" if field == NON_FIELD_ERRORS else field), str(error)


def _shown(field: str, form: LabelingJobForm) -> str:
    """The form's field of that name or in its place, empty when there is none to go to."""
    shown = _ON_THE_FORM.get(field, field)
    return shown if shown in form.fields else ""
