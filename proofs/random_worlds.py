"""Worlds thrown together: people, agencies, readers; bases, involvements and restrictions in every state there is."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.people.models import Identity, Person, Told
from kinkeeper.people.types import Known
from kinkeeper.sharing.models import Basis, Involvement, Restriction
from kinkeeper.sharing.rules import policy
from kinkeeper.sharing.types import BasisKind, InvolvementKind, Purpose, RestrictionKind

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
# Moments around the one at which everything is asked: long before, the very moment, the smallest step after, long after.
MOMENTS = (NOW - 3 * DAY, NOW, NOW + timedelta(microseconds=1), NOW + 3 * DAY)
BASES_EACH = 14


@dataclass(frozen=True)
class World:
    """Who may be read about, and who reads. Ask with the clock reading `NOW`."""

    people: list[int]
    readers: list[Actor]


def throw_world(seed: int, *, people: int = 60, readers: int = 12, agencies: int = 3) -> World:
    """A new world in the database, the same for the same seed."""
    chance = random.Random(seed)
    rows = Person.objects.bulk_create(Person() for _ in range(people))
    ids = [row.pk for row in rows]
    houses = [Agency.objects.create(name=f"Agency {seed}-{n}", kind=chance.choice(list(AgencyKind))) for n in range(agencies)]
    teams = {house.pk: [Team.objects.create(agency=house, name=f"Team {n}").pk for n in range(2)] for house in houses}
    staff = [_staff(chance, seed, n, houses, teams) for n in range(readers)]
    _throw_ages(chance, ids)
    _throw_bases(chance, ids, staff, [house.pk for house in houses])
    _throw_involvements(chance, ids, teams, staff)
    _throw_restrictions(chance, ids, [house.pk for house in houses])
    family = [Actor(kind=ActorKind.FAMILY, reference=f"family-{person}", person_id=person) for person in chance.sample(ids, 6)]
    return World(ids, [NOBODY, SYSTEM, *staff, *family])


def _staff(chance: random.Random, seed: int, number: int, houses: list[Agency], teams: dict[int, list[int]]) -> Actor:
    house = houses[number % len(houses)]
    user = User.objects.create(email=f"reader-{seed}-{number}@example.org", name=f"Reader {number}")
    role = chance.choice(list(Role))
    member = Member.objects.create(user=user, agency=house, role=role)
    return Actor(
        kind=ActorKind.STAFF,
        reference=user.reference,
        role=role,
        agency_id=house.pk,
        agency_reference=house.reference,
        team_ids=frozenset(chance.sample(teams[house.pk], chance.randint(0, 2))),
        member_id=member.pk,
    )


def _throw_ages(chance: random.Random, people: list[int]) -> None:
    """Children and adults, some about to be, some on the day; some told, some not, some told and then unsure."""
    birthday = date(NOW.year - 18, NOW.month, NOW.day)
    days = (birthday, birthday + DAY, birthday - DAY, date(1985, 1, 1), date(2018, 1, 1))
    Identity.objects.bulk_create(
        Identity(person_id=person, given_name="Somebody", birth_date=day, born_about=None if day else year)
        for person in people
        if chance.random() < 0.9
        for day, year in [(chance.choice([*days, None]), chance.choice([None, 1980, 2008, 2009, 2020]))]
    )
    Told.objects.bulk_create(
        Told(person_id=person, known=known)
        for person in people
        for known in chance.sample([Known.PRISON, Known.AWAY, Known.UNKNOWN], chance.randint(0, 2))
    )


def _throw_bases(chance: random.Random, people: list[int], staff: list[Actor], agencies: list[int]) -> None:
    """Most are of a kind and a purpose that some reader's role may use, so that much would be seen if nothing else stopped it."""
    kinds = [kind for kind in BasisKind if kind is not BasisKind.DATA_SUBJECT]
    useful = {
        agency: sorted(
            {(key[4], key[2]) for key in policy().permits if key[0] in {r.role for r in staff if r.agency_id == agency}}
        )
        for agency in agencies
    }
    rows = []
    for person in people:
        for _ in range(chance.randint(BASES_EACH // 2, BASES_EACH + BASES_EACH // 2)):
            starts = chance.choice((NOW - 9 * DAY, NOW - 9 * DAY, NOW - 9 * DAY, *MOMENTS))
            later = [moment for moment in MOMENTS if moment >= starts]
            agency = chance.choice(agencies)
            kind, purpose = chance.choice(kinds), chance.choice(list(Purpose))
            if useful[agency] and chance.random() < 0.8:
                kind, purpose = chance.choice(useful[agency])
            rows.append(
                Basis(
                    person_id=person, agency_id=agency, kind=kind, purpose=purpose,
                    categories=mask(chance.sample(list(Category), chance.randint(1, len(Category)))),
                    starts_at=starts, ends_at=chance.choice([None, None, None, *later]),
                    withdrawn_at=NOW - DAY if chance.random() < 0.2 else None,
                    given_by_id=person, reason="reason", decided_by="K7QF-29MD", review_on=NOW.date(), law="a law",
                )
            )  # fmt: skip
    Basis.objects.bulk_create(rows, batch_size=500)


def _throw_involvements(chance: random.Random, people: list[int], teams: dict[int, list[int]], staff: list[Actor]) -> None:
    """Of an agency, of one of its teams, of one member alone; over and done, or going on."""
    rows = []
    for person in people:
        for agency in chance.sample(sorted(teams), chance.randint(1, len(teams))):
            for _ in range(chance.randint(1, 2)):
                row = Involvement(
                    person_id=person, agency_id=agency, kind=chance.choice(list(InvolvementKind)), since=NOW - 5 * DAY,
                    ended_at=chance.choice([None, None, NOW - DAY]),
                )  # fmt: skip
                here = [reader.member_id for reader in staff if reader.agency_id == agency]
                of_whom = chance.random()
                if of_whom < 0.5:
                    row.team_id = chance.choice(teams[agency])
                elif of_whom < 0.7 and here:
                    row.member_id = chance.choice(here)
                rows.append(row)
    Involvement.objects.bulk_create(rows, ignore_conflicts=True)


def _throw_restrictions(chance: random.Random, people: list[int], agencies: list[int]) -> None:
    rows = []
    for person in chance.sample(people, len(people) // 3):
        against = chance.choice([{"agency_id": agency} for agency in agencies] + [{}, {"reader_id": chance.choice(people)}])
        rows.append(
            Restriction(
                person_id=person, kind=chance.choice(list(RestrictionKind)), starts_at=chance.choice(MOMENTS),
                lifted_at=chance.choice([None, None, NOW - DAY]), **against,
            )
        )  # fmt: skip
    for person in chance.sample(people, len(people) // 10):  # against themselves: an order that closes one's own record
        rows.append(
            Restriction(
                person_id=person, kind=chance.choice(list(RestrictionKind)), reader_id=person, starts_at=NOW - DAY
            )
        )  # fmt: skip
    Restriction.objects.bulk_create(rows)


def strangers_to(reader: Actor) -> Actor:
    """The same reader in a role that no policy knows."""
    return replace(reader, role="never heard of")
