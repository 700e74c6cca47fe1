"""Worries about children that nobody at a duty team has answered yet, and what sharing shows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.prepared import Slot, prepared
from kinkeeper.offers.models import DutyCall, SafetyCheck
from kinkeeper.offers.types import CarerNow, SafeNow, SafetyView
from kinkeeper.sharing.queries import has_rows_in_scope, in_scope_of
from kinkeeper.sharing.types import Purpose


def worries_for(by: Actor) -> QuerySet[SafetyCheck]:
    """Worries that wait for an answer, of people whose risk this actor may see; the oldest first."""
    return _seen(by).filter(answered_at__isnull=True).order_by("raised_at", "pk")


def worry_for(by: Actor, reference: str) -> SafetyCheck:
    """One worry, answered or not. Raises NotVisible, alike for others' and for what never was."""
    found = _seen(by).select_related("prison__agency", "asking", "person").filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference, Purpose.SAFEGUARD)
    return found


def worry_about(by: Actor, asking_id: int) -> SafetyCheck | None:
    """The newest worry raised at this asking, where the actor may see it; an open one first."""
    return next(iter(_about(by.role, reader=by, asking=asking_id)), None) if has_rows_in_scope(by) else None


@prepared
def _about(role: str, *, reader: Slot, asking: Slot) -> QuerySet[SafetyCheck]:
    return _seen_by(reader, role).filter(asking_id=asking).order_by("-pk")[:1]


def has_worries(by: Actor) -> bool:
    """Whether there is anything among `worries_for`."""
    return bool(_waiting(by.role, reader=by)) if has_rows_in_scope(by) else False


@prepared
def _waiting(role: str, *, reader: Slot) -> QuerySet[SafetyCheck, int]:
    return _seen_by(reader, role).filter(answered_at__isnull=True).values_list("pk", flat=True)[:1]


def calls_about(check: SafetyCheck) -> list[DutyCall]:
    """The calls made about a worry, in the order they were made."""
    return list(DutyCall.objects.filter(check_on=check).select_related("agency").order_by("rang_at", "pk"))


def safety_views(people: Sequence[int]) -> Mapping[int, SafetyView]:
    """For sharing: the newest worry about the children of each of these people, with what was told."""
    newest = {row.person_id: row for row in SafetyCheck.objects.filter(person_id__in=people).order_by("pk")}
    words: dict[int, str] = {}
    for call in DutyCall.objects.filter(check_on__in=[row.pk for row in newest.values()]).order_by("pk"):
        words[call.check_on_id] = call.words or words.get(call.check_on_id, "")
    return {
        person: SafetyView(
            reference=row.reference,
            raised_at=row.raised_at,
            carer=CarerNow(row.carer),
            safe=SafeNow(row.safe),
            words=words.get(row.pk, ""),
            answered_at=row.answered_at,
        )
        for person, row in newest.items()
    }


def _seen(by: Actor) -> QuerySet[SafetyCheck]:
    return _seen_by(by, by.role) if has_rows_in_scope(by) else SafetyCheck.objects.none()


def _seen_by(reader: Actor | Slot, role: str) -> QuerySet[SafetyCheck]:
    return SafetyCheck.objects.filter(in_scope_of(reader, role, Purpose.SAFEGUARD, Category.RISK, "person_id"))
