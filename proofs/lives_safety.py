"""Steps of a life: opened in an emergency, shut by an order, looked at again, erased."""

from __future__ import annotations

from datetime import timedelta

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.errors import WrongState
from kinkeeper.offers import actions as offers
from kinkeeper.sharing import actions as sharing
from kinkeeper.sharing.models import Basis, GlassBreak, Restriction
from kinkeeper.sharing.queries.reviews import reviews_due
from kinkeeper.sharing.types import GlassOutcome, Purpose, RestrictionKind
from proofs.lives_moves import Handed
from proofs.lives_places import Slipped
from proofs.lives_shadow import Ground

AN_HOUR = timedelta(hours=1)
WHY = "A neighbour rang: nobody has seen them since Sunday."


class Kept(Handed):
    """What keeps a child safe, and what is kept no longer."""

    # In an emergency.

    def break_glass(self) -> None:
        """Grace opens one record, or all of a home, for an hour: for herself, and for no colleague."""
        if self.home and self.chance.random() < 0.5:
            self.open_glass(self.one_of(self.home), whole_home=True)
        else:
            self.open_glass(self.one_of([person for person in (self.danny, *self.home) if person]))

    def open_glass(self, person: int, *, whole_home: bool = False) -> None:
        """Grace opens this person's record, or their home's: Rosa, the children, and Danny, who is one of the family."""
        grace = self.staff("grace")
        glass = sharing.break_the_glass(by=grace, asked_for="", person=person, reason=WHY, whole_home=whole_home)
        opened = {person, *({self.danny, *self.home} - self.shadow.gone if whole_home else ())}
        self.shadow.give(
            Ground(
                glass.reference, grace.agency_id or 0, Purpose.SAFEGUARD, opened, ends_at=self.moment + AN_HOUR,
                member=grace.member_id,
            )
        )  # fmt: skip
        self.shadow.kept += [(glass.reference, one) for one in opened]

    def try_glass(self) -> None:
        """Somebody who does not look after children by law tries, from a child's page or a home's: in vain."""
        name = self.chance.choice(sorted(set(self.places.staff) - {"grace", "gus"}))
        whole_home = self.chance.random() < 0.5
        sharing.break_the_glass(
            by=self.staff(name), asked_for="", person=self.one_of(self.home), reason=WHY, whole_home=whole_home
        )
        raise Slipped(f"{name} opened a record")

    def glass(self) -> GlassBreak:
        """The last opening; of a whole home its first. Raises WrongState when there was none."""
        if (last := GlassBreak.objects.filter(opened_with__isnull=True).order_by("-pk").first()) is None:
            raise WrongState
        return last

    def close_glass(self) -> None:
        """Grace closes it before its hour."""
        glass = self.glass()
        sharing.close_glass(by=self.staff("grace"), glass=glass)
        self.shadow.end(tag=glass.reference)

    def review_glass(self) -> None:
        """Priya reviews it. Nobody else can, and nobody twice; the hour runs on, or is over, as before."""
        glass = self.glass()
        name = self.chance.choice(("priya", "priya", "grace", "una"))
        sharing.review_glass(
            by=self.staff(name), glass=glass, outcome=self.chance.choice(list(GlassOutcome)), words="They rang twice."
        )
        waiting = [kept for kept in self.shadow.kept if kept[0] == glass.reference]
        if name != "priya" or not waiting:
            raise Slipped(f"{name} reviewed an opening" if waiting else "an opening was reviewed twice")
        self.shadow.kept = [kept for kept in self.shadow.kept if kept not in waiting]

    # By an order.

    def restrict(self) -> None:
        """A court order, or a closed record: against one agency or everybody."""
        person = self.one_of([person for person in (self.rosa, self.maya) if person])
        agency = self.chance.choice((None, self.places.service, self.places.school.pk))
        kind = self.chance.choice((RestrictionKind.COURT_ORDER, RestrictionKind.CLOSED_RECORD))
        order = sharing.restrict(by=SYSTEM, person=person, kind=kind, reason="an order", agency=agency)
        self.shadow.stopped.append((person, agency))
        if kind is RestrictionKind.COURT_ORDER:
            self.shadow.kept.append((order.reference, person))

    def lift(self) -> None:
        """An order is lifted."""
        found = Restriction.objects.filter(lifted_at__isnull=True).first()
        if found is None:
            raise WrongState
        sharing.lift_restriction(by=SYSTEM, restriction=found)
        self.shadow.stopped.remove((found.person_id, found.agency_id))
        self.shadow.kept = [kept for kept in self.shadow.kept if kept[0] != found.reference]

    # Looked at again: a prison's and a service's grounds, each by a lead of theirs.

    def keep_at_review(self) -> None:
        """A lead looks at one ground again, and it is still needed: nothing changes, and it ends when it would have."""
        lead = self.staff(self.chance.choice(("lena", "noor", "una")))
        basis = self.due_to(lead)
        sharing.review_basis(
            by=lead, basis=basis, seen=basis.version, keep_until=self.moment.date() + timedelta(days=30), why="They ring us."
        )

    def end_at_review(self) -> None:
        """A lead looks at one ground again, and it is not needed: nothing is shown on it from now on."""
        lead = self.staff(self.chance.choice(("lena", "noor", "una")))
        basis = self.due_to(lead)
        told = self.shadow.about(basis.person_id, agency=basis.agency_id, purpose=basis.purpose, moment=self.moment)
        if len(told) != 1:
            raise WrongState  # told for two reasons, of which one goes on
        sharing.review_basis(by=lead, basis=basis, seen=basis.version, keep_until=None, why="Nobody works with them.")
        told[0].people.discard(basis.person_id)

    def due_to(self, lead: Actor) -> Basis:
        """A ground that comes up for this lead's review within a year and a half. Raises WrongState when there is none."""
        due = list(reviews_due(lead, until=self.moment.date() + timedelta(days=550)))
        if not due:
            raise WrongState
        return self.chance.choice(due)

    # Erased.

    def erase(self) -> None:
        """Somebody asks to be erased, or their days ran out. What the law keeps stays whole; else nothing is told any more."""
        self.erase_one(self.one_of([person for person in (self.danny, *self.home) if person]))

    def erase_one(self, person: int) -> None:
        """That person is erased: by the days that ran out, or by the privacy lead of an agency that worked with them."""
        name = self.chance.choice(("", "", "priya", "una", "lena"))
        offers.erase_person(by=self.staff(name) if name else SYSTEM, person=person)
        if name == "lena":
            raise Slipped("somebody was erased by a lead, who may not")
        if self.shadow.law_keeps(person, self.moment):
            raise Slipped("somebody was erased whom the law keeps")
        self.shadow.erase(person)
