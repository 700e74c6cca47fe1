"""The check, passing on, alerts of what waits, taking back, and a move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from kinkeeper.agencies.models import Agreement
from kinkeeper.custody.types import Reason
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.errors import NoAgreement, NotClear
from kinkeeper.offers.models import Asking, Offer, PermissionGiven, PublicProtectionCheck
from kinkeeper.offers.queries.asking import checks_late, checks_waiting
from kinkeeper.offers.queries.interview import matches_for
from kinkeeper.offers.types import (
    AskingState,
    Check,
    Child,
    ChildOf,
    Concern,
    OfferState,
)
from kinkeeper.sharing.models import Involvement
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import InvolvementKind, Purpose
from tests.offers.asking_world import (
    LATER,
    MORNING,
    World,
    asking_of,
    build_world,
    happens,
    hours,
    offer_of,
    permit,
    receive,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def asking(world: World) -> Asking:
    return receive()


def test_nothing_is_passed_on_before_the_check_is_clear(world: World, asking: Asking) -> None:
    permit(world, asking)
    with clock_reading(LATER):
        with pytest.raises(NotClear):
            actions.pass_on(by=world.actor(world.imani), offer=offer_of(), seen=1)
        assert not may_see(world.actor(world.amara), Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer_of().contact_id)


def test_clear_and_passed_on_the_team_sees_them_until_the_last_day(world: World, asking: Asking) -> None:
    permit(world, asking)
    amara = world.actor(world.amara)
    with clock_reading(LATER):
        actions.clear_and_pass_on(by=world.actor(world.imani), offer=offer_of(), seen=1)
        assert may_see(amara, Purpose.OFFER_SUPPORT, Category.WHEREABOUTS, offer_of().contact_id)
    assert (offer_of().state, offer_of().check_answer, offer_of().next_due_at is not None) == (
        OfferState.PASSED_ON, Check.CLEAR, True,
    )  # fmt: skip
    with clock_reading(datetime(2027, 2, 20, 23, 59, tzinfo=UTC)):
        assert may_see(amara, Purpose.OFFER_SUPPORT, Category.WHEREABOUTS, offer_of().contact_id)
    with clock_reading(datetime(2027, 2, 21, 0, 0, tzinfo=UTC)):
        assert not may_see(amara, Purpose.OFFER_SUPPORT, Category.WHEREABOUTS, offer_of().contact_id)


def test_the_ledger_says_what_was_told_to_whom(world: World, asking: Asking) -> None:
    permit(world, asking)
    with clock_reading(LATER):
        actions.clear_and_pass_on(by=world.actor(world.imani), offer=offer_of(), seen=1)
    entry = Entry.objects.get(action="pass_on")
    assert (entry.detail["told"], entry.lines.count()) == (world.team.reference, 4)
    assert all(line.categories for line in entry.lines.all())


def test_a_list_tells_names_and_the_page_of_one_tells_what_is_decided_by(world: World, asking: Asking) -> None:
    [rosa] = permit(world, asking)
    maya = (Child("Maya", "Vale", ChildOf.SON_OR_DAUGHTER, date(2018, 3, 2), None, 0),)
    permit(world, receive("B2345BB"), children=maya)
    with clock_reading(LATER):
        imani, matches = signed_in(world.imani), matches_for(world.actor(world.imani))
        for name, *reference in (
            ("list-checks",),
            ("list-matches",),
            ("answer-check", rosa.reference),
            ("answer-match", matches[0][0]),
        ):
            page = imani.get(reverse(f"offers:{name}", args=reference))
            assert page.status_code == 200
            assert ("4 Lantern Row" in page.content.decode()) == name.startswith("answer-")
    told = {
        action: frozenset[Category]().union(
            *(unmask(line.categories) for entry in Entry.objects.filter(action=action) for line in entry.lines.all())
        )
        for action in ("list_checks", "list_matches", "view_check", "view_match")
    }
    named, number, place = {Category.EXISTENCE, Category.IDENTITY}, {Category.CUSTODY_DETAILS}, {Category.WHEREABOUTS}
    assert told == {
        "list_checks": named | number,
        "list_matches": named,
        "view_check": named | number | place | {Category.KIN},
        "view_match": named | place,
    }


def test_without_an_agreement_neither_half_of_clear_and_pass_on_is_done(world: World, asking: Asking) -> None:
    permit(world, asking)
    Agreement.objects.update(ends_on=date(2026, 11, 19))
    with clock_reading(LATER), pytest.raises(NoAgreement):
        actions.clear_and_pass_on(by=world.actor(world.imani), offer=offer_of(), seen=1)
    assert (offer_of().state, PublicProtectionCheck.objects.count()) == (OfferState.PERMITTED, 0)


def test_another_prisons_officer_cannot_answer_the_check(world: World, asking: Asking) -> None:
    permit(world, asking)
    with clock_reading(LATER), pytest.raises(NotPermitted):
        actions.answer_check(by=world.actor(world.petra), offer=offer_of(), seen=1, answer=Check.CLEAR)


def test_do_not_contact_ends_at_once_what_was_passed_on_and_may_be_cleared_anew(world: World, asking: Asking) -> None:
    permit(world, asking)
    imani, amara = world.actor(world.imani), world.actor(world.amara)
    with clock_reading(LATER):
        actions.clear_and_pass_on(by=imani, offer=offer_of(), seen=1)
        actions.answer_check(by=imani, offer=offer_of(), seen=offer_of().version, answer=Check.DO_NOT_CONTACT)
        assert not may_see(amara, Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer_of().contact_id)
        assert Involvement.objects.filter(kind=InvolvementKind.SUPPORTS, ended_at__isnull=True).count() == 0
        actions.clear_and_pass_on(by=imani, offer=offer_of(), seen=offer_of().version)
        assert may_see(amara, Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer_of().contact_id)


def test_not_yet_alerts_after_twelve_hours_and_again_after_twelve_more(world: World, asking: Asking) -> None:
    permit(world, asking)
    imani = world.actor(world.imani)
    with clock_reading(LATER):
        actions.answer_check(by=imani, offer=offer_of(), seen=1, answer=Check.NOT_YET)
    with clock_reading(LATER + hours(12) - timedelta(seconds=1)):
        assert (actions.raise_late_checks(), checks_late(imani).count(), checks_waiting(imani).count()) == (0, 0, 1)
    with clock_reading(LATER + hours(12)):
        assert (actions.raise_late_checks(), actions.raise_late_checks(), checks_late(imani).count()) == (1, 0, 1)
    with clock_reading(LATER + hours(24)):
        assert actions.raise_late_checks() == 1


def test_a_permission_that_ran_out_alerts_nobody_and_stands_in_no_other_alerts_way(world: World, asking: Asking) -> None:
    permit(world, asking)
    Offer.objects.update(permitted_until=LATER.date())
    with clock_reading(LATER + hours(24)):
        assert (actions.raise_late_checks(), checks_late(world.actor(world.imani)).count()) == (0, 0)
    Offer.objects.update(permitted_until=LATER.date() + timedelta(days=1))
    with clock_reading(LATER + hours(24)):
        assert (actions.raise_late_checks(), checks_late(world.actor(world.imani)).count()) == (1, 1)


def test_taking_back_ends_what_was_passed_on_and_answers_the_asking(world: World, asking: Asking) -> None:
    permit(world, asking)
    imani, amara = world.actor(world.imani), world.actor(world.amara)
    with clock_reading(LATER):
        actions.clear_and_pass_on(by=imani, offer=offer_of(), seen=1)
        actions.retract_permission(by=imani, offer=offer_of(), seen=offer_of().version)
        assert not may_see(amara, Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer_of().contact_id)
    assert (offer_of().state, asking_of().state) == (OfferState.RETRACTED, AskingState.NOT_PERMITTED)
    assert PermissionGiven.objects.get().withdrawn_at == LATER


def test_support_that_a_family_accepted_goes_on_when_permission_is_taken_back(world: World, asking: Asking) -> None:
    permit(world, asking)
    imani = world.actor(world.imani)
    with clock_reading(LATER):
        actions.clear_and_pass_on(by=imani, offer=offer_of(), seen=1)
        Offer.objects.update(state=OfferState.ACCEPTED)
        actions.retract_permission(by=imani, offer=offer_of(), seen=offer_of().version)
        assert may_see(world.actor(world.amara), Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer_of().contact_id)
    assert (offer_of().state, offer_of().needs_a_person) == (OfferState.ACCEPTED, Concern.WITHDRAWN_AFTER_ACCEPTED)


def test_after_a_move_the_new_prison_checks_and_the_old_one_sees_the_family_no_longer(world: World, asking: Asking) -> None:
    permit(world, asking)
    happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + hours(6))
    with clock_reading(MORNING + hours(7)):
        imani, petra = world.actor(world.imani), world.actor(world.petra)
        assert [row.pk for row in checks_waiting(petra)] == [offer_of().pk]
        assert not may_see(imani, Purpose.OFFER_SUPPORT, Category.IDENTITY, offer_of().contact_id)
        actions.answer_check(by=petra, offer=offer_of(), seen=offer_of().version, answer=Check.CLEAR)
