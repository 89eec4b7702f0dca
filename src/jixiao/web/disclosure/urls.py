"""Addresses of the public site."""

from __future__ import annotations

from django.urls import path

from jixiao.web.disclosure import views

urlpatterns = [
    path("", views.published_list, name="disclosure"),
    path("terms/", views.terms, name="disclosure_terms"),
    path("data.csv", views.table_file, name="disclosure_csv"),
    path("data.jsonl", views.data_file, name="disclosure_jsonl"),
    path("<int:pk>/", views.published_one, name="disclosure_one"),
    path("<int:pk>/data.json", views.one_file, name="disclosure_json"),
    path("<int:pk>/files/<int:file>/", views.document, name="disclosure_file"),
]
