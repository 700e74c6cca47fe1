"""One family's life in steps: asked, passed on, agreed, narrowed, withdrawn, moved, merged, handed over, grown up, opened.

Each step does what people do, through the actions that pages call, and writes into the shadow what that gives or ends.
A step that is not possible now is refused by the program, and changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.actions import record_events
from kinkeeper.custody.models import Period, PrisonNumber
from kinkeeper.custody.types import EventKind, NewEvent, Reason, ReleaseKind, Source, Stream
from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
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
from kinkeeper.sharing import actions as sharing
from kinkeeper.sharing.models import Consent, Disagreement, GlassBreak, Restriction
from kinkeeper.sharing.queries import household
from kinkeeper.sharing.queries.consents import categories_to_ask, live_consents
from kinkeeper.sharing.types import (
    ConsentWay,
    DisagreementOutcome,
    GlassOutcome,
    NewConsent,
    Purpose,
    RestrictionKind,
)
from proofs.lives_shadow import Ground, Shadow
from tests.offers.asking_world import MORNING, rosas_home
from tests.offers.offer_world import OfferWorld, build_offers

NUMBER, OTHER_NUMBER = "A1234AA", "B5678BB"
AGREE_FOR = (Purpose.SUPPORT_EDUCATION, Purpose.SUPPORT_HEALTH, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK)


@dataclass
class Places:
    """Where people work, and who they are, as Actors."""

    offers: OfferWorld
    school: Agency
    surgery: Agency
    staff: dict[str, Actor]

    @property
    def north(self) -> int:
        return self.offers.asking.northgate.agency_id or 0

    @property
    def south(self) -> int:
        return self.offers.asking.southfold.agency_id or 0

    @property
    def service(self) -> int:
        return self.offers.asking.team.agency_id


def build_places() -> Places:
    """Two prisons, a family service with two teams, a school, a surgery, children's services."""
    world = build_offers()
    world.asking.agreement.parties.add(world.asking.southfold.agency)
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name="Hill School")
    surgery = Agency.objects.create(kind=AgencyKind.HEALTH, name="Hill Surgery")
    users = {
        "imani": world.asking.imani, "petra": world.asking.petra, "amara": world.amara, "wen": world.wen,
        "lena": world.lena, "zoe": world.zoe,
    }  # fmt: skip
    for name, agency, role in (
        ("sol", school, Role.SCHOOL_LEAD),
        ("hana", surgery, Role.HEALTH_WORKER),
        ("grace", world.asking.duty, Role.SOCIAL_WORKER),
        ("priya", world.asking.duty, Role.PRIVACY_LEAD),
    ):
        user = type(world.amara).objects.create_user(email=f"{name}.lives@example.org", name=name.title())
        front, _ = Team.objects.get_or_create(agency=agency, name="Front")
        Member.objects.create(user=user, agency=agency, role=role).teams.set([front])
        users[name] = user
    return Places(world, school, surgery, {name: actor_for(user) for name, user in users.items()})


class Life:
    """One family, its clock, its shadow. `chance` decides everything."""

    def __init__(self, places: Places, chance: random.Random) -> None:
        self.places, self.chance = places, chance
        self.moment: datetime = MORNING
        self.shadow = Shadow()
        self.danny = self.other = self.rosa = self.maya = self.leo = 0
        self.agreed_with_service = False

    # What is there now.

    @property
    def everybody(self) -> list[int]:
        """Everybody of this life who has a row."""
        return [person for person in (self.danny, self.other, self.rosa, self.maya, self.leo) if person]

    @property
    def readers(self) -> list[Actor]:
        """Everybody who reads: those at work, and the family itself."""
        own = (("family-rosa", self.rosa), ("family-maya", self.maya), ("family-danny", self.danny))
        family = [Actor(kind=ActorKind.FAMILY, reference=name, person_id=person) for name, person in own if person]
        return [*self.places.staff.values(), *family]

    def staff(self, name: str) -> Actor:
        """Somebody at work, by name."""
        return self.places.staff[name]

    def rosa_herself(self) -> Actor:
        """Rosa, in the portal. Raises WrongState before anybody named her."""
        if not self.rosa:
            raise WrongState
        return Actor(kind=ActorKind.FAMILY, reference="family-rosa", person_id=self.rosa)

    def asking(self) -> Asking:
        """The asking about Danny. Raises WrongState before he was received."""
        found = Asking.objects.select_related("person", "period", "prison__agency").filter(person_id=self.danny or 0)
        if (last := found.order_by("-pk").first()) is None:
            raise WrongState
        return last

    def offer(self) -> Offer:
        """The last offer. Raises WrongState before there is one."""
        found = Offer.objects.select_related("asking__prison", "service", "team").filter(held_id=self.danny or 0)
        if (last := found.order_by("-pk").first()) is None:
            raise WrongState
        return last

    def period(self) -> Period:
        """Danny's last period."""
        if (last := Period.objects.filter(person_id=self.danny or 0).order_by("-pk").first()) is None:
            raise WrongState
        return last

    def officer(self) -> Actor:
        """The family officer of the prison that holds Danny, or now and then of the other."""
        here = "petra" if self.asking().prison.code == "XSF" else "imani"
        return self.staff(here if self.chance.random() < 0.9 else "imani")

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
        self.held(self.danny, prison)

    def transfer(self) -> None:
        """Danny is moved to the other prison: the old one knows him and his family no longer."""
        period = self.period()
        if period.state != "open":
            raise WrongState
        old, new = ("XNG", "XSF") if period.prison.code == "XNG" else ("XSF", "XNG")
        asking = self.asking()
        self.happens(Reason.TRANSFERRED, new)
        named = f"named at asking {asking.pk}"
        told = {person for ground in self.shadow.live(tag=named, moment=self.moment) for person in ground.people}
        self.shadow.end(tag="held", agency=self.agency_of(old), people=[self.danny])
        self.shadow.end(tag=named, agency=self.agency_of(old))
        self.held(self.danny, new)
        if asking.state == "permitted":
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
        if made:
            told = {self.danny, made[0].contact_id, *household(made[0].family_id)}
            named = f"named at asking {asking.pk}"
            self.shadow.give(Ground(named, by.agency_id or 0, Purpose.OFFER_SUPPORT, told))

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
        ends = datetime.combine(
            (offer.permitted_until or date.max) + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE)
        )
        told = {offer.contact_id, offer.held_id, *household(offer.family_id)}
        team = offer.team_id
        self.shadow.give(Ground("passed", self.places.service, Purpose.OFFER_SUPPORT, told, ends_at=ends, team=team))

    def stop(self) -> None:
        """The prison says: do not contact."""
        offer = self.offer()
        offers.answer_check(by=self.officer(), offer=offer, seen=offer.version, answer=Check.DO_NOT_CONTACT)
        self.shadow.end(tag="passed")

    def retract(self) -> None:
        """Danny takes his permission back. What the family itself agreed to goes on."""
        offer = self.offer()
        accepted = offer.state == OfferState.ACCEPTED
        offers.retract_permission(by=self.officer(), offer=offer, seen=offer.version)
        if not accepted:
            self.shadow.end(tag="passed")

    def ring(self) -> None:
        """Somebody of Lantern rings Rosa, or she rings; she may answer."""
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
        by = self.staff(self.chance.choice(("amara", "amara", "wen", "lena")))
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
            children = {self.maya, self.leo} & set(self.spoken_for())
            told = {self.rosa, *children}
            self.shadow.end(tag="passed", people=told)
            team = offer.team_id
            self.shadow.give(Ground("agreed", self.places.service, Purpose.OFFER_SUPPORT, told, team=team))
        elif answer is FamilyAnswer.DECLINED and before is OfferState.ACCEPTED:
            self.shadow.end(tag="agreed")
            self.shadow.end(tag="passed")

    def spoken_for(self) -> list[int]:
        """The children for whom Rosa may answer, who have not grown up."""
        from kinkeeper.sharing.queries import may_consent_for

        grown = {person for person, moment in self.shadow.grows_up.items() if self.moment >= moment}
        return sorted(may_consent_for(self.rosa, [self.maya, self.leo]) - grown)

    def hand_over(self) -> None:
        """The offer goes to the other team, or to a colleague: the former team works with the family no longer."""
        offer = self.offer()
        east, west = self.places.offers.asking.team, self.places.offers.west
        to = self.chance.choice((east, west))
        by = self.staff("lena" if offer.team_id == east.pk else "wen")
        offers.hand_over_offer(by=by, offer=offer, seen=offer.version, to_member=None, to_team=to.pk)
        for ground in self.shadow.grounds:
            if ground.tag in {"passed", "agreed"}:
                ground.team = to.pk

    # Agreeing.

    def agree(self) -> None:
        """Rosa agrees for herself or for a child: with Hill School, Hill Surgery or Lantern; for some parts, until some day."""
        by = self.rosa_herself()
        person = self.chance.choice((self.rosa, self.maya, self.leo))
        purpose = self.chance.choice(AGREE_FOR)
        parts = [part for part in categories_to_ask(purpose) if part is not Category.EXISTENCE]
        here = (self.places.school.pk, self.places.surgery.pk, self.places.service)
        new = NewConsent(
            person_id=person,
            given_by_id=self.rosa,
            agencies=frozenset(self.chance.sample(here, self.chance.randint(1, 2))),
            purpose=purpose,
            categories=frozenset(self.chance.sample(parts, self.chance.randint(1, len(parts)))),
            way=ConsentWay.PORTAL,
            ends_at=self.chance.choice((None, self.moment + timedelta(days=self.chance.choice((1, 9, 60))))),
        )
        self.consented(sharing.give_consent(by=by, new=new), new)

    def consented(self, consent: Consent, new: NewConsent) -> None:
        """Write what a consent gives."""
        for agency in new.agencies:
            self.agreed_with_service |= agency == self.places.service
            self.shadow.give(
                Ground(
                    consent.reference, agency, new.purpose, {new.person_id}, new.categories | {Category.EXISTENCE},
                    ends_at=new.ends_at, given_by=new.given_by_id,
                )
            )  # fmt: skip

    def a_consent(self) -> Consent:
        """Some consent, mostly one that holds. Raises WrongState when there is none."""
        rows = Consent.objects.prefetch_related("bases").order_by("pk")
        found = list(rows.filter(live_consents())) if self.chance.random() < 0.85 else list(rows)
        if not found:
            raise WrongState
        return self.chance.choice(found)

    def withdraw(self) -> None:
        """Rosa takes a consent back."""
        consent = self.a_consent()
        sharing.withdraw_consent(by=self.rosa_herself(), consent=consent, seen=consent.version)
        self.shadow.end(tag=consent.reference)

    def narrow(self) -> None:
        """Rosa leaves out a part, an agency, or some days."""
        consent = self.a_consent()
        agencies = [basis.agency_id for basis in consent.bases.all()]
        parts = [part for part in Category if consent.categories & part.bit and part is not Category.EXISTENCE]
        new = NewConsent(
            person_id=consent.person_id,
            given_by_id=consent.given_by_id,
            agencies=frozenset(self.chance.sample(agencies, self.chance.randint(1, len(agencies)))),
            purpose=Purpose(consent.purpose),
            categories=frozenset(self.chance.sample(parts, self.chance.randint(1, len(parts)))),
            way=ConsentWay.PORTAL,
            ends_at=self.chance.choice((None, self.moment + timedelta(days=1))),
        )
        made = sharing.narrow_consent(by=self.rosa_herself(), consent=consent, seen=consent.version, narrower=new)
        self.shadow.end(tag=consent.reference)
        self.consented(made, replace(new, ends_at=new.ends_at or consent.ends_at))

    def renew(self) -> None:
        """Rosa says the same again, until another day."""
        consent = self.a_consent()
        ends_at = self.chance.choice((None, self.moment + timedelta(days=30)))
        made = sharing.renew_consent(
            by=self.rosa_herself(), consent=consent, seen=consent.version, way=ConsentWay.PORTAL, ends_at=ends_at
        )
        self.shadow.end(tag=consent.reference)
        self.again(made, consent, ends_at)

    def again(self, made: Consent, before: Consent, ends_at: datetime | None) -> None:
        """What one consent gave, given once more."""
        self.consented(
            made,
            NewConsent(
                person_id=before.person_id,
                given_by_id=before.given_by_id,
                agencies=frozenset(basis.agency_id for basis in before.bases.all()),
                purpose=Purpose(before.purpose),
                categories=frozenset(part for part in Category if before.categories & part.bit),
                way=ConsentWay.PORTAL,
                ends_at=ends_at,
            ),
        )

    def object(self) -> None:
        """Maya says no to what Rosa agreed to for her."""
        consent = self.a_consent()
        by = Actor(kind=ActorKind.FAMILY, reference="family-maya", person_id=self.maya)
        sharing.object_to_consent(by=by, consent=consent, seen=consent.version, objector=self.maya)
        self.shadow.end(tag=consent.reference)

    def decide_between(self) -> None:
        """A lead decides between the two."""
        open_still = Disagreement.objects.select_related("consent").filter(decided_at__isnull=True).first()
        if open_still is None:
            raise WrongState
        outcome = self.chance.choice(list(DisagreementOutcome))
        before = open_still.consent
        made = sharing.decide_disagreement(
            by=self.staff("lena"), disagreement=open_still, outcome=outcome, why="We spoke with both of them."
        )
        if made is not None:
            self.again(made, before, before.ends_at)

    def change_carer(self) -> None:
        """Rosa does not care for Maya any longer: what she agreed to for her ends."""
        sharing.change_carer(by=self.rosa_herself(), child=self.maya, former=self.rosa)
        for consent in Consent.objects.filter(person_id=self.maya, given_by_id=self.rosa):
            self.shadow.end(tag=consent.reference)

    # Safety.

    def break_glass(self) -> None:
        """Grace opens one record for an hour."""
        person = self.chance.choice([self.rosa, self.maya, self.danny])
        if not person:
            raise WrongState
        grace = self.staff("grace")
        glass = sharing.break_the_glass(
            by=grace, asked_for="", person=person, reason="A neighbour rang: nobody has seen them since Sunday."
        )
        self.shadow.give(Ground(glass.reference, grace.agency_id or 0, Purpose.SAFEGUARD, {person}, ends_at=glass.ends_at))

    def close_glass(self) -> None:
        """Grace closes it before its hour, or Priya reviews it."""
        glass = GlassBreak.objects.order_by("-pk").first()
        if glass is None:
            raise WrongState
        if self.chance.random() < 0.5:
            sharing.review_glass(by=self.staff("priya"), glass=glass, outcome=GlassOutcome.RIGHT, words="Right.")
        else:
            sharing.close_glass(by=self.staff("grace"), glass=glass)
            self.shadow.end(tag=glass.reference)

    def restrict(self) -> None:
        """A court order, or a closed record: against one agency or everybody."""
        person = self.chance.choice([self.rosa, self.maya])
        if not person:
            raise WrongState
        agency = self.chance.choice((None, self.places.service, self.places.school.pk))
        kind = self.chance.choice((RestrictionKind.COURT_ORDER, RestrictionKind.CLOSED_RECORD))
        sharing.restrict(by=SYSTEM, person=person, kind=kind, reason="an order", agency=agency)
        self.shadow.stopped.append((person, agency))

    def lift(self) -> None:
        """An order is lifted."""
        found = Restriction.objects.filter(lifted_at__isnull=True).first()
        if found is None:
            raise WrongState
        sharing.lift_restriction(by=SYSTEM, restriction=found)
        self.shadow.stopped.remove((found.person_id, found.agency_id))


Step = Callable[[Life], None]
# Each as often as its number says. What gives comes a little more often than what ends, or little would ever be told.
STEPS: dict[Step, int] = {
    Life.receive: 6, Life.permit: 8, Life.pass_on: 8, Life.ring: 6, Life.agree: 10,
    Life.transfer: 2, Life.release: 1, Life.merge: 2, Life.refuse: 1, Life.ask_again: 2, Life.stop: 1, Life.retract: 2,
    Life.answer_in_the_portal: 2, Life.hand_over: 3, Life.withdraw: 4, Life.narrow: 3, Life.renew: 2, Life.object: 2,
    Life.decide_between: 2, Life.change_carer: 1, Life.break_glass: 2, Life.close_glass: 2, Life.restrict: 1, Life.lift: 2,
}  # fmt: skip
