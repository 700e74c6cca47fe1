"""What waits for a person in custody: releases reported, stays the program would not decide on, releases planned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kinkeeper.custody.models import Period
from kinkeeper.custody.queries import to_look_at
from kinkeeper.custody.types import EventKind, Reason
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.recurring import run_duties
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Notice
from kinkeeper.offers.queries import offers as offer_queries
from kinkeeper.offers.types import AskingState, Refusal, Reopening
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.models import Identity
from tests.offers.asking_world import MORNING, World, asking_of, build_world, happens, receive, signed_in
from tests.offers.offer_world import PASSED_ON, build_offers, days, fresh, passed_on, reached

pytestmark = pytest.mark.django_db

EVENING = MORNING + timedelta(hours=9)


@pytest.fixture
def world() -> World:
    return build_world()


def released(number: str = "A1234AA", hours: float = 5) -> None:
    happens(Reason.RELEASED, number=number, at=MORNING + timedelta(hours=hours), kind=EventKind.RELEASED)


def test_releases_stand_first_and_only_for_the_prison_that_reported_them(world: World) -> None:
    flagged = receive("A1111AA").period
    happens(Reason.UNKNOWN, number="A1111AA", at=MORNING + timedelta(hours=1), kind=EventKind.RELEASED)
    waiting = receive().period
    released()
    Period.objects.filter(pk=flagged.pk).update(flag="left_unexplained")
    with clock_reading(EVENING):
        seen = {name: list(to_look_at(world.actor(getattr(world, name)))) for name in ("imani", "petra", "amara", "pavel")}
    assert seen["imani"][0] in (waiting, flagged)
    assert {period.pk for period in seen["imani"]} == {waiting.pk, flagged.pk}
    assert (seen["petra"], seen["amara"], seen["pavel"]) == ([], [], [])


def test_the_list_leads_to_saying_what_happened_and_each_look_is_in_the_ledger(world: World) -> None:
    period = receive().period
    released()
    with clock_reading(EVENING):
        browser = signed_in(world.imani)
        home = browser.get("/home/").content.decode()
        page = browser.get("/held/")
        elsewhere = signed_in(world.petra).get("/held/").content.decode()
        nobody = signed_in(world.amara).get("/held/").status_code
        answer = browser.post(f"/held/{period.reference}/release/", {"how": "released"}, follow=True).content.decode()
    assert "stay waits for your word" in home
    assert (f"/held/{period.reference}/release/" in page.content.decode(), "no-store" in page["Cache-Control"]) == (True, True)
    assert (period.number in elsewhere, nobody, "Nothing waits" in answer) == (False, 403, True)
    assert Entry.objects.filter(action="list_custody_to_look_at").count() == 1


def test_a_release_that_nobody_has_confirmed_is_no_number_on_a_link_workers_home_page() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    happens(Reason.RELEASED, at=PASSED_ON + timedelta(hours=2), kind=EventKind.RELEASED)
    held = f"/held/{offer.period.reference}/"

    with clock_reading(PASSED_ON + timedelta(hours=3)):
        amara, imani = signed_in(world.amara), signed_in(world.asking.imani)
        homes = [browser.get("/home/").content.decode() for browser in (imani, amara)]
        pages = [browser.get(held).content.decode() for browser in (imani, amara)]
        release = amara.get(held + "release/").status_code

    assert ["stay waits for your word" in home for home in homes] == [True, False]
    assert ["A release was reported" in page for page in pages] == [True, False]
    assert ('href="/held/"' in homes[1], release) == (False, 403)


def test_a_death_stops_every_message_and_tells_the_worker_and_the_lead() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    happens(Reason.RELEASED, at=PASSED_ON + timedelta(hours=2), kind=EventKind.RELEASED)
    amara = world.asking.actor(world.amara)
    with clock_reading(PASSED_ON + timedelta(hours=3)):
        assert bool(offers.view_call_sheet(by=amara, offer=fresh(offer)).may_ring) is True  # nobody has said what it was
        signed_in(world.asking.imani).post(f"/held/{offer.period.reference}/release/", {"how": "died"})
        dead = fresh(offer)
        sheet = offers.view_call_sheet(by=amara, offer=dead)
        assert (sheet.may_ring.reason, sheet.somebody_died, dead.needs_a_person) == ("somebody_died", True, "died")
    with clock_reading(PASSED_ON + days(1.5)):
        assert list(offer_queries.packs_due(amara)) == []
        assert offers.send_due_notices() == 0
        refused = signed_in(world.amara).get(f"/families/{offer.reference}/pack/read/")
    assert refused.status_code == 403
    assert Identity.objects.get(person=offer.held_id).died_on == date(2026, 11, 20)
    told = Notice.objects.filter(code="stopped").order_by("to__user__name").values_list("to__user__name", flat=True)
    assert list(told) == ["Amara", "Lena"]


def test_a_planned_release_is_written_by_hand_and_seen_by_those_who_may(world: World) -> None:
    period = receive().period
    with clock_reading(EVENING):
        browser = signed_in(world.imani)
        day = {"version": period.version, "on_day": "20", "on_month": "1", "on_year": "2027"}
        gone = browser.post(f"/held/{period.reference}/planned/", {**day, "on_year": "2020"}).content.decode()
        browser.post(f"/held/{period.reference}/planned/", day)
        page = browser.get(f"/held/{period.reference}/").content.decode()
        other = signed_in(world.petra).post(f"/held/{period.reference}/planned/", day).status_code
    period.refresh_from_db()
    assert (period.release_planned_on, "gone by" in gone, "20 January 2027" in page, other) == (
        date(2027, 1, 20),
        True,
        True,
        404,
    )


def test_who_said_no_is_asked_once_more_when_release_is_near_and_then_left_in_peace(world: World) -> None:
    asking = receive()
    imani = world.actor(world.imani)
    with clock_reading(EVENING):
        offers.record_refusal(by=imani, asking=asking, seen=asking.version, answer=Refusal.NOT_PERMITTED, children=2)
    Period.objects.filter(pk=asking.period_id).update(release_planned_on=date(2027, 3, 1))
    duty = "offers.reopen_before_release"
    with clock_reading(MORNING.replace(year=2027, month=1, day=17)):  # 43 days before
        assert run_duties()[duty] == 0
    with clock_reading(MORNING.replace(year=2027, month=1, day=18)):
        assert (run_duties()[duty], run_duties()[duty]) == (1, 0)
        again = asking_of()
        assert (again.state, again.reopened_for) == (AskingState.DUE, Reopening.BEFORE_RELEASE)
        offers.record_refusal(by=imani, asking=again, seen=again.version, answer=Refusal.NOT_PERMITTED, children=2)
    with clock_reading(MORNING.replace(year=2027, month=2, day=20)):
        assert (run_duties()[duty], asking_of().state) == (0, AskingState.NOT_PERMITTED)


def test_a_family_that_declined_may_be_asked_again_when_release_is_near() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    reached(world, offer, PASSED_ON + timedelta(hours=1), FamilyAnswer.DECLINED)
    Period.objects.filter(pk=offer.period_id).update(release_planned_on=date(2027, 1, 20))
    amara = world.asking.actor(world.amara)

    def reasons() -> list[tuple[Reopening, ...]]:
        return [
            family.reasons for family in offers.page_to_ask_again(by=amara, offers=list(offer_queries.closed_offers(amara)))
        ]

    with clock_reading(PASSED_ON + days(18)):
        assert reasons() == [()]
    with clock_reading(PASSED_ON + days(19)):  # 9 December: six weeks before
        assert reasons() == [(Reopening.BEFORE_RELEASE,)]
