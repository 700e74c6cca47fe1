"""The main job, in a real browser: from an admission in the feed to a family reached, and to each telling in the ledger."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from playwright.sync_api import Page, expect

from kinkeeper.demo.region.building import _found
from kinkeeper.directory.actions import load_region
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import now
from kinkeeper.intake.actions import add_feed
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.ledger.queries import verify
from kinkeeper.offers.models import Asking, Offer, RefusalTally
from kinkeeper.people.models import Identity

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The demo county without its families, on a running server."""
    settings.DEMO = True
    settings.JURISDICTION = "demo_region"
    staff = _found()
    _feed, token = add_feed(by=SYSTEM, name="Feed", agency=staff.agencies["records"].pk)
    settings.FEED_TOKEN_OF_THE_TEST = token
    return str(live_server.url)


def admission(site: str, token: str, number: str) -> None:
    """The prison service's feed reports an admission at Alderfen, an hour and a half ago."""
    event = {
        "eventType": "prisoner-offender-search.prisoner.received",
        "version": 1,
        "occurredAt": (now() - timedelta(minutes=90)).isoformat(),
        "additionalInformation": {"nomsNumber": number, "prisonId": "XAF", "reason": "NEW_ADMISSION"},
    }
    request = urllib.request.Request(
        f"{site}/api/v1/custody-events",
        data=json.dumps(event).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        receipt = json.load(answer)
        assert (answer.status, receipt["recorded"], receipt["refused"]) == (202, 1, 0)


def become(page: Page, site: str, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/agency/personas/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/home/")


def go_on(page: Page) -> None:
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def fill(page: Page, **words: str) -> None:
    for name, word in words.items():
        page.locator(f"main [name={name}]").fill(word)


def tick(page: Page, **answers: str) -> None:
    for name, answer in answers.items():
        page.locator(f"main input[name={name}][value={answer}]").check()


def open_person(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/asking/")
    page.locator("main a[href*='/asking/']").filter(has_text=number).first.click()
    page.wait_for_load_state()


def begin_interview(page: Page, site: str, number: str) -> None:
    open_person(page, site, number)
    page.get_by_role("link", name="Ask about their family").click()
    tick(page, answer="yes")
    go_on(page)
    fill(page, given_name="Danny", family_name="Thornby")
    go_on(page)
    fill(page, languages="English")
    go_on(page)
    if page.url.rstrip("/").endswith("health"):
        go_on(page)


def name_adult(page: Page, given: str, tie: str, phone: str) -> None:
    fill(page, given_name=given, family_name="Vale", phone=phone)
    tick(page, tie=tie, safe_to_ring="safe")
    go_on(page)


def name_child(page: Page, given: str, age: str, carer: int, known: str) -> None:
    fill(page, given_name=given, family_name="Vale", age=age)
    tick(page, is_my="son_or_daughter")
    go_on(page)
    page.locator("main input[name=carer]").nth(carer).check()
    tick(page, carer_tie="mother", known=known)
    go_on(page)
    page.get_by_label("You", exact=True).select_option("certificate")
    go_on(page)


def permit(page: Page) -> None:
    tick(page, may="yes")
    for box in page.locator("main input[name=who], main input[name=purposes]").all():
        box.check()
    page.locator("main input[name=team]").first.check()
    page.locator("main input[name=months]").first.check()
    tick(page, not_told="school")
    go_on(page)


def confirm(page: Page) -> None:
    tick(page, way="spoken")
    page.locator("main input[name=agreed]").check()
    go_on(page)


def test_from_an_admission_to_a_family_reached(phone: Page, site: str, settings: Any, sound: Sound) -> None:
    page = phone
    admission(site, settings.FEED_TOKEN_OF_THE_TEST, "A1234AA")

    # Tom takes the first-night card, and asks.
    become(page, site, "Tom Bracken")
    open_person(page, site, "A1234AA")
    sound(page)
    page.get_by_role("link", name="First-night card").click()
    tick(page, child_depends="yes", carer="other_parent", safe="safe", collected="yes", tell_tonight="carer", on_paper="no")
    sound(page)
    go_on(page)
    begin_interview(page, site, "A1234AA")
    name_adult(page, "Rosa", "partner", "07700 900101")
    tick(page, another="no")
    go_on(page)
    tick(page, another="yes")
    go_on(page)
    name_child(page, "Ivy", "7", 0, "away")
    tick(page, another="yes")
    go_on(page)
    name_child(page, "Theo", "12", 0, "prison")
    tick(page, another="no")
    go_on(page)
    sound(page)
    permit(page)
    sound(page)
    expect(page.locator("main")).to_contain_text("Harrowmere Family Links")
    confirm(page)
    offer = Offer.objects.get()

    # The check is clear, and the family is passed on.
    page.goto(f"{site}/asking/checks/{offer.reference}/")
    sound(page)
    page.locator("main input[value=clear_and_pass_on]").check()
    go_on(page)
    offer.refresh_from_db()
    assert offer.state == "passed_on"

    # Nadia sees the time that is left, rings twice, and is heard: nobody rings within 45 minutes of the report.
    an_hour_passes()
    become(page, site, "Nadia Okoro")
    page.goto(f"{site}/families/team/")
    expect(page.locator("main")).to_contain_text("Rosa Vale")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ hours? left"))
    sound(page)
    page.get_by_role("link", name="Rosa Vale").click()
    expect(page.locator("main")).to_contain_text("07700900101")
    expect(page.locator("main")).to_contain_text("Ivy")
    sound(page)
    note_call(page, site, offer, "no_answer")
    note_call(page, site, offer, "spoke", "accepted")
    offer.refresh_from_db()
    assert offer.state == "accepted"
    put_help_into_the_pack(page, site, offer, sound)
    with page.expect_download() as downloading:
        page.evaluate(f"window.location = '{site}/families/{offer.reference}/pack/information.pdf'")
    assert re.fullmatch(r"information-[0-9A-Z]{4}-[0-9A-Z]{4}\.pdf", downloading.value.suggested_filename)
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF")

    # Grace's figures change, and each telling is in the ledger, sealed.
    become(page, site, "Grace Whitlock")
    page.goto(f"{site}/families/figures/")
    expect(page.locator("main")).to_contain_text("Accepted")
    sound(page)
    seal_pending()
    assert verify().sound
    told = _told_about(offer)
    assert {"conclude_interview", "pass_on", "view_call_sheet", "note_attempt"} <= told


def put_help_into_the_pack(page: Page, site: str, offer: Offer, sound: Sound) -> None:
    load_region(by=SYSTEM)
    page.goto(f"{site}/families/{offer.reference}/pack/")
    page.get_by_role("link", name="Choose help for them from the directory").click()
    page.get_by_label("What help, or near where?").fill("minibus")
    page.get_by_role("button", name="Look for help").click()
    sound(page)
    page.get_by_role("button", name=re.compile(r"Put it in the pack\s+Saturday minibus to Saltmarsh")).click()
    expect(page.get_by_text("It is in the pack.")).to_be_visible()
    sound(page)
    page.goto(f"{site}/families/{offer.reference}/pack/read/")
    expect(page.locator("main")).to_contain_text("Saturday minibus to Saltmarsh")
    page.goto(f"{site}/families/{offer.reference}/pack/")
    page.get_by_role("button", name=re.compile(r"Take it out\s+Saturday minibus to Saltmarsh")).click()
    expect(page.get_by_text("It is out of the pack.")).to_be_visible()


def an_hour_passes() -> None:
    """As if what was reported and passed on had been so an hour earlier."""
    hour = timedelta(hours=1)
    Asking.objects.update(created_at=F("created_at") - hour)
    Offer.objects.update(passed_on_at=F("passed_on_at") - hour)


def note_call(page: Page, site: str, offer: Offer, outcome: str, answer: str = "") -> None:
    page.goto(f"{site}/families/{offer.reference}/attempt/")
    tick(page, kind="phone")
    page.locator(f"main input[value={outcome}]").first.check()
    if answer:
        page.locator(f"main input[value={answer}]").first.check()
    for extra in page.locator("main input[name=consent][value=spoken]").all():
        extra.check()
    go_on(page)
    expect(page.locator("main")).not_to_contain_text("Please look at this again")


def _told_about(offer: Offer) -> set[str]:
    from kinkeeper.ledger.queries import entries_about
    from kinkeeper.sharing.queries import references

    reference = references([offer.contact_id])[offer.contact_id]
    return {line.entry.action for line in entries_about(reference)}


def test_a_refusal_never_sends_a_name(phone: Page, site: str, settings: Any, sound: Sound) -> None:
    page, planted = phone, "Zebedee-Planted"
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    admission(site, settings.FEED_TOKEN_OF_THE_TEST, "B1234BB")
    become(page, site, "Tom Bracken")
    open_person(page, site, "B1234BB")
    page.get_by_role("link", name="Ask about their family").click()
    assert page.locator("main input[type=text], main textarea").count() == 0, "there is nowhere to write a name"
    tick(page, answer="not_permitted")
    go_on(page)
    sound(page)
    if page.locator("main form button").count():
        go_on(page)

    assert Asking.objects.get().state == "not_permitted"
    assert RefusalTally.objects.get().count == 1
    assert [words for words in sent if planted in words] == []
    assert Identity.objects.count() == 0
    if connection.vendor == "sqlite":
        assert planted.encode() not in Path(connection.settings_dict["NAME"]).read_bytes()


def test_two_homes_answer_for_themselves(phone: Page, site: str, settings: Any) -> None:
    page = phone
    admission(site, settings.FEED_TOKEN_OF_THE_TEST, "C1234CC")
    become(page, site, "Tom Bracken")
    begin_interview(page, site, "C1234CC")
    name_adult(page, "Rosa", "partner", "07700 900101")
    tick(page, another="yes")
    go_on(page)
    name_adult(page, "Magda", "former_partner", "07700 900102")
    tick(page, another="no")
    go_on(page)
    tick(page, another="yes")
    go_on(page)
    name_child(page, "Ivy", "7", 0, "away")
    tick(page, another="yes")
    go_on(page)
    name_child(page, "Theo", "12", 1, "prison")
    tick(page, another="no")
    go_on(page)
    permit(page)
    permit(page)
    confirm(page)
    offers = list(Offer.objects.order_by("pk"))
    assert len(offers) == 2
    for offer in offers:
        page.goto(f"{site}/asking/checks/{offer.reference}/")
        page.locator("main input[value=clear_and_pass_on]").check()
        go_on(page)

    an_hour_passes()
    become(page, site, "Nadia Okoro")
    note_call(page, site, offers[0], "spoke", "accepted")
    note_call(page, site, offers[1], "spoke", "declined")

    assert [offer.state for offer in Offer.objects.order_by("pk")] == ["accepted", "declined"]
