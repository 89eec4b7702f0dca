"""A filled template: the template's own looks, exact figures, gaps in yellow, rows, conditions, the same bytes."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateError
from openxml_audit import OpenXmlValidator

from jixiao.numbers import parse_decimal
from jixiao.reading.extract.report import read_report
from jixiao.reading.open import read_document
from jixiao.registers.activities import Activity
from jixiao.registers.execution import Payment
from jixiao.writing.templates.expressions import environment
from jixiao.writing.templates.folder import load_template, load_templates
from jixiao.writing.templates.values import Row, Value

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "examples" / "templates"


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def grid(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_fields_and_conversions(filled, whole):
    document = filled(
        whole,
        "{{ 单位 }}{{ 年度 }}年",
        "{{ 全年预算数 }}万元，{{ 全年预算数|元 }}元，{{ 全年预算数|亿元 }}亿元",
        "{{填报日期}}",
    )
    assert texts(document) == ["某区科学技术协会2023年", "52.50万元，525000元，0.00525亿元", "2024年3月5日"]


def test_a_tag_cut_into_runs_is_filled_in_the_face_it_begins_in(typed, whole):
    path = typed(("前", "{", "{ 单", "位 }", "}后"))
    document = docx.Document(str(path))
    document.paragraphs[0].runs[1].bold = True
    document.save(str(path))
    content = load_template(path).templates[0].fill(whole).content
    paragraph = docx.Document(BytesIO(content)).paragraphs[0]
    assert paragraph.text == "前某区科学技术协会后"
    assert [run.text for run in paragraph.runs if run.bold] == ["某区科学技术协会"]


def test_a_gap_is_yellow_in_the_templates_own_face_and_listed_with_its_place(typed, make_dossier):
    path = typed("一", "共{{ 固定资产总额 }}万元", rows=(("甲", "{{ 编制数 }}"),), footer="{{ 填报人 }}")
    document = docx.Document(str(path))
    document.paragraphs[1].runs[0].font.name = "仿宋_GB2312"
    document.save(str(path))
    filled = load_template(path).templates[0].fill(replace(make_dossier({}), preparer=""))
    assert [(gap.label, gap.place) for gap in filled.gaps] == [
        ("固定资产总额（填“固定资产”）", "第 2 段"),
        ("编制数（填“编制与在职”）", "第 1 张表第 1 行第 2 格"),
        ("填报人", "页脚第 1 段"),
    ]
    document = docx.Document(BytesIO(filled.content))
    runs = document.paragraphs[1].runs
    assert [run.text for run in runs] == ["共", "待补充", "万元"]
    assert [run.font.highlight_color for run in runs] == [None, WD_COLOR_INDEX.YELLOW, None]
    assert {run.font.name for run in runs} == {"仿宋_GB2312"}
    assert document.tables[0].cell(0, 1).paragraphs[0].runs[0].font.highlight_color == WD_COLOR_INDEX.YELLOW
    assert document.sections[0].footer.paragraphs[0].text == "待补充"
    assert all(sign not in document.element.xml for sign in "\uf8f0\uf8f1\uf8f2")


LOOP = (
    ("序号", "活动", "人次"),
    ("{%tr for 行 in 活动台账列表 %}", "", ""),
    ("{{ 行.序号 }}", "{{ 行.活动名称 }}", "{{ 行.参与人次 }}"),
    ("{%tr endfor %}", "", ""),
    ("合计", "", "{{ 活动参与人次 }}"),
)


def activities(number: int) -> dict[str, tuple[Activity, ...]]:
    return {
        "activities": tuple(
            Activity(kind="讲座", name=f"第{n}讲", held_on=date(2023, 5, 1), times=Decimal(1), people=Decimal(n))
            for n in range(1, number + 1)
        )
    }


def test_a_row_for_each(filled, make_dossier):
    document = filled(make_dossier(activities(3)), rows=LOOP)
    rows = grid(document.tables[0])
    assert rows[1:] == [["1", "第1讲", "1"], ["2", "第2讲", "2"], ["3", "第3讲", "3"], ["合计", "", "6"]]


def test_five_hundred_rows_take_no_time(typed, make_dossier):
    template = load_template(typed(rows=LOOP)).templates[0]
    dossier = make_dossier(activities(500))
    begun = time.perf_counter()
    content = template.fill(dossier).content
    taken = time.perf_counter() - begun
    assert len(docx.Document(BytesIO(content)).tables[0].rows) == 502
    assert taken < 10  # 0.3 s on an idle machine; what is meant is that the time does not grow with the square


def test_a_list_without_rows_leaves_a_document_that_opens(filled, make_dossier):
    rows = (("{%tr for 行 in 活动台账列表 %}",), ("{{ 行.活动名称 }}",), ("{%tr endfor %}",))
    document = filled(make_dossier({}), "前", rows=rows)
    assert document.tables == []


def test_a_cell_whose_paragraphs_all_go_keeps_an_empty_one(typed, make_dossier):
    path = typed(rows=(("", "乙"),))
    document = docx.Document(str(path))
    cell = document.tables[0].cell(0, 0)
    cell.paragraphs[0].text = "{%p if 编制数 %}"
    cell.add_paragraph("有")
    cell.add_paragraph("{%p endif %}")
    document.save(str(path))
    content = load_template(path).templates[0].fill(make_dossier({})).content
    assert len(docx.Document(BytesIO(content)).tables[0].cell(0, 0).paragraphs) == 1


def test_cells_of_one_level_are_merged(filled, project):
    rows = (
        ("{%tr for 一级 in 一级指标列表 %}", ""),
        ("{%tr for 行 in 一级.指标列表 %}", ""),
        ("{% vm %}{{ 一级.指标名称 }}", "{{ 行.指标名称 }}"),
        ("{%tr endfor %}", ""),
        ("{%tr endfor %}", ""),
    )
    document = filled(project, rows=rows)
    shown = grid(document.tables[0])
    leaves = list(project.result.leaves())
    assert [row[1] for row in shown] == [leaf.title for leaf in leaves]
    # A merged cell answers for each of its rows.
    tops = [top.title for top in project.result.indicators for node in top.walk() if not node.children]
    assert [row[0] for row in shown] == tops
    for cell in document.element.body.iter("{*}tcPr"):
        order = [child.tag.rpartition("}")[2] for child in cell]
        assert order == [name for name in ("tcW", "gridSpan", "vMerge", "vAlign") if name in order]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("单位", True),
        ("not 单位", False),
        ("固定资产总额", False),
        ("活动台账列表", False),
        ('等级 == "优"', False),
        ("年度 == “2023”", True),
        ("年度 != '2023' or 主管部门", True),
        ("年度 == '2023' and 编制数", False),
    ],
)
def test_conditions(filled, make_dossier, condition, holds):
    document = filled(make_dossier({}), f"{{% if {condition} %}}是{{% else %}}否{{% endif %}}")
    assert texts(document) == ["是" if holds else "否"]


def test_no_is_no_and_zero_is_something(filled, make_dossier, whole):
    assert texts(filled(whole, "{% if 有现行的采购内控制度 %}有{% else %}没有{% endif %}")) == ["没有"]
    spent = make_dossier({"execution": (Payment(paid_on=date(2023, 1, 5), item="退回", amount=Decimal(0)),)})
    assert texts(filled(spent, "{% if 全年执行数 %}有{{ 全年执行数 }}{% endif %}")) == ["有0.00"]


def test_paragraphs_and_a_list_within_a_sentence(filled, make_dossier):
    document = filled(
        make_dossier(activities(2)),
        "{%p for 行 in 活动台账列表 %}",
        "{{ 行.序号 }}.{{ 行.活动名称 }}",
        "{%p endfor %}",
        "{# 给自己看的 #}共{% for 行 in 活动台账列表 %}{{ 行.活动名称 }}{% if loop.last %}。{% else %}、{% endif %}{% endfor %}",
        "{%p if 编制数 %}",
        "编制",
        "{%p endif %}",
    )
    assert texts(document) == ["1.第1讲", "2.第2讲", "共第1讲、第2讲。"]


NASTY = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&\"'{}%#\n\uf8f0\uf8f2\uf8f4\x00\x0b")
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=25)
@given(name=NASTY)
def test_whatever_the_data_say_stands_there_as_text(tmp_path_factory, name):
    """Marks of XML, of tags and of the program itself, in a name: they are printed or dropped, never obeyed."""
    path = tmp_path_factory.mktemp("nasty") / "模板.docx"
    document = docx.Document()
    document.add_paragraph("甲{{ 单位 }}乙")
    document.save(str(path))
    dossier = SimpleNamespace(unit=name)
    content = load_template(path).templates[0].fill(dossier).content
    (paragraph,) = docx.Document(BytesIO(content)).paragraphs
    kept = "".join(
        c
        for c in name.replace("\r\n", "\n").replace("\r", "\n")
        if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff")
    )
    kept = "".join(c for c in kept if not "\uf8f0" <= c <= "\uf8f4")
    assert paragraph.text == f"甲{kept}乙"


def test_same_input_same_bytes(typed, project):
    path = typed("{{ 单位 }}{{ 总分 }}", header="{{ 年度 }}")
    first = load_template(path).templates[0].fill(project).content
    assert load_template(path).templates[0].fill(project).content == first


# --- the sandbox, as if the check had let something through


@pytest.mark.parametrize(
    "source",
    [
        "{{ 单位.__class__ }}",
        "{{ 单位.__class__.__mro__ }}",
        "{{ 单位['__init__'] }}",
        "{{ ''.__class__ }}",
        "{{ 行.cells.clear() }}",
        "{{ 没有 }}",
        "{{ 单位|attr('text') }}",
        "{{ range(3) }}",
        "{{ cycler }}",
        "{{ 单位.text.format.__globals__ }}",
    ],
)
def test_the_sandbox_gives_nothing_away(source):
    values = {"单位": Value("某"), "行": Row({"甲": Value("乙")})}
    with pytest.raises((TemplateError, TypeError)):
        environment().from_string(source).render(values)


# --- the shipped example


def test_the_example_template_is_what_its_script_draws():
    script = importlib.util.spec_from_file_location("make_templates", TEMPLATES / "make_templates.py")
    module = importlib.util.module_from_spec(script)
    script.loader.exec_module(module)
    assert (TEMPLATES / module.NAME).read_bytes() == module.letter()


def test_the_example_template_is_filled_from_every_example(example):
    loaded = load_templates(TEMPLATES)
    assert loaded.findings == ()
    (template,) = loaded.templates
    document = docx.Document(BytesIO(template.fill(example).content))
    assert example.unit in document.paragraphs[2].text
    rows = grid(document.tables[0])
    assert [row[1] for row in rows[1:-1]] == [leaf.title for leaf in example.result.leaves()]


def test_another_program_opens_what_was_filled(examples, office, tmp_path):
    template = load_templates(TEMPLATES).templates[0]
    paths = []
    for name, dossier in examples.items():
        paths.append(tmp_path / f"{name}.docx")
        paths[-1].write_bytes(template.fill(dossier).content)
    import pdfplumber

    for path, dossier in zip(office.convert(paths, "pdf", tmp_path / "pdf"), examples.values(), strict=True):
        with pdfplumber.open(path) as opened:
            first, *_, last = [page.extract_text() or "" for page in opened.pages]
        assert f"{dossier.year}年度支出绩效自评材料的函" in first.replace(" ", "")
        assert "附表" in last


def test_our_own_reader_finds_the_same_figures_in_the_letter(example, tmp_path):
    path = tmp_path / "公函.docx"
    path.write_bytes(load_templates(TEMPLATES).templates[0].fill(example).content)
    report = read_report(read_document(path, apart=False))
    assert (report.unit, report.year) == (example.unit, example.year)
    read = {(figure.name, figure.value.unit): figure.value.base for figure in report.figures}
    for name in ("adjusted_budget", "expenditure"):
        assert read[name, "万元"] == example.base(name)
    assert read["expenditure", "元"] == example.base("expenditure")
    if example.result.complete and example.scheme.scored:
        assert report.total_score.value == example.result.total
        scores = [parse_decimal(row.score) for row in report.indicators if row.row_kind == "indicator"]
        assert scores == [leaf.score for leaf in example.result.leaves()]


def test_what_was_filled_holds_to_the_schema(examples, tmp_path):
    """The template that is shipped does, and so does what is made of it."""
    template = load_templates(TEMPLATES).templates[0]
    path = tmp_path / "公函.docx"
    assert [str(error) for error in OpenXmlValidator().validate(TEMPLATES / "报送公函.docx").errors] == []
    for dossier in examples.values():
        path.write_bytes(template.fill(dossier).content)
        assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_tags_in_the_data_are_words(filled, project):
    facts = replace(project.facts, unit="{{ 年度 }}{% if %}{_{ 单位 }_}")
    document = filled(replace(project, facts=facts), "{{ 单位 }}", header="{{ 单位 }}")
    assert texts(document) == ["{{ 年度 }}{% if %}{_{ 单位 }_}"]
    assert document.sections[0].header.paragraphs[0].text == "{{ 年度 }}{% if %}{_{ 单位 }_}"
