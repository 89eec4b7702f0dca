"""Facts of invented departments for the Guangdong scheme, as many as wanted, the same for the same seed.

Figures have the sizes and gaps of real ones: budgets from 0.5 to 500 000 万元 with two decimals, spending around them,
a few units without projects, contracts or asset income, half a percent of cells not filled in, four goal rows a unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jixiao.schemes.catalogue import Catalogue

if TYPE_CHECKING:
    from pathlib import Path

SCHEME = "guangdong-department-2022"
SEED = 20_221_231
CHUNK = 2**17
GOALS = (("quantity", ">="), ("quality", ">="), ("economic", ">="), ("satisfaction", "<="))


def random_below(name: str, top: int) -> pl.Expr:
    """A number from 0 to ``top`` less one for each row, by the row's number and the column's name."""
    salt = int.from_bytes(name.encode()[-7:], "big") + SEED
    return (pl.col("number").hash(salt) % top).cast(pl.Int64)


def _blanked(name: str, value: pl.Expr) -> pl.Expr:
    return pl.when(random_below(f"?{name}", 200) > 0).then(value).alias(name)


def _money(name: str, cents: pl.Expr) -> pl.Expr:
    hundredth = pl.lit("0.01").cast(pl.Decimal(3, 2))
    return _blanked(name, (cents.cast(pl.Decimal(16, 0)) * hundredth).cast(pl.Decimal(18, 2)))


def _pairs() -> list[pl.Expr]:
    """What is planned or due, and what was done of it."""
    budget = (random_below("size", 100) + 1) * (random_below("budget", 5_000) + 50) * 100
    spent = budget * (random_below("spent", 350) + 700) // 1000
    planned = budget // 20 * (random_below("plan", 10) + 1) // 10
    found = [
        _money("adjusted_budget", budget),
        _money("expenditure", spent),
        _money("carryover", (budget - spent).clip(0)),
        _money("procurement_planned", planned),
        _money("procurement_executed", planned * (random_below("bought", 500) + 520) // 1000),
        _money("three_public_budget", budget // 100),
        _money("three_public_expenditure", budget // 100 * (random_below("three", 1100)) // 1000),
        _money("asset_income", random_below("income", 3) * 1000),
        _money("asset_income_remitted", random_below("income", 3) * (random_below("remitted", 500) + 500)),
        _money("assets_all", budget // 2 + 1),
        _money("assets_in_use", (budget // 2 + 1) * (random_below("use", 450) + 551) // 1000),
        _money("public_funds_budget", budget // 10 + 1),
        _money("public_funds_expenditure", (budget // 10 + 1) * (random_below("public", 500) + 550) // 1000),
    ]
    for due, done, most in (
        ("new_projects", "new_projects_appraised", 6),
        ("intents_due", "intents_on_time", 9),
        ("contracts_due", "contracts_on_time", 13),
        ("contracts_filing_due", "contracts_filed_on_time", 13),
        ("asset_items", "asset_items_counted", 4_000),
    ):
        number = random_below(due, most)
        found += [
            _blanked(due, number),
            _blanked(done, number - (random_below(done, 4) == 0).cast(pl.Int64) * (number + 1) // 2),
        ]
    return found


def _goals() -> pl.Expr:
    rows = []
    for index, (category, operator) in enumerate(GOALS):
        target = (random_below(f"target{index}", 300) + 1) * 100
        actual = target * (random_below(f"actual{index}", 600) + 550) // 1000
        hundredth = pl.lit("0.01").cast(pl.Decimal(3, 2))
        rows.append(
            pl.struct(
                pl.lit(category).alias("category"),
                pl.lit(operator).alias("operator"),
                (target.cast(pl.Decimal(16, 0)) * hundredth).cast(pl.Decimal(18, 2)).alias("target"),
                (actual.cast(pl.Decimal(16, 0)) * hundredth).cast(pl.Decimal(18, 2)).alias("actual"),
            )
        )
    return pl.concat_list(rows).alias("goals")


def write_facts(path: Path, units: int) -> None:
    """Writes a parquet file of so many units."""
    scheme, _ = Catalogue.of().find(SCHEME)
    assert scheme is not None
    answers = [
        _blanked(spec.name, random_below(spec.name, 20) > 0) for spec in scheme.inputs.values() if spec.kind == "yes_no"
    ]
    numbers = pl.LazyFrame({"number": pl.int_range(units, eager=True)})
    facts = numbers.select(
        pl.format("单位{}", "number").alias("unit"),
        pl.lit(2022, dtype=pl.Int32).alias("year"),
        *_pairs(),
        *answers,
        _goals(),
    )
    facts.sink_parquet(path, row_group_size=CHUNK)
