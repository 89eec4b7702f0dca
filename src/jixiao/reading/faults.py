"""Findings about files that could not be read, or not as they claim: one place for codes and wording."""

from __future__ import annotations

from typing import Final

from jixiao.findings import Finding, Kind, Severity
from jixiao.location import Location

__all__ = ["CODES", "Unreadable", "fault"]

CODES: Final[dict[str, tuple[Severity, str, str]]] = {
    "RD001": (Severity.ERROR, "找不到这个文件，或者它不是一个文件。", "请核对路径和文件名。"),
    "RD002": (Severity.ERROR, "文件是空的，一个字节也没有。", "请重新导出或向报送单位索要原件。"),
    "RD003": (
        Severity.ERROR,
        "认不出文件的格式：{detail}。",
        "请另存为 docx、pdf、xlsx、html、ofd 或 txt 后再试。",
    ),
    "RD004": (Severity.ERROR, "文件有密码或已加密，打不开。", "请在原来的软件中去掉密码后另存，再重新提交。"),
    "RD005": (Severity.ERROR, "文件已损坏或不完整：{detail}。", "请用原来的软件打开并另存，或重新下载。"),
    "RD006": (
        Severity.ERROR,
        "文件太大：{detail}。",
        "请确认文件没有问题；确实需要时拆成几个文件，或放宽读取的上限。",
    ),
    "RD007": (Severity.ERROR, "页数太多：{detail}。", "请只提交报告本身，附件另存为单独的文件。"),
    "RD008": (Severity.ERROR, "读取超过了时限（{detail} 秒），已中止。", "请用原来的软件打开并另存，再重新提交。"),
    "RD009": (Severity.ERROR, "读取所需内存超过上限，已中止。", "请拆成几个较小的文件后再试。"),
    "RD010": (
        Severity.ERROR,
        "读取这个文件的程序意外退出，其他文件不受影响。",
        "文件可能已损坏：请用原来的软件打开并另存，再重新提交。",
    ),
    "RD011": (Severity.ERROR, "读取这种文件还缺少程序：{detail}。", "请安装后再试，或先另存为 docx 或带文字的 pdf。"),
    "RD012": (Severity.WARNING, "文件的扩展名与内容不符：{detail}。已按内容读取。", "请改正扩展名后再公开。"),
    "RD013": (Severity.WARNING, "文件带有宏。宏没有执行，只读了文字和表格。", "请另存为不带宏的格式再报送。"),
    "RD014": (
        Severity.ERROR,
        "文件里有指向外部内容的声明（{detail}），为安全起见没有读取。",
        "请用办公软件重新另存；来源不明的文件不要打开。",
    ),
    "RD015": (Severity.ERROR, "文件里没有可读的文字：{detail}。", "请提交带文字的版本，或按提示安装文字识别。"),
    "RD016": (Severity.WARNING, "有 {detail} 处字符无法识别，已用“�”代替。", "请另存为 UTF-8 编码后再试。"),
    "RD017": (
        Severity.WARNING,
        "{detail}，文字由图像识别得到，可能有错字。",
        "请对照原件核对数字，最好提交带文字的版本。",
    ),
    "RD019": (
        Severity.WARNING,
        "{detail}没有文字层（可能是扫描件或图片），这些页没有读。",
        "请对照原件；安装文字识别（pip install 'jixiao[ocr]'）后，整份扫描的文件可以识别。",
    ),
    "RD018": (
        Severity.INFO,
        "没有读出单元格的数字格式：显示为百分数或保留位数的数，这里是单元格里存的数。",
        "请另存为 xlsx 后再试，或安装 LibreOffice。",
    ),
}
"""Code → severity, message with a place for details, advice."""


class Unreadable(Exception):  # noqa: N818 - it is a state of the file, turned into a finding where files are opened
    """Ends the reading of one file inside a reader; never leaves :mod:`jixiao.reading`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def fault(code: str, source: str, detail: str = "", *, page: int | None = None) -> Finding:
    """The finding ``code`` about the file ``source``."""
    severity, message, advice = CODES[code]
    return Finding(
        code=code,
        severity=severity,
        kind=Kind.FORM,
        message=message.format(detail=detail),
        locations=(Location(file=source, page=page),),
        advice=advice,
    )
