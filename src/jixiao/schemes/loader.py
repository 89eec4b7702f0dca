"""Reads scheme files. Whatever is wrong is reported at once, each fault with file and line, in a finance officer's words.

The format is described in docs/architecture.md under "Scheme files".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from jixiao.findings import Finding, Severity
from jixiao.numbers import ROUNDINGS, Missing, parse_cell, plain, unit_named
from jixiao.schemes.examples import read_examples
from jixiao.schemes.extending import extend
from jixiao.schemes.folders import find, scheme_folders
from jixiao.schemes.formula import Malformed, Name, parse_formula, walk
from jixiao.schemes.model import GradeBand, Input, Scheme
from jixiao.schemes.scope import Scope
from jixiao.schemes.style import SHOWS, Style
from jixiao.schemes.tree import IDENTIFIER, NOT_APPLICABLE, TreeReader, read_sources, sums
from jixiao.schemes.yamlnodes import Entry, Faults, Place, Scalar, Table, near, parse
from jixiao.system import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jixiao.schemes.model import InputKind

__all__ = ["Loaded", "load_content", "load_scheme"]

_SUBJECTS: Final[dict[str, Literal["department", "project", "transfer"]]] = {
    "department": "department",
    "project": "project",
    "transfer": "transfer",
}
_TOTALS: Final[dict[str, Literal["rounded", "exact"]]] = {"rounded": "rounded", "exact": "exact"}
_INPUT_KINDS: Final[dict[str, InputKind]] = {
    "money": "money",
    "rate": "rate",
    "count": "count",
    "number": "number",
    "yes_no": "yes_no",
    "choice": "choice",
    "date": "date",
    "share": "share",
}
_UNITS: Final = {"money": "万元", "rate": "%", "share": "%"}
_FIRST_YEAR, _LAST_YEAR = 1994, 2100
_SCORED_KEYS: Final = ("points", "grades", "rounding", "not_applicable", "roll_up")
_EQUAL: Final = "equal"
_WEIGHTS: Final = ("money", "count", "number")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load gave: the scheme, unless a finding is an error, and all findings (warnings come with a scheme)."""

    scheme: Scheme | None
    findings: tuple[Finding, ...]


def load_scheme(name: Path | str, folders: Iterable[Path | str] = ()) -> Loaded:
    """The scheme of this id or file. ``folders`` are searched besides those of the environment and the shipped one."""
    search = scheme_folders(folders)
    path = name if isinstance(name, Path) else find(name, search)
    if isinstance(path, Finding):
        return Loaded(None, (path,))
    try:
        content = path.read_bytes()
    except OSError as error:
        faults = Faults()
        faults.add("SC001", Place(str(path), 0, 0), f"文件打不开：{reason(error)}。")
        return Loaded(None, faults.findings)
    return load_content(content, path, folders)


def load_content(content: bytes, path: Path, folders: Iterable[Path | str] = ()) -> Loaded:
    """The scheme that a file of this name with this content would hold."""
    faults = Faults()
    digest = hashlib.sha256()
    table = _complete(content, path, scheme_folders(folders), faults, digest, ())
    if table is None:
        return Loaded(None, faults.findings)
    scheme = _SchemeReader(table, path, faults).read(digest.hexdigest())
    return Loaded(None if faults.fatal else scheme, faults.findings)


def _complete(
    content: bytes, path: Path, search: tuple[Path, ...], faults: Faults, digest: hashlib._Hash, above: tuple[str, ...]
) -> Table | None:
    """The file's table with everything inherited filled in; ``above`` are the ids of the schemes that extend it."""
    digest.update(content)
    table = parse(content, str(path), faults)
    if table is None:
        return None
    wanted = table.get("extends")
    if not isinstance(wanted, Scalar) or wanted.is_null:
        return table
    name = wanted.text.strip()
    if name in above or name == path.stem:
        chain = " → ".join((*above, path.stem, name))
        faults.add("SC018", wanted.place, f"extends 绕回了自己：{chain}。", actual=name)
        return None
    parent_path = find(name, search)
    if isinstance(parent_path, Finding):
        beside = path.with_name(f"{name}.yaml")
        if not beside.is_file():
            faults.add("SC018", wanted.place, f"extends：{parent_path.message}", actual=name, advice=parent_path.advice)
            return None
        parent_path = beside
    try:
        inherited = parent_path.read_bytes()
    except OSError as error:
        faults.add("SC018", wanted.place, f"extends：{parent_path} 打不开：{reason(error)}。", actual=name)
        return None
    parent = _complete(inherited, parent_path, search, faults, digest, (*above, path.stem))
    return None if parent is None else extend(parent, table, faults)


class _SchemeReader:
    """Reads one complete table (with everything inherited) into a scheme."""

    def __init__(self, table: Table, path: Path, faults: Faults) -> None:
        self.entry = Entry(table, "方案", faults)
        self.path = path
        self.faults = faults

    def read(self, digest: str) -> Scheme:
        """The scheme; only to be used if no fault is fatal."""
        entry = self.entry
        scored = entry.flag("scored", default=True)
        first, last = self._years()
        points = self._whole(scored)
        score_rounding, total_rounding, total_of = self._rounding(scored)
        policy = NOT_APPLICABLE.get(entry.choice("not_applicable", tuple(NOT_APPLICABLE), required=scored), "full")
        grades = self._grades(points)
        sources = read_sources(entry)
        inputs = self._inputs()
        scope = Scope(inputs, self.faults)
        self._formulas(scope)
        tree = TreeReader(scope, sources, scored, (score_rounding, total_rounding))
        indicators = tree.read(entry.entries("indicators", "指标", required=True))
        roll_up = self._roll_up(scope) if scored else ""
        self._check_total(points, [node.points for node in indicators])
        examples = read_examples(entry.entries("examples", "算例"), scope, tree)
        scheme = Scheme(
            id=self._id(),
            title=entry.text("title", required=True),
            version=entry.text("version", required=True),
            jurisdiction=entry.text("jurisdiction", required=True),
            issuer=entry.text("issuer", required=True),
            subject=_SUBJECTS.get(entry.choice("subject", tuple(_SUBJECTS), required=True), "project"),
            from_year=first,
            to_year=last,
            scored=scored,
            points=points,
            score_rounding=score_rounding,
            total_rounding=total_rounding,
            total_of=total_of,
            not_applicable=policy,
            grades=grades,
            sources=sources,
            inputs=inputs,
            formulas=scope.formulas,
            formula_labels={name: formula.label for name, formula in scope.formulas.items()},
            indicators=indicators,
            examples=examples,
            roll_up=roll_up,
            extends=entry.text("extends"),
            note=entry.text("note"),
            path=str(self.path),
            digest=digest,
        )
        entry.close()
        self._check_use(scope)
        return scheme

    def _id(self) -> str:
        identifier = self.entry.text("id", required=True)
        if identifier and not IDENTIFIER.fullmatch(identifier):
            self.entry.wrong("id", "英文字母开头、由字母、数字、_ 和 - 组成的编号")
        elif identifier and identifier != self.path.stem:
            self.entry.wrong("id", f"与文件名相同的“{self.path.stem}”（方案按文件名查找）")
        return identifier

    def _years(self) -> tuple[int, int | None]:
        inner = self.entry.entry("in_force", "方案的“in_force”", required=True)
        if inner is None:
            return 0, None
        first, last = inner.integer("from", required=True), inner.integer("to")
        inner.close()
        for key, year in (("from", first), ("to", last)):
            if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
                inner.wrong(key, f"{_FIRST_YEAR} 到 {_LAST_YEAR} 之间的年度")
        if first is not None and last is not None and last < first:
            inner.wrong("to", f"不早于起始年度 {first} 的年度")
        return first or 0, last

    def _whole(self, scored: bool) -> Decimal | None:
        if not scored:
            for key in _SCORED_KEYS:
                if self.entry.has(key):
                    self.faults.add(
                        "SC015", self.entry.place_of(key), f"方案不计分（scored: false），不能写“{key}”。", actual=key
                    )
            return None
        points = self.entry.number("points", required=True)
        if points is not None and points <= 0:
            self.entry.wrong("points", "大于 0 的总分")
        return points

    def _rounding(self, scored: bool) -> tuple[str, str, Literal["rounded", "exact"]]:
        inner = self.entry.entry("rounding", "方案的“rounding”", required=scored)
        if inner is None:
            return "half_up_2", "half_up_2", "rounded"
        names = []
        for key in ("score", "total"):
            name = inner.text(key, required=True)
            if name and name not in ROUNDINGS:
                self.faults.add(
                    "SC005",
                    inner.place_of(key),
                    f"没有“{name}”这种取舍办法。",
                    actual=name,
                    advice="四舍五入写 half_up_N，舍去写 truncate_N，四舍六入五成双写 half_even_N，N 是小数位数。",
                )
            names.append(name)
        total_of = _TOTALS.get(inner.choice("total_of", tuple(_TOTALS), required=True), "rounded")
        inner.close()
        return names[0], names[1], total_of

    def _roll_up(self, scope: Scope) -> str:
        """How totals of several units become one: ``equal``, the name of an amount to weigh by, or empty."""
        name = self.entry.text("roll_up")
        if name in ("", _EQUAL) or name in scope.broken:
            return name
        spec = scope.inputs.get(name)
        place = self.entry.place_of("roll_up")
        if spec is None:
            self.faults.add(
                "SC009",
                place,
                f"方案的“roll_up”写了“{name}”，inputs 里没有这个数据{near(name, (*scope.inputs, _EQUAL))}",
                expected=_EQUAL,
                actual=name,
                advice=f"各单位同等看待写 {_EQUAL}；按某个数加权，写它在 inputs 里的名称，如 adjusted_budget。",
            )
        elif spec.kind not in _WEIGHTS:
            self.entry.wrong("roll_up", "金额、个数或数的名称（按它加权）")
        else:
            scope.used.add(name)
        return name

    # --- grades

    def _grades(self, points: Decimal | None) -> tuple[GradeBand, ...]:
        found: list[tuple[GradeBand, Place]] = []
        for entry in self.entry.entries("grades", "等级"):
            name, low, high = entry.text("name", required=True), entry.number("from", required=True), entry.number("to")
            entry.close()
            if name in [band.name for band, _ in found]:
                self.faults.add("SC003", entry.place, f"等级“{name}”写了两遍。", actual=name)
            if low is None:
                continue
            if high is not None and high <= low:
                self.faults.add(
                    "SC011", entry.place, f"等级“{name}”的下限 {plain(low)} 不小于上限 {plain(high)}。", actual=name
                )
                continue
            found.append((GradeBand(name, low, high), entry.place))
        found.sort(key=lambda pair: pair[0].low)
        for (below, _), (above, place) in pairwise(found):
            self._check_neighbours(below, above, place)
        if found and points is not None:
            self._check_ends(found[0][0], found[0][1], found[-1][0], found[-1][1])
        return tuple(band for band, _ in reversed(found))

    def _check_neighbours(self, below: GradeBand, above: GradeBand, place: Place) -> None:
        if below.high == above.low:
            return
        overlap = below.high is None or below.high > above.low
        edge = "不封顶" if below.high is None else f"到 {plain(below.high)}"
        self.faults.add(
            "SC011",
            place,
            f"等级“{below.name}”（{edge}）与“{above.name}”（从 {plain(above.low)} 起）{'重叠' if overlap else '之间有空档'}。",
            expected=plain(above.low),
            actual="" if below.high is None else plain(below.high),
            advice="下一档的 to 与上一档的 from 写同一个数；这个分数归上一档。",
        )

    def _check_ends(self, lowest: GradeBand, low_place: Place, highest: GradeBand, high_place: Place) -> None:
        if lowest.low != 0:
            self.faults.add(
                "SC011",
                low_place,
                f"最低一档“{lowest.name}”从 {plain(lowest.low)} 起，应从 0 起，否则更低的分数没有等级。",
                expected="0",
            )
        if highest.high is not None:
            self.faults.add(
                "SC011",
                high_place,
                f"最高一档“{highest.name}”写了 to: {plain(highest.high)}，恰好 {plain(highest.high)} 分就没有等级了。",
                advice="最高一档不写 to。",
            )

    # --- names

    def _inputs(self) -> dict[str, Input]:
        found: dict[str, Input] = {}
        labels: dict[str, str] = {}
        for name, entry in self.entry.named("inputs", "数据").items():
            kind = _INPUT_KINDS.get(entry.choice("kind", tuple(_INPUT_KINDS), required=True))
            label = entry.text("label", required=True)
            spec = Input(
                name=name,
                label=label,
                kind=kind or "number",
                unit=entry.text("unit") or _UNITS.get(kind or "", ""),
                measure=entry.flag("measure"),
                low=self._bound(entry, "low"),
                high=self._bound(entry, "high"),
                choices=entry.words("choices"),
                hint=entry.text("hint"),
                line=entry.line,
            )
            entry.close()
            self._check_name(name, entry)
            self._check_label(label, name, labels, entry)
            if kind is not None:
                self._check_input(spec, entry)
            found[name] = spec
        return found

    @staticmethod
    def _bound(entry: Entry, key: str) -> Decimal | None:
        """A bound of believable values, in the input's unit (``100%`` and ``100`` are the same for a rate in %)."""
        text = entry.text(key)
        cell = parse_cell(text, entry.text("unit")) if text else None
        if not text:
            return None
        if cell is None or isinstance(cell, Missing):
            entry.wrong(key, "一个数")
            return None
        return cell.value

    def _check_name(self, name: str, entry: Entry) -> None:
        if not IDENTIFIER.fullmatch(name) or "-" in name:
            self.faults.add(
                "SC005", entry.place, f"“{name}”不能作名称：应以英文字母开头，由字母、数字和 _ 组成。", actual=name
            )

    def _check_label(self, label: str, name: str, labels: dict[str, str], entry: Entry) -> None:
        if label and label in labels:
            self.faults.add(
                "SC003",
                entry.place_of("label"),
                f"“{labels[label]}”和“{name}”的 label 都是“{label}”，公式里按名称就分不清了。",
                actual=label,
            )
        labels.setdefault(label, name)

    def _check_input(self, spec: Input, entry: Entry) -> None:
        unit_kind = unit_named(spec.unit).kind.value
        if spec.kind in ("money", "rate", "share") and unit_kind != {"money": "money"}.get(spec.kind, "ratio"):
            entry.wrong("unit", "元、万元或亿元" if spec.kind == "money" else "%")
        if spec.kind == "choice" and not spec.choices:
            self.faults.add(
                "SC004", entry.place, f"{entry.what}是选择项，还要写可选的内容：choices。", expected="choices"
            )
        if spec.kind != "choice" and spec.choices:
            entry.wrong("choices", "只用于 kind: choice 的数据")
        if spec.low is not None and spec.high is not None and spec.low > spec.high:
            entry.wrong("low", f"不大于 high（{plain(spec.high)}）的数")
        if spec.measure:
            self._check_measure(spec, entry)

    def _check_measure(self, spec: Input, entry: Entry) -> None:
        from jixiao.registers.catalogue import MEASURES

        measure = MEASURES.get(spec.name)
        if measure is None:
            self.faults.add(
                "SC016",
                entry.place_of("measure"),
                f"{entry.what}写了 measure: true，可是没有台账能给出“{spec.name}”{near(spec.name, MEASURES)}",
                actual=spec.name,
                advice="改用台账给得出的名称，或删去 measure，由单位直接填报。",
            )
        elif measure.kind != spec.kind and {measure.kind, spec.kind} != {"count", "number"}:
            self.faults.add(
                "SC016",
                entry.place_of("kind"),
                f"{entry.what}的 kind 是 {spec.kind}，台账给出的“{measure.label}”是 {measure.kind}。",
                expected=measure.kind,
                actual=spec.kind,
            )

    def _formulas(self, scope: Scope) -> None:
        """Reads the formulas in such an order that each finds those it needs; rings are reported."""
        labels = {spec.label: spec.name for spec in scope.inputs.values()}
        pending: dict[str, tuple[Entry, Scalar, str, str]] = {}
        for name, entry in self.entry.named("formulas", "公式").items():
            label, show, node = entry.text("label", required=True), entry.text("show"), entry.node("is", required=True)
            entry.close()
            self._check_name(name, entry)
            self._check_label(label, name, labels, entry)
            if name in scope.inputs:
                self.faults.add(
                    "SC003", entry.place, f"“{name}”既是 inputs 里的数据，又是 formulas 里的公式。", actual=name
                )
            if show and Style.of_show(show) is None:
                self.faults.add(
                    "SC005",
                    entry.place_of("show"),
                    f"{entry.what}的 show 不能写“{show}”，可以写：{SHOWS}。",
                    actual=show,
                )
            if isinstance(node, Scalar):
                pending[name] = (entry, node, label, show)
            else:
                scope.broken |= {name, label}
                if node is not None:
                    entry.wrong("is", "一个公式，如 expenditure ÷ adjusted_budget")
        while pending:
            ready = [name for name, (_, node, _, _) in pending.items() if not _waits_for(node, pending)]
            for name in ready or pending:
                entry, node, label, show = pending[name]
                formula = None
                if ready:
                    formula = scope.read(node, entry.what)
                else:
                    self.faults.add("SC013", node.place, f"{entry.what}绕回了自己，算不出来。", actual=node.text)
                if formula is None:
                    scope.broken |= {name, label}
                else:
                    scope.declare(replace(formula, name=name, label=label, show=show or formula.show))
            if not ready:
                return
            for name in ready:
                del pending[name]

    # --- the whole

    def _check_total(self, points: Decimal | None, parts: list[Decimal | None]) -> None:
        known = [part for part in parts if part is not None]
        if points is None or not known or len(known) != len(parts) or sum(known) == points:
            return
        self.faults.add(
            "SC006",
            self.entry.place_of("points"),
            f"方案总分是 {plain(points)}，一级指标分值 {sums(known)}，相差 {plain(abs(sum(known, Decimal(0)) - points))}。",
            expected=plain(points),
            actual=plain(sum(known, Decimal(0))),
        )

    def _check_use(self, scope: Scope) -> None:
        if self.faults.fatal:
            return  # what a faulty rule would have used is not known
        lines: Mapping[str, tuple[str, Place]] = {
            **{
                name: (f"数据“{spec.label}”（{name}）", self._place_in("inputs", name))
                for name, spec in scope.inputs.items()
            },
            **{
                name: (f"公式“{one.label}”（{name}）", self._place_in("formulas", name))
                for name, one in scope.formulas.items()
            },
        }
        for name, (what, place) in lines.items():
            if name not in scope.used:
                self.faults.add(
                    "SC010",
                    place,
                    f"{what}声明了，却没有任何规则用到它。",
                    actual=name,
                    advice="不需要的删去；需要的，检查规则里的名称是否写对。",
                    severity=Severity.WARNING,
                )

    def _place_in(self, key: str, name: str) -> Place:
        outer = self.entry.table.get(key)
        inner = outer.get(name) if isinstance(outer, Table) else None
        return self.entry.place if inner is None else inner.place


def _waits_for(node: Scalar, pending: Mapping[str, tuple[Entry, Scalar, str, str]]) -> bool:
    """Whether the formula names one that is still to be read."""
    tree = parse_formula(node.text)
    if isinstance(tree, Malformed):
        return False
    waiting = {*pending, *(label for _, _, label, _ in pending.values())}
    return any(isinstance(one, Name) and one.name in waiting for one in walk(tree))
