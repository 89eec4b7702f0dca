"""Addresses of self-evaluations."""

from __future__ import annotations

from django.urls import path

from jixiao.web.evaluation import document_views, views

urlpatterns = [
    path("", views.evaluations, name="evaluations"),
    path("<int:pk>/", views.evaluation, name="evaluation"),
    path("<int:pk>/summary/", views.summary, name="evaluation_summary"),
    path("<int:pk>/checks/", views.checks, name="evaluation_checks"),
    path("<int:pk>/passages/", views.passages, name="evaluation_passages"),
    path("<int:pk>/documents/", document_views.papers, name="evaluation_documents"),
    path("<int:pk>/versions/", document_views.versions, name="evaluation_versions"),
    path("<int:pk>/compare/", document_views.comparison, name="evaluation_compare"),
    path("<int:pk>/answers/<str:name>/", views.answer, name="evaluation_answer"),
    path("<int:pk>/passages/<str:key>/", views.passage, name="evaluation_passage"),
    path("<int:pk>/deviations/<int:row>/", views.deviation, name="evaluation_deviation"),
    path("<int:pk>/evidence/<str:indicator>/", views.evidence, name="evaluation_evidence"),
    path("<int:pk>/step/", views.step, name="evaluation_step"),
    path("<int:pk>/drafts/<str:document>.<str:form>", document_views.draft_file, name="evaluation_draft_file"),
    path("versions/<int:pk>/", document_views.version, name="version"),
    path("files/<int:pk>/", document_views.version_file, name="version_file"),
]
