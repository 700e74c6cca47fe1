"""What a try leads to, when the next one is owed, and when a family may be called not reachable. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kinkeeper.offers.rules.clocks import end_of_day, is_late, work_due
from kinkeeper.offers.rules.states import OFFER_STEPS
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, OfferState, Reopening
from kinkeeper.offers.types.offering import FamilyAnswer

UNDO_FOR = timedelta(minutes=10)

# Passed on, and somebody still has to make the offer or hear the answer.
TO_REACH = frozenset({OfferState.PASSED_ON, OfferState.ATTEMPTED, OfferState.REACHED, OfferState.LATER})
# States in which the service may ring; in any other, only if the family comes by itself.
MAY_RING = TO_REACH | {OfferState.ACCEPTED}
MAY_SEND_PACK = MAY_RING
# A no, or silence: respected, and perhaps asked again one day.
CLOSED_GENTLY = frozenset({OfferState.DECLINED, OfferState.NOT_REACHABLE})
STOPPED = frozenset({OfferState.DO_NOT_CONTACT, OfferState.RETRACTED})

OUTCOMES: dict[AttemptKind, frozenset[AttemptOutcome]] = {
    AttemptKind.PHONE: frozenset(
        {AttemptOutcome.NO_ANSWER, AttemptOutcome.LEFT_MESSAGE, AttemptOutcome.WRONG_NUMBER, AttemptOutcome.SPOKE}
    ),
    AttemptKind.TEXT: frozenset({AttemptOutcome.SENT, AttemptOutcome.WRONG_NUMBER, AttemptOutcome.SPOKE}),
    AttemptKind.LETTER: frozenset({AttemptOutcome.SENT, AttemptOutcome.SPOKE}),
    AttemptKind.VISIT: frozenset({AttemptOutcome.NO_ANSWER, AttemptOutcome.LEFT_MESSAGE, AttemptOutcome.SPOKE}),
}


def steps_after(current: OfferState, *, spoke: bool, answer: FamilyAnswer | None) -> tuple[OfferState, ...]:
    """The steps of the table that one try takes an offer through; none when it stays where it is.

    Raises ValueError when there is no such way.
    """
    if not spoke and answer is None:
        if current in {OfferState.PASSED_ON, OfferState.ATTEMPTED}:
            return (OfferState.ATTEMPTED,)
        if current in MAY_RING:
            return ()  # reached before: one more try takes nothing back
    elif spoke and answer is None:
        if current in {OfferState.REACHED, OfferState.ACCEPTED}:
            return ()
        if OfferState.REACHED in OFFER_STEPS[current]:
            return (OfferState.REACHED,)
    elif spoke and answer is not None:
        wanted = OfferState(answer.value)
        if wanted in OFFER_STEPS[current]:
            return (wanted,)
        if OfferState.REACHED in OFFER_STEPS[current] and wanted in OFFER_STEPS[OfferState.REACHED]:
            return (OfferState.REACHED, wanted)
    raise ValueError(f"no way from {current} with {answer or 'no answer'}")


def tries_that_count(attempts: Iterable[datetime], days_between: int, zone: str) -> int:
    """How many tries count towards "not reachable": those at least `days_between` calendar days after the last that counted."""
    counted, last = 0, None
    for at in sorted(attempts):
        day = at.astimezone(ZoneInfo(zone)).date()
        if last is None or (day - last).days >= days_between:
            counted, last = counted + 1, day
    return counted


def next_due(
    state: OfferState,
    *,
    passed_on_at: datetime,
    offer_due_at: datetime,
    pack_due_at: datetime,
    pack_sent: bool,
    tried: Sequence[datetime],
    try_again_on: date | None,
    days_between: int,
    zone: str,
) -> datetime | None:
    """The moment by which the next thing is owed to this family, in UTC; None when nothing is. Orders the work list."""
    owed: list[datetime] = []
    if state in {OfferState.PASSED_ON, OfferState.ATTEMPTED}:
        owed.append(_next_try(passed_on_at, offer_due_at, tried, days_between, zone))
    elif state is OfferState.LATER and try_again_on:
        owed.append(end_of_local_day(try_again_on, zone))
    elif state in {OfferState.REACHED, OfferState.LATER} and tried:
        owed.append(end_of_day(tried[-1] + timedelta(days=days_between), zone))
    if not pack_sent and state in MAY_SEND_PACK:
        owed.append(pack_due_at)
    return min(owed) if owed else None


def _next_try(
    passed_on_at: datetime, offer_due_at: datetime, tried: Sequence[datetime], days_between: int, zone: str
) -> datetime:
    if not tried:
        return work_due(passed_on_at=passed_on_at, offer_due_at=offer_due_at, zone=zone)
    after_a_rest = end_of_day(tried[-1] + timedelta(days=days_between), zone)
    # Within the 48 hours a second try on the same day is better than a rest that ends after them.
    return after_a_rest if is_late(offer_due_at, tried[-1]) else min(after_a_rest, offer_due_at)


def owed_for(state: OfferState, *, due_at: datetime | None, pack_due_at: datetime, pack_sent: bool) -> str:
    """What the next due moment is for, as a code; empty when nothing is owed."""
    if due_at is None:
        return ""
    if not pack_sent and due_at == pack_due_at and state in {OfferState.ACCEPTED, OfferState.LATER, OfferState.REACHED}:
        return "pack"
    codes = {
        OfferState.PASSED_ON: "first_try",
        OfferState.ATTEMPTED: "next_try",
        OfferState.REACHED: "answer",
        OfferState.LATER: "try_again",
    }
    return codes.get(state, "")


def end_of_local_day(day: date, zone: str) -> datetime:
    """The last instant, in UTC, of that calendar day in `zone`."""
    return end_of_day(datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)), zone).astimezone(UTC)


def may_strike_out(entered_at: datetime, now: datetime) -> bool:
    """Whether an entry is so young that it may still be struck out as a mistake."""
    return now - entered_at <= UNDO_FOR


def reasons_to_ask_again(
    *, closed_at: datetime, moved_at: datetime | None, sentenced: bool, sentenced_when_closed: bool, release_near: bool = False
) -> tuple[Reopening, ...]:
    """What has happened since a no or silence that gives reason to ask gently once more."""
    found = []
    if sentenced and not sentenced_when_closed:
        found.append(Reopening.SENTENCE)
    if moved_at is not None and moved_at > closed_at:
        found.append(Reopening.TRANSFER)
    if release_near:
        found.append(Reopening.BEFORE_RELEASE)
    return tuple(found)
