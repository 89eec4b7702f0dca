"""The application of units and people."""

from __future__ import annotations

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "jixiao.web.organizations"
    label = "organizations"
