"""The catalogue that comes with Kinkeeper: everything the project's five source documents name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import write_many
from kinkeeper.library.errors import BadEntry
from kinkeeper.library.models import Place, Resource, Shelf
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries.documents import COLLECTION, RESOURCE
from kinkeeper.library.rules.drafting import tidy
from kinkeeper.library.types import Audience, Draft

FOLDER = Path(__file__).resolve().parent.parent / "catalogue"
FAMILIES = {Audience.UNDER_8, Audience.AGES_8_TO_12, Audience.AGES_13_UP}
SHORT = {"for": "audiences", "when": "stages", "about": "subjects"}


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What loading the catalogue did. What was there already is left as editors made it."""

    added: int
    kept: int
    collections: int


def catalogue() -> Iterator[tuple[str, Draft]]:
    """Every entry of the catalogue with its id. Raises BadEntry for one that breaks the rules."""
    for path in sorted(FOLDER.glob("seed_*.toml")):
        for shelf in tomllib.loads(path.read_text(encoding="utf-8"))["shelf"]:
            shared = {name: value for name, value in shelf.items() if name != "resource"}
            for resource in shelf["resource"]:
                yield resource["id"], _draft({**shared, **resource})


def _draft(entry: dict[str, Any]) -> Draft:
    fields: dict[str, Any] = {
        SHORT.get(name, name): tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    name = fields.pop("id")
    kept, wrong = tidy(Draft(**fields))
    if wrong:
        raise BadEntry([f"{name}: {sentence}" for sentence in wrong])
    return kept


@transaction.atomic
def import_catalogue(*, by: Actor) -> CatalogueReport:
    """Add what of the catalogue is not here yet, removed entries included, and the first collections. May be run again."""
    may_edit_library(by).require()
    entries = list(catalogue())
    known = set(Resource.objects.exclude(catalogue_id="").values_list("catalogue_id", flat=True))
    new = [(draft, name) for name, draft in entries if name not in known]
    new.sort(key=lambda entry: bool(FAMILIES & set(entry[0].audiences)))  # so that families find theirs on top of what is new
    resources = write_many(by, new, note="from the catalogue")
    search.changed(RESOURCE, [resource.reference for resource in resources])
    collections = _import_collections()
    if new or collections:
        record(by=by, action="import_catalogue", detail={"added": len(new), "collections": collections})
    return CatalogueReport(added=len(new), kept=len(entries) - len(new), collections=collections)


def _import_collections() -> int:
    by_name = {it.catalogue_id: it for it in Resource.objects.exclude(catalogue_id="")}
    made = []
    for entry in tomllib.loads((FOLDER / "collections.toml").read_text(encoding="utf-8"))["collection"]:
        shelf, is_new = Shelf.objects.get_or_create(
            owner=None, title=entry["title"], defaults={"description": entry["description"]}
        )
        if is_new:
            Place.objects.bulk_create(
                Place(shelf=shelf, resource=by_name[name], position=position)
                for position, name in enumerate(entry["resources"], start=1)
            )
            made.append(shelf.reference)
    search.changed(COLLECTION, made)
    return len(made)
