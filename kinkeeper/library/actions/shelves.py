"""Collections of the library, and members' own lists."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import user_id
from kinkeeper.library.errors import TitleTaken, TooManyLists
from kinkeeper.library.models import Place, Resource, Shelf
from kinkeeper.library.permissions import may_edit_library, may_keep_lists
from kinkeeper.library.queries.documents import COLLECTION

MOST_LISTS = 50
MOST_ON_A_LIST = 500


@transaction.atomic
def add_collection(*, by: Actor, title: str, description: str = "", is_open: bool = True) -> Shelf:
    """Add a collection. Raises TitleTaken when another has that title."""
    may_edit_library(by).require()
    try:
        with transaction.atomic():
            shelf = Shelf.objects.create(title=title.strip(), description=description.strip(), is_open=is_open)
    except IntegrityError:
        raise TitleTaken from None
    _say(by, "add_collection", shelf)
    return shelf


@transaction.atomic
def edit_collection(*, by: Actor, shelf: Shelf, seen: int, title: str, description: str, is_open: bool) -> Shelf:
    """Change a collection. Raises StaleVersion, or TitleTaken."""
    may_edit_library(by).require()
    try:
        with transaction.atomic():
            save_version(shelf, seen=seen, title=title.strip(), description=description.strip(), is_open=is_open)
    except IntegrityError:
        raise TitleTaken from None
    _say(by, "edit_collection", shelf)
    return shelf


@transaction.atomic
def put_on_shelf(*, by: Actor, shelf: Shelf, resource: Resource) -> None:
    """Put a resource at the end of a collection; once there, nothing changes."""
    may_edit_library(by).require()
    _put(shelf, resource)
    _say(by, "put_on_shelf", shelf)


@transaction.atomic
def take_off_shelf(*, by: Actor, shelf: Shelf, resource: Resource) -> None:
    """Take a resource off a collection."""
    may_edit_library(by).require()
    Place.objects.filter(shelf=shelf, resource=resource).delete()
    _say(by, "take_off_shelf", shelf)


@transaction.atomic
def make_list(*, by: Actor, title: str) -> Shelf:
    """Make a list of one's own. Raises TooManyLists."""
    may_keep_lists(by).require()
    owner = user_id(by)
    if Shelf.objects.filter(owner_id=owner).count() >= MOST_LISTS:
        raise TooManyLists
    return Shelf.objects.create(owner_id=owner, title=title.strip(), is_open=False)


@transaction.atomic
def keep_in_list(*, by: Actor, shelf: Shelf, resource: Resource) -> None:
    """Put a resource at the end of one's own list. Raises NotVisible for another's, TooManyLists when the list is full."""
    _require_own(by, shelf)
    if Place.objects.filter(shelf=shelf).count() >= MOST_ON_A_LIST:
        raise TooManyLists
    _put(shelf, resource)


@transaction.atomic
def take_from_list(*, by: Actor, shelf: Shelf, resource: Resource) -> None:
    """Take a resource off one's own list. Raises NotVisible for another's."""
    _require_own(by, shelf)
    Place.objects.filter(shelf=shelf, resource=resource).delete()


@transaction.atomic
def remove_shelf(*, by: Actor, shelf: Shelf) -> None:
    """Remove a collection (an editor) or one's own list (its owner). The resources stay in the library."""
    if shelf.owner_id is None:
        may_edit_library(by).require()
        _say(by, "remove_collection", shelf)
    else:
        _require_own(by, shelf)
    shelf.delete()


def _put(shelf: Shelf, resource: Resource) -> None:
    last = Place.objects.filter(shelf=shelf).aggregate(last=Max("position"))["last"] or 0
    Place.objects.get_or_create(shelf=shelf, resource=resource, defaults={"position": last + 1})


def _require_own(by: Actor, shelf: Shelf) -> None:
    may_keep_lists(by).require()
    if shelf.owner_id is None or shelf.owner_id != user_id(by):
        raise NotVisible(asked_for=shelf.reference)


def _say(by: Actor, action: str, shelf: Shelf) -> None:
    record(by=by, action=action, detail={"shelf": shelf.reference})
    search.changed(COLLECTION, [shelf.reference])
