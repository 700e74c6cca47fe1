"""Breaking the glass: a reason, one hour, one member; the privacy lead is told without a name, and reviews it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.errors import NotPermitted, NotVisible
from kinkeeper.ledger.models import Entry
from kinkeeper.people import actions as people
from kinkeeper.people.models import Kin, Membership
from kinkeeper.people.types import Tie
from kinkeeper.sharing import actions
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed, NobodyFound
from kinkeeper.sharing.models import GlassBreak, Involvement
from kinkeeper.sharing.queries import glass as queries
from kinkeeper.sharing.queries import in_scope, may_see, scope
from kinkeeper.sharing.types import BasisKind, GlassOutcome, Purpose, RestrictionKind
from tests.signing import run_jobs
from tests.worlds import Household, agency, household, member, pass_to

pytestmark = pytest.mark.django_db

WHY = "The school rang: Ivy was not collected and nobody answers at home."
SAFE = Purpose.SAFEGUARD


class Council:
    def __init__(self) -> None:
        self.agency = agency("Eastmere children’s services", AgencyKind.CHILDRENS_SERVICES)
        self.grace = member("Grace", self.agency, Role.SOCIAL_WORKER)
        self.gus = member("Gus", self.agency, Role.SOCIAL_WORKER)
        self.petra = member("Petra", self.agency, Role.PRIVACY_LEAD)
        self.home: Household = household()

    def opened(self) -> GlassBreak:
        return actions.break_the_glass(by=self.grace, asked_for="x", person=self.home.ivy, reason=WHY)


@pytest.fixture
def council() -> Council:
    return Council()


def test_it_opens_that_record_for_that_worker_for_one_hour(council: Council) -> None:
    ivy, rosa = council.home.ivy, council.home.rosa
    before = bool(may_see(council.grace, SAFE, Category.WHEREABOUTS, ivy))

    council.opened()

    assert (before, bool(may_see(council.grace, SAFE, Category.WHEREABOUTS, ivy))) == (False, True)
    assert list(scope(council.grace, SAFE, Category.WHEREABOUTS)) == [ivy]
    assert not may_see(council.grace, SAFE, Category.EXISTENCE, rosa)
    assert not may_see(council.gus, SAFE, Category.EXISTENCE, ivy)
    assert list(scope(council.gus, SAFE, Category.EXISTENCE)) == []
    with clock_reading(now() + timedelta(minutes=61)):
        assert not may_see(council.grace, SAFE, Category.EXISTENCE, ivy)


def test_two_workers_may_each_open_it(council: Council) -> None:
    council.opened()

    actions.break_the_glass(by=council.gus, asked_for="x", person=council.home.ivy, reason=WHY)

    assert may_see(council.gus, SAFE, Category.EXISTENCE, council.home.ivy)


def test_it_is_theirs_alone_though_their_agency_works_with_the_person(council: Council) -> None:
    ivy = council.home.ivy
    named = frozenset({Category.EXISTENCE, Category.IDENTITY})
    pass_to(council.agency, ivy, kind=BasisKind.CONSENT, purpose=Purpose.ARRANGE_CONTACT, categories=named, team=False)

    council.opened()

    seen = [bool(may_see(who, SAFE, Category.WHEREABOUTS, ivy)) for who in (council.grace, council.gus)]
    assert seen == [True, False]
    assert [list(scope(who, SAFE, Category.WHEREABOUTS)) for who in (council.grace, council.gus)] == [[ivy], []]
    in_rows = [
        list(Involvement.objects.filter(in_scope(who, SAFE, Category.WHEREABOUTS, "person_id")).values_list("person_id"))
        for who in (council.grace, council.gus)
    ]
    assert in_rows == [[(ivy,)], []]
    assert may_see(council.gus, Purpose.ARRANGE_CONTACT, Category.IDENTITY, ivy)


@pytest.mark.parametrize("against", ["everybody", "the agency"])
def test_a_record_kept_from_them_is_answered_as_one_that_never_was(council: Council, against: str) -> None:
    kind = RestrictionKind.CLOSED_RECORD if against == "everybody" else RestrictionKind.COURT_ORDER
    agency_id = None if against == "everybody" else council.agency.pk
    actions.restrict(by=SYSTEM, person=council.home.ivy, kind=kind, reason="An order", agency=agency_id)

    with pytest.raises(NobodyFound):
        council.opened()

    assert (GlassBreak.objects.count(), Entry.objects.get(action="break_the_glass").outcome) == (0, "hidden")


def test_who_is_kept_from_them_is_not_among_the_home_that_opens(council: Council) -> None:
    rosa = council.home.rosa
    actions.restrict(by=SYSTEM, person=rosa, kind=RestrictionKind.CLOSED_RECORD, reason="An order")

    glass = actions.break_the_glass(by=council.grace, asked_for="x", person=council.home.ivy, reason=WHY, whole_home=True)

    assert [one.person_id for one in queries.opened_together(glass)] == [council.home.ivy]


def test_the_tick_closes_what_is_over(council: Council) -> None:
    glass = council.opened()
    with clock_reading(now() + timedelta(hours=2)):
        assert (actions.close_ended_glass(), actions.close_ended_glass()) == (1, 0)
        glass.refresh_from_db()
        assert glass.closed_at == glass.ends_at
    assert not may_see(council.grace, SAFE, Category.EXISTENCE, council.home.ivy)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (AgencyKind.FAMILY_SERVICE, Role.SOCIAL_WORKER),
        (AgencyKind.CHILDRENS_SERVICES, Role.TEAM_LEAD),
        (AgencyKind.CHILDRENS_SERVICES, Role.PRIVACY_LEAD),
        (AgencyKind.PRISON, Role.FAMILY_OFFICER),
    ],
)
def test_nobody_else_breaks_it(council: Council, kind: AgencyKind, role: Role) -> None:
    other = member("Otto", agency("Elsewhere", kind), role)

    with pytest.raises(NotPermitted):
        actions.break_the_glass(by=other, asked_for="x", person=council.home.ivy, reason=WHY)


def test_without_a_reason_nothing_opens(council: Council) -> None:
    with pytest.raises(BasisNotAllowed, match="say_why"):
        actions.break_the_glass(by=council.grace, asked_for="x", person=council.home.ivy, reason="urgent")


def test_asking_for_nobody_is_written_down(council: Council) -> None:
    with pytest.raises(NobodyFound):
        actions.break_the_glass(by=council.grace, asked_for="Ivy Nobody", person=None, reason=WHY)

    entry = Entry.objects.get(action="break_the_glass")
    assert (entry.outcome, entry.actor) == ("hidden", council.grace.reference)


def test_the_privacy_lead_is_told_and_the_letter_names_nobody(council: Council) -> None:
    glass = council.opened()

    run_jobs()

    letter = mail.outbox[-1]
    assert letter.to[0].startswith("petra.")
    assert f"/glass/{glass.reference}/" in letter.body
    for secret in ("Ivy", "Thorn", WHY, "Grace"):
        assert secret not in letter.body + letter.subject
    glass.refresh_from_db()
    assert glass.alerted_at is not None


def test_somebody_else_reviews_it_once(council: Council) -> None:
    glass = council.opened()
    actions.disclose(by=council.grace, purpose=SAFE, about=[council.home.ivy], action="view_opened_record")

    with pytest.raises(NotPermitted):
        actions.review_glass(by=council.grace, glass=glass, outcome=GlassOutcome.RIGHT, words="")
    assert Category.WHEREABOUTS in queries.what_was_opened(queries.glass_for(council.petra, glass.reference))
    actions.review_glass(by=council.petra, glass=glass, outcome=GlassOutcome.RIGHT, words="A child was alone.")
    with pytest.raises(AlreadyEnded):
        actions.review_glass(by=council.petra, glass=glass, outcome=GlassOutcome.WRONG, words="")


def test_it_does_not_exist_for_others(council: Council) -> None:
    glass = council.opened()
    stranger = member("Olga", agency("Westmere", AgencyKind.CHILDRENS_SERVICES), Role.PRIVACY_LEAD)

    for reader in (council.gus, stranger):
        with pytest.raises(NotVisible):
            queries.glass_for(reader, glass.reference)


def test_a_whole_home_is_opened_closed_and_reviewed_as_one_and_told_of_once(council: Council) -> None:
    home = council.home
    glass = actions.break_the_glass(by=council.grace, asked_for="x", person=home.ivy, reason=WHY, whole_home=True)
    run_jobs()

    seen = [bool(may_see(council.grace, SAFE, Category.WHEREABOUTS, who)) for who in (home.ivy, home.rosa, home.danny)]
    assert seen == [True, True, False]  # Danny does not live there
    assert len(mail.outbox) == 1
    assert list(queries.openings_of(council.petra)) == [glass]
    actions.close_glass(by=council.grace, glass=glass)
    assert not may_see(council.grace, SAFE, Category.EXISTENCE, home.rosa)
    actions.review_glass(by=council.petra, glass=glass, outcome=GlassOutcome.RIGHT, words="Both were in danger.")
    assert not GlassBreak.objects.filter(reviewed_at=None).exists()


def test_with_a_home_nobody_is_opened_who_left_it_or_shared_only_an_earlier_one(council: Council) -> None:
    home, day = council.home, date(2024, 6, 1)
    karim, nan, aunt = (person.pk for person in people.add_people(by=SYSTEM, count=3))
    people.tie_people(by=SYSTEM, person=karim, relative=home.ivy, tie=Tie.STEP_PARENT, lives_with=True)
    Kin.objects.filter(person_id=karim).update(ended_on=day)
    people.gather_family(by=SYSTEM, people=[home.ivy, home.rosa, nan], since=day)
    Membership.objects.filter(person_id=nan).update(until=day)
    before = people.gather_family(by=SYSTEM, people=[home.ivy, aunt], since=day)
    Membership.objects.filter(family=before, person_id=home.ivy).update(until=day)

    actions.break_the_glass(by=council.grace, asked_for="x", person=home.ivy, reason=WHY, whole_home=True)

    assert set(scope(council.grace, SAFE, Category.IDENTITY)) == {home.ivy, home.rosa}
