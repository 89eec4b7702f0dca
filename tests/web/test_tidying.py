"""Files that nothing refers to go after a day, with their event; nothing else ever does."""

from __future__ import annotations

import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.lifecycle.states import Action
from jixiao.web.audit.chain import verify
from jixiao.web.audit.models import Event
from jixiao.web.evaluation.models import Evaluation, VersionEvidence, VersionFile
from jixiao.web.evaluation.workflow import take
from jixiao.web.jobs.models import Job
from jixiao.web.jobs.services import enqueue
from jixiao.web.jobs.tidying import KEPT, Tidied, tidy
from jixiao.web.registers.blobs import path_of, store
from jixiao.web.registers.evidence import Place, attach, take_away
from jixiao.web.registers.models import Blob, Evidence, Upload

pytestmark = pytest.mark.django_db
OLD = KEPT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    """A folder of this test's own: others leave files in theirs."""
    settings.FILES = tmp_path / "files"
    return settings.FILES


def age(*digests: str) -> None:
    """Makes files old, all of them where none is named."""
    found = Blob.objects.filter(pk__in=digests) if digests else Blob.objects.all()
    found.update(stored_at=timezone.now() - OLD)
    for path in Path(configured.FILES).glob("**/*"):
        if path.is_file() and (not digests or path.name in digests):
            os.utime(path, (path.stat().st_atime, (timezone.now() - OLD).timestamp()))


def test_what_nothing_refers_to_goes_and_is_told(district):
    lost, young = store([b"lost"]).digest, store([b"young"]).digest
    age(lost)
    assert tidy() == Tidied(0, 1, 4)
    assert not path_of(lost).exists()
    assert path_of(young).exists()
    assert set(Blob.objects.filter(pk__in=[lost, young]).values_list("pk", flat=True)) == {young}
    event = Event.objects.get(action="collect")
    assert (event.object_id, event.old, event.actor, event.unit) == (
        lost,
        {"digest": lost, "bytes": 4},
        None,
        district.finance,
    )
    verify()
    assert tidy() == Tidied()


def test_everything_that_is_referred_to_stays(district, monkeypatch):
    from jixiao.web.evaluation import freezing

    monkeypatch.setattr(
        freezing, "rendered", lambda draft, *_: iter([("report", "报告.html", "html", b"<p>report</p>")])
    )
    evidence = attach(
        district.preparer, district.evaluation.book, Place(), SimpleUploadedFile("批复.pdf", b"%PDF-1.7 kept")
    )
    assert isinstance(evidence, Evidence)
    assert isinstance(take(district.preparer, district.evaluation, Action.SUBMIT), Evaluation)
    take_away(district.preparer, evidence)
    given_ = store([b"given to a job"]).digest
    made = store([b"made by a job"]).digest
    result = store([b"result of a check"]).digest
    job = enqueue(district.preparer, "check", "核对报告", {"files": [{"name": "报告", "digest": given_}]})
    Job.objects.filter(pk=job.pk).update(file_digest=made, outcome={"files": [{"kept": {"digest": result}}]})
    age()
    before = set(Blob.objects.values_list("pk", flat=True))
    assert tidy() == Tidied()
    assert set(Blob.objects.values_list("pk", flat=True)) == before
    kept = {given_, made, result, evidence.blob_id}
    for row in (*VersionFile.objects.all(), *VersionEvidence.objects.all()):
        kept.add(row.blob_id)
    assert len(kept) > 6
    assert kept <= before
    assert all(path_of(digest).exists() for digest in kept)


def test_an_upload_that_nobody_decides_on_is_given_up(district):
    book = district.evaluation.book
    for name in ("旧.xlsx", "新.xlsx"):
        Upload.objects.create(book=book, name=name, blob=store([name.encode()]), by=district.preparer)
    Upload.objects.filter(name="旧.xlsx").update(at=timezone.now() - OLD)
    age()
    assert tidy() == Tidied(1, 1, len("旧.xlsx".encode()))
    assert [each.name for each in Upload.objects.all()] == ["新.xlsx"]
    given_up, removed = Event.objects.filter(action="collect").order_by("number")
    assert given_up.unit == district.unit
    assert given_up.old["file"] == "旧.xlsx"
    assert removed.old["digest"] == given_up.old["digest"]


def test_the_same_content_stored_again_is_new(district):
    digest = store([b"again"]).digest
    age(digest)
    assert store([b"again"]).digest == digest
    assert tidy() == Tidied()
    assert path_of(digest).read_bytes() == b"again"


def test_a_file_without_an_entry_gets_one_and_goes_a_day_later(files, district):
    content = b"its transaction was taken back"
    digest = sha256(content).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    part, other = files / ".half.part", files / "readme.txt"
    part.write_bytes(b"half")
    other.write_bytes(b"not ours")
    assert tidy() == Tidied()
    assert part.exists()
    age()
    for each in (part, other):
        os.utime(each, (0, 0))
    assert tidy() == Tidied()
    assert path.exists()
    assert not part.exists()
    age(digest)
    assert tidy() == Tidied(0, 1, len(content))
    assert not path.exists()
    assert other.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["lost", "evidence", "upload", "job"]), st.booleans()), max_size=6))
def test_exactly_the_old_files_without_a_use_go(district, files, things):
    """Whatever lies there, whoever refers to it: those that go are the old ones that nobody refers to."""
    from django.db import transaction

    with transaction.atomic():
        made = {}
        for number, (use, old) in enumerate(things):
            blob = store([f"{use} {number}".encode()])
            if use == "evidence":
                attached = {"book": district.evaluation.book, "name": "材料", "mime": "", "added_by": district.preparer}
                Evidence.objects.create(blob=blob, **attached)
            elif use == "upload":
                Upload.objects.create(book=district.evaluation.book, name="表", blob=blob, by=district.preparer)
            elif use == "job":
                enqueue(district.preparer, "count", "数数", {"digest": blob.digest})
            if old:
                age(blob.digest)
            made[blob.digest] = use == "lost" and old
        assert tidy().files == sum(made.values())
        assert {digest: not path_of(digest).exists() for digest in made} == made
        transaction.set_rollback(True)


def test_the_command_says_what_it_did(files, monkeypatch):
    from click.testing import CliRunner

    from jixiao.cli.tidy import command
    from jixiao.web import server

    monkeypatch.setattr(server, "prepare", lambda data: None)
    digest = store([b"lost"]).digest
    age(digest)
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 0
    assert answer.output.startswith("清理了 1 个文件，共 4 字节")

    def refuse(data):
        raise server.Refused("连不上数据库")

    monkeypatch.setattr(server, "prepare", refuse)
    assert CliRunner().invoke(command, []).exit_code == 2


def test_a_worker_tidies_now_and_then_and_outlives_a_fault(monkeypatch, caplog):
    from jixiao.web.jobs import tidying, worker

    def fail():
        raise OSError("disk full")

    monkeypatch.setattr(tidying, "tidy", fail)
    worker.clear()
    assert "could not be removed" in caplog.text
