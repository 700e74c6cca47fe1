"""Many rows in one go: the same rows as models would find and write, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kinkeeper.custody.models import Period, Prison, PrisonNumber
from kinkeeper.custody.types import PeriodState
from kinkeeper.foundation.bulk import change_rows, find_rows, insert_many, insert_rows
from kinkeeper.people.models import Person

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def danny() -> Person:
    return Person.objects.create()


def test_what_is_written_is_what_a_model_reads_and_the_other_way_round(danny: Person) -> None:
    insert_rows(PrisonNumber, ("created_at", "number", "person_id"), [(MORNING, "A1001DA", danny.pk)])
    PrisonNumber.objects.create(number="B2002DA", person=danny, created_at=MORNING + timedelta(hours=1))
    assert list(PrisonNumber.objects.order_by("number").values_list("created_at", "number", "person_id")) == [
        (MORNING, "A1001DA", danny.pk),
        (MORNING + timedelta(hours=1), "B2002DA", danny.pk),
    ]
    found = find_rows(PrisonNumber, ("created_at", "number"), "person_id", {danny.pk})
    assert sorted(found) == [(MORNING, "A1001DA"), (MORNING + timedelta(hours=1), "B2002DA")]


AWKWARD = ["", "NULL", "null", '"', "\\", '\\"', "{a,b}", " edge ", "two\nlines", "%s %%", "Łódź 🌻", "'; --"]


def test_a_text_stays_as_it_is_whatever_stands_in_it() -> None:
    names = [str(field.attname) for field in Prison._meta.concrete_fields if not field.primary_key]
    insert_rows(
        Prison,
        names,
        [
            [getattr(Prison(code=f"XA{chr(65 + place)}", name=text, created_at=MORNING), name) for name in names]
            for place, text in enumerate(AWKWARD)
        ],
    )
    assert list(Prison.objects.order_by("code").values_list("name", flat=True)) == AWKWARD
    for name in AWKWARD:
        assert find_rows(Prison, ("name",), "name", [name, "none has this"]) == [(name,)]


def test_nothing_asked_for_is_nothing_found_and_no_query() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert find_rows(PrisonNumber, ("number",), "number", []) == []
        insert_rows(PrisonNumber, ("number",), [])
        change_rows(PrisonNumber, ("number",), [])
        insert_many([])
    assert len(asked) == 0


def test_a_changed_row_gets_its_next_version_and_keeps_the_rest(danny: Person) -> None:
    prison = Prison.objects.create(code="XNO", name="Northmoor")
    periods = [
        Period.objects.create(
            person=danny, number="A1001DA", start_identity=start * 64, admitted_prison=prison, prison=prison,
            started_at=MORNING, arrived_at=MORNING,
        )
        for start in "ab"
    ]  # fmt: skip
    ended_at = MORNING + timedelta(days=3)
    change_rows(Period, ("state", "ended_at"), [(PeriodState.ENDED, ended_at, periods[0].pk)])
    columns = ("state", "ended_at", "version", "started_at", "bears_work")
    assert list(Period.objects.order_by("pk").values_list(*columns)) == [
        ("ended", ended_at, 2, MORNING, False),
        ("open", None, 1, MORNING, False),
    ]
    assert sorted(find_rows(Period, ("id", *columns), "id", [period.pk for period in periods], lock=True)) == [
        (periods[0].pk, "ended", ended_at, 2, MORNING, False),
        (periods[1].pk, "open", None, 1, MORNING, False),
    ]


def test_a_conflict_is_refused_unless_it_is_to_be_left_out(danny: Person) -> None:
    one = PrisonNumber(number="A1001DA", person=danny)
    insert_many([one])
    insert_many([one, PrisonNumber(number="B2002DA", person=danny)], skip_conflicts=True)
    assert PrisonNumber.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_many([one])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no longest text")
def test_a_text_too_long_is_refused_not_cut(danny: Person) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows(PrisonNumber, ("created_at", "number", "person_id"), [(MORNING, "A1001DAX", danny.pk)])
