"""All checks there are, what each of them says about itself, and which of them a user has chosen."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache

from jixiao.checking.base import HEADINGS, Check
from jixiao.findings import Kind

__all__ = ["FOLDERS", "PREFIXES", "Entry", "all_checks", "choose", "entry", "page"]

FOLDERS = {kind: kind.value for kind in Kind}
"""The folder under ``checking/`` that holds the checks of a kind."""

PREFIXES = {Kind.ARITHMETIC: "AR", Kind.CONSISTENCY: "CO", Kind.LOGIC: "LO", Kind.FORM: "FO"}
"""How the codes of a kind begin."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A check as the catalogue shows it; ``sections`` are the texts under the headings of its docstring."""

    code: str
    title: str
    kind: Kind
    severity: str
    status: str
    since: str
    sections: tuple[tuple[str, str], ...]

    def section(self, heading: str) -> str:
        return dict(self.sections).get(heading, "")


@cache
def all_checks() -> tuple[Check, ...]:
    """One instance of every check, in the order of their codes."""
    found: list[Check] = []
    for folder in FOLDERS.values():
        package = importlib.import_module(f"jixiao.checking.{folder}")
        for module in pkgutil.iter_modules(package.__path__):
            if not module.name.startswith("_"):
                holder = importlib.import_module(f"{package.__name__}.{module.name}")
                found.append(getattr(holder, module.name)())
    return tuple(sorted(found, key=lambda check: check.code))


def choose(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> tuple[Check, ...]:
    """The checks whose code begins with one of ``select`` (all if empty) and with none of ``ignore``.

    Codes and prefixes are compared without regard to case. Raises ``ValueError`` naming each that fits no check, so
    that a slip in a command line does not quietly switch nothing off.
    """
    wanted, unwanted = (tuple(word.strip().upper() for word in words) for words in (select, ignore))
    checks = all_checks()
    unknown = [word for word in (*wanted, *unwanted) if not any(check.code.startswith(word) for check in checks)]
    if unknown:
        raise ValueError(f"没有代码为或以此开头的检查：{'、'.join(unknown)}。用 jixiao checks 查看全部代码。")
    return tuple(
        check
        for check in checks
        if (not wanted or check.code.startswith(wanted)) and not (unwanted and check.code.startswith(unwanted))
    )


def entry(check: Check) -> Entry:
    """What ``check`` says about itself. The docstring is cut at the lines that are one of the headings."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (inspect.getdoc(check) or "").splitlines():
        if line.strip() in HEADINGS:
            current = sections.setdefault(line.strip(), [])
        else:
            current.append(line)
    return Entry(
        code=check.code,
        title=check.title,
        kind=check.kind,
        severity=check.severity.value,
        status=check.status,
        since=check.since,
        sections=tuple((heading, "\n".join(lines).strip()) for heading, lines in sections.items()),
    )


def page() -> str:
    """The catalogue as Markdown (``docs/checks.md``)."""
    entries = [entry(check) for check in all_checks()]
    lines = [
        "# 检查目录",
        "",
        f"共 {len(entries)} 项。由各检查自身的说明生成（`jixiao checks --format markdown`），不要手改。",
        "",
        "| 代码 | 名称 | 类别 | 最高严重程度 | 状态 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| [{each.code}](#{each.code.lower()}) | {each.title} | {each.kind.label} | {severity_label(each.severity)} "
        f"| {status_label(each)} |"
        for each in entries
    ]
    for each in entries:
        lines += ["", f"## {each.code}", "", f"**{each.title}**（{each.kind.label}，{severity_label(each.severity)}）"]
        for heading, text in each.sections:
            lines += ["", f"### {heading}", "", text]
    return "\n".join(lines) + "\n"


def severity_label(severity: str) -> str:
    from jixiao.findings import Severity

    return Severity(severity).label


def status_label(each: Entry) -> str:
    return f"试行（自 {each.since}）" if each.status == "preview" else f"稳定（自 {each.since}）"
