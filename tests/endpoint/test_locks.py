"""The locks of the endpoint are always taken in one order, so that no two threads wait for ever."""

from __future__ import annotations

import threading
from collections import defaultdict
from graphlib import TopologicalSorter

import pytest

from groundtruth.endpoint.settle import settle_ahead
from tests.endpoint import test_workteams
from tests.endpoint.conftest import Jobs
from tests.endpoint.test_app import post
from tests.local_endpoint import BUCKET


class Watch:
    """Which locks a thread held when it took another one: `before["disk"]` were held for "disk"."""

    def __init__(self) -> None:
        self.before: defaultdict[str, set[str]] = defaultdict(set)
        self._held = threading.local()

    def held(self) -> list[str]:
        return vars(self._held).setdefault("names", [])

    def lock(self, name: str) -> Watched:
        return Watched(name, self)


class Watched:
    """A lock that its thread may take again, and that tells the watch."""

    def __init__(self, name: str, watch: Watch) -> None:
        self._name, self._watch, self._lock = name, watch, threading.RLock()

    def __enter__(self) -> None:
        held = self._watch.held()
        if self._name not in held:
            self._watch.before[self._name] |= set(held)
        self._lock.acquire()
        held.append(self._name)

    def __exit__(self, *_: object) -> None:
        self._watch.held().remove(self._name)
        self._lock.release()


@pytest.fixture
def watch(jobs: Jobs) -> Watch:
    made, context = Watch(), jobs.endpoint.context
    vars(jobs.endpoint._disk)["_lock"] = made.lock("disk")
    vars(jobs.endpoint._kept)["_lock"] = made.lock("s3")
    vars(context.store)["_lock"] = made.lock("store")
    vars(context)["settling"] = made.lock("settling")
    return made


def do_everything(jobs: Jobs) -> None:
    """Go through every path that changes something."""
    sagemaker = jobs.sagemaker
    for name in ("ended", "stopped", "running"):
        jobs.create(name, tags={"by": "test"})
    jobs.endpoint.clock.advance(3)
    sagemaker.stop_labeling_job(LabelingJobName="stopped")
    jobs.finish("ended")
    settle_ahead(jobs.endpoint.context, jobs.endpoint.clock.now())
    assert jobs.output("ended")
    arn = jobs.describe("ended")["LabelingJobArn"]
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a"])
    sagemaker.list_labeling_jobs(StatusEquals="Stopped")
    test_workteams.make(sagemaker)
    sagemaker.delete_workteam(WorkteamName="night")
    jobs.s3.delete_object(Bucket=BUCKET, Key="t.liquid")
    post(jobs.endpoint, "quotas", {"labeling-jobs": 1})
    post(jobs.endpoint, "clock", {"advance": 1})
    post(jobs.endpoint, "reset", {})


def test_no_lock_is_taken_before_and_after_another(jobs: Jobs, watch: Watch) -> None:
    do_everything(jobs)
    TopologicalSorter(watch.before).prepare()  # graphlib.CycleError for two orders
    assert "disk" in watch.before["store"]
    assert {"settling", "s3"} <= watch.before["disk"]


def test_the_watch_sees_two_orders() -> None:
    watch = Watch()
    first, second = watch.lock("first"), watch.lock("second")
    for one, another in ((first, second), (second, first)):
        with one, another:
            pass
    with pytest.raises(ValueError, match="cycle"):
        TopologicalSorter(watch.before).prepare()
