"""Writing the pages of the public site: drafts, publishing, restoring."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.web.models import Page, PageVersion
from kinkeeper.web.site.errors import AddressNotRight, AddressTaken
from kinkeeper.web.site.permissions import may_edit_site
from kinkeeper.web.site.queries import latest_version
from kinkeeper.web.site.rules import SLUG, section_of
from kinkeeper.web.site.types import PageWords, Shape


@transaction.atomic
def add_page(*, by: Actor, slug: str, words: PageWords, shape: str = Shape.PLAIN, note: str = "") -> Page:
    """A new page, as a draft that nobody sees yet. Raises NotPermitted, AddressNotRight and AddressTaken."""
    may_edit_site(by).require()
    if not SLUG.match(slug):
        raise AddressNotRight
    if Page.objects.filter(slug=slug).exists():
        raise AddressTaken
    page = Page.objects.create(slug=slug, section=section_of(slug), shape=shape)
    add_version(by, page, words, note)
    record(by=by, action="add_page", detail={"page": page.reference})
    return page


@transaction.atomic
def save_draft(*, by: Actor, page: Page, words: PageWords, seen: int, note: str = "") -> PageVersion:
    """Save a page's words as its newest version; what is published stays. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen)
    version = add_version(by, page, words, note)
    record(by=by, action="save_draft", detail={"page": page.reference, "version": version.number})
    return version


@transaction.atomic
def publish(*, by: Actor, page: Page, version: PageVersion, seen: int) -> None:
    """Show this version from now on. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen, published=version)
    search.changed("page", [page.slug])
    record(by=by, action="publish", detail={"page": page.reference, "version": version.number})


@transaction.atomic
def unpublish(*, by: Actor, page: Page, seen: int) -> None:
    """Show the page no longer; its versions stay. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen, published=None)
    search.changed("page", [page.slug])
    record(by=by, action="unpublish", detail={"page": page.reference})


@transaction.atomic
def restore(*, by: Actor, page: Page, version: PageVersion, seen: int) -> PageVersion:
    """Make an old version the newest draft. Nothing is lost: the versions between stay. Raises NotPermitted, StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen)
    words = PageWords(version.title, version.tab, version.teaser, version.lead, version.source)
    again = add_version(by, page, words, f"as in version {version.number}")
    record(by=by, action="restore", detail={"page": page.reference, "version": version.number})
    return again


def add_version(by: Actor, page: Page, words: PageWords, note: str) -> PageVersion:
    """The page's next version; whoever calls has decided, and writes the entry."""
    last = latest_version(page)
    number = last.number + 1 if last else 1
    return PageVersion.objects.create(page=page, number=number, note=note[:200], made_by=by.reference, **asdict(words))
