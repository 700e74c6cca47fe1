"""The index as this process reads it: opened once, and turned to what was committed since at the next search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import tantivy

from kinkeeper.foundation.search.shape import open_index
from kinkeeper.foundation.search.store import current_generation, home
from kinkeeper.foundation.search.writing import rebuild


@dataclass(slots=True)
class _Open:
    """An open generation, and when its last commit was seen."""

    directory: Path
    index: tantivy.Index
    committed: int
    searcher: tantivy.Searcher


_open: dict[Path, _Open] = {}
_lock = Lock()


def searcher() -> tantivy.Searcher:
    """A view of the last commit. An index that is missing or cannot be read is built first.

    Raises SearchNotReady while another process is building it.
    """
    place = home()
    with _lock:
        try:
            return _current(place)
        except (OSError, ValueError):
            _open.pop(place, None)
            rebuild(wait=False)
            return _current(place)


def _current(place: Path) -> tantivy.Searcher:
    directory = current_generation()
    if directory is None:
        raise FileNotFoundError(place)
    committed = (directory / "meta.json").stat().st_mtime_ns
    known = _open.get(place)
    if known is None or known.directory != directory:
        index = open_index(directory)
        known = _open[place] = _Open(directory, index, committed, index.searcher())
    elif known.committed != committed:
        known.index.reload()
        known.searcher = known.index.searcher()
        known.committed = committed
    return known.searcher


def forget() -> None:
    """Close what is open; the next search opens it again."""
    with _lock:
        _open.clear()
