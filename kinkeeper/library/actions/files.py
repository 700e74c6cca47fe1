"""PDFs kept with a resource."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.foundation.uploads import UploadRefused, fall_with_row, scan_for_malware
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import user_id
from kinkeeper.library.errors import FileRefused
from kinkeeper.library.models import Resource, StoredFile
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries.documents import RESOURCE
from kinkeeper.library.rules.pdf import read_pdf


def keep_file(*, by: Actor, resource: Resource, name: str, data: bytes) -> StoredFile:
    """Check a PDF, take its text out, and keep it. Raises FileRefused, with "file_known" for one that is there already.

    It is read before the transaction: reading takes time, and nobody else should wait for it.
    """
    may_edit_library(by).require()
    read = read_pdf(data)
    try:
        scan_for_malware(data)
    except UploadRefused as refusal:
        raise FileRefused(refusal.reason) from refusal
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        if StoredFile.objects.filter(resource=resource, sha256=digest).exists():
            raise FileRefused("file_known")
        kept = StoredFile(
            resource=resource,
            name=_tidy_name(name),
            size=len(data),
            pages=read.pages,
            sha256=digest,
            text=read.text,
            by_id=user_id(by),
        )
        # The name on disk is ours: nothing that anybody typed becomes a path.
        kept.file.save(f"{random_bytes(12).hex()}.pdf", ContentFile(data), save=False)
        fall_with_row(Path(kept.file.path))
        kept.save()
        record(by=by, action="keep_file", detail={"resource": resource.reference, "file": kept.reference})
        search.changed(RESOURCE, [resource.reference])
    return kept


@transaction.atomic
def remove_file(*, by: Actor, file: StoredFile) -> None:
    """Take a file away for good."""
    may_edit_library(by).require()
    record(by=by, action="remove_file", detail={"resource": file.resource.reference, "file": file.reference})
    search.changed(RESOURCE, [file.resource.reference])
    stored = file.file
    file.delete()
    transaction.on_commit(lambda: stored.delete(save=False))


def _tidy_name(name: str) -> str:
    stem = PurePath(name.replace("\\", "/")).name.removesuffix(".pdf").removesuffix(".PDF")
    kept = "".join(letter if letter.isalnum() or letter in " -_.,()" else " " for letter in stem)
    return f"{' '.join(kept.split())[:150] or 'document'}.pdf"
