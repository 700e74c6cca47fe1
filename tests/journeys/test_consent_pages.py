"""The pages of agreeing, reviewing, opening and erasing on a telephone's width: accessible, none wider than the screen."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.people import actions as people
from kinkeeper.sharing.actions import break_the_glass, object_to_consent
from kinkeeper.sharing.models import Basis, Disagreement
from kinkeeper.sharing.types import BasisKind, ConsentWay, Purpose
from tests.journeys.test_portal import PICTURES, TELEPHONE, chromium
from tests.portal.test_agreements import agreed, father, permitted
from tests.portal.world import acting, build, come_in, reference_of
from tests.signing import signed_in, works

__all__ = ["chromium"]  # the browser of the portal's journey

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def in_browser(chromium: Browser, site: str, client: Client) -> Page:
    """A telephone in which the client's session is open."""
    context = chromium.new_context(viewport=TELEPHONE)
    context.add_cookies([{"name": "kinkeeper", "value": client.cookies["kinkeeper"].value, "url": site}])
    return context.new_page()


def sound(page: Page, address: str, name: str) -> None:
    page.goto(address)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"{name}-wide.png", full_page=True)
        page.set_viewport_size(TELEPHONE)
    found = Axe().run(page).response["violations"]
    wrong = [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found]
    assert wrong == [], address
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], address


def test_a_workers_pages(chromium: Browser, live_server: Any) -> None:
    world, site = build(), live_server.url
    people.name_person(by=SYSTEM, person=world.ivy, given_name="Ivy", family_name="Thorn", birth_date=date(2015, 3, 2))
    paper = agreed(world, way=ConsentWay.PAPER, ends_at=now() + timedelta(days=20))
    ended = agreed(world, purpose=Purpose.COORDINATE_NETWORK, categories=frozenset({Category.IDENTITY}))
    rosa, ivy = reference_of(world.rosa), reference_of(world.ivy)
    amara = in_browser(chromium, site, signed_in(world.amara))
    sound(amara, f"{site}/person/{ivy}/", "staff-person")
    sound(amara, f"{site}/person/{ivy}/agree/", "staff-begin")
    sound(amara, f"{site}/person/{ivy}/agree/{rosa}/support_education/?again={paper.reference}", "staff-again")
    amara.get_by_role("button", name="Show me who would see what").click()
    sound(amara, f"{site}/person/{ivy}/agreed/{paper.reference}/", "staff-consent")
    sound(amara, f"{site}/person/{ivy}/agreed/{paper.reference}/smaller/", "staff-smaller")
    sound(amara, f"{site}/person/{ivy}/agreed/{paper.reference}/letter/", "staff-letter")
    sound(amara, f"{site}/person/{ivy}/say/put_right/", "staff-say")

    basis = Basis.objects.create(
        person_id=world.rosa,
        agency=world.council,
        kind=BasisKind.SAFEGUARDING,
        purpose=Purpose.SAFEGUARD,
        categories=3,
        reason="A worry.",
        decided_by=world.grace.user.reference,
        review_on=now().date(),
    )
    grace = in_browser(chromium, site, signed_in(world.grace))
    why = "The school rang: she was not collected and nobody answers."
    glass = break_the_glass(by=acting(world.grace), asked_for="x", person=world.ivy, reason=why, whole_home=True)
    for path, name in (
        ("/home/", "staff-home"),
        ("/agreements/", "staff-words"),
        (f"/agreements/review/{basis.reference}/", "staff-review"),
        ("/glass/open/", "glass-open"),
        (f"/glass/{glass.reference}/", "glass-record"),
    ):
        sound(grace, site + path, name)
    object_to_consent(by=acting(world.amara), consent=ended, seen=1, objector=world.ivy, words="I do not want it.")
    assert Disagreement.objects.count() == 1

    come_in(world, world.rosa).post("/my/write/erase/", {"form_key": "d" * 24, "words": "Please."})
    petra = in_browser(chromium, site, signed_in(world.petra))
    petra.goto(f"{site}/requests/")
    petra.get_by_role("link", name="Delete what is held about me").click()
    sound(petra, petra.url, "staff-erase")
    lead = in_browser(chromium, site, signed_in(works("Pia", world.council, Role.PRIVACY_LEAD)))
    sound(lead, f"{site}/glass/{glass.reference}/", "glass-review")


def test_a_familys_pages(chromium: Browser, live_server: Any) -> None:
    world, site = build(), live_server.url
    consent = agreed(world, ends_at=now() + timedelta(days=20))
    given = permitted(world)
    rosa = in_browser(chromium, site, come_in(world, world.rosa))
    for path, name in (
        (f"/my/agreed/{consent.reference}/", "own-agreement"),
        ("/my/safe/", "own-safe"),
        ("/my/nothing/", "own-missing"),
        ("/my/write/put_right/", "own-put-right"),
        ("/my/write/feedback/", "own-feedback"),
        ("/my/asked/", "own-asked"),
        ("/my/close/", "own-close"),
    ):
        sound(rosa, site + path, name)
    people.name_person(by=SYSTEM, person=world.danny, given_name="Danny", family_name="Thorn", age=36)
    danny = in_browser(chromium, site, father(world))
    for path, name in (
        ("/my/agreed/", "own-agreements"),
        (f"/my/agreed/{consent.reference}/no/", "own-no"),
        (f"/my/agreed/inside/{given.reference}/", "own-permission"),
    ):
        sound(danny, site + path, name)
