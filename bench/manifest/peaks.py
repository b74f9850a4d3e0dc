"""What a scan takes of memory, beyond what its process had; on Linux."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.manifest import kinds
from groundtruth import manifest

CHUNK = 128 << 10  # bytes
PEAKS = ("1,000,000 lines", "one line of 1 GB")


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
    _scan([b"".join(kinds.lines("bbox", 10))])  # whatever is imported or built once is there
    before = _forget_highest()
    size = _scan(_one_line() if what == PEAKS[1] else _many_lines())
    print(before, _megabytes("VmHWM"), size)


def _scan(chunks: Iterable[bytes]) -> int:
    running = manifest.ShapeScan()
    for chunk in chunks:
        running.feed(chunk)
    running.finish()
    manifest.summary(running)
    return running.size


def _forget_highest() -> float:
    """Let the highest memory be that of now, as Linux allows."""
    Path("/proc/self/clear_refs").write_text("5")
    return _megabytes("VmRSS")


def _megabytes(what: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    raise LookupError(what)


def _one_line() -> Iterator[bytes]:
    yield b'{"source":"'
    yield from (b"x" * CHUNK for _ in range((1 << 30) // CHUNK))
    yield b'"}\n'


def _many_lines() -> Iterator[bytes]:
    """Chunks of about the usual size."""
    held: list[bytes] = []
    for number, line in enumerate(kinds.lines("bbox", 1_000_000), start=1):
        held.append(line)
        if number % 100 == 0:
            yield b"".join(held)
            held.clear()
