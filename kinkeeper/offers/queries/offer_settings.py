"""What a service has set for itself, and what holds at its place."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from kinkeeper.agencies.queries import here_today
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.jurisdiction import Jurisdiction, jurisdiction
from kinkeeper.foundation.prepared import Slot, prepared
from kinkeeper.offers.models import ServiceSettings


def settings_of(agency_id: int | None) -> ServiceSettings:
    """The service's settings; unsaved ones with our defaults where it has set nothing yet."""
    if agency_id is None:
        return ServiceSettings()
    found = _set_by(agency=agency_id)
    return found[0] if found else ServiceSettings(agency_id=agency_id)


@prepared
def _set_by(*, agency: Slot) -> QuerySet[ServiceSettings]:
    return ServiceSettings.objects.filter(agency_id=agency)


def place() -> Jurisdiction:
    """The jurisdiction of this site, whose zone says when a day ends."""
    return jurisdiction(settings.JURISDICTION)


def here_now(team_ids: frozenset[int]) -> frozenset[int]:
    """The members of these teams who work today and are not away."""
    day: date = today(place().zone)
    return frozenset(member.pk for member in here_today(team_ids=team_ids, day=day, holiday=place().is_holiday(day)))
