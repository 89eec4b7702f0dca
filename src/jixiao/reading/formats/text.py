"""Plain text: paragraphs from broken lines, tables from pipes, tabs and columns, left-over markup taken out."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import fault
from jixiao.reading.formats.assemble import Builder, clean, ragged
from jixiao.reading.formats.decode import decode
from jixiao.reading.formats.text_tables import RawLine, find_tables
from jixiao.reading.lines import Line, join_lines, width
from jixiao.reading.numbering import numbering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read", "read_text", "text_blocks"]

_TAG_NAMES: Final = (
    r"p|br|div|span|strong|b|i|u|em|font|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|a|img|center|section|o:p|st1:\w+"
)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|tr|table|ul|ol|li|h[1-6]|section)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_PARTS = re.compile(r"[\v\x1c-\x1e\x85\u2028\u2029]")
_PAGE_NUMBER = re.compile(
    r"[-—–－·~]\s*\d{1,4}\s*[-—–－·~]|第\s*\d{1,4}\s*页(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}\s*页"
)
_BARE_NUMBER = re.compile(r"\d{1,4}(?:\s*/\s*\d{1,4})?")
_LONGEST_PAGE_NUMBER: Final = 24
_PROSE_WIDTH: Final = 30
_LEADERS = re.compile(r"(.{2,60}?)\s*(?:[.．·…]\s?){3,}\d{1,4}")
_CONTENTS = re.compile(r"(.{2,60}?)(?:\t+|\s*(?:[.．·…]\s?){3,}|\s{3,})\d{1,4}")


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the text file at ``path``, whose size has been checked."""
    with path.open("rb") as file:
        text, unreadable = decode(file.read(limits.text_bytes))
    document = read_text(text, source)
    if unreadable:
        document = replace(document, findings=(fault("RD016", source, str(unreadable)),))
    return document


def read_text(text: str, source: str, form: str = "txt") -> Document:
    """The document that the decoded ``text`` of a file is."""
    builder = Builder(source, form)
    pages = text.count("\f") + 1 if "\f" in text.rstrip("\f\n\r ") else None
    text_blocks(builder, list(_raw_lines(text, pages is not None)))
    return builder.document(pages=pages)


def text_blocks(builder: Builder, raw: Sequence[RawLine]) -> None:
    """Adds the paragraphs and tables that lines of text form."""
    gaps = [line.gap for line in raw[1:]]
    usual = max(set(gaps), key=gaps.count) if gaps else 0
    contents = _contents(raw)
    lines = [_without_contents(line) if index in contents else line for index, line in enumerate(raw)]
    prose: list[Line] = []
    done = 0
    for table in [*find_tables(lines, usual), None]:
        stop = table.first if table else len(lines)
        for index in range(done, stop):
            if index in contents:
                _flush(builder, prose)
                builder.paragraph(clean(raw[index].text), page=raw[index].page, line=raw[index].number, style="toc")
            elif not _is_page_number(lines, index, usual):
                prose.append(_line(lines[index]))
        _flush(builder, prose)
        if table:
            builder.table(ragged(table.rows), layout=table.layout, page=lines[table.first].page, lines=table.numbers)
            done = table.last + 1


def _raw_lines(text: str, paged: bool) -> Iterator[RawLine]:
    """Lines that are not empty, markup taken out; one line of the file may give several where tags part them."""
    gap, page = 0, 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        seen = False
        for turned, sheet in enumerate(raw.split("\f")):
            page += turned > 0
            for part in _parts(sheet):
                if part.strip(" \t\u3000\xa0"):
                    yield RawLine(part, number, gap, page if paged else None)
                    gap, seen = 0, True
        if not seen:
            gap += 1


def _parts(text: str) -> list[str]:
    if "<" in text and _TAG.search(text):
        row = "\t" in text or "|" in text
        text = _TAG.sub(lambda tag: ("\n" if row else "\v") if _BLOCK_TAG.match(tag.group()) else "", text)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return _PARTS.split(text)


def _line(raw: RawLine) -> Line:
    text = clean(re.sub(r"[\t\n]", " ", raw.text))
    bare = raw.text.lstrip(" \t\u3000\xa0")
    return Line(text, raw.number, raw.gap, width(raw.text[: len(raw.text) - len(bare)].expandtabs(4)), raw.page)


def _flush(builder: Builder, prose: list[Line]) -> None:
    for joined in join_lines([line for line in prose if line.text]):
        builder.paragraph(joined.text, page=joined.page, line=joined.line, breaks=joined.breaks)
    prose.clear()


def _is_page_number(lines: Sequence[RawLine], index: int, usual: int) -> bool:
    """Whether a line is a page number: written as one, or a bare number that a turn of page or a gap wider than usual
    sets apart within running text. In a table copied cell by cell a bare number is a figure."""
    line = lines[index]
    text = line.text.strip()
    if len(text) > _LONGEST_PAGE_NUMBER:
        return False
    if _PAGE_NUMBER.fullmatch(text):
        return True
    if not _BARE_NUMBER.fullmatch(text):
        return False
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if after is not None and after.page != line.page:
        return True
    if not any(near is not None and width(near.text) >= _PROSE_WIDTH for near in (before, after)):
        return False
    return line.gap > max(usual, 1) and (after is None or after.gap >= usual)


def _contents(lines: Sequence[RawLine]) -> set[int]:
    """The lines of a table of contents: numbered titles with leader dots and a page number; below the word 目录 also
    with a tab or blanks in place of the dots, which elsewhere make a row of a table."""
    found: set[int] = set()
    inside = False
    for index, line in enumerate(lines):
        text = line.text.strip()
        if len(text) <= 4 and "".join(text.split()) == "目录":
            inside = True
        elif text[-1:].isdecimal() and (entry := (_CONTENTS if inside else _LEADERS).fullmatch(text)):
            if inside or numbering(entry.group(1)) is not None:
                found.add(index)
        else:
            inside = False
    return found


def _without_contents(line: RawLine) -> RawLine:
    """The line with nothing in it that could be taken for a row."""
    return RawLine(clean(line.text.replace("\t", " ")), line.number, line.gap, line.page)
