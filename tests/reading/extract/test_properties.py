"""What is printed is read back exactly, whatever the values, the unit and the layout; places point at the words."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(9_999_999), places=2, allow_nan=False)
RATES = st.decimals(min_value=0, max_value=200, places=2, allow_nan=False)
MONEY = st.sampled_from(["元", "万元", "亿元"])
LABELS = {"年初预算数": "initial_budget", "全年预算数": "adjusted_budget", "全年执行数": "expenditure"}


def _read(drafts):
    return {draft.name: (draft.printed.value, draft.printed.unit) for draft in drafts if draft.name}


@given(
    amounts=st.lists(AMOUNTS, min_size=3, max_size=3),
    unit=MONEY,
    rate=RATES,
    grouped=st.booleans(),
    order=st.permutations(list(LABELS)),
)
def test_prose(amounts, unit, rate, grouped, order, drafts_of):
    shown = [f"{amount:,}" if grouped else f"{amount:f}" for amount in amounts]
    text = (
        "，".join(f"{label}{value}{unit}" for label, value in zip(order, shown, strict=True))
        + f"，预算执行率{rate:f}%。"
    )
    drafts = drafts_of(text)
    expected = {LABELS[label]: (amount, unit) for label, amount in zip(order, amounts, strict=True)}
    assert _read(drafts) == {**expected, "execution_rate": (rate, "%")}
    for draft in drafts:
        assert text[draft.location.start : draft.location.end] == draft.location.quote


@given(
    amounts=st.lists(AMOUNTS, min_size=3, max_size=3),
    unit=MONEY,
    order=st.permutations(list(LABELS)),
    place=st.sampled_from(["head", "corner", "note", "cell"]),
)
def test_a_unit_is_inherited_from_wherever_it_is_printed(amounts, unit, order, place, drafts_of):
    values = [f"{amount:,}" for amount in amounts]
    heads = [f"{label}（{unit}）" if place == "head" else label for label in order]
    cells = [f"{value}{unit}" if place == "cell" else value for value in values]
    corner = f"项目资金（{unit}）" if place == "corner" else "项目资金"
    note = f"单位：{unit} |\n" if place == "note" else ""
    table = f"{note}{corner} | {' | '.join(heads)}\n年度资金总额 | {' | '.join(cells)}"
    expected = {LABELS[label]: (amount, unit) for label, amount in zip(order, amounts, strict=True)}
    assert _read(drafts_of(table, project=True)) == expected


@settings(max_examples=60)
@given(budget=AMOUNTS, spent=AMOUNTS, unit=MONEY)
def test_one_line_of_a_lost_table(budget, spent, unit, drafts_of):
    rate = f"{spent / budget:.2%}"
    text = (
        f"项目名称 河道保洁 项目资金（{unit}） 年初预算数 全年预算数 全年执行数 分值 执行率 得分 "
        f"年度资金总额 {budget:f} {budget:f} {spent:f} 10 {rate} 8.5 其中：当年财政拨款 {budget:f} {budget:f} {spent:f} —"
    )
    read = _read(drafts_of(text, project=True))
    assert read["adjusted_budget"] == read["fiscal_appropriation_adjusted_budget"] == (budget, unit)
    assert read["expenditure"] == read["fiscal_appropriation_expenditure"] == (spent, unit)


@given(parts=st.lists(AMOUNTS, min_size=2, max_size=2), unit=MONEY)
def test_parts_point_at_their_whole(parts, unit, drafts_of):
    total = sum(parts)
    drafts = drafts_of(f"全年支出{total:f}{unit}，其中：基本支出{parts[0]:f}{unit}；项目支出{parts[1]:f}{unit}。")
    assert [draft.parent for draft in drafts] == [None, 0, 0]
    assert [draft.name for draft in drafts] == ["expenditure", "basic_expenditure", "project_expenditure"]


@given(
    text=st.text(
        alphabet="预算支出执行率万元%其中（）：；，。、0123456789.,资金项目到位年初全分别为和由调整 \t|", max_size=120
    )
)
def test_any_text_can_be_read(text, drafts_of):
    for project in (True, False):
        drafts = drafts_of(text or "。", project=project)
        for i, draft in enumerate(drafts):
            assert draft.parent is None or (0 <= draft.parent < len(drafts) and draft.parent != i)
