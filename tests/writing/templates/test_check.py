"""Every fault of a template, with its place, all at once, before anything is filled."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.writing.templates import folder as folder_module
from jixiao.writing.templates.check import CODES
from jixiao.writing.templates.fields import fields
from jixiao.writing.templates.folder import LIMITS, load_template, load_templates

if TYPE_CHECKING:
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

PLACES = {
    "body": "第 2 段“",
    "table": "第 1 张表第 2 行第 1 格“",
    "nested": "第 1 张表第 1 行第 2 格第 1 张表第 1 行第 1 格“",
    "header": "页眉第 1 段“",
    "footer": "页脚第 1 段“",
    "first page": "首页页眉第 1 段“",
    "box": "第 1 段处的文本框第 1 段“",
    "control": "第 2 段“",
}
BOX = (
    f'<w:r xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent><w:p/>'
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
CONTROL = f'<w:sdt xmlns:w="{W}"><w:sdtContent><w:p/></w:sdtContent></w:sdt>'


def place_runs(where: str, runs: list[str]) -> bytes:
    """A document with these runs in a paragraph at the place of this name."""
    document = docx.Document()
    document.add_paragraph("第一段")
    table = document.add_table(rows=2, cols=2)
    section = document.sections[0]
    if where == "body":
        paragraph = document.add_paragraph()
    elif where == "table":
        paragraph = table.cell(1, 0).paragraphs[0]
    elif where == "nested":
        paragraph = table.cell(0, 1).add_table(1, 1).cell(0, 0).paragraphs[0]
    elif where == "header":
        paragraph = section.header.paragraphs[0]
    elif where == "footer":
        paragraph = section.footer.paragraphs[0]
    elif where == "first page":
        section.different_first_page_header_footer = True
        paragraph = section.first_page_header.paragraphs[0]
    elif where == "box":
        box = parse_xml(BOX)
        document.paragraphs[0]._p.append(box)
        paragraph = docx.text.paragraph.Paragraph(box.find(f".//{{{W}}}p"), document)
    else:
        control = parse_xml(CONTROL)
        table._tbl.addprevious(control)
        paragraph = docx.text.paragraph.Paragraph(control.find(f".//{{{W}}}p"), document)
    for run in runs:
        paragraph.add_run(run)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


UNKNOWN = st.text(alphabet="单位预算年度执行数得分列表一二三指标", min_size=2, max_size=8).filter(
    lambda name: name not in fields() and name.isidentifier()
)


@settings(max_examples=25)
@given(name=UNKNOWN, where=st.sampled_from(sorted(PLACES)), cuts=st.sets(st.integers(1, 14), max_size=5))
def test_an_unknown_name_is_found_wherever_it_stands_and_however_it_is_cut(tmp_path_factory, name, where, cuts):
    words = f"前{{{{ {name} }}}}后"
    edges = [0, *sorted(cut for cut in cuts if cut < len(words)), len(words)]
    path = tmp_path_factory.mktemp("unknown") / "模板.docx"
    path.write_bytes(place_runs(where, [words[a:b] for a, b in pairwise(edges)]))
    loaded = load_template(path)
    assert loaded.templates == ()
    (finding,) = loaded.findings
    assert finding.code == "TP001"
    assert finding.message.startswith(PLACES[where])
    assert f"没有“{name}”这个字段。" in finding.message
    assert finding.locations[0].file == "模板.docx"
    assert finding.actual == f"{{{{ {name} }}}}"


@settings(max_examples=25)
@given(name=st.sampled_from(sorted(fields())), at=st.integers(0, 20), sign=st.sampled_from("数率之的"))
def test_a_slip_of_one_sign_is_answered_with_the_name_that_was_meant(tmp_path_factory, name, at, sign):
    slipped = name[: at % len(name)] + sign + name[at % len(name) :]
    if slipped in fields() or len(name) < 3:
        return
    path = tmp_path_factory.mktemp("slip") / "模板.docx"
    path.write_bytes(place_runs("body", [f"{{{{ {slipped} }}}}"]))
    (finding,) = load_template(path).findings
    assert f"“{name}”" in finding.expected or name in finding.expected


def one(faults, path) -> str:
    (message,) = faults(path)
    return message


@pytest.mark.parametrize(
    ("words", "code", "found", "expected"),
    [
        ("{{ 单位名称 }}", "TP001", "没有“单位名称”这个字段", "{{ 单位 }}"),
        ("{{ 决算数 }}", "TP001", "没有“决算数”这个字段", "{{ 全年执行数 }}"),
        ("{{ 供应商 }}", "TP001", "没有“供应商”这个字段", "采购合同列表里的一列"),
        ("{{ 单位 ", "TP004", "“{{”没有在同一段里用“}}”结束", "{{ 单位 }}"),
        ("单位 }}", "TP004", "有“}}”，前面没有与它成对的“{{”", "半角"),
        ("{单位}", "TP004", "花括号要用两对半角的", "{{ 单位 }}"),
        ("{{ 单位 }", "TP004", "“{{”没有", "{{ 单位 }}"),
        ("｛｛ 单位 ｝｝", "TP004", "花括号要用两对半角的", "{{ 单位 }}"),
        ("{{ }}", "TP003", "标签里是空的", "{{ 单位 }}"),
        ("{{ “三公”经费预算数 }}", "TP003", "不是标签的写法", "“三公经费预算数”"),
        ("{{ 单位 年度 }}", "TP003", "不是标签的写法", "字段名"),
        ("{{ 指标列表 }}", "TP006", "“指标列表”是列表", "{% for 行 in 指标列表 %}"),
        ("{{ 指标列表.得分 }}", "TP006", "“指标列表”是列表", "{% for 行 in 指标列表 %}"),
        ("{{ 单位.得分 }}", "TP002", "“单位”不是一行", "{{ 单位 }}"),
        ("{{ 单位|元 }}", "TP007", "“单位”不是金额", "只有金额可以换算"),
        ("{{ 全年预算数|大写 }}", "TP007", "没有“|大写”这种换算", "|元"),
        ("{{ 全年预算数|元(2) }}", "TP007", "没有", "|元"),
        ("{{ 全年预算数 - 全年执行数 }}", "TP005", "不做计算", "字段表"),
        ("{{ 单位.__class__ }}", "TP002", "“单位”不是一行", "{{ 单位 }}"),
        ("{{ 单位['x'] }}", "TP005", "不做计算", "字段"),
        ("{{ 单位() }}", "TP005", "不做计算", "字段"),
        ("{{ range(9) }}", "TP005", "不做计算", "字段"),
        ("{{ 'x' * 1000000000 }}", "TP005", "不做计算", "字段"),
        ("{% for 行 in 单位 %}{% endfor %}", "TP006", "“单位”不是列表", "指标列表"),
        ("{% for 行 of 指标列表 %}{% endfor %}", "TP003", "不是标签的写法", ""),
        ("{% for 甲, 乙 in 指标列表 %}{% endfor %}", "TP003", "不是循环的写法", "{% for 行 in 指标列表 %}"),
        ("{% for 单位 in 指标列表 %}{% endfor %}", "TP003", "取了字段的名字“单位”", "如“行”"),
        ("{% for 行 in 指标列表 %}{{ 行.分数 }}{% endfor %}", "TP002", "指标列表没有“分数”这一列", "分值"),
        ("{% for 行 in 指标列表 %}{{ 行 }}{% endfor %}", "TP006", "“行”是一整行", "行里的一列"),
        ("{% for 行 in 指标列表 %}{{ loop.next }}{% endfor %}", "TP002", "loop 没有“next”", "index"),
        ("{% for 行 in 指标列表 %}", "TP008", "“{% for 行 in 指标列表 %}”没有结束", "{% endfor %}"),
        ("{% endif %}", "TP008", "前面没有对应的 if", "{% if … %}"),
        ("{% if 单位 %}甲", "TP008", "没有结束", "{% endif %}"),
        ("{% if 总分 > 90 %}甲{% endif %}", "TP005", "不支持这样的比较", '字段 == "文字"'),
        ("{% if 分数 %}甲{% endif %}", "TP001", "没有“分数”这个字段", ""),
        ("{% set 甲 = 单位 %}", "TP005", "没有“set”这种语句", "可用的有"),
        ("{% include '甲' %}", "TP005", "没有“include”这种语句", "可用的有"),
        ("{% edif %}", "TP005", "没有“edif”这种语句", "endif"),
        ("{% vm %}", "TP005", "用错了地方", "{%tr for … %}"),
        ("{%tr for 行 in 指标列表 %}", "TP009", "“tr”写在表格外面", "{%p for … %}"),
        ("{% tr for 行 in 指标列表 %}", "TP005", "没有“tr for 行 in 指标列表”这种语句", "紧跟"),
        ("{%- if 单位 -%}", "TP005", "这种语句", "其他符号不写"),
    ],
)
def test_what_is_wrong_and_what_would_be_right(typed, faults, words, code, found, expected):
    messages = faults(typed(words))
    assert any(message.startswith(code) and found in message and expected in message for message in messages), messages
    assert all("第 1 段“" in message for message in messages)


def test_all_faults_at_once_in_the_order_of_the_document(typed, faults):
    path = typed(
        "{{ 甲 }}", "好", "{{ 乙 }}和{{ 丙", rows=(("{{ 丁 }}", "{{ 单位 }}"),), header="{{ 戊 }}", footer="{% if %}"
    )
    messages = faults(path)
    assert [message.split("“")[0] for message in messages] == [
        "TP001 第 1 段",
        "TP001 第 3 段",
        "TP004 第 3 段",
        "TP001 第 1 张表第 1 行第 1 格",
        "TP001 页眉第 1 段",
        "TP003 页脚第 1 段",
        "TP008 页脚第 1 段",
    ]


def test_every_fault_of_one_tag(typed, faults):
    codes = [
        message[:5] for message in faults(typed("{{ 甲|乙 }}", "{% if 甲 and (乙 or 单位) and 丙 %}丁{% endif %}"))
    ]
    assert codes == ["TP007", "TP001", "TP001", "TP001", "TP001"]


def test_a_condition_without_end_is_refused_and_breaks_nothing(typed, faults):
    assert one(faults, typed(f"{{% if {' and '.join(['单位'] * 3000)} %}}甲{{% endif %}}")).startswith("TP003")


def test_a_loop_over_two_cells_is_told_how_rows_are_repeated(typed, faults):
    message = one(faults, typed(rows=(("{% for 行 in 指标列表 %}{{ 行.得分 }}", "{{ 行.分值 }}{% endfor %}"),)))
    assert message.startswith("TP009 第 1 张表第 1 行第 2 格“")
    assert "第 1 张表第 1 行第 1 格" in message
    assert "{%tr for … %}" in message


@pytest.mark.parametrize(
    ("rows", "code", "found"),
    [
        ((("{%tr for 行 in 指标列表 %}", "甲"), ("{%tr endfor %}", "")), "TP010", "“甲”也会丢"),
        ((("{%tr for 行 in 指标列表 %}", "{%tr endfor %}"), ("", "")), "TP010", "整个去掉"),
        ((("{%tr for 行 in 指标列表 %}", ""), ("{% endfor %}", "")), "TP009", "不在同一张表"),
        ((("{%tr for 行 in 指标列表 %}", ""), ("{{ 行.得分 }}", "")), "TP008", "没有结束"),
        ((("{%tr for 行 in 指标列表 %}", ""), ("{%tr endif %}", "")), "TP008", "先结束"),
    ],
)
def test_rows_that_do_not_go_together(typed, faults, rows, code, found):
    messages = faults(typed(rows=rows))
    assert any(message.startswith(code) and found in message for message in messages), messages


def test_a_tag_of_paragraphs_stands_alone(typed, faults):
    message = one(faults, typed("甲{%p if 单位 %}", "乙", "{%p endif %}"))
    assert "“甲”也会丢" in message
    assert "单独占一段" in message


def test_a_block_does_not_reach_out_of_its_cell(typed, faults):
    messages = faults(typed("{%p if 单位 %}", rows=(("{%p endif %}",),)))
    assert any(message.startswith("TP009 第 1 张表第 1 行第 1 格") for message in messages)


def test_a_field_where_none_is_filled_is_found(typed, faults):
    path = typed("{{ 单位 }}")
    document = docx.Document(str(path))
    document.core_properties.title = "{{ 单位 }}"
    document.add_comment(document.paragraphs[0].runs, text="{{ 年度 }}", author="某", initials="某")
    document.save(str(path))
    messages = faults(path)
    assert len(messages) == 2
    assert all(message.startswith("TP011") for message in messages)
    assert any("批注" in message for message in messages)
    assert any("文件属性“标题”" in message for message in messages)


@settings(max_examples=25)
@given(st.text(alphabet="{}%#｛｝ 单位for行in指标列表endif.|", max_size=40))
def test_whatever_is_typed_is_either_refused_with_a_place_or_filled(tmp_path_factory, project, words):
    path = tmp_path_factory.mktemp("any") / "模板.docx"
    path.write_bytes(place_runs("body", [words]))
    loaded = load_template(path)
    assert bool(loaded.findings) != bool(loaded.templates)
    for finding in loaded.findings:
        assert finding.code in CODES
        assert finding.message.startswith("第 2 段“")
        assert finding.expected.rstrip("。") in finding.message
    for template in loaded.templates:
        docx.Document(BytesIO(template.fill(project).content))


def test_a_tag_that_a_revision_deleted_or_a_picture_hides_is_found(typed, faults):
    path = typed("甲")
    document = docx.Document(str(path))
    deleted = f'<w:del xmlns:w="{W}" w:id="1" w:author="某"><w:r><w:delText>{{{{ 年度 }}}}</w:delText></w:r></w:del>'
    document.paragraphs[0]._p.append(parse_xml(deleted))
    control = parse_xml(CONTROL)
    control.insert(0, parse_xml(f'<w:sdtPr xmlns:w="{W}"><w:alias w:val="{{%x%}}"/></w:sdtPr>'))
    document.element.body.insert(0, control)
    document.save(str(path))
    messages = faults(path)
    assert len(messages) == 2
    assert all(message.startswith("TP011 正文“") and "修订" in message for message in messages)


# --- files that are no templates


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def repacked(path: Path, change: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, data in change.items():
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.docx", b"", "RD002"),
        ("文字.docx", "单位".encode(), "TP012"),
        ("图片.docx", b"\x89PNG\r\n\x1a\n", "TP012"),
        ("断的.docx", b"PK\x03\x04....", "RD005"),
        ("旧的.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "TP012"),
        ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "RD004"),
    ],
)
def test_a_file_that_is_no_docx_is_one_clear_line(tmp_path, name, content, code):
    loaded = load_templates(write(tmp_path / name, content).parent)
    (finding,) = loaded.findings
    assert finding.code == code
    assert finding.locations[0].file == name


def test_parts_that_are_missing_damaged_or_dangerous(typed, tmp_path):
    good = typed("甲")
    body = zipfile.ZipFile(good).read("word/document.xml")
    for number, (changed, code) in enumerate(
        [
            ({"word/document.xml": body[:-20]}, "RD005"),
            ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + body.split(b"?>", 1)[1]}, "RD014"),
            ({"[Content_Types].xml": b"<Types/>"}, "TP012"),
            ({"word/vbaProject.bin": b"x"}, "TP012"),
        ]
    ):
        loaded = load_template(write(tmp_path / f"{number}.docx", repacked(good, changed)))
        assert [finding.code for finding in loaded.findings] == [code]


def test_a_template_beyond_its_bounds(typed, monkeypatch):
    path = typed("甲")
    monkeypatch.setattr(folder_module, "LIMITS", LIMITS.__class__(file_bytes=100))
    assert [finding.code for finding in load_template(path).findings] == ["RD006"]
    monkeypatch.setattr(folder_module, "LIMITS", LIMITS.__class__(unpacked_bytes=100))
    assert [finding.code for finding in load_template(path).findings] == ["RD006"]


def test_a_folder_that_is_none_or_has_none(tmp_path, typed):
    assert [finding.code for finding in load_templates(tmp_path / "没有").findings] == ["TP012"]
    assert [finding.code for finding in load_templates(tmp_path).findings] == ["TP012"]
    typed("甲", name="~$模板.docx")
    (tmp_path / "说明.txt").write_text("甲", encoding="utf-8")
    assert [finding.code for finding in load_templates(tmp_path).findings] == ["TP012"]


def test_a_template_may_not_take_the_name_of_an_official_document(typed, faults):
    assert "互相覆盖" in one(faults, typed("甲", name="指标评分表.docx"))


# --- documents as Word writes them

TWO_FORMS = f"""<w:r xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>
<w:p><w:r><w:t>{{{{ 单位 }}}}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{{{{ 单位 }}}}</w:t></w:r></w:p></w:txbxContent></v:textbox>
</w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def test_a_text_box_is_kept_twice_reported_once_and_filled_in_both_forms(typed, faults, project):
    path = typed("甲")
    document = docx.Document(str(path))
    document.paragraphs[0]._p.append(parse_xml(TWO_FORMS))
    document.save(str(path))
    (template,) = load_template(path).templates
    body = docx.Document(BytesIO(template.fill(project).content)).element.body
    assert [text.text for text in body.iter(f"{{{W}}}t")] == ["甲", project.unit, project.unit]
    for text in document.element.body.iter(f"{{{W}}}t"):
        text.text = text.text.replace("单位", "单位数")
    document.save(str(path))
    assert one(faults, path).startswith("TP001 第 1 段处的文本框第 1 段“")


def test_headers_are_told_apart_by_section_and_page(typed, faults):
    path = typed("甲")
    document = docx.Document(str(path))
    document.settings.odd_and_even_pages_header_footer = True
    section = document.add_section()
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "{{ 乙 }}"
    section.even_page_footer.is_linked_to_previous = False
    section.even_page_footer.paragraphs[0].text = "{{ 丙 }}"
    document.save(str(path))
    assert sorted(message.partition("“")[0] for message in faults(path)) == [
        "TP001 第 2 节偶数页页脚第 1 段",
        "TP001 第 2 节页眉第 1 段",
    ]
