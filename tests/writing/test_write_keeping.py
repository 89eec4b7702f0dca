"""``jixiao write`` into a folder where a clerk has worked on the documents."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import jixiao.cli

from .clerk import Clerk, W

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "baiyun-2022.xlsx"
NAME = "部门整体支出绩效自评报告"
OWN = "本会承担全区科普工作，下设三个部室。"


def write(workbook: Path, folder: Path, *more: str, document: str = "department_report"):
    arguments = ["write", str(workbook), "-o", str(folder), "--document", document, "--no-progress", *more]
    return CliRunner().invoke(jixiao.cli.root, arguments)


def fill_in_overview(clerk: Clerk, words: str = OWN) -> None:
    heading = clerk.at("部门概况")
    text = next(heading.getnext().iter(f"{W}t"))
    assert text.text.startswith("待补充")
    text.text = words


@pytest.fixture
def folder(tmp_path):
    """The department's report, with its first gap filled in by the clerk."""
    write(EXAMPLE, tmp_path)
    file = tmp_path / f"{NAME}.docx"
    clerk = Clerk(file.read_bytes())
    fill_in_overview(clerk)
    file.write_bytes(clerk.save())
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def texts(file: Path) -> list[str]:
    return Clerk(file.read_bytes()).texts()


def raised(folder: Path) -> Path:
    """The workbook with a hundred more of budget for basic expenditure."""
    path = folder / "改.xlsx"
    book = openpyxl.load_workbook(EXAMPLE)
    sheet = book["预算台账"]
    (cell,) = [each for row in sheet.iter_rows() for each in row if each.value == 294.73]
    cell.value = 394.73
    book.save(path)
    return path


def test_the_clerks_words_stay_in_every_format_and_are_listed(folder):
    done = write(EXAMPLE, folder)
    assert f"已保留您修改过的段落：\n  {NAME}　“（一）部门概况”：{OWN}\n" in done.stdout
    assert OWN in texts(folder / f"{NAME}.docx")
    assert OWN in (folder / f"{NAME}.html").read_text(encoding="utf-8")
    assert "部门职能" not in done.stdout
    assert files(folder) == {f"{NAME}.docx", f"{NAME}.pdf", f"{NAME}.html"}


def test_writing_again_changes_no_byte(folder):
    write(EXAMPLE, folder)
    once = {path.name: path.read_bytes() for path in folder.iterdir()}
    write(EXAMPLE, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == once


def test_a_changed_register_changes_the_figures_beside_kept_words(folder, tmp_path_factory):
    before = texts(folder / f"{NAME}.docx")
    write(raised(tmp_path_factory.mktemp("改")), folder)
    after = texts(folder / f"{NAME}.docx")
    assert OWN in after
    assert next(text for text in before if "全年预算数332.21万元" in text)
    assert next(text for text in after if "全年预算数432.21万元" in text)


def test_a_pdf_made_alone_shows_what_stands_in_the_docx(folder):
    docx = (folder / f"{NAME}.docx").read_bytes()
    done = write(EXAMPLE, folder, "--format", "html")
    assert OWN in (folder / f"{NAME}.html").read_text(encoding="utf-8")
    assert OWN in done.stdout
    assert (folder / f"{NAME}.docx").read_bytes() == docx


def test_fresh_puts_the_old_file_aside(folder):
    old = (folder / f"{NAME}.docx").read_bytes()
    done = write(EXAMPLE, folder, "--fresh")
    aside = folder / f"{NAME}（旧）.docx"
    assert f"原来的文件另存为 {aside}" in done.stdout
    assert aside.read_bytes() == old
    assert OWN not in texts(folder / f"{NAME}.docx")
    assert "部门职能" in done.stdout


def test_fresh_of_an_untouched_file_leaves_nothing_behind(tmp_path):
    write(EXAMPLE, tmp_path)
    write(EXAMPLE, tmp_path, "--fresh")
    assert files(tmp_path) == {f"{NAME}.docx", f"{NAME}.pdf", f"{NAME}.html"}


def test_what_cannot_be_carried_over_keeps_the_old_file_each_time(folder):
    file = folder / f"{NAME}.docx"
    for name in (f"{NAME}（旧）.docx", f"{NAME}（旧2）.docx"):
        clerk = Clerk(file.read_bytes())
        clerk.paste_table(OWN, "组长")
        file.write_bytes(clerk.save())
        old = file.read_bytes()
        done = write(EXAMPLE, folder)
        assert "以下内容没有带到新文件里：" in done.stdout
        assert "自加的表格（“组长”）" in done.stdout
        assert (folder / name).read_bytes() == old
        assert OWN in texts(file)


def test_a_file_of_that_name_which_is_not_ours_is_put_aside(tmp_path):
    (tmp_path / f"{NAME}.docx").write_bytes(b"something else")
    done = write(EXAMPLE, tmp_path)
    assert "原来的文件读不出来" in done.stdout
    assert (tmp_path / f"{NAME}（旧）.docx").read_bytes() == b"something else"


def test_kept_from_a_file_elsewhere(folder, tmp_path_factory):
    new = tmp_path_factory.mktemp("新")
    old = folder / f"{NAME}.docx"
    before = old.read_bytes()
    assert OWN in write(EXAMPLE, new, "--keep", str(old)).stdout
    assert OWN in texts(new / f"{NAME}.docx")
    assert old.read_bytes() == before


@pytest.mark.parametrize("more", [("--fresh",), ("--document", "score_table")], ids=["fresh", "two documents"])
def test_keep_wants_one_document(folder, more):
    done = write(EXAMPLE, folder, "--keep", str(folder / f"{NAME}.docx"), *more)
    assert done.exit_code == 2
    assert "--keep" in done.stderr


def test_a_batch_keeps_and_counts(folder, tmp_path):
    books = tmp_path / "工作簿"
    books.mkdir()
    for name in ("甲.xlsx", "乙.xlsx"):
        (books / name).write_bytes(EXAMPLE.read_bytes())
    out = tmp_path / "出"
    write(books, out, "--format", "docx")
    (file, _) = sorted(out.rglob("*.docx"))
    clerk = Clerk(file.read_bytes())
    fill_in_overview(clerk)
    file.write_bytes(clerk.save())
    assert write(books, out, "--format", "docx").stdout.count("已保留您修改过的 1 个段落") == 1
    assert OWN in texts(file)


def test_words_typed_over_a_figure_are_told(folder):
    file = folder / f"{NAME}.docx"
    clerk = Clerk(file.read_bytes())
    (text,) = [each for each in clerk.at("其中：基本支出").iter(f"{W}t") if each.text == "283.58万元"]
    text.text = "300万元"
    file.write_bytes(clerk.save())
    done = write(EXAMPLE, folder)
    assert "以下数字以台账为准：" in done.stdout
    assert "“（三）部门整体收支情况”处的数字已按台账更新：300万元 → 283.58万元" in done.stdout


# --- cells


SHEET = "部门整体支出绩效自评基础数据表"


def type_over(clerk: Clerk, heading: str, words: dict[str, tuple[int, str]]) -> None:
    """Types into the table under a heading: by the name of the row the square and the new words."""
    table = clerk.at(heading).getnext()
    while table.tag != f"{W}tbl":
        table = table.getnext()
    for row in table.iter(f"{W}tr"):
        squares = row.findall(f"{W}tc")
        square, new = words.get("".join(squares[0].itertext(f"{W}t")), (0, ""))
        if new:
            next(squares[square].iter(f"{W}t")).text = new


@pytest.fixture
def sheet(tmp_path):
    """The sheet of basic data: two gaps filled in, one figure changed by the clerk."""
    write(EXAMPLE, tmp_path, document="basic_data")
    file = tmp_path / f"{SHEET}.docx"
    clerk = Clerk(file.read_bytes())
    type_over(clerk, "公用经费和项目支出情况", {"人员经费": (4, "201.30"), "项目支出": (2, "30.00")})
    type_over(clerk, "楼堂馆所情况", {"待补充": (0, "无")})
    file.write_bytes(clerk.save())
    return tmp_path


def test_what_was_written_into_cells_stays_beside_changed_registers(sheet, tmp_path_factory):
    done = write(raised(tmp_path_factory.mktemp("改")), sheet, document="basic_data")
    assert done.stdout.split("还有")[0].splitlines()[1:] == [
        "已保留您在表格里写的内容：",
        "  绩效自评基础数据表　“四、人员经费、公用经费和项目支出情况：人员经费，上年决算数”：201.30",
        "  绩效自评基础数据表　“七、楼堂馆所情况：项目名称”：无",
        "表格里有您写的与现在的数据不一致，请核对：",
        "  绩效自评基础数据表　“四、人员经费、公用经费和项目支出情况：项目支出，本年决算数”：您写的是“30.00”，按现在的数据是“32.01”",
    ]
    assert "人员经费上年决算数" not in done.stdout
    assert "公用经费上年决算数（填“上年决算”）" in done.stdout
    assert "楼堂馆所项目" not in done.stdout
    for ending in ("html", "docx"):
        file = sheet / f"{SHEET}.{ending}"
        text = (
            file.read_text(encoding="utf-8") if ending == "html" else "".join(Clerk(file.read_bytes()).root.itertext())
        )
        assert all(words in text for words in ("201.30", "30.00", "394.73"))
    printed = [cell.value for row in openpyxl.load_workbook(sheet / f"{SHEET}.xlsx").active.iter_rows() for cell in row]
    assert 201.3 in printed
    assert {path.suffix for path in sheet.iterdir()} == {".docx", ".pdf", ".html", ".xlsx"}
    assert len(files(sheet)) == 4


def test_kept_cells_are_written_again_byte_for_byte(sheet):
    write(EXAMPLE, sheet, document="basic_data")
    once = {path.name: path.read_bytes() for path in sheet.iterdir()}
    write(EXAMPLE, sheet, document="basic_data")
    assert {path.name: path.read_bytes() for path in sheet.iterdir()} == once


def test_a_batch_counts_what_stands_in_cells(sheet, tmp_path):
    books = tmp_path / "工作簿"
    books.mkdir()
    for name in ("甲.xlsx", "乙.xlsx"):
        (books / name).write_bytes(EXAMPLE.read_bytes())
    out = tmp_path / "出"
    write(books, out, "--format", "docx", document="basic_data")
    (file, _) = sorted(out.rglob("*.docx"))
    file.write_bytes((sheet / f"{SHEET}.docx").read_bytes())
    done = write(books, out, "--format", "docx", document="basic_data")
    assert "已保留您在表格里写的 3 处，其中 1 处与现在的数据不一致" in done.stdout


def test_a_register_added_to_the_workbook_fills_its_gaps(tmp_path):
    book = openpyxl.load_workbook(EXAMPLE)
    for name, rows in (
        ("上年决算", [("支出类别", "上年决算数（万元）"), ("人员经费", 201.3), ("公用经费", 33), ("项目支出", 40.5)]),
        ("楼堂馆所", [("项目名称", "批复规模（平方米）"), ("科普馆", 1200)]),
    ):
        added = book.create_sheet(name)
        for row in rows:
            added.append(row)
    path = tmp_path / "加.xlsx"
    book.save(path)
    before = write(EXAMPLE, tmp_path / "前", document="basic_data").stdout
    assert "工作簿里没有“上年决算”“楼堂馆所”“编制与在职”这3张表" in before
    after = write(path, tmp_path / "后", document="basic_data").stdout
    assert "工作簿里没有“编制与在职”这1张表" in after
    assert "上年决算数（填“上年决算”）" not in after
    assert "科普馆的实际投资（填“楼堂馆所”）" in after
