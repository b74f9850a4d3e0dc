"""The figures of bench.manifest as a table, on the screen and in docs/performance.md."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.manifest.held import RATE

DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN = "<!-- manifest: written by python -m bench.manifest -->"
END = "<!-- end of manifest -->"

Figures = dict[str, Any]

# At least so many times as fast as the bare orjson loop.
BARS = {"bbox": 1.0, "chained": 1.0, "ner": 1.0}
OTHER_BAR = 0.65

WITHOUT = "scan without compiled code"


def machine() -> str:
    """Cores, processor, Python and what else was running."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, "
        f"load average {load:.1f} at the start"
    )


def tell(found: Figures, *, write: bool) -> None:
    """Print the tables, and put them into the document when they are complete."""
    text = "\n".join(_section(found))
    print(text)
    if write:
        _write(text)


def _write(text: str) -> None:
    DOCUMENT.parent.mkdir(exist_ok=True)
    old = DOCUMENT.read_text() if DOCUMENT.exists() else "# Performance, as measured\n"
    head, found, rest = old.partition(BEGIN)
    tail = rest.partition(END)[2] if found else "\n"
    DOCUMENT.write_text(f"{head if found else old + chr(10)}{BEGIN}\n{text}\n{END}{tail}")


def _section(found: Figures) -> Iterator[str]:
    yield "## Scanning manifests\n"
    yield f"Measured by `python -m bench.manifest` on {found['machine']}."
    yield (
        f"{found['lines']:,} lines of each kind, {found['rounds']} rounds; ten times as many, one. "
        "The scan gives the whole answer and lint, duplicates included. Times are CPU; ratios are "
        "medians of rounds in which the rivals took turns on the same four megabytes.\n"
    )
    if "tools" in found:
        yield "| bar | measured | wanted | holds |"
        yield "| --- | --- | --- | --- |"
        yield from _bars(found)
        yield ""
    yield from _kinds(found["kinds"])
    if "tools" in found:
        yield from _tools(found["tools"])
        yield from _rest(found)


def _kinds(kinds: Figures) -> Iterator[str]:
    yield (
        "| kind | B a line | scan, MB/s | lines/s | of the bare orjson loop | bar "
        "| without compiled code | same answer over orjson | over json | counting newlines |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for kind, figures in kinds.items():
        cpu = figures["cpu"]
        scan = statistics.median(cpu["scan"])
        lines = figures["lines"]
        json = f"{_ratio(cpu, 'over json'):.2f} times" if "over json" in cpu else ""
        yield (
            f"| {kind} | {figures['bytes'] / lines:,.0f} | {figures['bytes'] / scan / 1e6:,.0f} "
            f"| {lines / scan:,.0f} | {_ratio(cpu, 'bare orjson'):.2f} "
            f"| {_wanted(kind):.2f} | {_ratio(cpu, 'bare orjson', WITHOUT):.2f} "
            f"| {_ratio(cpu, 'over orjson'):.2f} times | {json} "
            f"| takes 1/{1 / _ratio(cpu, 'newlines'):.0f} |"
        )


def _ratio(cpu: Figures, rival: str, scan: str = "scan") -> float:
    """How many times as fast as a rival the scan is."""
    return statistics.median(
        theirs / ours for theirs, ours in zip(cpu[rival], cpu[scan], strict=True)
    )


def _tools(tools: list[Figures]) -> Iterator[str]:
    yield "\nOther tools on mix, as whole processes (the middle one of three runs):\n"
    yield "| tool | gives | CPU s | wall s | peak MB |"
    yield "| --- | --- | --- | --- | --- |"
    for each in tools:
        yield (
            f"| {each['tool']} | {each['gives']} | {each['cpu']:.2f} | {each['wall']:.2f} "
            f"| {each['peak']:.0f} |"
        )


def _bars(found: Figures) -> Iterator[str]:
    """What is wanted, and whether it holds here."""
    kinds = found["kinds"]
    for kind, figures in kinds.items():
        if kind != "dirty":
            ratio = _ratio(figures["cpu"], "bare orjson")
            yield _bar(f"{kind}: of the bare orjson loop", ratio, _wanted(kind), up=True)
    mix = kinds["mix"]["cpu"]
    yield _bar("mix: of the same answer over orjson", _ratio(mix, "over orjson"), 2, up=True)
    yield _bar("mix: of the same answer over json", _ratio(mix, "over json"), 3.5, up=True)
    yield _bar("dirty: time, in times of mix", statistics.median(found["faults"]), 1.3)
    yield _bar("ten times the lines: time", statistics.median(found["scaling"]), 10.5)
    for what, peak in found["peaks"].items():
        yield _bar(f"{what}: MB beyond the process", peak["highest"] - peak["before"], 32)
    yield _bar("from a stream: wall time, in times of reading it", _stream(found), 1.1)
    size = found["kinds"]["bbox"]["bytes"] / 1e6
    what = f"two processes: wall time of one, in times of theirs, {size:.0f} MB"
    yield _bar(what, _pair(found), 1.7, up=True)
    yield _bar("list page beside a scan: p95, in times of its own", _beside(found, "process"), 1.5)


def _wanted(kind: str) -> float:
    return BARS.get(kind.partition(",")[0], OTHER_BAR)


def _bar(what: str, measured: float, wanted: float, *, up: bool = False) -> str:
    holds = measured >= wanted if up else measured <= wanted
    return (
        f"| {what} | {measured:.2f} | at {'least' if up else 'most'} {wanted:g} "
        f"| {'yes' if holds else '**no**'} |"
    )


def _stream(found: Figures) -> float:
    times = zip(found["stream"]["scanned"], found["stream"]["read"], strict=True)
    return statistics.median(scanned / read for scanned, read in times)


def _pair(found: Figures) -> float:
    times = zip(found["pair"]["one, wall"], found["pair"]["two, wall"], strict=True)
    return statistics.median(one / two for one, two in times)


def _beside(found: Figures, what: str) -> float:
    times = zip(found["pages"][what], found["pages"]["alone"], strict=True)
    return statistics.median(beside / alone for beside, alone in times)


def _rest(found: Figures) -> Iterator[str]:
    wall = {name: statistics.median(times) for name, times in found["stream"].items()}
    p95 = {name: statistics.median(times) for name, times in found["pages"].items()}
    yield (
        f"\nFrom a stream held to {RATE} MB/s, bbox is read in {wall['read']:.2f} s and scanned in "
        f"{wall['scanned']:.2f} s. Beside such a scan the list page of 100 jobs has a 95th "
        f"percentile of {p95['process']:.0f} ms; of {p95['alone']:.0f} ms with nothing beside it, "
        f"and of {p95['thread']:.0f} ms if a thread of the console scanned.\n"
    )
    yield from _processes(found["pair"])
    yield "| memory of a scan, beyond what the process had | bytes | MB |"
    yield "| --- | --- | --- |"
    for what, peak in found["peaks"].items():
        yield f"| {what} | {peak['bytes']:,.0f} | {peak['highest'] - peak['before']:.1f} |"


def _processes(pair: Figures) -> Iterator[str]:
    each = {name: statistics.median(times) for name, times in pair.items()}
    yield (
        f"From a stream held to {RATE} MB/s on each connection, bbox is counted. The client for S3 "
        "is made on the way; CPU is that of all processes together.\n"
    )
    yield "| counted by | wall s | CPU s |"
    yield "| --- | --- | --- |"
    for who in ("one", "two"):
        yield f"| {who} | {each[f'{who}, wall']:.2f} | {each[f'{who}, cpu']:.2f} |"
    yield ""
