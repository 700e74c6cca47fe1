"""Text messages. Without a provider each is a file in the outbox; a provider is a function named in KINKEEPER_TEXT_SENDER."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.randomness import random_bytes


def send_text(*, to: str, words: str) -> None:
    """Send `words` to the number `to`, by the function that the settings name."""
    import_string(settings.TEXT_SENDER)(to=to, words=words)


def to_file(*, to: str, words: str) -> None:
    """Put a message into the outbox folder: the sender where there is no provider."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{now():%Y%m%d-%H%M%S}-{random_bytes(4).hex()}.text"
    file.touch(mode=0o600)
    file.write_text(f"To: {to}\n\n{words}\n", encoding="utf-8")
