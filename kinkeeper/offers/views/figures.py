"""Figures for the people doing the work, as a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.forms.figure_words import ANSWERS_REFUSED, ASKED_BY, ASKING_MEASURES, HEADS, HOURS, MEASURES
from kinkeeper.offers.forms.offer_words import TIES
from kinkeeper.offers.permissions.figures import counts_askings
from kinkeeper.offers.queries.figures import ASKINGS_BY_WEEK, FEW, IN_BREAKDOWNS, NOT_SAID, WEEKS, Figures
from kinkeeper.offers.rules.figures import Cell, safe_cell
from kinkeeper.offers.views.offer_page import offer_page
from kinkeeper.people.types import Tie

KEPT_BACK = "*"  # so that a table of many fits a page; what it means stands above the first
Table = tuple[str, list[str], list[list[str]]]


def _weeks(request: HttpRequest) -> int:
    asked = request.GET.get("weeks", "")
    return int(asked) if asked.isdecimal() and int(asked) in WEEKS else WEEKS[0]


@login_required
def view_figures(request: HttpRequest) -> HttpResponse:
    """How many, how soon, and what families said."""
    by = actor_of(request)
    weeks = _weeks(request)
    figures = actions.view_figures(by=by, weeks=weeks)
    tables = [(title, head, rows if _says_something(rows) else []) for title, head, rows in _tables(figures) if rows]
    return offer_page(
        request,
        "offers/figures.jinja",
        figures=figures,
        tables=tables,
        chart=[(str(MEASURES[name]), figures.offers[name]) for name in _charted(figures)],
        weeks=weeks,
        spans=WEEKS,
        at_a_prison=counts_askings(by),
    )


@login_required
def download_figures(request: HttpRequest) -> HttpResponse:
    """The same figures as one CSV file."""
    figures = actions.view_figures(by=actor_of(request), weeks=_weeks(request))
    text = StringIO()
    sheet = csv.writer(text)
    sheet.writerow([_("* Kept back, so that nobody can be recognised.")])
    for title, head, rows in _tables(figures):
        sheet.writerow([title])
        sheet.writerows([[safe_cell(cell) for cell in row] for row in [head, *rows]])
        sheet.writerow([])
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),  # spreadsheets take a file without the mark for another alphabet
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="figures.csv"', "Cache-Control": "no-store"},
    )


def _charted(figures: Figures) -> list[str]:
    first = ["permitted", "checked", "passed_on"] if figures.askings else ["passed_on"]
    return [*first, "same_day", "offered_in_time", "pack_in_time", "accepted"]


def _tables(figures: Figures) -> Iterator[Table]:
    head = [_("What"), _("How many")]
    if figures.askings:
        yield _("Asking"), head, [[str(words), str(figures.askings[name])] for name, words in ASKING_MEASURES.items()]
        head_of_weeks = [_("Week from"), *(str(ASKING_MEASURES[name]) for name in ASKINGS_BY_WEEK)]
        weeks = [[_week(monday), *_numbers(row, ASKINGS_BY_WEEK)] for monday, row in figures.askings_by_week.items()]
        yield _("Asking, by week of reception"), head_of_weeks, weeks
    rows = [[str(words), str(figures.offers[name])] for name, words in MEASURES.items()]
    yield _("Offering"), head, [*rows, [str(HOURS), "–" if figures.median_hours is None else str(figures.median_hours)]]
    # To a service every family of its own was permitted and checked: only a prison counts those that were not.
    names = [name for name in IN_BREAKDOWNS if figures.askings or name not in {"permitted", "checked"}]
    yield _broken_down(_("By prison"), _("Prison"), figures.by_prison, names)
    by_week = {_week(monday): row for monday, row in figures.by_week.items()}
    yield _broken_down(_("By week of reception"), _("Week from"), by_week, names)
    by_tie = {str(TIES[Tie(tie)]).capitalize(): row for tie, row in figures.by_tie.items()}
    yield _broken_down(_("By tie"), _("Tie"), by_tie, names)
    described = ["permitted", "offered", "offered_in_time", "accepted", "declined"]
    yield _broken_down(_("By language, people"), _("Language"), _with_silence(figures.by_language), described)
    by_ethnicity = _with_silence(figures.by_ethnicity)
    yield _broken_down(_("By ethnicity as they describe it, people"), _("Ethnicity"), by_ethnicity, described)
    if figures.refusals:
        said = [[str(ASKED_BY[who]), str(ANSWERS_REFUSED[what]), _number(times)] for who, what, times in figures.refusals]
        yield _("Refusals, by who asked"), [_("Who asked"), _("Answer"), _("How many")], said


def _with_silence(rows: Mapping[str, Mapping[str, Cell]]) -> dict[str, Mapping[str, Cell]]:
    words = {NOT_SAID: _("Not said, or no longer kept"), FEW: _("Others, of whom there are few")}
    return {words.get(group, group): row for group, row in rows.items()}


def _broken_down(title: str, what: str, groups: Mapping[str, Mapping[str, Cell]], names: Sequence[str]) -> Table:
    rows = [[group, *_numbers(row, names), _hours(row)] for group, row in groups.items()]
    return title, [what, *(str(HEADS[name]) for name in (*names, "median_hours"))], rows


def _numbers(row: Mapping[str, Cell], names: Iterable[str]) -> list[str]:
    return [_number(row[name]) for name in names]


def _hours(row: Mapping[str, Cell]) -> str:
    """The median, kept back with the number of offers that it is of; a dash where none was made."""
    if row["offered"] is None:
        return _number(None)
    return "–" if row["median_hours"] is None else str(row["median_hours"])


def _number(cell: Cell) -> str:
    return KEPT_BACK if cell is None else str(cell)


def _week(monday: date) -> str:
    return date_format(monday, "j M Y")


def _says_something(rows: list[list[str]]) -> bool:
    """Whether a table holds any number at all: one of small numbers alone is named, and not printed."""
    return any(cell[:1].isdigit() for row in rows for cell in row[1:])
