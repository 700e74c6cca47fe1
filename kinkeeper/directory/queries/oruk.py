"""Entries in the shape of Open Referral UK 3.0 (HSDS-UK-3.0). Empty optional members are left out, never null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from math import pi, sin
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from kinkeeper.directory.models import Location, Organisation, Service, ServiceAtLocation, Taxonomy, Term
from kinkeeper.directory.queries.words import AUDIENCES, STAGES
from kinkeeper.directory.rules import EARTH_KM, EMAIL, unit_vector
from kinkeeper.directory.types import WEEK, Audience, Hours, Point, Stage, unbits

Json = dict[str, Any]


def services() -> QuerySet[Service]:
    """Services that the feed serves: all but history."""
    return (
        Service.objects.filter(historic=False)
        .select_related("organisation")
        .prefetch_related("phones", "schedules", "terms__taxonomy", "at_locations__location")
        .order_by("pk")
    )


def organisations() -> QuerySet[Organisation]:
    """Organisations with at least one service in the feed."""
    return Organisation.objects.filter(services__historic=False).distinct().order_by("pk")


def at_locations() -> QuerySet[ServiceAtLocation]:
    """Services at their places."""
    return (
        ServiceAtLocation.objects.filter(service__historic=False, location__isnull=False)
        .select_related("service__organisation", "location")
        .order_by("pk")
    )


def within(rows: QuerySet[ServiceAtLocation], near: Point, metres: float) -> list[int]:
    """The ids of the rows at most `metres` from `near`, nearest first."""
    x, y, z = unit_vector(near.latitude, near.longitude)
    # On the unit sphere the straight line c between two points and their distance d obey c = 2 sin(d / 2R).

    chord = 2 * sin(min(metres / (EARTH_KM * 1000), pi) / 2)
    found = [
        ((x - row[1]) ** 2 + (y - row[2]) ** 2 + (z - row[3]) ** 2, row[0])
        for row in rows.filter(x__isnull=False).values_list("pk", "x", "y", "z")
        if row[1] is not None and row[2] is not None and row[3] is not None
    ]
    return [pk for square, pk in sorted(found) if square <= chord * chord]


def full(members: Mapping[str, Any]) -> Json:
    """The members that hold something."""
    return {name: value for name, value in members.items() if value not in (None, "", [], ())}


def part_id(owner: UUID, name: str) -> str:
    """A stable id for a part that has none of its own."""
    return str(uuid5(owner, name))


def service_json(service: Service, *, minimal: bool = False) -> Json:
    """One service with its parts; `minimal` leaves the parts out."""
    short = full(
        {
            "id": str(service.uuid),
            "name": service.name,
            "status": service.status,
            "organization_id": str(service.organisation.uuid),
            "description": service.summary,
            "assured_date": service.assured_on.isoformat() if service.assured_on else None,
            "assurer_email": service.assurer if EMAIL.match(service.assurer) else "",
            "last_modified": _moment(service.modified_at),
        }
    )
    if minimal:
        return short
    return short | full(
        {
            "url": service.website,
            "email": service.email,
            "application_process": service.how_to_ask,
            "fees_description": service.cost_words,
            "minimum_age": service.min_age,
            "maximum_age": service.max_age,
            "organization": organisation_json(service.organisation),
            "phones": [_phone(service, place) for place in range(len(service.phones.all()))],
            "schedules": [_schedule(service, place) for place in range(len(service.schedules.all()))],
            "languages": [{"id": part_id(service.uuid, f"language:{name}"), "name": name} for name in service.languages],
            "cost_options": _costs(service),
            "service_areas": _areas(service),
            "attributes": _attributes(service),
            "service_at_locations": [at_location_json(row) for row in service.at_locations.all() if row.location],
        }
    )


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def organisation_json(organisation: Organisation) -> Json:
    """One organisation; `description` is required, so the name stands in where nobody has described it."""
    return full(
        {
            "id": str(organisation.uuid),
            "name": organisation.name,
            "description": organisation.about or organisation.name,
            "website": organisation.website,
        }
    )


def at_location_json(row: ServiceAtLocation, *, with_service: bool = False) -> Json:
    """A service at a location, with the location, and on its own list with the service in short."""
    location = row.location
    return full(
        {
            "id": str(row.uuid),
            "service_id": str(row.service.uuid) if with_service else None,
            "location_id": str(location.uuid) if location else None,
            "location": location_json(location) if location else None,
            "service": service_json(row.service, minimal=True) if with_service else None,
        }
    )


def location_json(location: Location) -> Json:
    """One location with its address and how to get in."""
    address = None
    if location.address or location.postcode or location.town:
        address = {
            "id": part_id(location.uuid, "address"),
            "address_1": location.address or location.name,
            "city": location.town,
            "state_province": location.county,
            "postal_code": location.postcode,
            "country": "GB",
            "address_type": "physical",
        }
    access = [{"id": part_id(location.uuid, "access"), "description": location.access}] if location.access else []
    return full(
        {
            "id": str(location.uuid),
            "location_type": "physical",
            "name": location.name,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "addresses": [address] if address else [],
            "accessibility": access,
        }
    )


def taxonomy_json(taxonomy: Taxonomy) -> Json:
    """One list of terms."""
    return {"id": str(taxonomy.uuid), "name": taxonomy.name, "description": taxonomy.about}


def term_json(term: Term) -> Json:
    """One term, with the list it belongs to."""
    own = term.taxonomy.code == "help"
    return {
        "id": str(term.uuid),
        "code": term.code,
        "name": term.name,
        "description": term.about or term.name,
        "taxonomy": "kinkeeper" if own else term.taxonomy.name,
        "taxonomy_detail": taxonomy_json(term.taxonomy),
    }


def _attributes(service: Service) -> list[Json]:
    terms = [term_json(term) for term in service.terms.all()]
    for names, mask, of in ((AUDIENCES, service.audiences, Audience), (STAGES, service.stages, Stage)):
        for code in unbits(mask, of):
            name = str(names[code])
            own_id = part_id(UUID(int=0), f"kinkeeper:{of.__name__}:{code}")
            terms.append({"id": own_id, "code": code, "name": name, "description": name, "taxonomy": "kinkeeper"})
    return [
        {
            "id": part_id(service.uuid, f"attribute:{term['id']}"),
            "link_id": str(service.uuid),
            "link_entity": "service",
            "taxonomy_term": term,
        }
        for term in terms
    ]


def _phone(service: Service, place: int) -> Json:
    phone = service.phones.all()[place]
    return full({"id": part_id(service.uuid, f"phone:{place}"), "number": phone.number, "description": phone.words})


def _schedule(service: Service, place: int) -> Json:
    part = service.schedules.all()[place]
    return full(
        {
            "id": part_id(service.uuid, f"schedule:{place}"),
            "freq": "WEEKLY" if part.days else "",
            "byday": part.days,
            "opens_at": part.opens.strftime("%H:%M") if part.opens else "",
            "closes_at": part.closes.strftime("%H:%M") if part.closes else "",
            "description": part.words,
        }
    )


def hours_from(part: Mapping[str, Any]) -> Hours:
    """Opening hours from a schedule of the standard; what cannot be read as days and times is kept as words."""
    days = tuple(day[-2:].upper() for day in str(part.get("byday", "")).split(",") if day[-2:].upper() in WEEK)
    try:
        opens = time.fromisoformat(str(part.get("opens_at", ""))[:8].rstrip("Z"))
        closes = time.fromisoformat(str(part.get("closes_at", ""))[:8].rstrip("Z"))
    except ValueError:
        return Hours(days=days, words=str(part.get("description", ""))[:200])
    return Hours(
        days=days,
        opens=opens.replace(second=0, microsecond=0, tzinfo=None),
        closes=closes.replace(second=0, microsecond=0, tzinfo=None),
        words=str(part.get("description", ""))[:200],
    )


def _costs(service: Service) -> list[Json]:
    if service.cost == "free":
        return [{"id": part_id(service.uuid, "cost"), "amount": 0, "currency": "GBP", "option": "Free"}]
    if service.cost == "paid":
        return [{"id": part_id(service.uuid, "cost"), "option": "Paid", "amount_description": service.cost_words or "Paid"}]
    return []


def _areas(service: Service) -> list[Json]:
    return [{"id": part_id(service.uuid, "area"), "name": service.coverage}] if service.coverage else []
