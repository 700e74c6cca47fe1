"""What pages draw on (helplines, collections, facts): as readers see it, and as its editors last wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet

from kinkeeper.directory.queries import helplines, is_live, live_helplines
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.web.models import Collection, Fact, ListChange, ListDraft
from kinkeeper.web.site.types import ListKind

# The fields that editors write; the first is what an item goes by.
SAID: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.HELPLINES: ("name", "phone", "hours", "says", "audience", "neutral", "source", "place", "checked_on"),
    ListKind.COLLECTIONS: ("title", "code", "about", "slugs"),
    ListKind.FACTS: ("figure", "says", "subject", "where", "when", "kind", "source", "care", "place"),
}
# What no two items of a list may share.
TOLD_ONCE: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.HELPLINES: ("name", "phone"),
    ListKind.COLLECTIONS: ("code",),
    ListKind.FACTS: ("figure", "says"),
}
Words = dict[str, Any]  # what an item says, as JSON can hold it


@dataclass(frozen=True, slots=True)
class Listed:
    """One item for its editors: what was last written (`version` 0 where no draft was), and whether readers see just that.

    `is_new`: it was never published. `is_seen`: readers meet it now; a number that nobody rang lately is shown to nobody.
    """

    kind: ListKind
    reference: str
    words: Words
    version: int
    shown: bool
    is_published: bool
    is_new: bool
    is_seen: bool

    @property
    def name(self) -> str:
        """What the item goes by."""
        return str(self.words[SAID[self.kind][0]])

    @property
    def checked_on(self) -> date | None:
        """The day somebody rang it, for a helpline."""
        said = self.words.get("checked_on")
        return date.fromisoformat(said) if said else None


def rows_of(kind: ListKind) -> QuerySet[Any]:
    """The items of a list, those that are not shown too, in their order."""
    if kind is ListKind.HELPLINES:
        return helplines()
    return Collection.objects.all() if kind is ListKind.COLLECTIONS else Fact.objects.all()


def words_of(kind: ListKind, row: Any) -> Words:
    """What an item says."""
    said = {name: getattr(row, name) for name in SAID[kind]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def all_listed(kind: ListKind) -> list[Listed]:
    """Every item of a list for its editors, new ones that were never published last."""
    drafts = {draft.reference: draft for draft in ListDraft.objects.filter(kind=kind).order_by("pk")}
    rows = {row.reference: row for row in rows_of(kind)}
    return [
        _listed(kind, reference, rows.get(reference), drafts.get(reference)) for reference in dict.fromkeys([*rows, *drafts])
    ]


def listed(kind: ListKind, reference: str) -> Listed:
    """One item for its editors. Raises NotVisible when there is neither an item nor a draft of that reference."""
    row = rows_of(kind).filter(reference=reference).first()
    draft = ListDraft.objects.filter(kind=kind, reference=reference).first()
    if row is None and draft is None:
        raise NotVisible
    return _listed(kind, reference, row, draft)


def _listed(kind: ListKind, reference: str, row: Any, draft: ListDraft | None) -> Listed:
    published = words_of(kind, row) if row is not None else None
    words = draft.words if draft is not None else cast("Words", published)
    return Listed(
        kind=kind,
        reference=reference,
        words=words,
        version=draft.version if draft is not None else 0,
        shown=row is not None and row.shown,
        is_published=row is not None and row.shown and words == published,
        is_new=row is None,
        is_seen=row is not None and (is_live(row, today(settings.TIME_ZONE)) if kind is ListKind.HELPLINES else row.shown),
    )


def is_told_already(kind: ListKind, reference: str, words: Words) -> bool:
    """Whether another item of the list says the same, or another draft."""
    told = {name: words[name] for name in TOLD_ONCE[kind]}
    drafts = ListDraft.objects.filter(kind=kind).exclude(reference=reference).values_list("words", flat=True)
    return rows_of(kind).exclude(reference=reference).filter(**told).exists() or any(
        told.items() <= said.items() for said in drafts
    )


def in_its_place(item: Listed) -> list[Any]:
    """The list as readers would see it with this draft published: a number that nobody rang lately is left out."""
    day = {"checked_on": item.checked_on} if item.kind is ListKind.HELPLINES else {}
    draft = rows_of(item.kind).model(**{**item.words, **day, "reference": item.reference})
    if item.kind is ListKind.COLLECTIONS:
        return [draft]
    on = today(settings.TIME_ZONE)
    if item.kind is ListKind.HELPLINES:
        others = [line for line in live_helplines(on) if line.reference != item.reference]
        return sorted([*others, *([draft] if is_live(draft, on) else [])], key=lambda line: (line.place, line.name))
    beside = [fact for fact in facts(draft.subject) if fact.reference != item.reference]
    return sorted([*beside, draft], key=lambda fact: (fact.place, fact is draft))


def list_changes(kind: ListKind, reference: str) -> list[tuple[int, ListChange, list[tuple[str, str, str]]]]:
    """Every publishing of an item, newest first, with its number: each field that differs, before and after, in words."""
    rows = list(ListChange.objects.filter(kind=kind, key=reference).order_by("pk"))
    return [
        (
            number,
            change,
            [
                (name, _in_words(change.before.get(name)), _in_words(said))
                for name, said in change.after.items()
                if change.before.get(name) != said
            ],
        )
        for number, change in reversed(list(enumerate(rows, start=1)))
    ]


def words_before(kind: ListKind, reference: str, number: int) -> Words:
    """What an item said before its change of that number. Raises NotVisible where it was not there yet."""
    before = list(ListChange.objects.filter(kind=kind, key=reference).order_by("pk").values_list("before", flat=True))
    if not 0 < number <= len(before) or not before[number - 1]:
        raise NotVisible
    said: Words = before[number - 1]
    return said


def in_words(words: Words) -> str:
    """What an item says, in a line."""
    return ", ".join(filter(None, map(_in_words, words.values())))


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def collection_coded(code: str) -> Collection | None:
    """The collection that a page names, where it is shown."""
    return Collection.objects.filter(code=code, shown=True).first()


def facts(subject: str = "") -> QuerySet[Fact]:
    """Facts and figures that are shown, all or on one subject."""
    rows = Fact.objects.filter(shown=True).order_by("place", "pk")
    return rows.filter(subject=subject) if subject else rows
