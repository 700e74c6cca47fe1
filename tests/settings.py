"""Settings for tests: the real ones, with a secret of their own, a folder of their own and quick passwords."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="kinkeeper-test-"))
(_home / "static").mkdir()
os.environ.setdefault("KINKEEPER_SECRET_KEY", "a-secret-for-tests-alone-never-for-a-site")
os.environ.setdefault("KINKEEPER_HOME", str(_home))
os.environ.setdefault("KINKEEPER_HOSTS", "127.0.0.1,localhost,testserver")

from kinkeeper.settings import *  # noqa: E402, F403
from kinkeeper.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite_in_turn"):
    # A file, not memory: a browser journey reads it from other threads, as a real site would.
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "test.sqlite3")}
    # Nothing here must outlive the power: waiting for the disk at each commit is most of a test run.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    MIDDLEWARE = ["tests.walled.AsTheWeb", *MIDDLEWARE]  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
