"""Chinese unless one switches, English without a gap once one has switched."""

from __future__ import annotations

import functools
import gettext
import re

import pytest
from addresses import POSTED, addresses, path_of
from django.conf import settings
from django.urls import reverse
from lxml import html
from messages import PO, compiled, messages, shipped, untranslated

from jixiao.web.organizations.models import Person
from jixiao.web.schemes import catalogue

pytestmark = pytest.mark.one_database  # the words of a page do not depend on it; test_rights opens all of them on both

CHINESE = re.compile(r"[⺀-鿿豈-﫿\u3000-\u303f\uff00-\uffef]")
LATIN = re.compile(r"(?<![0-9a-z])[A-Za-z]{2,}(?![0-9a-z])")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-failed", "data-sending")
"""Attributes whose text a person sees or hears."""
NAMES = {
    "SHA", "JSON", "CSV", "PDF", "docx", "pdf", "html", "xlsx", "json", "yaml", "Excel", "WPS", "Ctrl", "Shift", "Tab",
    "Esc", "MB", "KB", "Word", "OFD", "zip",
}  # fmt: skip
"""What is called the same in Chinese."""
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|<[^>]+>")


# --- the catalogue


def _keys(catalogue) -> dict:
    return {(message.id, message.context): message for message in catalogue if message.id}


def test_every_message_is_in_the_catalogue_and_translated():
    wanted, there = _keys(messages()), _keys(shipped())
    assert not sorted(map(str, wanted.keys() - there.keys())), "run `make messages` and translate"
    assert not sorted(map(str, there.keys() - wanted.keys())), "run `make messages`: these are said no more"
    assert not [key for key, message in there.items() if untranslated(message)]
    assert not [key for key, message in there.items() if message.fuzzy]
    assert not shipped().obsolete


def test_the_compiled_catalogue_is_the_written_one():
    assert PO.with_suffix(".mo").read_bytes() == compiled(shipped())


def _said(text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("message", _keys(shipped()).values(), ids=lambda message: str(message.id)[:30])
def test_a_translation_has_the_places_of_its_message(message):
    kept = {each for each in PLACEHOLDER.findall(_said(message.id)[0]) if not each.startswith("<")}
    for text in _said(message.string):
        assert {each for each in PLACEHOLDER.findall(text) if not each.startswith("<")} == kept
        without = re.sub(r'<span lang="zh-Hans">[^<]*</span>', "", text)
        assert not CHINESE.search(without), text


def test_one_and_many_are_told_apart_in_english():
    with PO.with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    for message in shipped():
        if not isinstance(message.id, str):
            one, many = (english.ngettext(*message.id, number) for number in (1, 2))
            assert one != many
            assert many == english.ngettext(*message.id, 0)


# --- the pages


def _language(element) -> str:
    return next((each.get("lang") for each in (element, *element.iterancestors()) if each.get("lang")), "")


def spoken(content: bytes, *, at: str = "") -> list[tuple[str, str]]:
    """The texts of a page, and of the attributes that are seen or heard, each with its language."""
    text = content.decode()
    page = html.document_fromstring(text) if "<html" in text else html.fragment_fromstring(text, create_parent="div")
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "code"):
            continue
        language = _language(element) or at
        found.append((language, element.text or ""))
        found += [(language, child.tail or "") for child in element]
        if not element.xpath("ancestor::*[@aria-hidden='true']"):
            found += [(language, element.get(name, "")) for name in SPOKEN]
    return [(language, " ".join(each.split())) for language, each in found if each.strip()]


@functools.cache
def _all_said() -> frozenset[str]:
    """Every English text of the catalogue, which takes a while to read."""
    return frozenset(form.strip() for message in shipped() if message.id for form in _said(message.string))


def untranslated_in(content: bytes) -> list[str]:
    """What an English page says in Chinese, or with Chinese signs, without saying that it is Chinese; and what it says
    in English where it says that it is Chinese, which a reader of pages aloud would read with a Chinese voice."""
    said = _all_said()
    return [
        text
        for language, text in spoken(content, at="en")
        if (text in said and LATIN.search(text) if language.startswith("zh") else CHINESE.search(text))
    ]


PEOPLE = ("preparer", "preparer_below", "department_reviewer", "administrator", None)
"""Who sees all pages between them, each with other steps to take."""


def _pages(client, language, district, values):
    """Every page that somebody gets, with its address and who they are."""
    below = values | {"evaluation": district.below.pk, "book": district.below.book_id}
    for who in PEOPLE:
        client.logout()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if who:
            client.force_login(Person.objects.get(username=who))
        for name, pattern in sorted(addresses()):
            if name in POSTED or pattern.startswith("api/"):
                continue
            for asked in (values, below) if who in ("preparer_below", "department_reviewer") else (values,):
                answer = client.get(path_of(name, pattern, asked))
                if answer.streaming:
                    answer.getvalue()  # read to its end, which closes the file
                elif answer.headers.get("Content-Type", "").startswith("text/html"):
                    yield f"{name} ({who})", answer


def test_english_pages_have_no_untranslated_word(world, client):
    district, values = world
    faults, seen = {}, set()
    for name, answer in _pages(client, "en", district, values):
        seen.add(name.split()[0])
        for text in untranslated_in(answer.content):
            faults.setdefault(text, name)
    assert len(seen) > 40
    assert not faults, "\n".join(f"{name}: {text}" for text, name in faults.items())


def _plain(text: str) -> str:
    """``text`` without what has a name of its own: schemes, files, people's user names."""
    return _named().sub("", text)


@functools.cache
def _named() -> re.Pattern[str]:
    names = sorted((*(scheme.id for scheme in catalogue().schemes), "result.json", *PEOPLE[:-1]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def test_chinese_pages_have_no_english_word(world, client):
    district, values = world
    faults = {}
    for name, answer in _pages(client, "zh-hans", district, values):
        for language, text in spoken(answer.content):
            if not language.startswith("en") and set(LATIN.findall(PLACEHOLDER.sub("", _plain(text)))) - NAMES:
                faults.setdefault(text, name)
    assert not faults, "\n".join(f"{name}: {text}" for text, name in faults.items())


# --- choosing the language


def _html_language(answer) -> str:
    return html.document_fromstring(answer.content.decode()).get("lang")


def test_chinese_is_the_language_whatever_the_browser_asks_for(client, db):
    answer = client.get("/login/", headers={"accept-language": "en-GB,en;q=0.9"})
    assert _html_language(answer) == "zh-Hans"
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "登录名" in answer.content.decode()


def test_switching_keeps_the_page_and_is_remembered(district, client):
    client.force_login(district.preparer)
    page = reverse("register", args=(district.evaluation.book_id, "budget")) + "?q=%E5%8A%9E%E5%85%AC"
    answer = client.post("/language/", {"language": "en", "next": page})
    assert (answer.status_code, answer.url) == (302, page)
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == 365 * 86400
    there = client.get(page)
    assert (there.status_code, _html_language(there)) == (200, "en")
    assert _html_language(client.get("/")) == "en"
    switch = html.document_fromstring(there.content.decode()).xpath("//form[@action='/language/']")[0]
    assert switch.xpath("input[@name='next']/@value") == [page]
    assert [(each.get("value"), each.get("lang"), each.text) for each in switch.xpath("button")] == [
        ("zh-hans", "zh-Hans", "中文")
    ]
    client.post("/language/", {"language": "zh-hans", "next": page})
    assert _html_language(client.get(page)) == "zh-Hans"


@pytest.mark.parametrize("asked", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_switching_leads_nowhere_else(client, db, asked):
    assert client.post("/language/", {"language": "en", "next": asked}).url == "/"


def test_an_unknown_language_changes_nothing(client, db):
    assert settings.LANGUAGE_COOKIE_NAME not in client.post("/language/", {"language": "fr", "next": "/"}).cookies
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert _html_language(client.get("/login/")) == "zh-Hans"


# --- what Django says, and what a person gets for what they send


def _answers(client, district):
    """Forms sent with something wrong, and answers to what a script of the page sends."""
    below, book = district.below.pk, district.below.book_id
    client.force_login(district.administrator)
    yield client.post("/organizations/password/", {"old_password": "x", "new_password1": "12345", "new_password2": "1"})
    yield client.post("/organizations/units/add/", {"code": "200"})
    yield client.post("/review/rounds/add/", {"year": "1", "deadline": "never", "remind_days": "soon"})
    client.force_login(district.preparer_below)
    yield client.post(f"/evaluations/{below}/answers/three_public_budget/", {"text": "3", "revision": "77"})
    yield client.post(
        f"/evaluations/{below}/answers/three_public_budget/",
        {"text": "？", "revision": "1"},
        headers={"hx-request": "true"},
    )
    yield client.post(f"/evaluations/{below}/step/", {"action": "submit", "until": "never"}, follow=True)
    yield client.post(f"/books/{book}/evidence/", {"next": "/"}, follow=True)
    yield client.get("/books/987654/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_answers_speak_the_language_too(district, client, language):
    faults, seen = [], 0
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for answer in _answers(client, district):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        seen += 1
        if language == "en":
            faults += untranslated_in(answer.content)
        else:
            told = [text for said, text in spoken(answer.content) if not said.startswith("en")]
            faults += [text for text in told if set(LATIN.findall(PLACEHOLDER.sub("", _plain(text)))) - NAMES]
    assert seen > 5
    assert faults == []
