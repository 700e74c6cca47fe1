"""The settings of the demonstration: a secret and a database of its own, made on the first start and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def prepare_environment() -> None:
    """Set what `kinkeeper demo` needs, unless the environment says otherwise. Runs before Django reads its settings."""
    home = Path(os.environ.setdefault("KINKEEPER_HOME", str(Path.cwd() / "var" / "demo")))
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("KINKEEPER_SECRET_KEY", _kept_secret(home / "secret"))
    os.environ.setdefault("KINKEEPER_DEMO", "1")
    os.environ.setdefault("KINKEEPER_JURISDICTION", "demo_region")


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return file.read_text(encoding="ascii").strip()
