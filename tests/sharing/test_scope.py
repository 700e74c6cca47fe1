"""`scope` says for whom `decide` says yes: held against each other on random worlds."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction

from kinkeeper.agencies.models import Agency, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.foundation.clock import now
from kinkeeper.people.models import Person
from kinkeeper.sharing.actions import restrict
from kinkeeper.sharing.models import Basis, Involvement, Restriction
from kinkeeper.sharing.queries import decision_on, in_scope, may_see, scope, standings
from kinkeeper.sharing.types import BasisKind, InvolvementKind, Purpose, RestrictionKind
from tests.worlds import agency as an_agency
from tests.worlds import household, member, pass_to

pytestmark = pytest.mark.django_db

PEOPLE = 60


def random_world(seed: int) -> list[Actor]:
    """People, agencies, bases in every state, involvements and restrictions, thrown together; answers the readers."""
    chance = random.Random(seed)
    people = Person.objects.bulk_create(Person() for _ in range(PEOPLE))
    agencies = [Agency.objects.create(name=f"Agency {seed}-{n}", kind=chance.choice(list(AgencyKind))) for n in range(3)]
    teams = {a.pk: [Team.objects.create(agency=a, name=f"Team {n}") for n in range(2)] for a in agencies}
    moments = [None, now() - timedelta(days=1), now() + timedelta(days=1)]
    Basis.objects.bulk_create(
        Basis(
            person=person,
            agency=chance.choice(agencies),
            kind=chance.choice([k for k in BasisKind if k is not BasisKind.DATA_SUBJECT]),
            purpose=chance.choice(list(Purpose)),
            categories=mask(chance.sample(list(Category), chance.randint(1, 13))),
            starts_at=now() - timedelta(days=2) if (begun := chance.random() < 0.8) else now() + timedelta(days=2),
            ends_at=chance.choice(moments) if begun else None,
            withdrawn_at=now() if chance.random() < 0.2 else None,
            given_by=person, reason="reason", decided_by="K7QF-29MD", review_on=now().date(), law="a law",
        )
        for person in people
        for _ in range(12)
    )  # fmt: skip
    for person in people:
        for agency in chance.sample(agencies, 2):
            Involvement.objects.bulk_create(
                [
                    Involvement(
                        person=person, agency=agency, kind=chance.choice(list(InvolvementKind)),
                        team=chance.choice([None, *teams[agency.pk]]), ended_at=chance.choice([None, None, now()]),
                    )
                ],
                ignore_conflicts=True,
            )  # fmt: skip
    for person in chance.sample(people, PEOPLE // 4):
        Restriction.objects.create(
            person=person, kind=chance.choice(list(RestrictionKind)), agency=chance.choice([None, *agencies]),
            lifted_at=chance.choice([None, now()]),
        )  # fmt: skip
    return [
        NOBODY,
        SYSTEM,
        *(
            Actor(
                kind=ActorKind.STAFF, role=role, agency_id=agency.pk,
                team_ids=frozenset(team.pk for team in teams[agency.pk][:1]),
            )
            for agency in agencies
            for role in chance.sample(list(Role), 4)
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_scope_agrees_with_decide(seed: int) -> None:
    with transaction.atomic():
        readers = random_world(seed)
    people = list(Person.objects.values_list("pk", flat=True))

    disagreements, permitted = [], 0
    for by in readers:
        for purpose in Purpose:
            standing = standings(by, purpose, people)
            for category in Category:
                decided = {p for p in people if decision_on(by, purpose, category, standing[p])[0]}
                scoped = set(scope(by, purpose, category))
                looked_up = set(Person.objects.filter(in_scope(by, purpose, category, "pk")).values_list("pk", flat=True))
                permitted += len(decided)
                if not decided == scoped == looked_up:
                    disagreements.append((by.role, purpose, category, decided ^ scoped, decided ^ looked_up))

    assert disagreements == []
    assert permitted > 100  # the worlds are not so barren that nothing could differ


def test_an_objection_stops_a_public_task_and_not_consent_and_an_order_stops_both() -> None:
    links = an_agency("Family Links")
    nadia, home, other = member("Nadia", links), household(), household()
    pass_to(links, home.rosa, other.danny, other.ivy)
    pass_to(links, home.ivy, home.danny, kind=BasisKind.CONSENT)
    for person in (home.rosa, home.ivy):
        restrict(by=SYSTEM, person=person, kind=RestrictionKind.OBJECTION, reason="asked us to stop", agency=links.pk)
    for person in (home.danny, other.danny):
        restrict(by=SYSTEM, person=person, kind=RestrictionKind.COURT_ORDER, reason="an order")
    asked = (nadia, Purpose.OFFER_SUPPORT, Category.IDENTITY)
    everyone = [*home.everyone, *other.everyone]

    decided = {person for person in everyone if may_see(*asked, person)}
    looked_up = set(Person.objects.filter(in_scope(*asked, "pk")).values_list("pk", flat=True))

    assert decided == set(scope(*asked)) == looked_up == {home.ivy, other.ivy}
