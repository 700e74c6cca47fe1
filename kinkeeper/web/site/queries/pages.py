"""The pages of the public site: as readers see them, as the search finds them, and as their editors do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.search import Document
from kinkeeper.web.models import Collection, Page, PageVersion
from kinkeeper.web.site.rules import plain_words


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


def easy_read_of(slug: str) -> Page | None:
    """The Easy Read of a page, where there is one."""
    return Page.objects.filter(easy_for=slug, published__isnull=False).first()


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
    """Every page with the number and the title of its latest version, for editors."""
    latest = PageVersion.objects.filter(page=OuterRef("pk")).order_by("-number").values("title")[:1]
    pages = Page.objects.select_related("published").annotate(latest=Max("versions__number"), title=Subquery(latest))
    return pages.order_by("section", "place", "slug")


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
