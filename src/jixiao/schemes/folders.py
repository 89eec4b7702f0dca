"""Where scheme files lie: the shipped folder and folders of the user's own. A scheme's file is named by its id."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.schemes.yamlnodes import near

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SHIPPED", "VARIABLE", "absent_folders", "find", "scheme_files", "scheme_folders"]

SHIPPED: Final = Path(__file__).resolve().parent / "data"
VARIABLE: Final = "JIXIAO_SCHEMES"
"""Environment variable with further folders, separated like ``PATH``."""


def scheme_folders(more: Iterable[Path | str] = ()) -> tuple[Path, ...]:
    """The folders searched: those given, those of the environment, the shipped one."""
    named = [Path(folder) for folder in os.environ.get(VARIABLE, "").split(os.pathsep) if folder]
    return tuple(dict.fromkeys((*(Path(folder) for folder in more), *named, SHIPPED)))


def scheme_files(folders: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """Scheme files by id, sorted by id; more than one path where an id is used twice."""
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            found.setdefault(path.stem, []).append(path)
    return {name: tuple(found[name]) for name in sorted(found)}


def absent_folders(folders: tuple[Path, ...]) -> tuple[Finding, ...]:
    """A finding for every folder that is not there: its name may be mistyped, and its schemes would be missed."""
    return tuple(_fault(str(folder), f"方案文件夹 {folder} 不存在。") for folder in folders if not folder.is_dir())


def find(name: str, folders: tuple[Path, ...]) -> Path | Finding:
    """The file of the scheme ``name``, which is an id or a path; a finding if there is none, or more than one.

    A scheme of the user's own never hides a shipped one of the same id: that would change scores without anybody
    seeing it. It takes its own id and extends the other.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path if path.is_file() else _fault(name, f"没有“{name}”这个文件。")
    files = scheme_files(folders)
    paths = files.get(name, ())
    if len(paths) == 1:
        return paths[0]
    if not paths:
        absent = "".join(fault.message for fault in absent_folders(folders))
        return _fault(
            name, f"没有编号为“{name}”的方案{near(name, files)}", f"{absent}现有的方案：{'、'.join(files) or '无'}。"
        )
    listed = "、".join(str(path) for path in paths)
    return _fault(
        name, f"有 {len(paths)} 个方案的编号都是“{name}”：{listed}。", "给自己的方案另取编号，用 extends 沿用原方案。"
    )


def _fault(name: str, message: str, advice: str = "") -> Finding:
    return Finding("SC019", Severity.ERROR, Kind.FORM, message, "", name, (Location(quote=name),), (), advice)
