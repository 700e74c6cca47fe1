"""Erasing one person as far as sharing holds them: what rests on their word ends, what was typed about them goes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.uploads import forget_file
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.people.actions import forget_person
from kinkeeper.sharing.actions.consents import end_consent
from kinkeeper.sharing.errors import LawKeeps
from kinkeeper.sharing.models import Basis, Consent, Disagreement, GlassBreak, Involvement, Restriction
from kinkeeper.sharing.permissions import may_erase
from kinkeeper.sharing.queries import live_bases, references
from kinkeeper.sharing.queries.keeping import law_keeps, scans_to_let_go
from kinkeeper.sharing.types import ConsentEnd

_EMPTY = {"understanding": "", "scan": "", "scan_type": "", "ended_scan": "", "ended_scan_type": ""}
FORGOTTEN = "erased"  # stands where a row must give a reason, and the reason was about somebody


@transaction.atomic
def erase_from_sharing(*, by: Actor, person: int) -> None:
    """End every consent, basis and involvement of one person, forget what was typed, and delete who they are.

    For `offers.actions.erase_person`, which also empties what the rooms above hold. Raises NotPermitted, LawKeeps.
    """
    may_erase(by, person).require()
    if why := law_keeps(person):
        raise LawKeeps(why)
    for consent in Consent.objects.filter(person_id=person, ended_at__isnull=True):
        end_consent(by=by, consent=consent, seen=consent.version, because=ConsentEnd.WITHDRAWN)
    moment = now()
    Basis.objects.filter(live_bases(), person_id=person).update(withdrawn_at=moment)
    Involvement.objects.filter(person_id=person, ended_at__isnull=True).update(ended_at=moment)
    forget_words(person)
    named = references([person])
    forget_person(by=by, person=person)
    record(by=by, action="erase_person", lines=[Line(person=named[person])])


@transaction.atomic
def let_go_of_scans(*, before: datetime, limit: int = 200) -> int:
    """Delete signed forms, and words on understanding, of consents that ended before `before`; answers how many. No entry:
    what was agreed, by whom and until when stays.
    """
    old = list(scans_to_let_go(before).order_by("pk")[:limit])
    for consent in old:
        _forget_scans(consent)
    Consent.objects.filter(pk__in=[consent.pk for consent in old]).update(**_EMPTY)
    return len(old)


def _forget_scans(consent: Consent) -> None:
    for name in (consent.scan, consent.ended_scan):
        if name:
            forget_file(name)


def forget_words(person: int) -> None:
    """Empty what was typed about somebody in rows that stay, and delete scans. Inside the action's transaction."""
    about = Consent.objects.filter(person_id=person)
    for consent in about:
        _forget_scans(consent)
    about.update(**_EMPTY)
    Basis.objects.filter(person_id=person, decided_by="").update(reason="")
    Restriction.objects.filter(person_id=person).update(reason="")
    Disagreement.objects.filter(consent__person_id=person).update(words="")
    for row in Disagreement.objects.filter(consent__person_id=person).exclude(why=""):
        row.why = FORGOTTEN
        row.save(update_fields=["why"])
    for basis in Basis.objects.filter(person_id=person).exclude(reason=""):
        basis.reason = FORGOTTEN
        basis.save(update_fields=["reason"])
    for glass in GlassBreak.objects.filter(person_id=person):
        glass.reason, glass.review_words = FORGOTTEN, ""
        glass.save(update_fields=["reason", "review_words"])
