"""Letting go of stays that ended long ago: the numbers and the reports. That somebody stayed, and when, is still counted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kinkeeper.custody.actions.recording import take_fold_lock
from kinkeeper.custody.models import CustodyEvent, Period, PrisonNumber
from kinkeeper.custody.queries import stays_to_let_go
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.bulk import change_rows
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.queries import references


@transaction.atomic
def let_go_of_stays(*, before: datetime, limit: int = 200) -> int:
    """Delete the numbers and the events of people who were let go of, and empty their periods; answers how many people.

    What stays of a stay is a random reference, two prisons and moments: so figures stand. Should they be held again, they are
    somebody new.
    """
    take_fold_lock()
    people = list(dict.fromkeys(stays_to_let_go(before).values_list("person_id", flat=True)[:limit]))
    theirs = PrisonNumber.objects.filter(person_id__in=people)
    numbers = list(theirs.values_list("number", flat=True))
    CustodyEvent.objects.filter(Q(number__in=numbers) | Q(removed_number__in=numbers)).delete()
    theirs.delete()
    stays = Period.objects.filter(person_id__in=people).values_list("pk", flat=True)
    # A hash of number, prison and moment could be found again by trying all numbers: chance takes its place.
    change_rows(
        Period,
        ("number", "start_identity", "flag", "settled_flags"),
        [("", random_bytes(32).hex(), "", "", pk) for pk in stays],
    )
    if people:
        record(by=SYSTEM, action="let_go_of_stays", lines=[Line(person=known) for known in references(people).values()])
    return len(people)
