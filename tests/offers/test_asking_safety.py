"""The first night: the card, the worry that it raises, and the call that ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from kinkeeper.custody.types import EventKind, Reason
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.foundation.jobs import run_job
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.models import Asking, AskingTimes, DutyCall, FirstNightCard, SafetyCheck
from kinkeeper.offers.queries.safety import worries_for
from kinkeeper.offers.types import (
    Answer,
    AskingState,
    CardAnswers,
    CarerNow,
    ChildTold,
    Refusal,
    SafeNow,
    TellTonight,
)
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import BasisKind, Purpose
from tests.offers.asking_world import MORNING, World, asking_of, build_world, happens, hours, receive

pytestmark = pytest.mark.django_db
EVENING = MORNING + hours(10)
ALONE = CardAnswers(Answer.YES, CarerNow.NOBODY, SafeNow.NOT_SAFE, Answer.NO, (TellTonight.SCHOOL,))
WELL = CardAnswers(Answer.YES, CarerNow.GRANDPARENT, SafeNow.SAFE, Answer.YES, (TellTonight.CARER,))


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def asking(world: World) -> Asking:
    return receive()


def card(world: World, asking: Asking, answers: CardAnswers, token: str = "first") -> FirstNightCard:
    with clock_reading(EVENING):
        return actions.record_first_night_card(by=world.actor(world.imani), asking=asking, answers=answers, token=token)


def call(world: World, check: SafetyCheck, *, answered: bool, children: tuple[ChildTold, ...] = ()) -> DutyCall:
    with clock_reading(EVENING + timedelta(minutes=20)):
        return actions.record_duty_call(
            by=world.actor(world.imani),
            check=check,
            seen=check.version,
            agency=world.duty,
            rang_at=EVENING + timedelta(minutes=15),
            answered=answered,
            answered_by="Grace" if answered else "",
            words="They go there now",
            children=children,
        )


def test_a_card_that_says_all_is_well_raises_nothing(world: World, asking: Asking) -> None:
    kept = card(world, asking, WELL)
    assert (kept.carer, kept.tell_tonight, SafetyCheck.objects.count()) == ("grandparent", "carer", 0)


def test_a_card_sent_twice_is_one_card_and_one_worry(world: World, asking: Asking) -> None:
    assert card(world, asking, ALONE).pk == card(world, asking, ALONE).pk
    assert (FirstNightCard.objects.count(), SafetyCheck.objects.count()) == (1, 1)


def test_a_card_taken_on_paper_keeps_who_took_it_and_when(world: World, asking: Asking) -> None:
    taken = EVENING - hours(2)
    kept = card(
        world,
        asking,
        CardAnswers(Answer.NO, taken_on_paper_at=taken, taken_by_name="Officer Bell"),
    )
    assert (kept.way, kept.taken_at, kept.taken_by_name) == ("paper", taken, "Officer Bell")


def test_the_database_itself_wants_a_carer_for_a_child_who_depends(world: World, asking: Asking) -> None:
    with pytest.raises(IntegrityError, match="a_child_who_depends"), transaction.atomic():
        FirstNightCard.objects.create(asking=asking, child_depends=Answer.YES, entered_by="X", asked_by="other", token="t")


def test_a_worry_stands_apart_from_permission_and_from_a_reversal(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    with clock_reading(EVENING):
        actions.record_refusal(
            by=world.actor(world.imani), asking=asking_of(), seen=asking_of().version, answer=Refusal.NOT_PERMITTED
        )
    happens(Reason.RELEASED, kind=EventKind.RELEASED, at=MORNING + timedelta(minutes=20))
    with clock_reading(EVENING):
        assert [row.asking_id for row in worries_for(world.actor(world.imani))] == [asking.pk]


def test_a_worry_is_seen_by_own_prison_and_by_nobody_elses(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    with clock_reading(EVENING):
        assert worries_for(world.actor(world.imani)).count() == 1
        assert worries_for(world.actor(world.petra)).count() == 0
        assert worries_for(world.actor(world.amara)).count() == 0


def test_a_worry_is_raised_again_until_somebody_has_answered(world: World, asking: Asking) -> None:
    AskingTimes.objects.create(agency=world.northgate.agency, worry_minutes=20)
    card(world, asking, ALONE)
    with clock_reading(EVENING + timedelta(minutes=19)):
        assert actions.raise_worries_again() == 0
    with clock_reading(EVENING + timedelta(minutes=20)):
        assert actions.raise_worries_again() == 1
    check = SafetyCheck.objects.get()
    assert (check.times_raised, check.last_raised_at) == (2, EVENING + timedelta(minutes=20))
    call(world, check, answered=False)
    with clock_reading(EVENING + timedelta(minutes=40)):
        assert actions.raise_worries_again() == 1
    check.refresh_from_db()
    call(world, check, answered=True)
    with clock_reading(EVENING + hours(9)):
        assert actions.raise_worries_again() == 0


def test_the_letter_names_nobody_and_does_not_leave_once_it_is_answered(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    [task] = DBTaskResult.objects.all()
    run_job.func(**task.args_kwargs["kwargs"])
    [letter] = mail.outbox
    assert (letter.to, "A1234AA" in letter.body, "child" in f"{letter.subject} {letter.body}".lower()) == (
        ["imani@example.org"], False, False,
    )  # fmt: skip
    call(world, SafetyCheck.objects.get(), answered=True)
    run_job.func(**task.args_kwargs["kwargs"])
    assert len(mail.outbox) == 1


def test_an_answer_gives_the_duty_team_a_basis_with_reason_name_and_review(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    call(world, SafetyCheck.objects.get(), answered=True, children=(ChildTold("Maya", "Vale", 8, "4 Lantern Row"),))
    given = Basis.objects.filter(agency=world.duty)
    assert {(row.kind, row.purpose, bool(row.reason), row.decided_by, row.review_on) for row in given} == {
        (BasisKind.SAFEGUARDING, Purpose.SAFEGUARD, True, world.imani.reference, date(2026, 12, 18))
    }
    assert given.count() == 2
    assert Entry.objects.filter(action="record_duty_call").get().lines.count() == 2


def test_what_a_duty_team_was_told_is_not_seen_for_offering_support(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    call(world, SafetyCheck.objects.get(), answered=True, children=(ChildTold("Maya"),))
    child = Basis.objects.filter(agency=world.duty).exclude(person=asking.person_id).get().person_id
    imani = world.actor(world.imani)
    with clock_reading(EVENING + hours(1)):
        assert may_see(imani, Purpose.SAFEGUARD, Category.IDENTITY, child)
        assert not may_see(imani, Purpose.OFFER_SUPPORT, Category.IDENTITY, child)


def test_a_call_that_nobody_answered_gives_nothing_and_names_nobody(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    call(world, SafetyCheck.objects.get(), answered=False, children=(ChildTold("Maya"),))
    assert Basis.objects.filter(agency=world.duty).count() == 0
    assert SafetyCheck.objects.get().answered_at is None


def test_only_childrens_services_can_answer_and_only_with_a_name(world: World, asking: Asking) -> None:
    card(world, asking, ALONE)
    check = SafetyCheck.objects.get()
    imani = world.actor(world.imani)
    with clock_reading(EVENING), pytest.raises(WrongState):
        actions.record_duty_call(
            by=imani, check=check, seen=1, agency=world.team.agency, rang_at=EVENING, answered=True, answered_by="Amara"
        )
    with clock_reading(EVENING), pytest.raises(WrongState):
        actions.record_duty_call(by=imani, check=check, seen=1, agency=world.duty, rang_at=EVENING, answered=True)
    with clock_reading(EVENING), pytest.raises(NotPermitted):
        actions.record_duty_call(
            by=world.actor(world.petra), check=check, seen=1, agency=world.duty, rang_at=EVENING, answered=False
        )


def test_not_knowing_is_settled_by_a_later_card_but_not_safe_is_not(world: World, asking: Asking) -> None:
    card(world, asking, CardAnswers(Answer.YES, CarerNow.FRIEND, SafeNow.UNKNOWN), "first")
    card(world, asking, WELL, "second")
    assert SafetyCheck.objects.get().found_safe
    card(world, asking, ALONE, "third")
    card(world, asking, WELL, "fourth")
    assert SafetyCheck.objects.filter(answered_at__isnull=True).count() == 1


def test_a_graver_word_is_not_taken_back_by_a_vaguer_one(world: World, asking: Asking) -> None:
    card(world, asking, ALONE, "first")
    card(world, asking, CardAnswers(Answer.YES, CarerNow.UNKNOWN, SafeNow.UNKNOWN), "second")
    assert (SafetyCheck.objects.get().safe, SafetyCheck.objects.get().carer) == ("not_safe", "unknown")


def test_a_card_is_no_answer_to_asking(world: World, asking: Asking) -> None:
    card(world, asking, WELL)
    assert asking_of().state == AskingState.DUE
