"""Reading sources and the tree of indicators from a scheme file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from jixiao.numbers import ROUNDINGS, plain, round_by
from jixiao.schemes.model import Indicator
from jixiao.schemes.rules import Rule, RuleReader, rule_kinds
from jixiao.schemes.yamlnodes import Entry, Scalar, Table, near
from jixiao.sources import Certainty, Source

if TYPE_CHECKING:
    from jixiao.schemes.model import NotApplicable
    from jixiao.schemes.scope import Scope
    from jixiao.schemes.yamlnodes import Faults, Node

__all__ = ["IDENTIFIER", "NOT_APPLICABLE", "TreeReader", "read_sources", "sums"]

IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
NOT_APPLICABLE: Final[dict[str, NotApplicable]] = {"full": "full", "rescale": "rescale"}
_DEEPEST: Final = 4
_CERTAINTIES: Final = {certainty.value: certainty for certainty in Certainty}


def _date(entry: Entry, key: str) -> date | None:
    text = entry.text(key)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        entry.wrong(key, "一个日期，如 2020-02-25")
        return None


def _certainty(entry: Entry, *, required: bool) -> Certainty | None:
    return _CERTAINTIES.get(entry.choice("certainty", tuple(_CERTAINTIES), required=required))


def read_sources(scheme: Entry) -> dict[str, Source]:
    """The citations under ``sources`` by their keys."""
    found: dict[str, Source] = {}
    for key, entry in scheme.named("sources", "依据").items():
        certainty = _certainty(entry, required=True)
        source = Source(
            key=key,
            title=entry.text("title", required=True),
            certainty=certainty or Certainty.RECONSTRUCTED,
            number=entry.text("number"),
            issuer=entry.text("issuer"),
            issued_on=_date(entry, "issued_on"),
            article=entry.text("article"),
            link=entry.text("link"),
            checked_on=_date(entry, "checked_on"),
            note=entry.text("note"),
        )
        entry.close()
        found[key] = source
    return found


def read_source(entry: Entry, sources: dict[str, Source]) -> Source | None:
    """The citation under ``source``: a key of ``sources``, or a table with ``ref`` and what differs."""
    found = entry.node("source")
    if found is None:
        return None
    if isinstance(found, Scalar):
        return _named_source(entry, found, sources)
    inner = entry.entry("source", f"{entry.what}的依据")
    if inner is None:
        return None
    ref = inner.node("ref", required=True)
    source = _named_source(entry, ref, sources) if isinstance(ref, Scalar) else None
    article, certainty, note = inner.text("article"), _certainty(inner, required=False), inner.text("note")
    inner.close()
    if source is None:
        return None
    return replace(
        source,
        article=article or source.article,
        certainty=certainty or source.certainty,
        note=note or source.note,
    )


def _named_source(entry: Entry, scalar: Scalar, sources: dict[str, Source]) -> Source | None:
    source = sources.get(scalar.text.strip())
    if source is None:
        entry.faults.add(
            "SC009",
            scalar.place,
            f"{entry.what}的依据“{scalar.text}”没有在 sources 里写明{near(scalar.text, sources)}",
            actual=scalar.text,
        )
    return source


def sums(points: list[Decimal]) -> str:
    """``20 ＋ 30 ＝ 50``."""
    return f"{' ＋ '.join(plain(one) for one in points)} ＝ {plain(sum(points, Decimal(0)))}"


@dataclass(slots=True)
class TreeReader:
    """Reads indicators. ``roundings`` are those of scores and totals; ``ids`` collects where each id stands, for
    duplicates and for the examples."""

    scope: Scope
    sources: dict[str, Source]
    scored: bool
    roundings: tuple[str, str]
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def _faults(self) -> Faults:
        return self.scope.faults

    def read(self, entries: tuple[Entry, ...], level: int = 1, above: str = "") -> tuple[Indicator, ...]:
        """The indicators of a list, with all below them."""
        found: list[Indicator] = []
        for number, entry in enumerate(entries, 1):
            code = f"{above}.{number}" if above else str(number)
            indicator = self._indicator(entry, level, code)
            if indicator is not None:
                found.append(indicator)
        return tuple(found)

    def _indicator(self, entry: Entry, level: int, code: str) -> Indicator | None:
        identifier = self._id(entry)
        title = entry.text("title", required=True)
        if identifier:
            entry.what = f"指标“{title}”（{identifier}）" if title else f"指标“{identifier}”"
        if level > _DEEPEST:
            self._faults.add("SC014", entry.place, f"{entry.what}在第 {level} 级，指标最多四级。", expected="四级以内")
            return None
        points = self._points(entry)
        source = read_source(entry, self.sources)
        policy: Literal["full", "rescale"] | None = NOT_APPLICABLE.get(
            entry.choice("not_applicable", tuple(NOT_APPLICABLE))
        )
        note, core = entry.text("note"), entry.flag("core")
        reason_below = entry.share("needs_reason_below")
        has_children, rule_node = entry.has("children"), entry.node("rule")
        children: tuple[Indicator, ...] = ()
        rule: Rule | None = None
        if has_children:
            children = self.read(entry.entries("children", "下级指标", required=True), level + 1, code)
            self._check_group(entry, points, children, rule_node)
        elif rule_node is None:
            self._faults.add(
                "SC007",
                entry.place_of("rule"),
                f"{entry.what}没有评分规则（rule），也没有下级指标（children）。",
                expected="rule",
                advice="末级指标必须写 rule；不计分、只填报的写 kind: reported。",
            )
        else:
            rule = self._rule(entry, rule_node, points)
            if source is None and not entry.has("source"):
                self._faults.add(
                    "SC007",
                    entry.place_of("source"),
                    f"{entry.what}没有写依据（source）。",
                    expected="source",
                    advice="写明依据的文件；凭推定的，在 sources 里把 certainty 写成 reconstructed。",
                )
        self._check_places(entry, points, sums_up=bool(children) or (rule is not None and rule.has_parts))
        entry.close()
        return Indicator(
            identifier, code, title, level, points, source, rule, children, policy, note, reason_below, core, entry.line
        )

    def _id(self, entry: Entry) -> str:
        identifier = entry.text("id", required=True)
        if not identifier:
            return ""
        if not IDENTIFIER.fullmatch(identifier):
            entry.wrong("id", "英文字母开头、由字母、数字、_ 和 - 组成的编号")
        elif identifier in self.ids:
            self._faults.add(
                "SC003",
                entry.place_of("id"),
                f"指标编号“{identifier}”用了两次（第 {self.ids[identifier] + 1} 行已用过）。",
                actual=identifier,
                advice="每个指标用不同的编号。",
            )
        elif identifier in ("total", "grade"):
            entry.wrong("id", "total 和 grade 以外的编号（这两个留给总分和等级）")
        self.ids.setdefault(identifier, entry.line)
        return identifier

    def _points(self, entry: Entry) -> Decimal | None:
        if not self.scored:
            if entry.has("points"):
                self._faults.add(
                    "SC015", entry.place_of("points"), f"方案不计分（scored: false），{entry.what}不能写 points。"
                )
            return None
        points = entry.number("points", required=True)
        if points is not None and points <= 0:
            entry.wrong("points", "大于 0 的分值")
            return None
        return points

    def _check_places(self, entry: Entry, points: Decimal | None, *, sums_up: bool) -> None:
        """Points must survive the rounding of their score, or full marks would print as more than the points."""
        name = self.roundings[1 if sums_up else 0]
        if points is None or name not in ROUNDINGS or round_by(name, points) == points:
            return
        self._faults.add(
            "SC005",
            entry.place_of("points"),
            f"{entry.what}的分值 {plain(points)} 的小数位数，比{'合计' if sums_up else '得分'}保留的（{name}）还多。",
            advice="改分值，或在 rounding 里多保留小数。",
        )

    def _check_group(
        self, entry: Entry, points: Decimal | None, children: tuple[Indicator, ...], rule: Node | None
    ) -> None:
        if rule is not None:
            self._faults.add(
                "SC008",
                rule.place,
                f"{entry.what}有下级指标，得分是下级之和，不能再写评分规则。",
                advice="删去 rule，或删去 children。",
            )
        parts = [child.points for child in children if child.points is not None]
        if points is not None and parts and len(parts) == len(children) and sum(parts) != points:
            self._faults.add(
                "SC006",
                entry.place_of("points"),
                f"{entry.what}的分值是 {plain(points)}，下级分值 {sums(parts)}，相差 {plain(abs(sum(parts, Decimal(0)) - points))}。",
                expected=plain(points),
                actual=plain(sum(parts, Decimal(0))),
                steps=tuple(f"{child.title}：{plain(child.points)}" for child in children if child.points is not None),
            )

    def _rule(self, entry: Entry, node: Node, points: Decimal | None) -> Rule | None:
        what = f"{entry.what}的评分规则"
        if not isinstance(node, Table):
            entry.wrong("rule", "一组“键: 值”，至少有 kind 和 wording")
            return None
        reader = RuleReader(node, what, self.scope)
        kinds = rule_kinds()
        kind = kinds.get(reader.choice("kind", tuple(kinds), required=True))
        wording = reader.text("wording", required=True)
        if kind is None:
            return None
        rule = kind.read(reader)
        reader.close()
        if rule is None:
            return None
        if self.scored != (kind.kind != "reported"):
            self._faults.add(
                "SC015",
                reader.place_of("kind"),
                f"{what}是 {kind.kind}（{kind.title}），与方案{'计分' if self.scored else '不计分'}（scored）不符。",
            )
        if points is not None:
            rule.check(points, reader)
        return replace(rule, wording=wording, line=reader.line)
