"""Addresses of the trail."""

from __future__ import annotations

from django.urls import path

from jixiao.web.audit import views

urlpatterns = [
    path("", views.events, name="audit"),
    path("export/", views.export, name="audit_export"),
    path("<str:kind>/<str:key>/", views.trail, name="trail"),
]
