"""``jixiao doctor`` tells what there is, and does not stumble over what there is not."""

from __future__ import annotations

import importlib.util
import json
import shutil

from click.testing import CliRunner

import jixiao.cli
from jixiao.writing import fonts


def doctor(*arguments: str):
    return CliRunner().invoke(jixiao.cli.root, ["doctor", *arguments])


def test_it_names_a_face_for_every_role():
    told = json.loads(doctor("--format", "json").stdout)
    assert [each["official"] for each in told["fonts"]] == list(fonts.OFFICIAL.values())
    assert all(each["used"] for each in told["fonts"])
    assert {"jixiao", "Python", "typst", "python-docx"} <= set(told["versions"])


def test_a_table_says_the_same():
    shown = doctor().stdout
    for face in fonts.faces().values():
        assert face[0] in shown
    assert "LibreOffice" in shown


def test_official_faces_are_told_from_spare_ones(monkeypatch):
    faces = fonts.faces() | {"heiti": ["SimHei", "Noto Sans SC"], "fangsong": ["FandolFang R"]}
    monkeypatch.setattr(fonts, "faces", lambda: faces)
    notes = {each["used"]: each["note"] for each in json.loads(doctor("--format", "json").stdout)["fonts"]}
    assert notes["SimHei"] == ""
    assert "代替" in notes["FandolFang R"]


def test_a_machine_without_the_optional_programs_is_told_how_to_get_them(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    programs = json.loads(doctor("--format", "json").stdout)["programs"]
    assert {each["there"] for each in programs} == {"没有"}
    assert all(each["how"] for each in programs)
