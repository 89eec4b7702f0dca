"""The application's settings on a data folder of its own, so that tests never touch somebody's registers."""

import os
import tempfile

os.environ["JIXIAO_DATA"] = tempfile.mkdtemp(prefix="jixiao-test-")

from jixiao.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
# A file, not memory: tests of the worker and of the browser reach the database from another process.
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["JIXIAO_DATA"], "test.sqlite3")}  # noqa: F405, PTH118
if "postgresql" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405 - a pool keeps connections to a database that is dropped
