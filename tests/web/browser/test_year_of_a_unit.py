"""A unit's whole year at the browser: from empty registers to a published report, with a return in between."""

from __future__ import annotations

import base64
import json
import re

import pytest
from browser_world import SCHEME, YEAR, bureau, days_ahead, page_of_pdf, person, picture, workbook
from playwright.sync_api import expect

from jixiao.lifecycle.roles import Role, UnitKind

UNIT = "某区科学技术协会"
LEFT_OUT = ("stocktake_done", "procurement_lawful", "three_public_expenditure")
"""Answers that the imported workbook does not have: the clerk types them."""
PASTED = (
    "活动类别\t活动名称\t场次（场次）\n讲座\t科普讲座\t8\n进校园\t公益科普课程进校园\t225\n学术交流\t学术交流活动\t2\n"
)


@pytest.fixture(scope="module")
def people(site):
    """A bureau, one unit with two clerks and somebody who approves; nothing else."""
    from jixiao.web.organizations.models import Unit

    unit = Unit.objects.create(name=UNIT, code="200", kind=UnitKind.UNIT, parent=bureau())
    person("clerk", "经办人", (unit, Role.PREPARER))
    person("colleague", "另一经办人", (unit, Role.PREPARER))
    person("head", "审核人", (unit, Role.APPROVER))


def test_a_year_of_one_unit(site, people, tmp_path):
    admin, reviewer = site.visitor(), site.visitor()
    clerk, colleague, head = site.visitor(), site.visitor(), site.visitor()
    for visitor, name in (
        (admin, "admin"),
        (reviewer, "reviewer"),
        (clerk, "clerk"),
        (colleague, "colleague"),
        (head, "head"),
    ):
        visitor.log_in(name)
    clerk.watch.expected = colleague.watch.expected = (409, 422)  # a conflict, a fault in what was typed
    open_a_round(admin.page)
    type_a_register(clerk.page)
    two_at_one_row(clerk, colleague)
    paste_a_block(clerk)
    import_a_workbook(clerk.page, workbook(tmp_path / "workbook.xlsx", UNIT, leave_out=LEFT_OUT))
    drop_evidence(clerk.page)
    answer(clerk.page)
    two_at_one_answer(clerk, colleague)
    write_passages(clerk.page)
    step(clerk.page, "提交审核", "单位审核中")
    step(open_from_home(head.page), "审核通过并上报", "财政复核中")
    send_back(reviewer.page)
    answer_the_return(clerk)
    change_after_submission(clerk.page, head.page)
    compare_versions(head.page)
    step(open_from_home(head.page), "审核通过并上报", "财政复核中")
    accept_and_publish(reviewer.page, admin.page)
    read_in_public(site)


def open_a_round(page):
    page.get_by_role("link", name="评价轮次").click()
    page.get_by_role("link", name="发起评价轮次").click()
    page.get_by_label("名称").fill("部门整体支出绩效自评")
    page.get_by_label("评价年度").fill(str(YEAR))
    page.get_by_label("指标体系").select_option(SCHEME)
    page.get_by_label("开始日期").fill(days_ahead(-1))
    page.get_by_label("截止日期").fill(days_ahead(20))
    page.get_by_label("公开期限").fill(days_ahead(40))
    page.get_by_label(UNIT).check()
    page.get_by_role("button", name="发起").click()
    expect(page.get_by_role("heading", name="部门整体支出绩效自评")).to_be_visible()
    expect(page.get_by_role("row", name=UNIT)).to_contain_text("填报中")


def register(page, label):
    """A register of the unit's book, reached as the clerk reaches it."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="台账").click()
    page.get_by_role("link", name=f"{YEAR} 年度台账").click()
    page.get_by_role("heading", name=f"{UNIT} {YEAR} 年度台账").wait_for()
    page.wait_for_load_state("networkidle")  # the faults come later and push the tables down
    link = page.get_by_role("table").get_by_role("link", name=label, exact=True)
    if not link.is_visible():
        page.get_by_text("其他台账（").click()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(label)


def type_a_register(page):
    """By keyboard alone; what cannot be an amount is said at its cell, and everything is kept without a button."""
    register(page, "预算台账")
    page.get_by_label("预算事项").first.focus()
    page.keyboard.type("全年基本支出预算")
    page.keyboard.press("Tab")
    page.keyboard.type("基本支出")
    page.get_by_label("全年预算数（万元）").first.focus()
    page.keyboard.type("二百多")
    page.keyboard.press("Control+Enter")
    expect(page.locator("tr").nth(1).get_by_label("全年预算数（万元）")).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("全年项目支出预算")
    page.keyboard.press("Tab")
    page.keyboard.type("项目支出")
    page.get_by_label("全年预算数（万元）").nth(1).focus()
    page.keyboard.type("37.48")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+a")
    page.keyboard.type("290")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.saved")).to_have_count(2)
    expect(page.locator("[data-sum=adjusted]")).to_have_text("327.48")
    page.reload()
    expect(basic(page)).to_have_value("290")


def basic(page):
    """The budget of the year's basic expenditure, in the register."""
    return page.get_by_role("row", name="全年基本支出预算").get_by_label("全年预算数（万元）")


def two_at_one_row(clerk, colleague):
    """Both have the row open; the second one to save is shown both values and decides. Neither is lost unseen."""
    mine, theirs = clerk.page, colleague.page
    register(theirs, "预算台账")
    for page, text in ((mine, "290.5"), (theirs, "294.73")):
        basic(page).fill(text)
        page.keyboard.press("ArrowDown")
        if page is mine:
            expect(page.locator("tr.saved")).to_have_count(1)
    clash = theirs.get_by_role("alert")
    expect(clash).to_contain_text("290.5")
    clash.get_by_role("button").first.click()
    expect(theirs.locator("tr.saved")).to_have_count(1)
    mine.reload()
    expect(basic(mine)).to_have_value("294.73")


def paste_a_block(visitor):
    """Copied from a spreadsheet, with its head row, into the first cell."""
    page = visitor.page
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    register(page, "活动台账")
    page.bring_to_front()
    page.evaluate("text => navigator.clipboard.writeText(text)", PASTED)
    page.locator("#grid").get_by_label("活动类别").first.focus()
    page.keyboard.press("Control+v")
    expect(page.locator("tr.saved")).to_have_count(3)
    expect(page.get_by_label("场次（场次）").nth(1)).to_have_value("225")


def import_a_workbook(page, path):
    """What would change is listed before anything is written; what was typed already is not doubled."""
    page.get_by_role("link", name=f"{UNIT} {YEAR}").click()
    page.get_by_role("link", name="导入填报工作簿").click()
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="看看会改动什么").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("导入前核对")
    budget = page.locator("section", has=page.get_by_role("heading", name="预算台账"))
    activities = page.locator("section", has=page.get_by_role("heading", name="活动台账"))
    expect(activities.get_by_text("新增", exact=True)).to_have_count(4)
    expect(budget.get_by_text("新增", exact=True)).to_have_count(0)
    page.get_by_role("button", name="写入台账").click()
    page.get_by_role("heading", name=f"{YEAR} 年度台账").wait_for()
    expect(page.get_by_role("row", name=re.compile("^预算台账"))).to_contain_text("332.21")


def drop(page, files):
    """Lets files fall on the place for evidence, as from a folder."""
    given = [
        {"name": name, "type": kind, "content": base64.b64encode(content).decode()} for name, kind, content in files
    ]
    held = page.evaluate_handle(
        """files => {
          const held = new DataTransfer();
          for (const { name, type, content } of files) {
            held.items.add(new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], name, { type }));
          }
          return held;
        }""",
        given,
    )
    for event in ("dragover", "drop"):
        page.locator("form.drop").dispatch_event(event, {"dataTransfer": held})


def drop_evidence(page):
    """On the row that it proves; a picture and a pdf are shown inside the page."""
    register(page, "活动台账")
    expect(page.get_by_text("共 7 行")).to_be_visible()
    page.get_by_role("row", name="科普讲座").get_by_role("link").first.click()
    drop(page, [("现场照片.png", "image/png", picture()), ("签到表.pdf", "application/pdf", page_of_pdf())])
    expect(page.locator("[data-files] li")).to_have_count(2)
    page.get_by_role("link", name="现场照片.png").click()
    shown = page.get_by_role("img", name="现场照片.png")
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 60
    page.go_back()
    page.get_by_role("link", name="签到表.pdf").click()
    expect(page.locator("iframe")).to_have_attribute("title", "签到表.pdf")
    page.go_back()
    page.get_by_role("link", name="活动台账").click()
    expect(page.get_by_role("row", name="科普讲座").get_by_title("佐证材料份数")).to_have_text("2")


def open_from_home(page):
    """The evaluation that waits for this person on the first page."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name=f"{UNIT} {YEAR}").first.click()
    return page


def answer(page):
    """Answers save themselves; score, reason and progress follow without the page being loaded anew."""
    open_from_home(page)
    standing = page.get_by_label("得分与进度")
    expect(standing).to_contain_text("不完整")
    page.evaluate("window.stays = true")
    before = page.get_by_role("progressbar", name="填报进度").get_attribute("value")
    page.get_by_role("combobox", name="本年做过资产盘点").select_option("是")
    expect(page.locator("form", has_text="本年做过资产盘点").get_by_role("status")).to_contain_text("已保存")
    page.get_by_role("combobox", name="采购活动合法合规").select_option("是")
    spent(page).fill("4369.98")
    expect(standing).to_contain_text("98.15 / 99 分")
    expect(standing).not_to_contain_text("不完整")
    assert int(page.get_by_role("progressbar", name="填报进度").get_attribute("value")) == int(before) + 3
    assert page.evaluate("window.stays"), "the page was loaded anew"


def spent(page):
    """The question of what was spent, under its indicator, which is unfolded where it is not."""
    reason = page.locator("tr:has(> th:has-text('“三公”经费控制情况')) + tr.why details.reason")
    if reason.get_attribute("open") is None:
        reason.locator("> summary").click()
    return page.get_by_role("textbox", name="“三公”经费实际支出数（元）", exact=True)


def two_at_one_answer(clerk, colleague):
    """The second one to save sees both values; what was typed stays in the field."""
    mine, theirs = clerk.page, colleague.page
    open_from_home(theirs)
    for page, text in ((mine, "4000"), (theirs, "4369.98")):
        spent(page).fill(text)
        form = page.locator("form", has=spent(page))
        if page is mine:
            expect(form.get_by_role("status")).to_contain_text("已保存")
    conflict = form.get_by_role("alert").filter(has_text="刚被别人改过")
    expect(conflict).to_contain_text("4000")
    expect(spent(theirs)).to_have_value("4369.98")
    conflict.get_by_role("button", name="存我填的").click()
    expect(form.get_by_role("status")).to_contain_text("已保存")
    mine.reload()
    expect(spent(mine)).to_have_value("4369.98")


def write_passages(page):
    page.get_by_role("link", name="报告文字").click()
    page.wait_for_url("**/passages/")  # the page before it has a first box as well
    page.wait_for_load_state("networkidle")
    box = page.get_by_role("textbox").first
    box.fill("本单位承担全区科学普及和学术交流工作，内设一个办公室，全年工作按计划完成。")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    page.get_by_role("link", name="文档", exact=True).click()
    page.get_by_role("link", name="预览").first.click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(UNIT)
    page.get_by_role("link", name="评分与填报").click()


def step(page, name, state):
    """One step on the way; where the page asks whether it is meant, it is."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".state").first).to_have_text(state)


def send_back(page):
    """Finance reads the report beside its findings and sends it back: why, where, until when."""
    page.goto("/")
    page.get_by_role("link", name="复核", exact=True).click()
    page.get_by_role("link", name=UNIT).click()
    expect(page.frame_locator("iframe[name=report]").locator("body")).to_contain_text(UNIT)
    page.get_by_role("button", name="退回").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("采购金额与合同不一致，请核对。")
    dialog.get_by_label("涉及的地方").fill("2.5.3 采购活动合规性")
    dialog.get_by_label("重新上报期限").fill(days_ahead(5))
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator("main")).to_contain_text("没有符合条件的自评")


def answer_the_return(clerk):
    """The unit reads the return, at its place as well, changes what it speaks of and hands in again."""
    page = open_from_home(clerk.page)
    told = page.get_by_label("退回意见")
    expect(told).to_contain_text("采购金额与合同不一致，请核对。")
    expect(told).to_contain_text(days_ahead(5))
    expect(page.get_by_role("row").filter(has_text="退回意见：")).to_have_count(1)
    register(page, "政府采购")
    page.get_by_label("实际采购金额（万元）").first.fill("0.6")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.saved")).to_have_count(1)
    step(open_from_home(page), "提交审核", "单位审核中")


def change_after_submission(clerk, head):
    """A change after the submission voids the approval, and both see that it does; undone, it stands again."""
    register(clerk, "政府采购")
    expect(clerk.get_by_text("本年度的自评已经提交")).to_be_visible()
    amount = clerk.get_by_label("实际采购金额（万元）").first
    amount.fill("0.7")
    clerk.keyboard.press("ArrowDown")
    expect(clerk.locator("tr.saved")).to_have_count(1)
    open_from_home(head)
    expect(head.get_by_role("alert")).to_contain_text("审核已失效")
    expect(head.get_by_role("button", name="审核通过并上报")).to_be_disabled()
    head.get_by_role("link", name="看改动了什么").click()
    expect(head.locator("main")).to_contain_text("0.7")
    amount.fill("0.6")
    clerk.keyboard.press("ArrowDown")
    expect(clerk.locator("tr.saved")).to_have_count(1)
    open_from_home(head)
    expect(head.get_by_role("button", name="审核通过并上报")).to_be_enabled()


def compare_versions(page):
    page.get_by_role("link", name="版本与经过").click()
    expect(page.get_by_role("row", name="第 2 版")).to_be_visible()
    expect(page.get_by_text("已以第 2 版重新提交")).to_be_visible()
    page.get_by_role("link", name="并排比较两个版本").click()
    page.get_by_label("左").select_option("1")
    page.get_by_label("右").select_option("2")
    page.get_by_role("button", name="比较").click()
    figures = page.locator("section", has=page.get_by_role("heading", name="数据"))
    expect(figures.locator("del").first).to_be_visible()
    expect(figures.locator("ins").first).to_be_visible()


def accept_and_publish(reviewer, admin):
    """The reviewer changes a score with its basis and accepts; only the administrator publishes."""
    reviewer.goto("/review/queue/")
    reviewer.get_by_role("link", name=UNIT).click()
    reviewer.get_by_label("采购活动合规性 复核得分").fill("1.5")
    reviewer.get_by_label("采购活动合规性 复核依据").fill("一份合同没有按时备案")
    reviewer.get_by_label("复核意见").focus()
    expect(reviewer.locator("#review-total")).to_have_text("97.6")
    reviewer.get_by_role("button", name="复核通过").click()
    reviewer.get_by_role("dialog").get_by_role("button", name="确定").click()
    open_from_home(admin)
    admin.get_by_role("link", name="到复核页办理").click()
    admin.get_by_role("button", name="公开", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="确定").click()
    admin.get_by_role("status").filter(has_text="已公开").wait_for()


def read_in_public(site):
    """Anybody, without a login: the page, the documents, and the same figures as data."""
    visitor = site.visitor()
    page = visitor.page
    page.goto("/public/")
    page.get_by_role("link", name=UNIT).click()
    expect(page.locator(".score")).to_contain_text("98.1 / 99")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(r"\.docx$")).first.click()
    assert download.value.path().stat().st_size > 5000
    data = json.loads(page.request.get(page.url + "data.json").body())
    assert data["total_score"] == "98.1"
    assert data["unit"] == UNIT
