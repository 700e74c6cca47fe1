"""Keeping what could not be taken: encrypted, for thirty days, for the feed's owner only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from kinkeeper.custody.types import Source
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.encryption import decrypt, encrypt
from kinkeeper.intake.models import Feed, Refused
from kinkeeper.intake.queries import refused_one
from kinkeeper.intake.types import Line, Refusal
from kinkeeper.ledger.actions import record


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line with the reason why it cannot be taken; `prison` is the code that was unknown."""

    line: Line
    reason: Refusal
    prison: str = ""


def sealed(feed: Feed | None, source: Source, refused: Iterable[RefusedLine]) -> list[Refused]:
    """The rows to keep, encrypted: made before the transaction begins, so that nobody waits for a cipher."""
    return [_row(feed, source, each) for each in refused]


def keep(rows: list[Refused]) -> None:
    """Keep what was refused. The same body from the same feed is kept once."""
    once = {row.fingerprint: row for row in reversed(rows)}  # PostgreSQL takes no row twice; the first line of several alike
    if once:
        # Not `ignore_conflicts`: a line whose reference is taken already would be lost without a word.
        Refused.objects.bulk_create(
            once.values(), update_conflicts=True, unique_fields=["fingerprint"], update_fields=["fingerprint"]
        )


def body_of(row: Refused) -> bytes:
    """What was sent. Raises CannotOpen."""
    return decrypt(bytes(row.body), table="intake_refused", column="body", row=row.reference)


def _row(feed: Feed | None, source: Source, refused: RefusedLine) -> Refused:
    row = Refused(
        feed=feed,
        source=source,
        line=refused.line.number,
        reason=refused.reason,
        prison=refused.prison,
        fingerprint=_fingerprint(feed, refused.line.body),
    )
    row.body = encrypt(refused.line.body, table="intake_refused", column="body", row=row.reference)
    return row


def _fingerprint(feed: Feed | None, body: bytes) -> str:
    key = hashlib.sha256(b"intake-fingerprint:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, (feed.reference if feed else "").encode() + b"\0" + body, hashlib.sha256).hexdigest()


@transaction.atomic
def read_refused(*, by: Actor, reference: str) -> tuple[Refused, str]:
    """A refused line and what was sent, for the feed's owner; each look is in the ledger. Raises NotVisible, CannotOpen."""
    row = refused_one(by, reference)
    record(by=by, action="read_refused", detail={"refused": row.reference})
    return row, body_of(row).decode("utf-8", "replace")


@transaction.atomic
def forget_expired() -> int:
    """Delete what has been kept for thirty days; answers how many."""
    return Refused.objects.filter(expires_at__lte=now()).delete()[0]
