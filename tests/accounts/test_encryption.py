"""What is stored encrypted, and that an old secret key still reads it."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import InvalidToken

from kinkeeper.foundation.encryption import decrypt, encrypt


def test_text_comes_back_for_the_same_use_only() -> None:
    stored = encrypt("otter", use="second factor")

    assert decrypt(stored, use="second factor") == "otter"
    assert "otter" not in stored
    with pytest.raises(InvalidToken):
        decrypt(stored, use="refused events")


def test_a_changed_secret_key_still_reads_while_the_old_one_is_kept(settings: Any) -> None:
    stored = encrypt("otter", use="second factor")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of more than thirty-two characters"

    assert decrypt(stored, use="second factor") == "otter"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        decrypt(stored, use="second factor")
