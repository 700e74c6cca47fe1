"""The words of searching: what is put in, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kinkeeper.foundation.errors import DomainError


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    `kind` and `key` name it ("resource", its reference); `title`, `text` (plain, searched and quoted) and `url` (a path of
    this site) are shown; `also` is searched and never quoted (authors, labels, other names). `facets` maps a group to its
    values: {"stage": ["arrest", "court"]}. `weight` favours it over its equals: 0 not at all, 2 twice, 6 three times.
    Only what anybody may read may ever be put in: a search asks no permission.
    """

    kind: str
    key: str
    title: str
    text: str
    url: str
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    weight: float = 0.0
    also: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet; `found` says that it is a word that was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, best first."""

    kind: str
    key: str
    title: str
    url: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of what was found carry this value of a facet."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found.

    `facets` maps each group to its values, commonest first; a group that is itself narrowed is counted as if it were not, so
    that a reader can widen it again. `kinds` counts likewise. `corrected` is the query as it was understood, or "" when it
    was taken as typed.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    kinds: Mapping[str, int]
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title to go to while the query is still being typed."""

    kind: str
    key: str
    title: str
    url: str


class SearchNotReady(DomainError):
    """The index is being built by another process; ask again in a moment."""

    reason = "search_not_ready"
