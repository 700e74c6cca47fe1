"""One search for every room.

A room registers what can be found (`register_source`, in its `AppConfig.ready`), says in each action what changed
(`changed`, inside the transaction), and asks (`search`, `suggest`). Only what anybody may read is ever put in.
"""

from kinkeeper.foundation.search import jobs
from kinkeeper.foundation.search.asking import search, suggest
from kinkeeper.foundation.search.sources import register_source
from kinkeeper.foundation.search.types import Document, FacetCount, Hit, Piece, Results, SearchNotReady, Suggestion
from kinkeeper.foundation.search.writing import changed, rebuild, update

__all__ = [
    "Document",
    "FacetCount",
    "Hit",
    "Piece",
    "Results",
    "SearchNotReady",
    "Suggestion",
    "changed",
    "jobs",
    "rebuild",
    "register_source",
    "search",
    "suggest",
    "update",
]
