"""The application of the registers."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "jixiao.web.registers"
    label = "registers"
