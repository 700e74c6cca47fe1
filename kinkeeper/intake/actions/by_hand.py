"""What people at work enter of somebody's custody: custody is told first, then offers follow, in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kinkeeper.custody import actions as custody
from kinkeeper.custody.types import ChangeKind, EventKind, PeriodChange, Reason, ReleaseKind, Stage
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.offers.actions import follow_periods, note_death_inside
from kinkeeper.offers.actions.asking_permission import reopen_refusals
from kinkeeper.offers.types import Reopening

if TYPE_CHECKING:
    from kinkeeper.custody.models import Period


@acting_for(SYSTEM)  # one prison's entry ends what another holds
@transaction.atomic
def enter_move(*, by: Actor, period: Period, kind: EventKind, reason: Reason, prison: str, occurred_at: datetime) -> None:
    """Enter a transfer, a court day, a leave or a release. Raises what `custody.enter_event_by_hand` raises."""
    changes = custody.enter_event_by_hand(
        by=by, period=period, kind=kind, reason=reason, prison=prison, occurred_at=occurred_at
    )
    follow_periods(by=by, changes=changes)


@acting_for(SYSTEM)
@transaction.atomic
def note_stage(*, by: Actor, period: Period, seen: int, stage: Stage) -> None:
    """Write where they stand before the court. A sentence is a reason to ask once more, gently, who said no before."""
    custody.note_stage(by=by, period=period, seen=seen, stage=stage)
    if stage is Stage.SENTENCED:
        reopen_refusals(by=by, periods=[period.pk], reason=Reopening.SENTENCE)


@transaction.atomic
def plan_release(*, by: Actor, period: Period, seen: int, on: date | None) -> None:
    """Write the day on which a release is planned. Raises what `custody.plan_release` raises."""
    custody.plan_release(by=by, period=period, seen=seen, on=on)


@acting_for(SYSTEM)
@transaction.atomic
def confirm_release(*, by: Actor, period: Period, how: ReleaseKind) -> None:
    """Confirm a reported release and say how: only now may anybody be told. A death stops what goes to families.

    Raises WrongState when none waits.
    """
    custody.confirm_release(by=by, period=period, how=how)
    if how is ReleaseKind.DIED:
        note_death_inside(by=by, period=period.pk)
    follow_periods(by=by, changes=[PeriodChange(period.pk, ChangeKind.ENDED)])


@acting_for(SYSTEM)
@transaction.atomic
def settle_flag(*, by: Actor, period: Period, seen: int, follow_events: bool) -> None:
    """Say what becomes of a flagged period: leave it as it stands, or follow what was reported."""
    follow_periods(by=by, changes=custody.settle_flag(by=by, period=period, seen=seen, follow_events=follow_events))
