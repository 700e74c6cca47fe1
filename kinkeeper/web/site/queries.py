"""What the public site shows, and what its editors see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse

from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.search import Document
from kinkeeper.web.models import Collection, Fact, Helpline, ListChange, Page, PageVersion
from kinkeeper.web.site.rules import plain_words

HELPLINE_GOOD_FOR = timedelta(days=180)


def shown_page(slug: str) -> Page:
    """The published page at this address. Raises NotVisible when there is none, drafts included."""
    page = Page.objects.filter(slug=slug, published__isnull=False).select_related("published").first()
    if page is None:
        raise NotVisible
    return page


def shown_pages(section: str) -> QuerySet[Page]:
    """The published pages of a section in their order, without the section's own first page."""
    rows = Page.objects.filter(section=section, published__isnull=False).exclude(slug=section)
    return rows.select_related("published").order_by("place", "slug")


def pages_of(collection: Collection) -> list[Page]:
    """The published pages of a collection, in its order."""
    rows = Page.objects.filter(slug__in=collection.slugs, published__isnull=False).select_related("published")
    found = {page.slug: page for page in rows}
    return [found[slug] for slug in collection.slugs if slug in found]


def collection_coded(code: str) -> Collection | None:
    """The collection that a page names."""
    return Collection.objects.filter(code=code).first()


def easy_read_of(slug: str) -> Page | None:
    """The Easy Read of a page, where there is one."""
    return Page.objects.filter(easy_for=slug, published__isnull=False).first()


def helplines() -> QuerySet[Helpline]:
    """Numbers to ring: those that somebody checked lately."""
    since = today(settings.TIME_ZONE) - HELPLINE_GOOD_FOR
    return Helpline.objects.filter(checked_on__gte=since)


def facts(subject: str = "") -> QuerySet[Fact]:
    """Facts and figures, all or on one subject."""
    rows = Fact.objects.order_by("place", "pk")
    return rows.filter(subject=subject) if subject else rows


def all_documents() -> Iterator[Document]:
    """What the search box can find of the site: every published page, as plain words."""
    return _documents(Page.objects.filter(published__isnull=False))


def some_documents(slugs: Sequence[str]) -> Iterator[Document]:
    """Those of these pages that are published."""
    return _documents(Page.objects.filter(published__isnull=False, slug__in=slugs))


def _documents(pages: QuerySet[Page]) -> Iterator[Document]:
    for page in pages.select_related("published"):
        said = page.published
        if said is not None and page.slug != "home":
            yield Document(
                kind="page",
                key=page.slug,
                title=said.title,
                text=plain_words(f"{said.lead}\n{said.source}"),
                url=reverse("site:show-page", args=[page.slug]),
                weight=1.0,
                also=said.teaser,
            )


def all_pages() -> QuerySet[Page]:
    """Every page with the number of its latest version, for editors."""
    return (
        Page.objects.select_related("published").annotate(latest=Max("versions__number")).order_by("section", "place", "slug")
    )


def page_referenced(reference: str) -> Page:
    """The page with this reference. Raises NotVisible."""
    page = Page.objects.filter(reference=reference).select_related("published").first()
    if page is None:
        raise NotVisible
    return page


def latest_version(page: Page) -> PageVersion | None:
    """What was saved last, published or not."""
    return PageVersion.objects.filter(page=page).order_by("-number").first()


def version_numbered(page: Page, number: int) -> PageVersion:
    """One version. Raises NotVisible."""
    version = PageVersion.objects.filter(page=page, number=number).first()
    if version is None:
        raise NotVisible
    return version


def helpline_referenced(reference: str) -> Helpline:
    """The helpline with this reference. Raises NotVisible."""
    line = Helpline.objects.filter(reference=reference).first()
    if line is None:
        raise NotVisible
    return line


def collection_referenced(reference: str) -> Collection:
    """The collection with this reference. Raises NotVisible."""
    collection = Collection.objects.filter(reference=reference).first()
    if collection is None:
        raise NotVisible
    return collection


def fact_referenced(reference: str) -> Fact:
    """The fact with this reference. Raises NotVisible."""
    fact = Fact.objects.filter(reference=reference).first()
    if fact is None:
        raise NotVisible
    return fact


LISTED = {
    Helpline: ("name", "phone", "hours", "says", "source", "place", "checked_on"),
    Collection: ("code", "title", "about", "slugs"),
    Fact: ("figure", "says", "subject", "where", "when", "kind", "source", "care", "place"),
}


def list_words(record: Helpline | Collection | Fact) -> dict[str, str]:
    """What a helpline, a collection or a fact says, as text."""
    said = {name: getattr(record, name) for name in LISTED[type(record)]}
    return {
        name: ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in said.items()
    }


def list_changes(reference: str) -> list[tuple[ListChange, list[tuple[str, str, str]]]]:
    """Every change of a helpline, a collection or a fact, newest first: each field that differs, before and after."""
    return [
        (
            change,
            [
                (name, change.before.get(name, ""), said)
                for name, said in change.after.items()
                if change.before.get(name) != said
            ],
        )
        for change in ListChange.objects.filter(key=reference)
    ]
