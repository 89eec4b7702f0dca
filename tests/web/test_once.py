"""The tests' own help: what is put back is what the application made, to the last row, and goes on from there."""

from __future__ import annotations

from django.db import connection, transaction
from once import _models, _rows, once

from jixiao.lifecycle.roles import UnitKind
from jixiao.web.audit.chain import record, verify
from jixiao.web.organizations.models import Unit


def _office() -> Unit:
    with transaction.atomic():
        office = Unit.objects.create(name="某区财政局", code="001", kind=UnitKind.FINANCE)
        record(None, "add", office, unit=office, new={"name": office.name})
    return office


def _all_rows() -> dict[str, list]:
    return {model._meta.db_table: sorted(_rows(model), key=repr) for model in _models()}


def test_rows_come_back_as_they_were(db):
    made: list[Unit] = []

    def make() -> Unit:
        made.append(_office())
        return made[-1]

    with transaction.atomic():
        once(make)
        rows = _all_rows()
        transaction.set_rollback(True)
    assert not Unit.objects.exists()
    again = once(make)
    assert len(made) == 1
    assert (again.pk, again is made[0]) == (made[0].pk, False)
    assert _all_rows() == rows
    connection.check_constraints()
    assert verify()[0] == 1
    assert Unit.objects.create(name="另一单位", code="002", kind=UnitKind.UNIT).pk > again.pk


def test_where_there_are_rows_it_is_made_anew(db):
    Unit.objects.create(name="另一单位", code="002", kind=UnitKind.UNIT)
    assert once(_office).name == "某区财政局"
    assert Unit.objects.count() == 2
