"""A document made again keeps what its clerk wrote, and everything else follows the registers."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.writing.keeping import UNPLACED, keep
from jixiao.writing.layout import Cell, Chart, Layout, PageBreak, Para, Run, Table, gaps
from jixiao.writing.marks import marked
from jixiao.writing.render import docx, html

from .clerk import Clerk, W


def para(*parts: Run | str, style="body") -> Para:
    return Para(tuple(Run(part) if isinstance(part, str) else part for part in parts), style)


def table(*cells: str) -> Table:
    return Table(
        (tuple(Cell((Run(text),)) for text in cells),), (1,) * len(cells), caption="资金表", unit_note="单位：万元"
    )


OVERVIEW = Run("待补充：部门职能和机构设置", fact="部门职能和机构设置", gap=True)


def report(
    budget="120.50", spent="118", *, carryover="", staff="", extra=(), items=("讲座", "展览"), tables=True
) -> Layout:
    """A small report; an empty figure is a sentence left out or, for the staff, a gap within one."""
    blocks = [
        para("青山县图书馆2023年度报告", style="title"),
        para("一、基本情况", style="h1"),
        para("（一）部门概况", style="h2"),
        para(OVERVIEW),
        para(
            "年末在职",
            Run(f"{staff}人", fact="staff")
            if staff
            else Run("待补充人", fact="在职人数", gap=True, stands_for="staff"),
            "。",
        ),
        para("（二）收支情况", style="h2"),
        para("全年预算数", Run(f"{budget}万元", fact="budget"), "，执行数", Run(f"{spent}万元", fact="spent"), "。"),
        *([para("年末结转", Run(f"{carryover}万元", fact="carryover"), "。")] if carryover else []),
        para("折合", Run(f"{budget}0000元", fact="budget"), "，按规定使用。"),
    ]
    if tables:
        blocks += [table("预算", budget), para("上表含上年结转。", style="note")]
    blocks += [para("二、主要成效", style="h1")]
    blocks += [
        para(
            f"{number}.",
            f"办{name}",
            Run(f"{number + 2}场", fact=f"{name}次数"),
            "；" if number < len(items) else "。",
            style="list",
        )
        for number, name in enumerate(items, 1)
    ]
    return Layout("报告", "青山县图书馆2023年度报告", (*blocks, *extra), unit="青山县图书馆", year=2023)


def texts(layout: Layout) -> list[str]:
    return [block.text for block in layout.blocks if isinstance(block, Para)]


def again(layout: Layout, clerk: Clerk):
    """The layout merged with the clerk's file; merging with the result changes nothing any more."""
    kept = keep(layout, clerk.save())
    once = docx.render(kept.layout)
    assert docx.render(keep(layout, once).layout) == once
    return kept


@pytest.fixture
def clerk() -> Clerk:
    return Clerk(docx.render(report()))


def notes(kept, what: str) -> list[str]:
    return [note.text for note in kept.notes if note.what == what]


# --- what is kept


def test_what_nobody_touched_is_made_again_byte_for_byte():
    layout = report()
    kept = keep(layout, docx.render(layout))
    assert (docx.render(kept.layout), kept.notes) == (docx.render(layout), ())


def test_a_gap_paragraph_filled_within_its_control_becomes_the_clerks_text(clerk):
    clerk.replace(OVERVIEW.text, "我馆承担全县公共阅读服务。")
    clerk.add_after("公共阅读", "内设三个部室。")
    kept = again(report(spent="119"), clerk)
    assert texts(kept.layout)[3:5] == ["我馆承担全县公共阅读服务。", "内设三个部室。"]
    assert [gap.label for gap in gaps(kept.layout)] == ["在职人数"]
    assert "执行数119万元" in texts(kept.layout)[7]
    assert [note.what for note in kept.notes] == ["kept", "added"]


def test_words_typed_behind_a_gap_inside_its_control_are_parted_from_it(clerk):
    clerk.replace(OVERVIEW.text, f"{OVERVIEW.text}我馆承担阅读服务。")
    assert texts(again(report(), clerk).layout)[3] == "我馆承担阅读服务。"


def test_a_gap_paragraph_replaced_as_a_whole_is_kept(clerk):
    old = clerk.at("部门职能")
    old.addnext(clerk.new("我馆承担阅读服务。"))
    clerk.body.remove(old)
    assert texts(again(report(), clerk).layout)[3] == "我馆承担阅读服务。"


@pytest.mark.parametrize("as_a_whole", [False, True], ids=["within the control", "instead of the paragraph"])
def test_what_was_written_into_a_gap_and_what_the_registers_then_say_both_stand(clerk, as_a_whole):
    if as_a_whole:
        clerk.add_after("部门职能", "我馆承担阅读服务。")
        clerk.delete("部门职能")
    else:
        clerk.replace(OVERVIEW.text, "我馆承担阅读服务。")
    new = report()
    at = next(index for index, block in enumerate(new.blocks) if isinstance(block, Para) and block.runs == (OVERVIEW,))
    told = tuple(para(f"台账记有{words}。") for words in ("甲", "乙"))
    kept = again(replace(new, blocks=(*new.blocks[:at], *told, *new.blocks[at + 1 :])), clerk)
    said = texts(kept.layout)[3:6]
    assert sorted(said) == ["台账记有乙。", "台账记有甲。", "我馆承担阅读服务。"]


def test_a_gap_left_alone_is_filled_by_the_registers(clerk):
    kept = again(report(staff="12"), clerk)
    assert texts(kept.layout)[4] == "年末在职12人。"
    assert kept.notes == ()


def test_figures_in_a_reworded_sentence_stay_live(clerk):
    clerk.replace("全年预算数", "经人大批准的预算为")
    kept = again(report(budget="130.75", spent="129"), clerk)
    assert "经人大批准的预算为130.75万元，执行数129万元。" in texts(kept.layout)
    (para,) = [block for block in kept.layout.blocks if isinstance(block, Para) and "经人大" in block.text]
    assert [run.fact for run in para.runs] == ["", "budget", "", "spent", ""]


def test_the_same_fact_in_two_units_keeps_its_unit(clerk):
    clerk.replace("折合", "也就是")
    assert "也就是130.750000元，按规定使用。" in texts(again(report(budget="130.75"), clerk).layout)


def test_a_field_moved_into_a_sentence_of_the_clerk_stays_live(clerk):
    control = clerk.field("118万元")
    start, end = control.getprevious(), control.getnext()
    added = clerk.new("其中本年执行")
    clerk.at("按规定使用").addnext(added)
    for element in (start, control, end):
        added.append(element)
    assert "其中本年执行119万元" in texts(again(report(spent="119"), clerk).layout)


def test_an_overtyped_figure_yields_to_the_registers_and_is_told(clerk):
    clerk.replace("118万元", "150万元")
    kept = again(report(), clerk)
    assert texts(kept.layout) == texts(report())
    assert [str(note) for note in kept.notes] == ["“（二）收支情况”处的数字已按台账更新：150万元 → 118万元"]


def test_an_overtyped_figure_in_a_reworded_sentence_yields_too(clerk):
    clerk.replace("118万元", "150万元")
    clerk.replace("，执行数", "，实际执行")
    kept = again(report(spent="119"), clerk)
    assert "全年预算数120.50万元，实际执行119万元。" in texts(kept.layout)
    assert notes(kept, "figure") == ["150万元 → 119万元"]


def test_a_figure_typed_into_a_gap_stays_until_the_registers_have_it(clerk):
    clerk.replace("待补充人", "15人")
    kept = again(report(), clerk)
    assert "年末在职15人。" in texts(kept.layout)
    assert [gap.label for gap in gaps(kept.layout)] == ["部门职能和机构设置", "在职人数"]
    assert notes(kept, "by_hand") == ["15人"]
    later = keep(report(staff="16"), docx.render(kept.layout))
    assert "年末在职16人。" in texts(later.layout)
    assert notes(later, "figure") == ["15人 → 16人"]


def test_a_gap_in_a_reworded_sentence_is_filled_by_the_registers(clerk):
    clerk.replace("年末在职", "年底共有")
    assert "年底共有12人。" in texts(again(report(staff="12"), clerk).layout)


def test_a_figure_that_no_longer_exists_becomes_a_gap():
    clerk = Clerk(docx.render(report(carryover="2.50")))
    clerk.replace("年末结转", "结转到下年")
    kept = again(report(), clerk)
    assert "结转到下年待补充。" in texts(kept.layout)
    assert "原为2.50万元的数据" in [gap.label for gap in gaps(kept.layout)]
    assert notes(kept, "gone") == ["2.50万元"]
    back = keep(report(carryover="3"), docx.render(kept.layout))
    assert "结转到下年3万元。" in texts(back.layout)


def test_a_deleted_paragraph_stays_deleted(clerk):
    clerk.delete("按规定使用")
    kept = again(report(budget="130"), clerk)
    assert not any("按规定使用" in text for text in texts(kept.layout))
    assert [note.what for note in kept.notes] == ["deleted"]


def test_a_deleted_item_leaves_a_list_numbered_through(clerk):
    clerk.delete("讲座")
    assert texts(again(report(items=("讲座", "展览", "培训")), clerk).layout)[-2:] == ["1.办展览4场；", "2.办培训5场。"]
    clerk = Clerk(docx.render(report()))
    clerk.delete("展览")
    assert texts(again(report(), clerk).layout)[-1] == "1.办讲座3场。"


def test_an_item_added_to_a_list_is_numbered(clerk):
    clerk.add_after("讲座", "2.办沙龙一次；")
    assert texts(again(report(), clerk).layout)[-3:] == ["1.办讲座3场；", "2.办沙龙一次；", "3.办展览4场。"]


def test_a_renamed_heading_is_kept_under_todays_number(clerk):
    clerk.replace("二、主要成效", "二、主要成效和亮点")
    shifted = report()
    blocks = [
        replace(b, runs=(Run("三、主要成效"),)) if isinstance(b, Para) and b.text == "二、主要成效" else b
        for b in shifted.blocks
    ]
    assert "三、主要成效和亮点" in texts(again(replace(shifted, blocks=tuple(blocks)), clerk).layout)


def test_headings_and_bold_words_of_the_clerk_are_kept(clerk):
    clerk.add_after("按规定使用", "（补）管理情况", outline=1)
    clerk.add_after("（补）管理情况", "制度健全。", bold=True)
    kept = again(report(), clerk)
    (heading,) = [b for b in kept.layout.blocks if isinstance(b, Para) and b.text == "（补）管理情况"]
    (bold,) = [b for b in kept.layout.blocks if isinstance(b, Para) and b.text == "制度健全。"]
    assert (heading.style, bold.style, bold.runs) == ("h2", "body", (Run("制度健全。", bold=True),))


def test_words_made_bold_are_an_edit(clerk):
    run = clerk.at("按规定使用").findall(f"{W}r")[-1]
    run.find(f"{W}rPr").insert(1, run.makeelement(f"{W}b"))
    kept = again(report(budget="130"), clerk)
    assert [b.runs[-1] for b in kept.layout.blocks if isinstance(b, Para) and "按规定" in b.text] == [
        Run("，按规定使用。", bold=True)
    ]


def test_what_was_written_behind_a_table_stays_behind_it(clerk):
    clerk.delete("上表含上年结转")
    clerk.body.find(f"{W}tbl").getnext().addnext(clerk.new("表中数据取自决算。"))
    kept = again(report(), clerk)
    places = [block.text if isinstance(block, Para) else "表" for block in kept.layout.blocks]
    assert places.index("表中数据取自决算。") == places.index("表") + 1


def test_text_behind_a_table_that_is_gone_moves_up(clerk):
    clerk.replace("上表含上年结转", "上表不含上年结转")
    kept = again(report(tables=False), clerk)
    assert texts(kept.layout).index("上表不含上年结转。") == texts(kept.layout).index("二、主要成效") - 1


def test_a_new_sentence_of_the_program_comes_in_beside_a_kept_one(clerk):
    clerk.replace("全年预算数", "批准的预算为")
    clerk.replace("折合", "也就是")
    said = texts(again(report(carryover="2"), clerk).layout)
    at = said.index("批准的预算为120.50万元，执行数118万元。")
    assert said[at + 1 : at + 3] == ["年末结转2万元。", "也就是120.500000元，按规定使用。"]


def test_where_both_sides_changed_the_clerk_wins_and_is_told(clerk):
    clerk.replace("折合", "也就是")
    new = report()
    blocks = [
        para("换算后为", Run("1205000元", fact="budget"), "。") if isinstance(b, Para) and "折合" in b.text else b
        for b in new.blocks
    ]
    kept = again(replace(new, blocks=tuple(blocks)), clerk)
    assert "也就是1205000元，按规定使用。" in texts(kept.layout)
    assert notes(kept, "differs") == ["换算后为1205000元。"]


def test_a_paragraph_that_the_document_names_is_known_by_its_name():
    """Its wording is another now and there is a new sentence before it: order alone would pair it with that one."""
    said = [para("一、结论", style="h1"), replace(para("总分较高。"), key="total"), para("结论可靠。")]
    clerk = Clerk(docx.render(Layout("报告", "报告", tuple(said))))
    clerk.replace("总分较高", "总分令人满意")
    said[1:2] = [para("本年首次自评。"), replace(para("总分居中。"), key="total")]
    kept = again(Layout("报告", "报告", tuple(said)), clerk)
    assert texts(kept.layout) == ["一、结论", "本年首次自评。", "总分令人满意。", "结论可靠。"]
    assert notes(kept, "differs") == ["总分居中。"]


def test_paragraphs_that_lost_their_place_stand_at_the_end():
    extra = (para("三、其他", style="h1"), para("无其他事项。"), para("特此报告。"))
    clerk = Clerk(docx.render(report(extra=extra)))
    clerk.replace("无其他事项", "另有一项捐赠")
    kept = again(report(), clerk)
    assert texts(kept.layout)[-2:] == [UNPLACED, "另有一项捐赠。"]
    assert notes(kept, "unplaced") == ["另有一项捐赠。"]
    assert "特此报告。" not in texts(kept.layout)


def test_split_paragraphs_are_kept(clerk):
    clerk.split("执行数118", "120.50万元")
    kept = again(report(spent="119"), clerk)
    said = texts(kept.layout)
    at = said.index("全年预算数120.50万元")
    assert said[at + 1] == "，执行数119万元。"


def test_a_line_break_before_a_paragraph_does_not_make_it_the_clerks(clerk):
    """Enter at its beginning: the bookmark begins in the empty paragraph and ends in the old one."""
    clerk.split("执行数118", "")
    first = clerk.at("执行数118")
    empty = first.makeelement(f"{W}p")
    first.addprevious(empty)
    empty.append(first.find(f"{W}bookmarkStart"))
    kept = again(report(spent="119"), clerk)
    assert (texts(kept.layout), kept.notes) == (texts(report(spent="119")), ())


def test_joined_paragraphs_are_kept_as_one(clerk):
    first, second = clerk.at("执行数118"), clerk.at("按规定使用")
    for child in list(second)[1:]:
        first.append(child)
    clerk.body.remove(second)
    assert "全年预算数120.50万元，执行数119万元。折合120.500000元，按规定使用。" in texts(
        again(report(spent="119"), clerk).layout
    )


def test_tracked_changes_count_as_made(clerk):
    run = clerk.at("按规定使用").findall(f"{W}r")[-1]
    deleted, inserted = run.makeelement(f"{W}del"), run.makeelement(f"{W}ins")
    run.addprevious(inserted)
    inserted.append(clerk.new("，专款专用。").find(f"{W}r"))
    run.addprevious(deleted)
    deleted.append(run)
    run.find(f"{W}t").tag = f"{W}delText"
    assert "折合120.500000元，专款专用。" in texts(again(report(), clerk).layout)


def test_every_format_shows_what_was_kept(clerk):
    clerk.replace(OVERVIEW.text, "我馆承担阅读服务。")
    page = html.render(again(report(), clerk).layout).decode()
    assert "我馆承担阅读服务。" in page
    assert OVERVIEW.text not in page


# --- what cannot be kept


def _insert(clerk: Clerk, what: str) -> None:
    run = clerk.at("按规定使用").find(f"{W}r")
    run.append(run.makeelement(f"{W}{what}"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda clerk: clerk.paste_table("按规定使用", "组长"), "自加的表格（“组长”）"),
        (lambda clerk: _insert(clerk, "drawing"), "图片（在“折合120.500000元，按规定使用。”处）"),
        (lambda clerk: _insert(clerk, "commentReference"), "批注（在“折合120.500000元，按规定使用。”处）"),
    ],
    ids=["table", "picture", "comment"],
)
def test_what_cannot_be_carried_over_is_told(clerk, change, told):
    change(clerk)
    kept = keep(report(), clerk.save())
    assert kept.lost
    assert [str(note) for note in kept.notes] == [told]


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_a_file_that_cannot_be_read_is_lost_not_overwritten(data):
    kept = keep(report(), data)
    assert kept.lost
    assert texts(kept.layout) == texts(report())
    assert "读不出来" in str(kept.notes[0])


def test_somebody_elses_document_is_lost_not_overwritten():
    clerk = Clerk(docx.render(report()))
    for tag in ("bookmarkStart", "bookmarkEnd"):
        for element in list(clerk.root.iter(f"{W}{tag}")):
            element.getparent().remove(element)
    kept = keep(report(), clerk.save())
    assert kept.lost
    assert "不是由本程序写出的" in str(kept.notes[0])


# --- marks


def test_marks_are_unique_short_and_end():
    root = Clerk(docx.render(report(carryover="1"))).root
    names = [each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 40
    assert all(re.fullmatch(r"_[A-Za-z0-9_]+", name) for name in names)
    started = sorted(each.get(f"{W}id") for each in root.iter(f"{W}bookmarkStart"))
    assert started == sorted(each.get(f"{W}id") for each in root.iter(f"{W}bookmarkEnd"))


def test_headings_of_one_name_are_told_apart():
    layout = Layout("报告", "报告", (para("情况", style="h1"), para("甲。"), para("情况", style="h1"), para("乙。")))
    clerk = Clerk(docx.render(layout))
    clerk.replace("乙。", "丙。")
    assert texts(again(layout, clerk).layout) == ["情况", "甲。", "情况", "丙。"]


def test_a_page_break_and_a_chart_do_not_part_text_from_its_place():
    chart = Chart({"mark": "bar", "data": {"values": [{"a": "x", "b": 1}]}, "encoding": {}}, "一根柱子", "图一")
    layout = Layout(
        "报告",
        "报告",
        (para("封面", style="title"), PageBreak(), para("一、甲", style="h1"), para("子。"), chart, para("丑。")),
    )
    clerk = Clerk(docx.render(layout))
    clerk.replace("丑。", "寅。")
    kept = again(layout, clerk)
    assert [type(block).__name__ for block in kept.layout.blocks] == [type(block).__name__ for block in layout.blocks]
    assert texts(kept.layout)[-1] == "寅。"
    assert not kept.lost


# --- properties


@dataclass(frozen=True)
class Plan:
    """Paragraphs of a document by heading: each a tuple of words and names of figures."""

    parts: tuple[tuple[tuple[str, ...], ...], ...]


SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
WORDS = st.text(SIGNS, min_size=2, max_size=6)
FIGURES = st.sampled_from(["#a", "#b", "#c"])
PARAGRAPHS = st.lists(st.tuples(WORDS, FIGURES, WORDS), min_size=1, max_size=4, unique_by=lambda parts: parts[::2])
PLANS = st.lists(PARAGRAPHS, min_size=1, max_size=3).map(lambda parts: Plan(tuple(map(tuple, parts))))
VALUES = st.fixed_dictionaries({name: st.integers(0, 10**6).map(str) for name in ("#a", "#b", "#c")})


def laid_out(plan: Plan, values: dict[str, str]) -> Layout:
    blocks = [para("题目", style="title")]
    for number, paragraphs in enumerate(plan.parts):
        blocks.append(para(f"{'一二三'[number]}、第{SIGNS[number]}部分", style="h1"))
        blocks += [
            para(*(Run(f"{values[part]}元", fact=part) if part.startswith("#") else part for part in parts))
            for parts in paragraphs
        ]
    return Layout("报告", "题目", tuple(blocks))


@given(PLANS, VALUES)
def test_making_again_changes_no_byte(plan, values):
    once = docx.render(laid_out(plan, values))
    assert docx.render(keep(laid_out(plan, values), once).layout) == once


@settings(max_examples=40)
@given(PLANS, VALUES, VALUES, st.data())
def test_any_edit_is_kept_with_todays_figures(plan, before, after, data):
    """Each paragraph is left alone, reworded, deleted or followed by a new one; the expected text is told from the plan."""
    clerk = Clerk(docx.render(laid_out(plan, before)))
    expected = ["题目"]
    paragraphs = iter(clerk.paragraphs[1:])
    for number, part in enumerate(plan.parts):
        heading = next(paragraphs)
        expected.append(clerk.text(heading))
        for words, figure, more in part:
            element = next(paragraphs)
            edit = data.draw(st.sampled_from(["none", "reword", "delete", "add"]), label=f"{number} {words}")
            if edit == "reword":
                element.find(f"{W}r/{W}t").text = words = f"改{words}"
            if edit != "delete":
                expected.append(f"{words}{after[figure]}元{more}")
            if edit == "add":
                element.addnext(clerk.new(f"加{words}"))
                expected.append(f"加{words}")
            if edit == "delete":
                clerk.body.remove(element)
    assert texts(again(laid_out(plan, after), clerk).layout) == expected


@settings(max_examples=40)
@given(PLANS, PLANS, VALUES, VALUES, st.data())
def test_no_word_of_the_clerk_is_lost_whatever_the_program_writes_now(old, new, before, after, data):
    """Also where the outline and all sentences have changed; and no figure of yesterday is left."""
    clerk = Clerk(docx.render(laid_out(old, before)))
    written = []
    for index, element in enumerate(clerk.paragraphs[1:]):
        edit = data.draw(st.sampled_from(["none", "reword", "add"]))
        token = f"新{index}句"
        if edit == "reword":
            text = next(element.iter(f"{W}t"))
            text.text = f"{token}{text.text}"
            written.append(token)
        if edit == "add":
            element.addnext(clerk.new(token))
            written.append(token)
    kept = again(laid_out(new, after), clerk)
    said = "\n".join(texts(kept.layout))
    assert all(said.count(token) == 1 for token in written)
    shown = {(run.fact, run.text) for run, _ in kept.layout.runs() if run.fact and not run.gap}
    assert shown <= {(name, f"{value}元") for name, value in after.items()}


@settings(max_examples=40)
@given(st.data())
def test_no_state_of_the_file_stops_the_program(data):
    """Elements deleted, doubled and moved at random, as a bad converter might; merging twice is still merging once."""
    clerk = Clerk(docx.render(report(carryover="1")))
    clerk.damage(data, 12, lambda body: [each for each in body.iter() if each is not body])
    again(report(spent="119"), clerk)


# --- other word processors


@pytest.mark.parametrize("by_way_of", ["docx", "odt", "doc"])
def test_edits_survive_a_save_by_libreoffice(clerk, office, tmp_path, by_way_of):
    clerk.replace(OVERVIEW.text, "我馆承担全县公共阅读服务。")
    clerk.add_after("公共阅读", "内设三个部室。", bold=True)
    clerk.replace("全年预算数", "经人大批准的预算为")
    clerk.replace("待补充人", "15人")
    clerk.delete("讲座")
    clerk.add_after("按规定使用", "（补）管理情况", outline=1)
    source = tmp_path / "报告.docx"
    source.write_bytes(clerk.save())
    saved = source
    for ending in dict.fromkeys([by_way_of, "docx"]):
        (saved,) = office.convert([saved], ending, tmp_path / f"as_{ending}")
    new = report(budget="130.75", spent="129", carryover="1")
    assert saved.read_bytes() != source.read_bytes()
    assert keep(new, saved.read_bytes()) == keep(new, source.read_bytes())


def test_libreoffice_changes_nothing_by_itself(office, tmp_path):
    layout = report(carryover="1")
    source = tmp_path / "报告.docx"
    source.write_bytes(docx.render(layout))
    (saved,) = office.convert([source], "docx", tmp_path / "saved")
    assert keep(layout, saved.read_bytes()) == keep(layout, source.read_bytes())
    assert keep(layout, saved.read_bytes()).notes == ()


def test_the_marks_leave_the_document_readable_by_others():
    import docx as python_docx

    opened = python_docx.Document(BytesIO(docx.render(report())))
    assert [each.style.name for each in opened.paragraphs if each.text][:1] == ["Normal"]
    assert zipfile.ZipFile(BytesIO(docx.render(report()))).testzip() is None
    assert marked(marked(report())) == marked(report())
