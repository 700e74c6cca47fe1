"""One category of several people at a time. Only `sharing` may import this: everybody else asks `sharing.actions.disclose`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.prepared import Among, Slot, prepared
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
from kinkeeper.people.types import (
    DemographicsView,
    HealthView,
    IdentityView,
    Known,
    ParentalResponsibility,
    Reading,
    RouteKind,
    RouteView,
    Safety,
    Said,
    Tie,
    TiesView,
    TieView,
    ToldView,
    WhereaboutsView,
)

Ids = Sequence[int]


def references(ids: Iterable[int]) -> dict[int, str]:
    """The reference of each person, by id."""
    return dict(find_rows(Person, ("id", "reference"), "id", list(ids)))


def person_id(reference: str) -> int | None:
    """The id behind a reference; a merged person's reference leads to who they are now."""
    found = Person.objects.filter(reference=reference).values_list("pk", "merged_into_id").first()
    return (found[1] or found[0]) if found else None


def records_of(ids: Iterable[int]) -> dict[int, set[int]]:
    """All records that are the same person as each of these, itself among them: two queries."""
    wanted = list(ids)
    kept = {pk: into or pk for pk, into in Person.objects.filter(pk__in=wanted).values_list("pk", "merged_into_id")}
    together: dict[int, set[int]] = {root: {root} for root in kept.values()}
    for pk, into in Person.objects.filter(merged_into_id__in=list(together)).values_list("pk", "merged_into_id"):
        together[into].add(pk)
    return {pk: together[kept[pk]] if pk in kept else {pk} for pk in wanted}


def has_other_records(family: OuterRef) -> Exists:
    """The condition that of somebody who belongs to `family`, a column of an outer query, there is another record."""
    joined = Q(person__merged_into__isnull=False) | Q(Exists(Person.objects.filter(merged_into_id=OuterRef("person_id"))))
    return Exists(Membership.objects.filter(joined, family_id=family, until__isnull=True))


def family_ids(reference: str) -> list[int]:
    """The people who belong to the family now."""
    family = Family.objects.filter(reference=reference).first()
    if family is None:
        return []
    return list(Membership.objects.filter(family=family, until__isnull=True).values_list("person_id", flat=True))


def in_family(family: int) -> list[int]:
    """The people who belong to the family with this id now."""
    return _belongs_to(family=family)


@prepared
def _belongs_to(*, family: Slot) -> QuerySet[Membership, int]:
    return Membership.objects.filter(family_id=family, until__isnull=True).order_by("pk").values_list("person_id", flat=True)


def families_with(people: Iterable[int]) -> list[int]:
    """The families to which any of these belongs or belonged."""
    return list(Membership.objects.filter(person_id__in=list(people)).values_list("family_id", flat=True).distinct())


def in_families(families: Iterable[int]) -> dict[int, list[int]]:
    """The people who belong to each of these families now, by the family's id: one query."""
    found: dict[int, list[int]] = {}
    rows = find_rows(Membership, ("id", "family_id", "person_id", "until"), "family_id", list(families))
    for _, family, person, until in sorted(rows, key=itemgetter(0)):
        if until is None:
            found.setdefault(family, []).append(person)
    return found


def responsible_for(adult: int, children: Iterable[int]) -> set[int]:
    """Of these children, those for whom this adult is known to have parental responsibility."""
    return set(
        Kin.objects.filter(
            person_id=adult,
            relative_id__in=list(children),
            parental_responsibility=ParentalResponsibility.YES,
            ended_on__isnull=True,
        ).values_list("relative_id", flat=True)
    )


def named_like(words: str) -> QuerySet[Identity, int]:
    """The ids of people in one of whose names each of these words occurs; use it as `id__in`, within a reader's scope."""
    like = Q()
    for word in words.split():
        like &= Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(known_as__icontains=word)
    return Identity.objects.filter(like).values_list("person_id", flat=True)


def children_not_told(ids: Ids) -> set[int]:
    """Of these people, those who have not been told of custody: unknown means not told."""
    told: dict[int, str] = dict(Told.objects.filter(person_id__in=ids).order_by("pk").values_list("person_id", "known"))
    return {person for person in ids if told.get(person) != Known.PRISON}


def grown_up(ids: Ids, *, adult_age: int, zone: str) -> set[int]:
    """Of these people, those known to have reached `adult_age` (years). Unknown age counts as a child: the safer answer."""
    return set(everybody_grown_up(adult_age=adult_age, zone=zone).filter(person_id__in=ids))


def everybody_grown_up(*, adult_age: int, zone: str) -> QuerySet[Identity, int]:
    """The ids of all who are known to have reached `adult_age` (years); use it as `id__in`."""
    day = today(zone)
    latest = _years_before(day, adult_age)
    old_enough = Q(birth_date__lte=latest) | Q(birth_date__isnull=True, born_about__lt=day.year - adult_age)
    return Identity.objects.filter(old_enough).values_list("person_id", flat=True)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def still_known(person: OuterRef) -> Q:
    """The condition that something is held by which `person`, a column of an outer query, could be found or recognised."""
    rows = [model._base_manager.filter(person_id=person) for model in (Identity, Whereabouts, Route, Told, Health, Kin)]
    return reduce(or_, (Q(Exists(each)) for each in (*rows, Kin.objects.filter(relative_id=person))))


def not_erased(ids: Ids) -> set[int]:
    """Of these people, those of whom anything is held by which they could be found or recognised."""
    return set(Person.objects.filter(still_known(OuterRef("pk")), pk__in=ids).values_list("pk", flat=True))


def identities(ids: Ids) -> Mapping[int, IdentityView]:
    """Names and age, by person."""
    columns = ("person_id", "given_name", "family_name", "known_as", "birth_date", "born_about", "died_on")
    return {row[0]: IdentityView(*row[1:]) for row in find_rows(Identity, columns, "person_id", ids)}


def whereabouts(ids: Ids) -> Mapping[int, WhereaboutsView]:
    """Address, school and ways to reach, by person; a person with neither is left out."""
    routes: dict[int, list[RouteView]] = {}
    for route in _routes(people=ids):
        routes.setdefault(route.person_id, []).append(
            RouteView(
                reference=route.reference,
                kind=RouteKind(route.kind),
                value=route.value,
                safety=Safety(route.safety),
                safe_times=route.safe_times,
                may_leave_message=route.may_leave_message,
                says_prison_call=route.says_prison_call,
                version=route.version,
            )
        )
    places = {place.person_id: place for place in _places(people=ids)}
    blank = Whereabouts()
    return {
        person: WhereaboutsView(
            address=place.address,
            postcode=place.postcode,
            country=place.country,
            school=place.school,
            routes=tuple(routes.get(person, ())),
        )
        for person in {*places, *routes}
        for place in [places.get(person, blank)]
    }


@prepared
def _routes(*, people: Slot) -> QuerySet[Route]:
    return Route.objects.filter(Among("person_id", people)).order_by("pk")


@prepared
def _places(*, people: Slot) -> QuerySet[Whereabouts]:
    return Whereabouts.objects.filter(Among("person_id", people))


def ties(ids: Ids) -> Mapping[int, TiesView]:
    """Each person's live ties in both directions. `sharing` drops those to people the reader may not see."""
    wanted = set(ids)
    found: dict[int, list[TieView]] = {}
    for kin in _kin(people=wanted):
        view = TieView(
            person_id=kin.person_id,
            relative_id=kin.relative_id,
            tie=Tie(kin.tie),
            lives_with=kin.lives_with,
            cares_for=kin.cares_for,
            parental_responsibility=ParentalResponsibility(kin.parental_responsibility),
            responsibility_source=kin.responsibility_source,
        )
        for person in {kin.person_id, kin.relative_id} & wanted:
            found.setdefault(person, []).append(view)
    return {person: TiesView(tuple(views)) for person, views in found.items()}


@prepared
def _kin(*, people: Slot) -> QuerySet[Kin]:
    either = Q(Among("person_id", people)) | Q(Among("relative_id", people))
    return Kin.objects.filter(either, ended_on__isnull=True).order_by("pk")


def told(ids: Ids) -> Mapping[int, ToldView]:
    """What each child has been told: the newest word."""
    return {
        row.person_id: ToldView(known=Known(row.known), words=row.words, told_on=row.told_on, recorded_at=row.created_at)
        for row in _told(people=ids)
    }


@prepared
def _told(*, people: Slot) -> QuerySet[Told]:
    return Told.objects.filter(Among("person_id", people)).order_by("pk")


def demographics(ids: Ids) -> Mapping[int, DemographicsView]:
    """Languages, reading, self-description, by person."""
    columns = ("person_id", "languages", "interpreter", "reading", "ethnicity", "sex")
    return {
        person: DemographicsView(languages, interpreter, Reading(reading), ethnicity, sex)
        for person, languages, interpreter, reading, ethnicity, sex in find_rows(Demographics, columns, "person_id", ids)
    }


_DESCRIBED = ("languages", "ethnicity")


def descriptions(shown: Q, among: Slot) -> QuerySet[Demographics, Any]:
    """For a prepared query: of the people `among`, those `shown`, each with how they describe themselves. See `described`."""
    return Demographics.objects.filter(shown, Among("person_id", among)).values_list("person_id", *_DESCRIBED)


def described(
    rows: Iterable[Sequence[Any]], sets: Mapping[str, Set[int]], values: Mapping[int, float]
) -> dict[str, dict[str, Said]]:
    """Of rows of `descriptions`: counts by set, and values, by languages and by ethnicity, and nothing of whose they are."""
    found: dict[str, dict[str, Said]] = {name: {} for name in _DESCRIBED}
    for person, *words in rows:
        for groups, said in zip(found.values(), words, strict=True):
            if said:
                group = groups.setdefault(said, Said(dict.fromkeys(sets, 0), []))
                for name, people in sets.items():
                    group.counts[name] += person in people
                if person in values:
                    group.values.append(values[person])
    return found


def health(ids: Ids) -> Mapping[int, HealthView]:
    """Pregnancy or a baby inside, by person."""
    return {row.person_id: HealthView(row.expecting, row.baby_inside, row.notes) for row in _health(people=ids)}


@prepared
def _health(*, people: Slot) -> QuerySet[Health]:
    return Health.objects.filter(Among("person_id", people))


def open_matches(*ids: Ids | QuerySet[Any, int]) -> list[tuple[str, int, int]]:
    """Possible matches not yet looked at in which both people are in any of the sets `ids`: (reference, first, second)."""
    first, second = Q(), Q()
    for some in ids:
        first |= Q(first_id__in=some)
        second |= Q(second_id__in=some)
    if not ids:
        return []
    return list(
        PossibleMatch.objects.filter(first, second, answer="").order_by("pk").values_list("reference", "first_id", "second_id")
    )


def joined_matches(*ids: Ids | QuerySet[Any, int]) -> list[tuple[str, int, int]]:
    """Pairs that were said to be one, both of whom are in any of the sets `ids`, the newest first."""
    first, second = Q(), Q()
    for some in ids:
        first |= Q(first_id__in=some)
        second |= Q(second_id__in=some)
    if not ids:
        return []
    return list(
        PossibleMatch.objects.filter(first, second, answer="same")
        .order_by("-pk")
        .values_list("reference", "first_id", "second_id")[:50]
    )


def alike(person: int) -> list[int]:
    """Others who may be the same person: the same birth date and either name, or both names and an age within a year."""
    own = Identity.objects.filter(person_id=person).first()
    if own is None or not (own.given_name and own.family_name):
        return []
    same_given = Q(given_name__iexact=own.given_name) | Q(known_as__iexact=own.given_name)
    same_family = Q(family_name__iexact=own.family_name)
    if own.birth_date:
        like = Q(birth_date=own.birth_date) & (same_given | same_family)
        like |= Q(birth_date__isnull=True, born_about__range=(own.birth_date.year - 1, own.birth_date.year + 1)) & (
            same_given & same_family
        )
    elif own.born_about:
        like = same_given & same_family
        like &= Q(born_about__range=(own.born_about - 1, own.born_about + 1)) | Q(
            birth_date__year__range=(own.born_about - 1, own.born_about + 1)
        )
    else:
        return []
    others = Identity.objects.filter(like, person__merged_into__isnull=True).exclude(person_id=person)
    return sorted(others.values_list("person_id", flat=True)[:20])


def named_exactly(*, given_name: str, family_name: str, birth_date: date) -> list[int]:
    """Those of exactly this name and day of birth, whatever its capitals; the given name may be the one they are known by."""
    given = Q(given_name__iexact=given_name.strip()) | Q(known_as__iexact=given_name.strip())
    found = Identity.objects.filter(given, family_name__iexact=family_name.strip(), birth_date=birth_date)
    return sorted(found.filter(person__merged_into__isnull=True).values_list("person_id", flat=True)[:5])


def born(ids: Ids) -> dict[int, tuple[date | None, int | None]]:
    """The day, or else the year, of birth of each of these people."""
    rows = Identity.objects.filter(person_id__in=ids).values_list("person_id", "birth_date", "born_about")
    return {person: (day, year) for person, day, year in rows}


def who_may_answer_for(child: int) -> set[int]:
    """The adults known to have parental responsibility for this child now."""
    return set(
        Kin.objects.filter(
            relative_id=child, parental_responsibility=ParentalResponsibility.YES, ended_on__isnull=True
        ).values_list("person_id", flat=True)
    )


def children_answered_for(adult: int) -> list[int]:
    """Those for whom this adult is known to have parental responsibility now."""
    return list(
        Kin.objects.filter(
            person_id=adult, parental_responsibility=ParentalResponsibility.YES, ended_on__isnull=True
        ).values_list("relative_id", flat=True)
    )


def home_of(person: int) -> list[int]:
    """Who shares a home with this person now, themselves first: their family as it stands, and whoever lives with them."""
    families = Membership.objects.filter(person_id=person, until__isnull=True).values("family_id")
    members = Membership.objects.filter(family_id__in=families, until__isnull=True).values_list("person_id", flat=True)
    near = Kin.objects.filter(Q(person_id=person) | Q(relative_id=person), lives_with=True, ended_on__isnull=True)
    found = {*members, *(one for pair in near.values_list("person_id", "relative_id") for one in pair)}
    return [person, *sorted(found - {person})]
