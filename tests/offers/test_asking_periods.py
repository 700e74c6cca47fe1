"""Askings follow their custody period."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kinkeeper.custody.actions import confirm_release
from kinkeeper.custody.models import Period
from kinkeeper.custody.types import ChangeKind, EventKind, PeriodChange, Reason, ReleaseKind
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.offers import actions
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.types import AskingState, Concern, Refusal, Reopening
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose
from tests.offers.asking_world import MORNING, World, asking_of, build_world, happens, hours, receive, rosas_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def test_a_reception_makes_one_asking_due_however_often_it_is_told(world: World) -> None:
    receive()
    happens(Reason.ADMISSION, at=MORNING)
    actions.follow_periods(by=SYSTEM, changes=[PeriodChange(asking_of().period_id, ChangeKind.OPENED)])
    assert Asking.objects.count() == 1
    assert (asking_of().state, asking_of().prison_id, asking_of().admitted_at) == (
        AskingState.DUE, world.northgate.pk, MORNING,
    )  # fmt: skip


def test_an_earlier_report_of_the_admission_moves_the_clocks_of_asking_and_offer(world: World) -> None:
    asking = receive(at=MORNING)
    with clock_reading(MORNING + hours(2)):
        offer = permit(world, asking)
    happens(Reason.ADMISSION, at=MORNING - hours(1))
    offer.refresh_from_db()
    assert asking_of().admitted_at == MORNING - hours(1)
    assert (offer.admitted_at, offer.offer_due_at) == (MORNING - hours(1), MORNING + hours(47))


def test_a_move_takes_the_asking_to_the_prison_where_they_are_held_now(world: World) -> None:
    receive()
    happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + hours(5))
    assert asking_of().prison_id == world.southfold.pk


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_former_prison_knows_the_family_no_longer_whatever_became_of_the_permission(world: World, taken_back: bool) -> None:
    imani, asking = world.actor(world.imani), receive()
    with clock_reading(MORNING + hours(1)):
        offer = permit(world, asking)
        if taken_back:
            actions.retract_permission(by=imani, offer=offer, seen=offer.version)
        known = (imani, Purpose.OFFER_SUPPORT, Category.IDENTITY, offer.contact_id)
        assert may_see(*known)
    happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + hours(2))
    with clock_reading(MORNING + hours(3)):
        assert not may_see(*known)
        assert bool(may_see(world.actor(world.petra), *known[1:])) is not taken_back


def test_a_refusal_is_reopened_gently_by_a_transfer_once_it_has_rested_a_week(world: World) -> None:
    asking = receive()
    with clock_reading(MORNING + hours(3)):
        refuse(world, asking)
    with clock_reading(MORNING + timedelta(days=2)):
        happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + timedelta(days=2))
    assert asking_of().state == AskingState.NOT_PERMITTED
    with clock_reading(MORNING + timedelta(days=9)):
        happens(Reason.TRANSFERRED, prison="XNG", at=MORNING + timedelta(days=9))
    assert (asking_of().state, asking_of().reopened_for) == (AskingState.DUE, Reopening.TRANSFER)


def test_a_reversal_takes_back_quietly_what_nobody_had_permitted(world: World) -> None:
    receive()
    happens(Reason.RELEASED, kind=EventKind.RELEASED, at=MORNING + timedelta(minutes=20))
    assert (asking_of().state, asking_of().needs_a_person) == (AskingState.RETRACTED, "")


def test_a_reversal_of_a_reversal_owes_the_question_again(world: World) -> None:
    receive()
    happens(Reason.RELEASED, kind=EventKind.RELEASED, at=MORNING + timedelta(minutes=20))
    period = asking_of().period
    Period.objects.filter(pk=period.pk).update(state="open", ended_at=None)
    actions.follow_periods(by=SYSTEM, changes=[PeriodChange(period.pk, ChangeKind.REOPENED)])
    assert asking_of().state == AskingState.DUE


def test_after_permission_a_reversal_goes_to_a_person_and_takes_nothing_back(world: World) -> None:
    asking = receive()
    with clock_reading(MORNING + timedelta(minutes=10)):
        offer = permit(world, asking)
    happens(Reason.RELEASED, kind=EventKind.RELEASED, at=MORNING + timedelta(minutes=20))
    offer.refresh_from_db()
    assert (asking_of().state, asking_of().needs_a_person, offer.state) == (
        AskingState.PERMITTED, Concern.FLAGGED, "permitted",
    )  # fmt: skip


def test_a_settled_reversal_after_permission_keeps_its_concern(world: World) -> None:
    asking = receive()
    with clock_reading(MORNING + timedelta(minutes=10)):
        permit(world, asking)
    Period.objects.filter(pk=asking.period_id).update(state="reversed", ended_at=MORNING + timedelta(minutes=20))
    actions.follow_periods(by=SYSTEM, changes=[PeriodChange(asking.period_id, ChangeKind.REVERSED)])
    assert (asking_of().state, asking_of().needs_a_person) == (AskingState.PERMITTED, Concern.REVERSED_AFTER_PERMISSION)


def test_only_a_confirmed_release_says_that_they_left_before_being_asked(world: World) -> None:
    asking = receive()
    with clock_reading(MORNING + timedelta(days=4)):
        happens(Reason.RELEASED, kind=EventKind.RELEASED, at=MORNING + timedelta(days=3))
        assert asking_of().state == AskingState.DUE
        confirm_release(by=world.actor(world.imani), period=asking_of().period, how=ReleaseKind.RELEASED)
        assert actions.leave_released_askings() == 1
    assert asking_of().state == AskingState.LEFT_BEFORE_ASKED
    assert asking.pk == asking_of().pk


def test_whoever_comes_back_after_a_wrong_release_is_asked_after_all(world: World) -> None:
    asking = receive()
    Asking.objects.filter(pk=asking.pk).update(state=AskingState.LEFT_BEFORE_ASKED)
    actions.follow_periods(by=SYSTEM, changes=[PeriodChange(asking.period_id, ChangeKind.REOPENED)])
    assert asking_of().state == AskingState.DUE


def test_a_refusal_is_respected_under_the_period_that_now_tells_the_stay(world: World) -> None:
    first, second = receive(), receive("B2345BB", at=MORNING + hours(1))
    with clock_reading(MORNING + hours(3)):
        refuse(world, first)
    Period.objects.filter(pk=first.period_id).update(state="absorbed")
    actions.follow_periods(by=SYSTEM, changes=[PeriodChange(first.period_id, ChangeKind.MERGED, into_id=second.period_id)])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (AskingState.RETRACTED, AskingState.NOT_PERMITTED)


def test_a_batch_takes_the_same_statements_for_one_period_and_for_fifty(
    world: World, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    numbers = [f"C{1000 + i}CC" for i in range(50)]
    for number in numbers:
        receive(number)
    Asking.objects.all().delete()
    changes = [PeriodChange(pk, ChangeKind.OPENED) for pk in Period.objects.values_list("pk", flat=True)]
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        actions.follow_periods(by=SYSTEM, changes=changes)
    assert Asking.objects.count() == 50


def refuse(world: World, asking: Asking) -> None:
    actions.record_refusal(by=world.actor(world.imani), asking=asking, seen=asking.version, answer=Refusal.NOT_PERMITTED)


def permit(world: World, asking: Asking) -> Offer:
    [offer] = actions.conclude_interview(
        by=world.actor(world.imani), asking=asking, seen=asking.version, answers=rosas_home(world.team)
    )
    return offer
