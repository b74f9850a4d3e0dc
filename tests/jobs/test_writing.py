"""Large manifests written by a process: once, whoever looks, and never over what others wrote."""

import os
import threading

import pytest

from groundtruth.manifest.spans import SENT_PART
from jobs.manifests import claims, errands
from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, flashes, parse
from tests.jobs.test_add_objects import large_manifest, press
from tests.jobs.test_edit_manifest import replaced
from tests.local_endpoint import input_manifest

LAST = "POST uploadId"  # the call that puts the parts in the place of the manifest


@pytest.fixture(scope="module")
def after():
    return large_manifest(SENT_PART * 2)


@pytest.fixture
def uri(work):
    return work.put("m", input_manifest(5))


@pytest.fixture
def page(client, uri, after):
    """A large file that is to take the place of a small manifest."""
    page = replaced(client, uri, after)
    finish_errands()
    return look(client, page)


@pytest.fixture
def held(between):
    """The last call of a write: `arrived` is set when it comes, and it goes on with `let_go`."""
    arrived, let_go, came = threading.Event(), threading.Event(), []

    def hold(go_on):
        came.append(1)
        arrived.set()
        let_go.wait(30)
        return go_on()

    between.react(LAST, hold)
    held = type("Held", (), {"arrived": arrived, "let_go": let_go, "came": came})
    yield held
    let_go.set()
    finish_errands()


def look(client, page, **headers):
    return client.get(page.request["PATH_INFO"], headers=headers)


def begun(client, page):
    answer = press(client, page)
    assert (answer.status_code, answer["Location"]) == (303, page.request["PATH_INFO"])


def writer():
    return list(errands._started.values())[-1]


def test_the_page_tells_how_far_it_is_and_the_old_manifest_stands(client, work, uri, page, held):
    begun(client, page)
    assert held.arrived.wait(30)
    told = parse(look(client, page))
    assert "The manifest is being written: 100 %." in told.text
    assert told.one("noscript").text == "Refresh"
    assert work.get(uri) == input_manifest(5)


def test_it_is_written_whether_or_not_somebody_looks(client, work, uri, page, after):
    begun(client, page)
    finish_errands()
    assert work.get(uri) == after
    answer = look(client, page)
    assert answer.status_code == 303
    (told,) = flashes(client.get(answer["Location"]))
    assert "The version before is kept at s3://test-bucket/m.bak-" in told
    assert look(client, page).status_code == 404  # it is made, and told once


def test_it_is_written_once_however_often_the_button_is_pressed(client, page, held):
    begun(client, page)
    assert held.arrived.wait(30)
    assert "is being written" in parse(press(client, page)).text
    assert "is being written" in parse(press(client, page, discard="1")).text
    held.let_go.set()
    finish_errands()
    assert look(client, page).status_code == 303
    assert held.came == [1]


def test_a_page_that_asks_now_and_then_loads_itself_anew_in_the_end(client, page, held):
    begun(client, page)
    assert held.arrived.wait(30)
    assert by_id(look(client, page, hx_request="true"), "change-waiting")["hx-get"]
    held.let_go.set()
    finish_errands()
    for _ in range(2):  # in two tabs
        assert look(client, page, hx_request="true")["HX-Refresh"] == "true"
    assert look(client, page).status_code == 303
    assert look(client, page, hx_request="true")["HX-Refresh"] == "true"  # the change is gone


def test_what_somebody_writes_meanwhile_is_shown_and_stays(client, work, uri, page, after, held):
    begun(client, page)
    assert held.arrived.wait(30)
    work.put("m", input_manifest(6))
    held.let_go.set()
    finish_errands()
    assert "is being read" in parse(look(client, page)).text  # to hold it against what is there
    finish_errands()
    conflict = look(client, page)
    assert [each.text for each in parse(conflict).all("dt")][-3:] == ["Yours", "Current", "Both"]
    assert work.get(uri) == input_manifest(6)
    assert press(client, conflict).status_code == 422
    answer = press(client, conflict, agree="overwrite")
    finish_errands()
    assert client.get(answer["Location"]).status_code == 303
    assert work.get(uri) == after


def test_a_process_killed_in_the_middle_leaves_the_old_manifest_whole(
    client, work, uri, page, after, between
):
    sent = []
    between.react("PUT", lambda go_on: (sent.append(go_on()), sent[0])[1])
    between.react(LAST, lambda go_on: os.kill(writer().pid, 9))
    begun(client, page)
    finish_errands()
    assert len(sent) > 2  # parts, and the copy that is kept
    assert work.get(uri) == input_manifest(5)
    told = parse(look(client, page)).of_class("alert")[0].text
    assert "The process that wrote the manifest ended before it was done" in told
    between.forget()
    begun(client, look(client, page))
    finish_errands()
    assert look(client, page).status_code == 303
    assert work.get(uri) == after


def test_a_process_killed_after_its_last_call_has_done_its_work(
    client, work, uri, page, after, between
):
    between.react(LAST, lambda go_on: (go_on(), os.kill(writer().pid, 9))[1])
    begun(client, page)
    finish_errands()
    assert look(client, page).status_code == 303
    assert work.get(uri) == after


def test_a_refused_write_is_told_once_and_loses_nothing(client, work, uri, page, after, between):
    between.refuse(LAST, "AccessDenied", "no", 403)
    begun(client, page)
    finish_errands()
    refused = look(client, page)
    assert refused.status_code == 403
    assert "You need permission s3:PutObject." in parse(refused).text
    assert "You need permission" not in parse(look(client, page)).text
    between.forget()
    begun(client, refused)
    finish_errands()
    assert work.get(uri) == after


def test_a_refused_write_is_told_however_late_somebody_looks(client, page, between, monkeypatch):
    monkeypatch.setattr("jobs.manifests.errands.REFUSAL_LIVES", 0)  # that of a reading is gone
    between.refuse(LAST, "AccessDenied", "no", 403)
    begun(client, page)
    finish_errands()
    assert look(client, page).status_code == 403


def test_no_more_are_written_at_a_time_than_may_be(client, work, uri, page):
    turns = [claims.take_turn("write") for _ in range(claims.AT_A_TIME)]
    refused = press(client, page)
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert "Other large manifests are being written" in parse(refused).of_class("alert")[0].text
    assert work.get(uri) == input_manifest(5)
    for turn in turns:
        os.close(turn)
    begun(client, refused)
    finish_errands()
