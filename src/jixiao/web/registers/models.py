"""The registers' tables, made from the registers' own declarations, and the year's book that holds them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from jixiao.registers.catalogue import REGISTERS
from jixiao.web.fields import ExactField
from jixiao.web.organizations.models import Person, Unit
from jixiao.workbook.goals import GOALS

if TYPE_CHECKING:
    from jixiao.registers.base import Column, Table

__all__ = ["INLINE", "MODELS", "TABLES", "Blob", "Book", "Entry", "Evidence", "Upload"]

TABLES: Final[dict[str, Table[Any]]] = {GOALS.name: GOALS, **REGISTERS}
"""Every table of rows that a unit keeps, by name: its goals and its registers."""


class Book(models.Model):
    """A unit's registers of one year (年度台账). ``revision`` grows with every change of any row of it;
    ``table_revisions`` has for each table that was ever changed the revision of its last change."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="books")
    year = models.PositiveSmallIntegerField(_("年度"))
    revision = models.PositiveIntegerField(default=0)
    table_revisions = models.JSONField(default=dict)
    nothing = models.JSONField(_("本年无此类事项"), default=list)

    class Meta:
        ordering = ("unit", "-year")
        verbose_name = _("年度台账")
        constraints = (models.UniqueConstraint(fields=("unit", "year"), name="one_book_a_year"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class Entry(models.Model):
    """What every register row has besides its own columns.

    ``position`` is its place in the list; ``revision`` grows with each change, so that two people do not overwrite one
    another; ``not_applicable`` names the columns where 不适用 was entered, which is neither blank nor zero.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    not_applicable = models.JSONField(default=list)

    class Meta:
        abstract = True
        ordering = ("position", "pk")


def _field(column: Column) -> models.Field[Any, Any]:
    if column.is_figure:
        return ExactField(column.heading, null=True, blank=True)
    if column.kind == "date":
        return models.DateField(column.heading, null=True, blank=True)
    if column.kind == "yes_no":
        return models.BooleanField(column.heading, null=True, blank=True)
    # A target is kept as it was typed (“≥95%”, words); its figure is read out of it as from a sheet.
    return models.TextField(column.heading, blank=True, default="")


def _model(table: Table[Any]) -> type[Entry]:
    options = type(
        "Meta", (Entry.Meta,), {"abstract": False, "verbose_name": table.label, "db_table": f"register_{table.name}"}
    )
    fields = {f"value_{column.name}": _field(column) for column in table.columns}
    name = "".join(part.capitalize() for part in table.name.split("_"))
    return type(f"{name}Entry", (Entry,), {"__module__": __name__, "Meta": options, **fields})


MODELS: Final[dict[str, type[Any]]] = {name: _model(table) for name, table in TABLES.items()}
"""The table's model by its name; a column ``amount`` is the field ``value_amount``."""


class Blob(models.Model):
    """A file kept once by the SHA-256 of its content, below the data folder."""

    digest = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)
    """When it was last stored: the same content again counts as new."""


INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
"""The evidence that a page may show. Anything that could carry a script (svg, html) is only ever downloaded."""


class Evidence(models.Model):
    """A file that proves something (佐证材料): attached to a book, to one of its rows or to an answer.

    ``table`` and ``row`` name the register row, ``indicator`` the scheme's indicator it supports; all empty: the book.
    A file that is taken away keeps its entry with ``removed_at``.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="evidence")
    table = models.CharField(max_length=40, blank=True)
    row = models.BigIntegerField(null=True)
    indicator = models.CharField(max_length=80, blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    mime = models.CharField(max_length=100)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("佐证材料")
        indexes = (models.Index(fields=("book", "table", "row")),)

    def __str__(self) -> str:
        return str(self.name)


class Upload(models.Model):
    """A file that somebody wants to take over into a book and has not decided on yet: shown as a preview, then applied
    or left. ``table`` is the register it goes into, empty for a scoring workbook."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="uploads")
    table = models.CharField(max_length=40, blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
