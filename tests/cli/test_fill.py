"""``jixiao fill``: what it prints, how it ends, and that a fault leaves nothing half-written."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from jixiao.cli.evaluate import command as evaluate
from jixiao.cli.fill import command

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "examples" / "forms"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up unit's filled workbook."""
    from jixiao.schemes.loader import load_scheme
    from jixiao.workbook.template import write

    spec = importlib.util.spec_from_file_location("filler", FORMS / "filler.py")
    assert spec is not None
    assert spec.loader is not None
    filler = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(filler)
    scheme = load_scheme("national-project-2020").scheme
    path = tmp_path_factory.mktemp("workbook") / "自评.xlsx"
    filling = filler.filling_for("project", 2023)
    import dataclasses

    write(scheme, path, dataclasses.replace(filling, answers={}))
    return path


def run(*arguments: object):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_form_is_filled_and_told_of(workbook, tmp_path):
    out = tmp_path / "填好.docx"
    result = run(FORMS / "national-project.docx", "--from", workbook, "-o", out)
    assert result.exit_code == 1
    assert docx.Document(str(out)).tables[0].cell(0, 2).text == "全民阅读推广经费"
    assert "已填 69 处" in result.output
    assert "没有填的 7 处" in result.output
    assert "联系电话" in result.output
    assert f"已写出：{out}" in result.output


def test_json_says_the_same(workbook, tmp_path):
    out = tmp_path / "填好.xlsx"
    result = run(FORMS / "shanghai-project.xlsx", "--from", workbook, "-o", out, "--format", "json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["output"] == str(out)
    money = next(each for each in told["filled"] if each["label"] == "年度资金总额全年执行数")
    assert money == {
        "place": "工作表“自评表” F6",
        "label": "年度资金总额全年执行数",
        "value": "571000",
        "source": "工作表“支出台账” 第 7、8、9 行",
    }
    assert {each["why"] for each in told["left"]} == {"not_known"}
    assert openpyxl.load_workbook(out)["自评表"]["F6"].value == 571000


def test_a_form_without_anything_left_ends_with_nought(workbook, tmp_path):
    document = docx.Document()
    document.add_paragraph("项目名称：______　实施单位：______　主管部门：______　等级：______")
    document.save(str(tmp_path / "form.docx"))
    result = run(tmp_path / "form.docx", "--from", workbook, "-o", tmp_path / "out.docx")
    assert result.exit_code == 0, result.output
    assert "全民阅读推广经费" in docx.Document(str(tmp_path / "out.docx")).paragraphs[0].text


@pytest.mark.parametrize(
    ("blank", "out", "words"),
    [
        ("missing.docx", "out.docx", "找不到这个文件"),
        ("letter.docx", "out.docx", "认不出是绩效表"),
        ("empty.xlsx", "out.xlsx", "空的"),
        ("old.doc", "out.doc", "另存为 docx"),
        ("letter.docx", "out.xlsx", "文件名应以 .docx 结尾"),
        ("letter.docx", "folder", "是文件夹"),
        ("letter.docx", "letter.docx", "不能写在空白表"),
    ],
)
def test_one_clear_line_and_no_file(blank, out, words, workbook, tmp_path):
    letter = docx.Document()
    letter.add_paragraph("关于召开年度工作会议的通知")
    letter.save(str(tmp_path / "letter.docx"))
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    result = run(tmp_path / blank, "--from", workbook, "-o", tmp_path / out)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_an_output_that_cannot_be_written(workbook, tmp_path):
    (tmp_path / "file").write_text("")
    result = run(FORMS / "national-project.docx", "--from", workbook, "-o", tmp_path / "file" / "out.docx")
    assert result.exit_code == 2
    assert "写不了" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_a_result_fills_what_it_knows(workbook, tmp_path):
    scored = CliRunner().invoke(evaluate, [str(workbook), "-o", str(tmp_path / "scored")])
    assert scored.exit_code in (0, 1), scored.output
    result = tmp_path / "scored" / "result.json"
    filled = {}
    for source in (workbook, result):
        shown = run(FORMS / "national-project.docx", "--from", source, "-o", tmp_path / "out.docx", "--format", "json")
        filled[source] = {each["place"]: each["value"] for each in json.loads(shown.stdout)["filled"]}
    assert filled[result].items() <= filled[workbook].items()
    assert len(filled[result]) > len(filled[workbook]) / 2
    assert "要用填好的工作簿才有" in shown.stderr


def test_a_result_that_is_none_fills_nothing(tmp_path):
    (tmp_path / "result.json").write_text("{}")
    result = run(FORMS / "national-project.docx", "--from", tmp_path / "result.json", "-o", tmp_path / "out.docx")
    assert result.exit_code == 2
    assert "缺少 scheme" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.docx").exists()


def test_a_workbook_with_faults_fills_nothing(tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    result = run(FORMS / "national-project.docx", "--from", tmp_path / "other.xlsx", "-o", tmp_path / "out.docx")
    assert result.exit_code == 2
    assert "还不能用来填表" in result.stderr
    assert not (tmp_path / "out.docx").exists()


def test_the_same_input_gives_the_same_bytes(workbook, tmp_path):
    for name in ("a.docx", "b.docx"):
        run(FORMS / "anhui-poverty.docx", "--from", workbook, "-o", tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
