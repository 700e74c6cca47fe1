"""The prison's public-protection check, passing a family on once it is clear, and whether two people are one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.actions.asking_leaving import let_go_once_done
from kinkeeper.offers.actions.asking_permission import end_passing_on
from kinkeeper.offers.actions.offers import save_step
from kinkeeper.offers.errors import NoAgreement, NotClear
from kinkeeper.offers.models import AskingTimes, CheckAlert, Offer, PublicProtectionCheck
from kinkeeper.offers.permissions.asking import may_answer_check, may_answer_match, may_pass_on
from kinkeeper.offers.queries.asking import agreement_with, still_permitted
from kinkeeper.offers.queries.interview import joined_match_for, match_for
from kinkeeper.offers.queries.offers import parents_word
from kinkeeper.offers.rules.clocks import after_day
from kinkeeper.offers.rules.states import may_offer_step
from kinkeeper.offers.types import Check, OfferState
from kinkeeper.sharing import actions as sharing
from kinkeeper.sharing.actions import begin_involvements, give_bases
from kinkeeper.sharing.queries import household, references
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agreement

# What the family service is told: of the family what it takes to reach and support them, of the parent where they are.
_TOLD_OF_FAMILY = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.CUSTODY_FACT,
        Category.SUPPORT, Category.DEMOGRAPHICS,
    }
)  # fmt: skip
_TOLD_OF_PARENT = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.KIN, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS,
        Category.SUPPORT,
    }
)  # fmt: skip


@transaction.atomic
def answer_check(*, by: Actor, offer: Offer, seen: int, answer: Check) -> Offer:
    """Write the prison's answer: a marker alone. `do not contact` ends at once what had been passed on.

    Raises NotPermitted, StaleVersion, and WrongState where the answer is no step from here (a family already being
    supported is not "cleared" again; `not yet` cannot follow an answer).
    """
    may_answer_check(by, offer).require()
    state = OfferState(offer.state)
    if answer is Check.NOT_YET:
        if state is not OfferState.PERMITTED:
            raise WrongState
        save_version(offer, seen=seen, check_answer=answer)
    elif answer is Check.CLEAR:
        save_step(offer, to=OfferState.CHECKED, seen=seen, check_answer=answer, checked_at=now())
    else:
        if not may_offer_step(state, OfferState.DO_NOT_CONTACT):
            raise WrongState
        save_step(offer, to=OfferState.DO_NOT_CONTACT, seen=seen, check_answer=answer, checked_at=now())
        end_passing_on(by=by, offer=offer)
    PublicProtectionCheck.objects.create(offer=offer, answer=answer, answered_by=by.reference)
    _wrote(by, "answer_check", offer, [offer.contact_id], answer=answer)
    if answer is Check.DO_NOT_CONTACT:
        let_go_once_done(by=by, offer=offer)
    return offer


@transaction.atomic
def pass_on(*, by: Actor, offer: Offer, seen: int) -> Offer:
    """Pass a family on to the service's team that the parent chose: from now on that team may see and reach them.

    The ground is the agreement between prison and service. What is given ends with the parent's permission, on its last
    day. Raises NotPermitted, StaleVersion, NotClear before the check is, and NoAgreement when none is in force.
    """
    may_pass_on(by, offer).require()
    if offer.state != OfferState.CHECKED or offer.check_answer != Check.CLEAR:
        raise NotClear
    if offer.service_id is None or offer.team_id is None:
        raise NoAgreement
    agreement = agreement_with(offer.asking.prison, offer.service_id)
    if agreement is None:
        raise NoAgreement
    if offer.permitted_until is not None and offer.permitted_until < today(settings.TIME_ZONE):
        raise WrongState("permission_over")
    if parents_word(offer).withdrawn:  # and the family's own yes ended with a stop
        raise WrongState("permission_withdrawn")
    save_step(offer, to=OfferState.PASSED_ON, seen=seen, passed_on_at=now())
    told = give_to_service(by=by, offer=offer, agreement=agreement)
    enqueue("offers.tell_team", offer_id=offer.pk)
    wrote_passing_on(by, "pass_on", offer, told, told=offer.team.reference if offer.team else "")
    let_go_once_done(by=by, offer=offer)
    return offer


def give_to_service(*, by: Actor, offer: Offer, agreement: Agreement) -> list[int]:
    """Let the offer's team see and reach the family, on that agreement, until the permission ends; answers of whom it is told.

    Call inside the action's transaction, once the offer names its service and team.
    """
    family = sorted({offer.contact_id, *household(offer.family_id)} - {offer.held_id})
    told = [offer.held_id, *family]
    give_bases(by=by, bases=_bases(offer, agreement, family))
    begin_involvements(
        by=by,
        involvements=[
            NewInvolvement(person, offer.service_id or 0, InvolvementKind.SUPPORTS, team_id=offer.team_id) for person in told
        ],
    )
    return told


def _bases(offer: Offer, agreement: Agreement, family: list[int]) -> list[NewBasis]:
    return [
        NewBasis(
            person_id=person,
            agency_id=offer.service_id or 0,
            kind=BasisKind(agreement.basis),
            purpose=Purpose.OFFER_SUPPORT,
            categories=_TOLD_OF_PARENT if person == offer.held_id else _TOLD_OF_FAMILY,
            ends_at=after_day(offer.permitted_until, settings.TIME_ZONE),
            agreement_id=agreement.pk,
            law=agreement.law[:120],
            evidence="passed_on",
        )
        for person in (offer.held_id, *family)
    ]


@transaction.atomic
def clear_and_pass_on(*, by: Actor, offer: Offer, seen: int) -> Offer:
    """Answer the check `clear` and pass the family on, in one step: both or neither."""
    answer_check(by=by, offer=offer, seen=seen, answer=Check.CLEAR)
    return pass_on(by=by, offer=offer, seen=offer.version)


@transaction.atomic
def answer_match(*, by: Actor, reference: str, same: bool) -> None:
    """Say whether two people are one. Raises NotVisible unless the actor sees both, and WrongState when it was answered."""
    _, first, second = match_for(by, reference)
    may_answer_match(by, first, second).require()
    sharing.answer_match(by=by, reference=reference, same=same)


@transaction.atomic
def part_match(*, by: Actor, reference: str) -> None:
    """Undo a wrong join. Raises NotVisible unless the actor sees both, and WrongState when it was undone before."""
    _, first, second = joined_match_for(by, reference)
    may_answer_match(by, first, second).require()
    sharing.part_match(by=by, reference=reference)


@transaction.atomic
def raise_late_checks() -> int:
    """Tell the prison's officers of checks that nobody answered within their prison's hours; answers how many. For the tick.

    Each is told of once when it becomes late, and once for each further such span; not when its permission ran out.
    """
    moment = now()
    hours = dict(AskingTimes.objects.values_list("agency_id", "check_hours"))
    default = AskingTimes().check_hours
    soonest = moment - timedelta(hours=min([default, *hours.values()]))
    alerts = {alert.offer_id: alert for alert in CheckAlert.objects.filter(offer__state=OfferState.PERMITTED)}
    waiting = still_permitted(Offer.objects.filter(state=OfferState.PERMITTED, permitted_at__lte=soonest))
    just_told = CheckAlert.objects.filter(raised_at__gt=soonest).values("offer_id")
    late = 0
    for offer in waiting.exclude(pk__in=just_told).select_related("asking__prison").order_by("permitted_at"):
        span = timedelta(hours=hours.get(offer.asking.prison.agency_id or 0, default))
        alert = alerts.get(offer.pk) or CheckAlert(offer=offer, raised_at=offer.permitted_at, times_raised=0)
        if alert.raised_at + span > moment:
            continue
        alert.raised_at, alert.times_raised = moment, alert.times_raised + 1
        alert.save()
        enqueue("offers.tell_of_late_check", offer_id=offer.pk)
        late += 1
    if late:
        record(by=SYSTEM, action="raise_late_checks", detail={"checks": late})
    return late


def _wrote(by: Actor, action: str, offer: Offer, about: list[int], **detail: str) -> None:
    named = references(about)
    lines = [Line(person=named[person], categories=frozenset({Category.SUPPORT})) for person in about]
    record(by=by, action=action, purpose=Purpose.OFFER_SUPPORT, lines=lines, detail={"offer": offer.reference, **detail})


def wrote_passing_on(by: Actor, action: str, offer: Offer, about: list[int], **detail: str) -> None:
    """The ledger's entry of a passing on: of each person, what the service is told."""
    named = references(about)
    lines = [
        Line(person=named[person], categories=_TOLD_OF_PARENT if person == offer.held_id else _TOLD_OF_FAMILY)
        for person in about
    ]
    record(by=by, action=action, purpose=Purpose.OFFER_SUPPORT, lines=lines, detail={"offer": offer.reference, **detail})
