"""A layout as docx: official fonts by name, GB/T 9704 geometry, live fields, the same bytes each time.

The package with its styles, footers and pictures is python-docx's work. The body is put together as one text and parsed
once, for a report of forty pages has ten thousand runs.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.writing.fonts import OFFICIAL
from jixiao.writing.grid import grid
from jixiao.writing.layout import Chart, PageBreak, Para, Run, Table
from jixiao.writing.marks import FURNITURE, PARAGRAPH, CellMark, FieldMark, marked
from jixiao.writing.ooxml import same_bytes
from jixiao.writing.render.row_heights import ROW_MM, row_heights
from jixiao.writing.render.title_lines import in_lines

if TYPE_CHECKING:
    from jixiao.writing.grid import Square
    from jixiao.writing.layout import Cell, Layout

__all__ = ["render"]

# Style: (role of the face, size in points, bold, alignment, first line indented, outline level)
_STYLES: Final[dict[str, tuple[str, str, bool, str, bool, int | None]]] = {
    "title": ("biaosong", "22", False, "center", False, None),
    "subtitle": ("kaiti", "16", False, "center", False, None),
    "body": ("fangsong", "16", False, "both", True, None),
    "list": ("fangsong", "16", False, "both", True, None),
    "h1": ("heiti", "16", False, "both", True, 0),
    "h2": ("kaiti", "16", False, "both", True, 1),
    "h3": ("fangsong", "16", True, "both", True, 2),
    "h4": ("fangsong", "16", False, "both", True, 3),
    "right": ("fangsong", "16", False, "right", False, None),
    "caption": ("heiti", "12", False, "center", False, None),
    "note": ("song", "10.5", False, "both", False, None),
}
_LINE_PITCH: Final = 580  # twips: 225 mm / 22 lines
_BODY_SIZE: Final = 32  # half points: 三号
_CELL_SIZE: Final = 21  # half points: 五号
_TWIPS_A_MM: Final = 56.7


def render(layout: Layout) -> bytes:
    """The document as docx."""
    import docx

    layout, marks = marked(layout), _Marks()
    document: Any = docx.Document(BytesIO(_blank()))
    _page(document, layout)
    body = []
    for block in layout.blocks:
        if isinstance(block, Para):
            body.append(_para(block if block.style != "title" else in_lines(block, _text_mm(layout)), marks))
        elif isinstance(block, Table):
            last = block is layout.blocks[-1]
            body.append(_table(block, marks, landscape=layout.landscape, last=last))
        elif isinstance(block, Chart):
            body.append(_chart(document, block, marks))
        elif isinstance(block, PageBreak):
            body.append(_tag("p", _tag("r", _tag("br", type="page"))))
    _fill(document.part, "".join(body))
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = layout.title, layout.unit, layout.unit, ""
    written = BytesIO()
    document.save(written)
    return same_bytes(written.getvalue())


def _fill(part: Any, body: str) -> None:
    """Puts ``body`` into the empty document. It is parsed in its place: to move ten thousand elements from one tree into
    another takes lxml a time that grows with their square."""
    from docx.oxml.parser import parse_xml
    from lxml import etree

    empty = etree.tostring(part.element, encoding="unicode")
    part._element = parse_xml(empty.replace("<w:body>", f"<w:body>{body}", 1))  # noqa: SLF001 - there is no public way


_UNUSED_PARTS: Final = ("stylesWithEffects", "customXml", "numbering", "thumbnail")
_USED_STYLES: Final = ("Header", "Footer", "HeaderChar", "FooterChar")


@cache
def _blank() -> bytes:
    """The empty document of python-docx without its hundreds of styles, which are most of a file and of its time."""
    import docx
    from docx.oxml.ns import qn

    document: Any = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(_UNUSED_PARTS):
                del relations[name]
    for style in document.styles.element.style_lst:
        if style.get(qn("w:default")) != "1" and style.styleId not in _USED_STYLES:
            style.getparent().remove(style)
    for paragraph in document.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001
    blank = BytesIO()
    document.save(blank)
    return blank.getvalue()


class _Marks:
    """Hidden bookmarks, by which :mod:`jixiao.writing.keeping` finds paragraphs and figures again; the numbers of pictures."""

    def __init__(self) -> None:
        self._number = 0
        self._pictures = 0

    def _around(self, inside: str, name: str) -> str:
        number = self._number
        self._number += 1
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'

    def paragraph(self, inside: str, name: str) -> str:
        """What stands in a paragraph, marked; nothing where it is empty."""
        return self._around(inside, name) if inside else ""

    def furniture(self, inside: str) -> str:
        """What stands in a paragraph that goes with a table or a chart."""
        return self.paragraph(inside, f"{FURNITURE}{self._number}")

    def cell(self, key: str) -> str:
        """The mark of a cell, before what stands in it: there it stays when that is typed over."""
        return self._around("", key) if key else ""

    def field(self, control: str, run: Run) -> str:
        """A figure or gap, marked."""
        return self._around(control, FieldMark.of(run).name(self._number))

    def picture(self) -> int:
        self._pictures += 1
        return self._pictures


# --- elements of WordprocessingML as text


def _tag(name: str, content: str = "", /, **attributes: str) -> str:
    told = "".join(f' w:{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<w:{name}{told}>{content}</w:{name}>" if content else f"<w:{name}{told}/>"


def _parsed(elements: str) -> list[Any]:
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    return list(parse_xml(f"<w:body {nsdecls('w')}>{elements}</w:body>"))


_BREAKS: Final = {"\t": _tag("tab"), "\n": _tag("br"), "\r": _tag("br")}


def _run(text: str, face: str) -> str:
    """A run, its breaks and tabs as elements."""
    return _tag(
        "r", face + "".join(_BREAKS.get(part) or _words(part) for part in re.split(r"([\t\n\r])", text) if part)
    )


def _words(text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<w:t{space}>{escape(text, quote=False)}</w:t>"


@cache
def _face(role: str, half_points: int, *, bold: bool = False, gap: bool = False) -> str:
    """Font, size and marks of a run; the elements stand in the order that the schema prescribes."""
    latin = "Times New Roman"
    size = str(half_points)
    parts = [_tag("rFonts", ascii=latin, hAnsi=latin, eastAsia=OFFICIAL[role], cs=latin)]
    if bold:
        parts.append(_tag("b"))
    if half_points == _BODY_SIZE:
        # 28 characters on 156 mm: 三号 (16 pt) less 0.2 pt each, counted in twentieths of a point.
        parts.append(_tag("spacing", val="-4"))
    parts += [_tag("sz", val=size), _tag("szCs", val=size)]
    if gap:
        parts.append(_tag("highlight", val="yellow"))
    return _tag("rPr", "".join(parts) + _tag("lang", val="en-US", eastAsia="zh-CN"))


# --- the page


def _page(document: Any, layout: Layout) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    top, bottom, left, right = _margins(landscape=layout.landscape)
    section.page_width, section.page_height = (Mm(297), Mm(210)) if layout.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if layout.landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 7 - 5)
    properties = section._sectPr  # noqa: SLF001 - python-docx has no public way to the document grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.extend(_parsed(_tag("docGrid", type="lines", linePitch=str(_LINE_PITCH))))
    normal = document.styles["Normal"].element
    normal._remove_rPr()  # noqa: SLF001
    normal._insert_rPr(*_parsed(_face("fangsong", _BODY_SIZE)))  # noqa: SLF001
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _margins(*, landscape: bool) -> tuple[int, int, int, int]:
    """Top, bottom, left and right in millimetres."""
    return (28, 26, 37, 35) if landscape else (37, 35, 28, 26)


def _text_mm(layout: Layout) -> int:
    _, _, left, right = _margins(landscape=layout.landscape)
    return (297 if layout.landscape else 210) - left - right


def _page_number(footer: Any, side: str) -> None:
    paragraph = footer.paragraphs[0]._p  # noqa: SLF001
    indent = _tag("ind", **{"rightChars" if side == "right" else "leftChars": "100"})
    paragraph.get_or_add_pPr().extend(_parsed(indent + _tag("jc", val=side)))
    face = _face("song", 28)
    begin, end = (_tag("r", face + _tag("fldChar", fldCharType=each)) for each in ("begin", "end"))
    code = _tag("r", face + _tag("instrText", " PAGE "))
    paragraph.extend(_parsed(_run("— ", face) + begin + code + end + _run(" —", face)))


# --- paragraphs


def _para(block: Para, marks: _Marks, *, furniture: bool = False) -> str:
    role, size, bold, align, indented, outline = _STYLES[block.style]
    properties = []
    if outline is not None or block.style == "caption":
        properties.append(_tag("keepNext"))
    if block.style in ("note", "caption"):
        properties.append(_tag("spacing", before="80", after="40", line="300", lineRule="exact"))
    elif block.style == "title":
        # On the grid of the body's lines each line of a title would take two of them.
        properties += [_tag("snapToGrid", val="0"), _tag("spacing", after="290", line="700", lineRule="exact")]
    else:
        properties.append(_tag("spacing", before="0", after="0", line=str(_LINE_PITCH), lineRule="exact"))
    if indented:
        properties.append(_tag("ind", firstLineChars="200", firstLine="640"))
    elif align == "right":
        properties.append(_tag("ind", rightChars="200"))
    properties.append(_tag("jc", val=align))
    if outline is not None:
        properties.append(_tag("outlineLvl", val=str(outline)))
    half_points = int(size.partition(".")[0]) * 2 + (1 if size.endswith(".5") else 0)
    inside = _runs(block.runs, role, half_points, bold=bold, marks=marks)
    if furniture:
        inside = marks.furniture(inside)
    elif block.key.startswith(PARAGRAPH):
        inside = marks.paragraph(inside, block.key)
    return _tag("p", _tag("pPr", "".join(properties)) + inside)


def _runs(
    runs: tuple[Run, ...], role: str, half_points: int, *, bold: bool = False, marks: _Marks | None = None
) -> str:
    parts = []
    for run in runs:
        made = _run(run.text, _face(role, half_points, bold=bold or run.bold, gap=run.gap))
        if run.fact and run.text:  # a control around nothing is higher than the line and is found by nobody
            made = _as_field(made, run)
            if marks is not None:
                made = marks.field(made, run)
        parts.append(made)
    return "".join(parts)


def _as_field(made: str, run: Run) -> str:
    """A run in a content control tagged with the fact it prints: that is what stays live."""
    name = run.fact[:60]
    return _tag("sdt", _tag("sdtPr", _tag("alias", val=name) + _tag("tag", val=name)) + _tag("sdtContent", made))


def _caption(text: str, marks: _Marks) -> str:
    return _para(Para((Run(text),), "caption"), marks, furniture=True)


# --- tables


def _table(block: Table, marks: _Marks, *, landscape: bool, last: bool) -> str:
    _, _, left, right = _margins(landscape=landscape)
    width = round(((297 if landscape else 210) - left - right) / 25.4 * 1440)
    total = sum(block.widths)
    widths = [width * share // total for share in block.widths]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(_tag(side, val="single", sz="4", space="0", color="auto") for side in sides)
    properties = _tag("tblW", w="5000", type="pct") + _tag("jc", val="center") + _tag("tblBorders", borders)
    parts = [
        _tag("tblPr", properties + _tag("tblLayout", type="fixed")),
        _tag("tblGrid", "".join(_tag("gridCol", w=str(column)) for column in widths)),
    ]
    above = _above(block, marks)
    heights = row_heights(block, round(width / _TWIPS_A_MM))
    for index, squares in enumerate(grid(block)):
        head = index < block.head_rows
        parts.append(_row(squares, widths, marks, head=head, whole=heights[index] <= ROW_MM))
    # A paragraph after the table keeps two tables from growing together; at the end it must not need a page of its own.
    after = _tag("snapToGrid", val="0")  # else it is as high as a line of the page's grid
    after += _tag("spacing", before="0", after="0", line="20" if last else "160", lineRule="exact")
    return above + _tag("tbl", "".join(parts)) + _tag("p", _tag("pPr", after))


def _above(block: Table, marks: _Marks) -> str:
    """Caption and unit of a table."""
    found = _caption(block.caption, marks) if block.caption else ""
    if block.unit_note:
        inside = marks.furniture(_runs((Run(block.unit_note),), "song", _CELL_SIZE))
        off_grid = _tag("snapToGrid", val="0")  # else it takes two lines of the page's grid
        found += _tag("p", _tag("pPr", _tag("keepNext") + off_grid + _tag("jc", val="right")) + inside)
    return found


def _row(squares: tuple[Square, ...], widths: list[int], marks: _Marks, *, head: bool, whole: bool) -> str:
    parts = [_tag("trPr", (_tag("cantSplit") if whole else "") + (_tag("tblHeader") if head else ""))]
    for square in squares:
        column, cell = square.column, square.cell
        merge = "" if cell.rowspan == 1 else "restart" if square.begins else "continue"
        width = sum(widths[column : column + cell.colspan])
        about, spacing = _square(width, cell.colspan, merge, cell.align, cell.head)
        inside = _cell(cell, marks) if square.begins else ""
        parts.append(_tag("tc", about + _tag("p", spacing + inside)))
    return _tag("tr", "".join(parts))


def _cell(cell: Cell, marks: _Marks) -> str:
    """What stands in a cell. A figure that fills the cell needs no mark of its own: that of the cell tells whether it
    was typed over."""
    whole = len(cell.runs) == 1 and bool(cell.runs[0].fact) and _generated(cell)
    role = "heiti" if cell.head else "song"
    return marks.cell(cell.key) + _runs(cell.runs, role, _CELL_SIZE, marks=None if whole else marks)


def _generated(cell: Cell) -> bool:
    """Whether the cell holds what the program wrote, and not what is left of it."""
    mark = CellMark.read(cell.key)
    return mark is not None and not mark.overtyped(cell.text)


@lru_cache(maxsize=256)
def _square(width: int, span: int, merge: str, align: str, head: bool) -> tuple[str, str]:
    """The properties of a cell and of its one paragraph."""
    about = _tag("tcW", w=str(width), type="dxa")
    if span > 1:
        about += _tag("gridSpan", val=str(span))
    if merge:
        about += _tag("vMerge", val=merge)
    if head:
        about += _tag("shd", val="clear", color="auto", fill="F2F5F9")
    spacing = _tag("snapToGrid", val="0") + _tag("spacing", before="20", after="20", line="280", lineRule="atLeast")
    typed = _face("heiti" if head else "song", _CELL_SIZE)  # how high an empty cell is, and what is typed into it
    return _tag("tcPr", about + _tag("vAlign", val="center")), _tag("pPr", spacing + _tag("jc", val=align) + typed)


# --- charts


def _chart(document: Any, block: Chart, marks: _Marks) -> str:
    from docx.shared import Mm
    from lxml import etree

    from jixiao.writing.charts import png

    inline = document.part.new_pic_inline(BytesIO(png(block.spec)), height=Mm(block.height_mm))
    number = marks.picture()
    for name, told in (("id", str(number)), ("name", f"Picture {number}"), ("descr", block.alt)):
        inline.docPr.set(name, told)
    properties = (_tag("keepNext") if block.caption else "") + _tag("jc", val="center")
    picture = _tag("r", _tag("drawing", etree.tostring(inline, encoding="unicode")))
    drawn = _tag("p", _tag("pPr", properties) + marks.furniture(picture))
    return drawn + (_caption(block.caption, marks) if block.caption else "")
