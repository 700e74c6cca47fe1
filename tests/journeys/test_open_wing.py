"""Five people in the open wing, on a telephone, without JavaScript: each page is also asked of axe."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.directory.actions import load_region, propose_change
from kinkeeper.directory.models import Helpline, Service
from kinkeeper.directory.queries import draft_of
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.web.models import Fact
from kinkeeper.web.models import Page as SitePage
from kinkeeper.web.site.actions import load_pages, save_list_draft, take_off_list
from kinkeeper.web.site.types import ListKind
from tests.signing import agency, signed_in, works
from tests.worlds import agency as plain_agency
from tests.worlds import member

CHROMIUM = "/usr/bin/chromium"
KITES = {"title": "Kites", "code": "kites", "about": "", "slugs": ["carers/telling"]}
MENUS = ("Exit this page", "Menu", "Search this site", "Print or share", "Sign in")  # nothing for paper

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
def site(live_server: Any, settings: Any) -> str:
    settings.JURISDICTION = "demo_region"  # its helplines are invented, and checked
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

    search.rebuild()
    phone.get_by_label("Search this site").fill("takng a child on a visit")
    phone.get_by_role("button", name="Search").click()
    expect(phone.get_by_role("heading", level=3).first).to_have_text("Taking a child on a visit")
    looks_right(phone.url)
    phone.goto(site)
    phone.get_by_role("link", name="I am looking after a child").click()
    phone.get_by_role("link", name="Taking a child on a visit").click()
    looks_right(phone.url)
    phone.get_by_role("link", name="visiting, place by place").click()
    phone.get_by_role("link", name="Saltmarsh").click()
    expect(phone.get_by_role("heading", name="Getting there")).to_be_visible()
    looks_right(phone.url)

    phone.goto(f"{site}/find/")
    phone.get_by_label("What do you need, or where are you?").fill("minibuss")
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


def test_every_easy_read_page_is_whole_on_a4_with_its_pictures_and_without_its_menus(site: str, phone: Page) -> None:
    pages = list(SitePage.objects.filter(shape="easy").select_related("published"))
    assert len(pages) >= 5
    for page in pages:
        assert page.published is not None
        phone.goto(f"{site}/{page.slug}/")
        pictures = phone.locator("main svg").count()
        sheet = PdfReader(io.BytesIO(phone.pdf(format="A4", print_background=False)))
        words = " ".join(" ".join(leaf.extract_text() for leaf in sheet.pages).split())

        sizes = {(float(leaf.mediabox.width), float(leaf.mediabox.height)) for leaf in sheet.pages}
        assert all(abs(width - 595.28) < 2 and abs(height - 841.89) < 2 for width, height in sizes), sizes
        assert page.published.title in words
        assert [menu for menu in MENUS if menu in words] == []
        assert 1 <= len(sheet.pages) <= 4, page.slug
        assert pictures >= 3 or page.slug == "easy", page.slug


def test_a_teacher_learns_what_to_say_and_what_not(site: str, phone: Page, looks_right: Any) -> None:
    phone.goto(f"{site}/sectors/")
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


@pytest.fixture
def editor(phone: Page, site: str) -> Page:
    """Tomasz, who coordinates the partnership, signed in on an old telephone."""
    client = signed_in(works("Tomasz", agency("Harrowmere Network", AgencyKind.BOARD), Role.COORDINATOR))
    phone.context.add_cookies([{"name": name, "value": held.value, "url": site} for name, held in client.cookies.items()])
    return phone


def test_an_editor_writes_a_page_decides_a_change_and_brings_in_a_list(site: str, editor: Page, tmp_path: Path) -> None:
    editor.goto(f"{site}/site/")
    editor.get_by_role("link", name="Money and papers", exact=True).click()
    words = editor.get_by_label("The page", exact=True)
    words.fill("## Today\n\nAsk for the **breakfast club**.\n\n" + words.input_value())
    editor.get_by_label("What you changed").fill("Breakfast")
    editor.get_by_role("button", name="Save, and look at it").click()
    expect(editor.get_by_text("A draft: nobody else sees it yet.")).to_be_visible()
    expect(editor.locator("main strong", has_text="breakfast club")).to_be_visible()
    editor.get_by_role("button", name="Publish it").click()
    expect(editor.get_by_text("Published.")).to_be_visible()
    expect(editor.get_by_role("heading", name="Today")).to_be_visible()
    editor.goto(f"{site}/site/")
    editor.get_by_role("link", name="History Money and papers").click()
    expect(editor.locator("ins", has_text="breakfast club")).to_be_visible()

    service = Service.objects.filter(historic=False).order_by("pk").first()
    assert service is not None
    owner = member("Ola", plain_agency("Oak House Board"), Role.COORDINATOR)
    wanted = replace(draft_of(service), summary="Tea, and somebody who listens.")
    propose_change(by=owner, service=service, draft=wanted, seen=service.version)
    editor.goto(f"{site}/find/desk/")
    editor.get_by_role("link", name=service.name).first.click()
    expect(editor.get_by_role("cell", name="Tea, and somebody who listens.")).to_be_visible()
    editor.get_by_label("Yes, show it from now on").check()
    with editor.expect_navigation():
        editor.get_by_role("button", name="Decide").click()
    editor.goto(f"{site}/find/{service.reference}/")
    expect(editor.get_by_text("Tea, and somebody who listens.")).to_be_visible()

    rows = ["name,organisation,telephone", "Soup Club,Oak House,01632 960177", "Bad Club,Oak House,ring us"]
    (tmp_path / "clubs.csv").write_text("\n".join(rows), "utf-8")
    editor.goto(f"{site}/find/desk/list/")
    for button, said in (("Check it", "Checked: 1 rows can be taken, 1 cannot."), ("Take the good rows", "Taken: 1 new")):
        editor.get_by_label("Your spreadsheet").set_input_files(tmp_path / "clubs.csv")
        editor.get_by_role("button", name=button).click()
        expect(editor.get_by_text(said)).to_be_visible()
        expect(editor.get_by_role("cell", name="“ring us” is not a telephone number.")).to_be_visible()
    assert list(Service.objects.filter(organisation__name="Oak House").values_list("name", flat=True)) == ["Soup Club"]


def test_an_editor_looks_at_a_number_before_readers_do_and_goes_back_on_it(site: str, editor: Page, looks_right: Any) -> None:
    editor.goto(f"{site}/site/")
    editor.get_by_role("link", name="The Listening Line").click()
    editor.get_by_label("When", exact=True).fill("Nights only. Free to ring")
    editor.get_by_role("group", name="Did somebody ring it today?").get_by_label("Yes").check()
    editor.get_by_role("button", name="Save, and look at it").click()
    expect(editor.get_by_text("A draft: nobody else sees it yet.")).to_be_visible()
    expect(editor.locator(".kk-ring")).to_contain_text("Nights only. Free to ring")
    preview = editor.url
    editor.goto(site)
    expect(editor.locator(".kk-ring")).to_contain_text("Any time, day or night. Free to ring")

    editor.goto(preview)
    editor.get_by_role("button", name="Publish it").click()
    expect(editor.get_by_text("Published.")).to_be_visible()
    editor.goto(site)
    expect(editor.locator(".kk-ring")).to_contain_text("Nights only. Free to ring")

    editor.goto(f"{site}/site/")
    editor.get_by_role("link", name="The Listening Line").click()
    editor.get_by_role("button", name="Go back to what it said before this, as a draft").click()
    expect(editor.locator(".kk-ring")).to_contain_text("Any time, day or night. Free to ring")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Publish it").click()
    editor.goto(site)
    expect(editor.locator(".kk-ring")).to_contain_text("Any time, day or night. Free to ring")


def test_pages_of_editors_fit_a_telephone_and_satisfy_axe(site: str, chromium: Browser) -> None:
    client = signed_in(works("Tomasz", agency("Harrowmere Network", AgencyKind.BOARD), Role.COORDINATOR))
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    context.add_cookies([{"name": name, "value": held.value, "url": site} for name, held in client.cookies.items()])
    page = SitePage.objects.get(slug="carers/money")
    entry = Service.objects.filter(historic=False).order_by("pk").first()
    assert entry is not None
    fact, line = Fact.objects.order_by("place")[0].reference, Helpline.objects.order_by("place")[0].reference
    kites = save_list_draft(by=SYSTEM, kind=ListKind.COLLECTIONS, words=KITES).reference
    take_off_list(by=SYSTEM, kind=ListKind.FACTS, reference=fact, seen=0)
    paths = [
        "/site/facts/new/", "/site/collections/new/", f"/site/facts/{fact}/", f"/site/facts/{fact}/preview/",
        f"/site/helplines/{line}/", f"/site/helplines/{line}/preview/", f"/site/collections/{kites}/preview/", "/site/",
        f"/site/pages/{page.reference}/", f"/site/pages/{page.reference}/preview/", "/site/helplines/new/",
        f"/site/pages/{page.reference}/history/", "/find/desk/", "/find/desk/list/", f"/find/{entry.reference}/change/",
        f"/find/{entry.reference}/history/", "/find/desk/places/zza/", "/library/desk/", "/library/add/",
    ]  # fmt: skip
    seen = context.new_page()
    for path in paths:
        seen.goto(site + path)
        found = Axe().run(seen, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert [(each["id"], each["nodes"][0]["target"]) for each in found.response["violations"]] == [], path
        assert seen.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()
