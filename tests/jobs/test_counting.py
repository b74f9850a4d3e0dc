"""Counting a manifest: once for the same bytes, in a process of its own when it is large."""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.cache import cache

from groundtruth import manifest
from jobs import aws
from jobs.manifests import claims, errands, summaries
from jobs.manifests.counting import AT_ONCE, count
from tests.jobs.conftest import finish_errands
from tests.jobs.work import partly_labeled
from tests.local_endpoint import input_manifest

REGION = "us-east-1"


def large(work, lines=3000):
    """A manifest that is not counted while somebody waits."""
    line = b'{"source-ref":"s3://images/%s-%%05d.jpg"}\n' % (b"x" * (AT_ONCE // lines))
    return work.put("large.manifest", b"".join(line % number for number in range(lines)))


def counted_in_the_end(uri):
    finish_errands()
    return count(REGION, uri)


def test_a_small_manifest_is_counted_at_once(work):
    found = count(REGION, work.put("m", partly_labeled(2, 5, "cats")))
    assert not found.counting
    assert (found.summary.objects, found.summary.labeled("cats")) == (5, 2)


def test_the_same_manifest_is_not_read_again(work, calls):
    uri = work.put("m", input_manifest(5))
    first = count(REGION, uri)
    calls.clear()
    assert count(REGION, uri).summary == first.summary
    assert calls == ["HeadObject"]


def test_the_first_count_is_one_head_and_one_get(work, calls):
    count(REGION, work.put("m", input_manifest(5)))
    assert calls == ["HeadObject", "GetObject"]


def test_other_bytes_at_the_same_location_are_counted_anew(work):
    count(REGION, work.put("m", input_manifest(5)))
    assert count(REGION, work.put("m", input_manifest(6))).summary.objects == 6


def test_the_same_bytes_at_another_location_are_counted_anew(work, calls):
    count(REGION, work.put("m", input_manifest(5)))
    calls.clear()
    count(REGION, work.put("n", input_manifest(5)))
    assert "GetObject" in calls


def test_a_cache_that_forgets_costs_another_read(work, calls):
    uri = work.put("m", input_manifest(5))
    count(REGION, uri)
    cache.clear()
    calls.clear()
    assert count(REGION, uri).summary.objects == 5
    assert calls == ["HeadObject", "GetObject"]


def test_the_etag_is_that_of_the_counted_bytes(work):
    uri = work.put("m", input_manifest(5))
    etag = work.s3.head_object(Bucket="test-bucket", Key="m")["ETag"]
    assert count(REGION, uri).etag == etag


def test_another_version_with_the_same_bytes_is_counted_anew(work, calls):
    versions = {"Status": "Enabled"}
    work.s3.put_bucket_versioning(Bucket="test-bucket", VersioningConfiguration=versions)
    count(REGION, work.put("m", input_manifest(5)))
    uri = work.put("m", input_manifest(5))
    calls.clear()
    assert count(REGION, uri).head.version_id
    assert calls == ["HeadObject", "GetObject"]


def test_a_summary_that_is_none_is_counted_anew(work, calls):
    uri = work.put("m", input_manifest(5))
    name = summaries.name(count(REGION, uri).head)
    errands.keep(name, {"objects": "many"})
    assert count(REGION, uri).summary.objects == 5


# ------------------------------------------------------------------------ beside the console


def test_a_large_manifest_is_being_counted_meanwhile(work, slow):
    found = count(REGION, large(work))
    assert found.counting
    assert found.summary is None


def test_a_large_manifest_is_counted_in_the_end(work, slow):
    uri = large(work)
    count(REGION, uri)
    slow.set()
    assert counted_in_the_end(uri).summary.objects == 3000


def test_everybody_who_asks_meanwhile_waits_for_the_same_count(work, slow, between):
    uri = large(work)
    read = []
    between.react("GET", lambda go_on: (read.append(1), slow.wait(30), go_on())[-1])
    assert [count(REGION, uri).counting for _ in range(5)] == [True] * 5
    slow.set()
    assert counted_in_the_end(uri).summary.objects == 3000
    assert len(read) == 1


def test_a_count_that_went_on_alone_is_known_afterwards(work, slow, calls):
    uri = large(work)
    count(REGION, uri)
    slow.set()
    counted_in_the_end(uri)
    calls.clear()
    assert count(REGION, uri).summary.objects == 3000


def test_how_far_a_count_is_can_be_seen_by_every_process(work, slow):
    found = count(REGION, large(work))
    with claims._path(summaries.name(found.head)).open("r+b") as claim:
        claims.tell(claim.fileno(), claims.Progress(found.size // 2, 1500))
    found = count(REGION, found.uri)
    assert (found.read, found.lines, found.about) == (found.size // 2, 1500, 3000)


def test_no_more_manifests_are_counted_at_a_time_than_may_be(work, slow):
    uris = [work.put(f"{number}.manifest", work.get(large(work))) for number in range(3)]
    assert [count(REGION, uri).counting for uri in uris] == [True] * 3
    assert len(errands._started) == claims.AT_A_TIME == 2
    slow.set()
    assert [counted_in_the_end(uri).summary.objects for uri in uris[:2]] == [3000] * 2
    count(REGION, uris[2])
    assert counted_in_the_end(uris[2]).summary.objects == 3000


def test_a_count_whose_process_was_killed_is_told_once_and_begins_anew(work, slow):
    uri = large(work)
    count(REGION, uri)
    [process] = errands._started.values()
    process.kill()
    assert "ended without a result" in counted_in_the_end(uri).problem
    slow.set()
    count(REGION, uri)
    assert counted_in_the_end(uri).summary.objects == 3000


def test_a_count_whose_process_cannot_start_is_told(work, monkeypatch):
    uri = large(work)
    monkeypatch.setattr(sys, "executable", "false")
    count(REGION, uri)
    assert "ended without a result" in counted_in_the_end(uri).problem


def test_a_count_ends_with_a_console_that_is_killed(work, slow, monkeypatch):
    uri = large(work)
    console = subprocess.Popen(
        [sys.executable, "-c", CONSOLE, REGION, uri],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert console.stdout.readline() == "counting\n"
    assert claims.take(summaries.name(aws.head_object(REGION, uri))) is None
    console.kill()
    assert console.stdout.read() == ""  # whoever holds the pipe's other end is gone
    console.communicate()
    slow.set()
    count(REGION, uri)
    assert counted_in_the_end(uri).summary.objects == 3000


CONSOLE = """
import sys
from jobs.manifests.counting import count
print("counting" if count(*sys.argv[1:]).counting else "?", flush=True)
sys.stdin.read()
"""


def test_a_refusal_beside_the_console_is_told_and_then_tried_again(work, between):
    uri = large(work)
    between.refuse("GET", "AccessDenied", "no", 403)
    count(REGION, uri)
    assert counted_in_the_end(uri).error.kind == "access-denied"
    between.forget()
    count(REGION, uri)
    assert counted_in_the_end(uri).summary.objects == 3000


# --------------------------------------------------------------------------- by two processes

VERY_MANY = 2201  # lines of a manifest that two processes count


def very_large(work):
    line = b'{"source-ref":"s3://images/%05d.jpg","note":"' + b"x" * 15_900 + b'"}\n'
    content = b"".join(line % min(number, VERY_MANY - 2) for number in range(VERY_MANY))
    assert len(content) > summaries.BY_TWO
    return work.put("very-large.manifest", content)


def second_of(process):
    """The process that another one has started; waits for it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (found := children.read_text().split()):
        assert process.poll() is None
    return int(found[0])


def test_two_processes_find_what_one_finds(work, between):
    uri, asked = very_large(work), []
    between.react("GET", lambda go_on: (asked.append(1), go_on())[-1])
    assert count(REGION, uri).counting
    found = counted_in_the_end(uri)
    assert found.summary == manifest.scan([work.get(uri)])
    assert len(asked) == 3  # the halves, and the end of the line that both have a part of


def test_a_manifest_is_counted_by_one_while_there_is_no_turn_for_a_second(work, between):
    uri, asked = very_large(work), []
    between.react("GET", lambda go_on: (asked.append(1), go_on())[-1])
    turn = claims.take_turn("read")
    count(REGION, uri)
    assert counted_in_the_end(uri).summary.objects == VERY_MANY
    os.close(turn)
    assert len(asked) == 1


def test_two_processes_tell_that_the_manifest_has_changed(work, between):
    uri, asked = very_large(work), threading.Event()

    def change(go_on):
        if not asked.is_set():
            asked.set()
            work.put("very-large.manifest", input_manifest(5))
        return go_on()

    between.react("GET", change)
    count(REGION, uri)
    assert asked.wait(30)
    finish_errands()
    name = next(iter(errands._started))
    assert errands._take_refusal(name).kind == "changed"


def test_a_second_process_that_was_killed_is_told_once_and_begins_anew(work, slow):
    uri = very_large(work)
    count(REGION, uri)
    [process] = errands._started.values()
    os.kill(second_of(process), signal.SIGKILL)
    slow.set()
    assert "ended without a result" in counted_in_the_end(uri).problem
    count(REGION, uri)
    assert counted_in_the_end(uri).summary.objects == VERY_MANY


def test_the_second_process_ends_with_the_first(work, slow):
    count(REGION, very_large(work))
    [process] = errands._started.values()
    second = second_of(process)
    end_of_second = os.pidfd_open(second)
    process.kill()
    process.wait()
    assert select.select([end_of_second], [], [], 30)[0]
    os.close(end_of_second)


# ---------------------------------------------------------------------------------- refused


def test_what_is_no_location_is_a_problem_and_asks_nobody(calls):
    found = count(REGION, "nonsense")
    assert "“nonsense”" in found.problem
    assert not found.counting
    assert calls == []


@pytest.mark.parametrize("uri", ["s3://test-bucket/nowhere", "s3://nowhere-bucket/m"])
def test_what_is_not_there_is_an_error(work, uri):
    assert count(REGION, uri).error.kind == "not-found"


def test_what_is_forbidden_is_an_error(work, between):
    between.refuse("HEAD", "403", status=403)
    assert count(REGION, work.put("m", input_manifest(5))).error.kind == "access-denied"


def test_a_manifest_that_may_be_seen_but_not_read_is_an_error(work, between):
    between.refuse("GET", "AccessDenied", "no", 403)
    found = count(REGION, work.put("m", input_manifest(5)))
    assert (found.error.kind, found.error.operation) == ("access-denied", "GetObject")


def test_a_manifest_that_changes_between_head_and_get_is_an_error(work, between):
    def change(go_on):
        head = go_on()
        work.put("m", input_manifest(6))
        return head

    between.react("HEAD", change)
    assert count(REGION, work.put("m", input_manifest(5))).error.kind == "changed"


def test_an_error_is_not_remembered(work):
    assert count(REGION, "s3://test-bucket/m").error
    work.put("m", input_manifest(5))
    assert count(REGION, "s3://test-bucket/m").summary.objects == 5
