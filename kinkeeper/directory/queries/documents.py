"""What the search box can find of the directory: live services, and prisons' pages. History is never among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from kinkeeper.design.marked import unmarked
from kinkeeper.directory.models import PrisonPage, Service
from kinkeeper.directory.queries.entries import entries
from kinkeeper.directory.types import Audience, Stage, Status, unbits
from kinkeeper.foundation.search import Document

SERVICE, PRISON = "service", "prison"


def all_services() -> Iterator[Document]:
    """Every live service."""
    return _services(entries())


def some_services(references: Sequence[str]) -> Iterator[Document]:
    """Those of these services that are live."""
    return _services(entries().filter(reference__in=references))


def _services(rows: QuerySet[Service]) -> Iterator[Document]:
    for service in rows.filter(status=Status.ACTIVE, historic=False).iterator(chunk_size=500):
        places = [row.location for row in service.at_locations.all() if row.location]
        also = [service.organisation.name, service.coverage, *service.languages, *(term.name for term in service.terms.all())]
        also += [word for place in places for word in (place.name, place.town, place.postcode)]
        also += [phone.number for phone in service.phones.all()]
        yield Document(
            kind=SERVICE,
            key=service.reference,
            title=service.name,
            text=service.summary,
            url=reverse("directory:show-entry", args=[service.reference]),
            facets={"audience": unbits(service.audiences, Audience), "stage": unbits(service.stages, Stage)},
            weight=0.5 if service.assured_on else 0.0,
            also="\n".join(filter(None, also)),
        )


def all_prisons() -> Iterator[Document]:
    """Every prison with a page."""
    return _prisons(PrisonPage.objects.all())


def some_prisons(codes: Sequence[str]) -> Iterator[Document]:
    """Those of these prisons that have a page."""
    return _prisons(PrisonPage.objects.filter(code__in=codes))


def _prisons(rows: Iterable[PrisonPage]) -> Iterator[Document]:
    for page in rows:
        parts = (page.about, page.visiting, page.booking, page.bring, page.children, page.visitors_centre, page.getting_there)
        yield Document(
            kind=PRISON,
            key=page.code,
            title=page.name,
            text=unmarked("\n".join(filter(None, parts))),
            url=reverse("directory:show-prison", args=[page.code.lower()]),
            weight=1.0,
            also=f"{page.code} {page.town} {page.postcode}",
        )
