"""Ringing the duty team about a child: who rang, who answered, what was told, and on what ground."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from kinkeeper.agencies.types import AgencyKind
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.actions.card import OF_A_WORRY
from kinkeeper.offers.models import AskingTimes, DutyCall, SafetyCheck
from kinkeeper.offers.permissions.asking import may_record_duty_call
from kinkeeper.offers.rules.safety import REVIEW_AFTER, raise_again
from kinkeeper.offers.types import ChildTold
from kinkeeper.people.actions import add_people, look_for_matches, name_person, place_person, tie_people
from kinkeeper.people.types import Tie
from kinkeeper.sharing.actions import begin_involvements, give_bases
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agency

# What a duty team is told of the parent and of the child: what it needs to find the child and no more.
_TOLD_OF_PARENT = frozenset(
    {Category.EXISTENCE, Category.IDENTITY, Category.KIN, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.RISK}
)
_TOLD_OF_CHILD = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.RISK})


@transaction.atomic
def record_duty_call(
    *,
    by: Actor,
    check: SafetyCheck,
    seen: int,
    agency: Agency,
    rang_at: datetime,
    answered: bool,
    answered_by: str = "",
    words: str = "",
    children: Sequence[ChildTold] = (),
) -> DutyCall:
    """Write that the duty team was rung. Only an answer ends the alert; a call nobody took is kept, and the alert goes on.

    What is told rests on safeguarding, with its reason, the caller's name and a day of review 28 days on; the children
    told of are named for that purpose alone. Raises NotPermitted, StaleVersion, and WrongState for an agency that is not
    children's services, an answer without the name of who gave it, or a worry answered before.
    """
    may_record_duty_call(by, check).require()
    if agency.kind != AgencyKind.CHILDRENS_SERVICES or (answered and not answered_by.strip()) or check.answered_at:
        raise WrongState
    review_on = today(settings.TIME_ZONE) + REVIEW_AFTER
    save_version(check, seen=seen, **({"answered_at": now()} if answered else {}))
    call = DutyCall.objects.create(
        check_on=check,
        agency=agency,
        rang_by=by.reference,
        rang_at=rang_at,
        answered=answered,
        answered_by=answered_by.strip(),
        words=words,
        review_on=review_on if answered else None,
    )
    told = [check.person_id]
    if answered:
        named = _name_children(by, check, children)
        told += named
        _tell(by, check, agency, named, review_on)
    people = references(told)
    record(
        by=by,
        action="record_duty_call",
        purpose=Purpose.SAFEGUARD,
        lines=[Line(person=people[person], categories=_TOLD_OF_PARENT if answered else frozenset()) for person in told],
        detail={"worry": check.reference, "told": agency.reference, "answered": answered},
    )
    return call


def _name_children(by: Actor, check: SafetyCheck, children: Sequence[ChildTold]) -> list[int]:
    if not children:
        return []
    people = [person.pk for person in add_people(by=by, count=len(children))]
    for person, child in zip(people, children, strict=True):
        name_person(by=by, person=person, given_name=child.given_name, family_name=child.family_name, age=child.age)
        if child.where:
            place_person(by=by, person=person, address=child.where)
        tie_people(by=by, person=person, relative=check.person_id, tie=Tie.SON_OR_DAUGHTER)
        look_for_matches(by=by, person=person)
    return people


def _tell(by: Actor, check: SafetyCheck, agency: Agency, children: Sequence[int], review_on: date) -> None:
    """Bases for the duty team, and for the agencies that keep what they did themselves."""
    reason = f"Child may not be safe ({check.safe}); worry {check.reference}"
    bases = [
        NewBasis(
            person_id=person,
            agency_id=agency.pk,
            kind=BasisKind.SAFEGUARDING,
            purpose=Purpose.SAFEGUARD,
            categories=_TOLD_OF_PARENT if person == check.person_id else _TOLD_OF_CHILD,
            reason=reason,
            decided_by=by.reference,
            review_on=review_on,
            evidence="duty_call",
        )
        for person in (check.person_id, *children)
    ]
    keepers = sorted({pk for pk in (by.agency_id, check.prison.agency_id) if pk is not None})
    bases += [
        NewBasis(
            person_id=child,
            agency_id=keeper,
            kind=BasisKind.OWN_WORK,
            purpose=Purpose.SAFEGUARD,
            categories=OF_A_WORRY,
            evidence="duty_call",
        )
        for child in children
        for keeper in keepers
    ]
    give_bases(by=by, bases=bases)
    begin_involvements(
        by=by,
        involvements=[NewInvolvement(person, agency.pk, InvolvementKind.WORKS_WITH) for person in (check.person_id, *children)]
        + [NewInvolvement(child, keeper, InvolvementKind.FAMILY_OF_HELD) for child in children for keeper in keepers],
    )


@transaction.atomic
def raise_worries_again(*, limit: int = 200) -> int:
    """Alert anew for every worry that nobody has answered within its prison's minutes; answers how many. For the tick."""
    moment = now()
    minutes = dict(AskingTimes.objects.values_list("agency_id", "worry_minutes"))
    default = AskingTimes().worry_minutes
    waiting = (
        SafetyCheck.objects.select_for_update(of=("self",))
        .select_related("prison")
        .filter(Q(answered_at__isnull=True))
        .order_by("last_raised_at")[:limit]
    )
    due = [
        check
        for check in waiting
        if raise_again(check.last_raised_at, minutes=minutes.get(check.prison.agency_id or 0, default), now=moment)
    ]
    SafetyCheck.objects.filter(pk__in=[check.pk for check in due]).update(
        last_raised_at=moment, times_raised=F("times_raised") + 1
    )
    for check in due:
        enqueue("offers.tell_of_worry", check_id=check.pk)
    if due:
        people = references({check.person_id for check in due})
        record(
            by=SYSTEM,
            action="raise_worry_again",
            purpose=Purpose.SAFEGUARD,
            lines=[Line(person=people[check.person_id]) for check in due],
        )
    return len(due)
