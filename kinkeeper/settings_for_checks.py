"""Settings for tools that only read the code: a type check needs no secret of a real site."""

import os

os.environ.setdefault("KINKEEPER_SECRET_KEY", "only-for-reading-the-code-never-for-a-site")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from kinkeeper.settings import *  # noqa: F403
