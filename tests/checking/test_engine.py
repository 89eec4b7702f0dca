"""The engine: four ways to end, crashes that hide nothing, waivers, choice by code."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from jixiao.checking.base import HEADINGS, Check, NotApplicable
from jixiao.checking.catalogue import PREFIXES, all_checks, choose, entry
from jixiao.checking.engine import CRASH, check_report, run_check
from jixiao.checking.waivers import Waiver, read_waivers, unused
from jixiao.findings import Kind, Severity
from jixiao.location import Location
from jixiao.numbers import Printed
from jixiao.report import Figure, Report


class _Broken(Check):
    code, title, kind, severity = "AR990", "坏检查", Kind.ARITHMETIC, Severity.ERROR

    def run(self, report):
        raise ZeroDivisionError("零作除数")


class _Silent(Check):
    code, title, kind, severity = "AR991", "无可查", Kind.ARITHMETIC, Severity.ERROR

    def run(self, report):
        return NotApplicable("没有数字")


class _Loud(Check):
    code, title, kind, severity = "AR992", "总是报", Kind.ARITHMETIC, Severity.ERROR

    def run(self, report):
        yield self.finding("后出现。", Location(block=5, start=1, quote="乙"))
        yield self.finding("先出现。", Location(block=2, start=0, quote="甲"))
        yield self.finding("最轻。", Location(block=0, quote="丙"), severity=Severity.INFO)


def test_each_check_ends_in_its_own_way_and_a_crash_hides_nothing():
    checked = check_report(Report("a.txt"), [_Broken(), _Silent(), _Loud()])
    assert [outcome.state for outcome in checked.outcomes] == ["crashed", "not_applicable", "found"]
    assert checked.outcomes[1].detail == "没有数字"
    crash = next(finding for finding in checked.findings if finding.code == CRASH)
    assert "AR990" in crash.message
    assert "零作除数" in crash.message
    assert crash.severity is Severity.WARNING
    assert checked.incomplete
    assert len(checked.findings) == 4


def test_findings_stand_worst_first_then_in_reading_order():
    checked = check_report(Report("a.txt"), [_Loud()])
    assert [finding.message for finding in checked.findings] == ["先出现。", "后出现。", "最轻。"]


def test_a_clean_check_says_so():
    class Clean(_Silent):
        def run(self, report):
            return []

    assert run_check(Clean(), Report("a.txt")).state == "clean"


def test_results_cross_process_borders():
    checked = check_report(Report("a.txt"), [_Loud()])
    assert pickle.loads(pickle.dumps(checked)) == checked


def test_a_waiver_takes_away_what_it_names_and_nothing_else():
    waivers = (Waiver("AR992", "甲", "已核实"), Waiver("AR992", "丁", "写错了"), Waiver("AR001", "乙", "代码不同"))
    checked = check_report(Report("a.txt"), [_Loud()], waivers)
    assert [finding.message for finding in checked.waived] == ["先出现。"]
    assert len(checked.findings) == 2
    assert [note.code for note in unused(waivers, checked.used_waivers)] == ["WV001", "WV001"]


def test_a_waiver_can_be_bound_to_a_file():
    waivers = (Waiver("AR992", "甲", "已核实", file="b.txt"),)
    assert not check_report(Report("a.txt"), [_Loud()], waivers).waived
    assert check_report(Report("dir/b.txt"), [_Loud()], waivers).waived


def test_waiver_file_reports_all_faults_with_their_lines(tmp_path):
    path = tmp_path / "waivers.yaml"
    path.write_text(
        "- code: AR992\n  place: 甲\n  reason: 已核实\n- code: AR992\n  place: 乙\n- code: AR992\n  pla: 丙\n- 只有一句话\n",
        encoding="utf-8",
    )
    waivers, faults = read_waivers(path)
    assert waivers == (Waiver("AR992", "甲", "已核实", origin="waivers.yaml", line=1),)
    assert [(fault.locations[0].line, fault.code) for fault in faults] == [
        (3, "WV002"),
        (6, "WV002"),
        (5, "WV002"),
        (7, "WV002"),
    ]
    assert "reason" in faults[0].message
    assert "pla" in faults[1].message


@pytest.mark.parametrize("text", ["code: AR001", "- [a", "- code: {a: 1}\n  place: x\n  reason: y", "\x00"])
def test_a_broken_waiver_file_is_a_fault_not_a_crash(tmp_path, text):
    path = tmp_path / "waivers.yaml"
    path.write_text(text, encoding="utf-8")
    waivers, faults = read_waivers(path)
    assert not waivers
    assert faults
    assert all(fault.severity is Severity.ERROR for fault in faults)


def test_a_missing_waiver_file_is_a_fault(tmp_path):
    assert read_waivers(tmp_path / "none.yaml")[1]


def test_choice_by_code_and_prefix():
    assert {check.code[:2] for check in choose(select=("AR",))} == {"AR"}
    assert "AR002" not in {check.code for check in choose(ignore=("ar002",))}
    assert [check.code for check in choose(select=("AR002",))] == ["AR002"]
    with pytest.raises(ValueError, match="ZZ9"):
        choose(select=("AR", "ZZ9"))


def test_codes_are_unique_named_by_their_files_and_prefixed_by_their_kind():
    checks = all_checks()
    assert len({check.code for check in checks}) == len(checks)
    for check in checks:
        assert type(check).__name__ == check.code
        assert type(check).__module__ == f"jixiao.checking.{check.kind.value}.{check.code}"
        assert check.code.startswith(PREFIXES[check.kind])


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.code)
def test_every_check_explains_itself_under_all_headings(check):
    explained = entry(check)
    assert tuple(heading for heading, _ in explained.sections) == HEADINGS
    assert all(text for _, text in explained.sections)
    assert explained.title == check.title
    assert not check.title.endswith("。")


def test_an_empty_report_is_neither_faulty_nor_a_crash():
    checked = check_report(Report("a.txt"))
    assert {outcome.state for outcome in checked.outcomes} <= {"clean", "not_applicable"}


def test_figures_made_by_hand_are_checked():
    def figure(name: str, value: str) -> Figure:
        return Figure(name, name, Printed(Decimal(value), "万元", 2, value), Location(quote=value))

    report = Report(
        "a.txt",
        figures=(
            figure("expenditure", "331.18"),
            figure("basic_expenditure", "237.59"),
            figure("project_expenditure", "90.59"),
        ),
    )
    outcome = run_check(next(iter(choose(select=("AR002",)))), report)
    assert [finding.expected for finding in outcome.findings] == ["328.18 万元"]
