"""Writing down whom a parent named: each category in its own place, for those alone who may be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.jurisdiction import Responsibility
from kinkeeper.offers.rules.interview import HELD_IS, Household, responsibility
from kinkeeper.offers.types import Adult, Child, InterviewAnswers, SafeNow, Self
from kinkeeper.people.actions import (
    add_people,
    add_route,
    describe_person,
    look_for_matches,
    name_person,
    note_health,
    note_responsibility,
    note_told,
    place_person,
    tie_people,
)
from kinkeeper.people.types import RouteKind, Safety, Tie

_SAFETY = {SafeNow.SAFE: Safety.SAFE, SafeNow.NOT_SAFE: Safety.NOT_SAFE, SafeNow.UNKNOWN: Safety.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Named:
    """Whom was written: place in the answers to the person's id."""

    adults: dict[int, int]
    children: dict[int, int]

    @property
    def everybody(self) -> list[int]:
        return [*self.adults.values(), *self.children.values()]


def write_people(*, by: Actor, held: int, answers: InterviewAnswers, homes: Sequence[Household], law: Responsibility) -> Named:
    """Write the parent, and the adults and children of `homes`, and who of them has parental responsibility for whom.

    `law` says what that can come from here. Children who may be known already are offered as matches.
    """
    adults = [place for home in homes for place in home.adults]
    children = [place for home in homes for place in home.children]
    ids = iter(person.pk for person in add_people(by=by, count=len(adults) + len(children)))
    named = Named({place: next(ids) for place in adults}, {place: next(ids) for place in children})
    _write_self(by, held, answers.me)
    for place, person in named.adults.items():
        _write_adult(by, held, person, answers.adults[place])
    for place, person in named.children.items():
        child = answers.children[place]
        carer = named.adults.get(child.carer) if child.carer is not None else None
        _write_child(by, held, person, child, carer, _home_of(answers, child))
        for adult, said in ((held, child.mine), *((named.adults[p], s) for p, s in child.others.items() if p in named.adults)):
            _write_responsibility(by, adult, person, said, law)
    for person in named.everybody:
        look_for_matches(by=by, person=person)
    return named


def _write_self(by: Actor, held: int, me: Self) -> None:
    name_person(
        by=by,
        person=held,
        given_name=me.given_name,
        family_name=me.family_name,
        known_as=me.known_as,
        birth_date=me.birth_date,
    )
    describe_person(
        by=by,
        person=held,
        languages=me.languages,
        interpreter=me.interpreter,
        reading=me.reading,
        ethnicity=me.ethnicity,
    )
    if me.expecting or me.baby_inside:
        note_health(by=by, person=held, expecting=me.expecting, baby_inside=me.baby_inside)


def _write_adult(by: Actor, held: int, person: int, adult: Adult) -> None:
    name_person(by=by, person=person, given_name=adult.given_name, family_name=adult.family_name, age=adult.age)
    tie_people(by=by, person=person, relative=held, tie=adult.tie)
    if adult.address or adult.country:
        place_person(by=by, person=person, address=adult.address, postcode=adult.postcode, country=adult.country)
    if adult.phone:
        add_route(
            by=by,
            person=person,
            kind=RouteKind.PHONE,
            value=adult.phone,
            safety=_SAFETY[adult.safe_to_ring],
            safe_times=adult.safe_times,
            may_leave_message=adult.may_leave_message,
        )
    if adult.languages:
        describe_person(by=by, person=person, languages=adult.languages)


def _write_child(by: Actor, held: int, person: int, child: Child, carer: int | None, home: Adult | None) -> None:
    name_person(
        by=by,
        person=person,
        given_name=child.given_name,
        family_name=child.family_name,
        birth_date=child.birth_date,
        age=child.age,
    )
    tie_people(by=by, person=held, relative=person, tie=HELD_IS[child.is_my])
    if carer is not None and child.carer_tie is not None:
        tie_people(by=by, person=carer, relative=person, tie=child.carer_tie, lives_with=True, cares_for=True)
    if child.school or (home and home.address):
        place_person(
            by=by,
            person=person,
            address=home.address if home else "",
            postcode=home.postcode if home else "",
            country=home.country if home else "",
            school=child.school,
        )
    note_told(by=by, person=person, known=child.known, words=child.told_words, told_on=child.told_on)


def _write_responsibility(by: Actor, adult: int, child: int, said: str, law: Responsibility) -> None:
    source = law.source(said)
    note_responsibility(
        by=by,
        adult=adult,
        child=child,
        holds=responsibility(said, [one.code for one in law.sources]),
        source=source.code if source else "",
        tie=Tie(source.tie or Tie.OTHER) if source else None,
    )


def _home_of(answers: InterviewAnswers, child: Child) -> Adult | None:
    return None if child.carer is None else answers.adults[answers.adults[child.carer].home]
