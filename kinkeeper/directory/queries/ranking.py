"""Which rows answer what somebody is looking for, in which order: fresh entries before unassured ones, nearest first.

All are prepared statements over one narrow table, `ServiceAtLocation`: what differs from one asker to the next is given by
name, `given` below, and each set of names has a statement of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Expression, ExpressionWrapper, F, FloatField, IntegerField, Q, QuerySet, Value, When

from kinkeeper.directory.models import Service, ServiceAtLocation
from kinkeeper.directory.rules import EARTH_KM, unit_vector
from kinkeeper.directory.types import Audience, Point, Stage, Wanted, bits
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.prepared import Among, PreparedRows, prepared

AT_HOME = (Audience.CHILD, Audience.CARER, Audience.RELATIVE)
REACHES_KM = (30, 120, 480)  # where to look first: a small circle is read from an index, and mostly holds enough
NOWHERE = -2.0  # farther than anywhere on the earth: places that are not known come after those that are
Row = tuple[int, int | None]  # a service, and the place where it is given
Rows = QuerySet[ServiceAtLocation]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is looking for as the statements take it: what shapes them, and what is given to them by name."""

    shape: tuple[str | bool, ...]  # for whom, at what stage, and whether only what helps at home
    given: Mapping[str, Any]
    near: Point | None = None

    def nearest(self, start: int, stop: int) -> list[Row]:
        """Rows `start` to `stop` of those with a place."""
        if self.near is None:
            return _shown(PreparedRows(_fresh_first, *self.shape, True, **self.given)[start:stop])
        here = dict(zip("xyz", unit_vector(self.near.latitude, self.near.longitude), strict=True))
        for reach in REACHES_KM:
            angle = reach / EARTH_KM
            edges = {f"{axis}_from": at - angle for axis, at in here.items()}
            edges |= {f"{axis}_to": at + angle for axis, at in here.items()}
            found = PreparedRows(_around, *self.shape, **self.given, **here, **edges)[:stop]
            # Enough fresh rows inside the circle: nothing outside it, and nothing that sank, can come before them.
            if len(found) == stop and found[-1].closeness >= cos(angle):  # type: ignore[attr-defined]
                return _shown(found[start:])
        return _shown(PreparedRows(_near_to_far, *self.shape, **self.given, **here)[start:stop])

    def afar(self, stop: int) -> list[Row]:
        """The first rows of those without a place."""
        return _shown(PreparedRows(_fresh_first, *self.shape, False, **self.given)[:stop])

    def how_many(self, placed: bool) -> int:
        """How many rows have a place, or have none."""
        return sum(_how_many(*self.shape, placed, **self.given))


def asked_for(wanted: Wanted, day: date) -> Asked:
    """What `wanted` asks of the rows on `day`."""
    given: dict[str, Any] = {"fresh_since": day - settings.DIRECTORY_FRESH_FOR}
    if wanted.ages:
        given["youngest"], given["oldest"] = wanted.ages
    if wanted.prison:
        given["prison"] = wanted.prison.upper()
    if wanted.among:
        given["services"] = [pk for (pk,) in find_rows(Service, ("id",), "reference", wanted.among)]
    given |= {f"word_{place}": word for place, word in enumerate(wanted.words.lower().split())}
    return Asked((wanted.audience, wanted.stage, False), given, wanted.near)


def asked_for_a_pack(prison: str, near: Point | None, day: date) -> Asked:
    """What a leave pack asks: for those at home, assured lately enough on `day`, and of no other prison than this."""
    given = {"fresh_since": day - settings.DIRECTORY_FRESH_FOR, "assured_by": day}
    return Asked(("", "", True), given | ({"own_prison": prison.upper()} if prison else {}), near)


def _answering(audience: str, stage: str, at_home: bool, given: Mapping[str, Any]) -> Rows:
    rows = ServiceAtLocation.objects.filter(live=True)
    if audience:
        rows = rows.annotate(for_them=F("audiences").bitand(bits([audience], Audience)))
        rows = rows.filter(Q(audiences=0) | Q(for_them__gt=0))
    if stage:
        rows = rows.annotate(at_stage=F("stages").bitand(bits([stage], Stage)))
        rows = rows.filter(Q(stages=0) | Q(at_stage__gt=0))
    if at_home:  # what is for people at work, or for those inside, helps nobody at home
        rows = rows.annotate(for_home=F("audiences").bitand(bits(AT_HOME, Audience)))
        rows = rows.filter(Q(audiences=0) | Q(for_home__gt=0))
    if "youngest" in given:
        rows = rows.filter(youngest__lte=given["oldest"], oldest__gte=given["youngest"])
    if "assured_by" in given:
        rows = rows.filter(assured_on__gte=given["fresh_since"], assured_on__lte=given["assured_by"])
    if "prison" in given:
        rows = rows.filter(service__prisons__code=given["prison"])
    if "own_prison" in given:  # a service that belongs to another prison is of no use to this family
        rows = rows.filter(Q(service__prisons__isnull=True) | Q(service__prisons__code=given["own_prison"]))
    if "services" in given:
        rows = rows.filter(Among("service_id", given["services"]))
    for name, word in given.items():
        if name.startswith("word_"):
            rows = rows.filter(words__contains=word)
    return rows


def _around(audience: str, stage: str, at_home: bool, **given: Any) -> Rows:
    """Fresh rows in a box round somewhere, nearest first."""
    rows = _answering(audience, stage, at_home, given).filter(
        location__isnull=False, assured_on__gte=given["fresh_since"],
        **{f"{axis}__gte": given[f"{axis}_from"] for axis in "zxy"}, **{f"{axis}__lte": given[f"{axis}_to"] for axis in "zxy"},
    )  # fmt: skip
    return _two_columns(rows.annotate(closeness=_closeness(given)).order_by("-closeness", "pk"))


def _near_to_far(audience: str, stage: str, at_home: bool, **given: Any) -> Rows:
    rows = _answering(audience, stage, at_home, given).filter(location__isnull=False)
    known = Case(When(x__isnull=False, then=_closeness(given)), default=Value(NOWHERE), output_field=FloatField())
    return _two_columns(rows.order_by(_sunk(given), known.desc(), "pk"))


def _fresh_first(audience: str, stage: str, at_home: bool, placed: bool, **given: Any) -> Rows:
    rows = _answering(audience, stage, at_home, given).filter(location__isnull=not placed)
    return _two_columns(rows.order_by(_sunk(given), "pk"))


@prepared
def _how_many(audience: str, stage: str, at_home: bool, placed: bool, **given: Any) -> QuerySet[ServiceAtLocation, int]:
    rows = _answering(audience, stage, at_home, given).filter(location__isnull=not placed)
    return rows.values("live").annotate(found=Count("*")).values_list("found", flat=True)


def _closeness(given: Mapping[str, Any]) -> Expression:
    along = (F(axis) * given[axis] for axis in "xyz")
    return ExpressionWrapper(next(along) + next(along) + next(along), output_field=FloatField())


def _sunk(given: Mapping[str, Any]) -> Expression:
    fresh = When(assured_on__gte=given["fresh_since"], then=Value(0))
    return Case(fresh, default=Value(1), output_field=IntegerField())


def _two_columns(rows: Rows) -> Rows:
    return rows.only("service", "location")


def _shown(rows: Sequence[ServiceAtLocation]) -> list[Row]:
    return [(row.service_id, row.location_id) for row in rows]
