"""The web application and the workbook give the same facts and the same scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.lifecycle.states import Action, Refusal, State

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_tables_give_the_score_of_the_workbook(district):
    from jixiao.web.evaluation.draft import draft_of
    from jixiao.workbook.evaluation import evaluate_file

    told = evaluate_file(EXAMPLES / "baiyun-2022.xlsx")
    draft = draft_of(district.evaluation)
    assert told.result is not None
    assert told.reading.scheme.id == draft.scheme.id
    assert draft.result.total == told.result.total
    assert [(node.id, node.score, node.steps) for node in draft.result.leaves()] == [
        (node.id, node.score, node.steps) for node in told.result.leaves()
    ]


def test_the_whole_way(district):
    from jixiao.web.audit.chain import verify
    from jixiao.web.evaluation.workflow import take

    evaluation = district.evaluation
    assert take(district.approver, evaluation, Action.SUBMIT) is Refusal.NOT_YOURS
    evaluation = take(district.preparer, evaluation, Action.SUBMIT)
    assert evaluation.state == State.IN_APPROVAL, evaluation
    assert evaluation.current.number == 1
    evaluation = take(district.approver, evaluation, Action.APPROVE)
    assert evaluation.state == State.WITH_FINANCE
    assert take(district.finance_reviewer, evaluation, Action.RETURN) is Refusal.NO_REASON
    evaluation = take(district.finance_reviewer, evaluation, Action.RETURN, reason="采购管理分值与指标体系不符")
    assert evaluation.state == State.DRAFT
    evaluation = take(district.preparer, evaluation, Action.SUBMIT)
    assert evaluation.current.number == 2
    assert verify()[0] > 0


@pytest.mark.django_db
def test_a_changed_register_voids_the_approval(district):
    from jixiao.web.evaluation.workflow import take
    from jixiao.web.registers.models import MODELS, TABLES
    from jixiao.web.registers.services import remove_rows

    evaluation = take(district.preparer, district.evaluation, Action.SUBMIT)
    row = MODELS["execution"].objects.filter(book=evaluation.book).first()
    remove_rows(district.preparer, evaluation.book, TABLES["execution"], {row.pk: row.revision})
    assert take(district.approver, evaluation, Action.APPROVE) is Refusal.CHANGED_SINCE
