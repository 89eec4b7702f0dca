"""What people and scripts get: JSON by its schema, a web page, a workbook, a table."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from lxml import html as lxml_html

from jixiao.checking.catalogue import all_checks
from jixiao.checking.contract import finding_object, finding_of, report_object
from jixiao.checking.files import READER_CRASH, check_file
from jixiao.checking.render.html import HtmlWriter
from jixiao.checking.render.terminal import TerminalWriter
from jixiao.checking.render.xlsx import XlsxWriter

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "check.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def checked(faulty):
    return check_file(faulty, all_checks())


def test_the_fixture_has_findings_of_several_kinds(checked):
    assert {"AR001", "AR006", "FO001", "FO005", "FO007", "FO008"} <= {finding.code for finding in checked.findings}


def test_json_keeps_the_contract(checked):
    made = json.loads(json.dumps(report_object(checked), ensure_ascii=False))
    jsonschema.Draft202012Validator(SCHEMA).validate(made)
    assert made["source"].endswith("自评报告.txt")
    assert made["unit"] == "青山区图书馆"
    assert made["year"] == 2022
    assert made["complete"] is True
    assert set(made["checks"]) == {check.code for check in all_checks()}
    sums = next(finding for finding in made["findings"] if finding["code"] == "AR001")
    assert sums["expected"] == "328.18 万元"
    assert sums["actual"] == "331.18 万元"
    assert sums["locations"][0]["quote"] == "331.18万元"


def test_findings_come_back_from_json(checked):
    made = json.loads(json.dumps([finding_object(finding) for finding in checked.all_findings]))
    assert tuple(finding_of(each, checked.report.source) for each in made) == checked.all_findings


def test_a_file_goes_by_the_name_that_it_is_given(faulty, tmp_path):
    checked = check_file(faulty, all_checks(), source="送来的.txt")
    missing = check_file(tmp_path / "none.txt", all_checks(), source="没有的.txt")
    for each, name in ((checked, "送来的.txt"), (missing, "没有的.txt")):
        assert each.report.source == name
        assert {where.file for finding in each.all_findings for where in finding.locations} == {name}


def test_a_file_that_cannot_be_read_is_in_the_contract_too(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    for name in ("empty.txt", "none.txt"):
        checked = check_file(tmp_path / name, all_checks())
        assert checked.incomplete
        assert not checked.outcomes
        jsonschema.Draft202012Validator(SCHEMA).validate(report_object(checked))


def test_a_crash_of_the_reader_is_a_finding(tmp_path, monkeypatch):
    def broken(_, **__):
        raise RecursionError("太深")

    monkeypatch.setattr("jixiao.checking.files.read_document", broken)
    checked = check_file(tmp_path / "a.txt", all_checks())
    assert [fault.code for fault in checked.faults] == [READER_CRASH]
    assert "太深" in checked.faults[0].message
    assert checked.incomplete


def _page(checked):
    stream = io.StringIO()
    writer = HtmlWriter(stream)
    writer.add(checked)
    writer.close()
    return stream.getvalue()


def test_the_page_holds_the_text_with_its_marks_and_the_notes(checked):
    page = lxml_html.fromstring(re.sub(r"<a class='ref'.*?</a>", "", _page(checked)))
    words = re.sub(r"\s", "", page.text_content())
    for paragraph in checked.report.document.paragraphs:
        assert re.sub(r"\s", "", paragraph.text) in words
    notes = page.xpath("//section[contains(@class, 'note')]")
    assert len(notes) == len(checked.findings)
    assert [mark.text_content() for mark in page.xpath("//mark")].count("331.18万元") == 1
    linked = lxml_html.fromstring(_page(checked))
    for link in linked.xpath("//a[@href]"):
        assert linked.get_element_by_id(link.get("href").removeprefix("#")) is not None


def test_the_page_is_alone_and_runs_nothing(checked):
    page = _page(checked)
    assert not re.search(r"<script|<link|src=|url\(|@import|https?://", page)
    assert "&lt;联系人&gt;" in page
    assert "default-src 'none'" in page


def test_personal_data_are_masked_in_every_finding(checked):
    text = json.dumps(report_object(checked), ensure_ascii=False)
    assert "13900000000" not in text
    assert "139****0000" in text


def test_several_reports_have_an_index(checked, tmp_path):
    stream = io.StringIO()
    writer = HtmlWriter(stream)
    writer.add(checked)
    writer.add(check_file(tmp_path / "none.txt", all_checks()))
    writer.close()
    page = lxml_html.fromstring(stream.getvalue())
    assert len(page.xpath("//table[@class='index']/tbody/tr")) == 2


def test_the_workbook_has_a_row_a_finding_and_no_formula(checked, tmp_path):
    path = tmp_path / "问题.xlsx"
    writer = XlsxWriter(path)
    writer.add(checked)
    writer.close()
    sheet = openpyxl.load_workbook(path)["问题清单"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(checked.findings)
    assert [row[4] for row in rows] == [finding.code for finding in checked.findings]
    assert all(not str(cell).startswith("=") for row in rows for cell in row if cell)
    assert sheet.freeze_panes == "A2"


def test_the_workbook_never_makes_formulas_of_other_peoples_text(read, tmp_path):
    from jixiao.checking.engine import Checked
    from jixiao.findings import Finding, Kind, Severity
    from jixiao.location import Location
    from jixiao.report import Report

    evil = '=HYPERLINK("x","y")'
    finding = Finding("AR001", Severity.ERROR, Kind.ARITHMETIC, evil, locations=(Location(quote=evil),))
    path = tmp_path / "a.xlsx"
    writer = XlsxWriter(path)
    writer.add(Checked(Report("a.txt"), (), (finding,)))
    writer.close()
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert evil in [cell.value for cell in cells]


def test_the_table_shows_message_places_and_arithmetic(checked):
    stream = io.StringIO()
    writer = TerminalWriter(stream)
    writer.add(checked)
    writer.close()
    text = stream.getvalue()
    assert "237.59 + 90.59 = 328.18 万元" in text
    assert "第4行“331.18万元”" in text
    assert re.search(r"共 1 份：错误 \d+ 个，警告 \d+ 个，提示 \d+ 个。", text)


def test_a_clean_report_says_how_much_was_looked_at(read):
    from jixiao.checking.engine import check_report

    stream = io.StringIO()
    writer = TerminalWriter(stream)
    writer.add(check_report(read("青山区图书馆2022年度部门整体支出绩效自评报告\n本馆负责借阅。\n")))
    writer.close()
    assert "没有发现问题（查了" in stream.getvalue()
