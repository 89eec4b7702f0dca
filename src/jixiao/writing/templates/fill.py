"""A template filled in for one unit: docxtpl renders it, what is missing is highlighted and listed, same input, same bytes."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.writing.layout import Gap
from jixiao.writing.ooxml import same_bytes
from jixiao.writing.templates.expressions import environment
from jixiao.writing.templates.fields import values_of
from jixiao.writing.templates.places import W, passages, stories
from jixiao.writing.templates.values import GAP_END, GAP_LABEL, GAP_START, MERGE_NEXT, MERGE_START

if TYPE_CHECKING:
    from jixiao.writing.dossier import Dossier

__all__ = ["Filled", "Template"]

_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template as docx, and what it lacks."""

    content: bytes
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template without faults. ``title`` is its file's name without ending; ``content`` the docx made ready for
    rendering; ``names`` the fields it uses."""

    title: str
    content: bytes
    names: tuple[str, ...]

    def fill(self, dossier: Dossier) -> Filled:
        document = _rendered(self.content, dict(values_of(dossier, self.names)))
        gaps: list[Gap] = []
        for story, root in stories(document):
            gaps += _highlight(story, root)
            _mend(root)
        written = BytesIO()
        document.save(written)
        return Filled(same_bytes(written.getvalue()), tuple(gaps))


def _rendered(content: bytes, values: dict[str, Any]) -> Any:
    """The document with its tags replaced. Footnotes and properties are left alone (the check lets no field stand there),
    and so is the grid of tables, since no tag adds columns."""
    import docx
    from docxtpl import DocxTemplate
    from lxml import etree

    class Renderer(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
        def patch_xml(self, src_xml: str) -> str:
            """Only what is escaped in tags: they are whole already, and where they stand is known, not guessed."""
            return _TAG.sub(lambda tag: unescape(tag.group()), src_xml)

        def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
            """Rendered, with line breaks for the breaks in the data, and no writing of its own that data could use."""
            return str(self.resolve_listing(jinja_env.from_string(src_xml).render(context)))

        def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
            """Nothing: a property is no XML, and its text must not be escaped as if it were."""

        def render_footnotes(self, context: dict[str, Any], jinja_env: Any = None) -> None:
            """Nothing: docxtpl would render them once a section, the second time with what the data say."""

        def fix_tables(self, xml: str) -> Any:
            return etree.fromstring(xml)

    renderer = Renderer(BytesIO(content))
    renderer.render(values, environment())
    rendered = BytesIO()
    renderer.docx.save(rendered)
    return docx.Document(rendered)


def _highlight(story: str, root: Any) -> list[Gap]:
    """Puts each gap into a run of its own, in yellow, and takes the signs around it away."""
    gaps: list[Gap] = []
    for passage in list(passages(story, root)):
        if GAP_START not in passage.text:
            continue
        for piece in passage.pieces:
            if GAP_START in piece.text:
                found = _split(piece.element)
                gaps += [] if passage.copy else [Gap(label, passage.place) for label in found]
    return gaps


def _split(text: Any) -> list[str]:
    """Cuts the run of a text into runs of its own kind, those with a gap highlighted; gives what the gaps lack."""
    run = text.getparent()
    labels: list[str] = []
    rest = text.text
    before = copy.deepcopy(run)
    place = run.getparent().index(run)
    made: list[Any] = []
    for part in rest.replace(GAP_END, GAP_START).split(GAP_START):
        label, mark, words = part.partition(GAP_LABEL)
        if mark:
            labels.append(label)
        if (words if mark else part) == "":
            continue
        made.append(_run_like(before, words if mark else part, highlighted=bool(mark)))
    # What else the run held stays where it was: breaks before the text, pictures behind it.
    at = run.index(text)
    head, tail = copy.deepcopy(run), copy.deepcopy(run)
    for number, child in enumerate(list(head)):
        if number >= at and child.tag != f"{W}rPr":
            head.remove(child)
    for number, child in enumerate(list(tail)):
        if number <= at and child.tag != f"{W}rPr":
            tail.remove(child)
    new = [*([head] if _holds(head) else []), *made, *([tail] if _holds(tail) else [])]
    parent = run.getparent()
    parent.remove(run)
    for offset, each in enumerate(new):
        parent.insert(place + offset, each)
    return labels


def _holds(run: Any) -> bool:
    return any(child.tag != f"{W}rPr" for child in run)


def _run_like(run: Any, words: str, *, highlighted: bool) -> Any:
    """A run with the properties of ``run`` and other words."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.run import Run

    made = OxmlElement("w:r")
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    text = OxmlElement("w:t")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    made.append(text)
    if highlighted:
        from docx.enum.text import WD_COLOR_INDEX

        Run(made, None).font.highlight_color = WD_COLOR_INDEX.YELLOW  # type: ignore[arg-type]  # no parent is needed
    return made


def _mend(root: Any) -> None:
    """Merges the cells that ask for it, and sees to what Word insists on after rows and paragraphs were dropped: tables
    have rows, cells end with a paragraph."""
    from docx.oxml import OxmlElement

    for table in list(root.iter(f"{W}tbl")):
        if table.find(f".//{W}tr") is None:
            table.getparent().remove(table)
    for cell in root.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag not in (f"{W}p", f"{W}sdt"):
            cell.append(OxmlElement("w:p"))
        _merge(cell)


def _merge(cell: Any) -> None:
    from docx.oxml import OxmlElement

    for text in cell.iter(f"{W}t"):
        words = text.text or ""
        if MERGE_START in words or MERGE_NEXT in words:
            first = MERGE_START in words
            text.text = words.replace(MERGE_START, "")
            break
    else:
        return
    if not first:
        for run in list(cell.iter(f"{W}r")):
            run.getparent().remove(run)
    properties = cell.get_or_add_tcPr()
    properties.remove_all("w:vMerge")
    merged = OxmlElement("w:vMerge")
    merged.set(f"{W}val", "restart" if first else "continue")
    # The schema has the marks of a cell in an order of its own.
    before = (f"{W}cnfStyle", f"{W}tcW", f"{W}gridSpan", f"{W}hMerge")
    properties.insert(sum(1 for each in properties if each.tag in before), merged)
