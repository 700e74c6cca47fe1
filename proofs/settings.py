"""Settings for proofs: the real ones, with a secret of their own and letters kept in memory.

Each proof gets its database and its folder from `proofs.surroundings`. Only the proof that pulls the plug asks for a
database that waits for the disk; the others need not outlive the power.
"""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("KINKEEPER_SECRET_KEY", "a-secret-for-proofs-alone-never-for-a-site")
os.environ.setdefault("KINKEEPER_HOME", tempfile.mkdtemp(prefix="kinkeeper-proof-"))
os.environ.setdefault("KINKEEPER_HOSTS", "127.0.0.1,localhost,testserver")

from kinkeeper.settings import *  # noqa: F403
from kinkeeper.settings import DATABASES, HOME

if DATABASES["default"]["ENGINE"].endswith("sqlite_in_turn") and not os.environ.get("PROOFS_DURABLE"):
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
(HOME / "static").mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
