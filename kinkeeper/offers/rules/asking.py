"""Facts of asking: what becomes of it when the period changes, and when it may gently be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kinkeeper.offers.types import AgeGroup, AskedBy, AskingState, Concern, OfferState

# Nobody is asked twice in a week: asking again is an offer, not pressure.
REST_AFTER_REFUSAL = timedelta(days=7)
# Going home is planned about so long before: then a family may want to hear of it who did not before.
BEFORE_RELEASE = timedelta(days=42)

# A home that the prison has yet to check, or to pass on.
OWED = frozenset({OfferState.PERMITTED, OfferState.CHECKED})

REFUSED = frozenset({AskingState.NOT_PERMITTED, AskingState.DID_NOT_WISH_TO_SAY, AskingState.NOBODY_OUTSIDE})
ANSWERED = REFUSED | {AskingState.PERMITTED}

_ASKERS = {
    "family_officer": AskedBy.FAMILY_OFFICER,
    "probation_officer": AskedBy.PROBATION,
    "link_worker": AskedBy.LINK_WORKER,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of the period makes of its asking; `concern` is set when a person has to look."""

    state: AskingState
    concern: str = ""


def asked_by(role: str) -> AskedBy:
    """As whom somebody of this role asks."""
    return _ASKERS.get(role, AskedBy.OTHER)


def may_ask_again(answered_at: datetime | None, now: datetime) -> bool:
    """Whether a refusal has rested long enough to be asked again without pressing."""
    return answered_at is None or now - answered_at >= REST_AFTER_REFUSAL


def release_is_near(planned_on: date | None, today: date, *, answered_on: date | None) -> bool:
    """Whether a release to come gives reason to ask once more: it is near, and the answer was given before it was."""
    if planned_on is None or not today <= planned_on <= today + BEFORE_RELEASE:
        return False
    return answered_on is None or answered_on < planned_on - BEFORE_RELEASE


def when_taken_back(state: AskingState, *, merged: bool) -> Outcome:
    """The admission was reversed, or another period tells the same stay. Quiet, unless a family was named with permission."""
    if state is AskingState.PERMITTED:
        return Outcome(state, Concern.MERGED_AFTER_PERMISSION if merged else Concern.REVERSED_AFTER_PERMISSION)
    return Outcome(AskingState.RETRACTED)


def when_released(state: AskingState) -> Outcome:
    """A person confirmed the release. Whoever was asked keeps their answer; whoever was not, left before."""
    return Outcome(AskingState.LEFT_BEFORE_ASKED if state is AskingState.DUE else state)


def when_held(state: AskingState) -> Outcome:
    """The person is in custody after all: what had been taken back is owed again."""
    lost = {AskingState.RETRACTED, AskingState.LEFT_BEFORE_ASKED}
    return Outcome(AskingState.DUE if state in lost else state)


def is_owed_here(state: OfferState, permitted_until: date | None, today: date) -> bool:
    """Whether a prison has yet to check a home or to pass it on, and the permission for that has not run out."""
    holds = permitted_until is None or permitted_until >= today
    return holds and state in OWED


def age_group(ages: list[int]) -> AgeGroup:
    """The band for all children of a refusal together; not said when no age is known."""
    groups = {_group(age) for age in ages}
    if not groups:
        return AgeGroup.NOT_SAID
    return groups.pop() if len(groups) == 1 else AgeGroup.MIXED


def _group(age: int) -> AgeGroup:
    if age < 5:
        return AgeGroup.UNDER_5
    return AgeGroup.FROM_5_TO_10 if age <= 10 else AgeGroup.FROM_11_TO_17
