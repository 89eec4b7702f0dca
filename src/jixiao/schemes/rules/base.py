"""What every rule kind is: a frozen value read from YAML that scores one indicator exactly and says how."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final, Self

from jixiao.numbers import Missing
from jixiao.schemes.formula import worst
from jixiao.schemes.questions import question
from jixiao.schemes.scope import KINDS
from jixiao.schemes.style import percent_text, score_text
from jixiao.schemes.yamlnodes import Entry, Items, Node, Scalar, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from jixiao.facts import Fact, GoalRow
    from jixiao.findings import Finding
    from jixiao.schemes.amounts import Amount, Columns
    from jixiao.schemes.attainment import Attained
    from jixiao.schemes.context import Context, Reading
    from jixiao.schemes.formula import Formula
    from jixiao.schemes.scope import Scope
    from jixiao.schemes.spreadsheet import SheetCells
    from jixiao.schemes.style import Style

__all__ = [
    "ONE",
    "ZERO",
    "Outcome",
    "Part",
    "Rule",
    "RuleExample",
    "RuleReader",
    "against_target",
    "clip",
    "merged",
    "unscorable",
]

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


def clip(share: Fraction) -> Fraction:
    """The nearest share of points between 0 and 1."""
    return min(max(share, ZERO), ONE)


@dataclass(frozen=True, slots=True)
class Part:
    """One goal row under an indicator, scored by itself. ``score`` as in :class:`Outcome`; ``points`` are the row's."""

    title: str
    points: Fraction | None
    score: Fraction | Missing | None
    row: GoalRow
    steps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule gave for one unit.

    ``score`` is the exact score between 0 and the indicator's points; :attr:`Missing.NOT_APPLICABLE` where there was
    nothing to do; :attr:`Missing.BLANK` where it cannot be given (``missing`` or a question says why); ``None`` where
    the rule gives no scores at all. ``parts`` are goal rows; where there are any, their scores sum to ``score``.
    """

    score: Fraction | Missing | None
    steps: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A worked example of a rule kind, run as a test.

    ``inputs`` and ``rule`` are YAML as in a scheme file, ``facts`` are written as in a scheme's examples; ``score`` is
    the exact score as a fraction or decimal (``"9.5"``, ``"100/11"``), 不适用, 缺少数据 or 不计分; ``asks`` the codes of
    the questions put to the unit.
    """

    title: str
    rule: str
    score: str
    facts: tuple[tuple[str, str], ...] = ()
    inputs: str = ""
    goals: tuple[tuple[tuple[str, str], ...], ...] = ()
    points: str = "10"
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """A rule of one indicator. Subclasses set ``kind`` (its name in scheme files), ``title`` (in Chinese) and, where it scores
    goal rows as parts, ``has_parts``.

    ``wording`` is the 评分标准 in plain words, ``line`` where it stands in the scheme file (from zero). Rules know shares
    and scores, not roundings: these belong to the engine.
    """

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    has_parts: ClassVar[bool] = False
    examples: ClassVar[tuple[RuleExample, ...]] = ()

    wording: str = ""
    line: int = 0

    @classmethod
    @abstractmethod
    def read(cls, reader: RuleReader) -> Self | None:
        """The rule that the table holds; ``None`` after faults, which are reported to the reader."""

    @property
    @abstractmethod
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas it looks at, the main one first."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs (or named formulas) it looks at directly, each once."""
        return tuple(dict.fromkeys(name for formula in self.formulas for name in formula.names))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of goal rows that it looks at."""
        return ()

    @abstractmethod
    def score(self, points: Fraction, context: Context) -> Outcome:
        """The exact score of an indicator of so many points, with steps."""

    @abstractmethod
    def column(self, points: Fraction, columns: Columns) -> Amount:
        """The same score for many units at once: equal to :meth:`score` in every row, reasons included."""

    @abstractmethod
    def sheet(self, points: str, cells: SheetCells) -> str:
        """The exact score as a spreadsheet formula without ``=``; ``points`` is the cell of the points."""

    @abstractmethod
    def describe(self) -> str:
        """What the rule does, in one Chinese sentence made from its parameters."""

    def check(self, points: Decimal, reader: RuleReader) -> None:  # noqa: B027 - most kinds have nothing to check
        """Reports what does not fit the indicator's points (bands above them, parts that do not sum to them)."""


def merged(*readings: Reading) -> Outcome:
    """What several readings share with an outcome: steps, facts, missing labels and questions, each once; no score."""
    return Outcome(
        Missing.BLANK,
        tuple(dict.fromkeys(step for reading in readings for step in reading.steps)),
        tuple(dict.fromkeys(fact for reading in readings for fact in reading.facts)),
        (),
        tuple(dict.fromkeys(label for reading in readings for label in reading.missing)),
        tuple(dict.fromkeys(asked for reading in readings for asked in reading.questions)),
    )


def unscorable(*readings: Reading) -> Outcome | None:
    """The outcome where a formula gave no number: missing, nothing to do, or (x ÷ 0) no points and a question."""
    reason = worst(reading.value for reading in readings)
    if reason is None:
        return None
    outcome = merged(*readings)
    if isinstance(reason, Missing):
        return replace(outcome, score=reason)
    faulty = next(reading for reading in readings if reading.value is reason)
    return replace(
        outcome,
        score=ZERO,
        steps=(*outcome.steps, f"除数为零而被除数不为零，得 {score_text(0)}。"),
        questions=(*outcome.questions, question("QU003", f"{faulty.steps[-1]}，按 0 分计。")),
    )


def against_target(
    points: Fraction,
    actual: Reading,
    target: Reading,
    attained: Callable[[Fraction, Fraction, Style], Attained],
) -> Outcome:
    """The outcome of a rule that compares an actual value with a target by ``attained``."""
    nothing = unscorable(actual, target)
    if nothing is not None:
        return nothing
    assert isinstance(actual.value, Fraction)
    assert isinstance(target.value, Fraction)
    result = attained(actual.value, target.value, actual.style)
    outcome = merged(actual, target)
    questions = (*outcome.questions, *result.questions)
    if isinstance(result.share, Missing):
        steps = (*outcome.steps, result.step)
        return replace(outcome, steps=steps, missing=("得分比例（人工认定）",), questions=questions)
    score = points * result.share
    line = f"得分 ＝ {score_text(points)} × {percent_text(result.share)} ＝ {score_text(score)}"
    return replace(outcome, score=score, steps=(*outcome.steps, result.step, line), questions=questions)


class RuleReader(Entry):
    """The table of a rule being read, with the names it may use."""

    def __init__(self, table: Table, what: str, scope: Scope) -> None:
        super().__init__(table, what, scope.faults)
        self.scope = scope

    def formula(self, key: str, *, required: bool = False) -> Formula | None:
        """The formula under ``key``."""
        found = self.node(key, required=required)
        if found is None:
            return None
        if not isinstance(found, Scalar):
            self.wrong(key, "一个公式，如 expenditure ÷ adjusted_budget")
            return None
        return self.scope.read(found, self.what)

    def input(self, key: str, kinds: tuple[str, ...], *, required: bool = False) -> str:
        """The identifier of the declared input under ``key``, of one of ``kinds``; empty where there is none."""
        found = self.node(key, required=required)
        if found is None:
            return ""
        return self.input_at(found, kinds) or ""

    def input_at(self, node: Node, kinds: tuple[str, ...]) -> str | None:
        """The identifier of the declared input that ``node`` names."""
        if not isinstance(node, Scalar):
            self.faults.add("SC005", node.place, f"{self.what}这里应写一个已声明的数据的名称。")
            return None
        name = self.scope.resolve(node.text.strip())
        if name is None:
            self.scope.unknown(node.text, node.place, self.what)
            return None
        self.scope.used.add(name)
        spec = self.scope.inputs.get(name)
        if spec is None or spec.kind not in kinds:
            wanted = "或".join(f"{KINDS[kind]}（{kind}）" for kind in kinds)
            given = "公式" if spec is None else f"{KINDS[spec.kind]}（{spec.kind}）"
            self.faults.add(
                "SC005",
                node.place,
                f"{self.what}要求“{node.text}”是{wanted}，它是{given}。",
                expected=" / ".join(kinds),
                actual=node.text,
            )
            return None
        return name

    def parts(self, key: str) -> Iterable[Node]:
        """The nodes of a list (a single value counts as a list of one)."""
        found = self.node(key, required=True)
        if isinstance(found, Scalar):
            return (found,)
        return found.items if isinstance(found, Items) else self.items(key)

    def sub(self, table: Table, what: str) -> RuleReader:
        """A table inside the rule, read in the same scope."""
        return RuleReader(table, f"{self.what}的{what}", self.scope)
