"""What a clerk wrote into the cells of our tables stays when the document is made again; the rest follows the registers."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.writing.cells import gap, head, naming, texts, under, value
from jixiao.writing.keeping import keep
from jixiao.writing.layout import Cell, Layout, Para, Run, Table, gaps
from jixiao.writing.marks import CellMark, marked
from jixiao.writing.render import docx, xlsx

from .clerk import Clerk, W

HEADS = ("上年决算数", "本年预算数", "本年决算数")
ITEMS = ("人员经费", "公用经费", "项目支出")


def sheet(budget="120.50", *, last="", items=ITEMS, head_words=HEADS, before=(), formulas=()) -> Layout:
    """A table of expenses by kind, last year's finals a gap unless given, and the buildings below, a gap as well."""
    rows = [(head("经费事项"), *(head(words) for words in head_words))]
    rows += [
        (
            naming([item]),
            value(Run(last, fact=f"{item}上年") if last else gap(f"{item}上年决算数")),
            value(Run(budget, fact=f"{item}预算")),
            value(Run(f"{number}.00", fact=f"{item}决算")),
        )
        for number, item in enumerate(items, 1)
    ]
    buildings = ((head("项目名称"), head("规模")), (naming([gap("楼堂馆所项目")]), value(Run(""))))
    blocks = (
        *before,
        Para((Run("青山县图书馆基础数据表"),), "title"),
        Para((Run("一、经费情况"),), "h1"),
        Table(tuple(rows), (3, 2, 2, 2), unit_note="金额单位：万元", formulas=formulas),
        Para((Run("二、楼堂馆所情况"),), "h1"),
        Table(buildings, (3, 2)),
    )
    return Layout("基础数据表", "青山县图书馆基础数据表", blocks, unit="青山县图书馆", year=2023)


def form(*, done=3, goals=("讲座", "展览"), problems=("经费偏少。", "人手不足。")) -> Layout:
    """A form whose parts stand under heads at the left, with a sentence that holds a figure."""
    counted = texts(["全年办活动", Run(f"{done}场", fact="times"), "，其中讲座", Run("2场", fact="lectures"), "。"], 2)
    tasks = [
        (naming(["阅读推广"], rows=len(goals)), naming([goals[0]]), value(Run("1"))),
        *((naming([g]), value(Run("2"))) for g in goals[1:]),
    ]
    rows = [
        *under("实际完成情况", [(head("预期"), head("实际", 2)), (texts(["办好活动"]), counted)]),
        *under("主要任务", [(head("任务"), head("指标"), head("分值")), *tasks]),
        *under("存在问题", [(texts([line], 3),) for line in problems]),
    ]
    blocks = (Para((Run("自评表"),), "title"), Table(tuple(rows), (2, 3, 3, 3), head_rows=0))
    return Layout("自评表", "自评表", blocks)


def cells(layout: Layout) -> list[list[str]]:
    return [[cell.text for cell in row] for block in layout.blocks if isinstance(block, Table) for row in block.rows]


def square(clerk: Clerk, table: int, row: int, column: int):
    return clerk.body.findall(f"{W}tbl")[table].findall(f"{W}tr")[row].findall(f"{W}tc")[column]


def type_into(clerk: Clerk, table: int, row: int, column: int, words: str) -> None:
    """Types ``words`` in place of what stands in a cell, within its control where it has one."""
    cell = square(clerk, table, row, column)
    texts_ = list(cell.iter(f"{W}t"))
    if not texts_:
        cell.find(f"{W}p").append(clerk.new(words).find(f"{W}r"))
        return
    texts_[0].text = words
    for more in texts_[1:]:
        more.text = ""


def overwrite(clerk: Clerk, table: int, row: int, column: int, words: str) -> None:
    """Replaces everything in a cell, its marks too."""
    paragraph = square(clerk, table, row, column).find(f"{W}p")
    for child in list(paragraph):
        if child.tag != f"{W}pPr":
            paragraph.remove(child)
    if words:
        paragraph.append(clerk.new(words).find(f"{W}r"))


def add_row(clerk: Clerk, table: int, row: int, *words: str) -> None:
    """Inserts a row below: its squares as those above, nothing in them but ``words``."""
    above = clerk.body.findall(f"{W}tbl")[table].findall(f"{W}tr")[row]
    added = deepcopy(above)
    above.addnext(added)
    for cell, said in zip(added.findall(f"{W}tc"), words, strict=True):
        paragraph = cell.find(f"{W}p")
        for child in list(paragraph):
            if child.tag != f"{W}pPr":
                paragraph.remove(child)
        paragraph.append(clerk.new(said).find(f"{W}r"))


def again(layout: Layout, clerk: Clerk):
    """The layout merged with the clerk's file; merging with the result changes nothing any more."""
    kept = keep(layout, clerk.save())
    once = docx.render(kept.layout)
    assert docx.render(keep(layout, once).layout) == once
    return kept


def notes(kept) -> list[str]:
    return [str(note) for note in kept.notes]


@pytest.fixture
def clerk() -> Clerk:
    return Clerk(docx.render(sheet()))


# --- what is kept


@pytest.mark.parametrize("type_", [type_into, overwrite], ids=["within the control", "instead of everything"])
def test_a_gap_filled_in_stays_filled_in_and_is_none_any_more(clerk, type_):
    type_(clerk, 0, 1, 1, "98.20")
    type_(clerk, 1, 1, 0, "无")
    kept = again(sheet("130.75"), clerk)
    assert cells(kept.layout)[1:3] == [
        ["人员经费", "98.20", "130.75", "1.00"],
        ["公用经费", "待补充", "130.75", "2.00"],
    ]
    assert cells(kept.layout)[-1] == ["无", ""]
    assert [each.label for each in gaps(kept.layout)] == ["公用经费上年决算数", "项目支出上年决算数"]
    assert notes(kept) == ["“一、经费情况：人员经费，上年决算数”：98.20", "“二、楼堂馆所情况：项目名称”：无"]
    assert not kept.lost


def test_a_figure_filled_in_is_aligned_as_figures_are(clerk):
    type_into(clerk, 0, 1, 1, "98.20")
    type_into(clerk, 0, 2, 2, "不适用")
    add_row(clerk, 0, 3, "其他支出", "1.5", "", "无")
    (table, _) = [block for block in again(sheet(), clerk).layout.blocks if isinstance(block, Table)]
    assert [cell.align for cell in table.rows[1]] == ["left", "right", "right", "right"]
    assert table.rows[2][2].align == "center"
    assert [cell.align for cell in table.rows[4]] == ["left", "right", "center", "center"]


def test_words_typed_behind_the_gap_are_parted_from_it(clerk):
    type_into(clerk, 1, 1, 0, "待补充无")
    assert cells(again(sheet(), clerk).layout)[-1] == ["无", ""]


def test_an_empty_cell_filled_in_stays_so(clerk):
    type_into(clerk, 1, 1, 1, "500")
    assert cells(again(sheet(), clerk).layout)[-1] == ["待补充", "500"]


def test_figures_left_alone_follow_the_registers(clerk):
    kept = again(sheet("130.75", last="90"), clerk)
    assert cells(kept.layout) == cells(sheet("130.75", last="90"))
    assert kept.notes == ()


def test_a_figure_that_the_clerk_changed_stays_and_is_told_each_time(clerk):
    type_into(clerk, 0, 1, 2, "150")
    kept = again(sheet(), clerk)
    told = ["“一、经费情况：人员经费，本年预算数”：您写的是“150”，按现在的数据是“120.50”"]
    assert (cells(kept.layout)[1][2], notes(kept)) == ("150", told)
    assert notes(keep(sheet(), docx.render(kept.layout))) == told
    later = keep(sheet("130"), docx.render(kept.layout))
    assert cells(later.layout)[1][2] == "150"
    assert notes(later) == ["“一、经费情况：人员经费，本年预算数”：您写的是“150”，按现在的数据是“130”"]


def test_the_registers_catch_up_with_what_was_filled_in(clerk):
    type_into(clerk, 0, 1, 1, "98.20")
    once = docx.render(again(sheet(), clerk).layout)
    (table, _) = [block for block in keep(sheet(last="98.20"), once).layout.blocks if isinstance(block, Table)]
    assert table.rows[1][1].runs == (Run("98.20", fact="人员经费上年"),)
    other = keep(sheet(last="99"), once)
    assert cells(other.layout)[1][1] == "98.20"
    assert notes(other) == ["“一、经费情况：人员经费，上年决算数”：您写的是“98.20”，按现在的数据是“99”"]


def test_an_emptied_figure_stays_empty_and_an_emptied_gap_is_a_gap(clerk):
    type_into(clerk, 0, 1, 2, "")
    type_into(clerk, 0, 1, 1, "")
    kept = again(sheet("130"), clerk)
    assert cells(kept.layout)[1] == ["人员经费", "待补充", "", "1.00"]
    assert notes(kept) == ["“一、经费情况：人员经费，本年预算数”（您清空的，没有再写）：130"]


def test_heads_and_names_can_be_reworded(clerk):
    type_into(clerk, 0, 0, 1, "上年决算数（含结转）")
    type_into(clerk, 0, 2, 0, "公用经费（含会议费）")
    kept = again(sheet("130"), clerk)
    assert cells(kept.layout)[0][1] == "上年决算数（含结转）"
    assert cells(kept.layout)[2] == ["公用经费（含会议费）", "待补充", "130", "2.00"]


def test_several_paragraphs_in_a_cell_stay_parted(clerk):
    type_into(clerk, 1, 1, 1, "500平方米")
    square(clerk, 1, 1, 1).append(clerk.new("含地下一层"))
    assert cells(again(sheet(), clerk).layout)[-1][1] == "500平方米\n含地下一层"


def test_rows_are_known_by_their_names_when_others_come_and_go(clerk):
    type_into(clerk, 0, 2, 1, "7.10")
    kept = again(sheet(items=("项目支出", "其他支出", "公用经费")), clerk)
    assert [row[:2] for row in cells(kept.layout)[1:4]] == [
        ["项目支出", "待补充"],
        ["其他支出", "待补充"],
        ["公用经费", "7.10"],
    ]
    assert not kept.lost


def test_a_table_is_found_again_where_the_outline_has_grown(clerk):
    type_into(clerk, 0, 2, 1, "7.10")
    before = (Para((Run("说明"),), "h1"), Table(((head("甲"), head("乙")),), (1, 1)))
    assert ["公用经费", "7.10", "120.50", "2.00"] in cells(again(sheet(before=before), clerk).layout)


def test_a_table_is_found_again_behind_a_new_one_under_its_heading(clerk):
    type_into(clerk, 0, 2, 1, "7.10")
    type_into(clerk, 1, 1, 1, "500")
    blocks = list(sheet().blocks)
    blocks.insert(2, Table(((head("甲"), head("乙")), (naming(["公用经费"]), value(Run("1")))), (1, 1)))
    kept = again(replace(sheet(), blocks=tuple(blocks)), clerk)
    assert ["公用经费", "7.10", "120.50", "2.00"] in cells(kept.layout)
    assert cells(kept.layout)[-1] == ["待补充", "500"]
    assert not kept.lost


# --- sentences in cells


def test_a_reworded_sentence_has_todays_figures():
    clerk = Clerk(docx.render(form()))
    clerk.replace("全年办活动", "一年来办了")
    kept = again(form(done=5), clerk)
    assert cells(kept.layout)[1][1] == "一年来办了5场，其中讲座2场。"
    (run,) = [run for run, _ in kept.layout.runs() if run.fact == "times"]
    assert run.text == "5场"


def test_a_figure_left_alone_in_a_cell_stays_live():
    clerk = Clerk(docx.render(form()))
    for words in ("全年办活动", "，其中讲座", "2场"):
        clerk.replace(words, "")
    (period,) = [text for text in square(clerk, 0, 1, 2).iter(f"{W}t") if text.text == "。"]
    period.text = ""
    once = again(form(done=5), clerk)
    assert cells(once.layout)[1][1] == "5场"
    assert cells(keep(form(done=6), docx.render(once.layout)).layout)[1][1] == "6场"


def test_a_figure_typed_over_in_a_sentence_stays_as_typed():
    clerk = Clerk(docx.render(form()))
    clerk.replace("3场", "8场")
    kept = again(form(done=5), clerk)
    assert cells(kept.layout)[1][1] == "全年办活动8场，其中讲座2场。"
    assert [note.what for note in kept.notes] == ["disagrees"]


def test_rows_under_heads_that_span_them_are_told_apart():
    clerk = Clerk(docx.render(form(goals=("讲座", "展览", "沙龙"))))
    type_into(clerk, 0, 4, 3, "9")
    kept = again(form(goals=("展览",)), clerk)
    assert cells(kept.layout)[3] == ["阅读推广", "展览", "9"]
    assert not kept.lost


def test_paragraphs_without_names_are_matched_by_their_words():
    clerk = Clerk(docx.render(form()))
    clerk.replace("人手不足。", "人手很紧。")
    kept = again(form(problems=("预算编得粗。", "经费偏少。", "人手不足。")), clerk)
    assert [row[-1] for row in cells(kept.layout)[-3:]] == ["预算编得粗。", "经费偏少。", "人手很紧。"]
    assert not kept.lost


# --- rows of the clerk


def test_an_added_row_is_kept_behind_the_one_it_followed(clerk):
    add_row(clerk, 1, 1, "阅览楼", "500")
    add_row(clerk, 0, 1, "其中：社保", "1", "2", "3")
    kept = again(sheet("130"), clerk)
    assert cells(kept.layout)[-1] == ["阅览楼", "500"]
    assert cells(kept.layout)[1:4] == [
        ["人员经费", "待补充", "130", "1.00"],
        ["其中：社保", "1", "2", "3"],
        ["公用经费", "待补充", "130", "2.00"],
    ]
    assert notes(kept)[0] == "“一、经费情况（您加的一行）”：其中：社保，1，2，3"
    assert not kept.lost


def test_a_row_copied_with_its_marks_is_an_added_one(clerk):
    row = clerk.body.findall(f"{W}tbl")[0].findall(f"{W}tr")[1]
    row.addnext(deepcopy(row))
    type_into(clerk, 0, 2, 0, "人员经费（外聘）")
    kept = again(sheet("130"), clerk)
    assert [row[0] for row in cells(kept.layout)[:4]] == ["经费事项", "人员经费", "人员经费（外聘）", "公用经费"]


# --- what cannot be kept is told, and the old file is put aside


def _lengthened(clerk: Clerk) -> None:
    add_row(clerk, 0, 1, "社保", "1", "2", "3")
    row = clerk.body.find(f"{W}tbl").findall(f"{W}tr")[2]
    row.append(deepcopy(row.findall(f"{W}tc")[-1]))


def _nested(clerk: Clerk) -> None:
    type_into(clerk, 1, 1, 1, "500")
    square(clerk, 1, 1, 1).append(deepcopy(clerk.body.findall(f"{W}tbl")[0]))


def _merged(clerk: Clerk) -> None:
    left, right = square(clerk, 0, 1, 2), square(clerk, 0, 1, 3)
    for paragraph in right.findall(f"{W}p"):
        left.append(paragraph)
    right.getparent().remove(right)


def _picture(clerk: Clerk) -> None:
    run = next(square(clerk, 0, 1, 2).iter(f"{W}r"))
    run.append(run.makeelement(f"{W}drawing"))


def _deleted(clerk: Clerk) -> None:
    row = clerk.body.find(f"{W}tbl").findall(f"{W}tr")[2]
    row.getparent().remove(row)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_lengthened, "表格“一、经费情况”里自加的一行（“社保1233”）"),
        (_nested, "单元格里的表格（在“500”处）"),
        (_merged, "并成一格的单元格（在“120.501.00”处）"),
        (_picture, "单元格里的图片（在“120.50”处）"),
        (_deleted, "从表格“一、经费情况”删去的 1 行（已按现在的数据重新写上）"),
    ],
    ids=["row of other squares", "table in a cell", "merged cells", "picture", "deleted row"],
)
def test_what_cannot_be_carried_over_is_told(clerk, change, told):
    change(clerk)
    kept = again(sheet(), clerk)
    assert kept.lost
    assert told in notes(kept)


def test_what_was_written_into_a_row_that_is_gone_is_told(clerk):
    type_into(clerk, 0, 1, 1, "98.20")
    type_into(clerk, 0, 2, 2, "7")
    kept = again(sheet(items=ITEMS[1:]), clerk)
    assert (kept.lost, cells(kept.layout)[1][2]) == (True, "7")
    assert notes(kept)[0] == "表格里写的“98.20”（“一、经费情况”中已没有这一行）"


def test_what_was_written_into_a_table_that_is_gone_is_told(clerk):
    type_into(clerk, 1, 1, 0, "无")
    kept = again(replace(sheet(), blocks=sheet().blocks[:-1]), clerk)
    assert notes(kept) == ["表格里写的“无”（“青山县图书馆基础数据表”中已没有这一行）"]


def test_a_cell_whose_column_means_something_else_now_is_told_not_mixed_up(clerk):
    type_into(clerk, 0, 1, 1, "98.20")
    kept = again(sheet(head_words=("上上年决算数", *HEADS[1:])), clerk)
    assert (kept.lost, cells(kept.layout)[1][1]) == (True, "待补充")


def test_an_empty_row_put_in_is_nothing(clerk):
    add_row(clerk, 0, 1, "", "", "", "")
    assert again(sheet(), clerk).notes == ()


def test_tracked_changes_count_as_made(clerk):
    run = next(square(clerk, 0, 1, 2).iter(f"{W}r"))
    deleted, inserted = run.makeelement(f"{W}del"), run.makeelement(f"{W}ins")
    run.addprevious(inserted)
    inserted.append(clerk.new("150").find(f"{W}r"))
    run.addprevious(deleted)
    deleted.append(run)
    run.find(f"{W}t").tag = f"{W}delText"
    assert cells(again(sheet(), clerk).layout)[1][2] == "150"


def test_a_row_put_in_with_tracked_changes_is_kept_and_one_taken_out_is_told(clerk):
    add_row(clerk, 1, 1, "阅览楼", "500")
    added = clerk.body.findall(f"{W}tbl")[1].findall(f"{W}tr")[2]
    wrapper = added.makeelement(f"{W}ins")
    added.addprevious(wrapper)
    wrapper.append(added)
    out = clerk.body.findall(f"{W}tbl")[0].findall(f"{W}tr")[2]
    properties = out.find(f"{W}trPr")
    properties.append(out.makeelement(f"{W}del"))
    kept = again(sheet(), clerk)
    assert cells(kept.layout)[-1] == ["阅览楼", "500"]
    assert notes(kept)[0].startswith("从表格“一、经费情况”删去的 1 行")


def test_two_tables_that_grew_together_are_told_apart(clerk):
    first, second = clerk.body.findall(f"{W}tbl")
    type_into(clerk, 1, 1, 1, "500")
    for row in second.findall(f"{W}tr"):
        first.append(row)
    clerk.body.remove(second)
    assert cells(again(sheet("130"), clerk).layout)[-1] == ["待补充", "500"]


# --- the spreadsheet beside it


def test_a_formula_that_would_show_another_figure_goes(tmp_path):
    formulas = ((3, 2, "=SUM(C{1}:C{2})"), (3, 3, "=D{1}+D{2}"))
    clerk = Clerk(docx.render(sheet(formulas=formulas)))
    type_into(clerk, 0, 2, 2, "7")
    kept = again(sheet(formulas=formulas), clerk)
    (table, _) = [block for block in kept.layout.blocks if isinstance(block, Table)]
    assert table.formulas == (formulas[1],)
    assert xlsx.render(kept.layout)


# --- marks


def test_marks_of_cells_are_unique_and_short_enough():
    names = [each.get(f"{W}name") for each in Clerk(docx.render(form())).root.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    longest = CellMark("f" * 8, 9999, 9999, 99, "f" * 6, "f" * 8)
    assert len(longest.name) == 40
    assert CellMark.read(longest.name) == longest
    assert CellMark.read("_jt_somebody_else") is None


def test_a_table_too_long_for_marks_has_none():
    rows = tuple((naming([f"{number}"]),) for number in range(10_000))
    layout = Layout("表", "表", (Para((Run("表"),), "title"), Table(rows, (1,))))
    (table,) = [block for block in marked(layout).blocks if isinstance(block, Table)]
    assert table.rows == rows


# --- properties


@dataclass(frozen=True)
class Plan:
    """A table by its row names; which squares the registers leave open."""

    names: tuple[str, ...]
    open: frozenset[tuple[int, int]]


SIGNS = "甲乙丙丁戊己庚辛壬癸"
PLANS = st.builds(
    Plan,
    st.lists(st.text(SIGNS, min_size=1, max_size=3), min_size=1, max_size=5, unique=True).map(tuple),
    st.frozensets(st.tuples(st.integers(0, 4), st.integers(1, 3)), max_size=4),
)
FIGURES = st.integers(0, 10**6).map(str)


def laid_out(plan: Plan, offset: str, names: tuple[str, ...] | None = None) -> Layout:
    """The table of ``plan``; ``offset`` makes the figures of one day others than those of another."""
    rows: list[tuple[Cell, ...]] = [(head("名称"), *(head(f"第{column}列") for column in (1, 2, 3)))]
    for name in names or plan.names:
        row = plan.names.index(name)
        figures = (
            gap(f"{name}{column}")
            if (row, column) in plan.open
            else Run(f"{offset}{row}{column}", fact=f"{name}/{column}")
            for column in (1, 2, 3)
        )
        rows.append((naming([name]), *map(value, figures)))
    return Layout("表", "表", (Para((Run("表"),), "title"), Table(tuple(rows), (2, 1, 1, 1))))


@given(PLANS, FIGURES)
def test_making_again_changes_no_byte(plan, offset):
    once = docx.render(laid_out(plan, offset))
    kept = keep(laid_out(plan, offset), once)
    assert (docx.render(kept.layout), kept.notes) == (once, ())


@settings(max_examples=60)
@given(PLANS, FIGURES, FIGURES, st.data())
def test_any_edit_in_any_cell_is_kept_with_todays_figures_elsewhere(plan, before, after, data):
    """Some squares are typed into, with or without their marks; rows change their order, their figures theirs."""
    clerk = Clerk(docx.render(laid_out(plan, before)))
    typed: dict[tuple[str, int], str] = {}
    for row, name in enumerate(plan.names):
        kept_marks = data.draw(st.booleans(), label=f"{name} keeps its marks")
        for column in range(4):
            if data.draw(st.booleans(), label=f"{name} {column}"):
                words = f"手填{row}{column}"
                by_hand = type_into if kept_marks or column == 0 else overwrite
                by_hand(clerk, 0, row + 1, column, words)
                typed[name, column] = words
    order = tuple(data.draw(st.permutations(plan.names)))
    kept = again(laid_out(plan, after, order), clerk)
    expected = [
        [typed.get((name, column), words) for column, words in enumerate(row)]
        for name, row in zip(order, cells(laid_out(plan, after, order))[1:], strict=True)
    ]
    assert cells(kept.layout)[1:] == expected
    assert not kept.lost


@settings(max_examples=60)
@given(PLANS, PLANS, FIGURES, FIGURES, st.data())
def test_no_word_of_the_clerk_is_lost_silently_whatever_the_table_is_now(old, new, before, after, data):
    """Each is in the new table, or is told and the old file put aside; and none has come into another row."""
    clerk = Clerk(docx.render(laid_out(old, before)))
    typed = {}
    for row, name in enumerate(old.names):
        column = data.draw(st.integers(1, 3))
        typed[name] = f"手填{row}格"
        type_into(clerk, 0, row + 1, column, typed[name])
    kept = again(laid_out(new, after), clerk)
    shown = {row[0]: row for row in cells(kept.layout)[1:]}
    for name, words in typed.items():
        if name in new.names:
            assert words in shown[name]
        else:
            assert not any(words in row for row in shown.values())
            assert any(note.what == "lost" and words in note.text for note in kept.notes)


@settings(max_examples=60)
@given(st.data())
def test_no_state_of_the_tables_stops_the_program(data):
    """Elements deleted, doubled and moved at random, as a bad converter might; merging twice is still merging once."""
    clerk = Clerk(docx.render(data.draw(st.sampled_from([sheet(), form()]))))
    clerk.damage(data, 12, lambda body: [each for table in body.iter(f"{W}tbl") for each in table.iter()])
    again(sheet("130"), clerk)
    again(form(done=7), clerk)


# --- other word processors


@pytest.mark.parametrize("by_way_of", ["docx", "odt", "doc"])
def test_what_stands_in_cells_survives_a_save_by_libreoffice(office, tmp_path, by_way_of):
    blocks = (*sheet().blocks, *form().blocks[1:])
    layout = replace(sheet(), blocks=blocks)
    clerk = Clerk(docx.render(layout))
    type_into(clerk, 0, 1, 1, "98.20")
    overwrite(clerk, 0, 2, 1, "7.10")
    type_into(clerk, 0, 3, 2, "")
    type_into(clerk, 1, 1, 0, "无")
    type_into(clerk, 1, 1, 1, "500")
    clerk.replace("全年办活动", "一年来办了")
    add_row(clerk, 0, 3, "其他支出", "1", "2", "3")
    source = tmp_path / "表.docx"
    source.write_bytes(clerk.save())
    saved = source
    for ending in dict.fromkeys([by_way_of, "docx"]):
        (saved,) = office.convert([saved], ending, tmp_path / f"as_{ending}")
    assert saved.read_bytes() != source.read_bytes()
    new = replace(sheet("130"), blocks=(*sheet("130").blocks, *form(done=9).blocks[1:]))
    expected = keep(new, source.read_bytes())
    found = keep(new, saved.read_bytes())
    assert cells(found.layout) == cells(expected.layout)
    assert found.notes == expected.notes
    assert not found.lost


def test_libreoffice_changes_no_cell_by_itself(office, examples_made, tmp_path):
    saved = office.convert([made.files["docx"] for made in examples_made], "docx", tmp_path)
    for made, file in zip(examples_made, saved, strict=True):
        kept = keep(made.layout, file.read_bytes())
        assert (kept.notes, docx.render(kept.layout)) == ((), made.files["docx"].read_bytes())
