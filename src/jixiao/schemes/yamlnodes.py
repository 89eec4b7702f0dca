"""YAML as nodes that know their place, and reading them so that every fault is reported with file and line.

The tree is built from the parser's events and not by ``yaml.compose``: that recurses in C and crashes the process on
deeply nested text, and it turns anchors into shared or endless nodes. Scalars keep their source text, because a
``90%`` or ``9.50`` must reach :mod:`jixiao.numbers` as it was written.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import yaml

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.numbers import parse_decimal, parse_printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from decimal import Decimal
    from fractions import Fraction

__all__ = ["FAULTS", "Entry", "Faults", "Items", "Node", "Place", "Scalar", "Table", "near", "parse"]

FAULTS: Final[dict[str, str]] = {
    "SC001": "文件读不出或不是合乎语法的 YAML",
    "SC002": "不认识的键",
    "SC003": "重复的键或编号",
    "SC004": "缺少必填内容",
    "SC005": "内容的类型或取值不对",
    "SC006": "下级分值之和不等于本级",
    "SC007": "末级指标没有评分规则或没有依据",
    "SC008": "有下级的指标又写了评分规则",
    "SC009": "用了没有声明的名称",
    "SC010": "声明了却没有用到",
    "SC011": "等级的分数段重叠、断开或没有封口",
    "SC012": "评分档次重叠、断开或取值不对",
    "SC013": "公式写错",
    "SC014": "指标层级超过四级",
    "SC015": "不计分的方案写了分值、等级或取舍办法",
    "SC016": "台账给不出这个数",
    "SC017": "算例引用了不存在的指标或数据",
    "SC018": "沿用（extends）的方案有问题",
    "SC019": "找不到方案或方案编号重复",
    "SC020": "单位不同的数相加减或比较",
    "SC021": "算例算出的结果与所写的不同",
}
"""Faults of scheme files by code; every one of them has a broken file in the test corpus."""

_PROBLEMS: Final = {
    "expected ',' or ']'": "方括号 [ ] 里的列表没有写完，缺逗号或右方括号",
    "expected ',' or '}'": "花括号 { } 里的键值没有写完，缺逗号或右花括号",
    "cannot start any token": "这个字符不能放在这里，文字中有特殊符号时请用引号括起来（制表符请换成空格）",
    "expected key": "这里应是“键: 值”，检查缩进是否与上一行对齐",
    "expected '-' indicator": "这里应是列表的下一项（以“- ”开头），检查缩进是否对齐",
    "could not find expected ':'": "键的后面缺冒号，或冒号后面缺空格",
    "mapping values are not allowed": "一行里出现了第二个“冒号加空格”，文字中有冒号时请用引号括起来",
    "unexpected end of stream": "文件到这里就完了，引号没有成对",
    "block sequence entries are not allowed": "列表项（“- ”）不能从这里开始，检查缩进",
    "undefined alias": "方案文件不用 YAML 的引用（*），文字以 * 开头时请用引号括起来",
    "unknown escape character": "双引号里的反斜杠（\\）写法不对，可改用单引号",
    "expected the node content": "这里缺内容，文字以特殊符号开头时请用引号括起来",
    "undefined tag handle": "文字以感叹号开头时请用引号括起来",
}
"""The parser's words, in part, and what they mean to somebody who writes a scheme."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LARGEST = 2_000_000
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a scheme file; line and column count from zero."""

    file: str
    line: int
    column: int

    def location(self, quote: str = "") -> Location:
        return Location(file=self.file, line=self.line, start=self.column, quote=quote)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as its source text. ``quoted`` tells ``"null"`` the text from ``null`` the absence."""

    place: Place
    text: str
    quoted: bool = False

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and values in written order; keys are unique."""

    place: Place
    pairs: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.pairs if name.text == key), None)

    def items(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.pairs)


Node = Scalar | Items | Table


class Faults:
    """Collects the findings of one load; the order of discovery is kept."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def add(
        self,
        code: str,
        place: Place,
        message: str,
        *,
        expected: str = "",
        actual: str = "",
        advice: str = "",
        steps: tuple[str, ...] = (),
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Reports the fault ``code`` (one of :data:`FAULTS`) at ``place``."""
        assert code in FAULTS
        location = place.location(actual)
        self._findings.append(Finding(code, severity, Kind.FORM, message, expected, actual, (location,), steps, advice))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, in the order of their lines within each file."""
        order: dict[str, int] = {}
        for finding in self._findings:
            order.setdefault(finding.locations[0].file, len(order))
        return tuple(sorted(self._findings, key=lambda one: (order[one.locations[0].file], one.locations[0].line or 0)))

    @property
    def fatal(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self._findings)


def near(name: str, candidates: Iterable[str]) -> str:
    """``，是不是想写“X”？`` for the candidate most like ``name``; empty where none is alike."""
    found = difflib.get_close_matches(name, sorted(set(candidates)), n=1, cutoff=0.6)
    return f"，是不是想写“{found[0]}”？" if found else "。"


# --- text to nodes ---------------------------------------------------------------------------------------------


def parse(content: bytes, file: str, faults: Faults) -> Table | None:
    """The table of keys and values that a scheme file holds; ``None`` after a fault that leaves nothing to read."""
    start = Place(file, 0, 0)
    if len(content) > _LARGEST:
        faults.add("SC001", start, f"文件有 {len(content)} 字节，方案文件不应超过 {_LARGEST} 字节。")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start)
        faults.add("SC001", Place(file, line, 0), "文件不是 UTF-8 编码，请另存为 UTF-8 后再用。")
        return None
    # The parser takes a NUL for the end of the text and would silently drop what follows.
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start())
        faults.add("SC001", Place(file, line, 0), f"第 {line + 1} 行有看不见的控制字符，请删去。")
        return None
    try:
        root = _build(text, file, faults)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line, mark.column) if mark is not None else start
        problem = getattr(error, "problem", None) or ""
        told = next((words for key, words in _PROBLEMS.items() if key in problem), "这里读不下去")
        faults.add(
            "SC001",
            place,
            f"第 {place.line + 1} 行第 {place.column + 1} 列不合 YAML 语法：{told}。",
            advice="检查这一行前后的缩进、冒号后的空格、引号和括号是否成对。",
        )
        return None
    if isinstance(root, Table):
        return root
    if not faults.fatal:
        faults.add(
            "SC001",
            start if root is None else root.place,
            "文件里没有方案：最外层应是“键: 值”。",
            advice="冒号要用半角“:”，后面加一个空格。" if "：" in text else "",
        )
    return None


def _build(text: str, file: str, faults: Faults) -> Node | None:
    """The first document's tree; ``None`` where there is none, or it is too deep to be a scheme."""
    stack: list[tuple[Place, list[Node], bool]] = []
    root: Node | None = None
    documents = 0
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for event in yaml.parse(text, Loader=loader):
        mark = event.start_mark
        assert mark is not None
        place = Place(file, mark.line, mark.column)
        node: Node
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                faults.add("SC001", place, "一个文件只写一个方案，这里又开始了一份（---）。")
                return root
            continue
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= _DEEPEST:
                faults.add("SC001", place, f"嵌套超过 {_DEEPEST} 层，不像一份方案。")
                return None
            stack.append((place, [], isinstance(event, yaml.MappingStartEvent)))
            continue
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(place, event.value, event.style in ("'", '"'))
        elif isinstance(event, yaml.AliasEvent):
            faults.add("SC001", place, f"方案文件不用 YAML 的引用（*{event.anchor}），请把内容写全。")
            node = Scalar(place, "")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            opened, parts, is_table = stack.pop()
            node = _table(opened, parts, faults) if is_table else Items(opened, tuple(parts))
        else:
            continue
        if stack:
            stack[-1][1].append(node)
        else:
            root = node
    return root


def _table(place: Place, parts: list[Node], faults: Faults) -> Table:
    pairs: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        if not isinstance(key, Scalar):
            faults.add("SC005", key.place, "冒号前面应是一个名称，不能是列表或一组键值。")
        elif key.text in seen:
            faults.add(
                "SC003",
                key.place,
                f"“{key.text}”写了两遍（第 {seen[key.text] + 1} 行已写过），后一遍不会生效。",
                actual=key.text,
                advice="删去其中一处。",
            )
        else:
            seen[key.text] = key.place.line
            pairs.append((key, value))
    return Table(place, tuple(pairs))


# --- nodes to values -------------------------------------------------------------------------------------------

_YES = {"true": True, "false": False, "是": True, "否": False, "yes": True, "no": False}


def _what(node: Node) -> str:
    if isinstance(node, Scalar):
        return "空" if node.is_null else f"“{node.text}”"
    return "一个列表" if isinstance(node, Items) else "一组键值"


class Entry:
    """A table that is being read: each getter takes one key, notes it as known, and reports what is wrong with it.

    ``what`` names the thing in messages (``指标“execution”``). :meth:`close` reports the keys that nobody asked for.
    A getter gives ``None`` (or the default) both for an absent key and for a faulty one; the fault is reported.
    """

    def __init__(self, table: Table, what: str, faults: Faults) -> None:
        self.table = table
        self.what = what
        self.faults = faults
        self._asked: list[str] = []

    @property
    def place(self) -> Place:
        return self.table.place

    @property
    def line(self) -> int:
        return self.table.place.line

    def has(self, key: str) -> bool:
        """Whether the key is written with a value other than null."""
        return self.node(key) is not None

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """The node under ``key``; ``None`` where it is absent or null."""
        if key not in self._asked:
            self._asked.append(key)
        found = self.table.get(key)
        if found is None or (isinstance(found, Scalar) and found.is_null):
            if required:
                self.faults.add("SC004", self.place_of(key), f"{self.what}缺少“{key}”。", expected=key)
            return None
        return found

    def place_of(self, key: str) -> Place:
        """Where ``key`` stands; the table's own place where it is absent."""
        return next((name.place for name, _ in self.table.pairs if name.text == key), self.place)

    def wrong(self, key: str, expected: str) -> None:
        """Reports that the value of ``key`` is not what it should be."""
        found = self.table.get(key)
        shown = "空" if found is None else _what(found)
        self.faults.add(
            "SC005",
            self.place_of(key),
            f"{self.what}的“{key}”应是{' ' if expected[0].isascii() else ''}{expected}，现在是{shown}。",
            expected=expected,
            actual=found.text if isinstance(found, Scalar) else "",
        )

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        found = self.node(key, required=required)
        if found is None:
            return default
        if not isinstance(found, Scalar) or (required and not found.text.strip()):
            self.wrong(key, "一段文字")
            return default
        return found.text.strip() or default

    def number(self, key: str, *, required: bool = False) -> Decimal | None:
        """A plain decimal."""
        found = self.node(key, required=required)
        if found is None:
            return None
        value = parse_decimal(found.text) if isinstance(found, Scalar) else None
        if value is None:
            self.wrong(key, "一个数")
        return value

    def quantity(self, key: str, *, required: bool = False) -> Fraction | None:
        """A number with or without a unit, in base units: ``90%`` is 9/10, ``5000元`` is 1/2 (万元)."""
        found = self.node(key, required=required)
        if found is None:
            return None
        printed = parse_printed(found.text) if isinstance(found, Scalar) else None
        if printed is None:
            self.wrong(key, "一个数，可以带单位，如 90%")
            return None
        return printed.base

    def share(self, key: str, *, required: bool = False) -> Fraction | None:
        """A share of points, from 0 to 100 %."""
        value = self.quantity(key, required=required)
        if value is not None and not 0 <= value <= 1:
            self.wrong(key, "0 到 100% 之间的比例，如 80%")
            return None
        return value

    def integer(self, key: str, *, required: bool = False) -> int | None:
        value = self.number(key, required=required)
        if value is None:
            return None
        if value != value.to_integral_value():
            self.wrong(key, "一个整数")
            return None
        return int(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        found = self.node(key)
        if found is None:
            return default
        value = _YES.get(found.text.lower()) if isinstance(found, Scalar) else None
        if value is None:
            self.wrong(key, "true 或 false")
            return default
        return value

    def choice(self, key: str, choices: Collection[str], *, required: bool = False, default: str = "") -> str:
        """One of the words of ``choices``."""
        found = self.text(key, required=required)
        if not found:
            return default
        if found not in choices:
            self.faults.add(
                "SC005",
                self.place_of(key),
                f"{self.what}的“{key}”不能写“{found}”{near(found, choices)}",
                expected=" / ".join(choices),
                actual=found,
                advice=f"可以写：{'、'.join(choices)}。",
            )
            return default
        return found

    def entry(self, key: str, what: str, *, required: bool = False) -> Entry | None:
        found = self.node(key, required=required)
        if found is None:
            return None
        if not isinstance(found, Table):
            self.wrong(key, "一组“键: 值”")
            return None
        return Entry(found, what, self.faults)

    def items(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        found = self.node(key, required=required)
        if found is None:
            return ()
        if not isinstance(found, Items):
            self.wrong(key, "一个列表")
            return ()
        if required and not found.items:
            self.faults.add("SC004", found.place, f"{self.what}的“{key}”是空的。", expected=key)
        return found.items

    def entries(self, key: str, what: str, *, required: bool = False) -> tuple[Entry, ...]:
        """The tables of a list; anything else in it is a fault. ``what`` names one of them."""
        found: list[Entry] = []
        for number, node in enumerate(self.items(key, required=required), 1):
            if isinstance(node, Table):
                found.append(Entry(node, f"{self.what}的第 {number} 个{what}", self.faults))
            else:
                self.faults.add(
                    "SC005", node.place, f"{self.what}的第 {number} 个{what}应是一组“键: 值”，现在是{_what(node)}。"
                )
        return tuple(found)

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts (a single text counts as a list of one)."""
        found = self.node(key, required=required)
        if isinstance(found, Scalar):
            return (found.text.strip(),)
        words: list[str] = []
        for node in self.items(key):
            if isinstance(node, Scalar) and not node.is_null:
                words.append(node.text.strip())
            else:
                self.faults.add("SC005", node.place, f"{self.what}的“{key}”里应都是文字，这里是{_what(node)}。")
        return tuple(words)

    def named(self, key: str, what: str) -> Mapping[str, Entry]:
        """A table of tables: ``inputs``, ``sources``, ``formulas``."""
        outer = self.entry(key, f"{self.what}的“{key}”")
        found: dict[str, Entry] = {}
        for name, node in outer.table.items() if outer is not None else ():
            if isinstance(node, Table):
                found[name.text] = Entry(node, f"{what}“{name.text}”", self.faults)
            elif not (isinstance(node, Scalar) and node.is_null):
                self.faults.add("SC005", node.place, f"{what}“{name.text}”应是一组“键: 值”，现在是{_what(node)}。")
        return found

    def close(self) -> None:
        """Reports every key that no getter asked for."""
        for key in (key for key, _ in self.table.pairs):
            if key.text not in self._asked:
                self.faults.add(
                    "SC002",
                    key.place,
                    f"{self.what}里不认识“{key.text}”{near(key.text, self._asked)}",
                    actual=key.text,
                    advice=f"这里可以写：{'、'.join(self._asked)}。",
                )
