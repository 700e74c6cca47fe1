"""What needs a person: reviews that are due, words that end soon, people to ask again, two who disagree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kinkeeper.agencies.queries import members_of, members_with_references
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.sharing.models import Basis, Consent, GlassBreak, Reminder, Restriction
from kinkeeper.sharing.queries import live_bases
from kinkeeper.sharing.queries.consents import consents_to_renew, live_consents, open_disagreements, to_ask_anew
from kinkeeper.sharing.types import UNDATED, BasisKind, InvolvementKind, RestrictionKind

REVIEWED = (BasisKind.SAFEGUARDING, *UNDATED)
WEEK, MONTH = timedelta(days=7), timedelta(days=30)  # how long before its day a review, and an ending, is spoken of
# Who decides between two words, and reviews what a colleague decided.
DECIDES = frozenset({Role.TEAM_LEAD, Role.PRIVACY_LEAD, Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER})
LEADS = frozenset({Role.TEAM_LEAD, Role.PRIVACY_LEAD, Role.REVIEWING_OFFICER, Role.SCHOOL_LEAD})


def review_day(basis: Basis) -> date:
    """The day on which somebody looks whether a basis is still needed: the one named, else the site's days after it began."""
    return basis.review_on or (basis.starts_at + _yearly()).astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _yearly() -> timedelta:
    return timedelta(days=settings.REVIEW_DAYS)


def _undated() -> Q:
    """Bases for which nobody named a day. What a prison sees of those it holds ends with the holding, and needs none."""
    held = Q(evidence=InvolvementKind.HELD_HERE)
    return Q(kind__in=UNDATED, review_on__isnull=True) & ~held


def _due(until: date) -> QuerySet[Basis]:
    """Live bases that are nobody's word and whose review falls due by then. An opened record has a review of its own."""
    opened = GlassBreak.objects.values("basis_id")
    night = datetime.combine(until + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    falls_due = Q(kind__in=REVIEWED, review_on__lte=until) | (_undated() & Q(starts_at__lt=night - _yearly()))
    return Basis.objects.filter(live_bases(), _not_barred(), falls_due).exclude(pk__in=opened)


def _not_barred() -> Q:
    """Of people whom no order or closed record keeps from the agency: to its readers they do not exist, and nothing is shown.

    Its staff and nobody's alike, so that a number or a letter does not tell of them either.
    """
    against = Q(agency__isnull=True, reader__isnull=True) | Q(agency=OuterRef("agency"))
    orders = Restriction.objects.filter(
        against, person=OuterRef("person"), lifted_at__isnull=True, starts_at__lte=now()
    ).exclude(kind=RestrictionKind.OBJECTION)
    return ~Q(Exists(orders))


def _mine(by: Actor, bases: QuerySet[Basis]) -> QuerySet[Basis]:
    """Of the actor's agency: what they decided themselves; for a lead, all."""
    mine = bases.filter(agency_id=by.agency_id or 0)
    return mine if by.role in DECIDES else mine.filter(decided_by=by.reference).exclude(decided_by="")


def reviews_due(by: Actor, *, until: date) -> QuerySet[Basis]:
    """What is due by then and the actor may review; the first first."""
    return _mine(by, _due(until)).order_by(F("review_on").asc(nulls_last=True), "starts_at", "pk")


def basis_to_review(by: Actor, reference: str) -> Basis:
    """One live basis that the actor may review, before its day too. Raises NotVisible."""
    reviewed = Q(kind__in=REVIEWED, review_on__isnull=False) | _undated()
    bases = Basis.objects.filter(live_bases(), _not_barred(), reviewed, reference=reference)
    found = _mine(by, bases).first() if by.is_staff else None
    if found is None:
        raise NotVisible(reference)
    return found


@dataclass(frozen=True, slots=True)
class NeedsMe:
    """How much of each waits for one member of staff."""

    reviews: int
    ending: int
    anew: int
    quarrels: int

    def __bool__(self) -> bool:
        return bool(self.reviews or self.ending or self.anew or self.quarrels)


def needs_me(by: Actor) -> NeedsMe:
    """What waits for this actor: what they decided or heard themselves; for a lead, all of their agency."""
    lead = by.is_staff and by.role in DECIDES
    heard = Q() if lead else Q(heard_by=by.reference)
    return NeedsMe(
        reviews=reviews_due(by, until=today(settings.TIME_ZONE) + WEEK).count(),
        ending=consents_to_renew(by, until=now() + MONTH).filter(heard).count(),
        anew=to_ask_anew(by).filter(heard).count(),
        quarrels=open_disagreements(by).count() if lead else 0,
    )


def reviews_to_remind_of(limit: int) -> list[Basis]:
    """Bases due within a week of which nobody was told for that day yet."""
    told = Reminder.objects.filter(Q(due_on=OuterRef("review_on")) | Q(basis__review_on__isnull=True), basis=OuterRef("pk"))
    due = _due(today(settings.TIME_ZONE) + WEEK).filter(~Exists(told))
    return list(due.order_by(F("review_on").asc(nulls_last=True), "starts_at", "pk")[:limit])


def waits_for_review(basis: Basis, on: date) -> bool:
    """Whether it still has this day of review, at the moment of telling somebody: not ended, reviewed or barred meanwhile."""
    return review_day(basis) == on and Basis.objects.filter(_not_barred(), pk=basis.pk, withdrawn_at__isnull=True).exists()


def agencies_told_today() -> set[int]:
    """The agencies of which somebody was told today already that what has no day of its own is to be looked at."""
    morning = datetime.combine(today(settings.TIME_ZONE), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    told = Reminder.objects.filter(basis__review_on__isnull=True, basis__isnull=False, created_at__gte=morning)
    return set(told.values_list("basis__agency_id", flat=True))


def endings_to_remind_of(limit: int) -> list[Consent]:
    """Consents that end within a month by themselves, of which nobody was told yet."""
    told = Reminder.objects.filter(consent=OuterRef("pk"))
    soon = Consent.objects.filter(live_consents(), ends_at__lte=now() + MONTH)
    return list(soon.filter(~Exists(told)).order_by("ends_at", "pk")[:limit])


def responsible_for_review(agency: int, decided_by: str) -> list[tuple[str, str]]:
    """(address, language) of whoever is told: the named person while they work there, else the agency's leads."""
    here = list(members_of(agency))
    named = [member for member in here if decided_by and member.user.reference == decided_by]
    told = named or [member for member in here if member.role in LEADS]
    return [(member.user.email, member.user.language) for member in told]


def responsible_for_word(agencies: Collection[int], heard_by: str) -> list[tuple[str, str]]:
    """As above, of what somebody agreed to: whoever heard it, wherever they work, else the leads of the agencies it is for."""
    heard = members_with_references({heard_by}) if heard_by else ()
    found = [(member.user.email, member.user.language) for member in heard]
    found = found or [who for agency in sorted(agencies) for who in responsible_for_review(agency, "")]
    return list(dict.fromkeys(found))
