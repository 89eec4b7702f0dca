"""The workbench: who reads and who types, what a row's saving does, how lists and sums behave."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from jixiao.lifecycle.states import State
from jixiao.registers.catalogue import REGISTERS

CONTRACTS = REGISTERS["contracts"]
GOOD = {"number": "甲1", "name": "展板", "amount": "28000元", "awarded_on": "2022.4.6", "signed_on": "2022年4月20日"}


def address(name, book, *more):
    return reverse(name, args=[book.pk, *more])


def post(client, where, content):
    return client.post(where, json.dumps(content), content_type="application/json")


def save(client, book, *rows, table="contracts"):
    sent = [{"key": str(at), "pk": None, "revision": 0, "typed": row} | row.pop("_", {}) for at, row in enumerate(rows)]
    return post(client, address("register_save", book, table), {"rows": sent})


@pytest.fixture
def drafted(district):
    return district.evaluation.book


PAGES = (
    ("book", ()),
    ("book_faults", ()),
    ("register", ("execution",)),
    ("register_export", ("execution",)),
)


def pages(book, evaluation):
    from jixiao.web.registers.models import MODELS

    row = MODELS["execution"].objects.filter(book=book).first()
    return [
        *(address(name, book, *more) for name, more in PAGES),
        address("register_row", book, "execution", row.pk),
        address("workbook_export", book, evaluation.pk),
    ]


READERS = ("preparer", "approver", "auditor")
OTHERS = ("outsider", "preparer_below", "department_reviewer", "finance_reviewer", "administrator", "evaluator")


def test_a_draft_is_read_by_its_unit_and_the_auditor(client, district, drafted):
    for person in (*READERS, *OTHERS):
        client.force_login(getattr(district, person))
        for page in pages(drafted, district.evaluation):
            assert client.get(page).status_code == (200 if person in READERS else 404), (person, page)


def test_reviewers_read_what_was_handed_in(client, district, drafted):
    district.evaluation.state = State.WITH_FINANCE
    district.evaluation.save()
    for person in ("finance_reviewer", "administrator"):
        client.force_login(getattr(district, person))
        for page in pages(drafted, district.evaluation):
            assert client.get(page).status_code == 200, (person, page)
        page = client.get(address("register", drafted, "execution") + "?rows=2").content.decode()
        assert page.count('class="pointed"') == 1
        assert "<input name=" not in page
        assert "grid.js" not in page


def changes(book, evaluation):
    from jixiao.web.registers.models import MODELS

    row = MODELS["execution"].objects.filter(book=book).first()
    table = ("execution",)
    return [
        (address("register_save", book, *table), {"rows": []}),
        (address("register_remove", book, *table), {"rows": {str(row.pk): row.revision}}),
        (address("register_restore", book, *table), {"rows": {}}),
        (address("register_move", book, *table), {"row": row.pk, "before": None}),
        (address("register_paste", book, *table), {"text": "甲\t乙", "column": ""}),
        (address("register_nothing", book, *table), {}),
        (address("workbook_import", book), {}),
        (address("register_import", book, *table), {}),
        (address("evidence_add", book), {}),
    ]


def test_only_the_preparer_changes_anything(client, district, drafted):
    from jixiao.web.registers.models import MODELS

    district.evaluation.state = State.WITH_FINANCE
    district.evaluation.save()
    before = MODELS["execution"].objects.filter(book=drafted).count()
    for person in ("approver", "auditor", "outsider", "preparer_below", "finance_reviewer"):
        client.force_login(getattr(district, person))
        for where, content in changes(drafted, district.evaluation):
            assert post(client, where, content).status_code == 404, (person, where)
        assert client.post(reverse("book_add"), {"unit": district.unit.pk, "year": "2030"}).status_code == 404
    assert MODELS["execution"].objects.filter(book=drafted).count() == before


def test_unknown_tables_and_rows_are_not_there(clerk, book):
    assert clerk.get(address("register", book, "nothing")).status_code == 404
    assert clerk.get(address("register_row", book, "contracts", 999999)).status_code == 404
    assert clerk.get(reverse("register", args=[999999, "contracts"])).status_code == 404


# --- books


def test_a_new_year_is_empty_with_last_year_beside(clerk, book):
    fill(book, CONTRACTS, [contract(1), contract(2)])
    answer = clerk.post(reverse("book_add"), {"unit": book.unit_id, "year": "2023"}, follow=True)
    shelves = {each.table.name: each for each in answer.context["shelves"]}
    assert all(each.rows == 0 for each in shelves.values())
    assert shelves["contracts"].rows_before == 2
    ((column, now, then),) = shelves["contracts"].sums
    assert (column.name, now, then) == ("amount", None, CONTRACTS.example.amount * 2)


def test_a_year_that_is_none_is_refused(clerk, book):
    answer = clerk.post(reverse("book_add"), {"unit": book.unit_id, "year": "23"}, follow=True)
    assert "四位数字" in answer.content.decode()


def test_a_year_is_opened_once(clerk, book):
    from jixiao.web.registers.models import Book

    clerk.post(reverse("book_add"), {"unit": book.unit_id, "year": "2022"})
    assert Book.objects.count() == 1


def test_the_book_tells_what_each_register_feeds(client, district, drafted):
    client.force_login(district.preparer)
    context = client.get(address("book", drafted)).context
    execution = next(each for each in context["shelves"] if each.table.name == "execution")
    assert [leaf.title for leaf in execution.feeds[0].indicators]
    assert all(not each.feeds for each in context["others"])


def test_nothing_is_stated_only_of_an_empty_register(clerk, book):
    clerk.post(address("register_nothing", book, "assets"), {"nothing": "1"})
    book.refresh_from_db()
    assert book.nothing == ["assets"]
    fill(book, CONTRACTS, [contract(1)])
    answer = clerk.post(address("register_nothing", book, "contracts"), {"nothing": "1"}, follow=True)
    assert "先删去各行" in answer.content.decode()
    clerk.post(address("register_nothing", book, "budget"), {"nothing": "1"})
    book.refresh_from_db()
    assert book.nothing == ["assets"]


def test_a_first_row_takes_the_statement_back(clerk, book):
    clerk.post(address("register_nothing", book, "contracts"), {"nothing": "1"})
    assert save(clerk, book, dict(GOOD)).status_code == 200
    book.refresh_from_db()
    assert book.nothing == []


# --- saving


def test_a_row_is_kept_as_the_workbook_would_read_it(clerk, book):
    answer = save(clerk, book, dict(GOOD))
    (row,) = answer.json()["rows"]
    assert answer.status_code == 200
    assert row["state"] == "saved"
    assert row["texts"]["amount"] == "2.8"
    assert row["texts"]["signed_on"] == "2022-04-20"
    assert answer.json()["sums"] == {"amount": "2.8"}


def test_faults_stand_at_their_cells_and_the_other_rows_are_saved(clerk, book):
    answer = save(clerk, book, GOOD | {"amount": "约三万", "signed_on": "2022-2-30"}, GOOD | {"number": "甲2"})
    wrong, right = answer.json()["rows"]
    assert answer.status_code == 422
    assert {each["column"] for each in wrong["faults"]} == {"amount", "signed_on"}
    assert right["state"] == "saved"


def test_an_impossible_order_of_dates_is_a_fault(clerk, book):
    (row,) = save(clerk, book, GOOD | {"signed_on": "2022-01-01"}).json()["rows"]
    assert [each["column"] for each in row["faults"]] == ["signed_on"]


def test_rows_of_one_key_are_not_kept_twice(clerk, book):
    first = save(clerk, book, dict(GOOD), GOOD | {"name": "另一份"})
    assert [each["state"] for each in first.json()["rows"]] == ["saved", "refused"]
    (again,) = save(clerk, book, GOOD | {"name": "又一份"}).json()["rows"]
    assert "第 1 行" in again["faults"][0]["message"]


def test_a_date_of_another_year_is_a_fault_like_in_the_workbook(clerk, book):
    table = next(each for each in REGISTERS.values() if any(column.in_year for column in each.columns))
    column = next(each for each in table.columns if each.in_year)
    from jixiao.web.registers.rows import texts_of

    typed = texts_of(table, table.example) | {column.name: "2019-01-01"}
    (row,) = save(clerk, book, typed, table=table.name).json()["rows"]
    assert [each["column"] for each in row["faults"] if each["severity"] == "error"] == [column.name]


def test_what_somebody_else_changed_is_not_overwritten(clerk, book):
    (made,) = save(clerk, book, dict(GOOD)).json()["rows"]
    seen = {"pk": made["pk"], "revision": made["revision"]}
    assert save(clerk, book, GOOD | {"supplier": "甲公司", "_": dict(seen)}).status_code == 200
    answer = save(clerk, book, GOOD | {"supplier": "乙公司", "_": dict(seen)})
    (row,) = answer.json()["rows"]
    assert answer.status_code == 409
    assert row["state"] == "conflict"
    assert row["now"]["supplier"] == "甲公司"


def test_a_row_that_was_removed_meanwhile_is_a_conflict(clerk, book):
    (made,) = save(clerk, book, dict(GOOD)).json()["rows"]
    post(clerk, address("register_remove", book, "contracts"), {"rows": {str(made["pk"]): made["revision"]}})
    answer = save(clerk, book, GOOD | {"_": {"pk": made["pk"], "revision": made["revision"]}})
    assert answer.status_code == 409
    assert "" in answer.json()["rows"][0]["now"]


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"rows": 3},
        {"rows": [3]},
        {"rows": [{"typed": {"name": 3}}]},
        {"rows": [{"typed": {}, "pk": "x"}]},
        {"rows": [{"typed": {}, "revision": None}]},
    ],
)
def test_what_no_page_sends_is_refused(clerk, book, content):
    assert post(clerk, address("register_save", book, "contracts"), content).status_code == 400


def test_what_no_database_holds_does_no_harm(clerk, book):
    (row,) = save(clerk, book, GOOD | {"name": "展\0板\ud800", "elsewhere": "x"}).json()["rows"]
    assert row["texts"]["name"] == "展板"


def test_a_row_taken_away_comes_back_to_its_place_with_its_trail(clerk, book):
    from jixiao.web.audit.chain import verify
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.services import records_of

    save(clerk, book, *(GOOD | {"number": f"甲{number}"} for number in range(3)))
    before = records_of(book, CONTRACTS)
    row = MODELS["contracts"].objects.filter(book=book)[1]
    answer = post(clerk, address("register_remove", book, "contracts"), {"rows": {str(row.pk): row.revision}}).json()
    assert len(records_of(book, CONTRACTS)) == 2
    back = post(clerk, address("register_restore", book, "contracts"), {"rows": answer["removed"]}).json()
    assert list(back["rows"]) == [str(row.pk)]
    assert back["rows"][str(row.pk)] > row.revision
    assert records_of(book, CONTRACTS) == before
    # Asked again, or for rows of another unit, nothing comes back.
    assert post(clerk, address("register_restore", book, "contracts"), {"rows": answer["removed"]}).json()["rows"] == {}
    assert verify()


def test_a_removed_row_of_another_book_does_not_come_back(clerk, office):
    from jixiao.web.registers.services import create_book

    book, person = office
    other = create_book(person, book.unit, 2021)
    (made,) = save(clerk, other, GOOD | {"awarded_on": "2021-01-05", "signed_on": ""}).json()["rows"]
    removed = {"rows": {str(made["pk"]): made["revision"]}}
    assert post(clerk, address("register_remove", other, "contracts"), removed).json()["removed"]
    assert post(clerk, address("register_restore", book, "contracts"), removed).json()["rows"] == {}


def test_a_row_seen_in_an_old_state_is_not_removed(clerk, book):
    (made,) = save(clerk, book, dict(GOOD)).json()["rows"]
    answer = post(clerk, address("register_remove", book, "contracts"), {"rows": {str(made["pk"]): 7}})
    assert answer.status_code == 409
    assert answer.json()["kept"] == [made["pk"]]
    assert answer.json()["total"] == 1


def test_the_clerk_is_warned_before_a_change_voids_an_approval(client, district, drafted):
    district.evaluation.state = State.IN_APPROVAL
    district.evaluation.save()
    client.force_login(district.preparer)
    assert "会使审核失效" in client.get(address("register", drafted, "execution")).content.decode()
    client.force_login(district.approver)
    assert "会使审核失效" not in client.get(address("register", drafted, "execution")).content.decode()


def test_a_row_is_moved_and_only_its_neighbours_are_written(clerk, book, django_assert_max_num_queries):
    from jixiao.web.registers.models import MODELS

    fill(book, CONTRACTS, [contract(number) for number in range(500)])
    keys = list(MODELS["contracts"].objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(15):
        post(clerk, address("register_move", book, "contracts"), {"row": keys[3], "before": keys[2]})
    moved = [keys[0], keys[1], keys[3], keys[2], *keys[4:]]
    assert list(MODELS["contracts"].objects.values_list("pk", flat=True)) == moved
    post(clerk, address("register_move", book, "contracts"), {"row": keys[0], "before": None})
    assert list(MODELS["contracts"].objects.values_list("pk", flat=True)) == [*moved[1:], keys[0]]
    assert post(clerk, address("register_move", book, "contracts"), {"row": "x"}).status_code == 400
    assert post(clerk, address("register_move", book, "contracts"), {"row": 10**9}).status_code == 200


def test_a_row_leads_to_its_history(clerk, book):
    (made,) = save(clerk, book, dict(GOOD)).json()["rows"]
    page = clerk.get(address("register_row", book, "contracts", made["pk"])).content.decode()
    trail = reverse("trail", args=["contractsentry", made["pk"]])
    assert trail in page
    assert clerk.get(trail).status_code == 200


# --- lists


def fill(book, table, rows):
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.rows import fields_of

    model = MODELS[table.name]
    made = (model(book=book, position=at, **fields_of(table, record)) for at, record in enumerate(rows, 1))
    model.objects.bulk_create(made, batch_size=1000)


def contract(number, **more):
    from dataclasses import replace

    return replace(CONTRACTS.example, number=f"甲{number}", **more)


def test_sums_are_exact_and_pages_are_bounded(clerk, book, django_assert_max_num_queries):
    fill(book, CONTRACTS, (contract(number, amount=Decimal("0.1")) for number in range(20_000)))
    with django_assert_max_num_queries(25):
        context = clerk.get(address("register", book, "contracts") + "?page=200").context
    assert context["listing"].sums == {"amount": Decimal(2000)}
    assert context["listing"].pages == 200
    assert [each["line"].number for each in context["lines"]] == list(range(19_901, 20_001))


def queries_of(client, where):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


@pytest.mark.parametrize("more", ["", "?q=甲&beside=on&sort=-amount&in-project=甲"])
def test_as_many_queries_for_many_rows_as_for_few(clerk, office, book, more):
    from jixiao.web.registers.services import create_book

    last = create_book(office[1], book.unit, 2021)
    fill(book, CONTRACTS, [contract(number, project="甲") for number in range(3)])
    fill(last, CONTRACTS, [contract(number, project="甲") for number in range(-1, 3)])
    pages = [address("register", book, "contracts") + more, address("book", book), address("book_faults", book)]
    few = [queries_of(clerk, page) for page in pages]
    fill(book, CONTRACTS, [contract(number, project="甲") for number in range(3, 300)])
    fill(last, CONTRACTS, [contract(number, project="甲") for number in range(3, 400)])
    assert [queries_of(clerk, page) for page in pages] == few
    assert max(few) < 60


def test_saving_looks_only_at_rows_of_the_name(clerk, book, django_assert_max_num_queries):
    fill(book, CONTRACTS, (contract(number) for number in range(2000)))
    with django_assert_max_num_queries(35):
        answer = save(clerk, book, GOOD | {"number": "甲7"})
    assert answer.status_code == 422
    assert "第 8 行" in answer.json()["rows"][0]["faults"][0]["message"]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("q=丙公司", [3]),
        ("q=12.50", [2]),
        ("q=2022年5月1日", [2]),
        ("q=丙公司 12.5", []),
        ("in-filed=否", [3]),
        ("in-project=乙项目", [2, 3]),
        ("sort=amount", [3, 2, 1]),
        ("sort=-amount", [1, 2, 3]),
        ("sort=password", [1, 2, 3]),
        ("page=99", [1, 2, 3]),
        ("page=x&rows=a,2,", [1, 2, 3]),
    ],
)
def test_finding_filtering_sorting(clerk, book, asked, numbers):
    from datetime import date

    rows = [
        contract(1, amount=Decimal(99)),
        contract(2, amount=Decimal("12.5"), project="乙项目", awarded_on=date(2022, 5, 1)),
        contract(3, amount=Decimal(1), project="乙项目", supplier="丙公司", filed=False),
    ]
    fill(book, CONTRACTS, rows)
    context = clerk.get(address("register", book, "contracts") + f"?{asked}").context
    assert [each["line"].number for each in context["lines"]] == numbers
    assert context["listing"].sums.get("amount", 0) == sum(rows[at - 1].amount for at in numbers)


def test_rows_that_a_score_points_to_are_shown(clerk, book):
    fill(book, CONTRACTS, (contract(number) for number in range(250)))
    context = clerk.get(address("register", book, "contracts") + "?rows=230,12").context
    assert context["listing"].page == 3
    assert [each["line"].number for each in context["lines"] if each["line"].pointed] == [230]


def test_last_year_stands_beside_by_name(clerk, office, book):
    from jixiao.web.registers.services import create_book

    last = create_book(office[1], book.unit, 2021)
    fill(last, CONTRACTS, [contract(2, amount=Decimal(5)), contract(9, amount=Decimal(7))])
    fill(book, CONTRACTS, [contract(1), contract(2)])
    listing = clerk.get(address("register", book, "contracts") + "?beside=on").context["listing"]
    assert [each.before and each.before["amount"] for each in listing.lines] == [None, "5"]
    assert listing.sums_before == {"amount": Decimal(12)}
    assert [each["number"] for each in listing.missing] == ["甲9"]
    row = clerk.get(address("register_row", book, "contracts", listing.lines[1].pk)).content.decode()
    assert "2021" in row


def test_computed_columns_are_worked_out_exactly():
    from jixiao.web.registers.listing import computed_texts

    surveys, budget = REGISTERS["surveys"], REGISTERS["budget"]
    from dataclasses import replace

    assert computed_texts(surveys, replace(surveys.example, valid=Decimal(3), satisfied=Decimal(2))) == {
        "满意度": "66.67%"
    }
    line = replace(budget.example, initial=Decimal("60.1"), adjusted=Decimal("52.55"))
    assert computed_texts(budget, line) == {"调整数": "-7.55"}
    assert computed_texts(surveys, replace(surveys.example, valid=Decimal(0))) == {}


# --- pasting


def read(text, start="number"):
    from jixiao.web.registers.spreadsheets import pasted

    return pasted(CONTRACTS, text, start, [column.name for column in CONTRACTS.columns])


def test_a_block_without_headings_goes_from_the_cell_on():
    block = read("甲1\t展板\r\n甲2\t会场\r\n")
    assert not block.headed
    assert block.rows == ({"number": "甲1", "name": "展板"}, {"number": "甲2", "name": "会场"})


def test_a_block_can_begin_at_any_column():
    order = [column.name for column in CONTRACTS.columns]
    block = read("1\t2", start="supplier")
    at = order.index("supplier")
    assert block.rows == ({order[at]: "1", order[at + 1]: "2"},)


def test_headings_are_matched_by_label_synonym_and_unit():
    synonym = next(column for column in CONTRACTS.columns if column.synonyms)
    block = read(
        f"序号\t合同编号 *\t合同金额（元）\t{synonym.synonyms[0]}\t经办\n1\t甲1\t1,200.50\t值\t张\n合计\t\t9\t\t\n"
    )
    assert block.headed
    assert block.rows == ({"number": "甲1", "amount": "1,200.50元", synonym.name: "值"},)
    assert block.left_out == ("经办",)
    assert block.skipped == 1


def test_a_cell_with_lines_and_quotes_stays_one_cell():
    block = read('甲1\t"展板\n（含""安装""）"\t丙\n')
    assert block.rows[0]["name"] == '展板\n（含"安装"）'


def test_one_column_is_a_column_whatever_commas_it_has():
    assert read("甲,1\n甲;2").rows == ({"number": "甲,1"}, {"number": "甲;2"})


def test_a_column_too_many_is_left_out():
    columns = len(CONTRACTS.columns)
    (row,) = read("\t".join(str(at) for at in range(columns + 3))).rows
    assert len(row) == columns


@pytest.mark.parametrize("text", ["", "\t", "\n\n"])
def test_nothing_pasted_is_nothing(text):
    assert read(text).rows == ()
