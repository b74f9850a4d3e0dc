"""Changes to large manifests: read once, in a process beside the console, which ends with it."""

import os

import pytest

from jobs.manifests import claims, errands
from tests.jobs.conftest import finish_errands
from tests.jobs.markup import parse
from tests.jobs.test_add_objects import added, large_manifest, press, press_and_wait
from tests.local_endpoint import BUCKET, input_manifest


@pytest.fixture(scope="module")
def manifest():
    return large_manifest()


def ask_again(client, page):
    return client.get(page.request["PATH_INFO"])


def test_who_asks_meanwhile_waits_for_the_same_reading(client, work, slow, between, manifest):
    uri, read = work.put("m", manifest), []
    between.react("GET", lambda go_on: (read.append(1), slow.wait(30), go_on())[-1])
    page = added(client, uri, "s3://images/new.jpg")
    assert all("is being read: 0 %" in parse(ask_again(client, page)).text for _ in range(3))
    slow.set()
    finish_errands()
    assert "1 new object" in parse(ask_again(client, page)).text
    assert len(read) == 3  # to count it, to look for what it has, and its end


def test_the_reading_is_done_by_a_process(client, work, slow, manifest):
    page = added(client, work.put("m", manifest), "s3://images/new.jpg")
    *_, process = errands._started.values()  # the first one counts
    assert process.pid != os.getpid()
    assert process.poll() is None
    slow.set()
    finish_errands()
    assert press_and_wait(client, ask_again(client, page)).status_code == 303


def test_how_far_it_is_can_be_seen(client, work, slow, manifest):
    page = added(client, work.put("m", manifest), "s3://images/new.jpg")
    *_, name = errands._started
    with claims._path(name).open("r+b") as claim:
        claims.tell(claim.fileno(), claims.Progress(len(manifest) // 2 + 1))
    assert "is being read: 50 %" in parse(ask_again(client, page)).text


def test_a_process_that_was_killed_is_told_once_and_begins_anew(client, work, slow, manifest):
    page = added(client, work.put("m", manifest), "s3://images/new.jpg")
    *_, process = errands._started.values()  # the first one counts
    process.kill()
    process.wait()
    assert "ended without a result" in parse(ask_again(client, page)).text
    slow.set()
    ask_again(client, page)
    finish_errands()
    assert "1 new object" in parse(ask_again(client, page)).text


def test_a_refusal_is_told_once_and_nothing_typed_is_lost(client, work, between, manifest):
    uri = work.put("m", manifest)
    between.refuse("GET", "AccessDenied", "no", 403)
    page = added(client, uri, "s3://images/new.jpg")
    finish_errands()
    refused = ask_again(client, page)
    assert refused.status_code == 403
    assert "You need permission s3:GetObject." in parse(refused).text
    between.forget()
    ask_again(client, page)
    finish_errands()
    assert "1 new object" in parse(ask_again(client, page)).text


def test_manifests_that_change_while_they_are_merged_are_merged_anew(client, work):
    sources = [work.put(name, input_manifest(2)) for name in ("one", "two")]
    target = f"s3://{BUCKET}/merged.manifest"
    sent = {"uris": "\n".join(sources), "target": target, "keep": "first"}
    page = client.get(client.post("/us-east-1/manifests/merge/", sent)["Location"])
    work.put("two", input_manifest(5))
    assert press(client, ask_again(client, page)).status_code == 303
    assert work.get(target) == input_manifest(5)
