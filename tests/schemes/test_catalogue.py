"""The schemes at hand: shipped ones, the user's own, and what happens when a name is wrong or used twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.schemes.catalogue import Catalogue
from jixiao.schemes.folders import SHIPPED

FIXTURES = Path(__file__).parent / "fixtures"


def test_every_shipped_scheme_loads_without_a_finding():
    catalogue = Catalogue.of()
    for name in catalogue.files:
        scheme, findings = catalogue.find(name)
        assert scheme is not None, [finding.message for finding in findings]
        assert findings == [], [finding.message for finding in findings]


def test_a_folder_of_the_users_own_is_searched_first_and_by_the_environment(monkeypatch):
    assert "small" not in Catalogue.of().files
    assert Catalogue.of(FIXTURES).find("small")[0].id == "small"
    monkeypatch.setenv("JIXIAO_SCHEMES", str(FIXTURES))
    assert Catalogue.of().find("small")[0].id == "small"


def test_a_path_is_as_good_as_an_id():
    path = FIXTURES / "small.yaml"
    assert Catalogue.of().find(str(path))[0].path == str(path)


def test_an_unknown_id_suggests_the_near_one():
    scheme, findings = Catalogue.of(FIXTURES).find("smal")
    assert scheme is None
    assert [finding.code for finding in findings] == ["SC019"]
    assert "是不是想写“small”" in findings[0].message


@pytest.mark.parametrize("name", ["nobody.yaml", "没有的方案"])
def test_nothing_of_that_name_is_a_finding(name):
    scheme, findings = Catalogue.of().find(name)
    assert scheme is None
    assert name in findings[0].message


def test_an_id_used_twice_is_refused_rather_than_hidden(tmp_path):
    (tmp_path / "small.yaml").write_bytes((FIXTURES / "small.yaml").read_bytes())
    catalogue = Catalogue((tmp_path, FIXTURES, SHIPPED))
    scheme, findings = catalogue.find("small")
    assert scheme is None
    assert "2 个方案的编号都是“small”" in findings[0].message


def test_a_broken_file_does_not_hide_the_others(tmp_path):
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    catalogue = Catalogue.of(tmp_path)
    assert catalogue.schemes
    assert [finding.code for finding in catalogue.findings] == ["SC001"]


def test_a_folder_that_is_not_there_is_said_to_be(tmp_path):
    catalogue = Catalogue.of(tmp_path / "nowhere")
    assert any("nowhere 不存在" in finding.message for finding in catalogue.findings)
    assert "nowhere 不存在" in catalogue.find("small")[1][0].advice


def test_schemes_are_found_by_year_and_subject():
    catalogue = Catalogue.of(FIXTURES)
    ids = {scheme.id for scheme in catalogue.for_year(2022, "department")}
    assert "small" in ids
    assert "small" not in {scheme.id for scheme in catalogue.for_year(2024)}
    assert "small" not in {scheme.id for scheme in catalogue.for_year(2022, "project")}
