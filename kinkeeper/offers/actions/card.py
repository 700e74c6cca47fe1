"""The first night: the card, and a worry about a child raised from it, apart from any permission."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.custody.actions import mark_bears_work
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.models import Asking, FirstNightCard, SafetyCheck
from kinkeeper.offers.permissions.asking import may_ask
from kinkeeper.offers.rules.asking import asked_by
from kinkeeper.offers.rules.safety import how_safe, is_worry
from kinkeeper.offers.types import CardAnswers, CarerNow, SafeNow, Way
from kinkeeper.sharing.actions import give_bases
from kinkeeper.sharing.types import BasisKind, NewBasis, Purpose

# What whoever raised a worry keeps of it: its own work, seen for the purpose of keeping a child safe and no other.
OF_A_WORRY = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.KIN, Category.CUSTODY_FACT, Category.RISK})


@transaction.atomic
def record_first_night_card(*, by: Actor, asking: Asking, answers: CardAnswers, token: str) -> FirstNightCard:
    """Write down the card. A child who may not be safe raises a worry at once, whatever else is permitted or refused.

    `token` is the form's own: sent twice, it makes one card. Raises NotPermitted.
    """
    may_ask(by, asking).require()
    paper = answers.taken_on_paper_at is not None
    card, is_new = FirstNightCard.objects.get_or_create(
        asking=asking,
        token=token,
        defaults={
            "child_depends": answers.child_depends,
            "carer": answers.carer or "",
            "safe": answers.safe or "",
            "collected": answers.collected,
            "area": answers.area,
            "tell_tonight": ",".join(answers.tell_tonight),
            "way": Way.PAPER if paper else Way.SPOKEN,
            "taken_at": answers.taken_on_paper_at or now(),
            "taken_by_name": answers.taken_by_name if paper else "",
            "entered_by": by.reference,
            "asked_by": asked_by(by.role),
        },
    )
    if not is_new:
        return card
    record(
        by=by,
        action="record_first_night_card",
        purpose=Purpose.OFFER_SUPPORT,
        lines=[Line(person=asking.person.reference, categories=frozenset({Category.SUPPORT}))],
        detail={"asking": asking.reference},
    )
    if is_worry(answers):
        raise_worry(by=by, asking=asking, carer=answers.carer or CarerNow.UNKNOWN, safe=how_safe(answers), area=answers.area)
    else:
        _settle_unknown(by, asking)
    return card


@transaction.atomic
def raise_worry(*, by: Actor, asking: Asking, carer: CarerNow, safe: SafeNow, area: str = "") -> SafetyCheck:
    """Raise a worry about the children of the person asked, or make the open one graver. It alerts until it is answered.

    `area` is where they live, where that is known: it says which duty team is rung.
    """
    check, is_new = SafetyCheck.objects.select_for_update().get_or_create(
        asking=asking,
        answered_at=None,
        defaults={"person_id": asking.person_id, "prison_id": asking.prison_id, "carer": carer, "safe": safe, "area": area},
    )
    if not is_new:
        SafetyCheck.objects.filter(pk=check.pk).update(
            carer=carer,
            # Once somebody said "not safe", a later "I do not know" does not take it back.
            safe=SafeNow.NOT_SAFE if SafeNow.NOT_SAFE in {safe, check.safe} else safe,
            area=area or check.area,
            version=check.version + 1,
        )
        check.refresh_from_db()
        return check
    agencies = {by.agency_id, asking.prison.agency_id} - {None}
    give_bases(
        by=by,
        bases=[
            NewBasis(
                person_id=asking.person_id,
                agency_id=agency,
                kind=BasisKind.OWN_WORK,
                purpose=Purpose.SAFEGUARD,
                categories=OF_A_WORRY,
                evidence="first_night_card",
            )
            for agency in sorted(pk for pk in agencies if pk is not None)
        ],
    )
    mark_bears_work(by=by, period=asking.period)
    record(
        by=by,
        action="raise_worry",
        purpose=Purpose.SAFEGUARD,
        lines=[Line(person=asking.person.reference, categories=frozenset({Category.RISK}))],
        detail={"worry": check.reference},
    )
    enqueue("offers.tell_of_worry", check_id=check.pk)
    return check


def _settle_unknown(by: Actor, asking: Asking) -> None:
    """A later card that says "safe" answers a worry that rested on not knowing; "not safe" wants the duty team's answer."""
    check = SafetyCheck.objects.filter(asking=asking, answered_at__isnull=True, safe=SafeNow.UNKNOWN).first()
    if check is None:
        return
    SafetyCheck.objects.filter(pk=check.pk).update(answered_at=now(), found_safe=True, version=check.version + 1)
    record(
        by=by,
        action="found_safe",
        purpose=Purpose.SAFEGUARD,
        lines=[Line(person=asking.person.reference, categories=frozenset({Category.RISK}))],
        detail={"worry": check.reference},
    )
