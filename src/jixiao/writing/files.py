"""Documents as files: all of them or none, with the list of what they still lack."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jixiao.writing.layout import gaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jixiao.writing.documents import Document
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Gap

__all__ = ["FORMATS", "Written", "probe", "save_all", "write_documents"]

FORMATS: Final = ("docx", "pdf", "html", "xlsx")


@dataclass(frozen=True, slots=True)
class Written:
    """A document in its files, and the facts it shows as gaps."""

    document: Document
    paths: tuple[Path, ...]
    gaps: tuple[Gap, ...]


def write_documents(
    dossier: Dossier, documents: Iterable[Document], formats: Iterable[str], folder: Path
) -> tuple[Written, ...]:
    """Makes the documents in those of ``formats`` that each is made for. ``OSError`` where the folder is not writable."""
    wanted = tuple(formats)
    contents: dict[str, bytes] = {}
    written = []
    for document in documents:
        layout = document.build(dossier)
        paths = []
        for form in document.formats:
            if form in wanted:
                renderer = importlib.import_module(f"jixiao.writing.render.{form}")
                name = f"{layout.name}.{form}"
                contents[name] = renderer.render(layout)
                paths.append(folder / name)
        written.append(Written(document, tuple(paths), gaps(layout)))
    save_all(contents, folder)
    return tuple(written)


def save_all(contents: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Writes the files, by their names, into ``folder``: all of them, or none and what was there before stays.

    A score sheet that is open in a spreadsheet cannot be replaced on Windows; a result beside it that says something
    else would be worse than none. ``OSError`` where they cannot be written.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for name in contents:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))
    staged: dict[Path, Path] = {}
    aside: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
            staged[folder / name] = Path(temporary)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o644)
        for target, new in staged.items():
            if target.exists():
                aside[target] = target.replace(new.with_suffix(".old"))
            placed.append(new.replace(target))
    except BaseException:  # also where somebody presses Ctrl-C
        for target in placed:
            target.unlink()
        for target, old in aside.items():
            old.replace(target)
        for new in staged.values():
            new.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # another unit's documents may stand there by now
            for made in missing:
                made.rmdir()
        raise
    for old in aside.values():
        old.unlink()
    return tuple(placed)


def probe(folder: Path) -> None:
    """``OSError`` where nothing can be written to ``folder``, be it there or still to be made. Leaves nothing behind."""
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    with tempfile.TemporaryFile(dir=there):
        pass
