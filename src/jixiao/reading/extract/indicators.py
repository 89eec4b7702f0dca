"""The indicators of a document, in every form in which they are published.

Tables with cells, tables without borders, and prose are read each in its own way; what is told twice is kept once,
as the table has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.document import Paragraph, Table
from jixiao.reading.extract.cell_lines import HeadRun, Line, head_runs, read_stream
from jixiao.reading.extract.indicators_execution import execution_in_grid, execution_in_stream
from jixiao.reading.extract.indicators_prose import prose_rows
from jixiao.reading.extract.indicators_vocabulary import EXECUTION_NAMES, slim
from jixiao.reading.extract.tables import TableReader, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.document import Document
    from jixiao.report import IndicatorRow

__all__ = ["extract_indicators"]


def extract_indicators(document: Document) -> tuple[IndicatorRow, ...]:
    """All indicator rows of ``document`` in the order in which they stand.

    ``row_kind`` tells indicators, the scored execution rate of the funds head (``execution``), groups with points of
    their own (``subtotal``), the row that adds up a table (``total``) and indicators whose cells are all empty
    (``blank``). Only the first two count in a total.
    """
    reader = TableReader(document)
    rows: list[IndicatorRow] = []
    told: list[IndicatorRow] = []
    for part in _parts(document):
        if isinstance(part, Table):
            rows += _once([*execution_in_grid(pieces_of(document, part)), *reader.read(part)])
            continue
        stream = [_line(document, paragraph) for paragraph in part]
        runs = head_runs(stream)
        found = _once([*execution_in_stream(stream, runs), *read_stream(stream, runs)])
        rows += found
        told += prose_rows(document, _without_tables(part, runs, found))
    known = {slim(row.name) for row in rows}
    rows += [row for row in told if slim(row.name) not in known]
    return tuple(sorted(rows, key=_position))


def _once(rows: list[IndicatorRow]) -> list[IndicatorRow]:
    """Without the execution rate of the funds head where the table below scores it again: it counts once."""
    again = any(row.row_kind == "indicator" and slim(row.name) in EXECUTION_NAMES and row.points for row in rows)
    return [row for row in rows if not (again and row.row_kind == "execution")]


def _without_tables(
    part: Sequence[Paragraph], runs: Sequence[HeadRun], found: Sequence[IndicatorRow]
) -> list[Paragraph]:
    """The paragraphs that are no part of a table without borders."""
    taken = {where.block for row in found for where in (row.location, *row.places.values())}
    for run in runs:
        taken |= {part[number].index for number in range(run.start[0], run.end[0] + 1)}
    return [paragraph for paragraph in part if paragraph.index not in taken]


def _position(row: IndicatorRow) -> tuple[int, int, int, int]:
    where = row.location
    return where.block or 0, where.row or 0, where.column or 0, where.start or 0


def _parts(document: Document) -> Iterator[Table | list[Paragraph]]:
    """Tables, and the runs of paragraphs between them."""
    run: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            run.append(block)
            continue
        if run:
            yield run
            run = []
        yield block
    if run:
        yield run


def _line(document: Document, paragraph: Paragraph) -> Line:
    return Line(paragraph.text, lambda start, end: document.locate(paragraph, start, end))
