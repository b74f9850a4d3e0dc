"""How fast a manifest is scanned, against bare loops, plain programs and other tools, in one run.

    python3 -m venv .venv-bench
    .venv-bench/bin/pip install --require-hashes -r requirements-bench.txt
    .venv-bench/bin/python -m bench.manifest            (about eight minutes; all of it is written)
    .venv-bench/bin/python -m bench.manifest --rounds 1 --kinds bbox mix     (only printed)

Rivals take turns on the same four megabytes before the next four are read, so that a busy spell of
the machine meets all of them. Times are user and system CPU of this process; ratios are medians
over the rounds. The table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench import manifest_kinds, manifest_report, manifest_tools
from bench.manifest_plain import PlainScan
from groundtruth import manifest

SLICE = 4 << 20  # bytes
CHUNK = 128 << 10  # bytes, as they come from S3
LINES = 100_000

Rival = Callable[[], tuple[Callable[[bytes], None], Callable[[], Any]]]


def main() -> None:
    asked = _arguments()
    if asked.peak:
        manifest_tools.print_peak(asked.peak)
        return
    if importlib.util.find_spec("orjson") is None:
        sys.exit("orjson is missing: install requirements-bench.txt in an environment of its own.")
    found: dict[str, Any] = {"machine": manifest_report.machine(), "lines": asked.lines}
    found["rounds"] = asked.rounds
    with tempfile.TemporaryDirectory(prefix="gtconsole-bench-") as folder:
        found["kinds"] = {
            kind: _race(_written(folder, kind, asked.lines), kind, asked.rounds)
            for kind in asked.kinds
        }
        if asked.full:
            found["tools"] = manifest_tools.race(_written(folder, "mix", asked.lines))
            found["scaling"] = _scaling(folder, asked.lines)
    if asked.full:
        found["peaks"] = manifest_tools.peaks()
    manifest_report.tell(found, write=asked.full)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    kinds = list(manifest_kinds.KINDS)
    parser.add_argument("--kinds", nargs="*", default=kinds, choices=kinds)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--peak", choices=manifest_tools.PEAKS, help="measured in this process")
    asked = parser.parse_args()
    asked.full = asked.kinds == kinds
    return asked


def _written(folder: str, kind: str, lines: int) -> Path:
    path = Path(folder) / f"{kind}-{lines}.manifest"
    if not path.exists():
        with path.open("wb") as file:
            file.writelines(manifest_kinds.lines(kind, lines))
    return path


def _slices(path: Path) -> Iterator[bytes]:
    """The file in pieces of whole lines."""
    with path.open("rb") as file:
        while data := file.read(SLICE):
            yield data + file.readline()


def _race(path: Path, kind: str, rounds: int) -> dict[str, Any]:
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
        "bare orjson": lambda: (_bare(orjson.loads), lambda: None),
        "over orjson": lambda: _plain(orjson.loads),
        "newlines": lambda: (lambda data: _count_newlines(data), lambda: None),
    }
    if kind == "mix":
        rivals["over json"] = lambda: _plain(json.loads)
        rivals["bare msgspec"] = lambda: (_bare(msgspec.json.decode), lambda: None)
    return rivals


def _scan() -> tuple[Callable[[bytes], None], Callable[[], Any]]:
    running = manifest.ShapeScan()

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
    summary = answers["scan"]
    fast = {
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
    for name in ("over orjson", "over json"):
        if name in answers and answers[name] != fast:
            sys.exit(f"The answer {name} is another one:\n{answers[name]}\n{fast}")


def _scaling(folder: str, lines: int) -> list[float]:
    """The time of ten times the lines, in times of the lines; each beside the other."""
    small, large = (_written(folder, "bbox", count) for count in (lines, 10 * lines))
    ratios = []
    for _ in range(3):
        before, whole, after = (_scan_time(path) for path in (small, large, small))
        ratios.append(whole / ((before + after) / 2))
    return ratios


def _scan_time(path: Path) -> float:
    feed, finish = _scan()
    start = time.process_time()
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            feed(data)
    finish()
    return time.process_time() - start


if __name__ == "__main__":
    main()
