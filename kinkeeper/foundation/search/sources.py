"""Where documents come from: each room registers its own. The database is the truth, the index only a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kinkeeper.foundation.search.types import Document

AllDocuments = Callable[[], Iterable[Document]]
SomeDocuments = Callable[[Sequence[str]], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class Source:
    """How to get all documents of a kind, and those with certain keys."""

    kind: str
    all_documents: AllDocuments
    some_documents: SomeDocuments


_sources: dict[str, Source] = {}


def register_source(kind: str, all_documents: AllDocuments, some_documents: SomeDocuments | None = None) -> None:
    """Register where documents of `kind` come from; call it in the room's `AppConfig.ready`.

    `some_documents(keys)` answers those of the keys that are still to be found; without it all are asked and sifted.
    Raises ValueError for a kind that another source has.
    """
    if kind in _sources:
        raise ValueError(f"two sources are called {kind}")

    def sifted(keys: Sequence[str]) -> Iterator[Document]:
        wanted = set(keys)
        return (document for document in all_documents() if document.key in wanted)

    _sources[kind] = Source(kind, all_documents, some_documents or sifted)


def source_of(kind: str) -> Source:
    """The source of a kind. Raises KeyError when no room has registered one."""
    return _sources[kind]


def all_sources() -> list[Source]:
    """Every source, in order of kind."""
    return [_sources[kind] for kind in sorted(_sources)]
