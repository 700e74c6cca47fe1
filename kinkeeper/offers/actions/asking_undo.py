"""A yes that was never said: written down by mistake, or for the wrong person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.offers.actions.asking_leaving import still_named
from kinkeeper.offers.actions.asking_permission import STATE_AFTER, count_refusal, end_passing_on, told, wrote_asking
from kinkeeper.offers.actions.offers import save_step
from kinkeeper.offers.models import Asking, CheckAlert, Interview, Offer, PermissionGiven, PublicProtectionCheck
from kinkeeper.offers.permissions.asking import may_ask
from kinkeeper.offers.rules.asking import asked_by
from kinkeeper.offers.rules.states import may_offer_step
from kinkeeper.offers.types import AgeGroup, AskingState, Concern, OfferState, Refusal
from kinkeeper.people.actions import forget_own_words, forget_people
from kinkeeper.sharing.actions import end_bases, end_involvements
from kinkeeper.sharing.queries import household
from kinkeeper.sharing.types import BasisKind, InvolvementKind

_HELD_ON = (BasisKind.OWN_WORK, BasisKind.PUBLIC_TASK)


@transaction.atomic
def undo_permission(*, by: Actor, asking: Asking, seen: int, said: Refusal | None) -> list[Offer]:
    """Take back a yes that was written down by mistake; answers the offers that had been passed on already.

    Of a home not passed on, every name goes, as after a refusal. A home that was passed on is retracted: the service sees it
    no more, its worker or leads are told to stop, and somebody here must find out who heard; support that a family has
    accepted goes on. `said` is what the person really answered, counted without a name; None puts them back on the list,
    for it was another's interview. Raises NotPermitted, StaleVersion and WrongState.
    """
    may_ask(by, asking).require()
    if asking.state != AskingState.PERMITTED:
        raise WrongState
    offers = list(Offer.objects.select_for_update(of=("self",)).filter(asking=asking).order_by("pk"))
    passed_on = [offer for offer in offers if offer.passed_on_at is not None]
    for offer in passed_on:
        _retract(by, offer)
    _forget(by, asking, [offer for offer in offers if offer.passed_on_at is None], passed_on)
    state = AskingState.DUE if said is None else STATE_AFTER[said]
    save_version(
        asking,
        seen=seen,
        state=state,
        asked_by="" if said is None else asked_by(by.role),
        answered_at=None if said is None else now(),
    )
    if said is not None and said is not Refusal.NOBODY_OUTSIDE:
        count_refusal(by, asking, said, None, AgeGroup.NOT_SAID)
    wrote_asking(by, "undo_permission", asking)
    return passed_on


def _retract(by: Actor, offer: Offer) -> None:
    PermissionGiven.objects.filter(offer=offer, withdrawn_at__isnull=True).update(withdrawn_at=now())
    if not may_offer_step(OfferState(offer.state), OfferState.RETRACTED):
        # Accepted, or stopped before: nothing is taken from the family, and a person looks.
        save_version(offer, seen=offer.version, needs_a_person=Concern.PASSED_ON_BY_MISTAKE)
        told(by, "undo_permission", offer, [offer.contact_id])
        return
    people = end_passing_on(by=by, offer=offer)
    save_step(
        offer,
        to=OfferState.RETRACTED,
        seen=offer.version,
        not_to_be_told="",
        needs_a_person=Concern.PASSED_ON_BY_MISTAKE,
    )
    told(by, "undo_permission", offer, people)


def _forget(by: Actor, asking: Asking, offers: Sequence[Offer], passed_on: Sequence[Offer]) -> None:
    """Nothing is left of these homes: no name, no offer, no word about them."""
    held = asking.person_id
    kept = {person for offer in passed_on for person in household(offer.family_id)}
    people = {person for offer in offers for person in (offer.contact_id, *household(offer.family_id))} - kept - {held}
    agencies = {
        by.agency_id,
        asking.prison.agency_id,
        *Interview.objects.filter(asking=asking).values_list("agency_id", flat=True),
    }
    still = still_named(dict.fromkeys(sorted(pk for pk in agencies if pk is not None), people), besides=[asking.pk])
    people -= {person for some in still.values() for person in some}
    for agency in still:
        end_bases(by=by, people=people, agency=agency, kinds=_HELD_ON, action="undo_permission")
        end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.FAMILY_OF_HELD)
    for model in (PermissionGiven, PublicProtectionCheck, CheckAlert):
        model._base_manager.filter(offer__in=offers).delete()
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).delete()
    forget_people(by=by, people=people, families=[offer.family_id for offer in offers])
    if not passed_on:
        Interview.objects.filter(asking=asking).delete()
        if not Interview.objects.filter(asking__person_id=held).exists():
            forget_own_words(by=by, person=held)
