"""The index follows the database by job; the tick makes one where there is none."""

from __future__ import annotations

from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.recurring import duty
from kinkeeper.foundation.search.writing import keep, update


@job("search.update")
def update_documents(kind: str, keys: list[str]) -> None:
    """Index these documents as they are now."""
    update(kind, keys)


@duty("search.keep")
def keep_an_index() -> int:
    """Build the index where it is missing or of an older shape."""
    return keep()
