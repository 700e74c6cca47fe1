"""Every protected read and write, on every route, has its row in the ledger; and with the ledger down nothing is served."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import connection

from kinkeeper.foundation.categories import Category
from kinkeeper.people.models import Person
from proofs.asking import Answer, repeatable
from proofs.canary_words import PATTERN, Canary
from proofs.crawl import (
    SHARE,
    WHOLE,
    Fault,
    Visit,
    again,
    contents,
    planted_world,
    protected_tables,
    tables_in,
    tables_written,
    walk,
)
from proofs.planted import nothing_is_recorded
from proofs.world import World, world

NAME = "the ledger is complete, and without it nothing is served"
GOAL = "every protected read and write, on every route, has its row in the same transaction; ledger down, nothing served: 100 %"
# Written by others than people at their work, or about nobody: why no entry stands beside it.
NO_ENTRY: dict[str, str] = {
    "offers_notice": "that a colleague has looked at a notice: codes to one member, about nobody's record",
    "offers_draft": "an unfinished interview, its owner's alone, until it is concluded and written down whole",
    "portal_accesscode": "a wrong try at a code, counted; the code that is used or stopped is written down",
    "portal_onetimecode": "a code sent or tried; coming in by it is written down",
}
# Words served without a line about a person: why none is needed.
NO_LINE: dict[str, str] = {
    "sharing.GlassBreak.reason": "the words of whoever opened a record, to them and to whoever reviews that they did",
    "sharing.GlassBreak.review_words": "the reviewer's words, about what a colleague did",
    "intake.Refused.body": "what the reader's own feed sent; that it was read is written down, about no person known here",
    "offers.Draft.body": "what the reader typed themselves and has not concluded",
}
_SAVEPOINT = re.compile(r'^(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "(\w+)"')


@dataclass
class Found:
    """What was checked; reads without a line, writes without an entry beside them, and what was served without a ledger."""

    checked: int = 0
    reads: int = 0
    writes: int = 0
    down: int = 0
    routes_reading: set[str] = field(default_factory=set)
    routes_serving: set[str] = field(default_factory=set)
    routes_writing: set[str] = field(default_factory=set)
    unwritten: list[str] = field(default_factory=list)
    served_without: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """Everything found."""
        return sorted({*self.unwritten, *self.served_without})


def prove(*, seed: int, whole: bool, say: Callable[[str], None]) -> dict[str, object]:
    """Walk, read the ledger beside each answer, then walk again what served or wrote, with the ledger down."""
    found = account(seed=seed, share=WHOLE if whole else SHARE, say=say)
    planted = account(seed=seed, share=SHARE, fault=nothing_is_recorded, only="intake:", down=False, say=say)
    return {
        "checked": found.checked,
        "what": "requests",
        "reads_accounted": found.reads,
        "writes_accounted": found.writes,
        "asked_with_the_ledger_down": found.down,
        "routes_that_read_protected_tables": len(found.routes_reading),
        "routes_that_serve": len(found.routes_serving),
        "routes_that_write": len(found.routes_writing),
        "differences": len(found.all),
        "examples": found.all[:30],
        "planted": {
            "fault": f"disclosing forgets its entry: {len(planted.unwritten)} reads without a line",
            "seen": bool(planted.unwritten),
        },
    }


def account(
    *,
    seed: int,
    share: int,
    fault: Fault = nullcontext,
    only: str = "",
    down: bool = True,
    say: Callable[[str], None] = print,
) -> Found:
    """Hold every answer of the walk against the ledger's lines; then break the ledger and ask again."""
    here, found, tables = world(), Found(), protected_tables()
    planted = planted_world(here)
    to_ask: dict[tuple[str, str], Visit] = {}
    with repeatable(), here.in_use(seed=seed), fault():
        people = dict(Person.objects.values_list("reference", "pk"))
        for visit in walk(here, seed=seed, share=share, only=only):
            found.checked += 1
            _reads(visit, planted, people, found)
            _writes(visit, tables, found)
            if tables & tables_in(visit.answer):
                found.routes_reading.add(visit.route)
                if visit.words or tables & tables_written(visit.answer):
                    to_ask.setdefault((visit.route + visit.method, visit.persona), visit)
            if found.checked % 2_000 == 0:
                say(f"{found.checked:,} requests held against the ledger, {len(found.all)} without a row")
        if down:
            owing = {word for word, canary in planted.items() if canary.field not in NO_LINE}
            _without_ledger(here, list(to_ask.values()), tables, owing, found)
    here.database.close()
    return found


def _reads(visit: Visit, planted: dict[str, Canary], people: dict[str, int], found: Found) -> None:
    """Each word that was served stands under a line of this very request: the person, the category."""
    lines = [(people.get(person, 0), categories) for person, categories in visit.answer.lines]
    for word in visit.words:
        canary = planted[word]
        if canary.field in NO_LINE:
            continue
        found.reads += 1
        found.routes_serving.add(visit.route)
        if not any(person == canary.person and _covers(categories, canary.category) for person, categories in lines):
            found.unwritten.append(f"{canary.field} served without a line: {visit.where}")


def _covers(categories: int, category: Category) -> bool:
    return category is Category.EXISTENCE or bool(categories & category.bit)


def _writes(visit: Visit, tables: frozenset[str], found: Found) -> None:
    """Each protected write that stood has an entry inside the same outermost transaction."""
    for part in _transactions(visit.answer):
        written = {table for table in part if table in tables and table not in NO_ENTRY}
        if written:
            found.writes += 1
            found.routes_writing.add(visit.route)
            if "ledger_entry" not in part:
                found.unwritten.append(f"{', '.join(sorted(written))} written without an entry: {visit.where}")


def _transactions(answer: Answer) -> list[set[str]]:
    """The tables written in each outermost transaction that was kept; the proof's own, which holds all, left aside."""
    done: list[set[str]] = []
    open_now: list[set[str]] = []
    alone: set[str] = set()
    for sql in answer.statements:
        if step := _SAVEPOINT.match(sql):
            if step[1] == "SAVEPOINT":
                open_now.append(set())
            elif open_now and step[1] == "ROLLBACK TO SAVEPOINT":
                open_now[-1].clear()
            elif open_now:
                closed = open_now.pop()
                (open_now[-1] if open_now else _new(done)).update(closed)
        elif table := tables_written_by(sql):
            (open_now[-1] if open_now else alone).add(table)
    return [*done, alone]


def _new(done: list[set[str]]) -> set[str]:
    done.append(set())
    return done[-1]


def tables_written_by(sql: str) -> str:
    """The table that one statement writes; empty when it writes none."""
    return next(iter(tables_written(Answer(0, (), b"", statements=(sql,)))), "")


def _without_ledger(here: World, visits: list[Visit], tables: frozenset[str], owing: set[str], found: Found) -> None:
    """With every insert into the ledger refused by the database itself, nothing is served and nothing stays written.

    `owing` are the words that owe the ledger a line; what owes none, such as one's own words, may be served without it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER the_ledger_is_down BEFORE INSERT ON ledger_entry"
            " BEGIN SELECT RAISE(ABORT, 'the ledger is down'); END"
        )
    before = contents(tables - set(NO_ENTRY))
    for visit in visits:
        answer = again(visit, here, after=lambda: contents(tables - set(NO_ENTRY)))
        found.down += 1
        words = visit.words & owing & set(PATTERN.findall(f"{answer.text} {answer.headers}"))
        if words or answer.body.startswith(b"%PDF"):
            found.served_without.append(f"served with the ledger down: {visit.where}")
        if answer.after not in {None, before}:
            found.served_without.append(f"written with the ledger down: {visit.where}")
