"""The process that answers requests: it makes the application, and dies with the main process."""

from __future__ import annotations

import gc
import logging.config
import multiprocessing
import multiprocessing.connection
import os
import sys
import threading
from pathlib import Path
from typing import Any

from groundtruth.endpoint.progress import Speed

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        # granian's names for its own two; standard output is for the address alone.
        name: {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}
        for name in ("console", "access")
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# How long, in seconds, to wait for an endpoint that was just ended to let go of the state.
_PATIENCE = 3


def load(state: Path, speed: Speed, region: str, *, samples: bool) -> Any:
    """Make the application."""
    threading.Thread(target=_die_with_main, daemon=True).start()
    logging.config.dictConfig(LOGGING)
    # moto is heavy; the main process can do without
    from groundtruth.endpoint import clerk
    from groundtruth.endpoint.app import create_app
    from groundtruth.endpoint.disk import StateInUseError

    try:
        app = create_app(state, speed=speed, region=region, samples=samples, patience=_PATIENCE)
    except StateInUseError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(1)
    clerk.start(app.context)
    # How long, in seconds, a thread that computes lets others wait: a request has several turns.
    sys.setswitchinterval(0.001)
    # What is there by now stays: the collector need not go through it, a tenth of a second, again.
    gc.collect()
    gc.freeze()
    return app


def _die_with_main() -> None:
    """End this process the moment the main one is gone; nothing it has acknowledged is lost."""
    main = multiprocessing.parent_process()
    if main is not None:
        multiprocessing.connection.wait([main.sentinel])
        os._exit(0)
