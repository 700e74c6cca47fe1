"""What children's services say of their duty team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from django.db import transaction

from kinkeeper.agencies.models import Agency, DutyTeam
from kinkeeper.agencies.permissions import may_keep_duty_team
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record


@transaction.atomic
def change_duty_team(
    *,
    by: Actor,
    agency: Agency,
    seen: int,
    areas: Sequence[str],
    phone: str,
    out_of_hours_phone: str,
    opens_at: time,
    closes_at: time,
) -> DutyTeam:
    """Say which areas the duty team serves and on which numbers it answers. Raises NotPermitted and StaleVersion."""
    may_keep_duty_team(by, agency).require()
    team, _ = DutyTeam.objects.get_or_create(agency=agency, defaults={"phone": phone})
    save_version(
        team,
        seen=seen,
        areas=list(areas),
        phone=phone,
        out_of_hours_phone=out_of_hours_phone,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    record(
        by=by,
        action="change_duty_team",
        detail={"agency": agency.reference, "areas": ", ".join(areas), "phone": phone, "out_of_hours": out_of_hours_phone},
    )
    return team
