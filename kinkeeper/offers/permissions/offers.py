"""Who may offer: each answer says why not. All ask sharing first, so that what ended yesterday ends here too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinkeeper.agencies.types import Role
from kinkeeper.custody.types import ReleaseKind
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.queries.offers import parents_word
from kinkeeper.offers.rules.clocks import earliest_message
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, MAY_RING, MAY_SEND_PACK, may_strike_out, tries_that_count
from kinkeeper.offers.types import OfferState, PassOnFor, Reopening
from kinkeeper.offers.types.offer_pages import ParentsWord
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose

_OFFERS = frozenset({Role.LINK_WORKER, Role.TEAM_LEAD})


def may_offer(by: Actor) -> Decision:
    """May this actor offer support to families at all?"""
    return ALLOWED if by.is_staff and by.role in _OFFERS else refused("not_your_role", rule="link_workers_and_leads")


def may_work_on(by: Actor, offer: Offer) -> Decision:
    """May this actor work on this offer at all: a link worker or lead of the very team, while the basis lives?"""
    if not (decision := may_offer(by)):
        return decision
    if offer.team_id not in by.team_ids:
        return refused("not_your_team", rule="own_team")
    return may_see(by, Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer.contact_id)


def may_be_rung(offer: Offer, word: ParentsWord | None = None) -> Decision:
    """May anybody ring or write to this family now?

    Not once they said no, not after a stop, not in the first 45 minutes, and not when the parent agreed to other things
    than a call. A family's own yes stands by itself.
    """
    if OfferState(offer.state) not in MAY_RING:
        return refused(f"state_{offer.state}", rule="respect_the_answer")
    return _nobody_died(offer) and _agreed(offer, PassOnFor.RING, word) and _no_longer_too_soon(offer)


def may_note_attempt(by: Actor, offer: Offer, *, came_to_us: bool) -> Decision:
    """May the actor note a try? When the family came to us, after a no or silence too."""
    return may_work_on(by, offer) and _may_be_noted(offer, came_to_us=came_to_us)


def _may_be_noted(offer: Offer, *, came_to_us: bool, word: ParentsWord | None = None) -> Decision:
    if came_to_us and OfferState(offer.state) in MAY_RING | CLOSED_GENTLY:
        return ALLOWED
    return may_be_rung(offer, word)


def may_strike(by: Actor, offer: Offer, attempt: Attempt) -> Decision:
    """May the actor strike out an entry as a mistake: the newest that stands, within ten minutes, unless it was a yes?"""
    newer = Attempt.objects.filter(offer=offer, struck_at__isnull=True, pk__gt=attempt.pk).exists()
    if attempt.entered_by is not None and attempt.entered_by.agency_id != by.agency_id:
        return refused("not_your_agency", rule="own_work")
    return may_work_on(by, offer) and _may_be_struck(attempt, is_newest=not newer)


def _may_be_struck(attempt: Attempt, *, is_newest: bool) -> Decision:
    if attempt.struck_at is not None:
        return refused("struck_out_before")
    if attempt.answer == FamilyAnswer.ACCEPTED:
        return refused("consent_was_given", rule="a_yes_is_ended_by_a_no")
    if not may_strike_out(attempt.created_at, now()):
        return refused("ten_minutes_over")
    return ALLOWED if is_newest else refused("something_followed")


def may_call_not_reachable(by: Actor, offer: Offer, *, attempts: list[Attempt], tries: int, days: int, zone: str) -> Decision:
    """May the actor say that nobody could be reached: after as many tries, so many days apart, as the service has set?"""
    if not (decision := may_work_on(by, offer)):
        return decision
    if offer.state != OfferState.ATTEMPTED:
        return refused(f"state_{offer.state}")
    if tries_that_count([attempt.at for attempt in attempts], days, zone) < tries:
        return refused("more_tries_first")
    return ALLOWED


def may_send_pack(by: Actor, offer: Offer) -> Decision:
    """May the actor make and send a pack for this family now?"""
    return may_work_on(by, offer) and _pack_may_be_sent(offer)


def may_send_pack_of(by: Actor, offer: Offer, word: ParentsWord) -> Decision:
    """As `may_send_pack`, for a batch: sharing is asked once for all by the disclosure that follows, and `word` is at hand."""
    if not (decision := may_offer(by)):
        return decision
    return _pack_may_be_sent(offer, word) if offer.team_id in by.team_ids else refused("not_your_team", rule="own_team")


def _pack_may_be_sent(offer: Offer, word: ParentsWord | None = None) -> Decision:
    if OfferState(offer.state) not in MAY_SEND_PACK:
        return refused(f"state_{offer.state}")
    return _nobody_died(offer) and _agreed(offer, PassOnFor.PACK, word) and _no_longer_too_soon(offer)


def may_assign(by: Actor, offer: Offer, *, to_member: int | None) -> Decision:
    """May the actor give this offer to a worker? Anyone of the team may take it, cover, or hand on; a lead assigns."""
    if not (decision := may_work_on(by, offer)):
        return decision
    own = offer.worker_id in {None, by.member_id} or to_member == by.member_id
    return ALLOWED if own or by.role == Role.TEAM_LEAD else refused("ask_their_lead", rule="a_lead_assigns")


def may_reopen(by: Actor, offer: Offer, *, why: Reopening) -> Decision:
    """May the actor ask this family gently again? Once for each reason, or a gentle question becomes a pressing one."""
    return may_work_on(by, offer) and _may_be_reopened(offer, why)


def _may_be_reopened(offer: Offer, why: Reopening) -> Decision:
    if OfferState(offer.state) not in CLOSED_GENTLY:
        return refused(f"state_{offer.state}")
    if not (decision := _nobody_died(offer)):
        return decision
    return refused("asked_for_this_before") if why in offer.reopened_for.split(",") else ALLOWED


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What the actor may do from a family's page. `strikable` is the id of the entry that may be struck out, if any."""

    note: Decision
    send_pack: Decision
    reopen: bool
    strikable: int | None


def next_steps(by: Actor, offer: Offer, attempts: Sequence[Attempt], word: ParentsWord) -> NextSteps:
    """All of the above for a page on which the family was disclosed to the actor just now, so sharing is not asked again.

    For showing what may be done alone: each action asks anew. `attempts` are the offer's, in any order.
    """
    if not (decision := may_offer(by)):
        return NextSteps(note=decision, send_pack=decision, reopen=False, strikable=None)
    attempts = [past for past in attempts if past.entered_by is None or past.entered_by.agency_id == by.agency_id]
    newest = max((past.pk for past in attempts if past.struck_at is None), default=None)
    strikable = [past.pk for past in attempts if past.pk == newest and _may_be_struck(past, is_newest=True)]
    return NextSteps(
        note=_may_be_noted(offer, came_to_us=True, word=word),
        send_pack=_pack_may_be_sent(offer, word),
        reopen=any(_may_be_reopened(offer, why) for why in Reopening),
        strikable=strikable[0] if strikable else None,
    )


def may_set_service(by: Actor) -> Decision:
    """May the actor change what their service has set: its leads and administrators?"""
    if by.is_staff and by.agency_id and by.role in {Role.TEAM_LEAD, Role.ADMINISTRATOR}:
        return ALLOWED
    return refused("not_your_role", rule="leads_and_administrators")


def _agreed(offer: Offer, to: PassOnFor, word: ParentsWord | None = None) -> Decision:
    """Whether the parent's word covers this; it need not once the family has said yes itself."""
    if offer.state == OfferState.ACCEPTED:
        return ALLOWED
    word = parents_word(offer) if word is None else word
    if word.withdrawn:
        return refused("permission_withdrawn")
    if to in word.agreed_for or not word.written:
        return ALLOWED
    return refused(f"not_agreed_to_{to}", rule="what_the_parent_agreed")


def _nobody_died(offer: Offer) -> Decision:
    """A death stops every message: what is right to say then is for people to find, not for a call sheet or a pack."""
    return (
        refused("somebody_died", rule="death_stops_every_message") if offer.period.release_kind == ReleaseKind.DIED else ALLOWED
    )


def _no_longer_too_soon(offer: Offer) -> Decision:
    if now() < earliest_message(offer.admitted_at, offer.asking.created_at):
        return refused("too_soon", rule="forty_five_minutes")
    return ALLOWED
