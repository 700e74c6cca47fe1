"""How figures are shown so that they count and never expose. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

FEWEST = 5  # a smaller number of people could be recognised
Cell = int | None  # None is "fewer than 5"


def kept_small(groups: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Cell]]:
    """The same counts, by group and measure, with every small one kept back.

    A group of fewer than five is kept back whole. Where a column has just one number kept back, the next smallest goes
    with it: else the difference from a total that stands elsewhere would tell it.
    """
    measures = list(dict.fromkeys(measure for row in groups.values() for measure in row))
    small = {group for group, row in groups.items() if max(row.values(), default=0) < FEWEST}
    shown: dict[str, dict[str, Cell]] = {
        group: {measure: None if group in small or row.get(measure, 0) < FEWEST else row[measure] for measure in measures}
        for group, row in groups.items()
    }
    for measure in measures:
        _keep_a_second_back(shown, groups, measure)
    return shown


def _keep_a_second_back(shown: dict[str, dict[str, Cell]], groups: Mapping[str, Mapping[str, int]], measure: str) -> None:
    kept_back = [group for group, row in shown.items() if row[measure] is None]
    if len(kept_back) != 1:
        return
    rest = [(groups[group][measure], group) for group in shown if group not in kept_back]
    if rest:
        shown[min(rest)[1]][measure] = None


def first_day(today: date, weeks: int) -> date:
    """The Monday from which `weeks` whole weeks, and this one, are counted. Whole weeks, so that no day tells of one person."""
    return today - timedelta(days=today.weekday(), weeks=weeks)


def median_hours(seconds: Sequence[float]) -> float | None:
    """The median of spans given in seconds, in hours to one decimal; None of none."""
    return round(median(seconds) / 3600, 1) if seconds else None


def safe_cell(text: str) -> str:
    """Text for a CSV cell that a spreadsheet will not take for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
