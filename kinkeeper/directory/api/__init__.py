"""Open Referral UK 3.0, read only and open to everybody, at `/oruk/`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import is_naive, make_aware
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from kinkeeper.directory.api.schemas import (
    AtLocation,
    AtLocationPage,
    Organization,
    OrganizationPage,
    Problem,
    Root,
    Service,
    ServicePage,
    TaxonomyOut,
    TaxonomyPage,
    TaxonomyTerm,
    TaxonomyTermPage,
)
from kinkeeper.directory.models import Taxonomy, Term
from kinkeeper.directory.queries import oruk
from kinkeeper.directory.queries.places import point_for

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"

api = NinjaAPI(
    title="Open Referral UK: help for children and families of people in prison",
    version="3.0",
    description="Public, without a key, read only. `assured_date` is when somebody who knows said that the entry is right.",
    urls_namespace="oruk",
    docs_url=None,
)

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
PerPage = Annotated[int, Query(ge=1, le=100)]
Searched = Annotated[str, Query(max_length=200)]
WRONG: dict[int, Any] = {422: Problem}
MISSING: dict[int, Any] = {404: Problem, 422: Problem}


@api.exception_handler(ValidationError)
def wrongly_asked(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that cannot be read: which one."""
    names = sorted({str(problem["loc"][-1]) for problem in error.errors})
    return api.create_response(request, {"detail": f"Not understood: {', '.join(names)}."}, status=422)


@api.get("/", response=Root, exclude_none=True, summary="What this feed is")
def root(request: HttpRequest) -> Any:
    """The version of the standard, and where the rest is described."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": f"{settings.SITE_URL}/oruk/openapi.json"}


@api.get("/services", response={200: ServicePage, **WRONG}, exclude_none=True)
def services(
    request: HttpRequest,
    page: PageNumber = 1,
    per_page: PerPage = 20,
    search: Searched = "",
    modified_after: datetime | None = None,
    minimal: bool = False,
) -> Any:
    """Services, a page at a time; `search` looks in names and descriptions."""
    rows = oruk.services()
    if search:
        rows = rows.filter(Q(name__icontains=_clean(search)) | Q(summary__icontains=_clean(search)))
    if modified_after:
        rows = rows.filter(modified_at__gt=_aware(modified_after))
    return _page(rows, page, per_page, lambda service: oruk.service_json(service, minimal=minimal))


@api.get("/services/{id}", response={200: Service, **MISSING}, exclude_none=True)
def service(request: HttpRequest, id: UUID) -> Any:
    """One service with its organisation, places, telephones, times, costs and terms."""
    return oruk.service_json(_one(oruk.services(), id))


@api.get("/organizations", response={200: OrganizationPage, **WRONG}, exclude_none=True)
def organizations(request: HttpRequest, page: PageNumber = 1, per_page: PerPage = 20, search: Searched = "") -> Any:
    """Organisations that give services."""
    rows = oruk.organisations()
    if search:
        rows = rows.filter(name__icontains=_clean(search))
    return _page(rows, page, per_page, oruk.organisation_json)


@api.get("/organizations/{id}", response={200: Organization, **MISSING}, exclude_none=True)
def organization(request: HttpRequest, id: UUID) -> Any:
    """One organisation."""
    return oruk.organisation_json(_one(oruk.organisations(), id))


@api.get("/taxonomies", response={200: TaxonomyPage, **WRONG}, exclude_none=True)
def taxonomies(request: HttpRequest, page: PageNumber = 1, per_page: PerPage = 20, search: Searched = "") -> Any:
    """Lists of terms."""
    rows = Taxonomy.objects.order_by("pk")
    if search:
        rows = rows.filter(name__icontains=_clean(search))
    return _page(rows, page, per_page, oruk.taxonomy_json)


@api.get("/taxonomies/{id}", response={200: TaxonomyOut, **MISSING}, exclude_none=True)
def taxonomy(request: HttpRequest, id: UUID) -> Any:
    """One list of terms."""
    return oruk.taxonomy_json(_one(Taxonomy.objects.all(), id))


@api.get("/taxonomy_terms", response={200: TaxonomyTermPage, **WRONG}, exclude_none=True)
def taxonomy_terms(request: HttpRequest, page: PageNumber = 1, per_page: PerPage = 20, search: Searched = "") -> Any:
    """Terms, of every list."""
    rows = Term.objects.select_related("taxonomy").order_by("pk")
    if search:
        rows = rows.filter(name__icontains=_clean(search))
    return _page(rows, page, per_page, oruk.term_json)


@api.get("/taxonomy_terms/{id}", response={200: TaxonomyTerm, **MISSING}, exclude_none=True)
def taxonomy_term(request: HttpRequest, id: UUID) -> Any:
    """One term."""
    return oruk.term_json(_one(Term.objects.select_related("taxonomy"), id))


@api.get("/service_at_locations", response={200: AtLocationPage, **MISSING}, exclude_none=True)
def service_at_locations(
    request: HttpRequest,
    page: PageNumber = 1,
    per_page: PerPage = 20,
    search: Searched = "",
    postcode: Annotated[str, Query(max_length=80)] = "",
    proximity: Annotated[float, Query(ge=0, le=20_037_508)] = 16_000,
) -> Any:
    """Services at their places; with `postcode`, those at most `proximity` metres away, nearest first."""
    rows = oruk.at_locations()
    if search:
        rows = rows.filter(service__name__icontains=_clean(search))
    if not postcode:
        return _page(rows, page, per_page, _at_location)
    near = point_for(postcode)
    if near is None:
        raise HttpError(404, "We do not know where that is.")
    ids = oruk.within(rows, near, proximity)
    shown = ids[(page - 1) * per_page : page * per_page]
    found = {row.pk: row for row in oruk.at_locations().filter(pk__in=shown)}
    return _envelope([_at_location(found[pk]) for pk in shown], len(ids), page, per_page)


@api.get("/service_at_locations/{id}", response={200: AtLocation, **MISSING}, exclude_none=True)
def service_at_location(request: HttpRequest, id: UUID) -> Any:
    """One service at one place."""
    return _at_location(_one(oruk.at_locations(), id))


def _at_location(row: Any) -> dict[str, Any]:
    return oruk.at_location_json(row, with_service=True)


def _clean(words: str) -> str:
    return words.replace("\x00", "")  # PostgreSQL has no place for it in text


def _aware(moment: datetime) -> datetime:
    """The moment in UTC: PostgreSQL takes no offset of sixteen hours or more. Raises HttpError 422 outside years 1 to 9999."""
    try:
        return (make_aware(moment) if is_naive(moment) else moment).astimezone(UTC)
    except OverflowError:
        raise HttpError(422, "Not understood: modified_after.") from None


def _one(rows: QuerySet[Any], id: UUID) -> Any:
    found = rows.filter(uuid=id).first()
    if found is None:
        raise HttpError(404, "Nothing has this id.")
    return found


def _page(rows: QuerySet[Any], page: int, per_page: int, shape: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    contents = [shape(row) for row in rows[(page - 1) * per_page : page * per_page]]
    return _envelope(contents, rows.count(), page, per_page)


def _envelope(contents: Sequence[dict[str, Any]], total: int, page: int, per_page: int) -> dict[str, Any]:
    pages = ceil(total / per_page)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }
