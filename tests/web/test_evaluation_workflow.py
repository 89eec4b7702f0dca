"""From draft to publication: what was approved is what is published, whoever does whatever meanwhile."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.lifecycle.states import Action, Refusal, State

pytestmark = pytest.mark.django_db
FIGURE = "315.587654"


@pytest.fixture
def quick(monkeypatch):
    """Submits without writing documents: for tests that look at the way and not at the papers."""
    from jixiao.web.evaluation import freezing

    monkeypatch.setattr(freezing, "rendered", lambda draft, *_: iter(()))
    monkeypatch.setattr(freezing, "write", lambda scheme, path, filling: path.write_bytes(b"workbook"))


def _take(person, evaluation, action, **more):
    from jixiao.web.evaluation.workflow import take

    return take(person, evaluation, action, **more)


def _act(person, evaluation, *actions, **more):
    for action in actions:
        evaluation = _take(person, evaluation, action, **more)
        assert not isinstance(evaluation, Refusal), evaluation
    return evaluation


def _fingerprint(evaluation):
    from jixiao.web.evaluation.draft import draft_of
    from jixiao.web.evaluation.models import Evaluation

    return draft_of(Evaluation.objects.get(pk=evaluation.pk)).fingerprint


def _change_row(district, evaluation, amount):
    """Types another amount into the first row of the execution register; the row's outcome."""
    from jixiao.web.registers.models import MODELS, TABLES
    from jixiao.web.registers.rows import record_of, texts_of
    from jixiao.web.registers.services import Change, change_rows

    table = TABLES["execution"]
    row = MODELS["execution"].objects.filter(book=evaluation.book).first()
    typed = {**texts_of(table, record_of(table, row)), "amount": amount}
    (outcome,) = change_rows(
        district.preparer, evaluation.book, table, table.columns, [Change(typed, row.pk, row.revision)]
    )
    assert outcome.saved, outcome.findings


def _files(version):
    return {(file.document, file.format): file.blob_id for file in version.files.all()}


# --- the property ------------------------------------------------------------------------------------------------

PEOPLE = ("preparer", "approver", "finance_reviewer", "administrator", "auditor", "outsider", "department_reviewer")
ACTS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(Action))
ONWARD = st.sampled_from(
    [
        ("preparer", Action.SUBMIT),
        ("approver", Action.APPROVE),
        ("finance_reviewer", Action.ACCEPT),
        ("administrator", Action.PUBLISH),
    ]
)
MEDDLING = st.sampled_from(["row", "row back", "answer", "passage", "order"])


def _meddle(district, evaluation, what):
    from jixiao.web.evaluation.answers import save_answer, save_passage
    from jixiao.web.evaluation.models import Answer, Passage
    from jixiao.web.registers.models import MODELS, TABLES
    from jixiao.web.registers.services import move_row

    if what == "row":
        _change_row(district, evaluation, "1.5")
    elif what == "row back":
        _change_row(district, evaluation, district.amount)
    elif what == "answer":
        kept = Answer.objects.get(evaluation=evaluation, name="intent_rate")
        text = "90%" if kept.text != "90%" else "100%"
        save_answer(district.preparer, evaluation, "intent_rate", {"text": text}, revision=kept.revision)
    elif what == "passage":
        kept = Passage.objects.filter(evaluation=evaluation, key="overview").first()
        text = "" if kept and kept.text else "职能说明"
        save_passage(district.preparer, evaluation, "overview", text, revision=kept.revision if kept else 0)
    else:
        last = MODELS["goals"].objects.filter(book=evaluation.book).last()
        first = MODELS["goals"].objects.filter(book=evaluation.book).first()
        move_row(evaluation.book, TABLES["goals"], last.pk, first.pk)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.one_of(ONWARD, ONWARD, ACTS, MEDDLING), min_size=6, max_size=14))
def test_only_what_was_approved_is_published(quick, district, steps):
    from jixiao.web.evaluation.models import Evaluation, Version
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.rows import text_of

    with transaction.atomic():
        evaluation = Evaluation.objects.select_related("book", "unit").get(pk=district.evaluation.pk)
        row = MODELS["execution"].objects.filter(book=evaluation.book).first()
        district.amount = text_of(row.value_amount)
        approved, frozen = None, {}
        for each in steps:
            if isinstance(each, str):
                _meddle(district, evaluation, each)
            else:
                person, action = district.people[each[0]], each[1]
                before = Evaluation.objects.get(pk=evaluation.pk)
                found = _take(person, evaluation, action, reason="有误")
                now = Evaluation.objects.select_related("current").get(pk=evaluation.pk)
                if isinstance(found, Refusal):
                    assert now.state == before.state
                    assert now.current_id == before.current_id
                elif action is Action.SUBMIT:
                    assert now.current.fingerprint == _fingerprint(now)
                    approved = None
                elif action is Action.APPROVE:
                    approved = (now.current_id, now.current.fingerprint)
                elif action in (Action.ACCEPT, Action.PUBLISH):
                    assert (now.current_id, now.current.fingerprint) == approved
                    assert _fingerprint(now) == approved[1]
            for version in Version.objects.filter(evaluation=evaluation):
                content = (version.number, version.fingerprint, version.result, _files(version))
                assert frozen.setdefault(version.pk, content) == content
            now = Evaluation.objects.select_related("current").get(pk=evaluation.pk)
            if now.state != State.DRAFT:
                assert (now.changed_since is None) == (now.current.fingerprint == _fingerprint(now))
        numbers = list(Version.objects.filter(evaluation=evaluation).values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        transaction.set_rollback(True)


# --- freezing ----------------------------------------------------------------------------------------------------


def test_what_is_frozen_holds(client, district):
    from jixiao.web.registers.blobs import path_of

    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT)
    files = list(evaluation.current.files.all())
    assert {file.document for file in files} >= {"workbook", "result", "scheme", "department_report", "score_table"}
    for file in files:
        assert hashlib.sha256(path_of(file.blob_id).read_bytes()).hexdigest() == file.blob_id
    client.force_login(district.preparer)
    report = next(file for file in files if file.document == "department_report" and file.format == "html")
    answer = client.get(f"/evaluations/files/{report.pk}/")
    assert b"".join(answer.streaming_content) == path_of(report.blob_id).read_bytes()
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    result = next(file for file in files if file.document == "result")
    kept = path_of(result.blob_id).read_bytes()
    path_of(result.blob_id).write_bytes(kept + b" ")
    damaged = client.get(f"/evaluations/files/{result.pk}/")
    path_of(result.blob_id).write_bytes(kept)
    assert damaged.status_code == 500
    assert result.blob_id in damaged.content.decode()


def test_the_frozen_workbook_gives_the_frozen_score(district):
    from jixiao.scoring.contract import result_object
    from jixiao.web.registers.blobs import path_of
    from jixiao.workbook.evaluation import evaluate_file

    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT)
    file = evaluation.current.files.get(document="workbook")
    told = result_object(evaluate_file(path_of(file.blob_id)).result)
    assert (told["total"], told["grade"]) == (evaluation.current.result["total"], evaluation.current.result["grade"])
    scores = [[node["score"] for node in top["children"]] for top in told["indicators"]]
    assert scores == [[node["score"] for node in top["children"]] for top in evaluation.current.result["indicators"]]


def test_what_changes_while_the_papers_are_written_is_written_anew(quick, district, monkeypatch):
    from jixiao.web.evaluation import workflow

    prepare, asked = workflow.prepare, []

    def slowly(draft):
        made = prepare(draft)
        if not asked:
            _change_row(district, district.evaluation, FIGURE)
        asked.append(draft.fingerprint)
        return made

    monkeypatch.setattr(workflow, "prepare", slowly)
    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT)
    assert len(set(asked)) == 2
    assert evaluation.current.fingerprint == asked[1] == _fingerprint(evaluation)
    assert evaluation.current.figures["expenditure"]["value"] != "315.59"
    assert evaluation.changed_since is None


def test_a_change_voids_and_its_taking_back_restores(quick, client, district):
    from jixiao.web.registers.models import MODELS
    from jixiao.web.registers.rows import text_of

    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT)
    row = MODELS["execution"].objects.filter(book=evaluation.book).first()
    before = text_of(row.value_amount)
    _change_row(district, evaluation, FIGURE)
    client.force_login(district.approver)
    page = client.get(f"/evaluations/{evaluation.pk}/").content.decode()
    assert "审核已失效" in page
    assert FIGURE not in page
    assert _take(district.approver, evaluation, Action.APPROVE) is Refusal.CHANGED_SINCE
    compared = client.get(f"/evaluations/{evaluation.pk}/compare/?left=1&right=now").content.decode()
    assert "<del>315.59 万元</del>" in compared
    _change_row(district, evaluation, before)
    assert "审核已失效" not in client.get(f"/evaluations/{evaluation.pk}/").content.decode()
    assert _act(district.approver, evaluation, Action.APPROVE).state == State.WITH_FINANCE


def test_a_change_of_a_draft_costs_one_question(district):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _change_row(district, district.evaluation, FIGURE)
    assert sum('FROM "evaluation_evaluation"' in query["sql"] for query in queries) == 1
    assert not any("register_contracts" in query["sql"] for query in queries)


# --- who sees what -----------------------------------------------------------------------------------------------


def _statuses(client, district, address):
    found = {}
    for name, person in district.people.items():
        client.force_login(person)
        answer = client.get(address)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
        found[name] = answer.status_code
    return {name for name, status in found.items() if status == 200}, set(found.values()) - {200}


UNIT = {"preparer", "approver"}
BELOW = {"preparer_below", "approver_below"}


def test_nobody_outside_sees_a_draft(quick, client, district):
    below = f"/evaluations/{district.below.pk}/"
    assert _statuses(client, district, below) == (BELOW | {"auditor"}, {404})
    for tab in ("passages/", "checks/", "summary/", "drafts/department_report.html"):
        assert _statuses(client, district, below + tab)[0] == BELOW
    client.force_login(district.auditor)
    assert "还没有提交过" in client.get(below).content.decode()
    evaluation = _act(district.preparer_below, district.below, Action.SUBMIT)
    version = f"/evaluations/versions/{evaluation.current.pk}/"
    assert _statuses(client, district, version)[0] == BELOW | {"auditor"}
    evaluation = _act(district.approver_below, evaluation, Action.APPROVE)
    assert _statuses(client, district, below)[0] == BELOW | {"auditor", "department_reviewer"}
    assert _statuses(client, district, version)[0] == BELOW | {"auditor", "department_reviewer"}
    evaluation = _act(district.department_reviewer, evaluation, Action.FORWARD)
    finance = {"finance_reviewer", "administrator"}
    everybody = BELOW | finance | {"auditor", "department_reviewer"}
    assert _statuses(client, district, below)[0] == everybody
    _act(district.finance_reviewer, evaluation, Action.RETURN, reason="请补充")
    assert _statuses(client, district, below)[0] == BELOW | {"auditor"}
    assert _statuses(client, district, version)[0] == everybody - {"department_reviewer"}


def test_what_was_withdrawn_inside_the_unit_stays_inside(quick, client, district):
    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT, Action.WITHDRAW)
    first = evaluation.current
    file = first.files.first()
    _change_row(district, evaluation, FIGURE)
    evaluation = _act(district.preparer, evaluation, Action.SUBMIT)
    evaluation = _act(district.approver, evaluation, Action.APPROVE)
    assert evaluation.current.number == 2
    for address in (f"/evaluations/versions/{first.pk}/", f"/evaluations/files/{file.pk}/"):
        assert _statuses(client, district, address)[0] == UNIT | {"auditor"}
    client.force_login(district.finance_reviewer)
    versions = client.get(f"/evaluations/{evaluation.pk}/versions/").content.decode()
    assert f"/evaluations/versions/{first.pk}/" not in versions
    assert "经过" not in versions.split("</nav>")[-1]
    comparing = client.get(f"/evaluations/{evaluation.pk}/compare/?left=1&right=now").content.decode()
    assert 'value="1"' not in comparing
    assert 'value="now"' not in comparing


def test_a_reviewer_sees_what_was_handed_in_and_not_what_stands_there_now(quick, client, district):
    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT)
    evaluation = _act(district.approver, evaluation, Action.APPROVE)
    client.force_login(district.finance_reviewer)
    address = f"/evaluations/{evaluation.pk}/"
    before = client.get(address).content.decode()
    assert "315.59" in before
    _change_row(district, evaluation, FIGURE)
    after = client.get(address).content.decode()
    assert "315.59" in after
    assert "审核已失效" in after
    for word in ("data-save", "hx-post", "去年", "/books/"):
        assert word not in after
    assert client.post(f"{address}answers/intent_rate/", {"text": "1%", "revision": 1}).status_code == 404


def test_only_the_preparer_types(client, district):
    pk = district.evaluation.pk
    posts = (f"/evaluations/{pk}/answers/intent_rate/", f"/evaluations/{pk}/passages/overview/")
    for name, person in district.people.items():
        if name == "preparer":
            continue
        client.force_login(person)
        assert {client.post(address, {"text": "1%", "revision": 0}).status_code for address in posts} == {404}, name
    client.force_login(district.approver)
    assert "data-save" not in client.get(f"/evaluations/{pk}/").content.decode()


# --- steps on the page -------------------------------------------------------------------------------------------


def _step(client, person, evaluation, action, **more):
    client.force_login(person)
    return client.post(f"/evaluations/{evaluation.pk}/step/", {"action": action, **more}, follow=True)


def test_steps_by_buttons_with_words_for_what_is_refused(quick, client, district):
    from jixiao.web.evaluation.models import Evaluation, Return

    evaluation = district.evaluation
    assert "您的角色不能做这一步" in _step(client, district.approver, evaluation, "submit").content.decode()
    done = _step(client, district.preparer, evaluation, "submit").content.decode()
    assert "单位审核中" in done
    assert "请写明理由" in _step(client, district.approver, evaluation, "return", version=1).content.decode()
    told = {"reason": "缺少佐证", "place": "2.5.1 采购意向公开合规性", "version": 1}
    late = timezone.localdate() - timedelta(days=1)
    assert (
        "期限不能早于今天"
        in _step(client, district.approver, evaluation, "return", **told, until=late).content.decode()
    )
    today = timezone.localdate()
    back = _step(client, district.approver, evaluation, "return", **told, until=today).content.decode()
    assert back.count("缺少佐证") >= 2
    assert "已逾期" not in back
    assert (district.evaluation.deadline, Evaluation.objects.get(pk=evaluation.pk).deadline) == (None, today)
    Return.objects.update(deadline=late)
    Evaluation.objects.filter(pk=evaluation.pk).update(deadline=late)
    client.force_login(district.preparer)
    assert "已逾期" in client.get("/evaluations/").content.decode()
    _step(client, district.preparer, evaluation, "submit")
    versions = client.get(f"/evaluations/{evaluation.pk}/versions/").content.decode()
    assert "已以第 2 版重新提交" in versions
    assert "逾期" in versions


def test_nobody_decides_on_a_version_they_have_not_seen(quick, client, district):
    from jixiao.web.evaluation.models import Evaluation

    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT, Action.WITHDRAW, Action.SUBMIT)
    told = _step(client, district.approver, evaluation, "approve", version=1).content.decode()
    assert "又提交了新的版本" in told
    assert Evaluation.objects.get(pk=evaluation.pk).state == State.IN_APPROVAL
    _step(client, district.approver, evaluation, "approve", version=2)
    assert Evaluation.objects.get(pk=evaluation.pk).state == State.WITH_FINANCE
    gone = _step(client, district.finance_reviewer, evaluation, "return", reason="退", version=2)
    assert gone.redirect_chain[-1][0] == "/"


def test_an_unfinished_draft_is_not_submitted(quick, client, district):
    from jixiao.web.evaluation.answers import save_answer
    from jixiao.web.evaluation.models import Answer

    kept = Answer.objects.get(evaluation=district.evaluation, name="intent_rate")
    save_answer(district.preparer, district.evaluation, "intent_rate", {"text": ""}, revision=kept.revision)
    told = _step(client, district.preparer, district.evaluation, "submit").content.decode()
    assert "还有必须填写的内容没有填" in told
    assert "采购意向按时公开率" in told


# --- comparing ---------------------------------------------------------------------------------------------------


def test_versions_are_compared_by_what_was_frozen(client, district):
    from jixiao.web.evaluation.answers import save_answer, save_passage
    from jixiao.web.evaluation.models import Answer

    evaluation = _act(district.preparer, district.evaluation, Action.SUBMIT, Action.WITHDRAW)
    kept = Answer.objects.get(evaluation=evaluation, name="intent_rate")
    save_answer(
        district.preparer, evaluation, "intent_rate", {"text": "50%", "note": "补登公告"}, revision=kept.revision
    )
    save_passage(district.preparer, evaluation, "overview", "承担科普职能", revision=0)
    evaluation = _act(district.preparer, evaluation, Action.SUBMIT)
    client.force_login(district.preparer)
    address = f"/evaluations/{evaluation.pk}/compare/?left=1&right=2"
    told = client.get(address).content.decode()
    for words in ("<del>2.00</del>", "<ins>1.00</ins>", "<ins>50 %</ins>", "补登公告", "承担科普职能"):
        assert words in told, words
    _change_row(district, evaluation, FIGURE)
    again = client.get(address).content.decode()
    assert [part for part in ("<del>", "<ins>") if again.count(part) != told.count(part)] == []
    assert "各行相同" in client.get(f"/evaluations/{evaluation.pk}/compare/rows/?left=1&right=2").content.decode()
    rows = client.get(f"/evaluations/{evaluation.pk}/compare/rows/?left=2&right=now").content.decode()
    assert f"<ins>{FIGURE}</ins>" in rows
    assert rows.count("只在左边") == rows.count("只在右边") == 1
    client.force_login(district.auditor)
    outside = client.get(f"/evaluations/{evaluation.pk}/compare/rows/?left=2&right=now").content.decode()
    assert FIGURE not in outside
    client.force_login(district.preparer)
    same = client.get(f"/evaluations/{evaluation.pk}/compare/?left=2&right=2").content.decode()
    assert "要有两个不同的版本" in same
