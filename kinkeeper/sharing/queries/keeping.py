"""What the law keeps of a person, and who has been out of everybody's work for so long that nothing need be kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kinkeeper.people import queries as people
from kinkeeper.sharing.models import Basis, Consent, GlassBreak, Involvement, Restriction
from kinkeeper.sharing.queries import live_bases
from kinkeeper.sharing.types import BasisKind, InvolvementKind, KeptBy, Purpose, RestrictionKind


def law_keeps(person: int) -> tuple[KeptBy, ...]:
    """Why what is held of somebody may not be erased now; empty when the law allows it.

    UK GDPR, Article 17(3): a legal duty, a task in the public interest (here: custody, and keeping a child safe), legal claims.
    """
    live = Basis.objects.filter(live_bases(), person_id=person)
    found = {
        KeptBy.LEGAL_DUTY: live.filter(kind=BasisKind.LEGAL_DUTY).exclude(purpose=Purpose.OWN_RECORD).exists(),
        KeptBy.SAFEGUARDING: live.filter(kind=BasisKind.SAFEGUARDING).exists()
        or GlassBreak.objects.filter(person_id=person, reviewed_at__isnull=True).exists(),
        KeptBy.HELD: Involvement.objects.filter(
            person_id=person, kind=InvolvementKind.HELD_HERE, ended_at__isnull=True
        ).exists(),
        KeptBy.COURT_ORDER: Restriction.objects.filter(
            person_id=person, kind=RestrictionKind.COURT_ORDER, lifted_at__isnull=True
        ).exists(),
    }
    return tuple(why for why, keeps in found.items() if keeps)


def out_of_work_since(before: datetime, *, after: int = 0, limit: int = 500) -> list[int]:
    """Ids, above `after`, of people still known here whose last basis and involvement ended by `before`; no law keeps them.

    Whoever never had either is left alone: they are being written down at this moment.
    """
    known = people.still_known(OuterRef("person_id"))
    found = Basis.objects.filter(_no_ground_since(before), known, person_id__gt=after)
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])


def not_erased(some: Iterable[int]) -> set[int]:
    """Of these people, those who were not erased: of the others nobody is told anew, not even that they are here."""
    return people.not_erased(list(some))


def let_go_of(before: datetime) -> Q:
    """The condition that the `person_id` of a row is somebody of whom nothing is known here any more by which they could be
    found, and for whom the last ground ended by `before`: what still points at them need not be kept.
    """
    return _no_ground_since(before) & ~people.still_known(OuterRef("person_id"))


def _no_ground_since(before: datetime) -> Q:
    mine = {"person_id": OuterRef("person_id")}
    still = Basis.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=before), Q(ends_at__isnull=True) | Q(ends_at__gt=before), **mine
    )
    near = Involvement.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=before), **mine)
    ordered = Restriction.objects.filter(kind=RestrictionKind.COURT_ORDER, lifted_at__isnull=True, **mine)
    open_glass = GlassBreak.objects.filter(reviewed_at__isnull=True, **mine)
    return ~Q(Exists(still)) & ~Q(Exists(near)) & ~Q(Exists(ordered)) & ~Q(Exists(open_glass))


def scans_to_let_go(before: datetime) -> QuerySet[Consent]:
    """Consents that ended before `before` of which a scan or words on understanding are still held."""
    return Consent.objects.filter(ended_at__lt=before).exclude(scan="", ended_scan="", understanding="")
