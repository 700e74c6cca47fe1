"""Prepared queries: what is given counts each time, and nothing of the first time stays in the statement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from kinkeeper.agencies.models import Agency, Team
from kinkeeper.agencies.types import AgencyKind
from kinkeeper.foundation import prepared as kinkeeper_prepared
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.prepared import (
    Among,
    PreparedRows,
    any_of,
    forget_prepared,
    numbered,
    planned_while_it_grows,
    prepared,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern() -> Agency:
    return Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Lantern")


@pytest.fixture
def teams(lantern: Agency) -> list[Team]:
    return [Team.objects.create(agency=lantern, name=name) for name in ("East", "North", "West")]


@prepared
def _named(*, name: Any) -> QuerySet[Team]:
    return Team.objects.filter(name=name).select_related("agency")


@prepared
def _among(*, ids: Any) -> QuerySet[Team, str]:
    return Team.objects.filter(Among("pk", ids)).order_by("name").values_list("name", flat=True)


@prepared
def _made_before(*, at: Any) -> QuerySet[Team, str]:
    return Team.objects.filter(created_at__lt=at).order_by("name").values_list("name", flat=True)


@prepared
def _made_by_now() -> QuerySet[Team]:
    return Team.objects.filter(created_at__lt=now())


@prepared
def _in_order(up: bool, **ids: Any) -> QuerySet[Team, str]:
    chosen = Team.objects.filter(any_of("pk", ids.values()))
    return chosen.order_by("name" if up else "-name").values_list("name", flat=True)


@prepared
def _nobody(*, name: Any) -> QuerySet[Team]:
    return Team.objects.filter(pk__in=[], name=name)


def _of_agency(*, agency: Any) -> QuerySet[Team]:
    return Team.objects.filter(agency_id=agency).order_by("name")


def test_each_asking_answers_what_was_given_then(teams: list[Team]) -> None:
    found = [_named(name=name) for name in ("West", "East", "South")]

    assert found == [[teams[2]], [teams[0]], []]
    with CaptureQueriesContext(connection) as asked:
        assert found[0][0].agency.name == "Lantern"  # read with it
    assert len(asked) == 0


def test_ids_and_moments_are_given_as_the_database_keeps_them(teams: list[Team]) -> None:
    later = datetime.now(UTC) + timedelta(days=36_500)

    assert _among(ids=[teams[0].pk, teams[2].pk]) == ["East", "West"]
    assert _among(ids=frozenset({teams[1].pk})) == ["North"]
    assert _among(ids=()) == []
    assert (_made_before(at=later), _made_before(at=datetime(2000, 1, 1, tzinfo=UTC))) == (["East", "North", "West"], [])


def test_there_is_a_statement_for_each_shape_and_each_number_of_ids(teams: list[Team]) -> None:
    two, all_three = (numbered([team.pk for team in some], "team") for some in (teams[:2], teams))

    assert [_in_order(up, **ids) for up in (True, False) for ids in (two, all_three)] == [
        ["East", "North"],
        ["East", "North", "West"],
        ["North", "East"],
        ["West", "North", "East"],
    ]


def test_a_moment_that_would_stay_in_the_statement_is_refused() -> None:
    with pytest.raises(TypeError, match="a moment must be given by name"):
        _made_by_now()


def test_a_number_that_would_shape_a_statement_is_refused() -> None:
    with pytest.raises(TypeError, match="a number must be given by name"):
        _in_order(7, pk=1)


def test_what_nothing_can_answer_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _nobody(name="East") == []
    assert len(asked) == 0


def test_a_page_is_the_rows_that_a_query_would_give(lantern: Agency, teams: list[Team]) -> None:
    for number in range(30):
        Team.objects.create(agency=lantern, name=f"{number:02}")
    other = Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Other")
    rows = PreparedRows(_of_agency, agency=lantern.pk)
    whole = list(_of_agency(agency=lantern.pk))

    assert (rows.count(), len(rows), bool(PreparedRows(_of_agency, agency=other.pk))) == (33, 33, False)
    assert (rows[:20], rows[:3], rows[:25], rows[20:33], list(rows)) == (whole[:20], whole[:3], whole[:25], whole[20:], whole)
    with CaptureQueriesContext(connection) as asked:
        page = PreparedRows(_of_agency, agency=lantern.pk)
        assert (len(page), page[:20]) == (33, whole[:20])
    assert len(asked) == 1


def test_what_a_statement_is_made_of_may_change_once_it_is_forgotten(teams: list[Team]) -> None:
    made = {"of": "name"}

    @prepared
    def ordered() -> QuerySet[Team, str]:
        return Team.objects.order_by(made["of"]).values_list("name", flat=True)

    before, made["of"] = ordered(), "-name"
    still = ordered()
    forget_prepared()

    assert (before, still, ordered()) == (["East", "North", "West"], before, before[::-1])


@prepared
def _with_a_percent(*, agency: Any) -> QuerySet[Team, str]:
    return Team.objects.filter(agency_id=agency, name__contains="5% of").values_list("name", flat=True)


def test_what_stands_in_a_statement_may_hold_a_percent_sign(lantern: Agency) -> None:
    for name in ("5% of all", "5 of all"):
        Team.objects.create(agency=lantern, name=name)

    assert _with_a_percent(agency=lantern.pk) == ["5% of all"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans a statement in no time")
def test_postgresql_plans_a_statement_once_whatever_the_size_of_an_id(lantern: Agency) -> None:
    forget_prepared()
    for agency in (lantern.pk, 7, 70_000, 7_000_000_000):
        PreparedRows(_of_agency, agency=agency).count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%agencies_team%in_all%'"
        )
        assert cursor.fetchall() == [(4, 0)]


def _whole_readings() -> int:
    """How often the table of teams was read whole in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'agencies_team'")
        return int(cursor.fetchone()[0])


def _may_read_whole() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        return str(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no such plans")
def test_what_is_planned_while_a_table_is_small_does_not_read_it_whole(teams: list[Team]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agencies_team")
    wanted = [teams[0].pk]
    before = _whole_readings()
    with planned_while_it_grows(connection):
        found = find_rows(Team, ("name",), "id", wanted)
    by_index = _whole_readings()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM agencies_team WHERE id = ANY(%s)", [wanted])

    assert found == [("East",)]
    assert (by_index - before, _whole_readings() - by_index) == (0, 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no such plans")
def test_other_statements_are_planned_as_ever_afterwards_even_after_a_failure() -> None:
    with planned_while_it_grows(connection):
        within = _may_read_whole()
    after = _may_read_whole()
    with pytest.raises(DatabaseError), transaction.atomic(), planned_while_it_grows(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")

    assert (within, after, _may_read_whole()) == ("off", "on", "on")


def test_a_connection_keeps_no_more_statements_than_it_may_hold(teams: list[Team], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinkeeper_prepared, "_MOST_KEPT", 3)
    forget_prepared()
    ids = {f"team_{place}": team.pk for place, team in enumerate(teams)}

    found = [_in_order(up, **dict(list(ids.items())[:some])) for up in (True, False) for some in (1, 2, 3)]

    assert found == [
        ["East"],
        ["East", "North"],
        ["East", "North", "West"],
        ["East"],
        ["North", "East"],
        ["West", "North", "East"],
    ]
    assert len(kinkeeper_prepared._known[connections["default"]]) <= 3
