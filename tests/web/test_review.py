"""Finance's side: the queue by risk, reviewing with a basis, letters, bulk actions that say what they skipped."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from jixiao.lifecycle.states import Action, State
from jixiao.web.evaluation.likeness import shared_words
from jixiao.web.evaluation.models import Assignment, Evaluation, Review
from jixiao.web.evaluation.workflow import take
from jixiao.web.jobs.models import Job
from jixiao.web.jobs.worker import claim, run
from jixiao.web.review.queue import out_of_line, queue_of
from jixiao.web.review.reviews import Refused, close, differences, open_review, reviewed_total, save_score


def test_the_queue_shows_what_to_look_at(handed_in):
    queued = queue_of(handed_in.finance_reviewer)
    assert {each.evaluation.pk for each in queued} == {handed_in.evaluation.pk, handed_in.below.pk}
    kinds = {signal.kind for each in queued for signal in each.signals}
    assert "satisfaction_without_survey" in kinds
    # Both books hold the same example, so that their words are the same.
    assert "copied" in kinds
    assert [each.risk for each in queued] == sorted((each.risk for each in queued), reverse=True)


def test_the_number_of_queries_does_not_depend_on_the_reports(handed_in, client, django_assert_max_num_queries):
    client.force_login(handed_in.finance_reviewer)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("queue")).status_code == 200


def test_near_copies_are_found_and_templates_are_not():
    random_ = random.Random(7)
    text = "".join(chr(random_.randrange(0x4E00, 0x9FA5)) for _ in range(400))
    changed = text[:100] + "改" + text[101:]
    other = "".join(chr(random_.randrange(0x4E00, 0x9FA5)) for _ in range(400))
    assert shared_words(text, changed) == Fraction(391, 401)  # five of 396 runs hold the changed character
    assert shared_words(text, other) == 0
    assert shared_words("已完成", "已完成") == 0


def test_scores_out_of_line():
    usual = [(key, Fraction(90 + key % 3)) for key in range(10)]
    middle, odd = out_of_line([*usual, (99, Fraction(60))])
    assert (middle, [key for key, _ in odd]) == (91, [99])
    assert out_of_line(usual[:5])[1] == []


def test_a_row_unfolds_the_reason_of_the_unit(handed_in, client):
    client.force_login(handed_in.finance_reviewer)
    page = client.get(reverse("review", args=[handed_in.evaluation.pk])).text
    row = differences(handed_in.evaluation.current, {})[2]
    address = reverse("review_reason", args=[handed_in.evaluation.pk, row.id])
    assert f'hx-get="{address}"' in page
    reason = client.get(address).text
    assert "315.59 万元" in reason
    assert "台账“支出台账”" in reason
    assert client.get(reverse("review_reason", args=[handed_in.evaluation.pk, "none"])).status_code == 404


def test_a_review_gives_a_score_with_its_basis(handed_in):
    review = open_review(handed_in.finance_reviewer, handed_in.evaluation.current)
    row = differences(review.version, {})[0]
    assert isinstance(save_score(review, row.id, "abc", "", revision=0), Refused)
    assert isinstance(save_score(review, row.id, "21", "超过分值", revision=0), Refused)
    assert "依据" in save_score(review, row.id, "18", "", revision=0).why
    saved = save_score(review, row.id, "18", "一项产出没有佐证", revision=0)
    assert saved.score == Decimal(18)
    assert "刚被改过" in save_score(review, row.id, "17", "另一个人", revision=0).why
    rows = differences(review.version, {saved.indicator: saved})
    assert reviewed_total(rows) == Decimal("98.15") - (row.self_score - 18)
    close(review, closed=True)
    assert isinstance(save_score(review, row.id, "16", "晚了", revision=1), Refused)


def test_two_reviewers_do_not_see_each_other_until_they_are_done(handed_in):
    from jixiao.web.access import reviews

    review = open_review(handed_in.finance_reviewer, handed_in.evaluation.current)
    assert review not in reviews(handed_in.administrator)
    close(review, closed=True)
    assert review in reviews(handed_in.administrator)


def test_the_page_and_what_is_typed_into_it(handed_in, client):
    client.force_login(handed_in.finance_reviewer)
    pk = handed_in.evaluation.pk
    page = client.get(reverse("review", args=[pk]))
    assert page.status_code == 200
    row = page.context["rows"][0]
    address = reverse("review_score", args=[pk, row.id])
    assert client.post(address, {"score": "99", "basis": "x", "revision": "0"}).status_code == 422
    assert client.post(address, {"score": "18", "basis": "缺佐证", "revision": "0"}).status_code == 200
    assert client.post(address, {"score": "17", "basis": "缺佐证", "revision": "0"}).status_code == 409
    review = Review.objects.get()
    for form, mark in (("docx", b"PK"), ("pdf", b"%PDF")):
        response = client.get(reverse("review_sheet", args=[pk, review.pk, form]))
        assert b"".join(response.streaming_content).startswith(mark)


def test_sending_back_makes_the_letter(handed_in, client):
    client.force_login(handed_in.finance_reviewer)
    pk = handed_in.evaluation.pk
    data = {"action": "return", "reason": "采购管理分值有误。", "place": "指标评分表", "until": "2023-05-20"}
    assert client.post(reverse("review_step", args=[pk]), data).status_code == 302
    evaluation = Evaluation.objects.get(pk=pk)
    assert (evaluation.state, evaluation.deadline) == (State.DRAFT, date(2023, 5, 20))
    sent_back = evaluation.current.returns.get()
    response = client.get(reverse("return_letter", args=[sent_back.pk, "docx"]))
    import docx

    text = "\n".join(each.text for each in docx.Document(io.BytesIO(b"".join(response.streaming_content))).paragraphs)
    assert "采购管理分值有误" in text
    assert "2023年5月20日前" in text


def test_many_at_once_say_what_they_skipped(handed_in, client, transactional_db):
    client.force_login(handed_in.administrator)
    take(handed_in.finance_reviewer, handed_in.evaluation, Action.ACCEPT)
    keys = [handed_in.evaluation.pk, handed_in.below.pk]
    assert client.post(reverse("queue_many"), {"evaluation": keys, "action": "publish"}).status_code == 302
    run(claim("one"))
    outcome = Job.objects.get().outcome
    assert outcome["done"] == 1
    assert [each["label"] for each in outcome["skipped"]] == ["某区科技馆 2022"]
    assert client.post(reverse("queue_many"), {"evaluation": keys, "action": "documents"}).status_code == 302
    run(claim("one"))
    response = client.get(reverse("job_file", args=[Job.objects.first().pk]))
    import zipfile

    names = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist()
    assert any(name.startswith("某区科技馆 2022/") for name in names)


def test_an_evaluator_sees_what_is_assigned_and_nothing_else(handed_in, client):
    client.force_login(handed_in.evaluator)
    assert client.get(reverse("review", args=[handed_in.evaluation.pk])).status_code == 404
    Assignment.objects.create(evaluation=handed_in.evaluation, person=handed_in.evaluator, by=handed_in.administrator)
    assert client.get(reverse("review", args=[handed_in.evaluation.pk])).status_code == 200
    assert client.get(reverse("review", args=[handed_in.below.pk])).status_code == 404
    assert len(client.get(reverse("queue")).context["page"].object_list) == 1


def test_statistics_rank_with_shared_places(handed_in, client):
    client.force_login(handed_in.finance_reviewer)
    page = client.get(reverse("statistics", args=[handed_in.round.pk]))
    lines = page.context["statistics"].lines
    assert [line.place for line in lines] == [1, 1]
    assert page.context["statistics"].mean == Decimal("98.15")
    response = client.get(reverse("statistics_file", args=[handed_in.round.pk]))
    import python_calamine

    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[2][5] == 98.15


def test_a_department_collects_and_forwards_as_one(district, client):
    for person, action in ((district.preparer_below, Action.SUBMIT), (district.approver_below, Action.APPROVE)):
        take(person, district.below, action)
    client.force_login(district.department_reviewer)
    page = client.get(reverse("department"))
    assert page.context["parts"][0]["collection"].score == Decimal("98.15")
    document = page.context["parts"][0]["documents"][0]
    response = client.get(reverse("department_document", args=[district.round.pk, document.name, "docx"]))
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert client.post(reverse("department_forward", args=[district.round.pk])).status_code == 302
    assert Evaluation.objects.get(pk=district.below.pk).state == State.WITH_FINANCE


def test_a_round_is_opened_with_all_its_faults_at_once(district, client):
    client.force_login(district.administrator)
    data = {
        "title": "2030年度自评",
        "year": "2010",
        "scheme_id": "guangdong-department-2022",
        "opens_on": "2023-05-01",
        "deadline": "2023-04-01",
        "remind_days": "三天",
    }
    page = client.post(reverse("round_add"), data)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"year", "deadline", "remind_days", "units"}
    data |= {"year": "2023", "deadline": "2023-06-01", "remind_days": "7，3", "units": [district.unit.pk]}
    assert client.post(reverse("round_add"), data).status_code == 302
    made = Evaluation.objects.get(round__title="2030年度自评")
    assert (made.unit, made.book.year, made.round.remind_days) == (district.unit, 2023, [7, 3])


def test_a_draw_is_repeated_from_what_was_published(handed_in, client):
    import hashlib

    client.force_login(handed_in.administrator)
    data = {"title": "抽查", "seed": "0317 2224", "share": "50", "by": ""}
    address = client.post(reverse("draw_announce", args=[handed_in.round.pk]), data).url
    assert client.get(address).status_code == 200
    client.post(f"{address}carry-out/")
    found = client.get(address).context
    keys = [key for key, _ in found["draw"].population]
    first = min(keys, key=lambda key: hashlib.sha256(f"0317 2224\n{key}".encode()).hexdigest())
    assert [item.evaluation.unit.code for item in found["items"]] == [first]
    other = next(each for each in found["others"])
    client.post(f"{address}add/", {"evaluation": other.pk, "reason": "有群众反映"})
    added = client.get(address).context["items"][-1]
    assert (added.added_by_hand, added.reason) == (True, "有群众反映")
