"""Steps of a life: agreed, narrowed, withdrawn, disputed; and all steps with their weights.

A step that is not possible now is refused by the program, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import WrongState
from kinkeeper.portal.actions.agreeing import take_back
from kinkeeper.sharing import actions as sharing
from kinkeeper.sharing.models import Consent, Disagreement
from kinkeeper.sharing.queries.consents import categories_to_ask, live_consents
from kinkeeper.sharing.types import (
    ConsentWay,
    DisagreementOutcome,
    NewConsent,
    Purpose,
)
from proofs.lives_safety import Kept
from proofs.lives_shadow import Ground

AGREE_FOR = (Purpose.SUPPORT_EDUCATION, Purpose.SUPPORT_HEALTH, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK)


class Life(Kept):
    """What the family itself agrees to and takes back."""

    # Agreeing.

    def agree(self) -> None:
        """Rosa agrees for herself or for a child: with Hill School, Hill Surgery or Lantern; for some parts, until some day."""
        by = self.rosa_herself()
        person = self.one_of(self.home)
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
        by = Actor(kind=ActorKind.FAMILY, reference="family-maya", person_id=self.maya or None)
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


Step = Callable[[Life], None]
# Each as often as its number says. What gives comes a little more often than what ends, or little would ever be told.
STEPS: dict[Step, int] = {
    Life.receive: 6, Life.permit: 8, Life.pass_on: 8, Life.ring: 6, Life.agree: 10,
    Life.transfer: 3, Life.release: 1, Life.merge: 2, Life.refuse: 1, Life.ask_again: 2, Life.stop: 1, Life.retract: 2,
    Life.answer_in_the_portal: 2, Life.hand_over: 3, Life.propose_service: 10, Life.parent_agrees: 10, Life.parent_says_no: 1,
    Life.take_on: 10, Life.return_family: 1, Life.undo_permission: 1,
    Life.withdraw: 4, Life.narrow: 3, Life.renew: 2, Life.object: 2, Life.decide_between: 2, Life.change_carer: 1,
    Life.break_glass: 2, Life.try_glass: 1, Life.close_glass: 1, Life.review_glass: 2, Life.restrict: 1, Life.lift: 2,
    Life.keep_at_review: 1, Life.end_at_review: 2, Life.erase: 1,
}  # fmt: skip
