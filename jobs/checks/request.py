"""Checks of what the request itself says: its rules, its name, its ARNs."""

from __future__ import annotations

from collections.abc import Iterator

from groundtruth import arns, job_name
from jobs import aws
from jobs.aws import AWSError
from jobs.checks.line import Line, Subject, is_missing

MOST = 5  # problems told; the form tells all of them


def rules(subject: Subject) -> Iterator[Line]:
    """What CreateLabelingJob would refuse without looking any further, but for `places`."""
    elsewhere = {problem.text for problem in arns.misplaced(subject.fields, subject.region)}
    problems = [problem for problem in subject.problems if problem[1] not in elsewhere]
    for field, text in problems[:MOST]:
        yield Line("fail", text, field)
    rest = len(problems) - MOST
    if rest > 0:
        yield Line("fail", f"There are {rest} more problems: create the job to see them all.")
    if not problems:
        yield Line("pass", "The request keeps every rule of the API.")


def name(subject: Subject) -> Iterator[Line]:
    wanted = subject.text("labeling_job_name")
    if job_name.problems(wanted):
        return  # told by the rules
    try:
        taken = aws.describe_labeling_job(subject.region, wanted)["LabelingJobName"]
    except AWSError as error:
        if not is_missing(error):
            raise
        yield Line("pass", f"“{wanted}” is free in {subject.region}.")
    else:
        yield Line(
            "fail",
            f"“{taken}” is already used in {subject.region}, where upper and lower case count as "
            "the same. Choose another name.",
        )


def places(subject: Subject) -> Iterator[Line]:
    """ARNs of another Region, or of another account than AWS's where AWS owns the thing."""
    wrong, foreign = arns.misplaced(subject.fields, subject.region), []
    if arns.owners(subject.fields):
        account = aws.get_caller_identity(subject.region)["Account"]
        foreign = arns.foreign(subject.fields, account)
    for problem in wrong:
        yield Line("fail", problem.text, problem.field)
    for problem in foreign:  # whose owner may have opened it to this account
        yield Line("fail", problem.text, problem.field, arguable=True)
    count = len(arns.arns(subject.fields))
    if not (wrong or foreign) and count:
        yield Line("pass", f"All {count} ARNs with a Region are in {subject.region}.")
