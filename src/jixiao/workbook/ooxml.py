"""The parts of an xlsx package that matter here: sheets, shared strings, number formats, merges, hidden rows.

Parsing resolves no entities, fetches nothing, and reads only the parts it needs.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from jixiao.numbers import from_digits
from jixiao.workbook.book import Cell, Sheet
from jixiao.workbook.dates import date_of_serial

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from jixiao.workbook.book import Area, Shows

__all__ = ["Package", "TooMuch"]


LARGEST_PART: Final = 64 * 2**20
"""Bytes of one part after unpacking."""
MOST_ELEMENTS: Final = 2_000_000
"""XML elements in all that are read; they, not the bytes, are what memory goes for."""


class TooMuch(Exception):  # noqa: N818 - a limit reached, answered by the one caller
    """More content than a workbook that somebody filled in can have."""


_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PERCENT_FORMATS: Final = frozenset({9, 10})
_DATE_FORMATS: Final = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _index(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, column - 1


class Package:
    """An opened xlsx package. ``KeyError`` where a part it names is not there, ``XMLSyntaxError`` where it is no XML."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._since_1904 = False
        self._strings: list[str] = []
        self._shows: list[Shows] = []
        self._left = MOST_ELEMENTS

    def sheets(self) -> Iterator[Sheet]:
        """Every worksheet; raises :class:`TooMuch` beyond the limits of this module."""
        root = self._root("xl/workbook.xml")
        targets = self._targets()
        properties = root.find("{*}workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._strings = self._shared_strings(targets)
        self._shows = self._number_formats(targets)
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            key = next((value for name, value in sheet.attrib.items() if _local(name) == "id"), "")
            kind, part = targets[str(key)]
            if kind == "worksheet":
                yield self._sheet(str(sheet.get("name")), part)

    # --- parts

    def _parse(self, part: str) -> Iterator[tuple[str, Any]]:
        """The ends of all elements of ``part`` with their local names."""
        if self._archive.getinfo(part).file_size > LARGEST_PART:
            raise TooMuch
        source = BytesIO(self._archive.read(part))
        parsing = etree.iterparse(
            source, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        for event, element in parsing:
            if event == "end":
                yield _local(element.tag), element
                continue
            self._left -= 1
            if self._left < 0:
                raise TooMuch

    def _events(self, part: str, *tags: str) -> Iterator[tuple[str, Any]]:
        """The elements of these names, each forgotten once it has been looked at."""
        for tag, element in self._parse(part):
            if tag in tags:
                yield tag, element
                element.clear()

    def _root(self, part: str) -> Any:
        """The whole of a small part."""
        root = None
        for _, element in self._parse(part):
            root = element
        return root

    def _targets(self) -> dict[str, tuple[str, str]]:
        """The kind and the path of every part that the workbook names, by relationship id."""
        found = {}
        for element in self._root("xl/_rels/workbook.xml.rels"):
            target = str(element.get("Target", ""))
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found[str(element.get("Id"))] = (str(element.get("Type", "")).rpartition("/")[2], path)
        return found

    def _shared_strings(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        part = next((path for kind, path in targets.values() if kind == "sharedStrings"), None)
        return [] if part is None else [_words(item) for _, item in self._events(part, "si")]

    def _number_formats(self, targets: dict[str, tuple[str, str]]) -> list[Shows]:
        part = next((path for kind, path in targets.values() if kind == "styles"), None)
        if part is None:
            return []
        root = self._root(part)
        codes = {
            str(each.get("numFmtId")): str(each.get("formatCode", "")) for each in root.iterfind("{*}numFmts/{*}numFmt")
        }
        return [
            _shows(str(each.get("numFmtId", "0")), codes.get(str(each.get("numFmtId", "0"))))
            for each in root.iterfind("{*}cellXfs/{*}xf")
        ]

    # --- one sheet

    def _sheet(self, name: str, part: str) -> Sheet:
        rows: dict[int, dict[int, Cell]] = {}
        merged: list[Area] = []
        hidden: set[int] = set()
        row = -1
        for tag, element in self._events(part, "row", "mergeCell"):
            if tag == "mergeCell":
                first, _, last = str(element.get("ref", "")).partition(":")
                top, bottom = _index(first), _index(last)
                if top is not None and bottom is not None:
                    merged.append((*top, *bottom))
                continue
            row = int(element.get("r", row + 2)) - 1
            if element.get("hidden") in ("1", "true"):
                hidden.add(row)
            cells = self._row(element)
            if cells:
                rows[row] = cells
        return Sheet(name, dict(sorted(rows.items())), tuple(merged), frozenset(hidden))

    def _row(self, element: Any) -> dict[int, Cell]:
        cells: dict[int, Cell] = {}
        column = -1
        for source in element:
            reference = source.get("r")
            place = _index(reference) if reference else None
            column = place[1] if place else column + 1
            if len(source) == 0:
                continue
            cell = self._cell(source)
            if cell is not None:
                cells[column] = cell
        return dict(sorted(cells.items()))

    def _cell(self, source: Any) -> Cell | None:
        kind, value, formula, inline = source.get("t", "n"), None, False, None
        for child in source:
            name = _local(child.tag)
            if name == "v":
                value = child.text
            elif name == "f":
                formula = True
            elif name == "is":
                inline = _words(child)
        if kind == "inlineStr":
            value = inline
        if value is None or (value == "" and formula):
            return Cell("", state="not_calculated") if formula and kind != "str" else None
        return self._value(kind, value, self._shown(source))

    def _value(self, kind: str, value: str, shows: Shows) -> Cell | None:
        if kind == "e":
            return Cell(value, state="error")
        if kind == "b":
            return Cell(value == "1")
        if kind == "s":
            value = self._strings[int(value)] if value.isdigit() and int(value) < len(self._strings) else ""
        elif kind == "n":
            number = from_digits(value)
            if number is None:
                return Cell(value)
            if shows == "date":
                day = date_of_serial(number, since_1904=self._since_1904)
                return Cell(number, "date") if day is None else Cell(day, "date")
            return Cell(number, shows)
        elif kind == "d":
            return Cell(value[:10], "date")
        return Cell(value) if value.strip() else None

    def _shown(self, source: Any) -> Shows:
        style = source.get("s", "0")
        index = int(style) if style.isdigit() else 0
        return self._shows[index] if index < len(self._shows) else "plain"


def _words(element: Any) -> str:
    """The text of a string item: its runs, without the phonetic guides beside them."""
    return "".join(each.text or "" for each in element.iter("{*}t") if _local(each.getparent().tag) != "rPh")


def _shows(number: str, code: str | None) -> Shows:
    identifier = int(number) if number.isdigit() else 0
    if code is None:
        return "percent" if identifier in _PERCENT_FORMATS else "date" if identifier in _DATE_FORMATS else "plain"
    bare = _LITERAL.sub("", code).lower()
    if "%" in bare:
        return "percent"
    literal = code.replace("\\", "")
    if any(mark in bare for mark in ("yy", "dd", "mm")) or ("年" in literal and "月" in literal):
        return "date"
    return "date" if re.search(r"[ymd]", bare) and "general" not in bare else "plain"
