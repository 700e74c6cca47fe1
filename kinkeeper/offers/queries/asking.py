"""Askings as those see them who ask: own columns only. Names and numbers come from `sharing.actions.disclose`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from kinkeeper.agencies.queries import agreement_between, agreements_in_force, areas_served, teams_agreed_with
from kinkeeper.agencies.queries import duty_teams as on_duty
from kinkeeper.agencies.types import AgencyKind, OnDuty
from kinkeeper.custody.queries import ids_of_prisons, people_with_number, prisons_among
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jurisdiction import Jurisdiction, jurisdiction
from kinkeeper.foundation.prepared import PreparedRows, Slot, any_of, numbered, prepared
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
from kinkeeper.sharing.queries import found_by_name, has_rows_in_scope, in_scope, in_scope_of, scope
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
_IN_A_LIST = (
    "reference", "state", "person", "period", "admitted_at", "reopened_for", "needs_a_person",
    "prison__name", "prison__agency__jurisdiction",
)  # fmt: skip


def askings_for(by: Actor) -> QuerySet[Asking]:
    """Askings at the prisons where this actor asks, of people they may see. Everybody else's do not exist."""
    return _askings(by.role, **_asks(by)) if has_rows_in_scope(by) else Asking.objects.none()


def _asks(by: Actor) -> dict[str, Any]:
    return {"reader": by, "agency": by.agency_id, "day": today(settings.TIME_ZONE), **numbered(by.team_ids, "team")}


def _askings(role: str, *, reader: Any, agency: Any, day: Any, **teams: Any) -> QuerySet[Asking]:
    arranged = _arrangements(day).filter(any_of("team_id", teams.values())).values("prison_id") if teams else None
    seen = in_scope_of(reader, role, PURPOSE, Category.CUSTODY_FACT, "person_id")
    asked_at = ids_of_prisons(agency=agency, also=arranged)
    return Asking.objects.filter(seen, prison_id__in=asked_at).exclude(state=AskingState.RETRACTED)


def _arrangements(day: Any) -> QuerySet[AskingArrangement]:
    """The arrangements that hold on a day: not ended, and their agreement in force."""
    return AskingArrangement.objects.filter(ended_at__isnull=True, agreement__in=agreements_in_force(day).values("pk"))


def asks_elsewhere(by: Actor) -> bool:
    """Whether a team of this actor asks at another agency's prison. Every page asks, and of most teams there is nothing."""
    found = find_rows(AskingArrangement, ("ended_at",), "team_id", by.team_ids) if by.is_staff else ()
    return (None,) in found and _arranged_for(by).exists()


def _arranged_for(by: Actor) -> QuerySet[AskingArrangement]:
    return _arrangements(today(settings.TIME_ZONE)).filter(team_id__in=by.team_ids)


def prisons_asked_at(by: Actor) -> list[Prison]:
    """The prisons at which this actor may find people to ask, by name."""
    arranged = list(_arranged_for(by).values_list("prison_id", flat=True)) if asks_elsewhere(by) else ()
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
    found = _asking(by.role, reference=reference, **_asks(by)) if has_rows_in_scope(by) else ()
    if not found:
        raise NotVisible(reference, PURPOSE)
    return found[0]


@prepared
def _asking(role: str, *, reference: Slot, **asks: Slot) -> QuerySet[Asking]:
    return _askings(role, **asks).select_related("period", "person", "prison__agency").filter(reference=reference)


def received(by: Actor, wanted: Wanted) -> QuerySet[Asking] | PreparedRows[Asking]:
    """People received: those still to be asked first, the longest waiting first; then the rest, the latest first."""
    if not has_rows_in_scope(by):
        return Asking.objects.none()
    show = wanted.show if wanted.show in SHOWN else "due"
    search = wanted.search.strip()
    if not search:
        return PreparedRows(_received, by.role, show, **_asks(by))
    with_number = Q(person_id__in=people_with_number(search.replace(" ", ""))) & Q(
        person_id__in=scope(by, PURPOSE, Category.CUSTODY_DETAILS)
    )
    return _received(by.role, show, **_asks(by)).filter(
        with_number | Q(person_id__in=found_by_name(by, PURPOSE, search)) | Q(reference=tidy_reference(search) or search)
    )


def _received(role: str, show: str, **asks: Any) -> QuerySet[Asking]:
    askings = _askings(role, **asks).select_related("prison__agency").only(*_IN_A_LIST).filter(state__in=SHOWN[show])
    if show == "due":
        return askings.order_by(F("reopened_at").asc(nulls_first=True), "admitted_at", "pk")
    return askings.order_by("-admitted_at", "-pk")


def newest_card(asking: Asking) -> FirstNightCard | None:
    """The card that holds for an asking."""
    return next(iter(_newest_card(asking=asking.pk)), None)


@prepared
def _newest_card(*, asking: Slot) -> QuerySet[FirstNightCard]:
    return FirstNightCard.objects.filter(asking=asking).order_by("-pk")[:1]


def offers_of(asking: Asking) -> list[Offer]:
    """The offers that came of an asking, in the order they were permitted."""
    return _offers_of(asking=asking.pk)


@prepared
def _offers_of(*, asking: Slot) -> QuerySet[Offer]:
    return Offer.objects.filter(asking=asking).select_related("service", "team", "asking__prison").order_by("pk")


def permissions_of(offers: Sequence[Offer]) -> dict[int, PermissionGiven]:
    """What the parent said, for each of these offers."""
    given = PermissionGiven.objects.filter(offer__in=[offer.pk for offer in offers]).select_related("interview")
    return {row.offer_id: row for row in given}


def last_interview(asking: Asking) -> Interview | None:
    """The newest interview held for this asking."""
    return next(iter(_last_interview(asking=asking.pk)), None)


@prepared
def _last_interview(*, asking: Slot) -> QuerySet[Interview]:
    return Interview.objects.filter(asking=asking).order_by("-pk")[:1]


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


def checks_waiting(by: Actor) -> QuerySet[Offer] | PreparedRows[Offer]:
    """Offers at the actor's prison that wait for the check, or are clear and not yet passed on; the longest waiting first."""
    here = {"reader": by, "agency": by.agency_id}
    return PreparedRows(_waiting, by.role, **here) if has_rows_in_scope(by) else Offer.objects.none()


def _waiting(role: str, *, reader: Any, agency: Any) -> QuerySet[Offer]:
    return (
        Offer.objects.filter(in_scope_of(reader, role, PURPOSE, Category.EXISTENCE, "contact_id"))
        .filter(asking__prison__agency_id=agency, permitted_at__isnull=False)
        .filter(state__in=[OfferState.PERMITTED, OfferState.CHECKED])
        .only("reference", "state", "tie", "contact", "held", "permitted_at", "permitted_until", "offer_due_at")
        .order_by("permitted_at", "pk")
    )


def checks_late(by: Actor) -> QuerySet[Offer]:
    """Of those, the ones nobody has answered for as many hours as the prison has set."""
    hours = times_of(by.agency_id).check_hours
    waiting = still_permitted(_offers_here(by).filter(state=OfferState.PERMITTED))
    return waiting.filter(permitted_at__lte=now() - timedelta(hours=hours))


def late_among(by: Actor, offers: Sequence[Offer]) -> set[int]:
    """Of these offers of the actor's prison, those that `checks_late` would name."""
    since, day = now() - timedelta(hours=times_of(by.agency_id).check_hours), today(settings.TIME_ZONE)
    return {
        offer.pk
        for offer in offers
        if offer.state == OfferState.PERMITTED
        and offer.permitted_at is not None
        and offer.permitted_at <= since
        and (offer.permitted_until is None or offer.permitted_until >= day)
    }


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
    return next(iter(_times_of(agency=agency_id)), None) or AskingTimes()


@prepared
def _times_of(*, agency: Slot) -> QuerySet[AskingTimes]:
    return AskingTimes.objects.filter(agency_id=agency)


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
    return list(_arrangements(today(settings.TIME_ZONE)).filter(pk__in=ids).select_related("team", "agreement").order_by("pk"))
