"""Other tools on one manifest, each a process of its own, and what a scan takes of memory."""

from __future__ import annotations

import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import manifest_kinds
from groundtruth import manifest

CHUNK = 128 << 10  # bytes

SCAN = """
import sys
from groundtruth import manifest
with open(sys.argv[1], "rb") as file:
    manifest.scan(iter(lambda: file.read(131072), b""))
"""
DUCKDB = """
import sys, duckdb
duckdb.sql('''select key, count(*) from (select unnest(json_keys(json)) as key
    from read_ndjson_objects($path)) group by key''', params={"path": sys.argv[1]}).fetchall()
"""
POLARS = """
import sys, polars
frame = polars.scan_ndjson(sys.argv[1], infer_schema_length=2000)
frame.select(polars.all().count()).collect()
"""
JQ = """reduce (inputs | try fromjson catch null | select(. != null) | keys_unsorted[]) as $key
({}; .[$key] += 1)"""

PEAKS = ("1,000,000 lines", "one line of 1 GB")


def race(path: Path) -> list[dict[str, Any]]:
    """CPU and wall seconds and peak megabytes of whole processes, where the tool is installed."""
    rivals = [("this scan", "the whole answer and lint", [sys.executable, "-c", SCAN])]
    if shutil.which("jq"):
        rivals.append(("jq", "objects by key", ["jq", "-nR", JQ]))
    if importlib.util.find_spec("duckdb"):
        rivals.append(("DuckDB", "objects by key", [sys.executable, "-c", DUCKDB]))
    if importlib.util.find_spec("polars"):
        rivals.append(("Polars", "objects by key", [sys.executable, "-c", POLARS]))
    if shutil.which("wc"):
        rivals.append(("wc -l", "newlines", ["wc", "-l"]))
    return [
        {"tool": tool, "gives": gives, **_run([*command, str(path)])}
        for tool, gives, command in rivals
    ]


def _run(command: list[str]) -> dict[str, float]:
    """The middle one of three runs by CPU."""
    runs = []
    for _ in range(3):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        used = _wait(process)
        wall = time.perf_counter() - start
        runs.append({"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak": used.ru_maxrss})
    middle = sorted(runs, key=lambda run: run["cpu"])[1]
    return middle | {"peak": middle["peak"] / 1024}


def _wait(process: subprocess.Popen[bytes]) -> resource.struct_rusage:
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{process.args} ended with {process.returncode}.")
    return used


def peaks() -> dict[str, dict[str, float]]:
    """Megabytes before a scan and at its highest, in a process of its own."""
    found = {}
    for what in PEAKS:
        command = [sys.executable, "-m", "bench.manifest", "--peak", what]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        before, highest, size = map(float, answer.split())
        found[what] = {"before": before, "highest": highest, "bytes": size}
    return found


def print_peak(what: str) -> None:
    """Scan a manifest that is made on the way, and print megabytes before and at the highest."""
    warm = manifest.ShapeScan()
    warm.feed(b"".join(manifest_kinds.lines("bbox", 1_000)))
    warm.finish()
    before = _highest()
    running = manifest.ShapeScan()
    for chunk in _one_line() if what == PEAKS[1] else _many_lines():
        running.feed(chunk)
    running.finish()
    manifest.summary(running)
    print(before, _highest(), running.size)


def _highest() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _one_line() -> Iterator[bytes]:
    yield b'{"source":"'
    yield from (b"x" * CHUNK for _ in range((1 << 30) // CHUNK))
    yield b'"}\n'


def _many_lines() -> Iterator[bytes]:
    """Chunks of about the usual size."""
    held: list[bytes] = []
    for number, line in enumerate(manifest_kinds.lines("bbox", 1_000_000), start=1):
        held.append(line)
        if number % 100 == 0:
            yield b"".join(held)
            held.clear()
