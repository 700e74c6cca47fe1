"""People and all that is known of them, a table for each category."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from kinkeeper.demo.scale import words
from kinkeeper.demo.scale.lives import Home, Life, Named
from kinkeeper.demo.scale.writing import Writer
from kinkeeper.people.models import (
    Demographics,
    Family,
    Health,
    Identity,
    Kin,
    Membership,
    Person,
    Route,
    Told,
    Whereabouts,
)
from kinkeeper.people.types import Known, ParentalResponsibility, Reading, RouteKind, Safety, Tie

_SAFE = (Safety.SAFE.value,) * 80 + (Safety.UNKNOWN.value,) * 15 + (Safety.NOT_SAFE.value,) * 5
_READING = tuple(reading.value for reading in (*(Reading.EASY,) * 6, Reading.SOME_HELP, Reading.SOME_HELP, Reading.HARD))
# What somebody who is this to the parent is to the child.
_TO_THE_CHILD = {Tie.MOTHER: Tie.GRANDPARENT, Tie.GRANDPARENT: Tie.OTHER, Tie.SIBLING: Tie.AUNT_OR_UNCLE}


@dataclass(frozen=True, slots=True)
class HomeIds:
    """The ids of one household. `people` are all of it, the contact first."""

    family: int
    contact: int
    children: tuple[int, ...]

    @property
    def people(self) -> tuple[int, ...]:
        return (self.contact, *self.children)


@dataclass(frozen=True, slots=True)
class LifeIds:
    held: int
    homes: tuple[HomeIds, ...]


class PeopleTables:
    """Writes people."""

    def __init__(self, writer: Writer, chance: random.Random) -> None:
        self._chance = chance
        self.people = writer.table(Person)
        self._identities = writer.table(Identity, "person_id", "given_name", "family_name", "birth_date")
        self._places = writer.table(Whereabouts, "person_id", "address", "postcode", "country", "school")
        self._routes = writer.table(Route, "person_id", "kind", "value", "safety", "safe_times", "may_leave_message")
        self._kin = writer.table(Kin, "person_id", "relative_id", "tie", "lives_with", "cares_for", "parental_responsibility")
        self._told = writer.table(Told, "person_id", "known", "words", "told_on")
        self._demographics = writer.table(Demographics, "person_id", "languages", "reading", "ethnicity", "sex")
        self._health = writer.table(Health, "person_id", "expecting", "baby_inside")
        self._families = writer.table(Family)
        self._members = writer.table(Membership, "family_id", "person_id", "since")

    def write(self, life: Life) -> LifeIds:
        """Write the person in custody and every household they named; answers the ids."""
        held = self._person(life.who)
        if life.homes:
            self._describe(held, life.who)
            if life.who.woman and self._chance.random() < 0.1:
                self._health.add(held, True, False)
        return LifeIds(held, tuple(self._home(held, life, home) for home in life.homes))

    def _person(self, who: Named) -> int:
        pk = self.people.add()
        self._identities.add(pk, who.given, who.family, who.born)
        return pk

    def _describe(self, person: int, who: Named) -> None:
        chance = self._chance
        self._demographics.add(
            person,
            chance.choice(words.LANGUAGES),
            chance.choice(_READING),
            chance.choice(words.ETHNICITIES),
            "female" if who.woman else "male",
        )

    def _home(self, held: int, life: Life, home: Home) -> HomeIds:
        chance = self._chance
        contact = self._person(home.contact)
        self._describe(contact, home.contact)
        address, postcode = words.address(chance), words.postcode(chance)
        self._places.add(contact, address, postcode, "", "")
        for _ in range(2 if chance.random() < 0.3 else 1):
            self._routes.add(
                contact,
                RouteKind.PHONE.value,
                words.phone(chance),
                chance.choice(_SAFE),
                chance.choice(words.TIMES),
                chance.random() < 0.3,
            )
        self._kin.add(contact, held, home.tie.value, False, False, ParentalResponsibility.UNKNOWN.value)
        children = []
        since = home.permitted_at.date()
        for child in home.children:
            pk = self._person(child.who)
            children.append(pk)
            self._places.add(pk, address, postcode, "", f"{chance.choice(words.PLACES)} School")
            parent = Tie.MOTHER if life.who.woman else Tie.FATHER
            responsible = ParentalResponsibility.YES if chance.random() < 0.7 else ParentalResponsibility.UNKNOWN
            self._kin.add(held, pk, parent.value, False, False, responsible.value)
            to_child = _TO_THE_CHILD.get(home.tie, Tie.MOTHER if home.contact.woman else Tie.FATHER)
            mine = ParentalResponsibility.YES if to_child in {Tie.MOTHER, Tie.FATHER} else ParentalResponsibility.UNKNOWN
            self._kin.add(contact, pk, to_child.value, True, True, mine.value)
            if child.known is not Known.UNKNOWN:
                self._told.add(pk, child.known.value, "", since - timedelta(days=1))
        family = self._families.add()
        for pk in (held, contact, *children):
            self._members.add(family, pk, since)
        return HomeIds(family, contact, tuple(children))
