"""Who may let a family member in, see what they ask, decide it, and release what stayed unseen."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused
from kinkeeper.portal.models import FamilyRequest
from kinkeeper.portal.rules import TELLING_ROLES
from kinkeeper.portal.types import RequestKind
from kinkeeper.sharing.queries.consents import knows_already, knows_of_custody, visible_for
from kinkeeper.sharing.queries.glass import only_opened

LETS_IN = frozenset({Role.LINK_WORKER, Role.TEAM_LEAD, Role.FAMILY_OFFICER, Role.SOCIAL_WORKER})
ANSWERS = frozenset({Role.LINK_WORKER, Role.TEAM_LEAD, Role.FAMILY_OFFICER, Role.SOCIAL_WORKER, Role.PRIVACY_LEAD})
CHECKS_RECORDS = frozenset({Role.PRIVACY_LEAD})
# Which other services were told something may tell a worker more than they may know: where a child goes to school.
FOR_THE_PRIVACY_LEAD = frozenset({RequestKind.EVERYTHING, RequestKind.ERASE, RequestKind.WHO_KNOWS})
RELEASES = frozenset({Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER, Role.POLICE_OFFICER})


def may_let_in(by: Actor, person: int) -> Decision:
    """May the actor make a letter with a code for this person: who works with them and reaches families?"""
    if not (by.is_staff and by.role in LETS_IN):
        return refused("not_your_role", rule="who_reaches_families")
    if not visible_for(by, person) or only_opened(by, person):
        return refused("not_your_family")
    # The page names the service that let its reader in: a prison's name would tell a child what nobody has.
    if by.role in TELLING_ROLES and not knows_already(person):
        return refused("child_not_told", rule="told_by_those_who_love_them")
    return ALLOWED


def may_ask(by: Actor, person: int, kind: RequestKind) -> Decision:
    """May the actor write down what this person asks: themselves, or a worker to whom they say it?

    What opens the whole record to the agency's privacy lead only who lets families in and knows of the custody takes down: a
    school would learn by it what it was never told. Nor does an hour's opening grow into a month's.
    """
    if by.is_family:
        return ALLOWED if by.person_id == person else refused("not_yours")
    if not (by.is_staff and visible_for(by, person)):
        return refused("not_your_family")
    if kind not in FOR_THE_PRIVACY_LEAD:
        return ALLOWED
    reaches = by.role in LETS_IN and knows_of_custody(by, person) and not only_opened(by, person)
    return ALLOWED if reaches else refused("their_service_takes_it_down", rule="who_reaches_families")


def may_see_requests(by: Actor) -> Decision:
    """May the actor see what families ask of their agency?"""
    return ALLOWED if by.is_staff and by.role in ANSWERS else refused("not_your_role")


def may_decide(by: Actor, request: FamilyRequest) -> Decision:
    """May the actor answer this: of that agency, and for whole records, who knows what, and erasure its privacy lead?"""
    if request.agency_id != by.agency_id:
        return refused("not_your_agency")
    if request.kind in FOR_THE_PRIVACY_LEAD and by.role not in CHECKS_RECORDS:
        return refused("privacy_lead_decides", rule="a_person_checks_it")
    return may_see_requests(by)


def may_release(by: Actor, person: int) -> Decision:
    """May the actor release entries of their own agency to whom they are about?"""
    if not (by.is_staff and by.role in RELEASES):
        return refused("not_your_role", rule="a_named_person_releases")
    return ALLOWED if visible_for(by, person) else refused("not_your_family")
