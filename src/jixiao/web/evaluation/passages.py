"""The places of the documents that wait for the unit's own words: found in the documents themselves.

A document takes the unit's words out of ``Dossier.own`` by a key. It is built with a mark under every key that it asks
for: where a mark stands there belongs a passage. What is wanted there is declared with the workbook's sheet of texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jixiao.web.kept import Kept
from jixiao.workbook.texts import texts_of
from jixiao.writing.documents import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.web.evaluation.draft import Draft
    from jixiao.writing.layout import Run

__all__ = ["Asked", "asked"]

_MARK: Final = "\ue000{}\ue001"


@dataclass(frozen=True, slots=True)
class Asked:
    """A passage that a document wants: ``key``, what belongs there, below which heading of which document; ``needed``
    where there would be a gap without it (elsewhere the registers tell enough, and own words come besides)."""

    key: str
    label: str
    section: str
    document: str
    needed: bool


class _Own(Mapping[str, str]):
    """Pretends to hold every key: a mark for each."""

    def __getitem__(self, key: str) -> str:
        return _MARK.format(key)

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


_kept: Kept[tuple[Asked, ...]] = Kept(64)


def asked(draft: Draft) -> tuple[Asked, ...]:
    """Every passage that the evaluation's documents can take, in their order, each once. What is written in them already
    does not change it."""
    evaluation = draft.evaluation
    answers = tuple((name, answer.revision) for name, answer in draft.texts.items())
    key = (evaluation.pk, evaluation.book.revision, draft.scheme.digest, draft.filling.unit, answers)
    return _kept.get(key, lambda: _asked(draft))


def _asked(draft: Draft) -> tuple[Asked, ...]:
    dossier, declared = draft.dossier, texts_of(draft.scheme.subject)
    found: dict[str, Asked] = {}
    for document in documents().values():
        if draft.scheme.subject not in document.subjects:
            continue
        marked = [
            (key, place) for run, place in document.build(replace(dossier, own=_Own())).runs() if (key := _key(run))
        ]
        if not marked:
            continue
        lacking = {run.fact for run, _ in document.build(replace(dossier, own={})).runs() if run.gap}
        for key, place in marked:
            text = declared[key]
            found.setdefault(key, Asked(key, text.asked, place, document.title, text.wanted in lacking))
    return tuple(found.values())


def _key(run: Run) -> str:
    return run.text[1:-1] if run.text.startswith(_MARK[0]) else ""
