"""A row is the same as a record, in the database, and as it is typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.numbers import Missing, Printed
from jixiao.registers.catalogue import REGISTERS
from jixiao.workbook.goals import GOALS

TABLES = {GOALS.name: GOALS, **REGISTERS}
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
GOAL_WORDS = st.sampled_from(
    [
        "",
        "8",
        "95%",
        "≥95%",
        "1,000",
        "3.50",
        "9 万人次",
        "不适用",
        "优秀",
        "约 80",
        "３０",
        "2023年底前完成",
        "5场",
        "0.5%",
        "-3",
    ]
)
MISSING = st.sampled_from(list(Missing))


def values_of(column):
    """What a record can hold there and the workbook would accept."""
    if column.kind == "text":
        return WORDS
    if column.kind == "choice":
        return st.sampled_from(["", *column.choices])
    if column.kind == "yes_no":
        return st.booleans() | MISSING
    if column.kind == "date":
        return st.dates(date(1949, 1, 1), date(2100, 12, 31)) | MISSING
    if column.kind == "target":
        return st.none()
    high = int(min(column.high or 10**9, 10**9))
    if column.kind == "count":
        return st.integers(0, high).map(Decimal) | MISSING
    return st.integers(0, high * 10**6).map(lambda number: Decimal(number) / 10**6) | MISSING


@st.composite
def records(draw, table):
    from jixiao.web.registers.rows import read_texts

    values = {column.name: draw(values_of(column)) for column in table.columns}
    targets = [column.name for column in table.columns if column.kind == "target"]
    typed = {name: draw(GOAL_WORDS) for name in targets} | {"unit": values.get("unit", "")}
    read, _ = read_texts(table, table.columns, typed, 1)
    return table.record(**values | {name: getattr(read, name) for name in targets})


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fields_give_the_record_back(name, data):
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.rows import fields_of, record_of

    table = TABLES[name]
    record = data.draw(records(table))
    assert record_of(table, MODELS[name](**fields_of(table, record))) == record


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_typed_texts_give_the_record_back(name, data):
    from jixiao.web.registers.rows import read_texts, texts_of

    table = TABLES[name]
    record = data.draw(records(table))
    assert read_texts(table, table.columns, texts_of(table, record), 1)[0] == record


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_database_gives_the_record_back(name, data, keeper):
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.rows import fields_of, record_of

    table = TABLES[name]
    record = data.draw(records(table))
    entry = MODELS[name].objects.create(book=keeper, **fields_of(table, record))
    assert record_of(table, MODELS[name].objects.get(pk=entry.pk)) == record


@pytest.fixture
def keeper(db):
    from jixiao.web.organizations.models import Unit
    from jixiao.web.registers.models import Book

    return Book.objects.create(unit=Unit.objects.create(name="某单位", code="9", kind="unit"), year=2023)


def test_a_target_stays_as_it_was_typed():
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.rows import fields_of, read_texts, record_of, texts_of

    typed = {
        "name": "讲座",
        "category": "数量指标",
        "operator": "≥",
        "target": "1,000",
        "unit": " 场 ",
        "actual": "1200场",
    }
    record, findings = read_texts(GOALS, GOALS.columns, typed, 1)
    assert not findings
    assert isinstance(record.target, Printed)
    entry = MODELS["goals"](**fields_of(GOALS, record))
    assert (entry.value_target, entry.value_unit) == ("1,000", "场")
    assert record_of(GOALS, entry) == record
    assert texts_of(GOALS, record)["target"] == "1,000"


@pytest.mark.parametrize("text", ["0.0000001", "0.001元"])
def test_a_figure_that_would_be_rounded_is_a_fault_at_its_cell(text):
    from jixiao.web.registers.rows import read_texts

    table = REGISTERS["assets"]
    _, findings = read_texts(table, table.columns, {"name": "电脑", "status": "在用", "value": text}, 3)
    guilty = [each for each in findings if each.code == "IN401"]
    assert [table.columns[each.locations[0].column].name for each in guilty] == ["value"]
    assert guilty[0].locations[0].row == 2


def test_what_no_database_can_hold_is_left_out():
    from jixiao.web.registers.rows import clean

    assert clean("甲\0乙\ud800丙") == "甲乙丙"


def test_every_table_has_its_model():
    from jixiao.web.registers.models import MODELS

    assert set(MODELS) == set(TABLES)
    assert {model._meta.db_table for model in MODELS.values()} <= {each._meta.db_table for each in apps.get_models()}
