"""Four people in the open wing, on a telephone, without JavaScript: each page is also asked of axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kinkeeper.directory.actions import load_region
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.web.site.actions import load_pages

CHROMIUM = "/usr/bin/chromium"

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's own loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if Path(CHROMIUM).exists() else None,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: Any) -> str:
    load_region(by=SYSTEM)
    load_pages(by=SYSTEM)
    return str(live_server.url)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """An old telephone: narrow, and no JavaScript."""
    context = chromium.new_context(viewport={"width": 360, "height": 780}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def looks_right(chromium: Browser) -> Iterator[Any]:
    """Asks axe of a page, and whether it is wider than the telephone. (axe needs JavaScript: a second telephone.)"""
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    seen = context.new_page()

    def look(address: str) -> None:
        seen.goto(address)
        found = Axe().run(seen, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert [(each["id"], each["nodes"][0]["target"]) for each in found.response["violations"]] == []
        assert seen.evaluate("document.documentElement.scrollWidth") <= 360

    yield look
    context.close()


def test_a_grandmother_at_night_finds_a_voice_and_then_a_fare(site: str, phone: Page, looks_right: Any) -> None:
    phone.goto(site)
    expect(phone.get_by_role("button", name="Exit this page")).to_be_visible()
    expect(phone.get_by_role("link", name="0808 157 0102")).to_have_attribute("href", "tel:08081570102")

    phone.get_by_role("link", name="I am looking after a child").click()
    phone.get_by_role("link", name="Taking a child on a visit").click()
    looks_right(phone.url)
    phone.get_by_role("link", name="visiting, place by place").click()
    phone.get_by_role("link", name="Saltmarsh").click()
    expect(phone.get_by_role("heading", name="Getting there")).to_be_visible()
    looks_right(phone.url)

    phone.goto(f"{site}/find/")
    phone.get_by_label("What do you need, or where are you?").fill("minibus")
    phone.get_by_role("button", name="Find help").click()
    expect(phone.get_by_role("link", name="Saturday minibus to Saltmarsh").first).to_be_visible()
    expect(phone.get_by_role("link", name="0808 157 0110").first).to_have_attribute("href", "tel:08081570110")
    looks_right(phone.url)


def test_a_ten_year_old_reads_and_sees_a_visit_by_keyboard(site: str, phone: Page, looks_right: Any) -> None:
    phone.goto(f"{site}/young/")
    looks_right(phone.url)
    phone.get_by_role("link", name="8 to 12").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Is it my fault?")).to_be_visible()
    phone.get_by_role("link", name="See what a visit is like").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("img")).to_have_count(10)
    expect(phone.get_by_role("heading", name="9. The goodbye")).to_be_visible()
    looks_right(phone.url)
    phone.get_by_role("link", name="Read this in Easy Read").click()
    looks_right(phone.url)
    sheet = phone.pdf(format="A4")
    assert sheet.startswith(b"%PDF")
    assert 1 <= sheet.count(b"/Type /Page\n") <= 3


def test_a_teacher_learns_what_to_say_and_what_not(site: str, phone: Page, looks_right: Any) -> None:
    phone.goto(f"{site}/work/")
    phone.get_by_role("link", name="Schools").click()
    expect(phone.get_by_role("heading", name="What not to assume")).to_be_visible()
    expect(phone.get_by_role("heading", name="Whom to tell")).to_be_visible()
    looks_right(phone.url)
    phone.goto(f"{site}/facts/")
    expect(phone.get_by_text("162,000 children")).to_be_visible()
    looks_right(phone.url)


def test_a_helpline_adviser_finds_the_nearest_and_reports_a_wrong_number(site: str, phone: Page, looks_right: Any) -> None:
    phone.goto(f"{site}/find/")
    looks_right(phone.url)
    phone.get_by_text("Tell us a little more, if you like").click()
    phone.get_by_label("Who is it for?").select_option(label="A child or young person")
    phone.get_by_label("How old is the child?").select_option(label="8 to 12")
    phone.get_by_label("Near where?").fill("ZZ99 5")
    phone.get_by_role("button", name="Find help").click()
    nearest = phone.locator(".kk-found__row").first
    expect(nearest).to_contain_text("Time for Us, 5 to 11")
    expect(nearest).to_contain_text("Eastmere")
    assert "prison" not in phone.url
    looks_right(phone.url)

    nearest.get_by_role("link", name="Time for Us, 5 to 11").click()
    looks_right(phone.url)
    phone.get_by_role("link", name="Something here is wrong").click()
    phone.get_by_label("The telephone number is wrong").check()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
