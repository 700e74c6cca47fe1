"""Counts for the people doing the work: a prison sees its askings, a service its offers. Set-based, never a person's row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.prepared import Slot, any_of, numbered, prepared
from kinkeeper.offers.models import Asking, FirstNightCard, Interview, Offer, RefusalTally
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.figures import FEWEST, Cell, first_day, kept_small, kept_small_by_week, median_hours, with_median
from kinkeeper.offers.rules.offering import STOPPED
from kinkeeper.offers.types import AskingState, OfferState, Refusal
from kinkeeper.sharing.queries.counting import Said, counted_by
from kinkeeper.sharing.types import Purpose

WEEKS = (4, 13, 52)
FEW = "few"  # what groups of fewer than five are together; what somebody said begins with a capital
NOT_SAID = ""  # the group of those who did not say, or of whom it is no longer kept


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one prison or one service since one day. Breakdowns map a group to its counts by measure."""

    since: date
    askings: Mapping[str, int]  # empty for a service
    askings_by_week: Mapping[date, Mapping[str, Cell]]  # empty for a service
    offers: Mapping[str, int]
    median_hours: float | None
    by_prison: Mapping[str, Mapping[str, Cell]]
    by_week: Mapping[date, Mapping[str, Cell]]
    by_tie: Mapping[str, Mapping[str, Cell]]
    by_language: Mapping[str, Mapping[str, Cell]]
    by_ethnicity: Mapping[str, Mapping[str, Cell]]
    refusals: tuple[tuple[str, str, Cell], ...]  # who asked, what was answered, how often


def figures_for(by: Actor, *, weeks: int, is_prison: bool) -> Figures:
    """The figures of the actor's own prison or teams: three queries of offers, and two of a prison's askings.

    Each reception counts at the prison of its admission, though the person may be moved on: so no figure drifts later.
    """
    since = first_day(today(place().zone), weeks)
    start, zone = _start_of(since), place().zone
    asks = {"agency": by.agency_id, "start": start, **numbered(() if is_prison else by.team_ids, "team")}
    counts = [{**row, "week": row["week"].date().isoformat()} for row in _counted(zone, is_prison, at=now(), **asks)]
    each = [_one(row) for row in _each(is_prison, **asks)]
    described = _described(by, each)
    asked = _asked_weekly(zone, agency=by.agency_id, start=start) if is_prison else ()
    return Figures(
        since=since,
        askings={name: sum(row[name] for row in asked) for name in _ASKED} if is_prison else {},
        askings_by_week=_askings_by_week(asked),
        offers={name: sum(row[name] for row in counts) for name in MEASURES},
        median_hours=median_hours([one.seconds for one in each if one.seconds is not None]),
        by_prison=_broken_down(counts, each, "prison"),
        by_week=_by_day(_broken_down(counts, each, "week", keep=_kept_by_week)),
        by_tie=_broken_down(counts, each, "tie"),
        by_language=described["languages"],
        by_ethnicity=described["ethnicity"],
        refusals=_refusals(by, since) if is_prison else (),
    )


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=place().timezone).astimezone(UTC)


def _offers(is_prison: bool, *, agency: Slot, start: Slot, **teams: Slot) -> QuerySet[Offer]:
    offers = Offer.objects.filter(admitted_at__gte=start).exclude(state=OfferState.RETRACTED)
    if is_prison:
        return offers.filter(period__admitted_prison__agency_id=agency)
    theirs = any_of("team_id", teams.values()) if teams else Q(pk__in=[])
    return offers.filter(theirs, service_id=agency, passed_on_at__isnull=False)


def _measures(at: Slot) -> dict[str, Count]:
    """Each measure of offers, as a count with a condition. Late stays late: whatever came after its due moment."""
    conditions = {
        "permitted": Q(),
        "checked": Q(checked_at__isnull=False),
        "passed_on": Q(passed_on_at__isnull=False),
        "same_day": Q(first_attempt_at__lte=F("first_attempt_due_at")),
        "offered": Q(offered_at__isnull=False),
        "offered_in_time": Q(offered_at__lte=F("offer_due_at")),
        "pack_in_time": Q(pack_sent_at__lte=F("pack_due_at")),
        "late": Q(offered_at__gt=F("offer_due_at")) | (Q(offered_at__isnull=True, offer_due_at__lt=at) & ~Q(state__in=STOPPED)),
        "accepted": Q(state=OfferState.ACCEPTED),
        "declined": Q(state=OfferState.DECLINED),
        "later": Q(state=OfferState.LATER),
        "not_reachable": Q(state=OfferState.NOT_REACHABLE),
        "do_not_contact": Q(state=OfferState.DO_NOT_CONTACT),
    }
    return {name: Count("pk", filter=condition) if condition else Count("pk") for name, condition in conditions.items()}


MEASURES: tuple[str, ...] = tuple(_measures(Slot("at")))
IN_BREAKDOWNS = (
    "permitted",
    "checked",
    "passed_on",
    "same_day",
    "offered",
    "offered_in_time",
    "pack_in_time",
    "late",
    "accepted",
    "declined",
    "not_reachable",
)


ASKINGS_BY_WEEK = ("receptions", "cards", "interviews", AskingState.PERMITTED.value, AskingState.NOT_PERMITTED.value)
_STATES = tuple(state for state in AskingState if state is not AskingState.RETRACTED)
_ASKED = ("receptions", "cards", "interviews", *(state.value for state in _STATES))


@prepared
def _asked_weekly(zone: str, *, agency: Slot, start: Slot) -> QuerySet[Asking, Any]:
    """Every measure of a prison's askings by week: the totals are sums of these."""
    held = Asking.objects.filter(admitted_at__gte=start, prison__agency_id=agency).exclude(state=AskingState.RETRACTED)
    weekly = held.annotate(
        card=Exists(FirstNightCard.objects.filter(asking=OuterRef("pk"))),
        interview=Exists(Interview.objects.filter(asking=OuterRef("pk"))),
        week=TruncWeek("admitted_at", tzinfo=ZoneInfo(zone)),
    )
    counted = {name: Count("pk", filter=Q(**{of: True})) for name, of in (("cards", "card"), ("interviews", "interview"))}
    counted |= {state.value: Count("pk", filter=Q(state=state)) for state in _STATES}
    return weekly.values("week").annotate(receptions=Count("pk"), **counted).order_by("week")


def _askings_by_week(weeks: Sequence[Mapping[str, Any]]) -> dict[date, Mapping[str, Cell]]:
    return _by_day(
        _kept_by_week({row["week"].date().isoformat(): {name: row[name] for name in ASKINGS_BY_WEEK} for row in weeks})
    )


def _kept_by_week(weeks: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Cell]]:
    day = today(place().zone)
    return kept_small_by_week(weeks, [first_day(day, span) for span in WEEKS])


def _by_day(rows: Mapping[str, Mapping[str, Cell]]) -> dict[date, Mapping[str, Cell]]:
    return {date.fromisoformat(day): row for day, row in rows.items()}


_PRISON = F("period__admitted_prison__name")


@prepared
def _counted(zone: str, is_prison: bool, *, at: Slot, **asks: Slot) -> QuerySet[Offer, Any]:
    """Every measure by prison, week and tie at once: the totals and the breakdowns are sums of these. One query."""
    weekly = _offers(is_prison, **asks).annotate(week=TruncWeek("admitted_at", tzinfo=ZoneInfo(zone)))
    return weekly.values("week", "tie", prison=_PRISON).annotate(**_measures(at)).order_by("prison", "week", "tie")


@dataclass(frozen=True, slots=True)
class _One:
    """An offer: to whom, how long after the reception it was made, what came of it, and by what it is broken down."""

    contact: int
    seconds: float | None  # None: not made yet
    in_time: bool
    state: str
    prison: str
    week: str
    tie: str


@prepared
def _each(is_prison: bool, **asks: Slot) -> QuerySet[Offer, Any]:
    columns = ("contact_id", "admitted_at", "offered_at", "offer_due_at", "state", "period__admitted_prison__name", "tie")
    return _offers(is_prison, **asks).values_list(*columns)


def _one(row: Sequence[Any]) -> _One:
    contact, admitted, offered, due, state, prison, tie = row
    return _One(
        contact=contact,
        seconds=(offered - admitted).total_seconds() if offered else None,
        in_time=bool(offered and due and offered <= due),
        state=state,
        prison=prison,
        week=first_day(admitted.astimezone(place().timezone).date(), 0).isoformat(),
        tie=tie,
    )


_Keeps = Callable[[Mapping[str, Mapping[str, int]]], dict[str, dict[str, Cell]]]


def _broken_down(
    counts: Sequence[Mapping[str, Any]], each: Iterable[_One], by: str, *, keep: _Keeps = kept_small
) -> dict[str, Mapping[str, Cell]]:
    groups: dict[str, dict[str, int]] = {}
    for row in sorted(counts, key=lambda row: str(row[by])):
        _add(groups, row[by], {name: row[name] for name in IN_BREAKDOWNS})
    seconds: dict[str, list[float]] = defaultdict(list)
    for one in each:
        if one.seconds is not None:
            seconds[getattr(one, by)].append(one.seconds)
    return {**with_median(keep(groups), seconds)}


_OF_PEOPLE: dict[str, Callable[[_One], bool]] = {
    "permitted": lambda _: True,
    "offered": lambda one: one.seconds is not None,
    "offered_in_time": lambda one: one.in_time,
    "accepted": lambda one: one.state == OfferState.ACCEPTED,
    "declined": lambda one: one.state == OfferState.DECLINED,
}


def _described(by: Actor, each: Sequence[_One]) -> dict[str, dict[str, Mapping[str, Cell]]]:
    """People (not offers) by how they describe themselves: by language, and by ethnicity. One query."""
    sets = {name: frozenset(one.contact for one in each if counts(one)) for name, counts in _OF_PEOPLE.items()}
    spans = {one.contact: one.seconds for one in each if one.seconds is not None}
    told = counted_by(by, Purpose.OFFER_SUPPORT, {one.contact for one in each}, sets, spans)
    return {field: _grouped(said, sets, spans) for field, said in told.items()}


def _grouped(
    told: Mapping[str, Said], sets: Mapping[str, frozenset[int]], spans: Mapping[int, float]
) -> dict[str, Mapping[str, Cell]]:
    """The largest group first; small numbers are kept back, and what fewer than five people call themselves is not named:
    they are one group together."""
    found = _merged((said, group.counts) for said, group in told.items())
    few = {said for said, row in found.items() if row["permitted"] < FEWEST}
    groups: dict[str, dict[str, int]] = {}
    for said, row in sorted(found.items(), key=lambda item: (item[0] in few, -item[1]["permitted"], item[0])):
        if any(row.values()):
            _add(groups, FEW if said in few else said, row)
    not_said = {name: len(people) - sum(row[name] for row in found.values()) for name, people in sets.items()}
    if not_said["permitted"]:
        groups[NOT_SAID] = not_said
    seconds: dict[str, list[float]] = defaultdict(list)
    for said, group in told.items():
        seconds[FEW if _said_first(said) in few else _said_first(said)] += group.values
    rest = Counter(spans.values()) - Counter(second for group in told.values() for second in group.values)
    seconds[NOT_SAID] = sorted(rest.elements())
    return {**with_median(kept_small(groups), seconds)}


def _merged(rows: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Groups by what was said first, whatever its capitals: "polish, English" and "Polish" are one."""
    found: dict[str, dict[str, int]] = {}
    for said, row in rows:
        _add(found, _said_first(said), row)
    return found


def _said_first(said: str) -> str:
    words = said.split(",")[0].lower().split()
    return " ".join(word if word in {"and", "or", "of"} else word.capitalize() for word in words)


def _add(groups: dict[str, dict[str, int]], name: str, row: Mapping[str, int]) -> None:
    group = groups.setdefault(name, dict.fromkeys(row, 0))
    for measure, count in row.items():
        group[measure] += count


def _refusals(by: Actor, since: date) -> tuple[tuple[str, str, Cell], ...]:
    tallies = RefusalTally.objects.filter(prison__agency_id=by.agency_id or 0, month__gte=since.replace(day=1))
    groups: dict[str, dict[str, int]] = {}
    for asked_by, answer, times in tallies.values_list("asked_by", "answer").annotate(times=Sum("count")).order_by():
        groups.setdefault(asked_by, dict.fromkeys(sorted(Refusal), 0))[answer] = times
    shown = kept_small(groups)
    return tuple((asked_by, answer, times) for asked_by in sorted(shown) for answer, times in shown[asked_by].items())
