"""Building an invented nation: chance decides each life, and every room's tables are filled as its actions would have."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from kinkeeper.demo.scale.custody import CustodyTables
from kinkeeper.demo.scale.ledger import LedgerTables
from kinkeeper.demo.scale.lives import Fate, Life
from kinkeeper.demo.scale.offers import OfferTables
from kinkeeper.demo.scale.people import PeopleTables
from kinkeeper.demo.scale.places import found_places
from kinkeeper.demo.scale.sharing import SharingTables
from kinkeeper.demo.scale.sizes import Sizes, sizes_for
from kinkeeper.demo.scale.writing import Writer, dangling, indexes_put_off
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.randomness import seeded

_AT_ONCE = 2_000  # lives kept in memory before they are written


def build_nation(*, children: int, seed: int, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Fill an empty, migrated database with an invented nation of that many children; answers what was built.

    The same seed at the same moment builds the same nation. `tell` is given a line of progress now and then. Raises
    ValueError below 300 children, RuntimeError when the database holds anything already.
    """
    begun, worked, sizes = time.monotonic(), time.process_time(), sizes_for(children)
    with seeded(seed):
        builder = _Builder(sizes, random.Random(seed))  # noqa: S311  (invented lives, to be repeatable)
        writer = builder.writer
        with indexes_put_off(sorted({table.model._meta.db_table for table in writer.tables})):
            builder.build(tell, begun)
            tell("indexes")
    if missing := dangling(writer.tables):
        raise RuntimeError(f"rows point at rows that are not there: {missing}")
    seconds = time.monotonic() - begun
    return {
        "children": children,
        "seed": seed,
        "engine": connection.vendor,
        "sizes": {"held": sizes.held, "left": sizes.left, "prisons": sizes.prisons, "teams": sizes.teams,
                  "services": sizes.services, "live_offers": sizes.live, "due_askings": sizes.due},
        "rows": {table.model._meta.db_table: table.last for table in writer.tables if table.last},
        "rows_in_all": writer.rows,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(time.process_time() - worked, 1),  # of this process: less, where the machine had other work
        "rows_a_second": round(writer.rows / seconds),
        "peak_memory_mb": _peak_memory(),
    }  # fmt: skip


class _Builder:
    def __init__(self, sizes: Sizes, chance: random.Random) -> None:
        self._sizes, moment = sizes, now().replace(microsecond=0)
        self.writer = Writer(moment=moment, chance=chance)
        places = found_places(self.writer, sizes, moment)
        self._fate = Fate(sizes, places, moment, chance)
        self._people = PeopleTables(self.writer, chance)
        self._sharing = SharingTables(self.writer, moment, chance)
        self._custody = CustodyTables(self.writer, self._sharing, chance)
        self._offers = OfferTables(self.writer, places, moment, chance)
        self._ledger = LedgerTables(self.writer, moment)

    def build(self, tell: Callable[[str], None], begun: float) -> None:
        whole, step = self._sizes.held + self._sizes.left, 0
        for place, life in enumerate(self._fate.lives(), start=1):
            self._write(life)
            if place % _AT_ONCE == 0:
                self.writer.flush()
                if place * 10 // whole > step:
                    step = place * 10 // whole
                    tell(f"{place:,} of {whole:,} lives, {self.writer.rows:,} rows, {time.monotonic() - begun:.0f} s")
        self._offers.write_tallies()
        self._ledger.seal_the_rest()
        self.writer.flush()

    def _write(self, life: Life) -> None:
        ids = self._people.write(life)
        periods = self._custody.write(life, ids.held)
        self._offers.write(life, ids, periods)
        asked_at, here = life.stays[-1].admitted_to, life.stays[-1].prison
        for home, found in zip(life.homes, ids.homes, strict=True):
            self._sharing.name(ids.held, found, home, here)
            basis = self._sharing.pass_on(ids.held, found, home, asked_at.agreement)
            people = [self._people.people.reference(person) for person in (ids.held, *found.people)]
            self._ledger.write(home, asked_at.officers[0], people, basis)


def _peak_memory() -> int:
    """Megabytes, of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
