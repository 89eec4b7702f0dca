"""``jixiao fields`` and ``jixiao write --templates`` as an officer sees them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from jixiao.cli.fields import command as fields_command
from jixiao.cli.write import command as write_command
from jixiao.writing.templates.fields import fields

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "examples" / "templates"
WORKBOOK = ROOT / "examples" / "zhanjiang-2022.xlsx"


def run(command, *arguments: object, **more: object):
    return CliRunner().invoke(command, [str(each) for each in arguments], **more)


def write(*arguments: object, **more: object):
    return run(write_command, WORKBOOK, "--document", "score_table", "--format", "xlsx", *arguments, **more)


def broken(folder: Path) -> Path:
    folder.mkdir()
    document = docx.Document()
    document.add_paragraph("{{ 单位名称 }}和{{ 总分 }")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "{{ 指标列表 }}"
    document.save(str(folder / "呈批表.docx"))
    return folder


def test_all_fields_are_listed():
    done = run(fields_command)
    assert done.exit_code == 0
    assert all(name in done.output for name in ("全年预算数", "预算完成率", "指标列表"))
    assert f"共 {len(fields())} 个" in done.output


def test_a_list_shows_its_columns_and_a_part_of_a_name_finds_fields():
    done = run(fields_command, "采购合同列表")
    assert "合同签订日期" in done.output
    assert "全年预算数" not in done.output
    assert "一般公共预算全年预算数" in run(fields_command, "公共预算").output


def test_another_name_leads_to_the_field_and_a_wrong_one_to_the_nearest():
    assert "全年执行数" in run(fields_command, "支出决算数").output
    done = run(fields_command, "编制人数书")
    assert done.exit_code == 2
    assert "是否想找：编制数" in done.output


def test_json_and_markdown():
    told = json.loads(run(fields_command, "--format", "json").output)
    assert [each["name"] for each in told] == list(fields())
    assert next(each for each in told if each["name"] == "指标列表")["columns"][0]["name"] == "序号"
    page = run(fields_command, "--format", "markdown").output
    assert page == (ROOT / "docs" / "template-fields.md").read_text(encoding="utf-8")


def test_a_sound_template_is_said_to_be_one():
    done = run(fields_command, "--check", TEMPLATES, "--check", TEMPLATES / "报送公函.docx")
    assert done.exit_code == 0
    assert done.output.count("报送公函.docx：没有错误") == 2


def test_every_fault_with_its_file_and_place(tmp_path):
    done = run(fields_command, "--check", broken(tmp_path / "模板"))
    assert done.exit_code == 2
    assert "[错误 TP001] 呈批表.docx：第 1 段“" in done.output
    assert "应为：{{ 单位 }}。" in done.output
    assert "[错误 TP004] 呈批表.docx：第 1 段“" in done.output
    assert "[错误 TP006] 呈批表.docx：第 1 张表第 1 行第 2 格“" in done.output
    assert "模板共 3 处错误。" in done.output


def test_templates_are_written_beside_the_documents(tmp_path):
    done = write("-o", tmp_path, "--templates", TEMPLATES)
    assert done.exit_code == 1  # there are gaps
    assert f"报送公函：{tmp_path / '报送公函.docx'}" in done.output
    assert "报送公函　页脚第 1 段：填报人" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报送公函.docx", "指标评分表.xlsx"]


def test_the_folder_may_stand_in_the_environment(tmp_path):
    write("-o", tmp_path, env={"JIXIAO_TEMPLATES": str(TEMPLATES)})
    assert (tmp_path / "报送公函.docx").is_file()


def test_nothing_is_written_where_a_template_has_a_fault(tmp_path):
    folder = broken(tmp_path / "模板")
    shutil.copy(TEMPLATES / "报送公函.docx", folder)
    done = write("-o", tmp_path / "报送", "--templates", folder)
    assert done.exit_code == 2
    assert "模板有错误，什么都没有写" in done.output
    assert not (tmp_path / "报送").exists()


@pytest.mark.parametrize("name", ["没有", "空"])
def test_a_folder_without_templates_is_one_clear_line(tmp_path, name):
    (tmp_path / "空").mkdir()
    done = write("-o", tmp_path / "报送", "--templates", tmp_path / name)
    assert done.exit_code == 2
    assert done.output.count("TP012") == 1


def test_a_copy_that_somebody_edited_is_put_aside_and_an_untouched_one_replaced(tmp_path):
    write("-o", tmp_path, "--templates", TEMPLATES)
    write("-o", tmp_path, "--templates", TEMPLATES)
    made = tmp_path / "报送公函.docx"
    assert not list(tmp_path.glob("*（旧）*"))
    document = docx.Document(str(made))
    document.paragraphs[0].add_run("改过")
    document.save(str(made))
    done = write("-o", tmp_path, "--templates", TEMPLATES)
    assert "原来的文件另存为" in done.output
    assert "改过" in docx.Document(str(tmp_path / "报送公函（旧）.docx")).paragraphs[0].text
    assert "改过" not in docx.Document(str(made)).paragraphs[0].text


def test_the_manual_names_only_fields_that_there_are():
    text = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8").partition("## 常见的错")[0]
    named = set(re.findall(r"\{\{ (\w+)(?:\|\w+)? \}\}", text)) | set(re.findall(r" in (\w+列表)", text))
    assert named - {"字段"} <= fields().keys()
    columns = {column.name for field in fields().values() for column in field.columns}
    assert {name for _, name in re.findall(r"\{\{ (行|一级)\.(\w+) \}\}", text)} <= columns
