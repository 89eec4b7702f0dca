"""Addresses of self-evaluations."""

from __future__ import annotations

from django.urls import path

from jixiao.web.evaluation import views, views_documents, views_evidence

urlpatterns = [
    path("", views.evaluations, name="evaluations"),
    path("<int:pk>/", views.evaluation, name="evaluation"),
    path("<int:pk>/summary/", views.summary, name="evaluation_summary"),
    path("<int:pk>/checks/", views.checks, name="evaluation_checks"),
    path("<int:pk>/passages/", views.passages, name="evaluation_passages"),
    path("<int:pk>/documents/", views_documents.papers, name="evaluation_documents"),
    path("<int:pk>/versions/", views_documents.versions, name="evaluation_versions"),
    path("<int:pk>/compare/", views_documents.comparison, name="evaluation_compare"),
    path("<int:pk>/compare/rows/", views_documents.row_comparison, name="evaluation_compare_rows"),
    path("<int:pk>/answers/<str:name>/", views.answer, name="evaluation_answer"),
    path("<int:pk>/passages/<str:key>/", views.passage, name="evaluation_passage"),
    path("<int:pk>/deviations/<int:row>/", views.deviation, name="evaluation_deviation"),
    path("<int:pk>/evidence/", views.evidence, name="evaluation_evidence"),
    path("<int:pk>/step/", views.step, name="evaluation_step"),
    path("<int:pk>/drafts/<str:document>.<str:form>", views_documents.draft_file, name="evaluation_draft_file"),
    path("versions/<int:pk>/", views_documents.version, name="version"),
    path("evidence/<int:pk>/", views_evidence.version_evidence, name="version_evidence"),
    path("evidence/<int:pk>/file/", views_evidence.version_evidence_file, name="version_evidence_file"),
    path("files/<int:pk>/", views_documents.version_file, name="version_file"),
]
