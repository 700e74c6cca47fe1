"""The clock, chance, references, masks, jobs by name, and versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import ConnectionHandler
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.agencies.models import Agency
from kinkeeper.foundation import clock, jobs
from kinkeeper.foundation.categories import Category, mask, unmask
from kinkeeper.foundation.decisions import ALLOWED, refused
from kinkeeper.foundation.errors import NotPermitted, StaleVersion
from kinkeeper.foundation.randomness import random_below, random_bytes, seeded
from kinkeeper.foundation.references import ALPHABET, PATTERN, new_reference, tidy_reference
from kinkeeper.foundation.transactions import require_transaction, written_by_others
from kinkeeper.foundation.versions import save_version

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_the_clock_reads_what_it_is_set_to_and_is_set_back() -> None:
    with clock.clock_reading(NOON):
        assert clock.now() == NOON

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.clock_reading(datetime(2026, 7, 1)):  # noqa: DTZ001
        pass


def test_today_is_the_day_where_one_is() -> None:
    with clock.clock_reading(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        assert clock.today("Europe/London") == date(2026, 7, 2)
        assert clock.today("America/Los_Angeles") == date(2026, 7, 1)


def test_chance_is_repeatable_only_when_seeded() -> None:
    with seeded(7):
        once = (random_bytes(8), random_below(1000), new_reference())
    with seeded(7):
        again = (random_bytes(8), random_below(1000), new_reference())

    assert once == again
    assert random_bytes(16) != random_bytes(16)


def test_references_are_well_formed() -> None:
    assert all(PATTERN.match(new_reference()) for _ in range(1000))


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
def test_a_reference_read_out_is_understood(letters: str) -> None:
    tidy = f"{letters[:4]}-{letters[4:]}"

    spoken = f" {letters[:4].lower()} {letters[4:]} ".replace("0", "O").replace("1", "l")

    assert tidy_reference(spoken) == tidy


@pytest.mark.parametrize("typed", ["", "K7QF", "K7QF-29MD-1", "K7QF-29M!", "١٢٣٤-5678"])
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert tidy_reference(typed) == ""


@given(st.frozensets(st.sampled_from(list(Category))))
def test_a_mask_stands_for_its_categories(categories: frozenset[Category]) -> None:
    assert unmask(mask(categories)) == categories


def test_a_refusal_is_falsy_and_says_why() -> None:
    decision = refused("not_your_team")

    assert (bool(decision), decision.reason, bool(ALLOWED)) == (False, "not_your_team", True)
    with pytest.raises(NotPermitted, match="not_your_team"):
        decision.require()
    ALLOWED.require()


@pytest.mark.django_db
def test_a_stale_form_is_refused_and_loses_nothing() -> None:
    agency = Agency.objects.create(name="Family Links", kind="family_service")
    mine, theirs = Agency.objects.get(), Agency.objects.get()
    save_version(theirs, seen=1, phone="01632 960001")

    with pytest.raises(StaleVersion) as problem:
        save_version(mine, seen=1, phone="01632 960002")

    agency.refresh_from_db()
    assert (agency.phone, agency.version) == ("01632 960001", 2)
    assert isinstance(problem.value.theirs, Agency)
    assert (problem.value.theirs.phone, problem.value.yours) == ("01632 960001", {"phone": "01632 960002"})


@pytest.mark.django_db(transaction=True)
def test_a_job_is_queued_with_the_work_and_rolled_back_with_it() -> None:
    with transaction.atomic():
        jobs.enqueue("some.job", offer_id=7)
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("some.job", offer_id=8)
        raise RuntimeError

    queued = [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.all()]
    assert queued == [{"name": "some.job", "arguments": {"offer_id": 7}}]


def test_two_jobs_or_duties_of_one_name_are_refused() -> None:
    jobs.job("try.once")(print)
    try:
        with pytest.raises(ValueError, match="two jobs are called try.once"):
            jobs.job("try.once")(print)
    finally:
        jobs._jobs.pop("try.once")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_may_be_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        require_transaction()
    with transaction.atomic():
        require_transaction()


@pytest.mark.django_db
def test_it_is_noticed_that_somebody_else_writes_and_not_that_one_writes_oneself(tmp_path: Path) -> None:
    file = {"ENGINE": "kinkeeper.foundation.sqlite_in_turn", "NAME": str(tmp_path / "some.sqlite3")}
    databases = ConnectionHandler({"default": file, "other": file})
    ours, theirs = databases["default"], databases["other"]

    with ours.cursor() as cursor:
        cursor.execute("CREATE TABLE word (said text)")
    before = written_by_others(ours)
    with ours.cursor() as cursor:
        cursor.execute("INSERT INTO word VALUES ('ours')")
    own = written_by_others(ours)
    with theirs.cursor() as cursor:
        cursor.execute("INSERT INTO word VALUES ('theirs')")

    assert (own == before, written_by_others(ours) == before) == (True, False)
    databases.close_all()
