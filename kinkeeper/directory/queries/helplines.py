"""Numbers to ring: all for editors; for families only those that somebody has rung lately."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from kinkeeper.directory.models import Helpline
from kinkeeper.foundation.jurisdiction import Jurisdiction, jurisdiction


def here() -> Jurisdiction:
    """The jurisdiction of this site."""
    return jurisdiction(settings.JURISDICTION)


def helplines() -> QuerySet[Helpline]:
    """Every number on the list, those that are not shown too."""
    return Helpline.objects.all()


def is_live(line: Helpline, on_day: date) -> bool:
    """Whether a number may reach a family on that day: on the list, and rung lately enough for this jurisdiction."""
    return line.shown and here().is_checked_lately(line.checked_on, on_day)


def live_helplines(on_day: date) -> list[Helpline]:
    """The numbers that may reach a family on that day, in their order."""
    return [line for line in helplines() if is_live(line, on_day)]
