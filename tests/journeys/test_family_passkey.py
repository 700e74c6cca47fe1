"""Rosa's telephone opens her page by its lock: set up after the letter's code, used again, taken away."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kinkeeper.ledger.models import Entry
from tests.journeys.test_portal import TELEPHONE, chromium, well
from tests.journeys.test_signing_in import give_device
from tests.portal.world import build, letter

__all__ = ["chromium"]  # the browser of the portal's journey

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server: Any) -> str:
    """The site under a name: passkeys belong to names, not to numbers."""
    return str(live_server.url.replace("127.0.0.1", "localhost"))


def leave(page: Page) -> None:
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("You have left")).to_be_visible()


def test_from_the_letter_to_the_phones_own_lock(chromium: Browser, site: str) -> None:
    world = build()
    code = letter(world, world.rosa)
    context = chromium.new_context(viewport=TELEPHONE)
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(f"a script failed: {problem}"))
    give_device(page)

    page.goto(f"{site}/my/#{code.replace(' ', '')}")
    page.get_by_role("button", name="Come in").click()
    well(page, "passkey-1-next-time")
    page.get_by_role("link", name="Use this phone’s lock").click()
    well(page, "passkey-2-add")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Hello Rosa")).to_be_visible()
    leave(page)

    well(page, "passkey-3-come-in")
    page.get_by_role("button", name="Open with this phone’s lock").click()
    expect(page.get_by_role("heading", name="Hello Rosa")).to_be_visible()
    assert Entry.objects.filter(action="come_in_by_passkey").count() == 1

    page.get_by_role("link", name="How I come in").click()
    expect(page.get_by_text("1 phone opens your page with its lock.")).to_be_visible()
    well(page, "passkey-4-way-in")
    page.get_by_role("button", name="Stop that").click()
    expect(page.get_by_text("No phone opens your page by itself now.")).to_be_visible()
    page.goto(f"{site}/my/home/")
    leave(page)
    page.get_by_role("button", name="Open with this phone’s lock").click()
    expect(page.get_by_text("That did not open the page.")).to_be_visible()
    assert page.url == f"{site}/my/"
    context.close()


def test_a_workers_passkey_opens_no_familys_page(chromium: Browser, site: str) -> None:
    """Nor does the family's door lead a worker in past the second step."""
    from allauth.mfa.models import Authenticator

    world = build()
    code = letter(world, world.rosa)
    context = chromium.new_context(viewport=TELEPHONE)
    page = context.new_page()
    give_device(page)
    page.goto(f"{site}/my/#{code.replace(' ', '')}")
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("link", name="Use this phone’s lock").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Hello Rosa")).to_be_visible()
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).update(user=world.amara.user)
    leave(page)

    page.get_by_role("button", name="Open with this phone’s lock").click()

    expect(page.get_by_role("button", name="Come in")).to_be_visible()
    assert "/my/" in page.url
    context.close()
