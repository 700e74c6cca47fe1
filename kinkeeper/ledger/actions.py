"""Writing the ledger, and sealing it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import connection, transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import insert_one, insert_rows
from kinkeeper.foundation.categories import mask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.transactions import require_transaction
from kinkeeper.ledger.models import Block, Entry, EntryLine, PendingEntry, SealedEntry
from kinkeeper.ledger.queries import canonical_entries
from kinkeeper.ledger.rules import FIRST_SEAL, seal_of
from kinkeeper.ledger.types import Line, Outcome

BLOCK_SIZE = 2_000
_SEALER_LOCK = 7_205_759_403  # an arbitrary number known to nobody else: PostgreSQL's advisory lock of the sealer


def record(
    *,
    by: Actor,
    action: str,
    lines: Sequence[Line] = (),
    purpose: str = "",
    outcome: Outcome = Outcome.DONE,
    detail: Mapping[str, str | int | bool] | None = None,
) -> Entry:
    """Write one entry with a line for each person, inside the caller's transaction.

    `action` is the use case's name; `detail` holds codes and references only, never a word that somebody typed.
    Raises RuntimeError outside a transaction.
    """
    require_transaction()
    entry = Entry(
        action=action,
        purpose=purpose,
        outcome=outcome,
        actor_kind=by.kind,
        actor=by.reference,
        role=by.role,
        agency=by.agency_reference,
        detail=dict(detail or {}),
    )
    insert_one(entry)
    insert_rows(
        EntryLine,
        ("entry_id", "person", "categories", "withheld", "rule", "basis"),
        [(entry.pk, line.person, mask(line.categories), mask(line.withheld), line.rule, line.basis) for line in lines],
    )
    insert_rows(PendingEntry, ("entry_id",), [(entry.pk,)])
    return entry


def record_hidden(*, by: Actor, action: str, asked_for: str, purpose: str = "") -> Entry:
    """Write that `asked_for` was asked for and not shown: the same row whether it exists or not, with a keyed hash of it."""
    return record(by=by, action=action, purpose=purpose, outcome=Outcome.HIDDEN, lines=[Line(person=keyed_hash(asked_for))])


def keyed_hash(reference: str) -> str:
    """What stands in the ledger for a reference that was asked for in vain: findable by who has the key, else silent."""
    key = hashlib.sha256(b"ledger-hidden:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, reference.encode(), hashlib.sha256).hexdigest()


def seal_pending(*, limit: int = BLOCK_SIZE) -> int:
    """Seal all entries that wait, in blocks of at most `limit`; answers how many were sealed."""
    total = 0
    while sealed := _seal_one_block(limit):
        total += sealed
    return total


@transaction.atomic
def _seal_one_block(limit: int) -> int:
    # One sealer at a time: on SQLite the IMMEDIATE transaction is the lock, on PostgreSQL this is.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALER_LOCK])
    ids = list(PendingEntry.objects.order_by("entry_id").values_list("entry_id", flat=True)[:limit])
    if not ids:
        return 0
    last = Block.objects.order_by("-number").first()
    previous, moment = last.seal if last else FIRST_SEAL, now()
    block = Block.objects.create(
        number=last.number + 1 if last else 1,
        previous=previous,
        seal=seal_of(previous, moment, canonical_entries(ids)),
        count=len(ids),
        sealed_at=moment,
    )
    SealedEntry.objects.bulk_create(SealedEntry(entry_id=entry_id, block=block) for entry_id in ids)
    PendingEntry.objects.filter(entry_id__in=ids).delete()
    return len(ids)
