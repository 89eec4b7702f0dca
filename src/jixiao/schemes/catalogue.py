"""The schemes at hand: those that come with the program, and those of the user's own folders."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from jixiao.schemes.folders import absent_folders, scheme_files, scheme_folders
from jixiao.schemes.loader import Loaded, load_scheme

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.findings import Finding
    from jixiao.schemes.model import Scheme

__all__ = ["Catalogue"]


class Catalogue:
    """Schemes by id. Files are read when they are asked for, each once.

    Folders are the given one, those named in the environment variable ``JIXIAO_SCHEMES``, and the shipped one.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self._loaded: dict[str, Loaded] = {}

    @classmethod
    def of(cls, folder: Path | None = None) -> Catalogue:
        """The schemes of the usual folders and of ``folder``."""
        return cls(scheme_folders(() if folder is None else (folder,)))

    @cached_property
    def files(self) -> dict[str, tuple[Path, ...]]:
        """Scheme files by id; more than one path where an id is used twice (:meth:`find` refuses those)."""
        return scheme_files(self.folders)

    def find(self, name: str) -> tuple[Scheme | None, list[Finding]]:
        """The scheme of this id or file, and what was found in it; ``None`` if it cannot be used."""
        loaded = self._load(name)
        return loaded.scheme, list(loaded.findings)

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """All schemes that can be used, by id."""
        loaded = (self._load(name).scheme for name in self.files)
        return tuple(scheme for scheme in loaded if scheme is not None)

    @property
    def findings(self) -> list[Finding]:
        """What was found in those that cannot be used, and folders that are not there."""
        broken = (self._load(name) for name in self.files)
        found = [finding for loaded in broken if loaded.scheme is None for finding in loaded.findings]
        return [*absent_folders(self.folders), *found]

    def for_year(self, year: int, subject: str = "") -> tuple[Scheme, ...]:
        """The schemes in force for an evaluated year, of one kind of subject if given."""
        return tuple(one for one in self.schemes if one.covers(year) and subject in ("", one.subject))

    def _load(self, name: str) -> Loaded:
        if name not in self._loaded:
            self._loaded[name] = load_scheme(name, self.folders)
        return self._loaded[name]
