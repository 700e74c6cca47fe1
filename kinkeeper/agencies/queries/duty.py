"""Whom to ring about a child: the duty teams of children's services, by the area they serve."""

from __future__ import annotations

from datetime import datetime

from kinkeeper.agencies.models import Agency, DutyTeam
from kinkeeper.agencies.rules import is_open
from kinkeeper.agencies.types import AgencyKind, OnDuty
from kinkeeper.foundation.jurisdiction import jurisdiction


def duty_team_of(agency: Agency) -> DutyTeam:
    """What an agency has said of its duty team; unsaved, with the agency's own number, where it has said nothing."""
    return DutyTeam.objects.filter(agency=agency).first() or DutyTeam(agency=agency, phone=agency.phone)


def duty_teams(place: str, *, area: str, at: datetime) -> list[OnDuty]:
    """The duty teams of a jurisdiction at a moment, those that serve `area` first, then by name. Two queries.

    An agency that has said nothing of its duty team is there too, with its own number: better a switchboard than nobody.
    """
    here = jurisdiction(place)
    local = at.astimezone(here.timezone)
    said = {team.agency_id: team for team in DutyTeam.objects.filter(agency__jurisdiction=place)}
    agencies = Agency.objects.filter(kind=AgencyKind.CHILDRENS_SERVICES, jurisdiction=place).order_by("name")
    found = [_on_duty(agency, said.get(agency.pk), area, local, holiday=here.is_holiday(local.date())) for agency in agencies]
    return sorted(found, key=lambda team: not team.serves)


def areas_served(place: str) -> list[str]:
    """Every area that some duty team of a jurisdiction serves, in order."""
    teams = DutyTeam.objects.filter(agency__jurisdiction=place).values_list("areas", flat=True)
    return sorted({area for areas in teams for area in areas})


def _on_duty(agency: Agency, team: DutyTeam | None, area: str, local: datetime, *, holiday: bool) -> OnDuty:
    if team is None:
        return OnDuty(agency.pk, agency.reference, agency.name, agency.phone, "", open_now=True, areas=(), serves=False)
    open_now = not team.out_of_hours_phone or is_open(team.opens_at, team.closes_at, local, holiday=holiday)
    return OnDuty(
        agency_id=agency.pk,
        reference=agency.reference,
        name=agency.name,
        number=team.phone if open_now else team.out_of_hours_phone,
        other=team.out_of_hours_phone if open_now else team.phone,
        open_now=open_now,
        areas=tuple(team.areas),
        serves=bool(area) and area.casefold() in {one.casefold() for one in team.areas},
    )
