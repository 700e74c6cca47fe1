"""Who may write down somebody's word, decide between two, and break the glass."""

from __future__ import annotations

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused
from kinkeeper.sharing.models import Basis, Consent, Disagreement, GlassBreak, Involvement
from kinkeeper.sharing.queries.consents import visible_for, who_may_answer_for
from kinkeeper.sharing.queries.reviews import DECIDES

BREAKS_GLASS = frozenset({Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER})
LOOKS_AFTER_CHILDREN = frozenset({AgencyKind.CHILDRENS_SERVICES})


def may_take_word(by: Actor, *, giver: int, person: int) -> Decision:
    """May the actor write down what `giver` says about `person`: themselves in the portal, or a worker who knows them?"""
    if by.is_family:
        return ALLOWED if by.person_id == giver else refused("not_yours", rule="own_word")
    if by.is_staff and visible_for(by, person):
        return ALLOWED
    return refused("not_your_family", rule="who_works_with_them")


def may_end_consent(by: Actor, consent: Consent) -> Decision:
    """May the actor take a consent back: who gave it, whom it is about, or a worker to whom they say so?

    Whoever it is about may always end it, whatever their age: a smaller sharing needs no proof of understanding.
    """
    if by.is_family:
        mine = by.person_id in {consent.given_by_id, consent.person_id}
        return ALLOWED if mine else refused("not_yours", rule="own_word")
    return may_take_word(by, giver=consent.given_by_id, person=consent.person_id)


def may_object(by: Actor, consent: Consent, *, objector: int) -> Decision:
    """May `objector` object to what a parent said: the child themselves, or another adult with parental responsibility?

    What a young person agreed to for themselves stands: nobody else's no ends it.
    """
    if objector == consent.given_by_id:
        return refused("take_it_back_instead")
    if consent.given_by_id == consent.person_id:
        return refused("their_own_word", rule="own_word")
    if objector != consent.person_id and objector not in who_may_answer_for(consent.person_id):
        return refused("responsibility_not_known", rule="parental_responsibility")
    return may_take_word(by, giver=objector, person=consent.person_id)


def may_decide_disagreement(by: Actor, disagreement: Disagreement) -> Decision:
    """May the actor decide between two people's words: a lead of an agency that the consent was for?"""
    if not (by.is_staff and by.role in DECIDES):
        return refused("not_your_role", rule="a_named_person_decides")
    agencies = {basis.agency_id for basis in disagreement.consent.bases.all()}
    return ALLOWED if by.agency_id in agencies else refused("not_your_agency", rule="a_named_person_decides")


def may_review_basis(by: Actor, basis: Basis) -> Decision:
    """May the actor say whether a basis is still needed: who decided it, or a lead of that agency?"""
    if not by.is_staff or basis.agency_id != by.agency_id:
        return refused("not_your_agency", rule="a_named_person_decides")
    if by.role in DECIDES or (basis.decided_by and basis.decided_by == by.reference):
        return ALLOWED
    return refused("not_your_role", rule="a_named_person_decides")


def may_break_glass(by: Actor, agency_kind: str) -> Decision:
    """May the actor open a record for an hour to keep a child safe: those who look after children by law?"""
    if by.kind is ActorKind.STAFF and by.role in BREAKS_GLASS and agency_kind in LOOKS_AFTER_CHILDREN:
        return ALLOWED
    return refused("not_your_role", rule="safeguarding_roles")


def may_review_glass(by: Actor, glass: GlassBreak) -> Decision:
    """May the actor review it: the privacy lead of that agency, never whoever did it?"""
    if by.role != Role.PRIVACY_LEAD or by.agency_id != glass.agency_id:
        return refused("not_your_role", rule="privacy_lead_reviews")
    return refused("your_own", rule="somebody_else_reviews") if by.member_id == glass.member_id else ALLOWED


def may_erase(by: Actor, person: int) -> Decision:
    """May the actor erase somebody: the privacy lead of an agency that works or worked with them, or the days that ran out?"""
    if by.kind is ActorKind.SYSTEM:
        return ALLOWED
    if by.role != Role.PRIVACY_LEAD or by.agency_id is None:
        return refused("not_your_role", rule="privacy_lead_erases")
    near = Involvement.objects.filter(person_id=person, agency_id=by.agency_id).exists()
    return ALLOWED if near else refused("not_your_family", rule="privacy_lead_erases")
