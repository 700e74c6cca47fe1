"""Words for codes on a family's pages. Never custody, case, episode, disclosure: "seeing and talking to each other"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.categories import Category
from kinkeeper.offers.types import PassOnFor
from kinkeeper.people.types import Tie
from kinkeeper.portal.types import HowWasIt, RequestKind, RequestState, Telling, TellingDay
from kinkeeper.sharing.types import BasisKind, ConsentEnd, ConsentWay, GlassOutcome, Purpose

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from kinkeeper.sharing.models import Consent

PARTS: dict[Category, Words] = {
    Category.EXISTENCE: _("that you are known here"),
    Category.IDENTITY: _("name and age"),
    Category.WHEREABOUTS: _("where you live and how to reach you"),
    Category.KIN: _("who is in the family"),
    Category.CUSTODY_FACT: _("that somebody close is away, and what the children know"),
    Category.CUSTODY_DETAILS: _("where they are, and since when"),
    Category.SUPPORT: _("what help there is"),
    Category.WELLBEING: _("how you are"),
    Category.HEALTH: _("health"),
    Category.EDUCATION: _("school"),
    Category.RISK: _("worries about safety"),
    Category.CONTACT: _("seeing and talking to each other"),
    Category.DEMOGRAPHICS: _("languages and reading"),
}
PURPOSES: dict[Purpose, Words] = {
    Purpose.OFFER_SUPPORT: _("to help your family"),
    Purpose.SAFEGUARD: _("to keep a child safe"),
    Purpose.ARRANGE_CONTACT: _("to arrange seeing and talking to each other"),
    Purpose.SUPPORT_EDUCATION: _("to help at school"),
    Purpose.SUPPORT_HEALTH: _("to help with health"),
    Purpose.PLAN_RELEASE: _("to plan coming home"),
    Purpose.COORDINATE_NETWORK: _("to help you together, as one team"),
    Purpose.RUN_SERVICE: _("to see that the work gets done"),
    Purpose.STATISTICS: _("to count, without names"),
    Purpose.OWN_RECORD: _("because you asked what is held about you"),
}
GROUNDS: dict[BasisKind, Words] = {
    BasisKind.CONSENT: _("you agreed, or somebody who may speak for you"),
    BasisKind.PUBLIC_TASK: _("it is their work to help families"),
    BasisKind.LEGITIMATE_INTERESTS: _("it is their work to help families"),
    BasisKind.SAFEGUARDING: _("to keep a child safe"),
    BasisKind.LEGAL_DUTY: _("the law says so"),
    BasisKind.OWN_WORK: _("it is what they did themselves"),
    BasisKind.DATA_SUBJECT: _("it is about you"),
}
WORKER_GROUNDS: dict[BasisKind, Words] = {
    BasisKind.CONSENT: _("they agreed, or somebody who may speak for them"),
    BasisKind.PUBLIC_TASK: _("your agency’s task, by agreement"),
    BasisKind.LEGITIMATE_INTERESTS: _("your agency’s work, by agreement"),
    BasisKind.SAFEGUARDING: _("to keep a child safe: a named person decided it"),
    BasisKind.LEGAL_DUTY: _("the law says so"),
    BasisKind.OWN_WORK: _("what your agency saw and did itself"),
    BasisKind.DATA_SUBJECT: _("their own record"),
}
WORKERS: dict[Role, Words] = {
    Role.LINK_WORKER: _("the people who help families"),
    Role.TEAM_LEAD: _("who leads the team"),
    Role.FAMILY_OFFICER: _("the family officer"),
    Role.VISITS_STAFF: _("the people who look after visits"),
    Role.POLICE_OFFICER: _("the police"),
    Role.COURT_WORKER: _("the people who help at court"),
    Role.PROBATION_OFFICER: _("the probation officer"),
    Role.SOCIAL_WORKER: _("the social worker"),
    Role.REVIEWING_OFFICER: _("who looks at the plan with you"),
    Role.SCHOOL_LEAD: _("the teacher who looks after pupils’ welfare"),
    Role.HEALTH_WORKER: _("the health visitor or nurse"),
    Role.HELPLINE_ADVISER: _("the people on the helpline"),
    Role.COORDINATOR: _("who brings the helpers together"),
    Role.ANALYST: _("who counts, without names"),
    Role.PRIVACY_LEAD: _("who checks that private things stay private"),
    Role.FEED_MANAGER: _("who looks after the computers"),
    Role.ADMINISTRATOR: _("who looks after accounts"),
}
HOMES: dict[Tie, Words] = {
    Tie.MOTHER: _("your mother’s home"),
    Tie.FATHER: _("your father’s home"),
    Tie.STEP_PARENT: _("your step-parent’s home"),
    Tie.PARTNER: _("your partner’s home"),
    Tie.FORMER_PARTNER: _("your former partner’s home"),
    Tie.GRANDPARENT: _("your grandparent’s home"),
    Tie.SIBLING: _("your brother’s or sister’s home"),
    Tie.AUNT_OR_UNCLE: _("your aunt’s or uncle’s home"),
    Tie.SON_OR_DAUGHTER: _("your son’s or daughter’s home"),
    Tie.FOSTER_CARER: _("the foster carer’s home"),
    Tie.GUARDIAN: _("the guardian’s home"),
    Tie.FRIEND: _("your friend’s home"),
    Tie.OTHER: _("somebody close to you"),
}
PASSED_ON_FOR: dict[PassOnFor, Words] = {
    PassOnFor.RING: _("ring them and offer help"),
    PassOnFor.PACK: _("send them pages about visits, calls and letters"),
    PassOnFor.CHILDREN: _("help the children"),
}
WAYS: dict[ConsentWay, Words] = {
    ConsentWay.PAPER: _("on paper"),
    ConsentWay.VOICE: _("said to a worker"),
    ConsentWay.PORTAL: _("here"),
}
ENDS: dict[ConsentEnd, Words] = {
    ConsentEnd.WITHDRAWN: _("taken back"),
    ConsentEnd.NARROWED: _("made smaller"),
    ConsentEnd.RENEWED: _("said again"),
    ConsentEnd.GROWN_UP: _("ended at a birthday"),
    ConsentEnd.CARER_CHANGED: _("ended because the carer changed"),
    ConsentEnd.DISAGREED: _("ended because somebody else said no"),
}
KINDS: dict[RequestKind, Words] = {
    RequestKind.MESSAGE: _("A message"),
    RequestKind.PUT_RIGHT: _("Put something right"),
    RequestKind.WHO_KNOWS: _("Who knows what about me, on paper"),
    RequestKind.EVERYTHING: _("Everything held about me"),
    RequestKind.ERASE: _("Delete what is held about me"),
    RequestKind.FEEDBACK: _("How it went"),
}
STATES: dict[RequestState, Words] = {
    RequestState.WAITING: _("A person is looking at it"),
    RequestState.DONE: _("Answered"),
    RequestState.REFUSED: _("Not possible"),
}
HOW: dict[HowWasIt, Words] = {
    HowWasIt.GOOD: _("It helped"),
    HowWasIt.MIXED: _("Partly"),
    HowWasIt.BAD: _("It did not help"),
}
OUTCOMES: dict[GlassOutcome, Words] = {
    GlassOutcome.RIGHT: _("It was right"),
    GlassOutcome.RIGHT_BUT_LEARN: _("It was right, and there is something to learn"),
    GlassOutcome.WRONG: _("It was wrong"),
}
REFUSALS: dict[str, Words] = {
    "understanding_not_recorded": _(
        "Talk about this with your worker first. They write down that you understand, and then it counts."
    ),
    "responsibility_not_known": _("We do not know yet that you may decide this for the child. Please ring us."),
    "grown_up": _("They are grown up and decide this themselves."),
    "disagreement_open": _("Somebody else who may decide has said no. A person is looking at it and will speak with you."),
    "decided_against": _("It was decided not to share this. Ring us if something has changed."),
    "nothing_to_share": _("Tick at least one thing to share."),
    "no_agency": _("Tick at least one place."),
    "end_is_past": _("Choose a day that is still to come."),
    "category_not_in_purpose": _("One of these is not needed for that."),
    "wider_than_before": _("This would be more than was agreed. Agree anew instead."),
    "their_own_word": _("They agreed to this themselves. It stands until they take it back."),
    "not_the_same": _("This is not the same agreement. Go back and begin anew."),
    "take_it_back_instead": _("They agreed to it themselves: they can take it back."),
    "not_your_family": _("You do not work with this person."),
    "no_longer_holds": _("This can hold no longer: its last day went by, or the child is grown up. Let it stay ended."),
    "say_why": _("Say why, in a sentence."),
}
NOT_POSSIBLE = _("That is not possible now. Please ring us.")


def words_for_pages() -> dict[str, object]:
    """All the words a page of the portal may need, by subject."""
    return {
        "parts": PARTS,
        "purposes": PURPOSES,
        "grounds": GROUNDS,
        "workers": WORKERS,
        "worker_grounds": WORKER_GROUNDS,
        "ways": WAYS,
        "ends": ENDS,
        "kinds": KINDS,
        "states": STATES,
        "how": HOW,
        "homes": HOMES,
        "passed_on_for": PASSED_ON_FOR,
    }


def why_not(reason: str) -> Words:
    """Why something is not possible, in words that say what to do."""
    return REFUSALS.get(reason, NOT_POSSIBLE)


def says_now(consent: Consent) -> str:
    """Where a consent stands, for a page that was overtaken: no part of it, which its reader may not all know."""
    if consent.ended_because:
        return str(ENDS[ConsentEnd(consent.ended_because)])
    if consent.ends_at:
        return str(_("it holds until %(day)s")) % {"day": date_format(consent.ends_at)}
    return str(_("it holds until it is taken back"))


def told_in_words(days: Sequence[TellingDay]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who was told what, for paper: each day with (who, what was seen and why), as the page "Who knows what" has it."""
    return [(date_format(day.on), [(_who(telling), _what(telling)) for telling in day.tellings]) for day in days]


def _who(told: Telling) -> str:
    role = str(WORKERS[Role(told.role)]) if told.role else ""
    if told.agency:
        return f"{told.agency} – {role}" if role else told.agency
    if told.unnamed:
        return str(_("A service that helps families"))
    return role or str(_("Somebody who helps families"))


def _what(told: Telling) -> str:
    parts = ", ".join(str(PARTS[part]) for part in PARTS if part in told.categories)
    said = str(_("saw: %(parts)s")) % {"parts": parts}
    if told.purpose:
        said = f"{said}, {PURPOSES[told.purpose]}"
    if told.ground:
        said = f"{said}. " + str(_("Why they may: %(why)s")) % {"why": GROUNDS[told.ground]}
    if told.times > 1:
        said = f"{said}. " + ngettext("%(num)s time that day", "%(num)s times that day", told.times) % {"num": told.times}
    return f"{said}."
