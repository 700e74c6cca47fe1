"""Services that somebody at work puts into a family's pack: what can be chosen, and what was chosen as it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from kinkeeper.directory.models import Service
from kinkeeper.directory.queries.finding import find_help, hours_in_words
from kinkeeper.directory.queries.meaning import meant, town_meant
from kinkeeper.directory.queries.places import words_and_place
from kinkeeper.directory.rules import is_fresh
from kinkeeper.directory.types import Found, HelpToGive, Hours, Status, Wanted

TO_CHOOSE_FROM = 10


def help_to_choose(typed: str) -> list[Found]:
    """What answers these words (near the place they name) and may be given to a family: assured lately, with a number to ring.

    Each service once, nearest first where a place was typed; at most ten. Nothing for no words.
    """
    if not typed.strip():
        return []
    words, near = words_and_place(typed)
    if near is None and (town := town_meant(typed)):
        words, near = "", town
    wanted = Wanted(words=words, near=near)
    rows = _givable(wanted)
    if not rows and words:
        nearest, _understood = meant(wanted)
        rows = _givable(nearest) if nearest.among else []
    return rows


def _givable(wanted: Wanted) -> list[Found]:
    found = find_help(wanted, size=2 * TO_CHOOSE_FROM)
    once = {row.reference: row for row in reversed((*found.rows, *found.by_phone)) if row.fresh and row.phones}
    return list(reversed(once.values()))[:TO_CHOOSE_FROM]


def help_named(references: Sequence[str], *, on_day: date) -> list[HelpToGive]:
    """These services in this order as the directory has them on that day; `fresh` says which may be given to a family.

    One that is closed, is history, has no number, or was not assured lately enough is not fresh; one that is gone is left out.
    """
    if not references:
        return []
    services = Service.objects.filter(reference__in=references).prefetch_related("phones", "schedules")
    found = {service.reference: _to_give(service, on_day) for service in services}
    return [found[reference] for reference in references if reference in found]


def _to_give(service: Service, on_day: date) -> HelpToGive:
    phones = [phone.number for phone in service.phones.all()]
    times = [Hours(tuple(filter(None, at.days.split(","))), at.opens, at.closes, at.words) for at in service.schedules.all()]
    assured = is_fresh(service.assured_on, on_day, settings.DIRECTORY_FRESH_FOR)
    return HelpToGive(
        reference=service.reference,
        name=service.name,
        phone=phones[0] if phones else "",
        what=service.summary,
        hours="; ".join(map(hours_in_words, times)),
        fresh=assured and bool(phones) and service.status == Status.ACTIVE and not service.historic,
    )
