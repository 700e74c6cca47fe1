"""Who wants to write waits for whoever writes now, and for nobody who comes back for more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, OperationalError

pytestmark = pytest.mark.django_db
TRIES = 25


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "some.sqlite3"
    with _connected(file) as database, database.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("CREATE TABLE done (times integer)")
        cursor.execute("INSERT INTO done VALUES (0)")
    return file


@contextmanager
def _connected(file: Path, seconds: int = 30) -> Iterator[BaseDatabaseWrapper]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": seconds}
    databases = ConnectionHandler(
        {"default": {"ENGINE": "kinkeeper.foundation.sqlite_in_turn", "NAME": str(file), "OPTIONS": options}}
    )
    try:
        yield databases["default"]
    finally:
        databases.close_all()


@contextmanager
def _writing(database: BaseDatabaseWrapper) -> Iterator[int]:
    """One transaction; answers how many there were before it, when it has begun."""
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield _times(database)
        with database.cursor() as cursor:
            cursor.execute("UPDATE done SET times = times + 1")
        database.commit()
    finally:
        database.rollback()
        database.set_autocommit(True)


def _times(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT times FROM done")
        return int(cursor.fetchone()[0])


def _write_again_and_again(file: Path, enough: Event) -> None:
    with _connected(file) as database:
        while not enough.is_set():
            with _writing(database):
                time.sleep(0.005)


def test_nobody_is_kept_waiting_by_one_who_writes_again_and_again(file: Path) -> None:
    enough = Event()
    greedy = Thread(target=_write_again_and_again, args=(file, enough))
    greedy.start()
    went_before = []
    try:
        with _connected(file, seconds=3) as database:
            for _ in range(TRIES):
                time.sleep(0.003)
                asked_at = _times(database)
                with _writing(database) as began_at:
                    went_before.append(began_at - asked_at)
    finally:
        enough.set()
        greedy.join()

    assert max(went_before) <= 2, went_before  # the one at work, and one that began between the look and the asking


def test_one_who_gives_up_lets_the_next_in(file: Path) -> None:
    with _connected(file) as one, _connected(file, seconds=0) as other, _connected(file) as third:
        with _writing(one), pytest.raises(OperationalError, match="locked"), _writing(other):
            pass
        with _writing(third) as before:
            assert before == 1


def test_the_site_waits_in_turn() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("its writers do not wait for one another")
    assert settings.DATABASES["default"]["ENGINE"] == "kinkeeper.foundation.sqlite_in_turn"
