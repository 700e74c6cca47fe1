"""Records that were opened without anybody's agreement, for whoever did it and whoever reviews it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.ledger.queries import entries_by
from kinkeeper.people import queries as people
from kinkeeper.sharing.models import GlassBreak
from kinkeeper.sharing.queries import kept_from, may_see, references
from kinkeeper.sharing.queries.consents import LOOKED_FOR_IN
from kinkeeper.sharing.types import Purpose


def found_exactly(*, given_name: str, family_name: str, birth_date: date) -> list[int]:
    """Whoever has exactly this name and day of birth. Only for `break_the_glass`, which writes down that it was asked."""
    with acting_for(SYSTEM):  # nobody can be found whom one's own agency does not know, else
        return people.named_exactly(given_name=given_name, family_name=family_name, birth_date=birth_date)


def never_opened_to(by: Actor, some: Iterable[int]) -> set[int]:
    """Of these people, those of whom nothing would be shown whatever was opened: that they are here must not be told either.

    Only for `break_the_glass`.
    """
    with acting_for(SYSTEM):  # an order that keeps the reader's agency from somebody it never worked with
        return set(kept_from(by).filter(person_id__in=list(some)))


def only_opened(by: Actor, person: int) -> bool:
    """Whether this worker may know of somebody by an hour's opening alone: no way in, nor a whole record, comes of it."""
    mine = GlassBreak.objects.filter(member_id=by.member_id or 0, person_id=person, closed_at__isnull=True)
    if not mine.exists():
        return False
    seen = [may_see(by, purpose, Category.EXISTENCE, person) for purpose in LOOKED_FOR_IN]
    grounds = {decision.basis for decision in seen if decision}
    return bool(grounds) and GlassBreak.objects.filter(basis__reference__in=grounds).count() == len(grounds)


def glass_for(by: Actor, reference: str) -> GlassBreak:
    """One opening: one's own, or of the agency whose privacy lead one is. Raises NotVisible."""
    mine = Q(member_id=by.member_id or 0)
    if by.role == Role.PRIVACY_LEAD:
        mine |= Q(agency_id=by.agency_id or 0)
    found = GlassBreak.objects.select_related("member__user", "agency").filter(mine, reference=reference).first()
    if found is None or not by.is_staff:
        raise NotVisible(reference)
    return found


def home_of(person: int) -> list[int]:
    """Who shares a home with this person, themselves first. Only for `break_the_glass`, which writes down each."""
    return people.home_of(person)


def opened_together(glass: GlassBreak) -> list[GlassBreak]:
    """This opening and those of the same home that came with it, the first first."""
    first = glass.opened_with_id or glass.pk
    found = GlassBreak.objects.filter(Q(pk=first) | Q(opened_with_id=first))
    return list(found.select_related("member__user", "agency").order_by("pk"))


def is_open(glass: GlassBreak) -> bool:
    """Whether its hour still runs."""
    return glass.closed_at is None and glass.ends_at > now()


def openings_of(by: Actor) -> QuerySet[GlassBreak]:
    """One's own openings; for a privacy lead, all of the agency. Those without a review first, then the newest.

    A whole home that was opened at once is one row.
    """
    rows = GlassBreak.objects.filter(opened_with__isnull=True).select_related("member__user")
    rows = (
        rows.filter(agency_id=by.agency_id or 0) if by.role == Role.PRIVACY_LEAD else rows.filter(member_id=by.member_id or 0)
    )
    return rows.order_by("reviewed_at", "-pk")


def what_was_opened(glass: GlassBreak) -> frozenset[Category]:
    """Which parts of the records were really looked at within the hour, from the ledger: no name, no value."""
    people_opened = set(references([one.person_id for one in opened_together(glass)]).values())
    rows = entries_by(glass.member.user.reference).filter(
        purpose=Purpose.SAFEGUARD, at__gte=glass.created_at, at__lte=glass.closed_at or glass.ends_at
    )
    return frozenset(
        category
        for entry in rows
        for line in entry.lines.all()
        if line.person in people_opened
        for category in unmask(line.categories)
    )
