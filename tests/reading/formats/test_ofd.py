"""OFD: text objects with their steps, words in cells, several pages."""

from __future__ import annotations

import zipfile

from jixiao.reading.limits import DEFAULT_LIMITS, Limits
from jixiao.reading.worker import read_form

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def write(path, *pages):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>标题</ofd:Title></ofd:DocInfo><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for n, objects in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/{n}.xml",
                f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>",
            )
    return path


def text(words, x, y, extra="", size=5):
    return f'<ofd:TextObject Boundary="{x} {y} 150 8" Size="{size}"{extra}><ofd:TextCode X="0" Y="5">{words}</ofd:TextCode></ofd:TextObject>'


def read(path, limits=DEFAULT_LIMITS):
    return read_form("ofd", path, "a.ofd", limits)


def test_text_objects_of_one_line_are_one_line_and_blocks_are_looked_into(tmp_path):
    page = (
        text("执行数", 20, 20) + f"<ofd:PageBlock>{text('118.50万元。', 35, 20)}</ofd:PageBlock>" + text("完成", 20, 40)
    )
    document = read(write(tmp_path / "a.ofd", page))
    assert [p.text for p in document.paragraphs] == ["执行数118.50万元。", "完成"]
    assert (document.pages, document.title) == (1, "标题")


def test_steps_and_wide_gaps_part_words(tmp_path):
    coded = '<ofd:TextObject Boundary="20 20 150 8" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 2 5 40 5">甲乙丙丁戊</ofd:TextCode></ofd:TextObject>'
    assert [p.text for p in read(write(tmp_path / "a.ofd", coded)).paragraphs] == ["甲乙丙 丁戊"]


def test_a_transformed_object_stands_where_it_is_moved(tmp_path):
    page = text("下行", 20, 20, ' CTM="1 0 0 1 0 40"') + text("上行", 20, 30)
    assert [p.text for p in read(write(tmp_path / "a.ofd", page)).paragraphs] == ["上行", "下行"]


def test_pages_are_numbered_and_bounded(tmp_path):
    path = write(tmp_path / "a.ofd", text("第一页完。", 20, 20), text("第二页完。", 20, 20))
    assert [(p.text, p.page) for p in read(path).paragraphs] == [("第一页完。", 0), ("第二页完。", 1)]
    assert [finding.code for finding in read(path, Limits(pages=1)).findings] == ["RD007"]


def test_a_file_of_pictures_says_so(tmp_path):
    assert [finding.code for finding in read(write(tmp_path / "a.ofd", "<ofd:ImageObject/>")).findings] == ["RD015"]
