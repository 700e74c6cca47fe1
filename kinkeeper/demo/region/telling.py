"""Telling each invented family's story, through the very actions that people use, at the moments at which they would."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kinkeeper.agencies.models import Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.custody.types import EventKind, NewEvent, Reason, Source, Stream
from kinkeeper.demo.region.agencies import Staff
from kinkeeper.demo.region.families import Plan, Story, answers_for, named_by_another, permission_for, with_their_mother
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.intake.actions import take_in
from kinkeeper.intake.models import Feed
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.types import (
    AgeGroup,
    Answer,
    AttemptKind,
    AttemptOutcome,
    CardAnswers,
    CarerNow,
    Check,
    InterviewAnswers,
    PackRoute,
    Refusal,
    SafeNow,
    TellTonight,
)
from kinkeeper.offers.types.offering import FamilyAnswer

PRISONS = {"alderfen": "XAF", "fenmoor": "XFM", "saltmarsh": "XSM"}
OFFICERS = {"alderfen": "tom", "fenmoor": "moira", "saltmarsh": "colin"}
WORKERS = {"alderfen": "nadia", "fenmoor": "pete", "saltmarsh": "ruth"}
SERVICES = {"alderfen": "links", "fenmoor": "links", "saltmarsh": "bridges"}

_REFUSALS = {
    Story.NOBODY_OUTSIDE: Refusal.NOBODY_OUTSIDE,
    Story.NOT_PERMITTED: Refusal.NOT_PERMITTED,
    Story.DID_NOT_WISH: Refusal.DID_NOT_WISH_TO_SAY,
}
_ANSWERS = {
    Story.ACCEPTED: FamilyAnswer.ACCEPTED,
    Story.DECLINED: FamilyAnswer.DECLINED,
    Story.LATER: FamilyAnswer.LATER,
    Story.MOVED: FamilyAnswer.ACCEPTED,
}
_MOVED_UNDER_WAY = {Story.MOVED_UNDER_WAY, Story.MOVED_TO_ASK, Story.MOVED_PROPOSED}
_NOT_PASSED_ON = {Story.CHECK_NOT_YET, Story.DO_NOT_CONTACT}


@dataclass(slots=True)
class Teller:
    """Tells the stories of one region; `ends` is the moment at which the demonstration begins."""

    staff: Staff
    feed: Feed
    feed_actor: Actor
    ends: datetime
    chance: random.Random
    _numbers: int = 0
    _named: InterviewAnswers | None = None  # the home that a man named which another names too

    def actor(self, key: str) -> Actor:
        """A persona as an Actor."""
        return actor_for(self.staff.members[key].user)

    def tell(self, plan: Plan) -> None:
        """One family's story, from the event that a parent was received to as far as it has come."""
        admitted = self.ends - timedelta(hours=plan.hours_ago)
        number = self._number()
        self._event(plan.prison, number, admitted, EventKind.RECEIVED, Reason.ADMISSION)
        asking = Asking.objects.select_related("prison", "period").get(period__number=number)
        if plan.story is Story.JUST_RECEIVED:
            return
        officer = self.actor(OFFICERS[plan.prison])
        with clock_reading(self._at(admitted, 1.0)):
            self._card(officer, asking, worried=plan.story is Story.WORRY)
        if plan.story in {Story.CARD_TAKEN, Story.WORRY}:
            return
        with clock_reading(self._at(admitted, 4.0)):
            if plan.story in _REFUSALS:
                self._refuse(officer, asking, _REFUSALS[plan.story])
                return
            if plan.story is Story.RELEASE_REPORTED:
                self._event(plan.prison, number, self._at(admitted, 60), EventKind.RELEASED, Reason.RELEASED)
                return
            homes = self._interview(officer, asking, plan)
        for place, offer in enumerate(homes):
            self._offer(officer, offer, plan, place)

    def _number(self) -> str:
        self._numbers += 1
        return f"Z{self._numbers:04}ZZ"

    def _at(self, admitted: datetime, hours: float) -> datetime:
        """`hours` after the admission, or just now when that lies ahead."""
        return min(admitted + timedelta(hours=hours), self.ends - timedelta(minutes=2))

    def _event(self, prison: str, number: str, at: datetime, kind: EventKind, reason: Reason) -> None:
        event = NewEvent(
            kind=kind,
            number=number,
            prison=PRISONS[prison],
            occurred_at=at,
            reason=reason,
            stream=Stream.OFFENDER_EVENTS,
            source=Source.FEED,
        )
        with clock_reading(min(at + timedelta(minutes=46), self.ends)):
            take_in(by=self.feed_actor, feed=self.feed, events=[event])

    def _card(self, officer: Actor, asking: Asking, *, worried: bool) -> None:
        answers = CardAnswers(
            child_depends=Answer.YES,
            carer=CarerNow.FRIEND if worried else CarerNow.OTHER_PARENT,
            safe=SafeNow.UNKNOWN if worried else SafeNow.SAFE,
            collected=Answer.NOT_SAID if worried else Answer.YES,
            area="Harrowmere",
            tell_tonight=(TellTonight.CARER,),
        )
        offers.record_first_night_card(by=officer, asking=asking, answers=answers, token=f"demo-{asking.pk}")

    def _refuse(self, officer: Actor, asking: Asking, answer: Refusal) -> None:
        asking.refresh_from_db()
        offers.record_refusal(
            by=officer,
            asking=asking,
            seen=asking.version,
            answer=answer,
            children=None if answer is Refusal.NOBODY_OUTSIDE else self.chance.randint(1, 4),
            ages=self.chance.choice([AgeGroup.UNDER_5, AgeGroup.FROM_5_TO_10, AgeGroup.MIXED]),
        )

    def _interview(self, officer: Actor, asking: Asking, plan: Plan) -> list[Offer]:
        asking.refresh_from_db()
        told = answers_for(plan, self.chance, self.ends.date())
        if plan.story is Story.NAMED_TWICE:
            self._named = told = with_their_mother(told) if self._named is None else named_by_another(self._named, told.me)
        team = Team.objects.get(agency=self.staff.agencies[SERVICES[plan.prison]])
        until = (self.ends + timedelta(days=180)).date()
        homes = sorted({adult.home for adult in told.adults})
        permissions = {home: permission_for(told, home, team.reference, until) for home in homes}
        return offers.conclude_interview(
            by=officer, asking=asking, seen=asking.version, answers=replace(told, permissions=permissions)
        )

    def _offer(self, officer: Actor, offer: Offer, plan: Plan, place: int) -> None:
        admitted = offer.admitted_at
        with clock_reading(self._at(admitted, 6.0)):
            if plan.story in _NOT_PASSED_ON:
                check = Check.NOT_YET if plan.story is Story.CHECK_NOT_YET else Check.DO_NOT_CONTACT
                offers.answer_check(by=officer, offer=offer, seen=offer.version, answer=check)
                return
            offers.clear_and_pass_on(by=officer, offer=offer, seen=offer.version)
        if plan.story is Story.PASSED_ON:
            return
        worker = self.actor(WORKERS[plan.prison])
        with clock_reading(self._at(admitted, 7.0)):
            offer.refresh_from_db()
            offers.take_offer(by=worker, offer=offer, seen=offer.version)
        tries = {Story.NO_ANSWER: (8.0,), Story.NOT_REACHABLE: (8.0, 32.0, 56.0, 80.0)}.get(plan.story, (8.0,))
        for hours in tries:
            self._try(worker, offer, self._at(admitted, hours), AttemptOutcome.NO_ANSWER)
        if plan.story is Story.NOT_REACHABLE:
            with clock_reading(self._at(admitted, 90.0)):
                offer.refresh_from_db()
                offers.call_not_reachable(by=worker, offer=offer, seen=offer.version)
        if plan.story is Story.TWO_HOMES:
            answer = FamilyAnswer.ACCEPTED if place == 0 else FamilyAnswer.DECLINED
        elif plan.story in _ANSWERS:
            answer = _ANSWERS[plan.story]
        elif plan.story in _MOVED_UNDER_WAY:
            self._transfer(offer, self._at(admitted, 24))
            self._propose(offer, plan.story)
            return
        else:
            return
        spoke_at = self._at(admitted, self.chance.choice([21.0, 25.0, 30.0, 47.0, 50.0]))
        self._try(worker, offer, spoke_at, AttemptOutcome.SPOKE, answer)
        if answer is not FamilyAnswer.DECLINED:
            posted = spoke_at + timedelta(minutes=self.chance.choice([20, 90, 600]))
            self._send_pack(worker, offer, min(posted, self.ends - timedelta(minutes=1)))
        if plan.story is Story.MOVED:
            self._transfer(offer, self._at(admitted, 200))

    def _transfer(self, offer: Offer, at: datetime) -> None:
        number = offer.period.number
        self._event("alderfen", number, at, EventKind.RELEASED, Reason.TRANSFERRED)
        self._event("saltmarsh", number, at + timedelta(hours=3), EventKind.RECEIVED, Reason.TRANSFERRED)

    def _propose(self, offer: Offer, story: Story) -> None:
        """The lead proposes the service at the new prison; there the officer asks the parent."""
        if story is Story.MOVED_UNDER_WAY:
            return
        with clock_reading(self.ends - timedelta(minutes=50)):
            offer.refresh_from_db()
            team = Team.objects.get(agency=self.staff.agencies["bridges"])
            move = offers.propose_service(
                by=self.actor("grace"), offer=offer, seen=offer.version, to_team=team.pk, note="Rings back in the evening."
            )
        if story is Story.MOVED_PROPOSED:
            with clock_reading(self.ends - timedelta(minutes=20)):
                offers.answer_for_parent(by=self.actor("colin"), move=move, agreed=True)

    def _try(
        self, worker: Actor, offer: Offer, at: datetime, outcome: AttemptOutcome, answer: FamilyAnswer | None = None
    ) -> None:
        with clock_reading(at + timedelta(minutes=1)):
            happened = offers.WhatHappened(
                kind=AttemptKind.PHONE,
                outcome=outcome,
                at=at,
                answer=answer,
                try_again_on=(self.ends + timedelta(days=5)).date() if answer is FamilyAnswer.LATER else None,
            )
            offers.note_attempt(by=worker, offer=offer, happened=happened, form_key=f"{offer.reference}-{at:%d%H%M}")

    def _send_pack(self, worker: Actor, offer: Offer, at: datetime) -> None:
        with clock_reading(at):
            offer.refresh_from_db()
            offers.mark_pack_sent(by=worker, offer=offer, route=PackRoute.POST)
