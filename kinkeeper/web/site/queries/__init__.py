"""What the public site shows, and what its editors see."""

from kinkeeper.web.site.queries.lists import (
    Listed,
    all_listed,
    collection_coded,
    facts,
    in_its_place,
    in_words,
    list_changes,
    listed,
    words_before,
)
from kinkeeper.web.site.queries.pages import (
    all_documents,
    all_pages,
    easy_read_of,
    latest_version,
    page_referenced,
    pages_of,
    shown_page,
    shown_pages,
    some_documents,
    version_numbered,
)

__all__ = [
    "Listed",
    "all_documents",
    "all_listed",
    "all_pages",
    "collection_coded",
    "easy_read_of",
    "facts",
    "in_its_place",
    "in_words",
    "latest_version",
    "list_changes",
    "listed",
    "page_referenced",
    "pages_of",
    "shown_page",
    "shown_pages",
    "some_documents",
    "version_numbered",
    "words_before",
]
