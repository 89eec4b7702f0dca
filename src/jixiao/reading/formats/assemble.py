"""Blocks put together to a document: indices, merged cells unfolded, the unit and title above a table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from jixiao.document import Block, Cell, Document, Paragraph, Table
from jixiao.reading.lines import Line, are_page_lines, ends_sentence, join_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.findings import Finding

__all__ = ["UNSEEN", "Builder", "Span", "clean", "clean_lines", "ragged", "unfold", "unit_noted"]


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as a source declares it: its text and how many rows and columns it covers."""

    text: str
    rowspan: int = 1
    colspan: int = 1


UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]")
_BLANKS = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u205f]+")
_UNIT: Final = re.compile(
    r"单\s*位\s*[:：]?\s*[（(]?\s*(?:人民币)?\s*(亿元|千万元|百万元|十万元|万元|千元|元)(?![\u4e00-\u9fff])"
)
_LONGEST_SPAN: Final = 500
_NEAR: Final = 4
"""How many paragraphs above a table may hold its title and unit."""


def clean(text: str) -> str:
    """``text`` without invisible characters, runs of blanks as one, no blanks at the ends."""
    if text.isprintable() and "  " not in text:
        # The usual case: only plain blanks are printable, everything that would be changed is not.
        return text.strip(" ")
    return _BLANKS.sub(" ", UNSEEN.sub("", text)).strip(" \u3000\r\n")


def clean_lines(text: str) -> str:
    """The text of a cell with its own line breaks, each line cleaned."""
    return "\n".join(filter(None, map(clean, text.splitlines()))) if "\n" in text else clean(text)


def unit_noted(text: str) -> str:
    """The unit of money that a note such as ``金额单位：万元`` gives, else empty."""
    found = _UNIT.search(text)
    return found.group(1) if found else ""


def ragged(rows: Iterable[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of plain cells, each as long as it was printed."""
    return tuple(tuple(Cell(r, c, text) for c, text in enumerate(cells)) for r, cells in enumerate(rows))


def unfold(rows: Sequence[Sequence[Span]], most: int) -> tuple[tuple[Cell, ...], ...] | None:
    """The full grid of rows with spans: every square holds the cell that covers it, empty ones are filled up.

    ``None`` if the grid would have more than ``most`` squares: spans cost nothing to write and can be made to cover
    millions of squares. Overlapping spans are cut at what is already there.
    """
    taken: dict[tuple[int, int], Cell] = {}
    for r, row in enumerate(rows):
        c = 0
        for span in row:
            while (r, c) in taken:
                c += 1
            high = min(max(span.rowspan, 1), len(rows) - r)
            wide = min(max(span.colspan, 1), _LONGEST_SPAN)
            free = 1
            while free < wide and (r, c + free) not in taken:
                free += 1
            wide = free
            if len(taken) + high * wide > most:
                return None
            cell = Cell(r, c, span.text, high, wide)
            for dr in range(high):
                for dc in range(wide):
                    taken.setdefault((r + dr, c + dc), cell)
            c += wide
    width = max((c for _, c in taken), default=-1) + 1
    if len(rows) * width > most:
        return None
    return tuple(tuple(taken.get((r, c)) or Cell(r, c, "") for c in range(width)) for r in range(len(rows)))


@dataclass(slots=True)
class Builder:
    """Collects blocks in reading order."""

    source: str
    format: str
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def paragraph(
        self,
        text: str,
        *,
        page: int | None = None,
        line: int | None = None,
        style: str = "",
        breaks: tuple[tuple[int, int], ...] = (),
    ) -> None:
        """Adds a paragraph unless it is empty."""
        if text:
            self.blocks.append(Paragraph(len(self.blocks), text, page, line, None, style, breaks))

    def table(
        self,
        grid: tuple[tuple[Cell, ...], ...],
        *,
        layout: str = "grid",
        page: int | None = None,
        sheet: str = "",
        title: str = "",
        lines: tuple[int, ...] = (),
        pages: tuple[int, ...] = (),
    ) -> None:
        """Adds a table with the unit and title that stand above it, unless all its cells are empty."""
        if not any(cell.text for row in grid for cell in row):
            return
        above_title, unit = self._above()
        self.blocks.append(
            Table(
                len(self.blocks),
                grid,
                page=page,
                sheet=sheet,
                title=title or above_title,
                unit_note=_unit_in_head(grid) or unit,
                layout=layout,
                line=lines[0] if lines else None,
                lines=lines,
                pages=pages,
            )
        )

    def rejoin(self) -> None:
        """Joins the paragraphs again that are the single lines of printed pages, pasted into a document or web page."""
        plain = [block.text for block in self.blocks if isinstance(block, Paragraph) and not block.style]
        if not are_page_lines(plain):
            return
        run: list[Line] = []
        old, self.blocks = self.blocks, []

        def flush() -> None:
            for joined in join_lines(run):
                self.paragraph(joined.text)
            run.clear()

        for block in old:
            if isinstance(block, Paragraph) and not block.style:
                run.append(Line(block.text, block.index))
                continue
            flush()
            self.blocks.append(replace(block, index=len(self.blocks)))
        flush()

    def document(self, *, pages: int | None = None, title: str = "") -> Document:
        return Document(self.source, self.format, tuple(self.blocks), pages, title, tuple(self.findings))

    def _above(self) -> tuple[str, str]:
        """Title and unit from the short paragraphs directly above the table that comes next."""
        title = unit = ""
        for block in reversed(self.blocks[-_NEAR:]):
            if not isinstance(block, Paragraph) or len(block.text) > 80:
                break
            unit = unit or unit_noted(block.text)
            bare = _UNIT.sub("", block.text).strip(" （()）金额货币")
            if len(bare) >= 4 and not ends_sentence(bare) and (not title or ("表" in bare and "表" not in title)):
                title = bare if unit_noted(block.text) else block.text
        return title, unit


def _unit_in_head(grid: tuple[tuple[Cell, ...], ...]) -> str:
    """The unit printed within the table's own first two rows, as in sheets that hold title and note as rows."""
    for row in grid[:3]:
        for cell in row:
            if len(cell.text) <= 40 and (unit := unit_noted(cell.text)):
                return unit
    return ""
