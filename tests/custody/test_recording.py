"""Recording events through the database: the same result whatever the order, and nothing moved behind people's backs."""

from __future__ import annotations

import random

import pytest

from kinkeeper.agencies.models import Agency
from kinkeeper.custody import actions, queries
from kinkeeper.custody.errors import ImpossibleEvent, UnknownPrison
from kinkeeper.custody.models import CustodyEvent, Period, Prison, PrisonNumber
from kinkeeper.custody.types import ChangeKind, EventKind, NewEvent, PeriodState, Reason, ReleaseKind, Stage
from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, StaleVersion, WrongState
from kinkeeper.ledger.models import Entry, EntryLine
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.queries import load
from tests.custody.cases import CASES
from tests.custody.story import DANNY, DANNYS_SECOND, arrivals, at, left, merged, received, received_slowly

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prisons() -> None:
    rows = [{"prisonId": code, "prisonName": f"Prison {code}"} for code in ("XAA", "XBB", "XCC")]
    actions.import_prisons(by=SYSTEM, rows=rows)


@pytest.fixture
def northmoor() -> Agency:
    agency = Agency.objects.create(kind="prison", name="Northmoor", neutral_name="Northmoor centre")
    actions.link_prison(by=SYSTEM, prison=Prison.objects.get(code="XAA"), agency=agency.pk)
    return agency


def record(*events: NewEvent) -> list[ChangeKind]:
    return [change.kind for change in actions.record_events(by=SYSTEM, events=events)]


def told() -> list[tuple[object, ...]]:
    """What must not depend on the order of arrival, by natural keys."""
    rows = Period.objects.exclude(state=PeriodState.ABSORBED)
    return sorted(
        rows.values_list(
            "number", "started_at", "admitted_prison__code", "prison__code", "arrived_at", "ended_at", "state", "flag"
        ),
        key=str,
    )


def start_again() -> None:
    for model in (Period, CustodyEvent, PrisonNumber):
        model.objects.all().delete()


@pytest.mark.parametrize("name", CASES)
def test_any_order_of_arrival_gives_the_same_rows(name: str) -> None:
    events, expected = CASES[name]
    record(*events)
    at_once = told()
    assert len(at_once) == len(expected)
    chance = random.Random(name)
    for _ in range(4):
        start_again()
        for batch in arrivals(events, chance):
            record(*batch)
        assert told() == at_once


def test_an_event_is_recorded_once() -> None:
    events = [received("10:00", "XAA"), received("10:00", "XAA"), received_slowly("10:30", "XAA")]
    first = actions.record_batch(by=SYSTEM, events=events)
    second = actions.record_batch(by=SYSTEM, events=events)
    assert (first.recorded, first.duplicates, second.recorded, second.duplicates, second.changes) == (2, 1, 0, 3, [])


def test_a_batch_is_one_entry_in_the_ledger_with_a_line_for_each_person() -> None:
    record(received("10:00", "XAA"), received("11:00", "XAA", number=DANNYS_SECOND))
    entry = Entry.objects.get(action="record_events")
    references = PrisonNumber.objects.values_list("person__reference", flat=True)
    assert sorted(entry.lines.values_list("person", flat=True)) == sorted(references)


def test_an_unknown_prison_records_nothing() -> None:
    with pytest.raises(UnknownPrison):
        record(received("10:00", "XAA"), received("10:00", "XZZ"))
    assert CustodyEvent.objects.count() == 0


def test_a_period_keeps_its_reference_through_everything_that_comes_later() -> None:
    record(received_slowly("10:30", "XAA"))
    reference = Period.objects.get().reference
    assert record(received("10:00", "XAA")) == [ChangeKind.STARTED_EARLIER]
    assert record(received("3 10:00", "XBB", "TRANSFERRED")) == [ChangeKind.MOVED]
    assert record(left("9 10:00", "XBB")) == [ChangeKind.ENDED]
    period = queries.period(reference)
    assert period is not None
    assert (period.number, period.prison.code, period.state, period.version) == (DANNY, "XBB", "ended", 4)


def test_a_second_number_for_somebody_already_there_is_taken_back_quietly() -> None:
    record(received("10:00", "XAA"))
    record(received("10:10", "XAA", number=DANNYS_SECOND))
    second = Period.objects.get(number=DANNYS_SECOND)
    changes = actions.record_events(by=SYSTEM, events=[merged("10:20", kept=DANNY, removed=DANNYS_SECOND)])
    assert [(change.period_id, change.kind) for change in changes] == [(second.pk, ChangeKind.REVERSED)]
    assert Period.objects.exclude(state=PeriodState.ABSORBED).get().number == DANNY
    assert PrisonNumber.objects.values("person").distinct().count() == 1


def test_a_second_number_found_days_later_says_which_period_tells_it_now() -> None:
    record(received("10:00", "XAA"), received("10:10", "XAA", number=DANNYS_SECOND))
    first, second = Period.objects.get(number=DANNY), Period.objects.get(number=DANNYS_SECOND)
    changes = actions.record_events(by=SYSTEM, events=[merged("5 10:20", kept=DANNY, removed=DANNYS_SECOND)])
    assert [(c.period_id, c.kind, c.into_id) for c in changes] == [(second.pk, ChangeKind.MERGED, first.pk)]


def test_a_period_that_bears_work_is_flagged_and_a_person_decides() -> None:
    record(received("10:00", "XAA", number=DANNYS_SECOND))
    worked = Period.objects.get()
    actions.mark_bears_work(by=SYSTEM, period=worked)
    person = worked.person_id
    record(received("4 10:00", "XBB", number=DANNY))
    assert record(merged("5 10:00", kept=DANNY, removed=DANNYS_SECOND)) == [ChangeKind.ENDED, ChangeKind.FLAGGED]
    worked.refresh_from_db()
    assert (worked.person_id, worked.number, worked.flag) == (person, DANNYS_SECOND, "numbers_merged")
    actions.settle_flag(by=SYSTEM, period=worked, seen=worked.version, follow_events=True)
    assert (worked.number, worked.flag) == (DANNY, "release_not_reported")
    actions.settle_flag(by=SYSTEM, period=worked, seen=worked.version, follow_events=False)
    assert (worked.flag, worked.settled_flags) == ("", "release_not_reported")
    with pytest.raises(WrongState):
        actions.settle_flag(by=SYSTEM, period=worked, seen=worked.version, follow_events=False)


def test_a_prison_works_with_those_it_holds_until_a_person_confirms_the_release(northmoor: Agency) -> None:
    record(received("10:00", "XAA"))
    assert Involvement.objects.filter(agency=northmoor, ended_at=None).count() == 1
    assert Basis.objects.filter(agency=northmoor, withdrawn_at=None).count() == 1
    record(left("9 10:00", "XAA"))
    assert Involvement.objects.filter(agency=northmoor, ended_at=None).count() == 1
    period = Period.objects.get()
    actions.confirm_release(by=SYSTEM, period=period, how=ReleaseKind.RELEASED)
    assert Involvement.objects.filter(agency=northmoor, ended_at=None).count() == 0
    assert Basis.objects.filter(agency=northmoor, withdrawn_at=None).count() == 0
    with pytest.raises(WrongState):
        actions.confirm_release(by=SYSTEM, period=period, how=ReleaseKind.DIED)


def test_a_transfer_hands_the_person_from_one_prison_to_the_other(northmoor: Agency) -> None:
    southfield = Agency.objects.create(kind="prison", name="Southfield")
    actions.link_prison(by=SYSTEM, prison=Prison.objects.get(code="XBB"), agency=southfield.pk)
    record(received("10:00", "XAA"))
    record(received("3 10:00", "XBB", "TRANSFERRED"))
    live = Involvement.objects.filter(ended_at=None)
    assert list(live.values_list("agency__name", flat=True)) == ["Southfield"]
    assert [p.prison.code for p in queries.received_at(southfield.pk, at("3 00:00"))] == ["XBB"]
    assert list(queries.received_at(northmoor.pk, at("1 00:00"))) == []


def test_a_prison_linked_late_works_with_those_already_held() -> None:
    record(received("10:00", "XAA"))
    agency = Agency.objects.create(kind="prison", name="Northmoor")
    actions.link_prison(by=SYSTEM, prison=Prison.objects.get(code="XAA"), agency=agency.pk)
    assert Involvement.objects.filter(agency=agency, ended_at=None).count() == 1


def test_nobody_reads_of_a_release_before_a_person_confirmed_it() -> None:
    record(received("10:00", "XAA"), left("3 10:00", "XAA", "TRANSFERRED"), received("3 12:00", "XBB", "TRANSFERRED"))
    record(left("9 10:00", "XBB"))
    period = Period.objects.get()
    (fact,) = load(Category.CUSTODY_FACT, [period.person_id])[period.person_id]
    (details,) = load(Category.CUSTODY_DETAILS, [period.person_id])[period.person_id]
    assert (fact.in_custody, fact.since, details.left_at) == (True, at("10:00"), None)
    assert [(move.at, move.prison) for move in details.moves] == [(at("10:00"), "XAA"), (at("3 12:00"), "XBB")]
    actions.confirm_release(by=SYSTEM, period=period, how=ReleaseKind.RELEASED)
    (fact,) = load(Category.CUSTODY_FACT, [period.person_id])[period.person_id]
    assert fact.in_custody is False


def test_a_transfer_and_a_release_are_entered_by_hand_and_count_once_with_the_feed() -> None:
    record(received("10:00", "XAA"))
    period = Period.objects.get()
    with clock_reading(at("9 12:00")):
        moved = actions.enter_event_by_hand(
            by=SYSTEM,
            period=period,
            kind=EventKind.RECEIVED,
            reason=Reason.TRANSFERRED,
            prison="XBB",
            occurred_at=at("3 10:00"),
        )
    assert ([change.kind for change in moved], period.prison.code) == ([ChangeKind.MOVED], "XBB")
    assert record(received("3 10:20", "XBB", "TRANSFERRED")) == []


@pytest.mark.parametrize("when", ["1 10:00", "9 12:01"])
def test_what_is_entered_by_hand_lies_between_admission_and_now(when: str) -> None:
    record(received("10:00", "XAA"))
    with clock_reading(at("9 12:00")), pytest.raises(ImpossibleEvent):
        actions.enter_event_by_hand(
            by=SYSTEM,
            period=Period.objects.get(),
            kind=EventKind.RELEASED,
            reason=Reason.RELEASED,
            prison="XAA",
            occurred_at=at(when),
        )


def test_a_stranger_enters_nothing() -> None:
    record(received("10:00", "XAA"))
    stranger = Actor(kind=ActorKind.STAFF, reference="AAAA-AAAA", role="family_officer", agency_id=0)
    with pytest.raises(NotPermitted):
        actions.note_stage(by=stranger, period=Period.objects.get(), seen=1, stage=Stage.REMAND)


def test_a_stale_stage_is_refused() -> None:
    record(received("10:00", "XAA"))
    period = Period.objects.get()
    actions.note_stage(by=SYSTEM, period=period, seen=1, stage=Stage.REMAND)
    with pytest.raises(StaleVersion):
        actions.note_stage(by=SYSTEM, period=period, seen=1, stage=Stage.SENTENCED)


def test_a_death_is_written_where_it_stops_every_message() -> None:
    from kinkeeper.people.models import Identity

    record(received("10:00", "XAA"), left("5 10:00", "XAA"))
    period = Period.objects.get()
    actions.confirm_release(by=SYSTEM, period=period, how=ReleaseKind.DIED)
    assert Identity.objects.get(person=period.person_id).died_on == at("5 10:00").date()


def test_the_register_refuses_a_bad_row_alone_and_keeps_agencies(northmoor: Agency) -> None:
    done = actions.import_prisons(
        by=SYSTEM,
        rows=[
            {"prisonId": "XAA", "prisonName": "Northmoor", "male": True, "types": [{"code": "HMP", "description": "Prison"}]},
            {"prisonId": "xa", "prisonName": "Nowhere"},
            "XBB",
            {"prisonId": "XDD", "prisonName": "Eastholm", "addresses": [{"id": 1, "town": "Holm", "postcode": "ZZ99 4DD"}]},
        ],
    )
    assert (done.read, done.recorded, done.refused) == (4, 2, ((2, "malformed_code"), (3, "not_an_object")))
    prison = queries.prison_of_agency(northmoor.pk)
    assert prison is not None
    assert (prison.name, prison.male, Prison.objects.get(code="XDD").town) == ("Northmoor", True, "Holm")


def test_lines_of_the_ledger_carry_references_only() -> None:
    record(received("10:00", "XAA"))
    assert set(EntryLine.objects.values_list("person", flat=True)) == set(
        PrisonNumber.objects.values_list("person__reference", flat=True)
    )
