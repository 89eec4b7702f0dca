"""Checks of reports: taken in, done in the background, stopped, taken up again, read and taken away."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jixiao.checking.files import check_file
from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.web.checking import batch
from jixiao.web.checking.results import kept_report, lines_of
from jixiao.web.checking.uploads import start
from jixiao.web.jobs.models import Job
from jixiao.web.jobs.services import stop
from jixiao.web.jobs.worker import STALE_AFTER, claim, run, sweep
from jixiao.web.organizations.models import Membership, Person, Unit

WRONG = """某区图书馆2022年度部门整体支出绩效自评报告

一、基本情况
2022年部门支出合计100.00万元，其中：基本支出60.00万元，项目支出50.00万元。
二、结论
自评得分95分，等级为优。
"""
RIGHT = WRONG.replace("50.00万元", "40.00万元")


def given(name: str, content: bytes | str = WRONG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def packed(*members: tuple[str | zipfile.ZipInfo, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def checked(person, *files) -> Job:
    job = start(person, files)
    assert isinstance(job, Job), job
    run(claim("one"))
    job.refresh_from_db()
    return job


def codes(line) -> set[str]:
    return {finding["code"] for finding in kept_report(line)["findings"]}


@pytest.fixture
def people(transactional_db):
    """Somebody of every role, and somebody of none, by the role's name."""
    bureau = Unit.objects.create(name="某区财政局", code="001", kind=UnitKind.FINANCE)
    made = {role.value: Person.objects.create_user(role.value, role.label, "correct horse battery") for role in Role}
    for role in Role:
        Membership.objects.create(person=made[role.value], unit=bureau, role=role, since=date(2020, 1, 1))
    return made | {"outsider": Person.objects.create_user("outsider", "外人", "correct horse battery")}


@pytest.fixture
def reader(people):
    return people["finance_reviewer"]


# --- the job


def test_each_file_is_checked_and_the_worst_come_first(reader):
    job = checked(reader, given("对的.txt", RIGHT), given("错的.txt"))
    assert (job.status, job.done, job.total) == ("done", 2, 2)
    first, second = lines_of(job.outcome)
    assert (first.name, first.number, first.year) == ("错的.txt", 2, 2022)
    assert first.error > second.error
    assert "AR001" in codes(first) - codes(second)


def test_what_is_found_is_what_the_command_finds(reader, tmp_path):
    from jixiao.checking.catalogue import all_checks
    from jixiao.checking.contract import report_object

    (tmp_path / "错的.txt").write_text(WRONG, encoding="utf-8")
    (line,) = lines_of(checked(reader, given("错的.txt")).outcome)
    told = json.loads(json.dumps(report_object(check_file(tmp_path / "错的.txt", all_checks(), source="错的.txt"))))
    assert kept_report(line) == told


def test_a_bad_file_is_listed_and_the_others_are_done(reader):
    bad = {
        "空.docx": (b"", "RD002"),
        "断.docx": (b"PK\x03\x04 and no more", "RD005"),
        "坏.pdf": (b"%PDF-1.7 and no more", "RD005"),
        "程序.bin": (bytes(range(256)) * 8, "RD003"),
    }
    job = checked(reader, *(given(name, content) for name, (content, _) in bad.items()), given("好.txt", RIGHT))
    lines = {line.name: line for line in lines_of(job.outcome)}
    assert job.status == "done"
    assert lines["好.txt"].complete
    for name, (_, code) in bad.items():
        assert not lines[name].complete
        assert code in codes(lines[name]), name
        assert "/tmp" not in json.dumps(kept_report(lines[name]), ensure_ascii=False)


def test_a_wrong_ending_is_told_by_the_name_that_was_given(reader):
    (line,) = lines_of(checked(reader, given("报告.pdf")).outcome)
    assert "RD012" in codes(line)


# --- archives


def test_a_zip_is_its_reports(reader):
    gbk = zipfile.ZipInfo("x")
    gbk.filename = "乙局.txt".encode("gb18030").decode("cp437")
    content = packed(
        ("甲局/报告.txt", WRONG),
        ("甲局/.DS_Store", b"x"),
        ("__MACOSX/甲局/报告.txt", b"x"),
        ("~$报告.docx", b"x"),
        (gbk, RIGHT),
        ("包中包.zip", packed(("报告.txt", RIGHT))),
    )
    lines = {line.name: line for line in lines_of(checked(reader, given("一批.zip", content)).outcome)}
    assert set(lines) == {"一批.zip/甲局/报告.txt", "一批.zip/乙局.txt", "一批.zip/包中包.zip"}
    assert "AR001" in codes(lines["一批.zip/甲局/报告.txt"])
    assert lines["一批.zip/乙局.txt"].complete
    assert "RD003" in codes(lines["一批.zip/包中包.zip"])


def test_names_in_a_zip_lead_nowhere(reader):
    content = packed(("../../../外面.txt", RIGHT), ("/etc/外面.txt", RIGHT), ("C:\\外面.txt", RIGHT))
    lines = lines_of(checked(reader, given("一批.zip", content)).outcome)
    assert [line.name for line in lines] == ["一批.zip/C:/外面.txt", "一批.zip/etc/外面.txt", "一批.zip/外面.txt"]
    assert all(line.complete for line in lines)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed(), "RD015"),
        (packed(("a/", b"")), "RD015"),
        (packed(("a.txt", WRONG))[:-30], "RD005"),
        (packed(("a.txt", WRONG), method=zipfile.ZIP_STORED).replace("图书馆".encode(), "科技馆".encode()), "RD005"),
    ],
    ids=["empty", "only folders", "cut off", "changed"],
)
def test_a_zip_that_gives_no_report_is_a_bad_file(reader, content, code):
    worst, other = lines_of(checked(reader, given("一批.zip", content), given("好.txt", RIGHT)).outcome)
    assert code in codes(worst)
    assert (worst.complete, other.complete) == (False, True)


def test_a_bomb_is_not_unpacked(reader, monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr(batch, "_PACKED", replace(batch._PACKED, unpacked_bytes=1 << 20))
    content = packed(("a.txt", b"\0" * (2 << 20)))
    assert len(content) < 10_000
    worst, other = lines_of(checked(reader, given("炸弹.zip", content), given("好.txt", RIGHT)).outcome)
    assert "RD006" in codes(worst)
    assert other.complete


def test_a_member_that_is_too_large_is_not_unpacked(reader, monkeypatch):
    monkeypatch.setattr(batch, "LARGEST_REPORT", 1 << 10)
    content = packed(("大.txt", b"x" * 2048), ("小.txt", RIGHT))
    lines = {line.name: line for line in lines_of(checked(reader, given("一批.zip", content)).outcome)}
    assert "RD006" in codes(lines["一批.zip/大.txt"])
    assert lines["一批.zip/小.txt"].complete


def test_more_reports_than_are_checked_at_once_are_counted(reader, monkeypatch):
    monkeypatch.setattr(batch, "MOST_REPORTS", 2)
    job = checked(reader, given("一批.zip", packed(*((f"{n}.txt", RIGHT) for n in range(5)))))
    assert len(lines_of(job.outcome)) == 2
    assert job.outcome["left_out"] == 3


# --- what is too much


def test_none_and_too_many_are_refused(reader, monkeypatch):
    from jixiao.web.checking import uploads

    assert "没有选择文件" in start(reader, [])
    assert "没有选择文件" in start(reader, [given(".DS_Store"), given("~$报告.docx")])
    monkeypatch.setattr(uploads, "MOST_REPORTS", 1)
    assert "最多 1 个" in start(reader, [given("a.txt"), given("b.txt")])
    monkeypatch.setattr(uploads, "LARGEST_BATCH", 1 << 20)
    assert "一共 2 MB，一次最多 1 MB" in start(reader, [given("a.txt", b"x" * ((1 << 20) + 1))])
    assert not Job.objects.exists()


# --- stopped, killed


def test_a_stopped_check_keeps_what_is_done(reader, monkeypatch):
    seen = []

    def counting(path, checks, **more):
        seen.append(more["source"])
        if len(seen) == 2:
            stop(reader, Job.objects.get())
        return check_file(path, checks, **more)

    monkeypatch.setattr(batch, "check_file", counting)
    job = checked(reader, *(given(f"{n}.txt") for n in range(4)))
    assert (job.status, job.done, job.total) == ("cancelled", 2, 4)
    assert sorted(line.name for line in lines_of(job.outcome)) == seen == ["0.txt", "1.txt"]


def test_a_check_goes_on_where_its_killed_worker_was(reader, monkeypatch):
    from django.db import connection

    job = start(reader, [given(f"{n}.txt") for n in range(4)])
    code = (
        "import sys, time, django; from django.conf import settings; django.setup();"
        "from django.db import connections; connections['default'].settings_dict['NAME'] = sys.argv[1];"
        "settings.FILES = sys.argv[2];"
        "from jixiao.web.checking import batch; real = batch.check_file; seen = [];\n"
        "def slow(path, checks, **more):\n"
        "    seen.append(path)\n"
        "    if len(seen) == 3:\n"
        "        print('third', flush=True); time.sleep(60)\n"
        "    return real(path, checks, **more)\n"
        "batch.check_file = slow\n"
        "from jixiao.web.jobs.worker import claim, run; run(claim('doomed'))"
    )
    from django.conf import settings

    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "web_settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-c", code, name, str(settings.FILES)], stdout=subprocess.PIPE, env=environment
    )
    try:
        assert child.stdout.readline() == b"third\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    Job.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    assert sweep() == 1
    again = []

    def counting(path, checks, **more):
        again.append(more["source"])
        return check_file(path, checks, **more)

    monkeypatch.setattr(batch, "check_file", counting)
    run(claim("second"))
    job.refresh_from_db()
    assert again == ["2.txt", "3.txt"]
    assert (job.status, job.attempts, job.done) == ("done", 2, 4)
    assert [entry["name"] for entry in job.outcome["files"]] == [f"{n}.txt" for n in range(4)]


# --- the pages


@pytest.fixture
def done(reader):
    return checked(reader, given("对的.txt", RIGHT), given("错的.txt"), given("空.txt", b""))


def test_from_the_form_to_the_finding(reader, client):
    client.force_login(reader)
    page = client.get(reverse("report_check")).content.decode()
    assert "500 份" in page
    assert "100 MB" in page
    answer = client.post(reverse("report_check_start"), {"files": [given("错的.txt")]})
    job = Job.objects.get()
    assert answer.url == reverse("report_check_result", args=[job.pk])
    waiting = client.get(answer.url).content.decode()
    assert f'hx-get="{reverse("report_check_files", args=[job.pk])}"' in waiting
    assert reverse("job_stop", args=[job.pk]) in waiting
    run(claim("one"))
    part = client.get(reverse("report_check_files", args=[job.pk])).content.decode()
    assert "hx-get" not in part
    assert "错的.txt" in part
    one = client.get(reverse("report_check_one", args=[job.pk, 1])).content.decode()
    assert '<blockquote lang="zh-Hans">' in one
    assert "100.00" in one
    assert client.get(reverse("job", args=[job.pk])).url == answer.url


def test_nothing_chosen_is_said_on_the_page(reader, client):
    client.force_login(reader)
    answer = client.post(reverse("report_check_start"))
    assert answer.status_code == 422
    assert "没有选择文件。" in answer.content.decode()


def test_the_result_is_taken_away_in_three_forms(done, reader, client):
    client.force_login(reader)

    def taken(form: str) -> bytes:
        answer = client.get(reverse("report_check_download", args=[done.pk, form]))
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.content

    lines = lines_of(done.outcome)
    sheet = openpyxl.load_workbook(io.BytesIO(taken("xlsx"))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == sum(line.error + line.warning + line.info for line in lines)
    assert {row[1] for row in rows} >= {"错的.txt", "空.txt"}
    told = [json.loads(line) for line in taken("jsonl").decode().splitlines()]
    assert told == [kept_report(line) for line in lines]
    page = taken("html").decode()
    assert page.count("<article") == 3
    assert "项目支出<mark" in page or "<mark" in page
    assert client.get(f"/check/{done.pk}/result.exe").status_code == 404


def test_a_report_runs_nothing_in_the_reader_s_browser(reader, client):
    job = checked(reader, given("<img src=x>.txt", WRONG + "<script>alert(1)</script>\n"))
    client.force_login(reader)
    answer = client.get(reverse("report_check_text", args=[job.pk, 1]))
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"<script>" not in answer.content
    for name in ("report_check_result", "report_check_one"):
        arguments = [job.pk, 1] if name.endswith("one") else [job.pk]
        assert b"<img src=x>" not in client.get(reverse(name, args=arguments)).content


def test_a_check_is_its_owner_s_alone(done, people, reader, client):
    own = [
        reverse("report_check_result", args=[done.pk]),
        reverse("report_check_files", args=[done.pk]),
        reverse("report_check_one", args=[done.pk, 1]),
        reverse("report_check_text", args=[done.pk, 1]),
        reverse("report_check_download", args=[done.pk, "xlsx"]),
    ]
    for who in people.values():
        client.force_login(who)
        wanted = 200 if who == reader else 404
        assert {client.get(path).status_code for path in own} == {wanted}
    client.force_login(reader)
    assert client.get(reverse("report_check_one", args=[done.pk, 99])).status_code == 404


def test_another_job_is_no_check(reader, client):
    from jixiao.web.jobs.services import enqueue

    other = enqueue(reader, "count", "数数", {"steps": 1})
    client.force_login(reader)
    assert client.get(reverse("report_check_result", args=[other.pk])).status_code == 404
    assert "数数" not in client.get(reverse("report_check")).content.decode()


def test_whoever_has_a_role_may_check(people, client):
    for name, who in people.items():
        client.force_login(who)
        wanted = 404 if name == "outsider" else 200
        assert client.get(reverse("report_check")).status_code == wanted


def test_who_has_no_role_starts_nothing(people, client):
    client.force_login(people["outsider"])
    assert client.post(reverse("report_check_start"), {"files": [given("a.txt")]}).status_code == 404
    assert not Job.objects.exists()


@pytest.mark.parametrize("many", [1, 40])
def test_the_pages_ask_the_database_no_more_for_many_files(people, client, django_assert_max_num_queries, many):
    kept = {
        "name": "a.txt", "digest": "0" * 64, "unit": "某局", "year": 2022, "error": 1, "warning": 0, "info": 0,
        "complete": True,
    }  # fmt: skip
    jobs = [
        Job(
            kind="check", title="核对报告", owner=people["auditor"], status="done", outcome={"files": [kept] * many},
            arguments={"files": [{"name": "a.txt", "digest": "0" * 64}] * many},
        )
        for _ in range(many)
    ]  # fmt: skip
    made = Job.objects.bulk_create(jobs)
    client.force_login(people["auditor"])
    with django_assert_max_num_queries(7):
        assert client.get(reverse("report_check")).status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get(reverse("report_check_result", args=[made[0].pk])).content.count(b"a.txt") == many
