"""What each reason means for a custody period. Source: the prison service's published domain events."""

from __future__ import annotations

from datetime import timedelta

from kinkeeper.custody.types import EventKind, Reason

# The slower stream is raised 45 minutes after the fact, and whatever was reversed meanwhile is suppressed.
WINDOW = timedelta(minutes=45)

STARTS = frozenset({Reason.ADMISSION, Reason.NEW_ADMISSION, Reason.READMISSION})
CONTINUES = frozenset(
    {
        Reason.RETURN_FROM_COURT,
        Reason.TRANSFERRED,
        Reason.TEMPORARY_ABSENCE_RETURN,
        Reason.POST_MERGE_ADMISSION,
        Reason.READMISSION_SWITCH_BOOKING,
    }
)
ENDS = frozenset({Reason.RELEASED})
LEAVES_FOR_A_WHILE = frozenset(
    {Reason.TEMPORARY_ABSENCE_RELEASE, Reason.RELEASED_TO_HOSPITAL, Reason.SENT_TO_COURT, Reason.TRANSFERRED}
)

REASONS_OF = {
    EventKind.RECEIVED: STARTS | CONTINUES,
    EventKind.RELEASED: ENDS | LEAVES_FOR_A_WHILE | {Reason.UNKNOWN},
    EventKind.MERGED: frozenset({Reason.MERGE}),
}
