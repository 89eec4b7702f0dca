"""Whoever has no mouse, or does not want one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def test_without_a_mouse(site, district):
    """From the login page to a saved answer by the keyboard alone."""
    page = site.visitor().page
    page.goto("/login/")
    for text in ("preparer_below", "correct horse battery"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="您好").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("main").get_by_role("link", name="某区科技馆").first)
    page.keyboard.press("Enter")
    page.get_by_label("得分与进度").wait_for()
    reason = page.locator("tr:has(> th:has-text('“三公”经费控制情况')) + tr.why details.reason")
    _tab_to(page, reason.locator("> summary"))
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="“三公”经费实际支出数（元）", exact=True)
    _tab_to(page, box)
    page.keyboard.press("Control+a")
    page.keyboard.type("4000")
    expect(page.locator("form", has=box).get_by_role("status")).to_contain_text("已保存")


def _tab_to(page, target, most=120):
    for _ in range(most):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by Tab")
