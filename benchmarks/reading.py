"""How long reading takes, beside the bare text extraction of the library that each reader rests on.

Writes a report of our own (five pages of prose, one form with merged cells) in each format, then measures per format:

* ``bare``: the library that the reader rests on gives all text, no place, no table, no paragraph (pypdfium2's text of
  each page; lxml's text of each XML part or page; the decoded lines of a plain text);
* ``usual``: the text of all paragraphs and cells by the library most programs would take for it (python-docx, openpyxl);
* ``read``: our reader in the same process, paragraphs, tables and places included, and its ratio to ``bare``;
* ``apart``: the same through the process in which risky formats are read, as every command does it.

Then reads ``--files`` files of all formats one after another and prints how much memory the reading process and this one
hold on the way: it has to stay flat. Runs on one core; figures are this machine's, ratios travel better.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = ("txt", "docx", "html", "xlsx", "ofd", "pdf")
PROSE = (
    "本馆全年开放三百二十天，接待读者十二万人次，新购图书八千册，举办各类讲座四十八场，参加人数超过五千人次。"
    "全年预算数为1200.50万元，调整后预算数为1310.75万元，全年执行数为1288.40万元，执行率为98.29%，结余资金已交回财政。"
)


def samples():
    """The module of the tests that writes small documents in every format."""
    where = ROOT / "tests" / "reading" / "formats" / "samples.py"
    spec = importlib.util.spec_from_file_location("reading_samples", where)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def report(table):
    """About five pages of prose under headings, then a form."""
    blocks = ["某县图书馆2024年度部门整体支出绩效自评报告"]
    for number, title in enumerate(["基本情况", "资金情况", "绩效分析", "存在的问题", "改进措施"]):
        blocks.append(f"{'一二三四五'[number]}、{title}")
        blocks.extend(f"{item}.第{item}项工作。{PROSE}" for item in range(1, 7))
    return [*blocks, "附表：项目支出绩效自评表", table]


def without_table_styles(path):
    """python-docx puts a third of a megabyte of table styles into each file, which no other program does."""
    import docx

    document = docx.Document(path)
    styles = document.styles.element
    for style in [
        style for style in styles if style.tag.endswith("}style") and style.get(style.tag[:-5] + "type") == "table"
    ]:
        styles.remove(style)
    document.save(path)


def bare_pdf(path):
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    texts = []
    for number in range(len(pdf)):
        page = pdf[number]
        textpage = page.get_textpage()
        texts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    pdf.close()
    return "".join(texts)


def bare_zip(path):
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        wanted = [
            name
            for name in archive.namelist()
            if name.endswith(("word/document.xml", "sharedStrings.xml", "Content.xml")) or "worksheets/sheet" in name
        ]
        return "".join("".join(etree.fromstring(archive.read(name)).itertext()) for name in wanted)


def bare_html(path):
    from lxml import html

    return html.fromstring(path.read_bytes()).text_content()


def bare_txt(path):
    return path.read_bytes().decode("utf-8").split("\n")


def usual_docx(path):
    import docx

    document = docx.Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def usual_xlsx(path):
    import openpyxl

    book = openpyxl.load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


USUAL = {"docx": usual_docx, "xlsx": usual_xlsx}
BARE = {"pdf": bare_pdf, "docx": bare_zip, "xlsx": bare_zip, "ofd": bare_zip, "html": bare_html, "txt": bare_txt}


def seconds(call, repeat=15, clock=time.process_time):
    """The shortest of several runs, in processor seconds of this process: what it takes when nothing disturbs it."""
    best = float("inf")
    for _ in range(repeat):
        started = clock()
        call()
        best = min(best, clock() - started)
    return best


def resident(pid):
    """Megabytes of memory that process ``pid`` holds now."""
    with Path(f"/proc/{pid}/statm").open(encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(paths):
    from jixiao.reading.limits import DEFAULT_LIMITS
    from jixiao.reading.open import read_document
    from jixiao.reading.worker import read_form

    print("| format | size | bare ms | usual ms | read ms | read/bare | apart ms | reports/s and core |")
    print("|---|---|---|---|---|---|---|---|")
    for form, path in paths.items():
        bare = seconds(lambda path=path, form=form: BARE[form](path))
        read = seconds(lambda path=path, form=form: read_form(FAMILY.get(form, form), path, "a", DEFAULT_LIMITS))
        apart = seconds(lambda path=path: read_document(path), clock=time.perf_counter)
        usual = f"{seconds(lambda path=path, form=form: USUAL[form](path)) * 1e3:.2f}" if form in USUAL else "—"
        size = path.stat().st_size / 1000
        print(
            f"| {form} | {size:.0f} kB | {bare * 1e3:.2f} | {usual} | {read * 1e3:.2f} | {read / bare:.2f} | "
            f"{apart * 1e3:.2f} | {1 / apart:.0f} |"
        )


FAMILY = {"txt": "text", "pdf_prose": "pdf", "pdf_tables": "pdf"}
BARE |= {"pdf_prose": bare_pdf, "pdf_tables": bare_pdf}


def throughput(path):
    """Megabytes of plain text a second: a long text of broken lines, and one of a paragraph a line."""
    from jixiao.reading.open import read_document

    line = PROSE + "\n"
    wrapped = "\n\n".join(PROSE[start : start + 26] for start in range(0, len(PROSE), 26)) + "\n\n"
    for name, text in (("a paragraph a line", line), ("broken lines", wrapped)):
        path.write_text(text * (5_000_000 // len(text.encode())), encoding="utf-8")
        taken = seconds(lambda: read_document(path), repeat=3)
        print(f"plain text, {name}: {path.stat().st_size / 1e6 / taken:.1f} MB/s")


def memory(paths, files):
    from jixiao.reading.open import read_document
    from jixiao.reading.worker import idle_processes

    order = list(paths.values())
    marks = {max(1, files * share // 10) for share in range(11)}
    shown = []
    for number in range(1, files + 1):
        read_document(order[number % len(order)])
        if number in marks:
            apart = [resident(process) for process in idle_processes()]
            shown.append(f"{number}: {resident(os.getpid()):.0f}+{sum(apart):.0f}")
    print(f"memory in MB over {files} files (this process + the one that reads): " + ", ".join(shown))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000, help="files read in the memory run")
    arguments = parser.parse_args()
    maker = samples()
    with tempfile.TemporaryDirectory() as folder:
        blocks = report(maker.TABLE)
        paths = {}
        for form in FORMS:
            path = Path(folder, f"a.{form}")
            if form == "txt":
                lines = [
                    block if isinstance(block, str) else "\n".join(" | ".join(row) for row in maker.full_grid(block))
                    for block in blocks
                ]
                path.write_text("\n".join(lines), encoding="utf-8")
            elif form == "ofd":
                maker.make(form, blocks[:20] + blocks[-1:], path)
            else:
                maker.make(form, blocks, path)
            if form == "docx":
                without_table_styles(path)
            paths[form] = path
        paths["pdf_prose"] = maker.make("pdf", blocks[:-1] * 4, Path(folder, "prose.pdf"))
        paths["pdf_tables"] = maker.make("pdf", [maker.TABLE, "说明。"] * 24, Path(folder, "tables.pdf"))
        measure(paths)
        throughput(Path(folder, "long.txt"))
        memory(paths, arguments.files)


if __name__ == "__main__":
    main()
