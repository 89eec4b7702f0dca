"""The JSON of ``jixiao read``: it fits its schema, prints values as the report does, and keeps other years apart."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from jixiao.document import Document, Paragraph
from jixiao.location import Location
from jixiao.numbers import Printed
from jixiao.reading.contract import to_contract, value_text
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document
from jixiao.report import Report

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "read.schema.json").read_text(encoding="utf-8"))
GOLDEN = sorted((ROOT / "tests" / "reading" / "extract" / "golden").glob("*.txt"))


def _read(text):
    return to_contract(read_report(Document("a.txt", "txt", (Paragraph(0, text),))))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_golden_report_fits_the_schema(path):
    printed = json.loads(json.dumps(to_contract(read_report(read_document(path))), ensure_ascii=False))
    jsonschema.validate(printed, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_an_empty_document_fits_the_schema():
    printed = to_contract(read_report(Document("a.txt", "txt", ())))
    jsonschema.validate(json.loads(json.dumps(printed)), SCHEMA, cls=jsonschema.Draft202012Validator)
    assert printed["figures"] == []
    assert printed["unit"] is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("全年预算数1,120.50万元。", "1120.50", "万元"),
        ("公用经费控制率-32%。", "-32", "%"),
        ("群众满意度≥95%。", "≥95", "%"),
        ("实际支出８．５４万元。", "8.54", "万元"),
    ],
)
def test_values_are_those_printed_without_grouping(text, value, unit):
    (figure,) = _read(text)["figures"]
    assert (figure["value"], figure["unit"]) == (value, unit)


def test_trailing_zeros_are_kept():
    from decimal import Decimal

    assert value_text(Printed(Decimal("144.10"), "万元", 2, "144.10万元")) == "144.10"


def test_another_year_keeps_its_label_and_says_the_year():
    document = Document(
        "a.txt",
        "txt",
        (Paragraph(0, "2023年部门整体支出绩效自评报告"), Paragraph(1, "2022年支出350万元，2023年支出365万元。")),
    )
    before, now = to_contract(read_report(document))["figures"]
    assert (before["name"], before["year"]) == ("", 2022)
    assert now["name"] == "expenditure"
    assert "year" not in now


def test_parts_and_projects_point_at_their_figures():
    printed = _read("批复项目2个、资金400万元：环境监测经费220万元；污水治理工程180万元。")
    whole, one, two = printed["figures"]
    assert "part_of" not in whole
    assert one["part_of"] == two["part_of"] == 0
    assert [(project["name"], project["figures"]) for project in printed["projects"]] == [
        ("环境监测经费", [1]),
        ("污水治理工程", [2]),
    ]


def test_digits_that_make_no_number_stand_among_the_figures():
    printed = _read("计划安排320万元，实际到位资金3,20.0,5万元，实际支出318万元。")
    assert [figure["value"] for figure in printed["figures"]] == ["320", "3,20.0,5", "318"]
    assert printed["figures"][1]["readable"] is False


def test_a_transfer_is_a_project_in_the_vocabulary():
    assert to_contract(Report("a.txt", kind="transfer"))["kind"] == "project"


def test_a_place_prints_only_the_indices_it_has():
    from jixiao.reading.contract import location_object

    assert location_object(Location(file="a", block=3, start=1, end=4, quote="八万元")) == {
        "quote": "八万元",
        "label": "第 4 段",
        "block": 3,
        "start": 1,
        "end": 4,
    }
