"""Addresses of background jobs."""

from __future__ import annotations

from django.urls import path

from jixiao.web.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/state/", views.state, name="job_state"),
    path("<int:pk>/stop/", views.stop_job, name="job_stop"),
    path("<int:pk>/file/", views.result_file, name="job_file"),
]
