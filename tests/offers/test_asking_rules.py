"""Facts of asking: complete tables, safety, households, drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from kinkeeper.offers.rules.asking import age_group, may_ask_again, when_held, when_released, when_taken_back
from kinkeeper.offers.rules.interview import age_on, households, permitted
from kinkeeper.offers.rules.interview_draft import answers_from, frozen, homes, new_key, thawed, without
from kinkeeper.offers.rules.safety import carer_may_be_private, fostering_may_arise, how_safe, is_worry, raise_again
from kinkeeper.offers.rules.states import ASKING_STEPS, may_ask_step
from kinkeeper.offers.types import (
    Adult,
    AgeGroup,
    Answer,
    AskingState,
    CardAnswers,
    CarerNow,
    Child,
    ChildOf,
    Concern,
    InterviewAnswers,
    Permission,
    SafeNow,
    Self,
)
from kinkeeper.people.types import NEAR_RELATIVES, Tie

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_every_state_says_what_may_follow() -> None:
    assert ASKING_STEPS.keys() == set(AskingState)


@pytest.mark.parametrize(("state", "merged"), list(product(AskingState, [True, False])))
def test_what_is_taken_back_is_a_step_that_may_be_taken(state: AskingState, merged: bool) -> None:
    outcome = when_taken_back(state, merged=merged)
    assert outcome.state is state or may_ask_step(state, outcome.state)
    assert bool(outcome.concern) == (state is AskingState.PERMITTED)


@pytest.mark.parametrize("state", AskingState)
def test_a_release_closes_only_what_was_not_asked(state: AskingState) -> None:
    left = AskingState.LEFT_BEFORE_ASKED
    assert when_released(state).state == (left if state is AskingState.DUE else state)


@pytest.mark.parametrize("state", AskingState)
def test_whoever_is_held_after_all_is_asked_after_all(state: AskingState) -> None:
    lost = {AskingState.RETRACTED, AskingState.LEFT_BEFORE_ASKED}
    assert when_held(state).state == (AskingState.DUE if state in lost else state)


def test_a_merged_permission_says_so() -> None:
    assert when_taken_back(AskingState.PERMITTED, merged=True).concern == Concern.MERGED_AFTER_PERMISSION


def test_nobody_is_asked_twice_in_a_week() -> None:
    assert not may_ask_again(NOON, NOON + timedelta(days=7, microseconds=-1))
    assert may_ask_again(NOON, NOON + timedelta(days=7))
    assert may_ask_again(None, NOON)


@pytest.mark.parametrize(
    ("carer", "safe", "worry"),
    [
        (carer, safe, safe is not SafeNow.SAFE or carer in {CarerNow.NOBODY, CarerNow.UNKNOWN})
        for carer, safe in product(CarerNow, SafeNow)
    ],
)
def test_every_answer_that_is_not_known_to_be_safe_is_a_worry(carer: CarerNow, safe: SafeNow, worry: bool) -> None:
    card = CardAnswers(Answer.YES, carer, safe)
    assert is_worry(card) == worry
    assert (how_safe(card) is SafeNow.SAFE) == (not worry)


@pytest.mark.parametrize("depends", [Answer.NO, Answer.NOT_SAID])
def test_without_a_child_there_is_no_worry(depends: Answer) -> None:
    assert not is_worry(CardAnswers(depends))


def test_private_fostering_may_arise_with_everybody_but_near_relatives_and_foster_carers() -> None:
    assert {tie for tie in Tie if not fostering_may_arise(tie)} == {*NEAR_RELATIVES, Tie.FOSTER_CARER}
    assert not fostering_may_arise(None)
    private = {carer for carer in CarerNow if carer_may_be_private(carer)}
    assert private == {CarerNow.FRIEND, CarerNow.OTHER}


def test_a_worry_is_raised_again_after_its_minutes() -> None:
    assert not raise_again(NOON, minutes=30, now=NOON + timedelta(minutes=29))
    assert raise_again(NOON, minutes=30, now=NOON + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("ages", "group"),
    [
        ([], AgeGroup.NOT_SAID), ([0, 4], AgeGroup.UNDER_5), ([5, 10], AgeGroup.FROM_5_TO_10),
        ([11, 17], AgeGroup.FROM_11_TO_17), ([4, 5], AgeGroup.MIXED),
    ],
)  # fmt: skip
def test_children_of_a_refusal_are_counted_in_one_band(ages: list[int], group: AgeGroup) -> None:
    assert age_group(ages) == group


@pytest.mark.parametrize(
    ("born", "age"), [(date(2018, 11, 21), 7), (date(2018, 11, 20), 8), (date(2018, 11, 19), 8), (date(2026, 11, 19), 0)]
)
def test_an_age_turns_on_the_birthday(born: date, age: int) -> None:
    assert age_on(born, None, date(2026, 11, 20)) == age


def two_homes(**changes: object) -> InterviewAnswers:
    adults = (
        Adult("Rosa", "Vale", Tie.PARTNER, home=0, phone="07700900101"),
        Adult("Ines", "Thorn", Tie.MOTHER, home=1),
        Adult("Omar", "Vale", Tie.FRIEND, home=0),
    )
    children = (
        Child("Maya", "Vale", ChildOf.SON_OR_DAUGHTER, age=8, carer=2),
        Child("Leo", "Vale", ChildOf.SON_OR_DAUGHTER, age=3),
    )
    return InterviewAnswers(me=Self("Danny", "Thorn"), adults=adults, children=children, **changes)  # type: ignore[arg-type]


def test_a_child_is_at_home_with_whoever_has_them_and_is_never_the_one_spoken_to() -> None:
    found = households(two_homes())
    assert [(home.adults, home.children, home.contact) for home in found] == [((0, 2), (0,), 0), ((1,), (), 1)]


def test_only_those_whom_the_parent_ticked_are_passed_on() -> None:
    said = {0: Permission(adults=(2,), children=(), team="AAAA-AAAA"), 1: Permission(adults=(), team="AAAA-AAAA")}
    assert [(home.adults, home.children) for home in permitted(two_homes(permissions=said))] == [((2,), ())]


BODY = {
    "you": {"given_name": "Danny", "family_name": "Thorn", "birth_date": "1990-05-04"},
    "adults": {
        "1": {"given_name": "Rosa", "family_name": "Vale", "tie": "partner", "phone": "07700900101", "safe_to_ring": "safe"},
        "2": {"given_name": "Omar", "tie": "friend", "lives_with": "1"},
        "4": {"given_name": "Ines", "tie": "mother"},
    },
    "children": {"1": {"given_name": "Maya", "is_my": "son_or_daughter", "age": 8, "carer": "2", "carer_tie": "friend"}},
    "homes": {"1": {"may": True, "who": ["a1", "c1"], "team": "AAAA-AAAA", "until": "2027-02-20"}, "4": {"may": False}},
}


def test_a_draft_amounts_to_answers_whatever_keys_its_people_have() -> None:
    answers = answers_from(BODY)
    assert [(adult.given_name, adult.home) for adult in answers.adults] == [("Rosa", 0), ("Omar", 0), ("Ines", 2)]
    assert (answers.children[0].carer, answers.children[0].carer_tie) == (1, Tie.FRIEND)
    assert answers.permissions[0].adults == (0,)
    assert answers.permissions[0].until == date(2027, 2, 20)
    assert answers.permissions[2] == Permission()


def test_whoever_is_taken_out_leaves_nothing_and_the_homes_are_asked_again() -> None:
    left = without(BODY, "adults", "1")
    assert homes(left) == {"2": (["2"], ["1"]), "4": (["4"], [])}
    assert (left["homes"], "Rosa" in str(left)) == ({}, False)


def test_a_key_is_never_used_twice() -> None:
    assert new_key(without(BODY, "adults", "4"), "adults") == "5"


def test_days_survive_being_kept() -> None:
    said = {"birth_date": date(1990, 5, 4), "given_name": "Danny", "until": None}
    assert thawed(frozen(said)) == said


@pytest.mark.parametrize(("age", "arises"), [(15, True), (16, False), (None, True)])
def test_private_fostering_is_for_the_ages_that_the_law_names_and_an_unknown_age_counts_as_young(
    age: int | None, arises: bool
) -> None:
    assert fostering_may_arise(Tie.FRIEND, age=age, under=16) is arises
    assert fostering_may_arise(Tie.FRIEND, age=age, under=None) is True
