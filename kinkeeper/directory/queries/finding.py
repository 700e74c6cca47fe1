"""Find help: nearest first, one row a place; and what can be rung from anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from functools import cache, lru_cache
from math import cos
from typing import Any

from django.conf import settings
from django.db.models import Case, ExpressionWrapper, F, FloatField, IntegerField, Q, QuerySet, Value, When

from kinkeeper.design import words as said
from kinkeeper.directory.models import Phone, Schedule, Service, ServiceAtLocation
from kinkeeper.directory.queries.places import point_for, prison_named
from kinkeeper.directory.queries.words import DAY_NAMES
from kinkeeper.directory.rules import EARTH_KM, is_fresh, kilometres, unit_vector
from kinkeeper.directory.types import (
    WEEK,
    Audience,
    CostKind,
    Findings,
    Found,
    HelpNearHome,
    Hours,
    Point,
    Stage,
    Telephone,
    Wanted,
    bits,
)
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible

PAGE_SIZE = 20
PHONES_SHOWN = 4
PACK_LINES = 6
CHOICES = 512  # more than there are ways to choose for whom, at what stage and at what age
AT_HOME = (Audience.CHILD, Audience.CARER, Audience.RELATIVE)
SHOWN = (
    "service_id", "service__reference", "service__name", "service__summary", "service__cost", "service__assured_on",
    "location__name", "location__town", "location__latitude", "location__longitude",
)  # fmt: skip
REACHES_KM = (30, 120, 480)  # where to look first: a small circle is read from an index, and mostly holds enough


def find_help(wanted: Wanted, *, page: int = 1, size: int = PAGE_SIZE) -> Findings:
    """One page of what answers `wanted`: fresh entries before unassured ones, nearest first where a place is known.

    Services without a place are told apart, in `by_phone`. A page past the end is empty.
    """
    day = today(settings.TIME_ZONE)
    matching = _matching(wanted)
    placed, afar = matching.filter(location__isnull=False), matching.filter(location__isnull=True)
    start = (page - 1) * size
    near_ids = _ordered(placed, wanted.near, day, start, start + size)
    far_ids = _ordered(afar, None, day, 0, PHONES_SHOWN) if page == 1 else []
    rows = _rows([*near_ids, *far_ids], wanted.near, day)
    return Findings(
        rows[: len(near_ids)],
        _total(placed, start, near_ids, size),
        rows[len(near_ids) :],
        _total(afar, 0, far_ids, PHONES_SHOWN),
        wanted.near,
    )


def before_asking() -> Findings:
    """What Find help says before anything was asked: how many places there are, and none of them."""
    places = _matching(Wanted()).filter(location__isnull=False)
    return Findings((), places.count(), (), 0, None)


def _total(rows: QuerySet[ServiceAtLocation], start: int, found: list[int], size: int) -> int:
    """How many rows there are in all: counted only where the page itself does not say."""
    return start + len(found) if (found or not start) and len(found) < size else rows.count()


def nearest_rows(wanted: Wanted, *, size: int = PAGE_SIZE) -> list[int]:
    """The ids of the first rows for `wanted`, as the database ranks them: what the bench measures apart from the page."""
    return _ordered(_matching(wanted).filter(location__isnull=False), wanted.near, today(settings.TIME_ZONE), 0, size)


def phone_lines(wanted: Wanted) -> tuple[Found, ...]:
    """Everything that can be rung from anywhere and answers `wanted`, fresh entries first."""
    day = today(settings.TIME_ZONE)
    return _rows(_ordered(_matching(wanted).filter(location__isnull=True), None, day, 0, 200), None, day)


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
    fresh = _matching(Wanted(prison="", near=near)).filter(
        assured_on__gte=on_day - settings.DIRECTORY_FRESH_FOR, assured_on__lte=on_day
    )
    # What is for people at work, or for those inside, helps nobody at home.
    fresh = fresh.annotate(for_home=F("audiences").bitand(bits(AT_HOME, Audience))).filter(Q(audiences=0) | Q(for_home__gt=0))
    # A service that belongs to another prison is of no use to this family.
    fresh = fresh.filter(Q(service__prisons__isnull=True) | Q(service__prisons__code=prison.upper())) if prison else fresh
    rows = _rows(_ordered(fresh.filter(location__isnull=False), near, on_day, 0, limit), near, on_day)
    if len(rows) < limit:
        rows += _rows(_ordered(fresh.filter(location__isnull=True), None, on_day, 0, limit - len(rows)), None, on_day)
    return [HelpNearHome(row.name, row.phones[0].number if row.phones else "", row.summary, row.distance_km) for row in rows]


def _point_of_prison(code: str) -> Point | None:
    try:
        page = prison_named(code)
    except NotVisible:
        return None
    if page.latitude is not None and page.longitude is not None:
        return Point(page.latitude, page.longitude, page.name)
    return point_for(page.postcode)


def _matching(wanted: Wanted) -> QuerySet[ServiceAtLocation]:
    rows = _chosen(wanted.audience, wanted.stage, wanted.ages)
    if wanted.prison:
        rows = rows.filter(service__prisons__code=wanted.prison.upper())
    if wanted.among:
        rows = rows.filter(service__reference__in=wanted.among)
    for word in wanted.words.lower().split():
        rows = rows.filter(words__contains=word)
    return rows


# What Django works out before a query is asked takes as long as the answer. What stays the same is worked out once a process:
# these query sets are narrowed further, and never asked themselves.


@lru_cache(CHOICES)
def _chosen(audience: str, stage: str, ages: tuple[int, int] | None) -> QuerySet[ServiceAtLocation]:
    rows = ServiceAtLocation.objects.filter(live=True)
    if audience:
        rows = rows.annotate(for_them=F("audiences").bitand(bits([audience], Audience)))
        rows = rows.filter(Q(audiences=0) | Q(for_them__gt=0))
    if stage:
        rows = rows.annotate(at_stage=F("stages").bitand(bits([stage], Stage)))
        rows = rows.filter(Q(stages=0) | Q(at_stage__gt=0))
    if ages:
        youngest, oldest = ages
        rows = rows.filter(youngest__lte=oldest, oldest__gte=youngest)
    return rows


@cache
def _shown() -> QuerySet[ServiceAtLocation, dict[str, Any]]:
    rows: QuerySet[ServiceAtLocation, dict[str, Any]] = ServiceAtLocation.objects.values("pk", *SHOWN)
    return rows


@cache
def _numbers() -> QuerySet[Phone, tuple[Any, ...]]:
    return Phone.objects.order_by("place").values_list("service_id", "number", "words")


@cache
def _times() -> QuerySet[Schedule, tuple[Any, ...]]:
    return Schedule.objects.order_by("place").values_list("service_id", "days", "opens", "closes", "words")


def _ordered(rows: QuerySet[ServiceAtLocation], near: Point | None, day: date, start: int, stop: int) -> list[int]:
    """The ids of rows `start` to `stop`, sorted by the database over its narrow table: fresh first, then nearest."""
    fresh_since = day - settings.DIRECTORY_FRESH_FOR
    sunk = Case(When(assured_on__gte=fresh_since, then=Value(0)), default=Value(1), output_field=IntegerField())
    if near is None:
        return list(rows.order_by(sunk, "pk").values_list("pk", flat=True)[start:stop])
    x, y, z = unit_vector(near.latitude, near.longitude)
    closeness = ExpressionWrapper(F("x") * x + F("y") * y + F("z") * z, output_field=FloatField())
    for reach in REACHES_KM:
        angle = reach / EARTH_KM
        around = rows.filter(
            z__range=(z - angle, z + angle), x__range=(x - angle, x + angle), y__range=(y - angle, y + angle),
            assured_on__gte=fresh_since,
        )  # fmt: skip
        nearest = around.annotate(closeness=closeness).order_by("-closeness", "pk").values_list("pk", "closeness")
        found = list(nearest[:stop])
        # Enough fresh rows inside the circle: nothing outside it, and nothing that sank, can come before them.
        if len(found) == stop and found[-1][1] >= cos(angle):
            return [pk for pk, _closeness in found[start:]]
    # -2 is farther than anywhere on the earth: places that are not known come after those that are.
    known = Case(When(x__isnull=False, then=closeness), default=Value(-2.0), output_field=FloatField())
    return list(rows.order_by(sunk, known.desc(), "pk").values_list("pk", flat=True)[start:stop])


def _rows(ordered: Sequence[int], near: Point | None, day: date) -> tuple[Found, ...]:
    """What is shown of these rows, in their order: only the columns that are shown, in three queries however many rows."""
    found = {row["pk"]: row for row in _shown().filter(pk__in=ordered)}
    services = {row["service_id"] for row in found.values()}
    phones, hours = _phones_of(services), _hours_of(services)
    rows = (found[pk] for pk in ordered if pk in found)
    return tuple(_found(row, near, day, phones[row["service_id"]], hours[row["service_id"]]) for row in rows)


def _phones_of(services: Collection[int]) -> Mapping[int, list[Telephone]]:
    found: dict[int, list[Telephone]] = defaultdict(list)
    for service, number, words in _numbers().filter(service__in=services):
        found[service].append(Telephone(number, words))
    return found


def _hours_of(services: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for service, days, opens, closes, words in _times().filter(service__in=services):
        found[service].append(hours_in_words(Hours(tuple(filter(None, days.split(","))), opens, closes, words)))
    return found


def _found(row: Mapping[str, Any], near: Point | None, day: date, phones: Sequence[Telephone], hours: Sequence[str]) -> Found:
    latitude, longitude = row["location__latitude"], row["location__longitude"]
    known = near is not None and latitude is not None and longitude is not None
    assured_on = row["service__assured_on"]
    return Found(
        reference=row["service__reference"],
        name=row["service__name"],
        summary=row["service__summary"],
        phones=tuple(phones),
        place=", ".join(filter(None, (row["location__name"], row["location__town"]))),
        distance_km=kilometres(near.latitude, near.longitude, latitude, longitude) if known and near else None,
        hours=tuple(hours),
        free=row["service__cost"] == CostKind.FREE,
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
