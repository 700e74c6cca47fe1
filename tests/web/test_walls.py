"""Row security: nothing without an actor, nothing of another agency's, and no entry of the ledger is ever changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from kinkeeper.agencies.models import Agency
from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor, ActorKind
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.ledger.actions import record, seal_pending
from kinkeeper.ledger.models import Entry
from kinkeeper.ledger.queries import verify
from kinkeeper.people import actions as people
from kinkeeper.people.models import Demographics, Identity, Kin, Person, Route
from kinkeeper.sharing.actions import disclose_many
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.types import Purpose
from kinkeeper.web.walls import APPEND_ONLY, WALLS, standing
from tests.walled import as_the_web
from tests.worlds import Household, agency, household, member, pass_to

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row security")


def lantern_and_harbour() -> tuple[Agency, Agency, Household, Household]:
    """Two services, a family each."""
    lantern, harbour = agency("Lantern"), agency("Harbour")
    thorns, others = household(), household()
    pass_to(lantern, *thorns.everyone)
    pass_to(harbour, *others.everyone)
    return lantern, harbour, thorns, others


def named() -> set[int]:
    return set(Identity.objects.values_list("person_id", flat=True))


@on_postgresql
@pytest.mark.django_db
def test_without_an_actor_no_protected_row_is_shown() -> None:
    lantern_and_harbour()

    with as_the_web():
        counts = {table: _count(table) for table in WALLS}

    assert {table: count for table, count in counts.items() if count} == {}
    assert _count("people_identity") == 6  # they are there, before the owner


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@on_postgresql
@pytest.mark.django_db
def test_nobody_in_particular_sees_references_and_no_name() -> None:
    lantern_and_harbour()

    with as_the_web(), acting_for(NOBODY):
        assert (Person.objects.count(), Identity.objects.count(), Basis.objects.count()) == (6, 0, 0)


@on_postgresql
@pytest.mark.django_db
def test_one_agency_does_not_read_anothers() -> None:
    lantern, harbour, thorns, others = lantern_and_harbour()
    amara, zoe = member("Amara", lantern), member("Zoe", harbour)

    with as_the_web(), acting_for(amara):
        assert named() == set(thorns.everyone)
        assert set(Basis.objects.values_list("agency_id", flat=True)) == {lantern.pk}
        assert not Route.objects.filter(person_id=others.rosa).exists()
        assert not Kin.objects.filter(person_id=others.rosa).exists()
        assert not Identity.objects.filter(person_id=others.rosa).update(given_name="Changed")
        assert not Involvement.objects.filter(person_id=others.rosa).delete()[0]
        with pytest.raises(DatabaseError), transaction.atomic():
            Demographics.objects.create(person_id=others.rosa, languages="Polish")
    with as_the_web(), acting_for(zoe):
        assert named() == set(others.everyone)


@on_postgresql
@pytest.mark.django_db
def test_what_sharing_permits_comes_through_the_wall() -> None:
    lantern, _harbour, thorns, others = lantern_and_harbour()
    amara = member("Amara", lantern)

    with as_the_web(), acting_for(amara):
        views = disclose_many(
            by=amara, purpose=Purpose.OFFER_SUPPORT, about=[*thorns.everyone, *others.everyone], action="look"
        )

    assert set(views) == set(thorns.everyone)


@on_postgresql
@pytest.mark.django_db
def test_a_link_that_ended_is_behind_the_wall_after_thirty_days() -> None:
    lantern, _harbour, thorns, _others = lantern_and_harbour()
    amara = member("Amara", lantern)
    Basis.objects.filter(agency=lantern).update(withdrawn_at=now())
    Involvement.objects.filter(agency=lantern).update(ended_at=now())

    with as_the_web(), acting_for(amara):
        assert named() == set(thorns.everyone)
    with clock_reading(now() + _days(31)), as_the_web(), acting_for(amara):
        assert named() == set()


def _days(number: int) -> Any:
    from datetime import timedelta

    return timedelta(days=number)


@on_postgresql
@pytest.mark.django_db
def test_a_family_member_reaches_their_own_family() -> None:
    _lantern, _harbour, thorns, _others = lantern_and_harbour()
    rosa = Actor(kind=ActorKind.FAMILY, reference="rosa", person_id=thorns.rosa)

    with as_the_web(), acting_for(rosa):
        assert named() == set(thorns.everyone)


@on_postgresql
@pytest.mark.django_db
def test_somebody_being_written_down_is_reached_until_anybody_works_with_them() -> None:
    lantern, harbour, _thorns, _others = lantern_and_harbour()
    amara = member("Amara", lantern)

    with as_the_web(), acting_for(amara):
        nan = people.add_person(by=amara).pk
        people.name_person(by=amara, person=nan, given_name="Nan", family_name="Thorn")
        assert nan in named()
    pass_to(harbour, nan)
    with as_the_web(), acting_for(amara):
        assert nan not in named()


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("order", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_web_changes_nothing_in_the_ledger(table: str, order: str) -> None:
    record(by=SYSTEM, action="something")
    seal_pending()
    order = order.replace("id = id", "block_id = block_id") if table == "ledger_sealedentry" else order

    with as_the_web(), acting_for(SYSTEM):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(order.format(table))
        record(by=SYSTEM, action="something_else")
        assert seal_pending() == 1

    assert Entry.objects.count() == 2
    assert verify().sound


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("order", ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET name = name", "DELETE FROM {}"])
def test_the_web_writes_nothing_of_how_the_tables_were_made(order: str) -> None:
    order = order.format("django_migrations")

    with as_the_web(), acting_for(SYSTEM), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(order)


@on_postgresql
@pytest.mark.django_db
def test_one_actor_inside_another_is_taken_back_also_after_an_error() -> None:
    lantern, harbour, thorns, others = lantern_and_harbour()
    amara, zoe = member("Amara", lantern), member("Zoe", harbour)

    with as_the_web(), acting_for(amara):
        with acting_for(zoe):
            assert named() == set(others.everyone)
        assert named() == set(thorns.everyone)
        with pytest.raises(DatabaseError), transaction.atomic(), acting_for(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert named() == set(thorns.everyone)
    with as_the_web():
        pass


@on_postgresql
@pytest.mark.django_db
def test_whoever_asks_whether_the_wall_stands_is_told_why_not() -> None:
    assert standing()["stands"] is False
    with as_the_web():
        assert standing() == {**standing(), "stands": True, "why": ""}


def test_every_table_about_a_person_stands_behind_the_wall_or_here_with_the_reason() -> None:
    known = {
        # Which keys open whose side: keyed hashes, references, one encrypted route. Asked for before anybody is known.
        "portal_familyaccount",
        "portal_accesscode",
    }
    about = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in {"people", "sharing", "portal"}
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person and field.name in {"person", "first"}
    }

    assert about - set(WALLS) == known
