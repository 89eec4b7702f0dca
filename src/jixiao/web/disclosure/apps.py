"""The application of the public site."""

from __future__ import annotations

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "jixiao.web.disclosure"
    label = "disclosure"
