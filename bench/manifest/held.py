"""A scan from S3, held to what one connection there gives: what it adds, and what pages feel of it.

Measured by the console's own reading and counting, in a process of its own:
`python -m bench.manifest.held stream FILE`, or `pages`.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

REGION = "us-east-1"
URI = "s3://bench/large.manifest"
RATE = 90  # megabytes a second, as AWS tells of one connection
ROUNDS = 5
VISITS = 80  # in each round


def stream(path: Path) -> dict[str, list[float]]:
    """Wall seconds of reading all bytes, and of scanning them, by round."""
    return _in_a_process("stream", path)


def pages(path: Path) -> dict[str, list[float]]:
    """Milliseconds of the list page's 95th percentile, by round and by what runs beside it."""
    return _in_a_process("pages", path)


def pair(path: Path) -> dict[str, list[float]]:
    """Wall and CPU seconds of counting the manifest by one process and by two, by round."""
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(3):
        for who in ("one", "two"):  # each in a process that has asked nothing yet
            for name, times in _in_a_process(who, path).items():
                found[f"{who}, {name}"] += times
    return dict(found)


def _in_a_process(what: str, path: Path) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory(prefix="gtconsole-bench-") as folder, _served(path) as port:
        command = [sys.executable, "-m", "bench.manifest.held", what, str(path)]
        environ = {
            "DJANGO_SETTINGS_MODULE": "gtconsole.settings",
            "GTCONSOLE_STATE_DIR": folder,
            "GTCONSOLE_ENDPOINT_PORT": port,
        }
        told = subprocess.run(
            command, env={**os.environ, **environ}, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
    found: dict[str, list[float]] = json.loads(told.splitlines()[-1])
    print(f"{what:10}", {name: [round(each, 3) for each in times] for name, times in found.items()})
    return found


@contextmanager
def _served(path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.manifest.served", str(path), str(RATE)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdin
        assert serving.stdout
        yield serving.stdout.readline().strip()
        serving.stdin.close()


def measure_stream() -> dict[str, list[float]]:
    from groundtruth import manifest
    from jobs import aws

    def read() -> Iterator[bytes]:
        return aws.read_object(REGION, aws.head_object(REGION, URI))

    found: dict[str, list[float]] = {"read": [], "scanned": []}
    for _ in range(3):
        found["read"].append(_wall(lambda: sum(map(len, read()))))
        found["scanned"].append(_wall(lambda: manifest.scan(read())))
    return found


def measure_count(size: int, *, by_two: bool) -> dict[str, list[float]]:
    from jobs import aws
    from jobs.manifests import summaries
    from jobs.manifests.errands import Teller

    summaries.BY_TWO = 0 if by_two else size + 1
    head = aws.ObjectHead(URI, '"one"', size, datetime.now(UTC))
    before = _cpu()
    wall = _wall(lambda: summaries.count(Teller(), REGION, head))
    return {"wall": [wall], "cpu": [_cpu() - before]}


def measure_pages() -> dict[str, list[float]]:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from bench import pages
    from jobs import aws

    logging.disable(logging.INFO)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    head = aws.head_object(REGION, URI)
    with pages.endpoint(str(settings.STATE_DIR)) as url:
        large, settings.LOCAL_ENDPOINT_URL = settings.LOCAL_ENDPOINT_URL, url
        pages.fill(aws)
        client = Client(headers={"host": "127.0.0.1"})

        def visit() -> None:
            assert client.get(f"/{REGION}/labeling-jobs/?size={pages.JOBS}").status_code == 200

        visit()
        found: dict[str, list[float]] = {"alone": [], "process": [], "thread": []}
        for _ in range(ROUNDS):
            found["alone"].append(_p95(visit))
            with _process(head):
                found["process"].append(_p95(visit))
            with _thread(head, large):
                found["thread"].append(_p95(visit))
    return found


@contextmanager
def _process(head: Any) -> Iterator[None]:
    """The console's way: a process beside it. It is still at it when the visits are over."""
    from jobs.manifests import claims, errands, summaries

    name = summaries.name(head)
    errand = errands.run(name, head.size, summaries.count, REGION, head, at_once=0)
    assert not errand.done
    while not claims.progress(name).size:
        time.sleep(0.05)
    yield
    process = errands._started.pop(name)
    assert process.poll() is None
    process.kill()
    process.wait()


@contextmanager
def _thread(head: Any, url: str) -> Iterator[None]:
    """What the console does not do: a thread of its own."""
    from groundtruth import manifest
    from jobs import aws
    from jobs.aws import clients

    client = clients.cached_client("s3", REGION, url)
    body = client.get_object(Bucket="bench", Key="large.manifest")["Body"]
    enough = Event()

    def scan() -> None:
        running = manifest.ShapeScan()
        for chunk in body.iter_chunks(aws.CHUNK):
            running.feed(chunk)
            if enough.is_set():
                body.close()
                return

    thread = Thread(target=scan)
    thread.start()
    yield
    assert thread.is_alive()
    enough.set()
    thread.join()


def _p95(visit: Callable[[], None]) -> float:
    return statistics.quantiles([1000 * _wall(visit) for _ in range(VISITS)], n=20)[-1]


def _cpu() -> float:
    """Seconds of this process and of those that it has ended."""
    return sum(os.times()[:4])


def _wall(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _measured(what: str, path: Path) -> dict[str, list[float]]:
    if what in ("one", "two"):
        return measure_count(path.stat().st_size, by_two=what == "two")
    return measure_stream() if what == "stream" else measure_pages()


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], Path(sys.argv[2]))))
