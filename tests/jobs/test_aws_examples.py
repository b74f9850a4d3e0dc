"""The developer guide's example requests, from Describe through the clone form to Create."""

import pytest

from groundtruth.task_types import TASK_TYPES
from jobs.new_job.beginnings import CREATABLE
from tests.jobs import aws_examples
from tests.jobs.browse import send
from tests.jobs.paths import job
from tests.jobs.work import INITIALIZING, STOPPING

SUFFIXES = [*aws_examples.EXAMPLES, *aws_examples.TOLD]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_example_makes_the_round_trip(client, work, suffix):
    asked = aws_examples.request(suffix)
    source = asked["LabelingJobName"]
    for key, body in aws_examples.files(suffix).items():
        work.put(key, body)
    work.sagemaker.create_labeling_job(**asked)
    work.advance(INITIALIZING + 1)
    work.sagemaker.stop_labeling_job(LabelingJobName=source)
    work.advance(STOPPING + 1)
    clone = f"{source[:57]}-clone"
    answer = send(client, job(source, "clone/"), labeling_job_name=clone)
    assert answer.status_code == 303
    made = work.describe(clone)
    suffix_of_name = "-ref" if TASK_TYPES[suffix].needs_ref else ""
    expected = asked | {
        "LabelingJobName": clone,
        "LabelAttributeName": clone + suffix_of_name,
        "Tags": [*asked["Tags"], {"Key": "gtconsole:cloned-from", "Value": source}],
    }
    assert {member: made.get(member) for member in expected} == expected


def test_every_type_that_can_be_created_has_an_example():
    assert set(SUFFIXES) == {each.suffix for each in CREATABLE if each.suffix}
