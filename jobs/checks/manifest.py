"""Checks of the manifest as a whole: readable, clean, and of a size that the task type takes."""

from __future__ import annotations

from collections.abc import Iterator

from groundtruth import input_quotas
from groundtruth.manifest import ManifestSummary
from jobs.checks.line import Line, Subject, is_missing, refused


def readable(subject: Subject) -> Iterator[Line]:
    count = subject.plan.count
    if count.summary:
        yield _clean(count.summary, subject)
    elif count.problem:
        yield Line("fail", count.problem)
    elif count.error and is_missing(count.error):
        yield Line("fail", f"There is no object at “{count.uri}”. Correct the location.")
    elif count.error:
        yield refused(count.error)
    elif count.uri:
        yield Line("unknown", "The manifest is still being counted. Check again when it is done.")
    elif subject.text("input_sns_topic_arn"):
        yield Line("pass", "A streaming job takes its objects from a topic.")


def _clean(summary: ManifestSummary, subject: Subject) -> Line:
    if not summary.objects:
        return Line("fail", "The manifest holds no object. Choose another location.")
    if summary.error_count:
        first = summary.errors[0]
        return Line(
            "fail",
            f"The manifest has {_lines(summary.error_count)} that will not do. "
            f"Line {first.line:,}: {first.text} Mend the manifest.",
        )
    key = subject.task_type.data_key
    lacking = summary.objects - summary.keys.get(key, 0) if key else 0
    if lacking:
        return Line(
            "warn",
            f"{_lines(lacking)} of the manifest without “{key}”, which is where "
            f"{subject.task_type.name} looks for its objects. Check that this is the right file.",
        )
    return Line("pass", f"The manifest can be read: {_lines(summary.objects)}, all of them valid.")


def quotas(subject: Subject) -> Iterator[Line]:
    """More objects than a task type takes, or fewer than automated data labeling needs."""
    summary = subject.plan.summary
    if summary is None:
        return
    most, name = input_quotas.most_objects(subject.task_type), subject.task_type.name
    if summary.objects > most:
        raised = input_quotas.can_be_raised(subject.task_type)
        yield Line(
            "fail",
            f"{name} takes at most {most:,} objects, and the manifest holds {summary.objects:,}. "
            f"Split the manifest{', or have the quota raised' if raised else ''}.",
            arguable=raised,
        )
    elif not subject.text("labeling_job_algorithm_specification_arn"):
        yield Line("pass", f"{summary.objects:,} of the at most {most:,} objects of {name}.")
    else:
        yield _automated(summary.objects)


def _automated(objects: int) -> Line:
    field = "labeling_job_algorithm_specification_arn"
    least, advised = (
        input_quotas.AUTOMATED_LABELING_OBJECTS,
        input_quotas.AUTOMATED_LABELING_ADVISED,
    )
    if objects < least:
        return Line(
            "fail",
            f"Automated data labeling needs at least {least:,} objects, and the manifest holds "
            f"{objects:,}. Turn it off, or add objects.",
            field,
            arguable=True,  # the form lets through only what AWS has taken of the prior job
        )
    if objects < advised:
        return Line(
            "warn",
            f"Automated data labeling is advised from {advised:,} objects on, and the manifest "
            f"holds {objects:,}. With so few the model may not take over any.",
            field,
        )
    return Line("pass", f"{objects:,} objects are enough for automated data labeling.")


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"
