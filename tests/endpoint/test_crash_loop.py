"""kill -9 in the midst of work, again and again: nothing that was answered is lost or doubled."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tests.local_endpoint import (
    BUCKET,
    TEMPLATE,
    Server,
    create_request,
    input_manifest,
    label_categories,
)

ROUNDS = 5
OBJECTS = 200  # of each job, five of them in two seconds
HUNG_UP = (BotoCoreError, OSError, http.client.HTTPException)
ENDED = ("Completed", "Stopped", "Failed")


class Known:
    """What the endpoint has acknowledged, and what it was asked for without an answer."""

    def __init__(self) -> None:
        self.jobs: set[str] = set()
        self.tried_jobs: set[str] = set()
        self.stopped: set[str] = set()
        self.tried_stops: set[str] = set()
        # What a key holds, None for nothing; and what it may hold, since nobody was told.
        self.bodies: dict[str, bytes | None] = {}
        self.tried_bodies: dict[str, set[bytes | None]] = {}
        self.labels: dict[tuple[str, int], bytes] = {}


class Turmoil:
    """People who work at the same time until the endpoint is killed under their hands."""

    def __init__(self, server: Server, known: Known, seed: int) -> None:
        self.server, self.known, self.seed = server, known, seed
        self.s3, self.sagemaker = server.client("s3"), server.client("sagemaker")
        self.faults: list[BaseException] = []
        self.killed = threading.Event()
        self._enough = threading.Semaphore(0)

    def run(self, until: int) -> None:
        """Work until so many jobs were made, and then kill the endpoint."""
        tasks = (self.create_jobs, self.stop_jobs, self.put_objects, self.replace_objects,
                 self.pass_time_and_look)  # fmt: skip
        people = [
            threading.Thread(target=self._work, args=(task, random.Random(f"{self.seed} {number}")))
            for number, task in enumerate(tasks)
        ]
        for person in people:
            person.start()
        for _ in range(until):
            assert self._enough.acquire(timeout=60), "the endpoint does not answer"
        self.killed.set()
        self.server.kill()
        for person in people:
            person.join(timeout=60)
        assert not self.faults, self.faults

    def _work(self, task: Callable[[random.Random, int], None], dice: random.Random) -> None:
        turn = 0
        try:
            while True:
                turn += 1
                task(dice, turn)
        except Exception as fault:
            if not (isinstance(fault, HUNG_UP) and self.killed.is_set()):
                self.faults.append(fault)
                self._enough.release(1000)

    # -------------------------------------------------------------------------- what they do

    def create_jobs(self, dice: random.Random, turn: int) -> None:
        name = f"Job-{self.seed}-{turn}"
        shared = {
            "InputConfig": create_request("all")["InputConfig"],
            "LabelCategoryConfigS3Uri": f"s3://{BUCKET}/all/labels.json",
        }
        self.known.tried_jobs.add(name)
        self.sagemaker.create_labeling_job(**create_request(name, **shared))
        self.known.jobs.add(name)
        self._enough.release()

    def stop_jobs(self, dice: random.Random, turn: int) -> None:
        self.sagemaker.list_labeling_jobs(StatusEquals="InProgress")
        if turn % 2 and self.known.jobs:
            self.stop(dice.choice(sorted(self.known.jobs)))

    def stop(self, name: str) -> None:
        self.known.tried_stops.add(name)
        try:
            self.sagemaker.stop_labeling_job(LabelingJobName=name)
            self.known.stopped.add(name)
        except ClientError as refused:
            if "cannot be stopped" not in str(refused):
                raise

    def put_objects(self, dice: random.Random, turn: int) -> None:
        """New ones, every fourth too large for the database."""
        self._put(f"new/{self.seed}-{turn}", dice.randbytes(300_000 if turn % 4 == 0 else 300))

    def replace_objects(self, dice: random.Random, turn: int) -> None:
        """The same few over and over, and sometimes away with one."""
        key = f"same/{turn % 3}"
        self._put(key, None if turn % 7 == 0 else dice.randbytes(dice.choice([10, 200_000])))

    def _put(self, key: str, body: bytes | None) -> None:
        known = self.known
        known.tried_bodies[key] = {known.bodies.pop(key, None), body}
        if body is None:
            self.s3.delete_object(Bucket=BUCKET, Key=key)
        else:
            self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        known.bodies[key] = body
        del known.tried_bodies[key]

    def pass_time_and_look(self, dice: random.Random, turn: int) -> None:
        self.server.advance(dice.random())
        if self.known.jobs:
            remember_labels(self.s3, self.known, dice.choice(sorted(self.known.jobs)))


def output(s3: Any, name: str) -> list[bytes] | None:
    """The lines of a job's output manifest, if there is one yet."""
    manifest = held(s3, f"output/{name}/manifests/output/output.manifest")
    return None if manifest is None else manifest.split(b"\n")


def remember_labels(s3: Any, known: Known, name: str) -> None:
    """A line that was seen with a label has it for ever, and no other one."""
    for number, line in enumerate(output(s3, name) or []):
        if name.encode() in line:
            assert known.labels.setdefault((name, number), line) == line


# ----------------------------------------------------------------------------- what must hold


def check_objects(s3: Any, known: Known) -> None:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    assert len(keys) == len(set(keys))
    for key, body in known.bodies.items():
        assert held(s3, key) == body, key
    for key, bodies in known.tried_bodies.items():
        known.bodies[key] = held(s3, key)
        assert known.bodies[key] in bodies, key
    known.tried_bodies.clear()


def held(s3: Any, key: str) -> bytes | None:
    with contextlib.suppress(s3.exceptions.NoSuchKey):
        return bytes(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    return None


def check_jobs(sagemaker: Any, s3: Any, known: Known) -> None:
    pages = sagemaker.get_paginator("list_labeling_jobs").paginate(MaxResults=100)
    rows = [row for page in pages for row in page["LabelingJobSummaryList"]]
    names = [row["LabelingJobName"] for row in rows]
    assert len(names) == len(set(names))
    assert known.jobs <= set(names) <= known.tried_jobs
    known.jobs = set(names)
    for row in rows:
        counters = row["LabelCounters"]
        assert counters["TotalLabeled"] == counters["HumanLabeled"] + counters["MachineLabeled"]
        assert _objects(counters) in (0, OBJECTS)
        if row["LabelingJobName"] in known.stopped:
            assert row["LabelingJobStatus"] in ("Stopping", "Stopped"), row
    for name in names:
        remember_labels(s3, known, name)


def check_ends(sagemaker: Any, s3: Any, known: Known) -> None:
    """Every job has come to its end, and its output has each object once, in its place."""
    source = input_manifest(OBJECTS).split(b"\n")
    for name in known.jobs:
        job = sagemaker.describe_labeling_job(LabelingJobName=name)
        assert job["LabelingJobStatus"] in ENDED
        stopped = name in known.stopped or job["LabelingJobStatus"] == "Stopped"
        assert job["LabelingJobStatus"] == ("Stopped" if stopped else "Completed")
        assert not stopped or name in known.tried_stops
        lines = output(s3, name) or source
        assert [json.loads(line)["source-ref"] for line in lines if line] == [
            json.loads(line)["source-ref"] for line in source if line
        ]
        labels = [line.count(b'"%s":' % name.encode()) for line in lines if line]
        assert set(labels) <= {0, 1}
        counters = job["LabelCounters"]
        assert _objects(counters) in ((0, OBJECTS) if stopped else (OBJECTS,))
        assert sum(labels) == counters["TotalLabeled"]


def _objects(counters: dict[str, int]) -> int:
    return sum(counters[name] for name in ("TotalLabeled", "FailedNonRetryableError", "Unlabeled"))


def test_kill_9_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    server, known = Server(tmp_path / "state"), Known()
    dice = random.Random(20_240_101)
    for seed in range(ROUNDS):
        server.start()
        s3, sagemaker = server.client("s3"), server.client("sagemaker")
        if not seed:
            s3.create_bucket(Bucket=BUCKET)
            s3.put_object(Bucket=BUCKET, Key="t.liquid", Body=TEMPLATE)
            s3.put_object(Bucket=BUCKET, Key="all/input.manifest", Body=input_manifest(OBJECTS))
            s3.put_object(Bucket=BUCKET, Key="all/labels.json", Body=label_categories("a", "b"))
        check_objects(s3, known)
        check_jobs(sagemaker, s3, known)
        turmoil = Turmoil(server, known, seed)
        turmoil.create_jobs(dice, 0)
        if seed:
            turmoil.stop(f"Job-{seed - 1}-0")
        turmoil.run(until=dice.randrange(1, 5))
    server.start()
    s3, sagemaker = server.client("s3"), server.client("sagemaker")
    check_objects(s3, known)
    check_jobs(sagemaker, s3, known)
    server.advance(3600)
    check_ends(sagemaker, s3, known)
    check_jobs(sagemaker, s3, known)
    server.end()
    assert len(known.jobs) >= ROUNDS
    assert known.stopped
    assert known.labels


def test_kill_9_while_labels_are_written_loses_and_doubles_none(tmp_path: Path) -> None:
    """The output is asked for and the endpoint killed, sooner and later, until it is whole."""
    objects, name = 3000, "killed"
    server = Server(tmp_path / "state").start()
    s3, sagemaker = server.client("s3"), server.client("sagemaker")
    s3.create_bucket(Bucket=BUCKET)
    manifest = input_manifest(objects)
    s3.put_object(Bucket=BUCKET, Key=f"{name}/input.manifest", Body=manifest)
    s3.put_object(Bucket=BUCKET, Key=f"{name}/labels.json", Body=label_categories("a", "b"))
    s3.put_object(Bucket=BUCKET, Key="t.liquid", Body=TEMPLATE)
    sagemaker.create_labeling_job(**create_request(name))
    key = f"output/{name}/manifests/output/output.manifest"
    for part in range(6):
        server.advance(objects * 0.4 / 5)
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        connection.request("GET", f"/{BUCKET}/{key}")
        with contextlib.suppress(TimeoutError):
            connection.sock.settimeout(0.02 + part / 20)
            connection.getresponse()
        server.kill()
        server.start()
    s3, sagemaker = server.client("s3"), server.client("sagemaker")
    told = sagemaker.describe_labeling_job(LabelingJobName=name)
    assert (told["LabelingJobStatus"], told["LabelCounters"]["TotalLabeled"]) == (
        "Completed",
        objects,
    )
    lines = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().splitlines()
    for before, after in zip(manifest.splitlines(), lines, strict=True):
        assert after.startswith(before[:-1] + b',"killed":')
        assert after.count(b'"killed"') == 1
    server.end()
    assert len(list((server.state / "bodies").iterdir())) == 1
