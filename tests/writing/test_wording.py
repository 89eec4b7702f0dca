"""What is asked of a model, and which of its answers are no proposals."""

from __future__ import annotations

import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.writing.wording import KEY, MODEL, SECONDS, URL, Endpoint, Refused, Unavailable, fault_of, propose

from .endpoint import Server

TEXT = "2023年，全年预算数⟦1⟧，执行数⟦2⟧，预算完成率⟦3⟧。"
GOOD = "2023年全年预算数为⟦1⟧，其中执行数⟦2⟧，预算完成率达到⟦3⟧。"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server():
    with Server() as running:
        yield running


def endpoint(server: Server, **more) -> Endpoint:
    return Endpoint(server.url, "small", **{"seconds": 5, **more})


def test_a_proposal_is_asked_for_with_placeholders_and_the_key(server):
    server.answers = [GOOD]
    assert propose(endpoint(server, key="secret"), TEXT) == GOOD
    (asked,), (headers,) = server.asked, server.headers
    assert (asked["model"], asked["stream"], asked["messages"][-1]["content"]) == ("small", False, TEXT)
    assert (headers["path"], headers["Authorization"]) == ("/v1/chat/completions", "Bearer secret")


@pytest.mark.parametrize(
    "around", ["<think>先看⟦1⟧再看99</think>\n\n{}", "```text\n{}\n```", "“{}”", '"{}"', "  {}\n"], ids=range(5)
)
def test_what_models_put_around_an_answer_is_taken_off(server, around):
    server.answers = [around.format(GOOD)]
    assert propose(endpoint(server), TEXT) == GOOD


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("2023年，全年预算数⟦1⟧，执行数⟦2⟧，预算完成率较高。", "第 3 个数字被删去"),
        (f"{GOOD}执行数⟦2⟧。", "第 2 个数字重复出现"),
        (f"{GOOD}结余⟦4⟧。", "多出了没有的数字占位符"),
        (GOOD.replace("其中", "占93.5%，其中"), "写出了原文没有的数：93.5、%"),
        (GOOD.replace("其中", "增长三成，其中"), "写出了原文没有的数：三"),
        (GOOD.replace("其中", "比上年多一半，其中"), "写出了原文没有的数：一半"),
        (GOOD.replace("2023", "２０２４"), "写出了原文没有的数：2024"),
        (GOOD.replace("其中", "连续2023年，其中"), "写出了原文没有的数：2023"),
        ("2023年，全年预算数⟦2⟧，执行数⟦1⟧，预算完成率⟦3⟧。", "第 1 个数字前面的“年预算数”变了，数字可能张冠李戴"),
        ("2023年，执行数⟦1⟧，全年预算数⟦2⟧，预算完成率⟦3⟧。", "第 1 个数字前面的“年预算数”变了，数字可能张冠李戴"),
        (GOOD.replace("⟦1⟧", "⟦1⟧元"), "第 1 个数字后面多了单位“元”"),
        (GOOD.replace("⟦1⟧", "⟦1⟧万元"), "写出了原文没有的数：万"),
        (f"{GOOD}\n{GOOD}", "答复分成了几段"),
        ("2023年，全年预算数⟦1⟧。\n执行数⟦2⟧，预算完成率⟦3⟧。", "答复分成了几段"),
        (f"⟦{GOOD}", "数字占位符被改动"),
        (GOOD + "工作扎实推进成效明显群众满意" * 8, "比原文长出一倍以上，像是加了内容"),
        ("", "答复是空的"),
    ],
)
def test_a_proposal_that_touches_figures_is_refused(answer, why):
    assert fault_of(TEXT, answer) == why


def test_a_refused_answer_is_given_with_its_reason(server):
    server.answers = ["全年预算数⟦1⟧。"]
    assert propose(endpoint(server), TEXT) == Refused("第 2 个数字被删去", "全年预算数⟦1⟧。")


@pytest.mark.parametrize("words", ["执行数⟦1⟧", "执行数为⟦1⟧", "执行数达到⟦1⟧", "全年的执行数⟦1⟧", "执行数共计⟦1⟧"])
def test_the_name_of_a_figure_may_be_joined_to_it_otherwise(words):
    assert fault_of(f"本馆的{words}。", "本馆实际的执行数是⟦1⟧。") == ""
    assert fault_of(f"本馆的{words}。", "本馆实际的预算数是⟦1⟧。") == "第 1 个数字前面的“执行数”变了，数字可能张冠李戴"


@pytest.mark.parametrize("answer", [GOOD, TEXT, GOOD.replace("其中", "进一步统一管理，其中")])
def test_what_leaves_the_figures_alone_is_a_proposal(answer):
    assert fault_of(TEXT, answer) == ""


WORDS = st.text("预算执行收支完成按规定使用", min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(0, 10**9), st.data())
def test_no_number_slips_in(words, number, data):
    """Whatever digits are put wherever outside a placeholder, the proposal is refused; left as it is it never is."""
    text = "".join(f"{word}⟦{at}⟧，" for at, word in enumerate(words, 1))
    assert fault_of(text, text) == ""
    places = [at for at in range(len(text) + 1) if text[:at].count("⟦") == text[:at].count("⟧")]
    at = data.draw(st.sampled_from(places))
    assert fault_of(text, text[:at] + str(number) + text[at:])


@given(st.permutations([1, 2, 3]))
def test_figures_that_change_places_are_refused(order):
    text = "基本支出⟦{}⟧，项目支出⟦{}⟧，上缴支出⟦{}⟧。"
    assert bool(fault_of(text.format(1, 2, 3), text.format(*order))) == (list(order) != [1, 2, 3])


# --- endpoints that fail


def test_a_server_that_failed_once_is_asked_again(server):
    server.answers = [(500, "busy"), GOOD]
    assert propose(endpoint(server), TEXT) == GOOD
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, "boom"), "答复状态 500"),
        ((401, "{}"), f"答复状态 401，请核对 {KEY}"),
        ((404, "{}"), "答复状态 404"),
        ((302, ""), "答复状态 302"),
        ((200, "<html>"), "不是约定的格式"),
        ((200, "[]"), "不是约定的格式"),
        ((200, json.dumps({"choices": []})), "不是约定的格式"),
        ((200, json.dumps({"choices": [{"message": {"content": None}}]})), "不是约定的格式"),
        ((200, "x" * (1 << 21)), "答复过长"),
    ],
)
def test_an_answer_that_is_none_says_why(server, answer, why):
    server.answers = [answer]
    told = propose(endpoint(server), TEXT)
    assert isinstance(told, Unavailable)
    assert why in told.reason
    assert len(server.asked) == 2


def test_a_silent_server_is_given_up(server):
    server.answers = [30]
    assert propose(endpoint(server, seconds=1), TEXT) == Unavailable(f"{server.url} 在 1 秒内没有答复")


def test_nobody_listening_is_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    told = propose(Endpoint(url, "small"), TEXT)
    assert isinstance(told, Unavailable)
    assert told.reason.startswith(f"连不上 {url}")


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/v1", "http://[::1/v1", "http://a b/v1"])
def test_an_address_that_is_none_is_told(url):
    assert isinstance(propose(Endpoint(url, "small"), TEXT), Unavailable)


# --- configuration


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, f"请设环境变量 {URL} 和 {MODEL}"),
        ({URL: "http://a/v1"}, f"请设环境变量 {MODEL}"),
        ({URL: "  ", MODEL: "m"}, f"请设环境变量 {URL}"),
        ({URL: "ftp://a", MODEL: "m"}, "http:// 或 https:// 开头"),
        ({URL: "http://a", MODEL: "m", SECONDS: "1.5"}, "整数"),
        ({URL: "http://a", MODEL: "m", SECONDS: "0"}, "整数"),
    ],
)
def test_what_is_not_configured_is_said(environment, told):
    said = Endpoint.of(environment)
    assert isinstance(said, str)
    assert told in said


def test_the_address_may_be_given_whole():
    assert Endpoint.of({URL: "http://a/v1/", MODEL: "m"}).address == "http://a/v1/chat/completions"
    whole = Endpoint.of({URL: "http://a/v1/chat/completions", MODEL: "m", SECONDS: "9"})
    assert (whole.address, whole.seconds) == ("http://a/v1/chat/completions", 9)
