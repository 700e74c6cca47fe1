"""Disclosing: decide, load, write the ledger, return. Each about one person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.ledger.models import Entry, EntryLine
from kinkeeper.people.types import IdentityView, TiesView, WhereaboutsView
from kinkeeper.sharing.actions import (
    disclose,
    disclose_many,
    end_involvements,
    give_bases,
    lift_restriction,
    restrict,
    withdraw_basis,
)
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.queries import may_see, references
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, Purpose, RestrictionKind
from tests.worlds import agency, household, member, pass_to

pytestmark = pytest.mark.django_db

OFFER = Purpose.OFFER_SUPPORT


def test_a_link_worker_sees_the_household_that_was_passed_on() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, *home.everyone)

    views = disclose(by=nadia, purpose=OFFER, about=home.everyone, action="view_call_sheet")

    rosa = views[home.rosa]
    identity = rosa.part(Category.IDENTITY, IdentityView)
    places = rosa.part(Category.WHEREABOUTS, WhereaboutsView)
    assert identity is not None and identity.name == "Rosa Thorn"
    assert places is not None and [route.value for route in places.routes] == ["01632 960123"]


def test_one_entry_is_written_with_a_line_a_person() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, home.rosa, home.ivy)
    before = Entry.objects.count()

    disclose(by=nadia, purpose=OFFER, about=home.everyone, action="view_call_sheet")

    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("pk")
    lines = EntryLine.objects.filter(entry=entry)
    named = references([home.rosa, home.ivy])
    assert {line.person for line in lines} == set(named.values())
    assert (entry.action, entry.purpose, entry.actor) == ("view_call_sheet", "offer_support", nadia.reference)
    assert {line.rule for line in lines} == {"reach-the-family"}
    assert Category.WHEREABOUTS in unmask(lines[0].categories)


def test_when_the_ledger_cannot_be_written_nothing_is_served() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, *home.everyone)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_pending RENAME TO ledger_pending_gone")
    try:
        with pytest.raises(Exception, match="ledger_pending"):
            disclose(by=nadia, purpose=OFFER, about=home.everyone, action="view_call_sheet")
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE ledger_pending_gone RENAME TO ledger_pending")


def test_ties_show_only_between_people_the_reader_may_see() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, home.rosa, home.ivy)

    views = disclose(by=nadia, purpose=OFFER, about=home.everyone, action="view_call_sheet")

    shown = views[home.ivy].part(Category.KIN, TiesView)
    assert home.danny not in views
    assert shown is not None
    assert [(tie.person_id, tie.relative_id) for tie in shown.ties] == [(home.rosa, home.ivy)]


def test_another_agency_sees_nobody() -> None:
    links, other = agency("Family Links"), agency("Other Service")
    omar, home = member("Omar", other), household()
    pass_to(links, *home.everyone)

    with pytest.raises(NotVisible):
        disclose(by=omar, purpose=OFFER, about=home.everyone, action="view_call_sheet")
    assert disclose_many(by=omar, purpose=OFFER, about=home.everyone, action="list") == {}


def test_nobody_and_the_system_see_nobody() -> None:
    links, home = agency("Family Links"), household()
    pass_to(links, *home.everyone)

    assert disclose_many(by=NOBODY, purpose=OFFER, about=home.everyone, action="list") == {}
    assert disclose_many(by=SYSTEM, purpose=OFFER, about=home.everyone, action="list") == {}


def test_a_category_outside_the_purpose_is_absent_not_withheld() -> None:
    school = agency("Millbrook School")
    lead, home = member("Tess", school, Role.SCHOOL_LEAD), household()
    pass_to(
        school, home.ivy, kind=BasisKind.CONSENT, purpose=Purpose.SUPPORT_EDUCATION,
        categories=frozenset({Category.EXISTENCE, Category.IDENTITY}),
    )  # fmt: skip

    ivy = disclose(by=lead, purpose=Purpose.SUPPORT_EDUCATION, about=[home.ivy], action="view")[home.ivy]

    assert set(ivy.withheld) == {Category.KIN, Category.SUPPORT, Category.WELLBEING, Category.EDUCATION}
    assert Category.CUSTODY_FACT not in {*ivy.shown, *ivy.withheld}


def test_withdrawal_takes_effect_on_the_next_request() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, home.rosa)
    basis = Basis.objects.get(person_id=home.rosa)

    withdraw_basis(by=nadia, basis=basis, seen=basis.version)

    assert disclose_many(by=nadia, purpose=OFFER, about=[home.rosa], action="list") == {}
    with pytest.raises(AlreadyEnded):
        withdraw_basis(by=nadia, basis=basis, seen=basis.version)


def test_a_basis_lives_from_its_start_until_its_end() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, home.rosa)
    start = now()
    Basis.objects.update(starts_at=start, ends_at=start + timedelta(hours=48))

    def sees() -> bool:
        return bool(may_see(nadia, OFFER, Category.IDENTITY, home.rosa))

    with clock_reading(start - timedelta(microseconds=1)):
        assert not sees()
    with clock_reading(start + timedelta(hours=48) - timedelta(microseconds=1)):
        assert sees()
    with clock_reading(start + timedelta(hours=48)):
        assert not sees()


def test_a_former_team_sees_nobody() -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, home.rosa)

    end_involvements(by=SYSTEM, people=[home.rosa], agency=links.pk, kind=InvolvementKind.SUPPORTS)

    assert disclose_many(by=nadia, purpose=OFFER, about=[home.rosa], action="list") == {}


def test_a_court_order_stops_every_basis_against_that_agency_alone() -> None:
    links, other = agency("Family Links"), agency("Other Service")
    nadia, omar, home = member("Nadia", links), member("Omar", other), household()
    pass_to(links, home.rosa)
    pass_to(other, home.rosa)

    order = restrict(
        by=SYSTEM, person=home.rosa, kind=RestrictionKind.COURT_ORDER, reason="order of the court", agency=links.pk
    )

    assert disclose_many(by=nadia, purpose=OFFER, about=[home.rosa], action="list") == {}
    assert list(disclose_many(by=omar, purpose=OFFER, about=[home.rosa], action="list")) == [home.rosa]
    lift_restriction(by=SYSTEM, restriction=order)
    assert list(disclose_many(by=nadia, purpose=OFFER, about=[home.rosa], action="list")) == [home.rosa]
    with pytest.raises(AlreadyEnded):
        lift_restriction(by=SYSTEM, restriction=order)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (BasisKind.CONSENT, "consent_needs_given_by"),
        (BasisKind.SAFEGUARDING, "safeguarding_needs_reason"),
        (BasisKind.LEGAL_DUTY, "legal_duty_needs_law"),
        (BasisKind.LEGITIMATE_INTERESTS, "legitimate_interests_needs_agreement"),
        (BasisKind.DATA_SUBJECT, "own_record_needs_no_basis"),
    ],
)
def test_a_basis_lacking_what_its_kind_must_have_is_refused(kind: BasisKind, reason: str) -> None:
    links, home = agency("Family Links"), household()

    with pytest.raises(BasisNotAllowed, match=reason):
        give_bases(
            by=SYSTEM,
            bases=[
                NewBasis(
                    person_id=home.rosa, agency_id=links.pk, kind=kind, purpose=Purpose.SAFEGUARD,
                    categories=frozenset({Category.IDENTITY}),
                )
            ],
        )  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(number: int, django_assert_num_queries: pytest.FixtureRequest) -> None:
    links = agency("Family Links")
    nadia, home = member("Nadia", links), household()
    pass_to(links, *home.everyone)

    with django_assert_num_queries(14):  # type: ignore[operator]
        disclose(by=nadia, purpose=OFFER, about=home.everyone[:number], action="view_call_sheet")


def test_what_is_a_family_members_own_but_not_for_this_purpose_takes_the_work_of_what_never_was() -> None:
    home = household()
    danny, nobody = Actor(kind=ActorKind.FAMILY, reference="0DAN-NY00", person_id=home.danny), 0
    work = {}
    for person in (home.danny, nobody):
        with CaptureQueriesContext(connection) as asked, pytest.raises(NotVisible):
            disclose(by=danny, purpose=OFFER, about=[person], action="view_custody", asked_for="K7QF-29MD")
        work[person] = len(asked)

    assert work[home.danny] == work[nobody]
