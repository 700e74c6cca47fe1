"""Writing of people: one category at a time, each with its trace; matches are offered, never merged silently."""

from __future__ import annotations

from datetime import date

import pytest

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.ledger.models import EntryLine
from kinkeeper.people import actions, queries
from kinkeeper.people.models import Person, PossibleMatch
from kinkeeper.people.types import Known, Safety, Tie
from tests.worlds import household

pytestmark = pytest.mark.django_db


def person(**names: object) -> int:
    made = actions.add_person(by=SYSTEM).pk
    actions.name_person(by=SYSTEM, person=made, **names)  # type: ignore[arg-type]
    return made


def test_a_person_holds_a_reference_and_nothing_else() -> None:
    assert {field.name for field in Person._meta.get_fields()} == {"id", "created_at", "reference", "merged_into"}


def test_what_is_written_leaves_a_line_of_its_category() -> None:
    rosa = person(given_name="Rosa", family_name="Thorn")

    lines = EntryLine.objects.filter(person=queries.references([rosa])[rosa], entry__action="name_person")
    assert [line.categories for line in lines] == [mask({Category.IDENTITY})]


def test_an_age_is_kept_as_a_year() -> None:
    ivy = person(given_name="Ivy", age=7)

    identity = queries.identities([ivy])[ivy]

    assert identity.birth_date is None
    assert identity.born_about is not None
    assert identity.born_about >= 2019


def test_a_number_is_not_known_to_be_safe_until_somebody_says_so() -> None:
    home = household()
    route = actions.add_route(by=SYSTEM, person=home.danny, kind="phone", value="07700 900123")  # type: ignore[arg-type]

    assert route.safety == Safety.UNKNOWN
    actions.set_route_safety(by=SYSTEM, route=route, seen=route.version, safety=Safety.SAFE, safe_times="after 4pm")
    assert [(r.safety, r.safe_times) for r in queries.whereabouts([home.danny])[home.danny].routes] == [
        (Safety.SAFE, "after 4pm")
    ]


def test_unknown_means_not_told_and_the_newest_word_holds() -> None:
    home = household()

    assert queries.children_not_told([home.ivy]) == {home.ivy}
    actions.note_told(by=SYSTEM, person=home.ivy, known=Known.AWAY, words="working away")
    assert queries.children_not_told([home.ivy]) == {home.ivy}
    actions.note_told(by=SYSTEM, person=home.ivy, known=Known.PRISON, told_on=date(2026, 11, 1))
    assert queries.children_not_told([home.ivy]) == set()
    actions.note_told(by=SYSTEM, person=home.ivy, known=Known.UNKNOWN)
    assert queries.children_not_told([home.ivy]) == {home.ivy}


def test_a_tie_is_told_in_both_directions() -> None:
    home = household()

    ties = queries.ties([home.danny])[home.danny].ties

    assert {(tie.person_id, tie.tie, tie.relative_id) for tie in ties} == {
        (home.danny, Tie.FATHER, home.ivy),
        (home.rosa, Tie.PARTNER, home.danny),
    }


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"given_name": "Ivy", "family_name": "Thorn", "birth_date": date(2019, 5, 1)}, True),
        ({"given_name": "ivy", "family_name": "Ashcombe", "birth_date": date(2019, 5, 1)}, True),
        ({"given_name": "Ivy", "family_name": "Thorn", "birth_date": date(2019, 5, 2)}, False),
        ({"given_name": "Alfie", "family_name": "Thorn", "birth_date": date(2019, 5, 2)}, False),
        ({"given_name": "Poppy", "family_name": "Oduya", "birth_date": date(2019, 5, 1)}, False),
    ],
)
def test_the_same_child_named_twice_is_offered_as_a_match(other: dict[str, object], alike: bool) -> None:
    ivy = person(given_name="Ivy", family_name="Thorn", birth_date=date(2019, 5, 1))
    second = person(**other)

    found = actions.look_for_matches(by=SYSTEM, person=second)

    assert found == int(alike)
    assert actions.look_for_matches(by=SYSTEM, person=ivy) == 0, "a pair is offered once"
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_a_merge_is_a_persons_word() -> None:
    first = person(given_name="Ivy", family_name="Thorn", birth_date=date(2019, 5, 1))
    second = person(given_name="Ivy", family_name="Thorn", birth_date=date(2019, 5, 1))
    actions.look_for_matches(by=SYSTEM, person=second)

    match = PossibleMatch.objects.get()
    references = queries.references([first, second])

    assert queries.person_id(references[second]) == second
    _say_same(match)
    assert queries.person_id(references[second]) == first


def _say_same(match: PossibleMatch) -> None:
    actions.answer_match(by=SYSTEM, reference=match.reference, same=True)


@pytest.mark.parametrize(
    ("born", "day", "grown"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), False),
        (date(2008, 11, 21), date(2026, 11, 21), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_eighteen_begins_on_the_birthday(born: date, day: date, grown: bool) -> None:
    from datetime import UTC, datetime

    from kinkeeper.foundation.clock import clock_reading

    ash = person(given_name="Ash", birth_date=born)
    with clock_reading(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        assert (ash in queries.grown_up([ash], adult_age=18, zone="Europe/London")) is grown


def test_an_unknown_age_counts_as_a_child() -> None:
    ash = person(given_name="Ash")

    assert queries.grown_up([ash], adult_age=18, zone="Europe/London") == set()
