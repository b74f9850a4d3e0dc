"""What tests of preflight share: a job whose clone has nothing wrong, an answer’s lines."""

import json

import pytest

from tests.jobs.browse import fill
from tests.jobs.markup import parse
from tests.jobs.paths import JOBS, fragment, job
from tests.local_endpoint import ROLE, TRUST

PREFLIGHT = f"{JOBS}preflight/"
CLONE = job("cats", "clone/")
IMAGES = "images"
GET_FROM_ANYWHERE = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}


@pytest.fixture
def ready(work):
    """A completed job whose clone has nothing to complain of."""
    iam = work.server.client("iam")
    if not any(role["Arn"] == ROLE for role in iam.list_roles()["Roles"]):
        iam.create_role(
            Path="/service-role/",
            RoleName=ROLE.rpartition("/")[2],
            AssumeRolePolicyDocument=json.dumps(TRUST),
        )
    work.s3.create_bucket(Bucket=IMAGES)
    allow(work, GET_FROM_ANYWHERE)
    for number in range(10):
        work.s3.put_object(Bucket=IMAGES, Key=f"{number}.jpg", Body=b"a picture")
    work.put("t.liquid", b"<crowd-form></crowd-form>")
    work.completed()
    return work


def allow(work, *rules, bucket=IMAGES):
    work.s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": list(rules)})


def check(client, page=CLONE, **changes):
    """The answer to the button, for the form of a page with these changes."""
    return client.post(PREFLIGHT, fill(client.get(page), **changes), headers=fragment("preflight"))


def lines(answer):
    """Title, word and sentence of every line."""
    return [
        (line.one("strong").text, line.of_class("status")[0].text, line.one("p").text)
        for line in parse(answer).of_class("checks__line")
    ]


def line(answer, title):
    """Word and sentence of the line with that title."""
    (found,) = [(word, text) for name, word, text in lines(answer) if name == title]
    return found
