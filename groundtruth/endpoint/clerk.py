"""The clerk: a thread that writes ahead what large jobs have come to, before somebody asks for it.

It decides nothing, so an endpoint without one answers the same, only later: what a request finds
unwritten it writes itself.
"""

from __future__ import annotations

import logging
import threading
import time

from groundtruth.endpoint.context import Context
from groundtruth.endpoint.settle import settle_ahead

logger = logging.getLogger(__name__)

_IDLE = 0.5  # seconds
_PAUSE = 0.005  # seconds between two pieces, for whoever waits to settle something, too


def start(context: Context) -> None:
    """Have a clerk work on the endpoint's jobs for as long as the process lives."""
    threading.Thread(target=_work, args=(context,), name="clerk", daemon=True).start()


def _work(context: Context) -> None:
    while True:
        try:
            busy = settle_ahead(context, context.clock.now())
        except Exception:
            logger.exception("The clerk could not write ahead.")
            busy = False
        time.sleep(_PAUSE if busy else _IDLE)
