"""A filled workbook read back: facts for scoring, or every fault at once."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from jixiao.facts import Fact, Facts
from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.numbers import narrow
from jixiao.registers.base import NOTHING_THIS_YEAR, Column, Ledger, Register, broken_rows
from jixiao.registers.catalogue import REGISTERS, facts_of
from jixiao.workbook.book import Book, open_book
from jixiao.workbook.cells import read_cell, words_of
from jixiao.workbook.faults import fault
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.goals import GOALS, row_of
from jixiao.workbook.headers import find_header, label_in
from jixiao.workbook.plan import ANSWERS_SHEET, DIGEST_SHOWN, GUIDE_SHEET, UNIT_FIELDS, UNIT_SHEET, Plan
from jixiao.workbook.rows import ReadTable, read_table
from jixiao.workbook.settling import fact_value, settle
from jixiao.workbook.slips import slips_of_unit
from jixiao.workbook.texts import TEXTS_SHEET, read_texts, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jixiao.facts import GoalRow
    from jixiao.findings import Finding
    from jixiao.registers.base import Row, Table
    from jixiao.schemes.catalogue import Catalogue
    from jixiao.schemes.model import Scheme
    from jixiao.workbook.book import Cell, Sheet
    from jixiao.workbook.plan import Question

__all__ = ["WorkbookReading", "read_workbook"]

_YEARS: Final = range(1994, 2101)
_ANSWER_COLUMNS: Final = (
    Column("code", "代码", "text"),
    Column("label", "填报内容", "text", required=True),
    Column("value", "填报值", "text", required=True),
    Column("unit", "单位", "text"),
    Column("evidence", "佐证材料", "text"),
    Column("note", "备注", "text"),
)
_ANSWER_LABELS: Final = ("填写说明", "用于指标", "评分标准")


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """What a workbook gave. ``facts`` is ``None`` as soon as one finding is an error: nothing is half read.

    ``scheme`` is the one that the workbook names; ``filling`` what stands in it, as far as it could be read;
    ``places`` where each record of ``filling.rows`` stands, register by register in the same order.
    """

    source: str
    findings: tuple[Finding, ...]
    scheme_id: str = ""
    scheme: Scheme | None = None
    facts: Facts | None = None
    filling: Filling | None = None
    places: Mapping[str, tuple[Location, ...]] = field(default_factory=dict)


def read_workbook(path: Path, catalogue: Catalogue | None = None) -> WorkbookReading:
    """Reads the filled workbook at ``path``; the scheme it names is looked up in ``catalogue`` (the usual one)."""
    from jixiao.schemes.catalogue import Catalogue as Schemes

    book = open_book(path)
    if not isinstance(book, Book):
        return WorkbookReading(str(path), (book,))
    return _Reader(path, book).read(catalogue or Schemes.of())


class _Reader:
    def __init__(self, path: Path, book: Book) -> None:
        self._path = path
        self._file = path.name
        self._sheets = {_name(name): sheet for name, sheet in book.sheets.items()}
        self._findings: list[Finding] = []
        self._unit: dict[str, tuple[Cell | None, Location]] = {}

    def read(self, catalogue: Catalogue) -> WorkbookReading:
        sheet = self._sheets.get(UNIT_SHEET)
        if sheet is None:
            self._no_unit_sheet()
            return WorkbookReading(str(self._path), tuple(self._findings))
        self._read_unit(sheet)
        scheme_id = self._word("scheme_id")
        scheme = self._scheme(scheme_id, catalogue)
        if scheme is None:
            return WorkbookReading(str(self._path), tuple(self._findings), scheme_id)
        plan = Plan.of(scheme, (name for name, register in REGISTERS.items() if register.label in self._sheets))
        year = self._year(scheme)
        filling = self._head(plan, year)
        tables = {table.name: self._table(table, plan, year) for table in plan.tables}
        answers, answered = self._answers(plan)
        texts = self._texts(scheme)
        self._unread(plan)
        ledgers = self._ledgers(plan, tables, year or 0)
        goals, evaluated = self._goals(plan, tables)
        filling = replace(
            filling,
            rows={each.register.name: tuple(row.record for row in each.rows) for each in ledgers if each.rows},
            nothing=frozenset(each.register.name for each in ledgers if each.nothing),
            answers=answers,
            goals=goals,
            texts=texts,
        )
        facts = None
        if year is not None and not any(finding.severity is Severity.ERROR for finding in self._findings):
            # A project's workbook concerns that project; a department's all of its rows.
            measured = facts_of(ledgers, filling.subject)
            settled, contradictions = settle(measured, answered)
            self._findings += contradictions
            facts = Facts.of(filling.unit, year, settled, evaluated, filling.subject)
        return WorkbookReading(
            str(self._path), tuple(self._findings), scheme_id, scheme, facts, filling, _places(ledgers)
        )

    # --- which workbook it is

    def _no_unit_sheet(self) -> None:
        near = difflib.get_close_matches(UNIT_SHEET, self._sheets, n=1, cutoff=0.5)
        found = "、".join(f"“{sheet.name}”" for sheet in self._sheets.values()) or "没有工作表"
        self._say(
            "IN011",
            Location(file=self._file),
            f"没有“{UNIT_SHEET}”工作表（现有：{found}），应为 jixiao template 生成的填报工作簿。",
            expected=UNIT_SHEET,
            actual=near[0] if near else "",
            advice=f"是不是“{near[0]}”改了名？请改回“{UNIT_SHEET}”。" if near else "请用 jixiao template 生成后填写。",
        )

    def _read_unit(self, sheet: Sheet) -> None:
        names = {label: each.name for each in UNIT_FIELDS for label in (each.label, *each.synonyms)}
        for row, cells in sheet.rows.items():
            for column, cell in cells.items():
                name = names.get(label_in(words_of(cell))[0])
                if name is not None and name not in self._unit:
                    at = Location(file=self._file, sheet=sheet.name, row=row, column=column + 1)
                    self._unit[name] = (sheet.cell(row, column + 1), at)

    def _word(self, name: str) -> str:
        cell, _ = self._unit.get(name, (None, None))
        return words_of(cell)

    def _place(self, name: str) -> Location:
        _, at = self._unit.get(name, (None, None))
        return at or Location(file=self._file, sheet=UNIT_SHEET)

    def _scheme(self, scheme_id: str, catalogue: Catalogue) -> Scheme | None:
        at = self._place("scheme_id")
        if not scheme_id:
            self._say(
                "IN013",
                at,
                "没有写明指标体系编号，应为生成模板时的编号，如 national-project-2020。",
                advice="请用 jixiao template 重新生成模板；编号见 jixiao scheme list。",
            )
            return None
        scheme, findings = catalogue.find(scheme_id)
        if scheme is None:
            self._say(
                "IN014",
                at,
                f"找不到编号为“{scheme_id}”的指标体系，或它的文件有错，应为 jixiao scheme list 列出的编号。",
                actual=scheme_id,
                advice="自备的指标体系，请用 --schemes 指明文件夹。",
            )
            self._findings += findings
            return None
        self._compare(scheme)
        return scheme

    def _compare(self, scheme: Scheme) -> None:
        version, digest = self._word("scheme_version"), self._word("scheme_digest")
        if version != scheme.version:
            self._say(
                "IN015",
                self._place("scheme_version"),
                f"工作簿按“{scheme.id}”第 {version or '（未写明）'} 版生成，现在是第 {scheme.version} 版，应为同一版。",
                expected=scheme.version,
                actual=version,
                advice="请用 jixiao template 重新生成模板，把已填的内容复制过去。",
            )
        elif digest and digest != scheme.digest[:DIGEST_SHOWN]:
            self._say(
                "IN016",
                self._place("scheme_digest"),
                f"“{scheme.id}”第 {version} 版在工作簿生成之后改动过，按现在的内容评分，应为生成时的内容。",
                expected=scheme.digest[:DIGEST_SHOWN],
                actual=digest,
                advice="不影响填报的改动可以不理；拿不准的，重新生成模板。",
            )

    def _year(self, scheme: Scheme) -> int | None:
        cell, _ = self._unit.get("year", (None, None))
        at, text = self._place("year"), narrow(words_of(cell)).strip().removesuffix("年度").removesuffix("年")
        if not text.isascii() or not text.isdigit() or int(text) not in _YEARS:
            shown = f"是“{words_of(cell)}”" if cell else "没有填"
            self._say("IN115", at, f"“评价年度”{shown}，应为四位数字的年度，如 2023。", expected="如 2023", actual=text)
            return None
        year = int(text)
        if not scheme.covers(year):
            first, last = scheme.from_year, scheme.to_year
            span = f"{first} 年起" if last is None else f"{first} 年" if last == first else f"{first} 至 {last} 年"
            self._say(
                "IN017",
                at,
                f"评价年度是 {year} 年，“{scheme.title}”适用于 {span}，应为适用年度之内的年度。",
                expected=span,
                actual=str(year),
                advice="请核对年度，或换用适用的指标体系（jixiao scheme list）。",
            )
            return None  # the dates in the sheets may well be right: they are not held against a wrong year
        return year

    def _head(self, plan: Plan, year: int | None) -> Filling:
        for each in plan.unit_fields:
            if each.required and not each.locked and each.name != "year" and not self._word(each.name):
                self._say("IN101", self._place(each.name), f"“{each.label}”没有填，应为{each.note or '文字。'}")
        return Filling(
            unit=self._word("unit"),
            year=year,
            subject=self._word("subject") if plan.scheme.subject != "department" else "",
            department=self._word("department"),
            preparer=self._word("preparer"),
            approver=self._word("approver"),
            filled_on=self._filled_on(),
        )

    def _filled_on(self) -> date | None:
        cell, at = self._unit.get("filled_on", (None, Location()))
        found, finding = read_cell(cell, Column("filled_on", "填报日期", "date"), "", at)
        if finding is not None:
            self._findings.append(finding)
        return found if isinstance(found, date) else None

    # --- tables

    def _table(self, table: Table[Any], plan: Plan, year: int | None) -> ReadTable:
        sheet = self._sheets.get(table.label)
        if sheet is None:
            self._no_sheet(table.label, plan)
            return ReadTable()
        may_be_empty = isinstance(table, Register) and table.may_be_empty
        found = read_table(sheet, table, plan.columns(table), self._file, year, may_be_empty=may_be_empty)
        self._findings += found.findings
        broken = any(finding.severity is Severity.ERROR for finding in found.findings)
        if not found.rows and not found.nothing and not broken and table.name not in plan.extra:
            otherwise = f"，也没有填“{NOTHING_THIS_YEAR}”" if may_be_empty else ""
            self._say(
                "IN205",
                Location(file=self._file, sheet=sheet.name),
                f"没有填任何一行{otherwise}，要用到它的指标会缺数据，应至少填一行{'或填“是”' if otherwise else ''}。",
            )
        return found

    def _no_sheet(self, label: str, plan: Plan) -> None:
        strangers = [name for name in self._sheets if name not in _known(plan)]
        near = difflib.get_close_matches(label, strangers, n=1, cutoff=0.5)
        advice = f"是不是“{near[0]}”改了名？请改回“{label}”。" if near else "请从新生成的模板里复制这张工作表。"
        self._say(
            "IN012",
            Location(file=self._file),
            f"缺少“{label}”工作表，这个指标体系要用到它。",
            expected=label,
            actual=near[0] if near else "",
            advice=advice,
        )

    def _ledgers(self, plan: Plan, tables: dict[str, ReadTable], year: int) -> tuple[Ledger[Any], ...]:
        ledgers = []
        for register in plan.registers:
            found = tables[register.name]
            sheet = self._sheets.get(register.label)
            origin = Location(file=self._file, sheet=sheet.name if sheet else register.label)
            self._findings += broken_rows(register, found.rows, origin, found.places)
            self._mine(found.rows, register.scope, origin)
            ledgers.append(Ledger(register, year, found.rows, found.nothing, origin, found.places))
        self._findings += slips_of_unit(ledgers)
        return tuple(ledgers)

    def _mine(self, rows: tuple[Row[Any], ...], scope: str, origin: Location) -> tuple[Row[Any], ...]:
        """The rows of the project that is evaluated (or of none by name); the others are reported."""
        subject = self._word("subject")
        others = [row for row in rows if subject and scope and getattr(row.record, scope) not in ("", subject)]
        if others:
            names = "、".join(sorted({getattr(row.record, scope) for row in others}))
            self._say(
                "IN204",
                replace(origin, records=tuple(row.number for row in others)),
                f"{len(others)} 行属于其他项目（{names}），没有计入，应为“{subject}”的行。",
                expected=subject,
                actual=names,
                advice="其实是同一个项目的，请统一名称。",
            )
        return tuple(row for row in rows if row not in others)

    def _goals(self, plan: Plan, tables: dict[str, ReadTable]) -> tuple[tuple[GoalRow, ...], tuple[GoalRow, ...]]:
        """All goals that stand in the workbook, and those of them that are evaluated."""
        if plan.goals is None:
            return (), ()
        found = tables[GOALS.name]
        origin = Location(file=self._file, sheet=GOALS.label, register=GOALS.label)
        self._findings += broken_rows(plan.goals, found.rows, origin, found.places)
        goals = {row.number: row_of(row.record, replace(origin, records=(row.number,))) for row in found.rows}
        mine = self._mine(found.rows, "project", origin)
        return tuple(goals.values()), tuple(goals[row.number] for row in mine)

    # --- what no register gives

    def _answers(self, plan: Plan) -> tuple[dict[str, Answer], tuple[Fact, ...]]:
        if not plan.questions:
            return {}, ()
        sheet = self._sheets.get(ANSWERS_SHEET)
        if sheet is None:
            self._no_sheet(ANSWERS_SHEET, plan)
            return {}, ()
        header, findings = find_header(sheet, _ANSWER_COLUMNS, _ANSWER_LABELS, self._file)
        self._findings += findings
        if header is None:
            return {}, ()
        answers: dict[str, Answer] = {}
        facts: list[Fact] = []
        rows = self._answer_rows(sheet, header.row, header.places, plan)
        for question in plan.questions:
            row = rows.get(question.name)
            if row is None:
                self._say(
                    "IN029",
                    Location(file=self._file, sheet=sheet.name),
                    f"缺少“{question.label}”（代码 {question.name}）这一行，应与模板一致。",
                    expected=question.label,
                )
                continue
            answer, at = self._answer(sheet, row, header.places, question)
            if answer != Answer():
                answers[question.name] = answer
            facts.append(Fact(question.name, question.label, answer.value, (at,), "", answer.evidence, answer.note))
        return answers, tuple(facts)

    def _answer_rows(self, sheet: Sheet, head: int, places: dict[str, int], plan: Plan) -> dict[str, int]:
        """The row of each question, by its code, or by its label where the code is gone."""
        rows: dict[str, int] = {}
        codes = {question.name for question in plan.questions}
        by_label = {label_in(question.label)[0]: question.name for question in plan.questions}
        for row in (row for row in sheet.rows if row > head):
            code = words_of(sheet.cell(row, places.get("code")))
            label = words_of(sheet.cell(row, places["label"]))
            name = code if code in codes else by_label.get(label_in(label)[0])
            if name is None:
                continue
            if name in rows:
                self._say(
                    "IN202",
                    Location(file=self._file, sheet=sheet.name, row=row, column=places["label"]),
                    f"“{label}”在第 {rows[name] + 1} 行已经有了，应只有一行。",
                    actual=label,
                )
            rows.setdefault(name, row)
        return rows

    def _answer(self, sheet: Sheet, row: int, places: dict[str, int], question: Question) -> tuple[Answer, Location]:
        def word(name: str) -> str:
            return words_of(sheet.cell(row, places.get(name)))

        column = question.column
        cell = sheet.cell(row, places["value"])
        at = Location(file=self._file, sheet=sheet.name, row=row, column=places["value"], quote=words_of(cell))
        value, finding = read_cell(cell, column, word("unit") or column.unit, at)
        if finding is not None:
            self._findings.append(finding)
        return Answer(fact_value(value, column), word("evidence"), word("note")), at

    def _texts(self, scheme: Scheme) -> dict[str, str]:
        """The unit's own words; workbooks made before there was a sheet for them have none."""
        sheet = self._sheets.get(TEXTS_SHEET)
        if sheet is None:
            return {}
        texts, findings = read_texts(sheet, texts_of(scheme.subject), self._file)
        self._findings += findings
        return texts

    def _unread(self, plan: Plan) -> None:
        for name, sheet in self._sheets.items():
            if name not in _known(plan) and sheet.rows:
                self._say(
                    "IN018",
                    Location(file=self._file, sheet=sheet.name),
                    f"这个指标体系用不到“{sheet.name}”工作表，没有读取，应为模板里的工作表。",
                    actual=sheet.name,
                )

    def _say(
        self, code: str, at: Location, message: str, *, expected: str = "", actual: str = "", advice: str = ""
    ) -> None:
        self._findings.append(fault(code, at, message, expected=expected, actual=actual, advice=advice))


def _known(plan: Plan) -> set[str]:
    """The sheets that the template has."""
    return {GUIDE_SHEET, UNIT_SHEET, ANSWERS_SHEET, TEXTS_SHEET, *(table.label for table in plan.tables)}


def _name(text: str) -> str:
    return "".join(narrow(text).split())


def _places(ledgers: tuple[Ledger[Any], ...]) -> dict[str, tuple[Location, ...]]:
    return {
        each.register.name: tuple(
            replace(each.origin, register=each.register.label, records=(row.number,)) for row in each.rows
        )
        for each in ledgers
        if each.rows
    }
