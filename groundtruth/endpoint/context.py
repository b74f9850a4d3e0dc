"""What an operation works with, and the clock it goes by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from groundtruth.endpoint.objects import Objects
from groundtruth.endpoint.output import Output
from groundtruth.endpoint.progress import Speed
from groundtruth.endpoint.quotas import Quotas
from groundtruth.endpoint.store import Store


class Clock:
    """The time of day, moved by as much as was asked for; the store keeps that.

    A test that wants time to stand still between its own moves gives another `source`.
    """

    def __init__(self, store: Store) -> None:
        self.source: Callable[[], float] = time.time
        self._store = store
        self._offset = float(store.value("clock-offset") or 0)

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.source() + self._offset

    def advance(self, seconds: float) -> None:
        offset = self._offset + seconds
        self._store.set_value("clock-offset", repr(offset))
        self._offset = offset

    def load(self) -> None:
        self._offset = float(self._store.value("clock-offset") or 0)


@dataclass(frozen=True)
class Context:
    """The state, S3, and where a request is made: account, Region, and the endpoint's address."""

    store: Store
    objects: Objects
    clock: Clock
    quotas: Quotas
    account: str
    region: str
    speed: Speed
    address: str = "http://127.0.0.1"
    # Held for one piece of settling at a time; two threads may work on one job in turns.
    settling: threading.RLock = field(default_factory=threading.RLock)
    # Of jobs that run, by job id: what `settle` would otherwise have to read or write again.
    outputs: dict[int, Output] = field(default_factory=dict)
