"""A district's units and people at once: a block pasted from a spreadsheet, checked whole, taken over whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.web.organizations.models import Person, Unit
from jixiao.web.organizations.services import add_person, add_unit, grant

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["COLUMNS", "Fault", "Line", "Made", "add_all", "read_block"]

COLUMNS: Final = (
    "单位编码",
    "单位名称",
    "上级编码",
    "类别",
    "经办人登录名",
    "经办人姓名",
    "审核人登录名",
    "审核人姓名",
)
"""The columns of the block; from the fifth on they may be left empty."""

_KINDS: Final = {kind.label: kind for kind in (UnitKind.DEPARTMENT, UnitKind.UNIT)}
_MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: its number, what was found, what is expected."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One unit to be added, with its two people."""

    number: int
    code: str
    name: str
    parent: str
    kind: UnitKind
    people: tuple[tuple[Role, str, str], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A person that was added: the password is shown once."""

    unit: str
    name: str
    username: str
    password: str


def read_block(text: str, parents: Iterable[Unit]) -> tuple[tuple[Line, ...], tuple[Fault, ...]]:
    """The lines of a pasted block and every fault in it. ``parents`` are the units below which one may add."""
    known = {unit.code: UnitKind(unit.kind) for unit in parents}
    taken = set(Unit.objects.values_list("code", flat=True))
    names = dict(Person.objects.values_list("username", "name"))
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, raw in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in raw.split("\t")]
        if not any(cells) or cells[0] == COLUMNS[0]:
            continue
        if number > _MOST:
            faults.append(Fault(number, f"一次最多 {_MOST} 行，请分几次粘贴。"))
            break
        line, found = _line(number, [*cells, *[""] * len(COLUMNS)][: len(COLUMNS)], known, taken, names)
        faults += found
        if line is not None:
            lines.append(line)
            known[line.code] = line.kind
            taken.add(line.code)
            names.update({username: name for _, username, name in line.people})
    return tuple(lines), tuple(faults)


def _line(
    number: int, cells: list[str], known: dict[str, UnitKind], taken: set[str], names: dict[str, str]
) -> tuple[Line | None, list[Fault]]:
    code, name, parent, kind = cells[:4]
    faults = []
    if not code or not name:
        faults.append(Fault(number, "单位编码和单位名称都要填。"))
    if code in taken:
        faults.append(Fault(number, f"单位编码“{code}”已经用过，应当唯一。"))
    if known.get(parent) not in (UnitKind.FINANCE, UnitKind.DEPARTMENT):
        faults.append(Fault(number, f"上级编码“{parent}”不是本级管理的财政部门或主管部门（上级要排在下级前面）。"))
    if kind not in _KINDS:
        faults.append(Fault(number, f"类别“{kind}”应为：{'、'.join(_KINDS)}。"))
    people = []
    for role, place in ((Role.PREPARER, 4), (Role.APPROVER, 6)):
        username, person = cells[place], cells[place + 1]
        if not username and not person:
            continue
        if not username or not person:
            faults.append(Fault(number, f"{role.label}的登录名和姓名要么都填，要么都不填。"))
        elif names.get(username, person) != person:
            faults.append(Fault(number, f"登录名“{username}”已是“{names[username]}”的，姓名应一致，或换一个登录名。"))
        else:
            people.append((role, username, person))
    if faults:
        return None, faults
    return Line(number, code, name, parent, _KINDS[kind], tuple(people)), []


@transaction.atomic
def add_all(by: Person, lines: Iterable[Line]) -> tuple[Made, ...]:
    """Adds the units and people; those who are new, with their passwords. Somebody named twice gets both roles."""
    made = []
    for line in lines:
        unit = add_unit(by, line.name, line.code, line.kind, Unit.objects.get(code=line.parent))
        for role, username, name in line.people:
            person = Person.objects.filter(username=username).first()
            if person is not None:
                grant(by, person, unit, role)
            else:
                _, password = add_person(by, username, name, unit, role)
                made.append(Made(line.name, name, username, password))
    return tuple(made)
