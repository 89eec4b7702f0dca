"""Renews the two generated parts of docs/schemes.md from the scheme files and the rule kinds.

    python docs/make_schemes_page.py

A test compares the page with what this script would write.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jixiao.schemes.folders import SHIPPED, scheme_files
from jixiao.schemes.loader import load_scheme
from jixiao.schemes.rules import rule_kinds
from jixiao.sources import Certainty

if TYPE_CHECKING:
    from jixiao.schemes.model import Scheme

PAGE: Final = Path(__file__).with_name("schemes.md")
_PART: Final = re.compile(r"(<!-- begin: (\w+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)
_SUBJECTS: Final = {"department": "部门", "project": "项目", "transfer": "转移支付"}
_CERTAINTIES: Final = (Certainty.OFFICIAL, Certainty.PRINTED, Certainty.IMPLEMENTED, Certainty.RECONSTRUCTED)


def shipped() -> str:
    """The shipped schemes as a table: how many of the lowest indicators rest on which certainty."""
    lines = [
        "| 编号 | 名称 | 地区 | 对象 | 适用年度 | 总分 | 末级指标 | 官方 | 所印 | 系统做法 | 推定 |",
        "|---|---|---|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in scheme_files((SHIPPED,)):
        scheme = load_scheme(name).scheme
        assert scheme is not None, name
        lines.append(_row(scheme))
    return "\n".join(lines) + "\n"


def _row(scheme: Scheme) -> str:
    leaves = list(scheme.leaves())
    counted = Counter(leaf.source.certainty for leaf in leaves if leaf.source)
    years = (
        f"{scheme.from_year}—{scheme.to_year or ''}" if scheme.to_year != scheme.from_year else str(scheme.from_year)
    )
    cells = (
        f"`{scheme.id}`",
        scheme.title,
        scheme.jurisdiction,
        _SUBJECTS[scheme.subject],
        years,
        f"{scheme.points:f}" if scheme.points is not None else "不计分",
        str(len(leaves)),
        *(str(counted[certainty] or "") for certainty in _CERTAINTIES),
    )
    return f"| {' | '.join(cells)} |"


def rules() -> str:
    """The rule kinds with their first worked example as it would stand in a scheme file."""
    lines = ["| kind | 含义 | 写法举例 |", "|---|---|---|"]
    lines += [f"| `{name}` | {kind.title} | `{kind.examples[0].rule}` |" for name, kind in rule_kinds().items()]
    return "\n".join(lines) + "\n"


def renewed(page: str) -> str:
    """The page with its generated parts as they should be."""
    parts = {"shipped": shipped, "rules": rules}
    return _PART.sub(lambda found: found.group(1) + parts[found.group(2)]() + found.group(3), page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
