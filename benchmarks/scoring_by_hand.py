"""The Guangdong department scheme written out by hand in polars, twice: in exact integers and in floats.

This is what somebody would write who knows the scheme, the library and the data: money in hundredths of 万元, every
product small enough for 64 bits, one lazy query from file to file. It gives the same columns as ``jixiao score``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

OUTPUTS = ("quantity", "quality", "timeliness", "cost")
STATES = pl.Enum(["scored", "not_applicable", "missing", "unscored"])
FINENESS = 10**6 * 720_720
"""Completions are summed in units of one part in so many, rounded down and up: equal scores are then the exact one."""

CHECKLISTS = {
    "finance_compliance": (
        2,
        ("spending_scope_proper", "spending_procedure_proper", "spending_purpose_proper", "accounting_proper"),
    ),
    "budget_disclosure": (2, ("budget_disclosed", "final_accounts_disclosed")),
    "performance_disclosure": (2, ("goals_disclosed", "self_evaluation_disclosed")),
    "performance_rules": (
        5,
        ("goal_rules", "monitoring_rules", "evaluation_rules", "result_use_rules", "performance_rules_followed"),
    ),
    "result_use": (3, ("results_linked_to_budget",)),
    "performance_practice": (
        7,
        ("monitoring_done", "self_evaluation_done", "material_filed_in_time", "material_not_returned"),
    ),
    "procurement_control": (1, ("procurement_policy",)),
    "procurement_compliance": (2, ("procurement_lawful",)),
    "asset_allocation": (2, ("office_area_within_standard", "equipment_within_standard")),
    "asset_data": (2, ("asset_report_complete", "asset_ledger_matches")),
    "asset_compliance": (2, ("asset_management_proper",)),
}
ORDER = (
    "output_goals", "benefit_goals", "execution", "appraisal", "carryover_share", "finance_compliance",
    "budget_disclosure", "performance_disclosure", "performance_rules", "result_use", "performance_practice",
    "intent_disclosure", "procurement_control", "procurement_compliance", "contract_signing", "contract_filing",
    "procurement_effect", "asset_allocation", "asset_income_timeliness", "stocktaking", "asset_data", "asset_compliance",
    "asset_utilization", "public_funds_control", "three_public_control",
)  # fmt: skip
MONEY = (
    "adjusted_budget", "expenditure", "carryover", "procurement_planned", "procurement_executed", "three_public_budget",
    "three_public_expenditure", "asset_income", "asset_income_remitted", "assets_all", "assets_in_use",
    "public_funds_budget", "public_funds_expenditure",
)  # fmt: skip

Score = tuple[pl.Expr, pl.Expr, pl.Expr]
"""Score (in hundredths, or as a float), where something is missing, where it does not apply."""


class Exact:
    """Arithmetic in integers; a rounding half-up is one floor division."""

    @staticmethod
    def money(name: str) -> pl.Expr:
        return pl.col(name).to_physical().cast(pl.Int64)

    @staticmethod
    def proportional(points: int, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
        part = part.clip(0, whole)
        return (200 * points * part + whole) // (2 * whole)

    @staticmethod
    def share(points: int, met: pl.Expr, of: int) -> pl.Expr:
        return (200 * points * met + of) // (2 * of)

    @staticmethod
    def constant(points: float) -> pl.Expr:
        return pl.lit(round(points * 100), dtype=pl.Int64)

    @staticmethod
    def completion() -> pl.Expr:
        """For each goal row its completion in units of 1/FINENESS, rounded down, and whether that left a rest."""
        field = pl.element().struct.field
        target = field("target").to_physical().cast(pl.Int64)
        actual = field("actual").to_physical().cast(pl.Int64)
        less = field("operator") == "<="
        met = (less & (actual <= target)) | (~less & (actual >= target))
        top = pl.when(met).then(target).when(less).then((2 * target - actual).clip(0)).otherwise(actual)
        units = FINENESS * top
        return pl.struct(
            output=field("category").is_in(OUTPUTS), low=units // target, over=(units // target * target != units)
        )

    @staticmethod
    def goals(outputs: bool) -> Score:
        field = pl.element().struct.field
        mine = field("output") if outputs else ~field("output")
        rows = pl.col("completion")
        count = rows.list.eval(mine).list.sum().cast(pl.Int64)
        low = rows.list.eval(pl.when(mine).then(field("low")).otherwise(0)).list.sum()
        over = rows.list.eval(mine & field("over")).list.sum().cast(pl.Int64)
        scale = FINENESS // 2000
        lower, upper = ((2 * total + scale * count) // (2 * scale * count) for total in (low, low + over))
        return pl.when(lower == upper).then(lower), count == 0, pl.lit(value=False)

    @staticmethod
    def printed(score: pl.Expr) -> pl.Expr:
        return score.cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, 2))


class Floats:
    """The same with binary floats, rounded half-up as floats allow it."""

    @staticmethod
    def money(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Float64)

    @staticmethod
    def rounded(score: pl.Expr) -> pl.Expr:
        return (score * 100 + 0.5).floor() / 100

    @classmethod
    def proportional(cls, points: int, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
        return cls.rounded(points * (part / whole).clip(0, 1))

    @classmethod
    def share(cls, points: int, met: pl.Expr, of: int) -> pl.Expr:
        return cls.rounded(points * met / of)

    @staticmethod
    def constant(points: float) -> pl.Expr:
        return pl.lit(float(points))

    @staticmethod
    def completion() -> pl.Expr:
        field = pl.element().struct.field
        target, actual = field("target").cast(pl.Float64), field("actual").cast(pl.Float64)
        reached = pl.when(field("operator") == "<=").then(1 - (actual - target) / target).otherwise(actual / target)
        return pl.struct(output=field("category").is_in(OUTPUTS), share=reached.clip(0, 1))

    @classmethod
    def goals(cls, outputs: bool) -> Score:
        field = pl.element().struct.field
        mine = field("output") if outputs else ~field("output")
        rows = pl.col("completion")
        count = rows.list.eval(mine).list.sum().cast(pl.Float64)
        total = rows.list.eval(pl.when(mine).then(field("share")).otherwise(0.0)).list.sum()
        return cls.rounded(20 * total / count), count == 0, pl.lit(value=False)

    @staticmethod
    def printed(score: pl.Expr) -> pl.Expr:
        return score


def _scores(kind: type[Exact | Floats]) -> dict[str, Score]:
    nowhere = pl.lit(value=False)
    money = {name: kind.money(name) for name in MONEY}

    def missing(*names: str) -> pl.Expr:
        return pl.any_horizontal(pl.col(name).is_null() for name in names)

    def rate(points: int, part: str, whole: str) -> Score:
        divisor = money[whole]
        score = pl.when(divisor == 0).then(kind.constant(0)).otherwise(kind.proportional(points, money[part], divisor))
        return score, missing(part, whole), (divisor == 0) & (money[part] == 0)

    def on_time(points: int, done: str, due: str) -> Score:
        number = pl.col(due)
        score = pl.when(number <= 0).then(kind.constant(0)).otherwise(kind.proportional(points, pl.col(done), number))
        return score, missing(done, due), (number == 0) & (pl.col(done) == 0)

    def steps(value: pl.Expr, of: pl.Expr, table: list[tuple[int, float]], last: float) -> pl.Expr:
        chain = pl.when(pl.lit(value=False)).then(kind.constant(0))
        for percent, points in table:
            chain = chain.when(100 * value <= percent * of).then(kind.constant(points))
        return chain.otherwise(kind.constant(last))

    found: dict[str, Score] = {"output_goals": kind.goals(outputs=True), "benefit_goals": kind.goals(outputs=False)}
    found["execution"] = rate(10, "expenditure", "adjusted_budget")
    found["procurement_effect"] = rate(1, "procurement_executed", "procurement_planned")
    found["asset_income_timeliness"] = rate(1, "asset_income_remitted", "asset_income")
    found["appraisal"] = on_time(3, "new_projects_appraised", "new_projects")
    found["intent_disclosure"] = on_time(2, "intents_on_time", "intents_due")
    found["contract_signing"] = on_time(3, "contracts_on_time", "contracts_due")
    found["contract_filing"] = on_time(1, "contracts_filed_on_time", "contracts_filing_due")
    carried, budget = money["carryover"], money["adjusted_budget"]
    found["carryover_share"] = (
        pl.when((budget == 0) & (carried != 0)).then(kind.constant(0)).otherwise(steps(carried, budget, [(10, 2), (20, 1), (30, 0.5)], 0)),
        missing("carryover", "adjusted_budget"),
        (budget == 0) & (carried == 0),
    )  # fmt: skip
    counted, items = pl.col("asset_items_counted"), pl.col("asset_items")
    found["stocktaking"] = (
        pl.when((items != 0) & (counted > 0)).then(kind.constant(1)).otherwise(kind.constant(0)),
        missing("asset_items_counted", "asset_items"),
        (items == 0) & (counted == 0),
    )
    used, assets = money["assets_in_use"], money["assets_all"]
    found["asset_utilization"] = (
        pl.when(assets == 0).then(kind.constant(0))
        .when(100 * used >= 90 * assets).then(kind.constant(2))
        .when(100 * used >= 75 * assets).then(kind.constant(1.5))
        .when(100 * used >= 60 * assets).then(kind.constant(1))
        .otherwise(kind.constant(0)),
        missing("assets_in_use", "assets_all"),
        (assets == 0) & (used == 0),
    )  # fmt: skip
    funds, planned = money["public_funds_expenditure"], money["public_funds_budget"]
    found["public_funds_control"] = (
        pl.when((planned != 0) & (funds <= planned)).then(kind.constant(2)).otherwise(kind.constant(0)),
        missing("public_funds_expenditure", "public_funds_budget"),
        (planned == 0) & (funds == 0),
    )
    found["three_public_control"] = (
        pl.when(money["three_public_expenditure"] <= money["three_public_budget"]).then(kind.constant(2)).otherwise(kind.constant(0)),
        missing("three_public_expenditure", "three_public_budget"),
        nowhere,
    )  # fmt: skip
    for name, (points, parts) in CHECKLISTS.items():
        met = pl.sum_horizontal(pl.col(part).cast(pl.Int64) for part in parts)
        found[name] = kind.share(points, met, len(parts)), missing(*parts), nowhere
    return found


POINTS = {
    "output_goals": 20, "benefit_goals": 20, "execution": 10, "procurement_effect": 1, "asset_income_timeliness": 1,
    "appraisal": 3, "intent_disclosure": 2, "contract_signing": 3, "contract_filing": 1, "carryover_share": 2,
    "stocktaking": 1, "asset_utilization": 2, "public_funds_control": 2, "three_public_control": 2,
    **{name: points for name, (points, _) in CHECKLISTS.items()},
}  # fmt: skip


def score_by_hand(source: Path, target: Path, kind: type[Exact | Floats]) -> None:
    """Scores the file of facts into a file of scores."""
    scores = _scores(kind)
    columns: list[pl.Expr] = []
    final: list[pl.Expr] = []
    for name in ORDER:
        score, blank, absent = scores[name]
        columns.append(
            pl.when(blank)
            .then(None)
            .when(absent)
            .then(kind.constant(POINTS[name]))
            .otherwise(score)
            .alias(f"{name}__score")
        )
        state = pl.when(blank).then(2).when(absent).then(1).otherwise(0).cast(pl.UInt8)
        columns.append(state.cat.to(STATES).alias(f"{name}__state"))
        final += [kind.printed(pl.col(f"{name}__score")), pl.col(f"{name}__state")]
    names = [f"{name}__score" for name in ORDER]
    missing = pl.sum_horizontal(pl.col(name).is_null().cast(pl.UInt32) for name in names)
    query = pl.scan_parquet(source)
    query = query.with_columns(completion=pl.col("goals").list.eval(kind.completion()))
    query = query.select("unit", "year", *columns)
    query = query.select(
        "unit",
        "year",
        *final,
        kind.printed(pl.sum_horizontal(names)).alias("total"),
        pl.lit(None, dtype=pl.Enum([])).alias("grade"),
        (missing == 0).alias("complete"),
        missing.alias("missing"),
    )
    query.sink_parquet(target)
