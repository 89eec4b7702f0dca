"""A clerk at a word processor: changes to a docx as Word stores them, addressed by what the page says."""

from __future__ import annotations

import zipfile
from copy import deepcopy
from io import BytesIO

from hypothesis import strategies as st
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Clerk:
    """Opens the bytes of a docx, changes its paragraphs, and saves it."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.root.find(f"{W}body")

    def save(self) -> bytes:
        self.parts["word/document.xml"] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                package.writestr(name, data)
        return out.getvalue()

    @property
    def paragraphs(self) -> list:
        return list(self.body.iterchildren(f"{W}p"))

    def texts(self) -> list[str]:
        return [text for each in self.paragraphs if (text := self.text(each))]

    @staticmethod
    def text(paragraph) -> str:
        return "".join(paragraph.itertext(f"{W}t"))

    def at(self, words: str):
        """The one paragraph that says ``words``."""
        (found,) = [each for each in self.paragraphs if words in self.text(each)]
        return found

    def replace(self, old: str, new: str) -> None:
        """Types ``new`` over ``old``, which stands within one run."""
        (text,) = [each for each in self.body.iter(f"{W}t") if old in (each.text or "")]
        text.text = text.text.replace(old, new)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def add_after(self, words: str, text: str, *, bold: bool = False, outline: int | None = None) -> None:
        """Presses Enter at the end of the paragraph and types: a new paragraph without any bookmark."""
        paragraph = self.new(text, bold=bold, outline=outline)
        self.at(words).addnext(paragraph)

    @staticmethod
    def new(text: str, *, bold: bool = False, outline: int | None = None):
        paragraph = etree.Element(f"{W}p")
        if outline is not None:
            level = etree.SubElement(etree.SubElement(paragraph, f"{W}pPr"), f"{W}outlineLvl")
            level.set(f"{W}val", str(outline))
        run = etree.SubElement(paragraph, f"{W}r")
        if bold:
            etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}b")
        etree.SubElement(run, f"{W}t").text = text
        return paragraph

    def delete(self, words: str) -> None:
        """Selects the paragraph and presses Delete."""
        self.body.remove(self.at(words))

    def split(self, words: str, at: str) -> None:
        """Presses Enter behind ``at``, which ends a run: what follows becomes a paragraph of its own."""
        paragraph = self.at(words)
        second = etree.Element(f"{W}p")
        properties = paragraph.find(f"{W}pPr")
        if properties is not None:
            second.append(deepcopy(properties))
        behind = False
        for child in list(paragraph):
            if behind:
                second.append(child)
            elif at and "".join(child.itertext(f"{W}t")).endswith(at):
                behind = True
        paragraph.addnext(second)

    def field(self, words: str):
        """The content control whose text is ``words``."""
        (found,) = [each for each in self.body.iter(f"{W}sdt") if "".join(each.itertext(f"{W}t")) == words]
        return found

    def paste_table(self, words: str, cell: str) -> None:
        """Puts a table of one cell behind a paragraph."""
        table = etree.Element(f"{W}tbl")
        square = etree.SubElement(etree.SubElement(table, f"{W}tr"), f"{W}tc")
        square.append(self.new(cell))
        self.at(words).addnext(table)

    def damage(self, data, most: int, among) -> None:
        """Elements of ``among`` deleted, doubled and moved at random, as a bad converter might."""
        for _ in range(data.draw(st.integers(1, most))):
            elements = among(self.body)
            if not elements:
                break
            element = elements[data.draw(st.integers(0, len(elements) - 1))]
            change = data.draw(st.sampled_from(["delete", "double", "move"]))
            if change == "double":
                element.addnext(deepcopy(element))
                continue
            element.getparent().remove(element)
            if change == "move":
                others = list(self.body.iter())
                others[data.draw(st.integers(0, len(others) - 1))].append(element)
