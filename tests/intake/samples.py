"""Events in the published shapes, one word of them changed at a time."""

from __future__ import annotations

import json
from typing import Any


def event(**changes: Any) -> dict[str, Any]:
    """An admission as it is published. A change to None leaves the member out; `more` changes additionalInformation."""
    more = changes.pop("more", {})
    found: dict[str, Any] = {
        "eventType": "prison-offender-events.prisoner.received",
        "version": 1,
        "description": "A prisoner has been received into prison",
        "occurredAt": "2026-03-28T23:40:00+00:00",
        "publishedAt": "2026-03-29T00:25:52.000478552+00:00",
        "additionalInformation": {
            "nomsNumber": "A1234AA",
            "prisonId": "XHI",
            "reason": "ADMISSION",
            "details": "ACTIVE IN:ADM-N",
            "currentLocation": "IN_PRISON",
            "currentPrisonStatus": "UNDER_PRISON_CARE",
            "nomisMovementReasonCode": "N",
        },
        "personReference": {"identifiers": [{"type": "NOMS", "value": "A1234AA"}]},
    }
    found |= changes
    found["additionalInformation"] |= more
    for part in (found, found["additionalInformation"]):
        for name in [name for name, value in part.items() if value is None]:
            del part[name]
    return found


def number(value: Any) -> dict[str, Any]:
    """The admission of the person with this number, wherever it stands."""
    return event(more={"nomsNumber": value}, personReference={"identifiers": [{"type": "NOMS", "value": value}]})


def merge(kept: str = "A1234AA", removed: str | None = "B5678BB", **changes: Any) -> dict[str, Any]:
    """A merge of two numbers, as it is published."""
    return {
        "eventType": "prison-offender-events.prisoner.merged",
        "version": 1,
        "occurredAt": "2026-03-29T09:00:00Z",
        "additionalInformation": {"nomsNumber": kept, "removedNomsNumber": removed, "reason": "MERGE", "bookingId": "1"},
        **changes,
    }


def wrapped(found: dict[str, Any] | str) -> dict[str, Any]:
    """As a queue wraps it."""
    return {
        "Type": "Notification",
        "MessageId": "00000000-0000-0000-0000-000000000001",
        "Message": found if isinstance(found, str) else json.dumps(found),
        "MessageAttributes": {"eventType": {"Type": "String", "Value": "prison-offender-events.prisoner.received"}},
    }


def line(found: Any) -> bytes:
    """One line of a file."""
    return json.dumps(found).encode()
