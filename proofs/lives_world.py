"""Steps of a life: agreed, narrowed, withdrawn, disputed, grown up, opened in an emergency; and all steps with their weights.

A step that is not possible now is refused by the program, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import WrongState
from kinkeeper.portal.actions.agreeing import take_back
from kinkeeper.sharing import actions as sharing
from kinkeeper.sharing.models import Consent, Disagreement, GlassBreak, Restriction
from kinkeeper.sharing.queries.consents import categories_to_ask, live_consents
from kinkeeper.sharing.types import (
    ConsentWay,
    DisagreementOutcome,
    GlassOutcome,
    NewConsent,
    Purpose,
    RestrictionKind,
)
from proofs.lives_offers import Offered
from proofs.lives_shadow import Ground

AGREE_FOR = (Purpose.SUPPORT_EDUCATION, Purpose.SUPPORT_HEALTH, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK)


class Life(Offered):
    """What the family itself agrees to and takes back, and what keeps a child safe."""

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
        """Rosa takes a consent back, and with it the help it was given for."""
        consent = self.a_consent()
        helped = take_back(by=self.rosa_herself(), consent=consent, seen=consent.version)
        self.shadow.end(tag=consent.reference)
        if helped:
            self.help_ended(consent.person_id)

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
        new = NewConsent(
            person_id=consent.person_id,
            given_by_id=consent.given_by_id,
            agencies=frozenset(basis.agency_id for basis in consent.bases.all()),
            purpose=Purpose(consent.purpose),
            categories=frozenset(part for part in Category if consent.categories & part.bit),
            way=ConsentWay.PORTAL,
            ends_at=ends_at,
        )
        made = sharing.renew_consent(by=self.rosa_herself(), consent=consent, seen=consent.version, new=new)
        self.shadow.end(tag=consent.reference)
        self.consented(made, new)

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
