"""Chinese unless one switches, English without a gap once one has switched."""

from __future__ import annotations

import gettext
import re

import pytest
from addresses import POSTED, addresses, path_of, world_of
from django.conf import settings
from lxml import html
from messages import PO, compiled, messages, shipped, untranslated

from jixiao.web.organizations.models import Person
from jixiao.web.schemes import catalogue

WORDS = re.compile(r"[⺀-鿿豈-﫿，。；：？！、“”‘’（）《》…　]*[⺀-鿿豈-﫿]+[^A-Za-z<]*")
LATIN = re.compile(r"(?<![0-9a-z])[A-Za-z]{2,}(?![0-9a-z])")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-failed", "data-sending")
"""Attributes whose text a person sees or hears."""
NAMES = {
    "SHA", "JSON", "CSV", "PDF", "docx", "pdf", "html", "xlsx", "json", "yaml", "Excel", "WPS", "Ctrl", "Shift", "Tab",
    "Esc", "MB", "KB",
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
        assert not WORDS.search(without), text


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


def chinese_in(content: bytes) -> list[str]:
    """What an English page says in Chinese without saying that it is Chinese."""
    return [text for language, text in spoken(content, at="en") if not language.startswith("zh") and WORDS.search(text)]


@pytest.fixture
def world(district):
    return world_of(district)


PEOPLE = ("preparer", "preparer_below", "department_reviewer", "administrator", "evaluator", "auditor", None)


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
        for text in chinese_in(answer.content):
            faults.setdefault(text, name)
    assert len(seen) > 40
    assert not faults, "\n".join(f"{name}: {text}" for text, name in faults.items())


def _plain(text: str) -> str:
    """``text`` without what has a name of its own: schemes, files, people's user names."""
    schemes = sorted((scheme.id for scheme in catalogue().schemes), key=len, reverse=True)
    for name in (*schemes, "result.json", *PEOPLE[:-1]):
        text = text.replace(name, "")
    return text


def test_chinese_pages_have_no_english_word(world, client):
    district, values = world
    faults = {}
    for name, answer in _pages(client, "zh-hans", district, values):
        for language, text in spoken(answer.content):
            if not language.startswith("en") and set(LATIN.findall(_plain(text))) - NAMES:
                faults.setdefault(text, name)
    assert not faults, "\n".join(f"{name}: {text}" for text, name in faults.items())
