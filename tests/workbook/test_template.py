"""The written workbook as a clerk and as another spreadsheet see it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from jixiao.cli.template import command
from jixiao.registers.catalogue import REGISTERS
from jixiao.schemes.catalogue import Catalogue
from jixiao.workbook.plan import Plan
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write

_spec = importlib.util.spec_from_file_location("workbook_corpus", Path(__file__).with_name("corpus.py"))
corpus = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = corpus
_spec.loader.exec_module(corpus)

SHIPPED = Catalogue.of()


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "模板.xlsx"
    write(corpus.SCHEME, path)
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Rows in every register that computes something, with quotients that never end."""
    path = tmp_path_factory.mktemp("filled") / "填好.xlsx"
    good = corpus.good()
    surveys = REGISTERS["surveys"].example
    rows = {
        **good.rows,
        "budget": tuple(
            replace(REGISTERS["budget"].example, item=f"第{n}项", initial=Decimal(n) / 8, adjusted=Decimal("331.18"))
            for n in range(1, 9)
        ),
        "surveys": tuple(replace(surveys, valid=Decimal(v), satisfied=Decimal(s)) for v, s in ((3, 1), (7, 6), (0, 0))),
    }
    write(corpus.SCHEME, path, replace(good, rows=rows))
    return path


@pytest.mark.parametrize("scheme", SHIPPED.schemes, ids=lambda scheme: scheme.id)
def test_every_shipped_scheme_has_a_template_that_only_lacks_what_a_clerk_fills_in(scheme, tmp_path):
    path = tmp_path / "模板.xlsx"
    write(scheme, path)
    reading = read_workbook(path, SHIPPED)
    assert reading.scheme is scheme
    assert {each.code for each in reading.findings} <= {"IN101", "IN115", "IN205"}
    subject = int(scheme.subject != "department")
    assert [each.code for each in reading.findings].count("IN101") == 1 + subject


@pytest.mark.parametrize("scheme", SHIPPED.schemes, ids=lambda scheme: scheme.id)
def test_all_registers_can_be_had_and_what_the_scheme_does_not_need_may_stay_empty(scheme, tmp_path):
    path = tmp_path / "全部台账.xlsx"
    write(scheme, path, all_registers=True)
    assert set(openpyxl.load_workbook(path, read_only=True).sheetnames) >= {each.label for each in REGISTERS.values()}
    needed = {table.label for table in Plan.of(scheme).tables}
    findings = read_workbook(path, SHIPPED).findings
    assert {each.locations[0].sheet for each in findings if each.code == "IN205"} == needed
    assert {each.code for each in findings} <= {"IN101", "IN115", "IN205"}


@pytest.mark.parametrize("scheme", SHIPPED.schemes, ids=lambda scheme: scheme.id)
def test_every_input_is_either_measured_or_asked(scheme):
    plan = Plan.of(scheme)
    measured = {measure.name for register in plan.registers for measure in register.measures}
    asked = {question.name for question in plan.questions}
    assert set(scheme.inputs) <= measured | asked
    assert not {name for name in asked if scheme.inputs[name].measure}


def test_the_same_scheme_gives_the_same_bytes(template, tmp_path):
    write(corpus.SCHEME, tmp_path / "又一份.xlsx")
    assert (tmp_path / "又一份.xlsx").read_bytes() == template.read_bytes()


def test_sheets_stand_in_the_order_of_the_work(template):
    assert openpyxl.load_workbook(template).sheetnames == [
        "填写说明", "单位信息", "绩效目标", "预算台账", "支出台账", "采购合同", "管理制度", "活动台账", "满意度调查", "指标填报",
        "报告文字",
    ]  # fmt: skip


def test_only_what_a_clerk_fills_in_is_unlocked(template):
    book = openpyxl.load_workbook(template)
    sheet = book["预算台账"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for cell in [*sheet[4], *sheet[5], *sheet[6]]:
        assert cell.protection.locked, cell.coordinate
    headings = [cell.value for cell in sheet[4]]
    for column, heading in enumerate(headings, start=1):
        locked = heading == "序号" or heading.startswith("调整数")
        (below,) = [each for each in sheet.column_dimensions.values() if each.min <= column <= each.max]
        assert below.protection.locked == locked, heading
        assert sheet.cell(7, column).value is None or sheet.cell(7, column).protection.locked
    answers = book["指标填报"]
    assert [cell.protection.locked for cell in answers[5]] == [
        True,
        True,
        False,
        True,
        True,
        True,
        True,
        False,
        False,
        True,
    ]


def test_headings_carry_units_notes_and_drop_downs(template):
    book = openpyxl.load_workbook(template)
    sheet = book["预算台账"]
    assert sheet["J4"].value == "全年预算数（万元） *"
    assert "没有调整过的" in sheet["J4"].comment.text
    assert "可选：" in sheet["C4"].comment.text
    (kinds,) = [each for each in sheet.data_validations.dataValidation if "C7" in each.sqref]
    assert kinds.type == "list"
    assert "项目支出" in kinds.formula1
    assert sheet.freeze_panes == "D7"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet["A6"].value == "示例"
    goals = book["绩效目标"]
    (categories,) = [each for each in goals.data_validations.dataValidation if "D7" in each.sqref]
    assert categories.formula1 == '"数量指标,质量指标,社会效益指标"'


def test_what_is_asked_comes_with_the_indicator_and_its_rule(template):
    sheet = openpyxl.load_workbook(template)["指标填报"]
    rows = {row[9].value: row for row in sheet.iter_rows(min_row=5) if row[9].value}
    arrears = rows["arrears"]
    assert [arrears[i].value for i in (1, 3, 4, 5)] == ["年末欠款", "万元", "没有欠款的填 0。", "1.5 欠款"]
    assert "没有欠款得满分" in arrears[6].value


def test_a_scheme_in_yuan_asks_for_yuan(tmp_path):
    write(SHIPPED.find("shanghai-project-2022")[0], tmp_path / "元.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "元.xlsx")["预算台账"]
    assert [sheet["I4"].value, sheet["J4"].value, sheet["K4"].value] == [
        "年初预算数（元）",
        "全年预算数（元） *",
        "调整数（元）",
    ]
    assert sheet["J6"].value == 525000


def test_stored_results_of_formulas_are_exact(filled):
    values = openpyxl.load_workbook(filled, data_only=True)
    budget = values["预算台账"]
    assert budget["J5"].value == 2649.44
    assert budget["I5"].value == 4.5
    assert [budget.cell(6 + n, 11).value for n in range(1, 9)] == [
        331.055, 330.93, 330.805, 330.68, 330.555, 330.43, 330.305, 330.18,
    ]  # fmt: skip
    surveys = values["满意度调查"]
    assert [surveys.cell(row, 9).value for row in (7, 8, 9, 10)] == [0.33333333, 0.85714286, None, None]


def test_another_spreadsheet_computes_the_same(filled, tmp_path):
    """The stored results are taken out; LibreOffice works the formulas out anew."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    stripped = tmp_path / "无结果.xlsx"
    openpyxl.load_workbook(filled).save(stripped)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            str(stripped),
        ],
        capture_output=True,
        timeout=240,
        check=True,
    )
    ours = openpyxl.load_workbook(filled, data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "out" / stripped.name, data_only=True)
    formulas = openpyxl.load_workbook(filled)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    mine, other = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                    compared += mine is not None
                    assert (mine or 0) == pytest.approx(other or 0, abs=1e-8), f"{sheet.title} {cell.coordinate}"
    assert compared > 20
    # What another program has saved reads like our own.
    assert read_workbook(tmp_path / "out" / stripped.name, corpus.CATALOGUE).facts is not None


def test_a_real_xls_is_read_and_asks_about_per_cents(filled, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xls",
            "--outdir",
            str(tmp_path),
            str(filled),
        ],
        capture_output=True,
        timeout=240,
        check=True,
    )
    reading = read_workbook(tmp_path / "填好.xls", corpus.CATALOGUE)
    assert {each.code for each in reading.findings} == {"IN107"}
    assert reading.filling.rows == read_workbook(filled, corpus.CATALOGUE).filling.rows


# --- the command -----------------------------------------------------------------------------------------------


def run(*arguments: object):
    return CliRunner().invoke(command, [str(each) for each in arguments])


def test_the_command_writes_a_template_and_never_over_a_filled_one(tmp_path):
    path = tmp_path / "自评.xlsx"
    done = run("national-project-2020", "-o", path)
    assert done.exit_code == 0
    assert "jixiao evaluate" in done.output
    path.write_bytes(b"a week of work")
    again = run("national-project-2020", "-o", path)
    assert again.exit_code == 2
    assert "已经存在" in again.output
    assert path.read_bytes() == b"a week of work"
    assert run("national-project-2020", "-o", path, "--force").exit_code == 0
    assert path.read_bytes().startswith(b"PK")


def test_the_command_adds_the_other_registers_when_asked(tmp_path):
    path = tmp_path / "全部.xlsx"
    assert run("national-project-2020", "-o", path, "--all-registers").exit_code == 0
    assert "活动台账" in openpyxl.load_workbook(path, read_only=True).sheetnames
    assert "--all-registers" in run("--help").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("national-project-2002",), "national-project-2020"),
        (("national-project-2020", "-o", "自评.xls"), "自评.xlsx"),
        (("national-project-2020", "-o", "没有这个文件夹/自评.xlsx"), "文件夹是否存在"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.output
    assert list(tmp_path.iterdir()) == []


def test_texts_for_people_are_chinese(template):
    sheet = openpyxl.load_workbook(template)["填写说明"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert len(texts) > 20
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in texts)
