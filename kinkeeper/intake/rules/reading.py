"""From one line to one event. Source: the prison service's published domain events (docs: custody events, section 1)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from kinkeeper.custody.types import EventKind, NewEvent, Reason, Source, Stream
from kinkeeper.intake.types import IGNORED, Ignored, Refusal

_TYPES = {
    f"{Stream.OFFENDER_EVENTS}.{EventKind.RECEIVED}": (Stream.OFFENDER_EVENTS, EventKind.RECEIVED),
    f"{Stream.OFFENDER_EVENTS}.{EventKind.RELEASED}": (Stream.OFFENDER_EVENTS, EventKind.RELEASED),
    f"{Stream.OFFENDER_EVENTS}.{EventKind.MERGED}": (Stream.OFFENDER_EVENTS, EventKind.MERGED),
    f"{Stream.SEARCH}.{EventKind.RECEIVED}": (Stream.SEARCH, EventKind.RECEIVED),
    f"{Stream.SEARCH}.{EventKind.RELEASED}": (Stream.SEARCH, EventKind.RELEASED),
}
# Either stream's reasons are taken from both: a word that moves from one to the other must not lose an admission.
_REASONS = {
    EventKind.RECEIVED: {
        reason.value: reason
        for reason in (
            Reason.ADMISSION,
            Reason.NEW_ADMISSION,
            Reason.READMISSION,
            Reason.READMISSION_SWITCH_BOOKING,
            Reason.POST_MERGE_ADMISSION,
            Reason.RETURN_FROM_COURT,
            Reason.TEMPORARY_ABSENCE_RETURN,
            Reason.TRANSFERRED,
        )
    },
    EventKind.RELEASED: {
        reason.value: reason
        for reason in (
            Reason.RELEASED,
            Reason.RELEASED_TO_HOSPITAL,
            Reason.SENT_TO_COURT,
            Reason.TEMPORARY_ABSENCE_RELEASE,
            Reason.TRANSFERRED,
            Reason.UNKNOWN,
        )
    },
    EventKind.MERGED: {"MERGE": Reason.MERGE},
}
_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
_PRISON = re.compile(r"[A-Z]{3}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)?")
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"(?:(Z|z)|([+-])([0-9]{2}):?([0-9]{2})?)?"
)
_EARLIEST, _LATEST = 1900, 2199  # years that can be meant; the sums of hours done later stay possible


class _Refused(Exception):
    def __init__(self, reason: Refusal) -> None:
        self.reason = reason


def read_line(body: bytes, source: Source) -> NewEvent | Ignored | Refusal:
    """The event that a line tells, bare or as a queue wraps it; IGNORED for a type that means nothing to us.

    Whether its prison is known is not asked here. Members that nobody told us of are tolerated.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return Refusal.NOT_UTF8
    try:
        return _event(_unwrapped(_parsed(text)), source)
    except _Refused as refused:
        return refused.reason


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:  # ValueError also for a number of thousands of digits
        raise _Refused(Refusal.NOT_JSON) from problem
    if not isinstance(found, dict):
        raise _Refused(Refusal.NOT_AN_OBJECT)
    return found


def _unwrapped(found: dict[str, Any]) -> dict[str, Any]:
    message = found.get("Message")
    return _parsed(message) if isinstance(message, str) and "eventType" not in found else found


def _event(found: dict[str, Any], source: Source) -> NewEvent | Ignored:
    event_type = found.get("eventType")
    if not isinstance(event_type, str):
        raise _Refused(Refusal.MISSING_MEMBER)
    if event_type not in _TYPES:
        return IGNORED
    stream, kind = _TYPES[event_type]
    version = found.get("version")
    if isinstance(version, bool) or not isinstance(version, int | float | str) or not _VERSION.fullmatch(str(version)):
        raise _Refused(Refusal.MISSING_MEMBER)
    occurred_at = _moment(found.get("occurredAt"))
    additional = found.get("additionalInformation")
    additional = additional if isinstance(additional, dict) else {}
    number = _number(found, additional)
    removed, prison = "", ""
    if kind is EventKind.MERGED:
        removed = _well_formed(additional.get("removedNomsNumber"))
        if removed == number:
            raise _Refused(Refusal.NUMBERS_DISAGREE)
    else:
        prison = _prison(additional.get("prisonId"))
    reason = _reason(kind, additional.get("reason"))
    return NewEvent(kind, number, prison, occurred_at, reason, stream, source, removed)


def _number(found: dict[str, Any], additional: dict[str, Any]) -> str:
    """The person's number from wherever this event carries it. Where it stands twice, both must be the same."""
    told = [additional.get("nomsNumber"), found.get("prisonerId"), *_identifiers(found)]
    numbers = {_well_formed(number) for number in told if number is not None}
    if not numbers:
        raise _Refused(Refusal.MISSING_NUMBER)
    if len(numbers) > 1:
        raise _Refused(Refusal.NUMBERS_DISAGREE)
    return numbers.pop()


def _identifiers(found: dict[str, Any]) -> list[object]:
    person = found.get("personReference")
    identifiers = person.get("identifiers") if isinstance(person, dict) else None
    if not isinstance(identifiers, list):
        return []
    return [item.get("value") for item in identifiers if isinstance(item, dict) and item.get("type") == "NOMS"]


def _well_formed(number: object) -> str:
    if number is None:
        raise _Refused(Refusal.MISSING_NUMBER)
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise _Refused(Refusal.MALFORMED_NUMBER)
    return number


def _prison(code: object) -> str:
    if not isinstance(code, str) or not code:
        raise _Refused(Refusal.MISSING_MEMBER)
    if not _PRISON.fullmatch(code):
        raise _Refused(Refusal.UNKNOWN_PRISON)
    return code


def _reason(kind: EventKind, word: object) -> Reason:
    if word is None:
        if kind is EventKind.MERGED:  # the type says it already
            return Reason.MERGE
        raise _Refused(Refusal.MISSING_MEMBER)
    reason = _REASONS[kind].get(word) if isinstance(word, str) else None
    if reason is None:
        raise _Refused(Refusal.UNKNOWN_REASON)
    return reason


def _moment(word: object) -> datetime:
    """An aware moment in UTC, to the microsecond: what lies beyond six digits is cut off."""
    if word is None:
        raise _Refused(Refusal.MISSING_MEMBER)
    parts = _MOMENT.fullmatch(word) if isinstance(word, str) else None
    if parts is None:
        raise _Refused(Refusal.IMPOSSIBLE_DATE)
    year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes = parts.groups()
    try:
        if utc:
            zone: timezone = UTC
        elif sign:
            away = timedelta(hours=int(hours), minutes=_below_sixty(minutes))
            zone = timezone(-away if sign == "-" else away)
        else:
            datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
            raise _Refused(Refusal.NO_TIME_ZONE)
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            zone,
        )
        if not _EARLIEST <= moment.year <= _LATEST:
            raise _Refused(Refusal.IMPOSSIBLE_DATE)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise _Refused(Refusal.IMPOSSIBLE_DATE) from problem


def _below_sixty(minutes: str | None) -> int:
    found = int(minutes or 0)
    if found > 59:
        raise ValueError
    return found
