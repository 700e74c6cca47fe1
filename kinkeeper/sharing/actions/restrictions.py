"""Restrictions: what overrides every basis it reaches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from django.db import transaction
from django.db.models import Q

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.people import actions as people
from kinkeeper.people.queries import records_of
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
    carry_restrictions([person, *([reader] if reader else [])])
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
    Restriction.objects.filter(carried_from=restriction, lifted_at__isnull=True).update(lifted_at=now())
    restriction.refresh_from_db()
    record(
        by=by,
        action="lift_restriction",
        lines=[Line(person=references([restriction.person_id])[restriction.person_id])],
        detail={"restriction": restriction.reference},
    )


@transaction.atomic
def answer_match(*, by: Actor, reference: str, same: bool) -> None:
    """Say whether two records are one person. What restricts either record restricts every record of them from now on.

    Bases stay with the record they were given for: nobody sees more of anybody because two records were joined. Raises
    WrongState when it was answered before.
    """
    records = people.answer_match(by=by, reference=reference, same=same)
    if same:
        carry_restrictions(records)


@acting_for(SYSTEM)
@transaction.atomic
def part_match(*, by: Actor, reference: str) -> None:
    """Undo a wrong join: what was carried across ends, what was written for a record stays with it. Raises WrongState."""
    records = people.part_match(by=by, reference=reference)
    carried = Restriction.objects.filter(carried_from__isnull=False, lifted_at__isnull=True)
    touched = carried.filter(Q(person_id__in=records) | Q(reader_id__in=records)).select_related("carried_from")
    for one in touched:
        source = one.carried_from
        if source is not None and not _same_people(one, source):
            Restriction.objects.filter(pk=one.pk).update(lifted_at=now())


def _same_people(one: Restriction, source: Restriction) -> bool:
    pairs = ((one.person_id, source.person_id), (one.reader_id, source.reader_id))
    return all(here == there or here in records_of([there])[there] for here, there in pairs if there is not None)


@acting_for(SYSTEM)  # every record of the person, whoever is linked to it
def carry_restrictions(touched: Iterable[int]) -> None:
    """Write each live restriction that bears on these people, as person or as reader, for every record of both.

    Rows, not a rule at reading: so `decide` and `scope` cannot disagree about it. Call inside the action's transaction.
    """
    everybody = {record for records in records_of(touched).values() for record in records}
    live = Restriction.objects.filter(lifted_at__isnull=True, carried_from__isnull=True)
    for source in live.filter(Q(person_id__in=everybody) | Q(reader_id__in=everybody)):
        readers = sorted(records_of([source.reader_id])[source.reader_id]) if source.reader_id else [None]
        for person, reader in product(sorted(records_of([source.person_id])[source.person_id]), readers):
            if (person, reader) == (source.person_id, source.reader_id):
                continue
            known = Restriction.objects.filter(carried_from=source, person_id=person, reader_id=reader, lifted_at__isnull=True)
            if not known.exists():
                Restriction.objects.create(
                    person_id=person,
                    reader_id=reader,
                    agency_id=source.agency_id,
                    kind=source.kind,
                    starts_at=source.starts_at,
                    carried_from=source,
                )
