"""Asking gently once more, and forgetting whom the service has kept long enough."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now
from kinkeeper.offers.actions.offer_consents import PASSED_ON_BY, let_go
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.models import Attempt, HandOver, Offer, ServiceMove
from kinkeeper.offers.permissions.offers import may_reopen
from kinkeeper.offers.types import OfferState, Reopening


@transaction.atomic
def reopen_offer(*, by: Actor, offer: Offer, seen: int, why: Reopening) -> None:
    """Put a family that said no, or was never reached, back among those to reach: once for each reason.

    The clocks of the admission stay as they were counted: late stays late, and a no in time stays a no in time.
    Raises NotPermitted, StaleVersion, and NotPermitted with `asked_for_this_before` when it was.
    """
    offer = lock(offer)
    may_reopen(by, offer, why=why).require()
    asked = ",".join(filter(None, [*offer.reopened_for.split(","), why]))
    save_step(
        offer,
        to=OfferState.PASSED_ON,
        seen=seen,
        reopened_at=now(),
        reopened_for=asked,
        worker_id=offer.worker_id or by.member_id,
        answered_at=None,
        forget_at=None,
        closed_stage="",
    )
    wrote(by, "reopen_offer", offer, why=why)


@transaction.atomic
def forget_offer(*, offer: Offer) -> bool:
    """End what the service kept after a no or silence, once its days are over; answers whether there was anything to end.

    A stub stays, so that the figures stand: states and moments, no word that anybody typed.
    """
    offer = lock(offer)
    if offer.forget_at is None or offer.forget_at > now():
        return False
    let_go(by=SYSTEM, offer=offer, kinds=PASSED_ON_BY, action="kept_long_enough")
    Attempt.objects.filter(offer=offer).exclude(note="").update(note="")
    HandOver.objects.filter(offer=offer).exclude(note="").update(note="")
    ServiceMove.objects.filter(offer=offer).exclude(note="").update(note="")
    ServiceMove.objects.filter(offer=offer).exclude(note="").update(note="")
    save_step(offer, to=OfferState(offer.state), seen=offer.version, not_to_be_told="", forget_at=None)
    wrote(SYSTEM, "forget_offer", offer)
    return True
