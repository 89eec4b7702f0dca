"""Indicators from invented reports in every published form, through our own reader, against golden rows.

A case is a text, a line ``===``, and the rows that a careful reader would take from it: name, points, score, target
and actual, parted by bars, empty where nothing is printed.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from jixiao.numbers import narrow
from jixiao.reading.extract.indicators import extract_indicators
from jixiao.reading.open import read_document

CASES = sorted((Path(__file__).parent / "indicators_cases").glob("*.txt"))
COUNTED = ("indicator", "execution")


def told(path: Path) -> list[tuple[str | None, ...]]:
    rows = extract_indicators(read_document(path))
    return [(row.name, row.points, row.score, row.target, row.actual) for row in rows if row.row_kind in COUNTED]


def _golden(lines: str) -> list[tuple[str | None, ...]]:
    return [tuple(part.strip() or None for part in line.split("|")) for line in lines.splitlines() if line.strip()]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_invented_report(path: Path, tmp_path: Path):
    text, _, golden = path.read_text(encoding="utf-8").partition("===\n")
    report = tmp_path / "report.txt"
    report.write_text(text, encoding="utf-8")
    assert told(report) == _golden(golden)


def test_published_reports(shared: Path):
    """Name, points, score, target and actual of every indicator of the two folders together: F1 of 0.97 or more."""
    right = wrong = missed = 0
    for path, truth in _published(shared):
        read = Counter(tuple(narrow(value or "") for value in row) for row in told(path))
        true = Counter(truth)
        right += sum((read & true).values())
        wrong += sum((read - true).values())
        missed += sum((true - read).values())
    assert 2 * right / (2 * right + wrong + missed) >= 0.97, (right, wrong, missed)


def _published(shared: Path):
    fields = ("name", "points", "score", "target", "actual")
    for line in (shared / "reports" / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        rows = [tuple(narrow(row.get(field) or "") for field in fields) for row in entry["indicators"]]
        yield shared / "reports" / entry["file"], rows
    expected = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))
    for entry in expected["reports"]:
        rows = [(narrow(name), str(points), str(score), "", "") for name, points, score in entry.get("indicators", ())]
        yield shared / "seeds" / entry["file"], rows


def test_groups_and_blank_indicators_are_told_apart(tmp_path: Path):
    report = tmp_path / "report.txt"
    report.write_text(
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分\n"
        "产出指标（60分） | 数量指标 | 巡护里程 | ≥30公里 | 31公里 | 60 | 60\n"
        "效益指标（40分） | 社会效益指标 | 护林员增收 | | | |\n"
        " | | 火情通报次数 | ≤2次 | 1次 | 40 | 40\n"
        "合计 | 100 | 100\n",
        encoding="utf-8",
    )
    rows = extract_indicators(read_document(report))
    assert [(row.row_kind, row.name, row.points) for row in rows] == [
        ("subtotal", "产出指标", "60"),
        ("indicator", "巡护里程", "60"),
        ("subtotal", "效益指标", "40"),
        ("blank", "护林员增收", None),
        ("indicator", "火情通报次数", "40"),
        ("total", "合计", "100"),
    ]


def test_an_execution_rate_scored_twice_counts_once(tmp_path: Path):
    report = tmp_path / "report.txt"
    report.write_text(
        "项目资金（万元） | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分\n"
        "年度资金总额 | 50 | 45 | 10 | 90% | 9\n"
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分\n"
        "过程指标 | 资金管理 | 预算执行率 | 100% | 90% | 10 | 9\n"
        "产出指标 | 数量指标 | 巡护里程 | ≥30公里 | 31公里 | 90 | 90\n",
        encoding="utf-8",
    )
    assert [row[0] for row in told(report)] == ["预算执行率", "巡护里程"]
