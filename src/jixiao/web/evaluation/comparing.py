"""Two versions side by side: scores, figures, answers and the documents' words, all from what was frozen.

Nothing is worked out from today's tables, so that a comparison says the same next year; only "now" of a draft is made
from them, to see what changed since it was submitted.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jixiao.document import Paragraph
from jixiao.reading.open import read_document
from jixiao.scoring.contract import result_object
from jixiao.web.evaluation.evidence import now
from jixiao.web.evaluation.freezing import figures_of, rendered
from jixiao.web.evaluation.tree import nodes, value_text
from jixiao.web.registers.blobs import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jixiao.web.evaluation.draft import Draft
    from jixiao.web.evaluation.models import Version, VersionEvidence

__all__ = ["Comparison", "Content", "Pair", "Words", "compare", "of_draft", "of_version"]

_TOKEN: Final = re.compile(r"[0-9][0-9.,]*%?|.", re.DOTALL)
_LONGEST: Final = 2000
"""Paragraphs up to so many signs are compared sign by sign; longer ones as a whole."""
_ALIKE: Final = 0.5
"""The share of signs that has to be the same, so that marking single ones still helps to read."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is compared of a version: its result, its figures, the paragraphs of its documents by their name, and its
    evidence."""

    result: Mapping[str, Any]
    figures: Mapping[str, Mapping[str, str]]
    words: Mapping[str, tuple[str, ...]]
    evidence: tuple[VersionEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing as it was on either side; nothing on the side where it was not."""

    label: str
    left: str
    right: str

    @property
    def changed(self) -> bool:
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a document: ``parts`` are (``same``, ``del`` or ``ins``, text); ``skipped`` so many paragraphs that
    are the same on both sides."""

    parts: tuple[tuple[str, str], ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two contents have apart, and how much they have in common."""

    scores: tuple[Pair, ...]
    figures: tuple[Pair, ...]
    answers: tuple[Pair, ...]
    evidence: tuple[Pair, ...]
    words: tuple[tuple[str, tuple[Words, ...]], ...]
    same: Mapping[str, int]

    @property
    def nothing(self) -> bool:
        return not (self.scores or self.figures or self.answers or self.evidence or self.words)


def of_version(version: Version) -> Content:
    """The content of a frozen version. Reads its documents."""
    files = version.files.filter(format="html").order_by("document")
    words = {file.name: tuple(_paragraphs(path_of(file.blob_id))) for file in files}
    return Content(version.result, version.figures, words, tuple(version.evidence.all()))


def of_draft(draft: Draft) -> Content:
    """The content as it stands now."""
    words = {}
    with tempfile.TemporaryDirectory() as folder:
        for _, name, _, content in rendered(draft, ("html",)):
            path = Path(folder) / name
            path.write_bytes(content)
            words[name] = tuple(_paragraphs(path))
    return Content(result_object(draft.result), figures_of(draft), words, now(draft))


def _paragraphs(path: Path) -> Iterator[str]:
    for block in read_document(path, apart=False).blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.grid:
                yield " | ".join(dict.fromkeys(cell.text for cell in row if cell.text))


def compare(left: Content, right: Content) -> Comparison:
    """What differs between two contents, in the order of the newer one."""
    scores = _pairs(_scores(left.result), _scores(right.result))
    figures = _pairs(_figures(left), _figures(right))
    answers = _pairs(_answers(left), _answers(right))
    evidence = _pairs(_evidence(left), _evidence(right))
    return Comparison(
        _changed(scores),
        _changed(figures),
        _changed(answers),
        _changed(evidence),
        tuple(
            (name, words)
            for name in dict.fromkeys([*right.words, *left.words])
            if (words := tuple(_words(left.words.get(name, ()), right.words.get(name, ()))))
        ),
        {
            name: sum(1 for pair in pairs if not pair.changed)
            for name, pairs in (
                *(("scores", scores), ("figures", figures)),
                *(("answers", answers), ("evidence", evidence)),
            )
        },
    )


def _changed(pairs: list[Pair]) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair.changed)


def _pairs(left: Mapping[str, tuple[str, str]], right: Mapping[str, tuple[str, str]]) -> list[Pair]:
    """Both sides by their key, each a label and a text."""
    nothing = ("", "")
    return [
        Pair((right.get(key) or left[key])[0], left.get(key, nothing)[1], right.get(key, nothing)[1])
        for key in dict.fromkeys([*right, *left])
    ]


def _scores(result: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    found = {
        node["id"]: (f"{node['code']} {node['title']}", node["score"] if node["score"] is not None else node["state"])
        for node in nodes(result["indicators"])
        if node["points"] is not None
    }
    if result["points"] is not None:
        found[""] = ("总分", result["total"] or "")
    return found


def _figures(content: Content) -> dict[str, tuple[str, str]]:
    return {name: (told["label"], f"{told['value']} {told['unit']}".strip()) for name, told in content.figures.items()}


def _answers(content: Content) -> dict[str, tuple[str, str]]:
    """What the rules looked at besides figures, and the evidence and note given with anything."""
    found = {}
    for node in nodes(content.result["indicators"]):
        for fact in node["facts"]:
            if fact["name"] not in content.figures:
                found[fact["name"]] = (fact["label"], value_text(fact))
            for kind, label in (("evidence", "佐证材料"), ("note", "备注")):
                if fact[kind]:
                    found[f"{fact['name']}/{kind}"] = (f"{fact['label']}：{label}", fact[kind])
        for goal in node["goals"]:
            if goal["deviation"]:
                found[f"goal/{goal['name']}"] = (f"{goal['name']}：偏差原因及改进措施", goal["deviation"])
    return found


def _evidence(content: Content) -> dict[str, tuple[str, str]]:
    """The files by what they prove; one that another took the place of under the same name is told by its digest."""
    titles = {node["id"]: f"{node['code']} {node['title']}" for node in nodes(content.result["indicators"])}
    found: dict[str, tuple[str, str]] = {}
    for each in content.evidence:
        place = titles.get(each.indicator, each.indicator) or each.place or "全年"
        key = f"{each.table}/{each.row}/{each.indicator}/{each.name}"
        told = f"SHA-256 {each.blob_id[:16]}"
        before = found.get(key)
        found[key] = (f"{place}：{each.name}", told if before is None else f"{before[1]}、{told}")
    return found


def _words(left: Sequence[str], right: Sequence[str]) -> Iterator[Words]:
    """The paragraphs that differ, sign by sign where one became another; the same ones only counted."""
    operations = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    if all(kind == "equal" for kind, *_ in operations):
        return
    for kind, start, end, other, last in operations:
        if kind == "equal":
            yield Words(skipped=end - start)
            continue
        old, new = left[start:end], right[other:last]
        together = min(len(old), len(new))
        for before, after in zip(old, new, strict=False):
            yield Words(tuple(_signs(before, after)))
        for gone in old[together:]:
            yield Words((("del", gone),))
        for come in new[together:]:
            yield Words((("ins", come),))


def _signs(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What became of a paragraph, a figure always as a whole; as a whole too where little of it is left."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > _LONGEST or matcher.ratio() < _ALIKE:
        yield "del", before
        yield "ins", after
        return
    for kind, start, end, other, last in matcher.get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[start:end])
        else:
            if end > start:
                yield "del", "".join(old[start:end])
            if last > other:
                yield "ins", "".join(new[other:last])
