"""The words of offering: what a family answers, and what a colleague is told to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kinkeeper.offers.types.asking import PassOnFor
from kinkeeper.people.types import Tie


class FamilyAnswer(StrEnum):
    """What a family said to the offer. Each is respected; `declined` and `later` leave the door open."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"


class NoticeCode(StrEnum):
    """Why a colleague is told that there is something to do. Words are put to it when it is read; it names nobody."""

    PASSED_ON = "passed_on"
    DUE_SOON = "due_soon"
    DUE_NOW = "due_now"
    OVERDUE = "overdue"  # to the team lead
    PACK_DUE = "pack_due"
    TRY_AGAIN = "try_again"
    HANDED_OVER = "handed_over"
    MOVED = "moved"  # the parent is held elsewhere: the lead says who goes on with the family
    STOPPED = "stopped"  # do not contact, or retracted: nobody must ring


class OfferFlag(StrEnum):
    """Why somebody must look at an offer, beside the concerns of asking."""

    MOVED_PRISON = "moved_prison"
    DIED = "died"  # whoever was in custody: nothing goes to the family before a lead has looked


@dataclass(frozen=True, slots=True)
class ParentsWord:
    """What a parent permitted for one home, as they may read it back: whose home (`tie` to them), for what, until when.

    Nothing of what came of it, nor of which service: that would tell where the family lives, or what they answered.
    """

    reference: str
    tie: Tie
    purposes: tuple[PassOnFor, ...]
    given_at: datetime
    until: date | None
    withdrawn_at: datetime | None
