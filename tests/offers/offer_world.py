"""The world of asking, and a family passed on to Lantern: Amara and Bilal link families there, Lena leads. All invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.offers import actions
from kinkeeper.offers.actions import WhatHappened
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, InterviewAnswers
from kinkeeper.offers.types.offering import FamilyAnswer
from tests.offers.asking_world import DANNY, MORNING, World, _member, build_world, hours, receive, rosas_home

PASSED_ON = MORNING + hours(3)  # midday on Friday 20 November 2026


@dataclass
class OfferWorld:
    """Bilal is Amara's colleague, Lena their lead; Wen works in Lantern's other team, Zoe elsewhere."""

    asking: World
    bilal: User
    lena: User
    wen: User
    zoe: User
    west: Team

    @property
    def amara(self) -> User:
        return self.asking.amara


def build_offers() -> OfferWorld:
    world = build_world()
    service = world.team.agency
    west = Team.objects.create(agency=service, name="Lantern West")
    other = Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Harbour")
    return OfferWorld(
        asking=world,
        bilal=_member("Bilal", service, Role.LINK_WORKER, world.team),
        lena=_member("Lena", service, Role.TEAM_LEAD, world.team),
        wen=_member("Wen", service, Role.LINK_WORKER, west),
        zoe=_member("Zoe", other, Role.LINK_WORKER, Team.objects.create(agency=other, name="Harbour Front")),
        west=west,
    )


def permitted(
    world: OfferWorld, *, number: str = DANNY, at: datetime = MORNING, answers: InterviewAnswers | None = None
) -> list[Offer]:
    """Somebody is received at `at` and permits, two hours later."""
    asking = receive(number, at=at)
    with clock_reading(at + hours(2)):
        return actions.conclude_interview(
            by=world.asking.actor(world.asking.imani),
            asking=asking,
            seen=asking.version,
            answers=answers or rosas_home(world.asking.team),
        )


def passed_on(
    world: OfferWorld,
    *,
    number: str = DANNY,
    at: datetime = MORNING,
    worker: User | None = None,
    answers: InterviewAnswers | None = None,
) -> Offer:
    """The same, checked clear and passed on three hours after reception; taken by `worker`, where one is named."""
    offer = permitted(world, number=number, at=at, answers=answers)[0]
    with clock_reading(at + hours(3)):
        imani = world.asking.actor(world.asking.imani)
        actions.clear_and_pass_on(by=imani, offer=offer, seen=offer.version)
        if worker is not None:
            actions.take_offer(by=world.asking.actor(worker), offer=offer, seen=offer.version)
    return fresh(offer)


def fresh(offer: Offer) -> Offer:
    return Offer.objects.select_related("asking", "service", "team", "worker__user").get(pk=offer.pk)


def happened(outcome: AttemptOutcome = AttemptOutcome.NO_ANSWER, **changes: object) -> WhatHappened:
    return replace(WhatHappened(AttemptKind.PHONE, outcome, now()), **changes)  # type: ignore[arg-type]


def rings(
    world: OfferWorld,
    offer: Offer,
    moment: datetime,
    outcome: AttemptOutcome = AttemptOutcome.NO_ANSWER,
    *,
    who: User | None = None,
    **said: object,
) -> Attempt:
    """Amara (or `who`) rings at that moment and writes it down at once."""
    with clock_reading(moment):
        return actions.note_attempt(
            by=world.asking.actor(who or world.amara),
            offer=offer,
            happened=happened(outcome, **said),
            form_key=f"{Attempt.objects.count():032d}",
        )


def reached(world: OfferWorld, offer: Offer, moment: datetime, answer: FamilyAnswer | None = None, **said: object) -> Attempt:
    """They speak, and perhaps answer."""
    return rings(world, offer, moment, AttemptOutcome.SPOKE, answer=answer, **said)


def member_of(user: User) -> Member:
    return Member.objects.get(user=user)


def days(number: float) -> timedelta:
    return timedelta(days=number)
