"""A partnership edits its site: drafts, preview, publishing, history, restore; and nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor
from kinkeeper.foundation.errors import NotPermitted, StaleVersion
from kinkeeper.web.models import Page
from kinkeeper.web.site.actions import add_page, load_pages, publish, restore, save_draft
from kinkeeper.web.site.errors import AddressNotRight, AddressTaken
from kinkeeper.web.site.queries import latest_version
from kinkeeper.web.site.types import PageWords
from tests.signing import agency, signed_in, works

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomasz() -> Actor:
    """Tomasz coordinates the partnership, and runs its site."""
    agency = Agency.objects.create(name="Harrowmere Network", kind=AgencyKind.BOARD)
    user = User.objects.create_user("tomasz@example.org", name="Tomasz")
    Member.objects.create(user=user, agency=agency, role=Role.COORDINATOR)
    return actor_for(user)


def test_a_draft_is_seen_by_nobody_until_it_is_published(tomasz: Actor, client: Client) -> None:
    page = add_page(by=tomasz, slug="carers/packed-lunches", words=PageWords("Packed lunches", source="One"))
    before = client.get("/carers/packed-lunches/").status_code
    publish(by=tomasz, page=page, version=latest_version(page), seen=page.version)  # type: ignore[arg-type]
    save_draft(by=tomasz, page=page, words=PageWords("Packed lunches", source="Two"), seen=page.version)

    shown = client.get("/carers/packed-lunches/").content.decode()

    assert before == 404
    assert "<p>One</p>" in shown
    assert "<p>Two</p>" not in shown


def test_an_old_version_comes_back_as_a_new_one_and_nothing_is_lost(tomasz: Actor) -> None:
    page = add_page(by=tomasz, slug="read/kites", words=PageWords("Kites", source="One"))
    first = latest_version(page)
    save_draft(by=tomasz, page=page, words=PageWords("Kites", source="Two"), seen=page.version)

    restore(by=tomasz, page=page, version=first, seen=page.version)  # type: ignore[arg-type]

    assert [version.source for version in page.versions.all()] == ["One", "Two", "One"]


def test_two_editors_at_once_lose_nothing(tomasz: Actor) -> None:
    page = add_page(by=tomasz, slug="read/kites", words=PageWords("Kites", source="One"))
    seen = page.version
    save_draft(by=tomasz, page=page, words=PageWords("Kites", source="Mine"), seen=seen)

    with pytest.raises(StaleVersion):
        save_draft(by=tomasz, page=page, words=PageWords("Kites", source="Theirs"), seen=seen)

    assert latest_version(page).source == "Mine"  # type: ignore[union-attr]


def test_addresses_are_of_a_section_and_taken_once(tomasz: Actor) -> None:
    add_page(by=tomasz, slug="read/kites", words=PageWords("Kites"))
    with pytest.raises(AddressTaken):
        add_page(by=tomasz, slug="read/kites", words=PageWords("Kites"))
    for slug in ("kites", "read/Kites", "read/../x", "read/a/b", "account/login", ""):
        with pytest.raises(AddressNotRight):
            add_page(by=tomasz, slug=slug, words=PageWords("Kites"))


def test_nobody_else_writes_or_sees_the_desk(client: Client) -> None:
    with pytest.raises(NotPermitted):
        add_page(by=NOBODY, slug="read/kites", words=PageWords("Kites"))
    pages = ("site/", "site/pages/new/", "site/helplines/new/", "site/facts/new/", "site/collections/new/")
    assert [client.get(f"/{page}").status_code for page in pages] == [403] * len(pages)


def test_the_seed_set_never_overwrites_what_somebody_wrote(tomasz: Actor) -> None:
    load_pages(by=SYSTEM)
    page = Page.objects.get(slug="home")
    save_draft(by=tomasz, page=page, words=PageWords("Ours", source="Ours"), seen=page.version)

    load_pages(by=SYSTEM)

    assert latest_version(page).title == "Ours"  # type: ignore[union-attr]


@pytest.fixture
def edith() -> Client:
    """Edith edits the site in her browser."""
    return signed_in(works("Edith", agency("Ties East"), Role.COORDINATOR))


def test_an_editor_writes_looks_publishes_and_goes_back_in_her_browser(edith: Client, client: Client) -> None:
    new = {"slug": "carers/packed-lunches", "shape": "plain", "title": "Packed lunches", "source": "Bread"}
    preview = edith.post("/site/pages/new/", new, follow=True).content.decode()
    page = Page.objects.get()
    assert "A draft: nobody else sees it yet." in preview
    desk = edith.get("/site/").content.decode()
    assert ">Packed lunches</a>" in desk  # by its title, though nobody but editors has seen it
    assert client.get("/carers/packed-lunches/").status_code == 404

    edith.post(f"/site/pages/{page.reference}/publish/", {"version": "1", "number": "1"})
    assert "<p>Bread</p>" in client.get("/carers/packed-lunches/").content.decode()
    changed = {"title": "Packed lunches", "source": "Soup", "note": "Winter", "version": "2"}
    edith.post(f"/site/pages/{page.reference}/", changed)
    history = edith.get(f"/site/pages/{page.reference}/history/").content.decode()
    assert ["<ins>+ Soup</ins>" in history, "<del>- Bread</del>" in history, "Winter" in history] == [True] * 3
    assert "<p>Bread</p>" in client.get("/carers/packed-lunches/").content.decode()


def test_an_editor_who_was_overtaken_keeps_every_word_and_reads_the_others(edith: Client, tomasz: Actor) -> None:
    page = add_page(by=tomasz, slug="read/kites", words=PageWords("Kites", source="One"))
    save_draft(by=tomasz, page=page, words=PageWords("Kites", source="Theirs"), seen=1)

    typed = {"title": "Kites", "source": "Mine", "version": "1"}
    overtaken = edith.post(f"/site/pages/{page.reference}/", typed).content.decode()

    assert ["“Theirs”" in overtaken, "Mine</textarea>" in overtaken] == [True, True]
    assert latest_version(page).source == "Theirs"  # type: ignore[union-attr]
    edith.post(f"/site/pages/{page.reference}/", {**typed, "version": "2"})
    assert latest_version(page).source == "Mine"  # type: ignore[union-attr]
