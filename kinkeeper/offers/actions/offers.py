"""What every step of an offer shares: writing its new state, and what is owed next, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.models import Offer
from kinkeeper.offers.queries.offer_settings import place, settings_of
from kinkeeper.offers.queries.offers import tries_now
from kinkeeper.offers.rules.clocks import end_of_day
from kinkeeper.offers.rules.offering import next_due
from kinkeeper.offers.rules.states import may_offer_step
from kinkeeper.offers.types import OfferState
from kinkeeper.sharing.queries import references


def lock(offer: Offer) -> Offer:
    """The offer as it stands now, held until the transaction ends, so that two colleagues take turns."""
    return Offer.objects.select_for_update(of=("self",)).select_related("asking", "period").get(pk=offer.pk)


def save_step(offer: Offer, *, to: OfferState, seen: int, **changes: Any) -> None:
    """Write one step and whatever goes with it, and work out anew what is owed next.

    Raises WrongState for a step that is not in the table, StaleVersion when somebody was quicker.
    """
    current = OfferState(offer.state)
    if to is not current and not may_offer_step(current, to):
        raise WrongState
    for name, value in changes.items():
        setattr(offer, name, value)
    offer.state = to
    save_version(offer, seen=seen, state=to, next_due_at=due_next(offer), **changes)


def due_next(offer: Offer) -> datetime | None:
    """When the next thing is owed to this family, in UTC. One asked again is owed a call that very day, as a new one is."""
    if offer.passed_on_at is None:
        return None
    zone = place().zone
    begun, offer_due_at = offer.passed_on_at, offer.offer_due_at
    if offer.reopened_at is not None:
        begun, offer_due_at = offer.reopened_at, max(offer_due_at, end_of_day(offer.reopened_at, zone))
    return next_due(
        OfferState(offer.state),
        passed_on_at=begun,
        offer_due_at=offer_due_at,
        pack_due_at=offer.pack_due_at,
        pack_sent=offer.pack_sent_at is not None,
        tried=[attempt.at for attempt in tries_now(offer)],
        try_again_on=offer.try_again_on,
        days_between=settings_of(offer.service_id).days_between,
        zone=zone,
    )


def wrote(
    by: Actor,
    action: str,
    offer: Offer,
    *,
    category: Category = Category.SUPPORT,
    people: Iterable[int] = (),
    **detail: str | int | bool,
) -> None:
    """The ledger's one entry for a step: about the contact (or `people`), in codes and references."""
    named: Mapping[int, str] = references(list(people) or [offer.contact_id])
    lines = [Line(person=named[person], categories=frozenset({category})) for person in sorted(named)]
    record(by=by, action=action, lines=lines, detail={"offer": offer.reference, **detail})
