"""A million departments by the 25 indicators of the Guangdong scheme, from file to file, in one run.

Usage: python benchmarks/scoring_frames.py [UNITS] [RUNS]
Prints time and peak memory of ``jixiao score``, of the same exact formulas written by hand with the library (the floor)
and of the same in floats (the price of exactness); what a unit costs from a thousand units to all; and how many results
the floats get wrong. Each run is a process of its own, the three ways in turn; the best of the runs counts.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WAYS = ("jixiao", "exact", "floats")
LABELS = {"jixiao": "jixiao score", "exact": "by hand, exact", "floats": "by hand, floats"}


def run_one(way: str, source: Path, target: Path) -> None:
    """Scores the file one way; prints seconds, processor seconds and peak memory in MiB."""
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.scoring.table_files import score_file
    from scoring_by_hand import Exact, Floats, score_by_hand
    from scoring_facts import SCHEME

    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    if way == "jixiao":
        scheme, _ = Catalogue.of().find(SCHEME)
        assert scheme is not None
        score_file(source, target, scheme, lambda _done, _all: None)
    else:
        score_by_hand(source, target, {"exact": Exact, "floats": Floats}[way])
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "busy": busy, "memory": peak_memory()}))


def peak_memory() -> float:
    """The most memory this process has held, in MiB. ``ru_maxrss`` would count the parent's from before the start."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measured(way: str, source: Path, target: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", way, str(source), str(target)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: min(run[key] for run in runs) for key in runs[0]}


def compare(folder: Path, units: int, runs: int) -> None:
    results: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way in WAYS:
            results[way].append(measured(way, folder / "facts.parquet", folder / f"{way}.parquet"))
    found = {way: best(runs) for way, runs in results.items()}
    print(f"{units:,} units x 25 indicators, parquet to parquet, best of {runs}")
    print(f"{'':18}{'seconds':>9}{'CPU s':>8}{'units/s':>11}{'peak MiB':>10}{'ratio':>8}{'CPU ratio':>11}")
    for way in WAYS:
        one, floor = found[way], found["exact"]
        print(
            f"{LABELS[way]:18}{one['seconds']:9.2f}{one['busy']:8.2f}{units / one['seconds']:11,.0f}{one['memory']:10.0f}"
            f"{one['seconds'] / floor['seconds']:8.2f}{one['busy'] / floor['busy']:11.2f}"
        )
    price = {key: found["jixiao"][key] / found["floats"][key] for key in ("seconds", "busy")}
    print(
        f"price of exactness: {price['seconds']:.2f} times the floats' time, {price['busy']:.2f} times their CPU time"
    )


def differences(folder: Path) -> None:
    import polars as pl

    tables = {way: pl.read_parquet(folder / f"{way}.parquet") for way in WAYS}
    ours = tables["jixiao"]
    scores = [name for name in ours.columns if name.endswith("__score")]
    for way in ("exact", "floats"):
        other = tables[way].select(pl.col([*scores, "total"]).cast(pl.Float64).round(6))
        mine = ours.select(pl.col([*scores, "total"]).cast(pl.Float64).round(6))
        wrong = sum(int(mine[name].ne_missing(other[name]).sum()) for name in scores)
        totals = int(mine["total"].ne_missing(other["total"]).sum())
        print(f"{LABELS[way]}: {wrong:,} scores and {totals:,} totals differ from jixiao's")


def per_unit(folder: Path, units: int, runs: int) -> None:
    import polars as pl

    print(f"{'units':>10}{'seconds':>10}{'us/unit':>10}{'us/further unit':>17}{'peak MiB':>10}")
    before: tuple[int, float] | None = None
    sizes = [size for size in (10**3, 10**4, 10**5, 10**6, 10**7) if size < units]
    for size in [*sizes, units]:
        part = folder / "part.parquet"
        pl.scan_parquet(folder / "facts.parquet").head(size).sink_parquet(part, row_group_size=2**17)
        one = best([measured("jixiao", part, folder / "scores.parquet") for _ in range(runs)])
        further = "" if before is None else f"{(one['seconds'] - before[1]) / (size - before[0]) * 1e6:.2f}"
        print(f"{size:10,}{one['seconds']:10.3f}{one['seconds'] / size * 1e6:10.2f}{further:>17}{one['memory']:10.0f}")
        before = size, one["seconds"]


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    from scoring_facts import write_facts

    units = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_facts(folder / "facts.parquet", units)
        compare(folder, units, runs)
        differences(folder)
        per_unit(folder, units, runs)


if __name__ == "__main__":
    main()
