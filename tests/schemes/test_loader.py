"""The loader: what it reads, and that it refuses every broken file of the corpus with the right words at the right line."""

from __future__ import annotations

import hashlib
import pickle
import re
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.findings import Severity
from jixiao.schemes.loader import load_content, load_scheme
from jixiao.schemes.yamlnodes import FAULTS

HERE = Path(__file__).parent
FIXTURES, BROKEN = HERE / "fixtures", HERE / "broken"
MARK = re.compile(r"#\s+(SC\d{3})([^#]*)")


def expected(path):
    """(code, line, words) for every fault marked in a broken file: ``# SC002 word word``, at the guilty line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        found += [(match.group(1), number, match.group(2).split()) for match in MARK.finditer(line)]
    return found


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_all_its_faults(path):
    loaded = load_scheme(path, [FIXTURES])
    wanted = expected(path)
    assert wanted, "mark the guilty lines"
    given = [(finding.code, finding.locations[0].line, finding.message) for finding in loaded.findings]
    assert sorted(code_line[:2] for code_line in given) == sorted(code_line[:2] for code_line in wanted), given
    for code, line, words in wanted:
        messages = [message for *where, message in given if where == [code, line]]
        assert any(all(word in message for word in words) for message in messages), (words, messages)
    assert (loaded.scheme is None) == any(finding.severity is Severity.ERROR for finding in loaded.findings)
    for finding in loaded.findings:
        assert finding.locations[0].file == str(path)
        assert finding.message.endswith(("。", "？"))


def test_every_fault_has_a_broken_file():
    elsewhere = {"SC019", "SC021"}  # not faults of a file's text: see test_catalogue and test_examples
    covered = {code for path in BROKEN.glob("*.yaml") for code, _, _ in expected(path)}
    assert covered == set(FAULTS) - elsewhere


def small():
    loaded = load_scheme(FIXTURES / "small.yaml")
    assert loaded.findings == ()
    return loaded.scheme


def test_a_scheme_is_read_as_it_is_written():
    scheme = small()
    assert [(node.code, node.id, node.level, node.points) for node in scheme.walk()] == [
        ("1", "effect", 1, 60),
        ("1.1", "output", 2, 50),
        ("1.2", "execution", 2, 10),
        ("2", "management", 1, 40),
        ("2.1", "budget", 2, 25),
        ("2.1.1", "carryover_rate", 3, 10),
        ("2.1.2", "system", 3, 15),
        ("2.2", "contracts", 2, 15),
    ]
    execution = next(node for node in scheme.walk() if node.id == "execution")
    assert execution.source.label == "《测试区评分表》第三项〔已公开报告或表样所印〕"
    assert execution.rule.value.words == "预算执行率"
    assert scheme.formulas["execution_rate"].words == "全年执行数 ÷ 全年预算数"
    assert [band.name for band in scheme.grades] == ["优", "良", "中", "差"]
    assert scheme.grade_of(Decimal(90)) == "优"
    assert scheme.grade_of(Decimal("89.99")) == "良"
    assert scheme.covers(2020)
    assert not scheme.covers(2024)
    assert scheme.digest == hashlib.sha256((FIXTURES / "small.yaml").read_bytes()).hexdigest()


def test_how_units_are_rolled_up_is_read_and_inherited():
    assert small().roll_up == ""
    assert child("roll_up: equal").scheme.roll_up == "equal"
    weighed = child("""
roll_up: staff
inputs: {staff: {label: 在职人数, kind: count, unit: 人}}
""")
    assert weighed.findings == ()  # a weight is a use: no warning that no rule looks at it
    assert weighed.scheme.roll_up == "staff"


def test_a_scheme_crosses_processes():
    scheme = small()
    assert pickle.loads(pickle.dumps(scheme)) == scheme


def child(text, name="child"):
    return load_content(f"id: {name}\ntitle: 子方案\nextends: small\n{text}".encode(), Path(f"{name}.yaml"), [FIXTURES])


def test_an_extending_scheme_overrides_by_id_and_keeps_the_rest():
    loaded = child("""
issuer: 另一个财政局
inputs: {training: {label: 培训场次, kind: number, unit: 场}}
indicators:
  - id: management
    children:
      - {id: contracts, points: 10, title: 合同管理}
      - {id: training, title: 培训, points: 5, source: sheet, rule: {kind: equal, value: 培训场次, target: 2, wording: 两场}}
  - {id: extra, title: 插在中间, points: 4, after: output, source: norm, rule: {kind: proportional, value: execution_rate, wording: 按比例}}
  - {id: output, points: 46, note: 分值改小}
""")
    assert loaded.findings == ()
    scheme, parent = loaded.scheme, small()
    assert [node.id for node in scheme.indicators[0].children] == ["output", "extra", "execution"]
    assert [node.id for node in scheme.indicators[1].children] == ["budget", "contracts", "training"]
    changed = {node.id: node for node in scheme.walk()}
    kept = {node.id: node for node in parent.walk()}
    assert (changed["contracts"].title, changed["contracts"].points) == ("合同管理", 10)
    assert changed["contracts"].rule == kept["contracts"].rule
    assert (scheme.issuer, scheme.from_year, scheme.grades) == ("另一个财政局", parent.from_year, parent.grades)
    assert scheme.examples == ()
    assert scheme.digest != parent.digest


def test_an_extending_scheme_takes_indicators_out():
    loaded = child("""
points: 85
indicators:
  - {id: management, points: 25}
  - {id: contracts, remove: true}
inputs: {signed: null, due: null}
""")
    assert loaded.findings == ()
    assert "contracts" not in {node.id for node in loaded.scheme.walk()}
    assert "signed" not in loaded.scheme.inputs


def test_the_digest_of_an_extending_scheme_follows_its_parent(tmp_path):
    parent = (FIXTURES / "small.yaml").read_text(encoding="utf-8")
    text = "id: child\ntitle: 子方案\nextends: small\n".encode()
    digests = set()
    for note in ("", "note: 改了一句说明\n"):
        (tmp_path / "small.yaml").write_text(parent + note, encoding="utf-8")
        digests.add(load_content(text, Path("child.yaml"), [tmp_path]).scheme.digest)
    assert len(digests) == 2


def test_faults_in_a_parent_are_placed_in_the_parent(tmp_path):
    parent = (FIXTURES / "small.yaml").read_text(encoding="utf-8").replace("kind: on_time", "kind: in_time")
    (tmp_path / "small.yaml").write_text(parent, encoding="utf-8")
    loaded = load_content(b"id: child\ntitle: a\nextends: small\n", Path("child.yaml"), [tmp_path])
    assert loaded.scheme is None
    place = loaded.findings[0].locations[0]
    assert place.file == str(tmp_path / "small.yaml")
    assert "in_time" in parent.splitlines()[place.line]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有方案"),
        (b"\n\n# nothing\n", "没有方案"),
        ("id: 甲\n".encode("gb18030"), "UTF-8"),
        (b"id: a\x00b", "控制字符"),
        (b"[" * 10_000, "嵌套"),
        (b"a: " * 10_000, "YAML"),
        (b"x" * 2_000_001, "字节"),
        (b"? [a]\n: b\n", "冒号前面应是一个名称"),
    ],
)
def test_what_is_no_scheme_at_all_is_said_in_one_finding(content, words):
    loaded = load_content(content, Path("odd.yaml"))
    assert loaded.scheme is None
    assert any(words in finding.message for finding in loaded.findings)


def test_a_file_that_cannot_be_opened_is_a_finding(tmp_path):
    loaded = load_scheme(tmp_path / "nobody.yaml")
    assert [finding.code for finding in loaded.findings] == ["SC001"]
    assert "打不开" in loaded.findings[0].message
