"""Keeping the index in step with the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tantivy

from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.search.shape import entry_of, id_of, new_index, open_index
from kinkeeper.foundation.search.sources import all_sources, source_of
from kinkeeper.foundation.search.store import current_generation, make_current, new_generation, writing
from kinkeeper.foundation.search.types import Document

HEAP = 50_000_000  # bytes of memory for a writer
KEYS_IN_A_JOB = 500


def changed(kind: str, keys: Iterable[str]) -> None:
    """Have these documents indexed anew (or taken out, if they are gone) once the caller's transaction is committed."""
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), KEYS_IN_A_JOB):
        enqueue("search.update", kind=kind, keys=unique[start : start + KEYS_IN_A_JOB])


def update(kind: str, keys: Sequence[str]) -> int:
    """Index the documents with these keys as the database has them now; answers how many are in.

    The lock is taken before the database is read: whoever writes last has read last.
    """
    with writing():
        directory = current_generation()
        if directory is None:
            return build()
        index = open_index(directory)
        writer = index.writer(HEAP, 1)
        for key in keys:
            writer.delete_documents_by_term("id", id_of(kind, key))
        number = _add(writer, source_of(kind).some_documents(keys))
        _finish(writer)
        return number


def rebuild(*, wait: bool = True) -> int:
    """Build the whole index anew from the database; answers how many documents are in.

    Raises SearchNotReady if another process is writing and `wait` is false.
    """
    with writing(wait=wait):
        return build()


def build() -> int:
    """Build a new generation and make it current. The caller holds the writer's place."""
    directory = new_generation()
    writer = new_index(directory).writer(HEAP, 1)
    number = sum(_add(writer, source.all_documents()) for source in all_sources())
    _finish(writer)
    make_current(directory)
    return number


def keep() -> int:
    """Build the index if there is none of the present shape; answers how many documents were put in."""
    if current_generation() is not None:
        return 0
    with writing():
        return 0 if current_generation() is not None else build()


def _add(writer: tantivy.IndexWriter, documents: Iterable[Document]) -> int:
    number = 0
    for document in documents:
        writer.add_document(entry_of(document))
        number += 1
    return number


def _finish(writer: tantivy.IndexWriter) -> None:
    writer.commit()
    writer.garbage_collect_files()  # segments that merging has replaced
    writer.wait_merging_threads()
