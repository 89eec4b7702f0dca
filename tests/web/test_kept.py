"""What a process keeps between requests is never older than the rows, and nothing is kept out of a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction

from jixiao.web.evaluation.answers import save_answer, save_passage
from jixiao.web.evaluation.draft import draft_of, scheme_of
from jixiao.web.evaluation.models import Evaluation
from jixiao.web.evaluation.passages import asked
from jixiao.web.evaluation.tables import tables_of
from jixiao.web.kept import Kept
from jixiao.web.registers.models import MODELS, TABLES, Book
from jixiao.web.registers.services import (
    Change,
    add_records,
    change_rows,
    move_row,
    remove_rows,
    replace_records,
    restore_rows,
    set_nothing,
)
from jixiao.web.schemes import plan_of


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


def _rows(district, table: str):
    return MODELS[table].objects.filter(book=district.evaluation.book)


def _typed(district, table: str, row, **changed) -> dict[str, str]:
    from jixiao.web.registers.rows import record_of, texts_of

    return {**texts_of(TABLES[table], record_of(TABLES[table], row)), **changed}


def _change(district) -> str:
    row = _rows(district, "execution").first()
    change = Change(_typed(district, "execution", row, amount="315.587654"), row.pk, row.revision)
    (outcome,) = change_rows(
        district.preparer, district.evaluation.book, TABLES["execution"], TABLES["execution"].columns, [change]
    )
    assert outcome.saved
    return "execution"


def _add(district) -> str:
    from jixiao.web.registers.rows import record_of

    record = record_of(TABLES["activities"], _rows(district, "activities").first())
    add_records(district.preparer, district.evaluation.book, TABLES["activities"], [record])
    return "activities"


def _replace(district) -> str:
    from jixiao.web.registers.rows import record_of

    one, two = _rows(district, "budget")[:2]
    other = {one.pk: record_of(TABLES["budget"], two)}
    replace_records(district.preparer, district.evaluation.book, TABLES["budget"], other)
    return "budget"


def _remove_and_restore(district) -> str:
    row = _rows(district, "activities").last()
    remove_rows(district.preparer, district.evaluation.book, TABLES["activities"], {row.pk: row.revision})
    _read(district)
    restored = restore_rows(district.preparer, district.evaluation.book, TABLES["activities"], {row.pk: row.position})
    assert restored == (row.pk,)
    return "activities"


def _move(district) -> str:
    rows = _rows(district, "goals")
    move_row(district.evaluation.book, TABLES["goals"], rows.last().pk, rows.first().pk)
    return "goals"


def _nothing(district) -> str:
    table = next(name for name in ("rectifications", "contracts", "policies") if not _rows(district, name).exists())
    now = table in Book.objects.get(pk=district.evaluation.book_id).nothing
    assert set_nothing(district.preparer, district.evaluation.book, table, nothing=not now)
    return table


def _read(district):
    return tables_of(*_asked(district))


def _asked(district):
    evaluation = Evaluation.objects.select_related("round", "book").get(pk=district.evaluation.pk)
    return evaluation.book, evaluation.subject, plan_of(scheme_of(evaluation))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [_change, _add, _replace, _remove_and_restore, _move, _nothing])
def test_a_change_of_one_table_reads_that_one_anew_and_no_other(district, change):
    before = _read(district)
    table = change(district)
    after = _read(district)
    with transaction.atomic():  # nothing is kept in one: read from the rows
        assert after == _read(district)
    same = {old.register.name for old, new in zip(before.ledgers, after.ledgers, strict=True) if old is new}
    assert table not in same
    assert len(same) == len(after.ledgers) - (table != "goals")
    assert (before.goals is after.goals) == (table != "goals")
