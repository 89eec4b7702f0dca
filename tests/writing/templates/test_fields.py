"""Every field that is documented exists, prints what its page says, and prints what the other documents print."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

from jixiao.registers.catalogue import MEASURES, REGISTERS
from jixiao.writing.documents import documents
from jixiao.writing.templates.fields import KINDS, OTHER_NAMES, fields, identifier
from jixiao.writing.templates.folder import load_template
from jixiao.writing.templates.page import page
from jixiao.writing.templates.values import Value

ROOT = Path(__file__).resolve().parents[3]


def single():
    return [field for field in fields().values() if field.kind != "列表"]


def lists():
    return [field for field in fields().values() if field.kind == "列表"]


def test_the_page_in_the_docs_is_the_one_the_declarations_make():
    written = (ROOT / "docs" / "template-fields.md").read_text(encoding="utf-8")
    assert written == page(), "run: jixiao fields --format markdown > docs/template-fields.md"


def test_names_can_stand_in_a_tag_and_each_has_one_meaning():
    for field in fields().values():
        assert field.name.isidentifier()
        assert field.kind in KINDS
        assert field.meaning
        names = [column.name for column in field.columns]
        assert len(set(names)) == len(names)
        assert all(name.isidentifier() for name in names)
    assert not OTHER_NAMES.keys() & fields().keys()
    assert set(OTHER_NAMES.values()) <= fields().keys()


def test_every_measure_and_every_register_has_its_field():
    assert {identifier(measure.label) for measure in MEASURES.values()} <= fields().keys()
    for register in REGISTERS.values():
        columns = {column.name for column in fields()[identifier(f"{register.label}列表")].columns}
        assert {identifier(column.label) for column in register.columns} <= columns


def test_a_template_with_every_field_and_every_column_is_filled_from_each_example(typed, example):
    lines = [f"{field.name}＝{{{{ {field.name} }}}}" for field in single()]
    for field in lists():
        printed = "，".join(f"{{{{ 行.{column.name} }}}}" for column in field.columns if column.kind != "列表")
        lines.append(f"{field.name}＝{{% for 行 in {field.name} %}}{printed}；{{% endfor %}}")
    loaded = load_template(typed(*lines))
    assert loaded.findings == ()
    filled = loaded.templates[0].fill(example)
    text = [paragraph.text for paragraph in docx.Document(BytesIO(filled.content)).paragraphs]
    assert len(text) == len(fields())
    for line, name in zip(text, [field.name for field in (*single(), *lists())], strict=True):
        assert line.startswith(f"{name}＝")
        assert "{" not in line
    for field, line in zip(single(), text, strict=False):
        value = field.read(example)
        assert line == f"{field.name}＝{value.text}"
        assert any(gap.label == value.gap for gap in filled.gaps) is bool(value.gap)


def test_examples_on_the_page_are_what_the_registers_own_examples_give(whole):
    for name, measure in MEASURES.items():
        field = fields()[identifier(measure.label)]
        value = field.read(whole)
        fact = whole.facts.get(name)
        if not value.gap and value.text != "不适用":
            assert value.text == field.example, name
        assert bool(value.gap) is (fact.value.__class__.__name__ == "Missing" and fact.value.value == "blank")
    for field in lists():
        for row in field.read(whole):
            assert list(row.cells) == [column.name for column in field.columns]
    for register in REGISTERS.values():
        field = fields()[identifier(f"{register.label}列表")]
        (row,) = field.read(whole)
        assert {name: row[name].text for name in row.cells} == {
            column.name: column.example for column in field.columns
        }, register.name


def test_a_missing_fact_is_a_gap_and_never_zero(make_dossier):
    empty = make_dossier({})
    for measure in MEASURES.values():
        value = fields()[identifier(measure.label)].read(empty)
        assert value.text == "待补充"
        assert value.gap.startswith(measure.label)
        assert not value
    assert fields()["总分"].read(empty) == Value("待补充", gap="总分")
    rate = fields()["预算完成率"].read(empty)
    assert rate.text == "待补充%"
    assert rate.gap.startswith("预算完成率")


@pytest.mark.parametrize("name", ["全年预算数", "全年执行数", "预算完成率", "总分"])
def test_a_figure_is_printed_as_the_official_documents_print_it(example, name):
    value = fields()[name].read(example)
    if value.gap or value.text == "不计分":
        return
    told = set()
    for document in documents().values():
        if example.scheme.subject in document.subjects:
            told |= {run.text.removesuffix("万元").removesuffix("分") for run, _ in document.build(example).runs()}
    assert value.text in told
