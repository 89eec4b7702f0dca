"""Counted facts: how many of what (``举办科普讲座 8 场``, ``10 个镇街的 15 所学校``, ``近 9 万人次``).

What is counted stands behind the number (``3 次科普知识竞赛``) or before it (``科普知识竞赛 3 次``), with a verb in front.
Durations, ordinals and points are no counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jixiao.document import Table
from jixiao.numbers import narrow
from jixiao.reading.extract.lexicon import words
from jixiao.reading.extract.passages import Passage, cell_passage, is_sentence, stretches
from jixiao.reading.extract.scan import Sort, Token, scan
from jixiao.reading.extract.scopes import clean_name
from jixiao.report import Count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.document import Document
    from jixiao.reading.extract.scopes import Subject

__all__ = ["extract_counts"]

_NOT_COUNTED: Final = frozenset(
    words("年 天 日 周 月 个月 级 届 小时 分钟 学时 课时 页 版 段 点 类 种 款 条 字 批 期 轮 道 对 万元/亩")
)
_VERBS: Final = words(
    "组织举办 组织开展 组织参加 积极组织 联合举办 共同举办 成功举办 举办 开展 组织 召开 参加 参与 推送 推出 发布 转发 "
    "印发 编印 制作 发放 派发 新建 新增 建设 建成 建立 创建 打造 完成 实施 培训 服务 惠及 覆盖 吸引 受理 处理 办理 "
    "检查 走访 慰问 资助 救助 补助 支持 扶持 评选 表彰 推荐 认定 命名 设立 成立 配备 购置 采购 安装 维修 改造 治理 "
    "种植 引进 招聘 聘请 邀请 指导 申报 获得 荣获 取得 接待 接受 提供 解决 帮助 带动 涉及 下达 发表 出版 收集 征集 "
    "进行 走进 深入 送 享受 受益 惠 开设 设置 设 落实 举行 承办 协办 上线 播放 播出 更新 实现 达到 保障 发动 指导建设 "
    "新建成 检测 抽检 抽查 监测 排查 整改 化解 调解 审批 备案 登记 签订 签约 孵化 培育 建档 筹集 发展"
)
_VERB = re.compile("|".join(sorted(_VERBS, key=len, reverse=True)))
_LEADING_WORDS = re.compile(
    r"(?:其中|共计|共|累计|总计|合计|全年|本年度?|今年|年内|先后|已|了|积极|广泛|扎实|认真|成功|顺利|分别|约|近|超过?|达到?|为|是|有|我[部单局会院校中]?[门位心]?|本[部单]?[门位]?|还|另|并|及|和|与|、|的|再|也|均|各(?:项|类|种|级)?|全[区市县省州镇]?|[①-⑳⑴-⒇]|[一二三四五六七八九十]是|\s|[（(]?\d{1,2}[）)、.]|20\d\d\s*年(?:度|末|底|初)?|年[末底内])+"
)
_TRAILING_WORDS = re.compile(
    r"(?:共计|共|累计|总计|合计|达到?|约|近|为|是|共有|了|已|超过?|不少于|至少|逾|的|\s|[“\"]|[：:=＝]|次数|人数|数量|总数|数|分别|其中)+\Z"
)
_SHORT_NAMES: Final = frozenset("村镇乡县区校站馆店厂街")
_BEHIND = re.compile(r"\s*(?:的)?([\u4e00-\u9fff“”《》·\w]{2,24})")
_CUT_BEHIND = re.compile(
    r"实施|建设了|设有|参加|到场|进行|享受|加入|予以|获得|给予|开展|组织|举办|联合|共同|参与|通过|完成|到|在|为|及|和|与|并|均|已|等|被|由|将|向|获|达|是|得|接受|受益|观看|活动启动|以上|左右|以下|的(?=[^\u4e00-\u9fff]|$)"
)


def extract_counts(document: Document, subject: Subject) -> tuple[Count, ...]:
    """The counted facts of ``document`` in the order of its text."""
    return tuple(count for passage in _passages(document, subject) for count in _counts(passage))


def _passages(document: Document, subject: Subject) -> Iterator[Passage]:
    for stretch in stretches(document, subject):
        if isinstance(stretch, Passage):
            yield stretch
        elif isinstance(stretch, Table):
            for cell in stretch.own_cells():
                if is_sentence(cell.text) or re.search(r"[\u4e00-\u9fff]{4}", cell.text):
                    yield cell_passage(document, stretch, cell)


@dataclass(frozen=True, slots=True)
class _Counted:
    subject: str
    verb: str


def _counts(passage: Passage) -> Iterator[Count]:
    text = passage.text
    cursor = 0
    carried = ""
    for token in scan(text):
        start, cursor_before, cursor = token.words, cursor, token.end
        if token.sort is not Sort.COUNT or token.printed.unit in _NOT_COUNTED:
            continue
        gap = narrow(text[cursor_before:start])
        found = _behind(text, token) or _before(gap, carried)
        if gap.strip() in ("", carried) and token.printed.unit in ("户", "人") and cursor_before:
            # 33个行政村26113户97401人: households and people are counted for themselves.
            found = _Counted(token.printed.unit, "")
        if found is None:
            continue
        carried = found.subject
        if token.operator and token.operator != "=":
            continue
        yield Count(
            found.subject, token.printed, passage.place(token.start, token.end), found.verb, passage.scope, None
        )


def _behind(text: str, token: Token) -> _Counted | None:
    """3 次科普知识竞赛, 15 所学校: what is counted follows the number."""
    match = _BEHIND.match(text, token.end)
    if match is None or re.match(r"\s*[，。；、：,;)）]", text[token.end : token.end + 2]):
        return None
    words = match.group(1)
    cut = _CUT_BEHIND.search(words)
    words = words[: cut.start()] if cut else words
    words = re.split(r"的|\d", words)[0]
    words = _TRAILING_WORDS.sub("", words)
    verb_first = _VERB.match(words)
    if not re.search(r"[\u4e00-\u9fff]{2}", words) and words not in _SHORT_NAMES:
        return None
    if verb_first and len(verb_first.group()) > 1:
        return None
    before = re.split(r"[，。；、：,;:]", narrow(text[max(0, token.words - 16) : token.words]))[-1]
    verb = _VERB.search(before)
    return _Counted(words, verb.group() if verb else "")


def _before(gap: str, carried: str) -> _Counted | None:
    """科普讲座 8 场, 受教育学生 10455 人: what is counted stands before; else in the clause before that."""
    clauses = re.split(r"[，。；：,;:！？\n]", re.sub(r"\([^()]*\)|^\([一二三四五六七八九十\d]+\)", "", gap))
    for clause in reversed(clauses[-2:]):
        words = _TRAILING_WORDS.sub(
            "", _LEADING_WORDS.sub("", clause, count=1) if _LEADING_WORDS.match(clause) else clause
        )
        verb = _VERB.match(words)
        name = words[verb.end() :] if verb else words
        name = _TRAILING_WORDS.sub("", name.lstrip("了的 "))
        name = name.split("、")[-1] if len(name) > 24 else name
        name = re.sub(r"^[^()]*\)|^\(", "", name)
        if re.search(r"目标值|指标值|完成值", clause):
            return None
        if len(name) >= 2 and re.search(r"[\u4e00-\u9fff]{2}", name):
            return _Counted(clean_name(name) or name, verb.group() if verb else "")
    if clauses[-1].strip("、和及与 "):
        return None
    return _Counted(carried, "") if carried else None
