"""Problems that anyone reports, changes that owners ask for, and the pages of prisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from kinkeeper.directory.actions.writing import assure, write_entry
from kinkeeper.directory.errors import EntryNotRight
from kinkeeper.directory.models import Change, PrisonPage, Proposal, Report, Service
from kinkeeper.directory.permissions import may_moderate_directory, may_propose_change
from kinkeeper.directory.queries.documents import PRISON
from kinkeeper.directory.queries.places import point_for
from kinkeeper.directory.queries.words import REPORT_KINDS
from kinkeeper.directory.rules import draft_from, plain, problems_of
from kinkeeper.directory.types import Draft
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import StaleVersion, WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record

PRISON_WORDS = ("name", "about", "address", "town", "postcode", "phone", "booking_phone", "booking", "visiting", "bring",
                "children", "visitors_centre", "family_contact", "worried", "getting_there", "access")  # fmt: skip


@transaction.atomic
def report_problem(*, by: Actor, service: Service, kind: str, words: str) -> Report:
    """Anybody says that an entry is wrong. Who they are is neither asked nor kept."""
    report = Report.objects.create(service=service, kind=kind if kind in REPORT_KINDS else "other", words=words[:1000])
    record(by=by, action="report_problem", detail={"service": service.reference, "report": report.reference})
    return report


@transaction.atomic
def handle_report(*, by: Actor, report: Report) -> None:
    """A moderator has dealt with a report. Raises NotPermitted, or WrongState when a colleague was first."""
    may_moderate_directory(by).require()
    if not Report.objects.filter(pk=report.pk, handled_at__isnull=True).update(handled_at=now(), handled_by=by.reference):
        raise WrongState
    record(by=by, action="handle_report", detail={"report": report.reference})


@transaction.atomic
def propose_change(*, by: Actor, service: Service, draft: Draft, seen: int, note: str = "") -> Proposal:
    """An owner asks for a change; nothing is different until a moderator takes it.

    Raises EntryNotRight, NotPermitted, and StaleVersion where the entry changed since its owner saw it.
    """
    may_propose_change(by, service).require()
    if service.version != seen:
        raise StaleVersion(theirs=service, yours=plain(draft))
    if problems := problems_of(draft):
        raise EntryNotRight(problems)
    proposal = Proposal.objects.create(
        service=service, seen=seen, wanted=plain(draft), note=note[:500], proposed_by=by.reference
    )
    record(by=by, action="propose_change", detail={"service": service.reference, "proposal": proposal.reference})
    return proposal


@transaction.atomic
def decide_proposal(*, by: Actor, proposal: Proposal, take: bool, why_not: str = "") -> None:
    """A moderator takes a change, or not. Taking it assures the entry: its owner has just read it.

    Raises NotPermitted; WrongState when it was decided; StaleVersion when the entry changed after the owner saw it.
    """
    may_moderate_directory(by).require()
    decided = Proposal.objects.filter(pk=proposal.pk, decided_at__isnull=True).update(
        decided_at=now(), decided_by=by.reference, taken=take, why_not=why_not[:500]
    )
    if not decided:
        raise WrongState
    if take:
        written = write_entry(by=by, draft=draft_from(proposal.wanted), why="proposal", seen=proposal.seen)
        assure(written.service, today(settings.TIME_ZONE), proposal.proposed_by)
    record(by=by, action="decide_proposal", detail={"proposal": proposal.reference, "taken": take})


@transaction.atomic
def save_prison_page(
    *, by: Actor, code: str, words: Mapping[str, str], seen: int | None = None, assured: bool = True
) -> PrisonPage:
    """Add or change the public page of a prison, keeping its history. Raises NotPermitted and StaleVersion."""
    may_moderate_directory(by).require()
    page = PrisonPage.objects.filter(code=code.upper()).first()
    before = _prison_words(page) if page else {}
    fields: dict[str, Any] = {name: str(words.get(name, before.get(name, ""))) for name in PRISON_WORDS}
    point = point_for(fields["postcode"]) or point_for(fields["town"])
    fields |= {"latitude": point.latitude if point else None, "longitude": point.longitude if point else None}
    if assured:
        fields |= {"assured_on": today(settings.TIME_ZONE), "assurer": by.reference}
    fields["modified_at"] = now()
    if page is None:
        page = PrisonPage.objects.create(code=code.upper(), **fields)
    else:
        save_version(page, seen=page.version if seen is None else seen, **fields)
    after = _prison_words(page)
    if before != after:
        Change.objects.create(subject="prison", key=page.code, why="saved", by=by.reference, before=before, after=after)
    search.changed(PRISON, [page.code])
    record(by=by, action="save_prison_page", detail={"prison": page.code})
    return page


def _prison_words(page: PrisonPage) -> dict[str, str]:
    return {name: getattr(page, name) for name in PRISON_WORDS}
