"""Rules of agencies: when an invitation counts, on which days somebody works, who covers for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from kinkeeper.agencies.types import Colleague, InvitationState

INVITATION_LASTS = timedelta(days=7)
MONDAY_TO_FRIDAY = 0b0011111
EVERY_DAY = 0b1111111
SUNDAY = 6


def invitation_state(
    *,
    sent_at: datetime | None,
    expires_at: datetime | None,
    accepted_at: datetime | None,
    revoked_at: datetime | None,
    now: datetime,
) -> InvitationState:
    """What has become of an invitation. The end wins over the beginning: a revoked one is never open again."""
    if revoked_at is not None:
        return InvitationState.REVOKED
    if accepted_at is not None:
        return InvitationState.ACCEPTED
    if sent_at is None or expires_at is None:
        return InvitationState.WAITING
    return InvitationState.OPEN if now < expires_at else InvitationState.EXPIRED


def days_mask(weekdays: Iterable[int]) -> int:
    """Weekdays (Monday is 0) as one number, a bit for each."""
    return sum(1 << weekday for weekday in set(weekdays))


def weekdays_of(working_days: int) -> tuple[int, ...]:
    """The weekdays (Monday is 0) that the number stands for."""
    return tuple(weekday for weekday in range(7) if working_days & (1 << weekday))


def works_on(working_days: int, day: date, *, holiday: bool = False) -> bool:
    """Whether somebody with these working days works on `day`. A public holiday is worked by those who work Sundays."""
    weekday = SUNDAY if holiday else day.weekday()
    return bool(working_days & (1 << weekday))


def is_open(opens_at: time, closes_at: time, moment: datetime, *, holiday: bool = False) -> bool:
    """Whether a duty team's day number is answered at this local moment: Monday to Friday, but for public holidays."""
    return works_on(MONDAY_TO_FRIDAY, moment.date(), holiday=holiday) and opens_at <= moment.time() < closes_at


def is_here(colleague: Colleague, day: date, *, holiday: bool = False) -> bool:
    """Whether they work on `day` and are not away."""
    away = any(first <= day <= last for first, last in colleague.away)
    return works_on(colleague.working_days, day, holiday=holiday) and not away


def cover_for(
    absent: Colleague, team: Sequence[Colleague], named: Sequence[int], day: date, *, holiday: bool = False
) -> tuple[int, ...]:
    """Who covers for `absent` on `day`: member ids, the first is asked first; empty when they are here, or nobody is.

    `named` are the members named to cover the leave that runs on `day`; then come all others of the team who are here.
    """
    if is_here(absent, day, holiday=holiday):
        return ()
    here = [mate.member_id for mate in team if mate.member_id != absent.member_id and is_here(mate, day, holiday=holiday)]
    first = [member for member in named if member in here]
    return tuple(dict.fromkeys([*first, *here]))
