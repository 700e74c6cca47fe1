"""Askings as those see them who ask: own columns only. Names and numbers come from `sharing.actions.disclose`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q, QuerySet

from kinkeeper.agencies.queries import agreement_between, agreements_in_force, areas_served, teams_agreed_with
from kinkeeper.agencies.queries import duty_teams as on_duty
from kinkeeper.agencies.types import AgencyKind, OnDuty
from kinkeeper.custody.queries import people_with_number, prisons_among
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jurisdiction import Jurisdiction, jurisdiction
from kinkeeper.foundation.references import tidy_reference
from kinkeeper.offers.models import (
    Asking,
    AskingArrangement,
    AskingTimes,
    FirstNightCard,
    Interview,
    Offer,
    PermissionGiven,
)
from kinkeeper.offers.rules.asking import REFUSED
from kinkeeper.offers.types import AskingState, OfferState
from kinkeeper.sharing.queries import found_by_name, in_scope, scope
from kinkeeper.sharing.types import BasisKind, Purpose

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agency, Agreement, Team
    from kinkeeper.custody.models import Prison
    from kinkeeper.foundation.actors import Actor

PURPOSE = Purpose.OFFER_SUPPORT
PASSING_ON = (BasisKind.LEGITIMATE_INTERESTS, BasisKind.PUBLIC_TASK)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list of people received is narrowed. `show`: due, agreed, refused or all."""

    show: str = "due"
    search: str = ""


SHOWN = {
    "due": (AskingState.DUE,),
    "agreed": (AskingState.PERMITTED,),
    "refused": tuple(sorted(REFUSED)),
    "all": tuple(state for state in AskingState if state is not AskingState.RETRACTED),
}


def askings_for(by: Actor) -> QuerySet[Asking]:
    """Askings at the prisons where this actor asks, of people they may see. Everybody else's do not exist."""
    if by.agency_id is None:
        return Asking.objects.none()
    arranged = _arrangements().filter(team_id__in=by.team_ids)
    return Asking.objects.filter(
        Q(prison__agency_id=by.agency_id) | Q(prison_id__in=arranged.values("prison_id")),
        in_scope(by, PURPOSE, Category.CUSTODY_FACT, "person_id"),
    ).exclude(state=AskingState.RETRACTED)


def _arrangements() -> QuerySet[AskingArrangement]:
    """The arrangements that hold today: not ended, and their agreement in force."""
    in_force = agreements_in_force(today(settings.TIME_ZONE)).values("pk")
    return AskingArrangement.objects.filter(ended_at__isnull=True, agreement__in=in_force)


def asks_elsewhere(by: Actor) -> bool:
    """Whether a team of this actor asks at another agency's prison. Every page asks, and of most teams there is nothing."""
    found = find_rows(AskingArrangement, ("ended_at",), "team_id", by.team_ids) if by.is_staff else ()
    return (None,) in found and _arrangements().filter(team_id__in=by.team_ids).exists()


def prisons_asked_at(by: Actor) -> list[Prison]:
    """The prisons at which this actor may find people to ask, by name."""
    arranged = _arrangements().filter(team_id__in=by.team_ids).values("prison_id")
    return prisons_among(agency=by.agency_id, ids=arranged)


def own_prison(by: Actor) -> Prison | None:
    """The prison at which the actor's agency works, if it is one."""
    return next(iter(prisons_among(agency=by.agency_id, ids=())), None) if by.agency_id else None


def arrangements_at(prison: Prison) -> list[AskingArrangement]:
    """Which other teams ask here now, by agency and team."""
    rows = AskingArrangement.objects.filter(prison=prison, ended_at__isnull=True)
    return list(rows.select_related("team__agency", "prison", "agreement").order_by("team__agency__name", "team__name", "pk"))


def teams_that_could_ask(prison: Prison) -> list[Team]:
    """Teams of family services and probation that the prison has an agreement with and that do not ask here yet."""
    if prison.agency_id is None:
        return []
    day = today(settings.TIME_ZONE)
    asking = {row.team_id for row in arrangements_at(prison)}
    agreed = [
        team
        for kind in (AgencyKind.FAMILY_SERVICE, AgencyKind.PROBATION)
        for team in teams_agreed_with(prison.agency_id, kind=kind, bases=PASSING_ON, day=day)
    ]
    return [team for team in agreed if team.pk not in asking]


def asking_for(by: Actor, reference: str) -> Asking:
    """One asking. Raises NotVisible, alike for another prison's and for what never was."""
    found = askings_for(by).select_related("period", "person", "prison__agency").filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference, PURPOSE)
    return found


def received(by: Actor, wanted: Wanted) -> QuerySet[Asking]:
    """People received: those still to be asked first, the longest waiting first; then the rest, the latest first."""
    askings = askings_for(by).select_related("prison__agency").filter(state__in=SHOWN.get(wanted.show, SHOWN["due"]))
    if search := wanted.search.strip():
        numbered = Q(
            person_id__in=people_with_number(search.replace(" ", "")),
        ) & Q(person_id__in=scope(by, PURPOSE, Category.CUSTODY_DETAILS))
        askings = askings.filter(
            numbered | Q(person_id__in=found_by_name(by, PURPOSE, search)) | Q(reference=tidy_reference(search) or search)
        )
    if wanted.show == "due":
        return askings.order_by(F("reopened_at").asc(nulls_first=True), "admitted_at", "pk")
    return askings.order_by("-admitted_at", "-pk")


def newest_cards(askings: Sequence[Asking]) -> dict[int, FirstNightCard]:
    """The card that holds for each asking of a page: one query."""
    cards = FirstNightCard.objects.filter(asking__in=[asking.pk for asking in askings]).order_by("pk")
    return {card.asking_id: card for card in cards}


def offers_of(asking: Asking) -> list[Offer]:
    """The offers that came of an asking, in the order they were permitted."""
    return list(Offer.objects.filter(asking=asking).select_related("service", "team", "asking__prison").order_by("pk"))


def permissions_of(offers: Sequence[Offer]) -> dict[int, PermissionGiven]:
    """What the parent said, for each of these offers."""
    given = PermissionGiven.objects.filter(offer__in=[offer.pk for offer in offers]).select_related("interview")
    return {row.offer_id: row for row in given}


def last_interview(asking: Asking) -> Interview | None:
    """The newest interview held for this asking."""
    return Interview.objects.filter(asking=asking).order_by("-pk").first()


def offer_to_check(by: Actor, reference: str) -> Offer:
    """One offer of a person held at the actor's own prison. Raises NotVisible for all others."""
    found = (
        _offers_here(by)
        .select_related("asking__prison__agency", "asking__period", "service", "team")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise NotVisible(reference, PURPOSE)
    return found


def checks_waiting(by: Actor) -> QuerySet[Offer]:
    """Offers at the actor's prison that wait for the check, or are clear and not yet passed on; the longest waiting first."""
    return (
        _offers_here(by)
        .filter(state__in=[OfferState.PERMITTED, OfferState.CHECKED], permitted_at__isnull=False)
        .select_related("asking", "team", "service")
        .order_by("permitted_at", "pk")
    )


def checks_late(by: Actor) -> QuerySet[Offer]:
    """Of those, the ones nobody has answered for as many hours as the prison has set."""
    hours = times_of(by.agency_id).check_hours
    waiting = still_permitted(checks_waiting(by).filter(state=OfferState.PERMITTED))
    return waiting.filter(permitted_at__lte=now() - timedelta(hours=hours))


def still_permitted(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Of these offers, those whose permission has not run out: it holds to the end of the day that the parent named."""
    day = today(settings.TIME_ZONE)
    return offers.filter(Q(permitted_until__isnull=True) | Q(permitted_until__gte=day))


def _offers_here(by: Actor) -> QuerySet[Offer]:
    return Offer.objects.filter(
        in_scope(by, PURPOSE, Category.EXISTENCE, "contact_id"), asking__prison__agency_id=by.agency_id or -1
    )


def times_of(agency_id: int | None) -> AskingTimes:
    """The times that an agency has set; unsaved defaults where it has set none."""
    found = AskingTimes.objects.filter(agency_id=agency_id).first() if agency_id else None
    return found or AskingTimes()


def place_of(agency: Agency | None) -> Jurisdiction:
    """The jurisdiction an agency works in; the site's own where there is no agency."""
    return jurisdiction(agency.jurisdiction if agency else settings.JURISDICTION)


def duty_teams(prison: Prison, *, area: str = "") -> list[OnDuty]:
    """Whom to ring about a child of somebody held there: first who serves the child's home, else the prison's county."""
    code = prison.agency.jurisdiction if prison.agency else settings.JURISDICTION
    return on_duty(code, area=area or prison.county, at=now())


def areas_of(prison: Prison) -> list[str]:
    """The areas of which a duty team can be told, where this prison is."""
    return areas_served(prison.agency.jurisdiction if prison.agency else settings.JURISDICTION)


def teams_to_pass_to(prison: Prison) -> list[Team]:
    """Family services' teams to whom this prison may pass a family on: those it has an agreement with."""
    if prison.agency_id is None:
        return []
    day = today(settings.TIME_ZONE)
    return list(teams_agreed_with(prison.agency_id, kind=AgencyKind.FAMILY_SERVICE, bases=PASSING_ON, day=day))


def agreement_with(prison: Prison, agency_id: int) -> Agreement | None:
    """The agreement by which this prison passes families to that service; None when there is none in force."""
    if prison.agency_id is None:
        return None
    return agreement_between(prison.agency_id, agency_id, bases=PASSING_ON, day=today(settings.TIME_ZONE))


def asking_teams_at(prisons: Sequence[int]) -> list[AskingArrangement]:
    """Who else asks at these prisons now."""
    ids = [pk for (pk,) in find_rows(AskingArrangement, ("id",), "prison_id", prisons)]  # mostly none
    if not ids:
        return []
    return list(_arrangements().filter(pk__in=ids).select_related("team", "agreement").order_by("pk"))
