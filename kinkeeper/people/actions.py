"""Writing what is known of people, one category at a time. Each call stands inside the action of a room above.

These calls write their own ledger entry, so no room above can change a person without a trace.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.bulk import find_rows, insert_many
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.people.models import (
    Demographics,
    Family,
    Health,
    Identity,
    Kin,
    Membership,
    Person,
    PossibleMatch,
    Route,
    Told,
    Whereabouts,
)
from kinkeeper.people.queries import alike, records_of, references
from kinkeeper.people.types import Known, ParentalResponsibility, Reading, RouteKind, Safety, Tie

_SAME, _DIFFERENT = "same", "different"


@transaction.atomic
def add_person(*, by: Actor) -> Person:
    """A new person: a reference, nothing more."""
    return add_people(by=by, count=1)[0]


@transaction.atomic(savepoint=False)
def add_people(*, by: Actor, count: int) -> list[Person]:
    """`count` new people, in one write."""
    people = [Person() for _ in range(count)]
    insert_many(people)
    ids = dict(find_rows(Person, ("reference", "id"), "reference", [person.reference for person in people]))
    for person in people:
        person.pk = ids[person.reference]
        person._state.adding = False
    record(
        by=by,
        action="add_people",
        lines=[Line(person=person.reference, categories=frozenset({Category.EXISTENCE})) for person in people],
    )
    return people


@transaction.atomic
def name_person(
    *,
    by: Actor,
    person: int,
    given_name: str = "",
    family_name: str = "",
    known_as: str = "",
    birth_date: date | None = None,
    age: int | None = None,
) -> Identity:
    """Write or replace a person's names and age. `age` (years) is kept as a year of birth where no date is known."""
    born_about = now().year - age if age is not None and birth_date is None else None
    identity, _ = Identity.objects.update_or_create(
        person_id=person,
        defaults={
            "given_name": given_name,
            "family_name": family_name,
            "known_as": known_as,
            "birth_date": birth_date,
            "born_about": born_about,
        },
    )
    _wrote(by, "name_person", [person], Category.IDENTITY)
    return identity


@transaction.atomic
def note_age(*, by: Actor, person: int, age: int) -> None:
    """Write about how old somebody is, in years, where no birth date and no year of birth is known."""
    Identity.objects.filter(person_id=person, birth_date=None, born_about=None).update(born_about=now().year - age)
    _wrote(by, "note_age", [person], Category.IDENTITY)


@acting_for(SYSTEM)  # every record of the person, whoever is linked to it
@transaction.atomic
def note_death(*, by: Actor, person: int, died_on: date) -> None:
    """Write that somebody has died, in every record of theirs. Every message about and to them stops."""
    records = sorted(records_of([person])[person])
    for one in records:
        Identity.objects.update_or_create(person_id=one, defaults={"died_on": died_on})
    _wrote(by, "note_death", records, Category.IDENTITY)


@transaction.atomic
def place_person(
    *, by: Actor, person: int, address: str = "", postcode: str = "", country: str = "", school: str = ""
) -> Whereabouts:
    """Write or replace where somebody lives and goes to school."""
    place, _ = Whereabouts.objects.update_or_create(
        person_id=person,
        defaults={"address": address, "postcode": postcode, "country": country, "school": school},
    )
    _wrote(by, "place_person", [person], Category.WHEREABOUTS)
    return place


@transaction.atomic
def add_route(
    *,
    by: Actor,
    person: int,
    kind: RouteKind,
    value: str,
    safety: Safety = Safety.UNKNOWN,
    safe_times: str = "",
    may_leave_message: bool = False,
) -> Route:
    """Add a way to reach somebody. Until it is known to be safe it is not used."""
    route = Route.objects.create(
        person_id=person,
        kind=kind,
        value=value,
        safety=safety,
        safe_times=safe_times,
        may_leave_message=may_leave_message,
    )
    _wrote(by, "add_route", [person], Category.WHEREABOUTS)
    return route


@transaction.atomic
def set_route_safety(*, by: Actor, route: Route, seen: int, safety: Safety, safe_times: str = "") -> None:
    """Say whether and when a way to reach somebody is safe. Raises StaleVersion."""
    save_version(route, seen=seen, safety=safety, safe_times=safe_times)
    _wrote(by, "set_route_safety", [route.person_id], Category.WHEREABOUTS)


@transaction.atomic
def tie_people(
    *,
    by: Actor,
    person: int,
    relative: int,
    tie: Tie,
    lives_with: bool = False,
    cares_for: bool = False,
    parental_responsibility: ParentalResponsibility = ParentalResponsibility.UNKNOWN,
    responsibility_source: str = "",
) -> Kin:
    """Write that `person` is the `tie` of `relative`, with parental responsibility and where it comes from."""
    kin, _ = Kin.objects.update_or_create(
        person_id=person,
        relative_id=relative,
        tie=tie,
        ended_on=None,
        defaults={
            "lives_with": lives_with,
            "cares_for": cares_for,
            "parental_responsibility": parental_responsibility,
            "responsibility_source": responsibility_source,
        },
    )
    _wrote(by, "tie_people", [person, relative], Category.KIN)
    return kin


@transaction.atomic
def note_responsibility(
    *, by: Actor, adult: int, child: int, holds: ParentalResponsibility, source: str = "", tie: Tie | None = None
) -> bool:
    """Write whether an adult has parental responsibility for a child, and from what (a code of the jurisdiction).

    It stands on their live tie, or on a new one of `tie` where there is none; without either, nothing is written. Answers
    whether it was. What is not known is never written over what is.
    """
    if holds is ParentalResponsibility.UNKNOWN:
        return False
    ties = list(Kin.objects.select_for_update().filter(person_id=adult, relative_id=child, ended_on__isnull=True))
    for one in ties:  # each by itself: the source is sealed for its own row
        one.parental_responsibility, one.responsibility_source, one.version = holds, source, one.version + 1
        one.save(update_fields=["parental_responsibility", "responsibility_source", "version"])
    if not ties:
        if tie is None:
            return False
        Kin.objects.create(
            person_id=adult, relative_id=child, tie=tie, parental_responsibility=holds, responsibility_source=source
        )
    _wrote(by, "note_responsibility", [adult, child], Category.KIN)
    return True


@transaction.atomic
def note_told(*, by: Actor, person: int, known: Known, words: str = "", told_on: date | None = None) -> Told:
    """Write what a child has been told, and when. Earlier words are kept."""
    told = Told.objects.create(person_id=person, known=known, words=words, told_on=told_on)
    _wrote(by, "note_told", [person], Category.CUSTODY_FACT)
    return told


@transaction.atomic
def describe_person(
    *,
    by: Actor,
    person: int,
    languages: str = "",
    interpreter: str = "",
    reading: Reading = Reading.NOT_ASKED,
    ethnicity: str = "",
    sex: str = "",
) -> Demographics:
    """Write languages, reading and how somebody describes themselves."""
    demographics, _ = Demographics.objects.update_or_create(
        person_id=person,
        defaults={
            "languages": languages,
            "interpreter": interpreter,
            "reading": reading,
            "ethnicity": ethnicity,
            "sex": sex,
        },
    )
    _wrote(by, "describe_person", [person], Category.DEMOGRAPHICS)
    return demographics


@transaction.atomic
def note_health(*, by: Actor, person: int, expecting: bool, baby_inside: bool, notes: str = "") -> Health:
    """Write that somebody is pregnant or has a baby with them."""
    health, _ = Health.objects.update_or_create(
        person_id=person, defaults={"expecting": expecting, "baby_inside": baby_inside, "notes": notes}
    )
    _wrote(by, "note_health", [person], Category.HEALTH)
    return health


@transaction.atomic
def gather_family(*, by: Actor, people: Sequence[int], since: date) -> Family:
    """A new family of these people, from `since`."""
    family = Family.objects.create()
    Membership.objects.bulk_create(Membership(family=family, person_id=person, since=since) for person in people)
    _wrote(by, "gather_family", people, Category.KIN)
    return family


@acting_for(SYSTEM)  # among all who are known: whoever looks is told of none
@transaction.atomic
def look_for_matches(*, by: Actor, person: int) -> int:
    """Offer as possible matches all who may be the same person; answers how many pairs are new. Merges nothing."""
    pairs = [(min(person, other), max(person, other)) for other in alike(person)]
    known = set(
        PossibleMatch.objects.filter(first_id__in=[a for a, _ in pairs], second_id__in=[b for _, b in pairs]).values_list(
            "first_id", "second_id"
        )
    )
    fresh = [pair for pair in pairs if pair not in known]
    PossibleMatch.objects.bulk_create(PossibleMatch(first_id=a, second_id=b) for a, b in fresh)
    if fresh:
        _wrote(by, "look_for_matches", sorted({i for pair in fresh for i in pair}), Category.EXISTENCE)
    return len(fresh)


@acting_for(SYSTEM)  # every record of the person, whoever is linked to it
@transaction.atomic
def offer_match(*, by: Actor, one: int, other: int) -> bool:
    """Offer two people as a possible match, as when their prison numbers were merged; answers whether the pair is new."""
    if other in records_of([one])[one]:
        return False
    _, fresh = PossibleMatch.objects.get_or_create(first_id=min(one, other), second_id=max(one, other))
    if fresh:
        _wrote(by, "offer_match", sorted([one, other]), Category.EXISTENCE)
    return fresh


@acting_for(SYSTEM)  # every record of the person, whoever is linked to it
@transaction.atomic
def answer_match(*, by: Actor, reference: str, same: bool) -> list[int]:
    """A person entitled to see both says whether they are one; answers all records of that person. Same joins by pointer.

    Nothing is moved from one record to another: each keeps what it was told. Call through `sharing.answer_match`, which
    carries restrictions across. Raises WrongState when the pair was answered before.
    """
    match = PossibleMatch.objects.select_for_update().filter(reference=reference, answer="").first()
    if match is None:
        raise WrongState
    match.answer = _SAME if same else _DIFFERENT
    match.save(update_fields=["answer"])
    if same:
        _point_again({*records_of([match.first_id])[match.first_id], *records_of([match.second_id])[match.second_id]})
    _wrote(by, "answer_match", [match.first_id, match.second_id], Category.EXISTENCE)
    return sorted(records_of([match.first_id])[match.first_id])


@acting_for(SYSTEM)  # every record of the person, whoever is linked to it
@transaction.atomic
def part_match(*, by: Actor, reference: str) -> list[int]:
    """Undo a wrong join: these two are different people after all; answers all records that had been one.

    Other joins stand, as far as they hold without this one. Raises WrongState unless the pair was joined.
    """
    match = PossibleMatch.objects.select_for_update().filter(reference=reference, answer=_SAME).first()
    if match is None:
        raise WrongState
    records = records_of([match.first_id])[match.first_id]
    match.answer = _DIFFERENT
    match.save(update_fields=["answer"])
    _point_again(records)
    _wrote(by, "part_match", [match.first_id, match.second_id], Category.EXISTENCE)
    return sorted(records)


def _point_again(records: set[int]) -> None:
    """Point each record at the earliest that it is joined to by what people said, so that no pointer leads to a pointer."""
    list(Person.objects.select_for_update().filter(pk__in=records).order_by("pk"))
    pairs = PossibleMatch.objects.filter(first_id__in=records, second_id__in=records, answer=_SAME)
    earliest = {record: record for record in records}
    joined = list(pairs.values_list("first_id", "second_id"))
    for _ in joined:  # at most as many rounds as there are joins
        for first, second in joined:
            earliest[first] = earliest[second] = min(earliest[first], earliest[second])
    for one, kept in earliest.items():
        Person.objects.filter(pk=one).update(merged_into_id=kept if kept != one else None)


@transaction.atomic
def forget_person(*, by: Actor, person: int) -> bool:
    """Delete everything that says who somebody is; answers whether there was anything. For rooms that asked the law first.

    What stays is a reference, and languages, ethnicity and sex under it: nobody can be found by them, and figures stand.
    """
    day = now().date()
    tied = Q(person_id=person) | Q(relative_id=person)
    deleted = sum(
        rows.delete()[0]
        for rows in (
            Identity.objects.filter(person_id=person),
            Whereabouts.objects.filter(person_id=person),
            Route.objects.filter(person_id=person),
            Told.objects.filter(person_id=person),
            Health.objects.filter(person_id=person),
            Kin.objects.filter(tied),
            PossibleMatch.objects.filter(Q(first_id=person) | Q(second_id=person)),
        )
    )
    deleted += Demographics.objects.filter(person_id=person).exclude(interpreter="").update(interpreter="")
    deleted += Membership.objects.filter(person_id=person, until__isnull=True).update(until=Greatest(F("since"), Value(day)))
    if deleted:
        _wrote(by, "forget_person", [person], Category.EXISTENCE)
    return bool(deleted)


@transaction.atomic
def forget_people(*, by: Actor, people: Collection[int], families: Collection[int]) -> int:
    """Delete all that is written of these people, and the families they were gathered in. Answers how many people.

    Their references stay. For what was written by mistake, and for nobody whom others have been found to be the same as.
    Bases and restrictions are not ours: whoever calls this ends them.
    """
    shared = Person.objects.filter(merged_into__in=list(people)).values_list("merged_into_id", flat=True)
    gone = sorted(set(people) - set(shared))
    for model in (Identity, Whereabouts, Route, Told, Demographics, Health, Membership):
        model._base_manager.filter(person_id__in=gone).delete()
    Family.objects.filter(pk__in=list(families)).delete()
    Kin.objects.filter(Q(person_id__in=gone) | Q(relative_id__in=gone)).delete()
    PossibleMatch.objects.filter(Q(first_id__in=gone) | Q(second_id__in=gone)).delete()
    if gone:
        _wrote(by, "forget_people", gone, Category.IDENTITY)
    return len(gone)


@transaction.atomic
def forget_own_words(*, by: Actor, person: int) -> None:
    """Delete name, language and health of somebody who stays known to us: what they never said was written by mistake."""
    for model in (Identity, Demographics, Health):
        model._base_manager.filter(person_id=person).delete()
    _wrote(by, "forget_own_words", [person], Category.IDENTITY)


def _wrote(by: Actor, action: str, people: Sequence[int], category: Category) -> None:
    named = references(people)
    record(
        by=by,
        action=action,
        lines=[Line(person=named[person], categories=frozenset({category})) for person in people],
    )
