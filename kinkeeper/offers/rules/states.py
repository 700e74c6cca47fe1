"""The two state machines, as one table each. What is not listed cannot happen."""

from __future__ import annotations

from collections.abc import Mapping

from kinkeeper.offers.types import AskingState as Asking
from kinkeeper.offers.types import OfferState as Offer

ASKING_STEPS: Mapping[Asking, frozenset[Asking]] = {
    Asking.DUE: frozenset(Asking) - {Asking.DUE},
    # An answer stands until something gives reason to ask again (sentence, transfer, release), or the parent asks to.
    Asking.NOBODY_OUTSIDE: frozenset({Asking.DUE, Asking.PERMITTED, Asking.RETRACTED}),
    Asking.NOT_PERMITTED: frozenset({Asking.DUE, Asking.PERMITTED, Asking.RETRACTED}),
    Asking.DID_NOT_WISH_TO_SAY: frozenset({Asking.DUE, Asking.PERMITTED, Asking.RETRACTED}),
    Asking.LEFT_BEFORE_ASKED: frozenset({Asking.DUE, Asking.RETRACTED}),  # the release was wrong, or they came back
    # Withdrawn, or written down by mistake: then what was really said stands, or it is asked. A reversal goes to a person.
    Asking.PERMITTED: frozenset(Asking) - {Asking.PERMITTED, Asking.LEFT_BEFORE_ASKED},
    Asking.RETRACTED: frozenset({Asking.DUE}),  # the reversal was itself reversed by a late event
}

_STOPS = frozenset({Offer.DO_NOT_CONTACT, Offer.RETRACTED})

OFFER_STEPS: Mapping[Offer, frozenset[Offer]] = {
    Offer.PERMITTED: frozenset({Offer.CHECKED}) | _STOPS,
    Offer.CHECKED: frozenset({Offer.PASSED_ON}) | _STOPS,
    Offer.PASSED_ON: frozenset({Offer.ATTEMPTED, Offer.REACHED}) | _STOPS,
    Offer.ATTEMPTED: frozenset({Offer.ATTEMPTED, Offer.REACHED, Offer.NOT_REACHABLE}) | _STOPS,
    Offer.REACHED: frozenset({Offer.ACCEPTED, Offer.DECLINED, Offer.LATER}) | _STOPS,
    Offer.LATER: frozenset({Offer.REACHED, Offer.ACCEPTED, Offer.DECLINED}) | _STOPS,
    # Refusals and silence are outcomes. Each may be reopened gently, and a family may always come back by themselves.
    Offer.DECLINED: frozenset({Offer.PASSED_ON, Offer.ACCEPTED, Offer.LATER}) | _STOPS,
    Offer.NOT_REACHABLE: frozenset({Offer.PASSED_ON, Offer.REACHED}) | _STOPS,
    # Support under way is never stopped by a refusal or a reversal further up; only safety stops it.
    Offer.ACCEPTED: frozenset({Offer.DECLINED, Offer.DO_NOT_CONTACT}),
    Offer.DO_NOT_CONTACT: frozenset({Offer.CHECKED}),  # the check was made anew and is clear
    Offer.RETRACTED: frozenset({Offer.PERMITTED}),
}


def may_ask_step(current: Asking, following: Asking) -> bool:
    """Whether an asking may go from `current` to `following`."""
    return following in ASKING_STEPS[current]


def may_offer_step(current: Offer, following: Offer) -> bool:
    """Whether an offer may go from `current` to `following`."""
    return following in OFFER_STEPS[current]
