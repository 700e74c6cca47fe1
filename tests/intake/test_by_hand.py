"""A family officer enters what the feed does not say; only a person confirms a release."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kinkeeper.custody.models import Period
from kinkeeper.custody.types import EventKind, PeriodState, Reason, Stage
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.offers.types import AskingState, Refusal
from tests.offers.asking_world import MORNING, World, asking_of, build_world, happens, receive, signed_in

pytestmark = pytest.mark.django_db

EVENING = MORNING + timedelta(hours=9)


@pytest.fixture
def world() -> World:
    return build_world()


def moved(browser: Client, period: Period, happened: str, prison: str, time: str = "4:30pm") -> object:
    return browser.post(
        f"/held/{period.reference}/move/",
        {
            "happened": happened,
            "prison": prison,
            "day_day": "20",
            "day_month": "11",
            "day_year": "2026",
            "time": time,
        },
    )


def test_an_officer_enters_a_transfer_and_the_asking_goes_along(world: World) -> None:
    period = receive().period
    with clock_reading(EVENING):
        browser = signed_in(world.imani)
        page = browser.get(f"/held/{period.reference}/")
        answer = moved(browser, period, "received", "XSF")

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert answer.status_code == 302  # type: ignore[attr-defined]
    period.refresh_from_db()
    assert (period.prison.code, asking_of().prison.code) == ("XSF", "XSF")


@pytest.mark.parametrize(("time", "words"), [("11:59pm", "lies in the future"), ("1:00am", "before they were received")])
def test_what_cannot_be_is_said_and_nothing_changes(world: World, time: str, words: str) -> None:
    period = receive().period
    with clock_reading(EVENING):
        answer = moved(signed_in(world.imani), period, "received", "XSF", time)

    assert words in answer.content.decode()  # type: ignore[attr-defined]
    period.refresh_from_db()
    assert period.prison.code == "XNG"


def test_a_reported_release_waits_for_a_person(world: World) -> None:
    period = receive().period
    happens(Reason.RELEASED, at=MORNING + timedelta(hours=5), kind=EventKind.RELEASED)
    assert asking_of().state == AskingState.DUE
    with clock_reading(EVENING):
        browser = signed_in(world.imani)
        assert "may be a death" in browser.get(f"/held/{period.reference}/").content.decode()
        browser.post(f"/held/{period.reference}/release/", {"how": "released"})

    period.refresh_from_db()
    assert (period.state, period.release_kind) == (PeriodState.ENDED, "released")
    assert asking_of().state == AskingState.LEFT_BEFORE_ASKED


def test_a_sentence_opens_a_rested_refusal_gently(world: World) -> None:
    from kinkeeper.offers.actions import record_refusal

    asking = receive()
    with clock_reading(EVENING):
        record_refusal(
            by=world.actor(world.imani), asking=asking, seen=asking.version, answer=Refusal.NOT_PERMITTED, children=2
        )
    with clock_reading(EVENING + timedelta(days=20)):
        browser = signed_in(world.imani)
        period = asking.period
        period.refresh_from_db()
        browser.post(f"/held/{period.reference}/stage/", {"version": period.version, "stage": "sentenced"})

    period.refresh_from_db()
    assert (period.stage, asking_of().state) == (Stage.SENTENCED, AskingState.DUE)


def test_another_prison_finds_what_was_never_there(world: World) -> None:
    period = receive().period
    with clock_reading(EVENING):
        browser = signed_in(world.petra)
        hidden = browser.get(f"/held/{period.reference}/")
        absent = browser.get("/held/0000-0000/")

    assert (hidden.status_code, hidden.content) == (404, absent.content)
