"""``jixiao reword``: proposals are shown, taken only when accepted, and leave figures live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import jixiao.cli
from jixiao.writing.keeping import keep
from jixiao.writing.layout import Layout, Para, Run
from jixiao.writing.proposals import Draft
from jixiao.writing.render import docx
from jixiao.writing.wording import MODEL, SECONDS, URL

from .clerk import Clerk, W
from .endpoint import Server

if TYPE_CHECKING:
    from pathlib import Path


def para(*parts: Run | str, style="body") -> Para:
    return Para(tuple(Run(part) if isinstance(part, str) else part for part in parts), style)


def report(budget="120.50", spent="118") -> Layout:
    return Layout(
        "报告",
        "青山县图书馆2023年度报告",
        (
            para("青山县图书馆2023年度部门整体支出报告", style="title"),
            para("一、基本情况", style="h1"),
            para(Run("待补充：部门职能和机构设置情况", fact="部门职能", gap=True)),
            para(
                "本馆全年预算数",
                Run(f"{budget}万元", fact="budget"),
                "，实际的执行数",
                Run(f"{spent}万元", fact="spent"),
                "。",
            ),
            para("二、存在问题", style="h1"),
            para("1.", "资金支付的进度还是比较慢的，有待于加快。", style="list"),
            para("短句。"),
        ),
    )


FUNDS = "本馆全年预算数⟦1⟧，实际的执行数⟦2⟧。"
BETTER = "本馆全年预算数为⟦1⟧，执行数⟦2⟧。"


def answer(text: str) -> str:
    """What a good model would say."""
    return text.replace("数⟦1⟧", "数为⟦1⟧").replace("还是比较慢的，有待于加快", "较慢，需要加快")


@pytest.fixture
def server(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with Server() as running:
        running.answers = [answer]
        monkeypatch.setenv(URL, running.url)
        monkeypatch.setenv(MODEL, "small")
        monkeypatch.setenv(SECONDS, "5")
        yield running


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "报告.docx"
    path.write_bytes(docx.render(report()))
    return path


def reword(*arguments: object, **more):
    return CliRunner().invoke(jixiao.cli.root, ["reword", *map(str, arguments)], **more)


def texts(file: Path) -> list[str]:
    return Clerk(file.read_bytes()).texts()


def test_proposals_are_shown_and_nothing_is_written(server, file):
    before = file.read_bytes()
    done = reword(file)
    assert (done.exit_code, file.read_bytes()) == (0, before)
    assert "原文：本馆全年预算数120.50万元，实际的执行数118万元。" in done.stdout
    assert "建议：本馆全年预算数为120.50万元，实际的执行数118万元。" in done.stdout
    assert "加上 --accept 采用" in done.stdout
    assert [each["messages"][-1]["content"] for each in server.asked] == [
        FUNDS,
        "资金支付的进度还是比较慢的，有待于加快。",
    ]


def test_accepted_words_are_written_and_figures_stay_live(server, file):
    done = reword(file, "--accept")
    assert (done.exit_code, "已把 2 段写回" in done.stdout) == (0, True)
    assert "本馆全年预算数为120.50万元，实际的执行数118万元。" in texts(file)
    assert "1.资金支付的进度较慢，需要加快。" in texts(file)
    kept = keep(report(budget="130", spent="129"), file.read_bytes())
    said = [block.text for block in kept.layout.blocks]
    assert "本馆全年预算数为130万元，实际的执行数129万元。" in said
    assert [note.what for note in kept.notes] == ["kept", "kept"]


def test_what_was_accepted_keeps_its_faces_and_marks(server, file):
    old = Clerk(file.read_bytes())
    reword(file, "--accept", "--section", "基本情况")
    new = Clerk(file.read_bytes())
    names = [[each.get(f"{W}name") for each in c.root.iter(f"{W}bookmarkStart")] for c in (old, new)]
    assert names[0] == names[1]
    fonts = [{each.get(f"{W}eastAsia") for each in c.at("全年预算数").iter(f"{W}rFonts")} for c in (old, new)]
    assert fonts[0] == fonts[1]
    assert {name for name in old.parts if old.parts[name] != new.parts[name]} == {"word/document.xml"}


def test_only_the_section_that_is_named_is_asked_about(server, file):
    reword(file, "--section", "问题")
    assert len(server.asked) == 1


def test_a_section_that_is_not_there_is_told_with_those_that_are(server, file):
    done = reword(file, "--section", "成效")
    assert done.exit_code == 2
    assert "标题含“成效”的部分里没有可以改写的段落" in done.stderr
    assert "一、基本情况、二、存在问题" in done.stderr


@pytest.mark.parametrize(
    ("said", "why"),
    [("本馆全年预算数⟦1⟧。", "第 2 个数字被删去"), (f"{BETTER}同比增长5%。", "写出了原文没有的数：5、%")],
)
def test_a_proposal_that_touches_figures_is_not_taken(server, file, said, why):
    before = file.read_bytes()
    server.answers = [said]
    done = reword(file, "--accept", "--section", "基本情况")
    assert (done.exit_code, file.read_bytes()) == (1, before)
    assert f"建议没有采用：{why}" in done.stdout


@pytest.mark.parametrize("failure", [(500, "boom"), (200, "not json")])
def test_an_endpoint_that_fails_ends_the_command(server, file, failure):
    before = file.read_bytes()
    server.answers = [failure]
    done = reword(file, "--accept")
    assert (done.exit_code, file.read_bytes()) == (2, before)
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_was_accepted_before_the_endpoint_failed_is_not_lost(server, file):
    server.answers = [BETTER, (500, ""), (500, "")]
    done = reword(file, "--accept")
    assert (done.exit_code, "已把 1 段写回" in done.stdout) == (2, True)
    assert "本馆全年预算数为120.50万元，执行数118万元。" in texts(file)


def test_without_an_endpoint_it_says_how_to_configure_one(file, monkeypatch):
    monkeypatch.delenv(URL, raising=False)
    monkeypatch.delenv(MODEL, raising=False)
    done = reword(file)
    assert done.exit_code == 2
    assert URL in done.stderr
    assert MODEL in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [None, b"", b"plain text", b"PK\x03\x04"])
def test_a_file_that_is_no_docx_is_one_line(server, tmp_path, content):
    path = tmp_path / "坏.docx"
    if content is not None:
        path.write_bytes(content)
    done = reword(path)
    assert (done.exit_code, len(done.stderr.strip().splitlines())) == (2, 1)
    assert server.asked == []


def test_a_terminal_is_asked_about_each(server, file, monkeypatch):
    monkeypatch.setattr("jixiao.cli.reword._on_terminal", lambda: True)
    done = reword(file, input="y\nn\n")
    assert done.exit_code == 0
    assert "本馆全年预算数为120.50万元，实际的执行数118万元。" in texts(file)
    assert "1.资金支付的进度还是比较慢的，有待于加快。" in texts(file)


def test_a_report_saved_by_libreoffice_can_be_reworded_too(server, file, office, tmp_path):
    (saved,) = office.convert([file], "docx", tmp_path / "saved")
    assert reword(saved, "--accept").exit_code == 0
    kept = keep(report(budget="130"), saved.read_bytes())
    assert "本馆全年预算数为130万元，实际的执行数118万元。" in [block.text for block in kept.layout.blocks]
    assert not any(note.what in ("lost", "gone") for note in kept.notes)


def test_every_text_that_is_sent_hides_every_figure():
    draft = Draft.of(docx.render(report()))
    assert [each.text for each in draft.passages] == [FUNDS, "资金支付的进度还是比较慢的，有待于加快。"]
    assert draft.passages[0].filled(FUNDS) == "本馆全年预算数120.50万元，实际的执行数118万元。"
    assert not any(re.search(r"\d", re.sub("⟦\\d⟧", "", each.text)) for each in draft.passages)
