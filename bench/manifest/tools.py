"""Other tools on one manifest, each a process of its own."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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

# A process is told to have had at least as much memory as the one that started it, so a small one
# does that.
RUN = """
import json, os, sys, time
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, used = os.wait4(child, 0)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - start,
    "peak": used.ru_maxrss / 1024, "status": os.waitstatus_to_exitcode(status)}))
"""


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
        small = [sys.executable, "-I", "-S", "-c", RUN, *command]
        told = subprocess.run(small, check=True, capture_output=True, text=True).stdout
        runs.append(json.loads(told))
        if runs[-1]["status"]:
            sys.exit(f"{command} ended with {runs[-1]['status']}.")
    return sorted(runs, key=lambda run: run["cpu"])[1]
