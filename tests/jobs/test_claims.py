"""Claims: one holder at a time on this machine, and none that is dead."""

import os
import subprocess
import sys

import pytest

from jobs.manifests import claims
from jobs.manifests.claims import Progress

HOLD = "import sys; print(flush=True); sys.stdin.read()"


@pytest.fixture(autouse=True)
def _empty_folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path


def hand_on(claim):
    """Another process that holds the claim, and this one not any more."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        pass_fds=(claim,),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    os.close(claim)
    holder.stdout.readline()
    return holder


def test_a_claim_is_held_by_one():
    claim = claims.take("m")
    assert claims.take("m") is None
    os.close(claims.take("other"))
    os.close(claim)
    os.close(claims.take("m"))


def test_a_claim_goes_to_another_process_and_ends_with_it():
    holder = hand_on(claims.take("m"))
    assert claims.take("m") is None
    holder.kill()
    holder.communicate()
    os.close(claims.take("m"))


def test_progress_is_told_to_all_and_forgotten_by_the_next_holder():
    assert claims.progress("m") == Progress(0, 0)
    claim = claims.take("m")
    claims.tell(claim, Progress(5_000_000_000, 7))
    assert claims.progress("m") == Progress(5_000_000_000, 7)
    os.close(claim)
    claim = claims.take("m")
    assert claims.progress("m") == Progress(0, 0)
    os.close(claim)


def test_a_dropped_claim_is_free_and_leaves_no_file(tmp_path):
    claim = claims.take("m")
    claims.drop("m")
    assert list((tmp_path / "counting").iterdir()) == []
    later = claims.take("m")
    assert later is not None
    assert claims.take("m") is None
    os.close(claim)
    assert claims.take("m") is None
    os.close(later)


def test_who_waits_for_a_file_that_is_dropped_gets_a_new_one(monkeypatch):
    """Between opening and locking, the holder may be done."""
    claim = claims.take("m")
    lock = claims.fcntl.flock

    def late(*told):
        monkeypatch.setattr(claims.fcntl, "flock", lock)
        claims.drop("m")
        os.close(claim)
        lock(*told)

    monkeypatch.setattr(claims.fcntl, "flock", late)
    later = claims.take("m")
    assert claims.take("m") is None
    os.close(later)


def test_there_are_as_many_turns_as_may_count_at_a_time():
    turns = [claims.take_turn("read") for _ in range(claims.AT_A_TIME)]
    assert None not in turns
    assert claims.take_turn("read") is None
    os.close(turns[0])
    turns[0] = claims.take_turn("read")
    assert turns[0] is not None
    for turn in turns:
        os.close(turn)
