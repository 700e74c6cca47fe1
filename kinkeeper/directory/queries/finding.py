"""Find help: nearest first, one row a place; and what can be rung from anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from kinkeeper.design import words as said
from kinkeeper.directory.models import Location, Phone, Schedule, Service
from kinkeeper.directory.queries.places import point_for, prison_named
from kinkeeper.directory.queries.ranking import Row, asked_for, asked_for_a_pack
from kinkeeper.directory.queries.words import DAY_NAMES
from kinkeeper.directory.rules import is_fresh, kilometres
from kinkeeper.directory.types import (
    WEEK,
    CostKind,
    Findings,
    Found,
    HelpNearHome,
    Hours,
    Point,
    Telephone,
    Wanted,
)
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.prepared import planned_once

PAGE_SIZE = 20
PHONES_SHOWN = 4
PACK_LINES = 6
SERVICE_SHOWN = ("id", "reference", "name", "summary", "cost", "assured_on")
PLACE_SHOWN = ("id", "name", "town", "latitude", "longitude")
NO_PLACE = ("", "", None, None)
Columns = Sequence[Any]


def find_help(wanted: Wanted, *, page: int = 1, size: int = PAGE_SIZE) -> Findings:
    """One page of what answers `wanted`: fresh entries before unassured ones, nearest first where a place is known.

    Services without a place are told apart, in `by_phone`. A page past the end is empty.
    """
    day = today(settings.TIME_ZONE)
    asked = asked_for(wanted, day)
    start = (page - 1) * size
    placed = asked.nearest(start, start + size)
    afar = asked.afar(PHONES_SHOWN) if page == 1 else []
    # Where a page itself says how many there are, they are not counted.
    says = (placed or not start) and len(placed) < size
    in_all = start + len(placed) if says else asked.how_many(placed=True)
    in_all_afar = len(afar) if page == 1 and len(afar) < PHONES_SHOWN else asked.how_many(placed=False)
    rows = _rows([*placed, *afar], wanted.near, day)
    return Findings(rows[: len(placed)], in_all, rows[len(placed) :], in_all_afar, wanted.near)


def before_asking() -> Findings:
    """What Find help says before anything was asked: how many places there are, and none of them."""
    return Findings((), asked_for(Wanted(), today(settings.TIME_ZONE)).how_many(placed=True), (), 0, None)


def phone_lines(wanted: Wanted) -> tuple[Found, ...]:
    """Everything that can be rung from anywhere and answers `wanted`, fresh entries first."""
    day = today(settings.TIME_ZONE)
    return _rows(asked_for(wanted, day).afar(200), None, day)


def history() -> QuerySet[Service]:
    """What sources once listed: a record, by name of the organisation. Never help, never checked again."""
    rows = (
        Service.objects.filter(historic=True)
        .select_related("organisation")
        .prefetch_related("phones", "at_locations__location")
    )
    return rows.order_by("organisation__name", "name")


def help_near(*, place: str = "", prison: str = "", on_day: date, limit: int = PACK_LINES) -> list[HelpNearHome]:
    """What a leave pack lists as help near home, nearest first: only entries that were assured lately enough on `on_day`.

    `place` is a postcode, outcode or town; else the prison's own town counts. Lines without a place come last.
    """
    near = point_for(place) if place else None
    if near is None and prison:
        near = _point_of_prison(prison)
    asked = asked_for_a_pack(prison, near, on_day)
    placed = asked.nearest(0, limit)
    afar = asked.afar(limit - len(placed)) if len(placed) < limit else []
    rows = _rows([*placed, *afar], near, on_day)
    return [HelpNearHome(row.name, row.phones[0].number if row.phones else "", row.summary, row.distance_km) for row in rows]


def _point_of_prison(code: str) -> Point | None:
    try:
        page = prison_named(code)
    except NotVisible:
        return None
    if page.latitude is not None and page.longitude is not None:
        return Point(page.latitude, page.longitude, page.name)
    return point_for(page.postcode)


def _rows(ordered: Sequence[Row], near: Point | None, day: date) -> tuple[Found, ...]:
    """What is shown of these rows, in their order: only the columns that are shown, in four queries however many rows."""
    among = {service for service, _place in ordered}
    with planned_once(connection):
        services = {row[0]: row for row in find_rows(Service, SERVICE_SHOWN, "id", among)}
        places = {row[0]: row[1:] for row in find_rows(Location, PLACE_SHOWN, "id", {place for _, place in ordered if place})}
        phones, hours = _phones_of(among), _hours_of(among)
    return tuple(
        _found(services[service], places.get(place, NO_PLACE), near, day, phones[service], hours[service])
        for service, place in ordered
        if service in services
    )


def _phones_of(services: Collection[int]) -> Mapping[int, list[Telephone]]:
    found: dict[int, list[Telephone]] = defaultdict(list)
    rows = find_rows(Phone, ("place", "service_id", "number", "words"), "service_id", services)
    for _place, service, number, words in sorted(rows, key=itemgetter(0)):
        found[service].append(Telephone(number, words))
    return found


def _hours_of(services: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = find_rows(Schedule, ("place", "service_id", "days", "opens", "closes", "words"), "service_id", services)
    for _place, service, days, opens, closes, words in sorted(rows, key=itemgetter(0)):
        found[service].append(hours_in_words(Hours(tuple(filter(None, days.split(","))), opens, closes, words)))
    return found


def _found(
    service: Sequence[Any],
    place: Sequence[Any],
    near: Point | None,
    day: date,
    phones: Sequence[Telephone],
    hours: Sequence[str],
) -> Found:
    _pk, reference, name, summary, cost, assured_on = service
    where, town, latitude, longitude = place
    known = near is not None and latitude is not None and longitude is not None
    return Found(
        reference=reference,
        name=name,
        summary=summary,
        phones=tuple(phones),
        place=", ".join(filter(None, (where, town))),
        distance_km=kilometres(near.latitude, near.longitude, latitude, longitude) if known and near else None,
        hours=tuple(hours),
        free=cost == CostKind.FREE,
        assured_on=assured_on,
        fresh=is_fresh(assured_on, day, settings.DIRECTORY_FRESH_FOR),
        latitude=latitude,
        longitude=longitude,
    )


def hours_in_words(hours: Hours) -> str:
    """Opening hours as people say them: "Monday to Friday, 9am to 5pm"."""
    days = _days_in_words([WEEK.index(day) for day in hours.days if day in WEEK])
    times = f"{said.clock_time(hours.opens)} to {_closing(hours.closes)}" if hours.opens else ""
    return ", ".join(filter(None, (days, times, hours.words)))


def _closing(closes: time | None) -> str:
    """The last minute of the day is how a feed writes midnight."""
    return said.clock_time(time(0) if closes and (closes.hour, closes.minute) == (23, 59) else closes)


def _days_in_words(places: list[int]) -> str:
    if len(places) == 7:
        return str(DAY_NAMES["all"])
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{DAY_NAMES[WEEK[places[0]]]} to {DAY_NAMES[WEEK[places[-1]]]}"
    return ", ".join(str(DAY_NAMES[WEEK[place]]) for place in places)


def hours_for_box(hours: Hours) -> str:
    """Opening hours as they are typed: "Monday to Friday 09:00 to 17:00", which `spreadsheets.hours_of_line` reads back."""
    if hours.opens is None or hours.closes is None or not _is_run(hours.days):
        return hours_in_words(hours)
    first, last = str(DAY_NAMES[hours.days[0]]), str(DAY_NAMES[hours.days[-1]])
    days = first if first == last else f"{first} to {last}"
    return f"{days} {hours.opens:%H:%M} to {hours.closes:%H:%M}"


def _is_run(days: tuple[str, ...]) -> bool:
    places = [WEEK.index(day) for day in days]
    return bool(places) and places == list(range(places[0], places[-1] + 1))
