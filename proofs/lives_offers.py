"""Steps of a life: received, moved, released, merged; asked, passed on, reached, stopped.

Each does what people do, through the actions that pages call, and writes into the shadow what that gives or ends.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kinkeeper.custody.actions import record_events
from kinkeeper.custody.models import Period, PrisonNumber
from kinkeeper.custody.types import EventKind, NewEvent, Reason, ReleaseKind, Source, Stream
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.intake.actions import confirm_release
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Asking, Attempt, Offer
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, Check, OfferState, Refusal, Reopening
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.sharing.models import Consent
from kinkeeper.sharing.queries import household, may_consent_for
from kinkeeper.sharing.types import (
    Purpose,
)
from proofs.lives_places import Family, Slipped
from proofs.lives_shadow import Ground
from tests.offers.asking_world import rosas_home

A_NAME = frozenset({Category.EXISTENCE, Category.IDENTITY})
WHERE = A_NAME | {Category.CUSTODY_DETAILS}
NUMBER, OTHER_NUMBER = "A1234AA", "B5678BB"


def passed_on_to(contact: int) -> str:
    """The tag of what was passed on about the home in which this adult is the one to speak to."""
    return f"passed on about the home of {contact}"


def passed_on(offer: Offer) -> str:
    """The same, of an offer."""
    return passed_on_to(offer.contact_id)


def named_at(asking: Asking) -> str:
    """The tag of whom Danny named when he was asked, to the prison that holds him."""
    return f"named at asking {asking.pk}"


def where_he_is(contact: int) -> str:
    """The tag of what this adult may know of where he is."""
    return f"where he is, to {contact}"


class Offered(Family):
    """What prisons and the family service do."""

    # Custody.

    def happens(self, reason: Reason, prison: str, *, kind: EventKind = EventKind.RECEIVED, number: str = NUMBER) -> None:
        """An event arrives at the moment it happens: custody first, then offers."""
        removed = OTHER_NUMBER if kind is EventKind.MERGED else ""
        event = NewEvent(kind, number, prison, now(), reason, Stream.SEARCH, Source.FEED, removed)
        offers.follow_periods(by=SYSTEM, changes=record_events(by=SYSTEM, events=[event]))

    def agency_of(self, prison: str) -> int:
        """The agency that a prison is."""
        return self.places.north if prison == "XNG" else self.places.south

    def held(self, person: int, prison: str) -> None:
        """Write that a prison may know whom it holds."""
        self.shadow.give(Ground("held", self.agency_of(prison), Purpose.OFFER_SUPPORT, {person}))

    def receive(self) -> None:
        """Danny is received, for the first time or again."""
        if self.shadow.live(tag="held", moment=self.moment) and self.danny:
            raise WrongState
        prison = self.chance.choice(("XNG", "XSF"))
        self.happens(Reason.NEW_ADMISSION, prison)
        self.danny = PrisonNumber.objects.get(number=NUMBER).person_id
        self.shadow.gone.discard(self.danny)  # who he is will be written down again
        self.held(self.danny, prison)

    def transfer(self) -> None:
        """Danny is moved to the other prison: the old one knows him and his family no longer."""
        period = self.period()
        if period.state != "open":
            raise WrongState
        old, new = ("XNG", "XSF") if period.prison.code == "XNG" else ("XSF", "XNG")
        asking = Asking.objects.get(period=period)
        self.happens(Reason.TRANSFERRED, new)
        named = named_at(asking)
        self.shadow.end(tag="held", agency=self.agency_of(old), people=[self.danny])
        self.shadow.end(tag=named, agency=self.agency_of(old))
        self.held(self.danny, new)
        if asking.state == "permitted":
            told = self.named[asking.pk] - self.shadow.gone  # whatever the old one had come to know no longer
            self.shadow.give(Ground(named, self.agency_of(new), Purpose.OFFER_SUPPORT, told))

    def release(self) -> None:
        """Danny goes home, and an officer confirms it: the prison does not hold him any longer."""
        period = self.period()
        if period.state == "open":
            self.happens(Reason.RELEASED, period.prison.code, kind=EventKind.RELEASED)
        period = self.period()
        confirm_release(by=self.officer(), period=period, how=ReleaseKind.RELEASED)
        self.shadow.end(tag="held", people=[self.danny])

    def merge(self) -> None:
        """Somebody received under another number turns out to be Danny."""
        if not self.danny:
            raise WrongState
        prison = self.period().prison.code
        if not self.other:
            self.happens(Reason.NEW_ADMISSION, prison, number=OTHER_NUMBER)
            self.other = PrisonNumber.objects.get(number=OTHER_NUMBER).person_id
            self.held(self.other, prison)
            return
        if PrisonNumber.objects.get(number=OTHER_NUMBER).person_id != self.other:
            raise WrongState  # merged before
        self.happens(Reason.MERGE, prison, kind=EventKind.MERGED)
        self.shadow.end(tag="held")
        # Where he is held, once what was told of both is read together, is the fold's to say (proved apart).
        for period in Period.objects.filter(person_id__in=[self.danny, self.other], release_confirmed_at__isnull=True):
            if period.state in {"open", "ended"}:
                self.held(period.person_id, period.prison.code)

    # Asking and offering.

    def permit(self) -> None:
        """Danny is asked, and names Rosa's home."""
        by, asking = self.officer(), self.asking()
        until = self.moment.date() + timedelta(days=self.chance.choice((2, 20, 200)))
        answers = rosas_home(self.places.offers.asking.team)
        home = replace(answers.permissions[0], until=until)
        made = offers.conclude_interview(
            by=by, asking=asking, seen=asking.version, answers=replace(answers, permissions={**answers.permissions, 0: home})
        )
        if made and not self.rosa:
            family = [person for person in household(made[0].family_id) if person not in {made[0].contact_id, self.danny}]
            self.rosa, (self.maya, self.leo) = made[0].contact_id, family
            self.grow(self.maya, days=self.chance.choice((3, 30, 400)))
            for child in (self.maya, self.leo)[: self.chance.randint(1, 2)]:
                people.tie_people(
                    by=SYSTEM, person=self.rosa, relative=child, tie=Tie.MOTHER, lives_with=True, cares_for=True,
                    parental_responsibility=ParentalResponsibility.YES, responsibility_source="birth certificate",
                )  # fmt: skip
                self.shadow.give(
                    Ground("answers for", 0, Purpose.OWN_RECORD, {child}, A_NAME, given_by=self.rosa, reader=self.rosa)
                )
        if made:
            told = {self.danny, made[0].contact_id, *household(made[0].family_id)}
            self.named[asking.pk] |= told
            self.shadow.give(Ground(named_at(asking), by.agency_id or 0, Purpose.OFFER_SUPPORT, told))

    def grow(self, child: int, *, days: int) -> None:
        """Write a birthday, so many days from now, on which the child will be eighteen."""
        day = self.moment.date() + timedelta(days=days)
        born = date(day.year - settings.ADULT_AGE, day.month, min(day.day, 28))
        people.name_person(by=SYSTEM, person=child, given_name="Maya", family_name="Vale", birth_date=born)
        grown = born.replace(year=born.year + settings.ADULT_AGE)
        self.shadow.grows_up[child] = datetime.combine(grown, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))

    def refuse(self) -> None:
        """Danny says no: nobody is told anything."""
        asking = self.asking()
        offers.record_refusal(by=self.officer(), asking=asking, seen=asking.version, answer=Refusal.NOT_PERMITTED)

    def ask_again(self) -> None:
        """He is asked gently again."""
        asking = self.asking()
        offers.ask_again(by=self.officer(), asking=asking, seen=asking.version, reason=self.chance.choice(list(Reopening)))

    def pass_on(self) -> None:
        """The prison's check is clear, and the family is passed on to Lantern."""
        offer = self.offer()
        offers.clear_and_pass_on(by=self.officer(), offer=offer, seen=offer.version)
        if offer.pk in self.taken_back:
            raise Slipped("a family was passed on after the permission for it was taken back")
        ends = self.permission_ends(offer)
        told = {offer.contact_id, offer.held_id, *household(offer.family_id)}
        self.named[offer.asking_id] |= told
        team = offer.team_id
        self.shadow.give(Ground(passed_on(offer), self.places.service, Purpose.OFFER_SUPPORT, told, ends_at=ends, team=team))
        self.tells_where(offer)

    def permission_ends(self, offer: Offer) -> datetime:
        """The first moment at which Danny's permission holds no longer."""
        last = offer.permitted_until or date(9000, 1, 1)
        return datetime.combine(last + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))

    def tells_where(self, offer: Offer) -> None:
        """Danny lets Rosa know where he is, for as long as his permission holds."""
        if offer.pk not in self.taken_back:
            ends = self.permission_ends(offer)
            his, hers = {offer.held_id}, offer.contact_id
            self.shadow.give(Ground(where_he_is(hers), 0, Purpose.OWN_RECORD, his, WHERE, ends_at=ends, reader=hers))

    def stop(self) -> None:
        """The prison says: do not contact."""
        offer = self.offer()
        offers.answer_check(by=self.officer(), offer=offer, seen=offer.version, answer=Check.DO_NOT_CONTACT)
        self.named_no_longer(offer)
        self.shadow.end(tag=passed_on(offer))
        self.shadow.end(tag=where_he_is(offer.contact_id))

    def named_no_longer(self, offer: Offer) -> None:
        """Another prison to which Danny is moved hears nothing of this home; the one that knows it by now may still."""
        self.named[offer.asking_id] -= {offer.contact_id, *household(offer.family_id)} - {offer.held_id}

    def retract(self) -> None:
        """Danny takes his permission back. What the family itself agreed to goes on."""
        offer = self.offer()
        accepted = offer.state == OfferState.ACCEPTED
        offers.retract_permission(by=self.officer(), offer=offer, seen=offer.version)
        self.taken_back.add(offer.pk)
        self.named_no_longer(offer)
        self.shadow.end(tag=where_he_is(offer.contact_id))
        if not accepted:
            self.shadow.end(tag=passed_on(offer))

    def is_harbours(self, offer: Offer) -> bool:
        """Whether Harbour goes on with this family, where Lantern began."""
        return offer.service_id == self.places.harbour.agency_id

    def ring(self) -> None:
        """Somebody of the service rings Rosa, or she rings; she may answer."""
        offer = self.offer()
        before = OfferState(offer.state)
        answer = self.chance.choice((None, FamilyAnswer.ACCEPTED, FamilyAnswer.ACCEPTED, FamilyAnswer.DECLINED))
        spoke = answer is not None or self.chance.random() < 0.5
        happened = offers.WhatHappened(
            kind=AttemptKind.PHONE,
            outcome=AttemptOutcome.SPOKE if spoke else AttemptOutcome.NO_ANSWER,
            at=now(),
            came_to_us=spoke and self.chance.random() < 0.5,
            answer=answer,
        )
        by = self.staff(self.chance.choice(("zoe", "noor") if self.is_harbours(offer) else ("amara", "amara", "wen", "lena")))
        offers.note_attempt(by=by, offer=offer, happened=happened, form_key=f"{Attempt.objects.count():032d}")
        self.answered(offer, before, answer)

    def answer_in_the_portal(self) -> None:
        """Rosa answers herself."""
        offer = self.offer()
        before = OfferState(offer.state)
        answer = self.chance.choice((FamilyAnswer.ACCEPTED, FamilyAnswer.DECLINED))
        key = f"{Attempt.objects.count():032d}"
        offers.answer_own_offer(by=self.rosa_herself(), offer=offer, answer=answer, form_key=key)
        self.answered(offer, before, answer)

    def answered(self, offer: Offer, before: OfferState, answer: FamilyAnswer | None) -> None:
        """What a family's answer gives and ends: a yes is their own, and a no after a yes ends all of it."""
        if answer is FamilyAnswer.ACCEPTED:
            told = {offer.contact_id, *self.spoken_for(offer)}
            self.shadow.end(tag=passed_on(offer), people=told)
            team, service = offer.team_id, offer.service_id or 0
            for person in told:
                words = Consent.objects.filter(person_id=person, given_by_id=offer.contact_id, purpose=Purpose.OFFER_SUPPORT)
                said, by = words.latest("pk"), offer.contact_id
                self.said_yes[by].add(said.reference)
                self.shadow.give(Ground(said.reference, service, Purpose.OFFER_SUPPORT, {person}, given_by=by, team=team))
            self.tells_where(offer)
        elif answer is FamilyAnswer.DECLINED:
            self.shadow.end(tag=where_he_is(offer.contact_id))
            if before is OfferState.ACCEPTED:
                self.help_ended(offer.contact_id)

    def help_ended(self, contact: int) -> None:
        """A family ended what it had said yes to: with it goes what was passed on."""
        for tag in (*self.said_yes[contact], passed_on_to(contact), where_he_is(contact)):
            self.shadow.end(tag=tag)

    def spoken_for(self, offer: Offer) -> set[int]:
        """The children of this home for whom whoever answers may answer, who have not grown up. Named twice is two homes."""
        grown = {person for person, moment in self.shadow.grows_up.items() if self.moment >= moment}
        return may_consent_for(offer.contact_id, household(offer.family_id)) - grown
