"""Web pages: the published text without the page around it, tables with spans, nested tables, cells filled with ``p``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import Unreadable
from jixiao.reading.formats.assemble import Builder, Span, clean, unfold
from jixiao.reading.formats.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from jixiao.document import Document
    from jixiao.reading.limits import Limits

__all__ = ["read"]

_DROPPED: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "form",
        "iframe",
        "svg",
        "object",
        "embed",
        "select",
        "button",
        "input",
        "head",
        "audio",
        "video",
        "canvas",
        "map",
    }
)
_BLOCKS: Final = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "center",
        "fieldset",
        "figure",
        "figcaption",
        "address",
        "hr",
        "body",
        "html",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
    }
)
_CONTENT: Final = re.compile(
    r"trs_editor|ucap-?content|pages_content|article-?(?:content|body|text|con)|news-?content|content-?(?:main|body|text)|"
    r"\bzoom\b|view-?content|xxgk|detail-?(?:content|con)|wznr|zhengwen|neirong|con_text|\barticle\b",
    re.IGNORECASE,
)
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,20})", re.IGNORECASE)
_WORD_END: Final = re.compile(r"(?<=[\w.,])\s*[\r\n]+\s*(?=[A-Za-z])", re.ASCII)
_LINE_END: Final = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_DEEPEST: Final = 200


def read(path: Path, source: str, limits: Limits) -> Document:
    """The document in the web page at ``path``."""
    with path.open("rb") as file:
        data = file.read(limits.text_bytes)
    return read_html(_decoded(data), source, limits)


def read_html(text: str, source: str, limits: Limits) -> Document:
    """The document that decoded markup is."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    # The declaration of another encoding would be believed: the text is decoded already.
    bare = re.sub(r"<\?xml[^>]*\?>", "", text, count=1)
    try:
        root = etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unreadable("RD005", "网页内容无法解析") from error
    if root is None:
        raise Unreadable("RD015", "网页是空的")
    title = root.findtext(".//title") or ""
    builder = Builder(source, "html")
    _Page(builder, limits).walk(_content(root))
    builder.rejoin()
    return builder.document(title=clean(title))


def _decoded(data: bytes) -> str:
    """The text of a page by its mark or its own declaration, where that decodes without faults; else by content."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared.group(1).decode("ascii").lower()
        name = "gb18030" if name.startswith("gb") else name
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)[0]


def _content(root: _Element) -> _Element:
    """The element that holds the published text: one named so that holds most of it, else the whole page."""
    body = root.find(".//body")
    whole = body if body is not None else root
    best, most = whole, 0
    total = _han(whole)
    for element in whole.iter("div", "td", "article", "section", "main"):
        name = f"{element.get('id', '')} {element.get('class', '')}"
        if _CONTENT.search(name):
            held = _han(element)
            if held * 2 >= total and (best is whole or held * 10 >= most * 9):
                best, most = element, held
    return best


def _han(element: _Element) -> int:
    return sum(
        len(text) for text in element.itertext("p", "span", "td", "div", "font", "th", "li") if isinstance(text, str)
    )


@dataclass(slots=True)
class _Page:
    """Walks the elements of a page and adds what stands on it."""

    builder: Builder
    limits: Limits
    words: list[str] = field(default_factory=list)

    def walk(self, element: _Element, depth: int = 0) -> None:
        """Adds the blocks inside ``element``. Inline text is gathered until a block ends it."""
        self._into(element, depth)
        self.flush()

    def _into(self, element: _Element, depth: int) -> None:
        if depth > _DEEPEST:
            self.words.append("".join(_texts(element)))
            return
        if element.text:
            self.words.append(element.text)
        for child in element.iterchildren("*"):
            name = _name(child)
            if name in _DROPPED or _is_hidden(child):
                pass
            elif name == "br":
                self.flush()
            elif name == "table":
                self.flush()
                self.table(child, depth)
            elif name in _BLOCKS:
                self.flush()
                if not _is_menu(child):
                    self._into(child, depth + 1)
                self.flush(_heading_style(name))
            else:
                self._into(child, depth + 1)
            if child.tail:
                self.words.append(child.tail)

    def flush(self, style: str = "") -> None:
        text = _unbroken("".join(self.words))
        self.words.clear()
        self.builder.paragraph(text, style=style)

    def table(self, element: _Element, depth: int) -> None:
        rows = list(_rows(element))
        if _is_frame(element, rows):
            for row in rows:
                for cell in _cells(row):
                    self.walk(cell, depth + 1)
            return
        spans = [
            [Span(_cell_text(cell), _span(cell, "rowspan"), _span(cell, "colspan")) for cell in _cells(row)]
            for row in rows
        ]
        caption = element.find("caption")
        grid = unfold([row for row in spans if row], self.limits.cells)
        if grid is None:
            raise Unreadable("RD006", f"表格超过 {self.limits.cells} 格")
        self.builder.table(grid, title=clean("".join(_texts(caption))) if caption is not None else "")


def _unbroken(text: str) -> str:
    """Text whose line breaks in the source are none on the page: a blank between words, nothing between characters."""
    if "\n" in text or "\r" in text:
        text = _LINE_END.sub("", _WORD_END.sub(" ", text))
    return clean(text)


def _name(element: _Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _is_hidden(element: _Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def _is_menu(element: _Element) -> bool:
    """Whether a block is a list of links: a menu, a list of related pages."""
    links = element.findall(".//a")
    if len(links) < 4 or element.find(".//table") is not None:
        return False
    linked = sum(len("".join(_texts(link)).strip()) for link in links)
    return linked * 10 >= 8 * sum(len(text.strip()) for text in _texts(element))


def _heading_style(name: str) -> str:
    return f"heading {name[1]}" if re.fullmatch(r"h[1-6]", name) else ""


def _texts(element: _Element) -> Iterator[str]:
    for text in element.itertext():
        yield str(text)


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table.iterchildren("*"):
        name = _name(child)
        if name == "tr":
            yield child
        elif name in ("tbody", "thead", "tfoot"):
            yield from _rows(child)


def _cells(row: _Element) -> Iterator[_Element]:
    return (cell for cell in row.iterchildren("td", "th") if not _is_hidden(cell))


def _span(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def _is_frame(table: _Element, rows: list[_Element]) -> bool:
    """Whether a table lays out a page instead of holding data: it contains tables or long text in one or two cells."""
    cells = [cell for row in rows for cell in _cells(row)]
    if len(cells) <= 1:
        return True
    inner = table.find(".//table")
    if inner is None:
        return False
    holders = sum(1 for cell in cells if cell.find(".//table") is not None)
    return len(cells) <= 3 or 2 * holders > len(cells)


def _cell_text(cell: _Element) -> str:
    """The text of a cell, a line for each block in it; a nested table gives a line for each row."""
    lines: list[str] = [""]

    def gather(element: _Element, depth: int) -> None:
        if element.text:
            lines[-1] += element.text
        for child in element.iterchildren("*"):
            name = _name(child)
            if name in _DROPPED or _is_hidden(child):
                pass
            elif name == "br":
                lines.append("")
            elif depth > _DEEPEST:
                lines[-1] += "".join(_texts(child))
            elif name in _BLOCKS and name not in ("td", "th", "tbody", "thead"):
                lines.append("")
                gather(child, depth + 1)
                lines.append("")
            else:
                gather(child, depth + 1)
                if name in ("td", "th"):
                    lines[-1] += " "
            if child.tail:
                lines[-1] += child.tail

    gather(cell, 0)
    return "\n".join(filter(None, map(_unbroken, lines)))
