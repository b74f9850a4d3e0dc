"""How fast a manifest is scanned, against bare loops, plain programs and other tools, in one run.

    python3 -m venv .venv-bench
    .venv-bench/bin/pip install --require-hashes -r requirements-bench.txt
    .venv-bench/bin/python -m bench.manifest      (some fifteen minutes; all of it is written)
    .venv-bench/bin/python -m bench.manifest --rounds 1 --kinds bbox mix     (only printed)

The tables go into docs/performance.md. What is compiled must have been, as ./test does it, for the
Python of that environment.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from typing import Any

from bench.manifest import held, kinds, peaks, race, report, tools
from groundtruth.manifest.readers import READERS

LINES = 100_000
LARGE = "bbox"  # the kind of what is large


def main() -> None:
    asked = _arguments()
    if asked.peak:
        peaks.print_peak(asked.peak)
        return
    if importlib.util.find_spec("orjson") is None:
        sys.exit("orjson is missing: install requirements-bench.txt in an environment of its own.")
    if len(READERS) == 1:
        sys.exit("groundtruth.manifest.compiled is not compiled for this Python: ./test does that.")
    found: dict[str, Any] = {"machine": report.machine(), "lines": asked.lines}
    found["rounds"] = asked.rounds
    with tempfile.TemporaryDirectory(prefix="gtconsole-bench-") as folder:
        found["kinds"] = {
            kind: race.race(race.written(folder, kind, asked.lines), kind, asked.rounds)
            for kind in asked.kinds
        }
        if asked.full:
            many = race.written(folder, LARGE, 10 * asked.lines)
            found["kinds"][f"{LARGE}, ten times"] = race.race(many, LARGE, 1)
            found["tools"] = tools.race(race.written(folder, "mix", asked.lines))
            found["faults"] = race.faults(folder, asked.lines)
            found["scaling"] = race.scaling(folder, asked.lines)
            found["stream"] = held.stream(race.written(folder, LARGE, asked.lines))
            found["pair"] = held.pair(race.written(folder, LARGE, asked.lines))
            found["pages"] = held.pages(many)
    if asked.full:
        found["peaks"] = peaks.peaks()
    report.tell(found, write=asked.full)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = list(kinds.KINDS)
    parser.add_argument("--kinds", nargs="*", default=names, choices=names)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--peak", choices=peaks.PEAKS, help="measured in this process")
    asked = parser.parse_args()
    asked.full = asked.kinds == names
    return asked


if __name__ == "__main__":
    main()
