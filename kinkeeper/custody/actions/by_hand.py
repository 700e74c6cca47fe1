"""What people enter, confirm and settle about a custody period."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kinkeeper.custody.actions.folding import fold_again
from kinkeeper.custody.actions.holding import hold_and_let_go
from kinkeeper.custody.actions.recording import record_events, take_fold_lock
from kinkeeper.custody.errors import ImpossibleEvent
from kinkeeper.custody.models import Period
from kinkeeper.custody.permissions import may_confirm_release, may_enter_event, may_settle_flag
from kinkeeper.custody.rules import CONTINUES
from kinkeeper.custody.rules.reasons import REASONS_OF
from kinkeeper.custody.types import (
    EventKind,
    NewEvent,
    PeriodChange,
    PeriodState,
    Reason,
    ReleaseKind,
    Source,
    Stage,
    Stream,
)
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.people.actions import note_death


@transaction.atomic
def enter_event_by_hand(
    *, by: Actor, period: Period, kind: EventKind, reason: Reason, prison: str, occurred_at: datetime
) -> list[PeriodChange]:
    """Enter a transfer, a court return, a leave or a release; answers what it changed. `prison` is a code.

    An event as any other, folded with what the feeds report: should they report it too, it counts once. A new admission is
    not entered so: it would belong to no period. Raises NotPermitted, UnknownPrison, WrongState for a period that another
    one tells, and ImpossibleEvent for a moment in the future or before the admission, or a reason of the wrong kind.
    """
    may_enter_event(by, period).require()
    if period.state in {PeriodState.ABSORBED, PeriodState.REVERSED}:
        raise WrongState
    if reason not in REASONS_OF[kind] or (kind is EventKind.RECEIVED and reason not in CONTINUES):
        raise ImpossibleEvent("unknown_reason")
    if kind is EventKind.MERGED or not period.started_at <= occurred_at <= now():
        raise ImpossibleEvent
    event = NewEvent(kind, period.number, prison, occurred_at, reason, Stream.HAND, Source.HAND)
    changes = record_events(by=by, events=[event])
    period.refresh_from_db()
    return changes


@transaction.atomic
def note_stage(*, by: Actor, period: Period, seen: int, stage: Stage) -> None:
    """Write where the person stands before the court. Raises NotPermitted and StaleVersion."""
    may_enter_event(by, period).require()
    save_version(period, seen=seen, stage=stage)
    _wrote(by, "note_stage", period, Category.CUSTODY_DETAILS)


@transaction.atomic
def plan_release(*, by: Actor, period: Period, seen: int, on: date | None) -> None:
    """Write the day on which a release is planned, or None when none is known: the feeds do not carry it.

    Raises NotPermitted, StaleVersion, WrongState unless the person is held, and ImpossibleEvent for a day gone by.
    """
    may_enter_event(by, period).require()
    if period.state != PeriodState.OPEN:
        raise WrongState
    if on is not None and on < today(settings.TIME_ZONE):
        raise ImpossibleEvent
    save_version(period, seen=seen, release_planned_on=on)
    _wrote(by, "plan_release", period, Category.CUSTODY_DETAILS)


@transaction.atomic
def confirm_release(*, by: Actor, period: Period, how: ReleaseKind) -> None:
    """Confirm that a reported release is one, and say how: only now may anybody be told. A death stops every message.

    Raises NotPermitted, and WrongState unless a release was reported and waits for its confirmation.
    """
    may_confirm_release(by, period).require()
    take_fold_lock()
    period.refresh_from_db()
    if period.state != PeriodState.ENDED or period.release_confirmed_at or period.ended_at is None:
        raise WrongState
    save_version(period, seen=period.version, release_confirmed_at=now(), release_kind=how)
    if how is ReleaseKind.DIED:
        note_death(by=by, person=period.person_id, died_on=period.ended_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    if (agency := period.prison.agency_id) is not None and not _is_held_still(period):
        hold_and_let_go(by=by, before=[(period.person_id, agency)], after=[])
    _wrote(by, "confirm_release", period, Category.CUSTODY_FACT)


@transaction.atomic
def mark_bears_work(*, by: Actor, period: Period) -> None:
    """Say that people have begun to work on this period: from now on no report reverses, absorbs or hands it on by itself."""
    if Period.objects.filter(pk=period.pk, bears_work=False).update(bears_work=True):
        period.bears_work = True
        _wrote(by, "mark_bears_work", period, Category.CUSTODY_FACT)


@transaction.atomic
def settle_flag(*, by: Actor, period: Period, seen: int, follow_events: bool) -> list[PeriodChange]:
    """Say what becomes of a flagged period: leave it as it stands, or let it follow the events whatever work it bears.

    Left as it stands, the same flag is not raised again while its cause lasts. Following the events may reverse, absorb,
    reopen or hand on the period. Raises NotPermitted, StaleVersion, and WrongState when nothing is flagged.
    """
    may_settle_flag(by, period).require()
    take_fold_lock()
    period.refresh_from_db()
    if not period.flag:
        raise WrongState
    settled = ",".join(sorted({*period.settled_flags.split(","), period.flag} - {""}))
    save_version(period, seen=seen, flag="", settled_flags=settled)
    _wrote(by, "settle_flag", period, Category.CUSTODY_DETAILS)
    changes = fold_again(
        by=by,
        fresh=[],
        numbers=[period.number],
        unguarded=[period.pk] if follow_events else [],
        action="fold_again",
    )
    period.refresh_from_db()
    return changes


def _is_held_still(period: Period) -> bool:
    """Held at the same prison in another period: a release confirmed late, after a new admission."""
    return (
        Period.objects.filter(person_id=period.person_id, prison_id=period.prison_id, release_confirmed_at__isnull=True)
        .filter(state__in=[PeriodState.OPEN, PeriodState.ENDED])
        .exclude(pk=period.pk)
        .exists()
    )


def _wrote(by: Actor, action: str, period: Period, category: Category) -> None:
    line = Line(person=period.person.reference, categories=frozenset({category}))
    record(by=by, action=action, lines=[line], detail={"period": period.reference})
