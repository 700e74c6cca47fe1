"""What pages and other rooms may ask of the library."""

from kinkeeper.library.queries.documents import all_collections, all_resources, some_collections, some_resources
from kinkeeper.library.queries.resources import (
    count_by_seed,
    draft_from,
    editions_of,
    needs_an_editor,
    new_resources,
    resource_by,
    resources_by,
    reviews_of,
    reviews_waiting,
    twin_of,
)
from kinkeeper.library.queries.shelves import collections, list_by, lists_of, on_list, reading_lists, readings, shelf_by

__all__ = [
    "all_collections",
    "all_resources",
    "collections",
    "count_by_seed",
    "draft_from",
    "editions_of",
    "list_by",
    "lists_of",
    "needs_an_editor",
    "new_resources",
    "on_list",
    "reading_lists",
    "readings",
    "resource_by",
    "resources_by",
    "reviews_of",
    "reviews_waiting",
    "shelf_by",
    "some_collections",
    "some_resources",
    "twin_of",
]
