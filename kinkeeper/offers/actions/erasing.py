"""Erasing one person, through all rooms below: the one call for a request for erasure, and for days that ran out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.models import Attempt, Draft, DutyCall, HandOver, Offer, PermissionGiven, ServiceMove
from kinkeeper.offers.queries.offer_family import never_supported
from kinkeeper.offers.types import OfferState
from kinkeeper.sharing.actions import erase_from_sharing
from kinkeeper.sharing.queries.keeping import out_of_work_since

# Whoever asks to be erased has been in touch, and said no. What was not passed on yet is as if it had not been permitted.
_CLOSING = {
    OfferState.PERMITTED: (OfferState.RETRACTED,),
    OfferState.CHECKED: (OfferState.RETRACTED,),
    OfferState.PASSED_ON: (OfferState.REACHED, OfferState.DECLINED),
    OfferState.ATTEMPTED: (OfferState.REACHED, OfferState.DECLINED),
    OfferState.REACHED: (OfferState.DECLINED,),
    OfferState.LATER: (OfferState.DECLINED,),
}


@acting_for(SYSTEM)  # what every agency holds of them
@transaction.atomic
def erase_person(*, by: Actor, person: int) -> None:
    """Erase one person where the law allows: who they are, where they live, every word typed about them; all sharing ends.

    What stays are references, codes and moments, so that the sealed ledger and the figures stand. An offer still open to
    them is closed. `by` is a privacy lead of an agency that works or worked with them, or SYSTEM.
    Raises NotPermitted, and sharing.errors.LawKeeps with `why` when a law keeps the record; then nothing has changed.
    """
    erase_from_sharing(by=by, person=person)
    Draft.objects.filter(period__person_id=person).delete()
    DutyCall.objects.filter(check_on__person_id=person).update(words="")
    # What somebody inside let their family be told of them is told no more.
    PermissionGiven.objects.filter(offer__held_id=person, withdrawn_at__isnull=True).update(withdrawn_at=now())
    for offer in Offer.objects.filter(Q(contact_id=person) | Q(held_id=person)).order_by("pk"):
        forget_words_of(offer, by=by, person=person)


def forget_words_of(offer: Offer, *, by: Actor, person: int) -> None:
    """Empty what was typed about one household, and close its offer if it is theirs and still open."""
    offer = lock(offer)
    Attempt.objects.filter(offer=offer).exclude(note="").update(note="")
    HandOver.objects.filter(offer=offer).exclude(note="").update(note="")
    ServiceMove.objects.filter(offer=offer).exclude(note="").update(note="")
    for to in _CLOSING.get(OfferState(offer.state), ()) if offer.contact_id == person else ():
        moments = {"answered_at": now(), "offered_at": offer.offered_at or now()} if to is OfferState.DECLINED else {}
        save_step(offer, to=to, seen=offer.version, **moments)
    save_step(offer, to=OfferState(offer.state), seen=offer.version, not_to_be_told="", forget_at=None)
    wrote(by, "forget_words_of_offer", offer)


def nobody_works_with(*, before: datetime, limit: int = 100) -> list[int]:
    """People whose last ground for being held here ended before `before`, and those never reached, or who said no, at once."""
    found = out_of_work_since(before, limit=limit)
    last = 0
    while len(found) < limit and (ended := out_of_work_since(now(), after=last, limit=limit)):
        found += [person for person in ended if person not in found and never_supported(person)]
        last = ended[-1]
    return found[:limit]


def erase_whom_nobody_works_with(*, before: datetime) -> int:
    """Erase a batch of them, each in a transaction of their own; answers how many."""
    people = nobody_works_with(before=before)
    for person in people:
        erase_person(by=SYSTEM, person=person)
    return len(people)
