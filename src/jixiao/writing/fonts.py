"""Which face plays which role: the official names first, then free ones that a machine without licences has.

GB/T 9704 asks for 小标宋, 黑体, 楷体, 仿宋; they belong to their makers and cannot be shipped. A docx names them, since the
reader's machine has them. A pdf carries its faces inside, so it takes the first of each list that is there.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["OFFICIAL", "ROLES", "SIGNS", "faces", "folders", "shared_fonts"]

OFFICIAL: Final = {
    "biaosong": "方正小标宋简体",
    "heiti": "黑体",
    "kaiti": "楷体_GB2312",
    "fangsong": "仿宋_GB2312",
    "song": "宋体",
}
"""What a docx names, by role."""

ROLES: Final[dict[str, tuple[str, ...]]] = {
    "biaosong": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "Noto Serif SC"),
    "heiti": ("SimHei", "Noto Sans CJK SC", "Noto Sans SC"),
    "kaiti": ("KaiTi_GB2312", "KaiTi", "LXGW WenKai", "Noto Serif CJK SC", "Noto Serif SC"),
    "fangsong": ("FangSong_GB2312", "FangSong", "FandolFang R", "Noto Serif CJK SC", "Noto Serif SC"),
    "song": ("SimSun", "Noto Serif CJK SC", "Noto Serif SC"),
}
"""Candidates for a pdf, by role, best first; the last one of each comes as a package and is always there."""

SIGNS: Final = ("DejaVu Sans", "DejaVu Sans Mono")
"""Where signs of forms (☐) come from that Chinese faces lack; the second comes with typst."""


def folders() -> list[str]:
    """Font folders: the one of the package, and the one an institution names in ``JIXIAO_FONTS``."""
    import pylopdf_fonts_zh_cn

    packaged = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    own = os.environ.get("JIXIAO_FONTS", "")
    return [packaged, *([own] if own and Path(own).is_dir() else [])]


@cache
def shared_fonts() -> Any:
    """The fonts of this machine, of the package and of the folder ``JIXIAO_FONTS``; looked for once a process."""
    import typst

    return typst.Fonts(font_paths=folders())


@cache
def faces() -> dict[str, list[str]]:
    """For each role the candidates that are there, best first (never empty)."""
    present = set(shared_fonts().families())
    return {role: [name for name in (*names, *SIGNS) if name in present] for role, names in ROLES.items()}
