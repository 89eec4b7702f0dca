"""Taking in the files of a check: what is too much is refused before anything is started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.web.jobs.services import enqueue
from jixiao.web.registers.blobs import store
from jixiao.web.registers.evidence import plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from jixiao.web.jobs.models import Job
    from jixiao.web.organizations.models import Person

__all__ = ["KIND", "LARGEST_BATCH", "LARGEST_REPORT", "MOST_REPORTS", "ignored", "start"]

KIND: Final = "check"
MOST_REPORTS: Final = 500
LARGEST_REPORT: Final = DEFAULT_LIMITS.file_bytes
LARGEST_BATCH: Final = 500 << 20
"""Bytes of all files of one check together, a zip as it is sent."""


def ignored(name: str) -> bool:
    """Whether a file of that name is none of the reports but a trace of a program: a hidden file, a lock of Word."""
    return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def start(person: Person, files: Sequence[UploadedFile[Any]]) -> Job | str:
    """Keeps the files and gives them to the background; a sentence that says why not, where they are none or too many.

    A single file that is empty, too large or broken is taken in: the result says so, and the others are checked.
    """
    wanted = [file for file in files if not ignored(plain_name(file.name or ""))]
    if not wanted:
        return _("没有选择文件。")
    if len(wanted) > MOST_REPORTS:
        return _("选了 %(given)s 个文件，一次最多 %(most)s 个，请分几次核对。") % {
            "given": len(wanted),
            "most": MOST_REPORTS,
        }
    size = sum(file.size or 0 for file in wanted)
    if size > LARGEST_BATCH:
        return _("一共 %(given)s MB，一次最多 %(most)s MB，请分几次核对。") % {
            "given": -(-size // (1 << 20)),
            "most": LARGEST_BATCH >> 20,
        }
    taken = [{"name": plain_name(file.name or ""), "digest": store(file.chunks()).digest} for file in wanted]
    return enqueue(person, KIND, gettext_noop("核对报告"), {"files": taken})
