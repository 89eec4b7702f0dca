"""``jixiao check`` and ``jixiao checks``: forms, choice, waivers, exit codes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from jixiao.checking.catalogue import all_checks
from jixiao.cli.check import command as check
from jixiao.cli.checks import command as checks

CLEAN = (
    "青山区图书馆2022年度部门整体支出绩效自评报告\n本年支出331.18万元，其中基本支出237.59万元，项目支出93.59万元。\n"
)


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda command, *arguments: runner.invoke(command, [str(each) for each in arguments])


@pytest.fixture
def clean(tmp_path):
    path = tmp_path / "clean.txt"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def test_exit_codes_tell_nothing_something_and_could_not_run_apart(run, clean, faulty, tmp_path):
    assert run(check, clean).exit_code == 0
    assert run(check, clean, faulty).exit_code == 1
    missing = run(check, tmp_path / "none.txt", faulty, "--format", "json")
    assert missing.exit_code == 2
    assert len(missing.stdout.splitlines()) == 2
    assert "none.txt" in missing.stderr


def test_json_is_one_object_a_line(run, clean, faulty):
    done = run(check, clean, faulty, "--format", "json")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [made["source"] for made in objects] == [str(clean), str(faulty)]
    assert objects[0]["findings"] == []
    assert objects[1]["findings"]


def test_a_folder_stands_for_its_files(run, clean, faulty, tmp_path):
    (tmp_path / "~$temp.docx").write_bytes(b"")
    assert len(run(check, tmp_path, "--format", "json").stdout.splitlines()) == 2


def test_select_and_ignore_by_code_and_prefix(run, faulty):
    done = run(check, faulty, "--format", "json", "--select", "AR001,FO", "--ignore", "FO007")
    codes = set(json.loads(done.stdout)["checks"])
    assert "AR001" in codes
    assert "FO007" not in codes
    assert {code[:2] for code in codes} == {"AR", "FO"}
    wrong = run(check, faulty, "--select", "ZZ")
    assert wrong.exit_code == 2
    assert "ZZ" in wrong.stderr


def test_waivers_take_away_and_unused_ones_are_told(run, faulty, tmp_path):
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        "- code: AR001\n  place: 331.18万元\n  reason: 已核实\n- code: AR001\n  place: 999\n  reason: 过时\n",
        encoding="utf-8",
    )
    done = run(check, faulty, "--format", "json", "--select", "AR001", "--waivers", waivers)
    made = json.loads(done.stdout)
    assert done.exit_code == 0
    assert made["findings"] == []
    assert [finding["code"] for finding in made["waived"]] == ["AR001"]
    assert "第 4 行" in done.stderr
    assert "没有用上" in done.stderr


def test_a_faulty_waiver_file_stops_the_run_with_all_its_faults(run, faulty, tmp_path):
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text("- code: AR001\n- reason: 无\n", encoding="utf-8")
    done = run(check, faulty, "--waivers", waivers)
    assert done.exit_code == 2
    assert done.stderr.count("缺少") == 2


def test_output_files(run, faulty, tmp_path):
    for form, beginning in (("html", b"<!doctype html>"), ("xlsx", b"PK"), ("json", b"{"), ("table", b"/")):
        out = tmp_path / f"out.{form}"
        done = run(check, faulty, "--format", form, "-o", out)
        assert done.exit_code == 1
        assert out.read_bytes().startswith(beginning)
    assert run(check, faulty, "--format", "xlsx").exit_code == 2


def test_checks_lists_and_explains(run):
    listed = run(checks, "--format", "json")
    made = json.loads(listed.stdout)
    assert [each["code"] for each in made] == [check.code for check in all_checks()]
    assert all(each["sections"]["什么"] and each["status"] in ("preview", "stable") for each in made)
    told = run(checks, "AR001")
    assert "为什么" in told.stdout
    assert "例子" in told.stdout
    assert "AR001" in run(checks).stdout
    assert run(checks, "ZZ9").exit_code == 2


def test_a_long_run_says_how_far_it_is(run, faulty, monkeypatch):
    monkeypatch.setattr("jixiao.cli.check._PROGRESS_AFTER", -1.0)
    assert "已检查 2/2" in run(check, faulty, faulty, "--progress").stderr
    assert "已检查" not in run(check, faulty, faulty, "--no-progress").stderr
