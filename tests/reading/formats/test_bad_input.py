"""Files that are damaged, locked, oversized or hostile: one finding that says so, nothing run, nothing fetched."""

from __future__ import annotations

import os
import socket
import struct
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from jixiao.findings import Kind, Severity
from jixiao.reading import worker
from jixiao.reading.faults import CODES
from jixiao.reading.limits import DEFAULT_LIMITS, Limits
from jixiao.reading.open import read_document
from jixiao.reading.worker import read_apart, read_form

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def codes(document):
    return [finding.code for finding in document.findings]


def write(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def ole(*names, extra=b""):
    """The bytes of a compound file that are looked at: its mark and the names in its directory."""
    return OLE + b"\0" * 504 + extra + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


def docx_of(path, document, more=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, data in more:
            archive.writestr(name, data)
    return path


def body(text):
    return f"<w:document {WORD}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


def pdf_of(path, pages=1, trailer=""):
    """A PDF written by hand: so many empty pages."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{' '.join(['3 0 R'] * 0 + [f'{3 + n} 0 R' for n in range(pages)])}]>>",
    ]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"] * pages
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    data += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    return write(path, data)


def test_every_code_says_what_is_wrong_and_what_to_do():
    for code, (severity, message, advice) in CODES.items():
        assert code.startswith("RD")
        assert isinstance(severity, Severity)
        assert message.endswith("。")
        assert advice.endswith("。")


def test_a_finding_is_about_the_file(tmp_path):
    path = write(tmp_path / "空.docx", b"")
    (finding,) = read_document(path).findings
    assert (finding.severity, finding.kind) == (Severity.ERROR, Kind.FORM)
    assert finding.locations[0].file == str(path)


def test_missing_and_empty(tmp_path):
    assert codes(read_document(tmp_path / "没有.txt")) == ["RD001"]
    assert codes(read_document(tmp_path)) == ["RD001"]
    assert codes(read_document(write(tmp_path / "a.docx", b""))) == ["RD002"]
    assert codes(read_document(write(tmp_path / "a.txt", "\n \n\t\n"))) == ["RD015"]


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf", "ofd"])
def test_truncated(form, samples, tmp_path):
    whole = samples.make(form, samples.REPORT, tmp_path / f"a.{form}").read_bytes()
    for share in (0.5, 0.9):
        document = read_document(write(tmp_path / f"b.{form}", whole[: int(len(whole) * share)]))
        if form == "pdf" and document.blocks:
            continue  # pdfium rebuilds the table of objects and reads what is left
        assert codes(document) == ["RD005"]
        assert document.blocks == ()


def test_password_protected_office_files(tmp_path):
    assert codes(read_document(write(tmp_path / "a.docx", ole("EncryptionInfo", "EncryptedPackage")))) == ["RD004"]
    block = b"\xec\xa5" + b"\0" * 8 + struct.pack("<H", 0x0100)
    assert codes(read_document(write(tmp_path / "a.doc", ole("WordDocument", extra=block.ljust(512, b"\0"))))) == [
        "RD004"
    ]


def test_an_encrypted_part_in_a_package(tmp_path):
    data = bytearray(docx_of(tmp_path / "a.docx", body("甲")).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    assert codes(read_document(write(tmp_path / "b.docx", bytes(data)))) == ["RD004"]


def test_an_encrypted_pdf(tmp_path):
    key = "00" * 32
    locked = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<{key}><{key}>]"
    assert codes(read_document(pdf_of(tmp_path / "a.pdf", trailer=locked))) == ["RD004"]


def test_two_thousand_pages(tmp_path):
    (finding,) = read_document(pdf_of(tmp_path / "a.pdf", 2000)).findings
    assert finding.code == "RD007"
    assert "2000 页" in finding.message


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = docx_of(tmp_path / "a.docx", b" " * 60_000_000)
    started = time.monotonic()
    assert codes(read_document(path, Limits(unpacked_bytes=1_000_000))) == ["RD006"]
    assert time.monotonic() - started < 5


def test_a_zip_bomb_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path):
    data = bytearray(docx_of(tmp_path / "a.docx", b" " * 3_000_000).read_bytes())
    size = struct.pack("<I", 3_000_000)
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = struct.pack("<I", 1000)
    (finding,) = read_document(write(tmp_path / "b.docx", bytes(data)), Limits(unpacked_bytes=100_000)).findings
    assert finding.code in ("RD005", "RD006")


def test_too_many_parts_and_too_many_bytes(tmp_path):
    more = [(f"word/media/{n}", b"") for n in range(50)]
    assert codes(read_document(docx_of(tmp_path / "a.docx", body("甲"), more), Limits(members=20))) == ["RD006"]
    assert codes(read_document(write(tmp_path / "a.txt", "甲乙丙丁" * 100), Limits(text_bytes=100))) == ["RD006"]
    assert codes(read_document(tmp_path / "a.docx", Limits(file_bytes=10))) == ["RD006"]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_external_and_growing_entities_are_refused(declaration, tmp_path, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    secret = write(tmp_path / "secret.txt", "机密")
    xml = '<?xml version="1.0"?>' + declaration.format(secret=secret) + body("&x;")
    document = read_document(docx_of(tmp_path / "a.docx", xml), apart=False)
    assert codes(document) == ["RD014"]
    assert document.blocks == ()
    assert codes(read_document(write(tmp_path / "a.xml", xml))) == ["RD014"]


def test_entities_in_web_pages_are_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    secret = write(tmp_path / "secret.txt", "机密")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>正文&x;</p><img src="http://127.0.0.1:9/a.png"><link rel=stylesheet href="http://127.0.0.1:9/a.css"></body></html>'
    document = read_document(write(tmp_path / "a.html", page), apart=False)
    assert all("机密" not in p.text for p in document.paragraphs)


def test_macros_are_named_and_the_text_is_read(tmp_path):
    path = docx_of(tmp_path / "a.docm", body("正文。"), [("word/vbaProject.bin", OLE)])
    document = read_document(path)
    assert codes(document) == ["RD013"]
    assert document.findings[0].severity is Severity.WARNING
    assert [p.text for p in document.paragraphs] == ["正文。"]


def test_a_wrong_extension_is_said_and_the_content_counts(samples, tmp_path):
    pdf = samples.make("pdf", samples.REPORT, tmp_path / "a.pdf")
    document = read_document(pdf.rename(tmp_path / "a.docx"))
    assert (document.format, codes(document)) == ("pdf", ["RD012"])
    assert document.tables
    assert read_document(write(tmp_path / "b.doc", "<html><body><p>网页。</p></body></html>")).format == "html"
    assert read_document(write(tmp_path / "c.report", "文字。")).findings == ()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (bytes(range(256)) * 8, "不是文字"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "7z"),
        (b"Rar!\x1a\x07" + b"\0" * 50, "rar"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "gzip"),
        (ole("PowerPoint Document"), "复合文档"),
        ('<?xml version="1.0"?><data><a/></data>', "XML"),
    ],
)
def test_what_is_no_document(data, word, tmp_path):
    (finding,) = read_document(write(tmp_path / "a.pdf", data)).findings
    assert finding.code == "RD003"
    assert word in finding.message


def test_an_archive_that_is_no_document(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("报告.txt", "甲")
    assert codes(read_document(tmp_path / "a.zip")) == ["RD003"]
    with zipfile.ZipFile(tmp_path / "a.pptx", "w") as archive:
        archive.writestr("ppt/presentation.xml", "<p/>")
    assert codes(read_document(tmp_path / "a.pptx")) == ["RD003"]


def test_a_program_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    path = write(tmp_path / "a.rtf", b"{\\rtf1 text}")
    (finding,) = read_form("rtf", path, "a.rtf", DEFAULT_LIMITS).findings
    assert finding.code == "RD011"
    assert "LibreOffice" in finding.message


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are of Unix")
def test_a_hang_is_ended_and_the_next_file_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    started = time.monotonic()
    document = read_apart("html", tmp_path / "pipe", "a.html", Limits(seconds=1))
    assert codes(document) == ["RD008"]
    assert time.monotonic() - started < 10
    assert read_document(write(tmp_path / "b.html", "<html><p>后一份。</p></html>")).paragraphs[0].text == "后一份。"


def test_a_crash_costs_one_file(tmp_path):
    path = write(tmp_path / "a.html", "<html><p>文字。</p></html>")
    assert codes(read_apart("no_such_reader", path, "a.html", DEFAULT_LIMITS)) == ["RD010"]
    assert read_document(path).paragraphs[0].text == "文字。"


@pytest.mark.skipif(os.name != "posix", reason="address space is bounded on Unix")
def test_memory_is_bounded(tmp_path):
    path = write(tmp_path / "a.html", "<html>" + "<p>一段文字。</p>" * 100_000 + "</html>")
    found = codes(read_document(path, Limits(memory_bytes=60 * 1024 * 1024)))
    assert found in (["RD009"], ["RD010"], ["RD005"])
    worker.close_workers()


def test_several_threads_read_at_once(samples, tmp_path):
    paths = [samples.make("docx", [f"第{n}份报告。"], tmp_path / f"{n}.docx") for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(read_document, paths))
    assert [document.paragraphs[0].text for document in found] == [f"第{n}份报告。" for n in range(6)]


def test_a_worn_process_is_replaced(samples, tmp_path, monkeypatch):
    worker.close_workers()
    monkeypatch.setattr(worker, "_MOST_FILES", 2)
    path = samples.make("docx", ["甲。"], tmp_path / "a.docx")
    read_document(path)
    (first,) = worker.idle_processes()
    read_document(path)
    assert worker.idle_processes() == ()
    read_document(path)
    assert worker.idle_processes() != (first,)


def test_the_size_of_whoever_reads_is_not_blamed_on_its_process(samples, tmp_path, monkeypatch):
    worker.close_workers()
    path = samples.make("docx", ["甲。"], tmp_path / "a.docx")
    held = bytearray(os.urandom(1 << 20) * 300)
    monkeypatch.setattr(worker, "_LARGEST_BYTES", len(held))
    read_document(path)
    assert len(worker.idle_processes()) == 1


def test_a_crash_in_a_used_process_is_tried_once_more_in_a_fresh_one(samples, tmp_path, monkeypatch):
    worker.close_workers()
    path = samples.make("docx", ["甲。"], tmp_path / "a.docx")
    read_document(path)
    asked = []
    real = worker._Worker.ask

    def ask(self, request, seconds):
        asked.append(self.files)
        if self.files:
            self.kill()
            return "RD010"
        return real(self, request, seconds)

    monkeypatch.setattr(worker._Worker, "ask", ask)
    assert read_document(path).paragraphs[0].text == "甲。"
    assert asked == [1, 0]
