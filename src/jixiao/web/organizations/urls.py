"""Addresses of units and people."""

from __future__ import annotations

from django.urls import path

from jixiao.web.organizations import views

urlpatterns = [
    path("", views.units, name="units"),
    path("units/add/", views.add_unit, name="unit_add"),
    path("units/add-many/", views.add_many, name="unit_add_many"),
    path("units/<int:pk>/", views.change_unit, name="unit_change"),
    path("people/add/", views.add_person, name="person_add"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/grant/", views.grant, name="person_grant"),
    path("people/<int:pk>/end/<int:membership>/", views.end, name="person_end"),
    path("people/<int:pk>/hand-over/", views.hand_over, name="person_hand_over"),
    path("people/<int:pk>/password/", views.reset_password, name="person_password"),
    path("password/", views.Password.as_view(), name="password"),
]
