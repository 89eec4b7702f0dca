"""Small documents of our own, written in every format by somebody else's library, to be read back.

A document is a list of blocks: a paragraph is a string, a table a list of rows of cells ``(text, rowspan, colspan)``
as in a web page.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import zipfile

__all__ = ["PARAGRAPHS", "REPORT", "TABLE", "corners", "full_grid", "make", "office", "set_pdf", "typst_source"]

Cell = tuple[str, int, int]

TABLE: list[list[Cell]] = [
    [("项目资金", 3, 1), ("来源", 1, 1), ("全年预算数", 1, 1), ("全年执行数", 1, 1), ("执行率", 1, 1)],
    [("财政拨款", 1, 1), ("1200.50", 1, 1), ("1180.25", 1, 1), ("98.31%", 1, 1)],
    [("其他资金", 1, 1), ("0.00", 1, 1), ("0.00", 1, 1), ("—", 1, 1)],
    [("产出指标", 2, 1), ("数量指标", 1, 1), ("培训场次", 1, 1), ("≥20场", 1, 1), ("24场", 1, 1)],
    [("时效指标", 1, 1), ("按期完成", 1, 2), ("是", 1, 1)],
    [("总分", 1, 4), ("97.5", 1, 1)],
]
PARAGRAPHS = [
    "某县图书馆2024年度项目支出绩效自评报告",
    "一、基本情况",
    "（一）项目概况",
    "本馆全年开放三百二十天，接待读者十二万人次，新购图书八千册，经费全部由县级财政安排。",
    "二、资金情况",
    "全年预算数为1200.50万元，全年执行数为1180.25万元，执行率为98.31%，结余20.25万元已交回。",
]
REPORT: list[str | list[list[Cell]]] = [*PARAGRAPHS, TABLE, "三、存在的问题", "部分设备到货较晚，影响了新馆开放时间。"]


def full_grid(rows: list[list[Cell]]) -> list[list[str]]:
    """What stands in each square, by a plain model: fill from the left, skip what is taken."""
    squares: dict[tuple[int, int], str] = {}
    for r, row in enumerate(rows):
        c = 0
        for text, high, wide in row:
            while (r, c) in squares:
                c += 1
            for dr in range(high):
                for dc in range(wide):
                    squares[r + dr, c + dc] = text
            c += wide
    width = max(c for _, c in squares) + 1
    return [[squares.get((r, c), "") for c in range(width)] for r in range(len(rows))]


def corners(rows: list[list[Cell]]):
    """Each cell once with the square of its upper left corner."""
    taken = set()
    for r, row in enumerate(rows):
        c = 0
        for text, high, wide in row:
            while (r, c) in taken:
                c += 1
            yield r, c, text, high, wide
            taken.update((r + dr, c + dc) for dr in range(high) for dc in range(wide))
            c += wide


def make(form: str, blocks, path):
    """Writes ``blocks`` to ``path`` in the format ``form`` and returns the path."""
    _WRITERS[form](blocks, path)
    return path


def _docx(blocks, path):
    import docx

    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        grid = full_grid(block)
        table = document.add_table(len(grid), len(grid[0]))
        table.style = "Table Grid"
        for r, c, text, high, wide in corners(block):
            cell = table.cell(r, c)
            if high * wide > 1:
                cell = cell.merge(table.cell(r + high - 1, c + wide - 1))
            cell.text = text
    document.save(path)


def _html(blocks, path):
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p>{html.escape(block)}</p>")
            continue
        rows = "".join(
            "<tr>"
            + "".join(f'<td rowspan="{h}" colspan="{w}"><p>{html.escape(text)}</p></td>' for text, h, w in row)
            + "</tr>\n"
            for row in block
        )
        parts.append(f"<table>\n<tbody>{rows}</tbody></table>")
    path.write_text(
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'></head><body>" + "\n".join(parts) + "</body></html>",
        encoding="utf-8",
    )


def _xlsx(blocks, path):
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    prose = book.add_worksheet("说明")
    texts = [block for block in blocks if isinstance(block, str)]
    for r, text in enumerate(texts):
        prose.write_string(r, 0, text)
    for number, block in enumerate(block for block in blocks if not isinstance(block, str)):
        sheet = book.add_worksheet(f"表{number + 1}")
        for r, c, text, high, wide in corners(block):
            if high * wide > 1:
                sheet.merge_range(r, c, r + high - 1, c + wide - 1, text)
            else:
                sheet.write_string(r, c, text)
    book.close()


def _typst_text(text):
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_source(blocks, head=""):
    """The document for typst: paragraphs indented by two characters, tables with lines."""
    parts = [
        '#set page(paper: "a4", margin: 25mm)',
        '#set text(font: ("Noto Serif CJK SC", "Noto Serif SC"), size: 12pt, lang: "zh")',
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true)",
        "#show table: set par(first-line-indent: 0pt, justify: false)",
        "#show table: set text(size: 9pt)",
        head,
    ]
    for block in blocks:
        if isinstance(block, str):
            parts.append(_typst_text(block))
            continue
        columns = len(full_grid(block)[0])
        cells = ", ".join(
            f"table.cell(x: {c}, y: {r}, rowspan: {h}, colspan: {w})[{_typst_text(text)}]"
            for r, c, text, h, w in corners(block)
        )
        parts.append(f"#table(columns: (1fr,) * {columns}, {cells})")
    return "\n\n".join(parts)


def set_pdf(source, path):
    """``source`` set by typst in the fonts that come with the program, so that every machine has them."""
    import typst

    from jixiao.writing.fonts import shared_fonts

    path.with_suffix(".typ").write_text(source, encoding="utf-8")
    typst.compile(str(path.with_suffix(".typ")), output=str(path), font_paths=shared_fonts())
    return path


def _pdf(blocks, path):
    set_pdf(typst_source(blocks), path)


def _ofd(blocks, path):
    """An OFD file as the standard describes it (GB/T 33190), in millimetres from the upper left corner."""
    objects, y = [], 20
    for block in blocks:
        if isinstance(block, str):
            for start in range(0, len(block), 32):
                piece = block[start : start + 32]
                delta = f' DeltaX="g {len(piece) - 1} 5"' if len(piece) > 1 else ""
                left = 20 + (10 if start == 0 and len(block) > 32 else 0)
                objects.append(
                    f'<ofd:TextObject ID="1" Boundary="{left} {y} 170 7" Font="1" Size="5">'
                    f'<ofd:TextCode X="0" Y="5"{delta}>{html.escape(piece)}</ofd:TextCode></ofd:TextObject>'
                )
                y += 8
            continue
        for r, c, text, high, wide in corners(block):
            box = f"{20 + c * 34} {y + r * 8} {34 * wide} {8 * high}"
            objects.append(
                f'<ofd:PathObject ID="1" Boundary="{box}" Stroke="true"><ofd:AbbreviatedData>'
                f"M 0 0 L {34 * wide} 0 L {34 * wide} {8 * high} L 0 {8 * high} C</ofd:AbbreviatedData></ofd:PathObject>"
            )
            objects.append(
                f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="4"><ofd:TextCode X="1" Y="5">'
                f"{html.escape(text)}</ofd:TextCode></ofd:TextObject>"
            )
        y += 8 * len(block) + 4
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f'<ofd:OFD {space} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
            "</ofd:Pages></ofd:Document>",
        )
        archive.writestr(
            "Doc_0/Pages/Page_0/Content.xml",
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="2">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>',
        )


_WRITERS = {"docx": _docx, "html": _html, "xlsx": _xlsx, "pdf": _pdf, "ofd": _ofd}


def office(path, form):
    """``path`` converted by LibreOffice to ``form``, beside it."""
    program = shutil.which("soffice")
    assert program is not None
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [
            program,
            "--headless",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            form,
            "--outdir",
            str(path.parent),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return path.with_suffix(f".{form}")
