"""The unit's own texts reach every document that has a place for them, and no document asks for one that is not declared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao.facts import Facts
from jixiao.scoring.engine import score
from jixiao.workbook.texts import TEXTS_SHEET, texts_of
from jixiao.writing.documents import documents
from jixiao.writing.forms.known import Known
from jixiao.writing.layout import gaps
from jixiao.writing.templates.fields import fields

from . import invented

SCHEMES = {"department": "guangdong-department-2022", "project": "guangdong-project-four-level"}


@pytest.fixture(scope="module", params=SCHEMES)
def told(request, tmp_path_factory):
    """The invented unit with every text written on the sheet: its dossier, and the sentence of each text."""
    texts = {name: f"这是{name}的话" for name in texts_of(request.param)}
    return invented.dossier(SCHEMES[request.param], tmp_path_factory.mktemp("told"), texts), texts


def built(dossier):
    return [each.build(dossier) for each in documents().values() if dossier.scheme.subject in each.subjects]


def without_registers(dossier):
    facts = Facts.of(dossier.unit, dossier.year, (), (), dossier.facts.subject)
    return replace(dossier, rows={}, places={}, facts=facts, result=score(dossier.scheme, facts))


def test_every_text_of_the_sheet_is_printed_with_the_registers_or_instead_of_them(told):
    dossier, texts = told
    words = {
        run.text for each in (dossier, without_registers(dossier)) for layout in built(each) for run, _ in layout.runs()
    }
    # The reason why funds did not arrive is asked for only where some did not: see the project report's own tests.
    assert {name for name, text in texts.items() if text not in words} <= {"funding_reason", "execution_reason"}


def test_a_gap_names_the_sheet_and_goes_when_the_text_is_there(told):
    dossier, _ = told
    empty = without_registers(dossier)
    asked = {gap.label for layout in built(replace(empty, own={})) for gap in gaps(layout) if TEXTS_SHEET in gap.label}
    wanted = {name: text.wanted for name, text in texts_of(dossier.scheme.subject).items()}
    assert {name for name, label in wanted.items() if label not in asked} <= {"funding_reason", "execution_reason"}
    assert asked <= set(wanted.values())
    assert not any(TEXTS_SHEET in gap.label for layout in built(empty) for gap in gaps(layout))


def test_an_own_template_prints_them(told):
    dossier, texts = told
    titles = {text.title: name for name, text in texts_of(dossier.scheme.subject).items()}
    for title, name in titles.items():
        assert fields()[title].read(dossier).text == texts[name]
        assert fields()[title].read(replace(dossier, own={})).gap == dossier.text(name).wanted
    others = {title for title, field in fields().items() if TEXTS_SHEET in field.source} - set(titles)
    assert others
    assert {fields()[title].read(dossier).text for title in others} == {""}


def test_forms_take_the_goal_from_the_sheet(told):
    dossier, texts = told
    known = Known(dossier)
    assert (known.field("goal").text, known.field("goal").source) == (texts["goal"], f"工作表“{TEXTS_SHEET}”")
    assert known.field("reached").text == texts["goal_reached"]
    assert texts["problems"] in known.rectified("problems").text
