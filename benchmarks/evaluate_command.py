"""One workbook from command to files: wall time of a whole process, and how much of it is start-up and imports.

Usage: python benchmarks/evaluate_command.py [WORKBOOK] [RUNS]
Prints the median wall and processor time of ``jixiao evaluate``, of ``jixiao --version`` (interpreter and start-up alone) and of
importing everything the command imports without doing anything, each in a process of its own, in turn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and processor seconds of a whole process; the latter hardly change when the machine does other work."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - started, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def imported_by(command: list[str]) -> list[str]:
    """The modules that a run of the command has loaded at its end."""
    code = (
        "import sys, runpy; sys.argv = ['jixiao', *sys.argv[1:]]\n"
        "try: runpy.run_module('jixiao', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    return [name for name in done.stderr.splitlines() if name and not name.startswith(("__", " "))]


def main() -> None:
    workbook = Path(sys.argv[1]) if len(sys.argv) > 1 else min((ROOT / "examples").glob("*.xlsx"))
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        command = ["evaluate", str(workbook), "-o", folder]
        modules = imported_by(command)
        imports = (
            "import importlib, sys\n"
            f"for name in {modules!r}:\n"
            "    try: importlib.import_module(name)\n"
            "    except Exception: pass\n"
        )
        runs_of: dict[str, list[tuple[float, float]]] = {"evaluate": [], "imports alone": [], "--version": []}
        for _ in range(runs + 1):
            runs_of["evaluate"].append(timed([sys.executable, "-m", "jixiao", *command]))
            runs_of["imports alone"].append(timed([sys.executable, "-c", imports]))
            runs_of["--version"].append(timed([sys.executable, "-m", "jixiao", "--version"]))
    print(f"{workbook.name}, median of {runs} runs after one warm-up, seconds:  wall  processor")
    for name, seconds in runs_of.items():
        wall, processor = (statistics.median(column) for column in zip(*seconds[1:], strict=True))
        print(f"  {name:14} {wall:.3f}  {processor:.3f}")


if __name__ == "__main__":
    main()
