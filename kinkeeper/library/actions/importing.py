"""Many references at once: good ones taken, twins left out, bad ones handed back with reasons."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted, NotVisible
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import user_id, write_many
from kinkeeper.library.models import HeldFile
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries.documents import RESOURCE
from kinkeeper.library.queries.resources import twin_of
from kinkeeper.library.rules.matching import are_twins, match_key
from kinkeeper.library.rules.reading import read_references
from kinkeeper.library.types import Draft, ImportReport, Twin

HELD_FOR = timedelta(days=1)
SAME_FILE = "–"  # stands for the reference of a twin that came in the same file


def import_references(*, by: Actor, data: bytes, dry_run: bool) -> ImportReport:
    """Read a RIS, BibTeX or CSL-JSON file and take what is good and new; with `dry_run` only say what would be taken.

    Raises UnreadableReferences for a file in none of the formats.
    """
    may_edit_library(by).require()
    reading = read_references(data)
    new: list[Draft] = []
    by_key: dict[str, list[Draft]] = {}
    twins: list[tuple[int, str, Twin]] = []
    for number, draft in reading.good:
        here = by_key.setdefault(match_key(draft.title), [])
        twin = twin_of(draft)
        if twin is None and any(are_twins(draft, other) for other in here):
            twin = Twin(SAME_FILE, draft.title, draft.year)
        if twin is not None:
            twins.append((number, draft.title, twin))
        else:
            new.append(draft)
            here.append(draft)
    if new and not dry_run:
        _write(by, new)
    return ImportReport(tuple(draft.title for draft in new), tuple(twins), reading.bad, dry_run)


@transaction.atomic
def _write(by: Actor, drafts: list[Draft]) -> None:
    resources = write_many(by, [(draft, "") for draft in drafts], note="imported")
    record(by=by, action="import_references", detail={"number": len(drafts)})
    search.changed(RESOURCE, [resource.reference for resource in resources])


def hold_references(*, by: Actor, name: str, data: bytes) -> tuple[HeldFile, ImportReport]:
    """Look at a file without taking anything, and hold it until its sender says so. Raises UnreadableReferences."""
    report = import_references(by=by, data=data, dry_run=True)
    sender = user_id(by)
    if sender is None:
        raise NotPermitted("only_for_a_signed_in_editor")
    held = HeldFile.objects.create(by_id=sender, name=name[:160], data=data)
    return held, report


def take_held(*, by: Actor, reference: str) -> ImportReport:
    """Take what is good and new of a file that the actor had looked at. Raises NotVisible for another's, or one that lapsed."""
    may_edit_library(by).require()
    held = HeldFile.objects.filter(reference=reference, by_id=user_id(by)).first()
    if held is None:
        raise NotVisible(asked_for=reference)
    with transaction.atomic():
        report = import_references(by=by, data=bytes(held.data), dry_run=False)
        held.delete()
    return report


def forget_held() -> int:
    """Remove files that nobody took within a day; answers how many."""
    number, _by_model = HeldFile.objects.filter(created_at__lt=now() - HELD_FOR).delete()
    return number
