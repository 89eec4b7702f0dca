"""``jixiao write`` as somebody at a terminal meets it: one workbook, many, faulty ones, folders that cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import jixiao.cli
from jixiao.cli import _output
from jixiao.writing import batch
from jixiao.writing.pool import in_order

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DEPARTMENT, PROJECT = EXAMPLES / "tianhe-2022.xlsx", EXAMPLES / "zhanjiang-2022.xlsx"
UNIT = "广州市天河区科学技术协会"
ONE = ("--document", "score_table", "--format", "html")


def write(*arguments: object):
    return CliRunner().invoke(jixiao.cli.root, ["write", *map(str, arguments)])


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def changed(source: Path, target: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(source)
    for cell, value in cells.items():
        book["单位信息"][cell] = value
    book.save(target)
    return target


# --- one and many


def test_one_workbook_stays_flat(tmp_path):
    done = write(DEPARTMENT, "-o", tmp_path / "出", "--document", "department_report")
    assert done.exit_code == 1  # the registers do not tell everything
    assert "待补充" in done.stdout
    assert {name.partition(".")[2] for name in tree(tmp_path / "出")} == {"docx", "pdf", "html"}
    assert not any("/" in name for name in tree(tmp_path / "出"))


def test_several_workbooks_get_a_folder_each(tmp_path):
    done = write(DEPARTMENT, PROJECT, "-o", tmp_path, *ONE)
    assert sorted(tree(tmp_path)) == [f"{UNIT}/指标评分表.html", "湛江市科学技术协会/指标评分表.html"]
    assert "共 2 份工作簿" in done.stdout


def test_a_folder_in_processes_gives_the_same_bytes_as_one_by_one(tmp_path):
    (tmp_path / "工作簿").mkdir()
    for path in EXAMPLES.glob("*.xlsx"):
        shutil.copy(path, tmp_path / "工作簿")
    assert write(tmp_path / "工作簿", "-o", tmp_path / "一起", *ONE).exit_code == 1
    together = tree(tmp_path / "一起")
    assert len(together) == len(list(EXAMPLES.glob("*.xlsx"))) == 5
    write(DEPARTMENT, "-o", tmp_path / "单独", *ONE)
    assert together[f"{UNIT}/指标评分表.html"] == tree(tmp_path / "单独")["指标评分表.html"]


def test_what_was_written_is_not_read_as_a_workbook(tmp_path):
    shutil.copy(DEPARTMENT, tmp_path / "甲.xlsx")
    (tmp_path / "~$甲.xlsx").write_bytes(b"lock of an open workbook")
    for _ in range(2):
        done = write(tmp_path, "-o", tmp_path / "文档", "--document", "score_table", "--format", "xlsx")
        assert "共 1 份工作簿" in done.stdout


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([("甲", "2022年度", "", "a"), ("乙", "2022年度", "", "b")], ["甲", "乙"]),
        ([("甲", "2022年度", "", "a"), ("甲", "2023年度", "", "b")], ["甲/2022年度", "甲/2023年度"]),
        ([("甲", "2022年度", "子", "a"), ("甲", "2022年度", "丑", "b")], ["甲/子", "甲/丑"]),
        ([("甲", "2022年度", "子", "a"), ("甲", "2022年度", "子", "b"), ("乙", "", "", "c")], ["甲/a", "甲/b", "乙"]),
        ([("甲", "2022年度", "子", "a"), ("甲", "2022年度", "子", "a")], ["甲/1", "甲/2"]),
        ([("甲", "2022年度", "子", "a"), ("甲", "2022年度", "丑", "a"), ("甲", "2023年度", "子", "a")],
         ["甲/2022年度/子", "甲/2022年度/丑", "甲/2023年度"]),
        ([("甲", "2022年度", "", "a"), ("甲",)], ["甲/2022年度", "甲/2"]),
        ([("../甲:乙 ", "", "", "a"), ("\x07", "", "", "b")], ["_甲_乙", "_"]),
        ([("长" * 200 + "一", "", "", "a"), ("长" * 200 + "二", "", "", "b")], ["长" * 80 + "/a", "长" * 80 + "/b"]),
    ],
)  # fmt: skip
def test_folders_tell_apart_only_what_would_share_one(names, expected, tmp_path):
    made = [path.relative_to(tmp_path).as_posix() for path in batch.places(names, tmp_path)]
    assert made == expected
    assert len(set(made)) == len(names)


def test_two_projects_of_a_unit_do_not_overwrite_each_other(tmp_path):
    other = changed(PROJECT, tmp_path / "另一个.xlsx", B6="科普场馆运行")
    done = write(PROJECT, other, "-o", tmp_path / "出", *ONE)
    unit = "湛江市科学技术协会"
    projects = ("湛江市科普专项经费", "科普场馆运行")
    assert sorted(tree(tmp_path / "出")) == [f"{unit}/{each}/指标评分表.html" for each in projects], done.output


# --- faults


def test_a_faulty_workbook_is_told_and_the_others_are_written(tmp_path):
    faulty = changed(DEPARTMENT, tmp_path / "有错.xlsx", B4=None, B5="二〇二二")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    done = write(faulty, DEPARTMENT, tmp_path / "坏.xlsx", tmp_path / "没有.xlsx", "-o", tmp_path / "出", *ONE)
    assert done.exit_code == 2
    assert sorted(tree(tmp_path / "出")) == [f"{UNIT}/指标评分表.html"]
    assert "没有写 3 份" in done.stdout
    for place in ("B4", "B5", "坏.xlsx", "没有.xlsx"):
        assert place in done.stderr


def test_forms_among_the_workbooks_of_a_folder_are_passed_over(tmp_path):
    folder = tmp_path / "报来"
    shutil.copytree(EXAMPLES / "forms", folder / "forms", ignore=shutil.ignore_patterns("*.py"))
    shutil.copy(DEPARTMENT, folder)
    forms = sorted(folder.rglob("forms/*.xlsx"))
    done = write(folder, "-o", tmp_path / "出", *ONE)
    assert done.exit_code < 2, done.output
    assert [f"{form}：不是填报工作簿，跳过" in done.stderr for form in forms] == [True] * len(forms)
    assert f"共 1 份工作簿：写齐 1 份，写出但有待补充 0 份，没有写 0 份；另有 {len(forms)} 个文件" in done.stdout
    assert sorted(tree(tmp_path / "出")) == [f"{UNIT}/指标评分表.html"]


def test_a_form_that_is_named_is_a_fault_and_so_is_a_folder_of_nothing_else(tmp_path):
    form = EXAMPLES / "forms" / "shanghai-project.xlsx"
    done = write(form, DEPARTMENT, "-o", tmp_path / "出", *ONE)
    assert (done.exit_code, "IN011" in done.output) == (2, True)
    assert write(EXAMPLES / "forms", "-o", tmp_path / "又出", *ONE).exit_code == 2


def test_a_workbook_whose_head_sheet_was_renamed_is_no_strangers(tmp_path):
    book = openpyxl.load_workbook(DEPARTMENT)
    book["单位信息"].title = "单位信息表"
    (tmp_path / "报来").mkdir()
    book.save(tmp_path / "报来" / "改名.xlsx")
    done = write(tmp_path / "报来", "-o", tmp_path / "出", *ONE)
    assert done.exit_code == 2
    assert "请改回“单位信息”" in done.output


def test_a_fault_of_the_program_costs_one_workbook(tmp_path, monkeypatch):
    real = batch.write_documents

    def failing(dossier, *others, **more):
        if dossier.unit == UNIT:
            raise RuntimeError("内部")
        return real(dossier, *others, **more)

    monkeypatch.setattr(batch, "write_documents", failing)
    done = write(DEPARTMENT, PROJECT, "-o", tmp_path, *ONE)
    assert done.exit_code == 2
    assert sorted(tree(tmp_path)) == ["湛江市科学技术协会/指标评分表.html"]
    assert "[错误 XX003]" in done.stderr


def test_a_process_that_dies_costs_its_own_item():
    dies = "__import__('os')._exit(3)"
    items = ["1", dies, "3", *map(str, range(4, 20)), dies, "20"]
    found = list(in_order(eval, items, len, 2))
    assert found == [len(item) if item == dies else int(item) for item in items]


def test_an_unknown_document_names_the_known_ones(tmp_path):
    done = write(DEPARTMENT, "-o", tmp_path / "出", "--document", "评分表")
    assert done.exit_code == 2
    assert "没有“评分表”，可选：" in done.output
    assert "score_table" in done.output
    assert not (tmp_path / "出").exists()


def test_a_document_for_another_kind_of_workbook_is_one_line(tmp_path):
    done = write(DEPARTMENT, "-o", tmp_path / "出", "--document", "project_table")
    assert done.exit_code == 2
    assert "没有可写的文档" in done.stderr
    assert not (tmp_path / "出").exists()


def test_a_folder_without_workbooks_is_one_line(tmp_path):
    done = write(tmp_path, "-o", tmp_path / "出")
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [f"{tmp_path} 里没有工作簿（.xlsx）。"]


def test_a_folder_that_is_a_file_is_one_line(tmp_path):
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    assert "是文件" in write(DEPARTMENT, "-o", tmp_path / "文件").output
    for sources in ([DEPARTMENT], [DEPARTMENT, PROJECT]):
        done = write(*sources, "-o", tmp_path / "文件" / "下级")
        assert done.exit_code == 2
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"写不了文件夹 {tmp_path / '文件' / '下级'}：路径当中有一段是文件，不是文件夹。")


def test_a_folder_without_permission_is_one_line(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    done = write(DEPARTMENT, PROJECT, "-o", tmp_path / "出")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "没有权限" in done.stderr
    assert not (tmp_path / "出").exists()


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch, older, after):
    folder = tmp_path / "出"
    if older:
        write(DEPARTMENT, "-o", folder)
    before, real, opened = tree(folder), os.fdopen, []

    def filling_up(*arguments, **options):
        file = real(*arguments, **options)
        opened.append(file)
        if len(opened) > after:
            file.close()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return file

    monkeypatch.setattr("jixiao.writing.files.os.fdopen", filling_up)
    done = write(DEPARTMENT, "-o", folder)
    assert done.exit_code == 2
    assert "磁盘空间不足" in done.stderr
    assert tree(folder) == before
    assert folder.exists() is older


def test_a_document_that_is_open_elsewhere_keeps_the_older_ones(tmp_path, monkeypatch):
    write(DEPARTMENT, "-o", tmp_path)
    before, real = tree(tmp_path), Path.replace

    def locked(path: Path, target: Path) -> Path:
        if path.suffix == ".pdf":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    done = write(DEPARTMENT, "-o", tmp_path)
    assert done.exit_code == 2
    assert "文件正被其他程序打开" in done.stderr
    assert tree(tmp_path) == before


def test_how_far_it_is_is_shown_when_it_takes_long(tmp_path, monkeypatch):
    assert "写文档" not in write(DEPARTMENT, PROJECT, "-o", tmp_path, *ONE, "--progress").stderr
    monkeypatch.setattr(_output, "_PROGRESS_AFTER", -1)
    done = write(DEPARTMENT, PROJECT, "-o", tmp_path, *ONE, "--progress")
    assert "写文档" in done.stderr
    assert "2/2" in done.stderr
    assert "写文档" not in write(DEPARTMENT, PROJECT, "-o", tmp_path, *ONE, "--no-progress").stderr
