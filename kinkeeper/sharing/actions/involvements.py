"""Involvements: which agency works with whom, from when until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import change_rows, find_rows, insert_alike
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.references import new_reference
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.actions.bases import new_row, require_whole
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose


@transaction.atomic
def begin_involvements(*, by: Actor, involvements: Sequence[NewInvolvement]) -> None:
    """Write that agencies work with people from now. One that is live already stays as it is. One ledger entry."""
    moment = now()
    Involvement.objects.bulk_create((_involvement(new, moment) for new in involvements), ignore_conflicts=True)
    named = references({new.person_id for new in involvements})
    if involvements:
        record(by=by, action="begin_involvements", lines=[Line(person=named[new.person_id]) for new in involvements])


def _involvement(new: NewInvolvement, moment: datetime) -> Involvement:
    return Involvement(
        person_id=new.person_id,
        agency_id=new.agency_id,
        team_id=new.team_id,
        member_id=new.member_id,
        kind=new.kind,
        since=moment,
    )


@transaction.atomic
def end_involvements(*, by: Actor, people: Collection[int], agency: int, kind: InvolvementKind, team: int | None = None) -> int:
    """Write that an agency (or one team of it) works with these people no longer. One ledger entry."""
    live = Involvement.objects.filter(person_id__in=list(people), agency_id=agency, kind=kind, ended_at__isnull=True)
    if team is not None:
        live = live.filter(team_id=team)
    ended = list(live.values_list("pk", "person_id"))
    Involvement.objects.filter(pk__in=[pk for pk, _ in ended]).update(ended_at=now())
    if ended:
        named = references({person for _, person in ended})
        record(by=by, action="end_involvements", lines=[Line(person=named[person]) for _, person in ended])
    return len(ended)


@transaction.atomic(savepoint=False)
def hand_over(
    *,
    by: Actor,
    arrived: Collection[tuple[int, int]],
    left: Collection[tuple[int, int]],
    kind: InvolvementKind,
    purpose: Purpose,
    categories: frozenset[Category],
    action: str,
) -> None:
    """Begin and end many agencies' involvement at once, with the public task that goes with it; one ledger entry.

    `arrived` and `left` are pairs of person and agency. What `begin_involvements`, `give_bases`, `end_involvements` and
    `end_bases` do one agency at a time would hold a feed's transaction four times as long.
    """
    moment = now()
    if left:
        _let_go(left, kind, moment)
    told = dict.fromkeys([person for person, _ in left], frozenset[Category]())
    if arrived:
        person, agency = next(iter(arrived))
        involved = _involvement(NewInvolvement(person, agency, kind), moment)
        insert_alike(involved, ("person_id", "agency_id"), arrived, skip_conflicts=True)
        office = NewBasis(person, agency, BasisKind.PUBLIC_TASK, purpose, categories, evidence=kind)
        require_whole(office)
        known_as = ("person_id", "agency_id", "reference")
        insert_alike(new_row(office, moment), known_as, [(*pair, new_reference()) for pair in arrived])
        told |= dict.fromkeys([person for person, _ in arrived], categories)
    named = references(told)
    record(
        by=by,
        action=action,
        lines=[Line(person=named[person], categories=known, rule=kind) for person, known in told.items()],
    )


def _let_go(left: Collection[tuple[int, int]], kind: InvolvementKind, moment: datetime) -> None:
    """End the live involvements of this kind, and the live bases of public task, of these pairs of person and agency."""
    people, pairs = {person for person, _ in left}, frozenset(left)
    columns = ("id", "person_id", "agency_id", "kind", "ended_at")
    ended = [
        (moment, pk)
        for pk, person, agency, of_kind, ended_at in find_rows(Involvement, columns, "person_id", people)
        if ended_at is None and of_kind == kind and (person, agency) in pairs
    ]
    change_rows(Involvement, ("ended_at",), ended)
    lasting = ("id", "person_id", "agency_id", "kind", "withdrawn_at", "ends_at")
    withdrawn = [
        (moment, pk)
        for pk, person, agency, basis, withdrawn_at, ends_at in find_rows(Basis, lasting, "person_id", people)
        if basis == BasisKind.PUBLIC_TASK and (person, agency) in pairs
        if withdrawn_at is None and (ends_at is None or ends_at > moment)
    ]
    change_rows(Basis, ("withdrawn_at",), withdrawn)
