"""Templates from files: opened with suspicion, checked, made ready; or their faults, all at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location
from jixiao.reading.faults import Unreadable, fault
from jixiao.reading.formats.archive import Archive, parse_xml
from jixiao.reading.limits import DEFAULT_LIMITS
from jixiao.reading.sniff import FORMAT_NAMES, sniff
from jixiao.system import reason
from jixiao.writing.documents import documents
from jixiao.writing.templates.check import prepare
from jixiao.writing.templates.fill import Template
from jixiao.writing.templates.places import stories

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LIMITS", "Loaded", "load_template", "load_templates", "templates_in"]

LIMITS: Final = replace(DEFAULT_LIMITS, file_bytes=20 * 2**20, unpacked_bytes=60 * 2**20)
"""A template is a form with a logo, not a book of photographs."""

_OTHER_ENDINGS: Final = frozenset({".doc", ".docm", ".dot", ".dotx", ".dotm", ".wps", ".wpt", ".odt", ".rtf"})
_ADVICE: Final = {"RD003": "请用办公软件另存为 docx 后再试。", "RD006": "请压缩其中的图片后再试。"}
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The templates that can be used, and the faults of those that cannot."""

    templates: tuple[Template, ...]
    findings: tuple[Finding, ...]


def templates_in(folder: Path) -> list[Path]:
    """The documents in ``folder`` itself, also those of formats that cannot be templates (they are faults, not ignored).
    ``OSError`` where it cannot be listed."""
    wanted = _OTHER_ENDINGS | {".docx"}
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() in wanted and not path.name.startswith(("~$", "."))
    )


def load_templates(folder: Path) -> Loaded:
    """Every template in ``folder``, and every fault of every one. A folder without any is a fault too."""
    try:
        paths = templates_in(folder)
    except OSError as error:
        return Loaded((), (_unusable(folder, f"打不开模板文件夹：{reason(error)}", "一个放有 docx 模板的文件夹"),))
    if not paths:
        return Loaded((), (_unusable(folder, "模板文件夹里没有 docx 文件", "至少一份 .docx 模板"),))
    loaded = [load_template(path) for path in paths]
    return Loaded(
        tuple(template for each in loaded for template in each.templates),
        tuple(finding for each in loaded for finding in each.findings),
    )


def load_template(path: Path) -> Loaded:
    """The template at ``path``, or its faults."""
    try:
        content = _opened(path)
    except Unreadable as unreadable:
        finding = fault(unreadable.code, path.name, unreadable.detail)
        return Loaded((), (replace(finding, advice=_ADVICE.get(finding.code, finding.advice)),))
    except OSError as error:
        return Loaded((), (_unusable(path, f"打不开文件：{reason(error)}", "能打开的 docx"),))
    document = content if isinstance(content, str) else _document(content)
    if isinstance(document, str):
        return Loaded((), (_unusable(path, document, "用办公软件另存的普通 docx"),))
    findings, names = prepare(document, path.name)
    if path.stem in {each.title for each in documents().values()}:
        findings.append(_unusable(path, f"与正式文档“{path.stem}”同名，会互相覆盖", "另一个文件名"))
    if findings:
        return Loaded((), tuple(findings))
    ready = BytesIO()
    document.save(ready)
    return Loaded((Template(path.stem, ready.getvalue(), names),), ())


def _opened(path: Path) -> bytes | str:
    """The bytes of a docx whose parts unpack within bounds and hold no declarations; a sentence where it is another kind
    of file, :class:`Unreadable` where it cannot be read."""
    if not path.is_file():
        raise Unreadable("RD001")
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("RD002")
    if size > LIMITS.file_bytes:
        raise Unreadable("RD006", f"{size // 2**20} MB，模板不超过 {LIMITS.file_bytes // 2**20} MB")
    found = sniff(path)
    if found.form != "docx":
        return f"模板要用 docx，这是{FORMAT_NAMES[found.form]}"
    if found.macros or path.suffix.lower() != ".docx":
        return "模板要用不带宏的 docx，扩展名为 .docx"
    with Archive(path, LIMITS) as archive:
        if "word/document.xml" not in archive.names:
            raise Unreadable("RD005", "缺少正文部件")
        for name in sorted(archive.names):
            data = archive.read(name)
            if name.endswith((".xml", ".rels")):
                parse_xml(data, name)
                if name == "word/document.xml" and _STRICT in data:
                    return "这是“严格 Open XML 文档”，不是普通的 Word 文档"
    return path.read_bytes()


def _document(content: bytes) -> Any:
    """The opened document; a sentence where the package is no Word document after all."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(BytesIO(content))
        stories(document)
    except (OpcError, KeyError, ValueError, AttributeError) as error:
        return f"文件的内部结构不完整（{type(error).__name__}）"
    return document


def _unusable(path: Path, found: str, expected: str) -> Finding:
    return Finding(
        "TP012",
        Severity.ERROR,
        Kind.FORM,
        f"{found}。应为：{expected}。",
        expected=expected,
        actual=found,
        locations=(Location(file=path.name or str(path)),),
    )
