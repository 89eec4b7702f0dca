"""Exact decimals in any database: integers counting millionths.

Django keeps a DecimalField as a binary float on SQLite, where money loses its last digits (decision 0006). These
fields store ``value × 10⁶`` as a 64-bit integer, so that both databases keep, sum, compare and index exactly. A 万元
amount so kept is exact to 分 (10⁻⁶ 万元); a figure with more decimals than six is refused, never rounded.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import models

from jixiao.numbers import parse_decimal

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    Integers = models.BigIntegerField[Any, Any]
else:
    Integers = models.BigIntegerField

__all__ = ["PLACES", "ExactField", "keeps"]

PLACES: Final = 6
_LARGEST: Final = 2**63 - 1
_MOST_DIGITS: Final = 20


def keeps(number: Decimal) -> bool:
    """Whether the field can hold ``number`` without rounding it."""
    return _scaled(number) is not None


def _scaled(number: Decimal) -> int | None:
    """``number`` in millionths; ``None`` where that is no integer of 64 bits. Exact whatever the decimal context."""
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        return None
    whole, rest = divmod(Fraction(number) * 10**PLACES, 1)
    return whole if not rest and abs(whole) <= _LARGEST else None


class ExactField(Integers):
    """A decimal with up to six decimals, kept as an integer; ``None`` is blank, which is not zero."""

    description = "exact decimal"
    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def to_python(self, value: Any) -> Decimal | None:
        """The decimal that ``value`` (decimal, integer or text) is; ``ValidationError`` for a float or bad text."""
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        found = parse_decimal(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("应为一个数，现为“%(value)s”。", params={"value": value})
        return found

    def from_db_value(self, value: int | None, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else _plain(Decimal(int(value)).scaleb(-PLACES))

    def get_prep_value(self, value: Any) -> int | None:
        number = self.to_python(value)
        if number is None:
            return None
        scaled = _scaled(number)
        if scaled is None:
            raise ValidationError("“%(value)s”超出六位小数或太大，存不下。", params={"value": value})
        return scaled

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> int | None:
        return value if prepared else self.get_prep_value(value)

    def formfield(self, **options: Any) -> Any:
        from django import forms

        return super(models.BigIntegerField, self).formfield(**{"form_class": forms.DecimalField, **options})


def _plain(number: Decimal) -> Decimal:
    """Without the zeros that the scale added: 12.500000 is 12.5, and 100 stays 100."""
    shortened = number.normalize()
    return shortened.quantize(Decimal(1)) if shortened == shortened.to_integral_value() else shortened
