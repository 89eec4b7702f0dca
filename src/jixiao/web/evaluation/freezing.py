"""Freezing what is submitted: workbook, result, findings, documents and evidence, each file by its hash."""

from __future__ import annotations

import importlib
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Max

from jixiao.document import Paragraph
from jixiao.numbers import Printed, plain
from jixiao.scoring.contract import finding_object, result_object
from jixiao.web.evaluation.evidence import freeze_evidence
from jixiao.web.evaluation.likeness import likenesses_of
from jixiao.web.evaluation.models import Likeness, Version, VersionFile
from jixiao.web.evaluation.signals import own_text_of, signals_of
from jixiao.web.registers.blobs import store
from jixiao.workbook.template import write
from jixiao.writing.documents import documents
from jixiao.writing.layout import Chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.document import Document
    from jixiao.findings import Finding
    from jixiao.web.evaluation.draft import Draft
    from jixiao.web.organizations.models import Person

__all__ = ["Prepared", "figures_of", "freeze", "own_findings", "prepare", "rendered"]

FORMATS: Final = ("docx", "pdf", "html", "xlsx")


def rendered(
    draft: Draft, formats: tuple[str, ...] = FORMATS, only: str = "", *, charts: bool = True
) -> Iterator[tuple[str, str, str, bytes]]:
    """Every document of the evaluation (or ``only`` the one of this name) in those formats it is made for: document,
    file name, format, content. Where only its words are wanted it goes without ``charts``, which take the most time."""
    for document in documents().values():
        if draft.scheme.subject not in document.subjects or only not in ("", document.name):
            continue
        layout = document.build(draft.dossier)
        if not charts:
            layout = replace(layout, blocks=tuple(block for block in layout.blocks if not isinstance(block, Chart)))
        for form in document.formats:
            if form in formats:
                renderer = importlib.import_module(f"jixiao.writing.render.{form}")
                yield document.name, f"{layout.name}.{form}", form, renderer.render(layout)


def own_findings(pages: Iterable[tuple[str, bytes]]) -> tuple[dict[str, Any], ...]:
    """What our own checks find in html documents, read back like anybody's report.

    Each finding names its document, the section it stands in, and the words around its place (``near``).
    """
    from jixiao.checking.engine import check_report
    from jixiao.reading.extract.report import read_report
    from jixiao.reading.open import read_document

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in pages:
            path = Path(folder) / name
            path.write_bytes(content)
            document = read_document(path, apart=False)
            found += [
                {**finding_object(finding), "document": name, **_around(document, finding)}
                for finding in check_report(read_report(document)).all_findings
            ]
    return tuple(found)


def _around(document: Document, finding: Finding) -> dict[str, str]:
    place = finding.locations[0] if finding.locations else None
    if place is None or place.block is None:
        return {"section": "", "near": ""}
    before = document.blocks[: place.block + 1]
    heads = [block for block in before if isinstance(block, Paragraph) and block.heading is not None]
    block = before[-1]
    if isinstance(block, Paragraph):
        near = block.text
    else:
        row = block.grid[place.row] if place.row is not None else ()
        near = " ".join(dict.fromkeys(cell.text for cell in row))
    return {"section": heads[-1].text if heads else "", "near": near[:200]}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything of a version but its number. Made before the transaction: rendering takes its time, and meanwhile
    others are to be able to write."""

    draft: Draft
    files: tuple[tuple[str, str, str, str], ...]
    findings: tuple[dict[str, Any], ...]
    likenesses: tuple[Likeness, ...]


def prepare(draft: Draft) -> Prepared:
    """Renders and keeps all files of the evaluation as it stands: (document, name, format, digest) each."""
    made = list(rendered(draft))
    findings = own_findings((name, content) for _, name, form, content in made if form == "html")
    result = json.dumps(result_object(draft.result), ensure_ascii=False, indent=1).encode() + b"\n"
    made.append(("result", "result.json", "json", result))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        write(draft.scheme, path, draft.filling)
        made.append(("workbook", "填报工作簿.xlsx", "xlsx", path.read_bytes()))
    if draft.scheme.path:
        made.append(("scheme", f"{draft.scheme.id}.yaml", "yaml", Path(draft.scheme.path).read_bytes()))
    return Prepared(
        draft,
        tuple((document, name, form, store([content]).digest) for document, name, form, content in made),
        findings,
        likenesses_of(draft.evaluation, own_text_of(draft)),
    )


def freeze(prepared: Prepared, person: Person) -> Version:
    """The next version of the evaluation with all its files. Must run in the transaction of the submission."""
    draft = prepared.draft
    evaluation, result = draft.evaluation, draft.result
    last = Version.objects.filter(evaluation=evaluation).aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        evaluation=evaluation,
        number=last + 1,
        made_by=person,
        book_revision=evaluation.book.revision,
        revision=evaluation.revision,
        fingerprint=draft.fingerprint,
        scheme_id=draft.scheme.id,
        scheme_version=draft.scheme.version,
        scheme_digest=draft.scheme.digest,
        result=result_object(result),
        total=result.total if result.complete else None,
        points=result.points,
        grade=result.grade,
        findings=list(prepared.findings),
        figures=figures_of(draft),
        signals=signals_of(draft, prepared.findings),
        own_text=own_text_of(draft),
    )
    VersionFile.objects.bulk_create(
        VersionFile(version=version, document=document, name=name, format=form, blob_id=digest)
        for document, name, form, digest in prepared.files
    )
    freeze_evidence(version, draft)
    Likeness.objects.bulk_create(
        Likeness(version=version, other_id=each.other_id, percent=each.percent) for each in prepared.likenesses
    )
    return version


def figures_of(draft: Draft) -> dict[str, dict[str, str]]:
    """The facts that are figures, as the disclosure and the statistics read them: exact text and unit."""
    return {
        fact.name: {"label": fact.label, "value": plain(fact.value.value), "unit": fact.value.unit}
        for fact in draft.facts.values.values()
        if isinstance(fact.value, Printed)
    }
