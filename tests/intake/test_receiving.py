"""Taking events in: every line counted once, in any order, and nothing that was refused lost."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest

from kinkeeper.agencies.models import Agency
from kinkeeper.custody.actions import import_prisons
from kinkeeper.custody.models import CustodyEvent, Period, PrisonNumber
from kinkeeper.custody.types import PeriodState, Source
from kinkeeper.foundation import clock
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.encryption import CannotOpen
from kinkeeper.foundation.randomness import seeded
from kinkeeper.intake import actions, generate, jobs
from kinkeeper.intake.actions.receiving import AT_FIRST, FEWEST, LONG, MOST, SHORT, Company, Pace
from kinkeeper.intake.models import Feed, Refused
from kinkeeper.intake.rules import lines_of, pieces_of
from kinkeeper.intake.types import Count, Line, Refusal
from kinkeeper.offers.models import Asking
from kinkeeper.offers.types import AskingState
from tests.intake.samples import event, line, merge, number, wrapped

pytestmark = pytest.mark.django_db

EVENTS = 3_000


@pytest.fixture(autouse=True)
def _prisons() -> None:
    names = ["XHI", *generate.PRISONS]
    import_prisons(by=SYSTEM, rows=[{"prisonId": code, "prisonName": code} for code in names])


@pytest.fixture
def feed() -> Feed:
    owner = Agency.objects.create(kind="feed_owner", name="Custody feed service")
    return actions.add_feed(by=SYSTEM, name="custody", agency=owner.pk)[0]


def take(*found: object, feed: Feed | None = None) -> Count:
    return read([line(each) for each in found], feed=feed)


def read(lines: Iterable[bytes], feed: Feed | None = None) -> Count:
    numbered = (Line(place, body) for place, body in enumerate(lines, start=1))
    return actions.read_in(by=SYSTEM, feed=feed, lines=numbered, source=Source.FILE).count


def result() -> tuple[list[object], list[object], list[object], set[str]]:
    """What must be the same, by natural keys: events, periods, whom to ask, and which numbers are one person's."""
    events = CustodyEvent.objects.order_by("identity").values_list(
        "identity", "kind", "number", "removed_number", "prison", "occurred_at", "reason", "stream"
    )
    periods = (
        Period.objects.exclude(state=PeriodState.ABSORBED)
        .order_by("start_identity")
        .values_list(
            "start_identity", "number", "admitted_prison__code", "prison__code", "started_at", "arrived_at", "ended_at",
            "state", "flag",
        )
    )  # fmt: skip
    askings = (
        Asking.objects.exclude(state=AskingState.RETRACTED)
        .order_by("period__start_identity")
        .values_list("period__start_identity", "state", "prison__code", "admitted_at", "needs_a_person")
    )
    together: dict[int, list[str]] = {}
    for prison_number, person in PrisonNumber.objects.order_by("number").values_list("number", "person_id"):
        together.setdefault(person, []).append(prison_number)
    return list(events), list(periods), list(askings), {" ".join(numbers) for numbers in together.values()}


def start_again() -> None:
    for model in (Asking, Period, CustodyEvent, PrisonNumber):
        model.objects.all().delete()


def test_three_thousand_mixed_events_give_one_result_in_any_order_halved_or_doubled() -> None:
    lines = list(generate.event_lines(EVENTS, seed=7))
    first = read(lines)
    expected = result()
    assert (first.read, first.refused) == (EVENTS, 0)
    assert len(expected[1]) > 200
    again = read(lines)
    assert (again.recorded, again.ignored, again.duplicates) == (0, first.ignored, EVENTS - first.ignored)
    assert result() == expected
    half = EVENTS // 2
    for order in ([*lines[half:], *lines[:half]], generate.shuffled(lines, seed=1), generate.shuffled(lines, seed=2)):
        start_again()
        assert read(order) == first
        assert result() == expected


def test_a_line_is_counted_once_and_as_one_thing() -> None:
    count = take(event(), wrapped(event()), event(eventType="other.thing"), event(more={"reason": "NO"}), merge(), [])
    assert count == Count(read=6, recorded=2, duplicates=1, ignored=1, refused=2)


def test_what_is_refused_is_kept_closed_with_its_line_and_reason(feed: Feed) -> None:
    bad = line(number("secret-number"))
    read([line(event()), bad], feed=feed)
    row = Refused.objects.get()
    assert (row.feed, row.line, row.reason) == (feed, 2, "malformed_number")
    assert b"secret-number" not in bytes(row.body)
    assert actions.refusing.body_of(row) == bad


def test_a_closed_body_opens_in_its_own_row_alone(feed: Feed) -> None:
    take(number("one"), number("two"), feed=feed)
    one, two = Refused.objects.order_by("line")
    two.body = one.body
    with pytest.raises(CannotOpen):
        actions.refusing.body_of(two)


def test_the_same_bad_file_is_kept_once(feed: Feed) -> None:
    for _ in range(2):
        assert take(number("one"), feed=feed).refused == 1
    assert Refused.objects.count() == 1


def test_a_bad_line_that_stands_twice_in_a_file_is_kept_once_under_its_first_number(feed: Feed) -> None:
    count = take("not JSON", event(), "not JSON", feed=feed)

    assert (count.recorded, count.refused) == (1, 2)
    assert [row.line for row in Refused.objects.all()] == [1]


def test_an_unknown_prison_heals_once_it_is_imported(feed: Feed) -> None:
    assert take(event(more={"prisonId": "XZZ"}), number("bad"), feed=feed).refused == 2
    assert jobs.take_what_waited_for_a_prison() == 0
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XZZ", "prisonName": "Lastend"}])
    assert jobs.take_what_waited_for_a_prison() == 1
    assert Period.objects.get().prison.code == "XZZ"
    assert list(Refused.objects.values_list("reason", flat=True)) == ["malformed_number"]


def test_a_retry_takes_what_can_be_taken_and_leaves_the_rest(feed: Feed) -> None:
    take(event(more={"prisonId": "XZZ"}), event(more={"prisonId": "XYY"}), number("bad"), feed=feed)
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XZZ", "prisonName": "Lastend"}])
    assert actions.retry(by=SYSTEM) == Count(read=3, recorded=1, refused=2)
    assert sorted(Refused.objects.values_list("reason", flat=True)) == ["malformed_number", "unknown_prison"]


def test_a_prison_imported_while_a_file_is_read_is_known_from_then_on() -> None:
    def lines() -> Iterable[Line]:
        for place in range(AT_FIRST):
            yield Line(place + 1, line(event(more={"prisonId": "XZZ"}, occurredAt=f"2026-03-28T10:{place % 60:02d}:00Z")))
        import_prisons(by=SYSTEM, rows=[{"prisonId": "XZZ", "prisonName": "Lastend"}])
        yield Line(AT_FIRST + 1, line(event(more={"prisonId": "XZZ"})))

    outcome = actions.read_in(by=SYSTEM, feed=None, lines=lines(), source=Source.FILE)
    assert (outcome.count.recorded, outcome.count.refused) == (1, AT_FIRST)


def test_what_was_refused_is_forgotten_after_thirty_days(feed: Feed) -> None:
    take(number("bad"), feed=feed)
    kept_until = Refused.objects.get().expires_at
    with clock.clock_reading(kept_until - timedelta(seconds=1)):
        assert jobs.forget_refused() == 0
    with clock.clock_reading(kept_until):
        assert jobs.forget_refused() == 1


def test_a_file_cut_short_takes_what_was_whole() -> None:
    import gzip

    packed = gzip.compress(b"\n".join(line(event(occurredAt=f"2026-03-28T10:{n:02d}:00Z")) for n in range(60)), 1)
    outcome = actions.read_in(by=SYSTEM, feed=None, lines=lines_of(pieces_of(packed[: len(packed) - 40])), source=Source.FILE)
    assert outcome.count.recorded > 40
    assert outcome.refusals == [(outcome.count.read, Refusal.GZIP_CUT_SHORT)]
    assert actions.retry(by=SYSTEM) == Count()


def test_two_streams_in_one_file_in_any_order_make_one_period() -> None:
    both = [event(), event(eventType="prisoner-offender-search.prisoner.received", more={"reason": "NEW_ADMISSION"})]
    random.Random(3).shuffle(both)
    assert take(*both).recorded == 2
    assert Period.objects.count() == 1


@pytest.mark.parametrize(
    ("seconds", "lines"),
    [(0.0002, MOST), (SHORT, AT_FIRST), (10.0, FEWEST)],
    ids=["a quick machine", "as wished", "a machine that stands almost still"],
)
def test_a_transaction_is_as_long_as_the_machine_allows(seconds: float, lines: int) -> None:
    pace = Pace()

    for _ in range(60):
        pace.took(AT_FIRST, seconds)

    assert pace.lines == lines


def test_one_slow_disk_does_not_change_the_pace_much() -> None:
    pace = Pace()

    pace.took(AT_FIRST, 20 * SHORT)

    assert FEWEST < pace.lines == round(0.8 * AT_FIRST + 0.2 * AT_FIRST / 20)


def test_a_transaction_may_be_long_while_nobody_else_writes() -> None:
    written, at = iter([7, 7, 7, 8, 8, 8, None]), iter([0.0, 29.0, 31.0, 40.0, 69.0, 71.0, 72.0])
    company = Company(lambda: next(written), lambda: next(at))

    assert [company.allows() for _ in range(6)] == [SHORT, LONG, SHORT, SHORT, LONG, LONG]


def test_what_is_allowed_counts_at_once() -> None:
    pace = Pace()

    pace.took(AT_FIRST, SHORT, LONG)
    alone = pace.lines
    pace.took(alone, LONG, SHORT)

    assert (alone, pace.lines) == (AT_FIRST * LONG / SHORT, AT_FIRST)


@pytest.mark.parametrize("found", [event(), "not JSON"], ids=["an event", "a refused line"])
def test_a_reference_drawn_twice_loses_nothing(found: object) -> None:
    with seeded(1):
        take(found)
    other = number("C9012CC") if found != "not JSON" else "not JSON either"

    with seeded(1):  # draws what the first drew, and then on
        count = take(other)

    assert (count.recorded + count.refused, Period.objects.count() + Refused.objects.count()) == (1, 2)
