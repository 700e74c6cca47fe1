"""Moments come back from the database as they went in, in UTC, and on PostgreSQL by the quick reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from psycopg.pq import Format

from kinkeeper.foundation.moments import MomentInUtc
from kinkeeper.people.models import Person

pytestmark = pytest.mark.django_db

SUMMER = timezone(timedelta(hours=1))
TIMESTAMPTZ = 1184  # its number in every PostgreSQL
MOMENTS = [
    datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 30, 15, 500000, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=SUMMER),
    datetime(1931, 1, 1, tzinfo=UTC),
]


def test_a_moment_comes_back_as_it_was_in_utc() -> None:
    for moment in MOMENTS:
        person = Person.objects.create(created_at=moment)
        found = Person.objects.values_list("created_at", flat=True).get(pk=person.pk)
        assert (found, found.tzinfo) == (moment, UTC)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the reader is PostgreSQL’s")
def test_each_cursor_reads_moments_quickly() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-03-02 09:30:15+02'::timestamptz, NULL::timestamptz")
        assert cursor.fetchone() == (datetime(2026, 3, 2, 7, 30, 15, tzinfo=UTC), None)
        assert cursor.adapters.get_loader(TIMESTAMPTZ, Format.TEXT) is MomentInUtc
