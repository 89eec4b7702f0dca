"""The evaluation's pages: what they show is what the engine says, what is typed is kept once, nothing leaks."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.lifecycle.states import Action

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "examples"
SPAN = re.compile(r'<span id="s-([0-9-]+)"[^>]*>([^<]*)</span>')


@pytest.fixture
def quick(monkeypatch):
    """Submits without writing documents: for tests that look at the way and not at the papers."""
    from jixiao.web.evaluation import freezing

    monkeypatch.setattr(freezing, "rendered", lambda draft, *_: iter(()))
    monkeypatch.setattr(freezing, "write", lambda scheme, path, filling: path.write_bytes(b"workbook"))


def _act(person, evaluation, *actions, **more):
    from jixiao.web.evaluation.workflow import take

    for action in actions:
        evaluation = take(person, evaluation, action, **more)
        assert not isinstance(evaluation, str), evaluation
    return evaluation


def _project(district):
    """A project's evaluation with goals, deviations and several levels, of the unit."""
    from datetime import date

    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.web.registers.loading import load_workbook
    from jixiao.workbook.reader import read_workbook

    told = read_workbook(EXAMPLES / "zhanjiang-2022.xlsx")
    the_round = Round.objects.create(
        finance=district.finance,
        title="2022年度项目支出绩效自评",
        year=2022,
        scheme_id=told.scheme.id,
        scheme_digest=told.scheme.digest,
        opens_on=date(2023, 2, 1),
        deadline=date(2023, 4, 30),
        created_by=district.administrator,
    )
    book = district.evaluation.book
    for table in ("goals", "budget", "execution", "funds", "activities"):
        _clear(book, table)
    evaluation = Evaluation.objects.create(round=the_round, unit=district.unit, book=book, subject=told.filling.subject)
    assert load_workbook(district.preparer, evaluation, EXAMPLES / "zhanjiang-2022.xlsx").ready
    evaluation.refresh_from_db()
    return evaluation


def _clear(book, table):
    from jixiao.web.registers.models import MODELS

    MODELS[table].objects.filter(book=book).delete()


def _shown(content):
    return dict(SPAN.findall(content.decode()))


def _scored(result):
    return {
        node.code.replace(".", "-"): "—" if node.score is None else str(node.score)
        for node in result.walk()
        if node.points is not None
    }


def test_the_page_shows_what_the_engine_says(client, district):
    from jixiao.web.evaluation.draft import draft_of

    client.force_login(district.preparer)
    for evaluation in (district.evaluation, _project(district)):
        result = draft_of(evaluation).result
        page = client.get(f"/evaluations/{evaluation.pk}/")
        assert page.status_code == 200
        shown = {anchor: text.replace(",", "") for anchor, text in _shown(page.content).items()}
        told = _scored(result)
        assert {key: shown[key] for key in told} == told
        text = page.content.decode()
        for leaf in result.leaves():
            for step in leaf.steps:
                assert step.replace("<", "&lt;").replace("≤", "≤")[:12] in text
            if leaf.source is not None:
                assert leaf.source.label.split("〔")[0] in text


def test_every_page_of_the_unit_opens_and_writes_nothing(client, district, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(district.preparer)
    pk = district.evaluation.pk
    tabs = ("", "passages/", "documents/", "documents/?document=department_report", "versions/", "compare/", "summary/")
    addresses = ["/evaluations/", *(f"/evaluations/{pk}/{tab}" for tab in (*tabs, "checks/", "checks/?at=passages"))]
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        for address in addresses:
            assert client.get(address).status_code == 200, address
    written = [query["sql"] for query in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", query["sql"])]
    assert not written


def test_figures_lead_to_their_rows(client, district):
    client.force_login(district.preparer)
    text = client.get(f"/evaluations/{district.evaluation.pk}/").content.decode()
    link = re.search(r'href="(/books/\d+/tables/execution\?rows=[\d,]+)"', text.replace("/?rows", "?rows"))
    assert link is not None
    assert client.get(link[1].replace("?rows", "/?rows")).status_code == 200


def test_saving_refreshes_score_standing_and_reason(client, district):
    client.force_login(district.preparer)
    address = f"/evaluations/{district.evaluation.pk}/answers/intent_rate/"
    from jixiao.web.evaluation.models import Answer

    kept = Answer.objects.get(evaluation=district.evaluation, name="intent_rate")
    answer = client.post(address, {"text": "50%", "revision": kept.revision}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "evaluation-saved"
    assert _shown(answer.content)["2-5-1"] == "1.00"
    assert 'id="standing" hx-swap-oob="true"' in answer.content.decode()
    assert 'id="r-2-5-1"' in answer.content.decode()
    assert f'value="{kept.revision + 1}"' in answer.content.decode()
    wrong = client.post(address, {"text": "一半", "revision": kept.revision + 1}, headers={"HX-Request": "true"})
    assert "一半" in wrong.content.decode()
    assert _shown(wrong.content)["2-5-1"] == "—"
    page = client.get(f"/evaluations/{district.evaluation.pk}/").content.decode()
    assert 'href="#q-intent_rate"' in page
    assert "disabled aria-describedby" in page


def test_of_two_who_save_at_the_same_revision_one_is_told_both_values(client, district):
    from jixiao.web.evaluation.models import Answer, Passage

    client.force_login(district.preparer)
    pk = district.evaluation.pk
    kept = Answer.objects.get(evaluation=pk, name="intent_rate")
    cases = (
        (f"/evaluations/{pk}/answers/intent_rate/", kept.revision),
        (f"/evaluations/{pk}/passages/overview/", 0),
    )
    for address, revision in cases:
        first = client.post(address, {"text": "11%", "revision": revision}, headers={"HX-Request": "true"})
        second = client.post(address, {"text": "22%", "revision": revision}, headers={"HX-Request": "true"})
        same = client.post(address, {"text": "11%", "revision": revision}, headers={"HX-Request": "true"})
        assert (first.status_code, second.status_code, same.status_code) == (200, 409, 200)
        assert "11%" in second.content.decode()
        assert "22%" in second.content.decode()
        assert "HX-Trigger" not in second.headers
    assert Answer.objects.get(pk=kept.pk).text == "11%"
    assert Passage.objects.get(evaluation=pk, key="overview").text == "11%"


def test_a_deviation_is_kept_in_the_row_of_its_goal(client, district):
    from jixiao.web.audit.models import Event
    from jixiao.web.registers.models import MODELS

    evaluation = _project(district)
    client.force_login(district.preparer)
    row = MODELS["goals"].objects.filter(book=evaluation.book).first()
    before = {name: value for name, value in vars(row).items() if name.startswith("value_")}
    address = f"/evaluations/{evaluation.pk}/deviations/{row.pk}/"
    saved = client.post(address, {"text": "天气原因", "revision": row.revision}, headers={"HX-Request": "true"})
    assert saved.status_code == 200
    conflict = client.post(address, {"text": "另一个原因", "revision": row.revision}, headers={"HX-Request": "true"})
    assert conflict.status_code == 409
    assert "天气原因" in conflict.content.decode()
    row.refresh_from_db()
    after = {name: value for name, value in vars(row).items() if name.startswith("value_")}
    assert after == {**before, "value_deviation": "天气原因"}
    assert Event.objects.filter(object_kind=row._meta.model_name, new={"deviation": "天气原因"}).count() == 1
    assert client.post(f"/evaluations/{evaluation.pk}/deviations/0/", {"text": "x"}).status_code == 404


def test_passages_are_those_that_the_documents_ask_for(client, district):
    from jixiao.web.evaluation.answers import save_passage
    from jixiao.web.evaluation.draft import draft_of
    from jixiao.web.evaluation.freezing import rendered
    from jixiao.web.evaluation.passages import asked

    for evaluation in (district.evaluation, _project(district)):
        places = asked(draft_of(evaluation))
        assert len({place.key for place in places}) == len(places) >= 6
        assert all(place.label and place.section for place in places)
        for number, place in enumerate(places):
            save_passage(district.preparer, evaluation, place.key, f"本单位自写第{number}段话", revision=0)
        words = "".join(content.decode() for *_, content in rendered(draft_of(evaluation), ("html",)))
        assert [place.key for number, place in enumerate(places) if f"本单位自写第{number}段话" not in words] == []
    client.force_login(district.preparer)
    assert client.post(f"/evaluations/{district.evaluation.pk}/passages/nonsense/", {"text": "x"}).status_code == 404


def test_last_years_words_stand_beside(client, district):
    from jixiao.web.evaluation.answers import save_passage
    from jixiao.web.evaluation.models import Evaluation, Round
    from jixiao.web.registers.models import Book

    now = district.evaluation
    values = {
        name: value for name, value in Round.objects.filter(pk=now.round_id).values().get().items() if name != "id"
    }
    before = Round.objects.create(**{**values, "year": 2021})
    book = Book.objects.create(unit=district.unit, year=2021)
    last = Evaluation.objects.create(round=before, unit=district.unit, book=book)
    save_passage(district.preparer, last, "overview", "去年的职能说明", revision=0)
    client.force_login(district.preparer)
    assert "去年的职能说明" in client.get(f"/evaluations/{now.pk}/passages/").content.decode()


def test_checks_stand_at_the_indicator_they_speak_of(client, district):
    client.force_login(district.preparer)
    text = client.get(f"/evaluations/{district.evaluation.pk}/checks/").content.decode()
    block = re.search(r'<div id="f-2-2-1" hx-swap-oob="true">(.*?)</div>', text, re.DOTALL)
    assert block is not None
    assert "AR008" in block[1]


def test_queries_do_not_grow_with_rows(client, district):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jixiao.web.registers.models import MODELS

    client.force_login(district.preparer)
    model, book = MODELS["activities"], district.evaluation.book

    def counted(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = [counted(f"/evaluations/{district.evaluation.pk}/{tab}") for tab in ("", "passages/", "versions/")]
    model.objects.bulk_create(
        model(book=book, position=1000 + n, value_name=f"活动{n}", value_kind="讲座", value_times=Decimal(1))
        for n in range(500)
    )
    assert [counted(f"/evaluations/{district.evaluation.pk}/{tab}") for tab in ("", "passages/", "versions/")] == few
    assert max(few) < 45


def test_the_list_asks_as_much_for_one_evaluation_as_for_thirty(client, district):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jixiao.web.evaluation.models import Evaluation

    client.force_login(district.preparer)

    def counted():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/evaluations/").status_code == 200
        return len(queries)

    one = counted()
    shared = {"round": district.round, "unit": district.unit, "book": district.evaluation.book}
    Evaluation.objects.bulk_create(Evaluation(subject=f"项目{n}", **shared) for n in range(29))
    assert counted() == one


def test_a_projects_evaluation_looks_at_its_own_rows_only(district, quick):
    from jixiao.web.evaluation.draft import draft_of
    from jixiao.web.registers.models import MODELS, TABLES
    from jixiao.web.registers.services import Change, change_rows

    evaluation = _project(district)
    before = draft_of(evaluation)
    evaluation = _act(district.preparer, evaluation, Action.SUBMIT)
    table = TABLES["execution"]
    filled = {column.name: "" for column in table.columns}
    shown = MODELS["execution"].objects.filter(book=evaluation.book).first()
    from jixiao.web.registers.rows import record_of, texts_of

    filled |= texts_of(table, record_of(table, shown))
    other = Change({**filled, "project": "别的项目", "amount": "7"})
    (outcome,) = change_rows(district.preparer, evaluation.book, table, table.columns, [other])
    assert outcome.saved, outcome.findings
    evaluation.refresh_from_db()
    after = draft_of(evaluation)
    assert after.fingerprint == before.fingerprint
    assert all(row.project != "别的项目" for row in after.dossier.rows["execution"])
    assert evaluation.changed_since is None
    own = Change({**filled, "project": evaluation.subject, "amount": "7"})
    change_rows(district.preparer, evaluation.book, table, table.columns, [own])
    evaluation.refresh_from_db()
    assert evaluation.changed_since is not None


def test_answers_are_shut_once_submitted(client, district, quick):
    from jixiao.web.evaluation.models import Answer

    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT)
    client.force_login(district.preparer)
    kept = Answer.objects.get(evaluation=evaluation, name="intent_rate")
    address = f"/evaluations/{evaluation.pk}/answers/intent_rate/"
    assert client.post(address, {"text": "1%", "revision": kept.revision}).status_code == 409
    kept.refresh_from_db()
    assert kept.text == "100%"
    assert 'hx-post="' not in client.get(f"/evaluations/{evaluation.pk}/").content.decode()
    assert client.get(f"/evaluations/{evaluation.pk}/passages/").status_code == 404
    assert client.get(f"/evaluations/{evaluation.pk}/drafts/department_report.html").status_code == 404


def test_files_prove_an_indicator(client, district):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(district.preparer)
    pk, book = district.evaluation.pk, district.evaluation.book_id
    fragment = f"/evaluations/{pk}/evidence/?indicator=intent_disclosure"
    shown = client.get(fragment).content.decode()
    place = re.search(r'name="indicator" value="([^"]+)"', shown)
    assert place is not None
    file = SimpleUploadedFile("公告.pdf", b"%PDF-1.7 notice", "application/pdf")
    client.post(f"/books/{book}/evidence/", {"indicator": place[1], "files": [file]})
    assert "公告.pdf" in client.get(fragment).content.decode()
    page = client.get(f"/evaluations/{pk}/").content.decode()
    assert page.count('<span class="count">1</span></summary><div hx-get="evidence/?indicator=intent_disclosure"') == 1
    assert client.get(f"/evaluations/{pk}/evidence/?indicator=nothing").status_code == 404
    client.force_login(district.approver)
    assert "data-upload" not in client.get(fragment).content.decode()
    client.force_login(district.auditor)
    assert client.get(fragment).status_code == 404
