"""The figures of bench.manifest as a table, on the screen and in docs/performance.md."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN = "<!-- manifest: written by python -m bench.manifest -->"
END = "<!-- end of manifest -->"

Figures = dict[str, Any]

# At least so many times as fast as the bare orjson loop.
BARS = {"bbox": 1.0, "chained": 1.0, "ner": 1.0}
OTHER_BAR = 0.65


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
        f"{found['lines']:,} lines of each kind, {found['rounds']} rounds. The scan gives the "
        "whole answer and lint, duplicates included. Times are CPU; ratios are medians of rounds "
        "in which the rivals took turns on the same four megabytes.\n"
    )
    yield from _kinds(found["kinds"])
    if "tools" in found:
        yield from _tools(found["tools"])
        yield from _rest(found)


def _kinds(kinds: Figures) -> Iterator[str]:
    yield (
        "| kind | B a line | scan, MB/s | lines/s | of the bare orjson loop | bar "
        "| same answer over orjson | over json | counting newlines |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for kind, figures in kinds.items():
        cpu = figures["cpu"]
        scan = statistics.median(cpu["scan"])
        lines = figures["lines"]
        json = f"{_ratio(cpu, 'over json'):.2f} times" if "over json" in cpu else ""
        yield (
            f"| {kind} | {figures['bytes'] / lines:,.0f} | {figures['bytes'] / scan / 1e6:,.0f} "
            f"| {lines / scan:,.0f} | {_ratio(cpu, 'bare orjson'):.2f} "
            f"| {BARS.get(kind, OTHER_BAR):.2f} | {_ratio(cpu, 'over orjson'):.2f} times | {json} "
            f"| takes 1/{1 / _ratio(cpu, 'newlines'):.0f} |"
        )
    if "mix" in kinds and "dirty" in kinds:
        times = [
            dirty / clean
            for dirty, clean in zip(
                kinds["dirty"]["cpu"]["scan"], kinds["mix"]["cpu"]["scan"], strict=True
            )
        ]
        yield (
            f"\nWith 1% of the lines broken (dirty) a scan takes {statistics.median(times):.2f} "
            "times what the same lines take whole (mix); at most 1.3 is wanted. Wanted on mix: at "
            "least 2 times as fast as the same answer over orjson, 3.5 times over json."
        )


def _ratio(cpu: Figures, rival: str) -> float:
    """How many times as fast as a rival the scan is."""
    return statistics.median(
        theirs / ours for theirs, ours in zip(cpu[rival], cpu["scan"], strict=True)
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


def _rest(found: Figures) -> Iterator[str]:
    yield (
        f"\nTen times the lines (bbox) take {statistics.median(found['scaling']):.2f} times as "
        "long; at most 10.5 is wanted.\n"
    )
    yield "| memory of a scan, beyond what the process had (at most 32 MB is wanted) | bytes | MB |"
    yield "| --- | --- | --- |"
    for what, peak in found["peaks"].items():
        yield f"| {what} | {peak['bytes']:,.0f} | {peak['highest'] - peak['before']:.1f} |"
