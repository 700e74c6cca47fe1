"""Involvements: which agency works with whom, from when until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import change_rows, find_rows, insert_many
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.actions.bases import new_row, require_whole
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.queries import live_bases, references
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement


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
    arrived: Sequence[NewInvolvement],
    bases: Sequence[NewBasis],
    left: Collection[tuple[int, int]],
    kind: InvolvementKind,
    action: str,
) -> None:
    """Begin and end many agencies' involvement at once, with the bases of public task that go with it; one ledger entry.

    `left` are pairs of person and agency. What `begin_involvements`, `give_bases`, `end_involvements` and `end_bases` do one
    agency at a time would hold a feed's transaction four times as long.
    """
    moment = now()
    if left:
        _let_go(left, kind, moment)
    insert_many((_involvement(new, moment) for new in arrived), skip_conflicts=True)
    for basis in bases:
        require_whole(basis)
    insert_many(new_row(new, moment) for new in bases)
    told: dict[int, frozenset[Category]] = dict.fromkeys([person for person, _ in left], frozenset())
    for new in bases:
        told[new.person_id] = told.get(new.person_id, frozenset()) | new.categories
    named = references(told)
    record(
        by=by,
        action=action,
        lines=[Line(person=named[person], categories=categories, rule=kind) for person, categories in told.items()],
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
    told = find_rows(Basis, ("id", "person_id", "agency_id", "kind"), "person_id", people)
    theirs = [pk for pk, person, agency, basis in told if basis == BasisKind.PUBLIC_TASK and (person, agency) in pairs]
    Basis.objects.filter(live_bases(), pk__in=theirs).update(withdrawn_at=moment)
