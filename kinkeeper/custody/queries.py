"""What other rooms may ask of custody: ids and own columns. Who somebody is stands elsewhere, behind sharing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

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
    Stream,
)

# A dictionary is asked five times as quickly as an enumeration, and a feed asks for every event of everybody it touches.
_KINDS = {kind.value: kind for kind in EventKind}
_REASONS = {reason.value: reason for reason in Reason}
_STREAMS = {stream.value: stream for stream in Stream}
_TOLD = (PeriodState.OPEN, PeriodState.ENDED)


def period(reference: str) -> Period | None:
    """The period of this reference, its prison loaded, where there is one. Whether the reader may know of it: ask sharing."""
    return Period.objects.select_related("prison", "person").filter(reference=reference).first()


def periods_with(ids: Collection[int]) -> dict[int, Period]:
    """Periods by id, their prison loaded, for a room that follows what happens to them."""
    return {period.pk: period for period in Period.objects.select_related("prison").filter(pk__in=list(ids))}


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


def releases_to_confirm(agency_id: int) -> QuerySet[Period]:
    """Periods whose release was reported by the prison of this agency and waits for a person's word."""
    return Period.objects.filter(
        prison__agency_id=agency_id, state=PeriodState.ENDED, release_confirmed_at__isnull=True
    ).order_by("ended_at", "pk")


def flagged(people: Collection[int]) -> QuerySet[Period]:
    """Periods of these people (a reader's own scope) that a person has to look at."""
    return Period.objects.filter(person_id__in=people).exclude(flag="").order_by("started_at", "pk")


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
    """All events stored under these numbers, by number. A merge stands under the number that was kept."""
    found: dict[str, list[Event]] = defaultdict(list)
    rows = CustodyEvent.objects.filter(number__in=numbers).values_list(
        "identity", "kind", "number", "removed_number", "prison", "occurred_at", "reason", "stream"
    )
    for identity, kind, number, removed, code, occurred_at, reason, stream in rows:
        event = Event(identity, _KINDS[kind], number, removed, code, occurred_at, _REASONS[reason], _STREAMS[stream])
        found[number].append(event)
    return found


def custody_facts(people: Sequence[int]) -> Mapping[int, CustodyFactView]:
    """For sharing: whether each is in custody, and since when. A release counts once a person has confirmed it."""
    return {person: CustodyFactView(_is_in(row), row.started_at) for person, row in _last_periods(people).items()}


def custody_details(people: Sequence[int]) -> Mapping[int, CustodyDetailsView]:
    """For sharing: prison, stage and moves of each person's last period."""
    last = _last_periods(people)
    if not last:
        return {}
    told = _told_by_events(last)
    names = dict(Prison.objects.values_list("code", "name"))
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


def _last_periods(people: Sequence[int]) -> dict[int, Period]:
    rows = Period.objects.filter(person_id__in=people, state__in=_TOLD).select_related("prison").order_by("started_at", "pk")
    return {row.person_id: row for row in rows}


def _told_by_events(people: Collection[int]) -> dict[int, list[FoldedPeriod]]:
    """The periods that all events under all of a person's numbers amount to, by person."""
    together: dict[int, list[str]] = defaultdict(list)
    for number, person_id in PrisonNumber.objects.filter(person_id__in=people).values_list("number", "person_id"):
        together[person_id].append(number)
    events = events_of([number for group in together.values() for number in group])
    return {
        person_id: fold([event for number in group for event in events.get(number, ())], group)
        for person_id, group in together.items()
    }
