"""From one line to one event, or to the reason why not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.custody.types import EventKind, NewEvent, Reason, Source, Stream
from kinkeeper.intake.rules import read_line
from kinkeeper.intake.types import Ignored, Refusal
from tests.intake.samples import event, line, merge, number, wrapped

ADMITTED = NewEvent(
    EventKind.RECEIVED,
    "A1234AA",
    "XHI",
    datetime(2026, 3, 28, 23, 40, tzinfo=UTC),
    Reason.ADMISSION,
    Stream.OFFENDER_EVENTS,
    Source.FILE,
)

GOOD = {
    "as published": event(),
    "wrapped by a queue": wrapped(event()),
    "version as text": event(version="1.0"),
    "version as a number with a point": event(version=1.0),
    "the number in the reference alone": event(more={"nomsNumber": None}),
    "the number in the details alone": event(personReference=None),
    "the number at the top alone": event(personReference=None, prisonerId="A1234AA", more={"nomsNumber": None}),
    "other identifiers beside it": event(
        personReference={"identifiers": [{"type": "CRN", "value": "X1"}, {"type": "NOMS", "value": "A1234AA"}]}
    ),
    "members that nobody told us of": event(somethingNew={"deep": [1]}, more={"alsoNew": None}),
    "another offset": event(occurredAt="2026-03-29T01:40:00+02:00"),
    "an offset without a colon": event(occurredAt="2026-03-29T01:40:00+0200"),
    "zulu": event(occurredAt="2026-03-28T23:40:00Z"),
    "nine digits": event(occurredAt="2026-03-28T23:40:00.000000999+00:00"),
    "without seconds": event(occurredAt="2026-03-28T23:40Z"),
    "no description": event(description=None, publishedAt=None),
}

BAD = {
    "an array": ([event()], Refusal.NOT_AN_OBJECT),
    "a number": (7, Refusal.NOT_AN_OBJECT),
    "a message that is no JSON": (wrapped("{"), Refusal.NOT_JSON),
    "a message that is a list": (wrapped("[]"), Refusal.NOT_AN_OBJECT),
    "no type": (event(eventType=None), Refusal.MISSING_MEMBER),
    "a type that is a number": (event(eventType=5), Refusal.MISSING_MEMBER),
    "no version": (event(version=None), Refusal.MISSING_MEMBER),
    "a version in words": (event(version="one"), Refusal.MISSING_MEMBER),
    "a version that is true": (event(version=True), Refusal.MISSING_MEMBER),
    "no moment": (event(occurredAt=None), Refusal.MISSING_MEMBER),
    "no time zone": (event(occurredAt="2026-03-28T23:40:00"), Refusal.NO_TIME_ZONE),
    "the thirtieth of February": (event(occurredAt="2026-02-30T10:00:00+00:00"), Refusal.IMPOSSIBLE_DATE),
    "the thirtieth of February without a zone": (event(occurredAt="2026-02-30T10:00:00"), Refusal.IMPOSSIBLE_DATE),
    "hour 24": (event(occurredAt="2026-02-20T24:00:00+00:00"), Refusal.IMPOSSIBLE_DATE),
    "an offset of 99 hours": (event(occurredAt="2026-02-20T10:00:00+99:00"), Refusal.IMPOSSIBLE_DATE),
    "an offset of 61 minutes": (event(occurredAt="2026-02-20T10:00:00+01:61"), Refusal.IMPOSSIBLE_DATE),
    "the year 9999": (event(occurredAt="9999-12-31T23:59:59Z"), Refusal.IMPOSSIBLE_DATE),
    "before the first year": (event(occurredAt="0001-01-01T00:00:00+14:00"), Refusal.IMPOSSIBLE_DATE),
    "ten digits of a second": (event(occurredAt="2026-02-20T10:00:00.0000000001Z"), Refusal.IMPOSSIBLE_DATE),
    "a date alone": (event(occurredAt="2026-02-20"), Refusal.IMPOSSIBLE_DATE),
    "a moment as a number": (event(occurredAt=1774741200), Refusal.IMPOSSIBLE_DATE),
    "no number": (event(personReference=None, more={"nomsNumber": None}), Refusal.MISSING_NUMBER),
    "a number in small letters": (number("a1234aa"), Refusal.MALFORMED_NUMBER),
    "a number too long": (number("A1234AAA"), Refusal.MALFORMED_NUMBER),
    "a number with a line end": (number("A1234AA\n"), Refusal.MALFORMED_NUMBER),
    "a number in other digits": (number("A١٢٣٤AA"), Refusal.MALFORMED_NUMBER),
    "a number that is one": (number(1234), Refusal.MALFORMED_NUMBER),
    "two numbers": (event(more={"nomsNumber": "B1234BB"}), Refusal.NUMBERS_DISAGREE),
    "no prison": (event(more={"prisonId": None}), Refusal.MISSING_MEMBER),
    "a prison of four letters": (event(more={"prisonId": "XHIM"}), Refusal.UNKNOWN_PRISON),
    "no reason": (event(more={"reason": None}), Refusal.MISSING_MEMBER),
    "a reason nobody knows": (event(more={"reason": "WANDERED_IN"}), Refusal.UNKNOWN_REASON),
    "a reason that is a list": (event(more={"reason": ["ADMISSION"]}), Refusal.UNKNOWN_REASON),
    "received because released": (event(more={"reason": "RELEASED"}), Refusal.UNKNOWN_REASON),
    "a merge of one number": (merge(removed=None), Refusal.MISSING_NUMBER),
    "a merge into itself": (merge(removed="A1234AA"), Refusal.NUMBERS_DISAGREE),
    "a merge of something malformed": (merge(removed="nobody"), Refusal.MALFORMED_NUMBER),
}

REASONS = {
    ("prison-offender-events.prisoner.received", "ADMISSION TEMPORARY_ABSENCE_RETURN RETURN_FROM_COURT TRANSFERRED"),
    (
        "prison-offender-events.prisoner.released",
        "TEMPORARY_ABSENCE_RELEASE RELEASED_TO_HOSPITAL RELEASED SENT_TO_COURT TRANSFERRED UNKNOWN",
    ),
    (
        "prisoner-offender-search.prisoner.received",
        "NEW_ADMISSION READMISSION READMISSION_SWITCH_BOOKING TRANSFERRED RETURN_FROM_COURT TEMPORARY_ABSENCE_RETURN "
        "POST_MERGE_ADMISSION",
    ),
    (
        "prisoner-offender-search.prisoner.released",
        "TEMPORARY_ABSENCE_RELEASE RELEASED_TO_HOSPITAL RELEASED SENT_TO_COURT TRANSFERRED",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_published_shape_is_the_same_admission(name: str) -> None:
    assert read_line(line(GOOD[name]), Source.FILE) == ADMITTED


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_taken_says_why(name: str) -> None:
    found, reason = BAD[name]
    assert read_line(line(found), Source.FILE) is reason


@pytest.mark.parametrize(("event_type", "reason"), [(kind, word) for kind, words in sorted(REASONS) for word in words.split()])
def test_every_published_reason_is_taken(event_type: str, reason: str) -> None:
    found = read_line(line(event(eventType=event_type, more={"reason": reason})), Source.FEED)
    assert isinstance(found, NewEvent)
    assert (found.reason, f"{found.stream}.{found.kind}", found.source) == (reason, event_type, Source.FEED)


def test_a_merge_carries_both_numbers() -> None:
    found = read_line(line(merge()), Source.FILE)
    assert isinstance(found, NewEvent)
    assert (found.kind, found.number, found.removed_number, found.prison) == (EventKind.MERGED, "A1234AA", "B5678BB", "")


@pytest.mark.parametrize(
    "found", [event(eventType="prisoner-offender-search.prisoner.updated"), {"eventType": "calendar.moved"}, {"eventType": ""}]
)
def test_a_type_that_means_nothing_to_us_is_ignored_whatever_else_it_lacks(found: dict[str, Any]) -> None:
    assert isinstance(read_line(line(found), Source.FILE), Ignored)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe{}", Refusal.NOT_UTF8),
        (b'{"eventType": "half', Refusal.NOT_JSON),
        (b"[" * 100_000, Refusal.NOT_JSON),
        (b'{"version": ' + b"9" * 5_000 + b"}", Refusal.NOT_JSON),
        (b"", Refusal.NOT_JSON),
    ],
)
def test_bytes_that_are_no_event_never_raise(body: bytes, reason: Refusal) -> None:
    assert read_line(body, Source.FILE) is reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["eventType", "version", "occurredAt", "additionalInformation", "personReference", "prisonerId"]), JSON)
def test_any_member_may_be_anything_and_an_answer_comes_back(member: str, value: object) -> None:
    found = event()
    found[member] = value
    assert isinstance(read_line(line(found), Source.FILE), NewEvent | Ignored | Refusal)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["nomsNumber", "prisonId", "reason", "removedNomsNumber"]), JSON, st.booleans())
def test_any_detail_may_be_anything_and_an_answer_comes_back(member: str, value: object, merging: bool) -> None:
    found = merge() if merging else event()
    found["additionalInformation"][member] = value
    assert isinstance(read_line(line(found), Source.FILE), NewEvent | Ignored | Refusal)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer(body: bytes) -> None:
    assert isinstance(read_line(body, Source.FILE), NewEvent | Ignored | Refusal)
