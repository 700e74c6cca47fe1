"""The list of numbers to ring: one for the public site and for packs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kinkeeper.directory.models import Helpline
from kinkeeper.directory.permissions import may_moderate_directory
from kinkeeper.directory.queries.helplines import here
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record


@transaction.atomic
def save_helpline(*, by: Actor, reference: str, words: Mapping[str, Any]) -> Helpline:
    """Put a number on the list under this reference, or change what the list says of it. Raises NotPermitted.

    `words` are the fields of a Helpline; what is not named stays. Its editors' page guards against two writing at once.
    """
    may_moderate_directory(by).require()
    line, _ = Helpline.objects.update_or_create(reference=reference, defaults=dict(words))
    record(by=by, action="save_helpline", detail={"helpline": line.reference})
    return line


@transaction.atomic
def begin_helplines(*, by: Actor) -> int:
    """Begin a new site's list with the jurisdiction's numbers, each as checked as its file says; answers how many.

    A list that has begun is its editors' own and is left alone. Raises NotPermitted.
    """
    may_moderate_directory(by).require()
    if Helpline.objects.exists():
        return 0
    lines = [
        Helpline(
            name=line.name, phone=line.phone, hours=line.hours, says=line.says, audience=line.audience, neutral=line.neutral,
            source=line.source, checked_on=line.checked, place=place,
        )
        for place, line in enumerate(here().helplines, start=1)
    ]  # fmt: skip
    Helpline.objects.bulk_create(lines)
    record(by=by, action="begin_helplines", detail={"helplines": len(lines)})
    return len(lines)
