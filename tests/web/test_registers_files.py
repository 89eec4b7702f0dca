"""Files in and out: what a preview tells is what is done; evidence is kept, shown and shut off."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jixiao.registers.catalogue import REGISTERS

EXAMPLES = Path(__file__).parents[2] / "examples"
CONTRACTS = REGISTERS["contracts"]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n" + b"0" * 64


def address(name, book, *more):
    return reverse(name, args=[book.pk, *more])


def named(content, name):
    return SimpleUploadedFile(name, content)


# --- the scoring workbook


def exported(client, evaluation):
    answer = client.get(reverse("workbook_export", args=[evaluation.book_id, evaluation.pk]))
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    return answer.content


def preview(client, book, content, name="填报工作簿.xlsx"):
    answer = client.post(address("workbook_import", book), {"file": named(content, name)}, follow=True)
    return answer, answer.redirect_chain[-1][0]


def test_what_was_exported_changes_nothing_when_imported(client, district):
    evaluation = district.evaluation
    client.force_login(district.preparer)
    answer, _ = preview(client, evaluation.book, exported(client, evaluation))
    assert answer.context["ready"], [each.finding.message for each in answer.context["findings"]]
    assert not answer.context["anything"]
    assert "完全相同" in answer.content.decode()


def snapshot(book):
    from jixiao.web.registers.models import TABLES
    from jixiao.web.registers.services import records_of

    return {name: [row.record for row in records_of(book, table)] for name, table in TABLES.items()}


@pytest.mark.parametrize("remove", [False, True])
def test_the_preview_is_what_applying_does(client, district, remove):
    from collections import Counter

    from jixiao.web.audit.models import Event
    from jixiao.web.registers.models import MODELS, TABLES
    from jixiao.web.registers.services import add_records, remove_rows

    evaluation, book = district.evaluation, district.evaluation.book
    client.force_login(district.preparer)
    content = exported(client, evaluation)
    gone = MODELS["execution"].objects.filter(book=book).first()
    remove_rows(district.preparer, book, TABLES["execution"], {gone.pk: gone.revision})
    add_records(district.preparer, book, CONTRACTS, [CONTRACTS.example])
    add_records(district.preparer, book, TABLES["goals"], [TABLES["goals"].example])
    evaluation.answers.all().delete()
    answer, where = preview(client, book, content)
    told = {each.table.name: each.change for each in answer.context["changes"]}
    assert len(told["execution"].added) == 1
    assert len(told["goals"].gone) == 1
    assert answer.context["loaded"].answers
    before = snapshot(book)
    book.refresh_from_db()
    done = client.post(where, {"revision": book.revision} | ({"remove": "1"} if remove else {}), follow=True)
    assert done.redirect_chain[-1][0] == address("book", book)
    after = snapshot(book)
    for name, records in before.items():
        change = told.get(name)
        expected = Counter(records)
        if change is not None:
            expected += Counter(change.added)
            expected -= Counter(change.leaving if remove else ())
        assert Counter(after[name]) == expected, name
    assert evaluation.answers.count() == len(answer.context["loaded"].answers)
    event = Event.objects.get(action="import")
    assert event.new["tables"]["支出台账"]["added"] == 1


def test_the_units_own_texts_go_out_and_come_back(client, district, tmp_path):
    from jixiao.web.evaluation.answers import save_passage
    from jixiao.web.evaluation.models import Passage
    from jixiao.web.registers.loading import compare, load_workbook

    evaluation = district.evaluation
    client.force_login(district.preparer)
    save_passage(district.preparer, evaluation, "overview", "本会设两个部室。", revision=0)
    path = tmp_path / "填报工作簿.xlsx"
    path.write_bytes(exported(client, evaluation))
    kept = Passage.objects.filter(evaluation=evaluation, key="overview")
    assert compare(evaluation, path).texts == {}
    kept.update(text="改过的话。")
    assert load_workbook(district.preparer, evaluation, path).texts == {"overview": "本会设两个部室。"}
    assert kept.get().text == "本会设两个部室。"


def test_a_workbook_of_another_year_is_not_taken(client, district):
    client.force_login(district.preparer)
    content = (EXAMPLES / "haizhu-2023.xlsx").read_bytes()
    before = snapshot(district.evaluation.book)
    answer, where = preview(client, district.evaluation.book, content)
    assert not answer.context["ready"]
    assert "2023" in answer.context["findings"][0].finding.message
    again = client.post(where, {"revision": answer.context["book"].revision})
    assert again.status_code == 200
    assert snapshot(district.evaluation.book) == before


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"%PDF-1.4", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"a,b\n1,2\n"]
)
def test_what_is_no_workbook_is_told(client, district, content):
    client.force_login(district.preparer)
    answer, _ = preview(client, district.evaluation.book, content)
    assert answer.status_code == 200
    assert not answer.context["ready"]
    assert answer.context["findings"]


def test_a_book_without_evaluation_says_where_to_go(clerk, book):
    assert "还没有开始" in clerk.get(address("workbook_import", book)).content.decode()


def test_an_empty_file_is_asked_for_again(clerk, book):
    answer = clerk.post(address("register_import", book, "contracts"), {"file": named(b"", "空.xlsx")})
    assert "请选择一个文件" in answer.content.decode()


# --- spreadsheets of one's own

OWN = "编号,合同名称,合同金额（元）,中标通知日期,合同签订日期,备注\n甲1,展板,28000,2022-4-6,2022/4/20,x\n甲2,会场,5000,2022年5月6日,,y\n合计,,33000,,,\n"


def own(clerk, book, text=OWN, name="我的合同.csv", encoding="gb18030", **asked):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    answer = clerk.post(address("register_import", book, "contracts"), {"file": named(content, name)}, follow=True)
    where = answer.redirect_chain[-1][0]
    return (clerk.get(where, asked) if asked else answer), where


def test_headings_that_are_not_known_are_chosen_by_hand(clerk, book):
    answer, _ = own(clerk, book)
    assert not answer.context["ready"]
    assert "合同编号" in answer.context["findings"][0].finding.message
    chosen = {f"map-{each.index}": each.column for each in answer.context["reading"].headings} | {"map-0": "number"}
    answer, where = own(clerk, book, **chosen)
    assert answer.context["ready"], answer.context["findings"]
    (told,) = answer.context["changes"]
    assert [(each[0], each[4]) for each in told.added] == [("甲1", "2.8"), ("甲2", "0.5")]
    done = clerk.post(where, chosen | {"revision": answer.context["book"].revision}, follow=True)
    assert [each["line"].texts["number"] for each in done.context["lines"]] == ["甲1", "甲2"]


def test_the_sheet_with_the_columns_is_found_and_cells_are_read_as_they_are(clerk, book):
    from datetime import date

    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.append(["说明", "本表由办公室登记"])
    sheet = workbook.create_sheet("合同登记")
    sheet.append(["2022年合同登记表"])
    sheet.append(["序号", "合同编号", "合同名称", "合同金额（元）", "中标通知日期", "合同签订日期"])
    sheet.append([1, "甲1", "展板", 28000.5, date(2022, 4, 6), "2022年4月20日"])
    sheet.append(["合计", None, None, 28000.5])
    made = io.BytesIO()
    workbook.save(made)
    answer, _ = own(clerk, book, made.getvalue(), name="登记.xlsx")
    assert answer.context["reading"].sheet == "合同登记"
    assert answer.context["ready"], answer.context["findings"]
    (told,) = answer.context["changes"]
    assert [(each[0], each[4], each[5], each[6]) for each in told.added] == [
        ("甲1", "2.80005", "2022-04-06", "2022-04-20")
    ]
    named_sheet, _ = own(clerk, book, made.getvalue(), name="登记.xlsx", sheet="Sheet")
    assert not named_sheet.context["ready"]
    assert "<option>合同登记</option>" in named_sheet.content.decode()


GOOD = OWN.replace("编号,", "合同编号,", 1)


def test_the_same_file_twice_changes_nothing_and_a_changed_row_is_changed_in_place(clerk, book):
    from jixiao.web.registers.models import MODELS

    answer, where = own(clerk, book, GOOD)
    clerk.post(where, {"revision": answer.context["book"].revision})
    keys = list(MODELS["contracts"].objects.values_list("pk", flat=True))
    answer, _ = own(clerk, book, GOOD, encoding="utf-8-sig")
    assert not answer.context["anything"]
    answer, where = own(clerk, book, GOOD.replace("5000", "6000"))
    (told,) = answer.context["changes"]
    assert (len(told.added), len(told.replaced), len(told.gone)) == (0, 1, 0)
    clerk.post(where, {"revision": answer.context["book"].revision})
    assert list(MODELS["contracts"].objects.values_list("pk", flat=True)) == keys
    assert str(MODELS["contracts"].objects.get(pk=keys[1]).value_amount) == "0.6"


def test_one_faulty_row_keeps_the_whole_file_out(clerk, book):
    from jixiao.web.registers.models import MODELS

    answer, where = own(clerk, book, GOOD.replace("5000", "约五千"))
    (beside,) = answer.context["findings"]
    assert "约五千" in beside.cells
    clerk.post(where, {"revision": answer.context["book"].revision})
    assert MODELS["contracts"].objects.count() == 0


def test_a_book_that_changed_meanwhile_is_compared_again(clerk, office, book):
    from jixiao.web.registers.services import add_records, records_of

    answer, where = own(clerk, book, GOOD)
    add_records(office[1], book, CONTRACTS, [CONTRACTS.example])
    again = clerk.post(where, {"revision": answer.context["book"].revision})
    assert again.status_code == 409
    assert len(records_of(book, CONTRACTS)) == 1


def test_somebody_elses_upload_is_not_there(client, clerk, office, book):
    from jixiao.web.organizations.models import Membership, Person

    _, where = own(clerk, book, GOOD)
    other = Person.objects.create_user("other", "另一经办人", "correct horse battery")
    Membership.objects.create(person=other, unit=book.unit, role="preparer")
    client.force_login(other)
    assert client.get(where).status_code == 404


def test_a_register_that_was_exported_reads_back_the_same(clerk, office, book):
    from jixiao.web.registers.services import add_records

    add_records(office[1], book, CONTRACTS, [CONTRACTS.example])
    answer = clerk.get(address("register_export", book, "contracts"))
    assert answer.content == clerk.get(address("register_export", book, "contracts")).content
    # The example of the sheet is the same contract; it does not count.
    again, _ = own(clerk, book, answer.content, name="采购合同.xlsx")
    assert not again.context["anything"], again.context["changes"]


@pytest.mark.parametrize("text", ["", "甲\n乙\n", "一,二\n三,四\n"])
def test_a_file_without_known_headings_says_which_there_are(clerk, book, text):
    content = text.encode() or b"\n"
    answer, _ = own(clerk, book, content)
    assert not answer.context["ready"]
    assert "合同编号" in answer.context["findings"][0].finding.advice


# --- evidence


def attach(clerk, book, *files, **more):
    return clerk.post(
        address("evidence_add", book), {"files": list(files), **more}, headers={"X-Requested-With": "upload"}
    )


@pytest.mark.parametrize(
    ("name", "content", "mime", "inline"),
    [
        ("发票.png", PNG, "image/png", True),
        ("批复.pdf", PDF, "application/pdf", True),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg", True),
        (
            "图.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "application/octet-stream",
            False,
        ),
        ("页.html", b"<html><script>alert(1)</script>", "application/octet-stream", False),
        ("说明.txt", "说明".encode(), "application/octet-stream", False),
        ("表.xlsx", b"PK\x03\x04", "application/octet-stream", False),
    ],
)
def test_a_file_is_given_as_what_its_content_is(clerk, book, name, content, mime, inline):
    from urllib.parse import quote

    from jixiao.web.registers.models import Evidence

    assert attach(clerk, book, named(content, name)).status_code == 200
    evidence = Evidence.objects.get()
    answer = clerk.get(reverse("evidence_file", args=[evidence.pk]))
    headers = answer.headers
    assert b"".join(answer.streaming_content) == content
    assert headers["Content-Type"] == mime
    assert headers["X-Content-Type-Options"] == "nosniff"
    kind = "inline" if inline else "attachment"
    assert headers["Content-Disposition"] == f"{kind}; filename*=utf-8''{quote(name)}"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ("sandbox" in headers["Content-Security-Policy"]) == (mime != "application/pdf")
    saved = clerk.get(reverse("evidence_file", args=[evidence.pk]) + "?download")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(saved.streaming_content) == content
    page = clerk.get(reverse("evidence", args=[evidence.pk])).content.decode()
    assert ("<img" in page or "<iframe" in page) == inline or 'class="shown"' not in page


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.pdf", b"", "空的"),
        ("假.pdf", b"<html>", "内容却不是"),
        ("假.png", PDF, "内容却不是"),
        ("程序.exe", b"MZ\x90\0", "程序文件"),
        ("程序.pdf", b"MZ\x90\0", "程序文件"),
        ("脚本.bat", b"del", "程序文件"),
    ],
)
def test_files_that_cannot_prove_anything_are_refused(clerk, book, name, content, why):
    from jixiao.web.registers.models import Evidence

    answer = attach(clerk, book, named(content, name), named(PNG, "好的.png"))
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert [each.name for each in Evidence.objects.all()] == ["好的.png"]


def test_a_file_above_the_limit_is_refused(clerk, book, settings):
    settings.EVIDENCE_LIMIT = 1 << 20
    answer = attach(clerk, book, named(PNG + b"\0" * (1 << 20), "大.png"))
    assert answer.status_code == 422
    assert "不超过 1 MB" in answer.content.decode()


def test_names_lose_folders_and_hidden_signs(clerk, book):
    from jixiao.web.registers.evidence import plain_name
    from jixiao.web.registers.models import Evidence

    assert plain_name("C:\\资料\\发票\u202egnp.exe") == "发票gnp.exe"
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("") == "未命名"
    long = plain_name("长" * 300 + ".pdf")
    assert len(long) == 200
    assert long.endswith(".pdf")
    attach(clerk, book, named(PDF, "长" * 250 + ".pdf"))
    assert Evidence.objects.get().name.endswith(".pdf")


def test_the_same_file_is_kept_once_and_stays_until_taken_away(clerk, office, book):
    from jixiao.web.audit.models import Event
    from jixiao.web.registers.models import MODELS, Blob, Evidence
    from jixiao.web.registers.services import add_records

    add_records(office[1], book, CONTRACTS, [CONTRACTS.example])
    row = MODELS["contracts"].objects.get()
    place = {"table": "contracts", "row": row.pk}
    attach(clerk, book, named(PDF, "合同.pdf"), named(PDF, "合同.pdf"), **place)
    attach(clerk, book, named(PDF, "合同.pdf"))
    assert Blob.objects.count() == 1
    assert Evidence.objects.count() == 2
    page = address("register_row", book, "contracts", row.pk)
    assert "合同.pdf" in clerk.get(page).content.decode()
    evidence = Evidence.objects.get(row=row.pk)
    answer = clerk.post(reverse("evidence_remove", args=[evidence.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == page
    evidence.refresh_from_db()
    assert evidence.removed_at is not None
    assert not clerk.get(page).context["files"]
    assert list(Event.objects.filter(object_kind="evidence").order_by("number").values_list("action", flat=True)) == [
        "attach",
        "attach",
        "detach",
    ]


def test_evidence_of_a_removed_row_is_still_found(clerk, office, book):
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.services import add_records, remove_rows

    add_records(office[1], book, CONTRACTS, [CONTRACTS.example])
    row = MODELS["contracts"].objects.get()
    attach(clerk, book, named(PDF, "合同.pdf"), table="contracts", row=row.pk)
    assert not clerk.get(address("book", book)).context["left_over"]
    remove_rows(office[1], book, CONTRACTS, {row.pk: row.revision})
    assert [each.name for each in clerk.get(address("book", book)).context["left_over"]] == ["合同.pdf"]


def test_evidence_of_an_indicator_goes_back_to_its_page(clerk, book):
    from jixiao.web.registers.models import Evidence

    where = reverse("books")
    answer = clerk.post(
        address("evidence_add", book), {"files": [named(PDF, "制度.pdf")], "indicator": "management", "next": where}
    )
    assert answer.url == where
    assert Evidence.objects.get().indicator == "management"
    answer = clerk.post(
        address("evidence_add", book), {"files": [named(PDF, "乙.pdf")], "next": "https://example.org/"}
    )
    assert answer.url == address("book", book)


@pytest.mark.parametrize("place", [{"table": "contracts", "row": "99"}, {"table": "nothing", "row": "1"}, {"row": "1"}])
def test_a_row_that_is_not_the_books_proves_nothing(clerk, book, place):
    assert attach(clerk, book, named(PDF, "甲.pdf"), **place).status_code == 404


def test_evidence_is_read_with_its_book_and_taken_away_by_its_clerk(client, clerk, office, book):
    from jixiao.web.organizations.models import Membership, Person
    from jixiao.web.registers.models import Evidence

    attach(clerk, book, named(PDF, "甲.pdf"))
    pk = Evidence.objects.get().pk
    people = {
        name: Person.objects.create_user(name, name, "correct horse battery") for name in ("approver", "outsider")
    }
    Membership.objects.create(person=people["approver"], unit=book.unit, role="approver")
    for name, seen in (("approver", 200), ("outsider", 404)):
        client.force_login(people[name])
        for view in ("evidence", "evidence_file"):
            answer = client.get(reverse(view, args=[pk]))
            assert answer.status_code == seen
            if answer.streaming:
                assert b"".join(answer.streaming_content) == PDF  # reading it to its end closes it
        assert client.post(reverse("evidence_remove", args=[pk])).status_code == 404


def test_a_file_that_was_lost_is_not_there(clerk, book):
    from jixiao.web.registers.blobs import path_of
    from jixiao.web.registers.models import Evidence

    attach(clerk, book, named(PDF + b"lost", "甲.pdf"))
    evidence = Evidence.objects.get()
    path_of(evidence.blob_id).unlink()
    assert clerk.get(reverse("evidence_file", args=[evidence.pk])).status_code == 404


def test_an_exported_register_opens_in_a_spreadsheet(clerk, office, book):
    from openpyxl import load_workbook

    from jixiao.web.registers.services import add_records

    add_records(office[1], book, CONTRACTS, [CONTRACTS.example])
    content = clerk.get(address("register_export", book, "contracts")).content
    sheet = load_workbook(io.BytesIO(content))["采购合同"]
    assert CONTRACTS.example.number in {cell.value for row in sheet.iter_rows() for cell in row}
