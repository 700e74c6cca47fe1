"""What a worker's pages beside the portal must not tell: found by the proofs that walk every route, and kept found."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinkeeper.agencies.types import Role
from kinkeeper.custody.models import Period
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.ledger.models import Entry
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.portal.actions.asking import Said, say
from kinkeeper.portal.rules import TRIES_FROM_ONE_PLACE
from kinkeeper.portal.types import RequestKind
from kinkeeper.sharing.actions import (
    begin_involvements,
    give_bases,
    give_consent,
    lift_restriction,
    object_to_consent,
    remind,
    restrict,
)
from kinkeeper.sharing.models import Basis, Consent
from kinkeeper.sharing.queries.reviews import needs_me
from kinkeeper.sharing.types import (
    BasisKind,
    ConsentWay,
    InvolvementKind,
    NewBasis,
    NewConsent,
    NewInvolvement,
    Purpose,
    RestrictionKind,
)
from tests.offers.asking_world import receive
from tests.portal.world import acting, build, come_in, reference_of
from tests.signing import run_jobs, signed_in, works

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    """Rosa agreed with Hill School about Ivy's schooling, and with Northgate prison and Lantern about a release."""
    made = build()
    agrees(made, {made.school.pk}, Purpose.SUPPORT_EDUCATION, {Category.IDENTITY, Category.SUPPORT})
    agrees(made, {made.north.pk, made.service.pk}, Purpose.PLAN_RELEASE, {Category.IDENTITY, Category.CUSTODY_FACT})
    begin_involvements(
        by=acting(made.amara), involvements=[NewInvolvement(made.ivy, made.north.pk, InvolvementKind.FAMILY_OF_HELD)]
    )
    return made


def agrees(world: Any, agencies: set[int], purpose: Purpose, parts: set[Category]) -> Consent:
    return give_consent(
        by=acting(world.amara),
        new=NewConsent(
            person_id=world.ivy,
            given_by_id=world.rosa,
            agencies=frozenset(agencies),
            purpose=purpose,
            categories=frozenset(parts),
            way=ConsentWay.VOICE,
            ends_at=now() + timedelta(days=20),
        ),
    )


def words(page: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.content.decode())


def test_a_school_reads_what_was_agreed_with_it_and_nothing_agreed_with_a_prison(world: Any) -> None:
    joan, ivy = signed_in(world.joan), reference_of(world.ivy)
    with_prison = Consent.objects.get(purpose=Purpose.PLAN_RELEASE)

    page = joan.get(f"/person/{ivy}/")

    assert ["Hill School" in words(page), "Northgate" in words(page), "Lantern" in words(page)] == [True, False, False]
    assert joan.get(f"/person/{ivy}/agreed/{with_prison.reference}/").status_code == 404
    assert joan.post(f"/person/{ivy}/agreed/{with_prison.reference}/", {"version": 1, "do": "end"}).status_code == 404


def test_a_school_is_not_shown_which_agencies_are_near_a_child(world: Any) -> None:
    joan, ivy = signed_in(world.joan), reference_of(world.ivy)

    choosing = joan.get(f"/person/{ivy}/agree/{ivy}/support_education/")

    assert ["Hill School" in words(choosing), "Northgate" in words(choosing)] == [True, False]
    assert joan.get(f"/person/{ivy}/agree/{ivy}/plan_release/").status_code == 404


def test_a_school_that_does_not_know_a_parent_is_not_told_that_they_answer_for_the_child(world: Any) -> None:
    joan, ivy, rosa = signed_in(world.joan), reference_of(world.ivy), reference_of(world.rosa)

    answers = [joan.get(f"/person/{ivy}/agree/{giver}/support_education/") for giver in (rosa, "ZZZZ-ZZZZ")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_whoever_knows_reads_all_that_was_agreed(world: Any) -> None:
    page = signed_in(world.amara).get(f"/person/{reference_of(world.ivy)}/")

    assert ["Hill School" in words(page), "Northgate" in words(page)] == [True, True]


def test_an_administrator_reads_of_no_family_in_the_list_of_agreements(world: Any) -> None:
    alice = signed_in(works("Alice", world.service, Role.ADMINISTRATOR))
    ivy = reference_of(world.ivy)

    assert [ivy in who.get("/agreements/").content.decode() for who in (alice, signed_in(world.amara))] == [False, True]


def test_reading_what_a_family_wrote_is_written_down(world: Any) -> None:
    asked = say(by=acting(world.amara), person=world.rosa, said=Said(RequestKind.MESSAGE, "Please ring."))

    page = signed_in(world.amara).get(f"/requests/{asked.reference}/")

    assert "Please ring." in words(page)
    entry = Entry.objects.get(action="read_request")
    assert [(line.person, entry.outcome) for line in entry.lines.all()] == [(reference_of(world.rosa), "served")]


@pytest.mark.parametrize("address", ["/person/{}/", "/person/{}/releases/", "/held/{}/"])
def test_what_is_hidden_costs_the_database_as_much_as_what_never_was(world: Any, address: str) -> None:
    receive()
    joan = signed_in(world.joan)
    there = Period.objects.get().reference if "held" in address else reference_of(world.rosa)
    joan.get("/home/")
    asked = []
    for reference in (there, "ZZZZ-ZZZZ"):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert joan.get(address.format(reference)).status_code == 404
        asked.append(len(seen))

    assert asked[0] == asked[1]
    assert len(set(Entry.objects.filter(action="asked_in_vain").values_list("purpose", "outcome", "role"))) == 1


def test_a_copy_that_is_another_persons_to_check_costs_the_database_what_never_was_costs(world: Any) -> None:
    whole = say(by=acting(world.amara), person=world.rosa, said=Said(RequestKind.EVERYTHING, "All of it."))
    amara = signed_in(world.amara)
    amara.get("/home/")
    asked = []
    for reference in (whole.reference, "ZZZZ-ZZZZ"):
        with CaptureQueriesContext(connection) as seen:
            assert amara.get(f"/requests/{reference}/record.pdf").status_code == 404
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_a_family_member_learns_nothing_from_asking_about_another_child(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    danny = reference_of(world.danny)

    answers = [rosa.get(f"/my/agreed/new/{person}/support_education/") for person in (danny, "ZZZZ-ZZZZ")]

    assert [answer.status_code for answer in answers] == [404, 404]
    hidden = Entry.objects.filter(action="asked_in_vain").count()
    named = Entry.objects.filter(action="name_my_children").count()
    assert (hidden, named) == (2, 2)


def test_somebody_whom_an_order_keeps_away_reads_nothing_that_was_agreed_about_the_child(world: Any) -> None:
    people.tie_people(
        by=SYSTEM,
        person=world.danny,
        relative=world.ivy,
        tie=Tie.FATHER,
        parental_responsibility=ParentalResponsibility.YES,
    )
    agreed = f"/my/agreed/{Consent.objects.get(purpose=Purpose.SUPPORT_EDUCATION).reference}/"
    address = f"{agreed}no/"
    danny = come_in(world, world.danny)
    before = danny.get(address).status_code
    restrict(by=SYSTEM, person=world.ivy, kind=RestrictionKind.COURT_ORDER, reader=world.danny, reason="An order")

    assert (before, danny.get(address).status_code, danny.get(agreed).status_code) == (200, 404, 404)


def test_naming_a_stranger_as_the_former_carer_tells_nothing(world: Any) -> None:
    amara, address = signed_in(world.amara), f"/person/{reference_of(world.ivy)}/carer/"
    stranger = people.add_person(by=SYSTEM).reference

    answers = [amara.post(address, {"former": person}) for person in (stranger, "ZZZZ-ZZZZ")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_words_are_not_tried_one_after_the_other_until_one_is_another_persons(world: Any) -> None:
    rosa = come_in(world, world.rosa)

    tried = [
        rosa.post("/my/way/", {"way": "text", "route": "07700 900123", "word": f"word{number}"}).status_code
        for number in range(TRIES_FROM_ONE_PLACE + 1)
    ]

    assert (tried[0], tried[-1]) == (302, 429)


def test_reading_what_two_people_said_is_written_down(world: Any) -> None:
    people.tie_people(
        by=SYSTEM,
        person=world.danny,
        relative=world.ivy,
        tie=Tie.FATHER,
        parental_responsibility=ParentalResponsibility.YES,
    )
    with_lantern = Consent.objects.get(purpose=Purpose.PLAN_RELEASE)
    quarrel = object_to_consent(
        by=acting(world.amara), consent=with_lantern, seen=with_lantern.version, objector=world.danny, words="I say no."
    )

    page = signed_in(world.petra).get(f"/agreements/{quarrel.reference}/")

    assert "I say no." in words(page)
    entry = Entry.objects.get(action="read_disagreement")
    assert [(line.person, entry.outcome) for line in entry.lines.all()] == [(reference_of(world.ivy), "served")]


def of_rosa(world: Any) -> Basis:
    """What Grace wrote down about Rosa, to be looked at again today."""
    by = acting(world.grace)
    kept = NewBasis(
        person_id=world.rosa,
        agency_id=world.council.pk,
        kind=BasisKind.SAFEGUARDING,
        purpose=Purpose.SAFEGUARD,
        categories=frozenset({Category.EXISTENCE}),
        reason="She was alone at night.",
        decided_by=by.reference,
        review_on=now().date(),
    )
    return give_bases(by=by, bases=[kept])[0]


def test_reading_why_something_is_shared_is_written_down_each_time_it_is_shown(world: Any) -> None:
    basis = of_rosa(world)
    address, grace = f"/agreements/review/{basis.reference}/", signed_in(world.grace)

    pages = [grace.get(address), grace.post(address, {"version": 1, "still": "yes", "why": "Still."})]
    done = grace.post(address, {"version": 1, "still": "no", "why": "She is safe now."})

    assert ["She was alone at night." in words(page) for page in pages] == [True, True]
    assert done.status_code == 302
    read = Entry.objects.filter(action="read_basis")
    lines = [(line.person, line.basis, entry.outcome) for entry in read for line in entry.lines.all()]
    assert lines == [(reference_of(world.rosa), basis.reference, "served")] * 2


@pytest.mark.parametrize("stands", [RestrictionKind.COURT_ORDER, RestrictionKind.CLOSED_RECORD])
def test_whom_an_order_keeps_from_an_agency_has_nothing_there_to_review(world: Any, stands: RestrictionKind) -> None:
    basis, grace = of_rosa(world), signed_in(world.grace)
    address = f"/agreements/review/{basis.reference}/"
    against = {"agency": world.council.pk} if stands is RestrictionKind.COURT_ORDER else {}
    remind()
    assert (grace.get(address).status_code, needs_me(acting(world.grace)).reviews) == (200, 1)

    order = restrict(by=SYSTEM, person=world.rosa, kind=stands, reason="An order.", **against)
    run_jobs()

    hidden = [grace.get(f"/agreements/review/{one}/") for one in (basis.reference, "ZZZZ-ZZZZ")]
    assert [page.status_code for page in hidden] == [404, 404]
    assert basis.reference not in grace.get("/agreements/").content.decode()
    told = {address for letter in mail.outbox for address in letter.to}
    assert (needs_me(acting(world.grace)).reviews, world.grace.user.email in told) == (0, False)
    lift_restriction(by=SYSTEM, restriction=order)
    assert grace.get(address).status_code == 200


def test_an_order_against_another_agency_or_an_objection_hides_no_review(world: Any) -> None:
    basis = of_rosa(world)
    restrict(by=SYSTEM, person=world.rosa, kind=RestrictionKind.COURT_ORDER, reason="An order.", agency=world.school.pk)
    restrict(by=SYSTEM, person=world.rosa, kind=RestrictionKind.OBJECTION, reason="Said so.", agency=world.council.pk)

    assert signed_in(world.grace).get(f"/agreements/review/{basis.reference}/").status_code == 200
