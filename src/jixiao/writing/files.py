"""Documents as files: each whole or not at all, with the list of what they still lack."""

from __future__ import annotations

import importlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.writing.layout import gaps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.writing.documents import Document
    from jixiao.writing.dossier import Dossier
    from jixiao.writing.layout import Gap

__all__ = ["Written", "save", "write_documents"]


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
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(formats)
    written = []
    for document in documents:
        layout = document.build(dossier)
        paths = []
        for form in document.formats:
            if form in wanted:
                renderer = importlib.import_module(f"jixiao.writing.render.{form}")
                paths.append(save(renderer.render(layout), folder / f"{layout.name}.{form}"))
        written.append(Written(document, tuple(paths), gaps(layout)))
    return tuple(written)


def save(data: bytes, path: Path) -> Path:
    """Writes ``data`` beside its place first and moves it there: a broken write leaves the old file as it was."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        return Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
