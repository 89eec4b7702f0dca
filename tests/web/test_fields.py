"""Money is kept exactly: at its extremes, when added up, when compared; and no model keeps it otherwise."""

from __future__ import annotations

import ast
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.web.fields import PLACES, ExactField, keeps

WEB = Path(__file__).parents[2] / "src/jixiao/web"
LARGEST = Decimal(2**63 - 1).scaleb(-PLACES)
kept = st.integers(-(2**63) + 1, 2**63 - 1).map(lambda number: Decimal(number) / 10**PLACES if number else Decimal(0))


def entries(book):
    from jixiao.web.registers.models import MODELS

    return MODELS["assets"].objects.filter(book=book)


@pytest.fixture
def book(db):
    from jixiao.web.organizations.models import Unit
    from jixiao.web.registers.models import Book

    return Book.objects.create(unit=Unit.objects.create(name="某单位", code="9", kind="unit"), year=2023)


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, Decimal("0.000001"), Decimal(0), Decimal("12.5"), None])
def test_extremes_come_back_as_they_were(book, value):
    row = entries(book).create(book=book, value_value=value)
    row.refresh_from_db()
    assert row.value_value == value
    assert isinstance(row.value_value, Decimal | None)


@given(kept)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_kept_decimal_comes_back(book, value):
    row = entries(book).create(book=book, value_value=value)
    assert entries(book).get(pk=row.pk).value_value == value
    assert entries(book).filter(value_value=value, pk=row.pk).exists()


@given(kept)
def test_the_integer_is_the_decimal_in_millionths(value):
    field = ExactField()
    assert field.from_db_value(field.get_prep_value(value), None, None) == value


@pytest.mark.parametrize(
    "value", ["0.0000001", "9223372036854.775808", "1e30", "NaN", "1.00000000000000000000000000000001"]
)
def test_what_would_be_rounded_is_refused(value):
    with localcontext(prec=6), pytest.raises(ValidationError):
        ExactField().get_prep_value(Decimal(value))
    assert not keeps(Decimal(value))


@pytest.mark.parametrize("value", [0.1, True, "十二", "1,2"])
def test_what_is_no_exact_number_is_refused(value):
    with pytest.raises(ValidationError):
        ExactField().get_prep_value(value)


def test_twenty_thousand_tenths_are_two_thousand(book):
    model = entries(book).model
    model.objects.bulk_create((model(book=book, value_value=Decimal("0.1")) for _ in range(20_000)), batch_size=1000)
    total = entries(book).aggregate(total=Sum("value_value"))["total"]
    assert total == Decimal(2000)
    assert isinstance(total, Decimal)


def test_comparisons_are_those_of_decimals(book):
    for value in ("0.29", "0.3", "0.300001", "10"):
        entries(book).create(book=book, value_value=Decimal(value))
    assert entries(book).filter(value_value__gt=Decimal("0.3")).count() == 2
    assert entries(book).filter(value_value__gte="0.3").count() == 3
    assert entries(book).filter(value_value__lt=1).count() == 3
    assert entries(book).filter(value_value__in=[Decimal("0.30"), 10]).count() == 2
    assert entries(book).latest("value_value").value_value == 10


def test_no_model_keeps_figures_otherwise():
    """Django's own decimals are binary floats on SQLite."""
    banned = {"DecimalField", "FloatField"}
    found = []
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in banned:
                owner = ast.unparse(node.value)
                if owner != "forms":  # a form's field reads text and gives a decimal
                    found.append(f"{path.name}:{node.lineno} {owner}.{node.attr}")
    assert not found
