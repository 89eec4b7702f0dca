"""One page of a PDF as pdfium sees it: its text with places, asked for only where they matter, and its ruling lines."""

from __future__ import annotations

import re
import unicodedata
from ctypes import byref, c_double, c_float, c_int
from typing import TYPE_CHECKING, Any, Final

import pypdfium2.raw as pdfium

from jixiao.reading.formats.assemble import UNSEEN, clean
from jixiao.reading.formats.lattice import Rule
from jixiao.reading.formats.page import PageLine, Word

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

__all__ = ["PdfPageText"]

_WORD = re.compile(r"\S+")
_SCRIPT_CHANGE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_HAN: Final = "\u2e80"
_SETTING, _SPREAD = 0.6, 1.0
"""Shares of the type size below which a gap is the setter's and not a blank: where scripts meet, and between Chinese
characters, which are spread in narrow lines to reach the margin."""
_SMALLEST_TYPE: Final = 4.0
"""Sizes below this are sizes before a transformation, and say nothing."""
_THIN: Final = 3.0
_DEEPEST: Final = 4
_MOST_OBJECTS: Final = 60_000
"""Objects of a page looked at for ruling lines; drawings with more are maps and charts."""
_RADICALS: Final = {
    sign: plain
    for sign in map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)))
    if len(plain := unicodedata.normalize("NFKC", sign)) == 1 and plain != sign
}
"""Radicals and compatibility forms that some fonts' tables give for common characters: ⼀ for 一."""
_RADICAL = re.compile(f"[{''.join(_RADICALS)}]")
_UNMAPPED = re.compile(r"[\ufffd\ufffe\uffff\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


class PdfPageText:
    """The lines of a page with their places; satisfies :class:`jixiao.reading.formats.page.Page`."""

    def __init__(self, page: PdfPage, number: int, most_cells: int) -> None:
        self.number = number
        self._page = page
        self._textpage = page.get_textpage()
        self._handle: Any = self._textpage.raw
        count = self._textpage.count_chars()
        text = self._textpage.get_text_range() if count > 0 else ""
        if len(text) != count:
            # Characters beyond the basic plane take two places in pdfium's text: then each is asked for.
            text = "".join(chr(pdfium.FPDFText_GetUnicode(self._handle, index) or 0xFFFD) for index in range(count))
        self.unmapped = len(_UNMAPPED.findall(text))
        self.characters = len(text)
        self._text = _RADICAL.sub(lambda found: _RADICALS[found.group()], text)
        self._turn = page.get_rotation()
        self._size = page.get_size()
        self._left, self._right, self._bottom, self._top = (c_double() for _ in range(4))
        self._edges = tuple(byref(value) for value in (self._left, self._right, self._bottom, self._top))
        self._x, self._y = c_double(), c_double()
        self._origin = (byref(self._x), byref(self._y))
        self._bounds = tuple(c_float() for _ in range(4))
        self._bounds_at = tuple(byref(value) for value in self._bounds)
        self._unseen = UNSEEN.search(self._text) is not None
        self._ends: dict[int, int] = {}
        self.lines = self._lines()
        self.has_picture = False
        self.rules = self._rules(most_cells)

    def close(self) -> None:
        """Frees what pdfium holds for this page."""
        self._textpage.close()
        self._page.close()

    def words(self, line: PageLine) -> list[Word]:
        found = []
        for match in _WORD.finditer(self._text, line.place, self._ends[line.place]):
            text, first, last = match.group(), match.start(), match.end() - 1
            if self._unseen and not (text := clean(text)):
                continue
            left, base = self._start(first) if first != line.place else (line.left, line.base)
            end, end_base = self._start(last) if first < last else (left, base)
            found.append(Word(text, left, base, end, end_base, first))
        return found

    def touch(self, before: Word, word: Word) -> bool:
        neighbours = word.place == before.place + len(before.text) + 1
        return neighbours and self._is_setting(word.place - 1)

    def end(self, word: Word) -> float:
        return self._end(word.place + len(word.text) - 1)

    def letters(self, word: Word) -> list[Word]:
        found = []
        for place, letter in enumerate(word.text, word.place):
            left, base = self._start(place)
            found.append(Word(letter, left, base, left, base, place))
        return found

    def _lines(self) -> list[PageLine]:
        lines = []
        place = 0
        for text in self._text.split("\n"):
            bare = text.strip()
            if bare:
                first = place + len(text) - len(text.lstrip())
                self._ends[first] = first + len(bare)
                left, base = self._start(first)
                right = self._end(first + len(bare) - 1)
                if " " in bare:
                    bare = self._without_setting(bare, first)
                blank_after = text.rstrip("\r").endswith(" ")
                lines.append(PageLine(bare, left, right, base, self.number, first, blank_after))
            place += len(text) + 1
        return lines

    def _without_setting(self, text: str, first: int) -> str:
        """The text of a line without the blanks that pdfium sees in the space that setters leave between scripts."""
        parts, done = [], 0
        sentence = "，" in text or "。" in text or "；" in text
        for match in _SCRIPT_CHANGE.finditer(text):
            blank = first + match.start()
            # In a sentence there are no columns to keep apart, so the width of the gap need not be asked for.
            if self._is_generated(blank) if sentence else self._is_setting(blank):
                parts.append(text[done : match.start()])
                done = match.end()
        return "".join((*parts, text[done:]))

    def _is_generated(self, index: int) -> bool:
        return bool(pdfium.FPDFText_IsGenerated(self._handle, index) == 1)

    def _is_setting(self, index: int) -> bool:
        """Whether the blank at ``index`` is no character of the file but a small gap: about a quarter of an em, where
        Chinese characters meet others or a line was spread to the margin."""
        if self._text[index] != " " or not self._is_generated(index):
            return False
        before, after = self._text[index - 1], self._text[index + 1 : index + 2]
        if before.isascii() and after.isascii():
            return False
        share = _SPREAD if before >= _HAN <= after else _SETTING
        size = pdfium.FPDFText_GetFontSize(self._handle, index + 1)
        if size < _SMALLEST_TYPE:
            size = self._end(index + 1) - self._start(index + 1)[0]
        gap = self._start(index + 1)[0] - self._end(index - 1)
        return bool(gap < share * size)

    def _start(self, index: int) -> tuple[float, float]:
        """Left edge and base line of a character."""
        pdfium.FPDFText_GetCharOrigin(self._handle, index, *self._origin)
        return self._turned(self._x.value, self._y.value)

    def _end(self, index: int) -> float:
        """Right edge of a character."""
        pdfium.FPDFText_GetCharBox(self._handle, index, *self._edges)
        if not self._turn:
            return self._right.value
        corners = [
            self._turned(x, y)[0]
            for x in (self._left.value, self._right.value)
            for y in (self._bottom.value, self._top.value)
        ]
        return max(corners)

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as the page is shown, when it is shown turned."""
        if not self._turn:
            return x, y
        width, height = self._size
        match self._turn:
            case 90:
                return y, height - x
            case 180:
                return width - x, height - y
            case _:
                return width - y, x

    def _rules(self, most_cells: int) -> list[Rule]:
        rules: list[Rule] = []
        count = pdfium.FPDFPage_CountObjects(self._page.raw)
        if 0 < count <= _MOST_OBJECTS:
            objects = (pdfium.FPDFPage_GetObject(self._page.raw, index) for index in range(count))
            self._collect(objects, rules, 0)
        return rules if len(rules) <= 4 * most_cells else []

    def _collect(self, objects: Any, rules: list[Rule], depth: int) -> None:
        kind_of, path, form = pdfium.FPDFPageObj_GetType, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM
        image = pdfium.FPDF_PAGEOBJ_IMAGE
        for item in objects:
            kind = kind_of(item)
            if kind == path:
                self._add_path(item, rules)
            elif kind == image:
                self.has_picture = True
            elif kind == form and depth < _DEEPEST:
                inner = range(min(pdfium.FPDFFormObj_CountObjects(item), _MOST_OBJECTS))
                self._collect((pdfium.FPDFFormObj_GetObject(item, index) for index in inner), rules, depth + 1)

    def _add_path(self, item: Any, rules: list[Rule]) -> None:
        """The ruling lines a path draws: itself if it is thin, the edges of its rectangles if they are drawn."""
        if not pdfium.FPDFPageObj_GetBounds(item, *self._bounds_at):
            return
        x0, y0, x1, y1 = (value.value for value in self._bounds)
        if self._turn:
            (x0, y0), (x1, y1) = self._turned(x0, y0), self._turned(x1, y1)
            x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if y1 - y0 <= _THIN < x1 - x0:
            rules.append(Rule(True, (y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN < y1 - y0:
            rules.append(Rule(False, (x0 + x1) / 2, y0, y1))
        elif x1 - x0 > _THIN:
            self._add_segments(item, rules, (x0, y0, x1, y1))

    def _add_segments(self, item: Any, rules: list[Rule], bounds: tuple[float, float, float, float]) -> None:
        fill, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
        count = pdfium.FPDFPath_CountSegments(item)
        if not stroke.value and count <= 5:
            # A filled area behind a cell: its edges are no lines, though cells that differ in shade meet there.
            return
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFPageObj_GetMatrix(item, byref(matrix)):
            return
        points: list[tuple[float, float, int, bool]] = []
        x, y = c_float(), c_float()
        for index in range(min(count, 4000)):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
            place = self._turned(
                matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
            )
            kind = pdfium.FPDFPathSegment_GetType(segment)
            points.append((*place, kind, bool(pdfium.FPDFPathSegment_GetClose(segment))))
        start = (0.0, 0.0)
        before: tuple[float, float] | None = None
        for px, py, kind, closes in points:
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = (px, py)
            elif kind == pdfium.FPDF_SEGMENT_LINETO and before is not None:
                _add_line(rules, before, (px, py))
            before = (px, py)
            if closes:
                _add_line(rules, before, start)


def _add_line(rules: list[Rule], a: tuple[float, float], b: tuple[float, float]) -> None:
    if abs(a[1] - b[1]) <= 1 < abs(a[0] - b[0]):
        rules.append(Rule(True, (a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))
    elif abs(a[0] - b[0]) <= 1 < abs(a[1] - b[1]):
        rules.append(Rule(False, (a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))
