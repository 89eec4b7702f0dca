"""What the browser's stories start from: the people of a district, a workbook to import, files to upload."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.lifecycle.roles import Role, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from jixiao.web.organizations.models import Person, Unit

EXAMPLES = Path(__file__).parents[3] / "examples"
PASSWORD = "correct horse battery"
SCHEME = "guangdong-department-2022-printed"
YEAR = 2022


def person(username: str, name: str, *roles: tuple[Unit, Role]) -> Person:
    """Somebody with a password and these roles."""
    from jixiao.web.organizations.models import Membership, Person

    made = Person.objects.create_user(username, name, PASSWORD)
    for unit, role in roles:
        Membership.objects.create(person=made, unit=unit, role=role, since=date(2020, 1, 1))
    return made


def bureau() -> Unit:
    """A finance bureau with an administrator (``admin``) and a reviewer (``reviewer``)."""
    from jixiao.web.organizations.models import Unit

    made = Unit.objects.create(name="某区财政局", code="001", kind=UnitKind.FINANCE)
    person("admin", "财政管理员", (made, Role.FINANCE_ADMINISTRATOR))
    person("reviewer", "财政复核人", (made, Role.FINANCE_REVIEWER))
    return made


def workbook(path: Path, unit: str, *, leave_out: Iterable[str] = (), spent: Decimal | None = None) -> Path:
    """The workbook of the example 白云 as another unit's, without the answers named in ``leave_out``; ``spent`` is its
    basic expenditure in 万元 where it is to be another one."""
    from jixiao.web.schemes import catalogue
    from jixiao.workbook.reader import read_workbook
    from jixiao.workbook.template import write

    reading = read_workbook(EXAMPLES / "baiyun-2022.xlsx", catalogue())
    scheme, _ = catalogue().find(SCHEME)
    assert reading.filling is not None
    assert scheme is not None
    first, *others = reading.filling.rows["execution"]
    execution = (first if spent is None else replace(first, amount=spent), *others)
    rows = {**reading.filling.rows, "execution": execution}
    answers = {name: answer for name, answer in reading.filling.answers.items() if name not in leave_out}
    write(scheme, path, replace(reading.filling, unit=unit, answers=answers, rows=rows))
    return path


def days_ahead(days: int) -> str:
    """A day in the form a date field takes."""
    from django.utils import timezone

    return str(timezone.localdate() + timedelta(days=days))


def picture() -> bytes:
    """A small picture."""
    from io import BytesIO

    from PIL import Image

    written = BytesIO()
    Image.new("RGB", (60, 40), "#1d4f91").save(written, "PNG")
    return written.getvalue()


def page_of_pdf() -> bytes:
    """A pdf of one page."""
    from io import BytesIO

    import pypdfium2

    written = BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 200)
    document.save(written)
    return written.getvalue()
