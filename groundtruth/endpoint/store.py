"""The endpoint's own records: jobs, labels so far, work teams and the like, tags, and the clock.

Jobs are held in memory and written through: a method that changes something returns once it is on
the disk. Names are unique in a Region whatever their case.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import IO, Any, cast

from groundtruth.endpoint.disk import Disk, NewBody
from groundtruth.endpoint.job import Job, Plan
from groundtruth.endpoint.lines import Lines
from groundtruth.endpoint.pace import Timing
from groundtruth.endpoint.shelf import Ready


class NameTakenError(Exception):
    """A labeling job of that name, in some case, exists in the Region."""


class Store:
    """All labeling jobs of one state folder."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._lock = threading.RLock()
        self.load()

    def load(self) -> None:
        """Make the memory what the disk says."""
        rows = self._disk.rows("SELECT id, region, record, codes, manifest, progress FROM jobs")
        tagged = self._disk.rows("SELECT arn, key, value FROM tags ORDER BY rowid")
        with self._lock:
            jobs = [_job(*row) for row in rows]
            self._jobs = {(job.region, job.name.lower()): job for job in jobs}
            self._unsettled = {(job.region, job.name.lower()) for job in jobs if not job.final}
            self._tags: dict[str, dict[str, str]] = {}
            for arn, key, value in tagged:
                self._tags.setdefault(arn, {})[key] = value

    # ------------------------------------------------------------------------------- jobs

    def add(self, job: Job, tags: Mapping[str, str], manifest: bytes | None) -> Job:
        """Write a new job down, its tags and a copy of its manifest; NameTakenError if it is."""
        key = (job.region, job.name.lower())
        # The disk first, then the memory, here as everywhere: two locks need one order.
        with self._disk.transaction(), self._lock:
            if key in self._jobs:
                raise NameTakenError(self._jobs[key].name)
            body = self._disk.put_body(manifest) if manifest is not None else None
            added = replace(job, manifest=body)
            number = self._disk.write(
                "INSERT INTO jobs (region, name, record, codes, manifest, progress) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                *(job.region, job.name, _record(job), job.plan.codes, body, _progress(job)),
            )
            self._disk.write_many(
                "INSERT INTO tags VALUES (?, ?, ?)",
                [(job.arn, key, value) for key, value in tags.items()],
            )
            added = replace(added, id=number)
        with self._lock:
            self._tags[added.arn] = dict(tags)
            self._remember(key, added)
        return added

    def job(self, region: str, name: str) -> Job | None:
        return self._jobs.get((region, name.lower()))

    def jobs(self, region: str) -> list[Job]:
        with self._lock:
            return [job for (where, _), job in self._jobs.items() if where == region]

    def everywhere(self) -> list[Job]:
        """The jobs of every Region."""
        with self._lock:
            return list(self._jobs.values())

    def unsettled(self) -> list[Job]:
        """The jobs, in every Region, of which something is still to be written down."""
        with self._lock:
            return [self._jobs[key] for key in self._unsettled]

    def current(self, job: Job) -> Job | None:
        """The same job as it is by now; None when all jobs were forgotten since."""
        known = self.job(job.region, job.name)
        return known if known is not None and known.reference == job.reference else None

    def stop(self, job: Job, now: float) -> None:
        """Write down that somebody stopped the job; who was first stays."""
        with self._disk.transaction(), self._lock:
            known = self.current(job)
            if known is not None and known.stop_requested is None:
                self._change(replace(known, stop_requested=now))

    def keep_labels(self, job: Job, settled: int, labels: Iterable[tuple[int, bytes]]) -> None:
        """Write down the members of newly finished lines, and how far the job has come."""
        rows = [(job.id, line, members) for line, members in labels]
        with self._disk.transaction():
            self._disk.write_many("INSERT OR REPLACE INTO labels VALUES (?, ?, ?)", rows)
            with self._lock:
                self._change(replace(self.current(job) or job, settled=settled))

    def finish(self, job: Job) -> None:
        """Write down that the job's output manifest is written for good."""
        with self._disk.transaction(), self._lock:
            self._change(replace(self.current(job) or job, final=True))

    def labels(self, job: Job, start: int, end: int) -> dict[int, bytes]:
        """The members that finished lines get, by line number from 0, as one JSON object each."""
        query = "SELECT line, members FROM labels WHERE job = ? AND line >= ? AND line < ?"
        return dict(self._disk.rows(query, job.id, start, end))

    def filed(self, job: Job) -> dict[str, int]:
        """The files that were written beside the output manifest, and how much they told."""
        return dict(self._disk.rows("SELECT key, told FROM filed WHERE job = ?", job.id))

    def file(self, job: Job, files: Iterable[tuple[str, int]]) -> None:
        """Write down that files were written."""
        rows = [(job.id, key, told) for key, told in files]
        self._disk.write_many("INSERT OR REPLACE INTO filed VALUES (?, ?, ?)", rows)

    def close_folder(self, job: Job) -> None:
        """Write down that a listing of the job's folder finds everything written."""
        with self._disk.transaction(), self._lock:
            self._change(replace(self.current(job) or job, filed=True))

    def manifest(self, job: Job) -> bytes | None:
        """The input manifest as it was when the job was created."""
        return self._disk.body(job.manifest) if job.manifest is not None else None

    def lines(self, job: Job) -> Lines:
        """The lines of that manifest, which is not copied into memory."""
        return Lines(self._disk.map_body(job.manifest) if job.manifest is not None else b"")

    def new_body(self) -> NewBody:
        """A place on the disk for something large."""
        return self._disk.new_body()

    def ready(self, new: NewBody) -> bytes | IO[bytes]:
        """What was written there, to be uploaded."""
        return new.small if new.small is not None else cast(IO[bytes], Ready(self._disk, new))

    def _change(self, job: Job) -> None:
        self._disk.write("UPDATE jobs SET progress = ? WHERE id = ?", _progress(job), job.id)
        with self._lock:
            self._remember((job.region, job.name.lower()), job)

    def _remember(self, key: tuple[str, str], job: Job) -> None:
        self._jobs[key] = job
        if job.final:
            self._unsettled.discard(key)
        else:
            self._unsettled.add(key)

    # ------------------------------------------------------------------------------- resources

    def add_resource(
        self,
        kind: str,
        region: str,
        name: str,
        record: Mapping[str, Any],
        arn: str,
        tags: Mapping[str, str],
    ) -> None:
        """Write something down that is no job, with its tags; NameTakenError if the name is."""
        with self._disk.transaction():
            query = "SELECT name FROM resources WHERE kind = ? AND region = ? AND name = ?"
            if self._disk.rows(query, kind, region, name):
                raise NameTakenError(name)
            self._disk.write(
                "INSERT INTO resources VALUES (?, ?, ?, ?, ?)",
                *(kind, region, name, arn, json.dumps(record)),
            )
            self.add_tags(arn, tags)

    def change_resource(
        self, kind: str, region: str, name: str, changes: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Write members of a record anew; the whole of it, None if there is none of that name."""
        find = "SELECT record FROM resources WHERE kind = ? AND region = ? AND name = ?"
        change = "UPDATE resources SET record = ? WHERE kind = ? AND region = ? AND name = ?"
        with self._disk.transaction():
            rows = self._disk.rows(find, kind, region, name)
            if not rows:
                return None
            record: dict[str, Any] = {**json.loads(rows[0][0]), **changes}
            self._disk.write(change, json.dumps(record), kind, region, name)
        return record

    def resources(self, kind: str, region: str) -> list[dict[str, Any]]:
        query = "SELECT record FROM resources WHERE kind = ? AND region = ? ORDER BY name"
        return [json.loads(record) for (record,) in self._disk.rows(query, kind, region)]

    def has_resource(self, kind: str, region: str, arn: str) -> bool:
        query = "SELECT 1 FROM resources WHERE kind = ? AND region = ? AND arn = ?"
        return bool(self._disk.rows(query, kind, region, arn))

    def remove_resource(self, kind: str, region: str, name: str, arn: str) -> None:
        with self._disk.transaction():
            self._disk.write(
                "DELETE FROM resources WHERE kind = ? AND region = ? AND name = ?",
                *(kind, region, name),
            )
            self.remove_tags(arn, self.tags(arn))

    # ------------------------------------------------------------------------------- tags

    def tags(self, arn: str) -> dict[str, str]:
        with self._lock:
            return dict(self._tags.get(arn, {}))

    def add_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        self._disk.write_many(
            "INSERT INTO tags VALUES (?, ?, ?) "
            "ON CONFLICT (arn, key) DO UPDATE SET value = excluded.value",
            [(arn, key, value) for key, value in tags.items()],
        )
        with self._lock:
            self._tags.setdefault(arn, {}).update(tags)

    def remove_tags(self, arn: str, keys: Iterable[str]) -> None:
        removed = list(keys)
        self._disk.write_many(
            "DELETE FROM tags WHERE arn = ? AND key = ?", [(arn, key) for key in removed]
        )
        with self._lock:
            for key in removed:
                self._tags.get(arn, {}).pop(key, None)

    # ------------------------------------------------------------------------------- state

    def value(self, name: str) -> str | None:
        rows = self._disk.rows("SELECT value FROM state WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def set_value(self, name: str, value: str) -> None:
        self._disk.write("INSERT OR REPLACE INTO state VALUES (?, ?)", name, value)


def _record(job: Job) -> str:
    plan = {**asdict(job.plan), "codes": None}
    return json.dumps(
        {
            "account": job.account,
            "request": job.request,
            "reference": job.reference,
            "created": job.created,
            "timing": asdict(job.timing),
            "plan": plan,
        }
    )


def _progress(job: Job) -> str:
    names = ("stop_requested", "settled", "final", "filed")
    return json.dumps({name: getattr(job, name) for name in names})


def _job(
    number: int, region: str, record: str, codes: bytes, manifest: str | None, progress: str
) -> Job:
    known: dict[str, Any] = json.loads(record)
    plan: dict[str, Any] = known.pop("plan")
    plan.update(codes=bytes(codes), categories=tuple(plan["categories"]))
    plan["rounds"] = tuple((people, machine) for people, machine in plan.get("rounds", ()))
    plan.pop("machine_first", None)  # of endpoints before there were rounds
    timing = Timing(**known.pop("timing"))
    return Job(
        id=number,
        region=region,
        manifest=manifest,
        plan=Plan(**plan),
        timing=timing,
        **known,
        **json.loads(progress),
    )
