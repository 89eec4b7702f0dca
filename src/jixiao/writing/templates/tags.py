"""The tags of a paragraph: ``{{ 字段 }}``, ``{% 语句 %}``, ``{# 说明 #}``, also where the editor cut one into several runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from jixiao.writing.templates.values import MERGE_NEXT, MERGE_START

if TYPE_CHECKING:
    from jixiao.writing.templates.places import Passage

__all__ = ["Broken", "Scope", "Tag", "join_runs", "tags_of"]

Scope = Literal["", "p", "tr"]
"""What a statement repeats or drops: the words between it and its end, whole paragraphs, whole table rows."""

_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_MARK: Final = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_WIDE: Final = re.compile(r"[{｛]+\s*[%％]?\s*([^{}｛｝%％\n]{1,60}?)\s*[%％]?\s*[}｝]+")
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
_STATEMENT: Final = re.compile(r"(?:(p|tr)\s+)?(\w+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tag:
    """A whole tag: ``mark`` is its opening sign, ``inner`` what stands between the signs, quotation marks made plain.

    Of a statement ``scope``, ``word`` (for, if, endfor …) and ``rest`` are its parts.
    """

    mark: str
    inner: str
    start: int
    end: int
    scope: Scope = ""
    word: str = ""
    rest: str = ""

    @property
    def rendered(self) -> str:
        """What jinja is given: the tag without its scope, or for ``vm`` the signs that cells are merged by afterwards."""
        if self.word == "vm":
            return f"{{% if loop.first %}}{MERGE_START}{{% else %}}{MERGE_NEXT}{{% endif %}}"
        return replace(self, scope="").written

    @property
    def written(self) -> str:
        """The tag as somebody would write it."""
        if self.mark == "{%" and self.word:
            return f"{{%{self.scope} {self.word}{' ' if self.rest else ''}{self.rest} %}}"
        return f"{self.mark} {self.inner} {_CLOSING[self.mark]}"


@dataclass(frozen=True, slots=True)
class Broken:
    """Signs that make no tag: from where to where in the text, and what is wrong with them."""

    start: int
    end: int
    why: str


def tags_of(text: str) -> tuple[list[Tag], list[Broken]]:
    """The tags of a paragraph in their order, and what looks like a tag and is none."""
    tags: list[Tag] = []
    broken: list[Broken] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        sign = mark.group()
        if sign in _CLOSING:
            if opened is not None:
                broken.append(_unclosed(opened, mark.start()))
            opened = mark
        elif opened is not None and _CLOSING[opened.group()] == sign:
            tags.append(_tag(opened.group(), text[opened.end() : mark.start()], opened.start(), mark.end()))
            opened = None
        elif opened is None:
            broken.append(Broken(mark.start(), mark.end(), f"有“{sign}”，前面没有与它成对的“{_opening(sign)}”"))
    if opened is not None:
        broken.append(_unclosed(opened, len(text)))
    taken = [(tag.start, tag.end) for tag in tags] + [(each.start, each.end) for each in broken]
    broken += [
        Broken(wide.start(), wide.end(), "")
        for wide in _WIDE.finditer(text)
        if not any(wide.start() < end and start < wide.end() for start, end in taken)
    ]
    return tags, sorted(broken, key=lambda each: each.start)


def _unclosed(opened: re.Match[str], end: int) -> Broken:
    sign = opened.group()
    return Broken(opened.start(), end, f"“{sign}”没有在同一段里用“{_CLOSING[sign]}”结束")


def _opening(sign: str) -> str:
    return next(opening for opening, closing in _CLOSING.items() if closing == sign)


def _tag(mark: str, inner: str, start: int, end: int) -> Tag:
    plain = " ".join(inner.translate(_QUOTES).split())
    if mark != "{%":
        return Tag(mark, plain, start, end)
    found = _STATEMENT.fullmatch(plain)
    if found is None:
        return Tag(mark, plain, start, end)
    scope: Scope = "p" if found.group(1) == "p" else "tr" if found.group(1) == "tr" else ""
    if scope and inner[: len(scope)] != scope:
        # "{% tr for": the renderer wants the letters right behind the sign, and so does the manual.
        return Tag(mark, plain, start, end)
    return Tag(mark, plain, start, end, scope, found.group(2), found.group(3).strip())


def join_runs(passage: Passage, tags: list[Tag]) -> None:
    """Writes each tag whole into the run it begins in: what was checked is then what is rendered.

    Editors cut a text into runs at every change of proofing language, and a tag with it.
    """
    for tag in reversed(tags):
        over = [piece for piece in passage.pieces if piece.start < tag.end and tag.start < piece.end]
        for piece in over:
            if piece.element.text is None:  # a tab or line break
                continue
            before = piece.element.text[: max(tag.start - piece.start, 0)]
            after = piece.element.text[tag.end - piece.start :] if tag.end < piece.end else ""
            piece.element.text = f"{before}{tag.rendered if piece is over[0] else ''}{after}"
            piece.element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
