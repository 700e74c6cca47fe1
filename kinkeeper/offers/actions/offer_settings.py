"""What a service sets for itself."""

from __future__ import annotations

from copy import copy

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.offers.models import ServiceSettings
from kinkeeper.offers.permissions.offers import may_set_service
from kinkeeper.offers.queries.setting_changes import SERVICE_NUMBERS, before_and_after


@transaction.atomic
def change_service_settings(
    *,
    by: Actor,
    seen: int,
    tries: int,
    days_between: int,
    remind_hours: int,
    escalate_hours: int,
    keep_days: int,
    open_hours: str,
) -> ServiceSettings:
    """Change what one's own service has set: numbers of tries, days and hours. Raises NotPermitted, StaleVersion.

    What is owed to a family already keeps its moment; the next step works with the new numbers.
    """
    may_set_service(by).require()
    if by.agency_id is None:
        raise NotPermitted("not_your_role")
    chosen, _ = ServiceSettings.objects.get_or_create(agency_id=by.agency_id)
    before = copy(chosen)
    save_version(
        chosen,
        seen=seen,
        tries=tries,
        days_between=days_between,
        remind_hours=remind_hours,
        escalate_hours=escalate_hours,
        keep_days=keep_days,
        open_hours=open_hours,
    )
    record(
        by=by,
        action="change_service_settings",
        detail={
            **before_and_after(SERVICE_NUMBERS, before, chosen),
            "open_hours_changed": open_hours != before.open_hours,
        },
    )
    return chosen
