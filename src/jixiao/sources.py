"""Citations of official texts, and how certain a rule is that rests on one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Certainty", "Source"]


class Certainty(Enum):
    """How a rule is known.

    ``OFFICIAL``: read in the official text itself. ``PRINTED``: printed in a published report, form or scoring sheet.
    ``IMPLEMENTED``: seen in a working system, which is no norm. ``RECONSTRUCTED``: recalled or inferred; to be checked
    against the original before anybody relies on it.
    """

    OFFICIAL = "official"
    PRINTED = "printed"
    IMPLEMENTED = "implemented"
    RECONSTRUCTED = "reconstructed"

    @property
    def label(self) -> str:
        return {
            Certainty.OFFICIAL: "官方文本",
            Certainty.PRINTED: "已公开报告或表样所印",
            Certainty.IMPLEMENTED: "在用系统的做法",
            Certainty.RECONSTRUCTED: "推定，待与原文核对",
        }[self]


@dataclass(frozen=True, slots=True)
class Source:
    """One citation: what text, by whom, when, which article, and when somebody last looked at it."""

    key: str
    title: str
    certainty: Certainty
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    article: str = ""
    link: str = ""
    checked_on: date | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The citation as it is printed under a score: 《…》（财预〔2020〕10号）第二条〔官方文本〕."""
        text = f"《{self.title}》"
        if self.number:
            text += f"（{self.number}）"
        return f"{text}{self.article}〔{self.certainty.label}〕"
