"""Askings, cards, interviews, offers, tries and packs: the work itself, in all its states."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

from kinkeeper.custody.types import Stage
from kinkeeper.demo.scale.lives import Home, Life
from kinkeeper.demo.scale.people import HomeIds, LifeIds
from kinkeeper.demo.scale.places import Places, PrisonAt
from kinkeeper.demo.scale.sharing import KEEP
from kinkeeper.demo.scale.writing import Writer
from kinkeeper.offers.models import (
    Asking,
    Attempt,
    DutyCall,
    FirstNightCard,
    Interview,
    Notice,
    Offer,
    Pack,
    PermissionGiven,
    PublicProtectionCheck,
    RefusalTally,
    SafetyCheck,
    ServiceSettings,
)
from kinkeeper.offers.rules.clocks import first_attempt_due, offer_due, pack_due
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, next_due
from kinkeeper.offers.types import (
    Answer,
    AskedBy,
    AskingState,
    AttemptKind,
    AttemptOutcome,
    CarerNow,
    Check,
    OfferState,
    PackRoute,
    SafeNow,
    Way,
)
from kinkeeper.offers.types.offering import FamilyAnswer, NoticeCode

ZONE = "Europe/London"
HOURS_TO_OFFER = 48
_REFUSALS = {AskingState.NOBODY_OUTSIDE, AskingState.NOT_PERMITTED, AskingState.DID_NOT_WISH_TO_SAY}
_CARERS = (CarerNow.OTHER_PARENT,) * 60 + (CarerNow.GRANDPARENT,) * 25 + (CarerNow.AUNT_OR_UNCLE,) * 5 + (CarerNow.FRIEND,) * 10
_REACHED = {OfferState.REACHED, OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LATER}
_ANSWERS = {
    OfferState.ACCEPTED: FamilyAnswer.ACCEPTED.value,
    OfferState.DECLINED: FamilyAnswer.DECLINED.value,
    OfferState.LATER: FamilyAnswer.LATER.value,
}


class OfferTables:
    """Writes asking and offering."""

    def __init__(self, writer: Writer, places: Places, moment: datetime, chance: random.Random) -> None:
        self._moment, self._chance = moment, chance
        self._refusals: Counter[tuple[int, date, str]] = Counter()
        self._askings = writer.table(
            Asking, "period_id", "person_id", "prison_id", "state", "admitted_at", "asked_by", "answered_at", "created_at"
        )
        self._cards = writer.table(
            FirstNightCard, "asking_id", "child_depends", "carer", "safe", "taken_at", "entered_by", "asked_by", "token"
        )
        self._worries = writer.table(
            SafetyCheck, "asking_id", "person_id", "prison_id", "carer", "safe", "raised_at", "last_raised_at",
            "answered_at", "found_safe",
        )  # fmt: skip
        self._calls = writer.table(
            DutyCall, "check_on_id", "agency_id", "rang_by", "rang_at", "answered", "answered_by", "review_on"
        )
        self._interviews = writer.table(
            Interview, "asking_id", "held_at", "held_by", "agency_id", "asked_by", "way", "children"
        )
        self.offers = writer.table(
            Offer, "asking_id", "period_id", "held_id", "contact_id", "tie", "family_id", "state", "check_answer",
            "admitted_at", "service_id", "team_id", "worker_id", "first_attempt_due_at", "offer_due_at", "pack_due_at",
            "permitted_at", "checked_at", "passed_on_at", "first_attempt_at", "offered_at", "pack_sent_at", "answered_at",
            "try_again_on", "next_due_at", "forget_at", "closed_stage",
        )  # fmt: skip
        self._permissions = writer.table(PermissionGiven, "offer_id", "interview_id", "purposes", "given_at")
        self._checks = writer.table(PublicProtectionCheck, "offer_id", "answer", "answered_by", "answered_at")
        self._attempts = writer.table(
            Attempt, "offer_id", "kind", "outcome", "answer", "at", "entered_by_id", "form_key", "state_before", "created_at"
        )
        self._packs = writer.table(Pack, "offer_id", "made_by_id", "route", "sent_at", "sent_by_id")
        self._notices = writer.table(Notice, "to_id", "offer_id", "code", "about_at")
        self._tallies = writer.table(RefusalTally, "prison_id", "month", "answer", "asked_by", "count")
        settings = writer.table(ServiceSettings, "agency_id", "open_hours")
        for agency in dict.fromkeys(team.agency for team in places.teams):
            settings.add(agency, "Every day, 9am to 8pm")

    def write(self, life: Life, ids: LifeIds, periods: list[int]) -> list[int]:
        """Write the asking of each stay, and the offers that came of the last; answers the offers' ids."""
        for stay, period in zip(life.stays[:-1], periods[:-1], strict=True):
            answered = stay.started_at + timedelta(hours=20)
            self._ask(period, ids.held, stay.prison, AskingState.NOT_PERMITTED, stay.started_at, answered)
        stay, period = life.stays[-1], periods[-1]
        answered_at = None if life.state is AskingState.DUE else stay.started_at + timedelta(hours=20)
        if life.homes:
            answered_at = life.homes[0].permitted_at
        asking = self._ask(period, ids.held, stay.prison, life.state, stay.started_at, answered_at)
        self._card(asking, life, ids.held)
        if not life.homes:
            return []
        children = sum(len(home.children) for home in life.homes)
        officer = stay.admitted_to.officers[asking % 2]
        interview = self._interviews.add(
            asking, answered_at, officer.user, stay.admitted_to.agency, AskedBy.FAMILY_OFFICER.value, Way.SPOKEN.value, children
        )
        return [
            self._offer(home, found, asking, period, interview, life, ids.held)
            for home, found in zip(life.homes, ids.homes, strict=True)
        ]

    def write_tallies(self) -> None:
        """Write how often people refused, once everybody was asked."""
        for (prison, month, answer), count in sorted(self._refusals.items()):
            self._tallies.add(prison, month, answer, AskedBy.FAMILY_OFFICER.value, count)

    def _ask(
        self, period: int, held: int, prison: PrisonAt, state: AskingState, started: datetime, answered: datetime | None
    ) -> int:
        by = AskedBy.FAMILY_OFFICER.value if answered else ""
        if state in _REFUSALS and answered:
            self._refusals[prison.pk, answered.date().replace(day=1), state.value] += 1
        heard = started + timedelta(minutes=1)
        return self._askings.add(period, held, prison.pk, state.value, started, by, answered, heard)

    def _card(self, asking: int, life: Life, held: int) -> None:
        chance, stay = self._chance, life.stays[-1]
        if life.state is AskingState.LEFT_BEFORE_ASKED or (life.state is AskingState.DUE and chance.random() < 0.5):
            return
        depends = bool(life.homes) or chance.random() < 0.3
        officer = stay.admitted_to.officers[asking % 2]
        worried = depends and chance.random() < 0.025
        carer = chance.choice(_CARERS)
        safe = SafeNow.UNKNOWN if worried else SafeNow.SAFE
        at = stay.started_at + timedelta(minutes=15)
        self._cards.add(
            asking,
            (Answer.YES if depends else Answer.NO).value,
            carer.value if depends else "",
            safe.value if depends else "",
            at,
            officer.user,
            AskedBy.FAMILY_OFFICER.value,
            f"{asking:032x}",
        )
        if worried:
            answered = None if life.state is AskingState.DUE else at + timedelta(hours=1)
            worry = self._worries.add(
                asking, held, stay.prison.pk, carer.value, safe.value, at, at, answered, answered is not None
            )
            if answered:
                review = answered.date() + timedelta(days=7)
                self._calls.add(worry, stay.prison.agency, officer.user, answered, True, "Duty worker", review)

    def _offer(self, home: Home, ids: HomeIds, asking: int, period: int, interview: int, life: Life, held: int) -> int:
        stay = life.stays[-1]
        admitted, officer = stay.started_at, stay.admitted_to.officers[asking % 2]
        offer_by, pack_by = offer_due(admitted, HOURS_TO_OFFER), pack_due(admitted, HOURS_TO_OFFER)
        answer = Check.NOT_YET if home.checked_at is None else Check.CLEAR
        if home.state is OfferState.DO_NOT_CONTACT:
            answer = Check.DO_NOT_CONTACT
        closed = home.state in CLOSED_GENTLY
        forget = home.answered_at + KEEP if closed and home.answered_at else None
        again = (self._moment + timedelta(days=5)).date() if home.state is OfferState.LATER else None
        due = self._next_due(home, offer_by, pack_by, again)
        offered = home.tries[-1] if home.state in _REACHED and home.tries else None
        offer = self.offers.add(
            asking, period, held, ids.contact, home.tie.value, ids.family, home.state.value, answer.value, admitted,
            home.team.agency, home.team.pk, home.worker.member if home.passed_on_at else None,
            first_attempt_due(admitted, ZONE), offer_by, pack_by, home.permitted_at, home.checked_at, home.passed_on_at,
            home.tries[0] if home.tries else None, offered, home.pack_sent_at, home.answered_at, again, due,
            # What was kept long enough has been forgotten: no day is set any more.
            forget if forget and forget > self._moment else None, Stage.UNKNOWN.value if closed else "",
        )  # fmt: skip
        self._permissions.add(offer, interview, "ring,pack,children", home.permitted_at)
        if home.checked_at:
            self._checks.add(offer, answer.value, officer.user, home.checked_at)
        self._tries(offer, home)
        if home.pack_sent_at:
            member = home.worker.member
            self._packs.add(offer, member, PackRoute.POST.value, home.pack_sent_at, member)
        if home.state is OfferState.PASSED_ON and due:
            self._notices.add(home.worker.member, offer, NoticeCode.PASSED_ON.value, due)
        return offer

    def _next_due(self, home: Home, offer_by: datetime, pack_by: datetime, again: date | None) -> datetime | None:
        if home.passed_on_at is None or home.state in CLOSED_GENTLY or home.state is OfferState.ACCEPTED:
            return None  # those who said yes have their pack
        return next_due(
            home.state,
            passed_on_at=home.passed_on_at,
            offer_due_at=offer_by,
            pack_due_at=pack_by,
            pack_sent=home.pack_sent_at is not None,
            tried=home.tries,
            try_again_on=again,
            days_between=1,
            zone=ZONE,
        )

    def _tries(self, offer: int, home: Home) -> None:
        before = OfferState.PASSED_ON.value
        for place, at in enumerate(home.tries):
            last = place == len(home.tries) - 1
            spoke = last and home.state in _REACHED
            self._attempts.add(
                offer,
                AttemptKind.PHONE.value,
                (AttemptOutcome.SPOKE if spoke else AttemptOutcome.NO_ANSWER).value,
                _ANSWERS.get(home.state, "") if spoke else "",
                at,
                home.worker.member,
                f"{offer:016x}{place:016x}",
                before,
                at + timedelta(minutes=5),
            )
            before = OfferState.ATTEMPTED.value
