"""What takes longer than a page may wait: done in the background, and looked at by its key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

KEPT = 32  # finished ones, the latest

_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="errand")
_known: OrderedDict[str, Errand] = OrderedDict()
_looking = threading.Lock()


@dataclass
class Errand:
    """Work under way: how many bytes of how many are read, and in the end its result."""

    size: int
    read: int = 0
    future: Future[Any] = field(default_factory=Future)

    @property
    def done(self) -> bool:
        return self.future.done()

    @property
    def percent(self) -> int:
        return min(100, 100 * self.read // self.size) if self.size else 0

    @property
    def result(self) -> Any:
        """What came of it; an error of the work is raised here."""
        return self.future.result()

    def watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.read += len(chunk)
            yield chunk


def run(key: str, size: int, work: Callable[[Errand], Any], *, at_once: int) -> Errand:
    """Start work on so many bytes, or look at how it is coming on; what is small is done now.

    A failed errand is told once and begun anew by who asks again.
    """
    with _looking:
        errand, mine = _known.get(key), False
        if errand is None:
            errand, mine = Errand(size), size <= at_once
            if not mine:
                errand.future = _pool.submit(work, errand)
            _known[key] = errand
        _known.move_to_end(key)
        _forget_old()
    if mine:
        _do_now(errand, work)
    if errand.done and errand.future.exception():
        _known.pop(key, None)
    return errand


def _do_now(errand: Errand, work: Callable[[Errand], Any]) -> None:
    try:
        errand.future.set_result(work(errand))
    except Exception as error:
        errand.future.set_exception(error)


def _forget_old() -> None:
    for key in [key for key, errand in _known.items() if errand.done][:-KEPT]:
        del _known[key]
