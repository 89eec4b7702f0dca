"""Reading filled workbooks: every fault at its place, all at once, and nothing wrong with what is merely unusual."""

from __future__ import annotations

import importlib.util
import re
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.findings import Severity
from jixiao.location import Location
from jixiao.registers.catalogue import REGISTERS
from jixiao.workbook import ooxml
from jixiao.workbook.faults import FAULTS
from jixiao.workbook.filling import Answer, Filling
from jixiao.workbook.reader import WorkbookReading, read_workbook
from jixiao.workbook.template import write

_spec = importlib.util.spec_from_file_location("workbook_corpus", Path(__file__).with_name("corpus.py"))
corpus = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = corpus
_spec.loader.exec_module(corpus)

FAULTY = {name: each for name, each in corpus.CASES.items() if each.expect}
UNUSUAL = {name: each for name, each in corpus.CASES.items() if not each.expect}
EXPECTING = re.compile("应为|应有|应与|应只|应至少|应不超过|应保持|必须有|要用到它")
"""Every message says what is expected, beside what was found."""


@pytest.fixture(scope="session")
def good(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("good") / "完好.xlsx"
    write(corpus.SCHEME, path, corpus.good())
    return path


@pytest.fixture
def workbook(good, tmp_path) -> Path:
    path = tmp_path / "工作簿.xlsx"
    path.write_bytes(good.read_bytes())
    return path


def without_places(filling: Filling) -> Filling:
    return replace(filling, goals=tuple(replace(goal, origin=Location()) for goal in filling.goals))


def read(path: Path):
    return read_workbook(path, corpus.CATALOGUE)


def test_the_good_workbook_has_no_fault_and_gives_back_what_was_written(workbook):
    reading = read(workbook)
    assert reading.findings == ()
    assert without_places(reading.filling) == corpus.good()
    assert reading.scheme is corpus.SCHEME
    assert (reading.facts.unit, reading.facts.year, reading.facts.subject) == ("某区科学技术协会", 2023, "")


def test_every_input_of_the_scheme_becomes_a_fact_with_its_place(workbook):
    facts = read(workbook).facts
    for name in corpus.SCHEME.inputs:
        place = facts.get(name).origins[0]
        assert place.file == "工作簿.xlsx"
        assert place.sheet
        assert place.records or place.row is not None
    assert facts.get("expenditure").origins[0].label == "工作表“支出台账” 第 7 行"
    assert facts.get("arrears").origins[0].label == "工作表“指标填报” C7"
    assert facts.get("lectures_planned").evidence == "工作要点"
    assert facts.get("lectures_planned").note == "以场计"


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_said_once_at_its_place_with_what_is_expected(name, workbook, monkeypatch):
    monkeypatch.setattr(ooxml, "MOST_ELEMENTS", 100_000)  # the limit itself takes seconds to reach
    FAULTY[name].make(workbook)
    reading = read(workbook)
    said = [(each.code, each.locations[0].label, each.message + each.advice) for each in reading.findings]
    expected = FAULTY[name].expect
    assert len(said) == len(expected), said
    for code, place, words in expected:
        assert any(c == code and place in ("", p) and words in m for c, p, m in said), (code, said)
    stopped = any(each.severity is Severity.ERROR for each in reading.findings)
    assert (reading.facts is None) == stopped
    for each in reading.findings:
        assert not each.code.startswith("IN") or EXPECTING.search(each.message), each.message
        assert not re.search(r"None|Missing|Decimal|\{|\}", each.message)


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_but_clear_is_read_like_the_good_workbook(name, workbook):
    UNUSUAL[name].make(workbook)
    reading = read(workbook)
    assert reading.findings == ()
    assert without_places(reading.filling) == corpus.good()


def test_every_code_has_a_workbook_that_shows_it():
    shown = {code for each in FAULTY.values() for code, _, _ in each.expect}
    # One needs a project, one a register kept besides, one amounts that belong together: below and in test_slips.py.
    assert set(FAULTS) <= shown | {"IN204", "IN209", "IN210"}


def test_severities_are_those_of_the_list(workbook):
    for name in ("两行相同", "隐藏的行", "内容有改动", "台账没有填"):
        assert corpus.CASES[name].expect[0][0] in {code for code, (_, how) in FAULTS.items() if how is Severity.WARNING}


def test_rows_of_other_projects_are_named_and_not_counted(tmp_path):
    scheme, _ = corpus.CATALOGUE.find("national-project-2020")
    example = REGISTERS["budget"].example
    rows = (replace(example, project="科普活动经费"), replace(example, project="科普活动项目经费"))
    path = tmp_path / "项目.xlsx"
    filling = Filling(
        "某单位", 2023, "科普活动经费", rows={"budget": rows, "execution": (REGISTERS["execution"].example,)}
    )
    write(scheme, path, filling)
    reading = read(path)
    (other,) = [each for each in reading.findings if each.code == "IN204"]
    assert "科普活动项目经费" in other.message
    assert other.locations[0].records == (8,)
    assert reading.facts.get("adjusted_budget").value.value == example.adjusted
    assert reading.facts.subject == "科普活动经费"


@pytest.fixture
def besides(tmp_path):
    """A workbook of a scheme that asks for what the register of three-public items, kept besides, also tells."""
    scheme, _ = corpus.CATALOGUE.find("guangdong-department-2022-printed")
    item = REGISTERS["three_public"].example

    def make(**answers) -> tuple[Filling, WorkbookReading]:
        filling = Filling("某单位", 2022, rows={"three_public": (item,)}, answers=answers)
        write(scheme, tmp_path / "另记.xlsx", filling)
        return filling, read(tmp_path / "另记.xlsx")

    return make


def test_a_register_that_the_scheme_does_not_need_is_read_and_may_be_empty(besides):
    filling, reading = besides()
    assert reading.filling.rows == filling.rows
    assert [each.code for each in reading.findings if "三公经费" in each.locations[0].label] == []
    assert reading.places["three_public"][0].label == "工作表“三公经费” 第 7 行"


def test_what_the_register_tells_need_not_be_answered(besides):
    fact = besides()[1].facts.get("three_public_budget")
    assert (fact.value.value, fact.origins[0].sheet) == (Decimal("1.80"), "三公经费")


def test_an_answer_that_says_the_same_in_another_unit_is_no_contradiction(besides):
    _, reading = besides(three_public_budget=Answer(corpus.printed("18000", "元")))
    assert "IN209" not in {each.code for each in reading.findings}
    assert reading.facts.get("three_public_budget").origins[0].sheet == "指标填报"


def test_an_answer_that_says_something_else_is_named_and_counts(besides):
    _, reading = besides(three_public_budget=Answer(corpus.printed("2", "万元")))
    (differs,) = [each for each in reading.findings if each.code == "IN209"]
    assert (differs.actual.strip(), differs.expected.strip()) == ("20000 元", "1.8 万元")
    assert differs.locations[0].label.startswith("工作表“指标填报” C")
    assert reading.facts.get("three_public_budget").value.value == 20000


def test_what_stands_in_an_empty_template_is_asked_for(tmp_path):
    path = tmp_path / "空白.xlsx"
    write(corpus.SCHEME, path)
    reading = read(path)
    assert reading.facts is None
    codes = [each.code for each in reading.findings]
    assert codes.count("IN101") == 1  # 单位名称
    assert codes.count("IN115") == 1  # 评价年度
    assert codes.count("IN205") == 1 + 6  # 绩效目标 and six registers


no_limits = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
places = st.integers(0, 2**31)
changes = st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=12)


def spoil(content: bytes, changed: list[tuple[int, int]], cut: int | None) -> bytes:
    """Some bytes changed, and perhaps the end cut off."""
    spoiled = bytearray(content)
    for place, byte in changed:
        spoiled[place % len(spoiled)] = byte
    return bytes(spoiled if cut is None else spoiled[: cut % len(spoiled) + 1])


@no_limits
@given(changed=changes, cut=st.none() | places)
def test_a_damaged_file_never_ends_in_an_exception(changed, cut, good, tmp_path):
    path = tmp_path / "损坏.xlsx"
    path.write_bytes(spoil(good.read_bytes(), changed, cut))
    reading = read(path)
    assert reading.facts is not None or reading.findings


@no_limits
@given(changed=changes, cut=st.none() | places, choice=places)
def test_a_damaged_part_never_ends_in_an_exception(changed, cut, choice, good, tmp_path):
    path = tmp_path / "损坏.xlsx"
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path) as archive:
        parts = sorted(
            name for name in archive.namelist() if name.startswith("xl/") and name.endswith((".xml", ".rels"))
        )
    part = parts[choice % len(parts)]
    corpus.repack(path, lambda name, content: (name, spoil(content, changed, cut) if name == part else content))
    reading = read(path)
    assert reading.facts is not None or reading.findings


def test_reading_imports_neither_openpyxl_nor_a_writer(workbook):
    import subprocess

    code = (
        "import sys; from pathlib import Path; from jixiao.workbook.reader import read_workbook\n"
        "from jixiao.schemes.catalogue import Catalogue\n"
        f"assert read_workbook(Path({str(workbook)!r}), Catalogue.of(Path({str(corpus.HERE)!r}))).facts\n"
        "print(sorted({'openpyxl', 'xlsxwriter', 'polars', 'python_calamine'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
