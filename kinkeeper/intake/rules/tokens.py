"""A feed's token: 256 random bits, shown once; only the hash is kept."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

TOKEN_BYTES = 32


def token_of(random: bytes) -> str:
    """The token that these random bytes make. The prefix lets a scanner of leaked secrets know it."""
    return "kinkeeper_feed_" + urlsafe_b64encode(random).rstrip(b"=").decode()


def token_digest(token: str) -> str:
    """What is kept of a token. No salt: 256 random bits cannot be guessed."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
