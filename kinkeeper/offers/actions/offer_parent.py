"""The parent's own permission, seen and taken back by themselves, without a worker between."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.offers.actions.asking_permission import retract_permission
from kinkeeper.offers.actions.offers import lock, wrote
from kinkeeper.offers.models import PermissionGiven
from kinkeeper.offers.rules.states import may_offer_step
from kinkeeper.offers.types import OfferState


@transaction.atomic
def take_back_own_permission(*, by: Actor, reference: str) -> None:
    """The parent takes back what they permitted at the interview for one home. Said twice it is written once.

    They are answered alike whatever has become of the offer: whether their family said yes is the family's to tell.
    Raises NotVisible for anybody else's.
    """
    given = PermissionGiven.objects.filter(reference=reference, offer__held_id=by.person_id or 0).first()
    if given is None or not by.is_family:
        raise NotVisible(reference)
    offer = lock(given.offer)
    if given.withdrawn_at is not None:
        return
    state = OfferState(offer.state)
    if state is OfferState.ACCEPTED or may_offer_step(state, OfferState.RETRACTED):
        retract_permission(by=by, offer=offer, seen=offer.version)
    else:
        PermissionGiven.objects.filter(pk=given.pk).update(withdrawn_at=now())
        wrote(by, "retract_permission", offer, people=[offer.held_id])
