"""The library in a real browser: accessible, no wider than a telephone, whole without JavaScript, helped by it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.library.actions import import_catalogue
from kinkeeper.library.models import Resource, Shelf

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
def site(live_server: Any) -> str:
    import_catalogue(by=SYSTEM)
    search.rebuild()
    return str(live_server.url)


def test_every_public_page_is_accessible_and_fits_its_screen(chromium: Browser, site: str) -> None:
    resource = Resource.objects.get(catalogue_id="apf-homeward-bound").reference
    shelf = Shelf.objects.order_by("id")[0].reference
    paths = [
        "/library/",
        "/library/find/?q=visitng&stage=prison",
        "/library/find/?q=zzzzzz",
        "/library/new/",
        "/library/collections/",
        f"/library/collections/{shelf}/",
        f"/library/collections/{shelf}/print/",
        f"/library/{resource}/",
        f"/library/{resource}/print/",
        "/search/?q=grandparents",
        "/search/?q=zzzzzz",
    ]
    problems: dict[str, Any] = {}
    for size in (TELEPHONE, DESK):
        page = chromium.new_page(viewport=size)
        page.on("console", lambda message: problems.setdefault("console", message.text) if message.type == "error" else None)
        for path in paths:
            page.goto(site + path)
            found = [violation["id"] for violation in Axe().run(page).response["violations"]]
            if found or page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                problems[f"{path} {size['width']}"] = found or "too wide"
        page.close()

    assert problems == {}


def test_suggestions_can_be_used_by_keyboard_alone(chromium: Browser, site: str) -> None:
    page = chromium.new_page(viewport=TELEPHONE)
    page.goto(site + "/library/")
    box = page.get_by_role("combobox", name="Look in the library")
    box.fill("homeward")
    page.get_by_role("option").first.wait_for()
    expanded = box.get_attribute("aria-expanded")
    violations = [violation["id"] for violation in Axe().run(page).response["violations"]]
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/library/[0-9A-Z]{4}-[0-9A-Z]{4}/$"))
    title = page.get_by_role("heading", level=1).inner_text()
    page.close()

    assert (expanded, violations, title) == ("true", [], "Homeward bound")


def test_a_grandmother_finds_a_guide_without_javascript(chromium: Browser, site: str, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=TELEPHONE)
    page = context.new_page()
    page.goto(site + "/library/")
    page.get_by_label("Look in the library").fill("granparents bringing up children")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="A guide for grandparents bringing up the children of prisoners").click()
    page.get_by_role("link", name="Print").click()
    words = page.inner_text("main")
    cookies = context.cookies()
    context.close()

    assert "A guide for grandparents bringing up the children of prisoners" in words
    assert cookies == []
