"""Restrictions: what overrides every basis it reaches."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.errors import AlreadyEnded
from kinkeeper.sharing.models import Restriction
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.types import RestrictionKind


@transaction.atomic
def restrict(
    *, by: Actor, person: int, kind: RestrictionKind, reason: str, agency: int | None = None, reader: int | None = None
) -> Restriction:
    """Write a court order, an objection or a closing, against one agency or one person, or against everybody."""
    restriction = Restriction.objects.create(
        person_id=person, kind=kind, reason=reason, agency_id=agency, reader_id=reader, starts_at=now()
    )
    record(
        by=by,
        action="restrict",
        lines=[Line(person=references([person])[person])],
        detail={"kind": kind, "restriction": restriction.reference},
    )
    return restriction


@transaction.atomic
def lift_restriction(*, by: Actor, restriction: Restriction) -> None:
    """End a restriction. Raises AlreadyEnded."""
    if not Restriction.objects.filter(pk=restriction.pk, lifted_at__isnull=True).update(lifted_at=now()):
        raise AlreadyEnded
    restriction.refresh_from_db()
    record(
        by=by,
        action="lift_restriction",
        lines=[Line(person=references([restriction.person_id])[restriction.person_id])],
        detail={"restriction": restriction.reference},
    )
