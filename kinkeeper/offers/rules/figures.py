"""How figures are shown so that they count and never expose. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

FEWEST = 5  # a smaller number of people could be recognised
Cell = int | float | None  # None is kept back


def kept_small(groups: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Cell]]:
    """The same counts, by group and measure, with every small one kept back, so that no total elsewhere tells it.

    A group of fewer than five is kept back whole. In a column with numbers kept back, the next smallest go with them until
    there are two and they amount to five: a total less what is shown then tells none of them. A cell does not say for which
    reason it is empty. One group alone, of which anything must be kept back, is left out: the total would say it all.
    """
    measures = list(dict.fromkeys(measure for row in groups.values() for measure in row))
    small = {group for group, row in groups.items() if max(row.values(), default=0) < FEWEST}
    shown: dict[str, dict[str, Cell]] = {
        group: {measure: None if group in small or row.get(measure, 0) < FEWEST else row[measure] for measure in measures}
        for group, row in groups.items()
    }
    if len(shown) == 1 and any(None in row.values() for row in shown.values()):
        return {}
    for measure in measures:
        _keep_more_back(shown, groups, measure)
    return shown


def _keep_more_back(shown: dict[str, dict[str, Cell]], groups: Mapping[str, Mapping[str, int]], measure: str) -> None:
    hidden = [groups[group].get(measure, 0) for group, row in shown.items() if row[measure] is None]
    rest = sorted((groups[group][measure], group) for group, row in shown.items() if row[measure] is not None)
    for count, group in rest:
        if not hidden or (len(hidden) > 1 and sum(hidden) >= FEWEST):
            return
        shown[group][measure] = None
        hidden.append(count)


def kept_small_by_week(weeks: Mapping[str, Mapping[str, int]], begins: Sequence[date]) -> dict[str, dict[str, Cell]]:
    """The same for weeks, by their Mondays as ISO dates, which stand in several spans that can be looked at side by side.

    `begins` are the first days of these spans. The weeks from one to the next are kept small among themselves: else a week
    that the short span keeps back for another's sake is shown by the long one, and the short one's total tells the other.
    """
    between: dict[int, dict[str, Mapping[str, int]]] = {}
    for week, row in sorted(weeks.items()):
        between.setdefault(sum(date.fromisoformat(week) >= begin for begin in begins), {})[week] = row
    if len(between) < 2:
        return kept_small(weeks)
    shown: dict[str, dict[str, Cell]] = {}
    for some in between.values():
        shown |= kept_small(some) or {week: dict.fromkeys(row) for week, row in some.items()}
    return shown


def with_median(rows: Mapping[str, Mapping[str, Cell]], seconds: Mapping[str, Sequence[float]]) -> dict[str, dict[str, Cell]]:
    """The same rows, each with its median of hours to an offer: only where the number of offers it is of is shown."""
    return {
        group: {**row, "median_hours": None if row["offered"] is None else median_hours(seconds.get(group, ()))}
        for group, row in rows.items()
    }


def first_day(today: date, weeks: int) -> date:
    """The Monday from which `weeks` whole weeks, and this one, are counted. Whole weeks, so that no day tells of one person."""
    return today - timedelta(days=today.weekday(), weeks=weeks)


def median_hours(seconds: Sequence[float]) -> float | None:
    """The median of spans given in seconds, in hours to one decimal; None of none."""
    return round(median(seconds) / 3600, 1) if seconds else None


def safe_cell(text: str) -> str:
    """Text for a CSV cell that a spreadsheet will not take for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
