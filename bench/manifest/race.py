"""The scan and its rivals on one manifest: they take turns on the same bytes.

Each gets the same four megabytes before the next four are read, so that a busy spell of the machine
meets all of them. Times are user and system CPU of this process.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench.manifest import kinds
from bench.manifest.plain import PlainScan
from groundtruth import manifest
from groundtruth.manifest.columns.block import ColumnReader
from groundtruth.manifest.reading import Reader

SLICE = 4 << 20  # bytes
CHUNK = 128 << 10  # bytes, as they come from S3

Rival = Callable[[], tuple[Callable[[bytes], None], Callable[[], Any]]]


def written(folder: str, kind: str, lines: int) -> Path:
    path = Path(folder) / f"{kind}-{lines}.manifest"
    if not path.exists():
        with path.open("wb") as file:
            file.writelines(kinds.lines(kind, lines))
    return path


def _slices(path: Path) -> Iterator[bytes]:
    """The file in pieces of whole lines."""
    with path.open("rb") as file:
        while data := file.read(SLICE):
            yield data + file.readline()


def race(path: Path, kind: str, rounds: int) -> dict[str, Any]:
    """CPU seconds of each rival for the whole file, by round, and the proof of equal answers."""
    rivals = _rivals(kind)
    taken: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds):
        running = {name: rival() for name, rival in rivals.items()}
        spent = dict.fromkeys(rivals, 0.0)
        names = list(rivals)
        for number, data in enumerate(_slices(path)):
            first = (number + turn) % len(names)
            for name in names[first:] + names[:first]:
                spent[name] += _cpu(lambda feed=running[name][0], data=data: feed(data))  # type: ignore[misc]
        answers = {}
        for name, (_, finish) in running.items():
            start = time.process_time()
            answers[name] = finish()
            spent[name] += time.process_time() - start
            taken[name].append(spent[name])
        if kind != "dirty":  # which orjson and json read otherwise: lenient, or last key wins
            _must_agree(answers)
    print(f"{kind:10}", {name: round(statistics.median(each), 2) for name, each in taken.items()})
    lines = sum(data.count(b"\n") for data in _slices(path))
    return {"bytes": path.stat().st_size, "lines": lines, "cpu": dict(taken)}


def _cpu(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rivals(kind: str) -> dict[str, Rival]:
    import orjson

    rivals: dict[str, Rival] = {
        "scan": _scan,
        "scan without compiled code": lambda: _scan(ColumnReader()),
        "bare orjson": lambda: (_bare(orjson.loads), lambda: None),
        "over orjson": lambda: _plain(orjson.loads),
        "newlines": lambda: (lambda data: _count_newlines(data), lambda: None),
    }
    if kind == "mix":
        rivals["over json"] = lambda: _plain(json.loads)
        rivals["bare msgspec"] = lambda: (_bare(msgspec.json.decode), lambda: None)
    return rivals


def _scan(reader: Reader | None = None) -> tuple[Callable[[bytes], None], Callable[[], Any]]:
    running = manifest.ShapeScan(reader=reader)

    def feed(data: bytes) -> None:
        for start in range(0, len(data), CHUNK):
            running.feed(data[start : start + CHUNK])

    def finish() -> Any:
        running.finish()
        return manifest.summary(running)

    return feed, finish


def _plain(loads: Callable[[bytes], Any]) -> tuple[Callable[[bytes], None], Callable[[], Any]]:
    running = PlainScan(loads)
    return running.feed, running.answer


def _bare(loads: Callable[[bytes], Any]) -> Callable[[bytes], None]:
    def feed(data: bytes) -> None:
        for line in io.BytesIO(data):
            try:  # costs nothing where nothing is wrong, unlike contextlib.suppress
                loads(line)
            except ValueError:
                continue

    return feed


def _count_newlines(data: bytes) -> None:
    for start in range(0, len(data), CHUNK):
        data[start : start + CHUNK].count(b"\n")


def _must_agree(answers: dict[str, Any]) -> None:
    fast = _in_short(answers.pop("scan"))
    answers["scan without compiled code"] = _in_short(answers["scan without compiled code"])
    for name, answer in answers.items():
        if answer is not None and answer != fast:
            sys.exit(f"The answer {name} is another one:\n{answer}\n{fast}")


def _in_short(summary: manifest.ManifestSummary) -> dict[str, Any]:
    return {
        "objects": summary.objects,
        "keys": dict(summary.keys),
        "labels": {
            each.name: {
                "types": each.types,
                "jobs": each.job_names,
                "reasons": dict(each.failure_reasons),
                "classes": dict(each.classes),
                "mean": each.mean_confidence and round(each.mean_confidence, 9),
                "failed": each.failed,
                "human": each.human,
                "automated": each.automated,
                "empty": each.empty,
                "first": each.first_date,
                "last": each.last_date,
            }
            for each in summary.attributes
        },
    }


def scaling(folder: str, lines: int) -> list[float]:
    """The time of ten times the lines, in times of the lines; each beside the other."""
    small, large = (written(folder, "bbox", count) for count in (lines, 10 * lines))
    ratios = []
    for _ in range(3):
        before, whole, after = (_scan_time(path) for path in (small, large, small))
        ratios.append(whole / ((before + after) / 2))
    return ratios


def faults(folder: str, lines: int) -> list[float]:
    """The time of a manifest with 1% of faults, in times of a clean one; each beside the other."""
    clean, dirty = (written(folder, kind, lines) for kind in ("mix", "dirty"))
    ratios = []
    for _ in range(5):
        before, broken, after = (_scan_time(path) for path in (clean, dirty, clean))
        ratios.append(broken / ((before + after) / 2))
    return ratios


def _scan_time(path: Path) -> float:
    feed, finish = _scan()
    start = time.process_time()
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            feed(data)
    finish()
    return time.process_time() - start
