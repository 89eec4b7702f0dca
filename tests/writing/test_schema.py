"""Word processing and spreadsheet files hold to the schema of ISO/IEC 29500, transitional, as Microsoft's validator reads it.

The rules come from the package openxml-audit, which carries the data of Microsoft's Open XML SDK: elements, their order
and number, attributes, enumerations, relationships. It does not look into the text of numbers (a size of "big").
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from openxml_audit import OpenXmlValidator

from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.examples import example_facts
from jixiao.scoring.engine import score
from jixiao.writing.score_sheet import render

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def faults(validator: OpenXmlValidator, file: Path) -> list[str]:
    return [str(error) for error in validator.validate(file).errors]


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_documents_hold_to_the_schema(form, examples_made, odd_made, validator):
    for made in (*examples_made, *odd_made):
        if form in made.files:
            assert faults(validator, made.files[form]) == [], (made.unit, made.document)


def test_score_sheets_hold_to_the_schema(validator, tmp_path):
    for scheme in Catalogue.of().schemes[:6]:
        if scheme.examples:
            path = tmp_path / f"{scheme.id}.xlsx"
            path.write_bytes(render(scheme, score(scheme, example_facts(scheme.examples[0], scheme.inputs, 2022))))
            assert faults(validator, path) == [], scheme.id


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"(<w:tcW [^>]*/>)(<w:vAlign [^>]*/>)", r"\2\1"),
        (r"(<w:spacing [^>]*/>)(<w:jc [^>]*/>)", r"\2\1"),
        (r"(<w:sz [^>]*/>)(<w:szCs [^>]*/>)", r"\2\1"),
        (r"(<w:pgSz [^>]*/>)(<w:pgMar [^>]*/>)", r"\2\1"),
        (r"(<w:tblW [^>]*/>)(<w:jc [^>]*/>)", r"\2\1"),
        ('<w:jc w:val="center"', '<w:jc w:val="middle"'),
        ("<w:tcW ", '<w:tcW w:unknown="1" '),
        ("<w:tblGrid>", "<w:unknown/><w:tblGrid>"),
    ],
)
def test_the_validator_finds_what_is_wrong(pattern, instead, examples_made, validator, tmp_path):
    source = next(made.files["docx"] for made in examples_made if made.document == "score_table")
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                changed = re.sub(pattern, instead, data.decode()).encode()
                assert changed != data
                data = changed
            new.writestr(name, data)
    assert faults(validator, broken)
