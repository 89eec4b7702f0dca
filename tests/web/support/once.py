"""What a fixture makes through the application takes seconds: it is made once, and its rows are put back after that.

A process has one database, whose tests undo what they did. :func:`once` keeps what ``make`` returned
and all rows that it left in the application's tables, as they lie there, and writes them down again for the next test.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

__all__ = ["once"]

T = TypeVar("T")


@dataclass(frozen=True)
class _Kept:
    """What was made, and the rows of each table that has some."""

    made: Any
    rows: dict[str, list[tuple[Any, ...]]]


_KEPT: dict[Callable[[], Any], _Kept] = {}


def once(make: Callable[[], T]) -> T:
    """What ``make`` returns, in an application that has its rows and no others.

    It is made anew where there are rows already, because two of them might have one key, and outside of a transaction,
    where the application keeps values by keys and revisions (``jixiao.web.kept``), which must not come again.
    """
    if not connection.in_atomic_block or any(_rows(model, 1) for model in _models()):
        return make()
    if make in _KEPT:
        _put_back(_KEPT[make].rows)
        return copy.deepcopy(_KEPT[make].made)
    made = make()
    _KEPT[make] = _Kept(copy.deepcopy(made), {each._meta.db_table: _rows(each) for each in _models()})
    return made


def _models() -> list[type[Model]]:
    """All tables of the application itself: what Django keeps about it is the same before and after."""
    return [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("jixiao.")
        for model in app.get_models(include_auto_created=True)
    ]


def _names(model: type[Model]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in model._meta.local_concrete_fields]


def _rows(model: type[Model], most: int | None = None) -> list[tuple[Any, ...]]:
    """As the database has them, not as Django reads them, so that they are written down unchanged."""
    limit = "" if most is None else f" LIMIT {most}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_names(model))} FROM {connection.ops.quote_name(model._meta.db_table)}{limit}"
        )
        return list(cursor.fetchall())


def _put_back(rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """The order does not matter: both databases look at foreign keys when the transaction ends."""
    filled = [model for model in _models() if rows[model._meta.db_table]]
    with connection.cursor() as cursor:
        for model in filled:
            names = _names(model)
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)})"
                f" VALUES ({', '.join(['%s'] * len(names))})",
                rows[model._meta.db_table],
            )
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):  # PostgreSQL counts apart from its rows
            cursor.execute(statement)
