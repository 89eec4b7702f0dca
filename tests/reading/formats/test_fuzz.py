"""Small valid files of every format, mutated: no exception, no hang, whatever comes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.reading.faults import CODES
from jixiao.reading.limits import Limits
from jixiao.reading.open import read_document

LIMITS = Limits(seconds=20, cells=20_000)
FORMS = ["docx", "xlsx", "ofd", "html", "pdf"]

edits = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "insert", "copy", "end", "number"]),
        st.integers(0, 2**20),
        st.binary(min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=8,
)


def mutated(data, changes):
    data = bytearray(data)
    for kind, where, payload in changes:
        place = where % max(len(data), 1)
        if kind == "set":
            data[place : place + len(payload)] = payload
        elif kind == "cut":
            del data[place : place + 4 * len(payload)]
        elif kind == "insert":
            data[place:place] = payload
        elif kind == "copy":
            data[place:place] = data[place // 2 : place // 2 + 20 * len(payload)]
        elif kind == "end" and where % 7 == 0:
            del data[place:]
        else:
            digits = [i for i in range(place, min(place + 400, len(data))) if chr(data[i]).isdigit()]
            if digits:
                data[digits[0] : digits[0] + 1] = [b"0", b"-1", b"99999999999", b"1e9", b"65536"][where % 5]
    return bytes(data)


def inside(data, changes):
    """A package in which one part is mutated, so that the change comes behind the checksum."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        chosen = names[changes[0][1] % len(names)]
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(part, changes) if name == chosen else part)
    return packed.getvalue()


@pytest.fixture(scope="module")
def originals(samples, tmp_path_factory):
    folder = tmp_path_factory.mktemp("originals")
    return {form: samples.make(form, samples.REPORT, folder / f"a.{form}").read_bytes() for form in FORMS}


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch):
    """A text layer that is garbled by a mutation would be recognised as a picture, which is slow and no matter here."""
    monkeypatch.setattr("jixiao.reading.formats.ocr.available", lambda: False)


def check(path, form):
    # pdfium is no code of ours and may crash: it is run apart, as everywhere.
    document = read_document(path, LIMITS, apart=form == "pdf")
    assert document.blocks or document.findings
    for finding in document.findings:
        assert finding.code in CODES
        assert finding.code not in ("RD008", "RD010"), finding.message
    assert [block.index for block in document.blocks] == list(range(len(document.blocks)))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=edits, deep=st.booleans())
def test_mutated_files(form, changes, deep, originals, tmp_path):
    data = originals[form]
    path = tmp_path / f"b.{form}"
    path.write_bytes(inside(data, changes) if deep and data.startswith(b"PK") else mutated(data, changes))
    check(path, form)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes(data, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(data or b"\0")
    check(path, "txt")


@pytest.mark.parametrize("magic", [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_behind_a_known_mark(magic, data, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(magic + data)
    check(path, "pdf")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_what_is_no_picture_behind_the_mark_of_one_never_starts_the_recogniser(data, tmp_path, monkeypatch):
    monkeypatch.setattr("jixiao.reading.formats.ocr.available", lambda: True)
    monkeypatch.setattr("jixiao.reading.formats.ocr._engine", lambda: pytest.fail("started"))
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    check(path, "png")
