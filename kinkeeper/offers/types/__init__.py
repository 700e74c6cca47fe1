"""The words of `offers`: asking a parent, and offering support to a household within 48 hours."""

from __future__ import annotations

from enum import StrEnum

from kinkeeper.offers.types.asking import (
    NO,
    UNKNOWN,
    Adult,
    AgeGroup,
    CardAnswers,
    CarerNow,
    Child,
    ChildOf,
    ChildTold,
    Concern,
    InterviewAnswers,
    NotTold,
    PassOnFor,
    Permission,
    Refusal,
    SafeNow,
    SafetyView,
    Self,
    TellTonight,
    Way,
)

__all__ = [
    "NO",
    "UNKNOWN",
    "Adult",
    "AgeGroup",
    "Answer",
    "AskedBy",
    "AskingState",
    "AttemptKind",
    "AttemptOutcome",
    "CardAnswers",
    "CarerNow",
    "Check",
    "Child",
    "ChildOf",
    "ChildTold",
    "Clock",
    "Concern",
    "InterviewAnswers",
    "NotTold",
    "OfferState",
    "PackRoute",
    "PassOnFor",
    "Permission",
    "Refusal",
    "Reopening",
    "SafeNow",
    "SafetyView",
    "Self",
    "TellTonight",
    "Way",
]


class AskingState(StrEnum):
    """One asking a custody period. Every state but `due` and `left_before_asked` is an answer, and respected."""

    DUE = "due"
    NOBODY_OUTSIDE = "nobody_outside"
    NOT_PERMITTED = "not_permitted"
    PERMITTED = "permitted"
    DID_NOT_WISH_TO_SAY = "did_not_wish_to_say"
    LEFT_BEFORE_ASKED = "left_before_asked"
    RETRACTED = "retracted"  # the admission was reversed within 45 minutes, or merged away


class OfferState(StrEnum):
    """One offer a household named with permission."""

    PERMITTED = "permitted"
    CHECKED = "checked"  # the prison's public-protection check is clear
    PASSED_ON = "passed_on"
    ATTEMPTED = "attempted"
    REACHED = "reached"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"
    DO_NOT_CONTACT = "do_not_contact"
    NOT_REACHABLE = "not_reachable"
    RETRACTED = "retracted"


class Check(StrEnum):
    """The public-protection check: a marker, never the offence."""

    NOT_YET = "not_yet"
    CLEAR = "clear"
    DO_NOT_CONTACT = "do_not_contact"


class Clock(StrEnum):
    """Three clocks from the admission, each counted apart. Late stays late."""

    FIRST_ATTEMPT = "first_attempt"  # the same day
    OFFER_MADE = "offer_made"  # within 48 hours
    PACK_SENT = "pack_sent"  # within 48 hours


class Answer(StrEnum):
    """An answer on a first-night card."""

    YES = "yes"
    NO = "no"
    NOT_SAID = "not_said"


class AskedBy(StrEnum):
    """Who asked: refusals are counted by this, so that the way of asking can be learned from."""

    FAMILY_OFFICER = "family_officer"
    PROBATION = "probation"
    LINK_WORKER = "link_worker"
    OTHER = "other"


class AttemptKind(StrEnum):
    PHONE = "phone"
    TEXT = "text"
    LETTER = "letter"
    VISIT = "visit"


class AttemptOutcome(StrEnum):
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    WRONG_NUMBER = "wrong_number"
    SENT = "sent"  # a text or letter on its way
    SPOKE = "spoke"


class PackRoute(StrEnum):
    POST = "post"
    BY_HAND = "by_hand"
    EMAIL = "email"


class Reopening(StrEnum):
    """When a refusal may gently be asked again."""

    SENTENCE = "sentence"
    TRANSFER = "transfer"
    BEFORE_RELEASE = "before_release"
