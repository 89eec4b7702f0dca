"""OFD, the national fixed-layout format (GB/T 33190-2016): text objects and paths of each page, signatures ignored."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.archive import Archive
from jixiao.reading.formats.assemble import Builder, clean
from jixiao.reading.formats.lattice import Rule
from jixiao.reading.formats.layout import compose
from jixiao.reading.formats.page_tables import set_page
from jixiao.reading.formats.word_page import Placed, WordPage
from jixiao.reading.lines import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from jixiao.document import Document
    from jixiao.reading.formats.page import SetPage
    from jixiao.reading.limits import Limits

__all__ = ["read"]

_POINTS: Final = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""
_UNMOVED: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST: Final = 20
_WIDE: Final = "\u2e80"
"""From here on characters are as wide as high."""
_MOST_DELTAS: Final = 20_000
_Matrix = tuple[float, float, float, float, float, float]


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the ofd file at ``path``."""
    builder = Builder(source, "ofd")
    pages: list[SetPage] = []
    with Archive(path, limits) as archive:
        package = archive.xml("OFD.xml")
        title = clean(package.findtext(".//{*}DocInfo/{*}Title") or "")
        for root in package.iterfind("{*}DocBody/{*}DocRoot"):
            name = _joined("", root.text)
            main = archive.xml(name)
            folder = posixpath.dirname(name)
            locations = [page.get("BaseLoc") for page in main.iterfind("{*}Pages/{*}Page")]
            if len(pages) + len(locations) > limits.pages:
                raise Unreadable("RD007", f"{len(pages) + len(locations)} 页，上限 {limits.pages} 页")
            for location in locations:
                page = archive.xml(_joined(folder, location))
                pages.append(set_page(_page(page, main, len(pages)), limits.cells))
    if not any(page.lines for page in pages):
        raise Unreadable("RD015", "各页都没有文字对象，可能是扫描件")
    compose(builder, pages)
    return builder.document(pages=len(pages), title=title)


def _joined(folder: str, location: str | None) -> str:
    """The name of a part from a location that is relative to ``folder``, or absolute with a slash."""
    if not location:
        raise Unreadable("RD005", "缺少部件的位置")
    location = location.strip()
    return location.lstrip("/") if location.startswith("/") else posixpath.normpath(posixpath.join(folder, location))


def _page(root: _Element, main: _Element, number: int) -> WordPage:
    box = root.findtext("{*}Area/{*}PhysicalBox") or main.findtext("{*}CommonData/{*}PageArea/{*}PhysicalBox")
    sizes = _numbers(box)
    height = (sizes[1] + sizes[3]) if len(sizes) == 4 else 297.0
    words: list[Placed] = []
    rules: list[Rule] = []
    for item in _objects(root):
        name = str(item.tag).rpartition("}")[2]
        boundary = _numbers(item.get("Boundary"))
        matrix = _matrix(item.get("CTM"))
        if len(boundary) != 4 or matrix is None:
            continue
        origin = (boundary[0], boundary[1])
        if name == "TextObject":
            words.extend(_words(item, origin, matrix, height))
        elif item.get("Stroke", "true") == "true" or min(boundary[2:]) < 1:
            rules.extend(_rules(item, origin, matrix, height))
    return WordPage(number, words, rules)


def _objects(element: _Element, depth: int = 0) -> Iterator[_Element]:
    """Text and path objects of a page, also those within blocks."""
    for child in element.iterchildren("*"):
        name = str(child.tag).rpartition("}")[2]
        if name in ("TextObject", "PathObject"):
            yield child
        elif name in ("Content", "Layer", "PageBlock") and depth < _DEEPEST:
            yield from _objects(child, depth + 1)


_NUMBER = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,15})?|\.\d{1,15})")


def _numbers(text: str | None) -> list[float]:
    """The numbers in a list parted by blanks; empty if any part is none. Measures of paper, not figures of a report:
    a binary quotient of two integers does."""
    values: list[float] = []
    for part in (text or "").split():
        if not _NUMBER.fullmatch(part):
            return []
        whole, _, rest = part.partition(".")
        values.append(int(whole + rest) / 10 ** len(rest))
    return values


def _matrix(text: str | None) -> _Matrix | None:
    if text is None:
        return _UNMOVED
    values = _numbers(text)
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else None


def _moved(x: float, y: float, matrix: _Matrix, origin: tuple[float, float], height: float) -> tuple[float, float]:
    """A point of an object in points on the page, y upwards."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e + origin[0]) * _POINTS, (height - (b * x + d * y + f + origin[1])) * _POINTS


def _words(item: _Element, origin: tuple[float, float], matrix: _Matrix, height: float) -> Iterator[Placed]:
    size = (_numbers(item.get("Size")) or [0.0])[0]
    across = (_numbers(item.get("HScale")) or [1.0])[0]
    for code in item.iterfind("{*}TextCode"):
        text = code.text or ""
        x, y = ((_numbers(code.get(name)) or [0.0])[0] for name in ("X", "Y"))
        steps = _deltas(code.get("DeltaX"), len(text))
        drops = _deltas(code.get("DeltaY"), len(text))
        letters: list[tuple[str, float, float, float]] = []
        for index, letter in enumerate(text):
            wide = size * across * (1.0 if letter >= _WIDE else width(letter) / 2)
            letters.append((letter, x, x + wide, y))
            x += steps[index] if index < len(steps) else wide
            y += drops[index] if index < len(drops) else 0.0
        yield from _cut(letters, size, matrix, origin, height)


def _cut(
    letters: Sequence[tuple[str, float, float, float]],
    size: float,
    matrix: _Matrix,
    origin: tuple[float, float],
    height: float,
) -> Iterator[Placed]:
    """The words of a run of letters: parted at blanks, wide gaps and changes of line."""
    start = 0
    for index in range(1, len(letters) + 1):
        if index < len(letters):
            before, letter = letters[index - 1], letters[index]
            near = -size < letter[1] - before[2] < 0.8 * size and abs(letter[3] - before[3]) < 0.3 * size
            if near and not letter[0].isspace() and not before[0].isspace():
                continue
        text = clean("".join(letter[0] for letter in letters[start:index]))
        if text:
            left, base = _moved(letters[start][1], letters[start][3], matrix, origin, height)
            right, _ = _moved(letters[index - 1][2], letters[index - 1][3], matrix, origin, height)
            yield Placed(text, min(left, right), max(left, right), base, max(size * abs(matrix[3]), 0.1) * _POINTS)
        start = index


def _deltas(text: str | None, most: int) -> list[float]:
    """Steps between characters; ``g 3 4.2`` stands for three steps of 4.2 (GB/T 33190 11.3)."""
    values: list[float] = []
    parts = (text or "").split()
    index = 0
    while index < len(parts) and len(values) < min(most, _MOST_DELTAS):
        if parts[index] == "g" and index + 2 < len(parts):
            count, step = _numbers(parts[index + 1]), _numbers(parts[index + 2])
            if not count or not step:
                break
            values.extend(step * min(max(int(count[0]), 0), most))
            index += 3
            continue
        step = _numbers(parts[index])
        if not step:
            break
        values.extend(step)
        index += 1
    return values


def _rules(item: _Element, origin: tuple[float, float], matrix: _Matrix, height: float) -> Iterator[Rule]:
    """The straight pieces of a path that lie along an axis."""
    parts = (item.findtext("{*}AbbreviatedData") or "").split()
    taken = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
    here = first = (0.0, 0.0)
    index = 0
    while index < len(parts) and parts[index] in taken:
        name = parts[index]
        values = _numbers(" ".join(parts[index + 1 : index + 1 + taken[name]]))
        if len(values) != taken[name]:
            return
        there = first if name == "C" else _moved(values[-2], values[-1], matrix, origin, height)
        if name in ("L", "C"):
            yield from _axis_line(here, there)
        if name in ("S", "M"):
            first = there
        here = there
        index += 1 + taken[name]


def _axis_line(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Rule]:
    if abs(a[1] - b[1]) <= 1 < abs(a[0] - b[0]):
        yield Rule(True, (a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0]))
    elif abs(a[0] - b[0]) <= 1 < abs(a[1] - b[1]):
        yield Rule(False, (a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1]))
