"""Adding, editing and removing resources. Every edit leaves an edition behind; a removed entry stays, for harvesters."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import columns_of, write_edition, write_marks
from kinkeeper.library.errors import BadEntry
from kinkeeper.library.models import Resource
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries.documents import RESOURCE
from kinkeeper.library.queries.resources import draft_from
from kinkeeper.library.rules.drafting import tidy
from kinkeeper.library.types import Draft


@transaction.atomic
def add_resource(*, by: Actor, draft: Draft, note: str = "") -> Resource:
    """Add an entry. Raises BadEntry when it breaks the rules of `rules.drafting`."""
    may_edit_library(by).require()
    kept = _tidied(draft)
    resource = Resource.objects.create(**columns_of(kept))
    write_marks(resource, kept)
    write_edition(resource, kept, by, note)
    record(by=by, action="add_resource", detail={"resource": resource.reference})
    search.changed(RESOURCE, [resource.reference])
    return resource


@transaction.atomic
def edit_resource(*, by: Actor, resource: Resource, seen: int, draft: Draft, note: str = "") -> Resource:
    """Change an entry that still has the version `seen`. Raises StaleVersion, or BadEntry."""
    may_edit_library(by).require()
    kept = _tidied(draft)
    save_version(resource, seen=seen, **columns_of(kept), changed_at=now())
    write_marks(resource, kept)
    write_edition(resource, kept, by, note)
    record(by=by, action="edit_resource", detail={"resource": resource.reference, "version": resource.version})
    search.changed(RESOURCE, [resource.reference])
    return resource


@transaction.atomic
def mark_checked(*, by: Actor, resource: Resource, seen: int) -> Resource:
    """Say that an entry was looked at today and is right. Raises StaleVersion."""
    may_edit_library(by).require()
    save_version(resource, seen=seen, checked_on=today(settings.TIME_ZONE), changed_at=now())
    write_edition(resource, draft_from(resource), by, "checked")
    record(by=by, action="mark_resource_checked", detail={"resource": resource.reference})
    return resource


@transaction.atomic
def remove_resource(*, by: Actor, resource: Resource, seen: int) -> None:
    """Take an entry out of the library. Its reference stays, so that harvesters learn of it. Raises StaleVersion."""
    may_edit_library(by).require()
    save_version(resource, seen=seen, deleted_at=now(), changed_at=now())
    write_edition(resource, draft_from(resource), by, "removed")
    record(by=by, action="remove_resource", detail={"resource": resource.reference})
    search.changed(RESOURCE, [resource.reference])


def _tidied(draft: Draft) -> Draft:
    kept, wrong = tidy(draft)
    if wrong:
        raise BadEntry(wrong)
    return kept
