"""The state folder: a SQLite database and a file for each large body, changed whole or not at all.

Everything the endpoint has acknowledged is in here. A change is one transaction, committed with
synchronous=FULL; a body's file is on the disk before the row that names it is, and a name is never
used twice, so that a kill at any moment leaves the state from before or from after the change.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import mmap
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Smaller bodies live in the database: thousands of small files would make a slow folder.
INLINE_LIMIT = 128 * 1024

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY,
    region TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    record TEXT NOT NULL,
    codes BLOB NOT NULL,
    manifest TEXT,
    progress TEXT NOT NULL,
    UNIQUE (region, name)
);
CREATE TABLE IF NOT EXISTS labels (
    job INTEGER NOT NULL,
    line INTEGER NOT NULL,
    members BLOB NOT NULL,
    PRIMARY KEY (job, line)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS filed (
    job INTEGER NOT NULL, key TEXT NOT NULL, told INTEGER NOT NULL, PRIMARY KEY (job, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tags (
    arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)
);
CREATE TABLE IF NOT EXISTS resources (
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    arn TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (kind, region, name)
);
CREATE TABLE IF NOT EXISTS bodies (name TEXT PRIMARY KEY, data BLOB, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bucket_settings (
    bucket TEXT NOT NULL, query TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (bucket, query)
);
CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (bucket, key, position)
);
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, attributes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL,
    number INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (upload, number)
);
CREATE TABLE IF NOT EXISTS accounts (service TEXT PRIMARY KEY, data BLOB NOT NULL);
"""
_TABLES = [
    "state",
    "jobs",
    "labels",
    "filed",
    "tags",
    "resources",
    "bodies",
    "buckets",
    "bucket_settings",
    "objects",
    "uploads",
    "parts",
    "accounts",
]


class StateInUseError(Exception):
    """Another endpoint works on the same folder."""


class NewBody:
    """A body on its way to the disk; a small one stays in memory, as `small`.

    The file of a large one is nobody's until `Disk.name_body` names it: a kill leaves it to be
    swept.
    """

    def __init__(self, path: Path) -> None:
        self.name, self.size = path.name, 0
        self.small: bytes | None = b""
        self._path = path
        self._file: io.BufferedWriter | None = None
        self._md5 = hashlib.md5(usedforsecurity=False)

    def write(self, data: bytes) -> None:
        self._md5.update(data)
        self.size += len(data)
        if self.small is not None and self.size <= INLINE_LIMIT:
            self.small += data
            return
        if self._file is None:
            self._file = self._path.open("xb")
            self._file.write(self.small or b"")
            self.small = None
        self._file.write(data)

    def finish(self) -> str:
        """Have a large one on the disk; the MD5 of it in hexadecimal."""
        if self._file is not None:
            _sync(self._file)
            self._file.close()
        return self._md5.hexdigest()

    def drop(self) -> None:
        """Nobody wants it."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)


class Disk:
    """One state folder, held by one process at a time."""

    def __init__(self, folder: Path, *, patience: float = 0.0) -> None:
        """Open the folder, made if need be; wait `patience` seconds for another to let go of it."""
        self.folder = folder
        self._files = folder / "bodies"
        self._files.mkdir(parents=True, exist_ok=True)
        self._hold(patience)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            folder / "endpoint.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        self._sweep()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            os.close(self._held)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is on the disk afterwards, or, after an exception, nothing of it is."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._connection.execute("BEGIN IMMEDIATE")
                yield
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._depth == 1 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def write(self, statement: str, *values: Any) -> int:
        """Run one changing statement; the id of the row it made, if it made one."""
        with self.transaction():
            return self._connection.execute(statement, values).lastrowid or 0

    def write_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        with self.transaction():
            self._connection.executemany(statement, rows)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def empty(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in _TABLES:
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
        self._sweep()

    # ------------------------------------------------------------------------------- bodies

    def put_body(self, data: bytes) -> str:
        """Write a body down and name it; call it inside the transaction that refers to it."""
        name = uuid.uuid4().hex
        inline = len(data) <= INLINE_LIMIT
        if not inline:
            self._write_file(name, data)
        self.write("INSERT INTO bodies VALUES (?, ?, ?)", name, data if inline else None, len(data))
        return name

    def body(self, name: str, start: int = 0, size: int = -1) -> bytes:
        """`size` bytes of a body from `start` on; all the rest when `size` is negative."""
        ((data, _),) = self.rows("SELECT data, size FROM bodies WHERE name = ?", name)
        if data is not None:
            return bytes(data[start:] if size < 0 else data[start : start + size])
        with (self._files / name).open("rb") as file:
            file.seek(start)
            return file.read(size)

    def map_body(self, name: str) -> bytes | mmap.mmap:
        """A body to read here and there: the file's own pages, or the bytes of a small one."""
        ((data, _),) = self.rows("SELECT data, size FROM bodies WHERE name = ?", name)
        if data is not None:
            return bytes(data)
        with (self._files / name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def new_body(self) -> NewBody:
        """A body to be written bit by bit; it is nobody's until `name_body` names it."""
        return NewBody(self._files / uuid.uuid4().hex)

    def name_body(self, name: str, size: int) -> None:
        """Take on a new body's file; call it inside the transaction that refers to it."""
        self.write("INSERT OR IGNORE INTO bodies VALUES (?, NULL, ?)", name, size)

    def drop_bodies(self, names: Sequence[str]) -> None:
        """Forget bodies; their files go once the transaction can no longer be taken back."""
        self.write_many("DELETE FROM bodies WHERE name = ?", [(name,) for name in names])

    def remove_files(self, names: Sequence[str]) -> None:
        """Remove the files of forgotten bodies; a file left behind is swept at the next start."""
        for name in names:
            (self._files / name).unlink(missing_ok=True)

    def _write_file(self, name: str, data: bytes) -> None:
        with (self._files / name).open("xb") as file:
            file.write(data)
            _sync(file)

    def _sweep(self) -> None:
        """Remove files that no row names: what a kill between file and row left behind."""
        named = {name for (name,) in self.rows("SELECT name FROM bodies WHERE data IS NULL")}
        for file in self._files.iterdir():
            if file.name not in named:
                file.unlink()

    def _hold(self, patience: float) -> None:
        """Take the folder for this process; the kernel gives it back when the process ends."""
        self._held = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(self._held)
                    raise StateInUseError(
                        f"The folder “{self.folder}” is in use by another endpoint: "
                        "stop that one, or give this one a folder of its own."
                    ) from None
                time.sleep(0.05)
            else:
                return


def _sync(file: io.BufferedWriter) -> None:
    """Have a new file, and its name in the folder, on the disk."""
    file.flush()
    os.fsync(file.fileno())
    folder = os.open(Path(file.name).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
