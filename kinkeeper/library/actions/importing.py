"""Many references at once: good ones taken, twins left out, bad ones handed back with reasons."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import write_many
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries.documents import RESOURCE
from kinkeeper.library.queries.resources import twin_of
from kinkeeper.library.rules.matching import are_twins, match_key
from kinkeeper.library.rules.reading import read_references
from kinkeeper.library.types import Draft, ImportReport, Twin

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
