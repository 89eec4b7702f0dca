"""``jixiao collect``: what it writes, what it refuses and how it says so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from jixiao.cli.collect import command
from jixiao.registers.budget import BudgetLine
from jixiao.registers.execution import Payment
from jixiao.schemes.catalogue import Catalogue
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.template import write

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "schemes"
CATALOGUE = Catalogue.of(FOLDER)


def filling(unit, budget="100", spent="95", year=2023):
    line = BudgetLine(item="全年预算", kind="项目支出", initial=Decimal(budget), adjusted=Decimal(budget))
    paid = Payment(item="全年支出", kind="项目支出", amount=Decimal(spent))
    rows = {"budget": (line,), "execution": (paid,)}
    answers = {"rules_exist": Answer(value=True)}
    return Filling(unit=unit, year=year, department="青山区文化局", rows=rows, answers=answers)


def hand_in(folder, file, given, scheme_id="rolled"):
    scheme, _ = CATALOGUE.find(scheme_id)
    write(scheme, folder / file, given)


@pytest.fixture
def folder(tmp_path):
    """Two sound workbooks."""
    place = tmp_path / "报送"
    place.mkdir()
    hand_in(place, "甲.xlsx", filling("图书馆", "100", "95"))
    hand_in(place, "乙.xlsx", filling("文化馆", "300", "150"))
    return place


def run(*args):
    done = CliRunner().invoke(command, [*map(str, args), "--schemes", str(FOLDER)], catch_exceptions=False)
    return done.exit_code, done.output


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_department_gets_its_table_and_report(folder, tmp_path):
    code, said = run(folder, "-o", tmp_path / "out")
    assert code == 1  # the measures are to be written by hand: a gap is listed
    assert names(tmp_path / "out") == sorted(
        [
            *(f"所属单位绩效自评汇总表.{form}" for form in ("docx", "pdf", "html", "xlsx")),
            *(f"所属单位绩效自评汇总报告.{form}" for form in ("docx", "pdf", "html")),
        ]
    )
    assert "已汇总 2 个单位 2023 年度的绩效自评；汇总得分 89.00 分。" in said
    assert "所属单位绩效自评汇总报告　五、改进措施：改进措施" in said
    page = (tmp_path / "out" / "所属单位绩效自评汇总表.html").read_text(encoding="utf-8")
    assert "青山区文化局2023年度所属单位绩效自评汇总表" in page  # the name stands in every workbook


def test_finance_gets_its_ranking(folder, tmp_path):
    code, said = run(folder, "-o", tmp_path / "out", "--as", "finance", "--name", "青山区", "--format", "html")
    assert (code, names(tmp_path / "out")) == (0, ["各部门绩效自评汇总表.html"])
    assert "待补充" not in said
    page = (tmp_path / "out" / "各部门绩效自评汇总表.html").read_text(encoding="utf-8")
    assert page.index("图书馆") < page.index("文化馆")
    assert "青山区2023年度各部门绩效自评汇总表" in page


def spoil(folder):
    """One workbook that lacks its year, one file that is none, and one of another scheme: each with its unit if known."""
    hand_in(folder, "缺年度.xlsx", replace(filling("少年宫"), year=None))
    (folder / "不是工作簿.xlsx").write_bytes(b"no workbook")
    hand_in(folder, "另一体系.xlsx", filling("博物馆"), "weighed")


def test_a_roll_up_that_lacks_a_unit_is_refused_and_all_is_listed(folder, tmp_path):
    spoil(folder)
    code, said = run(folder, "-o", tmp_path / "out")
    assert (code, names(tmp_path / "out")) == (2, [])
    assert "5 份工作簿中有 3 份不能汇总" in said
    for word in (
        "缺年度.xlsx（少年宫）",
        "IN115",
        "不是工作簿.xlsx",
        "IN004",
        "另一体系.xlsx（博物馆）",
        "RU001",
        "--without-faulty",
    ):
        assert word in said, word


def test_the_others_are_rolled_up_where_that_is_asked_for(folder, tmp_path):
    spoil(folder)
    code, said = run(folder, "-o", tmp_path / "out", "--without-faulty", "--format", "html")
    assert code == 1
    assert "已汇总 2 个单位 2023 年度的绩效自评，3 份未汇总；暂无汇总得分。" in said
    for path in (tmp_path / "out").iterdir():
        page = path.read_text(encoding="utf-8")
        assert "本次未能汇总3份工作簿，以下合计数均不含这些单位" in page, path.name
        for word in ("少年宫", "不是工作簿.xlsx", "博物馆"):
            assert word in page, (path.name, word)


def test_a_unit_in_two_files_is_refused_naming_both(folder, tmp_path):
    hand_in(folder, "丙.xlsx", filling("图书馆", "80", "80"))
    code, said = run(folder, "-o", tmp_path / "out")
    assert code == 2
    assert said.count("RU003") == 2
    assert "甲.xlsx" in said
    assert "丙.xlsx" in said


def test_the_same_file_named_twice_is_one_workbook(folder, tmp_path):
    file = folder / "甲.xlsx"
    code, said = run(file, file, "-o", tmp_path / "out", "--format", "pdf")
    assert code == 1
    assert "已汇总 1 个单位" in said


def test_what_the_clerk_wrote_into_the_report_is_kept(folder, tmp_path):
    from docx import Document

    out = tmp_path / "out"
    run(folder, "-o", out, "--format", "docx")
    path = out / "所属单位绩效自评汇总报告.docx"
    document = Document(str(path))
    document.add_paragraph("各单位下半年按月通报执行进度。")
    document.save(str(path))
    _, said = run(folder, "-o", out, "--format", "docx")
    assert "已保留您修改过的 1 个段落" in said
    assert any("按月通报执行进度" in each.text for each in Document(str(path)).paragraphs)


def test_what_was_written_before_is_not_read_as_a_workbook(folder):
    run(folder, "-o", folder / "汇总", "--format", "xlsx")
    code, said = run(folder, "-o", folder / "汇总", "--format", "xlsx")
    assert "不能汇总" not in said
    assert code in (0, 1)


def test_an_output_that_cannot_be_written_is_one_line(folder, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, said = run(folder, "-o", tmp_path / "file" / "out")
    assert code == 2
    assert said.startswith("写不了文件夹")
    assert said.count("\n") == 1


def test_a_folder_without_workbooks_is_one_line(tmp_path):
    code, said = run(tmp_path, "-o", tmp_path / "out")
    assert (code, said) == (2, f"{tmp_path} 里没有工作簿（.xlsx）。\n")


def test_a_format_that_none_of_the_documents_has_is_refused(folder, tmp_path):
    code, said = run(folder, "-o", tmp_path / "out", "--format", "txt")
    assert code == 2
    assert names(tmp_path / "out") == []
    assert "txt" in said
