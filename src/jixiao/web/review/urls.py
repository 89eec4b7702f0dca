"""Addresses of rounds, review and departments."""

from __future__ import annotations

from django.urls import path

from jixiao.web.review import views_department, views_review, views_rounds

urlpatterns = [
    path("rounds/", views_rounds.round_list, name="rounds"),
    path("rounds/add/", views_rounds.round_add, name="round_add"),
    path("rounds/<int:pk>/", views_rounds.round_page, name="round"),
    path("rounds/<int:pk>/close/", views_rounds.close, name="round_close"),
    path("rounds/<int:pk>/draws/", views_rounds.announce, name="draw_announce"),
    path("draws/<int:pk>/", views_rounds.draw, name="draw"),
    path("draws/<int:pk>/carry-out/", views_rounds.carry_out, name="draw_carry_out"),
    path("draws/<int:pk>/add/", views_rounds.draw_add, name="draw_add"),
    path("rounds/<int:pk>/statistics/", views_review.statistics, name="statistics"),
    path("rounds/<int:pk>/statistics.xlsx", views_review.statistics_file, name="statistics_file"),
    path("queue/", views_review.queue, name="queue"),
    path("queue/many/", views_review.many, name="queue_many"),
    path("evaluations/<int:pk>/", views_review.review, name="review"),
    path("evaluations/<int:pk>/scores/<str:indicator>/", views_review.score, name="review_score"),
    path("evaluations/<int:pk>/reasons/<str:indicator>/", views_review.reason, name="review_reason"),
    path("evaluations/<int:pk>/opinion/", views_review.opinion, name="review_opinion"),
    path("evaluations/<int:pk>/close/", views_review.close, name="review_close"),
    path("evaluations/<int:pk>/step/", views_review.step, name="review_step"),
    path("evaluations/<int:pk>/sheets/<int:key>.<str:form>", views_review.sheet, name="review_sheet"),
    path("returns/<int:pk>.<str:form>", views_review.letter, name="return_letter"),
    path("department/", views_department.department, name="department"),
    path("department/<int:pk>/forward/", views_department.forward, name="department_forward"),
    path("department/<int:pk>/documents/<str:name>/<str:form>/", views_department.document, name="department_document"),
]
