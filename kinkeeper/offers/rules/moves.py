"""A family's move to another service, as one table. What is not listed cannot happen. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping

from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.moves import MoveState

_CLOSES = frozenset({MoveState.CALLED_BACK, MoveState.OVERTAKEN})
_OVER: frozenset[MoveState] = frozenset()

MOVE_STEPS: Mapping[MoveState, frozenset[MoveState]] = {
    MoveState.TO_ASK: frozenset({MoveState.PROPOSED, MoveState.PARENT_SAID_NO}) | _CLOSES,
    MoveState.PROPOSED: frozenset({MoveState.TAKEN_ON, MoveState.RETURNED}) | _CLOSES,
    # What was answered stands: another try is another proposal.
    MoveState.TAKEN_ON: _OVER,
    MoveState.RETURNED: _OVER,
    MoveState.PARENT_SAID_NO: _OVER,
    MoveState.CALLED_BACK: _OVER,
    MoveState.OVERTAKEN: _OVER,
}
OPEN = frozenset({MoveState.TO_ASK, MoveState.PROPOSED})

# A family that said yes agreed with this very service: only they themselves can choose another.
MAY_MOVE = frozenset({OfferState.PASSED_ON, OfferState.ATTEMPTED, OfferState.REACHED, OfferState.LATER})


def may_move_step(current: MoveState, following: MoveState) -> bool:
    """Whether a proposal may go from `current` to `following`."""
    return following in MOVE_STEPS[current]


def first_step(*, permission_names_them: bool) -> MoveState:
    """Where a proposal begins: with the parent, unless their permission names that service already."""
    return MoveState.PROPOSED if permission_names_them else MoveState.TO_ASK
