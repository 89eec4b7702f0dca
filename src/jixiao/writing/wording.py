"""Other words for a paragraph, asked of an OpenAI-compatible endpoint; the figures in it are locked.

The endpoint sees a placeholder instead of each figure. Its answer is refused where a placeholder is missing, doubled or
stands behind other words than before, and where it holds a number that the paragraph did not. Whether a name or a claim
is new cannot be checked by a program: that is why a proposal is shown and never taken by itself.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["KEY", "MODEL", "SECONDS", "URL", "Endpoint", "Refused", "Unavailable", "fault_of", "placeholder", "propose"]

URL, MODEL, KEY = "JIXIAO_WORDING_URL", "JIXIAO_WORDING_MODEL", "JIXIAO_WORDING_KEY"
SECONDS: Final = "JIXIAO_WORDING_SECONDS"
"""The environment variables that name an endpoint."""

_SECONDS: Final = 120
_CONNECT_SECONDS: Final = 10
_LONGEST_ANSWER: Final = 1 << 20
_TRIES: Final = 2

_TASK: Final = """你是预算单位的文字编辑。请把用户给出的一段绩效自评报告改写得更通顺、简练，语气平实，意思不变。
要求：
1. 形如⟦1⟧的占位符代表已锁定的数字（含单位），每个都要原样保留一次，不得增减、改号，也不要在后面另加单位。
2. 占位符前面紧挨着的名称（如“执行数”）保持不变，仍写在该占位符之前。
3. 不得写出原文没有的数字、名称、事实和评价。
4. 只回答改写后的这一段，不分段，不加标题、引号和说明。"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: ``url`` is the base (``…/v1``) or the whole address of ``/chat/completions``; ``seconds`` is how long
    one answer may take."""

    url: str
    model: str
    key: str = ""
    seconds: int = _SECONDS

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Endpoint | str:
        """The endpoint that the environment names; a sentence on what to set where it names none or a wrong one."""
        url, model = environment.get(URL, "").strip(), environment.get(MODEL, "").strip()
        if not url or not model:
            lacking = " 和 ".join(name for name, value in ((URL, url), (MODEL, model)) if not value)
            return (
                f"没有配置改写用的模型：请设环境变量 {lacking}"
                f"（例如 {URL}=http://127.0.0.1:11434/v1，{MODEL}=模型名；需要密钥的再设 {KEY}）。"
                "不配置也不影响其他功能。"
            )
        if not re.match(r"https?://[^/\s]+", url):
            return f"{URL} 要以 http:// 或 https:// 开头，现在是“{url}”。"
        seconds = environment.get(SECONDS, "").strip() or str(_SECONDS)
        if not re.fullmatch(r"[1-9]\d{0,3}", seconds):
            return f"{SECONDS} 要填 1 到 9999 的整数（秒），现在是“{seconds}”。"
        return cls(url, model, environment.get(KEY, "").strip(), int(seconds))

    @property
    def address(self) -> str:
        """The address to post to."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"


@dataclass(frozen=True, slots=True)
class Refused:
    """A proposal that must not be shown as one: why, and what was answered."""

    reason: str
    answer: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer: why."""

    reason: str


def placeholder(number: int) -> str:
    """What stands for the ``number``-th figure, counted from 1."""
    return f"⟦{number}⟧"


def propose(endpoint: Endpoint, text: str) -> str | Refused | Unavailable:
    """Another wording of ``text``, in which placeholders stand for figures; asked a second time where the connection or
    the server failed."""
    answer: str | Unavailable = Unavailable("")
    for _ in range(_TRIES):
        answer = _ask(endpoint, text)
        if not isinstance(answer, Unavailable):
            break
    if isinstance(answer, Unavailable):
        return answer
    answer = _bare(answer)
    reason = fault_of(text, answer)
    return Refused(reason, answer) if reason else answer


def _ask(endpoint: Endpoint, text: str) -> str | Unavailable:
    try:
        import httpx
    except ModuleNotFoundError:
        return Unavailable("没有安装连接模型所需的组件，请运行：pip install 'jixiao[wording]'")

    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    asked = {
        "model": endpoint.model,
        "temperature": 0,
        "stream": False,
        "messages": [{"role": "system", "content": _TASK}, {"role": "user", "content": text}],
    }
    late = Unavailable(f"{endpoint.url} 在 {endpoint.seconds} 秒内没有答复")
    until = time.monotonic() + endpoint.seconds
    timeout = httpx.Timeout(endpoint.seconds, connect=min(_CONNECT_SECONDS, endpoint.seconds))
    try:
        with (
            httpx.Client(timeout=timeout) as client,
            client.stream("POST", endpoint.address, json=asked, headers=headers) as response,
        ):
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > _LONGEST_ANSWER:
                    return Unavailable(f"{endpoint.url} 的答复过长")
                if time.monotonic() > until:
                    return late
    except httpx.TimeoutException:
        return late
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Unavailable(f"连不上 {endpoint.url}（{error or type(error).__name__}）")
    if response.status_code != httpx.codes.OK:
        return Unavailable(f"{endpoint.url} 答复状态 {response.status_code}{_HINTS.get(response.status_code, '')}")
    return _content(bytes(body)) or Unavailable(f"{endpoint.url} 的答复不是约定的格式，它可能不是 OpenAI 兼容的接口")


_HINTS: Final = {
    401: f"，请核对 {KEY}",
    403: f"，请核对 {KEY}",
    404: f"，请核对 {URL} 和 {MODEL}",
    429: "，请求太多，请稍后再试",
}


def _content(body: bytes) -> str:
    """The message in an answer of ``/chat/completions``; empty where there is none."""
    import json

    try:
        answer: Any = json.loads(body)
        content = answer["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return content if isinstance(content, str) else ""


def _bare(answer: str) -> str:
    """The paragraph without what models put around it: their thoughts, code fences, quotation marks."""
    answer = re.sub(r"<think>.*?</think>", "", answer, flags=re.DOTALL).strip()
    answer = re.sub(r"^```\w*\n(.*)\n```$", r"\1", answer, flags=re.DOTALL).strip()
    return answer[1:-1].strip() if re.fullmatch(r"“[^“”]*”|\"[^\"]*\"", answer, re.DOTALL) else answer


# --- what a proposal must not do

_PLACEHOLDER: Final = re.compile(r"⟦(\d+)⟧")
_NUMERAL: Final = re.compile(
    r"\d+(?:[.,:/-]\d+)*|[〇零一二三四五六七八九十百千万亿两半双几壹贰叁肆伍陆柒捌玖拾佰仟廿卅]+|[%‰]"
)
_NO_NUMERALS: Final = re.compile(
    "进一步|统一|一致|一直|一贯|一般|一定|一律|一体|一道|一起|一同|一并|同一|单一|唯一|一些|一系列|一方面|十分|万一|百姓|双方"
)
"""Words with a numeral in them that tell no number."""
_LABEL: Final = 4
"""So many characters before a figure are its name, which has to stay with it."""


def fault_of(before: str, after: str) -> str:
    """Why ``after`` must not replace ``before`` (both with placeholders); empty where nothing speaks against it."""
    if not after:
        return "答复是空的"
    if "\n" in after:
        return "答复分成了几段"
    return _figures_fault(before, after) or _numbers_fault(before, after) or _size_fault(before, after)


def _figures_fault(before: str, after: str) -> str:
    wanted, given = _PLACEHOLDER.findall(before), Counter(_PLACEHOLDER.findall(after))
    for number in wanted:
        if given[number] != 1:
            return f"第 {number} 个数字{'被删去' if not given[number] else '重复出现'}"
    if len(given) > len(wanted):
        return "多出了没有的数字占位符"
    if re.search("[⟦⟧]", _PLACEHOLDER.sub("", after)):
        return "数字占位符被改动"
    names, kept = _around(before), _around(after)
    for number in wanted:
        name = _name_in(names[number][0])
        if name not in kept[number][0]:
            return f"第 {number} 个数字前面的“{name}”变了，数字可能张冠李戴"
        following = kept[number][1][:1]
        if re.match(r"[元人次个项场期件份户亩吨台套米天月年分]", following) and following != names[number][1][:1]:
            return f"第 {number} 个数字后面多了单位“{following}”"
    return ""


def _name_in(words: str) -> str:
    """The end of the name that a figure is given by the words before it, without 的, 为 and the like."""
    clause = re.split(r"[\W\d_]+", words)[-1]
    parts = [part for part in re.split("达到|[的为达是了共计约]", clause) if part]
    return parts[-1][-_LABEL:] if parts else ""


def _around(text: str) -> dict[str, tuple[str, str]]:
    """What stands before each placeholder since the last one, and after it up to the next, by its number."""
    parts: Sequence[str] = _PLACEHOLDER.split(text)
    return {parts[at]: (parts[at - 1], parts[at + 1]) for at in range(1, len(parts), 2)}


def _numbers_fault(before: str, after: str) -> str:
    new = _numbers(after) - _numbers(before)
    return f"写出了原文没有的数：{'、'.join(new)}" if new else ""


def _numbers(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", _PLACEHOLDER.sub("，", text))
    return Counter(_NUMERAL.findall(_NO_NUMERALS.sub("", plain)))


def _size_fault(before: str, after: str) -> str:
    if len(after) > 2 * len(before) + 40:
        return "比原文长出一倍以上，像是加了内容"
    return "比原文短了一半以上，像是丢了内容" if 2 * len(after) < len(before) - 20 else ""
