"""Text that must not lie open in the database: encrypted under a key made from the site's secret key, one for each use."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str, *, use: str) -> str:
    """`text` as it may be stored. `use` names what it is for: what is encrypted for one use cannot be read for another."""
    return _fernet(use).encrypt(text.encode()).decode()


def decrypt(stored: str, *, use: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken when it was altered or the secret key is another."""
    return _fernet(use).decrypt(stored.encode()).decode()


def _fernet(use: str) -> MultiFernet:
    # Older secret keys still read, so that the key can be changed without locking everybody out.
    return MultiFernet([_one(secret, use) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _one(secret: str, use: str) -> Fernet:
    key = hashlib.blake2b(use.encode(), key=hashlib.sha256(secret.encode()).digest(), digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(key))
