"""Two records that are one person: joined by somebody's word, never silently, and undone when it was wrong."""

from __future__ import annotations

from datetime import date

import pytest

from kinkeeper.custody.models import PrisonNumber
from kinkeeper.custody.types import EventKind, Reason
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions as offers
from kinkeeper.offers.queries.interview import joined_matches_for, matches_for
from kinkeeper.people import actions as people
from kinkeeper.people.models import Identity, Person, PossibleMatch
from kinkeeper.people.queries import records_of
from kinkeeper.sharing.actions import answer_match, disclose_many, lift_restriction, part_match, restrict
from kinkeeper.sharing.models import Restriction
from kinkeeper.sharing.queries import in_scope, may_see, scope
from kinkeeper.sharing.types import Purpose, RestrictionKind
from tests.offers.asking_world import MORNING, hours, receive, signed_in
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, passed_on

pytestmark = pytest.mark.django_db

LATER = PASSED_ON + hours(1)


def three() -> list[int]:
    return [person.pk for person in people.add_people(by=SYSTEM, count=3)]


def said_one(first: int, second: int) -> str:
    """Somebody says that these two are one; answers the reference of the pair."""
    people.offer_match(by=SYSTEM, one=first, other=second)
    reference = PossibleMatch.objects.get(first_id=min(first, second), second_id=max(first, second)).reference
    answer_match(by=SYSTEM, reference=reference, same=True)
    return reference


def pointers(ids: list[int]) -> list[int | None]:
    return list(Person.objects.filter(pk__in=ids).order_by("pk").values_list("merged_into_id", flat=True))


def test_chains_of_joins_point_at_the_earliest_whatever_the_order() -> None:
    one, two, three_ = three()
    said_one(two, three_)
    said_one(one, three_)
    assert pointers([one, two, three_]) == [None, one, one]
    assert records_of([three_])[three_] == {one, two, three_}


def test_a_wrong_join_is_undone_and_the_others_stand() -> None:
    one, two, three_ = three()
    wrong = said_one(one, two)
    said_one(two, three_)
    part_match(by=SYSTEM, reference=wrong)
    assert pointers([one, two, three_]) == [None, None, two]
    assert people.offer_match(by=SYSTEM, one=one, other=two) is False  # what was said stands: they are two
    with pytest.raises(WrongState):
        part_match(by=SYSTEM, reference=wrong)


@pytest.mark.parametrize("kind", [RestrictionKind.COURT_ORDER, RestrictionKind.OBJECTION, RestrictionKind.CLOSED_RECORD])
@pytest.mark.parametrize("before", [True, False])
def test_what_restricts_one_record_restricts_the_other_and_scope_agrees(kind: RestrictionKind, *, before: bool) -> None:
    world = build_offers()
    first, second = passed_on(world, number="A1111AA"), passed_on(world, number="A2222AA")
    amara = world.asking.actor(world.amara)

    def seen() -> tuple[bool, bool, bool, bool]:
        ids = (first.contact_id, second.contact_id)
        decided = {person: bool(may_see(amara, Purpose.OFFER_SUPPORT, Category.IDENTITY, person)) for person in ids}
        in_set = set(scope(amara, Purpose.OFFER_SUPPORT, Category.IDENTITY))
        rows = Person.objects.filter(in_scope(amara, Purpose.OFFER_SUPPORT, Category.IDENTITY, "pk")).values_list(
            "pk", flat=True
        )
        assert decided == {person: person in in_set for person in ids} == {person: person in set(rows) for person in ids}
        views = disclose_many(by=amara, purpose=Purpose.OFFER_SUPPORT, about=ids, action="test")
        return (*decided.values(), *(person in views for person in ids))  # type: ignore[return-value]

    with clock_reading(LATER):
        assert seen() == (True,) * 4
        if before:
            order = restrict(by=SYSTEM, person=second.contact_id, kind=kind, reason="Order", agency=amara.agency_id)
        reference = said_one(first.contact_id, second.contact_id)
        if not before:
            order = restrict(by=SYSTEM, person=second.contact_id, kind=kind, reason="Order", agency=amara.agency_id)
        assert seen() == (False,) * 4
        part_match(by=SYSTEM, reference=reference)
        assert seen() == (True, False, True, False)
        lift_restriction(by=SYSTEM, restriction=order)
        assert seen() == (True,) * 4


def test_a_lifted_restriction_is_lifted_for_every_record_and_one_against_a_reader_reaches_each_of_theirs() -> None:
    reader, again, child = three()
    order = restrict(by=SYSTEM, person=child, kind=RestrictionKind.COURT_ORDER, reason="Order", reader=reader)
    said_one(reader, again)
    live = Restriction.objects.filter(lifted_at__isnull=True)
    assert set(live.values_list("person_id", "reader_id")) == {(child, reader), (child, again)}
    lift_restriction(by=SYSTEM, restriction=order)
    assert live.count() == 0


def test_joining_shows_nobody_more_than_before() -> None:
    world = build_offers()
    offer = passed_on(world)
    [other] = [person.pk for person in people.add_people(by=SYSTEM, count=1)]
    people.name_person(by=SYSTEM, person=other, given_name="Rosa", family_name="Vale-Reed")
    people.place_person(by=SYSTEM, person=other, address="A refuge")
    amara = world.asking.actor(world.amara)
    with clock_reading(LATER):
        said_one(offer.contact_id, other)
        views = disclose_many(by=amara, purpose=Purpose.OFFER_SUPPORT, about=[offer.contact_id, other], action="test")
    assert (list(views), "refuge" in repr(views), "Vale-Reed" in repr(views)) == ([offer.contact_id], False, False)


def test_a_death_is_written_in_every_record() -> None:
    one, two, _three = three()
    said_one(one, two)
    people.note_death(by=SYSTEM, person=two, died_on=date(2026, 11, 20))
    assert set(Identity.objects.filter(died_on__isnull=False).values_list("person_id", flat=True)) == {one, two}


def test_numbers_merged_in_custody_offer_a_match_and_join_nobody() -> None:
    from kinkeeper.custody.actions import record_events
    from kinkeeper.custody.types import NewEvent, Source, Stream

    build_offers()
    first, second = receive("A1111AA"), receive("A2222AA", at=MORNING + hours(1))
    at = MORNING + hours(30)
    merge = NewEvent(EventKind.MERGED, "A1111AA", "", at, Reason.MERGE, Stream.OFFENDER_EVENTS, Source.FEED, "A2222AA")
    with clock_reading(at):
        record_events(by=SYSTEM, events=[merge, merge])
    assert set(PrisonNumber.objects.values_list("person_id", flat=True)) == {first.person_id}
    assert pointers([first.person_id, second.person_id]) == [None, None]
    assert [(m.first_id, m.second_id, m.answer) for m in PossibleMatch.objects.all()] == [
        (first.person_id, second.person_id, "")
    ]


def both(world: OfferWorld) -> tuple[Actor, str]:
    passed_on(world, number="A1111AA")
    passed_on(world, number="A2222AA")
    imani = world.asking.actor(world.asking.imani)
    return imani, matches_for(imani)[0][0]


def test_who_saw_both_undoes_a_wrong_join_on_the_page_and_nobody_else_does() -> None:
    world = build_offers()
    with clock_reading(LATER):
        imani, reference = both(world)
        offers.answer_match(by=imani, reference=reference, same=True)
        assert reference in {match[0] for match in joined_matches_for(imani)}
        with pytest.raises((NotVisible, NotPermitted)):
            offers.part_match(by=world.asking.actor(world.asking.petra), reference=reference)
        browser = signed_in(world.asking.imani)
        page = browser.get("/asking/matches/").content.decode()
        answer = browser.post(f"/asking/matches/{reference}/part/", follow=True).content.decode()
        gone = browser.post(f"/asking/matches/{reference}/part/").status_code
    assert ("They are two people" in page, "two people again" in answer, gone) == (True, True, 404)
    assert Person.objects.filter(merged_into__isnull=False).count() == 0
    assert Entry.objects.filter(action="part_match").count() == 1
