"""``evaluate``, ``explain``, ``template`` and ``scheme`` as somebody at a terminal meets them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import jixiao.cli
from jixiao.schemes.catalogue import Catalogue
from jixiao.writing.files import save_all

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "tianhe-2022.xlsx"
SCORED = EXAMPLE.with_name("haizhu-2023.xlsx")
COMMANDS = sorted(jixiao.cli.root.list_commands(None))


def run(*arguments: object):
    return CliRunner().invoke(jixiao.cli.root, [str(each) for each in arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def broken(tmp_path) -> Path:
    book = openpyxl.load_workbook(SCORED)
    book["单位信息"]["B4"] = None
    book.save(tmp_path / "有错.xlsx")
    return tmp_path / "有错.xlsx"


@pytest.fixture
def older(tmp_path) -> Path:
    folder = tmp_path / "结果"
    folder.mkdir()
    (folder / "result.json").write_text("旧", encoding="utf-8")
    (folder / "评分表.xlsx").write_text("旧", encoding="utf-8")
    return folder


def test_a_workbook_becomes_two_files(tmp_path, older):
    done = run("evaluate", SCORED, "-o", older)
    assert done.exit_code == 0
    assert sorted(contents(older)) == ["result.json", "评分表.xlsx"]
    assert json.loads((older / "result.json").read_text(encoding="utf-8"))["total"]
    assert "旧".encode() not in contents(older).values()


def test_a_faulty_workbook_leaves_an_older_result_alone(broken, older, tmp_path):
    before = contents(older)
    assert run("evaluate", broken, "-o", older).exit_code == 2
    assert contents(older) == before
    assert run("evaluate", broken, "-o", tmp_path / "新").exit_code == 2
    assert not (tmp_path / "新").exists()


def test_a_file_that_cannot_be_replaced_leaves_the_other_as_it_was(older):
    (older / "评分表.xlsx").unlink()
    (older / "评分表.xlsx").mkdir()
    before = contents(older)
    done = run("evaluate", SCORED, "-o", older)
    assert done.exit_code == 2
    assert "这是一个文件夹" in done.output
    assert contents(older) == before


@pytest.mark.parametrize("stop", [OSError("full"), KeyboardInterrupt()])
def test_writing_that_stops_half_way_is_undone(older, stop, monkeypatch):
    before = contents(older)
    replace, moved = Path.replace, []

    def stopping(path: Path, target: Path) -> Path:
        if len(moved) == 3 and path.suffix == ".part":
            moved.append(path)
            raise stop
        moved.append(path)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", stopping)
    with pytest.raises(type(stop)):
        save_all({"result.json": b"1", "评分表.xlsx": b"2"}, older)
    assert len(moved) > 4
    assert contents(older) == before


def test_a_folder_that_cannot_be_one_is_said_in_chinese(tmp_path):
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    assert "是文件" in run("evaluate", SCORED, "-o", tmp_path / "文件").output
    done = run("evaluate", SCORED, "-o", tmp_path / "文件" / "下级")
    assert done.exit_code == 2
    assert "路径当中有一段是文件" in done.output


def test_a_year_that_the_scheme_does_not_cover_is_one_line(tmp_path):
    book = openpyxl.load_workbook(SCORED)
    book["单位信息"]["B5"] = 2019
    book.save(tmp_path / "年度.xlsx")
    done = run("evaluate", tmp_path / "年度.xlsx")
    assert done.exit_code == 2
    assert [line for line in done.output.splitlines() if "[错误" in line] == [
        (
            "  [错误 IN017] 工作表“单位信息” B5：评价年度是 2019 年，“部门整体支出绩效自评指标评分表”"
            "适用于 2022 至 2023 年，应为适用年度之内的年度。"
        )
    ]


def test_a_form_without_scores_says_where_its_figures_are_shown():
    shown = run("evaluate", EXAMPLE).output
    assert "本表不计分" in shown
    assert "jixiao explain" in shown


def test_schemes_are_listed_as_an_array_with_one_object_each():
    listed = json.loads(run("scheme", "list", "--format", "json").stdout)
    assert [each["id"] for each in listed] == [scheme.id for scheme in Catalogue.of().schemes]
    assert all({"title", "in_force", "points", "certainty"} <= set(each) for each in listed)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "national-project-2020"), 0),
        (("check", "national-project-2020", "no-such-scheme"), 2),
        (("diff", "national-project-2020", "national-project-2020-ratio"), 1),
        (("diff", "national-project-2020", "national-project-2020"), 0),
    ],
)
def test_every_scheme_command_speaks_json(arguments, code):
    done = run("scheme", *arguments, "--format", "json")
    assert done.exit_code == code
    assert isinstance(json.loads(done.stdout), dict | list)


@pytest.mark.parametrize(
    "arguments",
    [(), *((name,) for name in COMMANDS), *(("scheme", name) for name in ("list", "show", "check", "diff"))],
)
def test_help_is_chinese_and_every_option_is_explained(arguments):
    shown = run(*arguments, "--help")
    assert shown.exit_code == 0
    assert "OPTIONS" not in shown.output
    command = jixiao.cli.root
    for name in arguments:
        command = command.get_command(None, name)
        assert name in shown.output
    assert command.help
    assert any("\u4e00" <= sign <= "\u9fff" for sign in command.help)
    for parameter in command.params:
        assert parameter.param_type_name == "argument" or parameter.help, parameter.name


SMALL = Path(__file__).parents[1] / "schemes" / "fixtures" / "small.yaml"


def test_faults_of_a_scheme_name_file_and_line_each(tmp_path):
    text = SMALL.read_text(encoding="utf-8")
    (tmp_path / "small.yaml").write_text(text.replace("kind: money", "kind: mony"), encoding="utf-8")
    for arguments in (("check", tmp_path / "small.yaml"), ("list", "--schemes", tmp_path)):
        done = run("scheme", *arguments)
        assert done.exit_code == 2
        faults = [line for line in done.stderr.splitlines() if "[错误" in line]
        assert faults
        assert all(re.search(r"small\.yaml 第 \d+ 行：", line) for line in faults), faults


def test_a_full_width_colon_is_pointed_at(tmp_path):
    (tmp_path / "x.yaml").write_text("id：x\n", encoding="utf-8")
    assert "半角" in run("scheme", "check", tmp_path / "x.yaml").output


def test_a_template_of_ones_own_scheme_says_how_to_evaluate_it(tmp_path):
    shutil.copy(SMALL, tmp_path)
    said = run("template", tmp_path / "small.yaml", "-o", tmp_path / "自评.xlsx").output
    assert f"--schemes {tmp_path}" in said
    assert "--schemes" not in run("template", "national-project-2020", "-o", tmp_path / "项目.xlsx").output


def test_what_is_missing_is_said_with_the_cell_to_fill_in(tmp_path):
    shutil.copy(SCORED, tmp_path / "自评.xlsx")
    book = openpyxl.load_workbook(tmp_path / "自评.xlsx")
    sheet = book["指标填报"]
    code = sheet["B5"].value
    sheet["C5"] = None
    book.save(tmp_path / "自评.xlsx")
    lost = run("explain", tmp_path / "自评.xlsx", "--lost").output
    assert f"{code} ＝ 未填（工作表“指标填报” C5）" in lost


def test_goals_without_points_left_for_them_are_counted_as_open(tmp_path):
    run("template", "national-project-2020", "-o", tmp_path / "项目.xlsx")
    book = openpyxl.load_workbook(tmp_path / "项目.xlsx")
    for cell, value in (("B4", "某单位"), ("B5", 2023), ("B6", "某项目")):
        book["单位信息"][cell] = value
    for row, (name, points) in enumerate((("讲座", 50), ("展览", None)), start=7):
        for column, value in zip("CDEFHI", (name, "数量指标", "≥", 8, 8, points), strict=True):
            book["绩效目标"][f"{column}{row}"] = value
    book.save(tmp_path / "项目.xlsx")
    shown = run("evaluate", tmp_path / "项目.xlsx").output
    # the two rows, of which the second has no points left; budget execution, benefits and satisfaction
    assert "须先解决：" in shown
    assert "还有 5 个指标缺少数据" in shown


def test_exit_codes_are_part_of_the_help():
    assert "退出码" in run("evaluate", "--help").output


def test_ctrl_c_ends_with_130_and_no_traceback(monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jixiao.workbook.reader.read_workbook", stop)
    done = run("evaluate", SCORED)
    assert done.exit_code == 130
    assert "已停止" in done.output
    assert "Traceback" not in done.output


def test_a_reader_that_goes_away_gets_no_traceback():
    """``jixiao explain … | head -1``: nobody reads the rest."""
    taken, given = os.pipe()
    os.close(taken)
    with os.fdopen(given, "wb") as closed:
        command = [sys.executable, "-m", "jixiao", "explain", str(SCORED)]
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False, text=True)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
