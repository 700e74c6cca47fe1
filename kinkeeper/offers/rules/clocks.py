"""The three clocks of an offer, and the wait before any message to a family. Plain arithmetic on moments.

A moment is aware, kept in UTC. A due moment is the last one that is still in time: exactly at it is not late, one
microsecond later is. Late stays late: no admission in the night, no weekend and no leave moves a due moment; cover does.

Source: Family Links, "contact them by telephone on the same day" and "within 48 hours of a person entering prison"
(SCIE Guide 22, Northern Ireland); POPS, "information packs to families within 48 hours of a new reception".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SETTLING = timedelta(minutes=45)  # an admission may be reversed for so long, and nobody must be told of it meanwhile
INSTANT = timedelta(microseconds=1)  # the finest step that both databases keep


class Lateness(StrEnum):
    """How a due moment stands. `done_late` never becomes `done`."""

    WAITING = "waiting"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


def end_of_day(moment: datetime, zone: str) -> datetime:
    """The last instant, in UTC, of the calendar day that `moment` falls on in `zone` (an IANA name).

    Raises ValueError when `moment` has no time zone.
    """
    local = _aware(moment).astimezone(ZoneInfo(zone))
    midnight = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC) - INSTANT


def after_day(day: date | None, zone: str) -> datetime | None:
    """The first moment, in UTC, after the whole of that last day in `zone`; None where there is no last day."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def first_attempt_due(admitted_at: datetime, zone: str) -> datetime:
    """By when somebody must first try to reach the family: the end of the day of admission, as the clocks there show it.

    An admission at half past eleven at night is due half an hour later, and usually counts as late: the figure says how
    soon families hear, not how hard somebody worked. What a worker is asked to do by when is `work_due`.
    """
    return end_of_day(admitted_at, zone)


def offer_due(admitted_at: datetime, hours: int) -> datetime:
    """By when the offer must have been made: `hours` of elapsed time, whatever the clocks do meanwhile."""
    return _aware(admitted_at).astimezone(UTC) + timedelta(hours=hours)


def pack_due(admitted_at: datetime, hours: int) -> datetime:
    """By when the pack must have been sent: `hours` of elapsed time, counted apart from the offer."""
    return offer_due(admitted_at, hours)


def work_due(*, passed_on_at: datetime, offer_due_at: datetime, zone: str) -> datetime:
    """By when the worker is asked to try first: the end of the day on which the family was passed on.

    Never after the offer itself is due, unless that has gone by already: then it is due at once. This orders the list of
    families to reach; it excuses nothing, and the figures do not read it.
    """
    return max(min(end_of_day(passed_on_at, zone), _aware(offer_due_at)), passed_on_at).astimezone(UTC)


def time_left(due_at: datetime, now: datetime) -> timedelta:
    """How long until `due_at`; negative once it has gone by."""
    return _aware(due_at) - _aware(now)


def is_late(due_at: datetime, at: datetime) -> bool:
    """Whether `at` comes after the last moment in time. `at` is when the thing was done, or now if it was not yet."""
    return time_left(due_at, at) < timedelta(0)


def lateness(due_at: datetime, *, done_at: datetime | None, now: datetime) -> Lateness:
    """How one clock stands: waiting or late; once done, done or done late."""
    if done_at is None:
        return Lateness.LATE if is_late(due_at, now) else Lateness.WAITING
    return Lateness.DONE_LATE if is_late(due_at, done_at) else Lateness.DONE


def earliest_message(occurred_at: datetime, received_at: datetime) -> datetime:
    """Before when nothing may leave for a family: 45 minutes after the later of the event and our hearing of it."""
    return max(_aware(occurred_at), _aware(received_at)).astimezone(UTC) + SETTLING


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a clock needs moments with a time zone")
    return moment
