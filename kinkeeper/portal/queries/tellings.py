"""Who knows what: every disclosure about one person, from the ledger, less what a named person has not released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from kinkeeper.agencies.queries import agencies_with_references
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.ledger.actions import keyed_hash
from kinkeeper.ledger.queries import entries_about
from kinkeeper.ledger.types import Outcome
from kinkeeper.portal.models import Release
from kinkeeper.portal.rules import TELLING_KINDS, TELLING_PURPOSES, TELLING_ROLES, shown_categories, waits_for_release
from kinkeeper.portal.types import HiddenTelling, Telling, TellingDay
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.queries.consents import grounds_of
from kinkeeper.sharing.types import BasisKind, Purpose

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agency
    from kinkeeper.ledger.models import EntryLine

AT_MOST = 1_000  # lines on one page; further back stands in "everything held about me"


def tellings(reference: str, person: int, *, knows: bool, at_most: int = AT_MOST) -> list[TellingDay]:
    """What others were shown of this person, by day, the newest first. `knows` is False for a child who was not told.

    Five queries, however long it is.
    """
    lines = list(_shown_to_others(reference)[:at_most])
    agencies = agencies_with_references({line.entry.agency for line in lines if line.entry.agency})
    grounds = grounds_of({line.basis for line in lines if line.basis})
    released = set(Release.objects.filter(person_id=person).values_list("entry_id", flat=True))
    seen: dict[Telling, int] = {}
    for line in lines:
        agency = agencies.get(line.entry.agency)
        hidden = waits_for_release(
            role=line.entry.role, purpose=line.entry.purpose, agency_kind=agency.kind if agency else None
        )
        if hidden and line.entry_id not in released and line.entry.actor_kind == ActorKind.STAFF:
            continue
        telling = _telling(line, agency, grounds.get(line.basis), knows)
        if telling.categories:
            seen[telling] = seen.get(telling, 0) + 1
    return _by_day(seen)


def tellings_as_their_own(reference: str, person: int, *, at_most: int = AT_MOST) -> list[TellingDay]:
    """The same for a worker who hands it to them on paper. A worker's own agency's entries are all the ledger shows them,
    so these are read as the person would read them, and say to a child what they have been told.
    """
    themselves = Actor(kind=ActorKind.FAMILY, person_id=person)
    with acting_for(themselves):
        knows = bool(may_see(themselves, Purpose.OWN_RECORD, Category.CUSTODY_FACT, person))
        return tellings(reference, person, knows=knows, at_most=at_most)


def _shown_to_others(reference: str) -> QuerySet[EntryLine]:
    return entries_about(reference).filter(entry__outcome=Outcome.SERVED).exclude(entry__actor_kind=ActorKind.FAMILY)


def _telling(line: EntryLine, agency: Agency | None, ground: tuple[BasisKind, datetime] | None, knows: bool) -> Telling:
    entry = line.entry
    unnamed = not knows and agency is not None and agency.kind in TELLING_KINDS and not agency.neutral_name
    name = "" if agency is None or unnamed else agency.name if knows else agency.neutral_name or agency.name
    purpose = Purpose(entry.purpose) if entry.purpose in set(Purpose) else None
    return Telling(
        on=entry.at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        agency=name,
        unnamed=unnamed,
        role="" if not knows and entry.role in TELLING_ROLES else entry.role,
        purpose=None if not knows and purpose in TELLING_PURPOSES else purpose,
        categories=shown_categories(unmask(line.categories) - {Category.EXISTENCE}, knows=knows),
        ground=ground[0] if ground else None,
        since=ground[1] if ground else None,
        times=1,
    )


def _by_day(seen: dict[Telling, int]) -> list[TellingDay]:
    days: dict[date, list[Telling]] = {}
    for telling, times in seen.items():
        days.setdefault(telling.on, []).append(replace(telling, times=times))
    return [TellingDay(on=rows[0].on, tellings=tuple(rows)) for rows in days.values()]


def hidden_from(reference: str, person: int, *, agency: str) -> list[HiddenTelling]:
    """Entries of one agency that this person does not see, and those already released, the newest first."""
    lines = _shown_to_others(reference).filter(entry__agency=agency)[:AT_MOST]
    kinds = {found.reference: found.kind for found in agencies_with_references({agency}).values()}
    released = set(Release.objects.filter(person_id=person).values_list("entry_id", flat=True))
    return list(_hidden(lines, kinds.get(agency), released))


def _hidden(lines: Iterable[EntryLine], kind: str | None, released: set[int]) -> Iterable[HiddenTelling]:
    seen = set()
    for line in lines:
        entry = line.entry
        if entry.pk in seen or not waits_for_release(role=entry.role, purpose=entry.purpose, agency_kind=kind):
            continue
        seen.add(entry.pk)
        yield HiddenTelling(
            entry_id=entry.pk,
            key=keyed_hash(f"{entry.at.isoformat()}/{entry.actor}/{entry.action}")[:16],
            at=entry.at,
            role=entry.role,
            purpose=entry.purpose,
            categories=tuple(category for category in Category if category in unmask(line.categories)),
            released=entry.pk in released,
        )
