"""How entries are written down for sealing, and how a seal is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

FIRST_SEAL = "0" * 64

Canonical = Mapping[str, object]
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment_text(moment: datetime) -> str:
    """A moment as it is sealed: UTC, always six digits of microseconds, on every engine alike."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_bytes(entry: Canonical) -> bytes:
    """An entry as bytes that depend on its content alone: keys sorted, no spaces, UTF-8."""
    return _ENCODER.encode(entry).encode()


def seal_of(previous: str, sealed_at: datetime, entries: Iterable[Canonical]) -> str:
    """SHA-256 over the previous seal, the moment of sealing, and each entry's length and canonical bytes; as hex.

    The moment says until when an entry could still have been changed unseen: so it must not be changed itself.
    """
    digest = hashlib.sha256(bytes.fromhex(previous))
    digest.update(moment_text(sealed_at).encode())
    for entry in entries:
        written = canonical_bytes(entry)
        digest.update(len(written).to_bytes(8, "big"))
        digest.update(written)
    return digest.hexdigest()
