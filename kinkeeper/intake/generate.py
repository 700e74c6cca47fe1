"""Files of invented custody events in the published shapes, of any size, repeatable by seed.

Both streams, wrapped and bare, numbers in every place they occur, doubles, late arrivals, wrong order, types that mean
nothing to us. Every line can be taken; nobody in it exists.
"""

from __future__ import annotations

import gzip
import heapq
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from kinkeeper.custody.types import EventKind, Reason, Stream
from kinkeeper.intake.lives import Lives, Report

_NAMES = (
    "Northmoor", "Southfield", "Eastholm", "Westering", "Highfold", "Lowmere", "Ashgarth", "Brackwell", "Coldstow",
    "Dunmarsh", "Elmhythe", "Farrowby",
)  # fmt: skip
PRISONS = tuple(f"X{name[0]}{name[1].upper()}" for name in _NAMES)
FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)
_SPAN = timedelta(days=300)
_EVENTS_OF_A_LIFE = 9  # about
_DOUBLED = 0.04
_WRAPPED = 0.3
_SUMMER = timezone(timedelta(hours=1))


def prison_register() -> bytes:
    """The invented prisons as the public register would answer."""
    return json.dumps(
        [
            {
                "prisonId": code,
                "prisonName": f"{name} (HMP)",
                "active": True,
                "male": place % 4 != 3,
                "female": place % 4 == 3,
                "contracted": False,
                "lthse": False,
                "types": [{"code": "HMP", "description": "His Majesty's Prison"}],
                "categories": ["B", "C"],
                "addresses": [
                    {
                        "id": place + 1,
                        "addressLine1": f"{place + 1} Long Lane",
                        "town": name,
                        "postcode": f"ZZ99 {place % 9 + 1}{code[1:]}",
                        "country": "England",
                    }
                ],
                "operators": [{"name": "HMPPS"}],
            }
            for place, (code, name) in enumerate(zip(PRISONS, _NAMES, strict=True))
        ],
        indent=1,
    ).encode()


def event_lines(count: int, *, seed: int, prisons: Sequence[str] = PRISONS) -> Iterator[bytes]:
    """`count` lines, in about the order in which a queue would bring them."""
    chance = random.Random(seed)  # noqa: S311  (invented events, to be repeatable)
    given = 0
    for report in _reports(count, chance, prisons):
        line = _line(report, chance)
        for _ in range(2 if chance.random() < _DOUBLED else 1):
            if given == count:
                return
            given += 1
            yield line


def shuffled(lines: Iterable[bytes], *, seed: int) -> list[bytes]:
    """The lines in another order: any, but the same for one seed."""
    kept = list(lines)
    random.Random(seed).shuffle(kept)  # noqa: S311
    return kept


def write_lines(lines: Iterable[bytes], path: Path) -> int:
    """Write lines to a file, packed if its name ends in .gz; answers how many."""
    written = 0
    with gzip.open(path, "wb", compresslevel=6) if path.suffix == ".gz" else path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
            written += 1
    return written


def _reports(count: int, chance: random.Random, prisons: Sequence[str]) -> Iterator[Report]:
    """Reports of many lives by the time they are sent; holds only those of lives that have begun."""
    lives = Lives(chance, prisons)
    waiting: list[Report] = []
    apart = _SPAN / max(1, count // _EVENTS_OF_A_LIFE)
    start = FIRST_DAY
    while True:
        moment = start.replace(second=0, microsecond=0)
        for report in lives.life(moment):
            heapq.heappush(waiting, report)
        start += apart
        while waiting and waiting[0].sent_at < start:
            yield heapq.heappop(waiting)


def _line(report: Report, chance: random.Random) -> bytes:
    event = _event(report, chance)
    if chance.random() < _WRAPPED:
        event = {
            "Type": "Notification",
            "MessageId": f"{chance.getrandbits(128):032x}",
            "Message": json.dumps(event),
            "MessageAttributes": {"eventType": {"Type": "String", "Value": event["eventType"]}},
        }
    return json.dumps(event).encode()


def _event(report: Report, chance: random.Random) -> dict[str, Any]:
    event: dict[str, Any] = {
        "eventType": f"{report.stream}.{report.kind or 'updated'}",
        "version": "1.0" if chance.random() < 0.05 else 1,
        "occurredAt": _written(report.occurred_at, chance),
        "publishedAt": f"{report.sent_at.isoformat(timespec='microseconds').removesuffix('+00:00')}000+00:00",
    }
    if chance.random() < 0.5:
        event["description"] = "A prisoner has been received into prison" if report.reason else "A record has been changed"
        event["detailUrl"] = f"https://example.org/prisoner/{report.number}"
    more: dict[str, Any] = {}
    if report.kind is EventKind.MERGED:
        more = {"removedNomsNumber": report.removed_number, "reason": Reason.MERGE, "bookingId": str(report.place)}
    elif report.kind is not None:
        more = {"prisonId": report.prison, "reason": report.reason, "currentLocation": "IN_PRISON"}
        if report.stream is Stream.OFFENDER_EVENTS:
            more["details"] = "ACTIVE IN:ADM-N"
            more["currentPrisonStatus"] = "UNDER_PRISON_CARE"
    where = chance.random()
    if where < 0.7 or report.kind is EventKind.MERGED:
        more["nomsNumber"] = report.number
    if 0.3 < where < 0.9:
        event["personReference"] = {"identifiers": [{"type": "NOMS", "value": report.number}]}
    elif where >= 0.9:
        event["prisonerId"] = report.number
    event["additionalInformation"] = more
    return event


def _written(moment: datetime, chance: random.Random) -> str:
    """One moment in one of the ways in which it is written."""
    way = chance.random()
    if way < 0.6:
        return moment.isoformat()
    if way < 0.8:
        return moment.isoformat().replace("+00:00", "Z")
    if way < 0.9:
        return moment.astimezone(_SUMMER).isoformat()
    return moment.isoformat().replace("+00:00", ".000000000+00:00")
