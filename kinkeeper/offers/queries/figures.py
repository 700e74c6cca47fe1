"""Counts for the people doing the work: a prison sees its askings, a service its offers. Set-based, never a person's row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.offers.models import Asking, FirstNightCard, Interview, Offer, RefusalTally
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.figures import FEWEST, Cell, first_day, kept_small, median_hours, with_median
from kinkeeper.offers.rules.offering import STOPPED
from kinkeeper.offers.types import AskingState, OfferState, Refusal
from kinkeeper.sharing.queries.counting import counted_by, measured_by
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
    """The figures of the actor's own prison or teams: about ten queries, whatever the numbers.

    Each reception counts at the prison of its admission, though the person may be moved on: so no figure drifts later.
    """
    since = first_day(today(place().zone), weeks)
    start = _start_of(since)
    offers = _offers(by, start, is_prison=is_prison)
    counts = offers.aggregate(**_measures())
    made = _offers_made(offers)
    people = offers.aggregate(
        **{name: Count("contact_id", distinct=True, filter=condition) for name, condition in _OF_PEOPLE.items()}
    )
    return Figures(
        since=since,
        askings=_askings(by, start).aggregate(**_asking_measures()) if is_prison else {},
        askings_by_week=_askings_by_week(_askings(by, start)) if is_prison else {},
        offers=counts,
        median_hours=median_hours([one.seconds for one in made]),
        by_prison=with_median(kept_small(_counted(offers, _PRISON)), _seconds(made, "prison")),
        by_week=_by_week(offers, made),
        by_tie=with_median(kept_small(_counted(offers, "tie")), _seconds(made, "tie")),
        by_language=_described(by, offers, made, "languages", people),
        by_ethnicity=_described(by, offers, made, "ethnicity", people),
        refusals=_refusals(by, since) if is_prison else (),
    )


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=place().timezone).astimezone(UTC)


def _offers(by: Actor, start: datetime, *, is_prison: bool) -> QuerySet[Offer]:
    offers = Offer.objects.filter(admitted_at__gte=start).exclude(state=OfferState.RETRACTED)
    if is_prison:
        return offers.filter(period__admitted_prison__agency_id=by.agency_id or 0)
    return offers.filter(service_id=by.agency_id, team_id__in=by.team_ids, passed_on_at__isnull=False)


def _measures() -> dict[str, Count]:
    """Each measure of offers, as a count with a condition. Late stays late: whatever came after its due moment."""
    conditions = {
        "permitted": Q(),
        "checked": Q(checked_at__isnull=False),
        "passed_on": Q(passed_on_at__isnull=False),
        "same_day": Q(first_attempt_at__lte=F("first_attempt_due_at")),
        "offered": Q(offered_at__isnull=False),
        "offered_in_time": Q(offered_at__lte=F("offer_due_at")),
        "pack_in_time": Q(pack_sent_at__lte=F("pack_due_at")),
        "late": Q(offered_at__gt=F("offer_due_at"))
        | (Q(offered_at__isnull=True, offer_due_at__lt=now()) & ~Q(state__in=STOPPED)),
        "accepted": Q(state=OfferState.ACCEPTED),
        "declined": Q(state=OfferState.DECLINED),
        "later": Q(state=OfferState.LATER),
        "not_reachable": Q(state=OfferState.NOT_REACHABLE),
        "do_not_contact": Q(state=OfferState.DO_NOT_CONTACT),
    }
    return {name: Count("pk", filter=condition) if condition else Count("pk") for name, condition in conditions.items()}


MEASURES: tuple[str, ...] = tuple(_measures())
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


def _askings(by: Actor, start: datetime) -> QuerySet[Asking]:
    held = Asking.objects.filter(admitted_at__gte=start, prison__agency_id=by.agency_id or 0)
    return held.exclude(state=AskingState.RETRACTED).annotate(
        card=Exists(FirstNightCard.objects.filter(asking=OuterRef("pk"))),
        interview=Exists(Interview.objects.filter(asking=OuterRef("pk"))),
    )


def _asking_measures() -> dict[str, Count]:
    states = {state.value: Count("pk", filter=Q(state=state)) for state in AskingState if state is not AskingState.RETRACTED}
    return {
        "receptions": Count("pk"),
        "cards": Count("pk", filter=Q(card=True)),
        "interviews": Count("pk", filter=Q(interview=True)),
        **states,
    }


ASKINGS_BY_WEEK = ("receptions", "cards", "interviews", AskingState.PERMITTED.value, AskingState.NOT_PERMITTED.value)


def _askings_by_week(askings: QuerySet[Asking]) -> dict[date, Mapping[str, Cell]]:
    weekly = askings.annotate(week=TruncWeek("admitted_at", tzinfo=place().timezone))
    measures = {name: count for name, count in _asking_measures().items() if name in ASKINGS_BY_WEEK}
    rows: Any = weekly.values("week").annotate(**measures).order_by("week")
    return _by_day(kept_small({row.pop("week").date().isoformat(): row for row in rows}))


def _by_day(rows: Mapping[str, Mapping[str, Cell]]) -> dict[date, Mapping[str, Cell]]:
    return {date.fromisoformat(day): row for day, row in rows.items()}


_PRISON = "period__admitted_prison__name"


@dataclass(frozen=True, slots=True)
class _Made:
    """An offer that was made: how long after the reception, and by what it is broken down."""

    contact: int
    seconds: float
    prison: str
    week: str
    tie: str


def _offers_made(offers: QuerySet[Offer]) -> list[_Made]:
    rows = offers.filter(offered_at__isnull=False).values_list("contact_id", "admitted_at", "offered_at", _PRISON, "tie")
    zone = place().timezone
    return [
        _Made(
            contact=contact,
            seconds=(offered - admitted).total_seconds(),
            prison=prison,
            week=first_day(admitted.astimezone(zone).date(), 0).isoformat(),
            tie=tie,
        )
        for contact, admitted, offered, prison, tie in rows
        if offered is not None
    ]


def _seconds(made: Iterable[_Made], by: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for one in made:
        found[getattr(one, by)].append(one.seconds)
    return found


def _counted(offers: QuerySet[Offer], key: str) -> dict[Any, dict[str, int]]:
    measures = {name: count for name, count in _measures().items() if name in IN_BREAKDOWNS}
    return {row.pop(key): row for row in offers.values(key).annotate(**measures).order_by(key)}


def _by_week(offers: QuerySet[Offer], made: Iterable[_Made]) -> dict[date, Mapping[str, Cell]]:
    weekly = _counted(offers.annotate(week=TruncWeek("admitted_at", tzinfo=place().timezone)), "week")
    shown = kept_small({week.date().isoformat(): row for week, row in weekly.items()})
    return _by_day(with_median(shown, _seconds(made, "week")))


_OF_PEOPLE: dict[str, Q] = {
    "permitted": Q(pk__isnull=False),
    "offered": Q(offered_at__isnull=False),
    "offered_in_time": Q(offered_at__lte=F("offer_due_at")),
    "accepted": Q(state=OfferState.ACCEPTED),
    "declined": Q(state=OfferState.DECLINED),
}


def _described(
    by: Actor, offers: QuerySet[Offer], made: Sequence[_Made], field: str, everybody: Mapping[str, int]
) -> dict[str, Mapping[str, Cell]]:
    """People (not offers) by how they describe themselves, the largest group first; small numbers are kept back.

    What fewer than five people call themselves is not named either: they are one group together.
    """
    sets = {name: offers.filter(condition).values_list("contact_id", flat=True) for name, condition in _OF_PEOPLE.items()}
    found = _merged(counted_by(by, Purpose.OFFER_SUPPORT, field, sets).items())
    not_said = {name: count - sum(row[name] for row in found.values()) for name, count in everybody.items()}
    groups: dict[str, dict[str, int]] = {}
    few = {said for said, row in found.items() if row["permitted"] < FEWEST}
    for said, row in sorted(found.items(), key=lambda item: (item[0] in few, -item[1]["permitted"], item[0])):
        if any(row.values()):
            _add(groups, FEW if said in few else said, row)
    if not_said["permitted"]:
        groups[NOT_SAID] = not_said
    return {**with_median(kept_small(groups), _seconds_described(by, offers, made, field, few))}


def _seconds_described(
    by: Actor, offers: QuerySet[Offer], made: Sequence[_Made], field: str, few: Collection[str]
) -> dict[str, list[float]]:
    spans = {one.contact: one.seconds for one in made}
    people = offers.filter(offered_at__isnull=False).values_list("contact_id", flat=True)
    found: dict[str, list[float]] = defaultdict(list)
    told = measured_by(by, Purpose.OFFER_SUPPORT, field, people, spans)
    for said, seconds in told.items():
        found[FEW if _said_first(said) in few else _said_first(said)] += seconds
    rest = Counter(spans.values()) - Counter(second for seconds in told.values() for second in seconds)
    found[NOT_SAID] = sorted(rest.elements())
    return found


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
