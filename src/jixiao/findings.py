"""A finding: something that cannot be true, is missing, or could not be read. Plain values; never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.location import Location

__all__ = ["Finding", "Kind", "Severity", "worst"]


class Severity(Enum):
    """``ERROR``: cannot be true or cannot be used. ``WARNING``: has to be explained. ``INFO``: worth a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        return {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}[self]

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Kind(Enum):
    ARITHMETIC = "arithmetic"
    CONSISTENCY = "consistency"
    LOGIC = "logic"
    FORM = "form"

    @property
    def label(self) -> str:
        return {
            Kind.ARITHMETIC: "勾稽计算",
            Kind.CONSISTENCY: "前后一致",
            Kind.LOGIC: "逻辑",
            Kind.FORM: "格式与填报",
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    ``code`` names the check or input rule (``AR012``); ``message`` is a whole Chinese sentence with both figures;
    ``expected`` and ``actual`` are printed values or short phrases (empty where there is nothing to compare);
    ``locations`` the places, the guilty one first; ``steps`` the arithmetic line by line; ``advice`` what to do.
    """

    code: str
    severity: Severity
    kind: Kind
    message: str
    expected: str = ""
    actual: str = ""
    locations: tuple[Location, ...] = ()
    steps: tuple[str, ...] = ()
    advice: str = ""


def worst(findings: tuple[Finding, ...] | list[Finding]) -> Severity | None:
    """The most severe severity among ``findings``; ``None`` if there are none."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
