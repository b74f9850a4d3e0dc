"""Which manifests are being counted or written, by which process of this machine, and how far.

A claim is a file that stays locked while a process holds it open. The lock dies with its holder,
kill -9 included, and can be handed on: the claim belongs to whoever has inherited the open file.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings

AT_A_TIME = 2  # processes beside the consoles of this machine that do the same kind of work

Turns = Literal["read", "send", "write"]  # each kind of work has turns of its own

_PROGRESS = struct.Struct(">QQ")


class Progress(NamedTuple):
    """How much of a manifest has been read."""

    size: int = 0  # bytes
    lines: int = 0


def take(name: str) -> int | None:
    """The file descriptor of a claim, or None while somebody else has it."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    while True:
        claim = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(claim)
            return None
        if _is_in_place(claim, path):
            os.truncate(claim, 0)  # what a holder that was killed had read
            return claim
        os.close(claim)  # its holder was done with it in this moment


def take_turn(kind: Turns) -> int | None:
    """A claim to be one of those who do it, or None while there are as many as there may be."""
    turns = (take(f"{kind}-{number}") for number in range(AT_A_TIME))
    return next((turn for turn in turns if turn is not None), None)


def tell(claim: int, progress: Progress) -> None:
    """Let everybody know how far it is."""
    os.pwrite(claim, _PROGRESS.pack(*progress), 0)


def progress(name: str) -> Progress:
    """How far it is; nothing while the claim waits for its turn."""
    try:
        return Progress(*_PROGRESS.unpack(_path(name).read_bytes()))
    except (FileNotFoundError, struct.error):
        return Progress()


def drop(name: str) -> None:
    """Remove the file of a claim that is held here, which ends with this process."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(settings.STATE_DIR) / "counting" / name


def _is_in_place(claim: int, path: Path) -> bool:
    """Whether the file is still what its name leads to."""
    try:
        return os.path.samestat(os.fstat(claim), path.stat())
    except FileNotFoundError:
        return False
