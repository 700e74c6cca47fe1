"""Trying again what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db.models import QuerySet

from kinkeeper.custody.queries import prison_codes
from kinkeeper.custody.types import NewEvent, Source
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.encryption import CannotOpen
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.foundation.transactions import redrawing
from kinkeeper.intake.actions.receiving import AT_FIRST, take_in
from kinkeeper.intake.actions.refusing import body_of
from kinkeeper.intake.models import Refused
from kinkeeper.intake.rules import read_line
from kinkeeper.intake.types import Count, Ignored, Refusal
from kinkeeper.ledger.actions import record

# Of these only a beginning was kept, or nothing that could be read: they would fail again for ever.
_HOPELESS = frozenset({Refusal.TOO_LARGE, Refusal.GZIP_CUT_SHORT})


def retry(*, by: Actor, rows: QuerySet[Refused] | None = None) -> Count:
    """Read refused lines again (all, or those of `rows`); what can be taken now is taken and kept no longer.

    `recorded` and `duplicates` were taken, `ignored` mean nothing to us, `refused` stay, with the reason they have now.
    """
    count = Count()
    waiting = (rows if rows is not None else Refused.objects.all()).exclude(reason__in=_HOPELESS)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_FIRST):
        some = ids[start : start + AT_FIRST]
        count += redrawing(partial(_retry_some, by, some))
    return count


def retry_known_prisons() -> int:
    """Retry what was refused for want of a prison that has been imported since; answers how many were taken."""
    codes = set(Refused.objects.exclude(prison="").values_list("prison", flat=True).distinct()) & prison_codes()
    if not codes:
        return 0
    count = retry(by=SYSTEM, rows=Refused.objects.filter(prison__in=codes))
    return count.read - count.refused


@acting_for(SYSTEM)  # as the feed would have been taken in: of people whom the feed's manager does not see
def _retry_some(by: Actor, ids: Sequence[int]) -> Count:
    known, count = prison_codes(), Count()
    events: list[NewEvent] = []
    settled: list[int] = []
    changed = 0
    for row in Refused.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"):
        count.read += 1
        found = _read(row, known)
        if isinstance(found, Refusal):
            count.refused += 1
            if found != row.reason:
                changed += Refused.objects.filter(pk=row.pk).update(reason=found)
            continue
        settled.append(row.pk)
        if isinstance(found, Ignored):
            count.ignored += 1
        else:
            events.append(found)
    if events:
        batch = take_in(by=by, feed=None, events=events)
        count.recorded += batch.recorded
        count.duplicates += batch.duplicates
    Refused.objects.filter(pk__in=settled).delete()
    if settled or changed:
        record(by=by, action="retry_refused", detail={"taken": len(settled), "changed": changed})
    return count


def _read(row: Refused, known: frozenset[str]) -> NewEvent | Ignored | Refusal:
    try:
        body = body_of(row)
    except CannotOpen:  # the key has gone: nothing more can be learnt from it
        return Refusal(row.reason)
    found = read_line(body, Source(row.source))
    if isinstance(found, NewEvent) and found.prison and found.prison not in known:
        return Refusal.UNKNOWN_PRISON
    return found
