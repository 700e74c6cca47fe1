"""Bases: giving and ending the grounds on which an agency may see something of a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import mask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Basis, Consent
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.rules import policy
from kinkeeper.sharing.types import BasisKind, ConsentEnd, NewBasis

_NEEDS = {
    BasisKind.CONSENT: ("given_by_id",),
    BasisKind.SAFEGUARDING: ("reason", "decided_by", "review_on"),
    BasisKind.LEGAL_DUTY: ("law",),
    BasisKind.LEGITIMATE_INTERESTS: ("agreement_id",),
}


@transaction.atomic
def give_bases(*, by: Actor, bases: Sequence[NewBasis]) -> list[Basis]:
    """Write bases, in one go, with one ledger entry.

    Raises BasisNotAllowed when one lacks what its kind must have, or is of the kind `data_subject`, which needs no row.
    """
    for basis in bases:
        require_whole(basis)
    moment = now()
    rows = Basis.objects.bulk_create(new_row(new, moment) for new in bases)
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


def new_row(new: NewBasis, moment: datetime) -> Basis:
    """The row of a basis, not yet written."""
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


def require_whole(basis: NewBasis) -> None:
    """Raise BasisNotAllowed when a basis lacks what its kind must have."""
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
    ended = _changed(by, _live(people, agency, kinds), action, withdrawn_at=now())
    _end_emptied(ended)
    return len(ended)


@transaction.atomic
def shorten_bases(
    *, by: Actor, people: Collection[int], agency: int, kinds: Collection[BasisKind], until: datetime, action: str
) -> int:
    """Have an agency's live bases of these kinds end at `until`, where they would last longer; answers how many. One entry."""
    longer = _live(people, agency, kinds).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=until))
    return len(_changed(by, longer, action, ends_at=until))


def _live(people: Collection[int], agency: int, kinds: Collection[BasisKind]) -> QuerySet[Basis]:
    return Basis.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now()),
        person_id__in=list(people),
        agency_id=agency,
        kind__in=list(kinds),
        withdrawn_at__isnull=True,
    )


def _changed(by: Actor, bases: QuerySet[Basis], action: str, **values: datetime) -> list[int]:
    rows = list(bases.values_list("pk", "person_id", "reference"))
    pks = [pk for pk, _, _ in rows]
    Basis.objects.filter(pk__in=pks).update(**values)
    if rows:
        named = references({person for _, person, _ in rows})
        record(by=by, action=action, lines=[Line(person=named[person], basis=reference) for _, person, reference in rows])
    return pks


def _end_emptied(bases: Collection[int]) -> None:
    """A consent on which nothing is shown any more has ended: it must not stand on anybody's page as if it held."""
    ended = Consent.objects.filter(bases__in=list(bases), ended_at__isnull=True).exclude(bases__withdrawn_at__isnull=True)
    pks = list(ended.values_list("pk", flat=True).distinct())
    Consent.objects.filter(pk__in=pks).update(ended_at=now(), ended_because=ConsentEnd.WITHDRAWN, version=F("version") + 1)
