"""Whose word stands for what, who may speak for whom, and exactly who would see what before anybody agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet

from kinkeeper.agencies.queries import agencies_with_ids, members_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.decisions import Decision
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jurisdiction import jurisdiction
from kinkeeper.people import queries as people
from kinkeeper.sharing.models import Basis, Consent, Disagreement, Involvement
from kinkeeper.sharing.queries import adult_among, live_bases, may_consent_for, may_see, restrictions_against
from kinkeeper.sharing.rules import (
    birthday,
    consent_age_reached,
    may_give_consent,
    policy,
    who_would_see,
    years_old,
)
from kinkeeper.sharing.types import BasisKind, ConsentEnd, DisagreementOutcome, InvolvementKind, Purpose, SightAt

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agency

# For which purposes people agree. The others need no agreement or ask for none.
ASKED_FOR = (
    Purpose.OFFER_SUPPORT,
    Purpose.ARRANGE_CONTACT,
    Purpose.SUPPORT_EDUCATION,
    Purpose.SUPPORT_HEALTH,
    Purpose.PLAN_RELEASE,
    Purpose.COORDINATE_NETWORK,
)
LOOKED_FOR_IN = (*ASKED_FOR, Purpose.SAFEGUARD, Purpose.OWN_RECORD)


def visible_for(by: Actor, person: int) -> Purpose | None:
    """The first purpose for which this member of staff may know of the person; None when there is none."""
    return next((purpose for purpose in LOOKED_FOR_IN if may_see(by, purpose, Category.EXISTENCE, person)), None)


# Who takes down any word of a family, whichever agency it is for. Everybody else meets only what concerns their own.
TAKES_ANY_WORD = frozenset({Role.LINK_WORKER, Role.TEAM_LEAD, Role.SOCIAL_WORKER})


def takes_any_word(by: Actor, person: int) -> bool:
    """Whether this worker may know which other agencies a family agreed to: one who reaches families and knows of the custody.

    A school that supports a child never learns from a list who else is near.
    """
    return by.role in TAKES_ANY_WORD and knows_of_custody(by, person)


def knows_of_custody(by: Actor, person: int) -> bool:
    """Whether this member of staff may know, for any purpose, that somebody of this person's family is in custody."""
    telling = [purpose for purpose in LOOKED_FOR_IN if Category.CUSTODY_FACT in policy().purposes[purpose]]
    return any(may_see(by, purpose, Category.CUSTODY_FACT, person) for purpose in telling)


def age_now(person: int) -> int | None:
    """Age in whole years, or by the year of birth; None when unknown."""
    day, year = people.born([person]).get(person, (None, None))
    return years_old(today(settings.TIME_ZONE), birth_date=day, born_about=year)


def knows_already(person: int) -> bool:
    """Whether this person is grown up, or a child who has been told. Unknown means not told."""
    return person in adult_among([person]) or person not in people.children_not_told([person])


def grown_up_at(person: int) -> datetime | None:
    """The moment the person becomes an adult here; None when their age is unknown."""
    day, year = people.born([person]).get(person, (None, None))
    on = birthday(day, year, years=settings.ADULT_AGE)
    return datetime.combine(on, time(), tzinfo=ZoneInfo(settings.TIME_ZONE)) if on else None


def understanding_seen(person: int) -> bool | None:
    """What a worker last wrote of whether this child understands what they agree to; None when nobody has."""
    seen = Consent.objects.filter(given_by_id=person, understands__isnull=False).order_by("-pk")
    return seen.values_list("understands", flat=True).first()


def may_speak_for(giver: int, person: int, *, understands: bool | None = None) -> Decision:
    """May `giver` agree about `person` (themselves, or a child)? `understands` is what a worker sees today, if one does."""
    grown_up = person in adult_among([person])
    seen = understands if understands is not None else understanding_seen(giver) if giver == person else None
    return may_give_consent(
        for_themselves=giver == person,
        grown_up=grown_up,
        presumed=consent_age_reached(age_now(person), presumed_from=jurisdiction(settings.JURISDICTION).consent.age),
        understands=seen,
        responsible=giver != person and person in may_consent_for(giver, [person]),
    )


def who_may_answer_for(child: int) -> set[int]:
    """The adults known to have parental responsibility for this child."""
    return people.who_may_answer_for(child)


def categories_to_ask(purpose: Purpose) -> tuple[Category, ...]:
    """What somebody may agree to for this purpose: what some rule permits on consent, in the table's order."""
    permitted = {key[3] for key in policy().permits if key[2] is purpose and key[4] is BasisKind.CONSENT}
    return tuple(category for category in policy().purposes[purpose] if category in permitted)


def everything_for(purpose: Purpose) -> frozenset[Category]:
    """All the categories that a purpose loads."""
    return frozenset(policy().purposes[purpose])


def who_at(agencies: Collection[int], purpose: Purpose, categories: Collection[Category]) -> list[SightAt]:
    """Exactly who would see what at these agencies: the roles that people have there today, and how many they are."""
    found = []
    for agency in agencies_with_ids(agencies):
        roles = Counter(members_of(agency.pk).values_list("role", flat=True))
        found += [
            SightAt(
                agency_id=agency.pk,
                agency=agency.neutral_name or agency.name,
                role=sight.role,
                how_many=roles[sight.role],
                their_team=sight.their_team,
                categories=sight.categories,
            )
            for sight in who_would_see(purpose, categories)
            if roles[sight.role]
        ]
    return found


def consents_about(by: Actor, person: int) -> QuerySet[Consent]:
    """The consents about a person that this worker may read, the newest first.

    Those to their own agency, those that were said there, and what somebody whom their prison holds said of themselves;
    all of them for who takes any word.
    """
    found = Consent.objects.filter(person_id=person) if visible_for(by, person) else Consent.objects.none()
    if not takes_any_word(by, person):
        heard_here = members_of(by.agency_id).values_list("user__reference", flat=True)
        mine = Consent.objects.filter(bases__agency_id=by.agency_id or 0).values("pk")
        concerned = Q(pk__in=mine) | Q(heard_by__in=list(heard_here))
        if _holds(by, person):
            concerned |= Q(given_by_id=person)
        found = found.filter(concerned)
    return found.prefetch_related("bases__agency").order_by("-heard_at", "-pk")


def _holds(by: Actor, person: int) -> bool:
    here = Involvement.objects.filter(person_id=person, agency_id=by.agency_id or 0, ended_at__isnull=True)
    return by.role == Role.FAMILY_OFFICER and here.filter(kind=InvolvementKind.HELD_HERE).exists()


def agencies_shown(by: Actor, consent: Consent) -> list[Agency]:
    """The agencies of a consent that this reader may know of, by name: for a worker who may not know of others, their own."""
    found = {basis.agency_id: basis.agency for basis in consent.bases.all()}
    own_word = consent.given_by_id == consent.person_id and by.is_staff and _holds(by, consent.person_id)
    if by.is_staff and not (takes_any_word(by, consent.person_id) or consent.heard_by == by.reference or own_word):
        found = {key: agency for key, agency in found.items() if key == by.agency_id}
    return sorted(found.values(), key=lambda agency: agency.name)


def consents_i_may_change(by: Actor) -> QuerySet[Consent]:
    """What a family member may look at and take back: about themselves, or given by them."""
    mine = Q(person_id=by.person_id) | Q(given_by_id=by.person_id)
    found = Consent.objects.filter(mine) if by.is_family and by.person_id else Consent.objects.none()
    return found.prefetch_related("bases__agency").order_by("-heard_at", "-pk")


def consent_for(by: Actor, reference: str) -> Consent:
    """One consent of a family member: about themselves, or given by them. Raises NotVisible."""
    return _one(consents_i_may_change(by), reference)


def consent_about(by: Actor, person: int, reference: str) -> Consent:
    """One of the consents about a person that this worker may read. Raises NotVisible, alike for hidden and for never made."""
    return _one(consents_about(by, person), reference)


def _one(consents: QuerySet[Consent], reference: str) -> Consent:
    found = consents.filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference)
    return found


def said_by_others(by: Actor) -> QuerySet[Consent]:
    """What somebody else agreed to for a child this family member answers for, where they may say no to it.

    Not what the child agreed to: that is the child's. Show of it only what for and which parts, and none that would tell of
    custody: whom it was for may be the school of a child whose address they must not learn.
    """
    children = children_spoken_for(by)
    children = sorted(set(children) - adult_among(children))
    found = Consent.objects.filter(live_consents(), person_id__in=children).exclude(given_by_id=by.person_id)
    return found.exclude(given_by_id=F("person_id")).order_by("-heard_at", "-pk")


def is_live(consent: Consent) -> bool:
    """Whether it holds now: not ended, not past its end."""
    return consent.ended_at is None and (consent.ends_at is None or consent.ends_at > now())


def live_consents() -> Q:
    """Consents that hold now, as a filter."""
    return Q(Q(ends_at__isnull=True) | Q(ends_at__gt=now()), ended_at__isnull=True)


def disagreement_bars(person: int, purpose: Purpose, giver: int) -> str:
    """A reason code when two people's words stand against each other about this; empty when nothing bars a new consent."""
    rows = Disagreement.objects.filter(consent__person_id=person, consent__purpose=purpose)
    last = rows.order_by("-pk").first()
    if last is None:
        return ""
    if last.decided_at is None:
        return "disagreement_open"
    return "decided_against" if last.outcome == DisagreementOutcome.STAYS_ENDED and last.objected_by_id != giver else ""


def open_disagreements(by: Actor) -> QuerySet[Disagreement]:
    """Those that wait for a decision, about consents to the actor's own agency; the oldest first."""
    mine = Consent.objects.filter(bases__agency_id=by.agency_id or 0)
    return (
        Disagreement.objects.filter(decided_at__isnull=True, consent__in=mine.values("pk"))
        .select_related("consent")
        .order_by("pk")
    )


def consents_to_renew(by: Actor, *, until: datetime) -> QuerySet[Consent]:
    """Consents to the actor's agency that end by `until` by themselves; the first to end first."""
    mine = Consent.objects.filter(bases__agency_id=by.agency_id or 0).values("pk")
    return Consent.objects.filter(live_consents(), pk__in=mine, ends_at__lte=until).order_by("ends_at", "pk")


def to_ask_anew(by: Actor) -> QuerySet[Consent]:
    """Consents that ended because a child grew up or a carer changed, and nobody has asked since."""
    mine = Consent.objects.filter(bases__agency_id=by.agency_id or 0).values("pk")
    because = (ConsentEnd.GROWN_UP, ConsentEnd.CARER_CHANGED)
    return Consent.objects.filter(pk__in=mine, ended_because__in=because, asked_anew_at__isnull=True).order_by("pk")


def grounds_of(references: Collection[str]) -> dict[str, tuple[BasisKind, datetime]]:
    """Kind and beginning of each basis, by its reference: for words about why somebody was told."""
    rows = Basis.objects.filter(reference__in=set(references)).values_list("reference", "kind", "starts_at")
    return {reference: (BasisKind(kind), since) for reference, kind, since in rows}


def agreed_without_a_form(by: Actor) -> QuerySet[Basis]:
    """Live consents of a family member that came with a yes to an offer: no consent of their own stands behind them."""
    if not (by.is_family and by.person_id):
        return Basis.objects.none()
    mine = Q(person_id=by.person_id) | Q(given_by_id=by.person_id)
    written = Consent.objects.filter(bases__isnull=False).values("bases")
    return (
        Basis.objects.filter(live_bases(), mine, kind=BasisKind.CONSENT)
        .exclude(pk__in=written)
        .select_related("agency")
        .order_by("pk")
    )


def children_spoken_for(by: Actor) -> list[int]:
    """The children for whom this family member may agree, less those from whom an order or a closed record keeps them."""
    if by.person_id is None:
        return []
    children = people.children_answered_for(by.person_id)
    barred = set(restrictions_against(by).filter(person_id__in=children).values_list("person_id", flat=True))
    return [child for child in children if child not in barred]


def agencies_agreed_with(by: Actor, person: int) -> set[int]:
    """The agencies of agreements about this person that the reader may read: whoever else works with them would tell why.

    A prison works with a child because of somebody it holds: to name it would say to the child's other parent where they are.
    """
    if by.is_staff:
        return {agency.pk for consent in consents_about(by, person) for agency in agencies_shown(by, consent)}
    theirs = consents_i_may_change(by).filter(person_id=person)
    unwritten = agreed_without_a_form(by).filter(person_id=person)
    return {basis.agency_id for consent in theirs for basis in consent.bases.all()} | {basis.agency_id for basis in unwritten}
