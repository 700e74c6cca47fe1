"""Rosa's evening on an old telephone: in by her letter, the offer, who knows what, agreeing, taking back, leaving."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from kinkeeper.sharing.models import Consent
from kinkeeper.sharing.types import ConsentEnd, Purpose
from tests.portal.test_own_pages import look
from tests.portal.world import build, letter, offer_to_rosa

TELEPHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("KINKEEPER_PICTURES", "")  # a folder for what each page looked like

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    allowed = pytest.MonkeyPatch()
    allowed.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this thread; Django need not fear it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    allowed.undo()


def well(page: Page, name: str) -> None:
    """The page is accessible, no wider than the telephone, and its tab says nothing."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    assert page.title() == "Kinkeeper"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_rosas_evening(chromium: Browser, live_server: Any, scripts: bool) -> None:
    world = build()
    offer_to_rosa(world)
    look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)
    code = letter(world, world.rosa)
    context = chromium.new_context(viewport=TELEPHONE, java_script_enabled=scripts)
    page = context.new_page()

    if scripts:  # the square code of the letter: the code is behind the # and leaves the address at once
        page.goto(f"{live_server.url}/my/#{code.replace(' ', '')}")
        assert (page.get_by_label("The code in your letter").input_value(), page.url) == (code, f"{live_server.url}/my/")
    else:
        page.goto(f"{live_server.url}/my/")
        page.get_by_label("The code in your letter").fill(code.lower())
    seen(page, "1-come-in", scripts)
    page.get_by_role("button", name="Come in").click()
    page.get_by_label("A text message").check()
    page.get_by_label("Your mobile number or e-mail address").fill("07700 900123")
    seen(page, "2-next-time", scripts)
    page.get_by_role("button", name="Save").click()
    seen(page, "3-home", scripts)
    page.get_by_role("link", name="Would you like some help?").click()
    seen(page, "4-offer", scripts)
    page.get_by_label("Yes, please").check()
    page.get_by_role("button", name="Send my answer").click()
    assert page.get_by_text("Somebody will ring you").is_visible()
    page.get_by_role("link", name="Who knows what").click()
    assert page.get_by_text("the people who help families").first.is_visible()
    seen(page, "5-who-knows", scripts)
    page.get_by_role("link", name="Change who may know").click()
    page.get_by_role("link", name="Let somebody know something").click()
    page.get_by_label("Ivy").check()
    page.get_by_label("to help at school").check()
    seen(page, "6-about", scripts)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Find a school or service by its name").fill("hill")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Hill School").check()
    page.get_by_label("what help there is").check()
    seen(page, "7-agree", scripts)
    page.get_by_role("button", name="Show me who would see what").click()
    assert page.get_by_text("the teacher who looks after pupils’ welfare").is_visible()
    seen(page, "8-exactly", scripts)
    page.get_by_role("button", name="Yes, I agree").click()
    seen(page, "9-agreements", scripts)
    page.get_by_role("link", name="Hill School").click()
    seen(page, "10-agreement", scripts)
    page.get_by_role("button", name="Take it all back, at once").click()
    assert page.get_by_text("Taken back").first.is_visible()
    school, help_at_home = (
        Consent.objects.filter(purpose=Purpose.SUPPORT_EDUCATION),
        Consent.objects.filter(purpose=Purpose.OFFER_SUPPORT),
    )
    assert school.get().ended_because == ConsentEnd.WITHDRAWN
    assert {one.ended_because for one in help_at_home} == {""}  # the yes to help goes on
    page.goto(f"{live_server.url}/my/write/message/")
    seen(page, "11-write", scripts)
    page.get_by_role("button", name="Leave").click()
    page.get_by_text("You have left").wait_for()  # there before going back: a page on its way has no way back yet
    page.go_back()
    page.wait_for_url(f"{live_server.url}/my/")  # the page before is asked for anew, and sent to the door
    page.goto(f"{live_server.url}/my/home/")
    assert page.url == f"{live_server.url}/my/"
    context.close()


def seen(page: Page, name: str, scripts: bool) -> None:
    """With scripts each page is looked at by axe, which is one."""
    if scripts:
        well(page, name)
