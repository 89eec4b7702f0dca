"""The faults of a template, all of them at once, each with its place, what was found and what is expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.writing.templates.expressions import Fault, Loop, environment, near, read_condition, read_loop, read_output
from jixiao.writing.templates.fields import OTHER_NAMES, fields, identifier
from jixiao.writing.templates.places import W, elsewhere, passages, stories
from jixiao.writing.templates.tags import join_runs, tags_of

if TYPE_CHECKING:
    from jixiao.writing.templates.places import Passage
    from jixiao.writing.templates.tags import Broken, Tag

__all__ = ["CODES", "prepare"]

CODES: Final = {
    "TP001": "没有这个字段",
    "TP002": "列表没有这一列",
    "TP003": "标签的写法有误",
    "TP004": "标签没有写全",
    "TP005": "不支持的语句或算式",
    "TP006": "列表和单个的字段用混",
    "TP007": "换算有误",
    "TP008": "for、if 与结束的标签不成对",
    "TP009": "成对的标签不在同一处",
    "TP010": "整段、整行的标签旁边还有别的文字",
    "TP011": "写在不会填写的地方",
    "TP012": "文件不能用作模板",
}
"""Codes of the findings about templates."""

_AROUND: Final = 12
"""Characters shown on either side of a fault."""
_WORDS: Final = ("for", "endfor", "if", "elif", "else", "endif", "vm")
_STATEMENTS: Final = "for … in …、endfor、if …、elif …、else、endif"
_WHOLE: Final = {"": "同一段", "p": "同一处（正文或同一格）的各段", "tr": "同一张表的各行"}


@dataclass(frozen=True, slots=True)
class _Open:
    """A ``for`` or ``if`` that is waiting for its end."""

    passage: Passage
    tag: Tag
    loop: Loop | None = None
    otherwise: bool = False


@dataclass(slots=True)
class _Check:
    file: str
    findings: list[Finding] = field(default_factory=list)
    found_at: list[tuple[int, int, Finding]] = field(default_factory=list)
    """What was found in the part at hand: number of the passage, offset in it, finding."""
    opened: list[_Open] = field(default_factory=list)
    cut_off: list[_Open] = field(default_factory=list)
    """Opened for the words of a paragraph that ended without their end; it may stand in a later paragraph."""
    sources: list[str] = field(default_factory=list)
    """Every tag as jinja gets it."""

    @property
    def loops(self) -> tuple[Loop, ...]:
        return tuple(each.loop for each in (*self.cut_off, *self.opened) if each.loop is not None)

    def add(self, passage: Passage, start: int, end: int, fault: Fault) -> None:
        if passage.copy:
            return
        text = passage.text
        shown = f"{'…' if start > _AROUND else ''}{text[max(start - _AROUND, 0) : end + _AROUND]}"
        shown = " ".join(f"{shown}{'…' if end + _AROUND < len(text) else ''}".split())
        finding = _finding(fault, self.file, f"{passage.place}“{shown}”", text[start:end])
        self.found_at.append((passage.number, start, finding))

    def story(self, story: str, root: Any) -> None:
        """Checks one part of the document and makes its tags ready: each whole in its run, those of whole paragraphs and
        rows in place of their paragraph or row."""
        taken: list[tuple[Any, str]] = []
        seen: set[Any] = set()
        for passage in passages(story, root):
            seen.update(piece.element for piece in passage.pieces)
            tags, broken = tags_of(passage.text)
            for each in broken:
                self.broken(passage, each)
            for tag in tags:
                self.tag(passage, tag)
                if tag.scope:
                    taken.append((passage.row if tag.scope == "tr" else passage.element, tag.rendered))
            self.sources += [tag.rendered for tag in tags if tag.mark != "{#"]
            self.end_of_paragraph(passage)
            join_runs(passage, tags)
        for waiting in (*self.cut_off, *self.opened):
            self.unclosed(waiting)
        self.opened.clear()
        self.cut_off.clear()
        self.findings += [finding for _, _, finding in sorted(self.found_at, key=lambda found: found[:2])]
        self.found_at.clear()
        self.hidden(story, root, seen)
        if not self.findings:
            for element, source in taken:
                _replace(element, source)

    def hidden(self, story: str, root: Any, seen: set[Any]) -> None:
        """Tags that are in the part and on no page: deleted in a revision, in a field's code, in a picture's description."""
        marked = 'contains(., "{{") or contains(., "{%") or contains(., "{#")'
        for text in root.xpath(f".//text()[{marked}] | .//@*[{marked}]"):
            if text.getparent() not in seen:
                fault = Fault("TP011", "看不见的地方有标签", "接受或拒绝修订；图片说明、域代码里不写标签")
                self.findings.append(_finding(fault, self.file, f"{story}“{' '.join(text.split())[:40]}”", str(text)))

    # --- one tag

    def broken(self, passage: Passage, broken: Broken) -> None:
        text = passage.text[broken.start : broken.end]
        if broken.why:
            name = identifier(text.strip("{}%# ").partition(" ")[0])
            form = (
                f"{{{{ {(near(name, fields()) or ['单位'])[0]} }}}}" if text.startswith("{{") else "成对的两个半角符号"
            )
            self.add(passage, broken.start, broken.end, Fault("TP004", broken.why, form))
            return
        name = identifier(text.strip("{}｛｝%％ "))
        meant = OTHER_NAMES.get(name, name)
        if meant in fields() or "｛" in text or "｝" in text:
            expected = f"{{{{ {meant if meant in fields() else '字段名'} }}}}"
            self.add(passage, broken.start, broken.end, Fault("TP004", "花括号要用两对半角的", expected))

    def tag(self, passage: Passage, tag: Tag) -> None:
        if tag.mark == "{{":
            self.found(passage, tag, *read_output(tag.inner, self.loops))
        elif tag.mark == "{%":
            self.alone(passage, tag)
            self.statement(passage, tag)

    def found(self, passage: Passage, tag: Tag, *faults: Fault) -> None:
        for fault in faults:
            self.add(passage, tag.start, tag.end, fault)

    def statement(self, passage: Passage, tag: Tag) -> None:
        if tag.word not in _WORDS:
            found = tag.word or tag.inner
            close = near(found, _WORDS)
            expected = f"是否想写“{close[0]}”？可用的有：{_STATEMENTS}" if close else f"可用的有：{_STATEMENTS}"
            if tag.inner.startswith(("tr ", "p ", "-", "+")):
                found, expected = tag.inner, "{%tr for … %}：tr、p 紧跟在 {% 后面，其他符号不写"
            self.found(passage, tag, Fault("TP005", f"没有“{found}”这种语句", expected))
        elif tag.word == "for":
            loop, faults = read_loop(tag.rest, self.loops)
            self.found(passage, tag, *faults)
            self.opened.append(_Open(passage, tag, loop))
        elif tag.word == "if":
            self.found(passage, tag, *read_condition(tag.rest, self.loops))
            self.opened.append(_Open(passage, tag))
        elif tag.word == "vm":
            self.merged(passage, tag)
        else:
            self.continues(passage, tag)

    def merged(self, passage: Passage, tag: Tag) -> None:
        inside = any(each.tag.scope == "tr" and each.loop for each in self.opened)
        if tag.scope or tag.rest or passage.row is None or not inside:
            expected = "写在 {%tr for … %} 与 {%tr endfor %} 之间的格里，只写 {% vm %}"
            self.found(passage, tag, Fault("TP005", "“vm”（上下合并的格）用错了地方", expected))

    def continues(self, passage: Passage, tag: Tag) -> None:
        """``elif``, ``else``, ``endif``, ``endfor``: they go with the innermost block that is open."""
        starts = "for" if tag.word == "endfor" else "if"
        if not self.opened or self.opened[-1].tag.word != starts:
            if self.cut_off and self.cut_off[-1].tag.word == starts:
                self.apart(self.cut_off[-1], passage, tag)
                if tag.word.startswith("end"):
                    self.cut_off.pop()
                return
            expected = f"前面有 {{%{tag.scope} {starts} … %}}"
            if self.opened:
                waiting = self.opened[-1].tag
                expected = f"先结束“{waiting.written}”：{{%{waiting.scope} end{waiting.word} %}}"
            self.found(passage, tag, Fault("TP008", f"“{tag.written}”前面没有对应的 {starts}", expected))
            return
        opening = self.opened[-1]
        if tag.word == "elif":
            self.found(passage, tag, *read_condition(tag.rest, self.loops))
        elif tag.rest:
            self.found(passage, tag, Fault("TP003", f"“{tag.word}”后面不写别的", f"{{%{tag.scope} {tag.word} %}}"))
        if not _together(opening, passage, tag):
            self.apart(opening, passage, tag)
        if tag.word.startswith("end"):
            self.opened.pop()

    def apart(self, opening: _Open, passage: Passage, tag: Tag) -> None:
        told = f"“{tag.written}”与{opening.passage.place}的“{opening.tag.written}”不在{_WHOLE[opening.tag.scope]}"
        self.found(passage, tag, Fault("TP009", told, _apart(opening.tag)))

    def alone(self, passage: Passage, tag: Tag) -> None:
        """A tag of whole paragraphs or rows takes its own paragraph or row away: nothing else may stand there."""
        if tag.scope == "p":
            rest = passage.text[: tag.start] + passage.text[tag.end :]
        elif tag.scope == "tr" and passage.row is not None:
            rest = "".join(each.text or "" for each in passage.row.iter(f"{W}t")).strip()
            own = passage.text[tag.start : tag.end]
            rest = rest.replace(own, "", 1) if own in rest else rest
        elif tag.scope == "tr":
            self.found(passage, tag, Fault("TP009", "“tr”写在表格外面", "写在表格的一行里；重复几段用 {%p for … %}"))
            return
        else:
            return
        if rest.strip():
            whole = "这一段" if tag.scope == "p" else "这一行"
            told = f"填写时{whole}会整个去掉，“{' '.join(rest.split())[:20]}”也会丢"
            self.found(passage, tag, Fault("TP010", told, f"“{tag.written}”单独占{whole[1:]}"))

    def end_of_paragraph(self, passage: Passage) -> None:
        """Sets aside what was opened for the words of this paragraph only and has no end in it."""
        left = [each for each in self.opened if each.tag.scope == "" and each.passage is passage]
        self.cut_off += left
        self.opened = [each for each in self.opened if each not in left]

    def unclosed(self, waiting: _Open) -> None:
        tag = waiting.tag
        scope = "" if tag.scope else "；要重复几段用 {%p for … %}，重复几行用 {%tr for … %}"
        expected = f"在{_WHOLE[tag.scope]}里写 {{%{tag.scope} end{tag.word} %}}{scope}"
        fault = Fault("TP008", f"“{tag.written}”没有结束", expected)
        self.add(waiting.passage, tag.start, tag.end, fault)


def _replace(element: Any, source: str) -> None:
    """Puts the words of a tag in the place of a whole paragraph or row."""
    words = source + (element.tail or "")
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(element)


def _together(opening: _Open, passage: Passage, tag: Tag) -> bool:
    if opening.tag.scope != tag.scope:
        return False
    first, last = opening.passage, passage
    if tag.scope == "":
        return first.element is last.element
    if tag.scope == "p":
        return first.element is not last.element and first.element.getparent() is last.element.getparent()
    if first.row is None or last.row is None:
        return False
    return first.row is not last.row and first.row.getparent() is last.row.getparent()


def _apart(tag: Tag) -> str:
    if tag.scope == "":
        return f"写在同一段；要重复几段用 {{%p {tag.word} … %}}，重复几行用 {{%tr {tag.word} … %}}"
    return (
        f"写成 {{%{tag.scope} end{tag.word} %}}，放在{_WHOLE[tag.scope]}里，自占一{'段' if tag.scope == 'p' else '行'}"
    )


def _advised(expected: str) -> str:
    """What would be right, as a sentence; a question is one already."""
    if "？" in expected:
        return expected if expected.endswith("？") else f"{expected}。"
    return f"应为：{expected.rstrip('。')}。"


def _finding(fault: Fault, file: str, place: str, quote: str) -> Finding:
    return Finding(
        code=fault.code,
        severity=Severity.ERROR,
        kind=Kind.FORM,
        message=f"{place}：{fault.message}。{_advised(fault.expected)}",
        expected=fault.expected,
        actual=quote,
        locations=(Location(file=file, quote=quote),),
    )


def prepare(document: Any, file: str) -> tuple[list[Finding], tuple[str, ...]]:
    """Checks the opened docx ``document`` and makes it ready; ``file`` is the name to report. Gives the findings and,
    where there are none, the fields that its tags name (those in a branch not taken as well)."""
    from jinja2 import meta

    check = _Check(file)
    for story, root in stories(document):
        check.story(story, root)
    for place, text in elsewhere(document):
        if "{{" in text or "{%" in text:
            fault = Fault("TP011", "这里的字段不会填写", "写在正文、页眉或页脚里")
            shown = " ".join(text.split())[:40]
            check.findings.append(_finding(fault, file, f"{place}“{shown}”", shown))
    if check.findings:
        return check.findings, ()
    named = meta.find_undeclared_variables(environment().parse("".join(check.sources)))
    return [], tuple(sorted(named & fields().keys()))
