"""How far a target is reached, as a share of points: the arithmetic behind goal rows and the rules on targets.

One idea covers positive, zero and negative targets: what is short of the target (or beyond it, where less is better),
measured against the target's size. For a positive target ``1 - (target - actual) / |target|`` is ``actual / target``.
The decisions and their reasons stand in docs/rules-decisions.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from jixiao.numbers import Missing
from jixiao.schemes.questions import question
from jixiao.schemes.style import percent_text

if TYPE_CHECKING:
    from jixiao.findings import Finding
    from jixiao.location import Location
    from jixiao.schemes.columns import Ratio, Truth
    from jixiao.schemes.style import Style

__all__ = ["OVERSHOOT", "REVERSES", "Attained", "Reverse", "at_least", "at_most", "equal_to", "share_columns"]

OVERSHOOT: Final = Fraction(13, 10)
"""Beyond this multiple of a positive target the unit is asked whether the target was too low (never a deduction)."""

Reverse = Literal["excess", "ratio"]
REVERSES: Final[dict[Reverse, str]] = {
    "excess": "按超出目标的比例扣减，超出一倍及以上不得分",
    "ratio": "按目标值÷实际值计分",
}
"""The two published ways to score an indicator where less is better."""

_ONE: Final = Fraction(1)
_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Attained:
    """The share of points earned, from 0 to 1, or :attr:`Missing.BLANK` where somebody has to judge it."""

    share: Fraction | Missing
    step: str
    questions: tuple[Finding, ...] = ()


def at_least(
    actual: Fraction, target: Fraction, style: Style, locations: tuple[Location, ...] = (), *, strict: bool = False
) -> Attained:
    """More is better: all points at the target and above, in proportion below, nothing at zero or less.

    ``strict`` tells a target written with > from one written with ≥: reaching it exactly is asked about.
    """
    sign = "＞" if strict else "≥"
    shown = f"实际 {style.text(actual)}，目标 {sign}{style.text(target)}"
    if actual >= target:
        questions = _overshoot(actual, target, shown, locations)
        if strict and actual == target:
            questions = (*questions, question("QU014", f"{shown}，按达到目标计分。", locations=locations))
        return Attained(_ONE, f"{shown}：达到目标，得满分", questions)
    return _short_of(actual, target, shown, style, locations)


def equal_to(
    actual: Fraction,
    target: Fraction,
    style: Style,
    locations: tuple[Location, ...] = (),
    *,
    below: Literal["proportional", "zero"] = "proportional",
) -> Attained:
    """The target exactly. Above it nothing is deducted, unless the target is zero: then anything else scores nothing."""
    shown = f"实际 {style.text(actual)}，目标 ＝{style.text(target)}"
    if actual == target:
        return Attained(_ONE, f"{shown}：与目标一致，得满分")
    if target == 0:
        asked = question("QU005", f"{shown}：目标是零，实际不是零，按 0 分计。", locations=locations)
        return Attained(_ZERO, f"{shown}：目标是零而实际不是零，不得分", (asked,))
    if actual > target:
        return Attained(_ONE, f"{shown}：超过目标，不扣分，得满分", _overshoot(actual, target, shown, locations))
    if below == "zero":
        return Attained(_ZERO, f"{shown}：未达到目标，不得分")
    return _short_of(actual, target, shown, style, locations)


def at_most(
    actual: Fraction,
    target: Fraction,
    style: Style,
    reverse: Reverse,
    locations: tuple[Location, ...] = (),
    *,
    strict: bool = False,
) -> Attained:
    """Less is better: all points at the target and below, beyond it by one of the two published formulas.

    With target zero neither formula can measure an excess, so its share has to be judged; with a negative target only
    the excess formula can, against the target's size.
    """
    sign = "＜" if strict else "≤"
    shown = f"实际 {style.text(actual)}，目标 {sign}{style.text(target)}"
    if actual <= target:
        questions: tuple[Finding, ...] = ()
        if strict and actual == target:
            questions = (question("QU014", f"{shown}，按达到目标计分。", locations=locations),)
        return Attained(_ONE, f"{shown}：未超出目标，得满分", questions)
    if target == 0:
        asked = question("QU006", f"{shown}：目标是零，超出的程度无法按比例衡量。", locations=locations)
        return Attained(Missing.BLANK, f"{shown}：目标是零，须人工认定得分比例", (asked,))
    if reverse == "ratio" and target > 0:
        share = target / actual
        return Attained(
            share, f"{shown}：得分比例 ＝ {style.text(target)} ÷ {style.text(actual)} ＝ {percent_text(share)}"
        )
    share = max(_ZERO, 1 - (actual - target) / abs(target))
    step = f"{shown}：得分比例 ＝ 1 － 超出 {style.text(actual - target)} ÷ 目标 {style.text(abs(target))} ＝ {percent_text(share)}"
    if target > 0:
        return Attained(share, step)
    asked = question("QU005", f"{shown}：目标为负，按超出部分与目标绝对值之比扣减。", locations=locations)
    return Attained(share, step, (asked,))


def share_columns(
    actual: Ratio, target: Ratio, *, less: Truth | bool, equal: Truth | bool, reverse: Reverse = "excess"
) -> tuple[Ratio, Truth]:
    """The shares of :func:`at_least`, :func:`at_most` (where ``less``) and :func:`equal_to` (where ``equal``) for many
    units at once, and where somebody has to judge them."""
    from jixiao.schemes.columns import Truth

    less, equal = Truth.of(less), Truth.of(equal)
    negative = target < 0
    size = negative.choose(-target, target)
    short = negative.choose(actual - target.times(2), actual)
    spare = negative.choose(-actual, target.times(2) - actual)
    part, zero = less.choose(spare, short).over(size)
    if reverse == "ratio":
        quotient, _ = target.over(actual)
        part = (less & (target > 0)).choose(quotient, part)
    met = (less & (actual <= target)) | (~less & (actual >= target))
    beyond_zero = zero & (actual > 0)
    share = met.choose(1, zero.choose(0, part).clipped(0, 1))
    return (beyond_zero & equal).choose(0, share), beyond_zero & less


def _short_of(
    actual: Fraction, target: Fraction, shown: str, style: Style, locations: tuple[Location, ...]
) -> Attained:
    if target == 0:
        asked = question("QU005", f"{shown}：目标是零，实际小于零，按 0 分计。", locations=locations)
        return Attained(_ZERO, f"{shown}：目标是零而实际小于零，不得分", (asked,))
    share = max(_ZERO, 1 - (target - actual) / abs(target))
    if target < 0:
        asked = question("QU005", f"{shown}：目标为负，按相差部分与目标绝对值之比扣减。", locations=locations)
        step = f"{shown}：得分比例 ＝ 1 － 相差 {style.text(target - actual)} ÷ {style.text(-target)} ＝ {percent_text(share)}"
        return Attained(share, step, (asked,))
    if actual < 0:
        asked = question("QU004", f"{shown}：实际为负，按 0 分计。", locations=locations)
        return Attained(_ZERO, f"{shown}：实际为负，不得分", (asked,))
    return Attained(share, f"{shown}：得分比例 ＝ {style.text(actual)} ÷ {style.text(target)} ＝ {percent_text(share)}")


def _overshoot(actual: Fraction, target: Fraction, shown: str, locations: tuple[Location, ...]) -> tuple[Finding, ...]:
    if target <= 0 or actual <= OVERSHOOT * target:
        return ()
    message = f"{shown}：超出目标 {percent_text(actual / target - 1)}，按满分计，不加分也不扣分。"
    return (question("QU001", message, locations=locations),)
