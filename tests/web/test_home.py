"""The start page: what awaits whom, the riskiest first, and how far the rounds are."""

from __future__ import annotations

import re

from django.urls import reverse

from jixiao.web.review.queue import queue_of


def test_a_reviewer_sees_first_what_needs_her_most(handed_in, client):
    client.force_login(handed_in.finance_reviewer)
    page = client.get(reverse("home")).text
    first = [int(pk) for pk in re.findall(r'href="/review/evaluations/(\d+)/"', page)]
    assert first == [each.evaluation.pk for each in queue_of(handed_in.finance_reviewer)]
    assert f'href="{reverse("round", args=[handed_in.evaluation.round_id])}"' in page


def test_a_clerk_sees_neither_queue_nor_rounds(handed_in, client):
    client.force_login(handed_in.preparer)
    page = client.get(reverse("home")).text
    assert "/review/" not in page
    assert reverse("evaluation", args=[handed_in.evaluation.pk]) in page


def test_the_start_page_asks_as_often_for_many(handed_in, client, django_assert_max_num_queries):
    client.force_login(handed_in.finance_reviewer)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("home")).status_code == 200
