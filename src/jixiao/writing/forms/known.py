"""What the unit's workbook and its scores answer to the cells of a form, each answer with where it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jixiao.numbers import Missing, Printed, plain, round_by, unit_named
from jixiao.reading.extract.names import read_rate
from jixiao.schemes.formula import evaluate
from jixiao.workbook.plan import UNIT_SHEET
from jixiao.workbook.texts import TEXTS_SHEET
from jixiao.writing.dossier import bare
from jixiao.writing.layout import Run

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.facts import Fact, GoalRow
    from jixiao.scoring.result import ScoreNode
    from jixiao.writing.dossier import Dossier

__all__ = ["SIGNS", "Answer", "Known", "Unknown"]

_EXECUTION: Final = "全年执行数除以全年预算数"
_RATES: Final = {
    "execution_rate": ("expenditure", "adjusted_budget", _EXECUTION),
    "procurement_execution_rate": ("procurement_executed", "procurement_planned", "采购执行数除以采购计划数"),
    "staff_control_rate": ("staff_actual", "staff_quota", "在职人数除以编制数"),
}
"""Rates with one definition whatever the form: part, whole, and how that is told."""

SIGNS: Final = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜", "qualitative": "定性"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes into a cell. ``number`` is set where the text is nothing but a number (a spreadsheet stores it as
    one); ``share`` where it is a rate, as the part of one that a cell formatted in per cent holds."""

    text: str
    source: str
    number: Decimal | None = None
    share: Decimal | None = None

    def __post_init__(self) -> None:
        """Drops what no document can hold, as a run of our own documents does."""
        object.__setattr__(self, "text", Run(self.text).text)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why there is no answer, in a clerk's words."""

    why: str


def _origin(fact: Fact) -> str:
    return "；".join(dict.fromkeys(origin.label for origin in fact.origins)) or fact.label


class Known:
    """The answers of one :class:`Dossier`."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.goals = dossier.facts.goals
        self._nodes = {
            (goal.name, goal.category, goal.task): node
            for node in dossier.result.leaves()
            for goal in node.goals
            if len(node.goals) == 1
        }
        self.execution = next(
            (
                node
                for node in dossier.result.leaves()
                if not node.goals and any(fact.name == "expenditure" for fact in node.facts) and "执行" in node.title
            ),
            None,
        )

    # --- words

    def field(self, name: str) -> Answer | Unknown:
        """A named field of the form's head: ``unit``, ``department``, ``project``, ``year``, ``goal``, ``grade`` …"""
        dossier = self.dossier
        texts = {
            "unit": dossier.unit,
            "department": dossier.department,
            "project": dossier.facts.subject or dossier.result.subject,
            "goal": dossier.own.get("goal", ""),
            "reached": dossier.own.get("goal_reached", ""),
        }
        if name in texts:
            sheet = TEXTS_SHEET if name in ("goal", "reached") else UNIT_SHEET
            return Answer(texts[name], f"工作表“{sheet}”") if texts[name] else Unknown(f"“{sheet}”里没有填")
        if name == "year":
            return Answer(str(dossier.year), f"工作表“{UNIT_SHEET}”")
        if name == "grade":
            return Answer(dossier.result.grade, "评分结果") if dossier.result.grade else Unknown(self._unfinished())
        return Unknown("工作簿里没有这一项")

    def _unfinished(self) -> str:
        result = self.dossier.result
        if not self.dossier.scheme.scored:
            return "所用指标体系不计分"
        return "还有指标缺少数据，没有总分和等级" if not result.complete else "所用指标体系不定等级"

    def rectified(self, name: str) -> Answer | Unknown:
        """The ``problems`` of the register of rectifications, or the ``measures`` taken, in the clerk's own words."""
        dossier = self.dossier
        rows = dossier.rows.get("rectifications", ())
        words = [row.problem if name == "problems" else row.measure for row in rows]
        lines = [*dict.fromkeys(each.strip() for each in words if each), *dossier.own.get(name, "").splitlines()]
        if not lines:
            return Unknown(f"“问题整改”和“{TEXTS_SHEET}”里没有填")
        places = [place for place, word in zip(dossier.places.get("rectifications", ()), words, strict=False) if word]
        source = "；".join(dict.fromkeys(place.label for place in places)) or f"工作表“{TEXTS_SHEET}”"
        return Answer(
            lines[0] if len(lines) == 1 else "\n".join(f"{n}.{line}" for n, line in enumerate(lines, 1)), source
        )

    # --- figures

    def money(self, name: str, unit: str) -> Answer | Unknown:
        """The figure called ``name`` in ``unit``, converted exactly; with its unit behind it where ``unit`` is empty."""
        fact = self.dossier.facts.get(name)
        if fact is None or not isinstance(fact.value, Printed):
            computed = self._formula(name)
            if computed is None:
                return Unknown(fact.derivation if fact and fact.derivation else "台账里没有这个数")
            value, source = Printed(round_by("half_up_6", computed).normalize(), "万元"), "按指标体系的公式算出"
        else:
            value, source = fact.value, _origin(fact)
        if value.kind is not unit_named(unit or "万元").kind:
            return Unknown(f"台账里这个数的单位是{value.unit or '（无）'}")
        shown = unit or value.unit
        number = value.value if value.unit == shown else value.in_unit(shown)
        return Answer(plain(number) if unit else f"{plain(number)}{shown}", source, number if unit else None)

    def _formula(self, name: str) -> Fraction | None:
        """The value of the scheme's own formula of this name (``budget_adjustment``), exactly."""
        formula = self.dossier.scheme.formulas.get(name)
        if formula is None:
            return None

        def value_of(each: str) -> Fraction | Missing:
            found = self.dossier.base(each)
            if found is None and each in self.dossier.scheme.formulas:
                found = self._formula(each)
            return Missing.BLANK if found is None else found

        found = evaluate(formula.tree, value_of)
        return found if isinstance(found, Fraction) else None

    def rate(self, spent: str, budget: str, *, sign: bool) -> Answer | Unknown:
        """``spent`` ÷ ``budget`` to two decimals of a per cent, with or without the sign."""
        dossier = self.dossier
        share = dossier.share(spent, budget)
        if share is None:
            zero = dossier.base(budget) == 0
            return Unknown("预算数为 0，没有执行率" if zero else "台账里没有所需的预算数或执行数")
        return percent(share, _EXECUTION, sign=sign)

    def named_rate(self, name: str, *, sign: bool) -> Answer | Unknown:
        """A rate by its name: one of :data:`_RATES`, or one that the scheme has a formula for (``adjustment_rate``)."""
        if name == "execution_rate":
            return self.rate("expenditure", "adjusted_budget", sign=sign)
        if name in _RATES:
            part, whole, source = _RATES[name]
            share = self.dossier.share(part, whole)
            return Unknown("台账里没有所需的数") if share is None else percent(share, source, sign=sign)
        computed = self._formula(name)
        if computed is None:
            return Unknown("台账里没有这个比率")
        return percent(computed, "按指标体系的公式算出", sign=sign)

    def rate_called(self, name: str, *, sign: bool) -> Answer | Unknown | None:
        """The rate of the whole unit (or project) that an indicator of this name is; ``None`` if it is none."""
        reading = read_rate(name)
        own = not reading.head and reading.what in ("", "whole", "staff", "procurement")
        return self.named_rate(reading.measure, sign=sign) if own and reading.measure in _RATES else None

    # --- scores

    def points(self, node: ScoreNode | None) -> Answer | Unknown:
        if node is None or node.points is None:
            return Unknown("所用指标体系没有这一项的分值")
        return _number(node.points, f"评分结果“{node.title}”")

    def score(self, node: ScoreNode | None) -> Answer | Unknown:
        if node is None or node.points is None:
            return Unknown("所用指标体系没有这一项的得分")
        if node.score is None:
            return Unknown("缺少：" + "、".join(node.missing) if node.missing else node.state.label)
        return _number(node.score, f"评分结果“{node.title}”")

    def coefficient(self, node: ScoreNode | None) -> Answer | Unknown:
        """得分系数: score ÷ points in per cent, to two decimals."""
        if node is None or node.score is None or not node.points:
            return Unknown("没有得分或分值")
        share = Fraction(node.score) / Fraction(node.points)
        source = f"评分结果“{node.title}”：得分除以分值"
        # The score is rounded: of the shares that give it, the one that somebody would have written is the shortest.
        for places in (0, 1):
            short = Fraction(round_by(f"half_up_{places}", share * 100)) / 100
            if round_by("half_up_2", short * Fraction(node.points)) == round_by("half_up_2", node.score):
                return percent(short, source, sign=True)
        return percent(share, source, sign=True)

    def total_points(self) -> Answer | Unknown:
        points = self.dossier.result.points
        return Unknown(self._unfinished()) if points is None else _number(points, "评分结果")

    def total(self) -> Answer | Unknown:
        result = self.dossier.result
        if result.total is None or not result.complete:
            return Unknown(self._unfinished())
        return _number(result.total, "评分结果")

    # --- goals

    def reasons(self) -> Answer | Unknown:
        """What was told of deviations, goal by goal, for a form that asks for all of them in one cell."""
        told = [goal for goal in self.goals if goal.deviation]
        if not told:
            return Unknown("台账里没有填偏差原因")
        places = "；".join(dict.fromkeys(goal.origin.label for goal in told))
        return Answer("\n".join(f"{goal.name}：{goal.deviation}" for goal in told), places)

    def node_of(self, goal: GoalRow) -> ScoreNode | None:
        """The leaf that scores this goal alone; ``None`` where a leaf scores several together."""
        return self._nodes.get((goal.name, goal.category, goal.task))

    def goal_text(self, goal: GoalRow, text: str) -> Answer | Unknown:
        return Answer(text, goal.origin.label) if text else Unknown("台账里没有填")

    def target(self, goal: GoalRow, *, operator: bool, unit: bool) -> Answer | Unknown:
        """The target; with its sign and its unit where the form has no columns of their own for them."""
        answer = self._value(goal, goal.target, unit=unit)
        if isinstance(answer, Unknown) or not operator or goal.operator == "qualitative":
            return answer
        return Answer(f"{SIGNS.get(goal.operator, '')}{answer.text}", answer.source)

    def actual(self, goal: GoalRow, *, unit: bool) -> Answer | Unknown:
        return self._value(goal, goal.actual, unit=unit)

    def _value(self, goal: GoalRow, value: Printed | str | Missing, *, unit: bool) -> Answer | Unknown:
        """A target or result, with its unit behind it where the form has no column for units."""
        if value is Missing.BLANK:
            return Unknown("台账里没有填")
        source = goal.origin.label
        if not isinstance(value, Printed):
            return Answer(bare(value), source)
        shown = value.unit or goal.unit
        if shown == "%":
            share = round_by("half_up_6", Fraction(value.value) / 100).normalize()
            if unit:
                return Answer(f"{plain(value.value)}%", source, None, share)
        bare_number = not unit and value.unit in ("", goal.unit, shown)
        if bare_number or not shown:
            return Answer(plain(value.value), source, value.value)
        return Answer(f"{plain(value.value)}{shown}", source)

    def completion(self, goal: GoalRow, *, sign: bool) -> Answer | Unknown:
        """实际 ÷ 目标 of a goal that is to be reached from below; of any other the form would have to say how."""
        target, actual = goal.target, goal.actual
        if (
            goal.operator not in (">=", ">", "=")
            or not isinstance(target, Printed)
            or not isinstance(actual, Printed)
            or not target.base
            or target.kind is not actual.kind
        ):
            return Unknown("反向、定性或数据不全的指标，完成率的算法表上没有写")
        return percent(actual.base / target.base, f"{goal.origin.label}：实际除以目标", sign=sign)

    def unit(self, goal: GoalRow) -> Answer | Unknown:
        unit = goal.unit or (goal.target.unit if isinstance(goal.target, Printed) else "")
        if unit:
            return Answer(unit, goal.origin.label)
        return Unknown("定性指标没有计量单位" if goal.operator == "qualitative" else "台账里没有填")


def _number(value: Decimal, source: str) -> Answer:
    return Answer(plain(value), source, value)


def percent(share: Fraction, source: str, *, sign: bool) -> Answer:
    """A share in per cent to two decimals, half-up; ``sign`` says whether the form leaves the % to be written."""
    number = round_by("half_up_2", share * 100)
    whole = round_by("half_up_4", share)
    text = re.sub(r"\.00\Z", "", plain(number))
    return Answer(f"{text}%" if sign else text, source, None if sign else number, whole if sign else None)
