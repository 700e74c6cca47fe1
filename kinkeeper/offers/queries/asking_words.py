"""What the codes of asking are called, in the reader's language: short, plain and warm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kinkeeper.offers.types import (
    AgeGroup,
    AskingState,
    CarerNow,
    Check,
    ChildOf,
    Concern,
    NotTold,
    OfferState,
    PassOnFor,
    Refusal,
    Reopening,
    SafeNow,
    TellTonight,
)
from kinkeeper.people.types import Known, Reading, Tie

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

STATES: dict[AskingState, tuple[Words, str]] = {
    AskingState.DUE: (_("To ask"), "yellow"),
    AskingState.NOBODY_OUTSIDE: (_("Nobody outside"), "grey"),
    AskingState.NOT_PERMITTED: (_("Said no"), "grey"),
    AskingState.PERMITTED: (_("Said yes"), "green"),
    AskingState.DID_NOT_WISH_TO_SAY: (_("Did not say"), "grey"),
    AskingState.LEFT_BEFORE_ASKED: (_("Left first"), "grey"),
    AskingState.RETRACTED: (_("Taken back"), "grey"),
}
OFFERS: dict[OfferState, tuple[Words, str]] = {
    OfferState.PERMITTED: (_("To check"), "yellow"),
    OfferState.CHECKED: (_("Clear: pass on"), "yellow"),
    OfferState.PASSED_ON: (_("Passed on"), "teal"),
    OfferState.ATTEMPTED: (_("Passed on"), "teal"),
    OfferState.REACHED: (_("Reached"), "green"),
    OfferState.ACCEPTED: (_("Being supported"), "green"),
    OfferState.DECLINED: (_("Said no"), "grey"),
    OfferState.LATER: (_("Later"), "grey"),
    OfferState.DO_NOT_CONTACT: (_("Do not contact"), "red"),
    OfferState.NOT_REACHABLE: (_("Not reached"), "grey"),
    OfferState.RETRACTED: (_("Taken back"), "grey"),
}
CARERS: dict[CarerNow, Words] = {
    CarerNow.OTHER_PARENT: _("Their other parent"),
    CarerNow.STEP_PARENT: _("A step-parent"),
    CarerNow.GRANDPARENT: _("A grandparent"),
    CarerNow.SIBLING: _("A grown-up brother or sister"),
    CarerNow.AUNT_OR_UNCLE: _("An aunt or uncle"),
    CarerNow.FRIEND: _("A friend, neighbour or partner"),
    CarerNow.FOSTER_CARER: _("A foster carer"),
    CarerNow.OTHER: _("Somebody else"),
    CarerNow.NOBODY: _("Nobody"),
    CarerNow.UNKNOWN: _("I do not know"),
}
SAFE: dict[SafeNow, Words] = {
    SafeNow.SAFE: _("Yes, safe"),
    SafeNow.NOT_SAFE: _("No"),
    SafeNow.UNKNOWN: _("Not sure"),
}
TELL_TONIGHT: dict[TellTonight, Words] = {
    TellTonight.CARER: _("Whoever has the children"),
    TellTonight.SCHOOL: _("School, nursery or a club"),
    TellTonight.CHILDRENS_SERVICES: _("Children’s services"),
    TellTonight.SOMEBODY_ELSE: _("Somebody else: say who at the interview"),
    TellTonight.NOBODY: _("Nobody tonight"),
}
REFUSALS: dict[Refusal, Words] = {
    Refusal.NOT_PERMITTED: _("No"),
    Refusal.DID_NOT_WISH_TO_SAY: _("They do not wish to say"),
    Refusal.NOBODY_OUTSIDE: _("There is nobody outside"),
}
AGES: dict[AgeGroup, Words] = {
    AgeGroup.NOT_SAID: _("Not said"),
    AgeGroup.UNDER_5: _("All under 5"),
    AgeGroup.FROM_5_TO_10: _("All from 5 to 10"),
    AgeGroup.FROM_11_TO_17: _("All from 11 to 17"),
    AgeGroup.MIXED: _("Of different ages"),
}
# What somebody is to the person in custody, or to a child: "your partner", "Maya’s mother".
TIES: dict[Tie, Words] = {
    Tie.PARTNER: _("partner, wife or husband"),
    Tie.FORMER_PARTNER: _("former partner"),
    Tie.MOTHER: _("mother"),
    Tie.FATHER: _("father"),
    Tie.PARENT: _("parent"),
    Tie.STEP_PARENT: _("step-parent"),
    Tie.GRANDPARENT: _("grandparent"),
    Tie.SIBLING: _("brother or sister"),
    Tie.AUNT_OR_UNCLE: _("aunt or uncle"),
    Tie.SON_OR_DAUGHTER: _("son or daughter"),
    Tie.FOSTER_CARER: _("foster carer"),
    Tie.GUARDIAN: _("guardian"),
    Tie.FRIEND: _("friend"),
    Tie.OTHER: _("somebody else"),
}
CHILDREN: dict[ChildOf, Words] = {
    ChildOf.SON_OR_DAUGHTER: _("Son or daughter"),
    ChildOf.STEPCHILD: _("Stepchild"),
    ChildOf.SIBLING: _("Brother or sister"),
    ChildOf.GRANDCHILD: _("Grandchild"),
    ChildOf.NIECE_OR_NEPHEW: _("Niece or nephew"),
    ChildOf.OTHER: _("Another child"),
}
KNOWN: dict[Known, Words] = {
    Known.PRISON: _("They know where their parent is"),
    Known.AWAY: _("They were told something else, such as “away working”"),
    Known.NOTHING: _("They were told nothing"),
    Known.UNKNOWN: _("We do not know"),
}
READING: dict[Reading, Words] = {
    Reading.EASY: _("Easy"),
    Reading.SOME_HELP: _("With some help"),
    Reading.HARD: _("Hard: better to talk"),
    Reading.NOT_ASKED: _("Rather not say"),
}
PURPOSES: dict[PassOnFor, Words] = {
    PassOnFor.RING: _("Ring, and offer help"),
    PassOnFor.PACK: _("Send a pack about visits, letters and help near home"),
    PassOnFor.CHILDREN: _("Help for the children themselves"),
}
NOT_TOLD: dict[NotTold, Words] = {
    NotTold.CHILDREN: _("The children, unless their carer tells them"),
    NotTold.SCHOOL: _("School or nursery"),
    NotTold.WIDER_FAMILY: _("The rest of the family"),
    NotTold.EMPLOYER: _("Anybody’s work"),
    NotTold.NEIGHBOURS: _("Neighbours"),
}
CHECKS: dict[Check, Words] = {
    Check.NOT_YET: _("Not yet"),
    Check.CLEAR: _("Clear"),
    Check.DO_NOT_CONTACT: _("Do not contact"),
}
REOPENINGS: dict[Reopening, Words] = {
    Reopening.SENTENCE: _("After sentence"),
    Reopening.TRANSFER: _("After a move"),
    Reopening.BEFORE_RELEASE: _("Before release"),
}
CONCERNS: dict[str, Words] = {
    Concern.REVERSED_AFTER_PERMISSION: _(
        "The reception was reversed after permission was given. Nothing was taken back: please look."
    ),
    Concern.MERGED_AFTER_PERMISSION: _("Another record tells the same stay. Nothing was taken back: please look."),
    Concern.FLAGGED: _("Something about this stay needs a person to look at it."),
    Concern.PASSED_ON_BY_MISTAKE: _(
        "This was passed on by mistake, and was stopped. Please ring the service: has anybody been told?"
    ),
    Concern.WITHDRAWN_AFTER_ACCEPTED: _("Permission was taken back after the family had accepted help. Their support goes on."),
}
ELSEWHERE: dict[str, Words] = {
    "care": _("With a foster carer or in a children’s home"),
    "inside": _("Inside, with their mother"),
    "alone": _("On their own"),
    "unknown": _("Somebody not named, or not known"),
}
