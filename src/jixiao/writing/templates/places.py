"""The paragraphs of a docx with the words for where each stands, as somebody counts who has it open in Word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Passage", "Piece", "W", "elsewhere", "passages", "stories"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SIGNS: Final = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
_TURNS: Final = {"default": "", "first": "首页", "even": "偶数页"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph's text and the element that holds it; ``start`` is its offset in the text."""

    element: Any
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph. ``story`` is the part it belongs to (正文, 页眉 …), ``row`` the table row around it, if any; ``copy``
    says that it is the second form of a text box, which programs keep for those that do not know the first; ``number``
    is its place among all of the part, from 0."""

    story: str
    place: str
    element: Any
    pieces: tuple[Piece, ...]
    row: Any = None
    copy: bool = False
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class _Count:
    paragraphs: int = 0
    tables: int = 0


@dataclass(frozen=True, slots=True)
class _Where:
    story: str
    prefix: str
    row: Any = None
    copy: bool = False
    count: _Count = field(default_factory=_Count)


def stories(document: Any) -> list[tuple[str, Any]]:
    """The parts that are filled in, named: the body, then every header and footer that a section shows."""
    body = document.element.body
    sections = list(body.iter(f"{W}sectPr"))
    found: dict[str, tuple[str, Any]] = {}
    for number, section in enumerate(sections, 1):
        for reference in section:
            if reference.tag not in (f"{W}headerReference", f"{W}footerReference"):
                continue
            which = "页眉" if reference.tag == f"{W}headerReference" else "页脚"
            of = f"第 {number} 节" if len(sections) > 1 else ""
            key = reference.get(f"{_R}id", "")
            if key in document.part.rels and key not in found:
                part = document.part.rels[key].target_part
                found[key] = (f"{of}{_TURNS.get(reference.get(f'{W}type', ''), '')}{which}", part.element)
    return [("正文", body), *found.values()]


def passages(story: str, root: Any) -> Iterator[Passage]:
    """Every paragraph of a part that has text, in its order, also those in tables, in tables within them and in boxes."""
    prefix = "" if story == "正文" else story
    for number, passage in enumerate(_walk(root, _Where(story, prefix))):
        yield replace(passage, number=number)


def _walk(container: Any, where: _Where) -> Iterator[Passage]:
    for element in container:
        if element.tag == f"{W}p":
            yield from _paragraph(element, where)
        elif element.tag == f"{W}tbl":
            where.count.tables += 1
            yield from _table(element, where)
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo"):
            yield from _walk(element, where)


def _paragraph(element: Any, where: _Where) -> Iterator[Passage]:
    pieces: list[Piece] = []
    at = 0
    for each in element.iter(f"{W}t", *_SIGNS):
        if next(each.iterancestors(f"{W}p")) is element and each.getparent().tag == f"{W}r":
            text = _SIGNS.get(each.tag) or each.text or ""
            pieces.append(Piece(each, at, text))
            at += len(text)
    boxes = [box for box in element.iter(f"{W}txbxContent") if next(box.iterancestors(f"{W}p")) is element]
    place = f"{where.prefix}第 {where.count.paragraphs} 段" if boxes else ""
    if any(piece.text.strip() for piece in pieces):
        where.count.paragraphs += 1
        place = f"{where.prefix}第 {where.count.paragraphs} 段"
        yield Passage(where.story, place, element, tuple(pieces), where.row, where.copy)
    for box in boxes:
        copy = where.copy or next(box.iterancestors(f"{_MC}Fallback"), None) is not None
        yield from _walk(box, _Where(where.story, f"{place}处的文本框", None, copy))


def _table(element: Any, where: _Where) -> Iterator[Passage]:
    for row_number, row in enumerate(_inside(element, f"{W}tr"), 1):
        for cell_number, cell in enumerate(_inside(row, f"{W}tc"), 1):
            here = f"{where.prefix}第 {where.count.tables} 张表第 {row_number} 行第 {cell_number} 格"
            inner = list(_walk(cell, _Where(where.story, here, row, where.copy)))
            alone = len(inner) == 1 and inner[0].place == f"{here}第 1 段"
            yield from (replace(inner[0], place=here),) if alone else inner


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Children called ``tag``, also those in content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _inside(element, tag)


def elsewhere(document: Any) -> Iterator[tuple[str, str]]:
    """Texts that are not filled in, each with its place: notes, comments, charts, the file's properties."""
    from docx.opc.oxml import parse_xml

    filled = {id(root.getroottree().getroot()) for _, root in stories(document)}
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if not name.startswith("/word/") or not name.endswith(".xml") or id(getattr(part, "element", None)) in filled:
            continue
        label = next((label for key, label in _OTHER_PARTS.items() if key in name), "文档的其他部分")
        root = parse_xml(part.blob)
        for paragraph in root.iter():
            if isinstance(paragraph.tag, str) and paragraph.tag.endswith("}p"):
                words = (each.text or "" for each in paragraph.iter() if str(each.tag).endswith("}t"))
                yield label, "".join(words)
    properties = document.core_properties
    for attribute, label in (("title", "标题"), ("subject", "主题"), ("comments", "备注"), ("keywords", "标记")):
        yield f"文件属性“{label}”", getattr(properties, attribute) or ""


_OTHER_PARTS: Final = {
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "chart": "图表",
    "diagrams": "SmartArt 图形",
    "glossary": "文档部件",
    "header": "没有用上的页眉",
    "footer": "没有用上的页脚",
}
