"""Does one errand in a process of its own, so that pages do not wait for the work.

    echo ORDER | python -m jobs.manifests.errand_process

The console starts it and holds the other end of its standard input, which ends with the console.
"""

from __future__ import annotations

import os
import sys
from inspect import signature
from threading import Thread
from typing import Any, get_type_hints

import msgspec
from django.utils.module_loading import import_string

from jobs import aws
from jobs.manifests import claims, errands
from jobs.manifests.errands import Order, Teller

NICENESS = 5  # pages go first


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    Thread(target=_end_with_console, daemon=True).start()
    os.nice(NICENESS)
    try:
        if order.claim is None:
            sys.stdout.buffer.writelines(_do(order))
            return
        errands.keep(order.name, _do(order))
    except aws.AWSError as error:
        errands.keep_refusal(order.name, error, order.refusal_lives)
        sys.exit(order.claim is None)  # who reads a stream must see that it is not whole
    finally:
        claims.drop(order.name)


def _do(order: Order) -> Any:
    work = import_string(order.work)
    types = get_type_hints(work)
    _, *names = signature(work).parameters
    about = [
        msgspec.convert(value, types[name], strict=False)
        for name, value in zip(names, order.about, strict=True)
    ]
    return work(Teller(order.claim), *about)


def _end_with_console() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
