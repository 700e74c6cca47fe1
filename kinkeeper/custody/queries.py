"""What other rooms may ask of custody: ids and own columns. Who somebody is stands elsewhere, behind sharing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from kinkeeper.agencies.types import Role
from kinkeeper.custody.models import CustodyEvent, Period, Prison, PrisonNumber
from kinkeeper.custody.rules import fold
from kinkeeper.custody.types import (
    CustodyDetailsView,
    CustodyFactView,
    Event,
    EventKind,
    FoldedPeriod,
    MoveView,
    PeriodState,
    Reason,
    Stage,
    Stay,
    Stream,
)
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.prepared import Among, Slot, prepared
from kinkeeper.sharing.queries import in_scope
from kinkeeper.sharing.queries.keeping import let_go_of
from kinkeeper.sharing.types import Purpose

# A dictionary is asked five times as quickly as an enumeration, and a feed asks for every event of everybody it touches.
_KINDS = {kind.value: kind for kind in EventKind}
_REASONS = {reason.value: reason for reason in Reason}
_STREAMS = {stream.value: stream for stream in Stream}
_STATES = {state.value: state for state in PeriodState}
_TOLD = (PeriodState.OPEN, PeriodState.ENDED)
_EVENT = ("identity", "kind", "number", "removed_number", "prison", "occurred_at", "reason", "stream")
_SAID_OF_A_PERIOD = (
    "person", "reference", "number", "start_identity", "stage", "started_at", "ended_at", "release_confirmed_at",
    "release_kind", "release_planned_on", "prison__code", "prison__name",
)  # fmt: skip


def period(reference: str) -> Period | None:
    """The period of this reference, its prison loaded, where there is one. Whether the reader may know of it: ask sharing."""
    return Period.objects.select_related("prison", "person").filter(reference=reference).first()


def whose_period(reference: str) -> int:
    """The id of whose period this is; 0, nobody, where there is none: what never was takes the work of what is hidden."""
    return Period.objects.filter(reference=reference).values_list("person_id", flat=True).first() or 0


def stays(ids: Collection[int]) -> dict[int, Stay]:
    """Where each of these periods stands now, by its id, for a room that follows what happens to them."""
    columns = ("id", "person_id", "prison_id", "started_at", "state", "release_confirmed_at")
    return {
        pk: Stay(pk, person, prison, started_at, _STATES[state], confirmed_at is not None)
        for pk, person, prison, started_at, state, confirmed_at in find_rows(Period, columns, "id", ids)
    }


def agencies_of_prisons(ids: Collection[int]) -> dict[int, int | None]:
    """The agency at each of these prisons; None where they do not use Kinkeeper."""
    return dict(find_rows(Prison, ("id", "agency_id"), "id", ids))


def prisons_among(*, agency: int | None, ids: Collection[int]) -> list[Prison]:
    """The prison of this agency, and those with these ids, by name."""
    return _prisons(agency=agency, ids=ids)


@prepared
def _prisons(*, agency: Slot, ids: Slot) -> QuerySet[Prison]:
    return Prison.objects.filter(Q(agency_id=agency) | Q(Among("pk", ids))).select_related("agency").order_by("name", "pk")


def ids_of_prisons(*, agency: int | Slot, also: QuerySet[Any, Any] | None = None) -> QuerySet[Prison, Any]:
    """The ids of this agency's prison, and of others (a query of their ids); use it as `prison_id__in`.

    A condition on a joined prison's agency or else on its id has PostgreSQL read every asking of the country.
    """
    prisons = Q(agency_id=agency) if also is None else Q(agency_id=agency) | Q(pk__in=also)
    return Prison.objects.filter(prisons).values("pk")


def people_with_number(number: str) -> QuerySet[PrisonNumber, int]:
    """The ids of whoever goes by this number; use it as `id__in`, within a reader's scope of `custody_details`."""
    return PrisonNumber.objects.filter(number=number.strip().upper()).values_list("person_id", flat=True)


def periods_open_at(prisons: Collection[int]) -> QuerySet[Period]:
    """Periods of those held at these prisons now, latest arrival first. Until a release is confirmed they count as held."""
    return (
        Period.objects.filter(prison_id__in=prisons, state__in=_TOLD, release_confirmed_at__isnull=True)
        .select_related("prison")
        .order_by("-arrived_at", "-pk")
    )


def received_at(agency_id: int, since: datetime) -> QuerySet[Period]:
    """Periods of those who came to this agency's prison from `since` on, by admission or transfer, the latest first."""
    return (
        Period.objects.filter(prison__agency_id=agency_id, state__in=_TOLD, arrived_at__gte=since)
        .select_related("prison")
        .order_by("-arrived_at", "-pk")
    )


def to_look_at(by: Actor) -> QuerySet[Period]:
    """Periods that wait for a person: a release was reported and nobody has confirmed it, or the fold would not decide.

    Of those whose details the reader may see, and for a prison's own staff those whom their prison holds or held last; the
    releases first, since nobody may be told before.
    """
    waits = Q(state=PeriodState.ENDED, release_confirmed_at__isnull=True)
    seen = in_scope(by, Purpose.OFFER_SUPPORT, Category.CUSTODY_DETAILS, "person_id")
    found = Period.objects.filter(waits | ~Q(flag=""), seen).select_related("prison")
    if by.role == Role.FAMILY_OFFICER:
        found = found.filter(prison__agency_id=by.agency_id or 0)
    return found.annotate(waits=Case(When(waits, then=0), default=1)).order_by("waits", "ended_at", "started_at", "pk")


def releases_planned(*, first: date, last: date) -> dict[int, date]:
    """The periods of those who are held and, as somebody entered, leave from `first` to `last`; with the day of each."""
    held = Period.objects.filter(state=PeriodState.OPEN, release_planned_on__range=(first, last))
    return {pk: on for pk, on in held.values_list("pk", "release_planned_on") if on is not None}


def stays_to_let_go(before: datetime) -> QuerySet[PrisonNumber]:
    """Prison numbers of people who were let go of, and whose every stay in custody ended before `before`."""
    stays = Period.objects.filter(person_id=OuterRef("person_id")).exclude(state=PeriodState.ABSORBED)
    recent = stays.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=before))
    return PrisonNumber.objects.filter(~Exists(recent), let_go_of(before), created_at__lt=before).order_by("person_id", "pk")


def prison_of_agency(agency_id: int | None) -> Prison | None:
    """The prison at which this agency works."""
    return Prison.objects.filter(agency_id=agency_id).first() if agency_id else None


def prison(code: str) -> Prison | None:
    """The prison of this code, where it was imported."""
    return Prison.objects.filter(code=code).first()


def prisons() -> QuerySet[Prison]:
    """Every prison of the register, by name."""
    return Prison.objects.order_by("name")


def prison_codes() -> frozenset[str]:
    """The codes of all prisons that were imported."""
    return frozenset(Prison.objects.values_list("code", flat=True))


def events_of(numbers: Collection[str]) -> dict[str, list[Event]]:
    """All events stored under each of these numbers. A merge stands under the number that was kept."""
    found: dict[str, list[Event]] = {number: [] for number in numbers}
    for columns in find_rows(CustodyEvent, _EVENT, "number", numbers):
        event = _event(columns)
        found[event.number].append(event)
    return found


def _event(columns: Sequence[Any]) -> Event:
    """An event from the columns in _EVENT."""
    identity, kind, number, removed, prison, occurred_at, reason, stream = columns
    return Event(identity, _KINDS[kind], number, removed, prison, occurred_at, _REASONS[reason], _STREAMS[stream])


def custody_views(wanted: Mapping[Category, Sequence[int]]) -> Mapping[Category, Mapping[int, object]]:
    """For sharing: each person's last period. Whether they are in custody, and since when; and its prison, stage and moves.

    A release counts once a person has confirmed it. Both categories lie in one table, read once: two queries in all.
    """
    last = _last_periods({person for ids in wanted.values() for person in ids})
    detailed = {person: last[person] for person in wanted.get(Category.CUSTODY_DETAILS, ()) if person in last}
    return {
        Category.CUSTODY_FACT: {
            person: CustodyFactView(_is_in(last[person]), last[person].started_at)
            for person in wanted.get(Category.CUSTODY_FACT, ())
            if person in last
        },
        Category.CUSTODY_DETAILS: _details(detailed) if detailed else {},
    }


def _details(last: Mapping[int, Period]) -> dict[int, CustodyDetailsView]:
    told, names = _told_by_events(last)
    return {
        person: CustodyDetailsView(
            period=row.reference,
            number=row.number,
            prison=row.prison.code,
            prison_name=row.prison.name,
            stage=Stage(row.stage),
            started_at=row.started_at,
            left_at=None if _is_in(row) else row.ended_at,
            release_kind=row.release_kind,
            release_planned_on=row.release_planned_on if _is_in(row) else None,
            moves=tuple(
                MoveView(move.at, move.prison, names[move.prison])
                for period in told.get(person, ())
                if row.start_identity in period.evidence
                for move in period.moves
            ),
        )
        for person, row in last.items()
    }


def _is_in(row: Period) -> bool:
    return row.release_confirmed_at is None


def _last_periods(people: Collection[int]) -> dict[int, Period]:
    return {row.person_id: row for row in _periods(people=people)}


@prepared
def _periods(*, people: Slot) -> QuerySet[Period]:
    periods = Period.objects.filter(Among("person_id", people), state__in=_TOLD)
    return periods.select_related("prison").only(*_SAID_OF_A_PERIOD).order_by("started_at", "pk")


def _told_by_events(people: Collection[int]) -> tuple[dict[int, list[FoldedPeriod]], dict[str, str]]:
    """The periods that all events under all of a person's numbers amount to, by person; and their prisons' names, by code."""
    events: dict[int, list[Event]] = defaultdict(list)
    names: dict[str, str] = {}
    for person, prison_name, *columns in _events_of(people=list(people)):
        event = _event(columns)
        events[person].append(event)
        names[event.prison] = prison_name
    return {person: fold(told) for person, told in events.items()}, names


@prepared
def _events_of(*, people: Slot) -> QuerySet[CustodyEvent, Any]:
    theirs = PrisonNumber.objects.filter(Among("person_id", people))
    person = Subquery(PrisonNumber.objects.filter(number=OuterRef("number")).values("person_id"))
    prison_name = Subquery(Prison.objects.filter(code=OuterRef("prison")).values("name"))
    events = CustodyEvent.objects.filter(number__in=theirs.values("number"))
    return events.annotate(person=person, prison_name=prison_name).values_list("person", "prison_name", *_EVENT)
