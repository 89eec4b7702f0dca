"""A layout as docx, by python-docx: official fonts by name, GB/T 9704 geometry, live fields, the same bytes each time."""

from __future__ import annotations

from copy import deepcopy
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.writing.fonts import OFFICIAL
from jixiao.writing.layout import Chart, PageBreak, Para, Table
from jixiao.writing.marks import FURNITURE, PARAGRAPH, FieldMark, marked, table_mark
from jixiao.writing.ooxml import same_bytes
from jixiao.writing.render.row_heights import ROW_MM, row_heights

if TYPE_CHECKING:
    from jixiao.writing.layout import Layout, Run

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
    for block in layout.blocks:
        if isinstance(block, Para):
            _para(document.add_paragraph(), block, marks)
        elif isinstance(block, Table):
            _table(document, block, marks, last=block is layout.blocks[-1])
        elif isinstance(block, Chart):
            _chart(document, block, marks)
        elif isinstance(block, PageBreak):
            document.add_page_break()
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = layout.title, layout.unit, layout.unit, ""
    written = BytesIO()
    document.save(written)
    return same_bytes(written.getvalue())


_UNUSED_PARTS: Final = ("stylesWithEffects", "customXml", "numbering", "thumbnail")
_USED_STYLES: Final = ("Header", "Footer", "HeaderChar", "FooterChar")


@cache
def _blank() -> bytes:
    """The empty document of python-docx without its hundreds of styles, which are most of a file and of its time."""
    import docx

    document: Any = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(_UNUSED_PARTS):
                del relations[name]
    for style in document.styles.element.style_lst:
        if style.get(_clark("w:default")) != "1" and style.styleId not in _USED_STYLES:
            style.getparent().remove(style)
    for paragraph in document.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001
    blank = BytesIO()
    document.save(blank)
    return blank.getvalue()


class _Marks:
    """Hidden bookmarks, by which :mod:`jixiao.writing.keeping` finds paragraphs and figures again."""

    def __init__(self) -> None:
        self._number = 0

    def around(self, first: Any, last: Any, name: str) -> None:
        """Marks the elements from ``first`` to ``last``, which stand beside each other."""
        number = str(self._number)
        self._number += 1
        first.addprevious(_element("w:bookmarkStart", id=number, name=name))
        last.addnext(_element("w:bookmarkEnd", id=number))

    def paragraph(self, element: Any, name: str) -> None:
        """Marks what stands in a paragraph; nothing where it is empty."""
        inside = [child for child in element if not child.tag.endswith("}pPr")]
        if inside:
            self.around(inside[0], inside[-1], name)

    def furniture(self, element: Any) -> None:
        """Marks a paragraph that goes with a table or a chart."""
        self.paragraph(element, f"{FURNITURE}{self._number}")

    def table(self, element: Any, block: Table) -> None:
        """Marks a table in its first cell."""
        texts = (cell.text for row in block.rows for cell in row)
        first = next(element.iter(_element("w:p").tag))
        start = _element("w:bookmarkStart", id=str(self._number), name=table_mark(texts, self._number))
        first.append(start)
        start.addnext(_element("w:bookmarkEnd", id=str(self._number)))
        self._number += 1

    def field(self, element: Any, run: Run) -> None:
        """Marks a figure or gap."""
        self.around(element, element, FieldMark.of(run).name(self._number))


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml.ns import nsmap
    from docx.oxml.parser import oxml_parser

    named = {_clark(f"w:{name}"): value for name, value in attributes.items()}
    return oxml_parser.makeelement(_clark(tag), named, nsmap={"w": nsmap["w"]})


@cache
def _clark(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


def _page(document: Any, layout: Layout) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    top, bottom, left, right = (28, 26, 37, 35) if layout.landscape else (37, 35, 28, 26)
    section.page_width, section.page_height = (Mm(297), Mm(210)) if layout.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if layout.landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 7 - 5)
    properties = section._sectPr  # noqa: SLF001 - python-docx has no public way to the document grid
    for old in properties.findall(_element("w:docGrid").tag):
        properties.remove(old)
    properties.append(_element("w:docGrid", type="lines", linePitch=str(_LINE_PITCH)))
    normal = document.styles["Normal"].element
    normal._remove_rPr()  # noqa: SLF001
    normal._insert_rPr(_face("fangsong", _BODY_SIZE))  # noqa: SLF001
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _page_number(footer: Any, side: str) -> None:
    paragraph = footer.paragraphs[0]
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.append(_element("w:ind", **{"rightChars" if side == "right" else "leftChars": "100"}))
    properties.append(_element("w:jc", val=side))
    for text, field in (("— ", ""), ("", "begin"), ("PAGE", "code"), ("", "end"), (" —", "")):
        run = paragraph.add_run(text if field != "code" else "")
        run._r.insert(0, _face("song", 28))  # noqa: SLF001
        if field in ("begin", "end"):
            run._r.append(_element("w:fldChar", fldCharType=field))  # noqa: SLF001
        elif field == "code":
            code = _element("w:instrText")
            code.text = " PAGE "
            run._r.append(code)  # noqa: SLF001


def _face(role: str, half_points: int, *, bold: bool = False, gap: bool = False) -> Any:
    """Font, size and marks of a run; the elements stand in the order that the schema prescribes."""
    return deepcopy(_one_face(role, half_points, bold, gap))


@cache
def _one_face(role: str, half_points: int, bold: bool, gap: bool) -> Any:
    properties, latin = _element("w:rPr"), "Times New Roman"
    properties.append(_element("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=OFFICIAL[role], cs=latin))
    if bold:
        properties.append(_element("w:b"))
    if half_points == _BODY_SIZE:
        # 28 characters on 156 mm: 三号 (16 pt) less 0.2 pt each, counted in twentieths of a point.
        properties.append(_element("w:spacing", val="-4"))
    properties.append(_element("w:sz", val=str(half_points)))
    properties.append(_element("w:szCs", val=str(half_points)))
    if gap:
        properties.append(_element("w:highlight", val="yellow"))
    properties.append(_element("w:lang", val="en-US", eastAsia="zh-CN"))
    return properties


def _para(paragraph: Any, block: Para, marks: _Marks) -> None:
    role, size, bold, align, indented, outline = _STYLES[block.style]
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    if outline is not None or block.style == "caption":
        properties.append(_element("w:keepNext"))
    tight = block.style in ("note", "caption")
    if tight:
        properties.append(_element("w:spacing", before="80", after="40", line="300", lineRule="exact"))
    elif block.style == "title":
        properties.append(_element("w:spacing", after="290", line="700", lineRule="exact"))
    else:
        properties.append(_element("w:spacing", before="0", after="0", line=str(_LINE_PITCH), lineRule="exact"))
    if indented:
        properties.append(_element("w:ind", firstLineChars="200", firstLine="640"))
    elif align == "right":
        properties.append(_element("w:ind", rightChars="200"))
    properties.append(_element("w:jc", val=align))
    if outline is not None:
        properties.append(_element("w:outlineLvl", val=str(outline)))
    half_points = int(size.partition(".")[0]) * 2 + (1 if size.endswith(".5") else 0)
    _runs(paragraph, block.runs, role, half_points, bold=bold, marks=marks)
    if block.key.startswith(PARAGRAPH):
        marks.paragraph(paragraph._p, block.key)  # noqa: SLF001


def _runs(
    paragraph: Any,
    runs: tuple[Run, ...],
    role: str,
    half_points: int,
    *,
    bold: bool = False,
    marks: _Marks | None = None,
) -> None:
    for run in runs:
        made = _element("w:r")
        made.append(_face(role, half_points, bold=bold or run.bold, gap=run.gap))
        made.text = run.text  # with breaks and tabs as elements
        paragraph._p.append(made)  # noqa: SLF001
        if run.fact:
            control = _as_field(made, run)
            if marks is not None:
                marks.field(control, run)


def _as_field(element: Any, run: Run) -> Any:
    """Wrap a run in a content control tagged with the fact it prints: that is what stays live."""
    control, properties, content = _element("w:sdt"), _element("w:sdtPr"), _element("w:sdtContent")
    properties.append(_element("w:alias", val=run.fact[:60]))
    properties.append(_element("w:tag", val=run.fact[:60]))
    control.append(properties)
    control.append(content)
    element.getparent().replace(element, control)
    content.append(element)
    return control


def _table(document: Any, block: Table, marks: _Marks, *, last: bool) -> None:
    if block.caption:
        _caption(document, block.caption, marks)
    if block.unit_note:
        note = document.add_paragraph()
        note._p.get_or_add_pPr().append(_element("w:keepNext"))  # noqa: SLF001
        note._p.get_or_add_pPr().append(_element("w:jc", val="right"))  # noqa: SLF001
        _runs(note, _plain_runs(block.unit_note), "song", _CELL_SIZE)
        marks.furniture(note._p)  # noqa: SLF001
    table = _element("w:tbl")
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", w="5000", type="pct"))
    properties.append(_element("w:jc", val="center"))
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="auto"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    table.append(properties)
    section = document.sections[0]
    width = round((section.page_width - section.left_margin - section.right_margin) / 914400 * 1440)
    total = sum(block.widths)
    widths = [width * share // total for share in block.widths]
    grid = _element("w:tblGrid")
    for column in widths:
        grid.append(_element("w:gridCol", w=str(column)))
    table.append(grid)
    heights = row_heights(block, round(width / _TWIPS_A_MM))
    for row in _unmerged(block):
        head = row.index < block.head_rows
        table.append(_row(row, widths, head=head, whole=heights[row.index] <= ROW_MM, document=document))
    marks.table(table, block)
    document.element.body.insert_element_before(table, "w:sectPr")
    # A paragraph after the table keeps two tables from growing together; at the end it must not need a page of its own.
    after = document.add_paragraph()._p.get_or_add_pPr()  # noqa: SLF001
    after.append(_element("w:snapToGrid", val="0"))  # else it is as high as a line of the page's grid
    line = "20" if last else "160"
    after.append(_element("w:spacing", before="0", after="0", line=line, lineRule="exact"))


class _Row:
    """A row with every square accounted for: (column, span, cell, whether a merged area goes on or begins here)."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.squares: list[tuple[int, int, Any, str]] = []


def _unmerged(block: Table) -> list[_Row]:
    """The rows with the squares that row spans cover filled in, as docx wants them (``vMerge``)."""
    open_areas: dict[int, tuple[int, Any]] = {}
    rows = []
    for index, cells in enumerate(block.rows):
        row, column, waiting = _Row(index), 0, list(cells)
        while column < len(block.widths):
            if column in open_areas:
                left, cell = open_areas[column]
                row.squares.append((column, cell.colspan, cell, "continue"))
                if left == 1:
                    del open_areas[column]
                else:
                    open_areas[column] = (left - 1, cell)
                column += cell.colspan
                continue
            if not waiting:
                break
            cell = waiting.pop(0)
            row.squares.append((column, cell.colspan, cell, "restart" if cell.rowspan > 1 else ""))
            if cell.rowspan > 1:
                open_areas[column] = (cell.rowspan - 1, cell)
            column += cell.colspan
        rows.append(row)
    return rows


def _row(row: _Row, widths: list[int], *, head: bool, whole: bool, document: Any) -> Any:
    from docx.text.paragraph import Paragraph

    element, properties = _element("w:tr"), _element("w:trPr")
    if whole:
        properties.append(_element("w:cantSplit"))
    if head:
        properties.append(_element("w:tblHeader"))
    element.append(properties)
    for column, span, cell, merge in row.squares:
        square = deepcopy(_square(sum(widths[column : column + span]), span, merge, cell.align, cell.head))
        if merge != "continue":
            paragraph = Paragraph(square[-1], document)
            _runs(paragraph, cell.runs, "heiti" if cell.head else "song", _CELL_SIZE)
        element.append(square)
    return element


@lru_cache(maxsize=256)
def _square(width: int, span: int, merge: str, align: str, head: bool) -> Any:
    """An empty cell with its one paragraph, to be copied."""
    square, about, inner, spacing = (_element(tag) for tag in ("w:tc", "w:tcPr", "w:p", "w:pPr"))
    about.append(_element("w:tcW", w=str(width), type="dxa"))
    if span > 1:
        about.append(_element("w:gridSpan", val=str(span)))
    if merge:
        about.append(_element("w:vMerge", val=merge))
    if head:
        about.append(_element("w:shd", val="clear", color="auto", fill="F2F5F9"))
    about.append(_element("w:vAlign", val="center"))
    spacing.append(_element("w:snapToGrid", val="0"))
    spacing.append(_element("w:spacing", before="20", after="20", line="280", lineRule="atLeast"))
    spacing.append(_element("w:jc", val=align))
    inner.append(spacing)
    square.append(about)
    square.append(inner)
    return square


def _plain_runs(text: str) -> tuple[Run, ...]:
    from jixiao.writing.layout import Run

    return (Run(text),)


def _caption(document: Any, text: str, marks: _Marks) -> None:
    paragraph = document.add_paragraph()
    _para(paragraph, Para(_plain_runs(text), "caption"), marks)
    marks.furniture(paragraph._p)  # noqa: SLF001


def _chart(document: Any, block: Chart, marks: _Marks) -> None:
    from docx.shared import Mm

    from jixiao.writing.charts import png

    paragraph = document.add_paragraph()
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    if block.caption:
        properties.append(_element("w:keepNext"))
    properties.append(_element("w:jc", val="center"))
    picture = paragraph.add_run().add_picture(BytesIO(png(block.spec)), height=Mm(block.height_mm))
    described = picture._inline.docPr  # noqa: SLF001
    described.set("descr", block.alt)
    marks.furniture(paragraph._p)  # noqa: SLF001
    if block.caption:
        _caption(document, block.caption, marks)
