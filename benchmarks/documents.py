"""Documents a second: docx, xlsx, pdf and html by our renderers, beside docxtpl and LibreOffice; then a thousand units.

    python benchmarks/documents.py                 # formats and ratios, then 1,000 units
    python benchmarks/documents.py --units 100     # fewer units

All times are processor seconds of one core, each run on the contents of another unit, so that nothing is served from a
cache; ``docxtpl`` fills a template with the same title, table and note; LibreOffice converts our docx files to pdf, many
in one call, which spares it its start-up.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from io import BytesIO
from pathlib import Path

from invented_units import DEPARTMENT, PROJECT, workbook
from jixiao.workbook.evaluation import evaluate_file
from jixiao.writing import charts
from jixiao.writing.batch import Order, dossier_of, identities, places, write_all
from jixiao.writing.documents import documents
from jixiao.writing.files import FORMATS
from jixiao.writing.layout import Chart, Layout, Para, Table

UNITS = 12
DOCUMENTS = ("department_report", "score_table")


def layouts(folder: Path, name: str) -> list[Layout]:
    """One document of as many units as it takes to be fair."""
    found = []
    for number in range(UNITS):
        path = workbook(folder / f"{number}.xlsx", DEPARTMENT, number)
        found.append(documents()[name].build(dossier_of(evaluate_file(path))))
    return found


def milliseconds(work, items) -> float:
    """Median processor milliseconds of ``work`` on each of ``items``, after one to warm up; charts are at hand."""
    times = []
    for item in items:
        drawn(item)
        start = time.process_time()
        work(item)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times[1:])


def drawn(layout: Layout) -> None:
    """Lays out the charts, which is done once for all formats of a document."""
    for block in layout.blocks:
        if isinstance(block, Chart):
            charts.svg(block.spec)


def charts_alone(made: list[Layout]) -> float:
    """Median processor milliseconds of laying out the charts of a document."""
    times = []
    for layout in made:
        charts._svg.cache_clear()  # noqa: SLF001 - what the benchmark is about
        start = time.process_time()
        drawn(layout)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times[1:])


def by_docxtpl(folder: Path):
    """The layout's paragraphs and table through a template of docxtpl, which is python-docx and Jinja."""
    import docx
    from docxtpl import DocxTemplate

    template = docx.Document()
    template.add_paragraph("{%p for p in before %}")
    template.add_paragraph("{{ p }}")
    template.add_paragraph("{%p endfor %}")
    table = template.add_table(rows=3, cols=1)
    table.cell(0, 0).text = "{%tr for row in rows %}"
    table.cell(1, 0).text = "{%tc for cell in row %}"
    row = table.rows[1]
    for text in ("{{ cell }}", "{%tc endfor %}"):
        table.add_column(914400)
        row.cells[-1].text = text
    table.cell(2, 0).text = "{%tr endfor %}"
    template.add_paragraph("{%p for p in after %}")
    template.add_paragraph("{{ p }}")
    template.add_paragraph("{%p endfor %}")
    path = folder / "template.docx"
    template.save(path)

    def fill(layout: Layout) -> None:
        blocks = layout.blocks
        at = next((n for n, block in enumerate(blocks) if isinstance(block, Table)), len(blocks))
        rows = [[cell.text for cell in row] for row in blocks[at].rows] if at < len(blocks) else []
        texts = [[block.text for block in part if isinstance(block, Para)] for part in (blocks[:at], blocks[at:])]
        document = DocxTemplate(path)
        document.render({"before": texts[0], "rows": rows, "after": texts[1]}, autoescape=True)
        document.save(BytesIO())

    return fill


def by_libreoffice(folder: Path, made: list[bytes]) -> float:
    """Processor milliseconds a document of one call that converts all of them."""
    program = shutil.which("soffice")
    if program is None:
        return float("nan")
    files = []
    for number, data in enumerate(made):
        files.append(folder / f"{number}.docx")
        files[-1].write_bytes(data)
    command = [
        program,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    subprocess.run([*command, str(folder), str(files[0])], check=True, capture_output=True)
    before = os.times()
    subprocess.run([*command, str(folder), *map(str, files)], check=True, capture_output=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent * 1000 / len(files)


def formats() -> None:
    render = {form: importlib.import_module(f"jixiao.writing.render.{form}").render for form in FORMATS}
    print(f"{'document':20} {'by':12} {'ms':>8} {'a second':>9}   ratio")
    for name in DOCUMENTS:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            made = layouts(folder, name)
            once = charts_alone(made)
            ours = {form: milliseconds(render[form], made) for form in documents()[name].formats}
            template = milliseconds(by_docxtpl(folder), made)
            office = by_libreoffice(folder, [render["docx"](layout) for layout in made])
        rows = [*((form, ms, "") for form, ms in ours.items())]
        if once > 1:
            rows.append(("charts, once", once, ""))
            rows.append(("LibreOffice", office, f"{office / (ours['pdf'] + once):.1f} times our pdf with its charts"))
        rows.append(("docxtpl", template, f"{template / ours['docx']:.1f} times our docx"))
        rows.append(("LibreOffice", office, f"{office / ours['pdf']:.1f} times our pdf"))
        for by, ms, ratio in rows:
            print(f"{name:20} {by:12} {ms:8.1f} {1000 / ms:9.0f}   {ratio}")


class Memory(threading.Thread):
    """The largest memory of this process and its children together, watched while they work."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.2):
            self.peak = max(self.peak, self.now())

    @staticmethod
    def now() -> int:
        listing = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
        rows = [tuple(map(int, line.split())) for line in listing.splitlines()[1:]]
        family = {os.getpid()}
        for pid, parent, _ in rows:
            if parent in family:
                family.add(pid)
        return sum(rss for pid, _, rss in rows if pid in family) * 1024


def many(count: int) -> None:
    """Four documents and all formats of ``count`` units, as ``jixiao write FOLDER`` makes them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        schemes = [DEPARTMENT, PROJECT]
        sources = []
        for number in range(count):
            sources.append(workbook(folder / f"{number:05}.xlsx", schemes[number % 2], number))
        memory, start = Memory(), time.perf_counter()
        memory.start()
        jobs = list(zip(sources, places(identities(sources, None), folder / "out"), strict=True))
        files = 0
        for done, outcome in enumerate(write_all(jobs, Order(FORMATS)), start=1):
            assert not outcome.failed, outcome.findings
            files += sum(len(each.paths) for each in outcome.written)
            shutil.rmtree(outcome.folder)
            if done in (count // 10, count // 2, count):
                seconds = time.perf_counter() - start
                print(
                    f"{done:6} units: {seconds:7.1f} s, {done / seconds:5.1f} units/s, peak {memory.peak / 2**20:,.0f} MiB"
                )
        memory.ended.set()
    print(f"{files} files; the first tenth includes starting two processes")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--units", type=int, default=1000)
    given = options.parse_args()
    formats()
    many(given.units)


if __name__ == "__main__":
    sys.exit(main())
