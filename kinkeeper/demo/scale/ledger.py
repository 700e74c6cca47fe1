"""A ledger of believable length, truly sealed: `kinkeeper ledger verify` finds the chain sound.

About twenty lines a household: the passing on and four call sheets. A real ledger would also hold the pages of lists, some
hundred times as many lines; what it is read by (one person, one worker) does not grow with them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kinkeeper.demo.scale.lives import Home
from kinkeeper.demo.scale.places import Worker
from kinkeeper.demo.scale.writing import Writer
from kinkeeper.foundation.actors import ActorKind
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.ledger.actions import BLOCK_SIZE
from kinkeeper.ledger.models import Block, Entry, EntryLine, PendingEntry, SealedEntry
from kinkeeper.ledger.rules import FIRST_SEAL, moment_text, seal_of
from kinkeeper.ledger.types import Outcome
from kinkeeper.sharing.types import Purpose

_SHEETS = 4
_SEEN = mask((Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.SUPPORT))


class LedgerTables:
    """Writes entries and seals them in blocks as the sealer would."""

    def __init__(self, writer: Writer, moment: datetime) -> None:
        self._moment = moment
        self._entries = writer.table(
            Entry, "at", "action", "purpose", "outcome", "actor_kind", "actor", "role", "agency", "detail"
        )
        self._lines = writer.table(EntryLine, "entry_id", "person", "categories", "withheld", "rule", "basis")
        self._blocks = writer.table(Block, "number", "previous", "seal", "count", "sealed_at")
        self._sealed = writer.table(SealedEntry, "entry_id", "block_id")
        self._waiting = writer.table(PendingEntry, "entry_id")
        self._open: list[dict[str, Any]] = []
        self._previous = FIRST_SEAL

    def write(self, home: Home, officer: Worker, people: list[str], basis: str) -> None:
        """What was written while one family was passed on and reached. `people` are references."""
        at = home.passed_on_at
        if at is None:
            return
        self._entry(at, "pass_on", officer, people, "", basis)
        for place in range(_SHEETS):
            self._entry(at + timedelta(hours=place + 1), "view_call_sheet", home.worker, people, "reach-the-family", basis)

    def seal_the_rest(self) -> None:
        """Seal all but the last few entries: a ledger is never quite sealed."""
        self._seal(len(self._open) - min(100, len(self._open) // 2))
        for entry in self._open:
            self._waiting.add(entry["id"])

    def _entry(self, at: datetime, action: str, who: Worker, people: list[str], rule: str, basis: str) -> None:
        at = min(at, self._moment)
        purpose, outcome = Purpose.OFFER_SUPPORT.value, (Outcome.SERVED if rule else Outcome.DONE).value
        told = ("staff", who.user, who.role.value, who.agency)
        pk = self._entries.add(at, action, purpose, outcome, *told, "{}")
        lines = []
        for person in people:
            line = self._lines.add(pk, person, _SEEN, 0, rule, basis)
            lines.append(
                {
                    "id": line, "entry_id": pk, "person": person, "categories": _SEEN, "withheld": 0, "rule": rule,
                    "basis": basis,
                }
            )  # fmt: skip
        self._open.append(
            {
                "id": pk, "at": moment_text(at), "action": action, "purpose": purpose, "outcome": outcome,
                "actor_kind": ActorKind.STAFF.value, "actor": who.user, "role": who.role.value, "agency": who.agency,
                "detail": {}, "lines": lines,
            }
        )  # fmt: skip
        if len(self._open) >= BLOCK_SIZE:
            self._seal(BLOCK_SIZE)

    def _seal(self, count: int) -> None:
        if not count:
            return
        entries, self._open = self._open[:count], self._open[count:]
        seal = seal_of(self._previous, self._moment, entries)
        block = self._blocks.add(self._blocks.last + 1, self._previous, seal, count, self._moment)
        for entry in entries:
            self._sealed.add(entry["id"], block)
        self._previous = seal
