"""A manifest is written whole or not at all, by one who dies on the way and by two at a time."""

import os
import subprocess
import sys
import threading

import pytest

from jobs import storage
from jobs.aws import AWSError
from jobs.manifests import drafts, writing
from jobs.manifests.appending import Appending, sort
from jobs.manifests.errands import Teller
from tests.jobs.test_add_objects import REGION, large_manifest
from tests.local_endpoint import ROOT


def test_a_write_that_dies_on_its_way_leaves_the_old_manifest_whole(work, between):
    before = large_manifest()
    uri = work.put("m", before)
    between.refuse("POST uploadId", "SlowDown", "later", 503)
    with pytest.raises(AWSError):
        append(uri, b"s3://images/new.jpg\n")
    assert work.get(uri) == before


def test_a_process_killed_before_its_last_call_leaves_the_old_manifest_whole(work, between):
    before = large_manifest()
    uri = work.put("m", before)
    arrived, let_go = threading.Event(), threading.Event()

    def hold_the_last(go_on):
        arrived.set()
        let_go.wait(60)

    between.react("POST uploadId", hold_the_last)
    script = f"append({uri!r}, b's3://images/new.jpg')"
    port = between.url.rpartition(":")[2]
    writer = subprocess.Popen(
        [sys.executable, "-c", f"{SET_UP}; from {__name__} import append; {script}"],
        cwd=ROOT,
        env=os.environ | {"GTCONSOLE_ENDPOINT_PORT": port},
    )
    assert arrived.wait(60)
    writer.kill()
    writer.wait()
    let_go.set()
    assert work.get(uri) == before


SET_UP = (
    "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'gtconsole.settings'; django.setup()"
)


def append(uri, typed):
    """Add lines as a page does, against whatever is there now."""
    seen = storage.see(REGION, uri)
    draft = drafts.keep(REGION, "add", uri, seen.etag, [typed], key="source-ref")
    change = Appending(draft, seen, *sort(Teller(), REGION, draft, seen))
    writing.make(REGION, change, keep_copy=False)


@pytest.mark.parametrize("before", [b"", large_manifest()], ids=["small", "large"])
def test_two_writers_lose_nothing(work, before):
    uri = work.put("m", before)
    rounds, failed = 8, []

    def write(who):
        for number in range(rounds):
            while True:
                try:
                    append(uri, f"s3://images/{who}-{number}.jpg\n".encode())
                    break
                except AWSError as error:
                    if error.kind != "changed":
                        failed.append(error)
                        return

    writers = [threading.Thread(target=write, args=(who,)) for who in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    after = work.get(uri)
    assert after.startswith(before)
    expected = [f"s3://images/{who}-{number}.jpg" for who in "ab" for number in range(rounds)]
    lines = after.removeprefix(before).decode().splitlines()
    assert sorted(lines) == sorted(f'{{"source-ref":"{each}"}}' for each in expected)
