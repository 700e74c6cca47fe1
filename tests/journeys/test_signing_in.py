"""An administrator's colleague comes in: by letter, with a passkey, on a phone's width, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kinkeeper.agencies.actions import invite_member, make_invitation_link
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from tests.signing import PASSWORD, agency, code_for, secret_of, team, works

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
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(f"a script failed: {problem}"))
    yield page
    context.close()


@pytest.fixture
def site(live_server: Any) -> str:
    """The site under a name: passkeys belong to names, not to numbers."""
    return str(live_server.url.replace("127.0.0.1", "localhost"))


def give_device(page: Page) -> None:
    """A device with a fingerprint reader, as far as the browser knows."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sound(page: Page) -> None:
    """No serious fault for anybody who reads with a screen reader, and nothing wider than the screen."""
    found = Axe().run(page)
    serious = [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, page.url


def test_from_the_letter_to_a_passkey_and_back_in_without_a_password(page: Page, site: str) -> None:
    north = agency()
    invitation = invite_member(by=SYSTEM, email="danny@example.org", agency=north, role=Role.LINK_WORKER)
    link = site + urlsplit(make_invitation_link(invitation=invitation)).path
    give_device(page)

    page.goto(link)
    sound(page)
    page.get_by_label("Your name").fill("Danny Thorn")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name of this passkey").fill("Work laptop")
    sound(page)
    page.get_by_role("button", name="Set up the passkey").click()
    expect(page.get_by_role("heading", name="Printed codes")).to_be_visible()
    assert page.locator("code").count() == 20
    sound(page)

    page.goto(f"{site}/account/")
    sound(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account/sign-in/?next=/agency/away/")
    expect(page.get_by_text("That did not work")).to_be_hidden()
    sound(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Who is here")).to_be_visible()
    sound(page)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["kinkeeper"]


def test_a_passkey_as_the_second_step_after_a_password(page: Page, site: str) -> None:
    rosa = works("Rosa", agency(), app=False)
    give_device(page)
    sign_in(page, site, rosa.user.email)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_text("Use it instead of my password too").click()  # now a second step only
    page.get_by_role("button", name="Set up the passkey").click()
    expect(page.get_by_role("heading", name="Printed codes")).to_be_visible()
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, site, rosa.user.email)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()

    page.wait_for_url(f"{site}/home/")


def test_a_device_without_the_passkey_says_so_in_words(page: Page, site: str) -> None:
    give_device(page)  # which knows no passkey
    page.goto(f"{site}/account/sign-in/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("That did not work")).to_be_visible()


def test_an_administrators_pages_fit_a_phone_and_a_screen_reader(page: Page, site: str) -> None:
    north = agency()
    ada = works("Ada", north, Role.ADMINISTRATOR, team(north))
    rosa = works("Rosa", north, app=False)
    invite_member(by=SYSTEM, email="danny@example.org", agency=north, role=Role.LINK_WORKER)
    sign_in(page, site, ada.user.email)
    page.get_by_label("Code").fill(code_for(secret_of(ada.user)))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{site}/home/")

    for path in (
        "/agency/members/",
        "/agency/members/invite/",
        f"/agency/members/{rosa.reference}/",
        f"/agency/members/{rosa.reference}/end/",
        f"/agency/members/{rosa.reference}/second-step/",
        "/agency/teams/",
        "/agency/away/",
        "/account/password/change/",
        "/account/app/remove/",
        "/account/passkeys/",
    ):
        page.goto(site + path)
        sound(page)


def test_without_javascript_an_app_and_printed_codes_suffice(chromium: Browser, site: str) -> None:
    rosa = works("Rosa", agency(), app=False)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()

    sign_in(page, site, rosa.user.email)
    page.get_by_role("link", name="Set up an app").click()
    key = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code_for(key))
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Printed codes")).to_be_visible()
    page.get_by_role("link", name="Go to your work").click()
    page.wait_for_url(f"{site}/home/")
    context.close()


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
