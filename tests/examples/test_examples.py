"""The five example workbooks and the demo: made by the script, read without errors, and nothing in the demo is typed in."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jixiao.cli._output import wrapped
from jixiao.cli.demo import command, read_published, verdict
from jixiao.findings import Severity
from jixiao.numbers import Missing, plain, round_by
from jixiao.schemes.loader import load_scheme
from jixiao.workbook.evaluation import evaluate_file
from jixiao.workbook.reader import read_workbook
from jixiao.workbook.template import write

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
PUBLISHED = {entry.workbook: entry for entry in read_published(EXAMPLES / "published.yaml")}


def demo(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    result = demo("-o", folder)
    assert result.exit_code == 0, result.output
    return result.output, folder


# --- the workbooks ----------------------------------------------------------------------------------------------


def made(folder):
    subprocess.run([sys.executable, EXAMPLES / "make_examples.py", folder], check=True, capture_output=True)
    return {path.name: path for path in folder.iterdir()}


def test_the_workbooks_hold_what_the_script_writes(tmp_path):
    """Contents and scheme are compared, not bytes: another zlib packs the same sheets otherwise."""
    fresh = made(tmp_path)
    assert fresh.keys() == {path.name for path in EXAMPLES.glob("*.xlsx")} == PUBLISHED.keys()
    for name, path in fresh.items():
        new, kept = read_workbook(path), read_workbook(EXAMPLES / name)
        codes = {finding.code for finding in kept.findings}
        assert codes == {finding.code for finding in new.findings}, "run examples/make_examples.py"
        assert (kept.scheme_id, kept.filling) == (new.scheme_id, new.filling), "run examples/make_examples.py"


def test_the_script_writes_the_same_bytes_each_time(tmp_path):
    first, second = made(tmp_path / "first"), made(tmp_path / "second")
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_a_workbook_is_read_without_an_error(name):
    evaluation = evaluate_file(EXAMPLES / name)
    assert [finding for finding in evaluation.findings if finding.severity is Severity.ERROR] == []
    assert evaluation.result is not None


@pytest.mark.parametrize("name", ["baiyun-2022.xlsx", "zhanjiang-2022.xlsx"])
def test_what_a_report_does_not_prove_is_marked_as_the_units_claim(name):
    reading = read_workbook(EXAMPLES / name)
    printed = {"three_public_budget", "three_public_expenditure"}
    assert [code for code, answer in reading.filling.answers.items() if not answer.note and code not in printed] == []
    assert all(goal.deviation for goal in reading.facts.goals)


def test_what_a_report_does_not_print_stays_missing():
    for name, scored in (("liwan-2023.xlsx", {"execution", "carryover_share"}), ("haizhu-2023.xlsx", {"execution"})):
        result = evaluate_file(EXAMPLES / name).result
        assert {leaf.id for leaf in result.leaves() if leaf.score is not None} == scored
        assert not result.complete
        assert result.grade == ""


# --- the demo ---------------------------------------------------------------------------------------------------


def test_the_demo_sets_what_was_printed_beside_what_is_computed(shown):
    output, _ = shown
    rows = [" ".join(line.split()) for line in output.splitlines()]
    assert "广州市白云区科学技术协会 2022 99.15 98.15 +1.00" in rows
    assert any(row.startswith("广州市荔湾区科学技术协会 2023 未印 已评 12.00") for row in rows)
    assert any(row.startswith("广州市海珠区科学技术协会 2023 96.95 已评 10.00") for row in rows)
    assert "广州市天河区科学技术协会 2022 未印 不计分 —" in rows
    assert "湛江市科学技术协会 2022 100 优秀 97.92 优 +2.08" in rows
    text = "".join(output.split())
    assert "25个末级指标，分值合计99" in text
    assert "采购合同签订时效性2分改为3分，合计100分）：99.15分，与报告所印相同" in text


def test_the_demo_tells_which_printed_rates_hold(shown):
    rows = [line.split() for line in shown[0].splitlines()]
    verdicts = {(row[0], row[1]): row[2:] for row in rows if len(row) > 3 and row[2].endswith(("%", "未印"))}
    assert verdicts["广州市白云区科学技术协会", "结转结余率"] == ["0.27%", "5.00%", "不符"]
    assert verdicts["广州市天河区科学技术协会", "预算调整率"][:2] == ["17.35%", "17.36%"]
    assert "舍去" in verdicts["广州市天河区科学技术协会", "预算调整率"][2]
    assert verdicts["湛江市科学技术协会", "支出率"] == ["100%", "65.36%", "不符"]
    assert verdicts["湛江市科学技术协会", "资金到位率"] == ["65.36%", "65.36%", "相符"]


def test_the_demo_writes_a_result_and_a_score_sheet_for_each(shown):
    _, folder = shown
    for name in PUBLISHED:
        result = json.loads((folder / Path(name).stem / "result.json").read_text(encoding="utf-8"))
        assert result["unit"]
        assert (folder / Path(name).stem / "评分表.xlsx").stat().st_size > 0
    assert json.loads((folder / "baiyun-2022" / "result.json").read_text(encoding="utf-8"))["total"] == "98.15"


def test_another_figure_in_a_workbook_changes_what_the_demo_prints(tmp_path):
    """The figures are computed: with 10 万元 less spent, 白云's expenditure rate gives 9.20 and the total 97.85."""
    for path in EXAMPLES.glob("*.xlsx"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "published.yaml").write_bytes((EXAMPLES / "published.yaml").read_bytes())
    filling = read_workbook(EXAMPLES / "baiyun-2022.xlsx").filling
    payments = tuple(
        dataclasses.replace(row, amount=row.amount - 10) if row.kind == "基本支出" else row
        for row in filling.rows["execution"]
    )
    changed = dataclasses.replace(filling, rows={**filling.rows, "execution": payments})
    write(load_scheme("guangdong-department-2022-printed").scheme, tmp_path / "baiyun-2022.xlsx", changed)
    output = demo("-o", tmp_path / "out", "--examples", tmp_path).output
    assert "广州市白云区科学技术协会 2022 99.15 97.85 +1.30" in [" ".join(line.split()) for line in output.splitlines()]
    assert "98.85 分，报告印 99.15" in " ".join(output.split())


def test_no_computed_figure_stands_in_the_demo_or_beside_the_printed_ones():
    text = (ROOT / "src" / "jixiao" / "cli" / "demo.py").read_text(encoding="utf-8")
    text += (EXAMPLES / "published.yaml").read_text(encoding="utf-8")
    for computed in ("98.15", "97.92", "12.00", "10.00", "17.36", "5.00%", "65.69", "57.41"):
        assert computed not in text


def test_without_examples_the_demo_says_where_to_run_it(tmp_path):
    result = demo("--examples", tmp_path)
    assert result.exit_code == 2
    assert "--examples" in result.output


def test_a_broken_example_stops_the_demo_with_its_faults(tmp_path):
    for path in EXAMPLES.glob("*"):
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "haizhu-2023.xlsx").write_bytes(b"")
    result = demo("-o", tmp_path / "out", "--examples", tmp_path)
    assert result.exit_code == 2
    assert "haizhu-2023.xlsx" in result.output


# --- comparing a printed rate -----------------------------------------------------------------------------------

shares = st.fractions(min_value=0, max_value=3, max_denominator=10**6)
places = st.integers(min_value=0, max_value=4)


@given(shares, places)
def test_a_rate_that_was_rounded_agrees(share, digits):
    printed = f"{plain(round_by(f'half_up_{digits}', share * 100))}%"
    assert verdict(printed, share) == (printed, "相符")


@given(shares, places)
def test_a_rate_that_was_cut_off_is_never_called_wrong(share, digits):
    printed = f"{plain(round_by(f'truncate_{digits}', share * 100))}%"
    assert verdict(printed, share)[1] in ("相符", "末位是舍去的，不是四舍五入")


@given(shares, places, st.integers(min_value=1, max_value=10**4))
def test_a_rate_that_is_off_by_a_whole_digit_or_more_does_not_hold(share, digits, off):
    wrong = round_by(f"half_up_{digits}", share * 100) + Decimal(off + 1).scaleb(-digits)
    assert verdict(f"{plain(wrong)}%", share)[1] == "不符"


def test_a_rate_that_cannot_be_worked_out_is_not_compared():
    assert verdict("95%", Missing.BLANK) == ("", "数据不全，无法重算")
    assert verdict("", Fraction(1, 3)) == ("33.33%", "")


# --- paragraphs -------------------------------------------------------------------------------------------------

prose = st.text(alphabet="评分表的总是多少，。：）“100%ab9.5 ", max_size=120)


@given(prose, st.integers(min_value=12, max_value=60))
def test_broken_lines_hold_all_of_the_text_and_begin_with_no_closing_mark(text, width):
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not [line for line in lines[1:] if line[:1] in "，。：）" and line]


def test_words_and_figures_stay_whole():
    lines = wrapped("各项分值之和也达不到 100，两处相差一样多：可见总分是 99.15 分。", 20)
    assert all(len(line) <= 20 for line in lines)
    assert re.search(r"100，", "\n".join(lines))
    assert "99.15" in "\n".join(lines)


# --- against the real reports -----------------------------------------------------------------------------------


def test_what_the_reports_print_is_written_down_as_they_print_it(shared):
    expected = {
        (report["unit"], report["year"]): report
        for report in json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))["reports"]
    }
    for name, entry in PUBLISHED.items():
        facts = evaluate_file(EXAMPLES / name).facts
        report = expected[facts.unit, facts.year]
        assert entry.total == (report["total_score"] or "")
        printed = {rate.printed for rate in entry.rates if rate.printed}
        assert printed <= {value for value in report["figures"].values() if value.endswith("%")}
        for figure in ("initial_budget", "expenditure", "project_expenditure", "received_funds"):
            if figure in report["figures"] and facts.get(figure) is not None:
                assert facts.get(figure).value.base == Fraction(re.match(r"[\d.]+", report["figures"][figure])[0]), (
                    figure
                )
