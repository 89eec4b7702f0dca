"""Evidence is frozen with what was handed in: whatever is taken away since, the version has its files."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from jixiao.lifecycle.states import Action, Refusal, State
from jixiao.web.evaluation.evidence import now, proofs_of
from jixiao.web.evaluation.fields import evidence_place
from jixiao.web.evaluation.models import Evaluation, Version
from jixiao.web.evaluation.workflow import take
from jixiao.web.registers.blobs import path_of
from jixiao.web.registers.evidence import Place, attach, take_away
from jixiao.web.registers.models import MODELS, TABLES, Evidence
from jixiao.web.registers.services import remove_rows

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"


def picture(colour: str = "red") -> bytes:
    written = BytesIO()
    Image.new("RGB", (4, 4), colour).save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def quick(monkeypatch):
    """Submits without writing documents."""
    from jixiao.web.evaluation import freezing

    monkeypatch.setattr(freezing, "rendered", lambda draft, *_: iter(()))
    monkeypatch.setattr(freezing, "write", lambda scheme, path, filling: path.write_bytes(b"workbook"))


def put(district, place: Place, name: str, content: bytes) -> Evidence:
    kept = attach(district.preparer, district.evaluation.book, place, SimpleUploadedFile(name, content))
    assert isinstance(kept, Evidence), kept
    return kept


def submit(district) -> Version:
    """Submits and approves; the version."""
    for person, action in ((district.preparer, Action.SUBMIT), (district.approver, Action.APPROVE)):
        assert isinstance(take(person, district.evaluation, action), Evaluation)
    district.evaluation.refresh_from_db()
    assert district.evaluation.current is not None
    return district.evaluation.current


def row_of(district, table: str = "execution") -> int:
    return MODELS[table].objects.filter(book=district.evaluation.book).first().pk


def leaf_of(district) -> str:
    from jixiao.web.evaluation.draft import draft_of

    return next(iter(draft_of(district.evaluation).result.leaves())).id


def told(version) -> list[tuple[str, list[str]]]:
    return [(place, [each.name for each in files]) for place, files in proofs_of(version).places]


def test_a_version_has_its_files_with_what_they_prove(district, quick):
    leaf = leaf_of(district)
    put(district, Place(), "三定方案.pdf", PDF)
    put(district, Place("execution", row_of(district)), "发票.png", picture())
    put(district, evidence_place(district.evaluation, leaf), "制度.pdf", PDF)
    put(district, Place(indicator="999999/elsewhere"), "别的自评.pdf", PDF)
    version = submit(district)
    (year, row, indicator) = told(version)
    assert year == ("", ["三定方案.pdf"])
    assert row[0].startswith("台账“支出台账” 第 1 行")
    assert row[1] == ["发票.png"]
    assert indicator[1] == ["制度.pdf"]
    assert [each.name for each in proofs_of(version).leaves[leaf]] == ["制度.pdf"]


def test_what_is_taken_away_later_is_still_there(district, quick, client):
    gone = put(district, Place(), "发票.png", picture())
    version = submit(district)
    take_away(district.preparer, gone)
    put(district, Place(), "补的.pdf", PDF)
    for who in ("preparer", "finance_reviewer"):
        client.force_login(district.people[who])
        for path in (reverse("version", args=[version.pk]), reverse("evaluation", args=[district.evaluation.pk])):
            page = client.get(path).content.decode()
            assert "发票.png" in page
            assert gone.blob_id in page
            assert "补的.pdf" not in page
    page = client.get(reverse("review", args=[district.evaluation.pk])).content.decode()
    (kept,) = version.evidence.all()
    assert f'src="{reverse("version_evidence_file", args=[kept.pk])}"' in page
    assert "补的.pdf" not in page
    answer = client.get(reverse("version_evidence_file", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == picture()
    assert "<img" in client.get(reverse("version_evidence", args=[kept.pk])).content.decode()


def test_another_file_voids_the_approval_until_it_is_as_it_was(district, quick):
    kept = put(district, Place(), "发票.png", picture())
    submit(district)

    def void() -> bool:
        return Evaluation.objects.get(pk=district.evaluation.pk).changed_since is not None

    added = put(district, Place("execution", row_of(district)), "另一张.png", picture("blue"))
    assert void()
    assert take(district.finance_reviewer, district.evaluation, Action.ACCEPT) is Refusal.CHANGED_SINCE
    take_away(district.preparer, added)
    assert not void()
    take_away(district.preparer, kept)
    assert void()
    put(district, Place(), "发票.png", picture())
    assert not void(), "the same file at the same place is the same evidence"
    put(district, Place(indicator="999999/elsewhere"), "别的自评.pdf", PDF)
    assert not void(), "it belongs to another evaluation of the same book"


def test_a_file_of_a_removed_row_is_not_handed_in(district, quick):
    from jixiao.web.evaluation.draft import draft_of

    row = row_of(district, "activities")
    put(district, Place("activities", row), "签到表.pdf", PDF)
    table = TABLES["activities"]
    entry = MODELS["activities"].objects.get(pk=row)
    assert len(now(draft_of(district.evaluation))) == 1
    remove_rows(district.preparer, district.evaluation.book, table, {row: entry.revision})
    fresh = Evaluation.objects.select_related("unit__parent", "round", "book").get(pk=district.evaluation.pk)
    assert now(draft_of(fresh)) == ()


def test_versions_are_compared_by_their_files(district, quick, client):
    first = put(district, Place(), "发票.png", picture())
    put(district, Place(), "批复.pdf", PDF)
    submit(district)
    assert isinstance(
        take(district.finance_reviewer, district.evaluation, Action.RETURN, reason="发票不清楚"), Evaluation
    )
    take_away(district.preparer, first)
    put(district, Place(), "发票.png", picture("blue"))
    put(district, Place("execution", row_of(district)), "合同.pdf", PDF)
    district.evaluation.refresh_from_db()
    assert district.evaluation.state == State.DRAFT
    submit(district)
    client.force_login(district.finance_reviewer)
    found = client.get(reverse("evaluation_compare", args=[district.evaluation.pk])).context["found"]
    pairs = {pair.label: (bool(pair.left), bool(pair.right)) for pair in found.evidence}
    assert pairs.pop("全年：发票.png") == (True, True)
    assert list(pairs.values()) == [(False, True)]
    assert found.same["evidence"] == 1


def test_a_frozen_file_that_was_changed_on_the_disk_is_not_given(district, quick, client):
    put(district, Place(), "批复.pdf", PDF)
    (kept,) = submit(district).evidence.all()
    path_of(kept.blob_id).write_bytes(b"%PDF-1.7 another")
    client.force_login(district.finance_reviewer)
    answer = client.get(reverse("version_evidence_file", args=[kept.pk]))
    assert answer.status_code == 500
    assert "已损坏" in answer.content.decode()
    path_of(kept.blob_id).unlink()
    gone = client.get(reverse("version_evidence_file", args=[kept.pk]))
    assert gone.status_code == 500
    assert kept.blob_id in gone.content.decode()
    path_of(kept.blob_id).write_bytes(PDF)


def headers_of(client, path: str):
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == PDF
    return answer.headers


@pytest.mark.parametrize("name", ["evidence_file", "version_evidence_file"])
def test_a_shown_pdf_can_load_and_run_nothing(district, quick, client, name):
    """Chromium shows no pdf in a sandbox; everything else that keeps a file apart holds."""
    live = put(district, Place(), "批复.pdf", PDF)
    (frozen,) = submit(district).evidence.all()
    client.force_login(district.finance_reviewer)
    key = live.pk if name == "evidence_file" else frozen.pk
    headers = headers_of(client, reverse(name, args=[key]))
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; filename")
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "script-src" not in policy
    assert "sandbox" not in policy
    attached = headers_of(client, reverse(name, args=[key]) + "?download")
    assert attached["Content-Disposition"].startswith("attachment; filename")


def test_the_api_and_the_archive_have_the_evidence_of_the_version(district, quick, client):
    from zipfile import ZipFile

    from jixiao.web.jobs.services import enqueue
    from jixiao.web.jobs.worker import claim, run

    gone = put(district, Place(), "批复.pdf", PDF)
    put(district, Place("execution", row_of(district)), "发票.png", picture())
    submit(district)
    take_away(district.preparer, gone)
    client.force_login(district.finance_reviewer)
    (told_,) = client.get(f"/api/evaluations/{district.evaluation.pk}/versions").json()
    assert [(each["name"], bool(each["row"]), each["sha256"]) for each in told_["evidence"]] == [
        (each.name, bool(each.row), each.blob_id) for each in district.evaluation.current.evidence.all()
    ]
    job = enqueue(district.finance_reviewer, "documents", "打包", {"evaluations": [district.evaluation.pk]})
    run(claim("one"))
    job.refresh_from_db()
    with ZipFile(path_of(job.file_digest)) as archive:
        names = {name.split("/", 1)[1]: name for name in archive.namelist()}
        assert archive.read(names["佐证材料/01 批复.pdf"]) == PDF
        assert "佐证材料/02 发票.png" in names
