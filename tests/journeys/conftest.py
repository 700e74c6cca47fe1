"""A browser for journeys: the system's Chromium, at a phone's width, on the site as it runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="module")  # the browser tool lets one at a time run in a process
def _chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's own loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def phone(_chromium: Browser) -> Iterator[Page]:
    """A page 360 pixels wide."""
    context = _chromium.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.fixture
def sound() -> Any:
    """Call it with a page: no serious fault for those who read with a screen reader, nothing wider than the screen."""

    def check(page: Page) -> None:
        found = Axe().run(page)
        serious = {
            one["id"]: [node["html"][:120] for node in one["nodes"]]
            for one in found.response["violations"]
            if one["impact"] in {"serious", "critical"}
        }
        assert serious == {}, page.url
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, page.url

    return check
