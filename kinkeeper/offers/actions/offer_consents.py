"""What a service holds a family's details on: first what the parent permitted, then the family's own word, then nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import today
from kinkeeper.offers.models import Offer
from kinkeeper.offers.queries.offers import household_of
from kinkeeper.offers.rules.clocks import after_day
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, STOPPED
from kinkeeper.offers.types import OfferState, Way
from kinkeeper.sharing.actions import end_bases, end_involvements, shorten_bases, write_consent
from kinkeeper.sharing.queries import adult_among, may_consent_for
from kinkeeper.sharing.types import BasisKind, ConsentWay, InvolvementKind, NewConsent, Purpose

PASSED_ON_BY = (BasisKind.PUBLIC_TASK, BasisKind.LEGITIMATE_INTERESTS)
# What supporting a family takes. Not the custody fact alone is theirs to give: the person inside permitted that already.
AGREED = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.CUSTODY_FACT,
        Category.CUSTODY_DETAILS, Category.SUPPORT, Category.DEMOGRAPHICS, Category.HEALTH, Category.CONTACT,
    }
)  # fmt: skip


_WAYS = {Way.SPOKEN: ConsentWay.VOICE, Way.PAPER: ConsentWay.PAPER, Way.PORTAL: ConsentWay.PORTAL}


def record_family_consent(*, by: Actor, offer: Offer, way: Way) -> None:
    """The family said yes: their own consent stands in the place of what the parent's permission was passed on with.

    Consent is given for oneself, and for the children for whom one has parental responsibility. Any other child stays
    supported on what was passed on: unknown responsibility cannot consent, but does not shut a child out. What is known
    of the person inside stays on their own permission. Each stands on the family's own page, to be taken back there. Call
    inside the action's transaction.
    """
    if offer.service_id is None:
        return
    children = [person for person in household_of(offer) if person != offer.contact_id]
    agreed = [offer.contact_id, *sorted(may_consent_for(offer.contact_id, set(children) - adult_among(children)))]
    for person in agreed:
        write_consent(
            by=by,
            new=NewConsent(
                person_id=person,
                given_by_id=offer.contact_id,
                agencies=frozenset({offer.service_id}),
                purpose=Purpose.OFFER_SUPPORT,
                categories=AGREED,
                way=_WAYS[way],
            ),
        )
    end_bases(by=by, people=agreed, agency=offer.service_id, kinds=PASSED_ON_BY, action="replaced_by_consent")


def let_go(*, by: Actor, offer: Offer, kinds: Collection[BasisKind], action: str) -> int:
    """End what the service holds of a household, except of whoever another of its offers still needs; answers how many.

    An offer whose permission ran out needs its family while they are supported on their own word, and the person inside no
    more. Call inside the action's transaction.
    """
    if offer.service_id is None or offer.team_id is None:
        return 0
    others = (
        Offer.objects.filter(service_id=offer.service_id, passed_on_at__isnull=False)
        .exclude(pk=offer.pk)
        .exclude(state__in=[state.value for state in CLOSED_GENTLY | STOPPED])
    )
    people = {offer.contact_id, offer.held_id, *household_of(offer)}
    needed: dict[int | None, set[int]] = defaultdict(set)  # by the team of the other offer
    lasting: dict[int, set[datetime | None]] = defaultdict(set)  # by person: until when, by each other offer
    day = today(settings.TIME_ZONE)
    for other in others.filter(held_id=offer.held_id) | others.filter(family_id=offer.family_id):
        is_permitted = other.permitted_until is None or other.permitted_until >= day
        family = {other.contact_id, *household_of(other)} if is_permitted or other.state == OfferState.ACCEPTED else set()
        family |= {other.held_id} if is_permitted else set()
        needed[other.team_id] |= family
        for person in family:
            lasting[person].add(after_day(other.permitted_until, settings.TIME_ZONE) if is_permitted else None)
    gone = sorted(people.difference(*needed.values()))
    ended = end_bases(by=by, people=gone, agency=offer.service_id, kinds=kinds, action=action)
    for until, some in _who_until(people, lasting).items():  # this permission lasted longer than theirs
        shorten_bases(by=by, people=some, agency=offer.service_id, kinds=PASSED_ON_BY, until=until, action=action)
    left = sorted(people - needed[offer.team_id])
    end_involvements(by=by, people=left, agency=offer.service_id, kind=InvolvementKind.SUPPORTS, team=offer.team_id)
    return ended


def _who_until(people: Collection[int], lasting: Mapping[int, Collection[datetime | None]]) -> dict[datetime, list[int]]:
    """Of these people, until when the service may still know of them by its other offers; left out who has no such end."""
    found: dict[datetime, list[int]] = defaultdict(list)
    for person in sorted(people):
        ends = [end for end in lasting.get(person, ()) if end is not None]
        if ends and len(ends) == len(lasting[person]):
            found[max(ends)].append(person)
    return found
