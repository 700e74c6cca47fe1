"""Writing an entry: one way for forms, spreadsheets and feeds alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from kinkeeper.directory.errors import EntryNotRight
from kinkeeper.directory.models import (
    Change,
    Location,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServicePrison,
    Taxonomy,
    Term,
)
from kinkeeper.directory.permissions import may_moderate_directory
from kinkeeper.directory.queries.documents import SERVICE
from kinkeeper.directory.queries.entries import OWN_KINDS, draft_of, entries
from kinkeeper.directory.queries.places import point_for
from kinkeeper.directory.queries.words import KINDS
from kinkeeper.directory.rules import plain, problems_of, tidy_postcode, unit_vector
from kinkeeper.directory.types import Audience, Draft, HelpKind, Spot, Stage, Status, bits
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record

OTHER_TERMS = "other"
_PLAIN_FIELDS = ("name", "summary", "status", "min_age", "max_age", "cost", "cost_words", "access", "coverage", "how_to_ask",
                 "website", "email", "owner_email", "source", "historic")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What writing one draft came to."""

    service: Service
    added: bool
    changed: bool


@transaction.atomic
def save_entry(
    *, by: Actor, draft: Draft, seen: int | None = None, assured_on: date | None = None, assurer: str = ""
) -> Service:
    """Add the entry, or change the one of that UUID (else of that name in that organisation), keeping its history.

    With `seen`, a version that somebody changed meanwhile raises StaleVersion. Raises EntryNotRight and NotPermitted.
    """
    may_moderate_directory(by).require()
    written = write_entry(by=by, draft=draft, why="saved", seen=seen)
    if assured_on:
        assure(written.service, assured_on, assurer)
    record(by=by, action="save_entry", detail={"service": written.service.reference})
    return written.service


def write_entry(*, by: Actor, draft: Draft, why: str, seen: int | None = None) -> Written:
    """Write one draft inside the caller's transaction; the caller has decided and writes the ledger."""
    draft = _tidy(draft)
    if problems := problems_of(draft):
        raise EntryNotRight(problems)
    service = _find(draft)
    before: dict[str, Any] = {}
    if service is not None:
        old = draft_of(service)
        draft = replace(draft, uuid=service.uuid, spots=_known_spots(draft.spots, old.spots))
        before = plain(old)
        if before == plain(replace(draft, organisation_uuid=None, organisation_words="")):
            return Written(service, added=False, changed=False)
    added = service is None
    service = _save_service(service, draft, seen)
    _replace_parts(service, draft)
    changed = _replace_locations(service, draft.spots)
    _replace_terms(service, draft)
    refresh_rows(service.pk)
    _refresh_others_at(changed, service)
    service = entries().get(pk=service.pk)
    Change.objects.create(
        subject="service", key=service.reference, why=why, by=by.reference, before=before, after=plain(draft_of(service))
    )
    search.changed(SERVICE, [service.reference])
    return Written(service, added=added, changed=True)


def assure(service: Service, day: date, assurer: str) -> None:
    """Write that somebody said on `day` that the entry is right; inside the caller's transaction."""
    Service.objects.filter(pk=service.pk, historic=False).update(assured_on=day, assurer=assurer)
    ServiceAtLocation.objects.filter(service_id=service.pk, service__historic=False).update(assured_on=day)
    service.refresh_from_db(fields=["assured_on", "assurer"])


def refresh_rows(service_id: int) -> None:
    """Copy what a search needs to the service's rows in Find help."""
    service = entries().get(pk=service_id)
    shared = {
        "live": service.status == Status.ACTIVE and not service.historic,
        "assured_on": service.assured_on,
        "audiences": service.audiences,
        "stages": service.stages,
        "youngest": service.min_age or 0,
        "oldest": 120 if service.max_age is None else service.max_age,
    }
    about = [service.name, service.organisation.name, service.summary, service.coverage, *service.languages]
    about += [term.name for term in service.terms.all()] + [phone.number for phone in service.phones.all()]
    for row in service.at_locations.all():
        place = row.location
        known = place is not None and place.latitude is not None and place.longitude is not None
        x, y, z = unit_vector(place.latitude, place.longitude) if known else (None, None, None)  # type: ignore[union-attr, arg-type]
        words = [*about, place.name, place.town, place.county, place.postcode] if place else about
        ServiceAtLocation.objects.filter(pk=row.pk).update(
            **shared, x=x, y=y, z=z, words=re.sub(r"\s+", " ", " ".join(words)).lower(), modified_at=now()
        )


def _tidy(draft: Draft) -> Draft:
    spots = tuple(
        replace(spot, postcode=tidy_postcode(spot.postcode) or spot.postcode)
        for spot in draft.spots
        if any((spot.name, spot.address, spot.town, spot.postcode, spot.latitude is not None))
    )
    phones = tuple(replace(phone, number=" ".join(phone.number.split())) for phone in draft.phones if phone.number.strip())
    return replace(
        draft,
        name=" ".join(draft.name.split()),
        organisation=" ".join(draft.organisation.split()),
        kinds=tuple(sorted(set(draft.kinds))),
        audiences=_in_order(draft.audiences, Audience),
        stages=_in_order(draft.stages, Stage),
        terms=tuple(sorted(set(draft.terms))),
        prisons=tuple(sorted({code.upper() for code in draft.prisons})),
        spots=spots,
        phones=phones,
    )


def _in_order(values: Sequence[str], of: type[Audience] | type[Stage]) -> tuple[str, ...]:
    """As the bits give them back; words that are none of them stay, to be named as a problem."""
    known = [member.value for member in of]
    return tuple(sorted(set(values), key=lambda value: (known.index(value) if value in known else len(known), value)))


def _find(draft: Draft) -> Service | None:
    if draft.uuid and (known := entries().filter(uuid=draft.uuid).first()):
        return known
    return entries().filter(organisation__name=draft.organisation, name=draft.name).first()


def _known_spots(wanted: Sequence[Spot], known: Sequence[Spot]) -> tuple[Spot, ...]:
    """Give spots that are already known their id and point, so that writing the same words twice changes nothing."""
    by_address = {(spot.name, spot.address, spot.postcode): spot for spot in known}
    settled = []
    for spot in wanted:
        same = by_address.get((spot.name, spot.address, spot.postcode))
        if same and (spot.uuid is None or spot.uuid == same.uuid):
            spot = replace(spot, uuid=same.uuid)
            if spot.latitude is None:
                spot = replace(spot, latitude=same.latitude, longitude=same.longitude)
        settled.append(spot)
    return tuple(settled)


def _organisation(draft: Draft) -> Organisation:
    known = Organisation.objects.filter(uuid=draft.organisation_uuid).first() if draft.organisation_uuid else None
    known = known or Organisation.objects.filter(name=draft.organisation).first()
    if known is None:
        own = {"uuid": draft.organisation_uuid} if draft.organisation_uuid else {}
        return Organisation.objects.create(name=draft.organisation, about=draft.organisation_words, **own)
    if draft.organisation_words and known.about != draft.organisation_words:
        Organisation.objects.filter(pk=known.pk).update(about=draft.organisation_words, modified_at=now())
    return known


def _save_service(service: Service | None, draft: Draft, seen: int | None) -> Service:
    fields: dict[str, Any] = {name: getattr(draft, name) for name in _PLAIN_FIELDS}
    fields |= {
        "organisation": _organisation(draft),
        "audiences": bits(draft.audiences, Audience),
        "stages": bits(draft.stages, Stage),
        "languages": list(draft.languages),
        "modified_at": now(),
    }
    if draft.historic:
        fields |= {"assured_on": None, "assurer": ""}
    if service is None:
        return Service.objects.create(**fields, **({"uuid": draft.uuid} if draft.uuid else {}))
    save_version(service, seen=service.version if seen is None else seen, **fields)
    return service


def _replace_parts(service: Service, draft: Draft) -> None:
    service.phones.all().delete()
    Phone.objects.bulk_create(
        Phone(service=service, place=place, number=phone.number, words=phone.words) for place, phone in enumerate(draft.phones)
    )
    service.schedules.all().delete()
    Schedule.objects.bulk_create(
        Schedule(service=service, place=place, days=",".join(part.days), opens=part.opens, closes=part.closes, words=part.words)
        for place, part in enumerate(draft.hours)
    )
    service.prisons.all().delete()
    ServicePrison.objects.bulk_create(ServicePrison(service=service, code=code) for code in draft.prisons)


def _replace_locations(service: Service, spots: Sequence[Spot]) -> list[Location]:
    """Where the service is, from now on. Answers the places that say something else now: other services may share them."""
    found = [_location(service, spot) for spot in spots]
    wanted = [location for location, _changed in found]
    kept = ServiceAtLocation.objects.filter(service=service)
    if wanted:
        kept.exclude(location__in=wanted).delete()
        known = set(kept.values_list("location_id", flat=True))
        for location in dict.fromkeys(wanted):
            if location.pk not in known:
                ServiceAtLocation.objects.create(service=service, location=location)
    else:
        kept.exclude(location__isnull=True).delete()
        ServiceAtLocation.objects.get_or_create(service=service, location=None)
    return [location for location, changed in found if changed]


def _refresh_others_at(places: Sequence[Location], service: Service) -> None:
    others = Service.objects.filter(at_locations__location__in=places).exclude(pk=service.pk).distinct()
    for other in others:
        refresh_rows(other.pk)
    search.changed(SERVICE, [other.reference for other in others])


def _location(service: Service, spot: Spot) -> tuple[Location, bool]:
    latitude, longitude = spot.latitude, spot.longitude
    if latitude is None and (point := point_for(spot.postcode) or point_for(spot.town)):
        latitude, longitude = point.latitude, point.longitude
    fields = {
        "name": spot.name, "address": spot.address, "town": spot.town, "county": spot.county, "postcode": spot.postcode,
        "access": spot.access, "latitude": latitude, "longitude": longitude,
    }  # fmt: skip
    known = Location.objects.filter(organisation=service.organisation)
    same = known.filter(uuid=spot.uuid).first() if spot.uuid else None
    same = same or known.filter(name=spot.name, address=spot.address, postcode=spot.postcode).first()
    if same is None:
        taken = spot.uuid is not None and Location.objects.filter(uuid=spot.uuid).exists()
        own = {"uuid": spot.uuid} if spot.uuid and not taken else {}
        return Location.objects.create(organisation=service.organisation, **fields, **own), False
    changed = any(getattr(same, name) != value for name, value in fields.items())
    if changed:
        Location.objects.filter(pk=same.pk).update(**fields, modified_at=now())
    return same, changed


def _replace_terms(service: Service, draft: Draft) -> None:
    wanted = [own_term(HelpKind(code)) for code in draft.kinds] + [_other_term(name) for name in draft.terms]
    service.terms.set(wanted)


def own_term(kind: HelpKind) -> Term:
    """Our own term for a kind of help, made when it is first needed; its UUID is the same on every site."""
    taxonomy = _taxonomy(OWN_KINDS, "Kinds of help", "What kind of help a service gives to families and those around them.")
    return _term(taxonomy, kind.value, str(KINDS[kind]))


def _other_term(name: str) -> Term:
    return _term(
        _taxonomy(OTHER_TERMS, "Other terms", "Terms that came with imported entries, as they were named there."), name, name
    )


def _taxonomy(code: str, name: str, about: str) -> Taxonomy:
    own = {"name": name, "about": about, "uuid": _fixed(f"taxonomy:{code}")}
    return Taxonomy.objects.get_or_create(code=code, defaults=own)[0]


def _term(taxonomy: Taxonomy, code: str, name: str) -> Term:
    own = {"name": name[:160], "about": name[:160], "uuid": _fixed(f"term:{taxonomy.code}:{code}")}
    return Term.objects.get_or_create(taxonomy=taxonomy, code=code[:120], defaults=own)[0]


def _fixed(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"kinkeeper:directory:{name}")
