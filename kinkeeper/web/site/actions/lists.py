"""Writing helplines, collections and facts: a draft first, then published; whatever was published can be gone back to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from kinkeeper.directory.actions import save_helpline
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.web.models import ListChange, ListDraft
from kinkeeper.web.site.errors import AlreadyListed
from kinkeeper.web.site.permissions import may_edit_site
from kinkeeper.web.site.queries.lists import Words, is_told_already, listed, rows_of, words_before, words_of
from kinkeeper.web.site.types import ListKind


@transaction.atomic
def save_list_draft(*, by: Actor, kind: ListKind, reference: str = "", words: Words, seen: int = 0) -> ListDraft:
    """Save what somebody wrote of an item (without a reference: of a new one); readers still see what they saw.

    `seen` is the draft's version, 0 where there was none. Raises NotPermitted, NotVisible, AlreadyListed, and StaleVersion
    when somebody else wrote meanwhile.
    """
    may_edit_site(by).require()
    if is_told_already(kind, reference, words):
        raise AlreadyListed
    if reference:
        draft = _taken_up(by, kind, reference, seen, words=words, made_by=by.reference, made_at=now())
    else:
        draft = ListDraft.objects.create(kind=kind, words=words, made_by=by.reference)
    record(by=by, action="save_list_draft", detail={"kind": kind, "item": draft.reference, "version": draft.version})
    return draft


def _taken_up(by: Actor, kind: ListKind, reference: str, seen: int, **changes: Any) -> ListDraft:
    """The item's draft, changed if it is still as it was seen; where there was none, one that says what the item says."""
    item = listed(kind, reference)
    draft, made = ListDraft.objects.get_or_create(
        reference=reference, defaults={"kind": kind, "words": item.words, "made_by": by.reference}
    )
    save_version(draft, seen=draft.version if made and not seen else seen, **changes)
    return draft


@transaction.atomic
def publish_listed(*, by: Actor, kind: ListKind, reference: str, seen: int) -> None:
    """Show an item as its draft says from now on. Raises NotPermitted, NotVisible, AlreadyListed and StaleVersion."""
    may_edit_site(by).require()
    draft = _taken_up(by, kind, reference, seen)
    if is_told_already(kind, reference, draft.words):
        raise AlreadyListed
    _carry_over(by, kind, reference, {**draft.words, "shown": True})
    record(by=by, action="publish_listed", detail={"kind": kind, "item": reference})


@transaction.atomic
def take_off_list(*, by: Actor, kind: ListKind, reference: str, seen: int) -> None:
    """Show an item no longer; its draft and its history stay. What was never published goes altogether.

    Raises NotPermitted, NotVisible and StaleVersion.
    """
    may_edit_site(by).require()
    draft = _taken_up(by, kind, reference, seen)
    if rows_of(kind).filter(reference=reference).exists():
        _carry_over(by, kind, reference, {"shown": False})
    else:
        draft.delete()
    record(by=by, action="take_off_list", detail={"kind": kind, "item": reference})


@transaction.atomic
def go_back(*, by: Actor, kind: ListKind, reference: str, number: int, seen: int) -> ListDraft:
    """Make what an item said before its change of that number the draft. Raises as `save_list_draft`."""
    return save_list_draft(by=by, kind=kind, reference=reference, words=words_before(kind, reference, number), seen=seen)


def _carry_over(by: Actor, kind: ListKind, reference: str, words: dict[str, Any]) -> None:
    before = _said(kind, reference)
    values = {name: date.fromisoformat(said) if name == "checked_on" and said else said for name, said in words.items()}
    if kind is ListKind.HELPLINES:
        save_helpline(by=by, reference=reference, words=values)
    else:
        rows_of(kind).update_or_create(reference=reference, defaults=values)
    after = _said(kind, reference)
    if before != after:
        ListChange.objects.create(kind=kind, key=reference, by=by.reference, before=before, after=after)


def _said(kind: ListKind, reference: str) -> Words:
    row = rows_of(kind).filter(reference=reference).first()
    return words_of(kind, row) if row is not None else {}
