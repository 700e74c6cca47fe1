"""Every step an offer can take, and no other."""

from __future__ import annotations

from itertools import product

import pytest

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.offers import actions
from kinkeeper.offers.actions.offers import save_step
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.permissions.offers import may_be_rung
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.rules.clocks import INSTANT
from kinkeeper.offers.rules.offering import OUTCOMES, steps_after
from kinkeeper.offers.rules.states import OFFER_STEPS, may_offer_step
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, OfferState, Reopening
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.types import BasisKind
from tests.offers.asking_world import hours
from tests.offers.offer_world import (
    PASSED_ON,
    OfferWorld,
    days,
    fresh,
    member_of,
    permitted,
    reached,
    rings,
)

pytestmark = pytest.mark.django_db


def live_kinds(offer: Offer, person: int) -> set[str]:
    live = Basis.objects.filter(person_id=person, agency_id=offer.service_id, withdrawn_at__isnull=True)
    return set(live.values_list("kind", flat=True))


def test_the_table_names_every_state() -> None:
    assert set(OFFER_STEPS) == set(OfferState)
    assert set(OUTCOMES) == set(AttemptKind)


def test_every_step_is_written_exactly_when_the_table_has_it(world: OfferWorld) -> None:
    offer = permitted(world)[0]
    written = set()
    for current, following in product(OfferState, OfferState):
        if current is following:
            continue
        Offer.objects.filter(pk=offer.pk).update(state=current)
        offer = fresh(offer)
        try:
            save_step(offer, to=following, seen=offer.version)
        except WrongState:
            assert fresh(offer).state == current
        else:
            assert fresh(offer).state == following
            written.add((current, following))
    assert written == {(a, b) for a, steps in OFFER_STEPS.items() for b in steps if a is not b}


@pytest.mark.parametrize(("current", "spoke", "answer"), list(product(OfferState, (True, False), (None, *FamilyAnswer))))
def test_a_try_takes_only_steps_of_the_table(current: OfferState, spoke: bool, answer: FamilyAnswer | None) -> None:
    try:
        steps = steps_after(current, spoke=spoke, answer=answer)
    except ValueError:
        return
    path = [current, *steps]
    assert [may_offer_step(a, b) for a, b in zip(path, steps, strict=False)] == [True] * len(steps)
    if answer is not None:
        assert steps[-1] == OfferState(answer.value)


def test_no_answer_is_a_try_and_stops_the_first_clock(world: OfferWorld, offer: Offer) -> None:
    rings(world, offer, PASSED_ON + hours(1))
    offer = fresh(offer)
    assert (offer.state, offer.first_attempt_at, offer.offered_at) == (OfferState.ATTEMPTED, PASSED_ON + hours(1), None)


def test_a_try_written_down_later_counts_from_when_it_was(world: OfferWorld, offer: Offer) -> None:
    rings(world, offer, PASSED_ON + hours(4))
    rings(world, offer, PASSED_ON + hours(5), at=PASSED_ON + hours(1))
    assert fresh(offer).first_attempt_at == PASSED_ON + hours(1)


@pytest.mark.parametrize("wrong_by", [hours(-3.5), hours(2)])
def test_a_try_is_neither_before_the_passing_on_nor_still_to_come(world: OfferWorld, offer: Offer, wrong_by: object) -> None:
    with pytest.raises(WrongState):
        rings(world, offer, PASSED_ON + hours(1), at=PASSED_ON + hours(1) + wrong_by)  # type: ignore[operator]
    assert Attempt.objects.count() == 0


def test_speaking_makes_the_offer_and_the_answer_may_come_later(world: OfferWorld, offer: Offer) -> None:
    reached(world, offer, PASSED_ON + hours(1))
    assert (fresh(offer).state, fresh(offer).offered_at, fresh(offer).answered_at) == (
        OfferState.REACHED, PASSED_ON + hours(1), None,
    )  # fmt: skip
    reached(world, offer, PASSED_ON + hours(20), FamilyAnswer.ACCEPTED)
    assert (fresh(offer).state, fresh(offer).offered_at, fresh(offer).answered_at) == (
        OfferState.ACCEPTED, PASSED_ON + hours(1), PASSED_ON + hours(20),
    )  # fmt: skip


def test_a_yes_puts_the_familys_own_consent_in_the_place_of_what_was_passed_on(world: OfferWorld, offer: Offer) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    assert live_kinds(offer, offer.contact_id) == {BasisKind.CONSENT}
    given = Basis.objects.get(person_id=offer.contact_id, kind=BasisKind.CONSENT)
    assert (given.given_by_id, given.evidence) == (offer.contact_id, "voice")
    assert live_kinds(offer, offer.held_id) == {BasisKind.LEGITIMATE_INTERESTS}


def test_nobody_consents_for_a_child_unless_their_responsibility_is_known(world: OfferWorld, offer: Offer) -> None:
    from kinkeeper.foundation.actors import SYSTEM
    from kinkeeper.people.actions import tie_people
    from kinkeeper.people.types import ParentalResponsibility, Tie

    maya, leo = [person for person in queries.household_of(offer) if person not in {offer.contact_id, offer.held_id}]
    tie_people(
        by=SYSTEM,
        person=offer.contact_id,
        relative=maya,
        tie=Tie.MOTHER,
        parental_responsibility=ParentalResponsibility.YES,
        responsibility_source="birth",
    )
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    assert live_kinds(offer, maya) == {BasisKind.CONSENT}
    assert live_kinds(offer, leo) == {BasisKind.LEGITIMATE_INTERESTS}


def test_a_no_is_respected_and_kept_for_the_days_the_service_has_set(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    with clock_reading(PASSED_ON):
        lena = world.asking.actor(world.lena)
        actions.change_service_settings(
            by=lena, seen=1, tries=2, days_between=1, remind_hours=4, escalate_hours=1, keep_days=30, open_hours=""
        )
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED, note="Not for them.")
    offer = fresh(offer)
    assert (offer.state, offer.next_due_at, offer.forget_at) == (
        OfferState.DECLINED, None, PASSED_ON + hours(1) + days(30),
    )  # fmt: skip
    with pytest.raises(NotPermitted, match="state_declined"):
        rings(world, offer, PASSED_ON + hours(2))
    with clock_reading(PASSED_ON + days(31)):
        assert list(queries.offers_for(amara)) == []
        assert actions.forget_offer(offer=offer) is True
        assert actions.forget_offer(offer=offer) is False
    assert live_kinds(offer, offer.contact_id) == set()
    assert list(Attempt.objects.values_list("note", flat=True)) == [""]
    assert (fresh(offer).state, fresh(offer).not_to_be_told) == (OfferState.DECLINED, "")


def test_a_family_that_said_no_may_come_back_by_itself(world: OfferWorld, offer: Offer) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    reached(world, offer, PASSED_ON + days(3), FamilyAnswer.ACCEPTED, came_to_us=True)
    offer = fresh(offer)
    assert (offer.state, offer.forget_at, live_kinds(offer, offer.contact_id)) == (
        OfferState.ACCEPTED, None, {BasisKind.CONSENT},
    )  # fmt: skip


def test_a_family_that_ends_support_is_let_go_at_once(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    reached(world, offer, PASSED_ON + days(3), FamilyAnswer.DECLINED, came_to_us=True)
    assert live_kinds(offer, offer.contact_id) == set()
    with clock_reading(PASSED_ON + days(3)):
        assert list(queries.offers_for(amara)) == []


def test_later_is_owed_on_the_day_they_named(world: OfferWorld, offer: Offer) -> None:
    again = (PASSED_ON + days(10)).date()
    with clock_reading(PASSED_ON + hours(1)):
        actions.mark_pack_sent(by=world.asking.actor(world.amara), offer=offer, route="post")  # type: ignore[arg-type]
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.LATER, try_again_on=again)
    offer = fresh(offer)
    assert (offer.state, offer.next_due_at and offer.next_due_at.date()) == (OfferState.LATER, again)


def test_not_reachable_needs_the_tries_that_the_service_has_set(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    for day in range(3):
        rings(world, offer, PASSED_ON + days(day) + hours(1))
        rings(world, offer, PASSED_ON + days(day) + hours(2))  # twice on a day counts once
    with clock_reading(PASSED_ON + days(2) + hours(3)), pytest.raises(NotPermitted, match="more_tries_first"):
        actions.call_not_reachable(by=amara, offer=offer, seen=fresh(offer).version)
    rings(world, offer, PASSED_ON + days(3))
    with clock_reading(PASSED_ON + days(3) + hours(1)):
        actions.call_not_reachable(by=amara, offer=offer, seen=fresh(offer).version)
    assert fresh(offer).state == OfferState.NOT_REACHABLE


def test_a_closed_offer_is_reopened_once_for_each_reason(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + days(20)):
        actions.reopen_offer(by=amara, offer=offer, seen=fresh(offer).version, why=Reopening.SENTENCE)
    offer = fresh(offer)
    assert (offer.state, offer.forget_at, offer.next_due_at and offer.next_due_at.date()) == (
        OfferState.PASSED_ON, None, offer.pack_due_at.date(),
    )  # fmt: skip
    reached(world, offer, PASSED_ON + days(20) + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + days(21)), pytest.raises(NotPermitted, match="asked_for_this_before"):
        actions.reopen_offer(by=amara, offer=offer, seen=fresh(offer).version, why=Reopening.SENTENCE)


def test_the_same_form_sent_twice_is_one_try(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    from tests.offers.offer_world import happened

    with clock_reading(PASSED_ON + hours(1)):
        first = actions.note_attempt(by=amara, offer=offer, happened=happened(), form_key="one")
        second = actions.note_attempt(by=amara, offer=offer, happened=happened(), form_key="one")
    assert (first.pk, Attempt.objects.count()) == (second.pk, 1)


def test_a_mistake_is_struck_out_within_ten_minutes_and_counts_no_more(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    first = rings(world, offer, PASSED_ON + hours(1))
    second = reached(world, offer, PASSED_ON + hours(2), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + hours(2.1)):
        with pytest.raises(NotPermitted, match="ten_minutes_over"):
            actions.strike_out_attempt(by=amara, offer=offer, attempt=first)
        actions.strike_out_attempt(by=amara, offer=offer, attempt=second)
    offer = fresh(offer)
    assert (offer.state, offer.offered_at, offer.answered_at, offer.forget_at) == (OfferState.ATTEMPTED, None, None, None)
    second.refresh_from_db()
    assert (second.struck_at, second.struck_by) == (PASSED_ON + hours(2.1), member_of(world.amara))


def test_a_yes_is_not_struck_out(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    yes = reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    with clock_reading(PASSED_ON + hours(1)), pytest.raises(NotPermitted, match="consent_was_given"):
        actions.strike_out_attempt(by=amara, offer=offer, attempt=yes)


def test_an_outcome_that_cannot_come_of_its_kind_is_refused(world: OfferWorld, offer: Offer) -> None:
    with pytest.raises(WrongState):
        rings(world, offer, PASSED_ON + hours(1), AttemptOutcome.NO_ANSWER, kind=AttemptKind.LETTER)


def test_nobody_is_rung_in_the_first_45_minutes(world: OfferWorld, offer: Offer) -> None:
    received = offer.asking.created_at
    with clock_reading(received + hours(0.75) - INSTANT):
        assert may_be_rung(offer).reason == "too_soon"
    with clock_reading(received + hours(0.75)):
        assert may_be_rung(offer).allowed is True


@pytest.mark.parametrize("who", ["wen", "zoe"])
def test_nobody_of_another_team_writes_down_a_try(world: OfferWorld, offer: Offer, who: str) -> None:
    with pytest.raises(NotPermitted):
        rings(world, offer, PASSED_ON + hours(1), who=getattr(world, who))
    assert fresh(offer).state == OfferState.PASSED_ON
