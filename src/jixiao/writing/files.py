"""Documents as files: all of them or none, with the list of what they still lack."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from jixiao.writing.layout import gaps
from jixiao.writing.ooxml import untouched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jixiao.writing.keeping import Note
    from jixiao.writing.layout import Gap, Layout
    from jixiao.writing.templates.fill import Filled

__all__ = ["FORMATS", "Form", "Titled", "Written", "probe", "save_all", "write_documents"]

FORMATS: Final = ("docx", "pdf", "html", "xlsx")


_SOURCE_contra = TypeVar("_SOURCE_contra", contravariant=True)
_SOURCE = TypeVar("_SOURCE")


class Titled(Protocol):
    """What was written: a document, or an own template filled in."""

    @property
    def title(self) -> str: ...


class Form(Titled, Protocol[_SOURCE_contra]):
    """What can be written: a document on one unit's dossier, or a roll-up of a collection of units."""

    @property
    def formats(self) -> tuple[str, ...]: ...
    @property
    def build(self) -> Callable[[_SOURCE_contra], Layout]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A document in its files, the facts it shows as gaps, and what of the clerk's changes to the last file was kept;
    ``aside`` is that file where it was put aside, ``replaced`` the characters that the pdf has no type for."""

    document: Titled
    paths: tuple[Path, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...] = ()
    aside: Path | None = None
    replaced: tuple[str, ...] = ()


def write_documents(
    source: _SOURCE,
    documents: Iterable[Form[_SOURCE]],
    formats: Iterable[str],
    folder: Path,
    *,
    kept_from: Path | None = None,
    fresh: bool = False,
    filled: Mapping[Titled, Filled] = MappingProxyType({}),
) -> tuple[Written, ...]:
    """Makes the documents on ``source`` (a dossier, or a collection of units) in those of ``formats`` that each is made for. ``OSError`` where the folder is not writable.

    What the clerk changed in the docx that stands in ``folder`` (or is ``kept_from``) is kept, unless ``fresh``. The old
    docx is put aside where it holds what the new one has not. ``filled`` are own templates, written in the same go.
    """
    wanted = tuple(formats)
    contents: dict[str, bytes] = {}
    written = []
    for document in documents:
        layout = document.build(source)
        notes: tuple[Note, ...] = ()
        aside = None
        target = folder / f"{layout.name}.docx"
        old = _bytes_of(kept_from or target) if "docx" in document.formats else None
        lost = fresh
        if old is not None and not fresh:
            from jixiao.writing.keeping import keep

            kept = keep(layout, old)
            layout, notes, lost = kept.layout, kept.notes, kept.lost
        paths = []
        replaced: tuple[str, ...] = ()
        for form in document.formats:
            if form in wanted:
                renderer = importlib.import_module(f"jixiao.writing.render.{form}")
                name = f"{layout.name}.{form}"
                contents[name] = renderer.render(layout)
                paths.append(folder / name)
                if form == "pdf":
                    replaced = renderer.replaced(layout)
        if (
            target.name in contents
            and (kept_from or target) == target
            and lost
            and old not in (None, contents[target.name])
        ):
            aside = _aside(target)
            contents[aside.name] = old
        written.append(Written(document, tuple(paths), gaps(layout), notes, aside, replaced))
    for template, made in filled.items():
        target = folder / f"{template.title}.docx"
        old = _bytes_of(target)
        aside = None
        if old is not None and not untouched(old):
            aside = _aside(target)
            contents[aside.name] = old
        contents[target.name] = made.content
        written.append(Written(template, (target,), made.gaps, aside=aside))
    save_all(contents, folder)
    return tuple(written)


def _bytes_of(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _aside(file: Path) -> Path:
    """A free name beside ``file`` for what stands there now."""
    number, free = 1, file.with_stem(f"{file.stem}（旧）")
    while free.exists():
        number += 1
        free = file.with_stem(f"{file.stem}（旧{number}）")
    return free


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
