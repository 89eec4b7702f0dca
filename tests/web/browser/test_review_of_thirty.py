"""Finance at the browser: thirty reports came in; which to read first, what to do with the rest, what it adds up to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from browser_world import SCHEME, YEAR, bureau, person, workbook
from django.utils import timezone
from playwright.sync_api import expect

from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.lifecycle.states import Action
from jixiao.registers.activities import Activity

COUNT = 30
ACTIVITIES = (
    "讲展赛培宣访调谈巡诊咨测验制研论映布编推联流评结体参演征摄阅"  # a sign an activity: what each unit tells differs
)
COPIED, WRONG, CHANGED = 6, 12, 20
"""The unit that copied its neighbour's words; that whose report contradicts itself; that which changed its registers
after it had handed in."""
FIGURES = 6
"""So many different amounts were spent, by one unit after another."""


def name_of(number: int) -> str:
    return f"某区第{number:02}单位"


def words_of(number: int) -> str:
    """What a unit tells of itself; the one that copies tells its neighbour's."""
    whose = number - 1 if number == COPIED else number
    told = "；".join(
        f"第{place}季度{ACTIVITIES[(whose + place * 7) % COUNT] * 3}办了{whose * place + 2}次" for place in range(1, 9)
    )
    wrong = "全年预算332.21万元，支出315.59万元，预算执行率为80%。" if number == WRONG else ""
    return f"{wrong}本单位{told}。"


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def thirty(site, tmp_path_factory, patched):
    """Thirty units whose reports lie with the bureau, each with figures and words of its own.

    Only their pages are made: thirty times pdf, docx and workbook would take most of the test's time, and the year of
    one unit makes them.
    """
    from jixiao.web.evaluation import freezing
    from jixiao.web.evaluation.answers import save_passage
    from jixiao.web.evaluation.models import Evaluation
    from jixiao.web.evaluation.workflow import take
    from jixiao.web.organizations.models import Person, Unit
    from jixiao.web.registers.loading import load_workbook
    from jixiao.web.registers.models import TABLES
    from jixiao.web.registers.services import add_records
    from jixiao.web.review.rounds import open_round

    finance = bureau()
    person("evaluator", "第三方评价人员", (finance, Role.EVALUATOR))
    units = [
        Unit.objects.create(name=name_of(number), code=f"3{number:02}", kind=UnitKind.UNIT, parent=finance)
        for number in range(COUNT)
    ]
    clerk = person("clerk", "经办人", *[(unit, role) for unit in units for role in (Role.PREPARER, Role.APPROVER)])
    today = timezone.localdate()
    fields = {
        "title": "部门整体支出绩效自评",
        "year": YEAR,
        "scheme_id": SCHEME,
        "opens_on": today,
        "deadline": today + timedelta(days=5),
        "publish_by": today + timedelta(days=9),
    }
    open_round(Person.objects.get(username="admin"), finance, fields, [(unit, "") for unit in units])
    folder = tmp_path_factory.mktemp("workbooks")
    files = [
        workbook(folder / f"{number}.xlsx", "某区单位", spent=Decimal("283.58") - number) for number in range(FIGURES)
    ]
    rendered = freezing.rendered
    patched.setattr(freezing, "rendered", lambda draft: rendered(draft, ("html",)))
    patched.setattr(freezing, "write", lambda scheme, path, filling: path.write_bytes(b"workbook"))
    for number, evaluation in enumerate(Evaluation.objects.order_by("unit__code").select_related("book", "unit")):
        path = files[number % len(files)]
        assert load_workbook(clerk, evaluation, path).ready
        save_passage(clerk, evaluation, "overview", words_of(number), revision=0)
        for action in (Action.SUBMIT, Action.APPROVE):
            assert isinstance(take(clerk, evaluation, action), Evaluation)
        if number == CHANGED:
            more = Activity(kind="讲座", name="补记的讲座", times=Decimal(1))
            add_records(clerk, evaluation.book, TABLES["activities"], [more])


def test_a_bureau_reviews_thirty_units(site, thirty):
    admin, reviewer = site.visitor(), site.visitor()
    reviewer.watch.expected = (422,)  # a score without its basis yet
    page = reviewer.log_in("reviewer")
    admin.log_in("admin")
    the_riskiest_first(page)
    side_by_side(page)
    accept_the_rest(page)
    assign_to_an_evaluator(admin.page)
    draw(admin.page)
    what_it_adds_up_to(admin.page)


def the_riskiest_first(page):
    """The order of the queue: what contradicts itself, then the two with the same words, then the others."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="复核", exact=True).click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(COUNT)
    expect(rows.nth(0)).to_contain_text(name_of(WRONG))
    expect(rows.nth(0)).to_contain_text("预算执行率写 80%")
    for place, number in ((1, COPIED - 1), (2, COPIED)):
        expect(rows.nth(place)).to_contain_text(name_of(number))
        expect(rows.nth(place)).to_contain_text("100% 相同")
    risks = [int(text) for text in page.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert risks == sorted(risks, reverse=True)
    expect(page.get_by_role("row", name=name_of(CHANGED))).to_contain_text("上报后有改动")


def side_by_side(page):
    """The report beside its findings; a score goes down with its basis, the sheet is made, the report goes back."""
    page.get_by_role("link", name=name_of(WRONG)).click()
    expect(page.frame_locator("iframe[name=report]").locator("body")).to_contain_text(name_of(WRONG))
    expect(page.locator(".findings").first).to_contain_text("计算应为")
    page.get_by_label("部门预算资金支出率 复核得分").fill("8")
    page.get_by_label("复核意见").focus()
    expect(page.get_by_role("alert").filter(has_text="依据")).to_be_visible()
    page.get_by_label("部门预算资金支出率 复核依据").fill("报告正文写执行率为 80%")
    page.get_by_label("复核意见").focus()
    expect(page.get_by_role("row", name="部门预算资金支出率")).to_contain_text("-1.")
    page.get_by_label("复核意见").fill("执行率前后不一致。")
    page.get_by_role("button", name="保存意见").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="复核表 docx").click()
    assert download.value.path().stat().st_size > 5000
    page.get_by_role("button", name="退回").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("执行率前后不一致，请核对。")
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator("tbody tr")).to_have_count(COUNT - 1)


def accept_the_rest(page):
    """In the background with a bar; the one that changed its registers after handing in is skipped, and it says why."""
    page.get_by_label("全选").check()
    page.get_by_label("做什么").select_option("accept")
    page.get_by_role("button", name="开始处理").click()
    expect(page.get_by_role("heading", name="批量复核通过")).to_be_visible()
    expect(page.get_by_role("heading", name="跳过的")).to_be_visible()
    skipped = page.locator("main li")
    expect(skipped).to_have_count(1)
    expect(skipped).to_contain_text(name_of(CHANGED))
    expect(skipped).to_contain_text("审核已失效")


def assign_to_an_evaluator(page):
    page.goto("/review/queue/")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label(name_of(CHANGED)).check()
    page.get_by_label("做什么").select_option("assign")
    page.get_by_role("button", name="开始处理").click()
    expect(page.get_by_text("已分配 1 份给第三方评价人员。")).to_be_visible()


def draw(page):
    """Announced with its seed first, carried out afterwards; what is added by hand is marked."""
    page.get_by_role("link", name="评价轮次").click()
    page.get_by_role("link", name="部门整体支出绩效自评").click()
    expect(page.locator(".chart svg")).to_be_visible()
    page.get_by_role("button", name="公布一次抽查").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("名称").fill("现场核查")
    dialog.get_by_label("种子").fill("某区财政局 2023 年第 1 号")
    dialog.get_by_label("每层抽取比例（%）").fill("20")
    dialog.get_by_role("button", name="公布").click()
    page.get_by_role("button", name="抽取").click()
    drawn = page.locator("section", has=page.get_by_role("heading", name="抽中的")).get_by_role("listitem")
    expect(drawn).to_have_count(6)
    page.get_by_label("手工增加").select_option(index=0)
    page.get_by_label("理由").fill("举报线索")
    page.get_by_role("button", name="增加").click()
    expect(drawn).to_have_count(7)
    expect(drawn.filter(has_text="手工增加")).to_contain_text("举报线索")


def what_it_adds_up_to(page):
    page.goto("/review/queue/?state=all")
    page.get_by_label("轮次").select_option(label="部门整体支出绩效自评")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="统计和排名").click()
    expect(page.locator("tbody tr")).to_have_count(COUNT - 1)
    expect(page.locator("tbody tr").first).to_contain_text(name_of(0))
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.path().read_bytes()[:2] == b"PK"
