"""The seed set: the pages, collections and facts that a new site begins with, and its list of helplines."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from django.db import transaction

from kinkeeper.directory.actions import begin_helplines
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record
from kinkeeper.web.models import ListChange, ListDraft, Page, PageVersion
from kinkeeper.web.site.actions.pages import add_version
from kinkeeper.web.site.permissions import may_edit_site
from kinkeeper.web.site.queries import latest_version
from kinkeeper.web.site.queries.lists import TOLD_ONCE, rows_of
from kinkeeper.web.site.rules import front_matter, section_of
from kinkeeper.web.site.types import ListKind, PageWords, Shape


@transaction.atomic
def load_pages(*, by: Actor) -> dict[str, int]:
    """Load the seed set. A page that somebody has edited is left as it is; the rest follow the seed. Repeatable."""
    may_edit_site(by).require()
    folder = resources.files("kinkeeper.web.site") / "pages"
    seeds = sorted(_seed_files(folder), key=lambda seed: seed[0])
    changed = sum(_load_page(by, slug, *front_matter(file.read_text("utf-8"))) for slug, file in seeds)
    lists = tomllib.loads((folder / "lists.toml").read_text("utf-8"))
    counts = {"pages": len(seeds), "changed": changed, **_load_lists(by, lists)}
    record(by=by, action="load_pages", detail={"pages": len(seeds), "changed": changed})
    return counts


def _seed_files(folder: Traversable, before: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for file in folder.iterdir():
        if file.is_dir():
            found += _seed_files(file, f"{before}{file.name}/")
        elif file.name.endswith(".md"):
            found.append((f"{before}{file.name.removesuffix('.md')}".removesuffix("/index"), file))
    return found


def _load_page(by: Actor, slug: str, facts: Mapping[str, Any], source: str) -> bool:
    words = PageWords(
        title=facts["title"],
        tab=facts.get("tab", ""),
        teaser=facts.get("teaser", ""),
        lead=facts.get("lead", ""),
        source=source,
    )
    page, _ = Page.objects.update_or_create(
        slug=slug,
        defaults={
            "section": section_of(slug), "place": facts.get("place", 100), "shape": facts.get("shape", Shape.PLAIN),
            "easy_for": facts.get("easy_for", ""),
        },
    )  # fmt: skip
    last = latest_version(page)
    if last and (last.made_by != by.reference or asdict(words) == _words_of(last)):
        return False
    page.published = add_version(by, page, words, "from the seed set")
    page.save(update_fields=["published"])
    search.changed("page", [page.slug])
    return True


def _words_of(version: PageVersion) -> dict[str, str]:
    return {name: getattr(version, name) for name in ("title", "tab", "teaser", "lead", "source")}


def _load_lists(by: Actor, lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """Helplines (the jurisdiction's), collections and facts."""
    placed = [{**row, "place": place} for place, row in enumerate(lists["facts"])]
    for kind, rows in ((ListKind.COLLECTIONS, lists["collections"]), (ListKind.FACTS, placed)):
        _follow_seed(kind, rows)
    return {"helplines": begin_helplines(by=by), **{name: len(lists[name]) for name in ("collections", "facts")}}


def _follow_seed(kind: ListKind, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make a list say what the seed set says, save for what its editors wrote, changed or took off."""
    once = TOLD_ONCE[kind]
    written = ListDraft.objects.filter(kind=kind).values_list("reference", flat=True)
    changed = ListChange.objects.filter(kind=kind).values_list("before", flat=True)
    theirs = {tuple(said[name] for name in once) for said in changed if said}
    theirs |= set(rows_of(kind).filter(reference__in=written).values_list(*once))
    ours = rows_of(kind).exclude(reference__in=written)
    wanted = {tuple(row[name] for name in once): row for row in rows}
    for item in ours:
        if tuple(getattr(item, name) for name in once) not in wanted:
            item.delete()
    for key in wanted.keys() - theirs:
        ours.update_or_create(**dict(zip(once, key, strict=True)), defaults=dict(wanted[key]))
