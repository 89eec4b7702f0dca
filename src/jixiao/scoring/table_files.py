"""A file of facts in, a file of scores out, batch by batch, so that memory does not grow with the number of units."""

from __future__ import annotations

import codecs
import csv
import os
import shutil
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.io.plugins import register_io_source

from jixiao.scoring.fact_faults import TableFaults
from jixiao.scoring.fact_header import read_header
from jixiao.scoring.frames import TableScorer
from jixiao.scoring.plan import COMPLETE
from jixiao.system import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jixiao.findings import Finding
    from jixiao.schemes.model import Scheme

__all__ = ["ROWS", "Scored", "score_file"]

ROWS: Final = 2**17
"""Units in a batch: columns of that length stay in the processor's cache, and compiling costs little beside them."""

_AT_ONCE: Final = 2
"""Batches in work at the same time: what Python does between the library's calls keeps one processor idle otherwise."""

_PARQUET: Final = b"PAR1"
_SNIFFED: Final = 2**20


@dataclass(frozen=True, slots=True)
class Scored:
    """What became of a file: how many units were scored and how many of them completely; or, where ``faults`` is not
    zero, the findings (which list the first of each kind) and no output at all."""

    units: int
    complete: int
    faults: int
    findings: tuple[Finding, ...]


def score_file(source: Path, target: Path, scheme: Scheme, progress: Callable[[int, int | None], None]) -> Scored:
    """Scores every row of ``source`` (csv or parquet, told apart by content) into ``target`` (by its ending).

    ``progress`` is told how many rows are done, and how many there are where that is known. ``target`` is written under
    another name and renamed when all is well. :class:`OSError` where it cannot be written.
    """
    faults = TableFaults()
    with _opened(source, faults) as table:
        header = None if table is None else read_header(table.names, scheme, faults)
        if table is None or header is None:
            return Scored(0, 0, faults.count, faults.findings)
        run = _Run(table, TableScorer(scheme, header), faults, progress)
        with _replacing(target) as temporary:
            frame = register_io_source(run.results, schema=run.scorer.schema)
            if target.suffix.lower() == ".csv":
                frame.sink_csv(temporary)
            else:
                frame.sink_parquet(temporary)
            if faults.count:
                temporary.unlink()
    return Scored(run.done, run.complete, faults.count, faults.findings)


@dataclass(frozen=True, slots=True)
class _Table:
    """A file opened for reading: its column names as written, its rows, and their number where it is known at once."""

    path: Path
    names: list[str]
    rows: pl.LazyFrame
    height: int | None


class _Run:
    """One pass over the table."""

    def __init__(
        self, table: _Table, scorer: TableScorer, faults: TableFaults, progress: Callable[[int, int | None], None]
    ) -> None:
        self.table = table
        self.scorer = scorer
        self.faults = faults
        self.progress = progress
        self.done = 0
        self.complete = 0

    def results(self, *_: object) -> Iterator[pl.DataFrame]:
        """The results batch by batch. After the first fault the rest is only checked."""
        try:
            for height, found, faults in self._batches():
                self.faults.extend(faults)
                self.done += height
                self.progress(self.done, self.table.height)
                if found is not None and not self.faults.count:
                    self.complete += int(found.get_column(COMPLETE).sum())
                    yield found
        except pl.exceptions.PolarsError as error:
            _broken_off(self.table.path, self.faults, error)
        if not self.done and not self.faults.count:
            self.faults.add("IN402", "表里没有一行数据。")

    def _batches(self) -> Iterator[tuple[int, pl.DataFrame | None, TableFaults]]:
        """Height, results and faults of each batch in their order; one batch is read in while another is computed."""
        first = 0
        waiting: deque[tuple[int, Future[tuple[pl.DataFrame | None, TableFaults]]]] = deque()
        rows = self.table.rows.collect_batches(chunk_size=ROWS, maintain_order=True, engine="streaming")
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for batch in rows:
                task = pool.submit(self.scorer.score, batch, first, check_only=self.faults.count > 0)
                waiting.append((len(batch), task))
                first += len(batch)
                if len(waiting) > _AT_ONCE:
                    height, done = waiting.popleft()
                    yield height, *done.result()
            for height, done in waiting:
                yield height, *done.result()


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A file beside ``target`` to write to, which takes its name at the end if it is still there."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if temporary.exists():
            temporary.chmod(0o644)
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


# --- opening ---------------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path, faults: TableFaults) -> Iterator[_Table | None]:
    """The file as a table; ``None`` after faults."""
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED)
    except OSError as error:
        faults.add("IN401", f"打不开“{path}”：{reason(error)}。", advice="请检查文件名、位置和读取权限。")
        yield None
        return
    if not start.strip():
        faults.add("IN402", f"“{path.name}”是空的。", expected="csv 或 parquet 文件")
        yield None
    elif start.startswith(_PARQUET):
        yield _parquet(path, faults)
    elif b"\0" in start:
        faults.add(
            "IN402",
            f"“{path.name}”既不是 csv 也不是 parquet 文件。",
            expected="csv 或 parquet 文件",
            advice="Excel 表格请另存为“CSV UTF-8（逗号分隔）”。",
        )
        yield None
    elif _is_utf8(start):
        yield _csv(path, path, faults)
    else:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "facts.csv"
            with path.open(encoding="gb18030", errors="replace") as old, copy.open("w", encoding="utf-8") as new:
                shutil.copyfileobj(old, new)
            yield _csv(copy, path, faults)


def _is_utf8(start: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _parquet(path: Path, faults: TableFaults) -> _Table | None:
    rows = pl.scan_parquet(path)
    try:
        names = rows.collect_schema().names()
        height = rows.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        _broken_off(path, faults, error)
        return None
    return _Table(path, names, rows, height)


def _csv(path: Path, original: Path, faults: TableFaults) -> _Table | None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = next(csv.reader(file), [])
    rows = pl.scan_csv(path, infer_schema=False)
    try:
        rows.collect_schema()
    except pl.exceptions.PolarsError as error:
        _broken_off(original, faults, error)
        return None
    return _Table(path, names, rows, None)


def _broken_off(path: Path, faults: TableFaults, error: Exception) -> None:
    """Reports why a table could not be read to its end: rows of the wrong length, or a damaged file."""
    before = faults.count
    if path.suffix.lower() != ".parquet":
        _uneven_rows(path, faults)
    if faults.count == before:
        reason = str(error).strip().splitlines()[0]
        faults.add("IN402", f"“{path.name}”读到中途出错，文件可能已损坏（{reason}）。", advice="请重新生成或重新下载。")


def _uneven_rows(path: Path, faults: TableFaults) -> None:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        width = len(next(rows, []))
        for number, row in enumerate(rows):
            if len(row) > width:
                faults.add(
                    "IN411",
                    f"这一行有 {len(row)} 列，表头有 {width} 列。",
                    row=number,
                    expected=str(width),
                    actual=str(len(row)),
                    advice="含逗号的内容要用英文双引号括起来。",
                )
