"""The bureau's own papers on a review: the review sheet (复核表) and the letter that sends a report back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.numbers import plain
from jixiao.web.review.reviews import differences, reviewed_total
from jixiao.writing.layout import Cell, Layout, Para, Run, Table

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.web.evaluation.models import Return, Review, Version
    from jixiao.web.review.reviews import Difference

__all__ = ["return_letter", "review_sheet"]

_HEADS = ("序号", "指标", "分值", "自评得分", "复核得分", "差异", "复核依据")


def _name(version: Version) -> str:
    evaluation = version.evaluation
    subject = f"“{evaluation.subject}”项目" if evaluation.subject else ""
    return f"{evaluation.unit.name}{evaluation.round.year}年度{subject}"


def review_sheet(version: Version, review: Review) -> Layout:
    """Every indicator with self score, review score, difference and basis; the totals; the opinion."""
    rows = differences(version, {score.indicator: score for score in review.scores.all()})
    title = f"{_name(version)}绩效自评复核表"
    blocks = (
        Para((Run(title),), "title"),
        _table(rows, version.total, reviewed_total(rows)),
        Para((Run("复核意见："), Run(review.opinion.strip() or "无。")), "body"),
        Para((Run(f"复核人：{review.by.name}"),), "right"),
        Para(
            (Run(f"第 {version.number} 次上报；指标体系 {version.scheme_id} 第 {version.scheme_version} 版。"),), "note"
        ),
    )
    evaluation = version.evaluation
    return Layout(
        "绩效自评复核表", title, blocks, landscape=True, unit=evaluation.unit.name, year=evaluation.round.year
    )


def return_letter(sent_back: Return, review: Review | None) -> Layout:
    """The letter to the unit: what was found, at which place, what is to be done until when."""
    version = sent_back.version
    evaluation = version.evaluation
    title = f"关于退回{_name(version)}绩效自评材料的函"
    blocks: list[Para | Table] = [
        Para((Run(title),), "title"),
        Para((Run(f"{evaluation.unit.name}："),), "body"),
        Para(
            (Run(f"你单位第 {version.number} 次上报的{evaluation.round.title}材料收悉。经复核，需要修改，现予退回。"),),
            "body",
        ),
        Para((Run("一、退回理由"),), "h1"),
        *(Para((Run(line.strip()),), "body") for line in sent_back.reason.splitlines() if line.strip()),
    ]
    if sent_back.place:
        blocks.append(Para((Run(f"涉及的地方：{sent_back.place}。"),), "body"))
    rows = differences(version, {score.indicator: score for score in review.scores.all()}) if review else ()
    changed = tuple(row for row in rows if row.change)
    if changed:
        blocks.append(Para((Run("二、与自评得分不同的指标"),), "h1"))
        blocks.append(_table(changed, None, None))
    until = sent_back.deadline or evaluation.deadline or evaluation.round.deadline
    blocks += [
        Para((Run(f"请于{until.year}年{until.month}月{until.day}日前修改后重新上报。"),), "body"),
        Para((Run(evaluation.round.finance.name),), "right"),
        Para((Run(f"{sent_back.at.year}年{sent_back.at.month}月{sent_back.at.day}日"),), "right"),
    ]
    return Layout("退回函", title, tuple(blocks), unit=evaluation.round.finance.name, year=evaluation.round.year)


def _table(rows: tuple[Difference, ...], self_total: Decimal | None, total: Decimal | None) -> Table:
    lines = [tuple(Cell((Run(head),), head=True, align="center") for head in _HEADS)]
    lines += [
        (
            Cell((Run(row.code),)),
            Cell((Run(row.title),)),
            _figure(row.points),
            _figure(row.self_score),
            _figure(row.review_score if row.review_score is not None else row.self_score),
            _figure(row.change or None),
            Cell((Run(row.basis),)),
        )
        for row in rows
    ]
    if self_total is not None:
        lines.append(
            (
                Cell((Run("合计", bold=True),), colspan=3, align="center"),
                _figure(self_total),
                _figure(total),
                _figure(None if total is None else total - self_total),
                Cell((Run(""),)),
            )
        )
    return Table(tuple(lines), (4, 12, 4, 5, 5, 4, 18), unit_note="单位：分")


def _figure(value: Decimal | None) -> Cell:
    return Cell((Run("" if value is None else plain(value)),), align="right")
