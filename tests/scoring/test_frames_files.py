"""``jixiao score``: files in, files out, and every fault at once with nothing written."""

from __future__ import annotations

import csv
import importlib.util
import json

import polars as pl
import pytest
from click.testing import CliRunner
from frames_support import scored

from jixiao.cli.score import command
from jixiao.schemes.catalogue import Catalogue
from jixiao.scoring import table_files

SCHEME = "national-project-2020"
GOALS = [
    {"name": "讲座", "category": "quantity", "operator": ">=", "target": "8", "actual": "7", "points": "50"},
    {"name": "影响", "category": "social", "operator": "<=", "target": "30", "actual": "36", "points": "30"},
    {
        "name": "满意度",
        "category": "satisfaction",
        "operator": ">=",
        "target": "90%",
        "actual": "87.5%",
        "points": "10",
    },
]
HEAD = ["unit", "year", "expenditure", "adjusted_budget", "goals"]


@pytest.fixture
def scheme():
    found, _ = Catalogue.of().find(SCHEME)
    assert found is not None
    return found


def rows(count):
    """Units with budgets of their own and the same goals."""
    goals = json.dumps(GOALS, ensure_ascii=False)
    return [[f"第{n}科", "2023", f"{n}.5", f"{n + 7}", goals] for n in range(count)]


def write_csv(path, table, head=HEAD, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *table])
    return path


def run(source, target, *more):
    return CliRunner().invoke(command, [str(source), "--scheme", SCHEME, "-o", str(target), *more])


def faults(result):
    """The lines of the findings."""
    return [line for line in result.stderr.splitlines() if line.startswith("  [")]


# --- what is written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_every_row_of_the_facts_is_a_row_of_the_scores(tmp_path, scheme, ending):
    source = write_csv(tmp_path / "facts.csv", rows(40))
    target = tmp_path / f"scores.{ending}"
    result = run(source, target)
    assert result.exit_code == 0, result.stderr
    assert "40 个单位已评分" in result.stdout
    expected, _ = scored(scheme, pl.read_csv(source, infer_schema=False))
    found = pl.read_parquet(target) if ending == "parquet" else pl.read_csv(target, infer_schema=False)
    assert found.columns == expected.columns
    assert found.select(pl.all().cast(pl.String)).equals(expected.select(pl.all().cast(pl.String)))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_batches_join_to_the_same_table(tmp_path, scheme, monkeypatch):
    source = write_csv(tmp_path / "facts.csv", rows(53))
    run(source, tmp_path / "whole.parquet")
    monkeypatch.setattr(table_files, "ROWS", 7)
    told = []
    done = table_files.score_file(source, tmp_path / "parts.parquet", scheme, lambda *now: told.append(now))
    assert (done.units, done.faults) == (53, 0)
    assert pl.read_parquet(tmp_path / "parts.parquet").equals(pl.read_parquet(tmp_path / "whole.parquet"))
    assert told[-1] == (53, None)
    assert len(told) > 1


def test_parquet_tells_how_many_rows_there_are(tmp_path, scheme):
    pl.read_csv(write_csv(tmp_path / "facts.csv", rows(5)), infer_schema=False).write_parquet(
        tmp_path / "facts.parquet"
    )
    told = []
    table_files.score_file(tmp_path / "facts.parquet", tmp_path / "s.csv", scheme, lambda *now: told.append(now))
    assert told == [(5, 5)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_as_excel_saves_it(tmp_path, encoding):
    run(write_csv(tmp_path / "plain.csv", rows(3)), tmp_path / "plain.parquet")
    result = run(write_csv(tmp_path / "excel.csv", rows(3), encoding=encoding), tmp_path / "excel.parquet")
    assert result.exit_code == 0, result.stderr
    assert pl.read_parquet(tmp_path / "excel.parquet").equals(pl.read_parquet(tmp_path / "plain.parquet"))


def test_labels_and_other_units_in_the_header(tmp_path):
    run(write_csv(tmp_path / "plain.csv", rows(3)), tmp_path / "plain.parquet")
    table = [[row[0], row[1], f"{int(float(row[2]) * 10000)}", row[3], row[4]] for row in rows(3)]
    head = ["单位名称", "年度", "全年执行数［元］", "adjusted_budget [万元]", "绩效指标"]
    result = run(write_csv(tmp_path / "labels.csv", table, head), tmp_path / "labels.parquet")
    assert result.exit_code == 0, result.stderr
    assert pl.read_parquet(tmp_path / "labels.parquet").equals(pl.read_parquet(tmp_path / "plain.parquet"))


def test_projects_keep_their_names(tmp_path):
    source = write_csv(tmp_path / "facts.csv", [[*row, "讲座项目"] for row in rows(2)], [*HEAD, "项目名称"])
    run(source, tmp_path / "scores.parquet")
    assert pl.read_parquet(tmp_path / "scores.parquet")["subject"].to_list() == ["讲座项目"] * 2


# --- what is refused ---------------------------------------------------------------------------------------------


def test_all_faults_of_a_table_are_told_at_once_and_nothing_is_written(tmp_path):
    table = rows(6)
    table[0][2] = "九十五"
    table[1][3] = "12人"
    table[2][1] = "1999"
    table[3][0] = " "
    table[4][4] = "[{"
    table[5][4] = json.dumps([{**GOALS[0], "category": "数目", "points": "五"}], ensure_ascii=False)
    result = run(write_csv(tmp_path / "facts.csv", table), tmp_path / "scores.parquet")
    assert result.exit_code == 2
    found = faults(result)
    for code, row, words in (
        ("IN408", 2, "九十五"),
        ("IN408", 3, "12人"),
        ("IN409", 4, "1999"),
        ("IN413", 5, "单位名称"),
        ("IN410", 6, "JSON"),
        ("IN410", 7, "数目"),
        ("IN410", 7, "五"),
    ):
        assert any(code in line and f"第 {row} 行" in line and words in line for line in found), (code, row, found)
    assert "有 7 处错误" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.csv"]


def test_a_faulty_header_is_told_before_any_row(tmp_path):
    head = ["unit", "expenditure[人]", "adjusted_budgte", "全年执行数", "goals"]
    result = run(write_csv(tmp_path / "facts.csv", rows(1), head), tmp_path / "scores.parquet")
    assert result.exit_code == 2
    text = "\n".join(faults(result))
    for code, words in (
        ("IN406", "人"),
        ("IN403", "adjusted_budget"),
        ("IN405", "expenditure"),
        ("IN404", "年度"),
        ("IN404", "全年预算数"),
    ):
        assert any(code in line and words in line for line in faults(result)), (code, text)


def test_many_faults_of_one_kind_are_counted_not_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "ROWS", 64)
    table = [[*row[:2], "不详", *row[3:]] for row in rows(300)]
    result = run(write_csv(tmp_path / "facts.csv", table), tmp_path / "scores.parquet")
    assert result.exit_code == 2
    assert "有 300 处错误" in result.stderr
    assert len(faults(result)) == 21
    assert "还有 280 处" in faults(result)[-1]


def test_faults_after_the_first_batches_leave_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "ROWS", 16)
    table = rows(200)
    table[150][2] = "？"
    target = tmp_path / "scores.parquet"
    target.write_bytes(b"before")
    result = run(write_csv(tmp_path / "facts.csv", table), target)
    assert result.exit_code == 2
    assert "第 152 行" in faults(result)[0]
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.csv", "scores.parquet"]


def test_figure_and_not_applicable_together_contradict_each_other(tmp_path, scheme):
    frame = pl.read_csv(write_csv(tmp_path / "facts.csv", rows(2)), infer_schema=False)
    frame.with_columns(pl.Series("expenditure__na", [False, True])).write_parquet(tmp_path / "facts.parquet")
    result = run(tmp_path / "facts.parquet", tmp_path / "scores.parquet")
    assert result.exit_code == 2
    assert len(faults(result)) == 1
    assert "IN412" in faults(result)[0]
    assert "第 3 行" in faults(result)[0]


def test_columns_of_a_type_that_holds_no_facts(tmp_path):
    frame = pl.read_csv(write_csv(tmp_path / "facts.csv", rows(2)), infer_schema=False)
    frame.with_columns(pl.Series("expenditure", [[1], [2]]), pl.Series("goals", [1, 2])).write_parquet(
        tmp_path / "facts.parquet"
    )
    result = run(tmp_path / "facts.parquet", tmp_path / "scores.parquet")
    assert [line.split("]")[0][-5:] for line in faults(result)] == ["IN407", "IN407"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "IN402"),
        (b"  \n", "IN402"),
        (b"PK\x03\x04\x00\x00\x00\x00", "IN402"),
        (b"PAR1 this is no parquet", "IN402"),
        (",".join(HEAD).encode() + b"\n", "IN402"),
        (",".join(HEAD).encode() + b"\na,2023,1,2,[],7,8\nb,2023,1,2,[]\n", "IN411"),
        (",".join([*HEAD, "expenditure"]).encode() + b"\na,2023,1,2,[],7\n", "IN405"),
    ],
)
def test_files_that_are_no_table(tmp_path, content, code):
    (tmp_path / "facts.csv").write_bytes(content)
    result = run(tmp_path / "facts.csv", tmp_path / "scores.csv")
    assert result.exit_code == 2
    assert code in faults(result)[0]
    assert not (tmp_path / "scores.csv").exists()


def test_a_damaged_parquet_file(tmp_path):
    pl.read_csv(write_csv(tmp_path / "facts.csv", rows(500)), infer_schema=False).write_parquet(tmp_path / "f.parquet")
    whole = (tmp_path / "f.parquet").read_bytes()
    (tmp_path / "f.parquet").write_bytes(whole[: len(whole) // 3] + bytes(64) + whole[len(whole) // 3 + 64 :])
    result = run(tmp_path / "f.parquet", tmp_path / "scores.parquet")
    assert result.exit_code == 2
    assert "IN402" in faults(result)[0]
    assert not (tmp_path / "scores.parquet").exists()


def test_a_file_that_is_not_there(tmp_path):
    result = run(tmp_path / "facts.csv", tmp_path / "scores.csv")
    assert result.exit_code == 2
    assert "IN401" in faults(result)[0]


def test_a_folder_that_is_not_there(tmp_path):
    result = run(write_csv(tmp_path / "facts.csv", rows(1)), tmp_path / "none" / "scores.csv")
    assert result.exit_code == 2
    assert "写不了" in result.stderr


def test_an_output_of_another_kind(tmp_path):
    result = run(write_csv(tmp_path / "facts.csv", rows(1)), tmp_path / "scores.xlsx")
    assert result.exit_code == 2
    assert ".parquet 或 .csv" in result.stderr


def test_without_polars_the_command_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("jixiao.cli.score.find_spec", lambda name: None)
    result = run(write_csv(tmp_path / "facts.csv", rows(1)), tmp_path / "scores.csv")
    assert result.exit_code == 2
    assert "pip install 'jixiao[frames]'" in result.stderr
    assert importlib.util.find_spec("polars") is not None
