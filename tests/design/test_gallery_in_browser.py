"""The gallery in a real browser: accessible by axe, no wider than a telephone, and whole without JavaScript."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

PAGES = ["/gallery/", "/gallery/family/", "/", "/nothing-is-here/"]
TELEPHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

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


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    settings.DEMO = True
    return str(live_server.url)


@pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_no_wider_than_its_screen(chromium: Browser, site: str, path: str, size: Any) -> None:
    page = chromium.new_page(viewport=size)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site + path)

    found = Axe().run(page).response["violations"]
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == []
    assert width <= size["width"]
    assert errors == []


def test_the_policy_lets_the_page_load_all_that_it_asks_for(chromium: Browser, site: str) -> None:
    page = chromium.new_page(viewport=TELEPHONE)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(site + "/gallery/", wait_until="networkidle")
    dressed = page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    helped = page.evaluate("document.body.classList.contains('govuk-frontend-supported')")
    page.close()

    assert [url for url in asked if not url.startswith(site)] == []
    assert complaints == []
    assert (dressed, helped) == (True, True)


def test_every_control_is_in_sight_without_javascript(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=TELEPHONE)
    page = context.new_page()
    page.goto(site + "/gallery/")
    in_sight = page.locator("main :is(input:not([type=hidden]), select, textarea):visible").count()
    everything = page.locator("main :is(input:not([type=hidden]), select, textarea)").count()
    context.close()

    assert (in_sight, everything > 30) == (everything, True)


def test_exit_this_page_is_a_plain_link_without_javascript(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=TELEPHONE)
    page = context.new_page()
    page.goto(site + "/gallery/family/")
    way_out = page.get_by_role("button", name="Exit this page")
    leads_to = way_out.get_attribute("href")
    in_sight = way_out.is_visible()
    title = page.title()
    context.close()

    assert (leads_to, in_sight, title) == ("https://www.bbc.co.uk/weather", True, "Kinkeeper")


def test_the_boxes_of_a_date_are_wide_enough_for_what_is_typed(chromium: Browser, site: str) -> None:
    page = chromium.new_page(viewport=TELEPHONE)
    page.goto(site + "/gallery/")
    widths = [page.locator(f"#id_met_{part}").bounding_box() for part in ("day", "month", "year")]
    page.close()

    assert [box is not None and box["width"] > 40 for box in widths] == [True, True, True]
