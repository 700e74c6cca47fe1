"""A yes that was never said: before passing on every name goes; after it, everything stops and a person looks."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from kinkeeper.custody.types import Reason
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import StaleVersion, WrongState
from kinkeeper.offers import actions
from kinkeeper.offers.models import Asking, Interview, Notice, Offer, PermissionGiven, RefusalTally
from kinkeeper.offers.queries.offers import notices_for
from kinkeeper.offers.types import AskingState, Check, Concern, OfferState, Permission, Refusal
from kinkeeper.offers.types.offering import FamilyAnswer, NoticeCode
from kinkeeper.people.models import Identity, Kin, Membership
from kinkeeper.sharing.queries import household, may_see
from kinkeeper.sharing.types import Purpose
from tests.offers.asking_world import MORNING, asking_of, happens, hours, rosas_home, signed_in
from tests.offers.offer_world import OfferWorld, build_offers, fresh, passed_on, permitted, reached
from tests.offers.test_asking_pages import PLANTED, at, version_in
from tests.signing import run_jobs

NOW = MORNING + hours(4)
pytestmark = pytest.mark.django_db


def undo(world: OfferWorld, said: Refusal | None = Refusal.NOT_PERMITTED) -> list[Offer]:
    asking = asking_of()
    with clock_reading(NOW):
        return actions.undo_permission(by=world.asking.actor(world.asking.imani), asking=asking, seen=asking.version, said=said)


def test_before_anything_was_passed_on_every_name_goes_and_the_no_is_counted() -> None:
    world = build_offers()
    permitted(world)
    assert undo(world) == []
    assert [model.objects.count() for model in (Offer, PermissionGiven, Interview, Identity, Kin, Membership)] == [0] * 6
    assert (asking_of().state, RefusalTally.objects.get().count) == (AskingState.NOT_PERMITTED, 1)


def test_somebody_elses_interview_puts_them_back_on_the_list_and_counts_nothing() -> None:
    world = build_offers()
    permitted(world)
    undo(world, None)
    asking = asking_of()
    assert (asking.state, asking.asked_by, asking.answered_at, RefusalTally.objects.count()) == ("due", "", None, 0)


def test_what_another_interview_told_of_the_parent_stays() -> None:
    world = build_offers()
    first = permitted(world)[0]
    other = Asking.objects.create(
        period=_another_period(first), person_id=first.held_id, prison_id=first.asking.prison_id, admitted_at=MORNING
    )
    held = {"held_by": "0000-0000", "asked_by": "family_officer", "way": "spoken", "children": 0}
    Interview.objects.create(asking=other, agency=world.asking.northgate.agency, **held)
    undo(world)
    assert [row.given_name for row in Identity.objects.all()] == ["Danny"]


def _another_period(offer: Offer) -> object:
    period = offer.asking.period
    period.pk, period.reference, period.start_identity, period.number = None, "1111-1111", "another", "B1111BB"
    period.save()
    return period


def test_after_passing_on_the_service_sees_nobody_and_somebody_is_told_to_stop() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    [stopped] = undo(world)
    amara = world.asking.actor(world.amara)
    with clock_reading(NOW):
        actions.send_due_notices()
        assert not may_see(amara, Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer.contact_id)
    assert (fresh(stopped).state, fresh(stopped).needs_a_person) == (OfferState.RETRACTED, Concern.PASSED_ON_BY_MISTAKE)
    assert [(told.code, told.offer_id) for told in notices_for(amara)] == [(NoticeCode.STOPPED, offer.pk)]


def test_with_no_worker_yet_the_lead_is_told_to_stop() -> None:
    world = build_offers()
    passed_on(world)
    undo(world)
    with clock_reading(NOW):
        actions.send_due_notices()
    assert [told.code for told in notices_for(world.asking.actor(world.lena))] == ["stopped"]


def test_support_that_a_family_took_up_goes_on_and_a_person_looks() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    reached(world, offer, MORNING + hours(3.5), FamilyAnswer.ACCEPTED)
    undo(world)
    assert (fresh(offer).state, fresh(offer).needs_a_person) == (OfferState.ACCEPTED, Concern.PASSED_ON_BY_MISTAKE)
    with clock_reading(NOW):
        assert may_see(world.asking.actor(world.amara), Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer.contact_id)


@pytest.mark.parametrize("how", ["undone", "taken_back"])
def test_the_prison_he_is_moved_to_hears_nothing_of_a_family_that_goes_on_by_its_own_yes(how: str) -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    reached(world, offer, MORNING + hours(3.5), FamilyAnswer.ACCEPTED)
    if how == "undone":
        undo(world, None)
        permitted_again(world)
    else:
        with clock_reading(NOW):
            accepted = fresh(offer)
            actions.retract_permission(by=world.asking.actor(world.asking.imani), offer=accepted, seen=accepted.version)

    happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + hours(6))

    assert asking_of().state == AskingState.PERMITTED
    with clock_reading(MORNING + hours(7)):
        assert not may_see(world.asking.actor(world.asking.petra), Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer.contact_id)


def test_of_whoever_was_erased_the_next_prison_is_told_nothing() -> None:
    world = build_offers()
    offer = permitted(world)[0]
    child = next(person for person in household(offer.family_id) if person not in (offer.contact_id, offer.held_id))

    with clock_reading(MORNING + hours(5)):
        actions.erase_person(by=SYSTEM, person=child)
    happens(Reason.TRANSFERRED, prison="XSF", at=MORNING + hours(6))

    with clock_reading(MORNING + hours(7)):
        petra = world.asking.actor(world.asking.petra)
        told = [may_see(petra, Purpose.OFFER_SUPPORT, Category.EXISTENCE, person) for person in (offer.contact_id, child)]
    assert [bool(one) for one in told] == [True, False]


def test_what_was_taken_back_is_not_passed_on_anew_when_a_stop_turns_clear() -> None:
    world = build_offers()
    imani, offer = world.asking.actor(world.asking.imani), passed_on(world, worker=world.amara)
    reached(world, offer, MORNING + hours(3.5), FamilyAnswer.ACCEPTED)

    with clock_reading(NOW):
        actions.retract_permission(by=imani, offer=fresh(offer), seen=fresh(offer).version)
        actions.answer_check(by=imani, offer=fresh(offer), seen=fresh(offer).version, answer=Check.DO_NOT_CONTACT)
        with pytest.raises(WrongState, match="permission_withdrawn"):
            actions.clear_and_pass_on(by=imani, offer=fresh(offer), seen=fresh(offer).version)

    assert fresh(offer).state == OfferState.DO_NOT_CONTACT


def permitted_again(world: OfferWorld) -> None:
    """Asked himself, he names a home of his own."""
    asking = asking_of()
    with clock_reading(NOW + hours(1)):
        actions.conclude_interview(
            by=world.asking.actor(world.asking.imani),
            asking=asking,
            seen=asking.version,
            answers=rosas_home(world.asking.team),
        )


def test_of_two_homes_the_one_passed_on_is_stopped_and_the_other_is_as_if_never_named() -> None:
    world = build_offers()
    homes = rosas_home(world.asking.team)
    both = {**homes.permissions, 1: Permission(adults=(1,), team=world.asking.team.reference)}
    answers = rosas_home(world.asking.team, permissions=both)
    rosas, inesas = permitted(world, answers=answers)
    with clock_reading(MORNING + hours(3)):
        actions.clear_and_pass_on(by=world.asking.actor(world.asking.imani), offer=rosas, seen=rosas.version)
    undo(world)
    assert [offer.pk for offer in Offer.objects.all()] == [rosas.pk]
    assert sorted(Identity.objects.values_list("given_name", flat=True)) == ["Danny", "Leo", "Maya", "Rosa"]
    assert inesas.pk != rosas.pk


def test_it_is_done_once_by_whoever_saw_it_as_it_is() -> None:
    world = build_offers()
    permitted(world)
    asking = asking_of()
    imani = world.asking.actor(world.asking.imani)
    with clock_reading(NOW), pytest.raises(StaleVersion):
        actions.undo_permission(by=imani, asking=asking, seen=asking.version - 1, said=None)
    undo(world)
    with clock_reading(NOW), pytest.raises(WrongState):
        undo(world)


def test_the_same_parent_may_say_yes_after_all_and_the_family_is_written_anew() -> None:
    world = build_offers()
    permitted(world)
    undo(world, None)
    asking = asking_of()
    with clock_reading(NOW):
        actions.conclude_interview(
            by=world.asking.actor(world.asking.imani), asking=asking, seen=asking.version, answers=rosas_home(world.asking.team)
        )
    assert (asking_of().state, Offer.objects.count(), Identity.objects.filter(given_name="Rosa").count()) == ("permitted", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_on_the_page_a_mistaken_yes_leaves_no_name_in_any_table() -> None:
    world = build_offers()
    home = rosas_home(world.asking.team)
    adults = (home.adults[0].__class__(PLANTED, PLANTED, home.adults[0].tie, 0, phone="07700900101"), home.adults[1])
    permitted(world, answers=rosas_home(world.asking.team, adults=adults))
    asking = asking_of()
    with clock_reading(NOW):
        imani = signed_in(world.asking.imani)
        assert b"this was a mistake" in imani.get(at("show-asking", asking.reference)).content
        page = imani.get(at("undo-permission", asking.reference))
        assert b"not passed on" in page.content
        sent = {"said": "wrong_person", "version": version_in(page.content)}
        after = imani.post(at("undo-permission", asking.reference), sent, follow=True)
        assert b"No name of this interview is kept" in after.content
        again = imani.post(at("undo-permission", asking.reference), sent, follow=True)
        assert b"no permission here" in again.content
    for model in apps.get_models():
        for row in model._base_manager.values():
            assert PLANTED not in str(row), model.__name__


def test_a_permission_taken_back_on_the_page_stops_the_worker_and_says_so_on_their_home() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    with clock_reading(NOW):
        imani, amara = signed_in(world.asking.imani), signed_in(world.amara)
        assert amara.get(at("view-call-sheet", offer.reference)).status_code == 200
        address = at("retract-permission", offer.asking.reference, offer.reference)
        page = imani.get(address)
        imani.post(address, {"sure": "on", "version": version_in(page.content)})
        actions.send_due_notices()
        assert b"Stop: do not ring this family" in amara.get("/home/").content
        sheet = amara.get(at("view-call-sheet", offer.reference)).content
        assert (b"07700" in sheet, b"Rosa" in sheet) == (False, False)
    assert (fresh(offer).state, asking_of().state) == ("retracted", "not_permitted")


def test_another_prisons_officer_finds_no_such_page() -> None:
    world = build_offers()
    permitted(world)
    with clock_reading(NOW):
        assert signed_in(world.asking.petra).get(at("undo-permission", asking_of().reference)).status_code == 404


def test_those_of_the_team_who_work_today_are_told_without_any_name_and_see_it_on_their_home() -> None:
    world = build_offers()
    offer = passed_on(world)
    told = Notice.objects.filter(code=NoticeCode.PASSED_ON)
    with clock_reading(NOW):
        while run_jobs():
            pass
    assert sorted(told.values_list("to__user__name", flat=True)) == ["Amara", "Bilal", "Lena"]
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        assert ("Rosa" in f"{letter.subject}{letter.body}", offer.reference in str(letter.body)) == (False, False)
    with clock_reading(NOW):
        home: Client = signed_in(world.amara)
        assert b"A family was passed to you" in home.get("/home/").content


def test_nobody_is_told_of_what_a_colleague_has_taken_or_what_was_stopped_meanwhile() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    assert [told.offer_id for told in notices_for(world.asking.actor(world.bilal)) if told.code == "passed_on"] == []
    assert actions.tell_team(offer_id=offer.pk) == 0
    undo(world)
    assert actions.tell_team(offer_id=offer.pk) == 0
