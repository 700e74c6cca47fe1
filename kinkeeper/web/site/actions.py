"""Writing the public site: drafts, publishing, restoring, and the seed set."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from django.conf import settings
from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.web.models import Collection, Fact, Helpline, ListChange, Page, PageVersion
from kinkeeper.web.site.errors import AddressNotRight, AddressTaken
from kinkeeper.web.site.permissions import may_edit_site
from kinkeeper.web.site.queries import latest_version, list_words
from kinkeeper.web.site.rules import SLUG, front_matter, section_of
from kinkeeper.web.site.types import PageWords, Shape


@transaction.atomic
def add_page(*, by: Actor, slug: str, words: PageWords, shape: str = Shape.PLAIN, note: str = "") -> Page:
    """A new page, as a draft that nobody sees yet. Raises NotPermitted, AddressNotRight and AddressTaken."""
    may_edit_site(by).require()
    if not SLUG.match(slug):
        raise AddressNotRight
    if Page.objects.filter(slug=slug).exists():
        raise AddressTaken
    page = Page.objects.create(slug=slug, section=section_of(slug), shape=shape)
    _add_version(by, page, words, note)
    record(by=by, action="add_page", detail={"page": page.reference})
    return page


@transaction.atomic
def save_draft(*, by: Actor, page: Page, words: PageWords, seen: int, note: str = "") -> PageVersion:
    """Save a page's words as its newest version; what is published stays. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen)
    version = _add_version(by, page, words, note)
    record(by=by, action="save_draft", detail={"page": page.reference, "version": version.number})
    return version


@transaction.atomic
def publish(*, by: Actor, page: Page, version: PageVersion, seen: int) -> None:
    """Show this version from now on. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen, published=version)
    search.changed("page", [page.slug])
    record(by=by, action="publish", detail={"page": page.reference, "version": version.number})


@transaction.atomic
def unpublish(*, by: Actor, page: Page, seen: int) -> None:
    """Show the page no longer; its versions stay. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen, published=None)
    search.changed("page", [page.slug])
    record(by=by, action="unpublish", detail={"page": page.reference})


@transaction.atomic
def restore(*, by: Actor, page: Page, version: PageVersion, seen: int) -> PageVersion:
    """Make an old version the newest draft. Nothing is lost: the versions between stay. Raises NotPermitted, StaleVersion."""
    may_edit_site(by).require()
    save_version(page, seen=seen)
    words = PageWords(version.title, version.tab, version.teaser, version.lead, version.source)
    again = _add_version(by, page, words, f"as in version {version.number}")
    record(by=by, action="restore", detail={"page": page.reference, "version": version.number})
    return again


@transaction.atomic
def save_helpline(*, by: Actor, line: Helpline | None, seen: int = 1, checked_today: bool, **words: Any) -> Helpline:
    """Add or change a helpline. `checked_today` says that somebody rang it. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    if checked_today:
        words["checked_on"] = today(settings.TIME_ZONE)
    before = list_words(line) if line else {}
    if line is None:
        line = Helpline.objects.create(**words)
    else:
        save_version(line, seen=seen, **words)
    _keep_change(by, "helpline", line, before)
    record(by=by, action="save_helpline", detail={"helpline": line.reference})
    return line


@transaction.atomic
def save_collection(*, by: Actor, collection: Collection | None, seen: int = 1, **words: Any) -> Collection:
    """Add or change a collection. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    before = list_words(collection) if collection else {}
    if collection is None:
        collection = Collection.objects.create(**words)
    else:
        save_version(collection, seen=seen, **words)
    _keep_change(by, "collection", collection, before)
    record(by=by, action="save_collection", detail={"collection": collection.reference})
    return collection


@transaction.atomic
def save_fact(*, by: Actor, fact: Fact | None, seen: int = 1, **words: Any) -> Fact:
    """Add or change a fact. Raises NotPermitted and StaleVersion."""
    may_edit_site(by).require()
    before = list_words(fact) if fact else {}
    if fact is None:
        fact = Fact.objects.create(**words)
    else:
        save_version(fact, seen=seen, **words)
    _keep_change(by, "fact", fact, before)
    record(by=by, action="save_fact", detail={"fact": fact.reference})
    return fact


def _keep_change(by: Actor, kind: str, saved: Helpline | Collection | Fact, before: dict[str, Any]) -> None:
    after = list_words(saved)
    if before != after:
        ListChange.objects.create(kind=kind, key=saved.reference, by=by.reference, before=before, after=after)


def _add_version(by: Actor, page: Page, words: PageWords, note: str) -> PageVersion:
    last = latest_version(page)
    number = last.number + 1 if last else 1
    return PageVersion.objects.create(page=page, number=number, note=note[:200], made_by=by.reference, **asdict(words))


@transaction.atomic
def load_pages(*, by: Actor) -> dict[str, int]:
    """Load the seed set. A page that somebody has edited is left as it is; the rest follow the seed. Repeatable."""
    may_edit_site(by).require()
    folder = resources.files("kinkeeper.web.site") / "pages"
    seeds = sorted(_seed_files(folder), key=lambda seed: seed[0])
    changed = sum(_load_page(by, slug, *front_matter(file.read_text("utf-8"))) for slug, file in seeds)
    lists = tomllib.loads((folder / "lists.toml").read_text("utf-8"))
    counts = {"pages": len(seeds), "changed": changed, **_load_lists(lists)}
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
    page.published = _add_version(by, page, words, "from the seed set")
    page.save(update_fields=["published"])
    search.changed("page", [page.slug])
    return True


def _words_of(version: PageVersion) -> dict[str, str]:
    return {name: getattr(version, name) for name in ("title", "tab", "teaser", "lead", "source")}


def _load_lists(lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """Helplines, collections and facts that are not there yet. (The numbers are invented: they were checked when written.)"""
    for row in lists["helplines"]:
        checked = today(settings.TIME_ZONE)
        line, _ = Helpline.objects.get_or_create(name=row["name"], phone=row["phone"], defaults={**row, "checked_on": checked})
        if line.source.startswith("Invented"):
            Helpline.objects.filter(pk=line.pk).update(checked_on=checked)
    for row in lists["collections"]:
        Collection.objects.get_or_create(code=row["code"], defaults=dict(row))
    for place, row in enumerate(lists["facts"]):
        Fact.objects.get_or_create(figure=row["figure"], says=row["says"], defaults={**row, "place": place})
    return {name: len(lists[name]) for name in ("helplines", "collections", "facts")}
