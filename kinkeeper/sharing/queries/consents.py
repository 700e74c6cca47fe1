"""Whose word stands for what, who may speak for whom, and exactly who would see what before anybody agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from kinkeeper.agencies.queries import agencies_with_ids, members_of
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.decisions import Decision
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jurisdiction import jurisdiction
from kinkeeper.people import queries as people
from kinkeeper.sharing.models import Basis, Consent, Disagreement, GlassBreak, Involvement
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


def consents_about(people_ids: Collection[int]) -> QuerySet[Consent]:
    """Every consent about these people, the newest first."""
    return Consent.objects.filter(person_id__in=list(people_ids)).prefetch_related("bases__agency").order_by("-heard_at", "-pk")


def consents_i_may_change(by: Actor) -> QuerySet[Consent]:
    """What a family member may look at and take back: about themselves, or given by them."""
    mine = Q(person_id=by.person_id) | Q(given_by_id=by.person_id)
    found = Consent.objects.filter(mine) if by.is_family and by.person_id else Consent.objects.none()
    return found.prefetch_related("bases__agency").order_by("-heard_at", "-pk")


def consent_for(by: Actor, reference: str) -> Consent:
    """One consent, for a family member whom it concerns: themselves, or a child for whom they answer. Raises NotVisible."""
    concerns = Q(person_id=by.person_id) | Q(given_by_id=by.person_id) | Q(person_id__in=children_spoken_for(by))
    mine = Consent.objects.filter(concerns) if by.is_family and by.person_id else Consent.objects.none()
    found = mine.prefetch_related("bases__agency").filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference)
    return found


def knows_of_custody(by: Actor, person: int) -> bool:
    """Whether this member of staff may know, for any purpose, that somebody of this person's family is in custody."""
    telling = [purpose for purpose in LOOKED_FOR_IN if Category.CUSTODY_FACT in policy().purposes[purpose]]
    return any(may_see(by, purpose, Category.CUSTODY_FACT, person) for purpose in telling)


def consents_open_to(by: Actor, person: int, *, knows: bool) -> QuerySet[Consent]:
    """What was agreed about this person, for a worker who has opened them; the newest first.

    All of it for whoever `knows` of the custody. To others an agreement with another agency, a prison's say, would tell what
    they may not know: they see what was agreed with their own.
    """
    about = consents_about([person])
    own = Consent.objects.filter(bases__agency_id=by.agency_id or 0)
    return about if knows else about.filter(pk__in=own.values("pk"))


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


def reviews_due(by: Actor, *, until: date) -> QuerySet[Basis]:
    """Live bases of safeguarding and legal duty of the actor's agency whose review falls due by then, the first first."""
    kinds = (BasisKind.SAFEGUARDING, BasisKind.LEGAL_DUTY)
    return (
        Basis.objects.filter(live_bases(), agency_id=by.agency_id or 0, kind__in=kinds, review_on__lte=until)
        .exclude(pk__in=GlassBreak.objects.values("basis_id"))
        .order_by("review_on", "pk")
    )


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


def agencies_near(person: int) -> set[int]:
    """The agencies that work with this person now."""
    live = Involvement.objects.filter(person_id=person, ended_at__isnull=True)
    return set(live.exclude(kind=InvolvementKind.ANSWERS_TO).values_list("agency_id", flat=True))
