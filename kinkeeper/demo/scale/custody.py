"""Custody events and the periods they fold to, with what each prison may see meanwhile."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kinkeeper.custody.models import CustodyEvent, Period, PrisonNumber
from kinkeeper.custody.rules import identity_of
from kinkeeper.custody.types import EventKind, NewEvent, PeriodState, Reason, ReleaseKind, Source, Stage, Stream
from kinkeeper.demo.scale import words
from kinkeeper.demo.scale.lives import Life, Stay
from kinkeeper.demo.scale.places import PrisonAt
from kinkeeper.demo.scale.sharing import SharingTables
from kinkeeper.demo.scale.writing import Writer
from kinkeeper.offers.types import AskingState

_STAGES = (Stage.SENTENCED.value,) * 60 + (Stage.REMAND.value,) * 25 + (Stage.RECALLED.value,) * 10 + (Stage.UNKNOWN.value,) * 5


class CustodyTables:
    """Writes custody."""

    def __init__(self, writer: Writer, sharing: SharingTables, chance: random.Random) -> None:
        self._chance, self._sharing = chance, sharing
        self._numbers = writer.table(PrisonNumber, "number", "person_id")
        self.periods = writer.table(
            Period, "person_id", "number", "start_identity", "admitted_prison_id", "prison_id", "started_at", "arrived_at",
            "ended_at", "state", "stage", "bears_work", "release_confirmed_at", "release_kind", "created_at",
        )  # fmt: skip
        self._events = writer.table(
            CustodyEvent, "identity", "kind", "number", "prison", "occurred_at", "reason", "stream", "source", "created_at"
        )

    def write(self, life: Life, held: int) -> list[int]:
        """Write each stay of a life with its events; answers the periods' ids, the last one's last."""
        number = words.prison_number(self._numbers.last)
        self._numbers.add(number, held)
        worked = life.state not in {AskingState.DUE, AskingState.LEFT_BEFORE_ASKED}
        return [self._stay(stay, held, number, worked=worked) for stay in life.stays]

    def _stay(self, stay: Stay, held: int, number: str, *, worked: bool) -> int:
        first = self._event(EventKind.RECEIVED, number, stay.admitted_to, stay.started_at, Reason.ADMISSION)
        if stay.court_at:
            self._event(EventKind.RELEASED, number, stay.admitted_to, stay.court_at, Reason.SENT_TO_COURT)
            back = stay.court_at + timedelta(hours=9)
            self._event(EventKind.RECEIVED, number, stay.admitted_to, back, Reason.RETURN_FROM_COURT)
        if stay.moved_at:
            out = stay.moved_at - timedelta(hours=3)
            self._event(EventKind.RELEASED, number, stay.admitted_to, out, Reason.TRANSFERRED)
            self._event(EventKind.RECEIVED, number, stay.prison, stay.moved_at, Reason.TRANSFERRED)
            self._sharing.hold(held, stay.admitted_to.agency, stay.started_at, stay.moved_at)
        confirmed = None
        if stay.ended_at:
            self._event(EventKind.RELEASED, number, stay.prison, stay.ended_at, Reason.RELEASED)
            confirmed = stay.ended_at + timedelta(hours=20)
        self._sharing.hold(held, stay.prison.agency, stay.moved_at or stay.started_at, confirmed)
        return self.periods.add(
            held,
            number,
            first,
            stay.admitted_to.pk,
            stay.prison.pk,
            stay.started_at,
            stay.moved_at or stay.started_at,
            stay.ended_at,
            (PeriodState.ENDED if stay.ended_at else PeriodState.OPEN).value,
            self._chance.choice(_STAGES),
            worked,
            confirmed,
            ReleaseKind.RELEASED.value if confirmed else "",
            stay.started_at + timedelta(minutes=1),
        )

    def _event(self, kind: EventKind, number: str, prison: PrisonAt, at: datetime, reason: Reason) -> str:
        event = NewEvent(kind, number, prison.code, at, reason, Stream.OFFENDER_EVENTS, Source.FEED)
        identity = identity_of(event)
        self._events.add(
            identity, kind.value, number, prison.code, at, reason.value, event.stream.value, event.source.value,
            at + timedelta(minutes=1),
        )  # fmt: skip
        return identity
