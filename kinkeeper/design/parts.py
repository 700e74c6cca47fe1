"""The sums behind the parts of a page: how long a bar is, which pages to link to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

BAR_ROOM = 100.0  # the longest bar, in per cent of the chart's width


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its figure as shown, its length in per cent of the longest, and its top edge in pixels."""

    label: str
    figure: str
    length: str
    top: int


@dataclass(frozen=True)
class Chart:
    """Bars from top to bottom, and the drawing's height in pixels."""

    bars: Sequence[Bar]
    height: int


class Pages(Protocol):
    """What is needed of Django's `Page`."""

    number: int
    paginator: Any


def chart_of(rows: Iterable[Sequence[Any]], *, each: int = 58) -> Chart:
    """Bars for `rows` of (label, number); a missing number (None) has no length. `each` is a bar's room in pixels."""
    pairs = [(str(row[0]), row[1]) for row in rows]
    longest = max((float(value) for _label, value in pairs if value is not None), default=0.0)
    bars = [
        Bar(label, "–" if value is None else f"{value:,}", _length(value, longest), place * each)
        for place, (label, value) in enumerate(pairs)
    ]
    return Chart(bars, len(bars) * each)


def _length(value: float | None, longest: float) -> str:
    if value is None or longest <= 0:
        return "0%"
    return f"{max(0.0, float(value) / longest * BAR_ROOM):.2f}%"


def page_links(page: Pages) -> list[int | None]:
    """The page numbers to link to around `page`; None stands for a gap. First, last and neighbours are always there."""
    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    links: list[int | None] = []
    for number in near:
        gap = number - (links[-1] or 0) if links else 1
        if gap == 2:
            links.append(number - 1)
        elif gap > 2:
            links.append(None)
        links.append(number)
    return links
