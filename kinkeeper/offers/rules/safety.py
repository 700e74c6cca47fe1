"""Facts of a child's safety tonight: when to ring, when to raise it again, and when private fostering may arise."""

from __future__ import annotations

from datetime import datetime, timedelta

from kinkeeper.offers.types import Answer, CardAnswers, CarerNow, SafeNow
from kinkeeper.people.types import NEAR_RELATIVES, Tie

REVIEW_AFTER = timedelta(days=28)  # by when somebody looks again at what was told to the duty team

_TIES = {
    CarerNow.STEP_PARENT: Tie.STEP_PARENT,
    CarerNow.GRANDPARENT: Tie.GRANDPARENT,
    CarerNow.SIBLING: Tie.SIBLING,
    CarerNow.AUNT_OR_UNCLE: Tie.AUNT_OR_UNCLE,
    CarerNow.FRIEND: Tie.FRIEND,
    CarerNow.FOSTER_CARER: Tie.FOSTER_CARER,
    CarerNow.OTHER: Tie.OTHER,
}


def is_worry(card: CardAnswers) -> bool:
    """Whether a child of whom the card tells may not be safe. Not knowing is a worry, and so is a child whom nobody has."""
    if card.child_depends != Answer.YES:
        return False
    return card.safe is not SafeNow.SAFE or card.carer in {CarerNow.NOBODY, CarerNow.UNKNOWN}


def how_safe(card: CardAnswers) -> SafeNow:
    """How safe a child of whom the card tells is: nobody with them is not safe; not knowing who has them is not knowing."""
    if card.carer is CarerNow.NOBODY:
        return SafeNow.NOT_SAFE
    if card.carer is CarerNow.UNKNOWN and card.safe is SafeNow.SAFE:
        return SafeNow.UNKNOWN
    return card.safe or SafeNow.UNKNOWN


def fostering_may_arise(carer: Tie | None, *, age: int | None = None, under: int | None = None) -> bool:
    """Whether a child's stay with a carer of this tie may become private fostering.

    Not with a near relative (Children Act 1989, section 105), nor with a foster carer, whom children's services chose, nor
    once the child is as old as the law says (`under`, None where it names no age). An age that is not known counts as young.
    """
    if age is not None and under is not None and age >= under:
        return False
    return carer is not None and carer not in NEAR_RELATIVES and carer is not Tie.FOSTER_CARER


def carer_may_be_private(carer: CarerNow | None) -> bool:
    """The same, for the carer ticked on a card."""
    return fostering_may_arise(_TIES.get(carer)) if carer else False


def raise_again(last_raised_at: datetime, *, minutes: int, now: datetime) -> bool:
    """Whether a worry that nobody has answered is to be raised again by now."""
    return now - last_raised_at >= timedelta(minutes=minutes)
