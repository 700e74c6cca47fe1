"""Small worlds with named people, for tests."""

from __future__ import annotations

from dataclasses import dataclass

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.people import actions as people
from kinkeeper.people.types import RouteKind, Safety, Tie
from kinkeeper.sharing.actions import begin_involvements, give_bases
from kinkeeper.sharing.rules import policy
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose


def agency(name: str, kind: AgencyKind = AgencyKind.FAMILY_SERVICE) -> Agency:
    """An agency with one team called Front."""
    made = Agency.objects.create(name=name, kind=kind)
    Team.objects.create(agency=made, name="Front")
    return made


def member(name: str, at: Agency, role: Role = Role.LINK_WORKER) -> Actor:
    """Somebody who works in the Front team of an agency, as an Actor."""
    user = User.objects.create_user(f"{name.lower()}.{at.pk}@example.org", name=name)
    works = Member.objects.create(user=user, agency=at, role=role)
    works.teams.set(at.teams.all())
    return Actor(
        kind=ActorKind.STAFF,
        reference=user.reference,
        role=role,
        agency_id=at.pk,
        agency_reference=at.reference,
        team_ids=frozenset(team.pk for team in at.teams.all()),
        member_id=works.pk,
    )


@dataclass(frozen=True)
class Household:
    """Danny is held; Rosa is his partner, Ivy (7) their daughter."""

    danny: int
    rosa: int
    ivy: int

    @property
    def everyone(self) -> list[int]:
        return [self.danny, self.rosa, self.ivy]


def household() -> Household:
    """Three people with names, ties, a telephone."""
    danny, rosa, ivy = (person.pk for person in people.add_people(by=SYSTEM, count=3))
    people.name_person(by=SYSTEM, person=danny, given_name="Danny", family_name="Thorn")
    people.name_person(by=SYSTEM, person=rosa, given_name="Rosa", family_name="Thorn")
    people.name_person(by=SYSTEM, person=ivy, given_name="Ivy", family_name="Thorn", age=7)
    people.add_route(by=SYSTEM, person=rosa, kind=RouteKind.PHONE, value="01632 960123", safety=Safety.SAFE)
    people.tie_people(by=SYSTEM, person=danny, relative=ivy, tie=Tie.FATHER)
    people.tie_people(by=SYSTEM, person=rosa, relative=ivy, tie=Tie.MOTHER, lives_with=True, cares_for=True)
    people.tie_people(by=SYSTEM, person=rosa, relative=danny, tie=Tie.PARTNER)
    return Household(danny=danny, rosa=rosa, ivy=ivy)


def pass_to(
    at: Agency,
    *people_ids: int,
    kind: BasisKind = BasisKind.PUBLIC_TASK,
    purpose: Purpose = Purpose.OFFER_SUPPORT,
    categories: frozenset[Category] | None = None,
    team: bool = True,
) -> None:
    """Give an agency a live basis for these people, and its Front team the work."""
    covered = frozenset(policy().purposes[purpose]) if categories is None else categories
    front = at.teams.get()
    give_bases(
        by=SYSTEM,
        bases=[
            NewBasis(
                person_id=person,
                agency_id=at.pk,
                kind=kind,
                purpose=purpose,
                categories=covered,
                given_by_id=person if kind is BasisKind.CONSENT else None,
            )
            for person in people_ids
        ],
    )
    begin_involvements(
        by=SYSTEM,
        involvements=[
            NewInvolvement(
                person_id=person,
                agency_id=at.pk,
                kind=InvolvementKind.SUPPORTS,
                team_id=front.pk if team else None,
            )
            for person in people_ids
        ],
    )
