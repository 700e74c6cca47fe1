"""Taking in many entries: spreadsheets, places, and the invented region that the demo lives in."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from typing import Any

from django.conf import settings
from django.db import transaction

from kinkeeper.directory.actions.care import save_prison_page
from kinkeeper.directory.actions.spreadsheets import draft_of_row, read_rows
from kinkeeper.directory.actions.writing import assure, refresh_rows, write_entry
from kinkeeper.directory.errors import EntryNotRight, FileRefused
from kinkeeper.directory.models import Location, Outline, Place, PrisonPage, Service
from kinkeeper.directory.permissions import may_moderate_directory
from kinkeeper.directory.queries.places import place_code, point_for
from kinkeeper.directory.rules import draft_from, problems_of
from kinkeeper.directory.rules.outlines import outer_rings
from kinkeeper.directory.types import BadRow, Draft, ImportReport
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import today
from kinkeeper.ledger.actions import record

AT_ONCE = 100  # rows a transaction: SQLite has one writer, and visitors report problems meanwhile


def import_entries(*, by: Actor, name: str, content: bytes, dry_run: bool) -> ImportReport:
    """Take the good rows of a spreadsheet; bad ones come back with reasons. A dry run writes nothing.

    Raises FileRefused when the file itself cannot be taken, and NotPermitted.
    """
    may_moderate_directory(by).require()
    header, rows = read_rows(name, content)
    good: list[tuple[int, tuple[str, ...], Draft]] = []
    bad: list[BadRow] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        draft, problems = draft_of_row(header, row)
        problems += problems_of(draft)
        key = (draft.organisation.casefold(), draft.name.casefold())
        if not problems and key in seen:
            problems.append(f"Row {seen[key]} is the same service of the same organisation.")
        if problems:
            bad.append(BadRow(row.number, row.cells, tuple(problems)))
            continue
        seen[key] = row.number
        good.append((row.number, row.cells, draft))
    added = changed = 0
    if not dry_run:
        for start in range(0, len(good), AT_ONCE):
            more_added, more_changed = _write_some(by, good[start : start + AT_ONCE], bad)
            added, changed = added + more_added, changed + more_changed
    return ImportReport(
        taken=len(good), changed=changed, added=added, bad=tuple(bad), header=header, dry_run=dry_run,
        names=tuple(draft.name for _, _, draft in good[:10]),
    )  # fmt: skip


@transaction.atomic
def _write_some(by: Actor, some: Sequence[tuple[int, tuple[str, ...], Draft]], bad: list[BadRow]) -> tuple[int, int]:
    added = changed = 0
    for number, cells, draft in some:
        try:
            written = write_entry(by=by, draft=_keeping_owner(draft), why="spreadsheet")
        except EntryNotRight as wrong:
            bad.append(BadRow(number, cells, tuple(wrong.problems)))
            continue
        added += written.added
        changed += written.changed and not written.added
    record(by=by, action="import_entries", detail={"added": added, "changed": changed})
    return added, changed


def _keeping_owner(draft: Draft) -> Draft:
    """A list that leaves the owner's column empty does not take an entry away from its owner."""
    if draft.owner_email:
        return draft
    known = Service.objects.filter(organisation__name=draft.organisation, name=draft.name).values_list("owner_email", flat=True)
    return replace(draft, owner_email=known.first() or "")


@transaction.atomic
def import_places(*, by: Actor, content: bytes) -> int:
    """Take the middles of postcodes, outcodes and towns from a CSV with the columns code (or name), latitude, longitude.

    Entries and prisons whose place was not known get their point. Answers how many places. Raises FileRefused.
    """
    may_moderate_directory(by).require()
    try:
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        places = [
            Place(
                code=place_code(line.get("code") or line["name"]),
                name=(line.get("name") or line["code"]).strip()[:80],
                latitude=float(line["latitude"]),
                longitude=float(line["longitude"]),
            )
            for line in lines
        ]
        for place in places:
            place.is_postcode = re.search(" [0-9]", place.code) is not None  # its second half, whole or begun: "ZZ99 3"
    except (KeyError, TypeError, ValueError, UnicodeDecodeError, csv.Error) as problem:
        raise FileRefused("A file of places has the columns code, name, latitude and longitude.") from problem
    if not places or any(
        not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180) or not place.code for place in places
    ):
        raise FileRefused("Each place needs a code, and degrees that are on the earth.")
    Place.objects.bulk_create(
        {place.code: place for place in places}.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "latitude", "longitude", "is_postcode"],
        batch_size=500,
    )
    _settle_points()
    record(by=by, action="import_places", detail={"places": len(places)})
    return len(places)


@transaction.atomic
def import_outline(*, by: Actor, name: str, content: bytes) -> int:
    """Keep the shape of a county or a country (GeoJSON, WGS 84), in place of the one of that name; answers its edges.

    Outer edges only, thinned to what a small map can show. Raises FileRefused and NotPermitted.
    """
    may_moderate_directory(by).require()
    try:
        rings = outer_rings(json.loads(content))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as problem:
        raise FileRefused("An outline is a GeoJSON file with a Polygon or a MultiPolygon in degrees.") from problem
    if not rings:
        raise FileRefused("There is no Polygon in this file.")
    Outline.objects.update_or_create(name=name[:80], defaults={"rings": rings})
    record(by=by, action="import_outline", detail={"edges": len(rings)})
    return len(rings)


def _settle_points() -> None:
    for location in Location.objects.filter(latitude__isnull=True).exclude(postcode="", town=""):
        if point := point_for(location.postcode) or point_for(location.town):
            Location.objects.filter(pk=location.pk).update(latitude=point.latitude, longitude=point.longitude)
            for service_id in location.at_services.values_list("service_id", flat=True):
                refresh_rows(service_id)
    for page in PrisonPage.objects.filter(latitude__isnull=True):
        if point := point_for(page.postcode) or point_for(page.town):
            PrisonPage.objects.filter(pk=page.pk).update(latitude=point.latitude, longitude=point.longitude)


def load_region(*, by: Actor) -> dict[str, int]:
    """Load the invented region (places, prisons, services) and the record of what the sources once listed. Repeatable."""
    folder = resources.files("kinkeeper.directory") / "region"
    places = import_places(by=by, content=(folder / "places.csv").read_bytes())
    import_outline(by=by, name="Harrowmere", content=(folder / "outline.json").read_bytes())
    prisons = tomllib.loads((folder / "prisons.toml").read_text("utf-8"))["prisons"]
    for prison in prisons:
        save_prison_page(by=by, code=prison["code"], words=prison)
    services = _load_services(by, tomllib.loads((folder / "services.toml").read_text("utf-8"))["services"], invented=True)
    history = load_history(by=by)
    return {"places": places, "prisons": len(prisons), "services": services, "history": history}


def load_history(*, by: Actor) -> int:
    """Load what the sources listed once: a record, never checked again, and never offered as help."""
    may_moderate_directory(by).require()
    folder = resources.files("kinkeeper.directory") / "region"
    return _load_services(by, tomllib.loads((folder / "history.toml").read_text("utf-8"))["services"], invented=False)


@transaction.atomic
def _load_services(by: Actor, rows: Sequence[dict[str, Any]], *, invented: bool) -> int:
    day = today(settings.TIME_ZONE)
    for row in rows:
        parts = dict(row)
        unassured = parts.pop("unassured", False)
        shapes: dict[str, dict[str, Any]] = {
            "phones": {"words": ""},
            "hours": {"days": [], "opens": "", "closes": "", "words": ""},
        }
        for name, empty in shapes.items():
            parts[name] = [{**empty, **part} for part in parts.get(name, [])]
        written = write_entry(by=by, draft=draft_from({**parts, "historic": not invented}), why="region")
        if invented and not unassured:
            assure(written.service, day, written.service.owner_email)
    record(by=by, action="load_services", detail={"services": len(rows)})
    return len(rows)
