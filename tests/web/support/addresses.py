"""Every address of the application and what to ask it for, for the tests that go through all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import get_resolver, reverse

from jixiao.checking.catalogue import all_checks
from jixiao.checking.files import check_file
from jixiao.lifecycle.states import Action
from jixiao.web.checking.results import keep
from jixiao.web.evaluation.models import Assignment, Evaluation
from jixiao.web.evaluation.workflow import take
from jixiao.web.jobs.services import enqueue
from jixiao.web.organizations.models import Membership, Person
from jixiao.web.registers.blobs import store
from jixiao.web.registers.models import MODELS, Evidence
from jixiao.web.review.draws import announce
from jixiao.web.review.reviews import close, open_review

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["POSTED", "addresses", "path_of", "world_of"]

POSTED = {
    "logout", "language", "person_grant", "person_end", "person_hand_over", "person_password", "register_save",
    "register_remove", "register_restore", "register_paste", "register_nothing", "evidence_add", "evidence_remove",
    "evaluation_answer", "evaluation_passage", "evaluation_deviation", "evaluation_step", "round_close",
    "draw_announce", "draw_carry_out", "draw_add", "queue_many", "review_score", "review_opinion", "review_close",
    "review_step", "department_forward", "job_stop", "workbook_preview", "register_preview", "workbook_import",
    "register_import", "report_check_start", "book_add", "register_move",
}  # fmt: skip


def addresses(resolver=None, before: str = "") -> Iterator[tuple[str, str]]:
    """Every address with its name, those of the API with their path as the name."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from addresses(entry, path)
        elif path.startswith("api/"):
            yield path, path
        else:
            yield entry.name, path


def world_of(district):
    """The unit's evaluation is with the bureau and assigned to one of two evaluators; a return has been answered."""
    d = district
    second = Person.objects.create_user("other_evaluator", "另一评价人员", "correct horse battery")
    Membership.objects.create(person=second, unit=d.finance, role="evaluator", since="2020-01-01")
    d.people["other_evaluator"] = second
    d.people["nobody"] = None
    evidence = Evidence.objects.create(
        book=d.evaluation.book,
        name="签到表.pdf",
        mime="application/pdf",
        blob=store([b"%PDF-1.7"]),
        added_by=d.preparer,
    )
    steps = ((d.preparer, Action.SUBMIT), (d.approver, Action.APPROVE), (d.finance_reviewer, Action.RETURN))
    for person, action in (*steps, *steps[:2]):
        assert isinstance(take(person, d.evaluation, action, reason="请补充佐证材料"), Evaluation)
    evaluation = Evaluation.objects.get(pk=d.evaluation.pk)
    Assignment.objects.create(evaluation=evaluation, person=d.evaluator, by=d.administrator)
    review = close(open_review(d.finance_reviewer, evaluation.current), closed=True)
    leaf = next(iter(_leaves(evaluation.current.result["indicators"])))
    values = {
        "unit": d.unit.pk, "evaluation": evaluation.pk, "book": evaluation.book_id, "person": d.preparer.pk, "round": d.round.pk,
        "membership": d.preparer.memberships.get().pk, "evidence": evidence.pk, "version": evaluation.current_id,
        "version_evidence": evaluation.current.evidence.get().pk,
        "version_file": evaluation.current.files.filter(format="html").first().pk, "review": review.pk,
        "return": evaluation.versions.get(number=1).returns.get().pk, "leaf": leaf,
        "draw": announce(d.administrator, d.round, "抽查", "种子", "", 50).pk,
        "job": enqueue(d.preparer, "count", "数数", {"steps": 1}).pk, "check": _check(d.preparer).pk,
        "row": _first_row(evaluation.book, "budget"), "goal": _first_row(evaluation.book, "goals"),
    }  # fmt: skip
    return d, values


def _check(person):
    """A check of one report, done."""
    report = Path(__file__).parents[3] / "examples" / "reports" / "004.txt"
    given = {"name": "送来的报告", "digest": store([report.read_bytes()]).digest}
    job = enqueue(person, "check", "核对报告", {"files": [given]})
    checked = check_file(report, all_checks(), source=given["name"])
    job.status, job.outcome, job.done, job.total = "done", {"files": [keep(checked, 1)], "left_out": 0}, 1, 1
    job.save()
    return job


def _leaves(nodes):
    for node in nodes:
        if node["children"]:
            yield from _leaves(node["children"])
        else:
            yield node["id"]


def _first_row(book, table):
    return MODELS[table].objects.filter(book=book).first().pk


def _arguments(name: str, v: dict) -> dict:
    """What an address is asked for: always the things of the unit that reports to the bureau directly."""
    key = {"pk": v["evaluation"]}
    if name in ("person", "person_grant", "person_hand_over", "person_password"):
        key = {"pk": v["person"]}
    elif name == "unit_change":
        key = {"pk": v["unit"]}
    elif name == "person_end":
        key = {"pk": v["person"], "membership": v["membership"]}
    elif name in ("register_preview", "workbook_preview"):
        key = {"pk": v["book"], "upload": 1} | ({"name": "budget"} if name == "register_preview" else {})
    elif name == "register_row":
        key = {"pk": v["book"], "name": "budget", "row": v["row"]}
    elif name.startswith("register"):
        key = {"pk": v["book"], "name": "budget"}
    elif name == "workbook_export":
        key = {"pk": v["book"], "evaluation": v["evaluation"]}
    elif name in ("book", "book_faults", "workbook_import", "evidence_add"):
        key = {"pk": v["book"]}
    elif name.startswith("evidence"):
        key = {"pk": v["evidence"]}
    elif name == "evaluation_answer":
        key |= {"name": "three_public_budget"}
    elif name == "evaluation_passage":
        key |= {"key": "overview"}
    elif name == "evaluation_deviation":
        key |= {"row": v["goal"]}
    elif name == "evaluation_draft_file":
        key |= {"document": "score_table", "form": "html"}
    elif name in ("version", "version_file", "version_evidence", "version_evidence_file"):
        key = {"pk": v[name.removesuffix("_file") if "evidence" in name else name]}
    elif name.startswith(("round", "draw_announce", "statistics")):
        key = {"pk": v["round"]}
    elif name.startswith("draw"):
        key = {"pk": v["draw"]}
    elif name in ("review_score", "review_reason"):
        key |= {"indicator": v["leaf"]}
    elif name == "review_sheet":
        key |= {"key": v["review"], "form": "docx"}
    elif name == "return_letter":
        key = {"pk": v["return"], "form": "docx"}
    elif name.startswith("department_"):
        key = {"pk": v["round"]} | ({"name": "unit_table", "form": "docx"} if name.endswith("document") else {})
    elif name.startswith("job"):
        key = {"pk": v["job"]}
    elif name.startswith("report_check"):
        key = {"pk": v["check"]} | ({"number": 1} if name.endswith(("_one", "_text")) else {})
        key |= {"form": "xlsx"} if name.endswith("_download") else {}
    elif name == "trail":
        key = {"kind": "evaluation", "key": str(v["evaluation"])}
    elif name == "disclosure_file":
        key |= {"file": v["version_file"]}
    return key


def path_of(name: str, pattern: str, v: dict) -> str:
    if pattern.startswith("api/"):
        return "/" + pattern.replace("<pk>/versions", f"{v['evaluation']}/versions").replace(
            "<pk>/<table>", f"{v['book']}/budget"
        )
    return reverse(name, kwargs=_arguments(name, v) if "<" in pattern else {})
