"""Offers as the person they were made to sees them: their own, and nothing of anybody else."""

from __future__ import annotations

from django.db.models import Q

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.offers.models import Offer, PermissionGiven
from kinkeeper.offers.queries.asking import still_permitted
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, MAY_RING, MAY_SEND_PACK, STOPPED
from kinkeeper.offers.types import PassOnFor
from kinkeeper.offers.types.offering import ParentsWord
from kinkeeper.people.types import Tie
from kinkeeper.sharing.queries import families_of
from kinkeeper.sharing.types import Word

TOLD_BY_THE_PARENT = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS})
SHOWN = MAY_RING | CLOSED_GENTLY


def offers_to(by: Actor) -> list[Offer]:
    """The offers made to this family member, the newest first. None while a safety check or a stop stands."""
    if not by.is_family or by.person_id is None:
        return []
    mine = Offer.objects.filter(contact_id=by.person_id, passed_on_at__isnull=False, state__in=SHOWN)
    return list(mine.select_related("service", "asking", "period__prison").order_by("-pk"))


def offer_to(by: Actor, reference: str) -> Offer:
    """One's own offer. Raises NotVisible, alike for another's and for what never was."""
    found = next((offer for offer in offers_to(by) if offer.reference == reference), None)
    if found is None:
        raise NotVisible(reference)
    return found


def permissions_of(by: Actor) -> list[ParentsWord]:
    """What this family member permitted at the interview, the newest first: nothing of what came of it."""
    if not by.is_family or by.person_id is None:
        return []
    given = PermissionGiven.objects.filter(offer__held_id=by.person_id).select_related("offer").order_by("-given_at", "-pk")
    return [
        ParentsWord(
            reference=word.reference,
            tie=Tie(word.offer.tie),
            purposes=tuple(PassOnFor(code) for code in word.purposes.split(",") if code),
            given_at=word.given_at,
            until=word.offer.permitted_until,
            withdrawn_at=word.withdrawn_at,
        )
        for word in given
    ]


def offered_help_through(by: Actor) -> set[int]:
    """The ids of whoever was named for help by this family member from inside: what they answered is theirs to tell."""
    if not by.is_family or by.person_id is None:
        return set()
    return set(Offer.objects.filter(held_id=by.person_id).values_list("contact_id", flat=True))


def words_for(reader: int) -> list[Word]:
    """Where the person inside is, may be told to whoever they agreed a pack to: registered with sharing, which decides.

    Until the day they named: what they said then holds no longer, whatever the family agreed to since.
    """
    offers = still_permitted(Offer.objects.filter(contact_id=reader))
    offers = offers.filter(passed_on_at__isnull=False, state__in=MAY_SEND_PACK & SHOWN)
    return [
        Word(person_id=offer.held_id, reference=offer.reference, categories=TOLD_BY_THE_PARENT)
        for offer in offers.order_by("pk")
        if pack_was_agreed(offer)
    ]


def pack_was_agreed(offer: Offer) -> bool:
    """Whether the parent agreed that the family may have a pack, and has not taken that back."""
    given = PermissionGiven.objects.filter(offer=offer).first()
    return given is None or (given.withdrawn_at is None and PassOnFor.PACK in given.purposes.split(","))


def never_supported(person: int) -> bool:
    """Whether somebody was named to a family service, and every offer to their home ended with a no, silence or a stop."""
    if Offer.objects.filter(held_id=person).exists():  # a prison's record, which is kept its own time
        return False
    offers = Offer.objects.filter(Q(contact_id=person) | Q(family_id__in=families_of([person])))
    states = set(offers.filter(forget_at__isnull=True).values_list("state", flat=True))
    closed = {state.value for state in CLOSED_GENTLY | STOPPED}
    return bool(states) and states <= closed and not offers.filter(forget_at__isnull=False).exists()
