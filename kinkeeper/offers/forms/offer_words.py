"""Words for the codes of offering, in the reader's language. A page never shows a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kinkeeper.foundation.categories import Category
from kinkeeper.offers.queries.notice_words import NOTICES
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, NotTold, OfferState, PackRoute, PassOnFor, Reopening
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.types import Known, Reading, RouteKind, Tie
from kinkeeper.sharing.types import BasisKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

KINDS: dict[AttemptKind, Words] = {
    AttemptKind.PHONE: _("Phone call"),
    AttemptKind.TEXT: _("Text message"),
    AttemptKind.LETTER: _("Letter"),
    AttemptKind.VISIT: _("Visit"),
}
OUTCOMES: dict[AttemptOutcome, Words] = {
    AttemptOutcome.SPOKE: _("We were in touch, and I made the offer"),
    AttemptOutcome.NO_ANSWER: _("No answer"),
    AttemptOutcome.LEFT_MESSAGE: _("I left a message that says nothing"),
    AttemptOutcome.WRONG_NUMBER: _("Wrong number"),
    AttemptOutcome.SENT: _("Sent, no reply yet"),
}
OUTCOMES_SHORT: dict[AttemptOutcome, Words] = {
    AttemptOutcome.SPOKE: _("in touch"),
    AttemptOutcome.NO_ANSWER: _("no answer"),
    AttemptOutcome.LEFT_MESSAGE: _("message left"),
    AttemptOutcome.WRONG_NUMBER: _("wrong number"),
    AttemptOutcome.SENT: _("sent"),
}
ANSWERS: dict[FamilyAnswer, Words] = {
    FamilyAnswer.ACCEPTED: _("Yes, they would like support"),
    FamilyAnswer.DECLINED: _("No, thank you"),
    FamilyAnswer.LATER: _("Not now, try again later"),
}
STATES: dict[OfferState, Words] = {
    OfferState.PERMITTED: _("Permitted"),
    OfferState.CHECKED: _("Checked"),
    OfferState.PASSED_ON: _("New"),
    OfferState.ATTEMPTED: _("Tried"),
    OfferState.REACHED: _("Reached"),
    OfferState.LATER: _("Later"),
    OfferState.ACCEPTED: _("Accepted"),
    OfferState.DECLINED: _("Said no"),
    OfferState.NOT_REACHABLE: _("Not reached"),
    OfferState.DO_NOT_CONTACT: _("Do not contact"),
    OfferState.RETRACTED: _("Taken back"),
}
STATE_COLOURS: dict[OfferState, str] = {
    OfferState.PASSED_ON: "blue",
    OfferState.ATTEMPTED: "yellow",
    OfferState.REACHED: "teal",
    OfferState.LATER: "purple",
    OfferState.ACCEPTED: "green",
    OfferState.DO_NOT_CONTACT: "red",
}
REOPENINGS: dict[Reopening, Words] = {
    Reopening.SENTENCE: _("A sentence was passed"),
    Reopening.TRANSFER: _("Moved to another prison"),
    Reopening.BEFORE_RELEASE: _("Release is near"),
}
PACK_ROUTES: dict[PackRoute, Words] = {
    PackRoute.POST: _("By post"),
    PackRoute.BY_HAND: _("By hand"),
    PackRoute.EMAIL: _("By e-mail"),
}
TIES: dict[Tie, Words] = {
    Tie.MOTHER: _("mother"),
    Tie.FATHER: _("father"),
    Tie.PARENT: _("parent"),
    Tie.STEP_PARENT: _("step-parent"),
    Tie.PARTNER: _("partner"),
    Tie.FORMER_PARTNER: _("former partner"),
    Tie.GRANDPARENT: _("grandparent"),
    Tie.SIBLING: _("brother or sister"),
    Tie.AUNT_OR_UNCLE: _("aunt or uncle"),
    Tie.SON_OR_DAUGHTER: _("son or daughter"),
    Tie.FOSTER_CARER: _("foster carer"),
    Tie.GUARDIAN: _("guardian"),
    Tie.FRIEND: _("friend"),
    Tie.OTHER: _("relative"),
}
ROUTES: dict[RouteKind, Words] = {
    RouteKind.PHONE: _("Phone"),
    RouteKind.TEXT: _("Text"),
    RouteKind.EMAIL: _("E-mail"),
    RouteKind.LETTER: _("Letter"),
}
KNOWN: dict[Known, Words] = {
    Known.NOTHING: _("Told nothing"),
    Known.AWAY: _("Told a story: away, at work, in hospital"),
    Known.PRISON: _("Knows"),
    Known.UNKNOWN: _("Nobody has asked: treat as not told"),
}
READING: dict[Reading, Words] = {
    Reading.EASY: _("Reads easily"),
    Reading.SOME_HELP: _("Reads with some help"),
    Reading.HARD: _("Finds reading hard: say it, do not send it"),
    Reading.NOT_ASKED: "",  # type: ignore[dict-item]  # nothing is said of what was not asked
}
AGREED_FOR: dict[PassOnFor, Words] = {
    PassOnFor.RING: _("ring them"),
    PassOnFor.PACK: _("send a pack"),
    PassOnFor.CHILDREN: _("help for the children"),
}
NOT_TOLD: dict[NotTold, Words] = {
    NotTold.CHILDREN: _("the children"),
    NotTold.SCHOOL: _("the school"),
    NotTold.WIDER_FAMILY: _("the wider family"),
    NotTold.EMPLOYER: _("an employer"),
    NotTold.NEIGHBOURS: _("neighbours"),
}
# What the next due moment is for: codes of `rules.offering.owed_for`.
OWED: dict[str, Words] = {
    "first_try": _("First try"),
    "next_try": _("Next try"),
    "answer": _("Hear their answer"),
    "try_again": _("Try again"),
    "pack": _("Send the pack"),
}
CATEGORIES: dict[Category, Words] = {
    Category.EXISTENCE: _("that they are known to us"),
    Category.IDENTITY: _("name and age"),
    Category.WHEREABOUTS: _("address and numbers"),
    Category.KIN: _("who is related to whom"),
    Category.CUSTODY_FACT: _("that somebody is in custody, and what the children know"),
    Category.CUSTODY_DETAILS: _("where, and how far the case is"),
    Category.SUPPORT: _("answers, tries and support"),
    Category.WELLBEING: _("how they are"),
    Category.HEALTH: _("health"),
    Category.EDUCATION: _("school"),
    Category.RISK: _("risk"),
    Category.CONTACT: _("visits, calls and letters"),
    Category.DEMOGRAPHICS: _("languages, reading and how they describe themselves"),
}
BASES: dict[BasisKind, Words] = {
    BasisKind.CONSENT: _("their own agreement"),
    BasisKind.PUBLIC_TASK: _("passed on with the parent’s permission, as a public task"),
    BasisKind.LEGITIMATE_INTERESTS: _("passed on with the parent’s permission, under the agreement with the prison"),
    BasisKind.SAFEGUARDING: _("to keep a child safe"),
    BasisKind.LEGAL_DUTY: _("a duty in law"),
    BasisKind.OWN_WORK: _("our own work"),
    BasisKind.DATA_SUBJECT: _("it is about themselves"),
}
WITHHELD: dict[str, Words] = {
    "no_live_basis": _("nobody agreed to pass it on"),
    "restricted": _("a restriction stands"),
    "no_rule": _("your work does not need it"),
    "not_told": _("not told yet"),
    "not_for_this_purpose": _("it is not for this purpose"),
}
# Why something may not be done now: codes of `permissions.offers`.
REFUSALS: dict[str, Words] = {
    "too_soon": _("It is too soon: an admission may still be a mistake."),
    "not_agreed_to_ring": _("The parent did not agree to a call."),
    "not_agreed_to_pack": _("The parent did not agree to a pack."),
    "somebody_died": _("A death is recorded. Nothing goes to the family before your team lead has looked."),
    "state_accepted": _("They said yes."),
    "state_declined": _("They said no. Nobody rings them; they can come to you whenever they like."),
    "state_not_reachable": _("They could not be reached. They can come to you, and may be asked again for a reason."),
    "state_do_not_contact": _("Do not contact this family."),
    "state_retracted": _("This was taken back. Do not ring."),
    "more_tries_first": _("More tries first."),
    "permission_withdrawn": _("The parent took the permission back. Do not ring."),
}


def words_for_pages() -> dict[str, object]:
    """All the words a page of offering may need, by subject."""
    return {
        "kinds": KINDS,
        "outcomes": OUTCOMES_SHORT,
        "answers": ANSWERS,
        "states": STATES,
        "state_colours": STATE_COLOURS,
        "reopenings": REOPENINGS,
        "pack_routes": PACK_ROUTES,
        "ties": TIES,
        "routes": ROUTES,
        "known": KNOWN,
        "reading": READING,
        "agreed_for": AGREED_FOR,
        "not_told": NOT_TOLD,
        "owed": OWED,
        "categories": CATEGORIES,
        "bases": BASES,
        "withheld": WITHHELD,
        "notices": NOTICES,
        "refusals": REFUSALS,
    }
