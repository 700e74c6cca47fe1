"""What agencies have agreed with each other, and who can be rung where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from kinkeeper.agencies.models import Agency, Agreement, Team
from kinkeeper.agencies.types import AgencyKind


def agreements_in_force(day: date) -> QuerySet[Agreement]:
    """Agreements that hold on `day`; their last day counts."""
    return Agreement.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


def agreement_between(first: int, second: int, *, bases: Collection[str], day: date) -> Agreement | None:
    """The newest agreement of both agencies that rests on one of `bases` (codes of sharing) and holds on `day`."""
    shared = agreements_in_force(day).filter(basis__in=list(bases), parties=first).filter(parties=second)
    return shared.order_by("-starts_on", "-pk").first()


def teams_agreed_with(agency: int, *, kind: AgencyKind, bases: Collection[str], day: date) -> QuerySet[Team]:
    """Teams of agencies of `kind` that have such an agreement with `agency`, by the names of agency and team."""
    shared = agreements_in_force(day).filter(basis__in=list(bases), parties=agency)
    partners = Agency.objects.filter(kind=kind, agreements__in=shared).exclude(pk=agency)
    return Team.objects.filter(agency__in=partners).select_related("agency").order_by("agency__name", "name", "pk")


def agencies_with_ids(ids: Collection[int]) -> QuerySet[Agency]:
    """These agencies, by name."""
    return Agency.objects.filter(pk__in=list(ids)).order_by("name")


def agencies_with_references(references: Collection[str]) -> dict[str, Agency]:
    """Agencies by their reference: one query, for lists."""
    return {agency.reference: agency for agency in Agency.objects.filter(reference__in=set(references))}


def agencies_families_may_choose(jurisdiction: str) -> QuerySet[Agency]:
    """The agencies that a family may agree to share with, by name: those that help or teach, never boards or feeds."""
    kinds = (
        AgencyKind.FAMILY_SERVICE,
        AgencyKind.PRISON,
        AgencyKind.PROBATION,
        AgencyKind.CHILDRENS_SERVICES,
        AgencyKind.SCHOOL,
        AgencyKind.HEALTH,
        AgencyKind.CHILDRENS_CENTRE,
    )
    return Agency.objects.filter(kind__in=kinds, jurisdiction=jurisdiction).order_by("name")
