"""Old office files turned into new ones by LibreOffice, with everything active in them switched off."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jixiao.reading.faults import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.reading.limits import Limits

__all__ = ["converted", "office_program"]

_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">\
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>\
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value>\
</prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value>\
</prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""Macros never run, active content is off, links are neither updated nor followed, and there is no way to the network."""


def office_program() -> str | None:
    """The LibreOffice on this machine, or ``None``."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@contextmanager
def converted(path: Path, form: str, limits: Limits) -> Iterator[Path]:
    """A copy of the office file at ``path`` in the format ``form``; it is gone afterwards.

    Raises :class:`Unreadable` if LibreOffice cannot read the file; the caller has made sure that there is one.
    """
    program = office_program()
    if program is None:
        raise Unreadable("RD011", "LibreOffice")
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        # LibreOffice goes by the extension where the content leaves a doubt, so the copy has none that misleads.
        copy = Path(folder, "input" + (path.suffix if path.suffix.lower() in _TRUSTED else ""))
        shutil.copyfile(path, copy)
        command = [
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            "--convert-to",
            form,
            f"-env:UserInstallation={profile.parent.as_uri()}",
            "--outdir",
            str(Path(folder, "out")),
            str(copy),
        ]
        _run(command, folder, limits.seconds)
        made = sorted(Path(folder, "out").glob(f"*.{form}"))
        if not made:
            raise Unreadable("RD005", "LibreOffice 打不开")
        yield made[0]


_TRUSTED: Final = frozenset({".doc", ".xls", ".xlsb", ".rtf", ".odt", ".ods"})


def _run(command: list[str], folder: str, seconds: int) -> None:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ},
        "HOME": folder,
        "TMPDIR": folder,
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    process = subprocess.Popen(  # noqa: S603 - a program found on the path, a file of ours as its argument
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=max(seconds - 2, 1))
    except subprocess.TimeoutExpired as error:
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        process.wait()
        raise Unreadable("RD008", str(seconds)) from error
