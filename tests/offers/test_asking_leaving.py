"""A prison that holds somebody no longer knows their family no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kinkeeper.custody.models import Period
from kinkeeper.custody.types import ChangeKind, EventKind, PeriodChange, PeriodState, Reason, ReleaseKind
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, today
from kinkeeper.foundation.recurring import HOUR, run_duties
from kinkeeper.intake.actions import confirm_release
from kinkeeper.offers import actions
from kinkeeper.offers.actions.asking_leaving import let_go_of_run_out
from kinkeeper.offers.actions.asking_pages import page_of_checks
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.queries.asking import checks_waiting
from kinkeeper.offers.types import Check, Refusal
from kinkeeper.people.actions import gather_family
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.queries import household, may_see
from kinkeeper.sharing.types import BasisKind, InvolvementKind, Purpose
from tests.offers.asking_world import MORNING, World, asking_of, build_world, happens, hours, receive, rosas_home

pytestmark = pytest.mark.django_db

EVENING = MORNING + hours(10)
KARIM = "B2345BB"


@pytest.fixture
def world() -> World:
    return build_world()


def test_after_a_confirmed_release_the_prison_knows_the_family_no_longer_and_the_service_does(world: World) -> None:
    offer = permit(world)
    with clock_reading(MORNING + hours(2)):
        actions.clear_and_pass_on(by=world.actor(world.imani), offer=offer, seen=offer.version)
    reported(world)
    with clock_reading(EVENING):
        assert knows(world, offer) == {"Rosa", "Maya", "Leo"}  # nobody has confirmed it: it may be a mistake
        confirm(world)
        assert knows(world, offer) == set()
        assert held_of(world, offer) == (0, 0)
        assert may_see(world.actor(world.amara), Purpose.OFFER_SUPPORT, Category.WHEREABOUTS, offer.contact_id)


@pytest.mark.parametrize("answer", ["passed_on", "do_not_contact", "taken_back"])
def test_a_family_whose_check_is_owed_stays_with_the_prison_until_it_is_done(world: World, answer: str) -> None:
    imani, offer = world.actor(world.imani), permit(world)
    reported(world)
    with clock_reading(EVENING):
        confirm(world)
        [waiting] = page_of_checks(by=imani, offers=list(checks_waiting(imani)))
        assert (waiting.held, waiting.number, waiting.name) == ("Danny Thorn", "A1234AA", "Rosa Vale")
        offer = Offer.objects.get(pk=offer.pk)
        if answer == "passed_on":
            actions.clear_and_pass_on(by=imani, offer=offer, seen=offer.version)
        elif answer == "do_not_contact":
            actions.answer_check(by=imani, offer=offer, seen=offer.version, answer=Check.DO_NOT_CONTACT)
        else:
            actions.retract_permission(by=imani, offer=offer, seen=offer.version)
        assert knows(world, offer) == set()
        assert not may_see(imani, Purpose.OFFER_SUPPORT, Category.IDENTITY, offer.held_id)
        assert held_of(world, offer) == (0, 0)


def test_a_permission_that_ran_out_owes_the_family_nothing(world: World) -> None:
    offer = permit(world)
    reported(world)
    with clock_reading(EVENING):
        Offer.objects.filter(pk=offer.pk).update(permitted_until=today("Europe/London") - timedelta(days=1))
        confirm(world)
        assert knows(world, offer) == set()


def test_a_permission_that_runs_out_with_the_check_still_owed_ends_what_the_prison_knows(world: World) -> None:
    offer = permit(world)
    reported(world)
    with clock_reading(EVENING):
        confirm(world)
    last_day = datetime(2027, 2, 20, 20, tzinfo=UTC)  # on which he let Rosa be told
    with clock_reading(last_day):
        assert (let_go_of_run_out(), knows(world, offer)) == (0, {"Rosa", "Maya", "Leo"})
    with clock_reading(last_day + timedelta(hours=5)):
        assert (run_duties(HOUR)["offers.let_go_of_run_out"], knows(world, offer)) == (1, set())
        assert not may_see(world.actor(world.imani), Purpose.OFFER_SUPPORT, Category.IDENTITY, offer.held_id)
        assert held_of(world, offer) == (0, 0)
        assert let_go_of_run_out() == 0


def test_a_permission_that_runs_out_takes_nobody_from_the_prison_whom_somebody_held_there_named(world: World) -> None:
    offer = permit(world)
    shared_with_karim(world)
    reported(world)
    with clock_reading(EVENING):
        confirm(world)
    with clock_reading(datetime(2027, 2, 21, 1, tzinfo=UTC)):
        assert (let_go_of_run_out(), knows(world, offer)) == (1, {"Rosa", "Maya"})
        assert let_go_of_run_out() == 0


@pytest.mark.parametrize("leaves_by", ["release", "transfer"])
def test_who_is_held_still_keeps_the_family_that_both_of_them_named(world: World, leaves_by: str) -> None:
    offer, others = permit(world), shared_with_karim(world)
    if leaves_by == "release":
        reported(world)
    else:
        happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + hours(5))
    with clock_reading(EVENING):
        if leaves_by == "release":
            Offer.objects.filter(pk=offer.pk).update(state="passed_on", checked_at=EVENING, passed_on_at=EVENING)
            confirm(world)
        assert knows(world, offer) == {"Rosa", "Maya"}  # Karim did not name Leo
    reported(world, KARIM)
    with clock_reading(EVENING):
        Offer.objects.filter(pk=others.pk).update(state="passed_on", checked_at=EVENING, passed_on_at=EVENING)
        confirm(world, KARIM)
        assert knows(world, offer) == set()


def test_undoing_one_fathers_yes_forgets_nobody_whom_another_named(world: World) -> None:
    offer = permit(world)
    shared_with_karim(world)
    asking = asking_of()
    with clock_reading(MORNING + hours(3)):
        actions.undo_permission(by=world.actor(world.imani), asking=asking, seen=asking.version, said=Refusal.NOT_PERMITTED)
        assert may_see(world.actor(world.imani), Purpose.OFFER_SUPPORT, Category.IDENTITY, offer.contact_id)


def test_a_release_that_was_none_gives_the_prison_its_families_back_once(world: World) -> None:
    offer = permit(world)
    Offer.objects.filter(pk=offer.pk).update(state="passed_on", checked_at=MORNING, passed_on_at=MORNING)
    reported(world)
    with clock_reading(EVENING):
        confirm(world)
        period = asking_of().period
        Period.objects.filter(pk=period.pk).update(
            state=PeriodState.OPEN, ended_at=None, release_confirmed_at=None, release_kind=""
        )
        for _ in range(2):
            actions.follow_periods(by=SYSTEM, changes=[PeriodChange(period.pk, ChangeKind.REOPENED)])
        assert knows(world, offer) == {"Rosa", "Maya", "Leo"}
        assert held_of(world, offer) == (3, 3)


def test_a_reported_release_that_is_corrected_before_anybody_confirms_it_changes_nothing(world: World) -> None:
    offer = permit(world)
    reported(world)
    before = held_of(world, offer)
    actions.follow_periods(by=SYSTEM, changes=[PeriodChange(asking_of().period_id, ChangeKind.REOPENED)])
    assert held_of(world, offer) == before == (3, 3)


def test_received_there_again_before_the_old_release_is_confirmed_nothing_ends(world: World) -> None:
    actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=world.team, agreement=world.agreement)
    offer = permit(world)
    Offer.objects.filter(pk=offer.pk).update(state="passed_on", checked_at=MORNING, passed_on_at=MORNING)
    period = asking_of().period
    reported(world)
    happens(Reason.NEW_ADMISSION, at=MORNING + timedelta(days=2))
    with clock_reading(MORNING + timedelta(days=3)):
        period.refresh_from_db()
        confirm_release(by=world.actor(world.imani), period=period, how=ReleaseKind.RELEASED)
        assert knows(world, offer) == {"Rosa", "Maya", "Leo"}
        assert involved_with(asking_of()) == 1  # the team that asks there, too


def test_a_team_that_asks_beside_the_officers_works_no_longer_with_whoever_left(world: World) -> None:
    world.agreement.parties.add(world.actor(world.pavel).agency_id or 0)
    team = world.pavel.memberships.get().teams.get()
    actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=team, agreement=world.agreement)
    asking, pavel = receive(), world.actor(world.pavel)
    seen = (pavel, Purpose.OFFER_SUPPORT, Category.IDENTITY, asking.person_id)
    reported(world)
    with clock_reading(EVENING):
        assert involved_with(asking) == 1
        confirm(world)
        assert (involved_with(asking), bool(may_see(*seen))) == (0, False)
        Period.objects.filter(pk=asking.period_id).update(
            state=PeriodState.OPEN, ended_at=None, release_confirmed_at=None, release_kind=""
        )
        actions.follow_periods(by=SYSTEM, changes=[PeriodChange(asking.period_id, ChangeKind.REOPENED)])
        assert involved_with(asking) == 1


def permit(world: World) -> Offer:
    asking = receive()
    with clock_reading(MORNING + hours(1)):
        [offer] = actions.conclude_interview(
            by=world.actor(world.imani), asking=asking, seen=asking.version, answers=rosas_home(world.team)
        )
    return offer


def shared_with_karim(world: World) -> Offer:
    """Karim, held at the same prison, names Rosa and Maya too."""
    karims = receive(KARIM, at=MORNING + hours(1))
    offer = Offer.objects.get()
    maya = household(offer.family_id)[2]
    with clock_reading(MORNING + hours(2)):
        Asking.objects.filter(pk=karims.pk).update(state="permitted", answered_at=MORNING + hours(2))
        family = gather_family(by=SYSTEM, people=[karims.person_id, offer.contact_id, maya], since=offer.permitted_at.date())
        return Offer.objects.create(
            asking=karims,
            period=karims.period,
            held=karims.person,
            contact=offer.contact,
            tie=offer.tie,
            family=family,
            admitted_at=karims.admitted_at,
            service=offer.service,
            team=offer.team,
            first_attempt_due_at=offer.first_attempt_due_at,
            offer_due_at=offer.offer_due_at,
            pack_due_at=offer.pack_due_at,
            permitted_at=offer.permitted_at,
        )


def reported(world: World, number: str = "A1234AA") -> None:
    happens(Reason.RELEASED, number=number, kind=EventKind.RELEASED, at=MORNING + hours(8))


def confirm(world: World, number: str = "A1234AA") -> None:
    confirm_release(by=world.actor(world.imani), period=asking_of(number).period, how=ReleaseKind.RELEASED)


def knows(world: World, offer: Offer) -> set[str]:
    """Whom of the family the prison's officer may name."""
    people = dict(zip(household(offer.family_id)[1:], ("Rosa", "Maya", "Leo"), strict=True))
    seen = (world.actor(world.imani), Purpose.OFFER_SUPPORT, Category.IDENTITY)
    return {name for person, name in people.items() if may_see(*seen, person)}


def held_of(world: World, offer: Offer) -> tuple[int, int]:
    """How many of the family the prison has a live involvement with, and how many live bases for."""
    family = [person for person in household(offer.family_id) if person != offer.held_id]
    agency = world.northgate.agency_id
    bases = Basis.objects.filter(person_id__in=family, agency_id=agency, withdrawn_at__isnull=True)
    involved = Involvement.objects.filter(
        person_id__in=family, agency_id=agency, kind=InvolvementKind.FAMILY_OF_HELD, ended_at__isnull=True
    )
    return involved.count(), bases.filter(kind__in=[BasisKind.OWN_WORK, BasisKind.PUBLIC_TASK]).count()


def involved_with(asking: Asking) -> int:
    return Involvement.objects.filter(
        person_id=asking.person_id, kind=InvolvementKind.WORKS_WITH, ended_at__isnull=True
    ).count()
