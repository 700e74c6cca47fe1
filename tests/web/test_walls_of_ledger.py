"""Row security over the ledger: an agency reads what it did, a family member what tells of them, the system all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.ledger.actions import record, record_hidden, seal_pending
from kinkeeper.ledger.models import Block, Entry, EntryLine, PendingEntry, SealedEntry
from kinkeeper.ledger.queries import entries_about, entries_by, verify
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.people import actions as people
from kinkeeper.portal.queries.tellings import tellings, tellings_as_their_own
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.types import Purpose
from tests.offers.offer_world import days
from tests.walled import as_the_web
from tests.worlds import Household, agency, household, member, pass_to

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row security"),
    pytest.mark.django_db,
]


@dataclass
class Told:
    """Amara (Lantern) and Zoe (Harbour) looked at Rosa; Amara, in the same list, at Ivy; Zoe at Ivy alone."""

    home: Household
    amara: Actor
    zoe: Actor
    rosa: Actor
    named: dict[int, str]


@pytest.fixture
def told() -> Told:
    lantern, harbour, home = agency("Lantern"), agency("Harbour"), household()
    pass_to(lantern, *home.everyone)
    pass_to(harbour, *home.everyone)
    amara, zoe = member("Amara", lantern), member("Zoe", harbour)
    named = references(home.everyone)
    with clock_reading(now() - days(1)):
        for by, people in ((amara, [home.rosa, home.ivy]), (zoe, [home.rosa]), (zoe, [home.ivy])):
            lines = [Line(person=named[person], categories=frozenset({Category.IDENTITY})) for person in people]
            record(by=by, action="look", purpose=Purpose.OFFER_SUPPORT, outcome=Outcome.SERVED, lines=lines)
        record(by=SYSTEM, action="remind", lines=[Line(person=named[home.danny])])
    rosa = Actor(kind=ActorKind.FAMILY, reference="RRRR-RRRR", person_id=home.rosa)
    return Told(home, amara, zoe, rosa, named)


def looks() -> list[tuple[str, set[str]]]:
    """Of every look that is shown: who looked, and at whom."""
    found = Entry.objects.filter(action="look").prefetch_related("lines").order_by("pk")
    return [(entry.actor, {line.person for line in entry.lines.all()}) for entry in found]


def test_an_agency_reads_what_it_did_and_nothing_of_anothers(told: Told) -> None:
    at_home = {told.named[told.home.rosa], told.named[told.home.ivy]}

    with as_the_web(), acting_for(told.amara):
        assert looks() == [(told.amara.reference, at_home)]
        assert {line.entry.actor for line in entries_about(told.named[told.home.rosa])} == {told.amara.reference}
        assert list(entries_by(told.zoe.reference)) == []
        assert not Entry.objects.filter(action="remind").exists()


def test_a_family_member_reads_what_tells_of_them_by_whomever_and_no_other_line_of_it(told: Told) -> None:
    rosas = told.named[told.home.rosa]

    with as_the_web(), acting_for(told.rosa):
        assert looks() == [(told.amara.reference, {rosas}), (told.zoe.reference, {rosas})]
        assert set(EntryLine.objects.values_list("person", flat=True)) == {rosas}


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_entryline", "ledger_pending"])
def test_it_is_the_wall_that_keeps_the_others_back(told: Told, table: str) -> None:
    with as_the_web(), acting_for(told.amara):
        before = _count(table)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        with as_the_web(), acting_for(told.amara):
            assert _count(table) > before
        transaction.set_rollback(True)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_who_knows_what_is_whole_on_their_own_page_and_on_the_paper_a_worker_hands_them(told: Told) -> None:
    rosa, reference = told.home.rosa, told.named[told.home.rosa]
    people.name_person(by=SYSTEM, person=rosa, given_name="Rosa", family_name="Thorn", age=34)
    whole = tellings(reference, rosa, knows=True)

    with as_the_web():
        with acting_for(told.rosa):
            assert tellings(reference, rosa, knows=True) == whole
        with acting_for(told.amara):
            assert tellings_as_their_own(reference, rosa) == whole
            assert sum(len(day.tellings) for day in tellings(reference, rosa, knows=True)) == 1  # her own agency's, without it
    assert sum(len(day.tellings) for day in whole) == 2


def test_a_stranger_reads_nothing_that_was_there_before(told: Told) -> None:
    with as_the_web(), acting_for(NOBODY):
        assert Entry.objects.count() == 0
        assert EntryLine.objects.count() == 0


def test_whoever_acts_may_add_and_is_told_the_number(told: Told) -> None:
    somebody_new = Actor(kind=ActorKind.FAMILY, reference="NNNN-NNNN", person_id=told.home.danny)
    feed = Actor(kind=ActorKind.FEED, reference="FFFF-FFFF", agency_id=told.amara.agency_id, agency_reference="AAAA-AAAA")

    with as_the_web():
        for asking, writes in (
            (NOBODY, NOBODY),
            (NOBODY, SYSTEM),
            (NOBODY, somebody_new),
            (NOBODY, told.amara),
            (told.rosa, told.rosa),
            (told.rosa, SYSTEM),
            (told.amara, told.amara),
            (told.amara, SYSTEM),
            (feed, feed),
            (SYSTEM, told.zoe),
        ):
            with acting_for(asking):
                assert record_hidden(by=writes, action="asked_in_vain", asked_for="ZZZZ-ZZZZ").pk


def test_the_chain_is_the_systems_alone(told: Told) -> None:
    with as_the_web():
        with acting_for(told.amara):
            assert PendingEntry.objects.count() == 0
            assert seal_pending() == 0
        with acting_for(SYSTEM):
            assert seal_pending() == Entry.objects.count() > 0
            assert verify().sound
        for asking in (told.amara, told.rosa, NOBODY):
            with acting_for(asking):
                assert (Block.objects.count(), SealedEntry.objects.count()) == (0, 0)
