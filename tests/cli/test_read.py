"""``jixiao read``: JSON lines, a table for people, and the exit code."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from jixiao.cli.read import command


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text(
        "青山县林业局2023年度部门整体支出绩效自评报告\n全年预算数120.5万元，执行数118万元，执行率97.93%。自评得分96分，等级为优。\n",
        encoding="utf-8",
    )
    return path


def test_json_prints_one_object_a_file(report):
    done = CliRunner().invoke(command, [str(report), str(report), "--format", "json"])
    assert done.exit_code == 0
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first == second
    assert first["unit"] == "青山县林业局"
    assert [figure["value"] for figure in first["figures"]] == ["120.5", "118", "97.93"]
    assert (first["total_score"], first["grade"]) == ("96", "优")


def test_the_table_shows_labels_values_and_places(report):
    done = CliRunner().invoke(command, [str(report)])
    assert done.exit_code == 0
    for words in ("青山县林业局", "全年预算数", "120.5万元", "总分 96分", "等级 优"):
        assert words in done.stdout


def test_a_file_that_cannot_be_read_does_not_stop_the_others(report, tmp_path):
    done = CliRunner().invoke(command, [str(tmp_path / "没有.txt"), str(report), "--format", "json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout.splitlines()[-1])["unit"] == "青山县林业局"
    assert "没有.txt" in done.stderr
