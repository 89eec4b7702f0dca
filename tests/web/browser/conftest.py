"""A real Chromium, driven against the application on the test database, with a worker for the background jobs.

Set-up is shared by a file's tests: a database of its own, filled once, and emptied when the file is done. Every page
that any of them opens is watched: nothing may be asked of another host, nothing may fail to load, no script may
fail and no content policy be broken.
"""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from browser_world import PASSWORD
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

# The driver runs an event loop in the tests' thread, and Django would take their queries for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

VIEWER = ("chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/", "chrome://resources/")
"""The browser's own viewer of pdf."""
TIMEOUT = 60_000  # milliseconds; a busy machine is no fault of the pages


expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            # Whatever a page should ask of another host finds no address; the watch below tells of it.
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ],
    }


@dataclass
class Watch:
    """What went wrong on the pages of one visitor."""

    address: str
    faults: list[str] = field(default_factory=list)
    expected: tuple[int, ...] = ()

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _dialog(self, dialog) -> None:
        """What a page asks is meant; that it asks whether to leave tells of something not yet saved."""
        if dialog.type == "beforeunload":
            self.faults.append(f"left unsaved: {dialog.page.url if dialog.page else ''}")
        dialog.accept()

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:", *VIEWER)):
            self.faults.append(f"another host is asked: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")

    def _console(self, message) -> None:
        # That an answer was 409 is said by the browser as well; what it means was looked at above.
        if message.type in {"error", "warning"} and "the server responded with a status of" not in message.text:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")


class Visitor:
    """Somebody at a browser of their own: :attr:`page`, and what went wrong on it."""

    def __init__(self, site: Site, browser: Browser, **how: object) -> None:
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1366, "height": 768}}
        self.site = site
        self.context = browser.new_context(base_url=site.url, accept_downloads=True, **{**options, **how})
        self.context.set_default_timeout(TIMEOUT)
        self.watch = Watch(site.url)
        self.watch.over(self.context)
        self.page: Page = self.context.new_page()

    def log_in(self, username: str, password: str = PASSWORD) -> Page:
        """Through the login page, as a person does it."""
        self.page.goto("/login/")
        self.page.get_by_label("登录名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.get_by_role("heading", name="您好").wait_for()
        return self.page

    def let_in(self, username: str) -> Page:
        """With a session that is already there, where logging in is not the point."""
        from django.conf import settings
        from django.test import Client

        from jixiao.web.organizations.models import Person

        client = Client()
        client.force_login(Person.objects.get(username=username))
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.site.url}])
        return self.page


@dataclass
class Site:
    """The application running; :meth:`visitor` opens a browser on it."""

    url: str
    browser: Browser
    visitors: list[Visitor] = field(default_factory=list)

    def visitor(self, **how: object) -> Visitor:
        made = Visitor(self, self.browser, **how)
        self.visitors.append(made)
        return made

    def faults(self) -> list[str]:
        """What went wrong since the last time this was asked, on any page of any visitor."""
        found = [fault for visitor in self.visitors for fault in visitor.watch.faults]
        for visitor in self.visitors:
            visitor.watch.faults.clear()
        return found


@pytest.fixture(scope="module")
def site(browser: Browser, django_db_setup, django_db_blocker) -> Iterator[Site]:
    """The application on an empty database, with its static files and a worker; everything is gone afterwards."""
    from django.core.management import call_command
    from django.db import connections
    from pytest_django.live_server_helper import LiveServer

    from jixiao.web.jobs.worker import work

    stop = threading.Event()

    def worker() -> None:
        try:
            work(stop, idle=0.1)
        finally:
            connections.close_all()

    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        background = threading.Thread(target=worker, name="worker")
        background.start()
        made = Site(server.url, browser)
        try:
            yield made
        finally:
            for visitor in made.visitors:
                visitor.context.close()
            stop.set()
            background.join()
            server.stop()
            # Keys go on, as everywhere: what the application keeps by them must not come again for other rows.
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            connections.close_all()


@pytest.fixture
def db(site: Site) -> None:
    """The plugin makes a database where a test asks for this name; here it is the file's own, not undone in between."""


@pytest.fixture(autouse=True)
def nothing_went_wrong(site: Site, db: None) -> Iterator[None]:
    """After every test: no request to another host, no failed load, no error of a script, no breach of the policy."""
    yield
    assert site.faults() == []
