"""Narrowing what was found by links alone: each value of a facet with its count, and where pressing it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kinkeeper.foundation.search.types import FacetCount, Results

Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value in words, how many there are, the query it leads to, and whether it is chosen now."""

    words: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A group under its title. `open` where something in it is chosen."""

    title: str
    links: tuple[FacetLink, ...]

    @property
    def open(self) -> bool:
        return any(link.chosen for link in self.links)


def chosen_from(
    data: Mapping[str, object], groups: Sequence[str], values: Callable[[str], Sequence[str]]
) -> dict[str, list[str]]:
    """What an address asks to narrow by: known groups, each value once, no more than twenty, none longer than sixty letters."""
    chosen: dict[str, list[str]] = {}
    for group in groups:
        if group in data:
            kept = [value for value in dict.fromkeys(values(group)) if 0 < len(value) <= 60][:20]
            if kept:
                chosen[group] = kept
    return chosen


def query_for(words: str, chosen: Chosen) -> str:
    """The query part of an address that asks for `words` narrowed by `chosen`."""
    pairs = [("q", words)] if words else []
    return urlencode([*pairs, *((group, value) for group, values in chosen.items() for value in values)])


def facet_groups(
    results: Results,
    words: str,
    chosen: Chosen,
    titles: Mapping[str, object],
    word_for: Callable[[str, str], str],
    orders: Mapping[str, Sequence[str]] | None = None,
) -> list[FacetGroup]:
    """Every group of `titles` that has values, in that order. A chosen value leads to the query without it.

    Values stand by count, or in the order that `orders` gives for their group.
    """
    groups = []
    for group, title in titles.items():
        taken = list(chosen.get(group, ()))
        counted = list(results.facets.get(group, ()))
        missing = [FacetCount(value, 0) for value in taken if value not in {count.value for count in counted}]
        counted += missing
        if orders and group in orders:
            place = {value: number for number, value in enumerate(orders[group])}
            counted.sort(key=lambda it: place.get(it.value, len(place)))
        links = tuple(
            FacetLink(
                word_for(group, it.value),
                it.count,
                query_for(words, {**chosen, group: _without_or_with(taken, it.value)}),
                it.value in taken,
            )
            for it in counted
        )
        if links:
            groups.append(FacetGroup(str(title), links))
    return groups


def chosen_links(groups: Sequence[FacetGroup]) -> list[FacetLink]:
    """What is chosen, each leading to the query without it."""
    return [link for group in groups for link in group.links if link.chosen]


def _without_or_with(taken: list[str], value: str) -> list[str]:
    return [other for other in taken if other != value] if value in taken else [*taken, value]
