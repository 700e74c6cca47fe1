"""Small awkward cases, each with the periods that must come of it: (started, ended, state, prisons in turn, flag)."""

from __future__ import annotations

from tests.custody.story import (
    DANNY,
    DANNYS_SECOND,
    DANNYS_THIRD,
    left,
    left_slowly,
    merged,
    received,
    received_slowly,
)

CASES = {
    "one admission on both streams is one period, started by the earlier report": (
        [received_slowly("10:40", "XAA"), received("10:00", "XAA")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "both streams at the same moment": (
        [received_slowly("10:00", "XAA"), received("10:00", "XAA")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "the slower report of an admission comes after a transfer": (
        [
            received("10:00", "XAA"),
            left("10:15", "XAA", "TRANSFERRED"),
            received("10:25", "XBB", "TRANSFERRED"),
            received_slowly("10:40", "XAA"),
        ],
        [("10:00", "", "open", "XAA XBB", "")],
    ),
    "both streams tell of a transfer, the slower after the arrival": (
        [
            received("10:00", "XAA"),
            left("3 09:00", "XAA", "TRANSFERRED"),
            received("3 09:20", "XBB", "TRANSFERRED"),
            left_slowly("3 09:30", "XAA", "TRANSFERRED"),
            received_slowly("3 09:50", "XBB", "TRANSFERRED"),
        ],
        [("10:00", "", "open", "XAA XBB", "")],
    ),
    "there and back within the delay of the slower stream": (
        [
            received("10:00", "XAA"),
            left("3 10:00", "XAA", "TRANSFERRED"),
            received("3 10:05", "XBB", "TRANSFERRED"),
            left("3 10:10", "XBB", "TRANSFERRED"),
            received("3 10:15", "XAA", "TRANSFERRED"),
            left_slowly("3 10:20", "XAA", "TRANSFERRED"),
            received_slowly("3 10:25", "XBB", "TRANSFERRED"),
            left_slowly("3 10:30", "XBB", "TRANSFERRED"),
            received_slowly("3 10:35", "XAA", "TRANSFERRED"),
        ],
        [("10:00", "", "open", "XAA XBB XAA", "")],
    ),
    "two transfers in one minute end where the path ends": (
        [
            received("10:00", "XAA"),
            left("3 10:00", "XAA", "TRANSFERRED"),
            received("3 10:00", "XBB", "TRANSFERRED"),
            left("3 10:00", "XBB", "TRANSFERRED"),
            received("3 10:00", "XCC", "TRANSFERRED"),
        ],
        [("10:00", "", "open", "XAA XCC", "")],
    ),
    "out and back in one minute": (
        [
            received("10:00", "XAA"),
            left("3 10:00", "XAA", "TRANSFERRED"),
            received("3 10:00", "XBB", "TRANSFERRED"),
            left("3 10:00", "XBB", "TRANSFERRED"),
            received("3 10:00", "XAA", "TRANSFERRED"),
        ],
        [("10:00", "", "open", "XAA", "")],
    ),
    "admitted and moved on in one minute": (
        [received("10:00", "XAA"), left("10:00", "XAA", "TRANSFERRED"), received("10:00", "XBB", "TRANSFERRED")],
        [("10:00", "", "open", "XAA XBB", "")],
    ),
    "released and admitted elsewhere in one minute": (
        [received("10:00", "XAA"), left("3 10:00", "XAA"), received("3 10:00", "XBB", "READMISSION")],
        [("10:00", "3 10:00", "ended", "XAA", ""), ("3 10:00", "", "open", "XBB", "")],
    ),
    "court, hospital and temporary absence end nothing": (
        [
            received("10:00", "XAA"),
            left("3 08:00", "XAA", "SENT_TO_COURT"),
            received("3 17:00", "XAA", "RETURN_FROM_COURT"),
            left("4 08:00", "XAA", "RELEASED_TO_HOSPITAL"),
            left("5 08:00", "XAA", "TEMPORARY_ABSENCE_RELEASE"),
            received("5 17:00", "XAA", "TEMPORARY_ABSENCE_RETURN"),
        ],
        [("10:00", "", "open", "XAA", "")],
    ),
    "back from court to another prison": (
        [received("10:00", "XAA"), left("3 08:00", "XAA", "SENT_TO_COURT"), received("3 17:00", "XBB", "RETURN_FROM_COURT")],
        [("10:00", "", "open", "XAA XBB", "")],
    ),
    "released within 45 minutes is reversed": (
        [received("10:00", "XAA"), left("10:45", "XAA")],
        [("10:00", "10:45", "reversed", "XAA", "")],
    ),
    "released after 46 minutes is a release": (
        [received("10:00", "XAA"), left("10:46", "XAA")],
        [("10:00", "10:46", "ended", "XAA", "")],
    ),
    "reversed, then readmitted within 45 minutes of the start": (
        [received("10:00", "XAA"), left("10:10", "XAA"), received("10:30", "XAA", "READMISSION")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "reversed, and admitted again in the afternoon": (
        [received("10:00", "XAA"), left("10:10", "XAA"), received("15:00", "XAA")],
        [("10:00", "10:10", "reversed", "XAA", ""), ("15:00", "", "open", "XAA", "")],
    ),
    "an earlier report turns a reversal into a release": (
        [received_slowly("10:40", "XAA"), left("11:00", "XAA"), received("10:00", "XAA")],
        [("10:00", "11:00", "ended", "XAA", "")],
    ),
    "reversed at the wrong prison, admitted at the right one, the slower report last": (
        [received("10:00", "XAA"), left("10:10", "XAA"), received("10:20", "XBB"), received_slowly("10:35", "XAA")],
        [("10:00", "10:10", "reversed", "XAA", ""), ("10:20", "", "open", "XBB", "")],
    ),
    "the slower report of a release does not end the readmission": (
        [
            received("10:00", "XAA"),
            left("3 10:00", "XAA"),
            received("3 10:20", "XAA", "READMISSION"),
            left_slowly("3 10:40", "XAA"),
        ],
        [("10:00", "3 10:00", "ended", "XAA", ""), ("3 10:20", "", "open", "XAA", "")],
    ),
    "a switch to the old booking takes the period up again": (
        [received("10:00", "XAA"), left("4 10:00", "XAA"), received("6 10:00", "XAA", "READMISSION_SWITCH_BOOKING")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "received soon after a release: it was reversed": (
        [received("10:00", "XAA"), left("4 10:00", "XAA"), received("4 10:30", "XAA", "RETURN_FROM_COURT")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "a return with no admission known is held aside": (
        [received("10:00", "XAA", "RETURN_FROM_COURT"), received("3 10:00", "XBB", "TRANSFERRED")],
        [],
    ),
    "a return long after the release is held aside": (
        [received("10:00", "XAA"), left("4 10:00", "XAA"), received("9 10:00", "XAA", "RETURN_FROM_COURT")],
        [("10:00", "4 10:00", "ended", "XAA", "")],
    ),
    "what was held aside heals with the admission": (
        [received("3 10:00", "XBB", "TRANSFERRED"), received("10:00", "XAA")],
        [("10:00", "", "open", "XAA XBB", "")],
    ),
    "a release with no admission known is no period": ([left("10:00", "XAA")], []),
    "admitted elsewhere while open: the release was lost": (
        [received("10:00", "XAA"), received("9 10:00", "XBB")],
        [("10:00", "9 10:00", "ended", "XAA", "release_not_reported"), ("9 10:00", "", "open", "XBB", "")],
    ),
    "a transfer that comes late makes the second admission a corroboration": (
        [received("10:00", "XAA"), received("9 10:00", "XBB"), received("5 10:00", "XBB", "TRANSFERRED")],
        [("10:00", "", "open", "XAA XBB", "")],
    ),
    "admitted again where the person is held": (
        [received("10:00", "XAA"), received_slowly("9 10:00", "XAA")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "a release by a prison that does not hold the person": (
        [received("10:00", "XAA"), left("5 10:00", "XBB")],
        [("10:00", "", "open", "XAA", "released_elsewhere")],
    ),
    "a release from the prison they were on their way to": (
        [received("10:00", "XAA"), left("5 10:00", "XAA", "TRANSFERRED"), left("5 16:00", "XBB")],
        [("10:00", "5 16:00", "ended", "XAA", "")],
    ),
    "left for a reason nobody knows": (
        [received("10:00", "XAA"), left_slowly("5 10:00", "XAA", "UNKNOWN")],
        [("10:00", "", "open", "XAA", "left_unexplained")],
    ),
    "left for a reason nobody knows, and received again": (
        [received("10:00", "XAA"), left_slowly("5 10:00", "XAA", "UNKNOWN"), received("5 18:00", "XAA", "RETURN_FROM_COURT")],
        [("10:00", "", "open", "XAA", "")],
    ),
    "the removed number's period moves to the kept one": (
        [received("10:00", "XAA", number=DANNYS_SECOND), merged("10:20", kept=DANNY, removed=DANNYS_SECOND)],
        [("10:00", "", "open", "XAA", "")],
    ),
    "after the merge the kept number is received, which continues": (
        [
            received("10:00", "XAA", number=DANNYS_SECOND),
            merged("10:20", kept=DANNY, removed=DANNYS_SECOND),
            received("10:20", "XAA", "POST_MERGE_ADMISSION"),
        ],
        [("10:00", "", "open", "XAA", "")],
    ),
    "a second number for somebody who is there already opens nothing": (
        [
            received("10:00", "XAA"),
            received("10:10", "XAA", number=DANNYS_SECOND),
            merged("10:20", kept=DANNY, removed=DANNYS_SECOND),
        ],
        [("10:00", "", "open", "XAA", "")],
    ),
    "merges in a chain": (
        [
            received("10:00", "XAA", number=DANNYS_THIRD),
            merged("3 10:00", kept=DANNYS_SECOND, removed=DANNYS_THIRD),
            merged("4 10:00", kept=DANNY, removed=DANNYS_SECOND),
            left("5 10:00", "XAA"),
            received("6 10:00", "XBB", "READMISSION"),
        ],
        [("10:00", "5 10:00", "ended", "XAA", ""), ("6 10:00", "", "open", "XBB", "")],
    ),
    "merges in a chain, told the wrong way round": (
        [
            received("10:00", "XAA", number=DANNYS_THIRD),
            merged("3 10:00", kept=DANNY, removed=DANNYS_SECOND),
            merged("4 10:00", kept=DANNYS_SECOND, removed=DANNYS_THIRD),
            left("5 10:00", "XAA", number=DANNYS_SECOND),
        ],
        [("10:00", "5 10:00", "ended", "XAA", "")],
    ),
    "merged there and back": (
        [
            received("10:00", "XAA", number=DANNYS_SECOND),
            merged("3 10:00", kept=DANNY, removed=DANNYS_SECOND),
            merged("4 10:00", kept=DANNYS_SECOND, removed=DANNY),
        ],
        [("10:00", "", "open", "XAA", "")],
    ),
    "a merge of two numbers that nobody knows": ([merged("10:00", kept=DANNY, removed=DANNYS_SECOND)], []),
}
