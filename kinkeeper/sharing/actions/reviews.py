"""Reviews of what is not a family's own choice, and reminders before anything ends by itself."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.sharing.actions.bases import withdraw_basis
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Basis, Reminder
from kinkeeper.sharing.permissions import may_review_basis
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.queries.reviews import agencies_told_today, endings_to_remind_of, review_day, reviews_to_remind_of

AT_MOST = 200  # reminders an hour


@transaction.atomic
def note_basis_read(*, by: Actor, basis: Basis) -> None:
    """Write down that the actor reads why something is shared, before they do. Raises NotPermitted."""
    may_review_basis(by, basis).require()
    person = references([basis.person_id])[basis.person_id]
    shown = frozenset({Category.EXISTENCE})
    line = Line(person=person, categories=shown, rule="a-named-person-decides", basis=basis.reference)
    record(by=by, action="read_basis", outcome=Outcome.SERVED, lines=[line])


@transaction.atomic
def review_basis(*, by: Actor, basis: Basis, seen: int, keep_until: date | None, why: str) -> None:
    """A named person says whether a basis is still needed: until the next review on `keep_until`, or None to end it at once.

    Whoever reviews it is its named person from now on. Raises NotPermitted, BasisNotAllowed (`say_why`, `end_is_past`),
    AlreadyEnded, StaleVersion.
    """
    may_review_basis(by, basis).require()
    if not why.strip():
        raise BasisNotAllowed("say_why")
    if basis.withdrawn_at is not None:
        raise AlreadyEnded
    if keep_until is None:
        withdraw_basis(by=by, basis=basis, seen=seen, reason="reviewed")
        return
    if keep_until <= today(settings.TIME_ZONE):
        raise BasisNotAllowed("end_is_past")
    save_version(basis, seen=seen, review_on=keep_until, reason=why.strip(), decided_by=by.reference)
    person = references([basis.person_id])[basis.person_id]
    record(by=by, action="review_basis", lines=[Line(person=person, basis=basis.reference)])


def remind() -> int:
    """Have whoever is responsible told of reviews due within a week and of words that end within a month; answers how many."""
    zone = ZoneInfo(settings.TIME_ZONE)
    bases = reviews_to_remind_of(AT_MOST)
    told = agencies_told_today()
    reminders = [
        *(Reminder(basis=basis, due_on=review_day(basis)) for basis in bases),
        *(
            Reminder(consent=consent, due_on=consent.ends_at.astimezone(zone).date())
            for consent in endings_to_remind_of(AT_MOST)
            if consent.ends_at
        ),
    ]
    for reminder in reminders:
        with transaction.atomic():
            reminder.save()
            # Of those that have no day of their own an agency may have many at once: one letter a day leads to the list.
            if reminder.basis is not None and reminder.basis.review_on is None:
                if reminder.basis.agency_id in told:
                    continue
                told.add(reminder.basis.agency_id)
            enqueue("sharing.send_reminder", reminder_id=reminder.pk)
    return len(reminders)


@transaction.atomic
def note_reminded(*, reminder: Reminder, letters: int) -> None:
    """Write down that somebody was reminded, with how many letters."""
    Reminder.objects.filter(pk=reminder.pk).update(letters=letters)
    record(by=SYSTEM, action="remind_of_review", detail={"letters": letters})
