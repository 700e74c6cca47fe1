"""Disclosing, and giving and ending what disclosure rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import insert_many
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.transactions import reading
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.people.types import IdentityView, TiesView
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Basis, Involvement, Restriction
from kinkeeper.sharing.queries import decision_on, live_bases, load, references, standings
from kinkeeper.sharing.rules import policy
from kinkeeper.sharing.types import (
    BasisKind,
    InvolvementKind,
    NewBasis,
    NewInvolvement,
    Permit,
    Purpose,
    RestrictionKind,
    View,
    Withheld,
)

_NEEDS = {
    BasisKind.CONSENT: ("given_by_id",),
    BasisKind.SAFEGUARDING: ("reason", "decided_by", "review_on"),
    BasisKind.LEGAL_DUTY: ("law",),
    BasisKind.LEGITIMATE_INTERESTS: ("agreement_id",),
}


def disclose(
    *,
    by: Actor,
    purpose: Purpose,
    about: Sequence[int],
    action: str,
    asked_for: str = "",
    only: Collection[Category] = (),
) -> dict[int, View]:
    """What this reader may see of a family, for this purpose: a View for each person they may know of.

    Decides and loads first, then writes one ledger entry with a line a person, then returns: if the entry cannot be
    written, nothing is served. `only` narrows the purpose's categories. Raises NotVisible (carrying `asked_for`) when
    nobody among `about` may be seen.
    """
    views = disclose_many(by=by, purpose=purpose, about=about, action=action, only=only)
    if not views:
        raise NotVisible(asked_for, purpose)
    return views


def disclose_many(
    *, by: Actor, purpose: Purpose, about: Iterable[int], action: str, only: Collection[Category] = ()
) -> dict[int, View]:
    """As `disclose`, for lists: people who may not be seen are left out, and an empty answer is an answer."""
    ids = list(dict.fromkeys(about))
    with reading():
        views = _decide_and_load(by, purpose, ids, only)
        if views:
            with transaction.atomic():
                record(
                    by=by,
                    action=action,
                    purpose=purpose,
                    outcome=Outcome.SERVED,
                    lines=[line for view in views.values() for line in _lines_of(view)],
                )
    return views


def _decide_and_load(by: Actor, purpose: Purpose, ids: Sequence[int], only: Collection[Category]) -> dict[int, View]:
    wanted = [category for category in policy().purposes[purpose] if not only or category in only]
    permits: dict[int, dict[Category, Permit]] = {}
    withheld: dict[int, dict[Category, Withheld]] = {}
    for person, standing in standings(by, purpose, ids).items():
        if decision_on(by, purpose, Category.EXISTENCE, standing)[1] is None:
            continue
        permits[person], withheld[person] = {}, {}
        for category in wanted:
            decision, permit = decision_on(by, purpose, category, standing)
            if permit:
                permits[person][category] = permit
            else:
                withheld[person][category] = Withheld(decision.reason)
    loaded = {
        category: load(category, [person for person, given in permits.items() if category in given]) for category in wanted
    }
    named = references(permits)
    visible = frozenset(permits)
    return {
        person: View(
            person_id=person,
            reference=named[person],
            shown={
                category: tuple(_among(visible, part) for part in loaded[category][person])
                for category in given
                if person in loaded[category]
            },
            withheld=withheld[person],
            permits=given,
        )
        for person, given in permits.items()
    }


def _among(visible: frozenset[int], part: object) -> object:
    """Ties show only between people the reader may see; anything else is shown as it is."""
    if isinstance(part, TiesView):
        return TiesView(tuple(tie for tie in part.ties if {tie.person_id, tie.relative_id} <= visible))
    return part


def _lines_of(view: View) -> Iterable[Line]:
    """One line for each rule and basis that something was shown on: usually one."""
    grounds: dict[tuple[str, str], set[Category]] = {}
    for category, permit in view.permits.items():
        grounds.setdefault((permit.rule, permit.basis), set()).add(category)
    if not grounds:
        grounds[("", "")] = set()
    refused = frozenset(view.withheld)
    for (rule, basis), categories in grounds.items():
        yield Line(person=view.reference, categories=frozenset(categories), withheld=refused, rule=rule, basis=basis)
        refused = frozenset()


@transaction.atomic
def give_bases(*, by: Actor, bases: Sequence[NewBasis]) -> list[Basis]:
    """Write bases, in one go, with one ledger entry.

    Raises BasisNotAllowed when one lacks what its kind must have, or is of the kind `data_subject`, which needs no row.
    """
    for basis in bases:
        _require_whole(basis)
    moment = now()
    rows = Basis.objects.bulk_create(_basis(new, moment) for new in bases)
    named = references({basis.person_id for basis in bases})
    record(
        by=by,
        action="give_bases",
        lines=[
            Line(person=named[new.person_id], categories=new.categories, rule=new.purpose, basis=row.reference)
            for new, row in zip(bases, rows, strict=True)
        ],
    )
    return rows


def _basis(new: NewBasis, moment: datetime) -> Basis:
    return Basis(
        person_id=new.person_id,
        agency_id=new.agency_id,
        kind=new.kind,
        purpose=new.purpose,
        categories=mask(new.categories),
        starts_at=new.starts_at or moment,
        ends_at=new.ends_at,
        given_by_id=new.given_by_id,
        evidence=new.evidence,
        agreement_id=new.agreement_id,
        law=new.law,
        reason=new.reason,
        decided_by=new.decided_by,
        review_on=new.review_on,
    )


def _require_whole(basis: NewBasis) -> None:
    if basis.kind is BasisKind.DATA_SUBJECT:
        raise BasisNotAllowed("own_record_needs_no_basis")
    if not basis.categories <= set(policy().purposes[basis.purpose]):
        raise BasisNotAllowed("category_not_in_purpose")
    if missing := [name for name in _NEEDS.get(basis.kind, ()) if not getattr(basis, name)]:
        raise BasisNotAllowed(f"{basis.kind}_needs_{missing[0].removesuffix('_id')}")


@transaction.atomic
def withdraw_basis(*, by: Actor, basis: Basis, seen: int, reason: str = "") -> None:
    """End a basis at once. What was told stays recorded; nothing more is shown from the next request on.

    Raises AlreadyEnded, or StaleVersion when somebody changed it meanwhile.
    """
    if basis.withdrawn_at:
        raise AlreadyEnded
    save_version(basis, seen=seen, withdrawn_at=now())
    record(
        by=by,
        action="withdraw_basis",
        lines=[Line(person=references([basis.person_id])[basis.person_id], basis=basis.reference)],
        detail={"reason": reason} if reason else None,
    )


@transaction.atomic
def end_bases(*, by: Actor, people: Collection[int], agency: int, kinds: Collection[BasisKind], action: str) -> int:
    """End an agency's live bases of these kinds for these people; answers how many ended. One ledger entry."""
    live = Basis.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now()),
        person_id__in=list(people),
        agency_id=agency,
        kind__in=list(kinds),
        withdrawn_at__isnull=True,
    )
    ended = list(live.values_list("pk", "person_id", "reference"))
    Basis.objects.filter(pk__in=[pk for pk, _, _ in ended]).update(withdrawn_at=now())
    if ended:
        named = references({person for _, person, _ in ended})
        record(by=by, action=action, lines=[Line(person=named[person], basis=reference) for _, person, reference in ended])
    return len(ended)


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


@transaction.atomic
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
    gone = {"person_id__in": [person for person, _ in left], "agency_id__in": {agency for _, agency in left}}
    involved = Involvement.objects.filter(**gone, kind=kind, ended_at__isnull=True)
    resting = Basis.objects.filter(live_bases(), **gone, kind=BasisKind.PUBLIC_TASK)
    if left:
        Involvement.objects.filter(pk__in=_of_pairs(involved, left)).update(ended_at=moment)
        Basis.objects.filter(pk__in=_of_pairs(resting, left)).update(withdrawn_at=moment)
    insert_many((_involvement(new, moment) for new in arrived), skip_conflicts=True)
    for basis in bases:
        _require_whole(basis)
    insert_many(_basis(new, moment) for new in bases)
    told: dict[int, frozenset[Category]] = dict.fromkeys([person for person, _ in left], frozenset())
    for new in bases:
        told[new.person_id] = told.get(new.person_id, frozenset()) | new.categories
    named = references(told)
    record(
        by=by,
        action=action,
        lines=[Line(person=named[person], categories=categories, rule=kind) for person, categories in told.items()],
    )


def _of_pairs(rows: QuerySet[Any], pairs: Collection[tuple[int, int]]) -> list[int]:
    wanted = frozenset(pairs)
    found = rows.values_list("pk", "person_id", "agency_id")
    return [pk for pk, person, agency in found if (person, agency) in wanted]


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


def shown_names(views: Mapping[int, View]) -> dict[int, str]:
    """The names that may be shown, by person, from Views already disclosed."""
    return {
        person: identity.name
        for person, view in views.items()
        if (identity := view.part(Category.IDENTITY, IdentityView)) is not None
    }
