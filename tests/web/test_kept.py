"""What a process keeps between requests is never older than the rows, and nothing is kept out of a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction

from jixiao.web.evaluation.answers import save_answer, save_passage
from jixiao.web.evaluation.draft import draft_of
from jixiao.web.evaluation.models import Evaluation
from jixiao.web.evaluation.passages import asked
from jixiao.web.kept import Kept
from jixiao.web.registers.models import MODELS, TABLES
from jixiao.web.registers.services import move_row, remove_rows


@pytest.mark.django_db(transaction=True)
def test_every_change_makes_another_draft(district):
    def now():
        loaded = Evaluation.objects.select_related("unit__parent", "round", "book").get(pk=district.evaluation.pk)
        return draft_of(loaded)

    first = now()
    assert now().result is first.result, "an unchanged evaluation is scored once"
    assert now().evaluation is not first.evaluation, "its own row is always that of now"
    assert asked(now()) is asked(first)
    save_answer(district.preparer, district.evaluation, "three_public_budget", {"text": "20000"}, revision=1)
    second = now()
    assert second.texts["three_public_budget"].text == "20000"
    assert second.fingerprint != first.fingerprint
    save_passage(district.preparer, district.evaluation, "overview", "本单位承担科普工作。", revision=0)
    assert now().filling.texts["overview"] == "本单位承担科普工作。"
    goals = MODELS["goals"].objects.filter(book=district.evaluation.book)
    last, names = goals.last(), [goal.name for goal in second.filling.goals]
    move_row(district.evaluation.book, TABLES["goals"], last.pk, goals.first().pk)
    assert [goal.name for goal in now().filling.goals] == [names[-1], *names[:-1]]
    row = MODELS["execution"].objects.filter(book=district.evaluation.book).first()
    remove_rows(district.preparer, district.evaluation.book, TABLES["execution"], {row.pk: row.revision})
    assert len(now().filling.rows["execution"]) == len(second.filling.rows["execution"]) - 1
    type(district.unit).objects.filter(pk=district.unit.pk).update(name="更名后的单位")
    assert now().filling.unit == "更名后的单位"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_out_of_a_transaction():
    kept = Kept[str](2)
    with transaction.atomic():
        assert kept.get(1, lambda: "rolled back") == "rolled back"
    assert kept.get(1, lambda: "one") == "one"
    assert kept.get(1, lambda: "another") == "one"
    with transaction.atomic():
        assert kept.get(1, lambda: "changed") == "changed"
    kept.get(2, lambda: "two")
    kept.get(1, lambda: "still")
    kept.get(3, lambda: "three")
    assert kept.get(1, lambda: "gone") == "one"
    assert kept.get(2, lambda: "made anew") == "made anew"
