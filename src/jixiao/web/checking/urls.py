"""Addresses of checks of reports."""

from __future__ import annotations

from django.urls import path

from jixiao.web.checking import views

urlpatterns = [
    path("", views.overview, name="report_check"),
    path("start/", views.start_check, name="report_check_start"),
    path("<int:pk>/", views.result, name="report_check_result"),
    path("<int:pk>/files/", views.files, name="report_check_files"),
    path("<int:pk>/result.<str:form>", views.download, name="report_check_download"),
    path("<int:pk>/<int:number>/", views.one, name="report_check_one"),
    path("<int:pk>/<int:number>/text/", views.text, name="report_check_text"),
]
