"""The parent's word: a refusal that holds no name, asking again gently, and taking a permission back."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kinkeeper.custody.queries import releases_planned
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.actions.asking_leaving import let_go_once_done
from kinkeeper.offers.actions.offer_consents import PASSED_ON_BY, let_go
from kinkeeper.offers.actions.offers import save_step
from kinkeeper.offers.models import Asking, Draft, Offer, PermissionGiven, RefusalTally
from kinkeeper.offers.models.interview import NOT_SAID, SIX_OR_MORE
from kinkeeper.offers.permissions.asking import may_ask, may_take_back
from kinkeeper.offers.rules.asking import BEFORE_RELEASE, REFUSED, asked_by, may_ask_again, release_is_near
from kinkeeper.offers.rules.states import may_ask_step, may_offer_step
from kinkeeper.offers.types import AgeGroup, AskingState, Concern, OfferState, Refusal, Reopening
from kinkeeper.sharing.queries import household, references
from kinkeeper.sharing.types import Purpose

STATE_AFTER = {
    Refusal.NOT_PERMITTED: AskingState.NOT_PERMITTED,
    Refusal.DID_NOT_WISH_TO_SAY: AskingState.DID_NOT_WISH_TO_SAY,
    Refusal.NOBODY_OUTSIDE: AskingState.NOBODY_OUTSIDE,
}
_OVER = (OfferState.RETRACTED, OfferState.DO_NOT_CONTACT)


@transaction.atomic
def record_refusal(
    *,
    by: Actor,
    asking: Asking,
    seen: int,
    answer: Refusal,
    children: int | None = None,
    ages: AgeGroup = AgeGroup.NOT_SAID,
) -> Asking:
    """Write that the parent did not permit, did not wish to say, or has nobody outside. Respected; it holds no name.

    A draft begun before is deleted with whatever was typed into it. A refusal adds one to a number of its prison and
    month, with how many children there are (None when it was not said) and a band for all their ages.
    Raises NotPermitted, StaleVersion and WrongState.
    """
    may_ask(by, asking).require()
    state = STATE_AFTER[answer]
    if not may_ask_step(AskingState(asking.state), state) or asking.state == AskingState.PERMITTED:
        raise WrongState
    Draft.objects.filter(period_id=asking.period_id).delete()  # a colleague's too: the answer is the parent's
    save_version(
        asking, seen=seen, state=state, asked_by=asked_by(by.role), answered_at=now(), reopened_for="", reopened_at=None
    )
    if answer is not Refusal.NOBODY_OUTSIDE:
        count_refusal(by, asking, answer, children, ages)
    wrote_asking(by, "record_refusal", asking)
    return asking


def count_refusal(by: Actor, asking: Asking, answer: Refusal, children: int | None, ages: AgeGroup) -> None:
    """Add one to the number of refusals of this prison and month. Call inside the action's transaction."""
    tally, _ = RefusalTally.objects.get_or_create(
        prison_id=asking.prison_id,
        month=today(settings.TIME_ZONE).replace(day=1),
        answer=answer,
        asked_by=asked_by(by.role),
        children=NOT_SAID if children is None else max(0, min(children, SIX_OR_MORE)),
        ages=ages if children else AgeGroup.NOT_SAID,
    )
    RefusalTally.objects.filter(pk=tally.pk).update(count=F("count") + 1)


@transaction.atomic
def ask_again(*, by: Actor, asking: Asking, seen: int, reason: Reopening) -> Asking:
    """Open a refusal again, gently: at sentence, at a transfer, or before release.

    Raises NotPermitted, StaleVersion and WrongState.
    """
    may_ask(by, asking).require()
    if asking.state not in REFUSED:
        raise WrongState
    save_version(asking, seen=seen, state=AskingState.DUE, reopened_for=reason, reopened_at=now())
    wrote_asking(by, "ask_again", asking)
    return asking


@transaction.atomic
def reopen_refusals(*, by: Actor, periods: Collection[int], reason: Reopening) -> int:
    """Put refusals of these periods gently back on the list, where they have rested a week; answers how many.

    For the action that learns of a sentence or of a release to come, inside its own transaction; safe to repeat.
    """
    rested = [
        asking
        for asking in Asking.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(period_id__in=list(periods), state__in=sorted(REFUSED), period__release_confirmed_at__isnull=True)
        .exclude(reopened_for=reason)
        if may_ask_again(asking.answered_at, now())
    ]
    for asking in rested:
        save_version(asking, seen=asking.version, state=AskingState.DUE, reopened_for=reason, reopened_at=now())
        wrote_asking(by, "reopen_refusals", asking)
    return len(rested)


def reopen_before_release() -> int:
    """Put refusals gently back on the list whose release is near, once for each planned day; answers how many. For the tick.

    Whoever said no within those weeks has been asked for that very reason: they are left in peace.
    """
    day = today(settings.TIME_ZONE)
    planned = releases_planned(first=day, last=day + BEFORE_RELEASE)
    refused = Asking.objects.filter(period_id__in=planned, state__in=sorted(REFUSED))
    near = [
        period
        for period, answered_at in refused.values_list("period_id", "answered_at")
        if release_is_near(planned[period], day, answered_on=answered_at.astimezone(_zone()).date() if answered_at else None)
    ]
    return reopen_refusals(by=SYSTEM, periods=near, reason=Reopening.BEFORE_RELEASE) if near else 0


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def retract_permission(*, by: Actor, offer: Offer, seen: int) -> Offer:
    """The parent took back the permission for one home. What was passed on ends with it, from the next request on.

    Support that the family has accepted is theirs, and goes on: then the offer gets a code for a person to look at, and
    nothing else changes. Raises NotPermitted, StaleVersion, and WrongState when it was taken back before.
    """
    may_take_back(by, offer).require()
    PermissionGiven.objects.filter(offer=offer, withdrawn_at__isnull=True).update(withdrawn_at=now())
    if offer.state == OfferState.ACCEPTED:
        save_version(offer, seen=seen, needs_a_person=Concern.WITHDRAWN_AFTER_ACCEPTED)
        told(by, "retract_permission", offer, [offer.contact_id])
        return offer
    if not may_offer_step(OfferState(offer.state), OfferState.RETRACTED):
        raise WrongState
    save_step(offer, to=OfferState.RETRACTED, seen=seen)
    people = end_passing_on(by=by, offer=offer)
    told(by, "retract_permission", offer, people)
    asking = Asking.objects.select_related("person").get(pk=offer.asking_id)
    others = Offer.objects.filter(asking=asking).exclude(state__in=_OVER)
    if asking.state == AskingState.PERMITTED and not others.exists():
        save_version(asking, seen=asking.version, state=AskingState.NOT_PERMITTED, answered_at=now())
        wrote_asking(by, "retract_permission", asking)
    let_go_once_done(by=by, offer=offer)
    return offer


def end_passing_on(*, by: Actor, offer: Offer) -> list[int]:
    """End what a service was given of one home; answers whom the offer was about. Call inside the action's transaction."""
    people = sorted({offer.contact_id, offer.held_id, *household(offer.family_id)})
    if offer.passed_on_at is not None:
        let_go(by=by, offer=offer, kinds=PASSED_ON_BY, action="end_passing_on")
    return people


def wrote_asking(by: Actor, action: str, asking: Asking) -> None:
    """The ledger's entry for a step of asking."""
    line = Line(person=asking.person.reference, categories=frozenset({Category.SUPPORT}))
    record(by=by, action=action, purpose=Purpose.OFFER_SUPPORT, lines=[line], detail={"asking": asking.reference})


def told(by: Actor, action: str, offer: Offer, people: list[int]) -> None:
    """The ledger's entry for a step that concerns one home."""
    named = references(people)
    record(
        by=by,
        action=action,
        purpose=Purpose.OFFER_SUPPORT,
        lines=[Line(person=named[person], categories=frozenset({Category.SUPPORT})) for person in people],
        detail={"offer": offer.reference},
    )
