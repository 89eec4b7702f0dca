"""The application's settings with two more addresses, to measure it against."""

from jixiao.web.settings import *  # noqa: F403

ROOT_URLCONF = "webload.urls"
